"""Joint angles from recorded joint centres, in the sagittal plane."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from biolift.engine.pack import body_numbers, tree_of
from biolift.engine.posture import Posture, body_point
from biolift.errors import InputError
from biolift.library.models import models
from biolift.nouns.athlete import Athlete
from biolift.nouns.recording import Recording
from biolift.verbs.inputs import recording_of
from biolift.vocabulary import COORDINATES, SIDES, SUFFIX

Array = NDArray[np.float64]


def joint_angles(recording: Recording, athlete: Athlete, *, side: str = "both") -> Recording:
    """Add joint angles and the place of the pelvis, from points of the limbs and the shoulder.

    Parameters
    ----------
    recording : Recording
        Filtered, with ``hip_r_x``, ``hip_r_y`` and the same of ``knee``, ``ankle`` and ``shoulder``, of one
        side or both; ``heel`` and ``toe`` give the ankle, ``elbow`` and ``wrist`` the arm.
    athlete : Athlete
        Whose trunk it is: where the shoulders stand above the hips when the pelvis is upright.
    side : {"both", "right", "left"}
        With one side the other is taken to do the same.

    Returns
    -------
    Recording
        With ``pelvic_tilt``, hip, knee, ankle, shoulder and elbow angles, and ``pelvis_x``, ``pelvis_y``
        (midpoint of the hips). How much of the trunk's lean is in the lumbar spine two points cannot say: a
        recorded ``lumbar_flexion`` is used, else the spine is taken for straight.

    Raises
    ------
    InputError
        Where a point that is needed is missing.

    Notes
    -----
    The line from hips to shoulders leans by the pelvic tilt more than it does in this athlete with an upright
    pelvis and the same lumbar flexion. Limbs hang vertically and soles are level where angles are zero.
    Left out: everything outside the plane x-y.
    """
    recording = recording_of(recording)
    if not isinstance(athlete, Athlete):
        raise InputError("athlete", athlete, "an Athlete", "bl.Athlete(mass=80, height='1.80 m')")
    if side not in ("both", *SIDES):
        raise InputError("side", side, "'both', 'right' or 'left'", "'both'")
    seen = SIDES if side == "both" else (side,)
    lumbar = recording["lumbar_flexion"] if "lumbar_flexion" in recording else np.zeros_like(recording.time)
    tilt = _lean(recording, seen) - _upright_lean(athlete, lumbar)
    columns: dict[str, Array] = {"pelvic_tilt": tilt}
    hips = np.mean([_points(recording, f"hip{SUFFIX[one]}") for one in seen], axis=0)
    columns |= {"pelvis_x": hips[0], "pelvis_y": hips[1]}
    for one in seen:
        angles = _side(recording, SUFFIX[one], tilt, tilt + lumbar)
        for name, values in angles.items():
            to = [one] if side == "both" else SIDES
            columns |= {name + SUFFIX[other]: values for other in to}
    said = f"{len(columns)} angles and places worked out from joint centres of the {side} side"
    said = said.replace("both side", "right and left side")
    made = recording.with_columns({name: row for name, row in columns.items() if name not in recording})
    return replace(made, history=(*recording.history, said))


def _points(recording: Recording, name: str) -> Array:
    return np.stack([recording[f"{name}_{k}"] for k in "xy"])


def _has(recording: Recording, names: Iterable[str]) -> bool:
    return all(f"{name}_{k}" in recording for name in names for k in "xy")


def _hang(recording: Recording, start: str, end: str) -> Array:
    """Angle of the line from `start` to `end` from straight down, forward positive [rad]."""
    x, y = _points(recording, end) - _points(recording, start)
    turned: Array = np.unwrap(np.arctan2(x, -y))
    return turned


def _lean(recording: Recording, seen: Iterable[str]) -> Array:
    """Mean inclination of hip to shoulder from the vertical, forward positive."""
    leans = []
    for one in seen:
        x, y = (_points(recording, f"{p}{SUFFIX[one]}") for p in ("shoulder", "hip"))
        dx, dy = x - y
        leans.append(np.unwrap(np.arctan2(dx, dy)))
    return np.asarray(np.mean(leans, axis=0))


def _upright_lean(athlete: Athlete, lumbar: Array) -> Array:
    """Inclination of hips to shoulders with an upright pelvis, at a lumbar flexion (T,)."""
    body = models.standard.proportions.body(athlete)
    still = {name: np.zeros_like(lumbar) for name in COORDINATES}
    posture = Posture(tree_of("sagittal"), body_numbers(body), {**still, "lumbar_flexion": lumbar}, still)
    x, y, _ = posture.point(body_point("upper_arm_r", body))[0]
    return np.asarray(np.arctan2(x, y))


def _side(recording: Recording, suffix: str, tilt: Array, trunk: Array) -> dict[str, Array]:
    """Angles of one side's limbs, clinical."""
    thigh = _hang(recording, f"hip{suffix}", f"knee{suffix}")
    shank = _hang(recording, f"knee{suffix}", f"ankle{suffix}")
    out = {"hip_flexion": thigh + tilt, "knee_flexion": thigh - shank}
    if _has(recording, (f"heel{suffix}", f"toe{suffix}")):
        x, y = _points(recording, f"toe{suffix}") - _points(recording, f"heel{suffix}")
        out["ankle_dorsiflexion"] = np.unwrap(np.arctan2(y, x)) - shank
    if _has(recording, (f"elbow{suffix}",)):
        arm = _hang(recording, f"shoulder{suffix}", f"elbow{suffix}")
        out["shoulder_flexion"] = arm + trunk
        if _has(recording, (f"wrist{suffix}",)):
            out["elbow_flexion"] = _hang(recording, f"elbow{suffix}", f"wrist{suffix}") - arm
    return out
