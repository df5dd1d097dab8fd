"""A place on the body where equipment is carried."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from biolift.errors import choice
from biolift.nouns.body import Body, Vector
from biolift.nouns.support import FAMILIES
from biolift.vocabulary import SIDES, SUFFIX

ORIGIN = "origin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A point fixed in a segment.

    Parameters
    ----------
    name : str
        Its name in movements and loads.
    segment : str
        Segment that carries it; a limb without its side makes the site sided.
    point : str
        ``"origin"``, or a landmark of the body on that segment.
    note : str
        What it is.

    Raises
    ------
    InputError
        For an unknown segment.
    """

    name: str
    segment: str
    point: str
    note: str = ""

    def __post_init__(self) -> None:
        choice(f"{self.name}.segment", self.segment, FAMILIES)

    @property
    def sided(self) -> bool:
        """Whether the body has it on both sides."""
        return len(FAMILIES[self.segment]) > 1

    def place(self, body: Body, side: str = "right") -> tuple[str, Vector]:
        """Segment that carries it, and where in that segment's axes (3,) [m].

        Parameters
        ----------
        body : Body
            Of the athlete.
        side : {"right", "left"}
            For a sided site.
        """
        suffix = SUFFIX[choice("side", side, SIDES)] if self.sided else ""
        segment = self.segment + suffix
        if self.point == ORIGIN:
            return segment, (0.0, 0.0, 0.0)
        return segment, body.landmark(f"{self.point}{suffix}").point

    def places(self, body: Body, sides: Iterable[str]) -> list[tuple[str, Vector]]:
        """:meth:`place` on each of `sides`; once where the body has only one."""
        return [self.place(body, side) for side in sides] if self.sided else [self.place(body)]
