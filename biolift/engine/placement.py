"""Where the body is: an anchored point does not move, and the base follows from the chain to it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from biolift.engine.closure import Datum
from biolift.engine.posture import motion_of
from biolift.engine.workspace import Workspace
from biolift.laws.tree import Tree

Array = NDArray[np.float64]


class Base:
    """Position, velocity and acceleration of the pelvis origin in world axes, (3, T) each."""

    def __init__(self, position: Array, velocity: Array, acceleration: Array) -> None:
        self.position, self.velocity, self.acceleration = position, velocity, acceleration

    def rows(self) -> dict[str, Array]:
        """The rows that a site's kernel reads."""
        parts = {"r": self.position, "v": self.velocity, "a": self.acceleration}
        return {f"base_{n}_{k}": part[i] for n, part in parts.items() for i, k in enumerate("xyz")}


def base_of(tree: Tree, work: Workspace, anchor: Datum) -> Base:
    """Motion of the base.

    Parameters
    ----------
    tree : Tree
    work : Workspace
        The body's rows after kinematics.
    anchor : Datum
        What does not move, and where it stands.
    """
    r, v, a = motion_of(tree, work, anchor.point)
    return Base(anchor.place[:, None] - r, -v, -a)
