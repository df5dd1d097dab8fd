"""Smooth curves through values along a path: through a few poses, and through many solved nodes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def through(values: Sequence[float] | Array, p: Array) -> tuple[Array, Array, Array]:
    """The polynomial through values at evenly spaced progress 0..1, with first and second derivative.

    Parameters
    ----------
    values : sequence of float, or array (n, C)
        Two or more; the degree is one less. Columns make curves (C, T) of their own.
    p : array (T,)
        Progress, 0..1.
    """
    n = len(values)
    nodes = [k / (n - 1) for k in range(n)]
    table = [np.asarray(value, dtype=float)[..., None] for value in values]
    for order in range(1, n):  # Newton's divided differences, in place from the far end
        for k in range(n - 1, order - 1, -1):
            table[k] = (table[k] - table[k - 1]) / (nodes[k] - nodes[k - order])
    q = table[-1] + np.zeros_like(p)
    dq, ddq = np.zeros_like(q), np.zeros_like(q)
    for k in range(n - 2, -1, -1):
        step = p - nodes[k]
        q, dq, ddq = table[k] + step * q, q + step * dq, 2.0 * dq + step * ddq
    return q, dq, ddq


def lobatto(intervals: int) -> Array:
    """Chebyshev-Lobatto nodes of progress 0..1, ascending; every second one is a node of half as many."""
    return 0.5 - 0.5 * np.cos(np.pi * np.arange(intervals + 1) / intervals)


def chebyshev_fit(values: Array) -> Array:
    """Coefficients (N,) of the Chebyshev polynomials through values (N,) at :func:`lobatto` nodes."""
    n = len(values) - 1
    k = np.arange(n + 1)
    weights = np.where((k == 0) | (k == n), 0.5, 1.0)
    # node j stands at x = -cos(pi j / n), and T_k(-x) = (-1)^k T_k(x)
    basis = np.cos(np.pi * np.outer(k, k) / n) * np.where(k % 2, -1.0, 1.0)[:, None]
    fit: Array = (2.0 / n) * weights * (basis @ (weights * values))
    return fit


def chebyshev_basis(terms: int, p: Array) -> tuple[Array, Array, Array]:
    """Chebyshev polynomials (terms, T) at progress `p`, with first and second derivative by p."""
    x = 2.0 * p - 1.0
    T, dT, ddT = (np.zeros((terms, len(p))) for _ in range(3))
    T[0], T[1], dT[1] = 1.0, x, 1.0
    for k in range(2, terms):
        T[k] = 2.0 * x * T[k - 1] - T[k - 2]
        dT[k] = 2.0 * T[k - 1] + 2.0 * x * dT[k - 1] - dT[k - 2]
        ddT[k] = 4.0 * dT[k - 1] + 2.0 * x * ddT[k - 1] - ddT[k - 2]
    return T, 2.0 * dT, 4.0 * ddT
