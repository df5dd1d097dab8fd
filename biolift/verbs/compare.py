"""Several movements side by side, over the same loads and tempos."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from biolift.errors import InputError
from biolift.library.models import models
from biolift.nouns.model import Model
from biolift.nouns.paths import with_value
from biolift.nouns.trial import Trial
from biolift.verbs.sweep import axis_label, run_grid

if TYPE_CHECKING:
    import xarray as xr


def compare(
    trials: Sequence[Trial],
    axes: Mapping[str, Iterable[Any]] | None = None,
    model: Model | None = None,
    *,
    report: Sequence[str] | None = None,
    progress: bool = True,
    threads: int | None = None,
) -> xr.Dataset:
    """Summaries of several trials on one Dataset.

    Parameters
    ----------
    trials : sequence of Trial
        The movements to compare; each keeps its own athlete, load and tempo unless an axis sets them.
    axes : mapping, optional
        Paths and values as for :func:`biolift.sweep`, applied to every trial alike.
    model : Model, optional
    report : sequence of str, optional
        Only these summaries, for example ``["peak_compression"]``.
    progress, threads
        As for :func:`biolift.sweep`.

    Returns
    -------
    xarray.Dataset
        Dimension `movement` first, then the axes. Labels are movement ids, with the variant as
        ``reverse_hyper/swing``.

    Raises
    ------
    InputError
        When there is nothing to compare, or an axis does not fit one of the trials.
    """
    if not trials:
        raise InputError("trials", trials, "at least one trial", "compare([hyper, extension])")
    model = models.standard if model is None else model
    grid = {path: list(values) for path, values in (axes or {}).items()}
    cases = []
    for trial in trials:
        for point in itertools.product(*grid.values()):
            here = (trial, model)
            for path, value in zip(grid, point, strict=True):
                here = with_value(*here, path, value)
            cases.append(here)
    named: dict[str, list[Any]] = {"movement": _labels(trials)}
    named |= {path.replace(".", "_"): [axis_label(v) for v in values] for path, values in grid.items()}
    said = [f"{path}: {values}" for path, values in grid.items()]
    result = run_grid(cases, named, "comparison", progress=progress, threads=threads, said=said)
    return result if report is None else _reported(result, report)


def _labels(trials: Sequence[Trial]) -> list[str]:
    """A label per trial; equal ones are numbered."""
    plain = [t.movement.id + (f"/{t.variant}" if t.variant else "") for t in trials]
    return [
        name if plain.count(name) == 1 else f"{name}#{plain[: k + 1].count(name)}"
        for k, name in enumerate(plain)
    ]


def _reported(result: xr.Dataset, report: Sequence[str]) -> xr.Dataset:
    from biolift.verbs.select import select

    chosen = {text: select(result, text) for text in report}
    return next(iter(chosen.values())).to_dataset(name=report[0]).assign(chosen).assign_attrs(result.attrs)
