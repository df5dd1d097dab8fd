"""Passive moments: published spot values, signs, straight continuation, and the person's ranges."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from biolift.errors import InputError
from biolift.laws.passive import LEG, LUMBAR
from biolift.library import passive

CURVES = passive.leg_curves()


def leg(hip=0.0, knee=0.0, ankle=0.0):
    angles = {"hip_flexion": hip, "knee_flexion": knee, "ankle_dorsiflexion": ankle}
    return LEG.on_numpy(CURVES, {name: np.radians(value) for name, value in angles.items()})


def numbers(sex="male", age=None, **changes):
    return {name: number.value for name, number in passive.lumbar(sex, age).items()} | changes


def lumbar(p, flexion=0.0, bend=0.0, turn=0.0):
    angles = {"lumbar_flexion": flexion, "trunk_lateral_bend": bend, "trunk_axial_rotation": turn}
    return LUMBAR.on_numpy(p, {name: np.radians(value) for name, value in angles.items()})


@pytest.mark.parametrize(
    ("knee", "hip", "flexion_moment"),
    [
        *(
            (0, hip, m)
            for hip, m in ((-20, 25.4), (0, 8.6), (30, -1.0), (60, -15.7), (90, -51.4), (110, -101.0))
        ),
        *((90, hip, m) for hip, m in ((0, 10.8), (60, 5.0), (90, 0.3), (110, -6.2))),
    ],
)
def test_hip_has_the_published_values(knee, hip, flexion_moment):
    assert leg(hip, knee)["passive_hip_extension"] == pytest.approx(-flexion_moment, abs=0.6)


def test_knee_is_the_published_formula_with_straight_ankle():
    hip, knee = np.meshgrid(np.linspace(-20, 110, 14), np.linspace(0, 120, 13))
    flexion = (
        np.exp(1.800 - 0.0352 * knee + 0.0217 * hip)
        - np.exp(-3.971 + 0.0495 * knee - 0.0128 * hip)
        - 4.820
        + np.exp(2.220 - 0.150 * knee)
    )
    np.testing.assert_allclose(leg(hip, knee)["passive_knee_extension"], -flexion, rtol=1e-12)


def test_knee_is_held_from_both_ends_and_by_its_neighbours():
    assert leg(knee=0)["passive_knee_extension"] < 0.0  # a straight knee is pulled into flexion
    assert leg(knee=120)["passive_knee_extension"] > 0.0
    assert leg(hip=80)["passive_knee_extension"] < leg()["passive_knee_extension"]  # hamstrings
    assert leg(ankle=20)["passive_knee_extension"] < leg()["passive_knee_extension"]  # gastrocnemius
    assert 0.0 < leg(knee=90)["passive_knee_extension"] < 12.0  # rectus femoris and all else at hip 0


def test_ankle_resists_dorsiflexion_with_plantarflexion():
    angle = np.linspace(-30, 30, 61)
    moment = leg(ankle=angle)["passive_ankle_plantarflexion"]
    assert np.all(np.diff(moment) > 0.0)
    assert moment[-1] > 50.0
    assert leg(ankle=-50)["passive_ankle_plantarflexion"] < 0.0
    bent = leg(knee=60, ankle=20)["passive_ankle_plantarflexion"]
    assert bent < leg(ankle=20)["passive_ankle_plantarflexion"]


@pytest.mark.parametrize(
    ("joint", "moment", "end"),
    [
        ("hip", "passive_hip_extension", 110),
        ("hip", "passive_hip_extension", -20),
        ("knee", "passive_knee_extension", -5),
        ("knee", "passive_knee_extension", 120),
        ("ankle", "passive_ankle_plantarflexion", 30),
        ("ankle", "passive_ankle_plantarflexion", -50),
    ],
)
def test_leg_curves_go_on_straight(joint, moment, end):
    outward = np.sign(end)
    inside, at, near, far = (leg(**{joint: end + outward * d})[moment] for d in (-0.001, 0.0, 0.001, 10.0))
    assert near - at == pytest.approx(at - inside, rel=1e-3)
    assert far - at == pytest.approx(1e4 * (near - at), rel=1e-6)


@settings(max_examples=200, deadline=None)
@given(st.floats(-150, 150), st.floats(-150, 150), st.floats(-150, 150))  # far beyond any joint's range
def test_no_leg_posture_explodes(hip, knee, ankle):
    assert all(abs(value) < 5000.0 for value in leg(hip, knee, ankle).values())


def test_leg_stiffness_scales_all():
    x = {"hip_flexion": 1.0, "knee_flexion": 0.3, "ankle_dorsiflexion": 0.1}
    half = LEG.on_numpy(CURVES | {"leg_stiffness": 0.5}, x)
    for name, value in LEG.on_numpy(CURVES, x).items():
        assert half[name] == pytest.approx(0.5 * value)


def test_parameters_match_the_law():
    assert tuple(CURVES) == LEG.parameters
    assert set(passive.lumbar()) == set(LUMBAR.parameters)
    assert set(passive.leg()) == {"leg_stiffness"}


def test_flexion_curve():
    p = numbers()
    assert lumbar(p)["passive_extension"] == 0.0
    assert lumbar(p, flexion=60)["passive_extension"] == pytest.approx(95.0)
    half = 95.0 * (np.exp(2.0) - 1.0) / (np.exp(4.0) - 1.0)
    assert lumbar(p, flexion=30)["passive_extension"] == pytest.approx(half)
    assert lumbar(numbers("female"), flexion=60)["passive_extension"] == pytest.approx(70.0)


def test_flexion_goes_on_straight_beyond_the_full_range():
    p = numbers()
    slope = 95.0 * 4.0 * np.exp(4.0) / (np.exp(4.0) - 1.0) / 60.0
    for over in (1.0, 20.0):
        assert lumbar(p, flexion=60 + over)["passive_extension"] == pytest.approx(95.0 + slope * over)


def test_extension_is_free_over_half_the_range_and_stops_at_its_end():
    p = numbers()
    free = lumbar(p, flexion=np.linspace(-10, 0, 11))["passive_extension"]
    np.testing.assert_allclose(free, 0.0, atol=1e-12)
    assert lumbar(p, flexion=-20)["passive_extension"] == pytest.approx(-30.0)
    further = lumbar(p, flexion=np.array([-20.0, -21.0, -22.0]))["passive_extension"]
    assert further[2] - further[1] == pytest.approx(further[1] - further[0])
    assert further[1] < further[0] - 3.0


def test_lateral_bend_has_the_measured_stiffness():
    p = numbers(bend_share=1.0)
    angle = 24.0 * np.array([0.125, 0.375, 0.625, 0.875])
    ahead, behind = (lumbar(p, bend=angle + d)["passive_right_bend"] for d in (0.01, -0.01))
    stiffness = -(ahead - behind) / 0.02
    np.testing.assert_allclose(stiffness, [0.25, 0.63, 1.7, 5.2], rtol=0.12)


def test_axial_rotation_stiffens_threefold_every_three_degrees():
    p = numbers(turn_share=1.0, full_turn=np.radians(12.0))
    angle = np.array([1.0, 3.0, 6.0, 9.0])
    ahead, behind = (lumbar(p, turn=angle + d)["passive_left_turn"] for d in (1e-4, -1e-4))
    np.testing.assert_allclose(-(ahead - behind) / 2e-4, [1.0, 1.0, 3.0, 9.0], rtol=1e-3)


def test_only_the_lumbar_share_of_a_trunk_turn_counts():
    p = numbers()
    whole = lumbar(numbers(turn_share=1.0, bend_share=1.0), bend=15.0, turn=6.3)
    part = lumbar(p, bend=20.0, turn=30.0)
    assert part["passive_left_turn"] == pytest.approx(whole["passive_left_turn"])
    assert part["passive_right_bend"] == pytest.approx(whole["passive_right_bend"])


@settings(max_examples=200, deadline=None)
@given(st.floats(-180, 180), st.floats(-180, 180), st.floats(-180, 180))
def test_lumbar_moments_resist_and_are_even_handed(flexion, bend, turn):
    p = numbers()
    out, mirrored = lumbar(p, flexion, bend, turn), lumbar(p, flexion, -bend, -turn)
    assert out["passive_extension"] * flexion >= 0.0
    for name, angle in (("passive_right_bend", bend), ("passive_left_turn", turn)):
        assert out[name] * angle <= 0.0
        assert mirrored[name] == -out[name]
        assert abs(out[name]) < 3000.0


def test_ranges_follow_age_and_stay_between_young_and_old():
    young, old, default = passive.ranges(16), passive.ranges(90), passive.ranges()
    for name, ends in {
        "full_flexion": (72, 40, 60),
        "full_extension": (29, 6, 20),
        "full_bend": (29, 15, 24),
        "full_turn": (7, 7, 7),
    }.items():
        values = [np.degrees(table.at(name)) for table in (young, old, default)]
        assert values == pytest.approx(ends)
        assert all(table[name].sd > 0 for table in (young, old, default))
    assert passive.ranges(120) == old
    assert np.degrees(passive.ranges(53).at("full_flexion")) == pytest.approx(56.0)


def test_unknown_sex_is_refused():
    with pytest.raises(InputError, match="sex"):
        passive.lumbar("man")
