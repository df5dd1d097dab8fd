"""The named assumption of co-contraction: antagonists held at a share of the agonists' activation."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from biolift.engine.demand import LUMBAR
from biolift.engine.newton import share
from biolift.sharing.activation_power import ActivationPower

Array = NDArray[np.float64]
#: Rounds of sharing, and the change of a floor at which they end.
MOST_ROUNDS, STILL = 30, 1e-6


def held_antagonists(
    A: Array,
    b: Array,
    rule: ActivationPower,
    weights: Array,
    least: Array,
    trunk: NDArray[np.bool_],
    activation: Array,
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
    activation : ndarray (T, n)
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
    agonist = np.maximum(help_, 0.0)
    possible = agonist.sum(axis=-1)
    floors = np.broadcast_to(least, activation.shape)
    reserve = np.zeros_like(b)
    for _ in range(MOST_ROUNDS):
        given = (agonist * np.nan_to_num(activation)).sum(axis=-1)
        level = np.divide(given, possible, out=np.zeros_like(given), where=possible > 0.0)
        held = np.where(help_ < 0.0, rule.cocontraction * np.minimum(level, 1.0)[:, None], 0.0)
        raised = np.maximum(least, held)
        moved = float(np.abs(raised - floors).max())
        floors = raised
        activation, reserve = share(A, b, rule, w=weights, lo=floors)
        if moved < STILL:
            break
    return floors, activation, reserve
