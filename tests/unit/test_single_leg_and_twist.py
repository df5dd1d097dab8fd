"""The banded single-leg good morning and the posterior twist: poses, places, balance, moments, sides."""

import functools

import numpy as np
import pytest

import biolift as bl
from biolift.engine.pipeline import run_trial
from biolift.library.sites import site_places
from biolift.nouns.pose import HANDED, mirrored_name
from biolift.vocabulary import JOINTS, LEVELS, SIDES

WOMAN = bl.Athlete(mass=60, height=1.60, sex="female")
MAN = bl.Athlete(mass=80, height=1.75)
TALL = bl.Athlete(mass=110, height=1.95)
PEOPLE = {"woman": WOMAN, "man": MAN, "tall": TALL}
MODEL = bl.models.standard
BAND, CABLE = bl.Band("44 mm"), bl.Cable(10)
BOW, TWIST = bl.movements.single_leg_good_morning, bl.movements.posterior_twist
ONE_LEG = (None, "level")
UPPER = ("lumbar", "thorax", "upper_arm_r", "upper_arm_l", "forearm_r", "forearm_l")
everybody = pytest.mark.parametrize("who", PEOPLE)


@functools.cache
def run_of(movement, athlete=MAN, load=None, **changes):
    return run_trial(bl.Trial(movement, athlete, load=load, **changes), MODEL)


def degrees(run, name):
    return np.degrees(run.motion.q[name])


def trunk(run):
    return degrees(run, "pelvic_tilt") + degrees(run, "lumbar_flexion")


def weight(run):
    return MODEL.gravity * sum(segment.mass for segment in run.body.values())


def turned(run, segment, point):
    """A point of a segment in the world (3, T)."""
    if run.work.has(f"{segment}.c"):
        c, s = run.work.get(f"{segment}.c"), run.work.get(f"{segment}.s")
        arm = np.stack([c * point[0] - s * point[1], s * point[0] + c * point[1], 0 * c + point[2]])
    else:
        R = [[run.work.get(f"{segment}.R_{a}{b}") for b in "xyz"] for a in "xyz"]
        arm = np.einsum("ijt,j->it", np.array(R), np.array(point))
    return run.base.position + run.work.vector(f"{segment}.r") + arm


def mark(run, name):
    """A landmark in the world."""
    landmark = run.body.landmark(name)
    return turned(run, landmark.segment, landmark.point)


def at_rest(run):
    """Samples in the middle of pauses, where nothing moves."""
    return [
        int(np.median(np.flatnonzero(run.motion.phase == p))) for p in ("pause_stretched", "pause_shortened")
    ]


def moment_about_disc(run, outside):
    """Moment of the part below on the part above L5/S1 in pelvis axes, at rest.

    It stands against gravity and the forces `outside`, each with its point, (3, T).
    """
    disc = run.base.position + run.work.vector("lumbar.r")
    total = np.zeros_like(disc)
    for name in UPPER:
        segment = run.body[name]
        arm = turned(run, name, segment.mass_centre) - disc
        pull = np.zeros_like(disc)
        pull[1] = -segment.mass * MODEL.gravity
        total -= np.cross(arm, pull, axis=0)
    for force, point in outside:
        total -= np.cross(point - disc, force, axis=0)
    tilt = run.motion.q["pelvic_tilt"]
    c, s = np.cos(tilt), np.sin(tilt)
    return np.stack([c * total[0] - s * total[1], s * total[0] + c * total[1], total[2]])


def mirrored_demand(run, name):
    return run.demand.joint[name[0], SIDES[1 - SIDES.index(name[1])]]


# one leg


@everybody
@pytest.mark.parametrize("variant", ONE_LEG)
def test_the_stance_foot_stays_flat_and_carries_everything(who, variant):
    run = run_of(BOW, PEOPLE[who], variant=variant)
    assert [one.name for one in run.supports] == ["floor_foot_r"]
    for name in ("heel_r", "toe_r"):
        assert np.ptp(mark(run, name), axis=1).max() < 1e-6
        assert abs(mark(run, name)[1]).max() < 1e-6
    held = run_of(BOW, PEOPLE[who], variant=variant, tempo="3-1-2-1")
    still = at_rest(held)[0]
    assert held.supports[0].force[:, still] == pytest.approx([0, weight(held), 0], abs=1e-6)


