"""The pendulum of a reverse hyper: plates on a swinging arm, closed on the ankles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import pi
from typing import ClassVar

from biolift import units
from biolift.equipment.base import Length, Load
from biolift.equipment.free_weight import SITE
from biolift.errors import InputError, choice
from biolift.laws.stage import Math, Quantity, Stage

CONTACTS = ("strap", "clamped")
#: Values that a machine could have at all (SI); the library's ranges are narrower.
_PLAUSIBLE = {
    "plate_radius": (0.2, 2.0, "m"),
    "plate_gyration": (0.0, 0.5, "m"),
    "empty_mass": (0.0, 100.0, "kg"),
    "empty_centre_radius": (0.0, 1.5, "m"),
    "empty_gyration": (0.0, 1.0, "m"),
    "pivot_x": (-1.0, 1.0, "m"),
    "pivot_y": (-1.0, 1.0, "m"),
    "reach_low": (0.05, 2.0, "m"),
    "reach_high": (0.05, 2.0, "m"),
}


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


def law(m: Math, p: Mapping[str, Quantity], x: Mapping[str, Quantity]) -> dict[str, Quantity]:
    """Force of the pendulum on the athlete at the ankles (both together), world axes [N].

    Notes
    -----
    The ankle, at ``d`` from the pivot, runs along the arm in a collar without friction: the arm's line
    always passes through it, its distance ``r`` varies, and the contact force ``F`` on the arm stands at
    right angles to it. With the angle ``theta`` from straight down, positive about +z,

    ``I theta'' = -g S sin(theta) + F r``,
    ``S = m R + m0 R0``, ``I = m (R^2 + k^2) + m0 (R0^2 + k0^2)``,
    ``theta'' = (d x a)/r^2 - 2 theta' (d . v)/r^2``.

    A strap carries ``F`` of one sign only (`pull`); where it would have to change, it is slack and carries
    nothing. Left out: friction, give of the strap, the pendulum's own motion while slack.
    """
    dx = m.let("arm_x", x["px"] - p["pivot_x"])
    dy = m.let("arm_y", x["py"] - p["pivot_y"])
    square = m.let("arm_square", dx * dx + dy * dy)
    r = m.let("arm_length", m.sqrt(square))
    sine, cosine = m.let("arm_sine", dx / r), m.let("arm_cosine", -dy / r)
    turn = m.let("arm_turn", (dx * x["vy"] - dy * x["vx"]) / square)
    slide = m.let("arm_slide", (dx * x["vx"] + dy * x["vy"]) / square)
    spin = m.let("arm_spin", (dx * x["ay"] - dy * x["ax"]) / square - 2 * turn * slide)
    first = m.let("first_moment", p["mass"] * p["plate_radius"] + p["empty_mass"] * p["empty_centre_radius"])
    plates = p["mass"] * (p["plate_radius"] * p["plate_radius"] + p["plate_gyration"] * p["plate_gyration"])
    centre, gyration = p["empty_centre_radius"], p["empty_gyration"]
    inertia = m.let("inertia", plates + p["empty_mass"] * (centre * centre + gyration * gyration))
    carried = m.let("carried", (inertia * spin + p["gravity"] * first * sine) / r)
    tension = m.let("signed_tension", p["pull"] * carried)
    slack = m.let("is_slack", m.where(p["unilateral"] * tension < 0, 1.0, 0.0))
    held = m.let("held", (1 - slack) * carried)
    return {
        "fx": -held * cosine,
        "fy": -held * sine,
        "fz": 0.0 * held,
        "theta": angle_of(m, sine, cosine),
        "radius": r,
        "tension": tension,
        "slack": slack,
    }


STAGE = Stage(
    "pendulum",
    law,
    (
        *("mass", "plate_radius", "plate_gyration", "empty_mass", "empty_centre_radius", "empty_gyration"),
        *("pivot_x", "pivot_y", "pull", "unilateral", "gravity"),
    ),
    {"site": SITE},
    {"force": ("fx", "fy", "fz"), "state": ("theta", "radius", "tension", "slack")},
)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Pendulum(Load):
    """Plates on the pendulum of a reverse hyper; ``Pendulum(0)`` is the empty one.

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
    pivot_x, pivot_y : float or str, optional
        Pivot in the machine's frame [m]: ahead of the rear edge of the bench, above its top (so negative).
    reach_low, reach_high : float or str, optional
        Distances from the pivot that the collar of the strap can take [m].
    contact : {"strap", "clamped"}
        A strap can only be pulled by the legs; clamped ankles are carried both ways.
    pull : {-1, 1}
        Sense in which the legs drive the arm about +z: -1 towards the back (-x), as on the reverse hyper.

    Left out (None), a length is the library's number with its spread (`biolift.library.equipment`).

    Examples
    --------
    >>> Pendulum("50 %BW", plate_radius="70 cm")
    Pendulum(mass=BodyWeight(fraction=0.5), plate_radius=0.7)
    """

    plate_radius: Length = None
    plate_gyration: Length = None
    empty_mass: Length = None
    empty_centre_radius: Length = None
    empty_gyration: Length = None
    pivot_x: Length = None
    pivot_y: Length = None
    reach_low: Length = None
    reach_high: Length = None
    contact: str = "strap"
    pull: float = -1.0
    kind: ClassVar[str] = "pendulum"
    stage: ClassVar[Stage] = STAGE

    def __post_init__(self) -> None:
        Load.__post_init__(self)
        for name, (low, high, unit) in _PLAUSIBLE.items():
            value = getattr(self, name)
            if value is not None:
                read = units.mass if unit == "kg" else units.length
                value = read(value, field=f"load.{name}")
                hint = f"{name}={(low + high) / 2:g}"
                value = units.checked(value, low, high, field=f"load.{name}", unit=unit, hint=hint)
                object.__setattr__(self, name, value)
        choice("load.contact", self.contact, CONTACTS)
        if isinstance(self.pull, bool) or self.pull not in (-1, 1):
            raise InputError("load.pull", self.pull, "-1 (legs drive the arm back) or 1", "pull=-1")
        object.__setattr__(self, "pull", float(self.pull))

    @property
    def geometry(self) -> Mapping[str, float | None]:
        """Lengths and masses of the machine by name (SI); None stands for the library's number."""
        return {name: getattr(self, name) for name in _PLAUSIBLE}

    @property
    def unilateral(self) -> float:
        """1 for a strap, 0 for clamped ankles."""
        return 1.0 if self.contact == "strap" else 0.0
