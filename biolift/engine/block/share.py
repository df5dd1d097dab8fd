"""Load sharing of a block of samples."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from biolift.engine.block import newton
from biolift.engine.block.jit import part
from biolift.engine.block.plan import LANES, Array
from biolift.engine.block.vectors import WIDTH, any_of, load, spread, store
from biolift.engine.cocontraction import MOST_ROUNDS, STILL, next_level
from biolift.engine.newton_kernel import Problem, Work, _minimise
from biolift.sharing.activation_power import marginal_cost

#: Stands for infinity, which fast arithmetic does not know.
HUGE = 1e300
#: Flag, least demand, most strength, accuracy.
Limits = tuple[float, float, float, float]
_cost, _next_level = part(marginal_cost), part(next_level)


class Sharing(NamedTuple):
    """What the samples of a repetition share, and room to work in."""

    pattern: newton.Pattern
    eight: newton.Room
    problem: Problem  # its floors are those of one lane
    work: Work
    tol: float
    held: float  # antagonists' share of the agonists' level; 0 in the plain rule
    least: Array  # floors without it (M,)
    kink: Array  # marginal cost there
    legs: Any  # muscles that are never held
    search: Array  # (7, 8) interval of the level, the last two levels and what they gave, 1 where it moves
    a: Array  # (M,)


@part
def scratch(m: int, n: int, entries: int) -> Work:
    """Scratch arrays of the scalar solver."""
    return Work(
        np.empty(entries), np.empty(m), np.empty(m), np.empty(m), np.empty(m), np.empty(m), np.empty(n),
        np.empty(n), np.empty(n), np.empty(n), np.empty(n), np.empty(m * (m + 1) // 2),
    )  # fmt: skip


@part
def weigh(w: Array, S: Sharing) -> None:
    """Fill in what the weights of all samples come to, and the floors without co-contraction."""
    for i in range(w.size):
        S.work.w_inverse[i] = 1.0 / w[i]
        S.kink[i] = _cost(S.least[i], S.problem.power, S.problem.eps)
        S.problem.lo[i], S.work.kink[i] = S.least[i], S.kink[i]
    newton.lay(S.eight, S.least, S.kink)


@part
def gather(E: Array, B: Array, S: Sharing, t: int) -> None:
    """Scale lane t for the scalar solver, and give it the floors of that lane in the workspace."""
    rows, value, scale, demand = S.problem.rows, S.work.value, S.work.scale, S.work.demand
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
    if S.held > 0.0:
        for i in range(S.a.size):
            S.problem.lo[i] = S.eight.lo[i * WIDTH + t % WIDTH]
            S.work.kink[i] = S.eight.kink[i * WIDTH + t % WIDTH]


@part
def share_lane(E: Array, B: Array, S: Sharing, t: int, activation: Array, reserve: Array) -> int:
    """Share lane t with the scalar solver; negative when it did not converge."""
    gather(E, B, S, t)
    lam = np.zeros(S.work.scale.size)
    iterations: int = _minimise(S.problem, S.work, S.tol, lam, S.a)
    for i in range(S.a.size):
        activation[i * LANES + t] = S.a[i]
    for k in range(lam.size):
        met = S.work.scale[k] > 0.0
        reserve[k * LANES + t] = S.problem.delta * lam[k] * S.work.scale[k] if met else B[k * LANES + t]
    for k in range(S.pattern.rows.size):
        S.eight.x[k * WIDTH + t % WIDTH] = lam[S.pattern.rows[k]]
    return iterations


@part
def _share_eight(E: Array, B: Array, o: int, lanes: int, S: Sharing, failed: Array, activation: Array,
                 reserve: Array) -> int:  # fmt: skip
    """Share the eight samples in the workspace; those that do not converge together go to the scalar solver.

    Returns how many did not converge there.
    """
    p, stuck = S.problem, 0
    newton.share_eight(S.pattern, S.eight, S.work.w_inverse, p.power, p.eps, p.delta, S.tol, failed)
    newton.put(E, B, o, S.pattern, S.eight, p.delta, activation, reserve)
    for t in range(o, min(o + WIDTH, lanes)):
        if failed[t - o] != 0.0:
            stuck += share_lane(E, B, S, t, activation, reserve) < 0
    return stuck


@part
def share_block(E: Array, B: Array, S: Sharing, lanes: int, lam: Array, held: Array, activation: Array,
                reserve: Array) -> int:  # fmt: skip
    """Share the first `lanes` samples, eight at a time, each eight begun from the last one before them.

    `held` gets the least activation of the antagonists. Returns how many samples did not converge.
    """
    stuck, failed, m = 0, np.empty(WIDTH), S.pattern.rows.size
    for o in range(0, lanes, WIDTH):
        newton.gather(E, B, o, S.pattern, S.eight)
        newton.begin(S.eight, lam[:m])
        if S.held > 0.0:
            newton.lay(S.eight, S.least, S.kink)
        lost = _share_eight(E, B, o, lanes, S, failed, activation, reserve)
        newton.keep_last(S.eight, failed, lam[:m])
        if S.held > 0.0:
            lost = _hold(E, B, o, lanes, S, lost, held, activation, reserve)
        stuck += lost
    return stuck


@part
def _hold(E: Array, B: Array, o: int, lanes: int, S: Sharing, lost: int, held: Array, activation: Array,
          reserve: Array) -> int:  # fmt: skip
    """Raise the antagonists' floors in eight samples that are shared without it, until they stand still.

    The search is that of `biolift.engine.cocontraction`; `lost` and what comes back are samples that did not
    converge, in the last sharing.
    """
    low, high, before, gave = S.search[0], S.search[1], S.search[2], S.search[3]
    x, gives, moving = S.search[4], S.search[5], S.search[6]
    p, failed = S.problem, np.empty(WIDTH)
    newton.note_help(S.pattern, S.eight, S.legs)
    store(gave, 0, newton.level(S.eight, activation, o))
    store(low, 0, newton.hold(S.eight, S.least, p.power, p.eps, spread(0.0)) / S.held)
    for t in range(WIDTH):
        high[t], before[t], x[t] = 1.0, low[t], gave[t]
        moving[t] = 1.0 if o + t < lanes and x[t] > low[t] else 0.0
    store(held, o, S.held * load(x, 0))
    for _ in range(MOST_ROUNDS):
        if not any_of(load(moving, 0) > 0.0):
            break
        store(held, o, S.held * load(x, 0))
        newton.hold(S.eight, S.least, p.power, p.eps, load(held, o))
        lost = _share_eight(E, B, o, lanes, S, failed, activation, reserve)
        store(gives, 0, newton.level(S.eight, activation, o))
        for t in range(WIDTH):
            if moving[t] > 0.0 and abs(gives[t] - x[t]) > STILL:
                low[t], high[t], to = _next_level(low[t], high[t], before[t], gave[t], x[t], gives[t])
                before[t], gave[t], x[t] = x[t], gives[t], to
            else:
                moving[t] = 0.0
    return lost


@part
def _floors(E: Array, B: Array, o: int, S: Sharing, held: Array) -> None:
    """Samples o to o + 7 in the workspace, with the floors that they were shared with."""
    newton.gather(E, B, o, S.pattern, S.eight)
    if S.held > 0.0:
        newton.note_help(S.pattern, S.eight, S.legs)
        newton.hold(S.eight, S.least, S.problem.power, S.problem.eps, load(held, o))


@part
def _met(E: Array, B: Array, S: Sharing, t: int, factor: float, flag: float, least: float) -> bool:
    """Whether muscles stronger by `factor` meet the demand of lane t."""
    gather(E, B, S, t)
    lam, work = np.zeros(S.work.scale.size), S.work
    for k in range(lam.size):
        work.demand[k] /= factor
    _minimise(S.problem, work, S.tol, lam, S.a)
    asked = left = 0.0
    for k in range(lam.size):
        if work.scale[k] > 0.0:
            asked, left = max(asked, abs(work.demand[k])), max(left, abs(S.problem.delta * lam[k]))
        elif B[k * LANES + t] != 0.0:
            return False
    return left <= flag * max(asked, least)


@part
def _strength(E: Array, B: Array, S: Sharing, t: int, known: float, limits: Limits) -> float:
    """Smallest factor on all muscles that meets lane t, at least `known`; infinite beyond the most.

    The lane's floors stand in the workspace. `limits`: flag, least demand, most strength, accuracy. The
    factors tried are those of `biolift.engine.newton.strength_needed`.
    """
    flag, least, most, accuracy = limits
    if known > 1.0 and _met(E, B, S, t, known, flag, least):
        return known
    low, high = 1.0, 2.0
    while not _met(E, B, S, t, high, flag, least):
        low, high = high, 2.0 * high
        if high > most:
            return HUGE
    while high - low > accuracy:
        middle = 0.5 * (low + high)
        if _met(E, B, S, t, middle, flag, least):
            high = middle
        else:
            low = middle
    return max(high, known)


@part
def strength_lane(E: Array, B: Array, S: Sharing, t: int, held: Array, known: float, limits: Limits) -> float:
    """Smallest factor on all muscles that meets lane t, at least `known`; `held` is from the sharing."""
    _floors(E, B, t - t % WIDTH, S, held)
    if known >= HUGE or _met(E, B, S, t, 1.0, limits[0], limits[1]):
        return known
    return _strength(E, B, S, t, known, limits)


@part
def strength_block(E: Array, B: Array, S: Sharing, lanes: int, held: Array, known: float, limits: Limits,
                   scaled: Array) -> float:  # fmt: skip
    """:func:`strength_lane` of the first `lanes` samples; what `known` settles is settled eight at a time."""
    failed, none, p = np.empty(WIDTH), np.zeros(S.pattern.rows.size), S.problem
    for t in range(min(B.size, scaled.size)):
        scaled[t] = B[t] / known
    newton.begin(S.eight, none)
    for o in range(0, lanes, WIDTH):
        _floors(E, scaled, o, S, held)
        newton.share_eight(S.pattern, S.eight, S.work.w_inverse, p.power, p.eps, p.delta, S.tol, failed)
        newton.note_short(S.pattern, S.eight, p.delta, limits[0], limits[1], failed)
        for t in range(o, min(o + WIDTH, lanes)):
            if failed[t - o] != 0.0 and known < HUGE:
                known = _strength(E, B, S, t, known, limits)
        newton.keep_last(S.eight, failed, none)
        newton.begin(S.eight, none)
    return known
