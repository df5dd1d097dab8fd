"""The swing of a pendulum against its own equation of motion."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ellipj, ellipkm1

import biolift as bl
from biolift.engine.batch import run_batch
from biolift.engine.grid import Grid
from biolift.laws.path import pendular

ME = bl.Athlete(mass=82, height=1.8)

SWINGS = [(1.2, -0.6), (-0.3, 1.5), (0.2, 0.1), (2.6, -2.5), (1.57, -1.57), (0.5, 0.501)]


def mean_effort(start, end):
    """(cos start - cos end) / (end - start), without its cancellation."""
    return np.sin(0.5 * (start + end)) * np.sinc(0.5 * (end - start) / np.pi)


def integrated(start, end, most, steps=4000):
    """Progress and its rate by Runge and Kutta's rule, from rest with a first acceleration `most`."""
    bias = mean_effort(start, end)
    factor = most * (end - start) / (bias - np.sin(start))

    def slope(state):
        return np.array([state[1], -factor * (np.sin(state[0]) - bias)])

    state, h, out = np.array([start, 0.0]), 1.0 / steps, []
    for k in range(steps + 1):
        if k % (steps // 20) == 0:
            out.append(((state[0] - start) / (end - start), state[1] / (end - start)))
        a = slope(state)
        b = slope(state + 0.5 * h * a)
        c = slope(state + 0.5 * h * b)
        state = state + h / 6.0 * (a + 2.0 * (b + c) + slope(state + h * c))
    return np.array(out).T


@pytest.mark.parametrize(("start", "end"), SWINGS)
def test_a_swing_obeys_the_equation_of_its_pendulum(start, end):
    progress, rate, spin = pendular(np.linspace(0.0, 1.0, 21), start, end)
    expected, fast = integrated(start, end, spin[0])
    rounding = 1e-13 / min(1.0, abs(end - start))  # of angles, as parts of the way
    assert progress == pytest.approx(expected, abs=rounding)
    assert rate == pytest.approx(fast, abs=3 * rounding)
    bias = mean_effort(start, end)
    pull = bias - np.sin(start + (end - start) * progress)
    assert spin * (bias - np.sin(start)) == pytest.approx(spin[0] * pull, abs=1e-13 * abs(spin[0]))


def test_swings_together_are_those_alone_and_a_rest_at_both_ends():
    rng = np.random.default_rng(5)
    start, end = rng.uniform(0.3, 2.8, (9, 1)), rng.uniform(-2.8, -0.3, (9, 1))
    times = np.sort(rng.uniform(0.0, 1.0, (9, 37)), axis=1)
    times[:, [0, -1]] = 0.0, 1.0
    together = pendular(times, start, end)
    for k in range(9):
        alone = pendular(times[k], float(start[k, 0]), float(end[k, 0]))
        assert all(np.array_equal(rows[k], row) for rows, row in zip(together, alone, strict=True))
    assert np.array_equal(together[0][:, 0], np.zeros(9))
    assert together[0][:, -1] == pytest.approx(1.0, abs=1e-15)
    assert np.abs(together[1][:, [0, -1]]).max() < 1e-13


@pytest.mark.parametrize("start", [0.01, 0.7, -1.57, 2.6, 3.0, 3.1])
def test_a_swing_as_high_on_both_sides_is_an_elliptic_function(start):
    s = np.linspace(0.0, 1.0, 41)
    low = np.sin(0.5 * start)
    sn, cn, dn, _ = ellipj(2.0 * ellipkm1(np.cos(0.5 * start) ** 2) * s, low**2)
    angle = 2.0 * np.arcsin(low * cn / dn)
    assert pendular(s, start, -start)[0] == pytest.approx(0.5 - 0.5 * angle / start, abs=1e-13)


@pytest.mark.parametrize(("start", "end"), [(3.1415, -3.1415), (-3.1415, 3.1415), (3.1415, -3.14)])
def test_a_swing_from_upside_down_is_refused_not_cut_off(start, end):
    with pytest.raises(ValueError, match="upside down"):
        pendular(np.linspace(0.0, 1.0, 5), start, end)
    nearly = pendular(np.linspace(0.0, 1.0, 5), np.sign(start) * 3.14, np.sign(end) * 3.14)
    assert np.isfinite(nearly).all()


def test_turning_points_in_different_wells_are_refused():
    with pytest.raises(ValueError, match="no pendulum"):
        pendular(np.linspace(0.0, 1.0, 5), 0.5, 4.0)


def test_a_swing_that_no_pendulum_makes_spares_the_others_of_a_sweep():
    swing = bl.Trial(bl.movements.reverse_hyper, ME, variant="swing", load=bl.Pendulum(8))
    cases = Grid(swing, bl.models.standard, {"pose.bottom.hip_flexion": [-3.0, 0.75, 1.5]}).cases()
    found = run_batch(cases, ["peak_compression"])
    assert list(found.errors) == [0]
    assert "no pendulum turns at both angles" in found.errors[0]
    assert np.isfinite(found.values["peak_compression"][1:]).all()
