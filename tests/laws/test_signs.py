"""Turn every joint by +10 degrees and look which way the body goes: the vocabulary's signs, by eye."""

from __future__ import annotations

import numpy as np
import pytest

from biolift.laws.body import frames
from biolift.laws.stage import NumpyMath
from biolift.laws.tree import human
from biolift.laws.vectors import Vector
from biolift.vocabulary import COORDINATES, INCLINATIONS, LUMBAR_SHARE, OUT_OF_PLANE

TURN = np.radians(10.0)
BODY = human(turning=True)
#: Joint centres of a standing person in the parent's axes [m]: x forward, y up, z right.
CENTRES = {
    "lumbar": (-0.04, 0.15, 0.0),
    "thorax": (-0.01, 0.17, 0.0),
    **{f"upper_arm_{s}": (0.03, 0.22, z) for s, z in (("r", 0.17), ("l", -0.17))},
    **{f"forearm_{s}": (0.0, -0.28, 0.0) for s in "rl"},
    **{f"thigh_{s}": (0.0, 0.0, z) for s, z in (("r", 0.08), ("l", -0.08))},
    **{f"shank_{s}": (0.0, -0.42, 0.0) for s in "rl"},
    **{f"foot_{s}": (0.0, -0.41, 0.0) for s in "rl"},
}
#: Points to look at: segment and place in its axes [m].
MARKERS = {
    "sacrum top": ("pelvis", (-0.04, 0.15, 0.0)),
    "front of the pelvis": ("pelvis", (0.09, 0.08, 0.0)),
    "right hip": ("thigh_r", (0.0, 0.0, 0.0)),
    "left hip": ("thigh_l", (0.0, 0.0, 0.0)),
    "head": ("thorax", (0.0, 0.5, 0.0)),
    "right shoulder": ("upper_arm_r", (0.0, 0.0, 0.0)),
    **{
        f"{side} {point}": (f"{segment}_{side[0]}", place)
        for side in ("right", "left")
        for point, segment, place in (
            ("elbow", "forearm", (0.0, 0.0, 0.0)),
            ("hand", "forearm", (0.0, -0.3, 0.0)),
            ("knee", "shank", (0.0, 0.0, 0.0)),
            ("ankle", "foot", (0.0, 0.0, 0.0)),
            ("toes", "foot", (0.2, -0.05, 0.0)),
        )
    },
}
DIRECTIONS: dict[str, Vector] = {
    "forward": (1, 0, 0),
    "backward": (-1, 0, 0),
    "up": (0, 1, 0),
    "down": (0, -1, 0),
    "right": (0, 0, 1),
    "left": (0, 0, -1),
}
#: What a positive angle does, in words.
MOVES = {
    "pelvic_tilt": [("sacrum top", "forward"), ("front of the pelvis", "down"), ("head", "forward")],
    "pelvic_list": [("right hip", "down"), ("left hip", "up")],
    "pelvic_rotation": [("right hip", "forward"), ("left hip", "backward"), ("right shoulder", "forward")],
    "lumbar_flexion": [("head", "forward"), ("right shoulder", "forward")],
    "trunk_lateral_bend": [("head", "right"), ("right shoulder", "down")],
    "trunk_axial_rotation": [("right shoulder", "forward")],
    "shoulder_flexion_r": [("right elbow", "forward")],
    "shoulder_flexion_l": [("left elbow", "forward")],
    "shoulder_adduction_r": [("right elbow", "left")],
    "shoulder_adduction_l": [("left elbow", "right")],
    "elbow_flexion_r": [("right hand", "forward")],
    "elbow_flexion_l": [("left hand", "forward")],
    "hip_flexion_r": [("right knee", "forward")],
    "hip_flexion_l": [("left knee", "forward")],
    "hip_abduction_r": [("right knee", "right")],
    "hip_abduction_l": [("left knee", "left")],
    "hip_rotation_r": [("right toes", "left")],
    "hip_rotation_l": [("left toes", "right")],
    "knee_flexion_r": [("right ankle", "backward")],
    "knee_flexion_l": [("left ankle", "backward")],
    "ankle_dorsiflexion_r": [("right toes", "up")],
    "ankle_dorsiflexion_l": [("left toes", "up")],
}


