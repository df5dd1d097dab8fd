"""Time laws: progress along a path from one pose to the next, with its first and second derivative."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from biolift.laws.stage import Quantity

Array = NDArray[np.float64]
_NODES = 4001


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


def pendular(s: Array, start: float, end: float) -> tuple[Array, Array, Array]:
    """Progress of a pendulum that swings from rest at `start` to rest at `end`.

    Parameters
    ----------
    s : array (T,)
        Time over duration, 0..1.
    start, end : float
        Angles from straight down [rad] at which it turns.

    Returns
    -------
    tuple of array (T,)
        Progress, d/ds, d2/ds2.

    Raises
    ------
    ValueError
        When no pendulum turns at both angles (they must lie in one well).

    Notes
    -----
    angle'' = -k (sin angle - bias): a constant bias, the mean effort of the muscles, lets the two turning
    points differ, as they do in a swing that is caught higher on one side. The first integral
    angle'^2 = 2 k [cos angle - cos start + bias (angle - start)] is integrated with
    angle = middle - half cos(eta), which takes the turning points out of the integrand.
    """
    middle, half = 0.5 * (start + end), 0.5 * (end - start)
    bias = (np.cos(start) - np.cos(end)) / (end - start)
    eta = np.linspace(0.0, np.pi, _NODES)
    slope = _speed_over_sine(eta, start, middle, half, bias)
    if not np.all(np.isfinite(slope)) or np.any(slope <= 0):
        raise ValueError("no pendulum turns at both angles")
    pace = abs(half) / slope
    step = eta[1] - eta[0]
    # cumulative Hermite rule: trapezoid with the end-slope correction, fourth order
    change = np.gradient(pace, step, edge_order=2)
    clock = np.concatenate(
        [[0.0], np.cumsum(0.5 * step * (pace[1:] + pace[:-1]) + step**2 / 12 * (change[:-1] - change[1:]))]
    )
    total = float(clock[-1])
    at = np.interp(s * total, clock, eta)
    for _ in range(2):  # Newton on the clock, interpolated to third order between nodes
        node = np.minimum((at / step).astype(int), _NODES - 2)
        local = at - eta[node]
        now = clock[node] + local * (pace[node] + 0.5 * local * change[node])
        at = np.clip(at - (now - s * total) / np.interp(at, eta, pace), 0.0, np.pi)
    angle = middle - half * np.cos(at)
    rate = half * np.sin(at) * _speed_over_sine(at, start, middle, half, bias) / abs(half)
    span = end - start
    return (angle - start) / span, rate * total / span, -(np.sin(angle) - bias) * total**2 / span


def _speed_over_sine(eta: Array, start: float, middle: float, half: float, bias: float) -> Array:
    """Angular speed divided by sin(eta), continuous through the turning points (their limit there)."""
    angle = middle - half * np.cos(eta)
    energy = 2.0 * (np.cos(angle) - np.cos(start) + bias * (angle - start))
    sine = np.sin(eta)
    ends = np.abs(sine) < 1e-3
    # near a turning point: energy = 2 (bias - sin) (angle - turn), |angle - turn| = |half| sin^2 / (1 +- cos)
    limit = 2.0 * np.abs((bias - np.sin(angle)) * half) / (1.0 + np.abs(np.cos(eta)))
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.sqrt(np.where(ends, limit, energy / np.where(ends, 1.0, sine * sine)))