@everybody
@pytest.mark.parametrize("variant", [*ONE_LEG, "two_legs"])
def test_the_centre_of_pressure_stays_in_the_foot_and_follows_the_balance(who, variant):
    pressed = {}
    for ahead in (0.02, 0.05, 0.08):
        trial = bl.Trial(BOW, PEOPLE[who], load=BAND, variant=variant, numbers={"balance_x": ahead})
        result = bl.simulate(trial)
        pressed[ahead] = result.centre_of_pressure.isel(support=0)
    heel, toe = pressed[0.02].mean(), pressed[0.08].mean()
    assert float(toe - heel) == pytest.approx(0.06, abs=1e-3)
    margin = bl.simulate(bl.Trial(BOW, PEOPLE[who], load=BAND, variant=variant)).balance_margin
    assert float(margin.min()) > 0.04


@everybody
def test_the_free_leg_is_in_line_going_down_and_in_front_at_the_top(who):
    run = run_of(BOW, PEOPLE[who])
    free = degrees(run, "pelvic_tilt") - degrees(run, "hip_flexion_l")  # of the free thigh from the vertical
    low = trunk(run) > 50
    assert np.abs(trunk(run) - free)[low].max() < 4
    assert trunk(run).max() == pytest.approx(72, abs=3)
    assert degrees(run, "hip_flexion_l")[0] == pytest.approx(80)
    assert degrees(run, "hip_flexion_r")[0] == pytest.approx(-5)
    assert abs(trunk(run)[0]) < 4
    knee, hip = turned(run, "shank_l", (0, 0, 0))[:, 0], turned(run, "thigh_l", (0, 0, 0))[:, 0]
    assert knee[0] - hip[0] > 0.3


@everybody
@pytest.mark.parametrize("variant", ONE_LEG)
def test_the_free_foot_clears_the_floor(who, variant):
    run = run_of(BOW, PEOPLE[who], variant=variant)
    lowest = min(mark(run, name)[1].min() for name in ("heel_l", "toe_l"))
    assert lowest > (-0.005 if variant else 0.02)
    if variant:
        assert np.abs(mark(run, "toe_l") - mark(run, "toe_r"))[:2, 0].max() < 0.01
        assert np.abs(mark(run, "heel_l") - mark(run, "heel_r"))[:2, 0].max() < 0.01


@everybody
@pytest.mark.parametrize("variant", [*ONE_LEG, "two_legs"])
def test_the_band_runs_from_the_neck_to_the_sole_and_burdens_no_floor(who, variant):
    run, bare = run_of(BOW, PEOPLE[who], BAND, variant=variant), run_of(BOW, PEOPLE[who], variant=variant)
    band = run.equipment[0]
    ((segment, neck),) = site_places("collar", run.body)
    assert band.point == pytest.approx(turned(run, segment, neck), abs=1e-9)
    assert np.abs(band.far[1]).max() < 0.01
    assert mark(run, "heel_r")[0, 0] < band.far[0, 0] < mark(run, "toe_r")[0, 0]
    width = mark(run, "heel_r")[2, 0]
    assert band.far[2] == pytest.approx(0.0 if variant == "two_legs" else width, abs=1e-12)
    for one, other in zip(run.supports, bare.supports, strict=True):
        assert one.force == pytest.approx(other.force, abs=1e-6)
        assert one.couple == pytest.approx(other.couple, abs=1e-6)
    tall, low = band.state["length"][0], band.state["length"].min()
    assert tall > low + 0.25


@pytest.mark.parametrize("variant", [*ONE_LEG, "two_legs"])
def test_the_moment_at_the_back_is_that_of_gravity_and_band(variant):
    run = run_of(BOW, MAN, BAND, variant=variant, tempo="3-1-2-1")
    band = run.equipment[0]
    wanted = moment_about_disc(run, [(band.force, band.point)])
    for k in at_rest(run):
        assert run.demand.level_moment["L5/S1"][:, k] == pytest.approx(wanted[:, k], abs=1e-6)
    assert wanted[2].max() > 100


