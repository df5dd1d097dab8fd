"""Functions of the float32 kernels: every constant is typed, or the arithmetic would turn to double."""

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


#: Rounds to whole numbers when added to and taken away again; its bits.
SHIFT, SHIFT_BITS = _F(12582912.0), np.int32(0x4B400000)
LOG2_E, LOWEST, HIGHEST = _F(1.4426950408889634), _F(-87.0), _F(88.0)
#: ln 2 in two parts, of which the first times k is exact (Cephes, `expf`); then the series.
LN2_HIGH, LN2_LOW = _F(0.693359375), _F(-2.12194440e-4)
E2, E3, E4, E5, E6, E7 = (
    _F(c)
    for c in (5.0000001201e-1, 1.6666665459e-1, 4.1665795894e-2, 8.3334519073e-3, 1.3981999507e-3, 1.9875691500e-4)
)
#: Exponent and fraction of a float32; the bits of sqrt(1/2).
FRACTION, BIAS, ROOT_HALF = np.int32(23), np.int32(127), np.int32(0x3F3504F3)
#: ln 2 in two parts and the series of the inverse hyperbolic tangent (FreeBSD, `logf`).
LN2_1, LN2_2 = _F(6.9313812256e-01), _F(9.0580006145e-06)
L1, L2, L3, L4 = (_F(c) for c in (0.66666662693, 0.40000972152, 0.28498786688, 0.24279078841))


@njit(fastmath=FAST, error_model="numpy", inline="never", forceinline=True)
def exp(x):
    """Exponential of x in float32, relative error below 2e-7; x is held within -87 and 88."""
    x = x if x > LOWEST else LOWEST
    x = x if x < HIGHEST else HIGHEST
    shifted = x * LOG2_E + SHIFT
    k = shifted - SHIFT
    r = x - k * LN2_HIGH
    r = r - k * LN2_LOW
    p = E2 + r * (E3 + r * (E4 + r * (E5 + r * (E6 + r * E7))))
    p = ONE + (r + r * r * p)
    power = np.int32(np.float32(shifted).view(np.int32) - SHIFT_BITS + BIAS)
    return p * np.int32(power << FRACTION).view(np.float32)


@njit(fastmath=FAST, error_model="numpy", inline="never", forceinline=True)
def log(x):
    """Natural logarithm of x > 0 (no subnormal) in float32, error below 2e-7 of its size or of 1."""
    bits = np.float32(x).view(np.int32)
    e = np.int32(np.int32(bits - ROOT_HALF) >> FRACTION)
    f = np.int32(bits - np.int32(e << FRACTION)).view(np.float32) - ONE
    k = np.float32(e)
    s = f / (TWO + f)
    z = s * s
    r = z * (L1 + z * (L2 + z * (L3 + z * L4)))
    half = HALF * f * f
    return k * LN2_1 - ((half - (s * (half + r) + k * LN2_2)) - f)
