"""Many repetitions at once: summaries of any cases, grouped by structure and run in blocks."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numba.core.errors import NumbaExperimentalFeatureWarning
from numpy.typing import NDArray

from biolift.engine import outcome
from biolift.engine.block import driver, muscles, share
from biolift.engine.block.jit import compiled
from biolift.engine.block.pack import Seen, pack
from biolift.engine.block.plan import Stages
from biolift.engine.block.structure import MOST_LOADS, Structure, structure, structure_key, supported
from biolift.engine.dataset import summary_values
from biolift.engine.demand import DEMANDS
from biolift.engine.notice import patience
from biolift.engine.pipeline import full_flexion, run_trial
from biolift.engine.scope import Seen as Shown
from biolift.engine.scope import held_pose, scope, sentences
from biolift.equipment.free_weight import STAGE as IDLE
from biolift.errors import BioliftError, ConvergenceWarning
from biolift.laws import body as law
from biolift.laws import muscle, passive, spine
from biolift.laws.site import site
from biolift.laws.tree import Tree
from biolift.library.quantities import CURVE_NUMBERS, SUMMARIES, curve_of, dims_of
from biolift.nouns.model import Model
from biolift.nouns.trial import Trial
from biolift.vocabulary import JOINTS, LEVELS, SIDES

Array = NDArray[np.float64]
Case = tuple[Trial, Model]
#: Cases that are packed and run together; results do not depend on it.
CHUNK = 64
OUT_OF_REACH = "the pose is out of reach; biolift.simulate of this trial says by how much"
COMPILING = "biolift: compiling the block pipeline for this machine, once; later runs start at once"


@dataclass
class Batch:
    """Summaries of many repetitions.

    Parameters
    ----------
    values : dict of array (C, ...)
        By name of the quantity, dimensions of its declaration after the cases; NaN where a case has no such
        member or failed.
    labels : dict
        Labels of those dimensions.
    scope : list of list of str
        What each case cannot say.
    errors : dict
        Message of each case that could not be worked out, by its index.
    reached : array of bool (C,)
        False for cases that an interrupt left out.
    """

    values: dict[str, Array]
    labels: dict[str, list[str]]
    scope: list[list[str]]
    errors: dict[int, str] = field(default_factory=dict)
    reached: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, dtype=bool))


def run_batch(
    cases: Sequence[Case],
    names: Sequence[str] | None = None,
    *,
    threads: int | None = None,
    progress: Callable[[int], None] | None = None,
    partial: bool = False,
    brief: bool = False,
) -> Batch:
    """Summaries of every case, as `run_trial` gives them.

    A case that cannot be worked out does not stop the others: it is NaN, and its message is kept.

    Parameters
    ----------
    cases : sequence of (Trial, Model)
    names : sequence of str, optional
        Quantities to keep, ``least_...`` and ``positive_...`` of a curve among them; by default all that are
        declared.
    threads : int, optional
        By default one per core; results do not depend on it.
    progress : callable, optional
        Called with the number of cases that were done since the last call.
    partial : bool
        Whether an interrupt returns what was reached, once there is something, instead of being raised.
    brief : bool
        Whether one case of each chunk is enough to say what the results cannot say, and one that cannot be
        worked out to say by how much; the words of every case take longer than its numbers.

    Warns
    -----
    ConvergenceWarning
        When some load sharing did not converge; its numbers are those of the last step.
    """
    groups = _groups(cases)
    batch = _empty(groups, len(cases), names)
    seen = Seen()
    jobs = [(group, part) for group, members in groups for part in _chunks(members)]

    def one(job: tuple[Structure, list[int]]) -> tuple[Structure, list[int], driver.Results | None]:
        group, part = job
        if not group.compiled:
            for c in part:
                _alone(c, cases[c], batch)
            return group, part, None
        return group, part, _run(group, [cases[c] for c in part], seen, part, batch, brief)

    stuck = 0
    try:
        for group, part, out in _each(one, jobs, threads):
            if out is not None:
                stuck += int(out.stuck.sum())
                _take(batch, group, part, out, cases, brief)
            batch.reached[part] = True
            batch.reached[[c for c in batch.errors]] = True
            if progress is not None:
                progress(len(part))
    except KeyboardInterrupt:
        if not (partial and batch.reached.any()):
            raise
    if stuck:
        warnings.warn(f"load sharing did not converge in {stuck} samples", ConvergenceWarning, stacklevel=2)
    return batch


def _each(one: Callable[[Any], Any], jobs: Sequence[Any], threads: int | None) -> Iterator[Any]:
    """Results in the order of the jobs; the first alone, as it compiles or loads every kernel once."""
    with patience(COMPILING):
        first = [one(job) for job in jobs[:1]]
    yield from first
    with ThreadPoolExecutor(threads or os.cpu_count()) as pool:
        try:
            yield from pool.map(one, jobs[1:])
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _groups(cases: Sequence[Case]) -> list[tuple[Structure, list[int]]]:
    """Cases of one structure, by their indices."""
    keys: dict[Any, list[int]] = {}
    for c, (trial, model) in enumerate(cases):
        keys.setdefault(structure_key(trial, model), []).append(c)
    out = []
    for members in keys.values():
        trial, model = cases[members[0]]
        out.append((structure(trial, model), members))
    return out


def _chunks(members: list[int]) -> list[list[int]]:
    return [members[k : k + CHUNK] for k in range(0, len(members), CHUNK)]


def _run(
    group: Structure, cases: list[Case], seen: Seen, part: list[int], batch: Batch, brief: bool
) -> driver.Results | None:
    """Run one chunk; cases that cannot even be packed are marked and left out of `part`."""
    try:
        columns = pack(group, cases, seen)
    except BioliftError:
        keep = []
        for c, case in zip(list(part), cases, strict=True):
            try:
                pack(group, [case], seen)
                keep.append((c, case))
            except BioliftError as error:
                batch.errors[c] = str(error)
        part[:] = [c for c, _ in keep]
        if not keep:
            return None
        cases = [case for _, case in keep]
        columns = pack(group, cases, seen)
    out = results_of(group, len(cases))
    out.status[columns.path.terms < 0] = driver.OPEN
    run_group(group, columns, 0, len(cases), out)
    for n, k in enumerate(np.flatnonzero(out.status != driver.DONE)):
        if brief and n > 0 and out.status[k] == driver.OPEN:
            batch.errors[part[k]] = OUT_OF_REACH
        else:  # the reference says by how much, and where
            _alone(part[k], cases[k], batch)
    return out


def _alone(c: int, case: Case, batch: Batch) -> None:
    """Run one case through the reference."""
    try:
        run = run_trial(*case)
    except BioliftError as error:
        batch.errors[c] = str(error)
        return
    labels = outcome.labels(run)
    for name, array in summary_values(outcome.values(run), labels["time"], batch.values).items():
        _put(batch, name, np.array([c]), np.asarray(array)[None], labels)
    batch.scope[c] = scope(run)


def _empty(groups: Sequence[tuple[Structure, list[int]]], count: int, names: Sequence[str] | None) -> Batch:
    every = [group for group, _ in groups]
    labels: dict[str, list[str]] = {
        "joint": list(JOINTS), "side": list(SIDES), "level": list(LEVELS), "demand": list(DEMANDS),
        "group": list(dict.fromkeys(g for group in every for g in group.groups)),
        "equipment": list(dict.fromkeys(name for group in every for name in group.names)),
        "support": list(dict.fromkeys(name for group in every for name in support_names(group))),
    }  # fmt: skip
    found = [f"{kind}_{curve}" for curve in curve_rows(every[0]) for kind in SUMMARIES] if every else []
    found += ["overload", "strength_needed", *(["slack_share"] if labels["equipment"] else [])]
    if not labels["equipment"]:
        found = [name for name in found if not name.endswith("equipment_tension")]
    kept = [name for name in found if names is None or name in names]
    curves = set(curve_rows(every[0])) if every else set()
    kept += [name for name in names or () if curve_of(name) in curves]
    values = {name: np.full((count, *(len(labels[d]) for d in dims_of(name))), np.nan) for name in kept}
    return Batch(values, labels, [[] for _ in range(count)], {}, np.zeros(count, dtype=bool))


def support_names(group: Structure) -> list[str]:
    """Names of the supports, as in `SupportLoad`."""
    return [f"{support.kind}_{segment}" for support, segment in supported(group.movement)]


def curve_rows(group: Structure) -> dict[str, tuple[int, tuple[int, ...]]]:
    """First row of every summarised curve in the driver's results, and the shape of its dimensions."""
    G, L = len(group.groups), len(group.names)
    shapes: dict[str, tuple[int, ...]] = {
        "joint_moment": (5, 2), "joint_power": (5, 2), "hip_abduction_moment": (2,),
        "lumbar_extension_moment": (2,), "lumbar_right_bend_moment": (2,), "lumbar_left_turn_moment": (2,),
        "lumbar_passive_moment": (2,), "unmet_moment": (11,), "unmet_share": (2,), "compression": (2,),
        "anterior_shear": (2,), "right_shear": (2,), "group_force": (G, 2), "group_activation": (G, 2),
        "equipment_tension": (L,),
    }  # fmt: skip
    at, out = 0, {}
    for name, shape in shapes.items():
        out[name] = (at, shape)
        at += int(np.prod(shape))
    return out


