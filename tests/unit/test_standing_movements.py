"""Movements on both feet: feet on the floor, hands at the load, balance over the feet, known orderings."""

from itertools import pairwise
from math import cos, sin

import numpy as np
import pytest

import biolift as bl
from biolift.engine.pack import tree_of
from biolift.engine.pipeline import run_trial
from biolift.engine.posture import BodyPoint, motion_of
from biolift.library.sites import site_places
from biolift.vocabulary import LUMBAR_SHARE

G = bl.models.standard.gravity
MAN = bl.Athlete(mass=80, height=1.75, training="trained")
PEOPLE = [bl.Athlete(mass=60, height=1.6, sex="female"), MAN, bl.Athlete(mass=110, height=1.95)]
LOADS = {
    "standing": None,
    "forward_bend": None,
    "good_morning": bl.Barbell(40),
    "deadlift": bl.Barbell(100),
    "romanian_deadlift": bl.Barbell(60),
    "hold_mass": bl.FreeWeight(20),
    "box_lift": bl.FreeWeight(15),
    "child_pick_up": bl.FreeWeight(12),
}
VERSIONS = [v for name in LOADS for v in (bl.movements[name], *bl.movements[name].variants.values())]
SHORT, CLOSED = 1e-4, 5e-5


def label(version):
    return version.id + (f"-{version.variant}" if version.variant else "")


def trial(version, athlete=MAN, **changes):
    return bl.Trial(version, athlete, **{"load": LOADS[version.id], **changes})


every = pytest.mark.parametrize("version", VERSIONS, ids=label)
everybody = pytest.mark.parametrize("athlete", PEOPLE, ids=lambda a: f"{a.height:g} m")


def peak(version, quantity="compression", **changes):
    return float(bl.simulate(trial(version, **changes))[quantity].sel(level="L5/S1").max())


def mass_centre(run, load=None):
    """Common mass centre (3, T) of the body and a load held evenly by both hands, from positions alone."""
    tree = tree_of(run.movement.plane)
    weights = [BodyPoint(name, part.mass_centre, part.mass) for name, part in run.body.items()]
    if load is not None:
        for side in "rl":
            hand = run.body.landmark(f"hand_{side}")
            weights.append(BodyPoint(hand.segment, hand.point, load.mass / 2))
    total = sum(one.mass for one in weights)
    inside = sum(one.mass * motion_of(tree, run.work, one)[0] for one in weights) / total
    return run.base.position + inside


@every
@everybody
def test_feet_stay_flat_on_the_floor(version, athlete):
    ds = bl.simulate(trial(version, athlete))
    for side in "rl":
        ankle, toe = (ds[name].sel(segment=f"foot_{side}") for name in ("segment_position", "segment_end"))
        assert np.ptp(ankle.values, axis=ankle.dims.index("progress")).max() < SHORT
        assert np.abs(toe.sel(axis="y")).max() < SHORT
        assert np.abs(ds["heel_position"].sel(side={"r": "right", "l": "left"}[side], axis="y")).max() < SHORT
    feet = ds["segment_position"].sel(segment=["foot_r", "foot_l"], axis=["x", "y"])
    assert np.abs(feet.diff("segment")).max() < SHORT


@every
@everybody
def test_the_floor_carries_body_and_load(version, athlete):
    ds = bl.simulate(trial(version, athlete))
    load = LOADS[version.id]
    weight = G * (athlete.mass + (load.mass if load else 0.0))
    up = ds["support_force"].sel(axis="y").sum("support")
    assert (ds["support_force"].sel(axis="y") > 0).all()
    assert (ds["balance_margin"] > 0.02).all()
    mean = np.trapezoid(up, ds["time"]) / float(ds["time"][-1])  # at rest at both ends: inertia adds nothing
    assert mean == pytest.approx(weight, rel=1e-3)
    assert float(up[0]) == pytest.approx(weight, rel=1e-9)
    if "deadlift" in version.id:
        assert np.ptp(up.values) > 0.02 * weight


@every
def test_the_mass_centre_lies_where_it_is_stated(version):
    bare = trial(version, load=None)
    run = run_trial(bare, bl.models.standard)
    ankle = run.base.position + run.work.vector("foot_r.r")
    ahead = mass_centre(run)[0] - ankle[0]
    stated = {n: x for n, x in bare.movement_resolved.numbers.items() if n.startswith("balance")}
    assert min(x.value for x in stated.values()) - CLOSED <= ahead.min()
    assert ahead.max() <= max(x.value for x in stated.values()) + CLOSED


