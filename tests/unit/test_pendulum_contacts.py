"""Pendulums on a rope and with rollers, against statics by hand and paths whose angle is known beforehand."""

import math
from functools import partial

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from unit.equipment_rig import G, derivative, rows, second, still, vector, with_slots

import biolift as bl
from biolift.equipment.roller_pendulum import STAGE as ROLLER
from biolift.equipment.roller_pendulum import RollerPendulum
from biolift.equipment.rope_pendulum import STAGE as ROPE
from biolift.equipment.rope_pendulum import RopePendulum
from biolift.errors import InputError, PoseError
from biolift.library.equipment import stage_parameters

#: An arm that swings where the athlete faces: the law is tried in its plane.
forward_rope = partial(RopePendulum, heading=0.0)

ME = bl.Athlete(mass=82, height="180 cm")
T = np.linspace(0.0, 3.0, 40)
PIVOT = np.array([0.1, 0.9, -0.3])


def parameters(load, side="right"):
    return stage_parameters(load, body_mass=80.0, gravity=G, side=side)


def lump(p):
    """First moment and inertia of plates and empty arm about the pivot, by hand."""
    first = p["mass"] * p["plate_radius"] + p["empty_mass"] * p["empty_centre_radius"]
    plates = p["mass"] * (p["plate_radius"] ** 2 + p["plate_gyration"] ** 2)
    empty = p["empty_mass"] * (p["empty_centre_radius"] ** 2 + p["empty_gyration"] ** 2)
    return first, plates + empty


def needed(p, theta, t):
    """Torque about the pivot that moves the pendulum along `theta`."""
    first, inertia = lump(p)
    return inertia * second(theta, t) + G * first * np.sin(theta(t))


# --- the rope ------------------------------------------------------------------------------------------


def swing(t):
    return 0.7 + 0.25 * np.sin(2.3 * t)


def hand_on_a_rope(load, angle=swing, side=1.0):
    """Path of a hand that keeps the rope taut while the arm swings by `angle`."""
    p = parameters(load)
    heading = side * p["heading"]

    def path(t):
        theta = angle(t)
        across, up = 0.4 + 0.2 * np.sin(t), 0.5 + 0.2 * np.cos(1.7 * t)
        ahead = np.stack([np.cos(heading) + 0 * t, 0 * t, -np.sin(heading) + 0 * t])
        beside = np.stack([np.sin(heading) + 0 * t, 0 * t, np.cos(heading) + 0 * t])
        tip = PIVOT[:, None] + p["arm_length"] * np.sin(theta) * ahead
        tip[1] -= p["arm_length"] * np.cos(theta)
        along = np.cos(up) * np.cos(across) * ahead + np.cos(up) * np.sin(across) * beside
        along[1] += np.sin(up)
        return tip + p["rope_length"] * along

    return path


def test_triangle_of_forces_by_hand():
    # the arm stands out level, the rope runs straight up from its end
    load = forward_rope(30, arm_length=0.8, rope_length=0.5)
    p = parameters(load)
    first, _ = lump(p)
    out = ROPE.on_numpy(p, still(PIVOT + [0.8, 0.5, 0.0]) | still(PIVOT, "other_"))
    assert out["tension"] == pytest.approx(G * first / 0.8)
    np.testing.assert_allclose(vector(out, "f"), [0.0, -G * first / 0.8, 0.0], atol=1e-9)
    np.testing.assert_allclose(vector(out, "tip_"), PIVOT + [0.8, 0.0, 0.0], atol=1e-12)
    assert (out["theta"], out["slack"], out["miss"]) == (pytest.approx(math.pi / 2), 0.0, 0.0)


def test_beside_the_plane_only_the_pull_in_the_plane_lifts():
    # rope of 0.5 m as 0.3 m up, 0.4 m aside: the upward part carries the same weight
    p = parameters(forward_rope(30, arm_length=0.8, rope_length=0.5))
    first, _ = lump(p)
    out = ROPE.on_numpy(p, still(PIVOT + [0.8, 0.3, 0.4]) | still(PIVOT, "other_"))
    weight = G * first / 0.8
    np.testing.assert_allclose(vector(out, "f"), [0.0, -weight, -weight * 4 / 3], atol=1e-9)
    assert out["tension"] == pytest.approx(weight * 5 / 3)


