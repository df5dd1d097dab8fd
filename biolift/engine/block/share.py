"""Load sharing of a block of samples."""

from __future__ import annotations

import numpy as np

from biolift.engine.block import newton
from biolift.engine.block.jit import part
from biolift.engine.block.plan import LANES, Array
from biolift.engine.newton_kernel import Problem, Work, _minimise
from biolift.sharing.activation_power import marginal_cost

#: Stands for infinity, which fast arithmetic does not know.
HUGE = 1e300
_cost = part(marginal_cost)


@part
def scratch(m: int, n: int, entries: int) -> Work:
    """Scratch arrays of the scalar solver."""
    return Work(
        np.empty(entries), np.empty(m), np.empty(m), np.empty(m), np.empty(m), np.empty(m), np.empty(n),
        np.empty(n), np.empty(n), np.empty(n), np.empty(n), np.empty(m * (m + 1) // 2),
    )  # fmt: skip


@part
def weigh(w: Array, problem: Problem, work: Work) -> None:
    """Fill in what the weights and floors of all samples come to."""
    for i in range(w.size):
        work.w_inverse[i] = 1.0 / w[i]
        work.kink[i] = _cost(problem.lo[i], problem.power, problem.eps)


@part
def gather(E: Array, B: Array, problem: Problem, work: Work, t: int) -> None:
    """Scale lane t into `work`."""
    rows, value, scale, demand = problem.rows, work.value, work.scale, work.demand
    for k in range(scale.size):
        scale[k] = 0.0
    for j in range(rows.size):
        value[j] = E[j * LANES + t]
        scale[rows[j]] += abs(value[j])
    for k in range(scale.size):
        demand[k] = 1.0 / scale[k] if scale[k] > 0.0 else 0.0
    for j in range(rows.size):
        value[j] *= demand[rows[j]]
    for k in range(scale.size):
        demand[k] *= B[k * LANES + t]


@part
def share_lane(E: Array, B: Array, problem: Problem, work: Work, tol: float, t: int, lam: Array, a: Array,
               activation: Array, reserve: Array) -> int:  # fmt: skip
    """Share lane t with the scalar solver, from the multipliers `lam`; negative when it did not converge."""
    gather(E, B, problem, work, t)
    iterations: int = _minimise(problem, work, tol, lam, a)
    for i in range(a.size):
        activation[i * LANES + t] = a[i]
    for k in range(lam.size):
        met = work.scale[k] > 0.0
        reserve[k * LANES + t] = problem.delta * lam[k] * work.scale[k] if met else B[k * LANES + t]
    if iterations < 0:
        for k in range(lam.size):
            lam[k] = 0.0
    return iterations


@part
def share_block(E: Array, B: Array, pattern: newton.Pattern, W: newton.Room, problem: Problem,
                work: Work, tol: float, lanes: int, lam: Array, a: Array, activation: Array,
                reserve: Array) -> int:  # fmt: skip
    """Share the first `lanes` samples, eight at a time, each eight begun from the last one before them.

    Lanes that do not converge together go to the scalar solver; returns how many did not converge there.
    """
    stuck, m = 0, pattern.rows.size
    failed, cold = np.empty(newton.WIDTH), np.empty(work.scale.size)
    for o in range(0, lanes, newton.WIDTH):
        newton.share_eight(
            E, B, o, pattern, W, work.w_inverse, work.kink, problem.lo, problem.power, problem.eps,
            problem.delta,            tol, lam[:m], failed,
        )  # fmt: skip
        newton.put(E, B, o, pattern, W, problem.delta, activation, reserve)
        for t in range(o, min(o + newton.WIDTH, lanes)):
            if failed[t - o] != 0.0:
                for k in range(cold.size):
                    cold[k] = 0.0
                stuck += share_lane(E, B, problem, work, tol, t, cold, a, activation, reserve) < 0
    return stuck


@part
def _met(E: Array, B: Array, problem: Problem, work: Work, tol: float, t: int, factor: float, flag: float,
         least: float, lam: Array, a: Array) -> bool:  # fmt: skip
    """Whether muscles stronger by `factor` meet the demand of lane t."""
    gather(E, B, problem, work, t)
    for k in range(lam.size):
        work.demand[k] /= factor
        lam[k] = 0.0
    _minimise(problem, work, tol, lam, a)
    asked = left = 0.0
    for k in range(lam.size):
        if work.scale[k] > 0.0:
            asked, left = max(asked, abs(work.demand[k])), max(left, abs(problem.delta * lam[k]))
        elif B[k * LANES + t] != 0.0:
            return False
    return left <= flag * max(asked, least)


@part
def strength(E: Array, B: Array, problem: Problem, work: Work, tol: float, t: int, known: float,
             limits: tuple[float, float, float, float], lam: Array, a: Array) -> float:  # fmt: skip
    """Smallest factor on all muscles that meets lane t, at least `known`; infinite beyond the most.

    `limits`: flag, least demand, most strength, accuracy. The factors tried are those of
    `biolift.engine.newton.strength_needed`.
    """
    flag, least, most, accuracy = limits
    if known > 1.0 and _met(E, B, problem, work, tol, t, known, flag, least, lam, a):
        return known
    low, high = 1.0, 2.0
    while not _met(E, B, problem, work, tol, t, high, flag, least, lam, a):
        low, high = high, 2.0 * high
        if high > most:
            return HUGE
    while high - low > accuracy:
        middle = 0.5 * (low + high)
        if _met(E, B, problem, work, tol, t, middle, flag, least, lam, a):
            high = middle
        else:
            low = middle
    return max(high, known)


@part
def strength_block(E: Array, B: Array, pattern: newton.Pattern, W: newton.Room, problem: Problem, work: Work,
                   tol: float, lanes: int, known: float, limits: tuple[float, float, float, float],
                   lam: Array, a: Array, scaled: Array) -> float:  # fmt: skip
    """:func:`strength` of the first `lanes` samples; what `known` settles is settled eight at a time."""
    failed = np.empty(newton.WIDTH)
    for k in range(lam.size):
        lam[k] = 0.0
    for t in range(B.size if B.size < scaled.size else scaled.size):
        scaled[t] = B[t] / known
    for o in range(0, lanes, newton.WIDTH):
        newton.share_eight(
            E, scaled, o, pattern, W, work.w_inverse, work.kink, problem.lo, problem.power, problem.eps,
            problem.delta, tol, lam[: pattern.rows.size], failed,
        )  # fmt: skip
        newton.note_short(pattern, W, problem.delta, limits[0], limits[1], failed)
        for t in range(o, min(o + newton.WIDTH, lanes)):
            if failed[t - o] != 0.0 and known < HUGE:
                multipliers = np.zeros(work.scale.size)
                known = strength(E, B, problem, work, tol, t, known, limits, multipliers, a)
    return known
