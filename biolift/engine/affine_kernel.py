"""Peaks of curves that are affine in load and in one over the square of the duration, for many loads."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numba import njit
from numpy.typing import NDArray

from biolift.engine.kernels.support import FAST
from biolift.engine.summary import ALIKE
from biolift.engine.workspace import LANES

Array = NDArray[np.float64]


@njit(fastmath=FAST, error_model="numpy")
def _lanes(base: Array, slope: Array, progress: Array, X: Array) -> None:
    """Value of largest size of ``base + X[:LANES] slope``, and where, into the second and third row of X."""
    for j in range(LANES):
        X[LANES + j] = base[0] + X[j] * slope[0]
        X[2 * LANES + j] = progress[0]
    for t in range(1, base.size):
        b, s, p = base[t], slope[t], progress[t]
        for j in range(LANES):
            value, best = b + X[j] * s, X[LANES + j]
            larger = abs(value) * (1.0 - ALIKE) > abs(best)
            X[LANES + j] = value if larger else best
            X[2 * LANES + j] = p if larger else X[2 * LANES + j]


def _peaks(
    still: Array,
    loaded: Array,
    inertia: Array,
    loaded_inertia: Array,
    masses: Array,
    rates: Array,
    progress: Array,
    peak: Array,
    at: Array,
) -> None:
    """Peaks of every row, with their places, for all rates and masses: (rates, rows, masses)."""
    rows, samples = still.shape
    base, slope, X = np.empty(samples), np.empty(samples), np.empty(3 * LANES)
    for first in range(0, masses.size, LANES):
        count = min(LANES, masses.size - first)
        for j in range(LANES):
            X[j] = masses[first + min(j, count - 1)]
        for k in range(rates.size):
            for r in range(rows):
                for t in range(samples):
                    base[t] = still[r, t] + rates[k] * inertia[r, t]
                    slope[t] = loaded[r, t] + rates[k] * loaded_inertia[r, t]
                _lanes(base, slope, progress, X)
                for j in range(count):
                    peak[k, r, first + j] = X[LANES + j]
                    at[k, r, first + j] = X[2 * LANES + j]


peaks: Callable[..., None] = njit(fastmath=FAST, error_model="numpy", cache=True, nogil=True)(_peaks)