@pytest.mark.parametrize("heading", ["0 deg", "25 deg", "-90 deg"])
def test_the_rope_knows_the_arms_angle(heading):
    load = forward_rope(25, heading=heading)
    p, path = parameters(load), hand_on_a_rope(forward_rope(25, heading=heading))
    out = ROPE.on_numpy(p, rows(path, T) | still(PIVOT, "other_"))
    np.testing.assert_allclose(out["theta"], swing(T), atol=1e-12)
    rope = path(T) - vector(out, "tip_")
    np.testing.assert_allclose(np.linalg.norm(rope, axis=0), p["rope_length"], rtol=1e-12)
    np.testing.assert_allclose(out["miss"], 0.0)
    # the rope's pull turns the arm as its own equation of motion asks
    arm = vector(out, "tip_") - PIVOT[:, None]
    turned = np.cross(arm, out["tension"] * rope / p["rope_length"], axis=0)
    axis = [math.sin(p["heading"]), 0.0, math.cos(p["heading"])]
    torque = np.einsum("i,it->t", axis, turned)
    np.testing.assert_allclose(torque, needed(p, swing, T), atol=1e-5 * np.abs(torque).max())


def test_power_of_the_hand_is_the_growth_of_the_pendulums_energy():
    load = forward_rope(25, heading="10 deg")
    p, path = parameters(load), hand_on_a_rope(load)
    first, inertia = lump(p)

    def energy(t):
        return 0.5 * inertia * derivative(swing, t) ** 2 - G * first * np.cos(swing(t))

    out = ROPE.on_numpy(p, rows(path, T) | still(PIVOT, "other_"))
    assert not out["slack"].any()
    given_away = -(vector(out, "f") * derivative(path, T)).sum(axis=0)
    np.testing.assert_allclose(given_away, derivative(energy, T), atol=1e-5 * np.abs(given_away).max())


def test_an_independent_simulation_with_an_elastic_rope_finds_the_same_tension():
    """The pendulum alone, integrated with a stiff, damped spring for the rope."""
    load = forward_rope(25)
    p, path = parameters(load), hand_on_a_rope(load)
    first, inertia = lump(p)
    stiff, damping, step = 2e6, 2e3, 1e-5
    length = p["arm_length"]

    def pull(theta, rate, place, speed):
        along = np.array([math.sin(theta), -math.cos(theta), 0.0])
        across = np.array([math.cos(theta), math.sin(theta), 0.0])
        d = place - PIVOT - length * along
        size = math.sqrt(d @ d)
        stretch = size - p["rope_length"]
        growth = d @ (speed - length * rate * across) / size
        return max(stiff * stretch + damping * growth, 0.0), d / size, across

    instants = np.arange(0.0, 0.2, step)
    places, speeds = path(instants).T, derivative(path, instants).T
    theta, rate = float(swing(np.zeros(1))[0]), float(derivative(swing, np.zeros(1))[0])
    theta -= 1e-9
    for place, speed in zip(places, speeds, strict=True):
        tension, direction, across = pull(theta, rate, place, speed)
        spin = (-G * first * math.sin(theta) + tension * length * (direction @ across)) / inertia
        rate += step * spin
        theta += step * rate
    now = instants[-1:]
    out = ROPE.on_numpy(p, rows(path, now) | still(PIVOT, "other_"))
    assert theta == pytest.approx(float(out["theta"][0]), abs=1e-3)
    assert tension == pytest.approx(float(out["tension"][0]), rel=5e-3)


def test_the_hand_on_the_other_side():
    load = forward_rope(25, pull=-1)
    p = parameters(load)

    def back(t):
        return -swing(t)

    def path(t):
        return PIVOT[:, None] + (hand_on_a_rope(forward_rope(25))(t) - PIVOT[:, None]) * [[-1], [1], [1]]

    out = ROPE.on_numpy(p, rows(path, T) | still(PIVOT, "other_"))
    np.testing.assert_allclose(out["theta"], back(T), atol=1e-12)
    assert (out["tension"] > 0).all()


