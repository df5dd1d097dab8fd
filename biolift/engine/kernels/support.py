"""What every printed kernel shares: compile options and a branch-free sine and cosine."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

#: No reassociation: it would undo the exact argument reduction of `sincos`, and results would depend on
#: the vector width. `error_model="numpy"` because a check for division by zero stops vectorisation.
FAST = {"contract", "nsz", "nnan", "ninf", "arcp"}
OPTIONS: dict[str, Any] = {"fastmath": FAST, "cache": True, "nogil": True, "error_model": "numpy"}


#: Reduction by pi: k * PI_HIGH is exact for |k| < 2**20, PI_LOW is the rest.
INVERSE_PI, PI_HIGH, PI_LOW = 0.3183098861837907, 3.1415926534682512, 1.2154201012607932e-10


def series(r):
    """Sine and cosine of r [rad] on [-pi/2, pi/2]: minimax polynomials."""
    z = r * r
    s = r + r * z * (-0.16666666666666666 + z * (0.008333333333333316 + z * (-0.00019841269841254955 + z * (2.755731921915843e-06 + z * (-2.5052107616384624e-08 + z * (1.6058977272817488e-10 + z * (-7.64396903111606e-13 + z * (2.7314289869116175e-15))))))))
    c = 1.0 + z * (-0.5 + z * (0.04166666666666634 + z * (-0.0013888888888860676 + z * (2.4801587292437113e-05 + z * (-2.755731776616194e-07 + z * (2.087663079231401e-09 + z * (-1.1464687487965808e-11 + z * (4.6276460910383286e-14))))))))
    return s, c


_series = njit(fastmath=FAST, error_model="numpy", inline="never", forceinline=True)(series)


@njit(fastmath=FAST, error_model="numpy", inline="never", forceinline=True)
def sincos(x):
    """Sine and cosine of x [rad], |x| < 1e5, absolute error below 5e-16.

    Reduction by pi in two parts with a parity sign, then :func:`series`.
    """
    k = np.rint(x * INVERSE_PI)
    r = x - k * PI_HIGH
    r = r - k * PI_LOW
    sign = 1.0 - 2.0 * (k - 2.0 * np.floor(k * 0.5))
    s, c = _series(r)
    return sign * s, sign * c


@njit(fastmath=FAST, error_model="numpy", inline="never", forceinline=True)
def exp(x):
    """Exponential of x, relative error below 4e-16; x is held within -708 and 709.

    A whole number of ln 2 in two parts, then the Taylor series on half of it to either side. The rounding
    and the power of two are made on the bits, so that lanes stay together on any vector width.
    """
    x = x if x > -708.0 else -708.0
    x = x if x < 709.0 else 709.0
    shifted = x * 1.4426950408889634 + 6755399441055744.0
    k = shifted - 6755399441055744.0
    r = x - k * 0.6931471803691238
    r = r - k * 1.9082149292705877e-10
    p = 1.6059043836821613e-10
    p = 2.08767569878681e-09 + r * p
    p = 2.505210838544172e-08 + r * p
    p = 2.755731922398589e-07 + r * p
    p = 2.7557319223985893e-06 + r * p
    p = 2.48015873015873e-05 + r * p
    p = 0.0001984126984126984 + r * p
    p = 0.001388888888888889 + r * p
    p = 0.008333333333333333 + r * p
    p = 0.041666666666666664 + r * p
    p = 0.16666666666666666 + r * p
    p = 0.5 + r * p
    p = 1.0 + r * p
    p = 1.0 + r * p
    bits = np.float64(shifted).view(np.int64) - np.int64(4843621399236968448) + np.int64(1023)
    return p * np.int64(bits << np.int64(52)).view(np.float64)


@njit(fastmath=FAST, error_model="numpy", inline="never", forceinline=True)
def log(x):
    """Natural logarithm of x > 0 (no subnormal), error below one unit of the last place.

    The exponent from the bits, the rest in sqrt(1/2)..sqrt(2) by the series of the inverse hyperbolic tangent.
    """
    bits = np.float64(x).view(np.int64) - np.int64(4604544271217802189)
    e = bits >> np.int64(52)
    f = np.int64(np.float64(x).view(np.int64) - (e << np.int64(52))).view(np.float64) - 1.0
    k = np.int64(e + np.int64(4843621399236968448)).view(np.float64) - 6755399441055744.0
    s = f / (2.0 + f)
    z = s * s
    r = 0.14798198605116586
    r = 0.15313837699209373 + z * r
    r = 0.1818357216161805 + z * r
    r = 0.22222198432149784 + z * r
    r = 0.2857142874366239 + z * r
    r = 0.3999999999940942 + z * r
    r = 0.6666666666666735 + z * r
    r = z * r
    half = 0.5 * f * f
    return k * 0.6931471803691238 - ((half - (s * (half + r) + k * 1.9082149292705877e-10)) - f)
