"""Arrays of the engine to a labelled Dataset; nothing leaves without a declared name, unit and sign."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from biolift.engine.summary import summaries, time_above
from biolift.library.quantities import curve_of, quantity, threshold_of

if TYPE_CHECKING:
    import xarray as xr

Array = NDArray[np.float64]


def curves_dataset(
    values: Mapping[str, Array], labels: Mapping[str, Any], attrs: Mapping[str, Any]
) -> xr.Dataset:
    """Dataset of the curves of one repetition.

    Parameters
    ----------
    values : mapping
        Variable to array: the dimensions of its declaration, then `progress`.
    labels : mapping
        Coordinate labels by dimension, with `time` (T,) and `phase` (T,).
    attrs : mapping
        Attributes of the Dataset.
    """
    import xarray as xr

    samples = len(labels["time"])
    coords: dict[str, Any] = {
        "progress": ("progress", np.linspace(0.0, 1.0, samples), {"units": "1", "long_name": "progress"}),
        "time": ("progress", labels["time"], quantity("time").attrs),
        "phase": ("progress", labels["phase"], quantity("phase").attrs),
    }
    data = {}
    for name, array in values.items():
        declared = quantity(name)
        dims = (*declared.dims, "progress") if declared.curve else declared.dims
        data[name] = (dims, array, declared.attrs)
        coords |= {d: list(labels[d]) for d in declared.dims}
    return xr.Dataset(data, coords, dict(attrs))


def summary_values(values: Mapping[str, Array], time: Array, more: Iterable[str] = ()) -> dict[str, Array]:
    """Summaries of every curve that is declared to have them, and the numbers that are no curves.

    `more` names numbers made of a curve, ``least_compression``.
    """
    out: dict[str, Array] = {}
    for name, array in values.items():
        declared = quantity(name)
        if declared.summaries:
            out |= {f"{kind}_{name}": s for kind, s in summaries(array, time).items()}
        elif not declared.curve:
            out[name] = array
    for name in more:
        if curve_of(name) in values:
            out[name] = of_curve(name, values[curve_of(name)], time)
    return out


def of_curve(name: str, curve: Array, time: Array) -> Array:
    """The number made of a curve over the last axis; NaN where the curve is not known."""
    if name.startswith("least_"):
        return np.asarray(curve.min(axis=-1))
    if name.startswith("most_"):
        return np.asarray(curve.max(axis=-1))
    if (value := threshold_of(name)) is not None:
        return time_above(curve, time, value)
    return np.asarray(np.trapezoid(np.maximum(curve, 0.0), time, axis=-1))


def summary_dataset(
    values: Mapping[str, Array],
    axes: Mapping[str, list[Any]],
    labels: Mapping[str, Any],
    attrs: Mapping[str, Any],
) -> xr.Dataset:
    """Dataset of summaries on the axes of a sweep.

    Parameters
    ----------
    values : mapping
        Variable to array: the axes of the sweep, then the dimensions of its declaration.
    axes : mapping
        Axis of the sweep to its labels.
    labels : mapping
        Coordinate labels by dimension.
    attrs : mapping
    """
    import xarray as xr

    coords: dict[str, Any] = dict(axes)
    data = {}
    for name, array in values.items():
        declared = quantity(name)
        data[name] = ((*axes, *declared.dims), array, declared.attrs)
        coords |= {d: list(labels[d]) for d in declared.dims}
    return xr.Dataset(data, coords, dict(attrs))