def test_left_and_right_are_mirrored():
    load = forward_rope(25, heading="20 deg")
    path, flip = hand_on_a_rope(load), np.array([[1], [1], [-1]])
    right = ROPE.on_numpy(parameters(load), rows(path, T) | still(PIVOT, "other_"))
    mirror = rows(lambda t: path(t) * flip, T) | still(PIVOT * flip[:, 0], "other_")
    left = ROPE.on_numpy(parameters(load, "left"), mirror)
    np.testing.assert_allclose(vector(left, "f"), vector(right, "f") * flip, rtol=1e-12, atol=1e-9)
    np.testing.assert_allclose(left["theta"], right["theta"], rtol=1e-12)


def test_a_hand_too_near_leaves_the_rope_slack():
    p = parameters(forward_rope(25, arm_length=0.8, rope_length=0.5))
    # within the rope's length of the hanging arm's end, and so near that no angle keeps it taut
    for place in ([0.2, -0.7, 0.0], [0.05, -0.9, 0.1]):
        out = ROPE.on_numpy(p, still(PIVOT + place) | still(PIVOT, "other_"))
        assert (out["slack"], out["miss"]) == (1.0, 0.0)
        assert not vector(out, "f").any()
    short = parameters(forward_rope(25, arm_length=0.8, rope_length=2.0))
    out = ROPE.on_numpy(short, still(PIVOT + [0.2, -0.7, 0.0]) | still(PIVOT, "other_"))
    assert (out["slack"], out["tension"], out["miss"]) == (1.0, 0.0, 0.0)


def test_a_hand_out_of_reach_is_missed_by_its_distance():
    p = parameters(forward_rope(25, arm_length=0.8, rope_length=0.5))
    out = ROPE.on_numpy(p, still(PIVOT + [1.2, 0.9, 0.0]) | still(PIVOT, "other_"))
    assert out["miss"] == pytest.approx(1.5 - 1.3)
    aside = ROPE.on_numpy(p, still(PIVOT + [0.0, -0.8, 0.7]) | still(PIVOT, "other_"))
    assert aside["miss"] == pytest.approx(0.2)
    assert np.isfinite([aside["tension"], *vector(aside, "f")]).all()


# --- the rollers ---------------------------------------------------------------------------------------


def lean(t):
    """Angle of the lower leg from straight down."""
    return -0.9 + 0.35 * np.sin(1.9 * t)


def arm_angle(t):
    return -0.8 + 0.3 * np.sin(1.9 * t)


def legs_on_rollers(p):
    """Knee and ankle whose line keeps the offset from the end of an arm that swings by `arm_angle`."""

    def ends(t):
        pivot = np.array([p["pivot_x"], p["pivot_y"]])[:, None]
        arm, leg = arm_angle(t), lean(t)
        along = np.stack([np.sin(leg), -np.cos(leg)])
        behind = np.stack([-np.cos(leg), -np.sin(leg)])
        tip = pivot + p["arm_length"] * np.stack([np.sin(arm), -np.cos(arm)])
        slide = 0.25 + 0.05 * np.sin(3 * t)
        knee = tip - p["offset"] * behind - slide * along
        return knee, knee + 0.43 * along, slide

    def space(flat):
        return np.concatenate([flat, np.zeros((1, flat.shape[1]))])

    return lambda t: space(ends(t)[0]), lambda t: space(ends(t)[1]), lambda t: ends(t)[2]


def test_rollers_know_the_arms_angle_and_its_force():
    p = parameters(RollerPendulum(40))
    knee, ankle, slide = legs_on_rollers(p)
    out = ROLLER.on_numpy(p, rows(knee, T) | rows(ankle, T, "other_"))
    np.testing.assert_allclose(out["theta"], arm_angle(T), atol=1e-12)
    np.testing.assert_allclose(out["along"], slide(T), atol=1e-12)
    np.testing.assert_allclose(out["miss"], 0.0)
    # at right angles to the leg, and pushing it forward (the rollers lie behind)
    leg = ankle(T) - knee(T)
    force = vector(out, "f")
    np.testing.assert_allclose((force * leg).sum(axis=0), 0.0, atol=1e-9)
    assert not out["slack"].any()
    assert (np.cross(leg, force, axis=0)[2] > 0).all()
    # the opposite force turns the arm as its own equation of motion asks
    arm = vector(out, "tip_") - [[p["pivot_x"]], [p["pivot_y"]], [0.0]]
    torque = np.cross(arm, -force, axis=0)[2]
    np.testing.assert_allclose(torque, needed(p, arm_angle, T), atol=1e-5 * np.abs(torque).max())
    gap = vector(out, "tip_") - vector(out, "c")
    np.testing.assert_allclose(np.linalg.norm(gap, axis=0), p["offset"])


