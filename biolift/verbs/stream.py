"""Long sweeps and samples: chunk after chunk, into memory or a store, by threads, processes or a cluster."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from biolift.engine.dataset import summary_dataset
from biolift.engine.notice import hidden
from biolift.engine.scope import together
from biolift.engine.store.identity import facts
from biolift.engine.store.regions import Regions, chunk_size
from biolift.engine.store.zarr_store import UNFINISHED, ZarrStore, create, opened, place, room
from biolift.verbs.many import Many
from biolift.verbs.means import Means
from biolift.verbs.record import REASONS, biolift_version
from biolift.verbs.select import reported
from biolift.verbs.task import Task, compute, framed
from biolift.verbs.workers import Job

if TYPE_CHECKING:
    import xarray as xr

Array = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Part:
    """What came of one chunk.

    number, count : which one, and how many repetitions
    note : what must be told of it in words
    found : the results themselves, where they were not written by who made them
    """

    number: int
    count: int
    note: Mapping[str, Any]
    found: Any = None


@dataclass
class Told:
    """What must be told in words of all that is done."""

    reached: int = 0
    failed: int = 0
    why: list[str] = field(default_factory=list)
    scope: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, notes: Mapping[int, Mapping[str, Any]]) -> Told:
        """The notes of chunks together, in the order of the grid."""
        out = cls()
        for _, note in sorted(notes.items()):
            out.reached += note["reached"]
            out.failed += note["failed"]
            out.why += [text for text in note["why"] if text not in out.why]
            out.scope += note["scope"]
        out.scope = together(out.scope)
        return out


def note_of(found: Many) -> dict[str, Any]:
    """What must be told of a chunk."""
    why = list(dict.fromkeys(found.failed[k] for k in sorted(found.failed)))[:REASONS]
    return {"reached": found.reached, "failed": len(found.failed), "why": why, "scope": found.scope}


@dataclass(frozen=True, eq=False, kw_only=True)
class Chunks:
    """The chunks of a task, into a store or back to who asked.

    Parameters
    ----------
    task : Task
        Of :func:`biolift.verbs.task.framed`.
    regions : Regions
    report : sequence of str, optional
        Addresses to keep in place of whole variables, as :func:`biolift.sweep` takes them.
    store : (path, stamp), optional
    """

    task: Task
    regions: Regions
    report: Sequence[str] | None = None
    store: tuple[Path, float] | None = None

    def do(self, number: int, threads: int | None, progress: Callable[[int], None] | None) -> Part:
        """Work out one chunk."""
        first, count = self.regions.span(number)
        found = compute(self.task, first, count, threads=threads, progress=progress)
        note = note_of(found)
        if self.store is None:
            return Part(number=number, count=count, note=note, found=found)
        opened(*self.store).write(number, self._kept(found), note)
        return Part(number=number, count=count, note=note)

    def _kept(self, found: Many) -> Mapping[str, Array]:
        if self.report is None:
            return found.values
        whole = summary_dataset(found.values, {"case": list(range(found.reached))}, found.labels, {})
        return {name: whole_.values for name, whole_ in reported(whole, self.report).items()}  # type: ignore[misc]


def in_memory(task: Task, means: Means, title: str) -> Many:
    """Work out a task with other processes or a cluster, into memory.

    Interrupted, what is done is given back, with `reached` short of the number of repetitions.
    """
    means.checked()
    task = framed(task)
    job = Chunks(task=task, regions=_regions(task))
    values = {name: np.full((task.total, *sizes), np.nan) for name, sizes in task.kept.items()}
    out = Many(values, {name: list(labels) for name, labels in task.labels.items()})
    notes: dict[int, Mapping[str, Any]] = {}

    def take(part: Part) -> None:
        first, count = job.regions.span(part.number)
        for name, block in part.found.values.items():
            values[name][first : first + count] = block
        out.failed |= {first + k: why for k, why in part.found.failed.items()}
        notes[part.number] = part.note

    go(job, range(len(job.regions)), task.total, means, title, take)
    told = Told.of(notes)
    out.failed = dict(sorted(out.failed.items()))
    out.reached, out.scope = told.reached, told.scope
    return out


def stored(
    task: Task,
    means: Means,
    title: str,
    axes: Mapping[str, Sequence[Any]],
    attributes: Callable[[Told], Mapping[str, Any]],
    *,
    report: Sequence[str] | None = None,
    draw_first: bool = False,
) -> xr.Dataset:
    """Work out a task into a store, or what of it is missing there.

    Parameters
    ----------
    task : Task
    means : Means
    title : str
        What the progress bar says.
    axes : mapping
        Axes of the result to their labels, in the order of the task's.
    attributes : callable
        Attributes of the result from what must be told of it.
    report : sequence of str, optional
    draw_first : bool
        Whether the last axis comes first in the result.

    Returns
    -------
    xarray.Dataset
        Opened lazily. Interrupted, what was not reached is NaN.

    Raises
    ------
    StoreError
        For a store of another result, one that another process writes, or a disk that does not take it.
    """
    assert means.store is not None
    means.checked()
    path = place(means.store)
    task = framed(task)
    names = [*axes][-1:] + [*axes][:-1] if draw_first else [*axes]
    template = _template(task, {name: axes[name] for name in names}, report)
    each = sum(8 * variable.size for variable in template.data_vars.values())
    asked = identity(task, report) | means.machine()
    store = open_store(path, asked, means.overwrite)
    if store is None:
        room(path, task.total * each, each, task.total)
        store = create(path, template, axes, _regions(task), asked, overwrite=means.overwrite)
    elif store.complete and len(store.finished()) == len(store.regions):
        return store.dataset()
    with store.record.lock():
        store.tidy()
        notes = store.finished()
        todo = [k for k in range(len(store.regions)) if k not in notes]
        left = sum(store.regions.span(k)[1] for k in todo)
        room(path, left * each, each, left)
        store.describe({**template.attrs, UNFINISHED: _left(left, task.total)})
        job = Chunks(task=task, regions=store.regions, report=report, store=(path.absolute(), store.stamp))
        go(job, todo, task.total, means, title, lambda part: notes.update({part.number: dict(part.note)}))
        told = Told.of(notes)
        missing = task.total - told.reached
        attrs = dict(attributes(told)) | ({UNFINISHED: _left(missing, task.total)} if missing else {})
        store.describe(attrs)
    return store.dataset()


def _left(left: int, total: int) -> str:
    return f"{left} of {total} repetitions were not reached; the same call again goes on with them"


def open_store(path: Path, asked: Mapping[str, str], overwrite: bool) -> ZarrStore | None:
    """The store at `path` if there is one to go on with; None when one has to be made.

    Raises
    ------
    StoreError
        For a store of another result.
    """
    if overwrite or not path.exists():
        return None
    store = ZarrStore(path)
    store.same(asked)
    return store


def go(
    job: Job,
    todo: Sequence[int],
    total: int,
    means: Means,
    title: str,
    take: Callable[[Any], None],
) -> None:
    """Do parts of a job under a progress bar; an interrupt ends it, or is raised if nothing is done yet."""
    from tqdm import tqdm

    done = total - sum(job.regions.span(number)[1] for number in todo)
    any_done = done > 0
    with tqdm(
        total=total, initial=done, desc=title, unit="rep", disable=hidden(means.progress), leave=False
    ) as bar:
        try:
            for part in means.parts(job, todo, bar):
                take(part)
                any_done = True
        except KeyboardInterrupt:
            if not any_done:
                raise


def _regions(task: Task) -> Regions:
    return Regions.of(task.shape, chunk_size(task.total, task.each))


def _template(task: Task, axes: Mapping[str, Sequence[Any]], report: Sequence[str] | None) -> xr.Dataset:
    """The result at one point, for its dimensions, labels and attributes."""
    one = {name: [labels[0]] for name, labels in axes.items()}
    values = {name: np.full((*(1,) * len(one), *sizes), np.nan) for name, sizes in task.kept.items()}
    whole = summary_dataset(values, one, task.labels, {})
    return reported(whole, report) if report else whole


def identity(task: Task, report: Sequence[str] | None, **more: Any) -> dict[str, str]:
    """What the results of a task depend on, besides the machine."""
    said: dict[str, Any] = {
        "draws": task.draws, "first": task.first, "seed": task.seed, "choices": task.choices,
        "precision": task.precision,
        "report": report or task.names or "everything", **more, "axes": list(task.axes),
    }  # fmt: skip
    found: dict[str, str] = {}
    for name, value in (*said.items(), *((f"axes {path}", list(task.axes[path])) for path in task.axes)):
        found |= facts(name, value)
    found |= facts("trial", task.trial) | facts("model", task.model)
    return found | {"biolift": biolift_version()}
