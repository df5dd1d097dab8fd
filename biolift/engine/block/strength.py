"""The smallest common strength that meets what a repetition asks, eight factors at a time."""

from __future__ import annotations

from biolift.engine.block import newton
from biolift.engine.block.jit import part
from biolift.engine.block.plan import LANES, Array
from biolift.engine.block.share import HUGE, Sharing, Solver, even, forget, gather, in_place
from biolift.engine.block.vectors import WIDTH, load, spread, store
from biolift.engine.newton_kernel import _minimise

#: Flag, least demand, most strength, accuracy.
Limits = tuple[float, float, float, float]


@part
def _floors(E: Array, B: Array, o: int, S: Sharing, alike: bool, held: Array) -> Solver:
    """Put samples o to o + 7 into a workspace, with the floors that they were shared with."""
    by = in_place(E, B, o, S, alike)
    if S.held > 0.0:
        newton.note_help(by.pattern, by.room, S.legs)
        newton.hold(by.pattern, by.room, S.least, S.problem.power, S.problem.eps, load(held, o))
    return by


@part
def _met(
    E: Array, B: Array, S: Sharing, by: Solver, t: int, factor: float, flag: float, least: float
) -> bool:
    """Whether muscles stronger by `factor` meet the demand of lane t."""
    gather(E, B, S, by, t)
    lam, work = S.room.lam, S.room.work
    for k in range(lam.size):
        work.demand[k] /= factor
    _minimise(S.problem, work, S.tol, lam, S.room.a)
    asked = left = 0.0
    for k in range(lam.size):
        if work.scale[k] > 0.0:
            asked, left = max(asked, abs(work.demand[k])), max(left, abs(S.problem.delta * lam[k]))
        elif B[k * LANES + t] != 0.0:
            return False
    return left <= flag * max(asked, least)


@part
def _enough(E: Array, B: Array, S: Sharing, by: Solver, t: int, limits: Limits) -> int:
    """The first of eight factors that meets lane t, which stands in all lanes; eight where none does."""
    P, W, flag, least = by.pattern, by.room, limits[0], limits[1]
    factors, failed = S.room.search[0], S.room.search[1]
    for k in range(P.rows.size):
        store(W.x, k * WIDTH, spread(0.0))
        store(W.demand, k * WIDTH, S.room.asked[k] / load(factors, 0))
    by.share(W.numbers, W.rows, WIDTH)  # type: ignore[operator]
    store(failed, 0, load(W.failed, 0))
    newton.note_short(P, W, S.problem.delta, flag, least)
    for j in range(WIDTH):
        met = W.failed[j] == 0.0
        if failed[j] != 0.0:
            met = _met(E, B, S, by, t, factors[j], flag, least)
        if met:
            return j
    return WIDTH


@part
def _strength(E: Array, B: Array, S: Sharing, t: int, alike: bool, held: Array, known: float,
              limits: Limits) -> float:  # fmt: skip
    """Smallest factor on all muscles that meets lane t, at least `known`; infinite beyond the most.

    `limits`: flag, least demand, most strength, accuracy. Factors are those that
    `biolift.engine.newton.strength_needed` can come to, eight at a time.
    """
    most, accuracy, factors = limits[2], limits[3], S.room.search[0]
    by = _floors(E, B, t - t % WIDTH, S, alike, held)
    newton.alone(by.pattern, by.room, t % WIDTH, S.room.asked)
    for j in range(WIDTH):
        factors[j] = known if j == 0 else min(2.0**j, most)
    first = _enough(E, B, S, by, t, limits)
    if first == 0:
        return known
    if first == WIDTH:
        return HUGE
    low = width = 0.5 * factors[first]
    while width > accuracy:
        step = 0.125 * width
        while 2.0 * step <= accuracy:
            step = 2.0 * step
        for j in range(WIDTH):
            factors[j] = low + min((j + 1) * step, width)
        last = int(width / step) - 1  # it is known to be enough
        low = low + min(_enough(E, B, S, by, t, limits), last) * step
        width = step
    return max(low + width, known)


@part
def of_lane(E: Array, B: Array, S: Sharing, t: int, alike: bool, held: Array, known: float,
                  limits: Limits) -> float:  # fmt: skip
    """Smallest factor on all muscles that meets lane t, at least `known`; `alike`, `held`: as for sharing."""
    return known if known >= HUGE else _strength(E, B, S, t, alike and even(S), held, known, limits)


@part
def of_block(E: Array, B: Array, S: Sharing, lanes: int, alike: bool, held: Array, known: float,
                   limits: Limits, scaled: Array) -> float:  # fmt: skip
    """:func:`of_lane` of the first `lanes` samples; what `known` settles is settled eight at a time."""
    short, alike = S.room.search[2], alike and even(S)
    for t in range(min(B.size, scaled.size)):
        scaled[t] = B[t] / known
    forget(S)
    for o in range(0, lanes, WIDTH):
        by = _floors(E, scaled, o, S, alike, held)
        P, W = by.pattern, by.room
        newton.begin(P, W, S.room.last)
        by.share(W.numbers, W.rows, WIDTH)
        newton.keep(P, W, S.room.found, o, S.room.last)
        newton.note_short(P, W, S.problem.delta, limits[0], limits[1])
        store(short, 0, load(W.failed, 0))
        for t in range(o, min(o + WIDTH, lanes)):
            if short[t - o] != 0.0 and known < HUGE:
                known = _strength(E, B, S, t, alike, held, known, limits)
    return known
