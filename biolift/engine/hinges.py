"""Clinical coordinates to the hinge angles of a tree."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from biolift.errors import PoseError
from biolift.laws.tree import Tree
from biolift.vocabulary import COORDINATES, OUT_OF_PLANE

Array = NDArray[np.float64]


def hinge_rows(
    tree: Tree, q: Mapping[str, Array], u: Mapping[str, Array], a: Mapping[str, Array] | None = None
) -> dict[str, Array]:
    """Rows ``q_<link>_<axis>``, ``u_``, ``a_`` of every hinge of `tree`; accelerations not given are zero.

    Raises
    ------
    PoseError
        When a planar tree is asked to leave the sagittal plane.
    """
    turning = tree.turning
    if not turning:
        moved = [name for name in OUT_OF_PLANE if np.any(q[name]) or np.any(u[name])]
        if moved:
            names = ", ".join(moved)
            raise PoseError(f"{names} leave the sagittal plane; type plane = 'turning' in the file")
    first = next(iter(q.values()))
    rows = {f"{k}_{link}_{axis}": np.zeros_like(first) for k in "qua" for link, axis in tree.hinges}
    given = {"q": q, "u": u} if a is None else {"q": q, "u": u, "a": a}
    for name, turns in COORDINATES.items():
        for turn in turns:
            if turning or turn.axis == "z":
                for k, values in given.items():
                    rows[f"{k}_{turn.segment}_{turn.axis}"] += turn.factor * values[name]
    return rows
