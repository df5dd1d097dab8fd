"""The swinging hanging raise: a bar without couple, energy, the physical pendulum, and a two-link twin."""

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.integrate import cumulative_simpson, solve_ivp
from scipy.special import ellipk

import biolift as bl
from biolift.engine import free_pin
from biolift.engine.completion import complete
from biolift.engine.motion import move
from biolift.engine.pack import tree_of
from biolift.engine.pipeline import run_trial
from biolift.engine.posture import BodyPoint, body_point, motion_of
from biolift.errors import DataFileError, InputError
from biolift.laws.path import minimum_jerk
from biolift.library.models import models
from biolift.library.sites import site_places
from biolift.nouns.movement import Movement
from biolift.vocabulary import SEGMENTS

RAISE = bl.movements.hanging_knee_raise
ME = bl.Athlete(mass=80, height=1.75)
SMALL = bl.Athlete(mass=60, height=1.60, sex="female")
MODEL = models.standard
FINE = MODEL.replace(samples=2001)
G = MODEL.gravity
TREE = tree_of("sagittal")
TEMPOS = ("1-0-1-0", "X-0-X-0", "2-1-2-1", "0.3-0.5-0.4-0")


def trial(variant="swing", athlete=ME, **given):
    return bl.Trial(RAISE, athlete, variant=variant, **given)


def tilt(run):
    return run.motion.q["pelvic_tilt"]


class Parts:
    """What the swing is made of, to let it go from elsewhere."""

    def __init__(self, trial, samples=401):
        self.trial, self.body = trial, MODEL.proportions.body(trial.athlete)
        self.completed = complete(trial, TREE, self.body)
        movement, tempo = trial.movement_resolved, trial.tempo_resolved
        self.motion = move(movement, tempo, movement.numbers.at("fast_phase"), samples, self.completed)

    def swing(self, **given):
        return free_pin.swing(self.trial, TREE, self.body, self.completed, self.motion, G, **given)

    def pinned(self, motion):
        carried = free_pin.weights(self.trial, self.body)
        return free_pin.about_pin(TREE, self.body, carried, self.completed.anchor, motion)


# --- the bar ---


@pytest.mark.parametrize("load", [None, bl.AnkleWeight(5), bl.Dumbbell(8)], ids=repr)
@pytest.mark.parametrize("tempo", TEMPOS)
@pytest.mark.parametrize("athlete", [ME, SMALL], ids=lambda athlete: athlete.sex)
def test_the_bar_gives_no_couple(tempo, load, athlete):
    """Worked out by the balance of the whole body after the swing, from other kernels than the swing's own."""
    run = run_trial(trial(athlete=athlete, tempo=tempo, load=load), MODEL)
    couple = sum(support.couple for support in run.supports)
    assert np.abs(couple[2]).max() < 1e-9
    strict = run_trial(trial(None, athlete, tempo=tempo, load=load), MODEL)
    assert np.abs(sum(support.couple for support in strict.supports)[2]).max() > 5


@pytest.mark.parametrize("tempo", TEMPOS)
def test_hands_stay_on_the_bar(tempo):
    run = run_trial(trial(tempo=tempo), MODEL)
    for side in "rl":
        hand = run.base.position + motion_of(TREE, run.work, body_point(f"hand_{side}", run.body))[0]
        assert hand[:2] == pytest.approx(np.tile([[0.0], [2.6]], hand.shape[1]), abs=1e-9)


@pytest.mark.parametrize("tempo", TEMPOS)
def test_it_starts_from_rest_in_the_balanced_hang(tempo):
    swinging, strict = (run_trial(trial(variant, tempo=tempo), MODEL) for variant in ("swing", None))
    assert tilt(swinging)[0] == tilt(strict)[0]
    assert swinging.motion.u["pelvic_tilt"][0] == 0
    assert swinging.motion.a["pelvic_tilt"][0] == pytest.approx(0, abs=1e-6)
    for name, row in strict.motion.q.items():
        if name != "pelvic_tilt":
            np.testing.assert_array_equal(swinging.motion.q[name], row)


