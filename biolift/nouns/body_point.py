"""Names of points of the body: the origins of its segments, and the sites that carry equipment."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from biolift.nouns.toml_file import TomlFile
from biolift.vocabulary import JOINT_SEGMENT, SEGMENTS, SUFFIX

#: Segments by family: a limb's name without its side stands for both sides.
FAMILIES: dict[str, tuple[str, ...]] = {
    **{segment: (segment,) for segment in SEGMENTS},
    **{limb: tuple(limb + suffix for suffix in SUFFIX.values()) for limb in JOINT_SEGMENT.values()},
}
_SITES = Path(__file__).parents[1] / "library" / "data" / "sites.toml"


@cache
def point_segments() -> dict[str, str]:
    """Every point that may be named, with the segment that carries it.

    A point of a limb without its side is carried by the limb without its side.
    """
    # Read as data: this room may not import the library, which stands above it.
    sites = {name: table["segment"] for name, table in TomlFile.read(_SITES).table.items()}
    out = {segment: segment for segment in FAMILIES} | sites
    for name, segment in sites.items():
        if len(FAMILIES[segment]) > 1:
            out |= {name + suffix: segment + suffix for suffix in SUFFIX.values()}
    return out


def sided_points() -> dict[str, str]:
    """The points that name one place: of a limb always with the side."""
    return {name: segment for name, segment in point_segments().items() if segment in SEGMENTS}
