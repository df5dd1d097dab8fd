"""Load sharing and disc loads at one lumbar level, from its own balance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from biolift.engine.cocontraction import held_antagonists
from biolift.engine.demand import Demand
from biolift.engine.muscles import MusclePaths, moment_matrix
from biolift.engine.newton import share, unmet_share
from biolift.engine.workspace import run_rows
from biolift.laws.spine import DISC
from biolift.sharing.activation_power import ActivationPower

Array = NDArray[np.float64]


@dataclass
class LevelResult:
    """Balance at one level: activation and force (T, n), reserve (T, rows), disc loads by name (T,).

    `least` are the floors of the activations, (n,) or (T, n).
    """

    matrix: Array
    target: Array
    activation: Array
    force: Array
    reserve: Array
    unmet_share: Array
    disc: dict[str, Array]
    least: Array


def balance(
    level: str,
    paths: MusclePaths,
    demand: Demand,
    open_joints: set[tuple[str, str]],
    rule: ActivationPower,
    least: Array,
    disc_numbers: Mapping[str, float],
    lumbar_flexion: Array,
) -> LevelResult:
    """Share the moments at `level` among the muscles, none below `least`, and load the disc."""
    A, b = moment_matrix(paths, level, open_joints), demand.rows(level, open_joints)
    weights = paths.weights(rule)
    activation, reserve = share(A, b, rule, w=weights, lo=least)
    if rule.cocontraction > 0.0:
        least, activation, reserve = held_antagonists(
            A, b, rule, weights, least, paths.trunk, activation, reserve
        )
    force = activation * paths.capacity
    pull = (paths.pull[level] @ force[..., None])[..., 0].T
    rows: dict[str, Array | float] = {"lumbar_flexion": lumbar_flexion}
    for i, k in enumerate("xyz"):
        rows |= {f"force_{k}": demand.level_force[level][i], f"muscle_{k}": pull[i]}
    bend, _, extension = demand.level_passive[level]
    rows |= {"passive_extension": extension, "passive_right_bend": bend}
    disc = run_rows(DISC, disc_numbers, rows)
    return LevelResult(A, b, activation, force, reserve, unmet_share(A, b, reserve), disc, least)
