"""Intervals beside the numbers of a comparison: the spread of parameters, and apart from it of choices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from biolift.engine.draws import Cloud
from biolift.library.choices import chosen_model, open_choices
from biolift.library.quantities import quantity
from biolift.nouns.model import Model
from biolift.nouns.trial import Trial
from biolift.nouns.versions import Cases
from biolift.verbs.many import Many, dims_of
from biolift.verbs.sample import OUTSIDE, run_with_bar
from biolift.verbs.select import select

if TYPE_CHECKING:
    import xarray as xr

Array = NDArray[np.float64]
Case = tuple[Trial, Model]
#: What a comparison of two exercises for the back reports: gets an interval unless something else is asked.
USUAL = (
    "peak_lumbar_extension_moment[L5/S1]",
    "mean_lumbar_extension_moment[L5/S1]",
    "peak_compression[L5/S1]",
    "peak_anterior_shear[L5/S1]",
    "peak_group_force[erector_spinae]",
    "peak_group_force[gluteus_maximus]",
    "peak_group_force[hamstrings]",
)
BOUNDS = ("low", "high", "model_low", "model_high")
INTERVAL_WORDS = {
    "units": "that of the summary",
    "long_name": "interval of a summary",
    "definition": "low, high: 90 % of the draws of parameters; model_low, model_high: ends over the choices",
}


def with_intervals(
    result: xr.Dataset,
    cases: Sequence[Case],
    draws: int,
    seed: int,
    *,
    addresses: Sequence[str] = USUAL,
    progress: bool = True,
    threads: int | None = None,
) -> xr.Dataset:
    """The summaries of a grid with the variable ``interval`` (axes, shown, bound).

    Parameters
    ----------
    result : xarray.Dataset
        Summaries of the cases on their axes.
    cases : sequence of (Trial, Model)
        In the order of the axes.
    draws, seed : int
        Every case gets the same draws of its parameters.
    addresses : sequence of str
        What gets an interval, as :func:`biolift.select` reads it.
    progress, threads
        As for :func:`biolift.sweep`.

    Notes
    -----
    ``low`` and ``high`` hold 90 % of the draws of the parameters, modelling choices as the model has them.
    ``model_low`` and ``model_high`` are the least and the largest value over the ways of the modelling
    choices, one at a time, parameters at their values.
    """
    drawn = [Cloud(*one, seed).draw(draws).cases for one in cases]
    ways = [[one, *_ways(*one)] for one in cases]
    every = Cases.joined([*drawn, Cases.of([case for group in ways for case in group])])
    names = sorted({text.partition("[")[0] for text in addresses})
    found = run_with_bar(every, names, "intervals", progress=progress, threads=threads)
    columns = np.stack([picked(found, text, len(every)) for text in addresses], axis=1)
    table = np.full((len(cases), len(addresses), len(BOUNDS)), np.nan)
    asked = first = len(cases) * draws
    for k, group in enumerate(ways):
        table[k, :, :2] = interval_ends(columns[k * draws : (k + 1) * draws])
        table[k, :, 2:] = _range(columns[first : first + len(group)])
        first += len(group)
    axes = [str(dim) for dim in result.dims if dim not in _own_dims(result)]
    shape = tuple(result.sizes[axis] for axis in axes)
    lost = sum(k < asked for k in found.failed)
    words = (
        f"90 % of {draws} draws of every parameter; model: every way of the modelling choices, one at a time"
    )
    if lost:
        words += f"; {lost} of {asked} draws could not be done and are left out"
    if found.reached < len(every):
        words += f"; stopped after {found.reached} of {len(every)} repetitions"
    array = table.reshape((*shape, *table.shape[1:]))
    coords = {"shown": list(addresses), "bound": list(BOUNDS)}
    attrs = dict(INTERVAL_WORDS)
    added = result.assign(interval=((*axes, "shown", "bound"), array, attrs)).assign_coords(coords)
    return added.assign_attrs(intervals=words, seed=str(seed))


def _own_dims(result: xr.Dataset) -> set[str]:
    return {dim for name in result.data_vars for dim in quantity(str(name)).dims}


def _ways(trial: Trial, model: Model) -> list[Case]:
    """The case under every option of every open choice."""
    return [
        chosen_model(trial, model, one, option)
        for one in open_choices(trial, model)
        for option in one.options
    ]


def picked(found: Many, text: str, count: int) -> Array:
    """One number per case, as `select` addresses it; NaN where there is none."""
    import xarray as xr

    name = text.partition("[")[0].strip()
    if name not in found.values:
        return np.full(count, np.nan)
    dims = dims_of(name)
    data = xr.Dataset({name: (("case", *dims), found.values[name])}, {dim: found.labels[dim] for dim in dims})
    return np.asarray(select(data, text).values, dtype=float)


def interval_ends(columns: Array) -> Array:
    """Ends of the interval of every column that has at least two known draws (columns, 2)."""
    known = np.isfinite(columns).sum(axis=0) > 1
    out = np.full((columns.shape[1], 2), np.nan)
    if known.any():
        out[known] = np.nanquantile(columns[:, known], [OUTSIDE / 2, 1 - OUTSIDE / 2], axis=0).T
    return out


def _range(columns: Array) -> Array:
    known = np.isfinite(columns).any(axis=0)
    out = np.full((columns.shape[1], 2), np.nan)
    out[known, 0] = np.nanmin(columns[:, known], axis=0)
    out[known, 1] = np.nanmax(columns[:, known], axis=0)
    return out
