"""Cable machines: a weight stack over pulleys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from biolift.equipment.base import Load, Range
from biolift.equipment.free_weight import SITE
from biolift.equipment.line import OTHER, length_of, towards_other
from biolift.laws.stage import Math, Quantity, Stage
from biolift.laws.vectors import dot, scale


def law(m: Math, p: Mapping[str, Quantity], x: Mapping[str, Quantity]) -> dict[str, Quantity]:
    """Force of the cable on the hand, towards the pulley, world axes [N].

    Notes
    -----
    The stack moves by ``1 / n`` of the cable's length ``l`` from pulley to hand:

    ``T = m g / n + m / n^2 l''``, times ``1 + f l' / sqrt(l'^2 + v0^2)``,

    friction of a share `f` against the hand's motion. A cable only pulls; where the stack would have to
    fall faster than it can, it is slack. Left out: the pulleys' inertia, the cable's give and mass. In a
    hold friction is zero here, though anything up to ``f`` may act either way.
    """
    d, v, a = (towards_other(m, x, what) for what in "pva")
    length = length_of(m, d)
    rate = m.let("rate", dot(d, v) / length)
    bend = m.let("bend", (dot(v, v) - rate * rate + dot(d, a)) / length)
    ratio = p["ratio"]
    lifted = m.let("lifted", p["mass"] * (p["gravity"] + bend / ratio) / ratio)
    v0 = p["friction_speed"]
    against = m.let("against", rate / m.sqrt(rate * rate + v0 * v0))
    signed = m.let("signed_tension", lifted * (1.0 + p["friction"] * against))
    slack = m.let("is_slack", m.where(lifted < 0.0, 1.0, 0.0))
    force = scale((1.0 - slack) * signed / length, d)
    return {
        **dict(zip(("fx", "fy", "fz"), force, strict=True)),
        "length": length,
        "tension": signed,
        "slack": slack,
    }


STAGE = Stage(
    "cable",
    law,
    ("mass", "ratio", "friction", "friction_speed", "gravity"),
    {"site": SITE, "other": OTHER},
    {"force": ("fx", "fy", "fz"), "state": ("length", "tension", "slack")},
)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Cable(Load):
    """A weight stack on a cable; where the pulley stands is said by the movement.

    Parameters
    ----------
    mass : float, str or BodyWeight
        Of the plates that move [kg].
    ratio : float
        Stack over handle: 2 halves the force at the handle and its inertia is a quarter; 1 to 8.
    friction : float, optional
        Share of the handle's force that the moving cable loses, 0 to 0.5.
    friction_speed : float, optional
        Speed of the handle at which 71 % of the friction acts [m/s].

    Left out (None), a number is the library's with its spread (`biolift.library.equipment`).

    Examples
    --------
    >>> Cable("40 kg", ratio=2)
    Cable(mass=40.0, ratio=2.0)
    """

    ratio: float = 1.0
    friction: float | None = None
    friction_speed: float | None = None
    kind: ClassVar[str] = "cable"
    stage: ClassVar[Stage] = STAGE
    stated: ClassVar[tuple[str, ...]] = ("ratio",)
    plausible: ClassVar[Mapping[str, Range]] = {
        "ratio": (1.0, 8.0, "1"),
        "friction": (0.0, 0.5, "1"),
        "friction_speed": (0.001, 0.5, "m/s"),
    }
