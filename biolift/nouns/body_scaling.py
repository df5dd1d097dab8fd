"""The rule that turns a table of proportions into the body of one athlete.

Limb masses come from the table; what lies above L5/S1 from trunk slices; the pelvis is the remainder,
so that the segments always weigh what the athlete weighs. Lengths are shares of the stature, trunk
landmarks are given for a stature of 1.75 m and grow with it. A measured segment length rescales that
segment as a whole, its mass centre and radii included, and leaves its mass.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from biolift.columns import root, smaller
from biolift.nouns.body import Body, Landmark, Segment, Vector, shifted
from biolift.vocabulary import SEGMENTS, SUFFIX

if TYPE_CHECKING:
    from biolift.nouns.athlete import Athlete

#: Stature for which trunk landmarks and radii are given [m].
REFERENCE_STATURE = 1.75
LIMBS = ("upper_arm", "forearm", "hand", "thigh", "shank", "foot")
#: Numbers per limb under each rule for its mass.
MASS_RULES = {
    "fraction": ("mass_fraction",),
    "regression": ("mass_b0", "mass_b1", "mass_b2", "mass_factor"),
}
#: Segment of each place that carries equipment; the place is given in shares of the segment's length.
SITES = {
    **dict.fromkeys(("chest", "upper_back", "neck", "collar", "torso"), "thorax"),
    "midfoot": "foot",
}
#: Next segment along the trunk and along each limb.
CHILD = {"pelvis": "lumbar", "lumbar": "thorax", "upper_arm": "forearm", "thigh": "shank", "shank": "foot"}
ORIGIN: Vector = (0.0, 0.0, 0.0)


def body_from(rule: str, values: Mapping[str, float], athlete: Athlete) -> Body:
    """The body of one athlete from plain values by name, those of a table of proportions."""
    mass = masses(rule, values, athlete.mass, athlete.height)
    frame = _Frame(values, athlete.height, dict(athlete.segment_lengths or {}))
    parts = {name: Part(mass[name], *frame.shape(name, mass[name])) for name in mass}
    hand = parts.pop("hand")
    parts["forearm"] = joined(parts["forearm"], hand.moved(frame.points["wrist"][1]))
    segments = tuple(_segment(name, parts, frame) for name in SEGMENTS)
    return Body(segments=segments, landmarks=tuple(_landmarks(frame.points | frame.sites)))


def masses(rule: str, v: Mapping[str, float], mass: float, height: float) -> dict[str, float]:
    """Mass of pelvis, lumbar, thorax and of each limb part of one side [kg].

    Notes
    -----
    Trunk and both sides add up to `mass`. Where the others would leave the pelvis less than
    ``pelvis.mass_fraction_min`` (a draw, a regression far from its sample), they shrink in proportion.
    """
    parts = {name: v[f"{name}.mass_fraction"] * mass for name in ("lumbar", "thorax")}
    for limb in LIMBS:
        if rule == "fraction":
            parts[limb] = v[f"{limb}.mass_fraction"] * mass
        else:
            mean = v[f"{limb}.mass_b0"] + v[f"{limb}.mass_b1"] * mass + v[f"{limb}.mass_b2"] * height
            parts[limb] = mean * v[f"{limb}.mass_factor"]
    rest = sum(parts.values()) + sum(parts[limb] for limb in LIMBS)
    shrink = smaller(1.0, (1.0 - v["pelvis.mass_fraction_min"]) * mass / rest)
    return {"pelvis": mass - shrink * rest, **{name: shrink * part for name, part in parts.items()}}


@dataclass(frozen=True, slots=True)
class Part:
    """Mass [kg], mass centre [m] and principal moments about it [kg m2] of a rigid part."""

    mass: float
    centre: Vector
    inertia: Vector

    def moved(self, by: Vector) -> Part:
        """The part shifted as a whole."""
        return Part(self.mass, shifted(self.centre, by), self.inertia)


def joined(a: Part, b: Part) -> Part:
    """Two parts as one, by the parallel axis theorem; products of inertia are left out."""
    mass = a.mass + b.mass
    x, y, z = ((a.mass * p + b.mass * q) / mass for p, q in zip(a.centre, b.centre, strict=True))
    dx, dy, dz = ((p - q) ** 2 * a.mass * b.mass / mass for p, q in zip(a.centre, b.centre, strict=True))
    ix, iy, iz = (p + q for p, q in zip(a.inertia, b.inertia, strict=True))
    return Part(mass, (x, y, z), (ix + dy + dz, iy + dx + dz, iz + dx + dy))


class _Frame:
    """Lengths and places in one athlete's body [m]; of limbs, on the right side."""

    def __init__(self, values: Mapping[str, float], height: float, measured: Mapping[str, float]) -> None:
        self.v, self.height = values, height
        usual = {limb: values[f"{limb}.length"] * height for limb in LIMBS}
        self.foot = measured.get("foot", values["foot.heel_toe"] * height)
        growth = {limb: measured.get(limb, length) / length for limb, length in usual.items()}
        growth["foot"] = self.foot / (values["foot.heel_toe"] * height)
        self.length = {limb: length * growth[limb] for limb, length in usual.items()}
        self.sole = -values["foot.ankle_height"] * height * growth["foot"]
        self.wide = height / REFERENCE_STATURE
        trunk = values["shoulder.y"] * self.wide
        self.tall = self.wide * measured.get("trunk", trunk) / trunk

    def place(self, name: str) -> Vector:
        """A trunk landmark, from the midpoint of the hip centres."""
        return (self.v[f"{name}.x"] * self.tall, self.v[f"{name}.y"] * self.tall, 0.0)

    def shape(self, part: str, mass: float) -> tuple[Vector, Vector]:
        """Mass centre [m] and moments of inertia [kg m2] of one part."""
        scale = self.length.get(part, self.tall)
        x, y, z = (self.v.get(f"{part}.com_{axis}", 0.0) * scale for axis in "xyz")
        ix, iy, iz = (mass * (self.v[f"{part}.rg_{axis}"] * scale) ** 2 for axis in "xyz")
        return (x, y, z), (ix, iy, iz)

    @cached_property
    def joints(self) -> dict[str, Vector]:
        """Origin of each segment in its parent's axes."""
        l5s1, t12l1 = self.place("l5s1"), self.place("t12l1")
        shoulder_x, shoulder_y, _ = difference(self.place("shoulder"), t12l1)
        return {
            "pelvis": ORIGIN,
            "lumbar": l5s1,
            "thorax": difference(t12l1, l5s1),
            "upper_arm": (shoulder_x, shoulder_y, self.v["shoulder.half_width"] * self.wide),
            "forearm": (0.0, -self.length["upper_arm"], 0.0),
            "thigh": (0.0, 0.0, self.v["hip.half_spacing"] * self.wide),
            "shank": (0.0, -self.length["thigh"], 0.0),
            "foot": (0.0, -self.length["shank"], 0.0),
        }

    @cached_property
    def points(self) -> dict[str, tuple[str, Vector]]:
        """Segment and place of each landmark."""
        heel, wrist = -self.v["foot.ankle_from_heel"] * self.foot, -self.length["forearm"]
        return {
            "vertex": ("thorax", difference(self.place("vertex"), self.place("t12l1"))),
            "wrist": ("forearm", (0.0, wrist, 0.0)),
            "hand": ("forearm", (0.0, wrist - self.v["hand.grip"] * self.length["hand"], 0.0)),
            "heel": ("foot", (heel, self.sole, 0.0)),
            "toe": ("foot", (heel + self.foot, self.sole, 0.0)),
        }

    @cached_property
    def sites(self) -> dict[str, tuple[str, Vector]]:
        """Segment and place of what carries equipment, in the segment's midline."""
        found = {}
        for name, segment in SITES.items():
            length = self.shown_length(segment)
            found[name] = segment, (self.v[f"{name}.x"] * length, self.v[f"{name}.y"] * length, 0.0)
        return found

    @cached_property
    def ends(self) -> dict[str, Vector]:
        """Far end of each segment in its own axes."""
        tips = {"thorax": "vertex", "forearm": "hand", "foot": "toe"}
        ends = {part: self.joints[child] for part, child in CHILD.items()}
        return ends | {part: self.points[tip][1] for part, tip in tips.items()}

    def shown_length(self, part: str) -> float:
        """Length of a segment: of the foot heel to toe, of the forearm to the wrist, else to its far end."""
        if part == "foot":
            return self.foot
        x, y, z = self.ends[part]
        return self.length[part] if part in self.length else root(x * x + y * y + z * z)


def _segment(name: str, parts: Mapping[str, Part], frame: _Frame) -> Segment:
    part, side = (name[:-2], name[-2:]) if name[-2:] in SUFFIX.values() else (name, "")
    return Segment(
        name=name,
        mass=parts[part].mass,
        length=frame.shown_length(part),
        mass_centre=mirrored(parts[part].centre, side),
        inertia=parts[part].inertia,
        joint=mirrored(frame.joints[part], side),
        end=mirrored(frame.ends[part], side),
    )


def _landmarks(points: Mapping[str, tuple[str, Vector]]) -> Iterator[Landmark]:
    for name, (segment, place) in points.items():
        for side in ("",) if segment in SEGMENTS else SUFFIX.values():
            yield Landmark(name=name + side, segment=segment + side, point=mirrored(place, side))


def mirrored(place: Vector, side: str) -> Vector:
    """A place on the right, moved to the side of a suffix."""
    return (place[0], place[1], 0.0 - place[2]) if side == "_l" else place


def difference(a: Vector, b: Vector) -> Vector:
    """One vector minus another."""
    return (a[0] - b[0], a[1] - b[1], a[2] - b[2])