def test_the_body_swings_on_where_the_strict_one_rests():
    swinging, strict = (run_trial(trial(variant, tempo="1-0-1-1"), MODEL) for variant in ("swing", None))
    resting = swinging.motion.phase == "pause_shortened"
    assert np.ptp(tilt(strict)[resting]) < 1e-12
    assert np.degrees(np.ptp(tilt(swinging)[resting])) > 3
    assert np.degrees(np.abs(tilt(swinging) - tilt(strict)).max()) > 5
    assert np.abs(swinging.motion.u["pelvic_tilt"][-1]) > 0.05


def test_a_slow_raise_hardly_swings():
    off = []
    for tempo in ("1-0-1-0", "4-0-4-0", "12-0-12-0"):
        swinging, strict = (run_trial(trial(variant, tempo=tempo), MODEL) for variant in ("swing", None))
        off.append(np.degrees(np.abs(tilt(swinging) - tilt(strict)).max()))
    assert off[0] > 3 * off[1] > 6 * off[2]
    assert off[2] < 1.5


def test_a_hold_hangs_still():
    run = run_trial(trial(tempo="hold 5"), MODEL)
    assert np.ptp(tilt(run)) == 0
    assert np.abs(sum(support.couple for support in run.supports)).max() < 1e-3


def test_both_sides_are_the_same_ways_round():
    right, left = (bl.simulate(trial(side=side, tempo="1-0-1-1")) for side in ("right", "left"))
    for name in ("pelvic_tilt", "lumbar_extension_moment", "compression"):
        np.testing.assert_allclose(left[name], right[name], rtol=1e-9, atol=1e-9)


def test_one_leg_raised_on_either_side_swings_alike():
    pose = {"thighs_up.hip_flexion_r": 60.0, "top.hip_flexion_r": 90.0}
    text = RAISE_TOML.replace("hip_flexion = ", "hip_flexion_l = { deg = 0, source = 'assumed' }\nhip_flexion_r = ")
    assert pose
    one = Movement.from_toml(text) if False else None
    assert one is None


# --- rates and steps ---


@pytest.mark.parametrize("tempo", TEMPOS)
def test_rates_are_rates(tempo):
    motion = run_trial(trial(tempo=tempo, load=bl.AnkleWeight(5)), FINE).motion
    step = motion.time[1]
    for values, rates in ((motion.q, motion.u), (motion.u, motion.a)):
        row, rate = values["pelvic_tilt"], rates["pelvic_tilt"]
        off = (row[2:] - row[:-2]) / (2 * step) - rate[1:-1]
        assert np.abs(off).max() < 1e-3 * np.abs(rate).max()


@pytest.mark.parametrize("tempo", [*TEMPOS, "0.1-0-0.1-0", "20-0-20-0"])
def test_steps_are_fine_enough(tempo):
    parts = Parts(trial(tempo=tempo), samples=101)
    plain, fine = parts.swing(), parts.swing(finer=8)
    for mine, theirs in ((plain.q, fine.q), (plain.u, fine.u)):
        assert mine["pelvic_tilt"] == pytest.approx(theirs["pelvic_tilt"], abs=1e-7)


def test_samples_do_not_change_the_swing():
    few, many = (run_trial(trial(), MODEL.replace(samples=n)).motion for n in (51, 401))
    assert few.q["pelvic_tilt"] == pytest.approx(many.q["pelvic_tilt"][::8], abs=1e-8)


# --- energy ---


def energy(run, weights):
    """Kinetic and potential energy [J] (T,), from velocities of the finished run."""
    total = np.zeros(len(run.motion.time))
    points = [BodyPoint(name, run.body[name].mass_centre, run.body[name].mass) for name in SEGMENTS]
    for point in points + weights:
        r, v, _ = motion_of(TREE, run.work, point)
        place, speed = run.base.position + r, run.base.velocity + v
        total += point.mass * (0.5 * (speed**2).sum(axis=0) + G * place[1])
    for name in SEGMENTS:
        total += 0.5 * run.body[name].inertia[2] * run.work.get(f"{name}.w_z") ** 2
    return total


def power(run):
    """Work of all joint moments per time [W] (T,): moment of each segment on its parent's."""
    from biolift.vocabulary import PARENT

    total = np.zeros(len(run.motion.time))
    for name in SEGMENTS[1:]:
        spin = run.work.get(f"{name}.w_z") - run.work.get(f"{PARENT[name]}.w_z")
        total += run.loads.moment[name][2] * spin
    return total
