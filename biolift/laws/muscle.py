"""Muscle: active curves and the path of one lumped muscle over spine, hip, knee and ankle.

Curves after De Groote et al. 2016 (Annals of Biomedical Engineering 44:2922), constants as in sympy 1.14;
written here so that force is never negative. The tendon is rigid, its compliance is part of the effective
fibre length. Passive force is not a muscle's: it is measured per joint (:mod:`biolift.laws.passive`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from biolift.laws.stage import Law, Math, Quantity, Stage

#: Height, centre, width and slope of the three bells of the active curve.
ACTIVE = ((0.814, 1.06, 0.162, 0.0633), (0.433, 0.717, -0.0299, 0.2), (0.1, 1.0, 0.354, 0.0))
#: Scale, velocity factor, velocity offset and force offset of the force-velocity curve.
VELOCITY = (-0.318, -8.149, -0.374, 0.886)
#: Width below which a bell would degenerate; reached only at fibre lengths where it has no height left.
_NARROWEST = 0.01
#: Shortest fibre along the tendon, so that pennation stays defined far outside the joint range.
_SHORTEST = 0.05

LEVELS = ("l5s1", "l4l5")
_PATHS = ("arm_extension", "arm_right_bend", "arm_left_turn", "ux", "uy", "uz")
#: Paths that change sign on the left side.
MIRRORED = frozenset({"arm_right_bend", "arm_left_turn", "uz"})
_DEGREE = {"hip": 4, "knee": 4, "ankle": 2}
_ANGLE = {"hip": "hip_flexion", "knee": "knee_flexion", "ankle": "ankle_dorsiflexion"}
_ACTION = {"hip": "hip_extension", "knee": "knee_extension", "ankle": "ankle_plantarflexion"}
_INPUTS = ("lumbar_flexion", *_ANGLE.values())


def active_force_length(m: Math, length: Quantity) -> Quantity:
    """Active force at full activation and zero velocity, over the largest force.

    Parameters
    ----------
    m : Math
    length : Quantity
        Fibre length over optimum, not negative [1].
    """
    total: Quantity = 0.0
    for k, (height, centre, width, slope) in enumerate(ACTIVE):
        bell = m.let(f"bell_{k}", width + slope * length)
        if width < 0.0:
            bell = m.let(f"bell_{k}_wide", m.maximum(bell, _NARROWEST))
        z = m.let(f"z_{k}", (length - centre) / bell)
        total = total + height * m.exp(-0.5 * z * z)
    return total


def force_velocity(m: Math, velocity: Quantity) -> Quantity:
    """Force over the isometric force, lengthening positive; never negative.

    Parameters
    ----------
    m : Math
    velocity : Quantity
        Lengthening velocity of the fibre over its fastest shortening [1].

    Notes
    -----
    d0 asinh(d1 v + d2) + d3; the inverse hyperbolic sine is taken of the absolute value, where
    ``log(y + sqrt(y^2 + 1))`` cancels nothing.
    """
    scale, factor, offset, force = VELOCITY
    y = m.let("fv_argument", factor * velocity + offset)
    size = m.let("fv_size", m.maximum(y, -y))
    area = m.let("fv_area", m.log(size + m.sqrt(size * size + 1.0)))
    raw = m.let("fv_raw", scale * m.where(y > 0, area, -area) + force)
    return m.maximum(raw, 0.0)


def muscle_path(m: Math, p: Mapping[str, Quantity], x: Mapping[str, Quantity]) -> dict[str, Quantity]:
    """Largest active force, moment arms and lines of action of one muscle of one side.

    `p`: see :data:`STAGE`; `x`: lumbar flexion and the flexions of the muscle's own side [rad] with their
    rates [rad/s]. Outputs: ``capacity`` [N], ``fibre_length`` [1], arms [m] and direction ``u*`` [1] at both
    discs times the share that crosses, arms at hip, knee and ankle [m].

    Notes
    -----
    Path length is a sum over joints, each part minus the integral of the joint's arm, so arms and lengths
    obey virtual work. Fibres keep their distance `thickness` (constant-thickness pennation). Left out: length
    changes with lateral bend, axial rotation and hip abduction, and tendon stretch with force.
    """
    return _path(m, p, x, tuple(_ANGLE), LEVELS)


def muscle_trunk(m: Math, p: Mapping[str, Quantity], x: Mapping[str, Quantity]) -> dict[str, Quantity]:
    """:func:`muscle_path` of a muscle that spans no joint of the leg."""
    return _path(m, p, x, (), LEVELS)


def muscle_leg(m: Math, p: Mapping[str, Quantity], x: Mapping[str, Quantity]) -> dict[str, Quantity]:
    """:func:`muscle_path` of a muscle that neither crosses a disc nor follows the lumbar spine."""
    return _path(m, p, x, tuple(_ANGLE), ())


def _path(m: Math, p: Mapping[str, Quantity], x: Mapping[str, Quantity], joints: Sequence[str],
          levels: Sequence[str]) -> dict[str, Quantity]:  # fmt: skip
    """The law with the joints of the leg and the discs that a muscle has."""
    held = {joint: _held(m, p, joint, x[_ANGLE[joint]]) for joint in joints}
    arm = {joint: _polynomial(m, p, f"{joint}_arm", _DEGREE[joint], held[joint]) for joint in joints}
    change: Quantity = 0.0
    rate: Quantity = 0.0
    if levels:
        bend = _held(m, p, "lumbar", x["lumbar_flexion"])
        slope = m.let("lumbar_slope", p["lumbar_length_1"] + 2.0 * p["lumbar_length_2"] * bend)
        change = (p["lumbar_length_1"] + p["lumbar_length_2"] * bend) * bend + slope * (
            x["lumbar_flexion"] - bend
        )
        rate = slope * x["lumbar_flexion_rate"]
    for joint in joints:
        angle = _ANGLE[joint]
        change = change - _integral(p, joint, held[joint]) - arm[joint] * (x[angle] - held[joint])
        rate = rate - arm[joint] * x[f"{angle}_rate"]
    out = _fibre(m, p, change, rate)
    for level in levels:
        out |= _crossing(m, p, level, bend)
    if joints:
        adduction = p["hip_adduction_arm_0"] + p["hip_adduction_arm_1"] * held["hip"]
        out |= {f"arm_{_ACTION[joint]}": -arm[joint] for joint in joints} | {"arm_hip_abduction": -adduction}
    return out


def _fibre(m: Math, p: Mapping[str, Quantity], change: Quantity, rate: Quantity) -> dict[str, Quantity]:
    """Capacity and fibre length from the change of path length [m] and its rate [m/s]."""
    free = m.let("along_free", p["along_length_neutral"] + change)
    along = m.let("along", m.maximum(free, _SHORTEST * p["optimal_length"]))
    fibre = m.let("fibre", m.sqrt(along * along + p["thickness"] * p["thickness"]))
    cosine = m.let("cosine", along / fibre)
    length = m.let("fibre_length", fibre / p["optimal_length"])
    velocity = m.let("velocity", rate * cosine / (p["max_velocity"] * p["optimal_length"]))
    active = m.let("active", active_force_length(m, length))
    speed = m.let("speed", force_velocity(m, velocity))
    return {"capacity": p["max_force"] * active * speed * cosine, "fibre_length": length}


def _crossing(m: Math, p: Mapping[str, Quantity], level: str, bend: Quantity) -> dict[str, Quantity]:
    """Arms and direction at one disc, mirrored on the left, times the share of the force that crosses it."""
    share = p[f"crossing_{level}"]
    side = m.let(f"side_{level}", share * p["mirror"])
    return {
        f"{name}_{level}": (side if name in MIRRORED else share)
        * _polynomial(m, p, f"{name}_{level}", 2, bend)
        for name in _PATHS
    }


def _held(m: Math, p: Mapping[str, Quantity], joint: str, angle: Quantity) -> Quantity:
    """The angle, kept within the range of the joint's polynomials: beyond it arms keep their end value."""
    above = m.let(f"{joint}_above", m.maximum(angle, p[f"{joint}_low"]))
    return m.let(f"{joint}_held", m.minimum(above, p[f"{joint}_high"]))


