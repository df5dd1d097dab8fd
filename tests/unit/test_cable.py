"""Cable machines against hand calculation, and what friction may do."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from unit.equipment_rig import G, derivative, rows, still, vector, with_slots

import biolift as bl
from biolift.equipment.cable import STAGE, Cable
from biolift.errors import InputError
from biolift.library.equipment import equipment_numbers, load_numbers, stage_parameters

ME = bl.Athlete(mass=82, height="180 cm")
T = np.linspace(0.0, 2.0, 41)


def parameters(**fields):
    return stage_parameters(Cable(**({"mass": 40} | fields)), body_mass=80.0, gravity=G)


def straight(speed, acceleration=0.0):
    """A handle straight above the pulley, at 1 m, moving up."""
    hand = still((0.3, 1.2, 0.0)) | {"vy": speed, "ay": acceleration}
    return hand | still((0.3, 0.2, 0.0), "other_")


def test_at_rest_the_hand_holds_the_stack():
    out = STAGE.on_numpy(parameters(), straight(0.0))
    np.testing.assert_allclose(vector(out, "f"), [0.0, -40 * G, 0.0])
    assert (out["tension"], out["length"], out["slack"]) == (pytest.approx(40 * G), 1.0, 0.0)
    assert STAGE.on_numpy(parameters(ratio=2), straight(0.0))["tension"] == pytest.approx(20 * G)


def test_raising_the_stack_faster_needs_more():
    # 2:1, hand pulled away at 2 m/s2: the stack rises with 1 m/s2; half of 40 kg (9.81 + 1)
    out = STAGE.on_numpy(parameters(ratio=2, friction=0.0), straight(0.0, 2.0))
    assert out["tension"] == pytest.approx(20 * (G + 1))
    down = STAGE.on_numpy(parameters(ratio=2, friction=0.0), straight(0.0, -2.0))
    assert down["tension"] == pytest.approx(20 * (G - 1))


def test_across_the_cable_only_the_bend_counts():
    # 1.5 m/s at right angles to a cable of 1 m: it lengthens with v^2 / l
    hand = straight(0.0) | {"vx": 1.5}
    assert STAGE.on_numpy(parameters(friction=0.0), hand)["tension"] == pytest.approx(40 * (G + 2.25))


@pytest.mark.parametrize("speed", [-1.0, -0.3, 0.3, 1.0])
def test_friction_resists_the_hand(speed):
    out = STAGE.on_numpy(parameters(friction=0.1), straight(speed))
    assert out["tension"] == pytest.approx(40 * G * (1 + 0.1 * math.copysign(1, speed)), rel=1e-3)


@given(st.floats(-2, 2), st.floats(-3, 3), st.floats(0, 0.5))
def test_friction_never_gives_power(speed, acceleration, friction):
    with_it, without = (
        STAGE.on_numpy(parameters(friction=share), straight(speed, acceleration)) for share in (friction, 0.0)
    )
    assert (vector(with_it, "f") - vector(without, "f"))[1] * speed <= 1e-12


def test_a_stack_that_cannot_fall_fast_enough_goes_slack():
    out = STAGE.on_numpy(parameters(), straight(-1.0, -9.9))
    assert (out["slack"], out["tension"] < 0) == (1.0, True)
    assert not vector(out, "f").any()
    # with 2:1 the stack falls only half as fast
    assert STAGE.on_numpy(parameters(ratio=2), straight(-1.0, -9.9))["slack"] == 0.0


def hand(t):
    return np.stack([0.3 + 0.4 * np.sin(2 * t), 1.2 + 0.2 * np.cos(3 * t), 0.5 * np.sin(t)])


def test_power_of_the_hand_raises_the_stack():
    p = parameters(friction=0.0, ratio=2)
    pulley = np.array([0.1, 0.2, 0.4])

    def energy(t):
        height = np.linalg.norm(hand(t) - pulley[:, None], axis=0) / 2

        def rate(s):
            return np.linalg.norm(hand(s) - pulley[:, None], axis=0) / 2

        return 40 * G * height + 20 * derivative(rate, t) ** 2

    out = STAGE.on_numpy(p, rows(hand, T) | still(pulley, "other_"))
    given_away = -(vector(out, "f") * derivative(hand, T)).sum(axis=0)
    np.testing.assert_allclose(given_away, derivative(energy, T), atol=1e-6 * np.abs(given_away).max())


def test_spelling_and_numbers():
    assert repr(Cable("40 kg", ratio=2)) == "Cable(mass=40.0, ratio=2.0)"
    load = Cable(20, friction=0.05, name="low pulley")
    assert eval(repr(load)) == load
    assert load_numbers(load)["friction"].high == 0.05
    assert load_numbers(Cable(40))["friction"] == equipment_numbers()["cable"]["friction"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("ratio", 0.5),
        ("ratio", "2:1"),
        ("ratio", None),
        ("friction", -0.1),
        ("friction", 0.6),
        ("friction", True),
        ("friction_speed", 0.0),
        ("mass", -1),
    ],
)
def test_bad_fields_are_refused(field, value):
    with pytest.raises(InputError) as caught:
        Cable(**({"mass": 40} | {field: value}))
    assert caught.value.field == f"load.{field}"
    assert caught.value.hint


def test_a_cable_on_the_legs(tmp_path):
    text = '[equipment.cable]\nsite = "ankle"\nanchor = ["bench_length", -1.0, 0.0]\n'
    movement = with_slots(tmp_path, text)
    trial = bl.Trial(movement, ME, load=Cable(20, friction=0.0), tempo="20-0-20-0")
    ds = bl.simulate(trial)
    force = ds.equipment_force.values[0]
    np.testing.assert_allclose(np.linalg.norm(force, axis=0), 20 * model_gravity(), rtol=0.005)
    np.testing.assert_allclose(ds.equipment_anchor.values[0].T, [[0.7, -1.0, 0.0]] * force.shape[1])
    bare = bl.simulate(trial.replace(load=None))
    moved = (ds.joint_moment - bare.joint_moment).sel(joint="hip", side="right").values
    arm = (ds.joint_position.sel(joint="ankle") - ds.joint_position.sel(joint="hip")).sel(side="right")
    x, y, _ = arm.values
    np.testing.assert_allclose(moved, (x * force[1] - y * force[0]) / 2, atol=1e-8)


def model_gravity():
    return bl.models.standard.gravity
