"""Sampled curves: zero-phase filter, splines through them, gaps, lag. The one room that uses scipy.

scipy is an extra: where it is installed numba imports it, and every first answer waits for that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from biolift.errors import InputError, MissingExtra

Array = NDArray[np.float64]
#: How a curve is continued beyond its ends while it is filtered -> scipy's name for it.
PADDING = {"mirror": "odd", "even": "even", "constant": "constant", "none": None}
#: Low-pass under which two curves are compared for their lag [Hz]: what one of them lacks must not decide.
LAG_CUTOFF = 4.0
#: Fewest samples that a quintic spline takes.
FEWEST = 6


def _scipy(room: str) -> Any:
    try:
        import scipy.interpolate
        import scipy.signal
    except ImportError:
        raise MissingExtra("scipy", "recordings", "filtering and differentiating a recording") from None
    return getattr(scipy, room)


def per_pass(cutoff: float, rate: float, order: int, passes: int = 2) -> float:
    """Cut-off of each pass [Hz] for which `passes` passes together lose 3 dB at `cutoff`.

    Notes
    -----
    Of a Butterworth filter designed by the bilinear transform: tan(pi f / rate) scales by
    (2^(1 / passes) - 1)^(-1 / (2 order)) (Winter, Biomechanics and Motor Control, ch. 3).
    """
    scale = (2.0 ** (1.0 / passes) - 1.0) ** (-1.0 / (2 * order))
    return float(np.arctan(np.tan(np.pi * cutoff / rate) * scale) * rate / np.pi)


def overall(cutoff: float, rate: float, order: int, passes: int = 2) -> float:
    """Frequency [Hz] at which `passes` passes of a filter with this cut-off lose 3 dB together."""
    scale = (2.0 ** (1.0 / passes) - 1.0) ** (1.0 / (2 * order))
    return float(np.arctan(np.tan(np.pi * cutoff / rate) * scale) * rate / np.pi)


def butterworth(values: Array, rate: float, cutoff: float, order: int, padding: str = "mirror") -> Array:
    """Low-pass a curve (T,) forwards and backwards; runs between missing samples each by themselves.

    Parameters
    ----------
    values : array (T,)
        NaN where missing.
    rate : float
        [Hz]
    cutoff : float
        At which one pass loses 3 dB [Hz].
    order : int
        Of one pass.
    padding : str
        One of :data:`PADDING`: ``"mirror"`` reflects the curve in the end point, half its length long.
    """
    sections = _scipy("signal").butter(order, cutoff, fs=rate, output="sos")
    least = 3 * (2 * len(sections) + 1)

    def smooth(run: Array) -> Array:
        if len(run) <= least:
            return np.full_like(run, np.nan)
        pad = max(len(run) // 2, least) if PADDING[padding] else 0
        done: Array = _scipy("signal").sosfiltfilt(sections, run, padtype=PADDING[padding], padlen=pad)
        return done

    return over_runs(values, smooth)


def quintic(time: Array, values: Array) -> Callable[[Array, int], Array]:
    """The quintic spline through samples (T,) or (T, n), as a function of (instants, order of derivative)."""
    if len(time) < FEWEST:
        raise InputError("recording", f"{len(time)} instants", f"at least {FEWEST}, for a quintic spline")
    spline = _scipy("interpolate").make_interp_spline(time, values, k=5)

    def at(instants: Array, order: int = 0) -> Array:
        done: Array = np.asarray(spline(instants, nu=order), dtype=float)
        return done

    return at


def derivatives(time: Array, values: Array) -> tuple[Array, Array, Array]:
    """A curve (T,) with its first and second derivative by time, from a quintic spline through each run."""
    rows = []
    for order in range(3):

        def rate(run: Array, at: Array, order: int = order) -> Array:
            return np.full_like(run, np.nan) if len(run) < FEWEST else quintic(at, run)(at, order)

        rows.append(values.copy() if order == 0 else over_runs(values, rate, time))
    return rows[0], rows[1], rows[2]


def resampled(time: Array, values: Array, instants: Array, longest: float) -> Array:
    """The curve at other instants, by a quintic spline; NaN in gaps longer than `longest` [s] and outside."""
    known = np.isfinite(values)
    if known.sum() < FEWEST:
        return np.full(len(instants), np.nan)
    out = quintic(time[known], values[known])(instants, 0)
    at = time[known]
    tiny = 1e-9 * max(1.0, float(np.abs(time).max()))
    before = np.clip(np.searchsorted(at, instants + tiny, side="right") - 1, 0, len(at) - 1)
    after = np.clip(np.searchsorted(at, instants - tiny), 0, len(at) - 1)
    out[(at[after] - at[before] > longest) | (instants < at[0] - tiny) | (instants > at[-1] + tiny)] = np.nan
    return out


def filled(time: Array, values: Array, limit: float) -> tuple[Array, int, int]:
    """Missing samples put in by a cubic spline where a gap lasts at most `limit` [s].

    Returns
    -------
    tuple
        The curve, how many samples were put in, how many stay missing.
    """
    lost = np.isnan(values)
    if not lost.any() or lost.all():
        return values, 0, int(lost.sum())
    out = values.copy()
    known = np.isfinite(values)
    if known.sum() >= 4:
        spline = _scipy("interpolate").CubicSpline(time[known], values[known])
        for start, end in runs(lost):
            inside = 0 < start and end < len(values)
            if inside and time[end] - time[start - 1] <= limit + time[start] - time[start - 1] + 1e-9:
                out[start:end] = spline(time[start:end])
    still = int(np.isnan(out).sum())
    return out, int(lost.sum()) - still, still


def runs(flags: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """(first, past the last) of every run of True."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(int)))
    yield from zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)


