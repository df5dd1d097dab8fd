"""Muscle capacities and arms along the motion, and the load sharing at one lumbar level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from biolift.engine.compiled import load_kernel
from biolift.engine.demand import LUMBAR, SHARED
from biolift.engine.motion import Motion
from biolift.engine.workspace import LANES, Workspace, aligned, vector
from biolift.laws.muscle import STAGE
from biolift.nouns.muscles import LEVEL_SUFFIX, Muscle, MuscleSet
from biolift.sharing.activation_power import ActivationPower
from biolift.vocabulary import LEVELS, SIDES, SUFFIX

Array = NDArray[np.float64]
_ARMS = ("arm_extension", "arm_right_bend", "arm_left_turn")
_LEG_ARMS = {
    "hip": "arm_hip_extension",
    "knee": "arm_knee_extension",
    "ankle": "arm_ankle_plantarflexion",
    "hip_abduction": "arm_hip_abduction",
}


@dataclass
class MusclePaths:
    """Both sides of a muscle set along a motion, n = 2 x muscles (right, then left of each).

    capacity : (T, n) largest force now [N]
    lumbar_arm : level -> (T, 3, n) [m]; leg_arm : joint -> (T, n) [m], zero on the other side's joint
    pull : level -> (T, 3, n) force on the part above per force of the muscle, pelvis axes
    side : (n,) 0 right, 1 left
    """

    capacity: Array
    lumbar_arm: dict[str, Array]
    leg_arm: dict[str, Array]
    pull: dict[str, Array]
    side: NDArray[np.int64]
    area: Array
    volume: Array
    trunk: NDArray[np.bool_]
    abdominal: NDArray[np.bool_]

    def floors(self, rule: ActivationPower, brace: float = 0.0) -> Array:
        """Least activation of every muscle (n,): tonic activity steadies the spine, legs have none.

        `brace` is the activation at which the athlete holds the abdominals on purpose.
        """
        tonic = np.where(self.trunk, rule.floor, 0.0)
        return np.where(self.abdominal, np.maximum(tonic, brace), tonic)

    def weights(self, rule: ActivationPower) -> Array:
        """Weights of the muscles in the cost; areas and volumes up to a common factor, which drops out."""
        return rule.weigh(self.area, self.volume)


def muscle_paths(
    muscles: MuscleSet, motion: Motion, force: Mapping[str, float], length: float
) -> MusclePaths:
    """Run the muscle law for every muscle of both sides.

    Parameters
    ----------
    muscles : MuscleSet
    motion : Motion
    force : mapping
        Strength of the person over the set's reference person, for ``trunk`` and ``leg``.
    length : float
        Size likewise.
    """
    samples, count = len(motion.time), 2 * len(muscles.muscles)
    kernel = load_kernel(STAGE)
    P = _parameters(muscles, force["trunk"], force["leg"], length)
    joints = [_joint_rows(motion, side) for side in SIDES]
    names = STAGE.rows("muscle")
    blocks = len(joints[0].array)
    values = aligned(count, blocks, len(names), LANES)
    for k in range(count):
        for b in range(blocks):
            kernel(P[k], joints[k % 2].block(b), values[k, b].reshape(-1))

    def pick(wanted: Sequence[str]) -> Array:
        rows = values[:, :, [names.index(n) for n in wanted]]
        flat = rows.transpose(1, 3, 2, 0).reshape(-1, len(wanted), count)
        return np.ascontiguousarray(flat[:samples])

    return MusclePaths(
        pick(["capacity"])[:, 0],
        {level: pick([name + LEVEL_SUFFIX[level] for name in _ARMS]) for level in LEVELS},
        {joint: pick([name])[:, 0] for joint, name in _LEG_ARMS.items()},
        {level: pick([f"u{k}{LEVEL_SUFFIX[level]}" for k in "xyz"]) for level in LEVELS},
        np.tile([0, 1], len(muscles.muscles)),
        np.repeat([m.max_force for m in muscles.muscles], 2),
        np.repeat([m.max_force * m.listed_optimal_length for m in muscles.muscles], 2),
        np.repeat([region(m) == "trunk" for m in muscles.muscles], 2),
        np.repeat([m.group in ("rectus_abdominis", "obliques") for m in muscles.muscles], 2),
    )


@lru_cache(maxsize=64)
def _parameters(muscles: MuscleSet, trunk: float, leg: float, length: float) -> Array:
    """Parameter vectors of one person's muscles, right then left of each, (n, parameters)."""
    factors = {name: muscles.numbers.at(f"{name}_factor") for name in ("extension_arm", "side_arm")}
    force = {"trunk": trunk, "leg": leg}
    both = ((muscle, side) for muscle in muscles.muscles for side in SIDES)
    numbers = (m.path_numbers(s, force=force[region(m)], length=length, **factors) for m, s in both)
    return np.stack([vector(STAGE, row) for row in numbers])


def region(muscle: Muscle) -> str:
    """Whether a muscle's strength goes with the trunk's or the leg's."""
    return "trunk" if any(crossing.share > 0 for crossing in muscle.crossings) else "leg"


def _joint_rows(motion: Motion, side: str) -> Workspace:
    rows = Workspace(STAGE.rows("joints"), len(motion.time))
    for name in ("lumbar_flexion", "hip_flexion", "knee_flexion", "ankle_dorsiflexion"):
        full = name if name == "lumbar_flexion" else name + SUFFIX[side]
        rows.put(name, motion.q[full])
        rows.put(f"{name}_rate", motion.u[full])
    return rows


def moment_matrix(paths: MusclePaths, level: str, open_joints: set[tuple[str, str]]) -> Array:
    """Moment per activation of every muscle, (T, rows, n); rows of open joints are zero."""
    samples, count = paths.capacity.shape
    A = np.zeros((samples, len(LUMBAR) + len(SHARED) * len(SIDES), count))
    A[:, : len(LUMBAR)] = paths.lumbar_arm[level] * paths.capacity[:, None, :]
    for j, joint in enumerate(SHARED):
        for s, side in enumerate(SIDES):
            if (joint, side) not in open_joints:
                row = len(LUMBAR) + len(SIDES) * j + s
                A[:, row] = np.where(paths.side == s, paths.leg_arm[joint] * paths.capacity, 0.0)
    return A
