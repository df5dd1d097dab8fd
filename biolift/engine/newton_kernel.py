"""Load sharing by a dual semismooth Newton method: the compiled solver.

Shape letters: T samples, m rows (joint moments), n muscles, e structural entries of A.

For fixed multipliers the muscles decouple and each activation is closed form, so the problem in m
multipliers is smooth and convex::

    minimise sum_i w_i (a_i^p / p + eps a_i^2 / 2) + |r|^2 / (2 delta),  A a + r = b,  lo <= a <= 1
    gradient of the dual:   A a(lam) + delta lam - b          reserve:  r = delta lam
    its Hessian:            A diag(da/dc / w) A' + delta I    c = A' lam / w

with row k of A and b divided by ``sum_i |A_ki|``, which belongs to the problem's definition. The line
search looks at the slope of the dual along the step, never at its value: near a kink of a cubic cost
the differences of the value are below round-off long before the slope is. An overshot step is cut to
just before the point where that slope vanishes. Before it: a convex function falls as long as its slope
is negative, and a step that ends on a rising slope may have climbed; such steps can cycle. Just: an
infeasible demand has kinks 1e-5 apart (relative), and a search that only brackets them zigzags.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from biolift.sharing.activation_power import best_activation

Array = NDArray[np.float64]
Index = NDArray[np.uint64]  # unsigned: spares a test for negative indices at every entry

MAX_ITERATIONS = 200
MAX_CUTS = 60
ACCEPTABLE = 1e-9  # a solve that round-off stops is accepted below this
NOISE = 1e-10  # below this the slope along a step may be round-off: no line search
DAMPING = 1e-2
OVERSHOT = 0.01  # a full step may end on a slope rising by this share of its first fall
CUT = 0.1  # an overshot step is cut to where the slope has come down to this share

# compiled into, and cached with, their callers; a single caller takes the source itself: that saves seconds
_jit: Callable[..., Any] = njit(nogil=True, error_model="numpy")
_inline: Callable[..., Any] = njit(nogil=True, error_model="numpy", inline="always")
_best_activation = _jit(best_activation)


class Problem(NamedTuple):
    """What all samples of a series share; the matrix's structure as compressed columns.

    Rows ascend within every column: products of two of them are looked for below the diagonal only.
    """

    starts: Index
    rows: Index
    lo: Array
    power: int
    eps: float
    delta: float


class Work(NamedTuple):
    """Scratch arrays of one thread: the scaled sample, and what an iteration writes."""

    value: Array  # (e,) entries of A
    scale: Array  # (m,)
    demand: Array
    g: Array
    step: Array
    trial: Array
    w_inverse: Array  # (n,)
    kink: Array
    slope: Array
    c: Array
    dc: Array
    H: Array  # (m (m + 1) / 2,) lower triangle, row by row


@_jit
def _dot(x: Array, y: Array) -> float:
    total = 0.0
    for k in range(x.size):
        total += x[k] * y[k]
    return total


@_jit
def _fill(x: Array, number: float) -> None:
    for k in range(x.size):  # a loop: slices cost seconds of compile time, and copies may allocate
        x[k] = number


@_jit
def _copy(x: Array, out: Array) -> None:
    for k in range(x.size):
        out[k] = x[k]


@_jit
def _largest(x: Array) -> float:
    worst = 0.0
    for k in range(x.size):
        worst = max(worst, abs(x[k]))
    return worst


@_inline
def _load(A: Array, b: Array, problem: Problem, work: Work) -> bool:
    """Scale one sample into `work`; False when something in it is not finite."""
    starts, rows, value = problem.starts, problem.rows, work.value
    scale, demand = work.scale, work.demand
    _fill(scale, 0.0)
    for i in range(problem.lo.size):
        for j in range(starts[i], starts[i + 1]):
            value[j] = A[rows[j], i]
            scale[rows[j]] += abs(value[j])
    finite = True
    for k in range(scale.size):
        # a row without muscles is taken out: no multiplier, and its reserve is all of b
        demand[k] = 1.0 / scale[k] if scale[k] > 0.0 else 0.0
        finite = finite and np.isfinite(scale[k]) and np.isfinite(b[k] * demand[k])
    for j in range(rows.size):
        value[j] *= demand[rows[j]]
    for k in range(scale.size):
        demand[k] *= b[k]
    return finite


@_jit
def _evaluate(problem: Problem, work: Work, lam: Array, a: Array) -> float:
    """Activations, da/dc / w and the dual gradient at `lam`; returns the gradient's largest entry."""
    starts, rows, value = problem.starts, problem.rows, work.value
    slope, g, top = work.slope, work.g, 1.0 + problem.eps
    for k in range(g.size):
        g[k] = problem.delta * lam[k] - work.demand[k]
    for i in range(a.size):
        c = 0.0
        for j in range(starts[i], starts[i + 1]):
            c += value[j] * lam[rows[j]]
        c *= work.w_inverse[i]
        x, dx = problem.lo[i], 0.0
        if c >= top:
            x = 1.0
        elif c > work.kink[i]:
            x, dx = _best_activation(np, c, problem.power, problem.eps)
        a[i] = x
        slope[i] = dx * work.w_inverse[i]
        for j in range(starts[i], starts[i + 1]):
            g[rows[j]] += value[j] * x
    worst: float = _largest(g)
    return worst


