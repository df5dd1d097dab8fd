"""Passive moments of hip, knee, ankle and lumbar spine: everything that resists without activation.

They are total curves measured per joint (relaxed muscle, fascia, ligament), so no muscle adds a passive force
of its own. Every curve goes on along its tangent outside its range, so that no pose makes it explode.
"""

from __future__ import annotations

from collections.abc import Mapping

from biolift.laws.stage import Math, Quantity, Stage

#: Terms of Riener & Edrich (1999): joint -> (name, sign, angles the exponent depends on).
TERMS: dict[str, tuple[tuple[str, float, tuple[str, ...]], ...]] = {
    "hip": (("hip_stop", 1.0, ("knee", "hip")), ("hip_stretch", -1.0, ("knee", "hip"))),
    "knee": (
        ("knee_stretch", 1.0, ("ankle", "knee", "hip")),
        ("knee_fold", -1.0, ("ankle", "knee", "hip")),
        ("knee_stop", 1.0, ("knee",)),
    ),
    "ankle": (("ankle_stretch", 1.0, ("ankle", "knee")), ("ankle_fold", -1.0, ("ankle", "knee"))),
}
_ANGLES = ("hip", "knee", "ankle")


def leg_passive(m: Math, p: Mapping[str, Quantity], x: Mapping[str, Quantity]) -> dict[str, Quantity]:
    """Passive moments of one leg [N m].

    `x`: hip flexion, knee flexion, ankle dorsiflexion [rad].
    `p`: for each term of :data:`TERMS` ``<term>_offset`` and ``<term>_<angle>`` [1/rad], for each joint
    ``<joint>_constant`` [N m] and the range ``<joint>_low``, ``<joint>_high`` [rad]; ``leg_stiffness`` [1].

    Notes
    -----
    Each joint: sum of ``sign exp(offset + sum_j k_j q_j) + constant``, with q in the directions of Riener &
    Edrich: hip flexion, knee flexion, ankle plantarflexion. Hip and knee are then flexion moments, the ankle
    a plantarflexion moment. Outside the range each term is replaced by its tangent plane.
    """
    q = {"hip": x["hip_flexion"], "knee": x["knee_flexion"], "ankle": -x["ankle_dorsiflexion"]}
    held, past = {}, {}
    for name in _ANGLES:
        above = m.let(f"{name}_above", m.maximum(q[name], p[f"{name}_low"]))
        held[name] = m.let(f"{name}_held", m.minimum(above, p[f"{name}_high"]))
        past[name] = m.let(f"{name}_past", q[name] - held[name])
    moment = {}
    for joint, terms in TERMS.items():
        total = p[f"{joint}_constant"]
        for name, sign, angles in terms:
            exponent, tangent = p[f"{name}_offset"], 1.0
            for angle in angles:
                exponent = exponent + p[f"{name}_{angle}"] * held[angle]
                tangent = tangent + p[f"{name}_{angle}"] * past[angle]
            total = total + sign * m.let(name, m.exp(exponent)) * tangent
        moment[joint] = p["leg_stiffness"] * total
    return {
        "passive_hip_extension": -moment["hip"],
        "passive_knee_extension": -moment["knee"],
        "passive_ankle_plantarflexion": moment["ankle"],
    }


