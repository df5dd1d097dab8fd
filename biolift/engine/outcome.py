"""A finished run under the names of the quantity table."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from biolift.engine.demand import ANGLE_SIGN, DEMANDS, JOINT_ANGLE, LEG
from biolift.engine.equipment import EquipmentForce
from biolift.engine.frames import point_from_pelvis
from biolift.engine.newton import UNMET_FLAG, strength_needed
from biolift.engine.pipeline import Run
from biolift.engine.pressure import lateral, pressure
from biolift.sharing.activation_power import ActivationPower
from biolift.vocabulary import GROUPS, JOINT_SEGMENT, JOINTS, LEVELS, SEGMENTS, SIDES, SUFFIX

Array = NDArray[np.float64]


def labels(run: Run) -> dict[str, Any]:
    """Labels of every dimension of this run."""
    return {
        "time": run.motion.time,
        "phase": run.motion.phase,
        "joint": JOINTS,
        "side": SIDES,
        "level": LEVELS,
        "axis": ("x", "y", "z"),
        "segment": SEGMENTS,
        "muscle": run.model.muscles.names,
        "group": _groups(run),
        "demand": DEMANDS,
        "equipment": [e.name for e in run.equipment],
        "support": [s.name for s in run.supports],
    }


def values(run: Run) -> dict[str, Array]:
    """Every variable of the run: dimensions of its declaration, then time."""
    out = {**_joints(run), **loads(run), **_places(run), **_overload(run)}
    if run.equipment:
        out |= _equipment(run)
    if run.supports:
        out |= _supports(run)
    return out


def loads(run: Run) -> dict[str, Array]:
    """What the trunk, the muscles and the discs bear: the part of :func:`values` that tables are made of."""
    return {**_trunk(run), **_muscles(run), **_discs(run)}


def overloaded(run: Run) -> float:
    """1 where some instant leaves more unmet than the flag allows, else 0; NaN where nothing is known."""
    worst = max(float(level.unmet_share.max()) for level in run.levels.values())
    return np.nan if np.isnan(worst) else float(worst > UNMET_FLAG)


def _joints(run: Run) -> dict[str, Array]:
    shape = (len(JOINTS), len(SIDES), len(run.motion.time))
    abduction = np.stack([run.demand.joint["hip_abduction", side] for side in SIDES])
    unknown = [("hip", side) in run.open_joints for side in SIDES]
    out = {
        name: np.full(shape, np.nan)
        for name in ("joint_angle", "joint_velocity", "joint_moment", "joint_power", "passive_moment")
    }
    for j, joint in enumerate(JOINTS):
        for s, side in enumerate(SIDES):
            coordinate = JOINT_ANGLE[joint] + SUFFIX[side]
            rate = run.motion.u[coordinate]
            out["joint_angle"][j, s] = run.motion.q[coordinate]
            out["joint_velocity"][j, s] = rate
            if joint in LEG:
                out["passive_moment"][j, s] = run.demand.passive[joint, side]
            if (joint, side) not in run.open_joints:
                moment = run.demand.joint[joint, side]
                out["joint_moment"][j, s] = moment
                out["joint_power"][j, s] = moment * ANGLE_SIGN[joint] * rate
    out["hip_abduction_moment"] = np.where(np.array(unknown)[:, None], np.nan, abduction)
    return out


def _trunk(run: Run) -> dict[str, Array]:
    q = run.motion.q
    out = {name: q[name] for name in ("lumbar_flexion", "pelvic_tilt")}
    out["trunk_inclination"] = q["pelvic_tilt"] + q["lumbar_flexion"]
    moment = np.stack([run.demand.level_moment[level] for level in LEVELS])
    out["lumbar_extension_moment"] = moment[:, 2]
    out["lumbar_power"] = -moment[LEVELS.index("L5/S1"), 2] * run.motion.u["lumbar_flexion"]
    out["lumbar_right_bend_moment"] = moment[:, 0]
    out["lumbar_left_turn_moment"] = moment[:, 1]
    out["lumbar_passive_moment"] = np.stack([run.demand.level_passive[level][2] for level in LEVELS])
    return out


def _groups(run: Run) -> list[str]:
    present = {muscle.group for muscle in run.model.muscles.muscles}
    return [group for group in GROUPS if group in present]


def _muscles(run: Run) -> dict[str, Array]:
    level = run.levels["L5/S1"]
    count = len(run.model.muscles.muscles)
    activation = level.activation.T.reshape(count, 2, -1)
    force = level.force.T.reshape(count, 2, -1)
    names = _groups(run)
    member = np.array([[m.group == g for m in run.model.muscles.muscles] for g in names], dtype=float)
    weight = member * np.array([m.max_force for m in run.model.muscles.muscles])
    weight /= weight.sum(axis=1, keepdims=True)
    return {
        "muscle_force": force,
        "muscle_activation": activation,
        "group_force": np.tensordot(member, force, axes=1),
        "group_activation": np.tensordot(weight, activation, axes=1),
        "level_group_activation": np.stack(
            [
                np.tensordot(weight, run.levels[level].activation.T.reshape(count, 2, -1), axes=1)
                for level in LEVELS
            ]
        ),
    }


def _discs(run: Run) -> dict[str, Array]:
    out = {
        name: np.stack([run.levels[level].disc[name] for level in LEVELS])
        for name in ("compression", "anterior_shear", "right_shear")
    }
    out["unmet_moment"] = run.levels["L5/S1"].reserve.T
    out["unmet_share"] = np.stack([run.levels[level].unmet_share for level in LEVELS])
    left = []
    for level, other in zip(LEVELS, LEVELS[::-1], strict=True):
        there = run.levels[other]
        extension = np.einsum("tn,tn->t", there.matrix[:, 0], run.levels[level].activation)
        left.append(extension - there.target[:, 0])
    out["other_level_residual"] = np.stack(left)
    return out


def _overload(run: Run) -> dict[str, Array]:
    flag = overloaded(run)
    needed = np.nan if np.isnan(flag) else 1.0
    rule = cast(ActivationPower, run.model.sharing)
    for level in run.levels.values() if flag == 1.0 else ():
        hard = level.unmet_share > UNMET_FLAG
        if hard.any():
            w = run.paths.weights(rule)
            lo = level.least if level.least.ndim == 1 else level.least[hard]
            factors = strength_needed(level.matrix[hard], level.target[hard], rule, w=w, lo=lo)
            needed = max(needed, float(factors.max()))
    return {"overload": np.array(flag), "strength_needed": np.array(needed)}


def _places(run: Run) -> dict[str, Array]:
    origins = {s: run.base.position + run.work.vector(f"{s}.r") for s in SEGMENTS}
    ends = [run.base.position + point_from_pelvis(run.work, s, run.body[s].end) for s in SEGMENTS]
    joints = [[origins[JOINT_SEGMENT[j] + SUFFIX[side]] for side in SIDES] for j in JOINTS]
    return {
        "segment_position": np.stack([origins[s] for s in SEGMENTS]),
        "segment_end": np.stack(ends),
        "joint_position": np.array(joints),
        "heel_position": np.stack([_heel(run, side) for side in SIDES]),
    }


def _heel(run: Run, side: str) -> Array:
    heel = run.body.landmark("heel" + SUFFIX[side])
    return run.base.position + point_from_pelvis(run.work, heel.segment, heel.point)


def _equipment(run: Run) -> dict[str, Array]:
    every = run.equipment
    return {
        "equipment_force": np.stack([e.force for e in every]),
        "equipment_tension": np.stack([e.tension for e in every]),
        "equipment_point": np.stack([e.point for e in every]),
        "equipment_hold": np.stack([_holds(e) for e in every]),
        "equipment_anchor": np.stack([e.far for e in every]),
        "equipment_pivot": np.stack([np.broadcast_to(e.anchor[:, None], e.point.shape) for e in every]),
        "slack": np.stack([e.slack for e in every]),
        "slack_share": np.array([float(e.slack.mean()) for e in every]),
    }


def _holds(e: EquipmentForce) -> Array:
    """Places on each side that hold a piece of equipment (side, axis, T); NaN where that side does not."""
    nowhere = np.full_like(e.point, np.nan)
    return np.stack([e.held.get(side, nowhere) for side in SIDES])


def _supports(run: Run) -> dict[str, Array]:
    every = run.supports
    pressed = [pressure(run.movement, run.body, run.base, s) for s in every]
    return {
        "lateral_centre_of_pressure": np.stack([lateral(run, s) for s in every]),
        "centre_of_pressure": np.stack([centre for centre, _ in pressed]),
        "balance_margin": np.stack([margin for _, margin in pressed]),
        "support_force": np.stack([s.force for s in every]),
        "support_couple": np.stack([s.couple for s in every]),
        "support_point": np.stack([run.base.position + s.point for s in every]),
    }
