"""Load sharing of eight successive samples at once: the method of `biolift.engine.newton_kernel` in lanes.

Every lane is a small machine: a trial point is either accepted, and a new Newton step taken from it, or its
step is cut to where the dual's slope along it vanishes; all lanes do the same arithmetic meanwhile. A lane
that has not converged after :data:`MOST` rounds is left to the scalar solver. The arithmetic of a set of
muscles is written out for it (:mod:`~biolift.engine.block.walks`); there are few: what matters is which
muscle acts on which demand.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from numba import types

from biolift.engine.block import walks
from biolift.engine.block.jit import MIXED, SIGNATURE, Compiled, driver, part
from biolift.engine.block.vectors import WIDTH, Lanes, any_of, load, select, spread, store
from biolift.engine.newton_kernel import ACCEPTABLE, DAMPING, NOISE, OVERSHOT

#: Rounds before a lane is left to the scalar solver.
MOST = 40
#: Share of its first fall to which the slope along a cut step comes down: less strict than for one sample on
#: its own, which spares rounds.
CUT = 0.3
_gather, _give = (walks.written(walk, types.void) for walk in (walks.gather, walks.give))
_evaluate, _along = walks.written(walks.evaluate), walks.written(walks.along)
_farthest, _asked = walks.written(walks.farthest), walks.written(walks.asked)
_advance = walks.go_on


@part
def _cut(t: Lanes, low: Lanes, high: Lanes, at_low: Lanes, at_high: Lanes, side: Lanes, cutting: Lanes,
         along: Lanes) -> tuple[Lanes, ...]:  # fmt: skip
    """Where a step that went too far ends, and its interval: safeguarded Illinois on the slope along it."""
    one = spread(1.0)
    right, again = along > 0.0, cutting > 0.5
    at_low = select(again & right & (side > 0.5), 0.5 * at_low, at_low)
    at_high = select(right, along, select(again & (side < -0.5), 0.5 * at_high, at_high))
    high = select(right, t, high)
    at_low = select(right, at_low, along)
    low = select(right, low, t)
    side = select(again, select(right, one, -1.0 * one), spread(0.0))
    width, span = high - low, at_high - at_low
    to = low - at_low * width / select(span > 0.0, span, one)
    floor, top = low + 0.02 * width, high - 0.02 * width
    to = select(to > floor, to, floor)
    return select(to < top, to, top), low, high, at_low, at_high, side


@cache
def kernels(text: str, single: bool = False) -> tuple[Compiled, ...]:
    """Gathering, sharing and giving back of eight samples for the matrix of `text`.

    With `single` the moment matrix comes in float32.
    """
    every = ((_gathering, MIXED if single else SIGNATURE), (_sharing, SIGNATURE), (_giving, SIGNATURE))
    return tuple(Compiled(driver(make, text), kind) for make, kind in every)


def _gathering(source: str, text: str) -> Callable[..., None]:
    def gather(E: Any, W: Any, lanes: int) -> None:
        if len(source) > 0:
            _gather(text, E, W)

    return gather


def _giving(source: str, text: str) -> Callable[..., None]:
    def give(A: Any, W: Any, lanes: int) -> None:
        if len(source) > 0:
            _give(text, A, W)

    return give


def _idle(source: str, own: walks.Matrix) -> Callable[..., None]:
    """Sharing where no muscle acts on anything: all rest on their floors."""
    floors, activations, failed = (own.place(name) for name in ("lo", "a", "failed"))
    muscles = len(own.muscles)

    def share(P: Any, W: Any, lanes: int) -> None:
        if len(source) == 0:
            return
        for i in range(muscles):
            store(W, activations + i * WIDTH, load(W, floors + i * WIDTH))
        store(W, failed, spread(0.0))

    return share


def _sharing(source: str, text: str) -> Callable[..., None]:
    own = walks.matrix(text)
    if not own.part:
        return _idle(source, own)
    tolerance, inverse, muscles, rows = walks.TOLERANCE, walks.INVERSE, len(own.muscles), len(own.part)
    # with power 2 the dual is quadratic between its kinks: undamped, a step ends at the least of its piece
    damped = DAMPING if own.power > 2 else 0.0
    slopes, directions, failed = (own.place(name) for name in ("slope", "d", "failed"))

    def share(P: Any, W: Any, lanes: int) -> None:
        if len(source) == 0:
            return
        tol = P[tolerance]
        size = _asked(text, P, W)
        size = select(size > 1.0, size, spread(1.0))
        zero, one = spread(0.0), spread(1.0)
        cold = select(_farthest(text, P, W) > 0.0, zero, one) > 0.5
        for k in range(rows):
            store(W, directions + k * WIDTH, zero)
        gd, t, low, high, at_low, at_high = zero, zero, zero, one, zero, zero
        side, cutting, stalls, best = zero, zero, zero, spread(1e300)
        rounds, done = 0, zero > 1.0
        while rounds < MOST:
            worst = _evaluate(text, P, W)
            if rounds == 0:
                best = worst
                if any_of(cold):  # every muscle rests on its floor: begin as if none did
                    for i in range(muscles):
                        place = slopes + i * WIDTH
                        store(W, place, select(cold, spread(P[inverse + i]), load(W, place)))
            along = _along(text, P, W)
            fits = (along <= -OVERSHOT * gd) | (best <= NOISE * size)
            cut = (along <= 0.0) & (along >= CUT * gd)
            accepted = select(cutting > 0.5, select(cut, one, zero), select(fits, one, zero)) > 0.5
            tight = accepted & (worst <= ACCEPTABLE * size) & (worst > 0.5 * best)
            if rounds > 0:
                stalls = select(tight, stalls + 1.0, stalls)
            best = select(accepted & (worst < best), worst, best)
            done = done | (accepted & ((worst <= tol * size) | (stalls >= 2.0)))
            rounds += 1
            if not any_of(select(done, zero, one) > 0.5):
                break
            moves = select(done, zero, one) > 0.5
            next_, low, high, at_low, at_high, side = _cut(
                t, low, high, at_low, at_high, side, cutting, along
            )
            t = select(accepted, one, next_)
            cutting = select(accepted, zero, one)
            damping = damped * worst * worst / (1.0 + _farthest(text, P, W))
            gd = select(accepted, _advance(text, P, W, damping, accepted, moves, t), gd)
            low, high = select(accepted, zero, low), select(accepted, one, high)
            at_low = select(accepted, gd, at_low)
        store(W, failed, select(done, zero, one))

    return share
