"""Loads on one disc: what the lower vertebra must carry, on the axes of the disc.

Axes are those of the pelvis (x anterior, y up, z right in upright standing). Compression is positive when
it compresses, anterior shear when the upper vertebra would slide forward, right shear to the right.
"""

from __future__ import annotations

from collections.abc import Mapping

from biolift.laws.stage import Math, Quantity, Stage
from biolift.laws.vectors import Vector, add, cross, let_vector, scale, transposed_times

AXES = ("x", "y", "z")


def level_load(m: Math, p: Mapping[str, Quantity], x: Mapping[str, Quantity]) -> dict[str, Quantity]:
    """Force and moment that the part above a disc receives from below, about the disc, in pelvis axes.

    `x`: pelvis orientation ``R_xx .. R_zz``; force ``F_*`` [N] and moment ``N_*`` [N m] at L5/S1 in world
    axes; gravity less the acceleration of L5/S1 ``g_*`` [m/s2]; lumbar flexion [rad].
    `p`: the disc lies at ``rise`` [m] above L5/S1 along a line ``lean`` [rad] forward of the pelvis's
    vertical, plus ``turn`` of the lumbar flexion; ``slice_mass`` [kg] lies half-way between the two.
    """
    R = (
        (x["R_xx"], x["R_xy"], x["R_xz"]),
        (x["R_yx"], x["R_yy"], x["R_yz"]),
        (x["R_zx"], x["R_zy"], x["R_zz"]),
    )
    force = let_vector(m, "f_", transposed_times(R, (x["F_x"], x["F_y"], x["F_z"])))
    moment = transposed_times(R, (x["N_x"], x["N_y"], x["N_z"]))
    gravity = let_vector(m, "gp_", transposed_times(R, (x["g_x"], x["g_y"], x["g_z"])))
    angle = m.let("angle", p["lean"] + p["turn"] * x["lumbar_flexion"])
    d: Vector = (m.let("d_x", p["rise"] * m.sin(angle)), m.let("d_y", p["rise"] * m.cos(angle)), 0)
    # the slice between the two discs hangs on the upper one no longer
    carried = let_vector(m, "carried_", add(force, scale(p["slice_mass"], gravity)))
    lower = cross(d, scale(0.5, add(force, carried)))
    out = {f"force_{k}": carried[i] for i, k in enumerate(AXES)}
    return out | {f"moment_{k}": moment[i] - lower[i] for i, k in enumerate(AXES)}


def disc_load(m: Math, p: Mapping[str, Quantity], x: Mapping[str, Quantity]) -> dict[str, Quantity]:
    """Compression and shear [N] of one disc.

    `x`: ``force_*`` that the upper part receives from below (pelvis axes), ``muscle_*`` the sum of the
    forces of the muscles on the upper part, ``passive_*`` passive moments (extension, right bend, left turn)
    [N m], lumbar flexion [rad]. `p`: mid-disc normal ``tilt`` [rad] forward of the pelvis's vertical in
    neutral and ``tilt_per_flexion``; passive tissue pulls along the normal at ``passive_arm`` [m] save for
    the share ``passive_couple`` that acts as a pure couple; ``abdominal_force`` [N] pushes the discs apart.
    """
    tilt = m.let("tilt_now", p["tilt"] + p["tilt_per_flexion"] * x["lumbar_flexion"])
    s, c = m.let("s", m.sin(tilt)), m.let("c", m.cos(tilt))
    disc = [m.let(f"disc_{k}", x[f"force_{k}"] - x[f"muscle_{k}"]) for k in AXES]
    effort = m.let(
        "effort",
        m.sqrt(
            x["passive_extension"] * x["passive_extension"]
            + x["passive_right_bend"] * x["passive_right_bend"]
        ),
    )
    tissue = m.let("tissue", effort * (1.0 - p["passive_couple"]) / p["passive_arm"])
    return {
        "compression": disc[0] * s + disc[1] * c + tissue - p["abdominal_force"],
        "anterior_shear": disc[1] * s - disc[0] * c,
        "right_shear": -disc[2],
    }


_ROTATION = tuple(f"R_{i}{j}" for i in AXES for j in AXES)
LEVEL = Stage(
    "level_load",
    level_load,
    ("rise", "lean", "turn", "slice_mass"),
    {"load": (*_ROTATION, *(f"{n}_{k}" for n in "FNg" for k in AXES), "lumbar_flexion")},
    {"level": tuple(f"{n}_{k}" for n in ("force", "moment") for k in AXES)},
)
DISC = Stage(
    "disc_load",
    disc_load,
    ("tilt", "tilt_per_flexion", "passive_arm", "passive_couple", "abdominal_force"),
    {
        "level": (
            *(f"{n}_{k}" for n in ("force", "muscle") for k in AXES),
            "passive_extension",
            "passive_right_bend",
            "lumbar_flexion",
        )
    },
    {"disc": ("compression", "anterior_shear", "right_shear")},
)
