"""Poses completed by constraints: coordinates that are worked out, and the equations that they must meet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from biolift.errors import InputError, choice
from biolift.nouns.body_point import FAMILIES, point_segments
from biolift.nouns.expression import Expression, checked, negated
from biolift.nouns.number import Numbers
from biolift.nouns.pose import HANDED, Pose, mirrored_name
from biolift.vocabulary import COORDINATES, INCLINATIONS, OUT_OF_PLANE, SIDED, both_sides

#: What an equation can be about.
KINDS = ("inclination", "balance", "point", "coordinate")
AXES = ("x", "y", "z")
#: Coordinates that may be worked out; the place of the pelvis follows from the anchor.
SOLVABLE = tuple(name for name in (*COORDINATES, *SIDED) if not name.startswith("pelvis_"))
#: Sided coordinates that move a limb.
_LIMBS = {
    **dict.fromkeys(("thigh", "shank", "foot"), ("hip", "knee", "ankle")),
    **dict.fromkeys(("upper_arm", "forearm"), ("shoulder", "elbow")),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Equation:
    """One condition on the body.

    Parameters
    ----------
    kind : str
        ``"inclination"``: sum of the sagittal turns of segment `of` from neutral [rad], forward positive;
        ``"balance"``: how far the mass centre of body and free weights lies ahead of point `of` (x) [m];
        ``"point"``: coordinate `axis` of point `of` less that of `start` [m];
        ``"coordinate"``: the coordinate `of` of the body itself [rad], or its ratio to that named `start`.
    of : str
        Segment (its origin), site of the body with its side, such as ``"hand_r"``, or a coordinate. A limb
        without its side stands for either where both sides do the same.
    value : expression or tuple of (pose, expression)
        What it must come to: a number, the name of one of the movement's, or one for each pose.
    axis : str
        ``"x"``, ``"y"`` or ``"z"`` of a ``"point"``.
    start : str or None
        Where a ``"point"`` is measured from (``from`` in a file); None for the machine's frame. What a
        ``"coordinate"`` is a part of (``of`` in a file): another one, or the trunk's inclination.

    Raises
    ------
    InputError
        For an unknown kind, point or axis.
    """

    kind: str
    of: str
    value: Expression | tuple[tuple[str, Expression], ...] = 0.0
    axis: str = ""
    start: str | None = None

    def __post_init__(self) -> None:
        choice("equations", self.kind, KINDS)
        angles = SOLVABLE + ("pelvic_tilt",)
        about = {"inclination": FAMILIES, "coordinate": angles}
        choice("equations", self.of, about.get(self.kind, point_segments()))
        if self.kind == "point":
            choice("equations", self.axis, AXES)
        if self.start is not None:
            whole = (*angles, "trunk_inclination")
            choice("equations", self.start, whole if self.kind == "coordinate" else point_segments())

    @property
    def unit(self) -> str:
        """Unit of both sides of the equation."""
        return "rad" if self.kind in ("inclination", "coordinate") else "m"

    @property
    def points(self) -> tuple[str, ...]:
        """Points that it speaks of."""
        if self.kind in ("inclination", "coordinate"):
            return ()
        return (self.of,) if self.start is None else (self.of, self.start)

    @property
    def expressions(self) -> tuple[Expression, ...]:
        """Its value, or its values by pose."""
        return tuple(one for _, one in self.value) if isinstance(self.value, tuple) else (self.value,)

    def value_in(self, pose: str) -> Expression:
        """What it must come to in a pose."""
        return dict(self.value)[pose] if isinstance(self.value, tuple) else self.value

    def mirrored(self) -> Equation:
        """The equation with right and left exchanged."""
        value = self.value
        turned = sum(name in HANDED for name in (self.of, self.start))
        if self.axis == "z" or turned == 1:
            value = tuple((k, negated(v)) for k, v in value) if isinstance(value, tuple) else negated(value)
        start = None if self.start is None else mirrored_name(self.start)
        return replace(self, of=mirrored_name(self.of), start=start, value=value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """Coordinates that are worked out instead of given, along the whole movement or in one pose of it.

    Parameters
    ----------
    solve : tuple of str
        Coordinates; a sided one without its side is one unknown, equal on both sides. What a pose says
        about them is the first guess, which also chooses between two ways to bend.
    equations : tuple of Equation
        As many as unknowns.
    pose : str or None
        The one pose in which they are worked out; the path then runs through what was found there. None for
        every instant of the path.

    Raises
    ------
    InputError
        For an unknown or doubled coordinate, or another number of equations.
    """

    solve: tuple[str, ...]
    equations: tuple[Equation, ...]
    pose: str | None = None

    def __post_init__(self) -> None:
        for name in self.solve:
            if name in INCLINATIONS:
                allowed = "a coordinate of the body: pelvic_tilt is the one that turns it as a whole"
                raise InputError("solve", name, allowed, '["pelvic_tilt"]')
            choice("solve", name, SOLVABLE)
        _once("solve", self.unknowns)
        if not self.solve or len(self.solve) != len(self.equations):
            allowed = f"as many equations as unknowns ({len(self.solve)}), at least one"
            raise InputError("equations", len(self.equations), allowed)

    @property
    def unknowns(self) -> tuple[str, ...]:
        """The coordinates with their sides."""
        return tuple(full for name in self.solve for full in both_sides(name))

    def mirrored(self) -> Completion:
        """The completion with right and left exchanged."""
        return replace(
            self,
            solve=tuple(mirrored_name(name) for name in self.solve),
            equations=tuple(equation.mirrored() for equation in self.equations),
        )


def check_completions(
    completions: Sequence[Completion], plane: str, poses: Sequence[Pose], numbers: Numbers
) -> None:
    """Refuse completions that do not fit the rest of a movement.

    Raises
    ------
    InputError
        For a coordinate that is worked out twice or leaves the plane, an unknown number or pose, or a
        limb without its side where the sides differ.
    """
    names = [pose.name for pose in poses]
    for i, completion in enumerate(completions):
        field = f"complete.{i}.equations"
        if completion.pose is not None:
            choice(f"complete.{i}.pose", completion.pose, names)
        here = [one for one in completions if one.pose in (None, completion.pose)]
        _once(f"complete.{i}.solve", [name for one in here for name in one.unknowns])
        turned = [name for name in completion.unknowns if name in OUT_OF_PLANE]
        if plane == "sagittal" and turned:
            allowed = f"in the sagittal plane, without {', '.join(turned)}"
            raise InputError(f"complete.{i}.solve", completion.solve, allowed, 'plane = "turning"')
        for equation in completion.equations:
            if plane == "sagittal" and equation.axis == "z":
                raise InputError(field, "z", "'x' or 'y' in the sagittal plane", 'plane = "turning"')
            for expression in equation.expressions:
                checked(field, expression, numbers)
            _check_value(field, equation, names if completion.pose is None else [completion.pose])
            solve = [name for one in completions for name in one.solve]
            for name, joints in _both_sided(equation):
                _check_side(field, name, joints, poses, solve)


def _check_value(field: str, equation: Equation, poses: Sequence[str]) -> None:
    if isinstance(equation.value, tuple):
        given = [name for name, _ in equation.value]
        if sorted(given) != sorted(poses):
            allowed = f"one value for each pose: {', '.join(poses)}"
            hint = ", ".join(f"{name} = 0.0" for name in poses)
            raise InputError(field, tuple(given), allowed, f"value = {{ {hint} }}")


def _both_sided(equation: Equation) -> Iterator[tuple[str, Sequence[str]]]:
    """What an equation names without its side, with the joints that move it."""
    for name in filter(None, (equation.of, equation.start)):
        if equation.kind != "coordinate":
            yield name, _LIMBS.get(point_segments()[name], ())
        elif name in SIDED:
            yield name, (name.partition("_")[0],)


def _check_side(
    field: str, point: str, joints: Sequence[str], poses: Sequence[Pose], solve: Sequence[str]
) -> None:
    """A limb without its side must do the same on both sides."""
    if not joints:
        return
    differ = [name for name in solve if name in HANDED or name[:-2] in _moving(joints)]
    for pose in poses:
        angles = pose.angles()
        differ += [name for name in HANDED if angles[name]]
        pairs = [both_sides(name) for name in _moving(joints) if name not in solve]
        differ += [right for right, left in pairs if angles[right] != angles[left]]
    if differ:
        allowed = f"with its side, as {differ[0]} lets the two sides differ"
        raise InputError(field, point, allowed, repr(f"{point}_r"))


def _moving(joints: Sequence[str]) -> Iterator[str]:
    return (name for name in SIDED if name.partition("_")[0] in joints)


def _once(field: str, names: Sequence[str]) -> None:
    for name in names:
        if names.count(name) > 1:
            raise InputError(field, name, "worked out once", f'["{name}"]')
