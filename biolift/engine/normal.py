"""The normal distribution's quantiles, and draws of a number from even ones."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.polynomial.polynomial import polyval
from numpy.typing import ArrayLike, NDArray

from biolift.nouns.number import Number

Array = NDArray[np.float64]
#: Wichura's AS 241 (PPND16): centre, near and far tail; numerator and denominator, rising powers.
_CENTRE = (
    (
        *(3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4),
        *(4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3),
    ),
    (
        *(1.0, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3),
        *(2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3),
    ),
)
_NEAR = (
    (
        *(1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0),
        *(3.64784832476320460504e0, 1.27045825245236838258e0, 2.41780725177450611770e-1),
        *(2.27238449892691845833e-2, 7.74545014278341407640e-4),
    ),
    (
        *(1.0, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1),
        *(1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4),
        1.05075007164441684324e-9,
    ),
)
_FAR = (
    (
        *(6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0),
        *(2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3),
        *(2.71155556874348757815e-5, 2.01033439929228813265e-7),
    ),
    (
        *(1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2),
        *(7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7),
        2.04426310338993978564e-15,
    ),
)


def _ratio(x: Array, pair: tuple[tuple[float, ...], tuple[float, ...]]) -> Array:
    return np.asarray(polyval(x, pair[0]) / polyval(x, pair[1]))


def normal_quantile(p: ArrayLike) -> Array:
    """Value below which a standard normal number lies with probability `p`, to about 1e-15.

    References
    ----------
    wichura_1988
    """
    p = np.asarray(p, dtype=float)
    q = p - 0.5
    tail = np.sqrt(-np.log(np.minimum(p, 1.0 - p)))
    centre = q * _ratio(0.180625 - q * q, _CENTRE)
    outer = np.where(tail <= 5.0, _ratio(tail - 1.6, _NEAR), _ratio(tail - 5.0, _FAR))
    return np.where(np.abs(q) <= 0.425, centre, np.copysign(outer, q))


def drawn(number: Number, even: Array) -> Array:
    """Values (n,) of a number at even numbers (n,) between 0 and 1."""
    return np.asarray(rows_drawn([number], even[None], normal_quantile(even)[None])[0])


def rows_drawn(numbers: Sequence[Number], even: Array, normal: Array) -> Array:
    """Values of many numbers at even numbers between 0 and 1 and their normal quantiles, (numbers, n) each.

    With `sd` they are normal about the value and clipped to ``low..high``; without, uniform over it.
    """
    low, high, value = (
        np.array([getattr(one, name) for one in numbers])[:, None] for name in ("low", "high", "value")
    )
    flat = np.array([one.sd is None for one in numbers], dtype=bool)
    sd = np.array([0.0 if one.sd is None else one.sd for one in numbers])[:, None]
    out = np.asarray(np.clip(value + sd * normal, low, high))
    out[flat] = low[flat] + (high[flat] - low[flat]) * even[flat]
    return out
