"""Supports close the whole-body balance: what is left over at the base is what the world gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from biolift.engine.recorded_force import Measured
from biolift.engine.workspace import Workspace
from biolift.nouns.movement import Movement
from biolift.nouns.pose import mirrored_name
from biolift.nouns.support import Support
from biolift.vocabulary import JOINT_SEGMENT, PARENT, SEGMENTS, SUFFIX

Array = NDArray[np.float64]


@dataclass
class JointLoads:
    """Force [N] and moment about its origin [N m] that each segment gets from its parent, (3, T) each."""

    force: dict[str, Array]
    moment: dict[str, Array]
    origin: dict[str, Array]  # relative to the pelvis origin [m]

    @classmethod
    def read(cls, work: Workspace) -> JointLoads:
        """Take them from the body's rows after dynamics."""
        return cls(
            {s: work.vector(f"{s}.F") for s in SEGMENTS},
            {s: work.vector(f"{s}.N") for s in SEGMENTS},
            {s: work.vector(f"{s}.r") for s in SEGMENTS},
        )

    def apply(self, segment: str, force: Array, moment: Array) -> None:
        """Let the world act on `segment` (moment about its origin): its parents give that much less."""
        here: str | None = segment
        while here is not None:
            arm = self.origin[segment] - self.origin[here]
            self.force[here] = self.force[here] - force
            self.moment[here] = self.moment[here] - moment - np.cross(arm, force, axis=0)
            here = PARENT[here]


@dataclass(frozen=True)
class SupportLoad:
    """What one support gives, (3, T): force [N], couple about its point [N m], point from the pelvis [m]."""

    name: str
    support: Support
    segment: str
    force: Array
    couple: Array
    point: Array
    origin: Array  # of the segment, from the pelvis [m]
    pulls: NDArray[np.bool_]


def close_balance(
    movement: Movement, loads: JointLoads, sites: Mapping[str, Array], forward: Mapping[str, Array]
) -> list[SupportLoad]:
    """Give every support its force, in the order of the file, and the rest to the one that takes it.

    `sites` says where on a segment its support acts, from the pelvis (3, T) [m], elsewhere its origin;
    `forward` holds the forward axes (3, T) of segments that are pushed along them.

    The joint loads are changed in place: what the supports give no longer passes through the joints
    between them and the pelvis.
    """
    stated = [s for s in movement.supports if not s.takes_remainder]
    places = {**loads.origin, **sites}
    given = [load for support in stated for load in _stated(movement, support, loads, places, forward)]
    rest = [s for s in movement.supports if s.takes_remainder]
    parts = [(s, segment, share) for s in rest for segment, share in _split(movement, s)]
    return given + _remainder(movement, parts, loads, places)


def _split(movement: Movement, support: Support) -> list[tuple[str, float]]:
    """Segments of a support with their parts of its force: the right one first."""
    if len(support.segments) == 1:
        return [(support.segments[0], 1.0)]
    right = movement.resolve(support.split)
    right = 1.0 - right if support.swapped else right
    return list(zip(support.segments, (right, 1.0 - right), strict=True))


def _offset(movement: Movement, support: Support) -> Array:
    """Stated offset of a support's point, (3, 1) [m]."""
    return np.array([*(movement.resolve(value) for value in support.point), 0.0])[:, None]


def _stated(
    movement: Movement,
    support: Support,
    loads: JointLoads,
    places: Mapping[str, Array],
    forward: Mapping[str, Array],
) -> list[SupportLoad]:
    """A support that carries a stated share, each of its segments with an equal part.

    Vertical: of the force that would hold the free side up at the hips. Forward: of the force that holds the
    whole body up, along the segment's own forward axis.
    """
    share = movement.resolve(support.share) / len(support.segments)
    right, left = (loads.force[JOINT_SEGMENT["hip"] + suffix] for suffix in SUFFIX.values())
    whole = loads.force["pelvis"][1].copy()
    out = []
    for segment in support.segments:
        if support.direction == "forward":
            need, axis = share * whole, forward[segment]
        else:
            need, axis = share * (right + left)[1], np.array([[0.0], [1.0], [0.0]])
        force = axis * (np.maximum(need, 0.0) if support.pushes_only else need)
        point = places[segment] + _offset(movement, support)
        out.append(_act(support, segment, force, np.zeros_like(force), point, need < 0, loads))
    return out


