"""What holds the body of a movement: its anchor in space, supports, contacts, and where equipment goes."""

from __future__ import annotations

from dataclasses import dataclass, replace

from biolift.errors import InputError, choice
from biolift.nouns.body_point import FAMILIES, point_segments, sided_points
from biolift.nouns.expression import Expression, negated
from biolift.nouns.pose import mirrored_name

REMAINDER = "remainder"
DIRECTIONS = ("any", "vertical", "forward")
#: Which sides carry a piece of equipment: both, or only the side named in the trial.
SLOT_SIDES = ("both", "working")


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """What fixes the body in space.

    The point `segment` stays where it is in `reference_pose`, and there the point `reference_point` stands
    at `at`, in the machine's frame (x towards the head or forward, y up; the hips stand at z = 0).

    Parameters
    ----------
    segment : str
        Segment whose origin does not move, or site of the body, such as ``"hand_r"``.
    reference_pose : str
        Pose in which the place is given.
    reference_point : str
        Segment or site that stands at `at` in that pose.
    at : tuple of two expressions
        Place [m]: numbers, or names of the movement's numbers.
    """

    segment: str
    reference_pose: str
    reference_point: str
    at: tuple[Expression, Expression]

    def __post_init__(self) -> None:
        choice("anchor.segment", self.segment, sided_points())
        choice("anchor.reference_point", self.reference_point, sided_points())
        _two("anchor.at", self.at, "['-hip_to_edge', 0.09]")

    def mirrored(self) -> Anchor:
        """The anchor on the other side."""
        here, there = mirrored_name(self.segment), mirrored_name(self.reference_point)
        return replace(self, segment=here, reference_point=there)


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """A force of the world on a segment, besides equipment.

    Parameters
    ----------
    segment : str
        Segment it acts on; a limb without its side means both, each with half.
    kind : str
        What it is: bench, pad, floor, ...
    share : expression
        ``"remainder"`` takes what is left of the whole-body balance, force and couple; a number (or the
        name of one) is the share of the vertical force that would hold up the free side at the hips, or with
        ``direction = "forward"`` of the force that holds up the whole body.
    direction : str
        ``"any"``; ``"vertical"``; or ``"forward"``: along the segment's own x axis, as a back-rest pushes.
    point : tuple of two expressions
        Where the force acts, from there along the machine's axes [m].
    site : str or None
        Site of that segment where the force acts, for example ``"hand"``; None for the segment's origin.
    split : expression
        Where it acts on both sides and takes the remainder: the part of the right side, 0..1.
    swapped : bool
        Whether the movement was mirrored, so that `split` is the part of the left side.
    pushes_only : bool
        Whether the support cannot pull.
    base : tuple of two expressions or None
        Ends along x, in the machine's frame, of the surface at y = 0 that must hold the centre of
        pressure [m]; None when no such surface is stated.
    """

    segment: str
    kind: str
    share: Expression
    direction: str = "any"
    point: tuple[Expression, Expression] = (0.0, 0.0)
    site: str | None = None
    split: Expression = 0.5
    swapped: bool = False
    pushes_only: bool = True
    base: tuple[Expression, Expression] | None = None

    def __post_init__(self) -> None:
        choice("supports.segment", self.segment, FAMILIES)
        choice("supports.direction", self.direction, DIRECTIONS)
        _two("supports.point", self.point, "['pad_x', 0.0]")
        if self.site is not None:
            fitting = [p for p, s in point_segments().items() if set(FAMILIES[s]) >= set(self.segments)]
            choice("supports.site", self.site, fitting)
        if isinstance(self.split, float) and not 0.0 <= self.split <= 1.0:
            raise InputError("supports.split", self.split, "between 0 and 1", "0.5")
        if self.base is not None:
            _two("supports.base", self.base, "[0.0, 'bench_length']")
        if isinstance(self.share, float) and not 0.0 <= self.share <= 1.0:
            raise InputError("supports.share", self.share, "between 0 and 1, or 'remainder'", "0.5")

    @property
    def segments(self) -> tuple[str, ...]:
        """The segments it acts on, each with an equal part."""
        return FAMILIES[self.segment]

    @property
    def takes_remainder(self) -> bool:
        """Whether it closes the whole-body balance."""
        return self.share == REMAINDER

    def mirrored(self) -> Support:
        """The support on the other side."""
        return replace(self, segment=mirrored_name(self.segment), swapped=not self.swapped)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A contact with unknown force: joints between it and the free side cannot be known.

    Parameters
    ----------
    segment : str
        Segment it acts on; a limb without its side means both.
    note : str
        What it is, for the scope of the result.
    """

    segment: str
    note: str

    def __post_init__(self) -> None:
        choice("contacts.segment", self.segment, FAMILIES)

    @property
    def segments(self) -> tuple[str, ...]:
        """The segments it acts on."""
        return FAMILIES[self.segment]

    def mirrored(self) -> Contact:
        """The contact on the other side."""
        return replace(self, segment=mirrored_name(self.segment))


@dataclass(frozen=True, slots=True, kw_only=True)
class EquipmentSlot:
    """A kind of equipment that fits a movement, and where it goes.

    Parameters
    ----------
    kind : str
        Kind of load, for example ``"pendulum"`` or ``"barbell"``.
    sites : tuple of str
        Sites of the body that may carry it, the usual one first.
    sides : str
        ``"both"`` (the load is shared equally where the site has two sides) or ``"working"`` (the side
        named in the trial).
    other : str or None
        Site of the body at the other end of a band, or at the far end of the limb that a machine rolls on.
    anchor : tuple of three expressions or None
        Fixed point at the other end, in the machine's frame (x, y, z) [m]: pulley, hook or pivot.
    """

    kind: str
    sites: tuple[str, ...]
    sides: str = "both"
    other: str | None = None
    anchor: tuple[Expression, Expression, Expression] | None = None

    def __post_init__(self) -> None:
        if not self.sites:
            raise InputError(f"equipment.{self.kind}.site", self.sites, "at least one site", "site = 'ankle'")
        choice(f"equipment.{self.kind}.sides", self.sides, SLOT_SIDES)
        if self.other is not None and self.anchor is not None:
            allowed = f"left out, as the other end is at the {self.other}"
            raise InputError(f"equipment.{self.kind}.anchor", self.anchor, allowed)
        if self.other in self.sites:
            raise InputError(f"equipment.{self.kind}.other", self.other, f"another site than {self.other!r}")
        if self.anchor is not None and not (isinstance(self.anchor, tuple) and len(self.anchor) == 3):
            allowed, hint = "three values, (x, y, z) [m]", "['anchor_x', 'anchor_y', 0.0]"
            raise InputError(f"equipment.{self.kind}.anchor", self.anchor, allowed, hint)

    @property
    def site(self) -> str:
        """The usual site."""
        return self.sites[0]

    def mirrored(self) -> EquipmentSlot:
        """The slot on the other side of the body's midplane: its sites follow the working side."""
        if self.anchor is None:
            return self
        x, y, z = self.anchor
        return replace(self, anchor=(x, y, negated(z)))


def _two(field: str, values: object, hint: str) -> None:
    if not (isinstance(values, tuple) and len(values) == 2):
        raise InputError(field, values, "two values, (x, y) [m]", hint)
