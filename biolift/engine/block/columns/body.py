"""Columns of the body: parameters of its kinematics and dynamics, and its points."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from biolift.columns import table
from biolift.engine.block.structure import Structure
from biolift.engine.pack import body_numbers
from biolift.engine.posture import body_point
from biolift.laws import body as law
from biolift.nouns.body import Body

Array = NDArray[np.float64]


def body_columns(group: Structure, body: Body, count: int) -> tuple[Array, Array]:
    """Parameters of the body's kinematics and dynamics (C, .)."""
    numbers = body_numbers(body)
    names = law.geometry_names(group.tree), law.inertia_names(group.tree)
    geometry, inertia = (table((numbers[name] for name in every), count) for every in names)
    return geometry, inertia


def point_columns(names: Sequence[str], body: Body, count: int) -> Array:
    """Points of the body in the axes of their segments, (C, P, 3)."""
    places = [body_point(name, body).place for name in names]
    return table((x for place in places for x in place), count, len(names), 3)
