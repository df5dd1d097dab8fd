"""Running quantiles of a sample: its draws are counted and forgotten."""

from __future__ import annotations

import io
import json
import math
import time
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from biolift.engine.dataset import summary_dataset
from biolift.engine.sketch import ACCURACY, Sketch
from biolift.engine.store.record import replace, told
from biolift.engine.store.regions import Regions, chunk_size
from biolift.engine.store.zarr_store import UNFINISHED, ZarrStore, create, place
from biolift.errors import InputError, StoreError
from biolift.verbs.stream import Means, Part, Told, go, identity, note_of, open_store
from biolift.verbs.task import Task, compute, framed

if TYPE_CHECKING:
    import xarray as xr

Array = NDArray[np.float64]
#: Least time between two states on disk [s], and how many times as long as writing one took.
EVERY, RARELY = 5.0, 20.0
STATE = "running.npz"
#: What a sketch holds.
KINDS = ("keys", "counts", "missing")


def checked_quantiles(given: object) -> tuple[float, ...]:
    """Shares between 0 and 1.

    Raises
    ------
    InputError
        For anything else.
    """
    try:
        found = tuple(float(share) for share in given)  # type: ignore[attr-defined]
    except (TypeError, ValueError):
        found = ()
    if not found or not all(0.0 <= share <= 1.0 for share in found) or len(set(found)) < len(found):
        allowed = "different shares between 0 and 1"
        raise InputError("quantiles", given, allowed, "quantiles=[0.05, 0.5, 0.95]")
    return found


@dataclass(frozen=True, eq=False, kw_only=True)
class Counts:
    """The chunks of a task, as quantiles of whole points of its grid or a sketch of a part of one.

    Parameters
    ----------
    task : Task
        Of :func:`biolift.verbs.task.framed`.
    regions : Regions
    at : sequence of float
        Shares between 0 and 1.
    """

    task: Task
    regions: Regions
    at: Sequence[float]

    def do(self, number: int, threads: int | None, progress: Callable[[int], None] | None) -> Part:
        """Work out one chunk and count it."""
        first, count = self.regions.span(number)
        found = compute(self.task, first, count, threads=threads, progress=progress)
        table = np.concatenate([block.reshape(count, -1) for block in found.values.values()], axis=1)
        if self.splits:
            result: Any = Sketch.of(table)
        else:
            points = table.reshape(-1, self.regions.shape[-1], table.shape[1])
            result = np.stack([Sketch.of(one).quantiles(self.at) for one in points])
        return Part(number=number, count=count, note=note_of(found), found=result)

    @property
    def splits(self) -> bool:
        """Whether the draws of one point are in several chunks."""
        return len(self.regions.shape) - 1 == self.regions.axis and self.regions.pieces > 1


class Running:
    """Quantiles of finished points, and sketches of those that are not.

    Parameters
    ----------
    job : Counts
    store : ZarrStore, optional
        Where the state is kept.
    """

    def __init__(self, job: Counts, store: ZarrStore | None) -> None:
        self.job, self.store = job, store
        self.size = sum(math.prod(sizes) for sizes in job.task.kept.values())
        points = math.prod(job.regions.shape[:-1])
        self.values = np.full((points, len(job.at), self.size), np.nan)
        self.done: dict[int, Mapping[str, Any]] = {}
        # of unfinished points; a sketch and the chunks in it are one value, which no interrupt can part
        self.open: dict[int, tuple[Sketch, dict[int, Mapping[str, Any]]]] = {}
        self._saved, self._took = time.monotonic(), 0.0

    @property
    def notes(self) -> dict[int, Mapping[str, Any]]:
        """Notes of all chunks that are counted."""
        return {**self.done, **{k: note for _, notes in self.open.values() for k, note in notes.items()}}

    def take(self, part: Part) -> None:
        """Add what came of a chunk."""
        point = self.job.regions.span(part.number)[0] // self.job.regions.shape[-1]
        if self.job.splits:
            sketch, notes = self.open.get(point, (Sketch.empty(self.size), {}))
            self.open[point] = sketch + part.found, {**notes, part.number: part.note}
            if len(notes) + 1 == self.job.regions.pieces:
                self._settle(point)
        else:
            self.values[point : point + len(part.found)] = part.found
            self.done[part.number] = part.note
        if time.monotonic() - self._saved > max(EVERY, RARELY * self._took):
            self.save()

    def _settle(self, point: int) -> None:
        sketch, notes = self.open[point]
        self.values[point] = sketch.quantiles(self.job.at)
        self.done.update(notes)
        del self.open[point]

    def result(self) -> dict[str, Array]:
        """Quantiles by name (quantiles, points, own dimensions); of unfinished points those so far."""
        values = self.values.copy()
        for point, (sketch, _) in self.open.items():
            values[point] = sketch.quantiles(self.job.at)
        out, at = {}, 0
        for name, sizes in self.job.task.kept.items():
            width = math.prod(sizes)
            block = values[:, :, at : at + width].swapaxes(0, 1)
            out[name] = block.reshape(len(self.job.at), len(values), *sizes)
            at += width
        return out

    def save(self) -> None:
        """Put the state on disk, in one step."""
        if self.store is None:
            return
        begun = time.monotonic()
        arrays: dict[str, Any] = {"values": self.values, "notes": _bytes(self.done)}
        for point, (sketch, notes) in self.open.items():
            arrays |= {f"{point}.{kind}": getattr(sketch, kind) for kind in KINDS}
            arrays[f"{point}.notes"] = _bytes(notes)
        buffer = io.BytesIO()
        np.savez(buffer, allow_pickle=False, **arrays)
        with told(self.store.path):
            replace(self.store.record.folder / STATE, buffer.getvalue())
        self._saved = time.monotonic()
        self._took = self._saved - begun

    def load(self) -> None:
        """Go on with the state on disk, if there is one.

        Raises
        ------
        StoreError
            When it cannot be read.
        """
        path = None if self.store is None else self.store.record.folder / STATE
        if path is None or not path.exists():
            return
        try:
            with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as found:
                self.values = found["values"]
                self.done = _noted(found["notes"])
                for point in {int(name.partition(".")[0]) for name in found.files if "." in name}:
                    parts = (found[f"{point}.{kind}"] for kind in KINDS)
                    self.open[point] = Sketch(self.size, *parts), _noted(found[f"{point}.notes"])
        except (ValueError, KeyError, OSError, zipfile.BadZipFile) as error:
            said = f"{path}: the running counts are damaged ({error})"
            raise StoreError(f"{said}; overwrite=True begins them anew") from error