def posed(**angles: float):
    """Frames of the standing body with clinical `angles` [rad], through the vocabulary's table."""
    x = {f"{k}_{link}_{axis}": 0.0 for k in "qua" for link, axis in BODY.hinges}
    for coordinate, angle in angles.items():
        for turn in COORDINATES[coordinate]:
            x[f"q_{turn.segment}_{turn.axis}"] += turn.factor * angle
    p = {f"j_{name}_{k}": v for name, place in CENTRES.items() for k, v in zip("xyz", place, strict=True)}
    return frames(NumpyMath(), BODY, p, x)


def place(body, marker: str) -> np.ndarray:
    segment, local = MARKERS[marker]
    return np.array(body[segment].r, float) + np.array(body[segment].R, float) @ local


def test_every_coordinate_is_looked_at():
    translations = [name for name, turns in COORDINATES.items() if not turns]
    assert translations == ["pelvis_x", "pelvis_y", "pelvis_z"]  # world axes: forward, up, right
    assert set(MOVES) == set(COORDINATES) - set(translations)


@pytest.mark.parametrize(
    ("coordinate", "marker", "direction"),
    [(coordinate, *seen) for coordinate, moves in MOVES.items() for seen in moves],
)
def test_ten_degrees(coordinate, marker, direction):
    move = place(posed(**{coordinate: TURN}), marker) - place(posed(), marker)
    along = move @ DIRECTIONS[direction]
    assert along > 0.005
    assert along > 0.4 * np.linalg.norm(move)


@pytest.mark.parametrize("coordinate", MOVES)
def test_out_of_plane_coordinates_leave_the_plane_and_no_others(coordinate):
    body, neutral = posed(**{coordinate: TURN}), posed()
    aside = max(abs((place(body, m) - place(neutral, m))[2]) for m in MARKERS)
    assert (aside > 1e-3) == (coordinate in OUT_OF_PLANE)


@pytest.mark.parametrize("turned", ["lumbar_flexion", "trunk_lateral_bend", "trunk_axial_rotation"])
def test_thorax_takes_the_whole_trunk_angle(turned):
    angle = np.radians(40.0)
    thorax, lumbar = (np.array(posed(**{turned: angle})[name].R, float) for name in ("thorax", "lumbar"))
    for R, share in ((thorax, 1.0), (lumbar, LUMBAR_SHARE)):
        assert np.arccos((np.trace(R) - 1.0) / 2.0) == pytest.approx(share * angle, abs=1e-12)


def inclination(R: Vector) -> float:
    """Forward lean of a segment's long axis [rad]."""
    up = np.array(R, float)[:, 1]
    return float(np.arctan2(up[0], up[1]))


def test_inclinations():
    """pelvic_tilt = inclination + the sum of factor x coordinate leaves the segment at that inclination."""
    angles = {"lumbar_flexion": np.radians(30.0), "hip_flexion_r": np.radians(50.0)}
    for name, segment in (("trunk_inclination", "thorax"), ("thigh_inclination", "thigh_r")):
        wanted = np.radians(25.0)
        tilt = wanted + sum(factor * angles[other] for other, factor in INCLINATIONS[name].items())
        body = posed(pelvic_tilt=tilt, **angles)
        assert inclination(body[segment].R) == pytest.approx(wanted, abs=1e-12)


def test_lumbar_share_puts_the_thorax_where_five_joints_do():
    """The line from L5/S1 to T12/L1 turns by the lumped share when five discs share the flexion."""
    share = np.cumsum([0.125, 0.185, 0.204, 0.231, 0.255])  # L5/S1 to L1/L2
    length = np.array([39.6, 36.8, 36.8, 34.1, 35.5])  # between joints [mm], 1.75 m
    lean = np.radians([21.0, 3.0, -9.0, -16.0, -22.0])  # forward, neutral

    def direction(flexion: float) -> float:
        angle = lean + share * flexion
        return float(np.arctan2(length @ np.sin(angle), length @ np.cos(angle)))

    for flexion in np.radians([10.0, 30.0, 60.0]):
        assert (direction(flexion) - direction(0.0)) / flexion == pytest.approx(LUMBAR_SHARE, abs=0.005)
