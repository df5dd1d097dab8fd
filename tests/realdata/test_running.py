"""Simulated running with true joint moments: what differentiation and Newton-Euler alone leave as error."""

from __future__ import annotations

import numpy as np
import pytest
from realdata.measures import rmse

import biolift as bl

POINTS = ("hip", "knee", "ankle", "toe")
#: mass [kg], inertia [kg m2], share of the length from the proximal end to the mass centre.
SEGMENTS = {
    "thigh": (6.85, 0.145361267, 0.4323725),
    "shank": (2.86, 0.042996389, 0.4334975),
    "foot": (1.00, 0.0200, 0.0),
}
RATE, FIRST, LAST = 10_000.0, 2750, -500
#: RMSE [N m] that an independent planar Newton-Euler reaches, from toe to hip.
REACHED = {"foot": 0.011, "shank": 0.073, "thigh": 0.137}


@pytest.fixture(scope="module")
def folder(realdata):
    return realdata / "isb_running_sim"


@pytest.fixture(scope="module")
def take(folder, tmp_path_factory):
    """The file has neither headings nor time: both are stated."""
    place = tmp_path_factory.mktemp("isb")
    parts = {}
    for name, labels in (
        ("kin", [f"{point}_r_{k} [m]" for point in POINTS for k in "xy"]),
        ("frc", ["plate_1_force_x [N]", "plate_1_force_y [N]", "plate_1_point_x [m]"]),
    ):
        copy = place / f"{name}.txt"  # the ending says which reader
        copy.write_bytes((folder / f"all.{name}").read_bytes())
        parts[name] = bl.read_recording(copy, labels=labels, rate=RATE)
    plate = {label: parts["frc"][label] for label in parts["frc"].labels}
    return parts["kin"].with_columns(plate | {"plate_1_point_y": np.zeros(len(parts["kin"].time))})


@pytest.fixture(scope="module")
def results(take):
    chain = []
    for k, (name, (mass, inertia, share)) in enumerate(SEGMENTS.items()):
        start, end = POINTS[k], POINTS[k + 1]
        length = np.hypot(*(take[f"{end}_r_{a}"] - take[f"{start}_r_{a}"] for a in "xy")).mean()
        parent = chain[-1].name if chain else None
        chain.append(
            bl.ChainSegment(
                name=name,
                parent=parent,
                mass=mass,
                inertia=inertia,
                joint=f"{start}_r",
                mass_centre=(0.0, -share * float(length)),
                angle=(f"{start}_r", f"{end}_r"),
            )
        )
    return bl.inverse_dynamics(take, bl.Chain(chain, gravity=9.81), external_forces={"plate_1": "foot"})


def test_moments(results, folder):
    true = np.loadtxt(folder / "all.mom")[FIRST:LAST]
    inside = results.isel(progress=slice(FIRST, LAST))
    for k, name in enumerate(SEGMENTS):
        ours = inside.proximal_moment.sel(segment=name).values
        assert rmse(ours, true[:, k]) < REACHED[name]


def test_joint_forces(results, folder):
    """Their sizes: the file gives no directions."""
    true = np.loadtxt(folder / "all.fmg")[FIRST:LAST]
    inside = results.isel(progress=slice(FIRST, LAST))
    for k, name in enumerate(SEGMENTS):
        ours = np.linalg.norm(inside.proximal_force.sel(segment=name).values, axis=0)
        assert rmse(ours, true[:, k]) < 0.15  # of 1100 to 1600 N


def test_statics_alone_would_miss(take, results, folder):
    true = np.loadtxt(folder / "all.mom")[FIRST:LAST]
    for k, name in enumerate(SEGMENTS):
        force = np.stack([take[f"plate_1_force_{a}"] for a in "xy"])[:, FIRST:LAST]
        place = results.segment_position.sel(segment=name).values[:, FIRST:LAST]
        point = np.stack([take[f"plate_1_point_{a}"] for a in "xy"])[:, FIRST:LAST] - place
        statics = -(point[0] * force[1] - point[1] * force[0])
        assert rmse(statics, true[:, k]) > 20 * REACHED[name]
