"""Results of blocks in their places: summaries by name, and what they cannot say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from biolift.engine.block import driver, share
from biolift.engine.block.plan import Results
from biolift.engine.block.structure import Structure
from biolift.engine.block.world import supported
from biolift.engine.demand import DEMANDS
from biolift.engine.pipeline import full_flexion
from biolift.engine.scope import Seen, held_pose, sentences, together
from biolift.library.quantities import CURVE_NUMBERS, SUMMARIES, curve_of, dims_of
from biolift.nouns.versions import Versions
from biolift.vocabulary import JOINTS, LEVELS, SIDES

Array = NDArray[np.float64]
#: Some cases: a slice where they follow one another.
Rows = NDArray[np.intp] | slice
_MUSCULAR = ("unmet_moment", "unmet_share", "compression", "anterior_shear", "right_shear", "group_force")
_LUMBAR = ("lumbar_extension_moment", "lumbar_right_bend_moment", "lumbar_left_turn_moment")


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
        What the cases of each set cannot say.
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


def empty(groups: Sequence[Structure], count: int, names: Sequence[str] | None) -> Batch:
    """Room for the summaries of `count` cases in sets of these structures."""
    every = list({id(group): group for group in groups}.values())
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
    return Batch(values, labels, [[] for _ in groups], {}, np.zeros(count, dtype=bool))


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


def take(batch: Batch, group: Structure, part: NDArray[np.intp], out: Results) -> None:
    """Put the results of some cases in their places; writes NaN over summaries that cannot be told."""
    done = np.flatnonzero(out.status == driver.DONE)
    good, where, known = _rows(done), _rows(part[done]), group.plan.demands.known
    own = {"group": group.groups, "equipment": group.names}
    told = out.summary[good]
    for curve, (first, shape) in curve_rows(group).items():
        wanted = [
            (k, name) for k, kind in enumerate((*SUMMARIES, *CURVE_NUMBERS))
            if (name := f"{kind}_{curve}") in batch.values
        ]  # fmt: skip
        if not wanted:
            continue
        size = int(np.prod(shape))
        block = told[:, :, first : first + size].reshape(*told.shape[:2], *shape)
        if curve in ("joint_moment", "joint_power"):
            block[:, :, group.open_joints] = np.nan
        elif curve == "hip_abduction_moment":
            block[:, :, group.open_joints[0]] = np.nan
        elif not known and curve in (*_MUSCULAR, *_LUMBAR, "group_activation"):
            block[:] = np.nan
        elif curve == "unmet_share":
            block[np.broadcast_to(np.abs(block[:, :1]) >= share.HUGE, block.shape)] = np.nan
        for k, name in wanted:
            put(batch, name, where, block[:, k], own)
    overload = np.where(known, out.overload[good], np.nan)
    overload[overload[:, 1] >= share.HUGE, 1] = np.inf
    put(batch, "overload", where, overload[:, 0], {})
    put(batch, "strength_needed", where, overload[:, 1], {})
    put(batch, "slack_share", where, out.loads[good, :, 0] / group.samples, own)


def _rows(where: NDArray[np.intp]) -> Rows:
    """Positions, as a slice where they follow one another: numpy then moves whole rows."""
    if len(where) and where[-1] - where[0] == len(where) - 1 and np.all(np.diff(where) == 1):
        return slice(int(where[0]), int(where[-1]) + 1)
    return where


def put(batch: Batch, name: str, where: Rows, block: Array, own: Mapping[str, Sequence[str]]) -> None:
    """Put one quantity of some cases in its place; `own` names the labels that they have."""
    if name not in batch.values:
        return
    target, dims = batch.values[name], dims_of(name)
    if all(list(own[d]) == batch.labels[d] for d in dims if d in own):
        target[where] = block
        return
    places = [
        np.array([batch.labels[d].index(label) for label in own.get(d, batch.labels[d])], dtype=np.intp)
        for d in dims
    ]
    rows = np.arange(where.start, where.stop) if isinstance(where, slice) else where
    target[np.ix_(rows, *places)] = block


class Noted:
    """What the versions of one set showed that their scope speaks of."""

    def __init__(self, group: Structure, versions: Versions) -> None:
        self._group, self._base = group, versions.base
        R, L = len(support_names(group)), len(group.names)
        self._most, self._count = [np.zeros((R, 2)), np.zeros((L, 2))], 0
        self._least = [np.full((R, 2), np.inf), np.full((L, 2), np.inf)]
        self._short, self._bend = False, -np.inf

    def see(self, out: Results) -> None:
        """Take in the results of some versions."""
        good = out.status == driver.DONE
        self._count += int(good.sum())
        if not good.any():
            return
        self._short |= bool((out.overload[good, 0] > 0).any()) and self._group.plan.demands.known
        self._bend = max(self._bend, float(out.bend[good].max()))
        for k, found in enumerate((out.seen[good], out.loads[good])):
            self._most[k] = np.maximum(self._most[k], found.max(axis=0))
            some = np.where(found > 0, found, np.inf).min(axis=0)
            self._least[k] = np.minimum(self._least[k], some)

    def lines(self) -> list[str]:
        """Sentences for the scope; shares of the repetition from the least version to the most."""
        if not self._count:
            return []
        group, movement = self._group, self._base[0].movement_resolved
        open_joints = {
            (joint, side): group.reasons[j, s]
            for j, joint in enumerate(JOINTS)
            for s, side in enumerate(SIDES)
            if group.open_joints[j, s]
        }
        seen = (self._seen(*found) for found in (self._least, self._most))
        every = (sentences(movement, group.unknown, open_joints, one) for one in seen)
        return together(line for lines in every for line in lines)

    def _seen(self, supports: Array, loads: Array) -> Seen:
        group, (trial, model) = self._group, self._base
        flexed = self._bend / full_flexion(trial, model)
        told = (
            [(name, *row) for name, row in zip(names, _shares(found, group.samples), strict=True)]
            for names, found in ((support_names(group), supports), (group.names, loads))
        )
        held, cocontraction = held_pose(trial), model.sharing.cocontraction
        on_supports, on_loads = told
        return Seen(flexed, self._short, on_supports, on_loads, held, cocontraction)


def _shares(samples: Array, count: int) -> list[tuple[float, float]]:
    """Counts of samples as shares of a repetition; none where nothing was counted."""
    shares = np.where(np.isfinite(samples), samples, 0.0) / count
    return [(float(one), float(other)) for one, other in shares]
