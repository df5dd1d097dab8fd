"""One result as a Zarr folder: made at once, filled chunk by chunk in any order and by any process."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import tempfile
import warnings
import zlib
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from biolift.engine.store.identity import differences
from biolift.engine.store.record import Record, replace, told
from biolift.engine.store.regions import Regions
from biolift.errors import DamagedWarning, MissingExtra, StoreError

if TYPE_CHECKING:
    import xarray as xr

Array = NDArray[np.float64]
#: Most labels of an axis; beyond, its points are numbered by their place alone.
LABELLED = 2**24
#: Attribute of a store that is not finished.
UNFINISHED = "interrupted"


class ZarrStore:
    """A folder of results.

    Parameters
    ----------
    path : Path
        A store that exists.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.record = Record(path)
        task = self.record.task()
        self.identity: dict[str, str] = task["identity"]
        self.names: dict[str, str] = task["variables"]
        self.regions = Regions(tuple(task["shape"]), task["axis"], task["length"])
        self.grid: tuple[str, ...] = tuple(task["grid"])
        self._arrays: dict[str, Any] = {}

    def same(self, asked: Mapping[str, str]) -> None:
        """Make sure that the store is of what is asked for.

        Raises
        ------
        StoreError
            Says what differs.
        """
        found = differences(self.identity, asked)
        if found:
            what = "; ".join(found)
            hint = "type another path as store=, or overwrite=True to replace it"
            raise StoreError(f"{self.path} holds another result: {what}; {hint}")

    def finished(self, progress: Callable[[int], None] | None = None) -> dict[int, dict[str, Any]]:
        """Notes of the chunks whose numbers are all there as they were written.

        Warns
        -----
        DamagedWarning
            For chunks that are not; they count as not finished.
        """
        good, bad = {}, []
        for number, note in self.record.marks().items():
            whole = all(self._check(name, number) == tuple(seen) for name, seen in note["files"].items())
            if whole and set(note["files"]) == set(self.names):
                good[number] = note
            else:
                bad.append(number)
            if progress is not None:
                progress(1)
        if bad:
            said = f"{len(bad)} chunks of {self.path} are damaged (the first is number {bad[0]})"
            warnings.warn(f"{said}; they are worked out again", DamagedWarning, stacklevel=3)
        return good

    def _check(self, name: str, number: int) -> tuple[int, int]:
        """Size and checksum of the file of one chunk of a variable; zeros where all of it is NaN."""
        array = self._array(name)
        dims = array.attrs["_ARRAY_DIMENSIONS"]
        where = dict(zip(self.grid, self.regions.index(number), strict=True))
        file = self.path / self.names[name] / ".".join(str(where.get(dim, 0)) for dim in dims)
        data = file.read_bytes() if file.exists() else b""
        return len(data), zlib.crc32(data)

    def _array(self, name: str) -> Any:
        if name not in self._arrays:
            import zarr

            with told(self.path):
                try:
                    self._arrays[name] = zarr.open_array(self.path / self.names[name], mode="r+")
                except (ValueError, KeyError, FileNotFoundError) as error:
                    said = f"{self.path}: the variable {name} cannot be read ({error})"
                    raise StoreError(f"{said}; overwrite=True starts it anew") from error
        return self._arrays[name]

    def write(self, number: int, values: Mapping[str, Array], note: Mapping[str, Any]) -> None:
        """Write a chunk: its numbers first, then the mark that it is finished.

        Parameters
        ----------
        number : int
        values : mapping
            Variable to array (points of the chunk in C order, its own dimensions).
        note : mapping
            What else must be known of the chunk.

        Raises
        ------
        StoreError
            When the disk does not take it.
        """
        box = dict(zip(self.grid, self.regions.slices(number), strict=True))
        with told(self.path):
            for name in self.names:
                self._put(name, box, values[name])
            files = {name: self._check(name, number) for name in self.names}
            self.record.mark(number, {**note, "files": files})

    def _put(self, name: str, box: Mapping[str, slice], block: Array) -> None:
        array = self._array(name)
        dims: list[str] = array.attrs["_ARRAY_DIMENSIONS"]
        own = [dim for dim in dims if dim not in box]
        full = block.reshape(*(part.stop - part.start for part in box.values()), *block.shape[1:])
        order = [[*box, *own].index(dim) for dim in dims]
        array[tuple(box.get(dim, slice(None)) for dim in dims)] = full.transpose(order)

    def describe(self, attrs: Mapping[str, Any]) -> None:
        """Write the attributes of the whole result."""
        with told(self.path):
            kept = {k: v for k, v in _json(self.path / ".zattrs").items() if k == "coordinates"}
            whole = _json(self.path / ".zmetadata")
            whole["metadata"][".zattrs"] = {**kept, **attrs}
            replace(self.path / ".zattrs", json.dumps({**kept, **attrs}).encode())
            replace(self.path / ".zmetadata", json.dumps(whole).encode())

    def tidy(self) -> None:
        """Take away what a killed process left half written."""
        for folder in (*(self.path / name for name in self.names.values()), self.record.folder / "done"):
            for file in folder.glob("*.partial"):
                file.unlink(missing_ok=True)

    @property
    def stamp(self) -> float:
        """Tells this store from another one that stood or will stand at its path."""
        return (self.record.folder / "task.json").stat().st_mtime

    @property
    def complete(self) -> bool:
        """Whether the result was finished once."""
        return UNFINISHED not in _json(self.path / ".zattrs")

    def dataset(self) -> xr.Dataset:
        """The result, opened lazily: by dask where it is installed, else by what xarray has itself."""
        return read(self.path)