def _remainder(
    movement: Movement,
    parts: list[tuple[Support, str, float]],
    loads: JointLoads,
    places: Mapping[str, Array],
) -> list[SupportLoad]:
    """What is left over at the base, divided by the stated parts.

    Each part's force acts at its own place; the couple that is then missing is divided alike, which puts the
    centres of pressure at the same distance ahead of every supported point.
    """
    force, couple = loads.force["pelvis"], loads.moment["pelvis"]
    points = {segment: places[segment] + _offset(movement, support) for support, segment, _ in parts}
    for _, segment, share in parts:
        couple = couple - np.cross(points[segment], share * force, axis=0)
    out = []
    for support, segment, share in parts:
        pulls = (share * force[1] < 0) & support.pushes_only
        load = _act(support, segment, share * force, share * couple, points[segment], pulls, loads)
        out.append(load)
    return out


def _act(
    support: Support,
    segment: str,
    force: Array,
    couple: Array,
    point: Array,
    pulls: NDArray[np.bool_],
    loads: JointLoads,
) -> SupportLoad:
    """Let one support act at `point`, from the pelvis."""
    arm = point - loads.origin[segment]
    loads.apply(segment, force, couple + np.cross(arm, force, axis=0))
    name, origin = f"{support.kind}_{segment}", loads.origin[segment].copy()
    return SupportLoad(name, support, segment, force, couple, point, origin, pulls)


def put_measured(
    acting: Sequence[Measured], loads: JointLoads, base: Array
) -> tuple[list[SupportLoad], dict[str, str]]:
    """Let measured forces act; what they leave over stays at the pelvis as the residual.

    Returns
    -------
    tuple
        The forces as supports, and the segments of legs under which nothing was measured, with the reason.
    """
    out = []
    for one in acting:
        support = Support(segment=one.segment, kind="plate", share=1.0, pushes_only=True)
        origin = loads.origin[one.segment]
        point = origin.copy() if one.point is None else one.point - base
        # a plate without load has no point: its last digits must not become a moment
        point = np.where(np.abs(one.force).sum(axis=0) > 0, point, origin)
        out.append(_act(support, one.segment, one.force, one.moment, point, one.force[1] < 0, loads))
    touched = {one.segment for one in acting}
    unknown: dict[str, str] = {}
    for side, suffix in SUFFIX.items():
        leg = [JOINT_SEGMENT[joint] + suffix for joint in ("hip", "knee", "ankle")]
        if touched.isdisjoint(leg):
            unknown |= dict.fromkeys(leg, f"no force was recorded under the {side} leg")
    return out, unknown


def indeterminate(movement: Movement) -> dict[str, str]:
    """Segments whose joint load cannot be known, with the reason.

    Each joint cuts the body in two; at least one part must be free of contacts whose force is not known.
    Where supports are the only contacts, the balance of the whole body and their stated split give them all.
    An unmodelled contact spoils that: then all contacts must lie on one side of the cut. Right and left count
    as one cut where both sides do the same, or the split between them is stated.
    """
    if not movement.contacts:
        return {}
    unknown = {segment: contact.note for contact in movement.contacts for segment in contact.segments}
    for support in movement.supports:
        if support.takes_remainder:
            reason = f"{support.kind} under the {support.segment}"
            unknown |= dict.fromkeys(support.segments, reason)
    stated = any(isinstance(support.split, str) for support in movement.supports)
    paired = stated or _symmetric(movement)
    out: dict[str, str] = {}
    for segment in SEGMENTS[1:]:
        far = _beyond(segment)
        cuts = [far, far | _beyond(mirrored_name(segment))] if paired else [far]
        if not any(_one_sided(unknown, part) for part in cuts):
            out[segment] = next(note for name, note in unknown.items() if name in far)
    return out


def _symmetric(movement: Movement) -> bool:
    """Whether both sides do the same in every pose."""
    poses = [pose.angles() for pose in movement.poses]
    return all(abs(pose[name] - pose[mirrored_name(name)]) < 1e-9 for pose in poses for name in pose)


def stance_side(movement: Movement) -> str | None:
    """Side of the one foot that carries the whole body, None when there is no such foot."""
    carrying = [name for s in movement.supports if s.takes_remainder for name in s.segments]
    feet = {JOINT_SEGMENT["ankle"] + suffix: side for side, suffix in SUFFIX.items()}
    return feet.get(carrying[0]) if len(carrying) == 1 and not movement.contacts else None


def _one_sided(unknown: Mapping[str, str], part: set[str]) -> bool:
    """Whether all unknown contacts lie on one side of a cut."""
    return all(name in part for name in unknown) or not any(name in part for name in unknown)


def _beyond(segment: str) -> set[str]:
    """The segments that hang on `segment`, itself included."""
    return {name for name in SEGMENTS if segment in _chain(name)}


def _chain(name: str | None) -> list[str]:
    """A segment and its parents down to the pelvis."""
    out = []
    while name is not None:
        out.append(name)
        name = PARENT[name]
    return out
