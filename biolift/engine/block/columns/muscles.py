"""Columns of the muscles and of their sharing."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from biolift.columns import table
from biolift.engine.block import plan as p
from biolift.engine.block.columns.once import repeated
from biolift.engine.muscles import region
from biolift.engine.newton import TOLERANCE
from biolift.laws import muscle
from biolift.library.athlete import strength_factor
from biolift.nouns.model import Model
from biolift.nouns.muscles import MuscleSet
from biolift.nouns.same import Same
from biolift.nouns.trial import Trial
from biolift.vocabulary import SIDES

Array = NDArray[np.float64]
#: Numbers of a muscle that vary between versions; the rest of it is its line of action.
_AMOUNTS = ("max_force", "optimal_length", "along_length_neutral", "max_velocity")
_ABDOMINAL = ("rectus_abdominis", "obliques")


def muscle_columns(trial: Trial, model: Model, base: MuscleSet, count: int) -> p.MuscleColumns:
    """Numbers of the muscles, which are versions of the set `base`."""
    athlete, muscles, rule, movement = trial.athlete, model.muscles, model.sharing, trial.movement_resolved
    factors = [muscles.numbers.at(f"{name}_factor") for name in ("extension_arm", "side_arm")]
    forces = [strength_factor(athlete, kind, model.strength or None) for kind in ("leg", "trunk")]
    scale = table((*forces, athlete.height / muscles.reference_height, *factors), count)
    force = _amount(muscles, "max_force")
    weight = np.atleast_2d(rule.weigh(force, force * _amount(muscles, "listed_optimal_length")))
    trunk, abdominal = _kinds(Same(base))
    tonic = np.where(trunk, table([rule.floor], count), 0.0)
    brace = movement.numbers["brace"].value if "brace" in movement.numbers else 0.0
    least = np.where(abdominal, np.maximum(tonic, table([brace], count)), tonic)
    rows, share = _parameters(muscles, base), _group_share(muscles, force)
    tables = max(len(rows), len(share))
    which = np.arange(count) if tables > 1 else np.zeros(count, dtype=np.int64)
    return p.MuscleColumns(
        repeated(rows, tables), which, scale, repeated(weight, count), least, repeated(share, tables),
        table((rule.eps, rule.delta, TOLERANCE, rule.cocontraction), count), int(rule.power),
    )  # fmt: skip


def _amount(muscles: MuscleSet, name: str) -> Array:
    """One number of every muscle (., M), right then left of each; one row where all versions agree."""
    values = [getattr(one, name) for one in muscles.muscles]
    return np.repeat(table(values, max(np.size(value) for value in values)), 2, axis=1)


def _parameters(muscles: MuscleSet, base: MuscleSet) -> Array:
    """Parameters of the reference person's muscles, (., M, p), right then left of each."""
    names = muscle.STAGE.parameters
    amounts = {name: _amount(muscles, name) for name in _AMOUNTS}
    sine = np.repeat([math.sin(one.pennation) for one in muscles.muscles], 2)
    amounts["thickness"] = amounts["optimal_length"] * sine
    out = np.repeat(_lines(Same(base))[None], max(map(len, amounts.values())), axis=0)
    for name, rows in amounts.items():
        out[:, :, names.index(name)] = rows
    return out


@lru_cache(maxsize=64)
def _lines(base: Same[MuscleSet]) -> Array:
    """Parameters of the muscles, (M, p), with their lines of action."""
    names = muscle.STAGE.parameters
    rows = [one.path_numbers(side) for one in base.noun.muscles for side in SIDES]
    return np.array([[row[name] for name in names] for row in rows])


@lru_cache(maxsize=64)
def _kinds(base: Same[MuscleSet]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which muscles are of the trunk, and which of them abdominal, (M,)."""
    every = base.noun.muscles
    trunk = np.repeat([region(one) == "trunk" for one in every], 2)
    return trunk, np.repeat([one.group in _ABDOMINAL for one in every], 2)


def _group_share(muscles: MuscleSet, force: Array) -> Array:
    """Part of its group's largest force that each muscle has, (., M)."""
    groups = np.repeat([one.group for one in muscles.muscles], 2)
    out = np.empty_like(force)
    for group in np.unique(groups):
        own = groups == group
        mine = np.ascontiguousarray(force[:, own])
        out[:, own] = 2.0 * mine / mine.sum(axis=1, keepdims=True)
    return out
