"""A place on the body where equipment is carried."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from biolift.errors import InputError, choice
from biolift.nouns.body import Body, Vector
from biolift.nouns.number import Number
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
    point : str or None
        ``"origin"``, or a landmark of the body on that segment; None when `x` and `y` are given.
    x, y : Number or None
        Place in segment axes as a share of the segment's length [1], in the segment's midline.
    note : str
        What it is.

    Raises
    ------
    InputError
        For an unknown segment, or unless exactly one of `point` and (`x`, `y`) is given.
    """

    name: str
    segment: str
    point: str | None = None
    x: Number | None = None
    y: Number | None = None
    note: str = ""

    def __post_init__(self) -> None:
        choice(f"{self.name}.segment", self.segment, FAMILIES)
        given = [self.x is not None, self.y is not None]
        if any(given) == (self.point is not None) or any(given) != all(given):
            raise InputError(f"{self.name}.point", self.point, "given, or else both x and y", f"'{ORIGIN}'")

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
        if self.x is not None and self.y is not None:
            length = body[segment].length
            return segment, (self.x.value * length, self.y.value * length, 0.0)
        if self.point == ORIGIN:
            return segment, (0.0, 0.0, 0.0)
        return segment, body.landmark(f"{self.point}{suffix}").point

    def places(self, body: Body, sides: Iterable[str]) -> list[tuple[str, Vector]]:
        """:meth:`place` on each of `sides`; once where the body has only one."""
        return [self.place(body, side) for side in sides] if self.sided else [self.place(body)]
