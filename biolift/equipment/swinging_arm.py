"""What all pendulums share: an arm with plates that swings about a pivot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import pi
from typing import ClassVar

from biolift.equipment.base import Length, Load, Range
from biolift.errors import InputError
from biolift.laws.stage import Math, Quantity

#: Parameters of :func:`moments_of`, in the order of the stages.
ARM = ("mass", "plate_radius", "plate_gyration", "empty_mass", "empty_centre_radius", "empty_gyration")
#: Sine or cosine of a linkage's angle, 0.8 deg from its dead centre: beyond it the machine is out of reach.
DEAD_CENTRE = 0.9999


def moments_of(m: Math, p: Mapping[str, Quantity]) -> tuple[Quantity, Quantity]:
    """First moment ``S = m R + m0 R0`` [kg m] and inertia about the pivot [kg m2] of plates and empty arm."""
    first = m.let("first_moment", p["mass"] * p["plate_radius"] + p["empty_mass"] * p["empty_centre_radius"])
    plates = p["mass"] * (p["plate_radius"] * p["plate_radius"] + p["plate_gyration"] * p["plate_gyration"])
    centre, gyration = p["empty_centre_radius"], p["empty_gyration"]
    inertia = m.let("inertia", plates + p["empty_mass"] * (centre * centre + gyration * gyration))
    return first, inertia


def angle_of(m: Math, sine: Quantity, cosine: Quantity) -> Quantity:
    """Angle [rad] in -pi..pi with this sine and cosine.

    Notes
    -----
    Laws have no arctangent. The step ``x + sin(angle - x)`` cubes the error (over 6), so three steps from
    a start within 0.3 rad reach rounding.
    """
    over = m.let("angle_over", m.where(sine < 0, -pi, pi) - 1.4 * sine)
    x = m.let("angle_0", m.where(cosine < 0, over, 1.4 * sine))
    for step in (1, 2, 3):
        s, c = m.let(f"angle_sine_{step}", m.sin(x)), m.let(f"angle_cosine_{step}", m.cos(x))
        x = m.let(f"angle_{step}", x + sine * c - cosine * s)
    return x


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class SwingingArm(Load):
    """Base of the pendulums; ``mass=0`` is the empty one.

    Parameters
    ----------
    mass : float, str or BodyWeight
        Of the plates [kg].
    plate_radius, empty_centre_radius : float or str, optional
        From the pivot to the centre of the plates, and to the mass centre of the empty pendulum [m].
    plate_gyration, empty_gyration : float or str, optional
        Radii of gyration about these centres [m].
    empty_mass : float or str, optional
        Of arm and carriage [kg].
    """

    plate_radius: Length = None
    plate_gyration: Length = None
    empty_mass: Length = None
    empty_centre_radius: Length = None
    empty_gyration: Length = None
    tables: ClassVar[tuple[str, ...]] = ("pendulum",)
    plausible: ClassVar[Mapping[str, Range]] = {
        "plate_radius": (0.2, 2.0, "m"),
        "plate_gyration": (0.0, 0.5, "m"),
        "empty_mass": (0.0, 100.0, "kg"),
        "empty_centre_radius": (0.0, 1.5, "m"),
        "empty_gyration": (0.0, 1.0, "m"),
    }

    def _read_pull(self, pull: object) -> float:
        if isinstance(pull, bool) or pull not in (-1, 1):
            raise InputError("load.pull", pull, "-1 (the arm is driven back) or 1", "pull=-1")
        return 1.0 if pull == 1 else -1.0
