"""Rows of 64 lanes: the few things that every part of the block pipeline does with them."""

from __future__ import annotations

from biolift.engine.block.jit import part
from biolift.engine.block.plan import LANES, Array


@part
def row(W: Array, k: int) -> Array:
    """Row k as an array of its own: what lets the compiler see that it starts at or after zero."""
    return W[k * LANES : (k + 1) * LANES]


@part
def fill(W: Array, k: int, value: float) -> None:
    """Set row k to one number."""
    x = row(W, k)
    for t in range(LANES):
        x[t] = value


@part
def copy(W: Array, k: int, X: Array, j: int, count: int) -> None:
    """Rows k, k + 1, ... of W become rows j, j + 1, ... of X."""
    w, x = W[k * LANES : (k + count) * LANES], X[j * LANES : (j + count) * LANES]
    for t in range(count * LANES):
        w[t] = x[t]


@part
def rotation(W: Array, frame: int, turning: bool, R: Array) -> None:
    """Nine rows R_xx, R_xy, ... of the frame that starts at row `frame`."""
    if turning:
        copy(R, 0, W, frame, 9)
        return
    copy(R, 0, W, frame, 1)
    copy(R, 3, W, frame + 1, 1)
    copy(R, 4, W, frame, 1)
    s, minus = row(W, frame + 1), row(R, 1)
    for t in range(LANES):
        minus[t] = -s[t]
    for k in (2, 5, 6, 7):
        fill(R, k, 0.0)
    fill(R, 8, 1.0)


@part
def add_cross(M: Array, k: int, d: Array, j: int, F: Array, i: int, factor: float) -> None:
    """Add ``factor d x F`` to the three rows of M from k; d and F are rows from j and i."""
    dx, dy, dz = row(d, j), row(d, j + 1), row(d, j + 2)
    fx, fy, fz = row(F, i), row(F, i + 1), row(F, i + 2)
    mx, my, mz = row(M, k), row(M, k + 1), row(M, k + 2)
    for t in range(LANES):
        mx[t] += factor * (dy[t] * fz[t] - dz[t] * fy[t])
    for t in range(LANES):
        my[t] += factor * (dz[t] * fx[t] - dx[t] * fz[t])
    for t in range(LANES):
        mz[t] += factor * (dx[t] * fy[t] - dy[t] * fx[t])


@part
def add(W: Array, k: int, X: Array, j: int, count: int, factor: float) -> None:
    """Add `factor` times rows j, j + 1, ... of X to rows k, k + 1, ... of W."""
    w, x = W[k * LANES : (k + count) * LANES], X[j * LANES : (j + count) * LANES]
    for t in range(count * LANES):
        w[t] += factor * x[t]
