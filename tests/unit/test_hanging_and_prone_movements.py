"""Hanging, lying face down, sitting and rowing on a GHD: places, statics worked by hand, known orderings."""

import numpy as np
import pytest

import biolift as bl
from biolift.engine.pack import tree_of
from biolift.engine.pipeline import run_trial
from biolift.engine.posture import BodyPoint, body_point, motion_of
from biolift.errors import InputError
from biolift.library.models import models
from biolift.vocabulary import SEGMENTS

PEOPLE = (
    bl.Athlete(mass=60, height=1.60, sex="female"),
    bl.Athlete(mass=80, height=1.75),
    bl.Athlete(mass=110, height=1.95),
)
ME = PEOPLE[1]
G = models.standard.gravity
MOVEMENTS = (
    "isometric_row",
    "hanging_knee_raise",
    "prone",
    "prone_trunk_raised",
    "prone_legs_raised",
    "sitting",
)
ABOVE = ("lumbar", "thorax", "upper_arm_r", "upper_arm_l", "forearm_r", "forearm_l")


def movement(name):
    return getattr(bl.movements, name)


def simulated(name, athlete=ME, **trial):
    return bl.simulate(bl.Trial(movement(name), athlete, **trial))


def all_variants(*names):
    return [(name, variant) for name in names for variant in (None, *movement(name).variants)]


class Placed:
    """One repetition with the places of its body in the world."""

    def __init__(self, name, athlete=ME, **trial):
        self.run = run_trial(bl.Trial(movement(name), athlete, **trial), models.standard)
        self.tree = tree_of(self.run.movement.plane)

    def point(self, point):
        return self.run.base.position + motion_of(self.tree, self.run.work, point)[0]

    def named(self, name):
        return self.point(body_point(name, self.run.body))

    def masses(self, names=SEGMENTS):
        body = self.run.body
        return [(body[name].mass, self.point(BodyPoint(name, body[name].mass_centre))) for name in names]

    def centre(self, *weights):
        masses = self.masses() + [(mass, self.named(name)) for mass, name in weights]
        return sum(mass * place for mass, place in masses) / sum(mass for mass, _ in masses)

    def moment_of_weight(self, about, names=SEGMENTS):
        """Moment [N m] that holds up the weight of segments about a point, backwards positive (T,)."""
        return sum(mass * G * (place[0] - about[0]) for mass, place in self.masses(names))


def at_level(ds, name, level="L5/S1"):
    return ds[name].sel(level=level).to_numpy()


def group(ds, name, of="group_activation"):
    return float(ds[of].sel(group=name).max("side").max("progress"))


# --- every one of them ---


@pytest.mark.parametrize(("name", "variant"), all_variants(*MOVEMENTS))
@pytest.mark.parametrize("athlete", PEOPLE, ids=lambda athlete: f"{athlete.height:.2f} m")
def test_the_trunk_is_known_and_strong_enough(name, variant, athlete):
    ds = simulated(name, athlete, variant=variant)
    assert np.isfinite(ds["compression"]).all()
    assert float(ds["overload"]) == 0
    assert -250 < float(ds["compression"].min())
    assert float(ds["compression"].max()) < 4500


@pytest.mark.parametrize("athlete", PEOPLE, ids=lambda athlete: f"{athlete.height:.2f} m")
@pytest.mark.parametrize("name", MOVEMENTS)
def test_what_stands_still_is_held_up_by_its_supports(name, athlete):
    last = {"hanging_knee_raise": "passive_hang", "isometric_row": "hold"}
    ds = simulated(name, athlete, variant=last.get(name))
    force = ds["support_force"].sum("support").isel(progress=0).to_numpy()
    assert force == pytest.approx([0.0, athlete.mass * G, 0.0], abs=1e-6)


@pytest.mark.parametrize("name", ("isometric_row", "prone", "prone_trunk_raised", "prone_legs_raised"))
def test_face_down_the_body_is_level(name):
    placed = Placed(name)
    hip, shoulder, ankle = (placed.named(point) for point in ("pelvis", "upper_arm_r", "foot_r"))
    assert np.degrees(placed.run.motion.q["pelvic_tilt"]) == pytest.approx(90, abs=1e-9)
    assert (ankle[0] < hip[0]).all()
    assert (hip[0] < shoulder[0]).all()
    assert np.abs(ankle[1] - hip[1]).max() < 0.02
    assert np.ptp(hip, axis=1) == pytest.approx(0, abs=1e-12)


# --- row on a GHD ---


def row(variant=None, mass=None, **trial):
    load = None if mass is None else bl.Dumbbell(mass)
    return simulated("isometric_row", variant=variant, load=load, **trial)


