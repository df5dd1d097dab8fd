"""A reverse hyper whose arm ends in rollers behind the lower legs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from biolift.equipment.base import Length, Range
from biolift.equipment.free_weight import SITE
from biolift.equipment.line import OTHER, SHORTEST, towards_other
from biolift.equipment.swinging_arm import ARM, DEAD_CENTRE, SwingingArm, angle_of, moments_of
from biolift.laws.stage import Math, Quantity, Stage


def law(m: Math, p: Mapping[str, Quantity], x: Mapping[str, Quantity]) -> dict[str, Quantity]:
    """Force of the rollers on the lower legs (both together), at the contact point, world axes [N].

    Notes
    -----
    The centre of the rollers, at ``L`` from the pivot, keeps the distance ``h`` (`offset`) behind the line
    from knee (the site) to ankle (the other end), and rolls along it without friction: the force on the leg
    stands at right angles to it. With the angles ``phi`` of the leg and ``theta`` of the arm from straight
    down, positive about +z, ``e = (sin phi, -cos phi)`` along the leg, ``n = (-cos phi, -sin phi)`` behind
    it, and ``k`` from the pivot to the knee,

    ``L sin(delta) = h + k . n``, ``theta = phi - delta``, ``I theta'' = -g S sin(theta) - N L cos(delta)``,

    and the force on the leg is ``-N n``. Rollers only push (``N > 0``); else they are slack. `miss` [m]: how
    far the arm is from reaching the line, or the contact from lying between knee and ankle; out of reach no
    force is worked out. Left out: rolling resistance, the flesh's give, the pendulum's own motion while
    slack.
    """
    kx, ky = m.let("knee_x", x["px"] - p["pivot_x"]), m.let("knee_y", x["py"] - p["pivot_y"])
    length, ex, ey, turn, spin = _leg(m, x)
    nx, ny = ey, -ex
    ke, kn = m.let("knee_along", kx * ex + ky * ey), m.let("knee_behind", kx * nx + ky * ny)
    ve, vn = m.let("speed_along", x["vx"] * ex + x["vy"] * ey), x["vx"] * nx + x["vy"] * ny
    an = x["ax"] * nx + x["ay"] * ny
    arm = p["arm_length"]
    asked = m.let("asked_sine", (p["offset"] + kn) / arm)
    ds = m.let("sine_rate", (vn + ke * turn) / arm)
    dds = m.let("sine_spin", (an + 2 * turn * ve - turn * turn * kn + spin * ke) / arm)
    s = m.let("delta_sine", m.maximum(m.minimum(asked, DEAD_CENTRE), -DEAD_CENTRE))
    c = m.let("delta_cosine", m.sqrt(1.0 - s * s))
    delta_turn = m.let("delta_turn", ds / c)
    theta_spin = m.let("theta_spin", spin - (dds + s * delta_turn * delta_turn) / c)
    # e = (sin phi, -cos phi), so that theta = phi - delta reads
    sine, cosine = m.let("theta_sine", ex * c + ey * s), m.let("theta_cosine", ex * s - ey * c)
    first, inertia = moments_of(m, p)
    far = m.let("far", m.maximum(m.maximum(asked, -asked) - DEAD_CENTRE, 0.0))
    pushed = -(inertia * theta_spin + p["gravity"] * first * sine) / (arm * c)
    normal = m.let("normal", m.where(far > 0, 0.0, pushed))
    slack = m.let("is_slack", m.where(normal < 0, 1.0, 0.0))
    held = m.let("held", (1 - slack) * normal)
    along = m.let("contact_along", arm * c - ke)
    beyond = m.let("beyond", m.maximum(m.maximum(along - length, -along), 0.0))
    return {
        "fx": -held * nx,
        "fy": -held * ny,
        "fz": 0.0 * held,
        "cx": x["px"] + along * ex,
        "cy": x["py"] + along * ey,
        "cz": x["pz"],
        "theta": angle_of(m, sine, cosine),
        "along": along,
        "tip_x": p["pivot_x"] + arm * sine,
        "tip_y": p["pivot_y"] - arm * cosine,
        "tip_z": x["pz"],
        "tension": normal,
        "slack": slack,
        "miss": m.maximum(arm * far, beyond),
    }


def _leg(m: Math, x: Mapping[str, Quantity]) -> tuple[Quantity, ...]:
    """The line from knee to ankle in the machine's plane: length, direction, and the rates of its angle."""
    lx, ly, _ = towards_other(m, x)
    vx, vy, _ = towards_other(m, x, "v")
    ax, ay, _ = towards_other(m, x, "a")
    square = m.let("leg_square", m.maximum(lx * lx + ly * ly, SHORTEST))
    length = m.let("leg_length", m.sqrt(square))
    turn = m.let("leg_turn", (lx * vy - ly * vx) / square)
    spin = m.let("leg_spin", (lx * ay - ly * ax) / square - 2 * turn * (lx * vx + ly * vy) / square)
    return length, m.let("along_x", lx / length), m.let("along_y", ly / length), turn, spin


STAGE = Stage(
    "roller_pendulum",
    law,
    (*ARM, "pivot_x", "pivot_y", "arm_length", "offset", "gravity"),
    {"site": SITE, "other": OTHER},
    {
        "force": ("fx", "fy", "fz"),
        "contact": ("cx", "cy", "cz"),
        "state": ("theta", "along", "tip_x", "tip_y", "tip_z", "tension", "slack", "miss"),
    },
)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class RollerPendulum(SwingingArm):
    """Plates on a pendulum with rollers behind the lower legs: they push, and slide along the leg.

    Parameters
    ----------
    mass, plate_radius, plate_gyration, empty_mass, empty_centre_radius, empty_gyration
        As of every pendulum (`SwingingArm`).
    pivot_x, pivot_y : float or str, optional
        Pivot in the machine's frame [m]: ahead of the rear edge of the bench, above its top (so negative).
    arm_length : float or str, optional
        From the pivot to the centre of the rollers [m].
    offset : float or str, optional
        Centre of the rollers behind the line from knee to ankle [m].

    Left out (None), a length is the library's number with its spread (`biolift.library.equipment`).

    Examples
    --------
    >>> RollerPendulum("50 %BW", arm_length="60 cm")
    RollerPendulum(mass=BodyWeight(fraction=0.5), arm_length=0.6)
    """

    pivot_x: Length = None
    pivot_y: Length = None
    arm_length: Length = None
    offset: Length = None
    kind: ClassVar[str] = "roller_pendulum"
    stage: ClassVar[Stage] = STAGE
    plausible: ClassVar[Mapping[str, Range]] = {
        **SwingingArm.plausible,
        "pivot_x": (-1.0, 1.0, "m"),
        "pivot_y": (-1.0, 1.0, "m"),
        "arm_length": (0.2, 2.0, "m"),
        "offset": (0.0, 0.3, "m"),
    }
