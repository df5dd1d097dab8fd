"""Trials and models to columns of numbers: the one room of the block pipeline that knows nouns.

A trial and a model whose numbers are plain describe one case, or any number of equal ones; where numbers are
columns (C,) they describe C cases at once (:mod:`biolift.columns`), and each is packed with all others.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from biolift.engine.block.columns.body import body_columns
from biolift.engine.block.columns.demands import demand_columns
from biolift.engine.block.columns.loads import equipment_columns, support_columns
from biolift.engine.block.columns.muscles import muscle_columns
from biolift.engine.block.columns.path import path_columns
from biolift.engine.block.plan import Columns
from biolift.engine.block.structure import Structure
from biolift.nouns.versions import Versions


def pack(group: Structure, versions: Versions, where: NDArray[np.intp]) -> Columns:
    """Columns of some versions of a trial and a model that belong to a group.

    Raises
    ------
    InputError
        When one of them cannot be at all, such as an athlete beyond the reach of a table.
    """
    trial, model = versions.columns(where)
    count = len(where)
    body = model.proportions.body(trial.athlete)
    geometry, inertia = body_columns(group, body, count)
    path, still, duration = path_columns(group, versions, where, trial, body, geometry)
    return Columns(
        geometry, inertia, path, equipment_columns(group, trial, model, body, still),
        support_columns(group, trial, body, count),
        demand_columns(trial, model, count), muscle_columns(trial, model, versions.base[1].muscles, count),
        duration,
    )  # fmt: skip
