"""Net moments over loads and tempos from five runs per rhythm, where they are affine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from biolift import units
from biolift.engine.affine import MOMENTS, affine, summaries
from biolift.engine.pipeline import Run, run_trial
from biolift.library.quantities import SUMMARIES
from biolift.nouns.model import Model
from biolift.nouns.paths import with_value
from biolift.nouns.trial import Trial

Array = NDArray[np.float64]
#: Summaries that can be made this way.
SERVED = frozenset(f"{kind}_{name}" for kind in SUMMARIES for name in MOMENTS)
#: Axes that it can take.
PATHS = ("load.mass", "tempo")
#: Runs that a rhythm takes: four corners, and one to see whether they are enough.
RUNS = 5


def moment_grid(
    trial: Trial, model: Model, grid: Mapping[str, Sequence[Any]], names: Sequence[str]
) -> tuple[dict[str, Array], Run] | None:
    """Summaries of net moments on a grid of loads and tempos, and one of the runs behind them.

    Tempos of one rhythm (phases in one proportion) share their runs.

    Parameters
    ----------
    trial, model
    grid : mapping
        ``load.mass``, ``tempo`` or both, in the order of the result's axes.
    names : sequence of str
        Summaries, all of :data:`SERVED`.

    Returns
    -------
    (dict name -> array, Run) or None
        None where this is not exact, or saves nothing: then every case has to be run.
    """
    if len(trial.loads) != 1 or not grid or not set(grid) <= set(PATHS) or not set(names) <= SERVED:
        return None
    loads, tempos = grid.get("load.mass", [trial.loads[0].mass]), grid.get("tempo", [trial.tempo_resolved])
    by_mass = [with_value(trial, model, "load.mass", value)[0] for value in loads]
    by_tempo = [with_value(trial, model, "tempo", value)[0] for value in tempos]
    masses = np.array([units.resolve(one.loads[0].mass, trial.athlete.mass) for one in by_mass])
    if any(one.tempo_resolved.is_hold for one in by_tempo):
        return None
    rhythms = _rhythms(by_tempo)
    if RUNS * len(rhythms) >= len(masses) * len(by_tempo):
        return None
    out: dict[str, Array] = {}
    first: Run | None = None
    for members in rhythms.values():
        runs = _Runs(by_tempo[members[0]], model)
        durations = np.array([sum(by_tempo[k].durations.values()) for k in members])
        curves = affine(runs, list(masses), list(durations))
        if curves is None:
            return None
        first = first or runs.last
        for kind, every in summaries(curves, masses, durations).items():
            for name in (name for name in every if f"{kind}_{name}" in names):
                shape = (len(masses), len(by_tempo), *every[name].shape[2:])
                out.setdefault(f"{kind}_{name}", np.full(shape, np.nan))[:, members] = every[name]
    assert first is not None
    return {name: _in_order(array, grid) for name, array in out.items()}, first


class _Runs:
    """``runs(mass, duration)`` of one rhythm; keeps the last one."""

    def __init__(self, trial: Trial, model: Model) -> None:
        self.trial, self.model = trial, model
        self.whole = sum(trial.durations.values())
        self.last: Run | None = None

    def __call__(self, mass: float, duration: float) -> Run:
        here = self.trial.replace(tempo=[s * duration / self.whole for s in self.trial.durations.values()])
        self.last = run_trial(*with_value(here, self.model, "load.mass", mass))
        return self.last


def _rhythms(trials: Sequence[Trial]) -> dict[tuple[float, ...], list[int]]:
    """Trials whose phases stand in one proportion, by their places."""
    out: dict[tuple[float, ...], list[int]] = {}
    for k, trial in enumerate(trials):
        seconds = np.array(list(trial.durations.values()))
        out.setdefault(tuple(np.round(seconds / seconds.sum(), 12)), []).append(k)
    return out


def _in_order(array: Array, grid: Mapping[str, Sequence[Any]]) -> Array:
    """(masses, tempos, ...) on the axes of the grid alone, in its order."""
    if "tempo" not in grid:
        return array[:, 0]
    if "load.mass" not in grid:
        return array[0]
    return array if next(iter(grid)) == "load.mass" else array.swapaxes(0, 1)
