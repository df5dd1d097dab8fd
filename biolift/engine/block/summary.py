"""Summaries that grow with every block of samples."""

from __future__ import annotations

from biolift.engine.block.jit import part
from biolift.engine.block.plan import LANES, Array
from biolift.engine.block.rows import row

#: Sums that are kept per curve: value of largest size, its size, its sample, sum, first and last value.
KEPT = 6


@part
def begin(kept: Array) -> None:
    """Forget all curves (rows of :data:`KEPT`)."""
    for y in range(kept.shape[0]):
        for k in range(KEPT):
            kept[y, k] = 0.0
        kept[y, 1] = -1.0


@part
def follow(Y: Array, b: int, lanes: int, kept: Array) -> None:
    """Take in the samples of block b."""
    for y in range(kept.shape[0]):
        x = row(Y, y)
        total = 0.0
        for t in range(lanes):
            total += x[t]
        kept[y, 3] += total
        if b == 0:
            kept[y, 4] = x[0]
        kept[y, 5] = x[lanes - 1]
        largest = 0.0
        for t in range(LANES):
            largest = max(largest, abs(x[t]))
        if largest > kept[y, 1]:
            for t in range(lanes):
                if abs(x[t]) > kept[y, 1]:
                    kept[y, 0], kept[y, 1], kept[y, 2] = x[t], abs(x[t]), b * LANES + t


@part
def finish(kept: Array, step: float, samples: int, out: Array) -> None:
    """Peak, mean, impulse and time of peak of every curve (4, curves)."""
    for y in range(kept.shape[0]):
        impulse = step * (kept[y, 3] - 0.5 * (kept[y, 4] + kept[y, 5]))
        out[0, y], out[1, y] = kept[y, 0], impulse / (step * (samples - 1))
        out[2, y], out[3, y] = impulse, kept[y, 2] * step
