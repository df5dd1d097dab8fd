"""Results on disk: netCDF for keeping, other endings for other programs."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from biolift.errors import StoreError
from biolift.io.csv_file import write_csv
from biolift.io.tables import write_excel, write_parquet, write_storage

if TYPE_CHECKING:
    import xarray as xr


def _write_netcdf(ds: xr.Dataset, path: Path) -> None:
    ds.to_netcdf(path, engine="h5netcdf")


#: Ending of a file -> how it is written.
WRITERS: dict[str, Callable[[xr.Dataset, Path], None]] = {
    ".nc": _write_netcdf,
    ".csv": write_csv,
    ".parquet": write_parquet,
    ".xlsx": write_excel,
    ".sto": write_storage,
}


def save(ds: xr.Dataset, path: str | Path) -> Path:
    """Write a result to a file.

    Parameters
    ----------
    ds : xarray.Dataset
        Any result.
    path : str or Path
        ``name.nc`` keeps everything and is read back by :func:`load`; ``name.csv`` is one table with units in
        its headings and what must be known about it in lines that begin with ``#``
        (``pandas.read_csv(path, comment="#")``); ``name.parquet`` and ``name.xlsx`` are the same table, and
        ``name.sto`` the curves as OpenSim reads them.

    Returns
    -------
    Path
        Where it was written. A file of that name is replaced only when the new one is complete.

    Raises
    ------
    StoreError
        For another ending, a missing folder, or a place that cannot be written.
    MissingExtra
        For Parquet or Excel without the extra ``tables``.
    """
    path = Path(path)
    check_path(path)
    try:
        replace_file(path, lambda place: WRITERS[path.suffix.lower()](ds, place))
    except (OSError, ValueError, TypeError) as error:
        raise StoreError(f"{path} was not written: {_reason(error)}") from error
    return path


def check_path(path: str | Path, endings: tuple[str, ...] = tuple(WRITERS)) -> Path:
    """`path` when a file can be written there, before anything long is computed.

    Raises
    ------
    StoreError
        Says what is wrong and what to type instead.
    """
    path = Path(path)
    if path.suffix.lower() not in endings:
        example = path.with_suffix(endings[0]).name if path.stem else f"result{endings[0]}"
        listed = f"{', '.join(endings[:-1])} or {endings[-1]}"
        raise StoreError(f"{path}: the file must end in {listed}; type for example {example}")
    if path.is_dir():
        raise StoreError(f"{path} is a folder; type for example {path / ('result' + endings[0])}")
    if not path.parent.is_dir():
        raise StoreError(f"{path}: there is no folder {path.parent}; make it first or choose another")
    if not os.access(path.parent, os.W_OK):
        raise StoreError(f"{path}: the folder {path.parent.resolve()} cannot be written to")
    return path


def replace_file(path: Path, write: Callable[[Path], None]) -> None:
    """Let `write` fill a file beside `path`, then put it in its place in one step."""
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()
    handle, name = tempfile.mkstemp(prefix=f".{path.stem}-", suffix=path.suffix, dir=path.parent)
    os.close(handle)
    beside = Path(name)
    try:
        write(beside)
        beside.chmod(mode)
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)


def load(path: str | Path) -> xr.Dataset:
    """Read a result that :func:`save` wrote as netCDF, or open a store of a long sweep.

    Raises
    ------
    StoreError
        When there is no such file, or it is neither.
    """
    import xarray as xr

    path = Path(path)
    if path.suffix == ".zarr" and path.is_dir():
        from biolift.engine.store.zarr_store import read

        return read(path)
    if not path.is_file():
        raise StoreError(f"{path}: there is no such file; save(ds, {path.name!r}) writes one")
    if path.suffix.lower() != ".nc":
        hint = "; pandas.read_csv(path, comment='#') reads the table" if path.suffix.lower() == ".csv" else ""
        raise StoreError(f"{path}: only .nc files are read back{hint}")
    try:
        return xr.load_dataset(path, engine="h5netcdf")
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        raise StoreError(f"{path} cannot be read as netCDF: {_reason(error)}") from error


def _reason(error: Exception) -> str:
    said = (getattr(error, "strerror", None) or str(error)).strip().splitlines()
    return said[0] if said else type(error).__name__


def _umask() -> int:
    """The permissions that new files leave out; asking means setting for an instant."""
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