def test_dumbbells_hang_below_the_shoulders_and_end_at_the_ribs():
    ds = row(mass=20)
    hand, shoulder, elbow = (
        ds["segment_end"].sel(segment="forearm_r"),
        ds["segment_position"].sel(segment="upper_arm_r"),
        ds["segment_position"].sel(segment="forearm_r"),
    )
    below = (hand - shoulder).isel(progress=0).to_numpy()
    assert below[0] == pytest.approx(0, abs=1e-9)
    assert below[1] < -0.5
    assert np.abs((hand - elbow).isel(axis=0)).max() < 1e-9
    at_top = int(np.flatnonzero(ds["phase"].to_numpy() == "pause_shortened")[2])
    top = (hand - shoulder).isel(progress=at_top).to_numpy()
    assert top[0] < -0.2
    assert top[1] > -0.35


@pytest.mark.parametrize("athlete", PEOPLE, ids=lambda athlete: f"{athlete.height:.2f} m")
def test_the_hold_carries_trunk_head_and_arms(athlete):
    placed = Placed("isometric_row", athlete, variant="hold")
    ds = simulated("isometric_row", athlete, variant="hold")
    by_hand = placed.moment_of_weight(placed.named("lumbar"), ABOVE)
    assert at_level(ds, "lumbar_extension_moment") == pytest.approx(by_hand, rel=1e-9)
    hips = placed.moment_of_weight(placed.named("pelvis"), (*ABOVE, "pelvis"))
    for side in ("right", "left"):
        hip = ds["joint_moment"].sel(joint="hip", side=side).to_numpy()
        assert hip == pytest.approx(hips / 2, rel=1e-9)
        assert ds["joint_moment"].sel(joint=["knee", "ankle"], side=side).isnull().all()


def test_one_arm_turns_the_trunk_by_its_weight_times_its_distance():
    loaded, empty = row("one_arm", 10), row("one_arm")
    extra = at_level(loaded, "lumbar_left_turn_moment") - at_level(empty, "lumbar_left_turn_moment")
    force = loaded["equipment_force"].isel(equipment=0).transpose("axis", "progress").to_numpy()
    point = loaded["equipment_point"].isel(equipment=0).transpose("axis", "progress").to_numpy()
    centre = loaded["segment_position"].sel(segment="lumbar").transpose("axis", "progress").to_numpy()
    turning = np.cross(point - centre, force, axis=0)[0]  # x is the long axis of a level trunk, headwards
    assert extra == pytest.approx(-turning, rel=1e-9)
    half_width = point[2, 0]
    assert 0.15 < half_width < 0.25
    assert extra[0] == pytest.approx(-10 * G * half_width, rel=1e-6)


def test_a_still_one_sided_weight_is_turning_moment_without_side_bend():
    held = row("one_arm", 10, tempo=bl.Tempo.hold(5))
    assert np.abs(at_level(held, "lumbar_left_turn_moment")).min() > 15
    assert np.abs(at_level(held, "lumbar_right_bend_moment")).max() < 1e-9


def test_two_arms_ask_no_turning_moment_and_alternating_little():
    both, alternating, one = row(mass=20), row("alternating", 20), row("one_arm", 10)
    turns = [np.abs(at_level(ds, "lumbar_left_turn_moment")).max() for ds in (both, alternating, one)]
    assert turns[0] < 1e-9
    assert turns[1] < turns[2] / 2
    assert np.abs(at_level(alternating, "lumbar_left_turn_moment"))[0] < 1e-9
    assert group(one, "obliques") > 3 * group(both, "obliques")


def test_left_and_right_arm_mirror_each_other():
    right, left = row("one_arm", 10), row("one_arm", 10, side="left")
    for name, sign in (
        ("lumbar_extension_moment", 1),
        ("lumbar_left_turn_moment", -1),
        ("lumbar_right_bend_moment", -1),
    ):
        mine, theirs = at_level(right, name), sign * at_level(left, name)
        assert theirs == pytest.approx(mine, rel=1e-12, abs=1e-12 * np.abs(mine).max())
    forces = right["muscle_force"].sel(side="right").to_numpy()
    mirrored = left["muscle_force"].sel(side="left").to_numpy()
    assert mirrored == pytest.approx(forces, rel=1e-8, abs=1e-8 * np.nanmax(forces), nan_ok=True)


