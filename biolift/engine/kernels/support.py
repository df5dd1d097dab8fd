"""What every printed kernel shares: compile options and a branch-free sine and cosine."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

#: No reassociation: it would undo the exact argument reduction of `sincos`, and results would depend on
#: the vector width. `error_model="numpy"` because a check for division by zero stops vectorisation.
FAST = {"contract", "nsz", "nnan", "ninf", "arcp"}
OPTIONS: dict[str, Any] = {"fastmath": FAST, "cache": True, "nogil": True, "error_model": "numpy"}


@njit(fastmath=FAST, error_model="numpy", inline="never", forceinline=True)
def sincos(x):
    """Sine and cosine of x [rad], |x| < 1e5, absolute error below 5e-16.

    Reduction by pi in two parts with a parity sign, then minimax polynomials on [-pi/2, pi/2].
    """
    k = np.rint(x * 0.3183098861837907)
    r = x - k * 3.1415926534682512
    r = r - k * 1.2154201012607932e-10
    z = r * r
    sign = 1.0 - 2.0 * (k - 2.0 * np.floor(k * 0.5))
    s = r + r * z * (-0.16666666666666666 + z * (0.008333333333333316 + z * (-0.00019841269841254955 + z * (2.755731921915843e-06 + z * (-2.5052107616384624e-08 + z * (1.6058977272817488e-10 + z * (-7.64396903111606e-13 + z * (2.7314289869116175e-15))))))))
    c = 1.0 + z * (-0.5 + z * (0.04166666666666634 + z * (-0.0013888888888860676 + z * (2.4801587292437113e-05 + z * (-2.755731776616194e-07 + z * (2.087663079231401e-09 + z * (-1.1464687487965808e-11 + z * (4.6276460910383286e-14))))))))
    return sign * s, sign * c
