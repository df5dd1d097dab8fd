"""Where the body is: an anchored segment does not move, and the base follows from the chain to it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from biolift.engine.motion import Motion, hinge_values
from biolift.engine.workspace import Workspace, run
from biolift.laws import body as law
from biolift.laws.tree import Tree
from biolift.nouns.movement import Movement
from biolift.vocabulary import COORDINATES

Array = NDArray[np.float64]


class Base:
    """Position, velocity and acceleration of the pelvis origin in world axes, (3, T) each."""

    def __init__(self, position: Array, velocity: Array, acceleration: Array) -> None:
        self.position, self.velocity, self.acceleration = position, velocity, acceleration

    def rows(self) -> dict[str, Array]:
        """The rows that a site's kernel reads."""
        parts = {"r": self.position, "v": self.velocity, "a": self.acceleration}
        return {f"base_{n}_{k}": part[i] for n, part in parts.items() for i, k in enumerate("xyz")}


def base_of(tree: Tree, work: Workspace, movement: Movement, numbers: Mapping[str, float]) -> Base:
    """Motion of the base.

    Parameters
    ----------
    tree : Tree
    work : Workspace
        The body's rows after kinematics.
    movement : Movement
        Resolved; its anchor says what does not move.
    numbers : mapping
        Joint centres, parameters of kinematics.
    """
    anchor = movement.anchor
    place = _anchored_place(tree, movement, numbers)
    segment = anchor.segment
    return Base(
        place[:, None] - work.vector(f"{segment}.r"),
        -work.vector(f"{segment}.v"),
        -work.vector(f"{segment}.a"),
    )


def _anchored_place(tree: Tree, movement: Movement, numbers: Mapping[str, float]) -> Array:
    """Where the anchored origin stands (3,), from the reference pose and its stated point."""
    anchor = movement.anchor
    origins = pose_origins(tree, movement.pose(anchor.reference_pose).angles(), numbers)
    x, y = (movement.resolve(value) for value in anchor.at)
    return np.array([x, y, 0.0]) - origins[anchor.reference_point] + origins[anchor.segment]


def pose_origins(tree: Tree, pose: Mapping[str, float], numbers: Mapping[str, float]) -> dict[str, Array]:
    """Origins of all segments relative to the pelvis origin in one pose, (3,) each [m]."""
    stage = law.kinematics(tree)
    still = Motion(
        np.zeros(1),
        np.array([""]),
        {name: np.array([pose[name]]) for name in COORDINATES},
        {name: np.zeros(1) for name in COORDINATES},
        {name: np.zeros(1) for name in COORDINATES},
    )
    work = Workspace(stage.rows("body"), 1)
    work.put_all(hinge_values(tree, still))
    run(stage, numbers, work)  # the block kernel, which is loaded anyway
    return {link.name: work.vector(f"{link.name}.r")[:, 0] for link in tree.links}
