"""Many repetitions at once: summaries of any cases, grouped by structure and run in blocks."""

from __future__ import annotations

import os
import warnings
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from biolift.engine import outcome
from biolift.engine.batch_results import Batch, Noted, empty, put, take
from biolift.engine.block import driver
from biolift.engine.block.columns import pack
from biolift.engine.block.jit import compiled, functions_as_values
from biolift.engine.block.plan import Columns, Results, Stages, in_single
from biolift.engine.block.room import curve_count
from biolift.engine.block.rounds import kernels
from biolift.engine.block.structure import MOST_LOADS, Structure, structure, structure_key
from biolift.engine.dataset import summary_values
from biolift.engine.notice import patience
from biolift.engine.pipeline import Run, run_trial
from biolift.engine.precision import DOUBLE, SINGLE, checked_precision
from biolift.engine.scope import scope
from biolift.equipment.free_weight import STAGE as IDLE
from biolift.errors import BioliftError, ConvergenceWarning
from biolift.laws import body as law
from biolift.laws import muscle, passive, spine
from biolift.laws.site import site
from biolift.laws.tree import Tree
from biolift.library.quantities import CURVE_NUMBERS, SUMMARIES
from biolift.nouns.model import Model
from biolift.nouns.trial import Trial
from biolift.nouns.versions import Cases, Versions

Index = NDArray[np.intp]
Case = tuple[Trial, Model]
#: Fewest and most versions that are packed and run together, and jobs per thread between; results do not
#: depend on it.
FEWEST, MOST, PER_THREAD = 32, 256, 4
REFUSED = "it cannot be done; biolift.simulate of this trial says why"
LEFT_OPEN = "the compiled blocks found no pose where a single repetition does: biolift.simulate gives it"
#: Kernels that ran already.
_loaded: set[tuple[Any, ...]] = set()
COMPILING = "biolift: compiling the block pipeline for this machine, once; later runs start at once"


@dataclass(frozen=True)
class _Job:
    """Some versions of a set, from the `first` of its versions on: `where` among all cases."""

    number: int
    group: Structure
    versions: Versions
    first: int
    where: Index
    single: bool

    @property
    def inner(self) -> Index:
        """Where among the versions of the set; not kept, as a million jobs may wait."""
        return np.arange(self.first, self.first + len(self.where))

    @property
    def needs(self) -> tuple[Any, ...]:
        """Kernels that it runs."""
        loads = tuple(stage.name for stage in self.group.stages)
        return self.group.tree.turning, self.group.sharing, loads, self.single


