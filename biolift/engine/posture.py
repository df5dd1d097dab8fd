"""Points of the body: where they are and how they move, relative to the pelvis or in the world."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from biolift.engine.hinges import hinge_rows
from biolift.engine.workspace import Workspace, run
from biolift.laws import body as law
from biolift.laws.site import BASE_ROWS, site
from biolift.laws.tree import Tree
from biolift.library.sites import site as library_site
from biolift.library.sites import sites
from biolift.nouns.body import Body
from biolift.nouns.body_point import FAMILIES
from biolift.vocabulary import SUFFIX

Array = NDArray[np.float64]


@dataclass(frozen=True)
class BodyPoint:
    """A point fixed in a segment, in its axes [m], with the mass that it carries [kg]."""

    segment: str
    place: tuple[float, float, float]
    mass: float = 0.0


def body_point(name: str, body: Body) -> BodyPoint:
    """The point of that name: a segment's origin, or a site with its side; the right one without a side."""
    if name in FAMILIES:
        return BodyPoint(FAMILIES[name][0], (0.0, 0.0, 0.0))
    side = next((side for side, suffix in SUFFIX.items() if name.endswith(suffix)), None)
    if side is None or name in sites():
        return BodyPoint(*library_site(name).place(body))
    return BodyPoint(*library_site(name.removesuffix(SUFFIX[side])).place(body, side))


def motion_of(tree: Tree, work: Workspace, point: BodyPoint) -> tuple[Array, Array, Array]:
    """Position, velocity and acceleration of a point from the pelvis origin, world axes, (3, T) each."""
    r, v, a = motions_of(tree, work, [point])[:, :, 0]
    return r, v, a


def motions_of(tree: Tree, work: Workspace, points: Sequence[BodyPoint]) -> Array:
    """The same for several points (S), as one array (position velocity acceleration, xyz, S, T)."""
    stage = site(tree)
    rows = {row: work.many([f"{one.segment}.{row}" for one in points]) for row in stage.inputs["frame"]}
    place = {k: np.array([[one.place[i]] for one in points]) for i, k in enumerate("xyz")}
    out = stage.on_numpy(place, rows | dict.fromkeys(BASE_ROWS, 0.0))
    return np.array([[out[f"{k}{axis}"] for axis in "xyz"] for k in "pva"])


class Posture:
    """The body in several configurations at once, each moving at its own rate."""

    def __init__(
        self, tree: Tree, numbers: Mapping[str, float], q: Mapping[str, Array], u: Mapping[str, Array]
    ) -> None:
        stage = law.kinematics(tree)
        self.tree = tree
        self.work = Workspace(stage.rows("body"), len(next(iter(q.values()))))
        self.work.put_all(hinge_rows(tree, q, u))
        run(stage, numbers, self.work)

    def point(self, point: BodyPoint) -> tuple[Array, Array]:
        """Position and velocity of a point from the pelvis origin, (3, T)."""
        r, v = self.points([point])
        return r[:, 0], v[:, 0]

    def points(self, points: Sequence[BodyPoint]) -> tuple[Array, Array]:
        """Positions and velocities of points (S) from the pelvis origin, (3, S, T) each."""
        r, v, _ = motions_of(self.tree, self.work, points)
        return r, v