@pytest.mark.parametrize("side", ["right", "left"])
def test_the_hips_share_as_stated(side):
    """How a one-sided weight divides between the legs is not known: a number says it."""
    even = row("one_arm", 10, side=side)["support_force"].isel(axis=1).sum("support")
    ds = row("one_arm", 10, side=side, numbers={"pad_split": 0.6})
    under = ds["support_force"].isel(axis=1).sel(support=f"pad_thigh_{side[0]}")
    assert under.to_numpy() == pytest.approx(0.6 * even.to_numpy(), rel=1e-9)
    hips = ds["joint_moment"].sel(joint="hip").isel(progress=0)
    other = "left" if side == "right" else "right"
    assert float(hips.sel(side=side)) > 1.1 * float(hips.sel(side=other))
    turns = [at_level(each, "lumbar_left_turn_moment") for each in (ds, row("one_arm", 10, side=side))]
    assert turns[0] == pytest.approx(turns[1], rel=1e-9)


def test_the_hold_alone_is_most_of_the_load_and_asks_back_glutes_and_hamstrings():
    hold, rowed = row("hold"), row(mass=20)
    share = at_level(hold, "lumbar_extension_moment").max() / at_level(rowed, "lumbar_extension_moment").max()
    assert 0.5 < share < 0.8
    for name in ("erector_spinae", "multifidus", "gluteus_maximus", "hamstrings"):
        assert group(hold, name) > 0.1
    assert group(hold, "rectus_abdominis") < 0.05


def test_slow_lowering_adds_up_without_a_higher_peak():
    fast, slow = (
        bl.sweep(
            bl.Trial(movement("isometric_row"), ME, load=bl.Dumbbell(20)), {"tempo": [tempo]}, progress=False
        )
        for tempo in ("1-0-1-1", "4-0-1-1")
    )
    impulse = [float(ds["impulse_lumbar_extension_moment"].sel(level="L5/S1").item()) for ds in (fast, slow)]
    peak = [float(ds["peak_lumbar_extension_moment"].sel(level="L5/S1").item()) for ds in (fast, slow)]
    assert impulse[1] > 1.5 * impulse[0]
    assert peak[1] == pytest.approx(peak[0], rel=0.02)


def test_no_dumbbells_in_the_hold():
    with pytest.raises(InputError, match="a load that fits isometric_row"):
        bl.Trial(movement("isometric_row"), ME, variant="hold", load=bl.Dumbbell(10))


# --- hanging ---


@pytest.mark.parametrize("athlete", PEOPLE, ids=lambda athlete: f"{athlete.height:.2f} m")
@pytest.mark.parametrize(("name", "variant"), all_variants("hanging_knee_raise"))
def test_hands_stay_on_the_bar_and_the_body_under_it(name, variant, athlete):
    placed = Placed(name, athlete, variant=variant)
    for side in "rl":
        hand = placed.named(f"hand_{side}")
        assert hand[:2] == pytest.approx(np.tile([[0.0], [2.6]], hand.shape[1]), abs=1e-4)
    if variant != "swing":  # the swinging body leaves the bar's plumb line on purpose
        assert np.abs(placed.centre()[0]).max() < 1e-4
    feet = placed.named("toe_r")[1]
    assert feet.min() > 0.05


def test_weights_at_the_ankles_count_too():
    placed = Placed("hanging_knee_raise", load=bl.AnkleWeight(5))
    assert np.abs(placed.centre((2.5, "foot_r"), (2.5, "foot_l"))[0]).max() < 1e-4
    assert np.abs(placed.centre()[0]).max() > 0.01


def test_the_bar_gives_no_push_and_only_the_couple_of_the_legs_swinging_up():
    """Without a swing the bar pulls straight up; a couple at the hands is left, of the turning legs."""
    couple = {}
    for tempo in ("2-0-1-1", "4-0-4-0"):
        ds = simulated("hanging_knee_raise", tempo=tempo)
        at, force, own = (
            ds[f"support_{name}"].transpose("support", "axis", "progress").to_numpy()
            for name in ("point", "force", "couple")
        )
        assert at[:, :2] == pytest.approx(np.tile([[0.0], [2.6]], (2, 1, at.shape[2])), abs=1e-4)
        assert np.abs(force[:, 0]).max() < 1e-3
        couple[tempo] = own.sum(axis=0)[2]
    still = ds["joint_velocity"].sel(joint="hip", side="right").to_numpy() == 0
    assert np.abs(couple["4-0-4-0"][still]).max() < 1e-3
    assert np.abs(couple["4-0-4-0"]).max() < 5
    assert np.abs(couple["2-0-1-1"]).max() < 60


def test_the_pelvis_follows_late():
    q = Placed("hanging_knee_raise").run.motion.q
    hip, lumbar = np.degrees(q["hip_flexion_r"]), np.degrees(q["lumbar_flexion"])
    assert (hip.min(), hip.max()) == pytest.approx((0, 110), abs=1e-9)
    assert (lumbar[0], lumbar.max()) == pytest.approx((-5, 35), abs=1e-9)
    assert lumbar[hip < 70].max() < 0.5
    assert lumbar.min() > -7


