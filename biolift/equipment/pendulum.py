"""The pendulum of a reverse hyper: plates on a swinging arm, closed on the ankles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from biolift.equipment.base import Length, Load, Range
from biolift.equipment.free_weight import SITE
from biolift.equipment.swinging_arm import ARM, SwingingArm, angle_of, moments_of
from biolift.errors import choice
from biolift.laws.stage import Math, Quantity, Stage

CONTACTS = ("strap", "clamped")


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
    first, inertia = moments_of(m, p)
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
    (*ARM, "pivot_x", "pivot_y", "pull", "unilateral", "gravity"),
    {"site": SITE},
    {"force": ("fx", "fy", "fz"), "state": ("theta", "radius", "tension", "slack")},
)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Pendulum(SwingingArm):
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

    pivot_x: Length = None
    pivot_y: Length = None
    reach_low: Length = None
    reach_high: Length = None
    contact: str = "strap"
    pull: float = -1.0
    kind: ClassVar[str] = "pendulum"
    stage: ClassVar[Stage] = STAGE
    plausible: ClassVar[Mapping[str, Range]] = {
        **SwingingArm.plausible,
        "pivot_x": (-1.0, 1.0, "m"),
        "pivot_y": (-1.0, 1.0, "m"),
        "reach_low": (0.05, 2.0, "m"),
        "reach_high": (0.05, 2.0, "m"),
    }

    def __post_init__(self) -> None:
        Load.__post_init__(self)
        choice("load.contact", self.contact, CONTACTS)
        object.__setattr__(self, "pull", self._read_pull(self.pull))

    @property
    def unilateral(self) -> float:
        """1 for a strap, 0 for clamped ankles."""
        return 1.0 if self.contact == "strap" else 0.0
