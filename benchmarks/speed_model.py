"""The 9-segment planar body of the comparison with other engines: 11 coordinates, three loaded segments.

Foot, shank, thigh, pelvis, lumbar spine, thorax, head, upper arm and forearm, from the ground up; the base
moves freely. Lengths in m, masses in kg, inertias in kg m2 about the mass centre.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from speed_clock import Array

from biolift.laws.body import inverse_dynamics
from biolift.laws.stage import Stage
from biolift.laws.tree import PLANAR_WRENCH, Link, Tree

SEGMENTS = ("foot", "shank", "thigh", "pelvis", "lumbar", "thorax", "head", "upper_arm", "forearm")
PARENT = (-1, 0, 1, 2, 3, 4, 5, 5, 7)
MASS = (2.2, 7.0, 16.0, 11.0, 10.0, 15.0, 5.5, 4.2, 3.4)
INERTIA = (0.008, 0.10, 0.27, 0.10, 0.06, 0.22, 0.03, 0.03, 0.035)
CENTRE = (
    *((0.06, -0.03), (0.25, 0.01), (0.24, -0.01), (0.05, 0.01), (0.08, 0.01)),
    *((0.15, 0.02), (0.10, 0.02), (0.13, 0.00), (0.20, 0.00)),
)
#: Joint centre in the parent's axes.
JOINT = (
    *((0.00, 0.00), (0.00, 0.00), (0.43, 0.00), (0.42, 0.00), (0.10, 0.01)),
    *((0.18, 0.00), (0.32, 0.00), (0.27, 0.02), (0.30, 0.00)),
)
#: Point at which an outside force acts, in the segment's axes: ankle, neck, hand.
LOADED = {"shank": (0.02, 0.03), "thorax": (0.30, -0.05), "forearm": (0.35, 0.00)}
GRAVITY = 9.81
COORDINATES = 2 + len(SEGMENTS)
MIDDLE = (0.0, 0.1, 0.0, 1.6, 0.3, -0.6, -0.3, 0.1, 0.2, -2.2, 0.1)

Rows = dict[str, Array]


def tree() -> Tree:
    """The body's structure; only loaded segments have wrench rows."""
    return Tree(
        "nine_segments",
        tuple(
            Link(name, None if up < 0 else SEGMENTS[up], load=PLANAR_WRENCH if name in LOADED else ())
            for name, up in zip(SEGMENTS, PARENT, strict=True)
        ),
    )


def stage() -> Stage:
    """Inverse dynamics of the body with loads and joint reactions, in one kernel."""
    return inverse_dynamics(tree())


def numbers() -> dict[str, float]:
    """Parameters of the stage by name."""
    out: dict[str, float] = {}
    for k, name in enumerate(SEGMENTS):
        out |= {f"m_{name}": MASS[k], f"I_{name}_z": INERTIA[k]}
        for i, axis in enumerate("xy"):
            out |= {f"c_{name}_{axis}": CENTRE[k][i], f"j_{name}_{axis}": JOINT[k][i]}
    return out


def trajectory(samples: int, seed: int = 0, duration: float = 2.0) -> tuple[Array, Array, Array]:
    """A smooth motion: base x and y [m], then hinge angles [rad], with rates and accelerations, (11, T)."""
    rng = np.random.default_rng(seed)
    t = np.linspace(0.0, duration, samples)
    q = np.repeat(np.array(MIDDLE)[:, None], samples, axis=1)
    u, a = np.zeros_like(q), np.zeros_like(q)
    for k in (1, 2, 3):
        size = rng.normal(0.0, 0.25 / k**2, (COORDINATES, 1))
        w, phase = 2.0 * np.pi * k / duration, rng.uniform(0.0, 2.0 * np.pi, (COORDINATES, 1))
        q += size * np.sin(w * t + phase)
        u += size * w * np.cos(w * t + phase)
        a -= size * w * w * np.sin(w * t + phase)
    return q, u, a


def rows(motion: tuple[Array, Array, Array], loaded: bool) -> Rows:
    """Input rows of the stage for a motion, with the three forces or without."""
    q, u, a = motion
    out: Rows = {"g_x": -a[0], "g_y": -GRAVITY - a[1]}
    angle: dict[int, Array] = {-1: np.zeros_like(q[0])}
    t = np.linspace(0.0, 1.0, q.shape[1])
    force = {"shank": (0.0 * t, -20.0), "thorax": (0.0 * t, -200.0), "forearm": (5.0 * t, -400.0 - 30.0 * t)}
    for k, name in enumerate(SEGMENTS):
        out |= {f"{n}_{name}_z": motion[i][2 + k] for i, n in enumerate("qua")}
        angle[k] = angle[PARENT[k]] + q[2 + k]
        if name in LOADED:
            (x, y), (c, s) = LOADED[name], (np.cos(angle[k]), np.sin(angle[k]))
            fx, fy = force[name]
            couple = (c * x - s * y) * fy - (s * x + c * y) * fx
            out |= {f"fx_{name}": fx, f"fy_{name}": fy + 0.0 * t, f"nz_{name}": couple}
            if not loaded:
                out |= {f"{n}_{name}": 0.0 * t for n in PLANAR_WRENCH}
    return out


def generalised(out: Mapping[str, Array]) -> Array:
    """Forces of the eleven coordinates: of the base, then the moment at every hinge, (11, T)."""
    base = [out["foot.F_x"], out["foot.F_y"]]
    return np.stack([*base, *(out[f"{name}.N_z"] for name in SEGMENTS)])
