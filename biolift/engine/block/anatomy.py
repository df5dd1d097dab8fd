"""Positions of joint moments and of the muscles that balance them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from biolift.engine.block import plan as p
from biolift.engine.block.pattern import half, pattern
from biolift.engine.block.positions import COORDINATE, SEGMENT, joined_rows
from biolift.engine.demand import ACTION_SIGN, ANGLE_SIGN, DEMANDS, JOINT_ANGLE, LEG, SHARED
from biolift.engine.muscles import region
from biolift.engine.support import stance_side
from biolift.laws import muscle, passive
from biolift.nouns.movement import Movement
from biolift.nouns.muscles import LEVEL_SUFFIX, MuscleSet
from biolift.vocabulary import (
    COORDINATES,
    GROUPS,
    JOINT_SEGMENT,
    JOINTS,
    LEVELS,
    SIDES,
    SUFFIX,
)

_LEG_ARM = {
    "hip": "arm_hip_extension",
    "knee": "arm_knee_extension",
    "ankle": "arm_ankle_plantarflexion",
    "hip_abduction": "arm_hip_abduction",
}
_LUMBAR_ARMS = ("arm_extension", "arm_right_bend", "arm_left_turn")


def left_out_of(movement: Movement, closed: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Demands that the load sharing leaves out."""
    out = dict.fromkeys(DEMANDS, False)
    for s, side in enumerate(SIDES):
        for j, joint in enumerate(JOINTS):
            if joint in LEG:
                out[f"{joint}_{side}"] = bool(closed[j, s])
        out[f"hip_abduction_{side}"] = side != stance_side(movement)
    return np.array(list(out.values()))


def demand_plan(movement: Movement, closed: NDArray[np.bool_], known: bool) -> p.Demands:
    """Moments that are told, and those that the muscles balance; `closed` names joints (5, 2) left out."""
    return p.Demands(
        segment=np.array([[SEGMENT[JOINT_SEGMENT[j] + SUFFIX[s]] for s in SIDES] for j in JOINTS]),
        angle=np.array([[COORDINATE[JOINT_ANGLE[j] + SUFFIX[s]] for s in SIDES] for j in JOINTS]),
        sign=np.array([[ACTION_SIGN[j], ANGLE_SIGN[j]] for j in JOINTS]),
        lumbar=np.array([COORDINATE[name] for name in passive.LUMBAR.inputs["trunk"]]),
        left_out=left_out_of(movement, closed),
        known=known,
    )


def muscle_plan(muscles: MuscleSet, left_out: NDArray[np.bool_]) -> p.Muscles:
    """Entries of the moment matrix without the rows that are left out (11,)."""
    at = joined_rows(muscle.STAGE)
    starts, row, arm = [0], [], []
    for one in muscles.muscles:
        for side in SIDES:
            numbers = one.path_numbers(side)
            for k, demand_ in enumerate(DEMANDS):
                names = _arm_names(demand_, side)
                if names is None or left_out[k] or not _acts(numbers, names):
                    continue
                row.append(k)
                arm.append([at[name] for name in names])
            starts.append(len(row))
    angles = [("lumbar_flexion", "hip_flexion", "knee_flexion", "ankle_dorsiflexion")] * 2
    full = [
        [n if n == "lumbar_flexion" else n + SUFFIX[s] for n in names]
        for names, s in zip(angles, SIDES, strict=True)
    ]
    joint = [
        [COORDINATE[n] for n in names] + [len(COORDINATES) + COORDINATE[n] for n in names] for names in full
    ]
    groups = [g for g in GROUPS if g in {m.group for m in muscles.muscles}]
    both = [m for m in muscles.muscles for _ in SIDES]
    pulls = np.array([any(c.share > 0 for c in m.crossings) for m in both])
    return p.Muscles(
        kind=np.array([_kind(name) for name in muscle.STAGE.parameters]),
        leg=np.array([region(m) == "leg" for m in both]),
        part=np.array([part_of(m.path_numbers()) for m in both]),
        pulls=pulls,
        pulling=np.flatnonzero(pulls),
        joint=np.array(joint),
        starts=np.array(starts, dtype=np.int64),
        row=np.array(row, dtype=np.int64),
        arm=np.ascontiguousarray(np.array(arm, dtype=np.int64).reshape(-1, 2).T),
        group=np.array([groups.index(m.group) for m in both]),
        groups=len(groups),
        pull=np.array([[at[f"u{k}{LEVEL_SUFFIX[level]}"] for k in "xyz"] for level in LEVELS]),
        capacity=at["capacity"],
        mirror=muscle.STAGE.parameters.index("mirror"),
        mirrored=np.array([name.rpartition("_")[0] in muscle.MIRRORED for name in at]),
        unsigned_starts=np.array(starts, dtype=np.uint64),
        unsigned_row=np.array(row, dtype=np.uint64),
        pattern=pattern(starts, row),
        half=half(starts, row),
    )


