"""Rank correlation of activations with measured electrical activity."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
FEWEST = 4
RESAMPLED = 2000


def spearman(a: Array, b: Array) -> float:
    """Spearman's rank correlation, ties at their mean rank; NaN where one of the two does not vary."""
    ranks = [_ranks(np.asarray(values, dtype=float)) for values in (a, b)]
    spread = [float(np.std(one)) for one in ranks]
    if min(spread) == 0.0:
        return float("nan")
    both = [(one - one.mean()) / s for one, s in zip(ranks, spread, strict=True)]
    return float(np.mean(both[0] * both[1]))


def _ranks(values: Array) -> Array:
    return np.array([0.5 * ((values < v).sum() + (values <= v).sum() - 1) for v in values])


def bootstrap(a: Array, b: Array, seed: int = 0) -> tuple[float, float]:
    """2.5 and 97.5 per cent of Spearman's correlation over conditions drawn again with replacement."""
    rng = np.random.default_rng(seed)
    drawn = rng.integers(0, len(a), size=(RESAMPLED, len(a)))
    values = np.array([spearman(np.asarray(a)[k], np.asarray(b)[k]) for k in drawn])
    known = values[np.isfinite(values)]
    if not known.size:
        return float("nan"), float("nan")
    low, high = np.quantile(known, [0.025, 0.975])
    return float(low), float(high)
