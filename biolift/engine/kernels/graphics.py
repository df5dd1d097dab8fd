"""What the printed CUDA kernels share (extra ``cuda``): one thread works out one sample."""

from __future__ import annotations

from math import floor

from numba.cuda import grid, jit

from biolift.engine.kernels.support import INVERSE_PI, PI_HIGH, PI_LOW, series

#: Inlined, so that a kernel can be compiled for a card that is not there.
_inline = jit(device=True, inline="always")
_series = _inline(series)


@_inline
def sincos(x):
    """Sine and cosine of x [rad], |x| < 1e5, absolute error below 5e-16, in registers alone."""
    k = floor(x * INVERSE_PI + 0.5)
    r = x - k * PI_HIGH
    r = r - k * PI_LOW
    sign = 1.0 - 2.0 * (k - 2.0 * floor(k * 0.5))
    s, c = _series(r)
    return sign * s, sign * c


__all__ = ["grid", "jit", "sincos"]
