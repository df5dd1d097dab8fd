"""Time laws: progress along a path from one pose to the next, with its first and second derivative."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from biolift.laws.stage import Quantity

Array = NDArray[np.float64]
#: Terms of the series of a swing, doubled until the last quarter of them is below `_TAIL` of the first; those
#: below `_SMALL` of it are rounding. Of the most terms it may be `_MOST_TAIL`: more terms, more rounding.
_NODES, _MOST_NODES, _TAIL, _MOST_TAIL, _SMALL = 16, 1024, 1e-14, 1e-12, 1e-17
#: Steps towards the place at a given time, and the length of the last one [rad].
_STEPS, _STILL = 60, 1e-9


def minimum_jerk(s: Quantity) -> tuple[Quantity, Quantity, Quantity]:
    """Fifth-order profile from 0 to 1 with zero rate and acceleration at both ends.

    Parameters
    ----------
    s : float or array
        Time over duration, 0..1.

    Returns
    -------
    tuple
        Progress, d/ds, d2/ds2.

    Notes
    -----
    p = 10 s^3 - 15 s^4 + 6 s^5 (Flash and Hogan 1985).
    """
    r = 1.0 - s
    return s * s * s * (10.0 + s * (6.0 * s - 15.0)), 30.0 * s * s * r * r, 60.0 * s * r * (1.0 - 2.0 * s)


def pendular(s: Array, start: float | Array, end: float | Array) -> tuple[Array, Array, Array]:
    """Progress of a pendulum that swings from rest at `start` to rest at `end`.

    Parameters
    ----------
    s : array (..., T)
        Time over duration, 0..1.
    start, end : float or array (..., 1)
        Angles from straight down [rad] at which it turns.

    Returns
    -------
    tuple of array (..., T)
        Progress, d/ds, d2/ds2.

    Raises
    ------
    ValueError
        When no pendulum turns at both angles (they must lie in one well), or one of them is so near the top
        of its well (some 0.001 rad) that the series of the time does not converge.

    Notes
    -----
    angle'' = -k (sin angle - bias): a constant bias, the mean effort of the muscles, lets the two turning
    points differ, as they do in a swing that is caught higher on one side. The first integral
    angle'^2 = 2 k [cos angle - cos start + bias (angle - start)] is integrated with
    angle = middle - half cos(eta), which takes the turning points out of the integrand. What is left,
    d time / d eta, is even and periodic in eta: its cosine series converges like a power of the number of
    terms, and the time is the integral of the series.
    """
    s = np.asarray(s, dtype=float)
    rows = np.atleast_2d(s)
    ends = [np.broadcast_to(np.reshape(angle, (-1, 1)), (len(rows), 1)) for angle in (start, end)]
    turns = np.hstack(ends)
    out = np.empty((3, *rows.shape))
    left, nodes = np.arange(len(rows)), _NODES
    while len(left):  # each version with as many terms as it needs itself
        series = _pace_series(turns[left], nodes)
        tail = np.abs(series[:, -nodes // 4 :]).max(axis=1) / series[:, 0]
        some = tail < (_TAIL if nodes < _MOST_NODES else _MOST_TAIL)
        if nodes >= _MOST_NODES and not some.all():
            raise ValueError("a turning point is too near the place where the pendulum balances upside down")
        done = left[some]
        if len(done):
            out[:, done] = _swung(rows[done], turns[done], series[some])
        left, nodes = left[~some], 2 * nodes
    return out[0].reshape(s.shape), out[1].reshape(s.shape), out[2].reshape(s.shape)


def _speed_over_sine(eta: Array, turns: Array) -> Array:
    """Angular speed (k = 1) divided by sin(eta).

    Energies count from the nearer turning point, and differences of cosines and sines are products: nothing
    cancels.
    """
    start, end = turns[:, :1], turns[:, 1:]
    half = 0.5 * (end - start)
    bias = np.sin(0.5 * (start + end)) * np.sinc(half / np.pi)
    cosine = np.cos(eta)
    early = cosine > 0
    turn, way = np.where(early, start, end), np.where(early, half, -half)
    gone = 0.5 * way * (1.0 - np.abs(cosine))  # half the way from that turning point
    square = 2.0 * way * (bias - np.sin(turn + gone) * np.sinc(gone / np.pi)) / (1.0 + np.abs(cosine))
    with np.errstate(invalid="ignore"):
        return np.sqrt(square)


def _pace_series(turns: Array, nodes: int) -> Array:
    """Coefficients of cos(k eta), k < `nodes`, of d time / d eta (C, nodes)."""
    eta = np.linspace(0.0, np.pi, nodes + 1)
    slope = _speed_over_sine(np.broadcast_to(eta, (len(turns), nodes + 1)), turns)
    if not np.all(np.isfinite(slope)) or np.any(slope <= 0):
        raise ValueError("no pendulum turns at both angles")
    pace = 0.5 * np.abs(turns[:, 1:] - turns[:, :1]) / slope
    pace[:, [0, -1]] *= 0.5
    out = np.zeros((len(turns), nodes))
    for j in range(nodes + 1):  # node by node: a version's sum does not depend on how many there are
        out += pace[:, j : j + 1] * np.cos(np.arange(nodes) * eta[j])
    out *= 2.0 / nodes
    out[:, 0] *= 0.5
    return np.where(np.abs(out) < _SMALL * out[:, :1], 0.0, out)


def _swung(s: Array, turns: Array, series: Array) -> tuple[Array, Array, Array]:
    """Progress with its derivatives from the series of the pace."""
    start, end = turns[:, :1], turns[:, 1:]
    middle, half = 0.5 * (start + end), 0.5 * (end - start)
    bias = np.sin(middle) * np.sinc(half / np.pi)
    mean = series[:, :1]
    at, still = np.pi * s, np.zeros(s.shape, dtype=bool)
    low, high = np.zeros_like(at), np.full_like(at, np.pi)
    for _ in range(_STEPS):
        pace, beyond = _clock(series, at)
        miss = beyond + mean * (at - np.pi * s)
        low, high = np.where(miss <= 0, at, low), np.where(miss >= 0, at, high)
        new = at - miss / pace
        new = np.where((new < low) | (new > high), 0.5 * (low + high), new)
        moved = np.abs(new - at)
        at = np.where(still, at, new)
        still |= moved < _STILL  # Newton's next step would be its square
        if still.all():
            break
    total, span = np.pi * mean, end - start
    angle = middle - half * np.cos(at)
    rate = np.sign(half) * np.sin(at) * _speed_over_sine(at, turns)
    gone = np.sin(0.5 * at) ** 2
    return gone, rate * total / span, -(np.sin(angle) - bias) * total**2 / span


def _clock(series: Array, eta: Array) -> tuple[Array, Array]:
    """The pace at `eta`, and the time till then less its mean share (C, T), by Clenshaw's recurrence."""
    cosine = np.cos(eta)
    twice = 2.0 * cosine
    order = np.maximum(np.arange(series.shape[1]), 1)
    both = np.stack([series, series / order])[..., None]  # of cosines, and of sines
    one, two = np.zeros((2, 2, *eta.shape))
    last = int(np.flatnonzero(series.any(axis=0))[-1])
    for k in range(last, 0, -1):
        one, two = both[:, :, k] + (twice * one - two), one
    return series[:, :1] + (cosine * one[0] - two[0]), np.sin(eta) * one[1]