def over_runs(values: Array, work: Callable[..., Array], time: Array | None = None) -> Array:
    """`work` done on each run without missing samples; the others stay missing."""
    out = np.full_like(values, np.nan)
    for start, end in runs(np.isfinite(values)):
        here = slice(start, end)
        out[here] = work(values[here]) if time is None else work(values[here], time[here])
    return out


def lag(time: Array, reference: Array, other_time: Array, other: Array, most: float) -> float:
    """How much later [s] `other` shows the same as `reference`, within `most` either way.

    The shift with the smallest mean square difference, offset and scale aside, on a grid of a tenth of a
    sample of the reference, then by a parabola.
    """
    step = float(np.median(np.diff(time))) / 10.0
    known = np.isfinite(other)
    other_rate = 1.0 / float(np.median(np.diff(other_time)))
    shape = quintic(
        other_time[known], butterworth(other[known], other_rate, min(LAG_CUTOFF, 0.2 * other_rate), 2)
    )
    reference = butterworth(reference, 0.1 / step, min(LAG_CUTOFF, 0.02 / step), 2)
    inside = (time - most >= other_time[0]) & (time + most <= other_time[-1]) & np.isfinite(reference)
    if inside.sum() < 10:
        allowed = f"at least {2 * most:g} s longer than the lag looked for on either side"
        raise InputError("lag", f"{time[-1] - time[0]:g} s", allowed, "lag=0.0")
    shifts = np.arange(-most, most + 0.5 * step, step)
    here, at = reference[inside] - reference[inside].mean(), time[inside]
    cost = np.empty(len(shifts))
    for k, shift in enumerate(shifts):
        there = shape(at + shift, 0)
        there = there - there.mean()
        power = float(there @ there)
        cost[k] = 1.0 - float(here @ there) * abs(float(here @ there)) / (float(here @ here) * power or 1.0)
    best = int(cost.argmin())
    if 0 < best < len(shifts) - 1:
        a, b, c = cost[best - 1 : best + 2]
        if a - 2 * b + c > 0:
            return float(shifts[best] + 0.5 * step * (a - c) / (a - 2 * b + c))
    return float(shifts[best])