def _bytes(notes: Mapping[int, Any]) -> NDArray[np.uint8]:
    return np.frombuffer(json.dumps(notes).encode(), dtype=np.uint8)


def _noted(data: NDArray[np.uint8]) -> dict[int, Mapping[str, Any]]:
    return {int(number): note for number, note in json.loads(data.tobytes()).items()}


def quantiles_of(
    task: Task,
    at: Sequence[float],
    means: Means,
    title: str,
    axes: Mapping[str, Sequence[Any]],
    attributes: Callable[[Told], Mapping[str, Any]],
) -> xr.Dataset:
    """Quantiles over the draws of a task.

    Parameters
    ----------
    task : Task
    at : sequence of float
        Of :func:`checked_quantiles`.
    means, title, attributes
        As for :func:`biolift.verbs.stream.stored`.
    axes : mapping
        Axes of the grid to their labels, without the draws.

    Returns
    -------
    xarray.Dataset
        On `quantile` and the axes. Interrupted, the quantiles of the draws so far.
    """
    path = None if means.checked().store is None else place(means.store)  # type: ignore[arg-type]
    task = framed(task)
    job = Counts(task=task, regions=Regions.of(task.shape, chunk_size(task.total, task.each)), at=at)
    where = {"quantile": list(at), **axes}
    if path is None:
        return _run(job, None, means, title, where, attributes)
    asked = identity(task, None, quantiles=list(at)) | means.machine()
    store = open_store(path, asked, means.overwrite)
    if store is None:
        regions = Regions.of(tuple(len(labels) for labels in where.values()), 2**16)
        template = summary_dataset(
            {name: np.full((*(1,) * len(where), *sizes), np.nan) for name, sizes in task.kept.items()},
            {name: [labels[0]] for name, labels in where.items()},
            task.labels,
            {},
        )
        store = create(path, template, where, regions, asked, overwrite=means.overwrite)
    elif store.complete and len(store.finished()) == len(store.regions):
        return store.dataset()
    with store.record.lock():
        store.tidy()
        return _run(job, store, means, title, where, attributes)


def _run(
    job: Counts,
    store: ZarrStore | None,
    means: Means,
    title: str,
    axes: Mapping[str, Sequence[Any]],
    attributes: Callable[[Told], Mapping[str, Any]],
) -> xr.Dataset:
    running = Running(job, store)
    running.load()
    todo = [number for number in range(len(job.regions)) if number not in running.notes]
    try:
        go(job, todo, job.task.total, means, title, running.take)
    finally:
        if running.notes:
            running.save()
    said = Told.of(running.notes)
    missing = job.task.total - said.reached
    attrs = {**attributes(said), "quantile_accuracy": f"{ACCURACY:.2g}, relative to the size of each"}
    if missing:
        attrs[UNFINISHED] = f"{missing} of {job.task.total} draws were not reached; these are of the others"
    values, labels = running.result(), job.task.labels
    if store is None or missing:
        shape = tuple(len(one) for one in axes.values())
        whole = {name: block.reshape(*shape, *block.shape[2:]) for name, block in values.items()}
        return summary_dataset(whole, axes, labels, attrs)  # type: ignore[arg-type]
    for number in range(len(store.regions)):
        first, count = store.regions.span(number)
        flat = {name: block.reshape(-1, *block.shape[2:]) for name, block in values.items()}
        store.write(number, {name: block[first : first + count] for name, block in flat.items()}, {})
    store.describe(attrs)
    with told(store.path):
        (store.record.folder / STATE).unlink(missing_ok=True)
    return store.dataset()
