"""Forces of the equipment on the body, and the outside wrench they make on every segment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from biolift.engine.compiled import load_kernel
from biolift.engine.placement import Base
from biolift.engine.workspace import Workspace, run_rows
from biolift.equipment.base import Load
from biolift.errors import PoseError
from biolift.laws.site import SITE_ROWS, site
from biolift.laws.tree import Tree

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Place:
    """A point of the body: segment, and where in its axes (3,) [m]."""

    segment: str
    point: tuple[float, float, float]


@dataclass
class EquipmentForce:
    """What one load does: total force on the athlete (3, T) [N], where it holds the body, its state rows."""

    name: str
    kind: str
    force: Array
    point: Array
    anchor: Array
    state: dict[str, Array] = field(default_factory=dict)

    @property
    def tension(self) -> Array:
        """Size of the contact force [N]; negative where a strap would have to push."""
        return self.state["tension"] if "tension" in self.state else np.linalg.norm(self.force, axis=0)

    @property
    def slack(self) -> Array:
        """1 where a strap is slack."""
        return self.state.get("slack", np.zeros(self.force.shape[1]))


def site_motion(tree: Tree, work: Workspace, base: Base, place: Place) -> Workspace:
    """Position, velocity and acceleration of a point of the body in world axes."""
    stage = site(tree)
    kernel, P = load_kernel(stage), np.array(place.point)
    rows = stage.rows("frame")
    first = work.index[f"{place.segment}.{rows[0]}"]
    moving = Workspace(stage.rows("base"), work.samples)
    moving.put_all(base.rows())
    out = Workspace(SITE_ROWS, work.samples)
    for b in range(len(work.array)):
        kernel(P, work.block(b, first, len(rows)), moving.block(b), out.block(b))
    return out


def point_of(motion: Workspace) -> Array:
    """Position (3, T) of a site."""
    return np.stack([motion.get(f"p{k}") for k in "xyz"])


def apply_load(
    tree: Tree,
    work: Workspace,
    base: Base,
    load: Load,
    places: list[Place],
    numbers: Mapping[str, float],
    wrench: dict[str, Array],
) -> EquipmentForce:
    """Run the law of one load at the mean of its places and give each place an equal part of the force.

    Parameters
    ----------
    wrench : dict segment -> (6, T)
        Force and moment about the segment's origin; added to in place.
    """
    motions = [site_motion(tree, work, base, place) for place in places]
    rows = {name: sum(m.get(name) for m in motions) / len(motions) for name in SITE_ROWS}
    out = run_rows(load.stage, numbers, rows)
    force = np.stack([out["fx"], out["fy"], out["fz"]])
    part = force / len(places)
    for place, motion in zip(places, motions, strict=True):
        origin = base.position + work.vector(f"{place.segment}.r")
        arm = point_of(motion) - origin
        wrench[place.segment][:3] += part
        wrench[place.segment][3:] += np.cross(arm, part, axis=0)
    held = np.stack([rows["px"], rows["py"], rows["pz"]])
    anchor = np.full(3, np.nan)
    if "pivot_x" in numbers:
        anchor = np.array([numbers["pivot_x"], numbers["pivot_y"], 0.0])
    state = {name: out[name] for name in load.stage.outputs.get("state", ())}
    return EquipmentForce(load.name or load.kind, load.kind, force, held, anchor, state)


def check_reach(load: Load, effect: EquipmentForce, low: float, high: float) -> None:
    """Refuse a machine that the body cannot stay on.

    Raises
    ------
    PoseError
        With the distance by which the body misses it.
    """
    radius = effect.state["radius"]
    nearest, farthest = float(radius.min()), float(radius.max())
    for value, miss in ((farthest, farthest - high), (nearest, low - nearest)):
        if miss > 0:
            raise PoseError(
                f"{load!r}: the ankles come to {value:.3f} m from the pivot and the collar reaches "
                f"{low:.2f} to {high:.2f} m, so they miss it by {miss:.3f} m; change load.pivot_y, "
                "load.reach_low or load.reach_high, or the pose"
            )
