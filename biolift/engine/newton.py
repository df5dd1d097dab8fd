"""Load sharing: the solver's front, for one sample, for a series, and for the strength a demand needs.

Shape letters: T samples, m rows (joint moments), n muscles, e structural entries of A. The problem and
the method stand in `biolift.engine.newton_kernel`.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import ArrayLike, NDArray

from biolift.engine.newton_kernel import Array, Index, Problem, Work, solve
from biolift.engine.notice import KEEP
from biolift.errors import ConvergenceWarning, InputError, StoreError
from biolift.sharing.activation_power import ActivationPower, marginal_cost

Steps = NDArray[np.int64]

TOLERANCE = 1e-13  # primal residual of the scaled problem at which a solve stops
UNMET_FLAG = 0.01  # unmet share of the demand above which a result is flagged
LEAST_DEMAND = 0.02  # a demand below this share of capacity counts as this much: 1 % of nothing is no flag
MOST_STRENGTH = 16.0
STRENGTH_ACCURACY = 1e-3


def _jit(function: Callable[..., Any]) -> Any:
    """Compiled code that is kept; the first that asks for a folder, so it says when there is none."""
    try:
        return njit(cache=True, nogil=True, error_model="numpy")(function)
    except RuntimeError as error:
        if "cannot cache" not in str(error):
            raise
        raise StoreError(f"there is no folder to keep compiled kernels in; {KEEP}") from error


_inner: Callable[..., Any] = njit(nogil=True, error_model="numpy")
_marginal_cost = _inner(marginal_cost)


def structure(mask: ArrayLike) -> tuple[Index, Index]:
    """Compressed columns of a structure mask.

    Parameters
    ----------
    mask : array_like of bool (m, n)
        True where A may differ from zero; entries of A elsewhere are not read.

    Returns
    -------
    starts : ndarray of uint64 (n + 1,)
        Column i owns entries ``starts[i]:starts[i + 1]``.
    rows : ndarray of uint64 (e,)
        Row of each entry, ascending in a column.
    """
    flags = np.asarray(mask, dtype=bool)
    columns, rows = np.nonzero(flags.T)
    starts = np.searchsorted(columns, np.arange(flags.shape[1] + 1))
    return starts.astype(np.uint64), rows.astype(np.uint64)


def workspace(m: int, n: int, entries: int) -> Work:
    """Scratch arrays of one thread for `solve_one` and `solve_samples`."""
    sizes = [entries] + [m] * 5 + [n] * 5 + [m * (m + 1) // 2]
    return Work(*(np.empty(size) for size in sizes))


@_inner
def _weigh(w: Array, lo: Array, power: int, eps: float, work: Work) -> None:
    """Fill in what the weights and floors of all samples come to."""
    for i in range(w.size):
        work.w_inverse[i] = 1.0 / w[i]
        work.kink[i] = _marginal_cost(lo[i], power, eps)


@_jit
def solve_one(
    A: Array, b: Array, w: Array, lo: Array, power: int, eps: float, delta: float, tol: float,
    starts: Index, rows: Index, work: Work, lam: Array, a: Array, r: Array,
) -> int:  # fmt: skip
    """Share one demand among the muscles.

    Parameters
    ----------
    A : ndarray (m, n)
        Moment of each muscle at full activation [N m].
    b : ndarray (m,)
        Demanded moments [N m].
    w, lo : ndarray (n,)
        Weights, mean 1 [1]; least activations, 0 to 1 [1].
    power : int
        2 or 3.
    eps, delta, tol : float
        Curvature, reserve and tolerance of the scaled problem [1].
    starts, rows : ndarray of uint64 (n + 1,), (e,)
        From `structure`; entries of A outside the structure are not read.
    work : Work
        From `workspace`.
    lam : ndarray (m,)
        Multipliers of the scaled rows: first guess in, answer out. Zeros are a cold start.
    a, r : ndarray (n,), (m,)
        Written: activations [1], what the muscles leave undone [N m].

    Returns
    -------
    int
        Newton steps; negative when not converged, -1 when the input is not finite (a and r are NaN).
    """
    _weigh(w, lo, power, eps, work)
    iterations: int = solve(A, b, Problem(starts, rows, lo, power, eps, delta), work, tol, lam, a, r)
    return iterations


@_jit
def solve_samples(
    A: Array, b: Array, w: Array, lo: Array, power: int, eps: float, delta: float, tol: float,
    starts: Index, rows: Index, work: Work, lam: Array, a: Array, r: Array, iterations: Steps,
) -> None:  # fmt: skip
    """Share the demands of successive samples, each begun from the answer before it.

    Parameters are those of `solve_one` with A (T, m, n), b (T, m), a (T, n), r (T, m), iterations (T,);
    lam (m,) is the first guess of the first sample and becomes the answer of the last.
    """
    _weigh(w, lo, power, eps, work)
    problem = Problem(starts, rows, lo, power, eps, delta)
    for t in range(b.shape[0]):
        iterations[t] = solve(A[t], b[t], problem, work, tol, lam, a[t], r[t])
        if iterations[t] < 0:
            for k in range(lam.size):
                lam[k] = 0.0


def share(
    A: ArrayLike,
    b: ArrayLike,
    rule: ActivationPower,
    *,
    w: ArrayLike | None = None,
    lo: ArrayLike | None = None,
) -> tuple[Array, Array]:
    """Share demanded moments among muscles, sample by sample.

    Parameters
    ----------
    A : array_like (T, m, n) or (m, n)
        Moment of each muscle at full activation [N m].
    b : array_like (T, m) or (m,)
        Demanded moments [N m].
    rule : ActivationPower
    w : array_like (n,), optional
        Weights, mean 1 [1], from ``rule.weigh``; may be left out where they are equal.
    lo : array_like (n,), (T, n) or float, optional
        Least activations, 0 to 1 [1]; the rule's floor where left out.

    Returns
    -------
    activation : ndarray (T, n) or (n,)
        [1]; NaN where A or b is not finite.
    unmet : ndarray (T, m) or (m,)
        What the muscles leave undone [N m]. A row in which no muscle acts leaves all of b.

    Raises
    ------
    InputError
        When shapes do not fit, or weights or floors are out of range.

    Warns
    -----
    ConvergenceWarning
        When some sample did not converge; its numbers are those of the last step.

    Examples
    --------
    >>> a, unmet = share([[100.0, 50.0]], [30.0], ActivationPower(2, floor=0.0))
    >>> [float(x) for x in a.round(2)]
    [0.24, 0.12]
    """
    matrix, demand, weights, floors = _checked(A, b, rule, w, lo)
    activation, unmet, iterations = _share(matrix, demand, rule, weights, floors)
    failed = np.flatnonzero(iterations < -1)
    if failed.size:
        warnings.warn(
            f"load sharing did not converge in {failed.size} of {iterations.size} samples, "
            f"first in sample {failed[0]}",
            ConvergenceWarning,
            stacklevel=2,
        )
    return (activation[0], unmet[0]) if np.ndim(b) == 1 else (activation, unmet)


def unmet_share(A: ArrayLike, b: ArrayLike, unmet: ArrayLike) -> Array:
    """Largest unmet moment over the largest demand, rows divided by the muscles' capacity.

    Parameters
    ----------
    A : array_like (..., m, n)
    b, unmet : array_like (..., m)

    Returns
    -------
    ndarray (...)
        [1]; infinite where a moment is asked of a row in which no muscle acts.
    """
    capacity = np.abs(np.asarray(A, dtype=float)).sum(axis=-1)
    asked, left = np.abs(np.asarray(b, dtype=float)), np.abs(np.asarray(unmet, dtype=float))
    scale = np.where(capacity > 0, capacity, np.inf)
    shared = (left / scale).max(axis=-1) / np.maximum((asked / scale).max(axis=-1), LEAST_DEMAND)
    return np.where(((capacity == 0) & (asked > 0)).any(axis=-1), np.inf, shared)


def strength_needed(
    A: ArrayLike,
    b: ArrayLike,
    rule: ActivationPower,
    *,
    w: ArrayLike | None = None,
    lo: ArrayLike | None = None,
    flag: float = UNMET_FLAG,
) -> Array:
    """Smallest common factor on all muscles' strength that meets the demand.

    Parameters
    ----------
    A, b, rule, w, lo
        As for `share`.
    flag : float
        Unmet share of the demand that still counts as met [1].

    Returns
    -------
    ndarray (T,) or ()
        Factor [1], to 1e-3: 1 where the demand is met already, infinite where 16 does not suffice.

    Raises
    ------
    InputError
        As for `share`.
    """
    matrix, demand, weights, floors = _checked(A, b, rule, w, lo)

    def met(factor: Array) -> NDArray[np.bool_]:
        smaller = demand / factor[:, None]  # the scaled problem of muscles stronger by that factor
        unmet = _share(matrix, smaller, rule, weights, floors)[1]
        return unmet_share(matrix, smaller, unmet) <= flag

    low = np.ones(len(demand))
    high = np.where(met(low), 1.0, np.inf)
    factor = 2.0
    while factor <= MOST_STRENGTH and np.isinf(high).any():
        enough, open_ = met(np.full(len(demand), factor)), np.isinf(high)
        high[open_ & enough] = factor
        low[open_ & ~enough] = factor
        factor *= 2.0
    while (np.where(np.isinf(high), low, high) - low > STRENGTH_ACCURACY).any():
        middle = np.where(np.isinf(high), low, 0.5 * (low + high))
        enough = met(middle)
        high, low = np.where(enough, np.minimum(high, middle), high), np.where(enough, low, middle)
    return high[0] if np.ndim(b) == 1 else high


def _share(A: Array, b: Array, rule: ActivationPower, w: Array, lo: Array) -> tuple[Array, Array, Steps]:
    """Activations (T, n), unmet moments (T, m) and Newton steps (T,)."""
    samples, m, n = A.shape
    starts, rows = structure((A != 0).any(axis=0))
    a, r, iterations = np.empty((samples, n)), np.empty((samples, m)), np.empty(samples, dtype=np.int64)
    work, lam = workspace(m, n, rows.size), np.zeros(m)
    numbers = (int(rule.power), float(rule.eps), float(rule.delta), TOLERANCE)
    if lo.ndim == 1:
        solve_samples(A, b, w, lo, *numbers, starts, rows, work, lam, a, r, iterations)
        return a, r, iterations
    for t in range(samples):
        iterations[t] = solve_one(A[t], b[t], w, lo[t], *numbers, starts, rows, work, lam, a[t], r[t])
        if iterations[t] < 0:
            lam[:] = 0.0
    return a, r, iterations


def _checked(
    A: ArrayLike, b: ArrayLike, rule: ActivationPower, w: ArrayLike | None, lo: ArrayLike | None
) -> tuple[Array, Array, Array, Array]:
    """Contiguous (T, m, n), (T, m), (n,), (n,), or an error that names the field."""
    matrix, demand = np.ascontiguousarray(A, dtype=float), np.ascontiguousarray(b, dtype=float)
    if matrix.ndim not in (2, 3) or demand.shape != matrix.shape[:-1]:
        raise InputError("b.shape", demand.shape, f"{matrix.shape[:-1]}, the shape of A without its muscles")
    m, n = matrix.shape[-2:]
    matrix, demand = matrix.reshape(-1, m, n), demand.reshape(-1, m)
    if w is None and rule.weights != "equal":
        raise InputError("w", w, f"given for weights={rule.weights!r}", "w=rule.weigh(pcsa, volume)")
    weights = np.ones(n) if w is None else np.array(w, dtype=float)
    if weights.shape != (n,) or not (np.isfinite(weights) & (weights > 0)).all():
        raise InputError("w", w, f"{n} positive numbers", "w=rule.weigh(pcsa, volume)")
    given = np.array(rule.floor if lo is None else lo, dtype=float)
    floors = np.broadcast_to(given, (len(matrix), n) if given.ndim == 2 else (n,)).copy()
    if not ((floors >= 0) & (floors <= 1)).all():
        raise InputError("lo", lo, "between 0 and 1 for every muscle", "lo=0.03")
    return matrix, demand, weights, floors