def test_rolling_takes_no_power():
    p = parameters(RollerPendulum(40))
    first, inertia = lump(p)
    knee, ankle, slide = legs_on_rollers(p)
    out = ROLLER.on_numpy(p, rows(knee, T) | rows(ankle, T, "other_"))

    def energy(t):
        return 0.5 * inertia * derivative(arm_angle, t) ** 2 - G * first * np.cos(arm_angle(t))

    # speed of the leg's own point under the roller
    share = slide(T) / 0.43
    speed = (1 - share) * derivative(knee, T) + share * derivative(ankle, T)
    given_away = -(vector(out, "f") * speed).sum(axis=0)
    np.testing.assert_allclose(given_away, derivative(energy, T), atol=1e-5 * np.abs(given_away).max())


def test_legs_level_by_hand():
    # leg held out level behind, roller on top of it (behind, for the leg): the arm's weight presses down
    p = parameters(RollerPendulum(40, arm_length=0.7, offset=0.1, pivot_x=0.0, pivot_y=0.0))
    first, _ = lump(p)
    angle = -1.3
    tip = np.array([0.7 * math.sin(angle), -0.7 * math.cos(angle), 0.0])
    knee, ankle = tip + [0.2, -0.1, 0.0], tip + [-0.2, -0.1, 0.0]
    out = ROLLER.on_numpy(p, still(knee) | still(ankle, "other_"))
    # N times the horizontal distance of the roller from the pivot balances the weight's moment
    normal = G * first * math.sin(-angle) / (0.7 * math.sin(-angle))
    np.testing.assert_allclose(vector(out, "f"), [0.0, -normal, 0.0], atol=1e-9)
    assert out["theta"] == pytest.approx(angle)
    assert out["along"] == pytest.approx(0.2)


def test_rollers_do_not_pull():
    p = parameters(RollerPendulum(40, arm_length=0.7, offset=0.1, pivot_x=0.0, pivot_y=0.0))
    # the arm hangs past the vertical: the legs would have to hold it back
    out = ROLLER.on_numpy(p, still((0.35, -0.4, 0.0)) | still((0.35, -0.83, 0.0), "other_"))
    assert out["theta"] > 0
    assert (out["slack"], out["tension"] < 0, out["miss"]) == (1.0, True, 0.0)
    assert not vector(out, "f").any()


@pytest.mark.parametrize(
    ("knee", "ankle", "miss"),
    [
        # leg level, 0.05 m below the pivot: the roller stands as much above it, sqrt(0.7^2 - 0.05^2) behind
        ((-0.2, -0.05, 0.0), (-0.3, -0.05, 0.0), math.sqrt(0.4875) - 0.3),  # off the ankle
        ((-0.9, -0.05, 0.0), (-1.3, -0.05, 0.0), 0.9 - math.sqrt(0.4875)),  # above the knee
        ((-0.2, 1.0, 0.0), (-0.6, 1.0, 0.0), 1.1 - 0.7),  # out of the arm's reach
    ],
)
def test_rollers_that_leave_the_leg_say_by_how_much(knee, ankle, miss):
    p = parameters(RollerPendulum(40, arm_length=0.7, offset=0.1, pivot_x=0.0, pivot_y=0.0))
    out = ROLLER.on_numpy(p, still(knee) | still(ankle, "other_"))
    assert out["miss"] == pytest.approx(miss, abs=1e-4)
    assert np.isfinite(vector(out, "f")).all()


