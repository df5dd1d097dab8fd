"""The swinging hanging raise: a bar without couple, energy, the physical pendulum, and a two-link twin."""

import math

import numpy as np
import pytest
from scipy.integrate import cumulative_simpson, solve_ivp
from scipy.special import ellipk

import biolift as bl
from biolift.engine import free_pin
from biolift.engine.completion import complete
from biolift.engine.motion import move
from biolift.engine.pack import body_numbers, tree_of
from biolift.engine.pipeline import run_trial
from biolift.engine.posture import BodyPoint, Posture, body_point, motion_of
from biolift.engine.support import JointLoads
from biolift.errors import DataFileError, InputError
from biolift.laws.path import minimum_jerk
from biolift.library.models import models
from biolift.library.sources import DATA
from biolift.nouns.movement import Movement
from biolift.vocabulary import PARENT, SEGMENTS

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


# --- the bar ---


@pytest.mark.parametrize("load", [None, bl.AnkleWeight(5), bl.Dumbbell(8)], ids=repr)
@pytest.mark.parametrize("tempo", TEMPOS)
@pytest.mark.parametrize("athlete", [ME, SMALL], ids=lambda athlete: athlete.sex)
def test_the_bar_gives_no_couple(tempo, load, athlete):
    """By the balance of the whole body after the swing, from other kernels than the swing's own."""
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
    assert np.abs(swinging.motion.u["pelvic_tilt"][resting]).max() > 0.1


def test_a_slow_raise_hardly_swings():
    off = []
    for tempo in ("1-0-1-0", "4-0-4-0", "12-0-12-0"):
        swinging, strict = (run_trial(trial(variant, tempo=tempo), MODEL) for variant in ("swing", None))
        off.append(np.degrees(np.abs(tilt(swinging) - tilt(strict)).max()))
    assert off[0] > 3 * off[1] > 6 * off[2]
    assert off[2] < 1.5


def test_a_hold_hangs_still():
    run = run_trial(trial(tempo="hold 5"), MODEL)
    assert np.ptp(tilt(run)) < 1e-12
    assert np.abs(sum(support.couple for support in run.supports)).max() < 1e-3


def test_both_sides_are_the_same_ways_round():
    right, left = (bl.simulate(trial(side=side, tempo="1-0-1-1")) for side in ("right", "left"))
    for name in ("pelvic_tilt", "lumbar_extension_moment", "compression"):
        np.testing.assert_allclose(left[name], right[name], rtol=1e-9, atol=1e-9)


def test_one_leg_held_down_on_either_side_swings_alike():
    runs = []
    for side, other in (("right", "l"), ("left", "r")):
        moved = [
            f"{pose}.{joint}_{other}"
            for pose in ("thighs_up", "top")
            for joint in ("hip_flexion", "knee_flexion")
        ]
        runs.append(run_trial(trial(pose=dict.fromkeys(moved, 0.1), side=side), MODEL))
    right, left = runs
    assert left.motion.q["hip_flexion_l"].max() > 1.5 > 0.2 > left.motion.q["hip_flexion_r"].max()
    np.testing.assert_allclose(tilt(left), tilt(right), rtol=0, atol=1e-12)
    assert np.abs(tilt(right)).max() < np.abs(tilt(run_trial(trial(), MODEL))).max()
    for run in runs:
        assert np.abs(sum(support.couple for support in run.supports)[2]).max() < 1e-9


# --- rates and steps ---


@pytest.mark.parametrize("tempo", TEMPOS)
def test_rates_are_rates(tempo):
    motion = run_trial(trial(tempo=tempo, load=bl.AnkleWeight(5)), FINE).motion
    step = motion.time[1]
    for values, rates in ((motion.q, motion.u), (motion.u, motion.a)):
        row, rate = values["pelvic_tilt"], rates["pelvic_tilt"]
        inside = motion.phase[2:] == motion.phase[:-2]  # the jerk changes from phase to phase
        off = ((row[2:] - row[:-2]) / (2 * step) - rate[1:-1])[inside]
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


def mechanical_energy(run):
    """Kinetic and potential energy [J] (T,) of body and weights, from velocities of the finished run."""
    points = [BodyPoint(name, run.body[name].mass_centre, run.body[name].mass) for name in SEGMENTS]
    energy = np.zeros(len(run.motion.time))
    for point in points + free_pin.weights(run.trial, run.body):
        r, v, _ = motion_of(TREE, run.work, point)
        speed = run.base.velocity + v
        energy += point.mass * (0.5 * (speed**2).sum(axis=0) + G * (run.base.position + r)[1])
    for name in SEGMENTS:
        energy += 0.5 * run.body[name].inertia[2] * run.work.get(f"{name}.w_z") ** 2
    return energy


