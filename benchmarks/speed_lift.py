"""The smaller load sharing problem of the comparison: 4 moments and 18 muscles of one side along lifts.

The 9-segment body of `speed_model` straightens up with a load in its hand; tempo, posture and load differ
from repetition to repetition. Moments are those at ankle, knee, hip and L5/S1; arms are quadratic in the
joint's angle.
"""

from __future__ import annotations

import numpy as np
import speed_model
from speed_clock import Array

from biolift.engine.demand import DEMANDS

#: The samples of a repetition are whole groups of eight; the matrices stay in cache, as they do in a batch.
SAMPLES, REPETITIONS = 104, 16
#: Hinge that each moment is at, and the library's demand that it stands for, in the order of these.
JOINTS = {
    "lumbar": "lumbar_extension", "pelvis": "hip_right", "thigh": "knee_right", "shank": "ankle_right",
}  # fmt: skip
ROWS = tuple(map(DEMANDS.index, JOINTS.values()))
HINGES = tuple(map(speed_model.SEGMENTS.index, JOINTS))
#: Largest force [N], and arm at each joint that the muscle crosses, by its row [m].
MUSCLES: tuple[tuple[float, dict[int, float]], ...] = (
    *((12000, {3: 0.045}), (2250, {3: -0.04}), (3300, {2: -0.02, 3: 0.045})),
    *((9000, {2: 0.045}), (1200, {2: -0.03}), (2250, {1: -0.04, 2: 0.045})),
    *((3900, {1: 0.06, 2: -0.035}), (1950, {1: 0.065, 2: -0.03}), (4500, {1: 0.06}), (3750, {1: 0.04})),
    *((2700, {0: -0.02, 1: -0.04}), (1800, {1: -0.045}), (5250, {0: 0.06}), (3750, {0: 0.05})),
    *((2250, {0: 0.035}), (1800, {0: -0.09}), (1350, {0: -0.06}), (1350, {0: 0.03})),
)
LOW = np.array([0.0, 0.1, 0.0, 1.35, 1.0, -1.75, 0.05, -0.15, 0.1, -1.3, 0.1])
HIGH = np.array([0.0, 0.1, 0.0, 1.57, 0.03, -0.05, 0.0, 0.0, 0.05, -3.0, 0.2])


def _motion(rng: np.random.Generator) -> tuple[Array, Array, Array]:
    """A lift of minimum jerk from low to high: coordinates, rates and accelerations (11, T)."""
    s, duration = np.linspace(0.0, 1.0, SAMPLES), rng.uniform(0.8, 3.0)
    low, way = LOW + rng.normal(0.0, 0.02, 11), (HIGH - LOW) * (1.0 + rng.normal(0.0, 0.05, 11))
    low[:3], way[:3] = LOW[:3], 0.0
    shape = 10 * s**3 - 15 * s**4 + 6 * s**5
    rate = (30 * s**2 - 60 * s**3 + 30 * s**4) / duration
    change = (60 * s - 180 * s**2 + 120 * s**3) / duration**2
    return low[:, None] + np.outer(way, shape), np.outer(way, rate), np.outer(way, change)


def lifts(repetitions: int, seed: int = 0) -> tuple[Array, Array]:
    """Moments at full activation (T, 4, 18) and demands (T, 4) [N m] of lifts one after the other."""
    rng, stage = np.random.default_rng(seed), speed_model.stage()
    A, b = np.zeros((repetitions, SAMPLES, 4, len(MUSCLES))), np.empty((repetitions, SAMPLES, 4))
    for k in range(repetitions):
        motion = _motion(rng)
        rows = speed_model.rows(motion, loaded=False)
        rows["fy_forearm"] = rows["fy_forearm"] - speed_model.GRAVITY * rng.uniform(0.0, 30.0)
        out = stage.on_numpy(speed_model.numbers(), rows)
        b[k] = np.stack([out[f"{name}.N_z"] for name in JOINTS], axis=1)
        for i, (force, arms) in enumerate(MUSCLES):
            for j, arm in arms.items():
                q = motion[0][2 + HINGES[j]]
                A[k, :, j, i] = force * arm * (1.0 + q * (0.05 + 0.01 * i - 0.04 * q))
    return A.reshape(-1, 4, len(MUSCLES)), b.reshape(-1, 4)
