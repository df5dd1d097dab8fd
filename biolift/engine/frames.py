"""Orientation of segments, and points fixed in them, from the body's rows."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from biolift.engine.workspace import Workspace

Array = NDArray[np.float64]


def orientation(work: Workspace, segment: str) -> Array:
    """Rotation of a segment from its axes to the world's, (3, 3, T)."""
    R = np.zeros((3, 3, work.samples))
    if work.has(f"{segment}.c"):
        c, s = work.get(f"{segment}.c"), work.get(f"{segment}.s")
        R[0, 0], R[0, 1], R[1, 0], R[1, 1], R[2, 2] = c, -s, s, c, 1.0
        return R
    for i, a in enumerate("xyz"):
        for j, b in enumerate("xyz"):
            R[i, j] = work.get(f"{segment}.R_{a}{b}")
    return R


def point_from_pelvis(work: Workspace, segment: str, point: ArrayLike) -> Array:
    """A point of a segment, given in its axes [m], from the pelvis origin, (3, T)."""
    turned = np.einsum("ijt,j->it", orientation(work, segment), np.asarray(point, dtype=float))
    return work.vector(f"{segment}.r") + turned