def joint_power(run):
    """Power of all joint moments [W] (T,)."""
    loads = JointLoads.read(run.work)
    for one in run.supports:
        arm = one.point - one.origin
        loads.apply(one.segment, one.force, one.couple + np.cross(arm, one.force, axis=0))
    assert np.abs(loads.moment["pelvis"]).max() < 1e-9
    spin = {name: run.work.get(f"{name}.w_z") for name in SEGMENTS}
    return sum(loads.moment[name][2] * (spin[name] - spin[PARENT[name]]) for name in SEGMENTS[1:])


@pytest.mark.parametrize("load", [None, bl.AnkleWeight(5)], ids=repr)
@pytest.mark.parametrize("tempo", TEMPOS)
def test_energy_changes_by_the_work_of_the_joints(tempo, load):
    run = run_trial(trial(tempo=tempo, load=load), FINE)
    work = cumulative_simpson(joint_power(run), x=run.motion.time, initial=0.0)
    change = mechanical_energy(run) - mechanical_energy(run)[0]
    assert np.ptp(change) > 50
    assert np.abs(change - work).max() < 1e-4 * np.ptp(change)


# --- closed forms and twins ---


def masses_about_pin(parts, names):
    """Mass [kg], mass centre (2,) [m], inertia about the pin [kg m2] at the start; and where the hip is."""
    posture = Posture(TREE, body_numbers(parts.body), *at_start(parts.motion))
    pin = posture.point(parts.completed.anchor.point)[0][:2, 0]
    mass, moment, inertia = 0.0, np.zeros(2), 0.0
    for name in names:
        segment = parts.body[name]
        place = posture.point(BodyPoint(name, segment.mass_centre))[0][:2, 0] - pin
        mass, moment = mass + segment.mass, moment + segment.mass * place
        inertia += segment.mass * place @ place + segment.inertia[2]
    return mass, moment / mass, inertia, posture.point(body_point("thigh_r", parts.body))[0][:2, 0] - pin


def at_start(motion):
    """Coordinates at the first instant with the pelvis upright, and no rates."""
    q = {name: row[:1] for name, row in motion.q.items()} | {"pelvic_tilt": np.zeros(1)}
    return q, {name: np.zeros(1) for name in q}


@pytest.mark.parametrize("amplitude", [0.05, 0.6])
def test_a_rigid_hang_swings_like_a_physical_pendulum(amplitude):
    parts = Parts(trial("passive_hang", tempo="hold 12"), samples=2401)
    mass, centre, inertia, _ = masses_about_pin(parts, SEGMENTS)
    length = np.linalg.norm(centre)
    balanced = parts.motion.q["pelvic_tilt"][0]
    motion = parts.swing(lean=balanced + amplitude)
    angle, rate = motion.q["pelvic_tilt"] - balanced, motion.u["pelvic_tilt"]
    energy = 0.5 * inertia * rate**2 - mass * G * length * np.cos(angle)
    assert np.ptp(energy) < 1e-6 * mass * G * length * (1 - math.cos(amplitude))
    turns = (
        np.flatnonzero((rate[1:-1] < 0) & (rate[2:] >= 0)) + 1
    )  # between two turning points behind the bar
    t, step = motion.time, motion.time[1]
    instants = t[turns] - step * rate[turns] / (rate[turns + 1] - rate[turns])
    period = 4 * math.sqrt(inertia / (mass * G * length)) * ellipk(math.sin(amplitude / 2) ** 2)
    assert 2 < period < 3
    assert np.diff(instants) == pytest.approx(period, rel=1e-5)
    assert angle.max() == pytest.approx(amplitude, rel=1e-6)
    assert angle.min() == pytest.approx(-amplitude, rel=1e-4)


HIP = 1.2  # [rad], of the two-link raise


def two_link():
    """Straight legs raised by the hips alone."""
    pose = {"all.knee_flexion": 0.0, "all.lumbar_flexion": 0.0}
    pose |= {"hang.hip_flexion": 0.0, "thighs_up.hip_flexion": HIP / 2, "top.hip_flexion": HIP}
    return Parts(trial(pose=pose, tempo="1-0.5-0.8-0.7"))