def test_one_leg_asks_more_of_hip_and_gluteus_than_two():
    one, two = (bl.simulate(bl.Trial(BOW, MAN, load=BAND, variant=v)) for v in (None, "two_legs"))
    for quantity, member in (
        ("joint_moment", {"joint": "hip"}),
        ("group_force", {"group": "gluteus_maximus"}),
    ):
        alone, shared = (float(r[quantity].sel(side="right", **member).max()) for r in (one, two))
        assert alone > 1.3 * shared
    still = one.hip_abduction_moment.sel(side="right")
    assert float(still.min()) > 30
    medius = one.group_force.sel(group="gluteus_medius")
    assert float(medius.sel(side="right").min()) > 3 * float(medius.sel(side="left").max())


def test_without_a_band_it_is_lighter_and_a_bar_keeps_the_floor_under_it():
    bare, banded = (bl.simulate(bl.Trial(BOW, MAN, load=load)) for load in (None, BAND))
    share = (
        bare.joint_moment.sel(joint="hip", side="right").max()
        / banded.joint_moment.sel(joint="hip", side="right").max()
    )
    assert 0.4 < float(share) < 0.95
    barred = run_of(BOW, MAN, bl.Barbell(20), tempo="3-1-2-1")
    k = at_rest(barred)[0]
    assert barred.supports[0].force[1, k] == pytest.approx(weight(barred) + 20 * MODEL.gravity)


# the turn


@everybody
@pytest.mark.parametrize("variant", [None, "square"])
def test_both_feet_stay_where_they_are(who, variant):
    run = run_of(TWIST, PEOPLE[who], variant=variant)
    for side in "rl":
        for name in ("heel", "toe"):
            place = mark(run, f"{name}_{side}")
            assert np.ptp(place, axis=1).max() < 1e-4
            assert np.abs(place[1]).max() < 1e-4
    step = mark(run, "heel_r") - mark(run, "heel_l")
    numbers = TWIST.numbers
    wide = numbers.at("front_z") + numbers.at("back_z")
    assert step[:, 0] == pytest.approx([numbers.at("step"), 0.0, wide], abs=1e-4)


@everybody
def test_the_hand_reaches_down_and_across_and_ends_up_outside(who):
    run = run_of(TWIST, PEOPLE[who])
    hand = mark(run, "hand_r")
    hips, knee = run.base.position[:, 0], turned(run, "shank_r", (0, 0, 0))[:, 0]
    up = hand[:, run.motion.phase == "pause_shortened"][:, 3]
    assert hand[2, 0] < -0.1
    assert knee[1] < hand[1, 0] < hips[1]
    assert up[2] > 0.15
    assert up[1] - hand[1, 0] > 0.2


@everybody
@pytest.mark.parametrize("load", [CABLE, bl.Band("22 mm")], ids=["cable", "band"])
def test_the_strap_pulls_down_and_towards_the_machine(who, load):
    run = run_of(TWIST, PEOPLE[who], load)
    pull = run.equipment[0]
    assert pull.point == pytest.approx(mark(run, "hand_r"), abs=1e-9)
    assert not pull.slack.any()
    assert (pull.force[1] < 0).all()
    assert (pull.force[2] < 0).all()
    along = np.cross(pull.anchor[:, None] - pull.point, pull.force, axis=0)
    assert np.abs(along).max() < 1e-9
    assert (np.abs(pull.force[2]) > np.abs(pull.force[0])).all()


@pytest.mark.parametrize("variant", [None, "square"])
@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("load", [None, CABLE, bl.Band("22 mm")], ids=["bare", "cable", "band"])
def test_the_moments_at_the_back_equal_force_times_arm(variant, side, load):
    run = run_of(TWIST, MAN, load, variant=variant, side=side, tempo="2-1-1-1")
    assert max(np.abs(run.motion.q[k]).max() for k in ("pelvic_list", "pelvic_rotation")) == 0
    wanted = moment_about_disc(run, [(one.force, one.point) for one in run.equipment])
    reach, up = at_rest(run)
    for k in (reach, up):
        assert run.demand.level_moment["L5/S1"][:, k] == pytest.approx(wanted[:, k], abs=1e-6)
    if load is not None:
        away = -1 if side == "right" else 1  # the muscles turn the trunk away from the strap
        assert away * wanted[1, reach] > 5
        assert away * wanted[1, up] > 5