_MUSCULAR = ("unmet_moment", "unmet_share", "compression", "anterior_shear", "right_shear", "group_force")
_LUMBAR = ("lumbar_extension_moment", "lumbar_right_bend_moment", "lumbar_left_turn_moment")


def _take(
    batch: Batch,
    group: Structure,
    part: list[int],
    out: driver.Results,
    cases: Sequence[Case],
    brief: bool,
) -> None:
    """Put the results of a chunk in their places."""
    good = np.flatnonzero(out.status == driver.DONE)
    where = np.array(part, dtype=np.intp)[good]
    known = group.plan.demands.known
    for curve, (first, shape) in curve_rows(group).items():
        size = int(np.prod(shape))
        block = out.summary[good, :, first : first + size].reshape(len(good), out.summary.shape[1], *shape)
        if curve in ("joint_moment", "joint_power"):
            block[:, :, group.open_joints] = np.nan
        elif curve == "hip_abduction_moment":
            block[:, :, group.open_joints[0]] = np.nan
        elif not known and curve in (*_MUSCULAR, *_LUMBAR, "group_activation"):
            block[:] = np.nan
        elif curve == "unmet_share":
            block[np.broadcast_to(np.abs(block[:, :1]) >= share.HUGE, block.shape)] = np.nan
        own = {"group": group.groups, "equipment": group.names}
        for k, kind in enumerate((*SUMMARIES, *CURVE_NUMBERS)):
            _put(batch, f"{kind}_{curve}", where, block[:, k], own)
    overload = np.where(known, out.overload[good], np.nan)
    overload[overload[:, 1] >= share.HUGE, 1] = np.inf
    _put(batch, "overload", where, overload[:, 0], {})
    _put(batch, "strength_needed", where, overload[:, 1], {})
    slack = out.loads[good, :, 0] / group.samples
    _put(batch, "slack_share", where, slack, {"equipment": group.names})
    for k in good.tolist():
        if brief and any(batch.scope[c] for c in part):
            break
        short = known and bool(out.overload[k, 0] > 0)
        batch.scope[part[k]] = _scope(group, out, k, cases[part[k]], short)


