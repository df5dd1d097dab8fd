"""One number of one study, out of the runs of its trials."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from biolift.engine import outcome
from biolift.engine.dataset import curves_dataset
from biolift.engine.pipeline import Run, run_trial
from biolift.errors import InputError, PoseError
from biolift.nouns.model import Model
from biolift.nouns.study import Check
from biolift.nouns.trial import Trial
from biolift.verbs.select import select

if TYPE_CHECKING:
    import xarray as xr

Array = NDArray[np.float64]
#: Quantity of the muscles in a pose: the largest extension moment at L5/S1, relaxed tissue counted.
STRENGTH = "extension_strength"
#: Quantities that the load sharing gives: with muscles beyond their strength they are lower bounds.
SHARED = ("compression", "anterior_shear", "right_shear", "group_", "muscle_")


@dataclass(frozen=True)
class Result:
    """Curves of one trial, its strength curve (T,) [N m], and whether the muscles fell short."""

    curves: xr.Dataset
    strength: Array
    overloaded: bool


#: A trial with the model under which it is run.
Case = tuple[Trial, Model]


class Runs:
    """Results of trials, each worked out once."""

    def __init__(self) -> None:
        self._done: dict[tuple[Trial, int], tuple[Model, Result]] = {}

    def __call__(self, case: Case) -> Result:
        """The result of a trial under a model.

        Raises
        ------
        PoseError
            As :func:`biolift.simulate` does.
        """
        trial, model = case
        key = (trial, id(model))
        if key not in self._done:  # keeping the model keeps its id
            self._done[key] = (model, _result(run_trial(trial, model)))
        return self._done[key][1]


def _result(run: Run) -> Result:
    curves = curves_dataset(outcome.values(run), outcome.labels(run), {})
    level = run.levels["L5/S1"]
    strength = np.maximum(level.matrix[:, 0], 0.0).sum(axis=-1) + run.demand.level_passive["L5/S1"][2]
    return Result(curves, strength, outcome.overloaded(run) == 1.0)


def predicted(check: Check, cases: Mapping[str, Case], runs: Runs) -> float:
    """What the model gives for a check, in SI.

    Parameters
    ----------
    check : Check
        Any but an input.
    cases : mapping
        The study's trials by name, with their model.
    runs : Runs

    Returns
    -------
    float
        NaN where a pose cannot be taken.

    Raises
    ------
    InputError
        For a quantity that the result has not.
    """
    assert check.trial is not None
    try:
        here = runs(cases[check.trial])
        there = runs(cases[check.over]) if check.over else here
    except PoseError:
        return math.nan
    value = _statistic(here, check.quantity, check.statistic, check.phase)
    if check.slope and check.over_quantity:
        rise = value - _statistic(there, check.quantity, check.statistic, check.phase)
        ends = [_statistic(one, check.over_quantity, check.statistic, check.phase) for one in (here, there)]
        return rise / (ends[0] - ends[1])
    if check.over or check.over_quantity or check.over_phase:
        quantity, phase = check.over_quantity or check.quantity, check.over_phase or check.phase
        return value / _statistic(there, quantity, check.statistic, phase)
    return value


def is_overloaded(check: Check, cases: Mapping[str, Case], runs: Runs) -> bool:
    """Whether the muscles fall short in a trial of a check that needs them."""
    needs = [q for q in (check.quantity, check.over_quantity) if q and q.startswith(SHARED)]
    try:
        return bool(needs) and any(runs(cases[name]).overloaded for name in check.trials)
    except PoseError:
        return False


def _statistic(result: Result, quantity: str, statistic: str, phase: str | None) -> float:
    """One number of a curve, over a phase or the whole repetition."""
    curves = result.curves
    if quantity == STRENGTH:
        curve = result.strength
    else:
        parts = [select(curves, text) for text in quantity.split(" + ")]
        for part, text in zip(parts, quantity.split(" + "), strict=True):
            if part.dims != ("progress",):
                raise InputError("quantity", text, "a curve of one repetition", "'compression[L4/L5]'")
        curve = np.sum([part.values for part in parts], axis=0)
    keep = slice(None) if phase is None else curves["phase"].values == phase
    values, time = np.asarray(curve)[keep], curves["time"].values[keep]
    if statistic == "peak":
        return float(values[np.abs(values).argmax()])
    if statistic == "range":
        return float(np.ptp(values))
    if statistic == "flexion_at_peak":
        return float(curves["lumbar_flexion"].values[keep][values.argmax()])
    impulse = float(np.trapezoid(values, time))
    return impulse if statistic == "impulse" else impulse / float(time[-1] - time[0])
