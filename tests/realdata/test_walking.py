"""Walking with published inverse dynamics: position-driven, angle-driven, and an athlete of the same size."""

from __future__ import annotations

import numpy as np
import pytest
from realdata.measures import largest, rmse
from realdata.walking import SIDES, angle_driven, position_driven

import biolift as bl

#: Finer than the recording: the knee's centre moves along a cubic spline, whose acceleration has corners.
FINE, SAMPLES = 2400.0, 151


@pytest.fixture(scope="module")
def folder(realdata):
    return realdata / "opensim_gait10dof"


@pytest.fixture(scope="module")
def reference(folder):
    return bl.read_recording(folder / "subject01_walk_ID.sto")


@pytest.fixture(scope="module")
def plates(folder):
    grf = bl.read_recording(folder / "subject01_walk_grf.mot")
    assert len(grf.unmapped) == 0 and grf.rate == 600
    return grf


@pytest.fixture(scope="module")
def filtered(folder):
    """As OpenSim does: mirror padding, third-order Butterworth at 6 Hz forwards and backwards."""
    take = bl.read_recording(folder / "subject01_walk_IK.mot")
    assert take.mapping["knee_angle_r"] == "-knee_flexion_r" and take.unmapped == ()
    return bl.prepare(take, cutoff=6, order=3, keep_padding=True)


def test_position_driven(folder):
    """Joint centres, mass centres and angles as they are in the table, differentiated by quintic splines."""
    table = bl.read_recording(folder / "gait10dof_planar_table.csv", angles="rad")
    table = table.with_columns({f"free_{s}_z": table[f"grf_freemoment_z_{s}"] for s in SIDES})
    forces = [
        bl.ExternalForce(segment=f"foot_{s}", force=f"grf_{s}_", point=f"cop_{s}_", moment=f"free_{s}_")
        for s in SIDES
    ]
    ds = bl.inverse_dynamics(table, position_driven(folder), external_forces=forces)
    moment = {str(n): ds.proximal_moment.sel(segment=n).values for n in ds.segment.values}
    for s in SIDES:
        assert rmse(moment[f"foot_{s}"], table[f"ref_ankle_angle_{s}_moment"]) < 0.002
        knee = table[f"calc_knee_moment_about_joint_centre_{s}"]
        assert rmse(moment[f"shank_{s}"], knee) < 0.025
        assert rmse(moment[f"thigh_{s}"], table[f"ref_hip_flexion_{s}_moment"]) < 0.07
        # a moving knee centre makes the generalised force another quantity
        assert 2.0 < rmse(knee, table[f"ref_knee_angle_{s}_moment"]) < 3.0
    lumbar = table["ref_lumbar_extension_moment"]
    # without samples beyond its ends a spline is not sure of the second derivative there: 0.19 and 0.26 N m
    assert rmse(moment["torso"][5:-5], lumbar[5:-5]) < 2e-4
    assert largest(moment["torso"], lumbar) < 0.3
    # what is left over at the pelvis is OpenSim's too; from the other side the lumbar moment differs by it
    assert rmse(ds.proximal_force.sel(segment="pelvis", axis="y"), table["ref_pelvis_ty_force"]) < 0.4
    assert rmse(ds.proximal_moment_from_parent.sel(segment="torso"), lumbar) > 1.0