@pytest.mark.parametrize("name", ["deadlift", "romanian_deadlift", "hold_mass", "box_lift", "child_pick_up"])
@everybody
def test_what_the_hands_hold_counts_in_the_balance(name, athlete):
    version = bl.movements[name]
    run = run_trial(trial(version, athlete), bl.models.standard)
    ankle = run.base.position + run.work.vector("foot_r.r")
    ahead = mass_centre(run, LOADS[name])[0] - ankle[0]
    assert ahead[0] == pytest.approx(version.numbers.at("balance_x"), abs=CLOSED)


@pytest.mark.parametrize("version", [v for v in VERSIONS if v.time_law == "hold"], ids=label)
def test_a_still_body_presses_on_the_floor_under_its_mass_centre(version):
    held = trial(version)
    ds = bl.simulate(held)
    ankle = float(ds["segment_position"].sel(segment="foot_r", axis="x")[0])
    ahead = ds["centre_of_pressure"].values - ankle
    assert ahead == pytest.approx(held.movement_resolved.numbers.at("balance_x"), abs=CLOSED)


HANDS = {  # movement -> names of the place ahead of the ankles and above the floor, at the start of its lift
    "deadlift": ("bar_x", None),
    "romanian_deadlift": ("bar_top", None),
    "hold_mass": ("mass_x", "mass_y"),
    "box_lift": ("object_x", "handle_height"),
    "child_pick_up": ("child_x", "child_height"),
}


@pytest.mark.parametrize("name", HANDS)
@everybody
def test_the_hands_are_where_the_load_is(name, athlete):
    version = bl.movements[name]
    ds = bl.simulate(trial(version, athlete))
    hands = ds["segment_end"].sel(segment=["forearm_r", "forearm_l"])
    held = ds["equipment_point"].isel({ds["equipment_point"].dims[0]: 0})
    middle = hands.mean("segment").transpose("axis", "progress")
    assert np.abs(middle.values - held.transpose("axis", "progress").values).max() < SHORT
    ankle = ds["segment_position"].sel(segment="foot_r")
    x, y = HANDS[name]
    ahead = hands.sel(axis="x") - ankle.sel(axis="x")
    assert np.abs(ahead.isel(progress=0) - version.numbers.at(x)).max() < SHORT
    if y is not None:
        assert np.abs(hands.sel(axis="y").isel(progress=0) - version.numbers.at(y)).max() < SHORT
    if name == "deadlift":
        assert np.abs(ahead - version.numbers.at(x)).max() < SHORT


@pytest.mark.parametrize("mass", [0, 60, 120, 200])
def test_a_deadlift_begins_at_the_height_of_the_plates(mass):
    ds = bl.simulate(trial(bl.movements.deadlift, load=bl.Barbell(mass)))
    height = ds["segment_end"].sel(segment="forearm_r", axis="y")
    assert float(height[0]) == pytest.approx(0.225, abs=0.012)
    down = ds["joint_angle"].sel(joint="knee", side="right").isel(progress=0)
    assert 70 < np.degrees(float(down)) < 100
    assert height.max() - height[0] > 0.55


def test_a_romanian_deadlift_ends_just_below_the_knees():
    for athlete in PEOPLE:
        ds = bl.simulate(trial(bl.movements.romanian_deadlift, athlete))
        knee = ds["segment_position"].sel(segment="shank_r", axis="y")
        hand = ds["segment_end"].sel(segment="forearm_r", axis="y")
        lowest = int(hand.argmin("progress"))
        assert -0.1 < float(hand[lowest] - knee[lowest]) < 0.0


def test_the_moment_of_a_good_morning_is_weight_times_distance():
    """By hand: chain of the upper body in the plane, held at the bottom."""
    bar = 40.0
    trial_ = trial(bl.movements.good_morning, load=bl.Barbell(bar), tempo=bl.Tempo.hold(3))
    run = run_trial(trial_, bl.models.standard)
    ds = bl.simulate(trial_)
    q = {name: float(values[0]) for name, values in run.motion.q.items()}
    body = run.body
    lumbar = q["pelvic_tilt"] + LUMBAR_SHARE * q["lumbar_flexion"]
    thorax = q["pelvic_tilt"] + q["lumbar_flexion"]
    arm = thorax - q["shoulder_flexion_r"]
    forearm = arm - q["elbow_flexion_r"]

    def ahead(point, lean):  # a point of a segment that leans forward
        return point[0] * cos(lean) + point[1] * sin(lean)

    waist = ahead(body["thorax"].joint, lumbar)
    shoulder = waist + ahead(body["upper_arm_r"].joint, thorax)
    elbow = shoulder + ahead(body["forearm_r"].joint, arm)
    ((_, on_back),) = site_places("upper_back", body)
    levers = [
        (body["lumbar"].mass, ahead(body["lumbar"].mass_centre, lumbar)),
        (body["thorax"].mass, waist + ahead(body["thorax"].mass_centre, thorax)),
        (2 * body["upper_arm_r"].mass, shoulder + ahead(body["upper_arm_r"].mass_centre, arm)),
        (2 * body["forearm_r"].mass, elbow + ahead(body["forearm_r"].mass_centre, forearm)),
        (bar, waist + ahead(on_back, thorax)),
    ]
    by_hand = G * sum(mass * lever for mass, lever in levers)
    found = ds["lumbar_extension_moment"].sel(level="L5/S1")
    assert found.values == pytest.approx(by_hand, rel=1e-9)
    assert 200 < by_hand < 400