def lumbar_passive(m: Math, p: Mapping[str, Quantity], x: Mapping[str, Quantity]) -> dict[str, Quantity]:
    """Passive moments of the lumbar spine on the trunk [N m].

    `x`: lumbar flexion, trunk lateral bend, trunk axial rotation [rad].
    `p`: see :data:`LUMBAR`; full ranges belong to the person.

    Notes
    -----
    Flexion: ``M (exp(k s) - 1) / (exp(k) - 1)``, s = flexion over full flexion. Extension: the same form from
    the share `extension_free` of the full extension to its end. Lateral bend: stiffness ``K exp(k s)``. Axial
    rotation: stiffness K up to `turn_linear`, then tripled every `turn_tripling`. Of the trunk's lateral bend
    and axial rotation the lumbar spine takes `bend_share` and `turn_share`. Each curve is straight beyond its
    full range.
    """
    flexion = x["lumbar_flexion"]
    bent = m.let("bent", m.maximum(flexion, 0.0) / p["full_flexion"])
    free = p["extension_free"]
    arched = m.let("arched", m.maximum(-flexion / p["full_extension"] - free, 0.0) / (1.0 - free))
    extension = p["flexion_moment"] * _rise(m, "flexion", bent, p["flexion_shape"])
    extension = extension - p["extension_moment"] * _rise(m, "extension", arched, p["extension_shape"])

    bend = p["bend_share"] * x["trunk_lateral_bend"]
    lean = m.let("lean", m.maximum(bend, -bend) / p["full_bend"])
    scale = p["bend_stiffness"] * p["full_bend"] / p["bend_shape"]
    sideways = scale * (m.exp(p["bend_shape"]) - 1.0) * _rise(m, "bend", lean, p["bend_shape"])

    turn = p["turn_share"] * x["trunk_axial_rotation"]
    twist = _twist(m, p, m.let("turned", m.maximum(turn, -turn)))
    return {
        "passive_extension": extension,
        "passive_right_bend": m.where(bend > 0, -sideways, sideways),
        "passive_left_turn": m.where(turn > 0, -twist, twist),
    }


def _rise(m: Math, name: str, s: Quantity, shape: Quantity) -> Quantity:
    """(exp(shape s) - 1) / (exp(shape) - 1), zero at 0 and one at 1; straight beyond 1."""
    held = m.let(f"{name}_part", m.minimum(s, 1.0))
    top = m.let(f"{name}_top", m.exp(shape))
    slope = shape * top * (s - held)
    return m.let(f"{name}_rise", (m.exp(shape * held) - 1.0 + slope) / (top - 1.0))


def _twist(m: Math, p: Mapping[str, Quantity], turned: Quantity) -> Quantity:
    """Size of the moment that resists a lumbar turn of size `turned` [rad]."""
    within = m.let("twist_within", m.minimum(turned, p["full_turn"]))
    stiff = m.let("twist_stiff", m.maximum(within - p["turn_linear"], 0.0))
    rate = 1.0986122886681098 / p["turn_tripling"]  # ln 3
    factor = m.let("twist_factor", m.exp(rate * stiff))
    curved = within - stiff + (factor - 1.0) / rate + factor * (turned - within)
    return m.let("twist", p["turn_stiffness"] * curved)


LEG = Stage(
    "leg_passive",
    leg_passive,
    (
        *(
            f"{name}_{part}"
            for terms in TERMS.values()
            for name, _, angles in terms
            for part in ("offset", *angles)
        ),
        *(f"{joint}_constant" for joint in _ANGLES),
        *(f"{angle}_{end}" for angle in _ANGLES for end in ("low", "high")),
        "leg_stiffness",
    ),
    {"joints": ("hip_flexion", "knee_flexion", "ankle_dorsiflexion")},
    {"passive": ("passive_hip_extension", "passive_knee_extension", "passive_ankle_plantarflexion")},
)
LUMBAR = Stage(
    "lumbar_passive",
    lumbar_passive,
    (
        "full_flexion",
        "flexion_moment",
        "flexion_shape",
        "full_extension",
        "extension_free",
        "extension_moment",
        "extension_shape",
        "full_bend",
        "bend_stiffness",
        "bend_shape",
        "bend_share",
        "full_turn",
        "turn_stiffness",
        "turn_linear",
        "turn_tripling",
        "turn_share",
    ),
    {"trunk": ("lumbar_flexion", "trunk_lateral_bend", "trunk_axial_rotation")},
    {"passive": ("passive_extension", "passive_right_bend", "passive_left_turn")},
)
