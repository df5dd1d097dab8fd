"""Ranges of the joint angles: ``data/joint_ranges.toml``, and the trunk's from the passive tables."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

from biolift.errors import InputError
from biolift.library import passive
from biolift.library.sources import ASSUMED, DATA, sources
from biolift.nouns.toml_file import TomlFile
from biolift.nouns.toml_section import Section
from biolift.vocabulary import SIDED, both_sides


@dataclass(frozen=True, slots=True, kw_only=True)
class JointRange:
    """Where a clinical angle may lie.

    Parameters
    ----------
    low, high : float
        Range of most people [rad].
    lowest, highest : float
        Range of anybody [rad].
    source, note : str
        Where the range comes from.
    """

    low: float
    high: float
    lowest: float
    highest: float
    source: str
    note: str = ""

    def __post_init__(self) -> None:
        if not self.lowest <= self.low < self.high <= self.highest:
            given = (self.lowest, self.low, self.high, self.highest)
            allowed = "around typical_deg, both rising"
            raise InputError("widest_deg", given, allowed, "widest_deg = [-40, 150]")


@cache
def joint_ranges(age: float | None = None) -> dict[str, JointRange]:
    """Range of every joint's clinical angle, by coordinate, both sides named.

    Parameters
    ----------
    age : float, optional
        [years], for the trunk; without it the adult default.

    Raises
    ------
    DataFileError
        With file and line, when the table cannot be used.

    Examples
    --------
    >>> round(joint_ranges()["knee_flexion_l"].high, 2)
    2.44
    """
    top = Section.root(TomlFile.read(DATA / "joint_ranges.toml"))
    top.only(*SIDED)
    limbs = {name: _limb(section) for name, section in top.children()}
    out = {full: limbs[name] for name in SIDED for full in both_sides(name)}
    return out | _trunk(age)


def _limb(section: Section) -> JointRange:
    section.only("typical_deg", "widest_deg", "source", "note")
    low, high = (math.radians(value) for value in section.pair("typical_deg"))
    lowest, highest = (math.radians(value) for value in section.pair("widest_deg"))
    source, note = section.text("source"), section.text("note")
    known = {item.key for item in sources()} | {ASSUMED}
    if source not in known or not note:
        allowed = "'assumed' or a key of the library, with a note"
        raise section.file.error((*section.place, "source"), source, allowed, 'source = "assumed"')
    ends = {"low": low, "high": high, "lowest": lowest, "highest": highest}
    return section.build("widest_deg", lambda: JointRange(**ends, source=source, note=note))


def _trunk(age: float | None) -> dict[str, JointRange]:
    """Ranges of the lumbar spine, and of the trunk's bend and turn of which it takes a share."""
    full, law = passive.ranges(age), passive.lumbar(age=age)
    flexion, extension = full["full_flexion"], full["full_extension"]
    out = {
        "lumbar_flexion": JointRange(
            low=-extension.value,
            high=flexion.value,
            lowest=-extension.high,
            highest=flexion.high,
            source=flexion.source,
            note=flexion.note,
        )
    }
    for name, part in (("trunk_lateral_bend", "bend"), ("trunk_axial_rotation", "turn")):
        lumbar, share = full[f"full_{part}"], law.at(f"{part}_share")
        end, widest = lumbar.value / share, lumbar.high / share
        out[name] = JointRange(
            low=-end, high=end, lowest=-widest, highest=widest, source=lumbar.source, note=lumbar.note
        )
    return out