@_inline
def _newton_step(problem: Problem, work: Work, diagonal: float) -> float:
    """Solve (A diag(slope) A' + diagonal I) step = -g; returns g . step."""
    starts, rows, value = problem.starts, problem.rows, work.value
    H, step = work.H, work.step
    _fill(H, 0.0)  # entry (k, j) stands at k (k + 1) / 2 + j
    for k in range(step.size):
        H[k * (k + 3) // 2] = diagonal
        step[k] = -work.g[k]
    for i in range(work.slope.size):
        if work.slope[i] > 0.0:
            for j in range(starts[i], starts[i + 1]):
                row = rows[j] * (rows[j] + 1) // 2
                weighted = work.slope[i] * value[j]
                for q in range(starts[i], j + 1):
                    H[row + rows[q]] += weighted * value[q]
    _solve_positive(H, step)
    along: float = _dot(work.g, step)
    return along


@_jit
def _solve_positive(H: Array, x: Array) -> None:
    """Solve ``H x = x`` in place by LDL'; the packed triangle H is overwritten by L and 1 / D."""
    for k in range(x.size):
        row = k * (k + 1) // 2
        pivot, y = H[row + k], x[k]
        for j in range(k):
            other = j * (j + 1) // 2
            entry = H[row + j]
            for q in range(j):
                entry -= H[row + q] * H[other + q]
            H[row + j] = entry
        for j in range(k):
            entry = H[row + j]
            scaled = entry * H[j * (j + 3) // 2]
            pivot -= scaled * entry
            y -= scaled * x[j]
            H[row + j] = scaled
        H[row + k] = 1.0 / pivot
        x[k] = y
    for k in range(x.size):
        x[k] *= H[k * (k + 3) // 2]
    for k in range(x.size - 1, 0, -1):
        for j in range(k):
            x[j] -= H[k * (k + 1) // 2 + j] * x[k]


@_jit
def _slope_along(problem: Problem, work: Work, t: float, steady: float, rate: float) -> float:
    """Slope of the dual at share t of a step that changes A' lam = c by dc."""
    c, dc, top = work.c, work.dc, 1.0 + problem.eps
    slope = steady + t * rate
    for i in range(c.size):
        worth = (c[i] + t * dc[i]) * work.w_inverse[i]
        a = problem.lo[i]
        if worth >= top:
            a = 1.0
        elif worth > work.kink[i]:
            a = _best_activation(np, worth, problem.power, problem.eps)[0]
        slope += a * dc[i]
    return slope


@_inline
def _cut(problem: Problem, work: Work, lam: Array, along: float) -> float:
    """Share of an overshot step just before the dual's slope vanishes (safeguarded Illinois)."""
    starts, rows, value, c, dc = problem.starts, problem.rows, work.value, work.c, work.dc
    for i in range(c.size):
        c[i], dc[i] = 0.0, 0.0
        for j in range(starts[i], starts[i + 1]):
            c[i] += value[j] * lam[rows[j]]
            dc[i] += value[j] * work.step[rows[j]]
    steady = problem.delta * _dot(work.step, lam) - _dot(work.step, work.demand)
    rate = problem.delta * _dot(work.step, work.step)
    low, high, at_low, side, t = 0.0, 1.0, along, 0, 1.0
    at_high = _slope_along(problem, work, t, steady, rate)
    for _ in range(MAX_CUTS):
        width = high - low
        t = low - at_low * width / (at_high - at_low)
        t = min(max(t, low + 0.02 * width), high - 0.02 * width)
        now = _slope_along(problem, work, t, steady, rate)
        if CUT * along <= now <= 0.0:
            break
        if now > 0.0:
            high, at_high = t, now
            at_low = 0.5 * at_low if side > 0 else at_low
            side = 1
        else:
            low, at_low = t, now
            at_high = 0.5 * at_high if side < 0 else at_high
            side = -1
    return t


@_inline
def _minimise(problem: Problem, work: Work, tol: float, lam: Array, a: Array) -> int:
    """Newton iterations on the dual from `lam`; returns their number, negative when not converged."""
    step, trial = work.step, work.trial
    size = max(1.0, _largest(work.demand))
    worst = _evaluate(problem, work, lam, a)
    if _largest(lam) == 0.0:  # every muscle rests on its floor: begin as if none did
        _copy(work.w_inverse, work.slope)
    stalls, best = 0, worst
    for iteration in range(MAX_ITERATIONS):
        if worst <= tol * size or stalls == 2:
            return iteration
        # far from the answer a nearly singular Hessian would throw the multipliers out of all scale
        damping = DAMPING * worst / (1.0 + _largest(lam))
        along = _newton_step(problem, work, problem.delta + damping)
        best = min(best, worst)
        for k in range(lam.size):
            trial[k] = lam[k] + step[k]
        worst = _evaluate(problem, work, trial, a)
        if _dot(work.g, step) > -OVERSHOT * along and best > NOISE * size:
            t = _cut(problem, work, lam, along)
            for k in range(lam.size):
                trial[k] = lam[k] + t * step[k]
            worst = _evaluate(problem, work, trial, a)
        _copy(trial, lam)
        if worst <= ACCEPTABLE * size and worst > 0.5 * best:  # Newton more than halves: round-off
            stalls += 1
    return -MAX_ITERATIONS


@_inline
def solve(
    A: Array, b: Array, problem: Problem, work: Work, tol: float, lam: Array, a: Array, r: Array
) -> int:
    """Solve one sample with everything laid out."""
    if not _load(A, b, problem, work):
        _fill(a, np.nan)
        _fill(r, np.nan)
        _fill(lam, 0.0)
        return -1
    iterations: int = _minimise(problem, work, tol, lam, a)
    for k in range(r.size):
        r[k] = problem.delta * lam[k] * work.scale[k] if work.scale[k] > 0.0 else b[k]
    return iterations
