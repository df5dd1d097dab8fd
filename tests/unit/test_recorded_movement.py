"""A recorded lift: its repetitions are found, and it can be swept, compared and mirrored like any other."""

from __future__ import annotations

import numpy as np
import pytest
from unit.recordings import lift

import biolift as bl
from biolift.errors import InputError, PoseError

pytest.importorskip("scipy")
ME = bl.Athlete(mass=80, height=1.80, training="trained")
HELD = {"shoulder_flexion": "20 deg"}


@pytest.fixture(scope="module")
def take():
    return bl.prepare(lift(), cutoff=6)


@pytest.fixture(scope="module")
def movement(take):
    found = bl.repetitions(take, "hip_flexion_r")
    return bl.Movement.from_recording(take, found[1], held=HELD, equipment={"barbell": "hand"}, id="my_bend")


def test_repetitions_with_pauses(take):
    found = bl.repetitions(take, "hip_flexion_r")
    assert [one.number for one in found] == [1, 2, 3]
    for k, one in enumerate(found):
        assert one.start == pytest.approx(0.7 + 3.2 * k, abs=0.15)
        seconds = one.durations
        assert seconds["eccentric"] == pytest.approx(1.2, abs=0.3)
        assert seconds["concentric"] == pytest.approx(0.8, abs=0.25)
        assert seconds["pause_stretched"] == pytest.approx(0.5, abs=0.3)
    assert sum(found[0].durations.values()) == pytest.approx(3.2, abs=0.02)
    assert "pause_shortened" not in found[-1].durations or found[-1].durations["pause_shortened"] == 0


def test_a_repetition_may_begin_with_raising(take):
    found = bl.repetitions(take, "hip_flexion_r", begins="concentric")
    assert len(found) == 2 and list(found[0].durations)[0] == "concentric"
    assert len(bl.repetitions(take, "hip_flexion_r", eccentric="decreasing")) == 2


def test_noise_and_small_movements_are_no_repetitions():
    time = np.arange(500) / 100
    wobble = bl.Recording.of(
        time, {"hip_flexion_r": np.where(time < 2.5, 0.02 * np.sin(9 * time), (time - 2.5) * 0.5)}
    )
    assert bl.repetitions(wobble, "hip_flexion_r") == ()
    assert bl.repetitions(bl.Recording.of(time, {"a": np.ones(500)}), "a") == ()
    with pytest.raises(InputError, match="without missing samples"):
        bl.repetitions(bl.Recording.of(time, {"a": np.full(500, np.nan)}), "a")


def test_its_own_tempo_gives_the_recorded_curves(take, movement):
    rep = bl.simulate(bl.Trial(movement, ME, load=bl.Barbell(20)), bl.models.standard.replace(samples=311))
    start = movement.recorded.start
    recorded = np.interp(rep.time + start, take.time, take["hip_flexion_r"])
    np.testing.assert_allclose(rep.joint_angle.sel(joint="hip", side="right"), recorded, atol=1e-3)
    speed = np.gradient(take["hip_flexion_r"], take.time)
    np.testing.assert_allclose(
        rep.joint_velocity.sel(joint="hip", side="right"),
        np.interp(rep.time + start, take.time, speed),
        atol=0.03,
    )
    np.testing.assert_allclose(rep.joint_angle.sel(joint="shoulder"), np.radians(20.0))
    assert list(dict.fromkeys(rep.phase.values))[:3] == ["eccentric", "pause_stretched", "concentric"]
    assert float(rep.compression.max()) > 1500 and "lift.csv" in rep.attrs["trial"]


def test_it_is_swept_and_compared(movement):
    trial = bl.Trial(movement, ME, load=bl.Barbell(20))
    grid = bl.sweep(trial, {"load.mass": [0, 20, 40], "athlete.mass": [70, 90]}, progress=False)
    heavier = grid.peak_compression.sel(level="L5/S1")
    assert (heavier.diff("load_mass") > 0).all() and (heavier.diff("athlete_mass") > 0).all()
    other = bl.Trial(bl.movements.good_morning, ME, load=bl.Barbell(20))
    both = bl.compare([trial, other], {"load.mass": [20]}, progress=False)
    assert (
        list(both.movement.values) == [movement.title, bl.movements.good_morning.title]
        or both.sizes["movement"] == 2
    )


def test_a_tempo_stretches_its_phases(movement):
    trial = bl.Trial(movement, ME)
    own = bl.simulate(trial)
    twice = [2 * seconds for seconds in trial.durations.values()]
    slow = bl.simulate(trial.replace(tempo=twice))
    assert float(slow.time[-1]) == pytest.approx(2 * float(own.time[-1]))
    np.testing.assert_allclose(slow.joint_angle, own.joint_angle, atol=1e-9)
    np.testing.assert_allclose(slow.joint_velocity, own.joint_velocity / 2, atol=1e-9)
    with pytest.raises(InputError, match="pause_stretched, which was recorded"):
        bl.simulate(trial.replace(tempo="2-0-1-1"))
    held = bl.simulate(trial.replace(tempo="2-0.5-1-2"))
    assert float(held.time[-1]) == pytest.approx(5.5)


def test_what_was_recorded_is_not_set(movement):
    trial = bl.Trial(movement, ME)
    with pytest.raises(InputError, match="works this coordinate out"):
        trial.replace(pose={"start.hip_flexion": 1.0})
    bent = bl.simulate(trial.replace(pose={"all.shoulder_flexion": "40 deg"}))
    np.testing.assert_allclose(bent.joint_angle.sel(joint="shoulder"), np.radians(40.0))


