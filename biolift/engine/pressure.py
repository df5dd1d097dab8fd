"""Where supports press: centre of pressure along x, and how far inside its base it stays."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

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