# --- nouns ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "field", "value"),
    [
        (RopePendulum, "rope_length", 0),
        (RopePendulum, "rope_length", "long"),
        (RopePendulum, "heading", "400 deg"),
        (RopePendulum, "pull", 0),
        (RopePendulum, "arm_length", math.nan),
        (RollerPendulum, "offset", -0.1),
        (RollerPendulum, "arm_length", "20 m"),
        (RollerPendulum, "plate_radius", 0),
        (RollerPendulum, "pivot_y", 3),
    ],
)
def test_bad_fields_are_refused(make, field, value):
    with pytest.raises(InputError) as caught:
        make(20, **{field: value})
    assert caught.value.field == f"load.{field}"
    assert caught.value.hint


@given(st.floats(-1.2, 1.2), st.floats(-1.2, 1.2), st.floats(-1.0, 1.0))
def test_laws_stay_finite_and_never_push_with_a_rope(x, y, z):
    assume(math.hypot(x, y) > 1e-3)
    p = parameters(forward_rope(25))
    out = ROPE.on_numpy(p, still(PIVOT + [x, y, z]) | still(PIVOT, "other_"))
    assert all(np.isfinite(value).all() for value in out.values())
    rope = vector(out, "tip_") - (PIVOT + [x, y, z])
    assert vector(out, "f") @ rope >= -1e-9


# --- on a body -----------------------------------------------------------------------------------------


def test_rollers_on_the_reverse_hyper(tmp_path):
    movement = with_slots(tmp_path, '[equipment.roller_pendulum]\nsite = "knee"\nother = "ankle"\n')
    load = RollerPendulum(60)
    trial = bl.Trial(movement, ME, load=load)
    ds, bare = bl.simulate(trial), bl.simulate(trial.replace(load=None))
    force, point = ds.equipment_force.values[0], ds.equipment_point.values[0]
    moved = ds.joint_moment - bare.joint_moment
    for side in ("right", "left"):
        for joint, sign in (("hip", 1), ("knee", -1)):
            arm = point - ds.joint_position.sel(joint=joint, side=side).values
            by_hand = sign * (arm[0] * force[1] - arm[1] * force[0]) / 2
            np.testing.assert_allclose(moved.sel(joint=joint, side=side).values, by_hand, atol=1e-8)
        np.testing.assert_allclose(moved.sel(joint="ankle", side=side).values, 0.0, atol=1e-9)
    right = ds.joint_position.sel(side="right")
    leg = right.sel(joint="ankle").values - right.sel(joint="knee").values
    np.testing.assert_allclose((leg * force).sum(axis=0), 0.0, atol=1e-8)
    with pytest.raises(PoseError, match=r"misses it by 0\.\d+ m, in \d+% .*load\.arm_length"):
        bl.simulate(trial.replace(load=RollerPendulum(60, arm_length=0.9)))


def test_a_rope_to_the_legs(tmp_path):
    text = '[equipment.rope_pendulum]\nsite = "ankle"\nsides = "working"\nanchor = [0.0, 0.1, 0.4]\n'
    movement = with_slots(tmp_path, text)
    load = forward_rope(10, arm_length=0.6, rope_length=0.6, pull=-1)
    trial = bl.Trial(movement, ME, load=load)
    ds, bare = bl.simulate(trial), bl.simulate(trial.replace(load=None))
    np.testing.assert_allclose(ds.equipment_pivot.values[0][:, 0], [0.0, 0.1, 0.4])
    force = ds.equipment_force.values[0]
    assert float(ds.slack_share[0]) < 1
    assert (np.abs(force[2]) > 1).any()  # the rope pulls to the side
    moved = (ds.joint_moment - bare.joint_moment).sel(joint="hip", side="right").values
    arm = (ds.joint_position.sel(joint="ankle") - ds.joint_position.sel(joint="hip")).sel(side="right")
    x, y, _ = arm.values
    np.testing.assert_allclose(moved, x * force[1] - y * force[0], atol=1e-8)
    with pytest.raises(PoseError, match=r"misses it by .*load\.arm_length or load\.rope_length"):
        bl.simulate(trial.replace(load=forward_rope(10, arm_length=0.3, rope_length=0.2)))
