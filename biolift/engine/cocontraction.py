"""The named assumption of co-contraction: antagonists held at a share of the agonists' activation.

One number per sample settles it: the level of the agonists. The floors that a level gives make the agonists
work at some level again; the answer is the level that gives itself. From the plain sharing up, the search
takes the secant through the last two levels, and halves the interval where that leads out of it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from biolift.engine.demand import LUMBAR
from biolift.engine.newton import share
from biolift.sharing.activation_power import ActivationPower

Array = NDArray[np.float64]
#: Levels that are tried, and the difference between a level and what it gives at which the search ends.
MOST_ROUNDS, STILL = 30, 1e-11
#: Share of the largest help that is rounding: its sign makes no muscle an antagonist.
NO_HELP = 1e-12


def next_level(
    low: float, high: float, before: float, gave: float, x: float, gives: float
) -> tuple[float, float, float]:
    """Interval of the level that gives itself, and where in it to look next.

    Parameters
    ----------
    low, high : float
        Levels known to give more, and no more, than themselves [1].
    before, gave, x, gives : float
        The last two levels, and what they gave [1].
    """
    if gives > x:
        low = x
    else:
        high = x
    middle = 0.5 * (low + high)
    if x == before:
        return low, high, middle
    steep = (gives - gave) / (x - before)
    to = x + (gives - x) / (1.0 - steep) if steep < 1.0 else low
    return low, high, to if low < to <= high else middle


_next_levels = np.vectorize(next_level, otypes=[float, float, float])


def held_antagonists(
    A: Array,
    b: Array,
    rule: ActivationPower,
    weights: Array,
    least: Array,
    trunk: NDArray[np.bool_],
    activation: Array,
    reserve: Array,
) -> tuple[Array, Array, Array]:
    """Floors (T, n), activations (T, n) and reserve (T, m) with the antagonists of the trunk held.

    Parameters
    ----------
    A, b : ndarray (T, m, n), (T, m)
        The balance; its first three rows are the lumbar moments.
    rule, weights, least
        The sharing, its weights (n,) and the floors (n,) without co-contraction.
    trunk : ndarray of bool (n,)
        Muscles that can be held.
    activation, reserve : ndarray (T, n), (T, m)
        Answer without co-contraction.

    Notes
    -----
    A muscle helps when its moments lie along those that are asked, each as a share of what all muscles could
    give. The agonists' activation is the share of their possible help that they give; antagonists are held at
    `rule.cocontraction` times it.
    """
    rows = A[:, : len(LUMBAR)]
    able = np.abs(rows).sum(axis=-1)
    scale = np.where(able > 0.0, able, 1.0)
    help_ = np.einsum("tkn,tk->tn", rows / scale[..., None], b[:, : len(LUMBAR)] / scale)
    help_ = np.where(trunk & np.isfinite(help_), help_, 0.0)
    help_ = np.where(np.abs(help_) > NO_HELP * np.abs(help_).max(axis=1, keepdims=True), help_, 0.0)
    agonist, against = np.maximum(help_, 0.0), help_ < 0.0

    def level(activation: Array, t: NDArray[np.intp]) -> Array:
        given, possible = (agonist[t] * np.nan_to_num(activation)).sum(axis=-1), agonist[t].sum(axis=-1)
        return np.divide(given, possible, out=np.zeros_like(given), where=possible > 0.0)

    activation, reserve = activation.copy(), reserve.copy()
    floors = np.broadcast_to(least, activation.shape).copy()
    low = np.where(against, least, 1.0).min(axis=-1) / rule.cocontraction  # below it, nothing is raised
    high, before = np.ones_like(low), low.copy()
    gave = level(activation, np.arange(len(low)))
    x = gave.copy()
    open_ = np.flatnonzero(x > low)
    for _ in range(MOST_ROUNDS if open_.size else 0):
        held = np.where(against[open_], rule.cocontraction * x[open_, None], 0.0)
        floors[open_] = np.maximum(least, held)
        answer = share(A[open_], b[open_], rule, w=weights, lo=floors[open_])
        activation[open_], reserve[open_] = answer
        gives = level(answer[0], open_)
        moving = np.abs(gives - x[open_]) > STILL
        open_, gives = open_[moving], gives[moving]
        if open_.size == 0:
            break
        low[open_], high[open_], to = _next_levels(
            low[open_], high[open_], before[open_], gave[open_], x[open_], gives
        )
        before[open_], gave[open_], x[open_] = x[open_], gives, to
    return floors, activation, reserve