def _put(
    batch: Batch, name: str, where: NDArray[np.intp], block: Array, own: Mapping[str, Sequence[str]]
) -> None:
    if name not in batch.values:
        return
    target, dims = batch.values[name], dims_of(name)
    places = [
        np.array([batch.labels[d].index(label) for label in own.get(d, batch.labels[d])], dtype=np.intp)
        for d in dims
    ]
    target[np.ix_(where, *places)] = block


def _scope(group: Structure, out: driver.Results, k: int, case: Case, short: bool) -> list[str]:
    n = group.samples
    shown = Shown(
        float(out.bend[k]) / full_flexion(*case),
        bool(short),
        [(name, *(out.seen[k, r] / n)) for r, name in enumerate(support_names(group))],
        [(name, *(out.loads[k, i] / n)) for i, name in enumerate(group.names)],
        held_pose(case[0]),
        case[1].sharing.cocontraction,
    )
    open_joints = {
        (joint, side): group.reasons[j, s]
        for j, joint in enumerate(JOINTS)
        for s, side in enumerate(SIDES)
        if group.open_joints[j, s]
    }
    return sentences(case[0].movement_resolved, group.unknown, open_joints, shown)


def stages_of(tree: Tree) -> Stages:
    """The compiled stages of a tree."""
    every = (
        law.kinematics(tree), law.dynamics(tree), site(tree), muscle.STAGE, passive.LEG, passive.LUMBAR,
        spine.LEVEL, spine.DISC,
    )  # fmt: skip
    return Stages(*map(compiled, every))


def run_group(group: Structure, columns: driver.Columns, first: int, last: int, out: driver.Results) -> None:
    """Run some cases of a group."""
    loads = [compiled(stage) for stage in group.stages]
    loads += [compiled(IDLE)] * (MOST_LOADS - len(loads))
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", category=NumbaExperimentalFeatureWarning)
        driver.drive(
            first,
            last,
            group.plan,
            columns,
            stages_of(group.tree),
            tuple(loads),
            len(law.body_rows(group.tree)),
            out,
        )


def results_of(group: Structure, count: int) -> driver.Results:
    """Room for the results of a group's cases."""
    plan = group.plan
    curves = muscles.GROUPS + 4 * plan.muscles.groups + plan.equipment.inputs.size
    return driver.Results(
        np.zeros((count, len(SUMMARIES) + len(CURVE_NUMBERS), curves)), np.zeros((count, 2)),
        np.zeros((count, plan.supports.segment.size, 2)),
        np.zeros((count, plan.equipment.inputs.size, 2)), np.zeros(count), np.zeros(count, dtype=np.int64),
        np.zeros(count, dtype=np.int64),
    )  # fmt: skip
