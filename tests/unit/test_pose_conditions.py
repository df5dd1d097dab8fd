"""Conditions on one pose, ratios between coordinates, and holds of a chosen pose."""

from pathlib import Path

import numpy as np
import pytest

import biolift as bl
from biolift.engine.pipeline import run_trial
from biolift.errors import DataFileError, InputError, PoseError
from biolift.library import movements as library
from biolift.nouns.paths import paths
from biolift.vocabulary import SIDES

ME = bl.Athlete(mass=82, height="5 ft 11 in", sex="male")
STATURES = np.linspace(1.45, 2.05, 5)
DATA = Path(library.__file__).parent / "data" / "movements"
LIFTS = [
    ("deadlift", None, bl.Barbell(60)),
    ("box_lift", None, bl.FreeWeight(20)),
    ("box_lift", "squat", bl.FreeWeight(20)),
    ("box_lift", "stoop", bl.FreeWeight(20)),
    ("child_pick_up", None, bl.FreeWeight(12)),
]


def run_of(movement, load=None, who=ME, **changes):
    return run_trial(bl.Trial(movement, who, load=load, **changes), bl.models.standard)


def hands(run):
    return run.equipment[0].point


@pytest.mark.parametrize("sex", ["male", "female"])
@pytest.mark.parametrize("height", STATURES)
@pytest.mark.parametrize(("movement", "variant", "load"), LIFTS)
def test_nobody_is_refused_a_plain_lift_from_the_floor(movement, variant, load, height, sex):
    for bmi in (18.0, 40.0):
        who = bl.Athlete(mass=bmi * height**2, height=height, sex=sex)
        run = run_of(bl.movements[movement], load, who, variant=variant)
        number = {"deadlift": "bar_height", "box_lift": "handle_height", "child_pick_up": "child_height"}
        wanted = run.movement.numbers.at(number[movement])
        assert hands(run)[1, 0] == pytest.approx(wanted, abs=1e-4)  # it begins at the bottom
        assert np.degrees(run.motion.q["hip_flexion_r"].max()) < 140


def test_a_bar_on_blocks_is_taken_from_higher():
    for height in (0.225, 0.35):
        run = run_of(bl.movements.deadlift, bl.Barbell(60), numbers={"bar_height": height})
        assert hands(run)[1, [0, -1]] == pytest.approx(height, abs=1e-6)


@pytest.mark.parametrize("side", SIDES)
def test_the_elbow_takes_the_child_at_the_stated_bend(side):
    run = run_of(bl.movements.child_pick_up, bl.FreeWeight(12), side=side, numbers={"reach": "50 deg"})
    assert np.degrees(run.motion.q[f"elbow_flexion_{side[0]}"][0]) == pytest.approx(50, abs=1e-6)


@pytest.mark.parametrize("lean", [10, 35, 75])
def test_the_back_takes_its_share_of_any_lean(lean):
    bend = bl.movements.forward_bend
    run = run_of(bend, pose={"bent.trunk_inclination": f"{lean} deg"})
    q = run.motion.q
    assert np.degrees(q["lumbar_flexion"]) == pytest.approx(0.375 * lean, abs=1e-6)
    assert np.degrees(q["lumbar_flexion"] + q["pelvic_tilt"]) == pytest.approx(lean, abs=1e-6)
    half = run_of(bend, pose={"bent.trunk_inclination": f"{lean} deg"}, numbers={"lumbar_share": 0.5})
    assert np.degrees(half.motion.q["lumbar_flexion"]) == pytest.approx(0.5 * lean, abs=1e-6)


def test_what_is_worked_out_in_one_pose_is_free_in_the_others():
    lift = bl.movements.deadlift
    assert lift.with_values(pose={"knees.hip_flexion": 1.4}).pose("knees").angles()["hip_flexion_r"] == 1.4
    for path in ("bottom.hip_flexion", "all.hip_flexion", "bottom.hip_flexion_l"):
        with pytest.raises(InputError, match="works this coordinate out"):
            lift.with_values(pose={path: 2.0})


def test_what_is_worked_out_in_one_pose_is_no_axis_there():
    found = paths(bl.Trial(bl.movements.deadlift, ME), bl.models.standard)
    assert "pose.knees.hip_flexion" in found
    assert not {"pose.bottom.hip_flexion", "pose.all.hip_flexion", "pose.top.knee_flexion"} & {*found}


