"""A planar chain of segments with masses of its own: the model behind somebody else's recording."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from biolift import units
from biolift.errors import InputError

#: A place: in segment axes [m], or the name of a recorded point (columns ``<name>_x``, ``<name>_y``).
Place = tuple[float, float] | str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainSegment:
    """One rigid segment in the sagittal plane (x forward, y up, angles counter-clockwise).

    Parameters
    ----------
    name : str
    parent : str or None
        Segment that it hangs on, None for the root.
    mass : float
        [kg], zero or more.
    inertia : float
        About the mass centre [kg m2], zero or more.
    joint : tuple of two float, or str
        Joint with the parent: in the parent's axes from the parent's joint [m], or the name of a recorded
        point. The root's is a recorded point, or the origin when left out.
    mass_centre : tuple of two float, or str
        In the segment's axes from its joint [m], or the name of a recorded point.
    angle : str, tuple of two str, or None
        Column with its angle; or two recorded points, from which to which the segment's axis points
        downwards, as a limb hangs when its angle is zero; None for a segment that does not turn, or of which
        only places are recorded.
    angle_sign : float
        -1 where that column counts clockwise.
    relative : bool
        Whether the angle is that between segment and parent, not that in space.
    spin : str or None
        Column with its angular momentum about the mass centre [kg m2/s], in place of inertia and angle.

    Raises
    ------
    InputError
        For a negative or non-finite mass or inertia, or a place that is neither.
    """

    name: str
    mass: float
    parent: str | None = None
    inertia: float = 0.0
    joint: Place = (0.0, 0.0)
    mass_centre: Place = (0.0, 0.0)
    angle: str | tuple[str, str] | None = None
    angle_sign: float = 1.0
    relative: bool = False
    spin: str | None = None

    def __post_init__(self) -> None:
        for field, unit in (("mass", "kg"), ("inertia", "kg m2")):
            value = units.checked(
                getattr(self, field), 0.0, 1e4, field=f"{self.name}.{field}", unit=unit, hint="1.0"
            )
            object.__setattr__(self, field, value)
        for field in ("joint", "mass_centre"):
            object.__setattr__(self, field, _place(f"{self.name}.{field}", getattr(self, field)))
        if self.angle_sign not in (1, -1):
            raise InputError(f"{self.name}.angle_sign", self.angle_sign, "1 or -1", "-1")
        if self.spin is not None and self.inertia:
            raise InputError(
                f"{self.name}.spin", self.spin, "given without inertia: it contains it", "inertia=0"
            )


@dataclass(frozen=True, slots=True)
class Chain:
    """Segments in an order in which parents come first; the first is the root.

    Parameters
    ----------
    segments : iterable of ChainSegment
    gravity : float
        [m/s2]

    Raises
    ------
    InputError
        For a name twice, a second root, or a parent that does not come before.

    Examples
    --------
    >>> Chain([ChainSegment(name="arm", mass=3.5, joint="shoulder", mass_centre="arm_centre")]).names
    ('arm',)
    """

    segments: tuple[ChainSegment, ...]
    gravity: float = 9.80665

    def __init__(self, segments: Iterable[ChainSegment], gravity: float = 9.80665) -> None:
        made = tuple(segments)
        gravity = units.checked(gravity, 0.0, 30.0, field="chain.gravity", unit="m/s2", hint="9.80665")
        object.__setattr__(self, "segments", made)
        object.__setattr__(self, "gravity", gravity)
        seen: list[str] = []
        for segment in made:
            if segment.name in seen:
                raise InputError("chain.segments", segment.name, "names that differ")
            if (segment.parent is None) != (not seen) or segment.parent not in (None, *seen):
                allowed = "a segment that comes before it; only the first has none"
                raise InputError(f"{segment.name}.parent", segment.parent, allowed)
            seen.append(segment.name)
        if not made:
            raise InputError("chain.segments", made, "at least one ChainSegment")

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the segments."""
        return tuple(segment.name for segment in self.segments)

    @property
    def mass(self) -> float:
        """Of all segments [kg]."""
        return sum(segment.mass for segment in self.segments)


def _place(field: str, given: object) -> Place:
    if isinstance(given, str):
        return given
    if isinstance(given, (tuple, list)) and len(given) == 2:
        x, y = given
        if all(isinstance(v, (int, float)) and math.isfinite(v) for v in (x, y)):
            return float(x), float(y)
    raise InputError(field, given, "two numbers (x, y) [m], or the name of a recorded point", "(0.0, -0.2)")
