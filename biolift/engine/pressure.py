"""Where supports press: centre of pressure, how far inside its base it stays, which split agrees with it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from biolift.engine.pipeline import Run
from biolift.engine.placement import Base
from biolift.engine.support import SupportLoad
from biolift.nouns.body import Body
from biolift.nouns.movement import Movement
from biolift.vocabulary import JOINT_SEGMENT

Array = NDArray[np.float64]
#: A support that carries less has no centre of pressure worth naming [N].
LEAST_FORCE = 1.0


def pressure(movement: Movement, body: Body, base: Base, load: SupportLoad) -> tuple[Array, Array]:
    """Centre of pressure [m] and margin to the nearer end of the base [m] of one support, (T,) each.

    The surface is level: the sole from heel to toe under a foot, else the support's stated `base` at y = 0
    of the machine's frame. Without a surface, or with less than 1 N on it, both are NaN.
    """
    place = base.position + load.point
    surface = _surface(movement, body, load, base.position + load.origin)
    if surface is None:
        nothing = np.full(place.shape[1], np.nan)
        return nothing, nothing
    low, high, height = surface
    up = np.where(load.force[1] > LEAST_FORCE, load.force[1], np.nan)
    centre = place[0] + (load.couple[2] + (height - place[1]) * load.force[0]) / up
    return centre, np.minimum(centre - low, high - centre)


def lateral(run: Run, load: SupportLoad) -> Array:
    """Centre of pressure across, z of the machine's frame [m], (T,).

    NaN without a surface, with less than 1 N on it, and for a body that stays in the sagittal plane: there
    nothing says where between its sides a support presses.
    """
    place = run.base.position + load.point
    surface = _surface(run.movement, run.body, load, run.base.position + load.origin)
    if surface is None or run.movement.plane == "sagittal":
        return np.full(place.shape[1], np.nan)
    up = np.where(load.force[1] > LEAST_FORCE, load.force[1], np.nan)
    return place[2] - (load.couple[0] + (place[1] - surface[2]) * load.force[2]) / up


def agreeing_share(run: Run) -> tuple[str, float, Array] | None:
    """Name of the right foot, its stated share of the force on both, and the share (T,) without a couple.

    With the stated share the pressure stands beside the ankles, both by the same distance; with the other one
    it stands on the line between them. None unless two feet of a turning body share what is left over.
    """
    feet = [
        one for one in run.supports if one.support.takes_remainder and np.isfinite(lateral(run, one)).any()
    ]
    if len(feet) != 2:
        return None
    right, left = feet
    total = right.force[1] + left.force[1]
    apart = right.point[2] - left.point[2]
    stated = right.force[1] / total
    centres = np.stack([lateral(run, one) for one in feet])
    middle = np.nansum(centres * np.stack([right.force[1], left.force[1]]), axis=0) / total
    needed = (middle - run.base.position[2] - left.point[2]) / apart
    return right.name, float(np.nanmean(stated)), needed


def _surface(
    movement: Movement, body: Body, load: SupportLoad, origin: Array
) -> tuple[Array | float, Array | float, Array | float] | None:
    """Ends along x and height of the surface."""
    if load.support.base is not None:
        low, high = (movement.resolve(end) for end in load.support.base)
        return low, high, 0.0
    if load.segment.startswith(JOINT_SEGMENT["ankle"]):
        heel, toe = (body.landmark(name + load.segment[-2:]).point for name in ("heel", "toe"))
        return origin[0] + heel[0], origin[0] + toe[0], origin[1] + heel[1]
    return None
