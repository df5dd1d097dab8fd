"""Free weights: a mass that moves with a point of the body."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from biolift.equipment.base import Load
from biolift.laws.stage import Math, Quantity, Stage

SITE = ("px", "py", "pz", "vx", "vy", "vz", "ax", "ay", "az")


def law(m: Math, p: Mapping[str, Quantity], x: Mapping[str, Quantity]) -> dict[str, Quantity]:
    """Force of the weight on the athlete at the site, world axes [N].

    Notes
    -----
    ``F = m (g - a)``; the turning inertia of the weight is left out.
    """
    mass = p["mass"]
    return {"fx": -mass * x["ax"], "fy": -mass * (p["gravity"] + x["ay"]), "fz": -mass * x["az"]}


STAGE = Stage("free_weight", law, ("mass", "gravity"), {"site": SITE}, {"force": ("fx", "fy", "fz")})


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class FreeWeight(Load):
    """A mass fixed to a point of the body; the named ones below differ only in where movements put them.

    Examples
    --------
    >>> FreeWeight("45 lb").mass
    20.41165665
    """

    kind: ClassVar[str] = "free_weight"
    stage: ClassVar[Stage] = STAGE


class Barbell(FreeWeight):
    """A barbell; `mass` is that of the bar with its plates."""

    __slots__ = ()
    kind = "barbell"


class Dumbbell(FreeWeight):
    """Dumbbells, one in each hand that holds any; `mass` is that of all of them together."""

    __slots__ = ()
    kind = "dumbbell"
    per_side = True


class Plate(FreeWeight):
    """A weight plate held or hugged."""

    __slots__ = ()
    kind = "plate"


class Vest(FreeWeight):
    """A weight vest."""

    __slots__ = ()
    kind = "vest"


class AnkleWeight(FreeWeight):
    """Ankle weights, one on each leg that wears any; `mass` is that of all together."""

    __slots__ = ()
    kind = "ankle_weight"
    per_side = True
