"""When a relation holds, and how strongly: one function each, over draws."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from biolift.engine.normal import normal_quantile
from biolift.nouns.claim import Test

Array = NDArray[np.float64]
Holds = NDArray[np.bool_]


def relate(test: Test, values: list[Array], least: float = 0.0) -> tuple[Holds, Array]:
    """Whether a test holds in every draw, and its effect there.

    Parameters
    ----------
    test : Test
    values : list of array (draws,)
        What was measured: of and than, of alone, or the trials of the series in order; arrays
        (draws, quantities) for an overlap and for what is covered.
    least : float
        Relative difference below which two numbers count as equal.

    Returns
    -------
    holds : array (draws,) of bool
        False where the effect is not known.
    effect : array (draws,)
        As :data:`biolift.nouns.claim.RELATIONS` says.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        if test.relation in ("greater", "less", "similar", "differs"):
            effect = (values[0] - values[1]) / np.abs(values[1])
            holds = {
                "greater": effect > (least if test.by is None else test.by - 1.0),
                "less": effect < (-least if test.by is None else test.by - 1.0),
                "similar": np.abs(effect) <= (test.within or 0.0),
                "differs": np.abs(effect) > (least if test.by is None else abs(test.by - 1.0)),
            }[test.relation]
        elif test.relation in ("rising", "falling"):
            steps = np.diff(np.stack(values), axis=0)
            effect = (values[-1] - values[0]) / np.abs(values[0])
            up = 1.0 if test.relation == "rising" else -1.0
            holds = (up * steps > 0).all(axis=0) & (up * effect > least)
        elif test.relation == "covers":
            effect = np.max(values, axis=0).min(axis=1)
            holds = _inside(effect, test)
        else:
            effect = {
                "ratio": lambda: values[0] / values[1],
                "overlap": lambda: _overlap(values[0], values[1]),
            }.get(test.relation, lambda: values[0])()
            holds = _inside(effect, test)
    return holds & np.isfinite(effect), effect


def _inside(effect: Array, test: Test) -> Holds:
    low = -np.inf if test.low is None else test.low
    high = np.inf if test.high is None else test.high
    return (effect >= low) & (effect <= high)


def _overlap(a: Array, b: Array) -> Array:
    """What two profiles share: the sum of the lesser over that of the larger entries, 0 to 1."""
    return np.minimum(a, b).sum(axis=1) / np.maximum(a, b).sum(axis=1)


def interval(successes: int, trials: int, confidence: float) -> tuple[float, float]:
    """Wilson's interval of a probability from counted successes.

    References
    ----------
    wilson_1927
    """
    if trials == 0:
        return 0.0, 1.0
    z = float(normal_quantile(0.5 + 0.5 * confidence))
    share = successes / trials
    centre = share + z * z / (2 * trials)
    reach = z * np.sqrt(share * (1 - share) / trials + z * z / (4 * trials**2))
    scale = 1 + z * z / trials
    low, high = (centre - reach) / scale, (centre + reach) / scale
    return max(0.0, float(low)) if successes else 0.0, min(1.0, float(high)) if successes < trials else 1.0
