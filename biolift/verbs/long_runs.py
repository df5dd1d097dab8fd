"""Sweeps and samples that go beyond one process or its memory, as the verbs hand them over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from biolift.engine.dataset import summary_dataset
from biolift.engine.precision import as_attribute
from biolift.errors import InputError
from biolift.nouns.model import Model
from biolift.nouns.trial import Trial
from biolift.verbs.means import Means
from biolift.verbs.quantiles import checked_quantiles, quantiles_of
from biolift.verbs.record import attributes, failed_draws
from biolift.verbs.select import reported
from biolift.verbs.stream import Told, in_memory, stored
from biolift.verbs.sweep import axis_label, one_per_movement
from biolift.verbs.task import Task, representatives

if TYPE_CHECKING:
    import xarray as xr

#: Longer lists are told by their ends.
_LONG = 200
_AGAIN = "what was drawn is not kept: biolift.sample of some draws, from `first` on, makes it again"


def long_sweep(
    trial: Trial,
    model: Model,
    grid: Mapping[str, Sequence[Any]],
    axes: Mapping[str, Sequence[Any]],
    report: Sequence[str] | None,
    means: Means,
    precision: str,
) -> xr.Dataset:
    """:func:`biolift.sweep` by other means than this process and its memory.

    Parameters
    ----------
    trial, model
    grid : mapping of path to values
    axes : mapping of name to labels
        The same as they stand in the result.
    report, means, precision

    Raises
    ------
    InputError
        For a grid without axes.
    """
    if not grid:
        raise InputError("axes", {}, "at least one axis", '{"load.mass": range(0, 121, 10)}')
    names = [text.partition("[")[0] for text in report or ()] or None
    task = Task(trial=trial, model=model, axes=grid, names=names, precision=precision)
    title = trial.movement_resolved.title
    cases = representatives(task)

    def told_of(told: Told) -> dict[str, Any]:
        attrs = attributes(title, one_per_movement(cases), cases[0][1], told.scope, map(_line, grid.items()))
        if told.failed:
            said = f"{told.failed} of {told.reached} cases cannot be done, for example: {told.why[0]}"
            attrs["refused"] = said
        return attrs | as_attribute(precision)

    if means.store is not None:
        return stored(task, means, title, axes, told_of, report=report)
    found = in_memory(task, means, title)
    why = [found.failed[k] for k in found.failed]
    attrs = told_of(Told(found.reached, len(found.failed), why, found.scope))
    if found.reached < task.total:
        attrs["interrupted"] = f"{task.total - found.reached} of {task.total} cases were not reached"
    shape = task.shape
    values = {name: array.reshape((*shape, *array.shape[1:])) for name, array in found.values.items()}
    result = summary_dataset(values, axes, found.labels, attrs)  # type: ignore[arg-type]
    return reported(result, report) if report else result


def long_sample(
    task: Task, quantiles: Sequence[float] | None, means: Means, said: Mapping[str, Any]
) -> xr.Dataset:
    """:func:`biolift.sample` into a store, or of quantiles alone.

    Parameters
    ----------
    task : Task
        With draws.
    quantiles, means
    said : mapping
        Attributes that say what was drawn.
    """
    assert task.draws is not None
    title = task.trial.movement_resolved.title
    axes = {path.replace(".", "_"): [axis_label(v) for v in values] for path, values in task.axes.items()}

    def told_of(told: Told) -> dict[str, Any]:
        attrs = attributes(f"draws of {title}", [task.trial], task.model, told.scope)
        listed = {"axes": "\n".join(map(_line, task.axes.items()))}
        return {
            **attrs,
            **said,
            **as_attribute(task.precision),
            **listed,
            "failed": failed_draws(told.failed, told.reached, told.why),
            "drawn": _AGAIN,
        }

    if quantiles is not None:
        return quantiles_of(task, checked_quantiles(quantiles), means, title, axes, told_of)
    draws = range(task.first, task.first + task.draws)
    return stored(task, means, title, {**axes, "draw": draws}, told_of, draw_first=True)


def _line(axis: tuple[str, Sequence[Any]]) -> str:
    path, values = axis
    text = str(list(values))
    return f"{path}: {text if len(text) <= _LONG else f'{len(values)} values, {values[0]} to {values[-1]}'}"
