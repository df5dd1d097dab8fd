"""How far a prediction moves with what is not known: the study's own spreads, or drawn assumptions."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from biolift.evidence.measure import Case, Runs, predicted
from biolift.nouns.model import Model
from biolift.nouns.paths import with_value
from biolift.nouns.study import Check, Study
from biolift.nouns.trial import Trial

#: Draws of a trial and its model: ``draw(trial, model, draws, seed)``; equal seeds draw the same assumptions.
Draw = Callable[[Trial, Model, int, int], Sequence[Case]]
#: Share of the draws that an interval holds.
CENTRAL = 0.90
UNKNOWN = (math.nan, math.nan)
#: Paths that belong to the person and the model, which are the same in all trials of a check.
COMMON = ("athlete", "model")


def left_open(study: Study, check: Check, cases: Mapping[str, Case], runs: Runs) -> tuple[float, float]:
    """Interval (SI) over what the study leaves open: one path at a time, added in quadrature.

    NaN where it leaves nothing open. An end that the body cannot take moves nothing.
    """
    paths = {
        (path if path.startswith(COMMON) else (name, path)): (name, path, ends)
        for name in check.trials
        for path, ends in study.settings[name].spread.items()
    }
    if not paths:
        return UNKNOWN
    middle, down, up = predicted(check, cases, runs), 0.0, 0.0
    for name, path, ends in paths.values():
        values = [predicted(check, _moved(cases, check, name, path, end), runs) - middle for end in ends]
        known = [value for value in values if math.isfinite(value)]
        down = math.hypot(down, min(0.0, *known, 0.0))
        up = math.hypot(up, max(0.0, *known, 0.0))
    return middle - down, middle + up


def _moved(cases: Mapping[str, Case], check: Check, name: str, path: str, value: Any) -> dict[str, Case]:
    """The cases with another value at a path."""
    those = [one for one in check.trials if one == name or path.startswith(COMMON)]
    return {**cases, **{one: with_value(*cases[one], path, value) for one in those}}


def drawn(check: Check, cases: Mapping[str, Case], draws: int, seed: int, draw: Draw) -> tuple[float, float]:
    """Interval (SI) over drawn assumptions, the same ones for every trial of the check."""
    columns = {name: draw(*cases[name], draws, seed) for name in check.trials}
    values = []
    for k in range(draws):
        one = {name: column[k] for name, column in columns.items()}
        values.append(predicted(check, {**cases, **one}, Runs()))
    known = np.array([value for value in values if math.isfinite(value)])
    if not known.size:
        return UNKNOWN
    low, high = np.quantile(known, [0.5 - CENTRAL / 2, 0.5 + CENTRAL / 2])
    return float(low), float(high)
