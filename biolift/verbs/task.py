"""A grid, with or without draws, as something small that any process can work out any stretch of."""

from __future__ import annotations

import dataclasses
import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import NDArray

from biolift.engine.draws import Cloud
from biolift.engine.grid import Grid
from biolift.engine.precision import DOUBLE
from biolift.errors import BioliftError, StoreError
from biolift.library.quantities import dims_of
from biolift.nouns.model import Model
from biolift.nouns.paths import with_value
from biolift.nouns.trial import Trial
from biolift.nouns.versions import Cases
from biolift.verbs.many import Case, Many, run_many

Array = NDArray[np.float64]
#: Cases that are made at a time; results do not depend on it.
PIECE = 4096
Labels = Mapping[str, Sequence[Any]]


@dataclasses.dataclass(frozen=True, eq=False, kw_only=True)
class Task:
    """What is to be worked out; draws, if any, are the last axis.

    Parameters
    ----------
    trial : Trial
    model : Model
    axes : mapping of path to list of values
    draws : int, optional
        How many; without them every point of the grid is one case.
    first, seed, choices, precision
        As for :func:`biolift.sample`.
    names : sequence of str, optional
        Summaries to keep.
    labels : mapping
        Labels of the dimensions of every result, from :func:`framed`.
    kept : mapping
        Summary to the sizes of its dimensions, likewise.
    """

    trial: Trial
    model: Model
    axes: Mapping[str, Sequence[Any]]
    draws: int | None = None
    first: int = 0
    seed: int = 0
    choices: bool = True
    precision: str = DOUBLE
    names: Sequence[str] | None = None
    labels: Labels = dataclasses.field(default_factory=dict)
    kept: Mapping[str, tuple[int, ...]] = dataclasses.field(default_factory=dict)

    @property
    def shape(self) -> tuple[int, ...]:
        """Sizes of the axes, then of the draws."""
        sizes = tuple(len(values) for values in self.axes.values())
        return sizes if self.draws is None else (*sizes, self.draws)

    @property
    def total(self) -> int:
        """How many repetitions."""
        return math.prod(self.shape)

    @property
    def each(self) -> int:
        """Bytes of results of one repetition."""
        return 8 * sum(math.prod(sizes) for sizes in self.kept.values())