@everybody
@pytest.mark.parametrize("load", [None, CABLE, bl.Band("22 mm")], ids=["bare", "cable", "band"])
def test_the_feet_hold_the_whole_body_by_their_stated_parts(who, load):
    run = run_of(TWIST, PEOPLE[who], load, tempo="2-1-1-1")
    front, back = run.supports
    assert (front.name, back.name) == ("floor_foot_r", "floor_foot_l")
    part = TWIST.numbers.at("front_share")
    assert front.force == pytest.approx(part * (front.force + back.force))
    for k in at_rest(run):
        outside = sum((one.force[:, k] for one in run.equipment), np.array([0.0, -weight(run), 0.0]))
        assert front.force[:, k] + back.force[:, k] == pytest.approx(-outside, abs=1e-6)
    margin = bl.simulate(bl.Trial(TWIST, PEOPLE[who], load=load)).balance_margin
    assert float(margin.min()) > 0.03


def test_the_turn_loads_one_side_of_the_trunk():
    turn, square = (bl.simulate(bl.Trial(TWIST, MAN, load=CABLE, variant=v)) for v in (None, "square"))
    oblique = turn.group_force.sel(group="obliques").mean("progress")
    assert float(oblique.sel(side="left")) > 1.5 * float(oblique.sel(side="right"))
    lumborum = turn.group_force.sel(group="quadratus_lumborum").mean("progress")
    assert float(lumborum.sel(side="left")) > 2 * float(lumborum.sel(side="right"))
    level = turn.sel(level="L5/S1")
    assert float(level.lumbar_left_turn_moment.max()) < 0
    assert float(square.compression.max()) > 1000
    bend = turn.lumbar_extension_moment.sel(level="L5/S1")
    assert float(bend.isel(progress=0)) > 2 * float(bend.min())


def test_braking_the_way_down_asks_as_much_turn_as_driving_up():
    result = bl.simulate(bl.Trial(TWIST, MAN, load=CABLE)).sel(level="L5/S1")
    turn = -result.lumbar_left_turn_moment
    up, down = (float(turn.where(result.phase == p).mean()) for p in ("concentric", "eccentric"))
    assert 0.6 * up < down < 1.2 * up


# both


CASES = [
    *((BOW, variant, load) for variant in (None, "level") for load in (None, BAND, bl.Barbell(20))),
    *((TWIST, variant, load) for variant in (None, "square") for load in (None, CABLE, bl.Band("22 mm"))),
]


@pytest.mark.parametrize(("movement", "variant", "load"), CASES)
def test_the_left_side_is_the_mirror_image(movement, variant, load):
    right, left = (run_of(movement, MAN, load, variant=variant, side=side) for side in SIDES)
    for name, q in right.motion.q.items():
        there = left.motion.q[mirrored_name(name)] * (-1 if name in HANDED else 1)
        assert there == pytest.approx(q, abs=1e-12)
    scale = max(np.abs(rows).max() for rows in right.demand.joint.values())
    for joint in (*JOINTS, "hip_abduction"):
        for side in SIDES:
            here = right.demand.joint[joint, side]
            assert mirrored_demand(left, (joint, side)) == pytest.approx(here, abs=1e-12 * scale)
    turned_about = np.array([[-1.0], [-1.0], [1.0]])
    for level in LEVELS:
        here, there = (run.demand.level_moment[level] for run in (right, left))
        assert there * turned_about == pytest.approx(here, abs=1e-12 * np.abs(here).max())
        one, other = (run.levels[level].force for run in (right, left))
        swapped = other.reshape(len(other), -1, 2)[:, :, ::-1].reshape(other.shape)
        assert swapped == pytest.approx(one, abs=1e-8 * one.max())


@everybody
@pytest.mark.parametrize(("movement", "variant", "load"), CASES)
def test_everybody_can_do_it(who, movement, variant, load):
    run = run_of(movement, PEOPLE[who], load, variant=variant)
    for level in LEVELS:
        assert (run.levels[level].disc["compression"] > 0).all()
        assert np.isfinite(run.levels[level].force).all()
        assert run.levels[level].unmet_share.max() < 0.02


@pytest.mark.parametrize("movement", [BOW, TWIST], ids=lambda m: m.id)
def test_the_check_has_nothing_to_say(movement):
    report = bl.check(movement)
    assert report.ok, str(report)
    assert not report.warnings, str(report)
