"""Sine and cosine of the float32 kernels: every constant is typed, or the arithmetic would turn to double."""

from __future__ import annotations

import numpy as np
from numba import njit

from biolift.engine.kernels.support import FAST

_F = np.float32
INVERSE_PI, HALF, ONE, TWO = _F(0.31830987), _F(0.5), _F(1.0), _F(2.0)
#: pi in three parts, of which the first two times k are exact for |k| < 2**15 (Cephes, `sinf`).
PI_1, PI_2, PI_3 = _F(3.140625), _F(9.67502593994140625e-4), _F(1.50995799097837643e-7)
#: Chebyshev fits over r**2 on [0, (pi/2)**2]; 1.1e-10 and 8.8e-10 in exact arithmetic.
S1, S2, S3, S4, S5 = (
    _F(c)
    for c in (-0.16666666663975, 8.3333327744506e-3, -1.9841087452692e-4, 2.7536514036e-6, -2.40811308e-8)
)
C1, C2, C3, C4, C5 = (
    _F(c)
    for c in (-0.49999999964023, 4.1666659373056e-2, -1.3888651927007e-3, 2.4774598318e-5, -2.62978986e-7)
)


@njit(fastmath=FAST, error_model="numpy", inline="never", forceinline=True)
def sincos(x):
    """Sine and cosine of x [rad] in float32, |x| < 1e4, absolute error below 3e-7."""
    k = np.rint(x * INVERSE_PI)
    r = ((x - k * PI_1) - k * PI_2) - k * PI_3
    sign = ONE - TWO * (k - TWO * np.floor(k * HALF))
    z = r * r
    s = r + r * z * (S1 + z * (S2 + z * (S3 + z * (S4 + z * S5))))
    c = ONE + z * (C1 + z * (C2 + z * (C3 + z * (C4 + z * C5))))
    return sign * s, sign * c
