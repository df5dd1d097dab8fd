"""Summaries of a trial over a grid of whatever one likes to vary."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from biolift.engine import outcome
from biolift.engine.dataset import summary_dataset, summary_values
from biolift.engine.grid import Grid
from biolift.engine.notice import hidden, patience
from biolift.engine.pipeline import run_trial
from biolift.engine.precision import DOUBLE, SINGLE, as_attribute, checked_precision
from biolift.engine.scope import scope
from biolift.errors import InputError, PoseError, choice
from biolift.library.quantities import quantities
from biolift.nouns.model import Model
from biolift.nouns.trial import Trial
from biolift.nouns.versions import Cases
from biolift.verbs.inputs import grid_of, model_of, trial_of
from biolift.verbs.many import stacked
from biolift.verbs.means import Means
from biolift.verbs.moment_grid import moment_grid
from biolift.verbs.record import attributes
from biolift.verbs.select import reported

if TYPE_CHECKING:
    import xarray as xr

Case = tuple[Trial, Model]
#: From how many cases on they run in compiled blocks.
MANY = 64


def sweep(
    trial: Trial,
    axes: Mapping[str, Iterable[Any]],
    model: Model | None = None,
    *,
    report: Sequence[str] | None = None,
    progress: bool = True,
    threads: int | None = None,
    store: str | Path | None = None,
    overwrite: bool = False,
    processes: int | None = None,
    client: Any = None,
    precision: str = DOUBLE,
) -> xr.Dataset:
    """Run a trial over a grid.

    Parameters
    ----------
    trial : Trial
    axes : mapping of path to values
        ``{"load.mass": range(0, 121, 10), "tempo": ["4-1-1-0", "2-0-X-0"]}``; paths may name the load, the
        tempo, the athlete, a pose angle, a number of the movement, the variant or the model.
    model : Model, optional
    report : sequence of str, optional
        Only these summaries, for example ``["peak_lumbar_extension_moment", "mean_joint_moment[hip]"]``. Net
        moments over loads and tempos alone need five runs per rhythm instead of one per case, where they are
        affine in the load and in one over the square of the duration; the attribute ``affine`` then says so.
    progress : bool
        Show a bar on standard error.
    threads : int, optional
        By default one per core; results do not depend on it.
    store : str or Path, optional
        Folder ``"runs.zarr"`` that takes the results chunk by chunk, for grids that outgrow memory. Stopped
        or killed, the same call goes on where it was, and ends with the same values. Every case is run there,
        net moments too.
    overwrite : bool
        Whether a store that is there is begun anew.
    processes : int, optional
        How many processes work at once, each with its share of the cores as threads.
    client : dask.distributed.Client, optional
        A cluster that works in their place; with a store, on a folder that all of it sees.
    precision : {"float64", "float32"}
        With float32 the kernels of a body that does not turn work on numbers half as long; motion, load
        sharing and summaries remain float64. Values differ by less than 5e-5 of the largest number of their
        unit in that repetition (mostly by 1e-6), `strength_needed` by up to its accuracy of 0.001, and a
        time of peak may be that of another sample as large. The attribute ``precision`` says so.

    Returns
    -------
    xarray.Dataset
        Peak, mean, impulse and time of peak of every quantity that has them, on the axes of the grid
        (``load.mass`` becomes ``load_mass``). Interrupted, the cases not reached are NaN and the
        attribute ``interrupted`` says how many there are. With a store it is opened lazily.

    Raises
    ------
    InputError
        For an unknown path or a value that the trial refuses, before anything is computed.
    StoreError
        For a store of another result, one that another process writes, or a disk without room for it.
    """
    trial, model, grid = trial_of(trial), model_of(model), grid_of(axes)
    names = [choice("report", text.partition("[")[0], quantities()) for text in report or ()]
    named = {path.replace(".", "_"): [axis_label(v) for v in values] for path, values in grid.items()}
    said = [f"{path}: {values}" for path, values in grid.items()]
    title = trial.movement_resolved.title
    checked_precision(precision, [trial.movement_resolved])
    means = Means(
        store=store,
        overwrite=overwrite,
        processes=processes,
        client=client,
        threads=threads,
        progress=progress,
    )
    if not means.plain:
        from biolift.verbs.long_runs import long_sweep

        return long_sweep(trial, model, grid, named, report, means, precision)
    quick = moment_grid(trial, model, grid, names) if names else None
    if quick is not None:
        values, run = quick
        affine = {"affine": "net moments from runs at the ends of loads and tempos, checked in the middle"}
        attrs = attributes(title, [trial], model, scope(run), said) | affine
        result = summary_dataset(values, named, outcome.labels(run), attrs)
    else:
        cases = Grid(trial, model, grid).cases()
        result = run_grid(
            cases,
            named,
            title,
            progress=progress,
            threads=threads,
            said=said,
            names=names or None,
            precision=precision,
        )
        if missing := [name for name in names if name not in result]:
            raise InputError("report", missing[0], f"a summary that {title} has", "'peak_compression'")
    return reported(result, report) if report else result


def axis_label(value: Any) -> Any:
    """How a value stands on an axis: numbers as they are, everything else as text."""
    return value if isinstance(value, (int, float, str, np.number)) else str(value)


def run_grid(
    cases: Sequence[Case],
    axes: Mapping[str, list[Any]],
    title: str,
    *,
    progress: bool,
    threads: int | None,
    said: Sequence[str] = (),
    names: Sequence[str] | None = None,
    precision: str = DOUBLE,
) -> xr.Dataset:
    """Run cases in the order of the grid `axes` and put their summaries, or some of them, on it.

    Many cases run in compiled blocks (`biolift.engine.batch`); for a few it is not worth loading them, unless
    they are asked for in float32, which there is nothing else for.
    """
    if len(cases) >= MANY or precision == SINGLE:
        return _run_blocks(
            cases,
            axes,
            title,
            progress=progress,
            threads=threads,
            said=said,
            names=names,
            precision=precision,
        )
    done: list[tuple[dict[str, Any], dict[str, Any], list[str]] | None] = [None] * len(cases)
    interrupted = False
    try:
        for k, result in _run_all(cases, threads, progress, title):
            done[k] = result
    except KeyboardInterrupt:
        if not any(done):
            raise
        interrupted = True
    known = [result for result in done if result is not None]
    labels = {name: values for _, found, _ in known for name, values in found.items()}
    labels |= {"equipment": _union(known, "equipment"), "support": _union(known, "support")}
    shape = tuple(len(v) for v in axes.values())
    every = stacked(done, labels)
    values = {name: array.reshape((*shape, *array.shape[1:])) for name, array in every.items()}
    limits = [line for _, _, lines in known for line in lines]
    attrs = attributes(title, one_per_movement(cases), cases[0][1], limits, said)
    if interrupted:
        attrs["interrupted"] = f"{len(cases) - len(known)} of {len(cases)} cases were not reached"
    return summary_dataset(values, axes, labels, attrs)


def _run_blocks(
    cases: Sequence[Case],
    axes: Mapping[str, list[Any]],
    title: str,
    *,
    progress: bool,
    threads: int | None,
    said: Sequence[str],
    names: Sequence[str] | None,
    precision: str,
) -> xr.Dataset:
    from tqdm import tqdm

    from biolift.engine.batch import run_batch

    bar: Callable[..., Any] = tqdm
    with bar(total=len(cases), desc=title, unit="rep", disable=hidden(progress), leave=False) as shown:
        batch = run_batch(
            cases, names, threads=threads, progress=shown.update, partial=True, precision=precision
        )
    done = int(batch.reached.sum())
    if len(batch.errors) == done:
        raise PoseError(next(iter(batch.errors.values())))
    limits = [line for lines in batch.scope for line in lines]
    attrs = attributes(title, one_per_movement(cases), cases[0][1], limits, said)
    attrs |= as_attribute(precision)
    if done < len(cases):
        attrs["interrupted"] = f"{len(cases) - done} of {len(cases)} cases were not reached"
    if batch.errors:
        worst = next(iter(batch.errors.values()))
        attrs["refused"] = f"{len(batch.errors)} of {done} cases cannot be done, for example: {worst}"
    shape = tuple(len(values) for values in axes.values())
    values = {name: array.reshape((*shape, *array.shape[1:])) for name, array in batch.values.items()}
    return summary_dataset(values, axes, batch.labels, attrs)


def one_per_movement(cases: Sequence[Case]) -> list[Trial]:
    """One trial per movement and variant: the axes say the rest."""
    first: dict[tuple[str, str | None], Trial] = {}
    for trial, _ in Cases.of(cases).bases:
        first.setdefault((trial.movement.id, trial.variant), trial)
    return list(first.values())


def _run_all(
    cases: Sequence[Case], threads: int | None, progress: bool, title: str
) -> Iterator[tuple[int, tuple[dict[str, Any], dict[str, Any], list[str]]]]:
    from tqdm import tqdm

    def one(k: int) -> tuple[int, Any]:
        run = run_trial(*cases[k])
        labels = outcome.labels(run)
        return k, (summary_values(outcome.values(run), labels["time"]), labels, scope(run))

    bar: Callable[..., Any] = tqdm
    off = hidden(progress and len(cases) > 1)
    with bar(total=len(cases), desc=title, unit="rep", disable=off, leave=False) as shown:
        # the first case alone: it compiles or loads every kernel once
        with patience():
            first = one(0)
        yield first
        shown.update()
        with ThreadPoolExecutor(threads or os.cpu_count()) as pool:
            try:
                for result in pool.map(one, range(1, len(cases))):
                    shown.update()
                    yield result
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise


def _union(known: Sequence[Any], dimension: str) -> list[str]:
    return list(dict.fromkeys(name for _, labels, _ in known for name in labels[dimension]))
