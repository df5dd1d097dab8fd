"""Load sharing of a block of samples."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from biolift.engine.block import newton
from biolift.engine.block.jit import maker, part
from biolift.engine.block.pattern import Pattern
from biolift.engine.block.plan import LANES, Array
from biolift.engine.block.rows import aligned
from biolift.engine.block.vectors import WIDTH, any_of, load, spread, store
from biolift.engine.cocontraction import MOST_ROUNDS, STILL, next_level
from biolift.engine.newton_kernel import Problem, Work, _minimise
from biolift.sharing.activation_power import marginal_cost

#: Stands for infinity, which fast arithmetic does not know.
HUGE = 1e300
#: Share of what all muscles can give, by which the demands of the two sides may differ and count as the same;
#: where they come from float32.
EVEN, EVEN_SINGLE = 1e-12, 1e-6
#: The level that is worked out first.
FIRST = 1
_cost, _next_level = part(marginal_cost), part(next_level)


class Room(NamedTuple):
    """Workspace of one thread."""

    eight: newton.Room
    half: newton.Room
    work: Work
    lo: Array  # (M,) floors of one lane
    kink: Array  # (M,) marginal cost at the floors without co-contraction
    search: Array  # (7, 8) of the level: interval, last two and what they gave, if it moves; or of strength
    lam: Array  # multipliers of one lane
    asked: Array  # (11,) demands of one lane
    last: Array  # (11,) multipliers of the last sample
    found: Array  # (11, lanes) multipliers of a block, at the level that is worked out first
    a: Array  # (M,)


class Solver(NamedTuple):
    """Where the moment matrix has entries, room for eight samples, and the kernels written for it."""

    pattern: Pattern
    room: newton.Room
    gather: object
    share: object
    give: object


class Sharing(NamedTuple):
    """What the samples of a repetition share."""

    whole: Solver
    half: Solver  # where both sides do the same
    legs: Any  # (M,) muscles that are never held
    problem: Problem  # its floors are those of one lane
    tol: float
    held: float  # antagonists' share of the agonists' level; 0 in the plain rule
    least: Array  # (M,) floors without it
    weight: Array  # (M,)
    room: Room


@maker
def room(pattern: Pattern, half: Pattern, m: int, n: int, entries: int) -> Room:
    """Workspace of one thread."""
    work = Work(
        np.zeros(entries), np.zeros(m), np.zeros(m), np.zeros(m), np.zeros(m), np.zeros(m), np.zeros(n),
        np.zeros(n), np.zeros(n), np.zeros(n), np.zeros(n), np.zeros(m * (m + 1) // 2),
    )  # fmt: skip
    return Room(
        newton.room(pattern), newton.room(half), work, np.zeros(n), np.zeros(n), np.zeros((7, WIDTH)),
        np.zeros(m), np.zeros(m), np.zeros(m), aligned(m * LANES), np.zeros(n),
    )  # fmt: skip


@part
def begin(S: Sharing) -> None:
    """Fill in what all samples of a repetition share, and forget multipliers."""
    for i in range(S.weight.size):
        S.room.work.w_inverse[i] = 1.0 / S.weight[i]
        S.room.kink[i] = _cost(S.least[i], S.problem.power, S.problem.eps)
        S.problem.lo[i], S.room.work.kink[i] = S.least[i], S.room.kink[i]
    eps, delta = S.problem.eps, S.problem.delta
    newton.lay(S.whole.pattern, S.whole.room, S.least, S.room.kink)
    newton.lay(S.half.pattern, S.half.room, S.least, S.room.kink)
    newton.weigh(S.whole.pattern, S.whole.room, eps, delta, S.tol, S.weight)
    newton.weigh(S.half.pattern, S.half.room, eps, delta, S.tol, S.weight)
    forget(S)


@part
def forget(S: Sharing) -> None:
    """Begin from nothing."""
    for k in range(S.room.last.size):
        S.room.last[k] = 0.0


@part
def even(S: Sharing) -> bool:
    """Whether both sides count the same, and half the body can stand for the whole."""
    same = S.half.pattern.rows.size > 0
    for i in range(0, S.weight.size, 2):
        same &= S.weight[i] == S.weight[i + 1] and S.least[i] == S.least[i + 1]
    return same


@part
def _eight(E: Array, B: Array, o: int, by: Solver) -> None:
    """Put samples o to o + 7 into a workspace."""
    newton.ask(B, o, by.pattern, by.room)
    by.gather(E[o:], by.room.rows, WIDTH)  # type: ignore[operator]


@part
def in_place(E: Array, B: Array, o: int, S: Sharing, alike: bool) -> Solver:
    """Put samples o to o + 7 into a workspace: that of half the body where it can stand for all."""
    by, apart = S.whole, EVEN if E.itemsize == 8 else EVEN_SINGLE
    if alike:
        _eight(E, B, o, S.half)
    if alike and newton.same_sides(B, o, S.half.pattern, S.half.room, apart):
        by = S.half
    else:
        _eight(E, B, o, by)
    return by


@part
def gather(E: Array, B: Array, S: Sharing, by: Solver, t: int) -> None:
    """Scale lane t for the scalar solver, with the floors of that lane in the workspace, and begin afresh."""
    rows, value, scale, demand = S.problem.rows, S.room.work.value, S.room.work.scale, S.room.work.demand
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
        S.room.lam[k] = 0.0
    if S.held > 0.0:
        for i in range(S.room.a.size):
            k = i // by.pattern.sides * WIDTH + t % WIDTH
            S.problem.lo[i], S.room.work.kink[i] = by.room.lo[k], by.room.kink[k]


@part
def share_lane(E: Array, B: Array, S: Sharing, by: Solver, t: int, activation: Array, reserve: Array) -> int:
    """Share lane t with the scalar solver; negative when it did not converge."""
    gather(E, B, S, by, t)
    lam = S.room.lam
    iterations: int = _minimise(S.problem, S.room.work, S.tol, lam, S.room.a)
    for i in range(S.room.a.size):
        activation[i * LANES + t] = S.room.a[i]
    for k in range(lam.size):
        met = S.room.work.scale[k] > 0.0
        reserve[k * LANES + t] = S.problem.delta * lam[k] * S.room.work.scale[k] if met else B[k * LANES + t]
    for k in range(by.pattern.rows.size):
        by.room.x[k * WIDTH + t % WIDTH] = lam[by.pattern.rows[k]]
    return iterations


@part
def _share_eight(E: Array, B: Array, o: int, lanes: int, S: Sharing, by: Solver, activation: Array,
                 reserve: Array) -> int:  # fmt: skip
    """Share the eight samples in the workspace; those that do not converge together go to the scalar solver.

    Returns how many did not converge there.
    """
    stuck, W = 0, by.room
    by.share(W.numbers, W.rows, WIDTH)  # type: ignore[operator]
    by.give(activation[o:], W.rows, WIDTH)  # type: ignore[operator]
    newton.leave(B, o, by.pattern, W, S.problem.delta, reserve)
    for t in range(o, min(o + WIDTH, lanes)):
        if W.failed[t - o] != 0.0:
            stuck += share_lane(E, B, S, by, t, activation, reserve) < 0
    return stuck


@part
def share_block(E: Array, B: Array, S: Sharing, lanes: int, level: int, alike: bool, least: float,
                held: Array, activation: Array, reserve: Array, short: Array) -> int:  # fmt: skip
    """Share the first `lanes` samples at one level, eight at a time.

    At the level that is worked out first, eight samples begin from the last one before them; at the other,
    each begins from its own multipliers there. Where the muscles of both sides are `alike` and so is what is
    asked of them, half of them stand for all. `held` gets the least activation of the antagonists, `short`
    the largest unmet moment over the largest demand, that taken as `least` at least: shares of what the
    muscles can give; :data:`HUGE` where no muscle acts. Returns how many samples did not converge.
    """
    stuck, alike = 0, alike and even(S)
    for o in range(0, lanes, WIDTH):
        by = in_place(E, B, o, S, alike)
        P, W = by.pattern, by.room
        if level == FIRST:
            newton.begin(P, W, S.room.last)
        else:
            newton.begin_from(P, W, S.room.found, o)
        if S.held > 0.0:
            newton.lay(P, W, S.least, S.room.kink)
        lost = _share_eight(E, B, o, lanes, S, by, activation, reserve)
        if level == FIRST:
            newton.keep(P, W, S.room.found, o, S.room.last)
        if S.held > 0.0:
            lost = _hold(E, B, o, lanes, S, by, lost, held, activation, reserve)
        store(short, o, newton.unmet(B, o, P, W, S.problem.delta, least, HUGE))
        stuck += lost
    return stuck


@part
def _hold(E: Array, B: Array, o: int, lanes: int, S: Sharing, by: Solver, lost: int, held: Array,
          activation: Array, reserve: Array) -> int:  # fmt: skip
    """Raise the antagonists' floors in eight samples that are shared without it, until they stand still.

    The search is that of `biolift.engine.cocontraction`; `lost` and what comes back are samples that did not
    converge, in the last sharing.
    """
    low, high, before, gave = S.room.search[0], S.room.search[1], S.room.search[2], S.room.search[3]
    x, gives, moving, p = S.room.search[4], S.room.search[5], S.room.search[6], S.problem
    P, W = by.pattern, by.room
    newton.note_help(P, W, S.legs)
    store(gave, 0, newton.level(P, W, activation, o))
    store(low, 0, newton.hold(P, W, S.least, p.power, p.eps, spread(0.0)) / S.held)
    for t in range(WIDTH):
        high[t], before[t], x[t] = 1.0, low[t], gave[t]
        moving[t] = 1.0 if o + t < lanes and x[t] > low[t] else 0.0
    store(held, o, S.held * load(x, 0))
    for _ in range(MOST_ROUNDS):
        if not any_of(load(moving, 0) > 0.0):
            break
        store(held, o, S.held * load(x, 0))
        newton.hold(P, W, S.least, p.power, p.eps, load(held, o))
        lost = _share_eight(E, B, o, lanes, S, by, activation, reserve)
        store(gives, 0, newton.level(P, W, activation, o))
        for t in range(WIDTH):
            if moving[t] > 0.0 and abs(gives[t] - x[t]) > STILL:
                low[t], high[t], to = _next_level(low[t], high[t], before[t], gave[t], x[t], gives[t])
                before[t], gave[t], x[t] = x[t], gives[t], to
            else:
                moving[t] = 0.0
    return lost
