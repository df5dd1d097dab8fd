"""The muscle law: curves against sympy's, arms against lengths, mirror and clipping."""

import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy.physics.biomechanics import FiberForceLengthActiveDeGroote2016, FiberForceVelocityDeGroote2016

from biolift.engine.block import anatomy, plan
from biolift.laws.muscle import LEG, STAGE, TRUNK, active_force_length, force_velocity
from biolift.laws.stage import NumpyMath
from biolift.library import muscles

M = NumpyMath()
JOINTS = STAGE.inputs["joints"]
ANGLES, RATES = JOINTS[:4], JOINTS[4:]
STANDARD = muscles.standard()
#: Coordinate -> the arm that belongs to it; arms are named by extension, angles by flexion.
ARM = {
    "hip_flexion": "arm_hip_extension",
    "knee_flexion": "arm_knee_extension",
    "ankle_dorsiflexion": "arm_ankle_plantarflexion",
}


def outputs(muscle, side="right", **posture):
    return STAGE.on_numpy(muscle.path_numbers(side), dict.fromkeys(JOINTS, 0.0) | posture)


def path_length(muscle, **posture):
    """Length of the fibre along the tendon: the path less a constant tendon."""
    p = muscle.path_numbers()
    fibre = outputs(muscle, **posture)["fibre_length"] * p["optimal_length"]
    return np.sqrt(fibre**2 - p["thickness"] ** 2)


def sympy_curve(curve, values):
    x = sp.Symbol("x")
    return sp.lambdify(x, curve.with_defaults(x).doit(deep=True), "numpy")(values)


def test_active_curve_is_sympys():
    lengths = np.linspace(0.35, 1.9, 200)
    want = sympy_curve(FiberForceLengthActiveDeGroote2016, lengths)
    np.testing.assert_allclose(active_force_length(M, lengths), want, rtol=1e-13, atol=1e-15)


def test_active_curve_stays_small_where_a_bell_of_it_degenerates():
    short = np.linspace(0.0, 0.25, 1001)
    assert np.all(active_force_length(M, short) < 0.02)
    assert np.all(active_force_length(M, short) >= 0.0)


def test_force_velocity_is_sympys_and_never_negative():
    velocity = np.linspace(-1.5, 1.5, 301)
    raw = sympy_curve(FiberForceVelocityDeGroote2016, velocity)
    np.testing.assert_allclose(force_velocity(M, velocity), np.maximum(raw, 0.0), rtol=1e-11, atol=1e-14)
    assert raw.min() < 0.0
    assert force_velocity(M, 1e9) < 10.0


@pytest.mark.parametrize("muscle", STANDARD.muscles, ids=STANDARD.names)
def test_arms_are_minus_the_slope_of_length(muscle):
    rng = np.random.default_rng(1)
    step = 1e-6
    posture = {
        "lumbar_flexion": rng.uniform(-0.34, 1.04, 50),
        "hip_flexion": rng.uniform(-0.34, 2.0, 50),
        "knee_flexion": rng.uniform(0.0, 1.57, 50),
        "ankle_dorsiflexion": rng.uniform(-0.52, 0.52, 50),
    }
    out = outputs(muscle, **posture)
    for angle, arm in ARM.items():
        ahead = path_length(muscle, **posture | {angle: posture[angle] + step})
        behind = path_length(muscle, **posture | {angle: posture[angle] - step})
        slope = (ahead - behind) / (2.0 * step)
        np.testing.assert_allclose(out[arm], slope, atol=1e-8)  # extension arm = + dL/dflexion


def test_arms_keep_their_end_value_and_lengths_go_on_beyond_the_range():
    muscle = STANDARD["hamstrings"]
    end = muscle.hip_range[1]
    step = 0.05
    arm = outputs(muscle, hip_flexion=end, knee_flexion=1.5)["arm_hip_extension"]
    assert outputs(muscle, hip_flexion=end + step, knee_flexion=1.5)["arm_hip_extension"] == arm
    longer = path_length(muscle, hip_flexion=end + step, knee_flexion=1.5) - path_length(
        muscle, hip_flexion=end, knee_flexion=1.5
    )
    assert longer == pytest.approx(arm * step, rel=1e-9)


@pytest.mark.parametrize("name", ["multifidus", "psoas", "hamstrings", "rectus_femoris", "gastrocnemius"])
def test_velocity_is_the_rate_of_the_fibre(name):
    muscle = STANDARD[name]
    p = muscle.path_numbers()
    posture = dict(zip(ANGLES, (0.4, 0.7, 0.5, -0.1), strict=True))
    rates = dict(zip(ANGLES, (0.5, -0.9, 0.8, 0.6), strict=True))
    step = 1e-6
    ahead = outputs(muscle, **{a: posture[a] + step * rates[a] for a in ANGLES})["fibre_length"]
    behind = outputs(muscle, **{a: posture[a] - step * rates[a] for a in ANGLES})["fibre_length"]
    velocity = (ahead - behind) / (2.0 * step) / p["max_velocity"]
    still = outputs(muscle, **posture)["capacity"] / force_velocity(M, 0.0)
    moving = outputs(muscle, **posture, **{f"{a}_rate": rates[a] for a in ANGLES})["capacity"]
    assert moving == pytest.approx(still * force_velocity(M, velocity), rel=1e-6)


def test_capacity_at_optimum_is_force_times_cosine():
    muscle = STANDARD["soleus"].replace(fibre_length_neutral=1.0)
    expected = muscle.max_force * active_force_length(M, 1.0) * force_velocity(M, 0.0)
    assert outputs(muscle)["capacity"] == pytest.approx(expected * np.cos(muscle.pennation), rel=1e-12)


def test_left_muscle_is_the_mirror_image():
    muscle = STANDARD["external_oblique_anterior"]
    right, left = outputs(muscle, lumbar_flexion=0.3), outputs(muscle, "left", lumbar_flexion=0.3)
    for name, value in right.items():
        turned = name.startswith(("arm_right_bend", "arm_left_turn", "uz"))
        assert left[name] == (-value if turned else value), name


@pytest.mark.parametrize("name", STANDARD.names)
def test_the_part_that_a_muscle_needs_gives_the_whole(name):
    numbers = STANDARD[name].path_numbers("left")
    part = {plan.WHOLE: STAGE, plan.OF_TRUNK: TRUNK, plan.OF_LEG: LEG}[anatomy.part_of(numbers)]
    posture = dict(zip(JOINTS, (0.4, 0.7, 0.5, -0.1, 0.5, -0.9, 0.8, 0.6), strict=True))
    whole, own = STAGE.on_numpy(numbers, posture), part.on_numpy(numbers, posture)
    assert set(part.outputs["muscle"]) <= set(own) <= set(whole)
    for row, value in whole.items():
        assert value == pytest.approx(own.get(row, 0.0), rel=1e-14, abs=1e-300), row


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(STANDARD.names), st.lists(st.floats(-6.0, 6.0), min_size=8, max_size=8))
def test_any_posture_gives_finite_and_non_negative_force(name, values):
    out = outputs(STANDARD[name], **dict(zip(JOINTS, values, strict=True)))
    assert all(np.isfinite(value) for value in out.values())
    assert out["capacity"] >= 0.0
    assert out["fibre_length"] > 0.0
