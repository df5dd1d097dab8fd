"""Summaries that grow with every block of samples."""

from __future__ import annotations

from biolift.engine.block.jit import part
from biolift.engine.block.plan import LANES, Array
from biolift.engine.block.vectors import WIDTH, any_of, get, select, spread, store
from biolift.engine.summary import ALIKE

#: What is kept per curve: sign of the largest size, that size, its sample, sum, first and last value, least
#: value, sum of what is positive.
KEPT = 8
#: Above every value.
MOST = 1e300


@part
def begin(kept: Array) -> None:
    """Forget all curves (rows of :data:`KEPT`)."""
    for y in range(kept.shape[0]):
        for k in range(KEPT):
            kept[y, k] = 0.0
        kept[y, 1], kept[y, 6] = -1.0, MOST


@part
def follow(Y: Array, b: int, lanes: int, part_: Array, kept: Array) -> None:
    """Take in the samples of block b; `part_` is scratch of four times eight numbers."""
    for y in range(kept.shape[0]):
        first, whole = y * LANES, lanes - lanes % WIDTH
        zero, sums, most = spread(0.0), spread(0.0), spread(-1.0)
        least, above = spread(MOST), spread(0.0)
        for t in range(0, whole, WIDTH):
            x = get(Y, y, t)
            sums = sums + x
            most = select(abs(x) > most, abs(x), most)
            least = select(x < least, x, least)
            above = above + select(x > zero, x, zero)
        store(part_, 0, sums)
        store(part_, WIDTH, most)
        store(part_, 2 * WIDTH, least)
        store(part_, 3 * WIDTH, above)
        largest = -1.0
        for t in range(WIDTH):
            kept[y, 3] += part_[t]
            largest = max(largest, part_[WIDTH + t])
            kept[y, 6] = min(kept[y, 6], part_[2 * WIDTH + t])
            kept[y, 7] += part_[3 * WIDTH + t]
        for t in range(whole, lanes):
            kept[y, 3] += Y[first + t]
            largest = max(largest, abs(Y[first + t]))
            kept[y, 6] = min(kept[y, 6], Y[first + t])
            kept[y, 7] += max(Y[first + t], 0.0)
        if b == 0:
            kept[y, 4] = Y[first]
        kept[y, 5] = Y[first + lanes - 1]
        if largest * (1.0 - ALIKE) > kept[y, 1]:  # else the earlier of two equals says sign and time
            bound, near = (1.0 - ALIKE) * largest, 0
            while near < whole and not any_of(abs(get(Y, y, near)) >= bound):
                near += WIDTH
            for t in range(near, lanes):
                value = Y[first + t]
                if abs(value) >= bound:
                    kept[y, 0], kept[y, 2] = 1.0 if value >= 0.0 else -1.0, b * LANES + t
                    break
        kept[y, 1] = max(kept[y, 1], largest)


@part
def finish(kept: Array, step: float, samples: int, out: Array) -> None:
    """Peak, mean, impulse, time of peak, least value and positive integral of every curve (6, curves)."""
    for y in range(kept.shape[0]):
        impulse = step * (kept[y, 3] - 0.5 * (kept[y, 4] + kept[y, 5]))
        out[0, y], out[1, y] = kept[y, 0] * kept[y, 1], impulse / (step * (samples - 1))
        out[2, y], out[3, y] = impulse, kept[y, 2] * step
        ends = max(kept[y, 4], 0.0) + max(kept[y, 5], 0.0)
        out[4, y], out[5, y] = kept[y, 6], step * (kept[y, 7] - 0.5 * ends)