def test_mirrored(take):
    one_sided = take.with_columns({"hip_flexion_l": 0.5 * take["hip_flexion_r"]})
    movement = bl.Movement.from_recording(one_sided, bl.repetitions(take, "hip_flexion_r")[0])
    right, left = (bl.simulate(bl.Trial(movement, ME, side=side)) for side in ("right", "left"))
    np.testing.assert_allclose(
        left.joint_angle.sel(side="left"), right.joint_angle.sel(side="right"), atol=1e-12
    )
    np.testing.assert_allclose(left.compression, right.compression, rtol=1e-9)


def test_a_recording_as_a_whole(take):
    """Without plates an athlete stands on what is left over; symmetric, so both legs share it."""
    ds = bl.inverse_dynamics(take, ME, held=HELD)
    assert ds.sizes["progress"] == len(take.time)
    np.testing.assert_allclose(ds.time, take.time)
    weight = ds.support_force.sel(axis="y").sum("support")
    np.testing.assert_allclose(weight[:30], 80 * 9.81, rtol=1e-3)  # standing still at first
    np.testing.assert_allclose(
        ds.joint_moment.sel(side="right", joint="hip"),
        ds.joint_moment.sel(side="left", joint="hip"),
        atol=1e-9,
    )
    assert "half and half between the feet" in ds.attrs["scope"]
    assert "order 2 and 6 Hz per pass" in ds.attrs["processing"]
    assert "hip_flexion_r: hip_flexion_r" in ds.attrs["mapping"]


def test_plates_that_fit_leave_no_residual(take):
    """The floor's own force, given back as two plates, gives the same moments and no residual."""
    placed = take.with_columns(
        {"pelvis_x": np.zeros_like(take.time), "pelvis_y": np.full_like(take.time, 0.95)}
    )
    plain = bl.inverse_dynamics(placed, ME)
    plates = {}
    for n, support in enumerate(plain.support.values, start=1):
        one = plain.sel(support=support)
        for k, axis in enumerate("xyz"):
            plates[f"plate_{n}_force_{axis}"] = one.support_force.values[k]
            plates[f"plate_{n}_point_{axis}"] = one.support_point.values[k]
            plates[f"plate_{n}_moment_{axis}"] = one.support_couple.values[k]
    full = placed.with_columns(plates)
    ds = bl.inverse_dynamics(
        full, ME, external_forces={"plate_1": "foot_r", "plate_2": "foot_l"}, pelvis_point=(0, 0)
    )
    for name in ("joint_moment", "compression", "muscle_force"):
        np.testing.assert_allclose(ds[name], plain[name], atol=1e-6)
    np.testing.assert_allclose(ds.residual_force, 0.0, atol=1e-8)
    np.testing.assert_allclose(ds.lumbar_difference, 0.0, atol=1e-8)
    one_plate = bl.inverse_dynamics(full, ME, external_forces={"plate_1": "foot_r"}, pelvis_point=(0, 0))
    assert np.isnan(one_plate.joint_moment.sel(side="left", joint="hip")).all()
    assert np.isfinite(one_plate.joint_moment.sel(side="right", joint="hip")).all()
    assert "no force was recorded under the left leg" in one_plate.attrs["scope"]
    both = one_plate.lumbar_extension_moment.sel(level="L5/S1") - one_plate.lumbar_extension_moment_from_below
    np.testing.assert_allclose(both, one_plate.lumbar_difference)
    assert float(np.abs(one_plate.residual_force.sel(axis="y")).max()) > 300
    bare = [bl.ExternalForce(segment="foot_r", plate="plate_1"), bl.ExternalForce(segment="foot_l")]
    known = bl.inverse_dynamics(full, ME, external_forces=bare, pelvis_point=(0, 0))
    assert np.isfinite(known.joint_moment.sel(side="left", joint="hip")).all()  # said to be free


@pytest.mark.parametrize(
    "said, words",
    [
        ({"external_forces": {"plate_1": "foot_r"}}, "pelvis_x and pelvis_y"),
        ({"external_forces": {"plate_1": "foo_r"}}, "foot_r"),
        ({"external_forces": 3}, "plates with their segments"),
        ({"lag": 0.01}, "left out without external_forces"),
        ({"held": {"hip_flexion": 0.1}}, "it was recorded"),
        ({"held": {"hip_flxion": 0.1}}, "hip_flexion"),
        ({"support": "floor"}, "support"),
        ({"pelvis_point": 3}, "two places"),
        ({"plane": "flat"}, "sagittal"),
    ],
)
def test_what_does_not_fit(take, said, words):
    with pytest.raises(InputError, match=words):
        bl.inverse_dynamics(take, ME, **said)


def test_recordings_that_cannot_be_used(take):
    with pytest.raises(InputError, match="pelvic_tilt"):
        bl.inverse_dynamics(bl.Recording.of(take.time, {"hip_flexion_r": take["hip_flexion_r"]}), ME)
    holed = take["hip_flexion_r"].copy()
    holed[100] = np.nan
    with pytest.raises(InputError, match="1 missing samples"):
        bl.inverse_dynamics(take.with_columns({"hip_flexion_r": holed}), ME)
    with pytest.raises(InputError, match="an Athlete or a Chain"):
        bl.inverse_dynamics(take, 80)
    with pytest.raises(InputError, match="the path of a file|a Recording"):
        bl.Movement.from_recording("lift.csv")
    uneven = bl.Recording(np.delete(take.time, [5, 6, 7]), tuple(), "x")
    with pytest.raises((InputError, PoseError), match="evenly sampled"):
        bl.inverse_dynamics(uneven, ME)
