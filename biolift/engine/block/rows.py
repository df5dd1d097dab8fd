"""Rows of lanes: the few things that every part of the block pipeline does with them.

All loops run over :data:`~biolift.engine.block.vectors.WIDTH` lanes at once, said outright: nothing is left
to the compiler's analysis of overlaps, which would cost checks, and time to compile them.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from biolift.engine.block.jit import maker, part
from biolift.engine.block.plan import LANES, Array
from biolift.engine.block.vectors import WIDTH, any_of, get, put, spread

LINE = 64  # bytes


@maker
def aligned(size: int, kind: Any = np.float64) -> Array:
    """Zeros that begin on a cache line: vectors that straddle two cost up to a tenth of everything."""
    plain = np.zeros(size + LINE // 4, kind)
    skip = -np.int64(plain.ctypes.data // plain.itemsize) % (LINE // plain.itemsize)
    return plain[skip : skip + size]


@part
def fill(W: Array, k: int, value: float) -> None:
    """Set row k to one number."""
    for t in range(0, LANES, WIDTH):
        put(W, k, t, spread(value))


@part
def copy(W: Array, k: int, X: Array, j: int, count: int) -> None:
    """Rows k, k + 1, ... of W become rows j, j + 1, ... of X."""
    for t in range(0, count * LANES, WIDTH):
        put(W, k, t, get(X, j, t))


@part
def add(W: Array, k: int, X: Array, j: int, count: int, factor: float) -> None:
    """Add `factor` times rows j, j + 1, ... of X to rows k, k + 1, ... of W."""
    for t in range(0, count * LANES, WIDTH):
        put(W, k, t, get(W, k, t) + factor * get(X, j, t))


@part
def same(W: Array, k: int, X: Array, j: int, count: int) -> bool:
    """Whether rows k, k + 1, ... of W equal rows j, j + 1, ... of X."""
    for t in range(0, count * LANES, WIDTH):
        w, x = get(W, k, t), get(X, j, t)
        if any_of((w < x) | (w > x)):
            return False
    return True


@part
def rotation(W: Array, frame: int, turning: bool, R: Array) -> None:
    """Nine rows R_xx, R_xy, ... of the frame that starts at row `frame`."""
    if turning:
        copy(R, 0, W, frame, 9)
        return
    for k in (2, 5, 6, 7):
        fill(R, k, 0.0)
    fill(R, 8, 1.0)
    for t in range(0, LANES, WIDTH):
        c, s = get(W, frame, t), get(W, frame + 1, t)
        put(R, 0, t, c)
        put(R, 1, t, -1.0 * s)
        put(R, 3, t, s)
        put(R, 4, t, c)


@part
def add_cross(M: Array, k: int, d: Array, j: int, F: Array, i: int, factor: float) -> None:
    """Add ``factor d x F`` to the three rows of M from k; d and F are rows from j and i."""
    for t in range(0, LANES, WIDTH):
        dx, dy, dz = get(d, j, t), get(d, j + 1, t), get(d, j + 2, t)
        fx, fy, fz = get(F, i, t), get(F, i + 1, t), get(F, i + 2, t)
        put(M, k, t, get(M, k, t) + factor * (dy * fz - dz * fy))
        put(M, k + 1, t, get(M, k + 1, t) + factor * (dz * fx - dx * fz))
        put(M, k + 2, t, get(M, k + 2, t) + factor * (dx * fy - dy * fx))
