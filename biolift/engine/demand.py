"""What the muscles must meet: net moments of joints and lumbar levels, less what relaxed tissue gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from biolift.engine.frames import orientation
from biolift.engine.motion import Motion
from biolift.engine.support import JointLoads
from biolift.engine.workspace import Workspace, run_rows
from biolift.laws import passive, spine
from biolift.vocabulary import JOINT_SEGMENT, JOINTS, LEVELS, PARENT, SIDES, SUFFIX

Array = NDArray[np.float64]
#: Sign that turns the moment about the segment's flexion axis (z) into the joint's named action.
ACTION_SIGN = {"hip": -1.0, "knee": 1.0, "ankle": -1.0, "shoulder": 1.0, "elbow": 1.0}
#: The clinical angle of each joint.
JOINT_ANGLE = {
    "hip": "hip_flexion",
    "knee": "knee_flexion",
    "ankle": "ankle_dorsiflexion",
    "shoulder": "shoulder_flexion",
    "elbow": "elbow_flexion",
}
#: Sign of joint power: moment in the named action times the rate of the clinical angle.
ANGLE_SIGN = {"hip": -1.0, "knee": -1.0, "ankle": -1.0, "shoulder": 1.0, "elbow": 1.0}
LUMBAR = ("lumbar_extension", "lumbar_right_bend", "lumbar_left_turn")
LEG = ("hip", "knee", "ankle")
#: Leg moments that the load sharing can balance; abduction counts for a hip that carries the body alone.
SHARED = (*LEG, "hip_abduction")
#: Moments that the load sharing balances, in the order of its rows.
DEMANDS = (*LUMBAR, *(f"{joint}_{side}" for joint in SHARED for side in SIDES))


@dataclass
class Demand:
    """Net and passive moments [N m] with the forces that go with them.

    joint, passive : dict (joint, side) -> (T,)
    level_force, level_moment, level_passive : dict level -> (3, T), pelvis axes (x right bend, y left turn,
    z extension for moments).
    """

    joint: dict[tuple[str, str], Array]
    passive: dict[tuple[str, str], Array]
    level_force: dict[str, Array]
    level_moment: dict[str, Array]
    level_passive: dict[str, Array]
    abdominal_moment: float  # extension moment of the abdominal pressure [N m]

    def forget_levels(self) -> None:
        """Make the lumbar moments and forces unknown."""
        for table in (self.level_force, self.level_moment):
            for level in table:
                table[level] = np.full_like(table[level], np.nan)

    def rows(self, level: str, open_joints: set[tuple[str, str]]) -> Array:
        """Right side of the load sharing at `level`, (T, rows); zero where a joint is left out."""
        net = self.level_moment[level] - self.level_passive[level]
        rows = [net[2] - self.abdominal_moment, net[0], net[1]]
        for joint in SHARED:
            for side in SIDES:
                active = self.joint[joint, side] - self.passive.get((joint, side), 0.0)
                rows.append(np.zeros_like(active) if (joint, side) in open_joints else active)
        return np.stack(rows, axis=1)


def demand(
    work: Workspace,
    loads: JointLoads,
    motion: Motion,
    gravity: Array,
    levels: Mapping[str, Mapping[str, float]],
    leg_numbers: Mapping[str, float],
    lumbar_numbers: Mapping[str, float],
    abdominal_moment: float,
) -> Demand:
    """Net moments of all joints and levels, and the passive ones.

    Parameters
    ----------
    work, loads, motion
        Body rows, joint loads after the supports, clinical coordinates.
    gravity : array (3, T)
        Gravity less the acceleration of the base [m/s2].
    levels : mapping
        Numbers of :data:`biolift.laws.spine.LEVEL` per level.
    leg_numbers, lumbar_numbers : mapping
        Numbers of the passive laws.
    abdominal_moment : float
        Extension moment that the abdominal pressure gives [N m].
    """
    joint: dict[tuple[str, str], Array] = {}
    tissue: dict[tuple[str, str], Array] = {}
    for side in SIDES:
        suffix = SUFFIX[side]
        for name in JOINTS:
            segment = JOINT_SEGMENT[name] + suffix
            axis = _flexion_axis(work, str(PARENT[segment]))
            moment = np.einsum("it,it->t", axis, loads.moment[segment])
            joint[name, side] = ACTION_SIGN[name] * moment
        joint["hip_abduction", side] = _abduction(work, loads, motion, side)
        angles = {JOINT_ANGLE[name]: motion.q[JOINT_ANGLE[name] + suffix] for name in LEG}
        out = run_rows(passive.LEG, leg_numbers, angles)
        actions = ("extension", "extension", "plantarflexion")
        tissue |= {(n, side): out[f"passive_{n}_{a}"] for n, a in zip(LEG, actions, strict=True)}
    trunk = {name: motion.q[name] for name in passive.LUMBAR.inputs["trunk"]}
    out = run_rows(passive.LUMBAR, lumbar_numbers, trunk)
    relaxed = np.stack([out["passive_right_bend"], out["passive_left_turn"], out["passive_extension"]])
    forces, moments = _levels(work, loads, motion, gravity, levels)
    return Demand(joint, tissue, forces, moments, dict.fromkeys(LEVELS, relaxed), abdominal_moment)


def _abduction(work: Workspace, loads: JointLoads, motion: Motion, side: str) -> Array:
    """Internal hip abduction moment [N m] about the axis that flexion carries along: x of the thigh."""
    flexion = motion.q["hip_flexion" + SUFFIX[side]]
    pelvis = orientation(work, "pelvis")
    axis = pelvis[:, 0] * np.cos(flexion) + pelvis[:, 1] * np.sin(flexion)
    moment = np.einsum("it,it->t", axis, loads.moment["thigh" + SUFFIX[side]])
    return -moment if side == "right" else moment


def _flexion_axis(work: Workspace, parent: str) -> Array:
    """World direction of the z axis of a joint's parent, (3, T)."""
    return orientation(work, parent)[:, 2]


def _levels(
    work: Workspace,
    loads: JointLoads,
    motion: Motion,
    gravity: Array,
    levels: Mapping[str, Mapping[str, float]],
) -> tuple[dict[str, Array], dict[str, Array]]:
    """Force and moment at each disc in pelvis axes."""
    R = orientation(work, "pelvis")
    effective = gravity - work.vector("lumbar.a")
    rows: dict[str, Array | float] = {"lumbar_flexion": motion.q["lumbar_flexion"]}
    for i, a in enumerate("xyz"):
        rows |= {f"R_{a}{b}": R[i, j] for j, b in enumerate("xyz")}
        rows |= {
            f"F_{a}": loads.force["lumbar"][i],
            f"N_{a}": loads.moment["lumbar"][i],
            f"g_{a}": effective[i],
        }
    forces, moments = {}, {}
    for level in LEVELS:
        out = run_rows(spine.LEVEL, levels[level], rows)
        forces[level] = np.stack([out[f"force_{k}"] for k in "xyz"])
        moments[level] = np.stack([out[f"moment_{k}"] for k in "xyz"])
    return forces, moments