def run_batch(
    cases: Sequence[Case],
    names: Sequence[str] | None = None,
    *,
    threads: int | None = None,
    progress: Callable[[int], None] | None = None,
    partial: bool = False,
    explain: bool = True,
    precision: str = DOUBLE,
) -> Batch:
    """Summaries of every case, as `run_trial` gives them.

    A case that cannot be worked out does not stop the others: it is NaN, and its message is kept.

    Parameters
    ----------
    cases : sequence of (Trial, Model)
        Versions of one trial go quickest as :class:`biolift.nouns.versions.Cases`.
    names : sequence of str, optional
        Quantities to keep, ``least_...`` and ``positive_...`` of a curve among them; by default all that are
        declared.
    threads : int, optional
        By default one per core; results do not depend on it.
    progress : callable, optional
        Called with the number of cases that were done since the last call.
    partial : bool
        Whether an interrupt returns what was reached, once there is something, instead of being raised.
    explain : bool
        Whether of the versions of one trial that cannot be worked out the first says why, which takes as long
        as a hundred that can.
    precision : {"float64", "float32"}
        Of everything between the motion and the load sharing, which remain float64, as what is kept does;
        differences are below :data:`biolift.engine.precision.TOLERANCE`, those of `strength_needed` below its
        own accuracy of 0.001, and a time of peak may be that of another sample as large. Cases that blocks do
        not know run in float64 anyway.

    Raises
    ------
    InputError
        For float32 where the body turns.

    Warns
    -----
    ConvergenceWarning
        When some load sharing did not converge; its numbers are those of the last step.
    """
    cases = Cases.of(cases)
    groups = _groups(cases)
    checked_precision(precision, (group.movement for group in groups))
    batch = empty(groups, len(cases), names)
    noted = [Noted(group, versions) for group, (versions, _) in zip(groups, cases.sets, strict=True)]
    threads = threads or os.cpu_count() or 1
    size = min(max(len(cases) // (PER_THREAD * threads), FEWEST), MOST)
    jobs = list(_jobs(groups, cases, size, precision == SINGLE))
    stuck = 0
    try:
        with functions_as_values():
            for job, out, said in _each(lambda job: (job, *_run(job, batch)), jobs, threads):
                batch.scope[job.number] = batch.scope[job.number] or said
                if out is not None:
                    stuck += int(out.stuck.sum())
                    take(batch, job.group, job.where, out)
                    noted[job.number].see(out)
                batch.reached[job.where] = True
                if progress is not None:
                    progress(len(job.where))
    except KeyboardInterrupt:
        if not (partial and batch.reached.any()):
            raise
    batch.scope = [found.lines() or batch.scope[k] for k, found in enumerate(noted)]
    if explain:
        _explain(cases, batch)
    batch.errors = dict(sorted(batch.errors.items()))
    if stuck:
        warnings.warn(f"load sharing did not converge in {stuck} samples", ConvergenceWarning, stacklevel=2)
    return batch


def _groups(cases: Cases) -> list[Structure]:
    """Structure of every set."""
    known: dict[Any, Structure] = {}
    out = []
    for trial, model in cases.bases:
        key = structure_key(trial, model)
        if key not in known:
            known[key] = structure(trial, model)
        out.append(known[key])
    return out


def _jobs(groups: Sequence[Structure], cases: Cases, size: int, single: bool) -> Iterator[_Job]:
    for number, (group, (versions, where)) in enumerate(zip(groups, cases.sets, strict=True)):
        for first in range(0, len(where), size):
            own = where[first : first + size]
            yield _Job(number, group, versions, first, own, single)


def _each(one: Callable[[_Job], Any], jobs: Sequence[_Job], threads: int) -> Iterator[Any]:
    """Results of the jobs; what compiles or loads kernels goes first and alone."""
    rest = []
    for job in jobs:
        if job.needs in _loaded:
            rest.append(job)
            continue
        with patience(COMPILING):
            result = one(job)
        _loaded.add(job.needs)
        yield result
    with ThreadPoolExecutor(threads) as pool:
        waiting: deque[Future[Any]] = deque()  # a few at a time: results must not pile up
        try:
            for job in rest:
                waiting.append(pool.submit(one, job))
                if len(waiting) > 2 * threads:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _run(job: _Job, batch: Batch) -> tuple[Results | None, list[str]]:
    """Run the versions of one job: results of blocks, or the scope of its first version that works alone.

    Marks those that cannot be done. Scopes are put in the order of the jobs, not here: any may end first.
    """
    if not job.group.compiled:
        said: list[str] = []
        for inner, c in zip(job.inner.tolist(), job.where.tolist(), strict=True):
            run = _alone(c, job.versions[inner], batch)
            said = said or (scope(run) if run is not None else [])
        return None, said
    out = results_of(job.group, len(job.where))
    _pack_and_run(job, slice(0, len(job.where)), out)
    batch.errors |= dict.fromkeys(job.where[out.status != driver.DONE].tolist(), REFUSED)
    return out, []


def _pack_and_run(job: _Job, part: slice, out: Results) -> None:
    """Run some versions of a job; where one cannot be packed, halves are tried, down to itself."""
    here = Results(*(array[part] for array in out))
    try:
        columns = pack(job.group, job.versions, job.inner[part])
    except BioliftError:
        count = part.stop - part.start
        if count == 1:
            here.status[:] = driver.MISSED
            return
        middle = part.start + count // 2
        _pack_and_run(job, slice(part.start, middle), out)
        _pack_and_run(job, slice(middle, part.stop), out)
        return
    here.status[columns.path.terms < 0] = driver.OPEN
    columns = in_single(columns) if job.single else columns
    run_group(job.group, columns, 0, len(columns.duration), here)


def _alone(c: int, case: Case, batch: Batch) -> Run | None:
    """Run one case through the reference; None where it cannot be done."""
    try:
        run = run_trial(*case)
    except BioliftError as error:
        batch.errors[c] = str(error)
        return None
    labels = outcome.labels(run)
    for name, array in summary_values(outcome.values(run), labels["time"], batch.values).items():
        put(batch, name, np.array([c]), np.asarray(array)[None], labels)
    return run


def _explain(cases: Cases, batch: Batch) -> None:
    """Let the reference say why cases cannot be done, where and by how much; of versions of the first.

    Its numbers are not taken: a result would depend on the company of its case.
    """
    told: set[Any] = set()
    if not batch.errors:
        return
    for versions, where in cases.sets:
        movement = versions.base[0].movement_resolved
        same = (movement.id, movement.variant) if versions.places.paths else id(versions)
        worst = next((c for c in where.tolist() if batch.errors.get(c) == REFUSED), None)
        if worst is not None and same not in told:
            told.add(same)
            try:
                run_trial(*cases[worst])
                batch.errors[worst] = LEFT_OPEN
            except BioliftError as error:
                batch.errors[worst] = str(error)


def stages_of(tree: Tree, sharing: tuple[str, str], single: bool = False) -> Stages:
    """The compiled stages of a tree in float64 or float32, and those of the load sharing."""
    every = (
        law.kinematics(tree), law.dynamics(tree), site(tree), muscle.STAGE, muscle.TRUNK, muscle.LEG,
        passive.LEG, passive.LUMBAR, spine.LEVEL, spine.DISC,
    )  # fmt: skip
    return Stages(
        *(compiled(stage, single) for stage in every),
        *(kernel for text in sharing for kernel in kernels(text, single)),
    )


def run_group(group: Structure, columns: Columns, first: int, last: int, out: Results) -> None:
    """Run some cases of a group, in float32 where the columns are."""
    single = columns.geometry.dtype == np.float32
    loads = [compiled(stage, single) for stage in group.stages]
    loads += [compiled(IDLE, single)] * (MOST_LOADS - len(loads))
    rows, stages = len(law.body_rows(group.tree)), stages_of(group.tree, group.sharing, single)
    driver.drive(first, last, group.plan, columns, stages, tuple(loads), rows, out)


def results_of(group: Structure, count: int) -> Results:
    """Room for the results of a group's cases."""
    plan = group.plan
    curves = curve_count(plan)
    return Results(
        np.zeros((count, len(SUMMARIES) + len(CURVE_NUMBERS), curves)), np.zeros((count, 2)),
        np.zeros((count, plan.supports.segment.size, 2)),
        np.zeros((count, plan.equipment.inputs.size, 2)), np.zeros(count), np.zeros(count, dtype=np.int64),
        np.zeros(count, dtype=np.int64),
    )  # fmt: skip
