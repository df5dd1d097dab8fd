"""The sine and cosine of the kernels against numpy."""

from __future__ import annotations

import numpy as np
import pytest
from numba import njit

from biolift.engine.kernels.support import FAST, sincos


@njit(fastmath=FAST, error_model="numpy")
def _many(x, s, c):
    for k in range(x.size):
        s[k], c[k] = sincos(x[k])


def _points(reach: float) -> np.ndarray:
    """Even, random, small and awkward angles (next to multiples of a quarter turn)."""
    rng = np.random.default_rng(1)
    quarters = np.arange(-int(2 * reach / np.pi), int(2 * reach / np.pi) + 1) * (np.pi / 2)
    return np.concatenate(
        [
            np.linspace(-reach, reach, 200_001),
            rng.uniform(-reach, reach, 100_000),
            rng.uniform(-7.0, 7.0, 100_000),
            10.0 ** rng.uniform(-300, 0, 1_000),
            quarters,
            np.nextafter(quarters, np.inf),
            np.nextafter(quarters, -np.inf),
        ]
    )


@pytest.mark.parametrize(("reach", "bound"), [(1e4, 1e-15), (1e5, 1e-15)])
def test_absolute_accuracy(reach, bound):
    x = _points(reach)
    s, c = np.empty_like(x), np.empty_like(x)
    _many(x, s, c)
    assert np.max(np.abs(s - np.sin(x))) < bound
    assert np.max(np.abs(c - np.cos(x))) < bound


def test_zero_and_parity():
    x = np.array([0.0, 0.3, -0.3])
    s, c = np.empty_like(x), np.empty_like(x)
    _many(x, s, c)
    assert s[0] == 0.0 and c[0] == 1.0
    assert s[1] == -s[2] and c[1] == c[2]
