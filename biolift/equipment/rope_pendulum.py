"""The pendulum of a reverse hyper with a rope from the end of its arm to the hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from biolift.equipment.base import Length, Load, Range
from biolift.equipment.free_weight import SITE
from biolift.equipment.line import OTHER, SHORTEST, end
from biolift.equipment.swinging_arm import ARM, DEAD_CENTRE, SwingingArm, angle_of, moments_of
from biolift.laws.stage import Math, Quantity, Stage
from biolift.laws.vectors import Vector, add, dot, let_vector, scale, subtract


def law(m: Math, p: Mapping[str, Quantity], x: Mapping[str, Quantity]) -> dict[str, Quantity]:
    """Force of the rope on the hand, world axes [N]; the other end of the line is the pivot.

    Notes
    -----
    The arm swings in the vertical plane of the horizontal direction ``a`` (`heading` from +x) and the
    vertical ``y``; the hand, at ``w`` from the pivot, may stand beside it. With the angle ``theta`` from
    straight down, positive towards ``a``, the arm's direction ``t = sin(theta) a - cos(theta) y`` and its
    derivative ``t'``, the taut rope ``d = w - L t`` has the length ``l``:

    ``r cos(alpha - theta) = (w . w + L^2 - l^2) / (2 L)``, ``r (sin alpha, -cos alpha) = (w . a, w . y)``,

    of whose two angles the rope holds the one on the hand's side (`pull`). Differentiated twice,

    ``theta' L d . t' = d . v``, ``theta'' L d . t' = d . acc + d' . d' + L theta'^2 d . t``, and
    ``I theta'' = -g S sin(theta) + T L (d . t') / l``.

    A rope only pulls; where it would have to push, or the hand is too near, it is slack. `miss` [m]: how
    much too far the hand is; there no force is worked out. Left out: friction, the rope's give and mass,
    the pendulum's own motion while slack.
    """
    w, v, acc = (let_vector(m, f"hand_{n}", subtract(end(x, n), end(x, n, "other_"))) for n in "pva")
    turned = m.let("turned", p["side"] * p["heading"])
    a = (m.let("swing_x", m.cos(turned)), 0, m.let("swing_z", -m.sin(turned)))
    u = m.let("in_plane", w[0] * a[0] + w[2] * a[2])
    r = m.let("reach", m.sqrt(m.maximum(u * u + w[1] * w[1], 1e-12)))
    sine_alpha, cosine_alpha = m.let("alpha_sine", u / r), m.let("alpha_cosine", -w[1] / r)
    arm, rope = p["arm_length"], p["rope_length"]
    far = m.let("far", dot(w, w) + arm * arm)
    asked = m.let("asked_cosine", (far - rope * rope) / (2 * arm * r))
    c = m.let("delta_cosine", m.maximum(m.minimum(asked, DEAD_CENTRE), -DEAD_CENTRE))
    s = m.let("delta_sine", p["pull"] * m.sqrt(1.0 - c * c))
    sine = m.let("theta_sine", sine_alpha * c - cosine_alpha * s)
    cosine = m.let("theta_cosine", cosine_alpha * c + sine_alpha * s)
    t: Vector = let_vector(m, "arm", (sine * a[0], -cosine, sine * a[2]))
    across: Vector = let_vector(m, "across", (cosine * a[0], sine, cosine * a[2]))
    d = let_vector(m, "rope", subtract(w, scale(arm, t)))
    lever = m.let("lever", arm * r * s)
    turn = m.let("theta_turn", dot(d, v) / lever)
    slip = let_vector(m, "slip", subtract(v, scale(arm * turn, across)))
    spin = m.let("theta_spin", (dot(d, acc) + dot(slip, slip) + arm * turn * turn * (r * c - arm)) / lever)
    first, inertia = moments_of(m, p)
    loose = m.let("loose", m.where(asked < -DEAD_CENTRE, 1.0, 0.0))
    closed = m.let("closed", m.where(asked > DEAD_CENTRE, 0.0, 1.0 - loose))
    carried = rope * (inertia * spin + p["gravity"] * first * sine) / lever
    tension = m.let("signed_tension", m.where(closed > 0, carried, 0.0))
    slack = m.let("is_slack", m.where(tension < 0, 1.0, loose))
    nearest = m.let("nearest", m.sqrt(m.maximum(far - 2 * arm * r, 0.0)))
    force = scale(-(1.0 - slack) * tension / rope, d)
    tip = add(end(x, "p", "other_"), scale(arm, t))
    return {
        **dict(zip(("fx", "fy", "fz"), force, strict=True)),
        **dict(zip(("tip_x", "tip_y", "tip_z"), tip, strict=True)),
        "theta": angle_of(m, sine, cosine),
        "tension": tension,
        "slack": slack,
        "miss": m.where(asked > DEAD_CENTRE, m.maximum(nearest - rope, SHORTEST), 0.0),
    }


STAGE = Stage(
    "rope_pendulum",
    law,
    (*ARM, "arm_length", "rope_length", "heading", "side", "pull", "gravity"),
    {"site": SITE, "other": OTHER},
    {
        "force": ("fx", "fy", "fz"),
        "state": ("theta", "tip_x", "tip_y", "tip_z", "tension", "slack", "miss"),
    },
)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class RopePendulum(SwingingArm):
    """Plates on a pendulum pulled by a rope from the end of its arm to the hand, which may stand beside it.

    Parameters
    ----------
    mass, plate_radius, plate_gyration, empty_mass, empty_centre_radius, empty_gyration
        As of every pendulum (`SwingingArm`). The movement says where the pivot stands.
    arm_length : float or str, optional
        From the pivot to the rope's eye [m].
    rope_length : float or str, optional
        From the eye to the middle of the hand [m].
    heading : float or str, optional
        Direction in which the arm swings, from +x (where the athlete faces), positive to the left of one who
        works with the right side; mirrored for the left side [rad].
    pull : {-1, 1}
        Sense in which the rope drives the arm: 1 where `heading` points, -1 the other way.

    Left out (None), a number is the library's with its spread (`biolift.library.equipment`).

    Examples
    --------
    >>> RopePendulum("20 kg", rope_length="40 cm")
    RopePendulum(mass=20.0, rope_length=0.4)
    """

    arm_length: Length = None
    rope_length: Length = None
    heading: Length = None
    pull: float = 1.0
    kind: ClassVar[str] = "rope_pendulum"
    stage: ClassVar[Stage] = STAGE
    plausible: ClassVar[Mapping[str, Range]] = {
        **SwingingArm.plausible,
        "arm_length": (0.2, 2.0, "m"),
        "rope_length": (0.05, 3.0, "m"),
        "heading": (-3.2, 3.2, "rad"),
    }

    def __post_init__(self) -> None:
        Load.__post_init__(self)
        object.__setattr__(self, "pull", self._read_pull(self.pull))
