"""Draws of all that is uncertain: body, geometry, strength, arms, tissue, poses, machines, assumptions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from biolift.engine.dataset import summary_dataset
from biolift.engine.draws import Drawn, checked_count
from biolift.engine.notice import hidden
from biolift.engine.precision import DOUBLE, as_attribute, checked_precision
from biolift.library.quantities import quantity
from biolift.nouns.model import Model
from biolift.nouns.trial import Trial
from biolift.nouns.versions import Cases
from biolift.verbs.inputs import grid_of, model_of, trial_of
from biolift.verbs.many import Many, run_many
from biolift.verbs.means import Means
from biolift.verbs.record import attributes, drawn_source_keys, failed_draws
from biolift.verbs.sweep import axis_label
from biolift.verbs.task import Task, cloud_at

if TYPE_CHECKING:
    import xarray as xr

#: Draws behind an interval where nobody asks for another number.
DRAWS = 256
#: Part of the draws that an interval leaves out, half of it at each end.
OUTSIDE = 0.1


def sample(
    trial: Trial,
    draws: int = DRAWS,
    seed: int = 0,
    model: Model | None = None,
    axes: Mapping[str, Iterable[Any]] | None = None,
    *,
    choices: bool = True,
    first: int = 0,
    report: Sequence[str] | None = None,
    progress: bool = True,
    threads: int | None = None,
    quantiles: Sequence[float] | None = None,
    store: str | Path | None = None,
    overwrite: bool = False,
    processes: int | None = None,
    client: Any = None,
    precision: str = DOUBLE,
) -> xr.Dataset:
    """Summaries of a trial under draws of everything that is uncertain.

    Parameters
    ----------
    trial : Trial
        What the athlete states (mass, height, lengths, strength) is taken as exact.
    draws : int
        How many; a power of two spreads them most evenly.
    seed : int
        The same seed gives the same draws, in any chunks and for any number of threads.
    model : Model, optional
    axes : mapping, optional
        As for :func:`biolift.sweep`; every point of the grid gets the same draws.
    choices : bool
        Whether modelling choices (sharing rule, co-contraction, proportions, pad, abdominal pressure) are
        drawn too, by their stated weights. Without them what is left is the spread of the parameters.
    first : int
        Index of the first draw: ``first=1024`` goes on where 1024 draws ended.
    report : sequence of str, optional
        Keep these summaries only, ``["peak_compression"]``.
    quantiles : sequence of float, optional
        Keep these quantiles over the draws only, ``[0.05, 0.5, 0.95]``, each within 0.1 % of its size; memory
        then does not grow with the number of draws.
    progress, threads, store, overwrite, processes, client, precision
        As for :func:`biolift.sweep`.

    Returns
    -------
    xarray.Dataset
        Summaries on `draw` and the axes. ``parameter_value`` (draw, parameter) holds what was drawn, with
        `kind` and `source` of every parameter, ``choice_...`` the options. Draws that cannot be done (a pose
        out of reach) are NaN; the attribute `failed` counts them and says why. A store holds the summaries
        alone: what was drawn is made again by its index (`first`). Quantiles have `quantile` in place of
        `draw`, and leave out what is NaN.

    Raises
    ------
    InputError
        For a number of draws that is none, an unknown summary, or what `sweep` refuses.
    StoreError
        As for :func:`biolift.sweep`.

    Examples
    --------
    >>> import biolift as bl
    >>> me = bl.Athlete(mass=82, height="5 ft 11 in")
    >>> chair = bl.Trial(bl.movements.back_extension, me, load=bl.Plate(20))
    >>> cloud = bl.sample(chair, draws=8, seed=7, report=["peak_compression"], progress=False)
    >>> cloud.sizes["draw"]
    8
    """
    trial, model, grid = trial_of(trial), model_of(model), grid_of(axes or {})
    draws, seed = checked_count("draws", draws, 1), checked_count("seed", seed)
    first = checked_count("first", first)
    checked_precision(precision, [trial.movement_resolved])
    names = None if report is None else [_summary(name) for name in report]
    title, said = trial.movement_resolved.title, _said(trial, model, seed, choices, grid)
    means = Means(
        store=store,
        overwrite=overwrite,
        processes=processes,
        client=client,
        threads=threads,
        progress=progress,
    )
    task = Task(
        trial=trial,
        model=model,
        axes=grid,
        draws=draws,
        first=first,
        seed=seed,
        choices=choices,
        precision=precision,
        names=names,
    )
    if store is not None or quantiles is not None:
        from biolift.verbs.long_runs import long_sample

        return long_sample(task, quantiles, means, said)
    made = [cloud_at(task, number).draw(draws, first) for number in range(task.total // draws)]
    if means.plain:
        cases = Cases.joined(one.cases for one in made)
        found = run_with_bar(cases, names, title, progress=progress, threads=threads, precision=precision)
    else:
        from biolift.verbs.stream import in_memory

        found = in_memory(task, means, title)
    return _dataset(found, made, trial, model, grid, draws, first, {**said, **as_attribute(precision)})


def _summary(name: str) -> str:
    return quantity(name).name


def run_with_bar(
    cases: Sequence[tuple[Trial, Model]],
    names: Sequence[str] | None,
    title: str,
    *,
    progress: bool,
    threads: int | None,
    precision: str = DOUBLE,
) -> Many:
    """:func:`run_many` under a progress bar."""
    from tqdm import tqdm

    with tqdm(total=len(cases), desc=title, unit="rep", disable=hidden(progress), leave=False) as bar:
        return run_many(cases, names, threads=threads, progress=bar.update, precision=precision)


def _said(trial: Trial, model: Model, seed: int, choices: bool, grid: Mapping[str, Any]) -> dict[str, Any]:
    words = "drawn by their weights" if choices else "as the model has them"
    found = {"seed": str(seed), "choices": words, "axes": "\n".join(f"{p}: {v}" for p, v in grid.items())}
    return found | ({"sources": " ".join(sorted(drawn_source_keys(trial, model)))} if choices else {})


def _dataset(
    found: Many,
    made: Sequence[Drawn],
    trial: Trial,
    model: Model,
    grid: Mapping[str, list[Any]],
    draws: int,
    first: int,
    said: Mapping[str, Any],
) -> xr.Dataset:
    axes = {path.replace(".", "_"): [axis_label(v) for v in values] for path, values in grid.items()}
    shape = (*(len(values) for values in axes.values()), draws)
    values = {
        name: np.moveaxis(array.reshape((*shape, *array.shape[1:])), len(axes), 0)
        for name, array in found.values.items()
    }
    where = {"draw": list(range(first, first + draws)), **axes}
    attrs = attributes(f"draws of {trial.movement_resolved.title}", [trial], model, found.scope)
    result = summary_dataset(
        values, where, found.labels, attrs | dict(said) | _failures(found, len(made) * draws)
    )
    return result.assign(_drawn_values(made[0]))


def _failures(found: Many, asked: int) -> dict[str, Any]:
    """How many draws could not be done, and the commonest reasons."""
    told = failed_draws(len(found.failed), found.reached, found.failed.values())
    out: dict[str, Any] = {"failed": told}
    if found.reached < asked:
        out["interrupted"] = f"{asked - found.reached} of {asked} draws were not reached"
    return out


def _drawn_values(drawn: Drawn) -> dict[str, Any]:
    """What was drawn, as variables."""
    import xarray as xr

    paths = list(drawn.parameters)
    words = {
        "kind": [one.kind for one in drawn.parameters.values()],
        "source": [one.number.source for one in drawn.parameters.values()],
    }
    table = np.stack([drawn.values[path] for path in paths], axis=1)
    coords = {"parameter": paths, **{name: ("parameter", text) for name, text in words.items()}}
    note = {"long_name": "value drawn", "units": "that of the parameter (SI)"}
    out: dict[str, Any] = {"parameter_value": xr.DataArray(table, coords, ("draw", "parameter"), attrs=note)}
    return out | {f"choice_{name}": ("draw", text) for name, text in drawn.options.items()}