def test_bending_farther_asks_more_of_the_back():
    bends = [bl.movements.standing, *(bl.movements.forward_bend.in_variant(v) for v in ("slight", None))]
    bends += [bl.movements.forward_bend.in_variant(v) for v in ("deep", "level")]
    for quantity in ("lumbar_extension_moment", "compression"):
        sizes = [peak(one, quantity) for one in bends]
        assert all(less < more for less, more in pairwise(sizes)), sizes
    assert 5 < peak(bl.movements.standing, "lumbar_extension_moment") < 20


def test_a_mass_held_farther_asks_more_of_the_back():
    hold = bl.movements.hold_mass
    nothing, close, far = (
        peak(version) for version in (bl.movements.standing, hold.variants["close"], hold.variants["far"])
    )
    assert 1.5 * nothing < close < far
    held = [peak(hold, numbers={"mass_x": x}) for x in (0.25, 0.3, 0.35, 0.4)]
    assert all(less < more for less, more in pairwise(held)), held


def test_a_rounder_back_in_a_deadlift_leaves_more_to_tissue_and_presses_more():
    """The same thighs and bar; only the spine is rounder, and the hips straighter for it."""
    lift = bl.movements.deadlift
    start = {}
    for rounder in (-10.0, 0.0, 10.0):
        pose = {"bottom.lumbar_flexion": f"{28 + rounder} deg"}
        ds = bl.simulate(trial(lift, pose=pose)).isel(progress=0).sel(level="L5/S1")
        start[rounder] = (float(ds["lumbar_passive_moment"]), float(ds["compression"]))
    assert start[-10.0][0] < start[0.0][0] < start[10.0][0]
    assert start[-10.0][1] < start[0.0][1] < start[10.0][1]


def test_a_box_farther_away_asks_more_and_both_ways_of_lifting_about_the_same():
    lift = bl.movements.box_lift
    near, far = (peak(lift, "lumbar_extension_moment", numbers={"object_x": x}) for x in (0.3, 0.42))
    assert far > 1.05 * near
    stoop, squat = (peak(lift.variants[v], "lumbar_extension_moment") for v in ("stoop", "squat"))
    assert stoop == pytest.approx(squat, rel=0.2)


def test_a_heavier_bar_asks_more():
    for name in ("good_morning", "deadlift", "romanian_deadlift"):
        moments = [
            peak(bl.movements[name], "lumbar_extension_moment", load=bl.Barbell(m)) for m in (0, 50, 100)
        ]
        assert all(less < more for less, more in pairwise(moments)), name
    assert 380 < peak(bl.movements.deadlift, "lumbar_extension_moment") < 700


def test_a_child_is_taken_at_the_side_with_both_hands():
    lift = bl.movements.child_pick_up
    for side, sign in (("right", 1.0), ("left", -1.0)):
        ds = bl.simulate(trial(lift, side=side))
        hands = ds["segment_end"].sel(segment=["forearm_r", "forearm_l"])
        apart = hands.sel(segment="forearm_r") - hands.sel(segment="forearm_l")
        assert np.abs(apart.sel(axis="z") - lift.numbers.at("grip_width")).max() < SHORT
        assert np.abs(apart.sel(axis=["x", "y"])).max() < SHORT
        outer = hands.sel(segment="forearm_r" if side == "right" else "forearm_l", axis="z")
        assert sign * float(outer[0]) == pytest.approx(lift.numbers.at("child_z"), abs=SHORT)
        turn = ds["lumbar_left_turn_moment"].sel(level="L5/S1")
        assert float(np.abs(turn).max()) > 10
        assert sign * float(turn[0]) < 0
