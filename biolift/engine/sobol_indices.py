"""Shares of a spread: first and total Sobol indices from a crossed design, with bootstrap intervals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Indices:
    """first, total : (factors,); first_interval, total_interval : (factors, 2); rows : how many counted."""

    first: Array
    total: Array
    first_interval: Array
    total_interval: Array
    rows: int


def indices(
    a: Array, b: Array, crossed: Array, *, resamples: int = 500, outside: float = 0.1, seed: int = 0
) -> Indices:
    """Sobol indices of a number that depends on independent factors.

    Parameters
    ----------
    a, b : array (rows,)
        The number at two independent points per row.
    crossed : array (factors, rows)
        At the first point with one factor of the second.
    resamples : int
        Bootstrap samples of the rows.
    outside : float
        Probability left outside the intervals, half at each end.
    seed : int
        Of the bootstrap.

    Notes
    -----
    ``S = E f(B) (f(A_B) - f(A)) / V`` with f less its mean (Saltelli), ``T = E (f(A) - f(A_B))^2 / 2 V``
    (Jansen); both are exactly 0 for a factor without influence. Rows with a number that is not known are left
    out. S of a weak factor may come out a little below 0 by chance.

    References
    ----------
    jansen_1999, saltelli_2010
    """
    good = np.isfinite(a) & np.isfinite(b) & np.isfinite(crossed).all(axis=0)
    a, b, crossed = a[good], b[good], crossed[:, good]
    rows = len(a)
    if rows < 2:
        empty = np.full(len(crossed), np.nan)
        both = np.full((len(crossed), 2), np.nan)
        return Indices(empty, empty, both, both, rows)
    first, total = _jansen(a, b, crossed)
    picks = np.random.Generator(np.random.Philox(seed)).integers(0, rows, (resamples, rows))
    again = [_jansen(a[pick], b[pick], crossed[:, pick]) for pick in picks]
    ends = [outside / 2, 1.0 - outside / 2]
    bounds = [np.quantile(np.stack([one[k] for one in again]), ends, axis=0).T for k in (0, 1)]
    return Indices(first, total, bounds[0], bounds[1], rows)


def _jansen(a: Array, b: Array, crossed: Array) -> tuple[Array, Array]:
    both = np.concatenate([a, b])
    variance = both.var()
    if variance <= 1e-24 * float((both**2).mean()):
        return np.zeros(len(crossed)), np.zeros(len(crossed))
    first = ((b - both.mean()) * (crossed - a)).mean(axis=1) / variance
    return first, ((a - crossed) ** 2).mean(axis=1) / (2.0 * variance)
