"""A result as one wide table: a row per case or instant, a column per member of a quantity."""

from __future__ import annotations

import csv
import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from biolift.library.quantities import quantities

if TYPE_CHECKING:
    import xarray as xr

#: Attributes of a result that head the file.
SAID = (
    *("title", "biolift_version", "library_hash", "trial", "model", "axes", "scope", "sources", "seed"),
    *("recording", "processing", "mapping", "unmapped"),
)


def write_csv(ds: xr.Dataset, path: Path) -> None:
    """Write the table; numbers in SI as in the Dataset, empty where they are not known.

    Parameters
    ----------
    ds : xarray.Dataset
    path : Path
    """
    columns = wide(ds)
    with path.open("w", encoding="utf-8", newline="") as file:
        for name, line in said(ds):
            file.write(f"# {name}: {line}\n")
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(map(_cell, row) for row in zip(*columns.values(), strict=True))


def said(ds: xr.Dataset) -> Iterator[tuple[str, str]]:
    """What must be known about a result, line by line: (attribute, line)."""
    for name in SAID:
        yield from ((name, line) for line in str(ds.attrs.get(name, "")).splitlines())


def wide(ds: xr.Dataset) -> dict[str, NDArray[Any]]:
    """The result as one table: heading -> values of all rows, labels of the rows first."""
    rows = row_dims(ds)
    keys = [_key_column(ds, dim) for dim in rows]
    if rows == ["progress"]:
        keys += [(head, ds[name].values) for name, head in (("time", "time [s]"), ("phase", "phase"))]
        index = [np.arange(ds.sizes["progress"])] * len(keys)
    else:
        index = list(np.indices([ds.sizes[d] for d in rows]).reshape(len(rows), -1)) if rows else []
    table = {head: values[where] for (head, values), where in zip(keys, index, strict=True)}
    return table | dict(_columns(ds, rows))


def row_dims(ds: xr.Dataset) -> list[str]:
    """Dimensions that make the rows: progress, or the axes of a sweep."""
    own = {d for declared in quantities().values() for d in declared.dims}
    return [str(d) for d in ds.dims if d not in own]


def _key_column(ds: xr.Dataset, dim: str) -> tuple[str, NDArray[Any]]:
    return dim, ds[dim].values


def _columns(ds: xr.Dataset, rows: list[str]) -> Iterator[tuple[str, NDArray[np.float64]]]:
    """Heading with members and unit, and values, of every column."""
    for name, da in ds.data_vars.items():
        spread = da.expand_dims({d: ds[d] for d in rows if d not in da.dims})
        inner = [str(d) for d in spread.dims if d not in rows]
        flat = spread.transpose(*inner, *rows).values.reshape(*(spread.sizes[d] for d in inner), -1)
        unit = da.attrs.get("units", "")
        for at in itertools.product(*(range(spread.sizes[d]) for d in inner)):
            members = ", ".join(str(ds[d].values[i]) for d, i in zip(inner, at, strict=True))
            address = str(name) if "[" in str(name) or not members else f"{name}[{members}]"
            yield f"{address} [{unit}]" if unit else address, flat[at]


def _cell(value: Any) -> str:
    return "" if isinstance(value, (float, np.floating)) and np.isnan(value) else str(value)