def read(path: Path) -> xr.Dataset:
    """A store as a Dataset that loads what is looked at.

    Raises
    ------
    MissingExtra
        Without the extra ``zarr``.
    StoreError
        When the folder is no store of biolift, or cannot be read.
    """
    need_zarr()
    import xarray as xr

    record = Record(path)
    if not record.exists:
        raise StoreError(f"{path} is no store that biolift wrote")
    names = record.task()["variables"]
    chunks: dict[str, int] | None = {} if importlib.util.find_spec("dask") else None
    try:
        found = xr.open_zarr(path, chunks=chunks, consolidated=True)
        return found.rename({there: name for name, there in names.items() if name != there})[list(names)]
    except (OSError, ValueError, KeyError) as error:
        raise StoreError(f"{path} cannot be read: {error}; overwrite=True starts it anew") from error


@lru_cache(maxsize=8)
def opened(path: Path, stamp: float) -> ZarrStore:
    """The store for a worker, which writes many chunks to it; `stamp` tells one of the same name."""
    del stamp
    need_zarr()
    return ZarrStore(path)


def need_zarr() -> None:
    """Raise with what to install where zarr is missing."""
    if importlib.util.find_spec("zarr") is None:
        raise MissingExtra("zarr", "zarr", "store=")


def place(path: str | Path) -> Path:
    """`path` where a store is or can be made, before anything long is computed.

    Raises
    ------
    StoreError
        Says what is wrong and what to type instead.
    """
    need_zarr()
    if not isinstance(path, (str, os.PathLike)) or not str(path):
        raise StoreError(f"store={path!r}: must be the path of a folder; type for example store='runs.zarr'")
    path = Path(path)
    if path.suffix != ".zarr":
        example = path.with_suffix(".zarr").name if path.stem else "runs.zarr"
        raise StoreError(f"{path}: a store must end in .zarr; type for example {example}")
    parent = path.absolute().parent
    if not parent.is_dir():
        raise StoreError(f"{path}: there is no folder {parent}; make it first or choose another")
    if path.exists() and not Record(path).exists:
        raise StoreError(f"{path} is there already and no store that biolift wrote; type another path")
    if not path.exists() and not os.access(parent, os.W_OK):
        raise StoreError(f"{path}: the folder {parent} cannot be written to; type another path")
    return path


def room(path: Path, needed: int, each: int, count: int) -> None:
    """Make sure that what is to come fits on the disk.

    Raises
    ------
    StoreError
        With the numbers.
    """
    free = shutil.disk_usage(path.absolute().parent).free
    if needed > free:
        size = f"{count:,} repetitions of {each:,} bytes may take {_size(needed)}"
        hint = "report=[...] keeps fewer numbers; a store on another disk has more room"
        raise StoreError(f"{path}: {size}, and {_size(free)} are free there; {hint}")


def _size(count: float) -> str:
    for unit in ("bytes", "kB", "MB", "GB"):
        if count < 1000:
            return f"{count:.3g} {unit}"
        count /= 1000
    return f"{count:,.3g} TB"


def create(
    path: Path,
    template: xr.Dataset,
    axes: Mapping[str, Sequence[Any] | range],
    regions: Regions,
    identity: Mapping[str, str],
    *,
    overwrite: bool = False,
) -> ZarrStore:
    """Make an empty store, whole or not at all.

    Parameters
    ----------
    path : Path
    template : xarray.Dataset
        The result at one point of the grid: every variable with its dimensions and attributes.
    axes : mapping
        Axes of the grid, in the order of its C order, to their labels.
    regions : Regions
        How the grid is cut.
    identity : mapping
        What the result is of.
    overwrite : bool
        Whether a store that is there is replaced.
    """
    names = {str(name): str(name).replace("/", "-") for name in template.data_vars}
    with (
        told(path),
        tempfile.TemporaryDirectory(prefix=f".{path.stem}-", dir=path.absolute().parent) as beside,
    ):
        made = Path(beside) / "new"
        _fill(made, template, axes, regions, names)
        Record(made).begin(
            {
                "identity": dict(identity),
                "variables": names,
                "grid": list(axes),
                "shape": regions.shape,
                "axis": regions.axis,
                "length": regions.length,
            }  # fmt: skip
        )
        if overwrite and path.exists():
            with Record(path).lock():
                os.rename(path, Path(beside) / "old")
        os.rename(made, path)
    return ZarrStore(path)


def _fill(
    folder: Path,
    template: xr.Dataset,
    axes: Mapping[str, Sequence[Any] | range],
    regions: Regions,
    names: Mapping[str, str],
) -> None:
    """Coordinates by xarray, empty variables by zarr: xarray would hold all of them in memory."""
    import xarray as xr
    import zarr

    own = {str(name): coord for name, coord in template.coords.items() if name not in axes}
    labels = {name: np.asarray(values) for name, values in axes.items() if len(values) <= LABELLED}
    attrs = {**template.attrs, UNFINISHED: "not finished: the same call again goes on where it stopped"}
    xr.Dataset(coords={**labels, **own}, attrs=attrs).to_zarr(
        folder, mode="w-", zarr_format=2, consolidated=False
    )
    sizes = dict(zip(axes, regions.shape, strict=True))
    chunks = dict(zip(axes, regions.chunk, strict=True))
    group = zarr.open_group(folder, mode="r+", zarr_format=2)
    for name, there in names.items():
        variable = template[name]
        dims = [str(dim) for dim in variable.dims]
        group.create_array(
            there,
            shape=tuple(sizes.get(dim, template.sizes[dim]) for dim in dims),
            chunks=tuple(chunks.get(dim, template.sizes[dim]) for dim in dims),
            dtype="f8",
            fill_value=float("nan"),
            attributes={**variable.attrs, "_ARRAY_DIMENSIONS": dims},
        )
    zarr.consolidate_metadata(folder, zarr_format=2)


def _json(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_bytes())
    return found
