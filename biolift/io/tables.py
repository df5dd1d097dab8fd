"""Results as tables for other programs: Parquet and Excel through pandas, OpenSim's storage files."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from biolift.errors import MissingExtra, StoreError
from biolift.io.csv_file import row_dims, said, wide

if TYPE_CHECKING:
    import xarray as xr

#: Sheets of Excel hold no more.
MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384


def write_parquet(ds: xr.Dataset, path: Path) -> None:
    """Write the wide table; what must be known about the result stands in ``DataFrame.attrs`` when read back.

    Raises
    ------
    MissingExtra
        Without pandas and pyarrow.
    """
    frame = _frame(ds, "pyarrow", "a Parquet file")
    frame.attrs = {name: str(ds.attrs[name]) for name in dict.fromkeys(name for name, _ in said(ds))}
    frame.to_parquet(path, engine="pyarrow", index=False)


def write_excel(ds: xr.Dataset, path: Path) -> None:
    """Write the wide table to a sheet ``result``, and what must be known about it to a sheet ``about``.

    Raises
    ------
    MissingExtra
        Without pandas and openpyxl.
    StoreError
        For more rows or columns than a sheet holds.
    """
    import_pandas("openpyxl", "an Excel file")
    import pandas

    frame = _frame(ds, "openpyxl", "an Excel file")
    if len(frame) >= MOST_ROWS or len(frame.columns) > MOST_COLUMNS:
        size = f"{len(frame)} rows and {len(frame.columns)} columns"
        raise StoreError(f"{path}: {size} are more than a sheet holds; type for example {path.stem}.parquet")
    about = pandas.DataFrame(list(said(ds)), columns=["what", "said"])
    with pandas.ExcelWriter(path, engine="openpyxl") as book:
        frame.to_excel(book, sheet_name="result", index=False)
        about.to_excel(book, sheet_name="about", index=False)


def write_storage(ds: xr.Dataset, path: Path) -> None:
    """Write curves as an OpenSim storage file (SI, angles in radians); labels are our names with underscores.

    Raises
    ------
    StoreError
        For a result that has no time: the summaries of a sweep.
    """
    if row_dims(ds) != ["progress"] or "time" not in ds.coords:
        ending = "curves over time; a sweep goes to .nc, .csv, .parquet or .xlsx"
        raise StoreError(f"{path}: a storage file holds {ending}; type for example {path.stem}.nc")
    columns = {
        _label(head): values
        for head, values in wide(ds).items()
        if head not in ("progress", "time [s]", "phase") and np.issubdtype(values.dtype, np.number)
    }
    table = np.column_stack([ds["time"].values, *columns.values()])
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(f"{ds.attrs.get('title', 'biolift')}\nversion=1\n")
        file.write(f"nRows={table.shape[0]}\nnColumns={table.shape[1]}\ninDegrees=no\n\n")
        for name, line in said(ds):
            # a line of the form key = value would be read as part of the header
            file.write(f"# {name}: {line}\n".replace("=", ":"))
        file.write("endheader\n" + "\t".join(["time", *columns]) + "\n")
        for row in table:
            file.write("\t".join(repr(float(value)) for value in row) + "\n")


def _label(heading: str) -> str:
    """A heading without its unit, in letters that every reader of storage files takes."""
    plain = re.sub(r" \[[^\]]*\]$", "", heading)
    return re.sub(r"_+", "_", re.sub(r"[^A-Za-z0-9]+", "_", plain)).strip("_")


def _frame(ds: xr.Dataset, package: str, what: str) -> Any:
    import_pandas(package, what)
    import pandas

    return pandas.DataFrame({head: np.asarray(values) for head, values in wide(ds).items()})


def import_pandas(package: str, what: str) -> None:
    """Refuse in words where pandas or what it needs is not installed."""
    from importlib.util import find_spec

    for name in ("pandas", package):
        if find_spec(name) is None:
            raise MissingExtra(name, "tables", f"writing {what}")