def test_a_box_too_heavy_to_balance_is_refused_with_the_distance():
    light = bl.Athlete(mass=38, height=1.45)
    with pytest.raises(PoseError, match=r"box_lift: at pose 'bottom', .*hand misses its place by"):
        run_of(bl.movements.box_lift, bl.FreeWeight(40), light, variant="squat")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('pose = "bottom"', 'pose = "botom"', "'bottom'"),
        (
            'axis = "y", value = "bar_height"',
            'axis = "y", value = { top = 1.0 }',
            "one value for each pose: bottom",
        ),
        ('solve = ["hip_flexion"]', 'solve = ["knee_flexion"]', "worked out once"),
        (
            '{ point = "hand", axis = "y", value = "bar_height" }',
            '{ coordinate = "hip_flexio", value = 1.0 }',
            "hip_flexion",
        ),
        (
            '{ point = "hand", axis = "y", value = "bar_height" }',
            '{ coordinate = "hip_flexion", of = "trunk_lean", value = 1.0 }',
            "trunk_inclination",
        ),
        (
            'concentric = ["bottom", "knees", "top"]',
            'concentric = ["bottom", "knees", "top"]\nhold = "floor"',
            "'top'",
        ),
    ],
)
def test_slips_in_a_file_are_named(tmp_path, old, new, said):
    text = (DATA / "deadlift.toml").read_text()
    assert old in text
    file = tmp_path / "deadlift.toml"
    file.write_text(text.replace(old, new))
    with pytest.raises(DataFileError) as refused:
        bl.Movement.from_toml(file)
    assert said in str(refused.value)
    assert "deadlift.toml:" in str(refused.value)


@pytest.mark.parametrize(
    "movement", [m for m in bl.movements if len(set(m.eccentric)) > 1], ids=lambda m: m.id
)
def test_a_hold_keeps_the_pose_that_is_asked_for(movement):
    own = run_of(movement, tempo="hold 5")
    for pose in movement.eccentric:
        run = run_of(movement, tempo=bl.Tempo.hold(5, at=pose))
        free = movement.solved_in(pose) | {"pelvic_tilt"}
        angles = {k: v for k, v in movement.pose(pose).angles().items() if k not in free}
        assert {k: run.motion.q[k][0] for k in angles} == pytest.approx(angles, abs=1e-9)
        if pose == movement.hold_pose:
            np.testing.assert_array_equal(run.motion.q["lumbar_flexion"], own.motion.q["lumbar_flexion"])
    said = bl.simulate(bl.Trial(movement, ME, tempo="hold 5")).attrs["scope"]
    assert f"held still in the pose {movement.hold_pose!r}" in said


def test_a_hold_is_typed_back_and_swept_with_its_pose():
    tempo = bl.Tempo("hold 5 s at top")
    assert tempo == bl.Tempo.hold(5, at="top") == bl.Tempo(str(tempo)) != bl.Tempo.hold(5)
    assert repr(tempo) == "Tempo.hold(5, at='top')"
    trial = bl.Trial(bl.movements.back_extension, ME, tempo="hold 5 at bottom")
    swept = bl.sweep(trial, {"tempo.pause_stretched": [5.0, 10.0]}, progress=False)
    assert np.ptp(swept.peak_compression.sel(level="L5/S1").values) < 1e-6
    with pytest.raises(InputError, match="tempo = 'floor'.*one of top, bottom"):
        bl.simulate(trial.replace(tempo="hold 5 at floor"))


@pytest.mark.parametrize("side", SIDES)
def test_the_pressure_across_balances_the_soles(side):
    twist = bl.Trial(bl.movements.posterior_twist, ME, load=bl.Cable(20), side=side)
    rep = bl.simulate(twist)
    force, couple, point = (rep[name] for name in ("support_force", "support_couple", "support_point"))
    across = rep.lateral_centre_of_pressure
    sole = rep.heel_position.sel(axis="y").rename(side="support").drop_vars("support")
    arm_y, arm_z = point.sel(axis="y") - sole, point.sel(axis="z") - across
    left_over = couple.sel(axis="x") + arm_y * force.sel(axis="z") - arm_z * force.sel(axis="y")
    level = 1e-3 * float(
        abs(force.sel(axis="z")).max()
    )  # soles are level to a millimetre: feet roll a little
    np.testing.assert_allclose(left_over, 0.0, atol=level)
    assert "the moment across asks for" in rep.attrs["scope"]
    planar = bl.simulate(bl.Trial(bl.movements.standing, ME))
    assert np.isnan(planar.lateral_centre_of_pressure).all()


def test_two_dumbbells_are_held_by_two_hands():
    rep = bl.simulate(bl.Trial(bl.movements.isometric_row, ME, load=bl.Dumbbell(20)))
    held = rep.equipment_hold.isel(equipment=0)
    np.testing.assert_allclose(held.mean("side"), rep.equipment_point.isel(equipment=0), atol=1e-12)
    assert float(held.sel(axis="z").diff("side").max()) < -0.2  # right first
    one = bl.simulate(
        bl.Trial(bl.movements.isometric_row, ME, load=bl.Dumbbell(20), variant="one_arm", side="left")
    )
    assert np.isnan(one.equipment_hold.sel(side="right")).all()
    assert np.isfinite(one.equipment_hold.sel(side="left")).all()