def _polynomial(m: Math, p: Mapping[str, Quantity], name: str, degree: int, t: Quantity) -> Quantity:
    """Value of the polynomial ``name_0 + name_1 t + ...``."""
    value = p[f"{name}_{degree}"]
    for k in range(degree - 1, -1, -1):
        value = p[f"{name}_{k}"] + t * value
    return m.let(f"{name}_now", value)


def _integral(p: Mapping[str, Quantity], joint: str, t: Quantity) -> Quantity:
    """Integral of a joint's arm from zero to t [m rad]."""
    degree = _DEGREE[joint]
    value = p[f"{joint}_arm_{degree}"] * (1.0 / (degree + 1))
    for k in range(degree - 1, -1, -1):
        value = p[f"{joint}_arm_{k}"] * (1.0 / (k + 1)) + t * value
    return t * value


STAGE = Stage(
    "muscle_path",
    muscle_path,
    (
        "max_force",
        "optimal_length",
        "along_length_neutral",
        "thickness",
        "max_velocity",
        "mirror",
        *(f"{joint}_{end}" for joint in ("lumbar", *_ANGLE) for end in ("low", "high")),
        "lumbar_length_1",
        "lumbar_length_2",
        *(f"{joint}_arm_{k}" for joint, degree in _DEGREE.items() for k in range(degree + 1)),
        "hip_adduction_arm_0",
        "hip_adduction_arm_1",
        *(
            name
            for level in LEVELS
            for name in (f"crossing_{level}", *(f"{path}_{level}_{k}" for path in _PATHS for k in range(3)))
        ),
    ),
    {"joints": (*_INPUTS, *(f"{angle}_rate" for angle in _INPUTS))},
    {
        "muscle": (
            "capacity",
            "fibre_length",
            *(f"{path}_{level}" for level in LEVELS for path in _PATHS),
            "arm_hip_extension",
            "arm_knee_extension",
            "arm_ankle_plantarflexion",
            "arm_hip_abduction",
        )
    },
)


def _part(name: str, law: Law, rows: Sequence[str]) -> Stage:
    """A part of :data:`STAGE` whose rows stand where they stand in the whole."""
    layout = {"muscle": STAGE.rows("muscle")}
    return Stage(name, law, STAGE.parameters, STAGE.inputs, {"muscle": ("capacity", *rows)}, layout)


TRUNK = _part("muscle_trunk", muscle_trunk, [f"{path}_{level}" for level in LEVELS for path in _PATHS])
LEG = _part("muscle_leg", muscle_leg, [f"arm_{action}" for action in (*_ACTION.values(), "hip_abduction")])
