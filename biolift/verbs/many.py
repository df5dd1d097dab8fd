"""Many repetitions at once: the one place where sampling verbs meet the engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from biolift.engine import outcome
from biolift.engine.dataset import summary_values
from biolift.engine.notice import patience
from biolift.engine.pipeline import run_trial
from biolift.engine.precision import DOUBLE
from biolift.engine.scope import scope
from biolift.errors import InputError, PoseError
from biolift.library.quantities import curve_of as curve_of
from biolift.library.quantities import dims_of as dims_of
from biolift.library.quantities import needs_curve
from biolift.nouns.model import Model
from biolift.nouns.trial import Trial

Array = NDArray[np.float64]
Case = tuple[Trial, Model]


@dataclass
class Many:
    """Summaries of many repetitions.

    values : name -> (cases, dimensions of its declaration), NaN where there is none
    labels : dimension -> labels
    failed : case -> why it could not be done
    reached : how many cases were tried
    scope : what the results cannot say
    """

    values: dict[str, Array] = field(default_factory=dict)
    labels: dict[str, list[Any]] = field(default_factory=dict)
    failed: dict[int, str] = field(default_factory=dict)
    reached: int = 0
    scope: list[str] = field(default_factory=list)


def run_many(
    cases: Sequence[Case],
    names: Sequence[str] | None = None,
    *,
    threads: int | None = None,
    progress: Callable[[int], None] | None = None,
    explain: bool = True,
    precision: str = DOUBLE,
) -> Many:
    """Work out cases and keep their summaries.

    Parameters
    ----------
    cases : sequence of (Trial, Model)
    names : sequence of str, optional
        Summaries to keep, ``"peak_compression"``; all if left out. ``least_compression`` is the least value
        of a curve, ``positive_joint_power`` the time integral of its positive part, ``most_...`` its
        greatest value, ``time_above_0.4_group_activation`` the time that it spends above a value. The last
        two, and numbers of curves that have no summaries, are worked out one repetition at a time.
    threads : int, optional
        Results do not depend on it.
    progress : callable, optional
        Called with the number of cases that are newly done.
    explain : bool
        Whether one case that cannot be done says by how much.
    precision : {"float64", "float32"}
        Of what runs in blocks.

    Notes
    -----
    A case that cannot be done (a pose out of reach, an athlete beyond a table) is recorded in `failed`, never
    dropped. Interrupted, what is done is returned, with `reached` short of the number of cases.
    """
    if any(map(needs_curve, names or ())):
        return _one_by_one(cases, names, progress)
    return _in_blocks(cases, names, threads, progress, explain, precision)


def _in_blocks(
    cases: Sequence[Case],
    names: Sequence[str] | None,
    threads: int | None,
    progress: Callable[[int], None] | None,
    explain: bool,
    precision: str,
) -> Many:
    from biolift.engine.batch import run_batch  # the compiled blocks load when they are wanted

    batch = run_batch(
        cases,
        names,
        threads=threads,
        progress=progress,
        partial=True,
        explain=explain,
        precision=precision,
    )
    said: list[str] = next((lines for lines in batch.scope if lines), [])
    return Many(batch.values, dict(batch.labels), dict(batch.errors), int(batch.reached.sum()), list(said))


def _one_by_one(
    cases: Sequence[Case],
    names: Sequence[str] | None,
    progress: Callable[[int], None] | None,
) -> Many:
    """One repetition after the other: threads would wait for each other."""
    found = Many()
    done: list[tuple[dict[str, Any], dict[str, Any]] | None] = []
    try:
        for k, case in enumerate(cases):
            done.append(_one(k, case, names, found))
            if progress is not None:
                progress(1)
    except KeyboardInterrupt:
        if not done:
            raise
    found.reached = len(done)
    for result in done:
        for name, own in result[1].items() if result is not None else ():
            old = found.labels.setdefault(name, list(own))
            old += [label for label in own if label not in old]
    found.values = stacked([*done, *[None] * (len(cases) - len(done))], found.labels)
    return found


def _one(
    k: int, case: Case, names: Sequence[str] | None, found: Many
) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """Summaries and labels of one case; None, with a note, where it cannot be done."""
    try:
        with patience():
            run = run_trial(*case)
    except (PoseError, InputError) as error:
        found.failed[k] = str(error)
        return None
    found.scope = found.scope or scope(run)
    labels, curves = outcome.labels(run), outcome.values(run)
    values = summary_values(curves, labels["time"], names or ())
    return {name: values[name] for name in names or values if name in values}, labels


def stacked(
    done: Sequence[tuple[dict[str, Any], dict[str, Any], *tuple[Any, ...]] | None], labels: Mapping[str, Any]
) -> dict[str, Array]:
    """Every variable over the cases; NaN where a case has no such variable, label or result."""
    names = dict.fromkeys(name for result in done if result is not None for name in result[0])
    out = {}
    for name in names:
        dims = dims_of(name)
        full = np.full((len(done), *(len(labels[d]) for d in dims)), np.nan)
        for k, result in enumerate(done):
            if result is not None and name in result[0]:
                places = [[list(labels[d]).index(label) for label in result[1][d]] for d in dims]
                full[np.ix_([k], *places)] = np.asarray(result[0][name])[None]
        out[name] = full
    return out