def test_angle_driven(folder, filtered, plates, reference):
    fine = bl.prepare(filtered, cutoff=None, rate=FINE)
    chain, take, knee_moves = angle_driven(folder, fine)
    forces = [
        bl.ExternalForce(segment="calcn_r", plate="plate", recording=plates),
        bl.ExternalForce(segment="calcn_l", plate="plate_1", recording=plates),
    ]
    ds = bl.inverse_dynamics(take, chain, external_forces=forces)
    every = round(FINE / 60)
    ds = ds.isel(progress=slice(None, None, every))
    inside = np.flatnonzero(take.inside)[::every]
    assert ds.sizes["progress"] == len(reference.time) == SAMPLES
    np.testing.assert_allclose(ds.time, reference.time, atol=1e-5)
    moment = {str(n): ds.proximal_moment.sel(segment=n).values for n in ds.segment.values}
    for s in SIDES:
        force = ds.proximal_force.sel(segment=f"tibia_{s}").values
        # power of the joint per rate of the knee angle: the moment, and the force on the moving centre
        knee = moment[f"tibia_{s}"] + np.einsum("it,it->t", force, knee_moves[s][:, inside])
        assert largest(moment[f"femur_{s}"], reference[f"hip_flexion_{s}_moment"]) < 0.007
        assert largest(knee, reference[f"knee_angle_{s}_moment"]) < 0.007
        assert largest(moment[f"talus_{s}"], reference[f"ankle_angle_{s}_moment"]) < 0.007
    assert largest(moment["torso"], reference["lumbar_extension_moment"]) < 0.007
    assert "order 3 and 6 Hz per pass" in ds.attrs["processing"]


def test_second_order_filter_shows(folder, plates, reference):
    """The order of the filter is no detail: it must be written into the result."""
    take = bl.read_recording(folder / "subject01_walk_IK.mot")
    second = bl.prepare(take, cutoff=6, order=2, keep_padding=True)
    chain, moving, _ = angle_driven(folder, second)
    forces = [
        bl.ExternalForce(segment="calcn_r", plate="plate", recording=plates),
        bl.ExternalForce(segment="calcn_l", plate="plate_1", recording=plates),
    ]
    ds = bl.inverse_dynamics(moving, chain, external_forces=forces)
    off = rmse(ds.proximal_moment.sel(segment="talus_r"), reference["ankle_angle_r_moment"])
    assert 0.01 < off < 0.6


def test_an_athlete_of_that_size(filtered, plates, reference):
    """Another body (proportions of the library) on the same motion: close, not equal."""
    me = bl.Athlete(mass=76.2, height=1.80)
    forces = [
        bl.ExternalForce(segment="foot_r", plate="plate", recording=plates),
        bl.ExternalForce(segment="foot_l", plate="plate_1", recording=plates),
    ]
    ds = bl.inverse_dynamics(filtered, me, external_forces=forces, pelvis_point=(0.0724, 0.0677))
    pairs = {
        "hip": ("hip_flexion_r", -1, 4.0),
        "knee": ("knee_angle_r", 1, 6.0),
        "ankle": ("ankle_angle_r", -1, 4.0),
    }
    for joint, (name, sign, most) in pairs.items():
        ours, theirs = ds.joint_moment.sel(joint=joint, side="right"), sign * reference[f"{name}_moment"]
        assert np.corrcoef(ours, theirs)[0, 1] > 0.99
        assert rmse(ours, theirs) < most
    above = ds.lumbar_extension_moment.sel(level="L5/S1")
    np.testing.assert_allclose(above - ds.lumbar_extension_moment_from_below, ds.lumbar_difference, atol=1e-9)
    assert np.isfinite(ds.compression).all() and float(ds.compression.max()) > 500.0


@pytest.mark.parametrize("shift", [0.03, -0.02])
def test_lag_of_the_plates_is_found(folder, filtered, plates, shift):
    """Plates written later than they were: the estimate moves by just that."""
    chain, take, _ = angle_driven(folder, filtered)
    found = []
    for late in (0.0, shift):
        moved = bl.Recording(plates.time + late, plates.columns, "shifted")
        forces = [
            bl.ExternalForce(segment="calcn_r", plate="plate", recording=moved),
            bl.ExternalForce(segment="calcn_l", plate="plate_1", recording=moved),
        ]
        ds = bl.inverse_dynamics(take, chain, external_forces=forces, lag="estimate")
        said = next(line for line in ds.attrs["processing"].splitlines() if line.startswith("the plates lag"))
        found.append(float(said.split()[3]) / 1000)
    assert found[1] - found[0] == pytest.approx(shift, abs=1e-3)
    assert abs(found[0]) < 0.02
