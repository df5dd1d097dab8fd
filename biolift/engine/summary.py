"""Summaries of curves over one repetition."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
#: Two sizes that differ by less, relatively, are one: the earlier instant is then the peak's.
ALIKE = 1e-9


def summaries(curve: Array, time: Array) -> dict[str, Array]:
    """Peak, mean, impulse and time of peak along the last axis.

    Parameters
    ----------
    curve : array (..., T)
        Samples, evenly spaced in time; a curve that is NaN throughout stays NaN.
    time : array (T,)
        [s]

    Returns
    -------
    dict of array (...)
        The peak is the value of largest size, with its sign, so that right and left mirror each other; among
        equals the first says sign and time, so that rounding decides nothing. The impulse is the trapezoidal
        integral over time, the mean is the impulse over the duration.
    """
    known = np.asarray(np.isfinite(curve).all(axis=-1))
    filled = np.where(known[..., None], curve, 0.0)
    impulse = np.trapezoid(filled, time, axis=-1)
    size = np.abs(filled)
    largest = size.max(axis=-1, keepdims=True)
    at = (size >= (1.0 - ALIKE) * largest).argmax(axis=-1)
    peak = np.copysign(largest, np.take_along_axis(filled, at[..., None], axis=-1))[..., 0]
    out = {
        "peak": peak,
        "mean": impulse / (time[-1] - time[0]),
        "impulse": impulse,
        "time_of_peak": time[at] - time[0],
    }
    return {kind: np.where(known, values, np.nan) for kind, values in out.items()}


def time_above(curve: Array, time: Array, value: float) -> Array:
    """Time [s] in which a curve (..., T), straight between samples, is above a value (...).

    NaN for a curve that is not known throughout.
    """
    over = np.asarray(curve, dtype=np.float64) - value
    first, second = over[..., :-1], over[..., 1:]
    rise = np.abs(second - first)
    crossed = np.maximum(first, second) / np.where(rise > 0, rise, 1.0)
    share = np.where(np.minimum(first, second) >= 0, (rise > 0) | (first > 0), np.maximum(crossed, 0.0))
    share = np.where(np.isfinite(first + second), share, np.nan)
    return np.asarray(share @ np.diff(time))