def _arm_names(demand: str, side: str) -> list[str] | None:
    """Rows of the muscle's law that act on a demand, per level; None where a muscle of this side does not."""
    lumbar = dict(zip(DEMANDS[:3], _LUMBAR_ARMS, strict=True))
    if demand in lumbar:
        return [lumbar[demand] + LEVEL_SUFFIX[level] for level in LEVELS]
    joint, _, of = demand.rpartition("_")
    assert joint in SHARED
    return [_LEG_ARM[joint]] * len(LEVELS) if of == side else None


def reach(muscles: MuscleSet) -> tuple[tuple[object, ...], ...]:
    """Each muscle's group, and what of its path is not zero: positions follow from that, and its name."""
    arms = ("hip_arm", "knee_arm", "ankle_arm", "hip_adduction_arm", "lumbar_length")
    turns = ("extension", "right_bend", "left_turn")
    return tuple(
        (one.group, *(any(getattr(one, name)) for name in arms), *(c.share > 0.0 for c in one.crossings),
         *(any(getattr(c, name)) for c in one.crossings for name in turns))
        for one in muscles.muscles
    )  # fmt: skip


def _acts(numbers: dict[str, float], names: Sequence[str]) -> bool:
    """Whether any of the arms can differ from zero."""
    coefficients = {
        "arm_hip_extension": "hip_arm",
        "arm_knee_extension": "knee_arm",
        "arm_ankle_plantarflexion": "ankle_arm",
        "arm_hip_abduction": "hip_adduction_arm",
    }
    for name in names:
        stem = coefficients.get(name, name)
        share = numbers.get("crossing" + name[-5:], 1.0)
        if share and any(v for key, v in numbers.items() if key.rpartition("_")[0] == stem):
            return True
    return False


def part_of(numbers: dict[str, float]) -> int:
    """Part of the muscle's law that leaves out nothing but zeros."""

    def has(*stems: str) -> bool:
        return any(value != 0.0 for key, value in numbers.items() if key.startswith(stems))

    leg = has("hip_arm", "knee_arm", "ankle_arm", "hip_adduction_arm")
    trunk = has("crossing", "lumbar_length")
    return p.WHOLE if leg and trunk else p.OF_TRUNK if trunk else p.OF_LEG


def _kind(name: str) -> int:
    """What scales a parameter of the muscle's law: see :class:`biolift.engine.block.plan.Muscles`."""
    if name == "max_force":
        return 1
    if name.startswith("arm_extension"):
        return 3
    if name.startswith(("arm_right_bend", "arm_left_turn")):
        return 4
    lengths = ("optimal_length", "along_length_neutral", "thickness", "lumbar_length")
    arms = ("hip_arm", "knee_arm", "ankle_arm", "hip_adduction_arm")
    return 2 if name.startswith((*lengths, *arms)) else 0
