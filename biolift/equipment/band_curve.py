"""An own measurement of a band, as a cubic through zero tension at zero stretch that rises over its range."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from biolift.errors import InputError

#: (stretch, tension [N]) of one loop, both strands together.
Curve = tuple[tuple[float, float], ...]
FIELD = "load.curve"
HINT = "curve=[(1.25, 130), (1.5, 220), (1.75, 280), (2, 325)]"
#: Largest stretch, and largest share by which the cubic may miss a point.
MOST, MISS = 5.0, 0.15


def cubic_through(given: object) -> tuple[Curve, tuple[float, float, float]]:
    """Check a measured curve and fit ``k1 e + k2 e^2 + k3 e^3`` with ``e = s - 1`` to it.

    The highest power that the points determine and that leaves the tension rising is used.

    Raises
    ------
    InputError
        Without at least two points of rising stretch and tension, or when no such cubic comes near them.
    """
    curve = _checked(given)
    e, tension = (np.array(column) for column in zip(*curve, strict=True))
    e = e - 1.0
    for k1, k2, k3 in _fits(e, tension):
        fitted = e * (k1 + e * (k2 + e * k3))
        miss = float(np.max(np.abs(fitted / tension - 1.0)))
        if miss <= MISS:
            return curve, (k1, k2, k3)
    allowed = f"points that a rising cubic through (1, 0) meets within {MISS:.0%}; it misses by {miss:.0%}"
    raise InputError(FIELD, curve, allowed, HINT)


def _checked(given: object) -> Curve:
    allowed = f"two or more pairs (stretch between 1 and {MOST:g}, tension [N]), both rising"
    try:
        table = np.array(given, dtype=float)
    except (TypeError, ValueError):
        raise InputError(FIELD, given, allowed, HINT) from None
    if table.ndim != 2 or table.shape[1] != 2 or len(table) < 2 or not np.isfinite(table).all():
        raise InputError(FIELD, given, allowed, HINT)
    rising = (np.diff(table, axis=0) > 0.0).all()
    if not (rising and table[0, 0] > 1.0 and table[0, 1] > 0.0 and table[-1, 0] <= MOST):
        raise InputError(FIELD, given, allowed, HINT)
    return tuple((float(s), float(t)) for s, t in table)


def _fits(e: np.ndarray, tension: np.ndarray) -> Iterator[tuple[float, float, float]]:
    """Least squares of falling degree that rise from zero to the last point."""
    for degree in range(min(3, len(e)), 0, -1):
        powers = e[:, None] ** np.arange(1, degree + 1)
        weights = 1.0 / tension
        found, *_ = np.linalg.lstsq(powers * weights[:, None], tension * weights, rcond=None)
        k1, k2, k3 = (float(k) for k in (*found, 0.0, 0.0)[:3])
        at = np.linspace(0.0, e[-1], 101)
        if (k1 + at * (2.0 * k2 + 3.0 * at * k3) > 0.0).all():
            yield k1, k2, k3
