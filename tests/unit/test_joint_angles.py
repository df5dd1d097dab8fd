"""Angles from joint centres: the points of a simulated lift give its own angles back."""

from __future__ import annotations

import numpy as np
import pytest

import biolift as bl
from biolift.errors import InputError

ME = bl.Athlete(mass=80, height=1.80)


@pytest.fixture(scope="module")
def rep():
    trial = bl.Trial(bl.movements.romanian_deadlift, ME, load=bl.Barbell(40), tempo="2-0-2-0")
    return bl.simulate(trial)


def points(rep, sides=("right", "left")) -> bl.Recording:
    """Joint centres, heels and toes of the right side, and of the left."""
    columns = {"lumbar_flexion": rep.lumbar_flexion.values}
    for side in sides:
        s = side[0]
        place = {str(j): rep.joint_position.sel(joint=j, side=side) for j in rep.joint.values}
        place["heel"] = rep.heel_position.sel(side=side)
        place["toe"] = rep.segment_end.sel(segment=f"foot_{s}")
        place["wrist"] = rep.segment_end.sel(segment=f"forearm_{s}")
        for name, where in place.items():
            columns |= {f"{name}_{s}_{k}": where.sel(axis=k).values for k in "xy"}
    return bl.Recording.of(rep.time.values, columns)


@pytest.mark.parametrize("side", ["both", "right"])
def test_angles_come_back(rep, side):
    sides = ("right", "left") if side == "both" else ("right",)
    found = bl.joint_angles(points(rep, sides), ME, side=side)
    for joint, name in (("hip", "hip_flexion"), ("knee", "knee_flexion"), ("ankle", "ankle_dorsiflexion")):
        for s in "rl":
            ours = rep.joint_angle.sel(joint=joint, side={"r": "right", "l": "left"}[s])
            off = np.abs(found[f"{name}_{s}"] - ours)
            assert off.max() < 1e-9
    assert np.abs(found["pelvis_x"] - rep.segment_position.sel(segment="pelvis", axis="x")).max() < 0.03
    assert "worked out from joint centres" in found.history[-1]


def test_what_is_missing_is_named(rep):
    with pytest.raises(InputError, match="shoulder_l_x|hip_l_x"):
        bl.joint_angles(points(rep, ("right",)), ME)
    with pytest.raises(InputError, match="'both', 'right' or 'left'"):
        bl.joint_angles(points(rep), ME, side="r")
