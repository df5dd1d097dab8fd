"""Treadmill gait from raw markers with gaps: angles and ankle moment of a published analysis."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.interpolate import CubicSpline
from scipy.io import loadmat

import biolift as bl

MARKERS = {"RSHO": "shoulder", "RGTRO": "hip", "RLEK": "knee", "RLM": "ankle", "RHEE": "heel", "RMT5": "toe"}
NAMES = {f"{m}.Pos{a}": f"{point}_r_{a.lower()}" for m, point in MARKERS.items() for a in "XY"} | {
    "FP2.ForX": "plate_2_force_x",
    "FP2.ForY": "plate_2_force_y",
    "FP2.MomZ": "plate_2_moment_z",
}
#: The stored results follow from a filter of 4 Hz overall, 4 / 0.802 Hz per pass, made without pre-warping:
#: at 100 Hz that is a digital filter of this cut-off [Hz].
CUTOFF = 100.0 / np.pi * np.arctan(np.pi * 4.0 / 0.802 / 100.0)
#: Winter's shares: of body mass, of the length to the mass centre, of the length for the radius of gyration.
FOOT, BODY_MASS = (0.0145, 0.500, 0.475), 67.2


@pytest.fixture(scope="module")
def reference(realdata):
    return loadmat(realdata / "leg2d" / "refresults.mat")["refresults"]


@pytest.fixture(scope="module")
def take(realdata):
    raw = bl.read_recording(realdata / "leg2d" / "rawdata.txt", names=NAMES)
    assert raw.unmapped == () and max(raw.missing.values()) == 5
    assert len(raw.missing) == 8
    filled = bl.prepare(raw, cutoff=CUTOFF, order=2, gap=0.05, columns=raw.labels)
    assert filled.missing == {}
    return filled


def direction(take: bl.Recording, start: str, end: str) -> np.ndarray:
    x, y = (take[f"{end}_r_{k}"] - take[f"{start}_r_{k}"] for k in "xy")
    return np.unwrap(np.arctan2(y, x))


def test_angles(take, reference):
    pairs = (("shoulder", "hip"), ("hip", "knee"), ("knee", "ankle"), ("heel", "toe"))
    trunk, thigh, shank, foot = (direction(take, *pair) for pair in pairs)
    for k, angle in enumerate((thigh - trunk, shank - thigh, foot - shank)):
        sign = 1.0 if k == 0 else -1.0
        assert np.median(np.abs(sign * angle - reference[:, k])) < 2e-5


def test_ankle_moment(take, reference):
    """The foot alone: its axis runs from heel to toe, its joint is the ankle's marker."""
    mass, centre, gyration = FOOT
    axis = np.stack([take[f"toe_r_{k}"] - take[f"heel_r_{k}"] for k in "xy"])
    places = {f"foot_centre_{k}": take[f"heel_r_{k}"] + centre * axis[i] for i, k in enumerate("xy")}
    length = float(np.hypot(*axis).mean())
    foot = bl.ChainSegment(
        name="foot",
        mass=mass * BODY_MASS,
        inertia=mass * BODY_MASS * (gyration * length) ** 2,
        joint="ankle_r",
        mass_centre="foot_centre",
        angle=("heel_r", "toe_r"),
    )
    plate = bl.ExternalForce(
        segment="foot", force="plate_2_force_", point=(0, 0, 0), moment="plate_2_moment_"
    )
    moving = take.with_columns(places)
    full = plantarflexion(
        bl.inverse_dynamics(moving, bl.Chain([foot], gravity=9.81), external_forces=[plate])
    )
    assert np.median(np.abs(full - reference[:, 8])) < 5e-4
    # The reference takes accelerations as backward differences of velocities: they are half a sample late.
    inertia = plantarflexion(bl.inverse_dynamics(moving, bl.Chain([foot], gravity=0.0)))
    late = CubicSpline(take.time, inertia)(take.time - 0.5 / take.rate)
    assert np.median(np.abs(full - inertia + late - reference[:, 8])) < 8e-5


def plantarflexion(ds) -> np.ndarray:
    return -ds.proximal_moment.sel(segment="foot").values / BODY_MASS