def test_psoas_and_abdominals_dominate_the_raise():
    for variant in (None, "straight_leg"):
        ds = simulated("hanging_knee_raise", variant=variant)
        front = [group(ds, name) for name in ("rectus_abdominis", "obliques", "psoas")]
        back = [
            group(ds, name)
            for name in (
                "erector_spinae",
                "multifidus",
                "quadratus_lumborum",
                "latissimus",
                "gluteus_maximus",
            )
        ]
        assert min(front) > 4 * max(back)
        assert at_level(ds, "lumbar_extension_moment").max() < 0


def test_curling_the_pelvis_works_the_abdominals_more():
    curled, flat = simulated("hanging_knee_raise"), simulated("hanging_knee_raise", variant="no_curl")
    assert group(curled, "rectus_abdominis") > 1.2 * group(flat, "rectus_abdominis")


def test_straight_legs_and_ankle_weights_ask_more():
    bent, straight, weighted = (
        at_level(ds, "lumbar_extension_moment").min()
        for ds in (
            simulated("hanging_knee_raise"),
            simulated("hanging_knee_raise", variant="straight_leg"),
            simulated("hanging_knee_raise", load=bl.AnkleWeight(5)),
        )
    )
    assert straight < bent
    assert weighted < bent


def test_a_passive_hang_unloads_the_spine():
    hang = simulated("hanging_knee_raise", variant="passive_hang")
    assert np.abs(at_level(hang, "compression")).max() < 0.1 * ME.mass * G
    assert np.abs(at_level(hang, "lumbar_extension_moment")).max() < 8
    assert at_level(hang, "compression").max() < 0.2 * at_level(simulated("sitting"), "compression").min()


# --- lying and sitting ---


def test_a_raised_trunk_is_held_by_the_back_alone():
    placed, ds = Placed("prone_trunk_raised"), simulated("prone_trunk_raised")
    by_hand = placed.moment_of_weight(placed.named("lumbar"), ABOVE)
    assert at_level(ds, "lumbar_extension_moment") == pytest.approx(by_hand, rel=1e-9)
    assert ds["joint_moment"].sel(joint=["hip", "knee"]).isnull().all()


def test_raised_legs_are_held_against_the_stated_pad():
    placed = Placed("prone_legs_raised")
    legs = [name for name in SEGMENTS if name.startswith(("thigh", "shank", "foot"))]
    about = placed.named("lumbar")
    weight = sum(mass for mass, _ in placed.masses(legs)) * G
    pad = placed.named("pelvis")[0] + 0.07 - about[0]
    free = -placed.moment_of_weight(about, [*legs, "pelvis"])
    for share in (0.0, 0.5, 1.0):
        ds = simulated("prone_legs_raised", numbers={"pad_share": share})
        by_hand = free + share * weight * pad
        assert at_level(ds, "lumbar_extension_moment") == pytest.approx(by_hand, rel=1e-9)


def test_held_levels_take_about_half_of_the_back():
    for name in ("prone_trunk_raised", "prone_legs_raised"):
        ds = simulated(name)
        assert 0.3 < group(ds, "erector_spinae") < 0.65


def test_lying_asks_next_to_nothing():
    for athlete in PEOPLE:
        ds = simulated("prone", athlete)
        assert np.abs(at_level(ds, "lumbar_extension_moment")).max() < 15
        assert (
            at_level(ds, "compression").max() < at_level(simulated("sitting", athlete), "compression").min()
        )
    assert "an assumption" in ds.attrs["scope"]


def test_sitting_round_loads_relaxed_tissue_and_the_disc():
    variants = (None, "relaxed", "slouched", "bent_forward")
    seated = [simulated("sitting", variant=variant) for variant in variants]
    passive = [at_level(ds, "lumbar_passive_moment").max() for ds in seated]
    loads = [at_level(ds, "compression").max() for ds in seated]
    assert passive == sorted(passive)
    assert loads == sorted(loads)
    for ds in seated:
        thigh = ds["segment_position"].sel(segment="shank_r") - ds["segment_position"].sel(segment="thigh_r")
        assert thigh.sel(axis="y").to_numpy() == pytest.approx(0, abs=1e-9)
        assert (ds["balance_margin"].sel(support="seat_pelvis").to_numpy() > 0).all()
    for ds in seated[1:3]:  # their weight hangs in relaxed tissue: hardly any muscle is left to do
        assert group(ds, "erector_spinae") < 0.06
        assert group(ds, "rectus_abdominis") < 0.06


@pytest.mark.parametrize("name", MOVEMENTS)
def test_nothing_is_wrong_with_the_files(name):
    assert bl.check(movement(name)).ok
