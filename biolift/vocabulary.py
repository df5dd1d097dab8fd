"""The words of the library: segments, joints, coordinates, sides, groups, and the table of signs.

Axes after ISB (Wu & Cavanagh 1995): x anterior, y up, z right. Clinical angles are positive in the
direction their name says; :data:`COORDINATES` maps each to a rotation of one segment about one axis.
"""

from __future__ import annotations

from dataclasses import dataclass

SIDES = ("right", "left")
SUFFIX = {"right": "_r", "left": "_l"}
LEVELS = ("L5/S1", "L4/L5")
JOINTS = ("hip", "knee", "ankle", "shoulder", "elbow")
#: Positive action of each joint's internal net moment.
JOINT_ACTION = {
    "hip": "extension",
    "knee": "extension",
    "ankle": "plantarflexion",
    "shoulder": "flexion",
    "elbow": "flexion",
}
PARENT: dict[str, str | None] = {
    "pelvis": None,
    "lumbar": "pelvis",
    "thorax": "lumbar",
    "upper_arm_r": "thorax",
    "upper_arm_l": "thorax",
    "forearm_r": "upper_arm_r",
    "forearm_l": "upper_arm_l",
    "thigh_r": "pelvis",
    "thigh_l": "pelvis",
    "shank_r": "thigh_r",
    "shank_l": "thigh_l",
    "foot_r": "shank_r",
    "foot_l": "shank_l",
}
SEGMENTS = tuple(PARENT)
#: The segment that a joint moves; its origin is the joint centre.
JOINT_SEGMENT = {
    "hip": "thigh",
    "knee": "shank",
    "ankle": "foot",
    "shoulder": "upper_arm",
    "elbow": "forearm",
}
GROUPS = (
    "erector_spinae",
    "multifidus",
    "quadratus_lumborum",
    "rectus_abdominis",
    "obliques",
    "psoas",
    "hip_flexors",
    "gluteus_maximus",
    "gluteus_medius",
    "hamstrings",
    "adductors",
    "quadriceps",
    "triceps_surae",
    "tibialis_anterior",
    "latissimus",
)


@dataclass(frozen=True, slots=True)
class Rotation:
    """Share of a clinical angle that turns a segment about one of its axes, with the mechanical sign."""

    segment: str
    axis: str
    factor: float


#: Share of lumbar flexion taken at L5/S1 by the two-hinge skeleton; the rest turns T12/L1.
LUMBAR_SHARE = 0.53

_SIDED = {
    # name: (segment, axis, sign on the right, sign on the left)
    "shoulder_flexion": ("upper_arm", "z", 1.0, 1.0),
    "shoulder_adduction": ("upper_arm", "x", 1.0, -1.0),
    "elbow_flexion": ("forearm", "z", 1.0, 1.0),
    "hip_flexion": ("thigh", "z", 1.0, 1.0),
    "hip_abduction": ("thigh", "x", -1.0, 1.0),
    "hip_rotation": ("thigh", "y", 1.0, -1.0),
    "knee_flexion": ("shank", "z", -1.0, -1.0),
    "ankle_dorsiflexion": ("foot", "z", 1.0, 1.0),
}


def _spread(axis: str, sign: float) -> tuple[Rotation, ...]:
    """A trunk angle shared by the lumbar and the thorax hinge."""
    return (
        Rotation("lumbar", axis, sign * LUMBAR_SHARE),
        Rotation("thorax", axis, sign * (1.0 - LUMBAR_SHARE)),
    )


#: Clinical coordinate -> the rotations it makes (translations of the pelvis have none).
COORDINATES: dict[str, tuple[Rotation, ...]] = {
    "pelvis_x": (),
    "pelvis_y": (),
    "pelvis_z": (),
    "pelvic_tilt": (Rotation("pelvis", "z", -1.0),),
    "pelvic_list": (Rotation("pelvis", "x", 1.0),),
    "pelvic_rotation": (Rotation("pelvis", "y", 1.0),),
    "lumbar_flexion": _spread("z", -1.0),
    "trunk_lateral_bend": _spread("x", 1.0),
    "trunk_axial_rotation": _spread("y", 1.0),
    **{
        name + SUFFIX[side]: (Rotation(segment + SUFFIX[side], axis, sign),)
        for name, (segment, axis, right, left) in _SIDED.items()
        for side, sign in (("right", right), ("left", left))
    },
}
#: Names that stand for both sides in a pose.
SIDED = tuple(_SIDED)
#: Inclinations from the vertical, forward positive, that a pose may give instead of the pelvic tilt:
#: pelvic_tilt = inclination + the sum of (factor x coordinate).
INCLINATIONS: dict[str, dict[str, float]] = {
    "trunk_inclination": {"lumbar_flexion": -1.0},
    "thigh_inclination": {"hip_flexion_r": 1.0},
}
#: Coordinates that leave the sagittal plane; zero in the planar kernel.
OUT_OF_PLANE = tuple(
    name
    for name, turns in COORDINATES.items()
    if name == "pelvis_z" or any(turn.axis != "z" for turn in turns)
)


def both_sides(name: str) -> tuple[str, ...]:
    """Full coordinate names for a name that may leave its side out."""
    return tuple(name + SUFFIX[side] for side in SIDES) if name in SIDED else (name,)