def compute(
    task: Task,
    first: int,
    count: int,
    *,
    threads: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> Many:
    """Summaries of the cases ``first .. first + count - 1`` of a task, in C order over its axes and draws.

    Parameters
    ----------
    task : Task
        Of :func:`framed`.
    first, count : int
        Any stretch; what comes out for a case does not depend on it.
    threads, progress
        As for :func:`biolift.verbs.many.run_many`.

    Returns
    -------
    Many
        `values` holds every name of ``task.kept`` on ``task.labels``, whatever the cases have.

    Raises
    ------
    KeyboardInterrupt
        Half a stretch is not given back.
    """
    out = Many(
        {name: np.full((count, *sizes), np.nan) for name, sizes in task.kept.items()},
        {name: list(labels) for name, labels in task.labels.items()},
        reached=count,
    )
    for start in range(first, first + count, PIECE):
        for begin, cases in _possible(task, start, min(PIECE, first + count - start), first, out.failed):
            _place(task, out, _run(task, cases, threads, progress), begin - first)
    return out


def _possible(
    task: Task, begin: int, count: int, first: int, failed: dict[int, str]
) -> list[tuple[int, Sequence[Case]]]:
    """Stretches of cases with the index of the first of each; a case that is refused is left out and told."""
    try:
        return [(begin, _cases(task, begin, count))]
    except BioliftError as error:
        if count == 1:
            failed[begin - first] = str(error)
            return []
    half = count // 2
    rest = _possible(task, begin + half, count - half, first, failed)
    return _possible(task, begin, half, first, failed) + rest


def _cases(task: Task, first: int, count: int) -> Sequence[Case]:
    """Trials and models of a stretch.

    Raises
    ------
    InputError
        For a value that a trial refuses.
    """
    if task.draws is None:
        return _grid(task).cases(first, count)
    parts: list[Cases] = []
    end = first + count
    while first < end:
        number, draw = divmod(first, task.draws)
        size = min(task.draws - draw, end - first)
        parts.append(cloud_at(task, number).draw(size, task.first + draw).cases)
        first += size
    return Cases.joined(parts)


def _run(
    task: Task, cases: Sequence[Case], threads: int | None, progress: Callable[[int], None] | None
) -> Many:
    if task.draws is None:  # what a grid cannot say is told for each of its cases
        from biolift.engine.batch import run_batch

        batch = run_batch(cases, task.names, threads=threads, progress=progress, precision=task.precision)
        said = list(dict.fromkeys(line for lines in batch.scope for line in lines))
        return Many(batch.values, dict(batch.labels), dict(batch.errors), len(cases), said)
    found = run_many(cases, task.names, threads=threads, progress=progress, precision=task.precision)
    if found.reached < len(cases):
        raise KeyboardInterrupt
    return found


def _place(task: Task, out: Many, found: Many, begin: int) -> None:
    """Put the results of a stretch where they belong."""
    out.failed |= {begin + k: why for k, why in found.failed.items()}
    out.scope = list(dict.fromkeys([*out.scope, *found.scope]))
    for name, array in found.values.items():
        if name in out.values:
            places = [
                np.array([_at(task, dim, label) for label in found.labels[dim]], dtype=np.int64)
                for dim in dims_of(name)
            ]
            out.values[name][np.ix_(np.arange(begin, begin + len(array)), *places)] = array


def _at(task: Task, dim: str, label: Any) -> int:
    try:
        return list(task.labels[dim]).index(label)
    except ValueError:
        said = f"a case has the {dim} {label!r}, which none of the first values of the axes has"
        raise StoreError(f"{said}; put a case that has it first on its axis") from None


def point(task: Task, number: int) -> Case:
    """Trial and model of one point of the grid, before anything is drawn.

    Raises
    ------
    InputError
        For a value that the trial refuses.
    """
    sizes = tuple(len(values) for values in task.axes.values())
    trial, model = task.trial, task.model
    for (path, values), k in zip(
        task.axes.items(), np.unravel_index(number, sizes) if sizes else (), strict=True
    ):
        trial, model = with_value(trial, model, path, values[int(k)])
    return trial, model


@lru_cache(maxsize=4)
def _grid(task: Task) -> Grid:
    return Grid(task.trial, task.model, task.axes)


@lru_cache(maxsize=16)
def cloud_at(task: Task, number: int) -> Cloud:
    """The uncertain versions of one point of the grid."""
    return Cloud(*point(task, number), task.seed, choices=task.choices)


def framed(task: Task) -> Task:
    """The task with the labels and sizes of its results, from one case of every structure that it has.

    Raises
    ------
    InputError
        For a value that the trial refuses, before anything long is computed.
    """
    for axis, values in enumerate(task.axes.values()):
        for k in _ends(values):
            point(task, _number(task, [0] * axis + [k] + [0] * (len(task.axes) - axis - 1)))
    found = run_many(representatives(task), task.names, threads=1, precision=task.precision)
    labels = found.labels
    sizes = {name: tuple(len(labels[dim]) for dim in dims_of(name)) for name in found.values}
    return dataclasses.replace(task, labels=labels, kept=sizes)


def representatives(task: Task) -> list[Case]:
    """One case for each combination of values that change more than numbers, in the order of the grid."""
    choices = [
        range(len(values)) if _structural(path, values) else range(1) for path, values in task.axes.items()
    ]
    return [point(task, _number(task, where)) for where in itertools.product(*choices)]


def _number(task: Task, where: Sequence[int]) -> int:
    """Number of the point of the grid at these places on the axes."""
    sizes = tuple(len(values) for values in task.axes.values())
    return int(np.ravel_multi_index(tuple(where), sizes)) if sizes else 0


def _structural(path: str, values: Sequence[Any]) -> bool:
    if path in ("movement", "variant", "side"):
        return True
    plain = all(isinstance(value, (Real, str)) for value in values)
    return not plain and not path.startswith(("tempo", "athlete"))


def _ends(values: Sequence[Any]) -> list[int]:
    """Places whose values show whether all are allowed: what takes both ends takes what lies between."""
    if all(isinstance(value, Real) and not isinstance(value, bool) for value in values):
        return [0, values.index(min(values)), values.index(max(values))]
    return list(range(len(values)))