def test_hips_alone_make_a_double_pendulum():
    """Lagrange's equation of two links, the angle between them prescribed, in a general solver."""
    parts = two_link()
    legs = [name for name in SEGMENTS if name.startswith(("thigh", "shank", "foot"))]
    m1, c1, first, hip = masses_about_pin(parts, [name for name in SEGMENTS if name not in legs])
    m2, centre2, second, _ = masses_about_pin(parts, legs)
    c2 = centre2 - hip
    second += m2 * (c2 @ c2 - centre2 @ centre2)  # about the hip
    start = -parts.motion.q["pelvic_tilt"][0]
    phases = [(0.0, 0.8, 0.0, HIP), (0.8, 1.5, HIP, HIP), (1.5, 2.5, HIP, 0.0), (2.5, 3.0, 0.0, 0.0)]

    def turned(angle, place):
        return np.array(
            [
                math.cos(angle) * place[0] - math.sin(angle) * place[1],
                math.sin(angle) * place[0] + math.cos(angle) * place[1],
            ]
        )

    state, time, turn = np.array([start, 0.0]), [], []
    for begin, end, low, high in phases:

        def slope(t, y, begin=begin, end=end, low=low, high=high):
            p, dp, ddp = minimum_jerk((t - begin) / (end - begin))
            span, lasts = high - low, end - begin
            bend, rate, speeding = low + span * p, span * dp / lasts, span * ddp / lasts**2
            across = m2 * hip @ turned(bend, c2)
            slant = m2 * hip @ turned(bend + math.pi / 2, c2)
            pull = -G * (m1 * turned(y[0], c1) + m2 * (turned(y[0], hip) + turned(y[0] + bend, c2)))[0]
            mass = first + m2 * hip @ hip + second + 2 * across
            rest = (second + across) * speeding + slant * rate * (2 * y[1] + rate)
            return [y[1], (pull - rest) / mass]

        here = parts.motion.time[(parts.motion.time >= begin) & (parts.motion.time <= end)]
        done = solve_ivp(
            slope, (begin, end), state, "DOP853", rtol=1e-11, atol=1e-12, dense_output=True, max_step=0.05
        )
        time.append(here)
        turn.append(done.sol(here)[0])
        state = done.y[:, -1]
    motion = parts.swing()
    expected = np.interp(motion.time, np.concatenate(time), np.concatenate(turn))
    assert np.ptp(motion.q["pelvic_tilt"]) > 0.1
    assert motion.q["pelvic_tilt"] == pytest.approx(-expected, abs=1e-6)


# --- what is refused ---

TEXT = (DATA / "movements" / "hanging_knee_raise.toml").read_text(encoding="utf-8")


def written(tmp_path, *changes):
    text = TEXT
    for old, new in changes:
        assert text.count(old) == 1
        text = text.replace(old, new)
    path = tmp_path / "raise.toml"
    path.write_text(text, encoding="utf-8")
    return path


BALANCE = 'solve = ["pelvic_tilt"]\nequations = [{ balance = "hand_r", value = 0.0 }]'


@pytest.mark.parametrize(
    "other",
    [
        BALANCE.replace("hand_r", "foot_r"),
        BALANCE.replace("pelvic_tilt", "shoulder_flexion"),
        'solve = ["pelvic_tilt"]\nequations = [{ inclination = "thorax", value = 0.0 }]',
    ],
)
def test_a_swing_needs_a_balance_about_its_pin(tmp_path, other):
    with pytest.raises(DataFileError, match=r"time_law.*free_pin.*balance about the anchor"):
        Movement.from_toml(written(tmp_path, (BALANCE, other)))


def test_a_swing_stays_in_the_plane(tmp_path):
    with pytest.raises(DataFileError, match=r"time_law.*sagittal plane"):
        Movement.from_toml(written(tmp_path, ('plane = "sagittal"', 'plane = "turning"')))


def test_a_band_would_steer_the_swing(tmp_path):
    band = '[equipment.band]\nsite = "ankle"\nanchor = [0.0, 0.0, 0.0]'
    path = written(tmp_path, ('[equipment.dumbbell]\nsite = "ankle"', band))
    loaded = bl.Trial(Movement.from_toml(path), ME, variant="swing", load=bl.Band(width=0.02))
    with pytest.raises(InputError, match="free weight"):
        bl.simulate(loaded)


def test_the_lean_is_worked_out():
    with pytest.raises(InputError, match="works this coordinate out"):
        bl.simulate(trial(pose={"hang.pelvic_tilt": 0.1}))


def test_the_movement_passes_its_check():
    report = bl.check(RAISE)
    assert report.ok
    assert any(fact.startswith("swing: ") for fact in report.facts)
