"""What physics promises of a whole trial: balances of force, moment and power, statics by hand, loads.

Nothing here uses the laws: segments are placed by the stated angles, bodies by their mass centres, and
rates of change are differences in time.
"""

import functools
import math

import numpy as np
import pytest

import biolift as bl
from biolift.engine.equipment import Place, site_motion
from biolift.engine.newton import UNMET_FLAG
from biolift.engine.pack import tree_of
from biolift.engine.pipeline import run_trial
from biolift.engine.support import JointLoads, close_balance
from biolift.library.equipment import stage_parameters
from biolift.library.passive import lumbar
from biolift.library.sites import site_places
from biolift.vocabulary import COORDINATES, JOINT_SEGMENT, LEVELS, PARENT, SEGMENTS, SIDES, SUFFIX

ME = bl.Athlete(mass=82, height="5 ft 11 in", sex="male")
STRONG = bl.Athlete(mass=82, height="5 ft 11 in", sex="male", strength=4)
MODEL = bl.models.standard
FINE = MODEL.replace(samples=3001)
G = MODEL.gravity
HYPER, BACK = bl.movements.reverse_hyper, bl.movements.back_extension
#: Everything moves: the trunk turns on its support, the arms and the ankles move too.
RESTLESS = {
    HYPER: {
        "top.trunk_inclination": "80 deg",
        "top.shoulder_flexion": "60 deg",
        "top.knee_flexion": "30 deg",
    },
    BACK: {
        "bottom.thigh_inclination": "55 deg",
        "bottom.elbow_flexion": "90 deg",
        "top.knee_flexion": "8 deg",
    },
}


def trial(movement, load=None, athlete=ME, **changes):
    return bl.Trial(movement, athlete, load=load, **changes)


MOVING = {
    "legs only": trial(HYPER, tempo="1.2-0-0.8-0"),
    "pendulum": trial(HYPER, bl.Pendulum(25), tempo="1.2-0-0.8-0"),
    "clamped swing": trial(HYPER, bl.Pendulum(15, contact="clamped"), variant="swing"),
    "no pad": trial(HYPER, bl.AnkleWeight(10), tempo="1-0-1-0", numbers={"pad_share": 0}),
    "restless hyper": trial(HYPER, bl.Pendulum(10), tempo="1-0-1-0", pose=RESTLESS[HYPER]),
    "barbell": trial(BACK, bl.Barbell(20), tempo="1-0-1-0"),
    "restless back": trial(BACK, (bl.Dumbbell(8), bl.Plate(5)), tempo="1-0-1-0", pose=RESTLESS[BACK]),
    "horizontal": trial(BACK, bl.Plate(10), variant="horizontal", tempo="1-0-1-0"),
}
moving = pytest.mark.parametrize("case", MOVING)
HELD = {
    "legs only": trial(HYPER, tempo="hold 3"),
    "pendulum": trial(HYPER, bl.Pendulum(20, contact="clamped"), tempo="hold 3"),
    "ankle weights": trial(HYPER, bl.AnkleWeight(12), tempo="hold 3", numbers={"pad_share": 0.8}),
    "bent knees": trial(HYPER, bl.AnkleWeight(6), tempo="hold 3", variant="bent_knees"),
    "back": trial(BACK, tempo="hold 3"),
    "back with bar": trial(BACK, bl.Barbell(30), tempo="hold 3"),
    "back with dumbbells": trial(BACK, bl.Dumbbell(20), tempo="hold 3", variant="horizontal"),
}
held = pytest.mark.parametrize("case", HELD)


@functools.cache
def worked_out(one, model=MODEL):
    return run_trial(one, model)


@functools.cache
def simulated(one, model=MODEL):
    return bl.simulate(one, model)


def angles(run):
    """Angle of every segment about z from neutral (T,) [rad]: the sum of the turns on its chain."""
    turned = {}
    for segment in SEGMENTS:
        own = sum(
            (turn.factor * run.motion.q[name] for name, turns in COORDINATES.items() for turn in turns
             if (turn.segment, turn.axis) == (segment, "z")),
            np.zeros(len(run.motion.time)),
        )  # fmt: skip
        parent = PARENT[segment]
        turned[segment] = own + (turned[parent] if parent else 0.0)
    return turned


def turn(angle, point):
    """A point of a segment in world axes (3, T)."""
    x, y, z = point
    c, s = np.cos(angle), np.sin(angle)
    return np.stack([c * x - s * y, s * x + c * y, z + 0.0 * angle])


def origins(run, result):
    return {segment: result.segment_position.sel(segment=segment).values for segment in SEGMENTS}


def centres(run, result):
    """Mass centre of every segment (3, T)."""
    angle, origin = angles(run), origins(run, result)
    return {s: origin[s] + turn(angle[s], run.body[s].mass_centre) for s in SEGMENTS}


def rate(run, values):
    return np.gradient(values, run.motion.time, axis=-1, edge_order=2)


def inside(run, margin=4):
    """Samples away from the seams of the phases, where differences reach across."""
    seams = np.flatnonzero(run.motion.phase[1:] != run.motion.phase[:-1])
    good = np.ones(len(run.motion.time), dtype=bool)
    for at in (0, *seams, len(good) - 1):
        good[max(0, at - margin) : at + margin + 1] = False
    return good


def pair(case, cases=MOVING, model=FINE):
    return worked_out(cases[case], model), simulated(cases[case], model)


def outside_forces(run, result):
    """Force, couple and place of everything from outside but gravity, (3, T) each."""
    for e in run.equipment:
        yield e.force, np.zeros_like(e.force), e.point
    for k, _ in enumerate(run.supports):
        one = result.isel(support=k)
        yield one.support_force.values, one.support_couple.values, one.support_point.values


@moving
def test_forces_make_the_acceleration_of_the_mass_centre(case):
    run, result = pair(case)
    momentum = sum(run.body[s].mass * rate(run, centre) for s, centre in centres(run, result).items())
    total = sum(force for force, _, _ in outside_forces(run, result))
    total[1] -= run.body.mass * G
    off = np.abs(total - rate(run, momentum))[:, inside(run)]
    assert off.max() < 1e-3 * run.body.mass * G


@moving
def test_moments_make_the_rate_of_the_angular_momentum(case):
    """About the origin of the machine's frame, in the sagittal plane."""
    run, result = pair(case)
    spin, gravity = 0.0, 0.0
    for s, centre in centres(run, result).items():
        segment = run.body[s]
        spin = spin + segment.mass * np.cross(centre, rate(run, centre), axis=0)[2]
        spin = spin + segment.inertia[2] * rate(run, angles(run)[s])
        gravity = gravity - segment.mass * G * centre[0]
    asked = sum(
        (np.cross(place, force, axis=0) + couple)[2] for force, couple, place in outside_forces(run, result)
    )
    off = np.abs(asked + gravity - rate(run, spin))[inside(run)]
    assert off.max() < 1e-3 * np.abs(asked).max()


def hinge_power(run, result):
    """Power of all hinges, and of those that the result reports."""
    loads = JointLoads.read(run.work)
    close_balance(run.movement, loads, {}, {})
    spin = {s: rate(run, angle) for s, angle in angles(run).items()}
    power = {s: loads.moment[s][2] * (spin[s] - spin[parent]) for s, parent in PARENT.items() if parent}
    for joint, segment in JOINT_SEGMENT.items():
        for side in SIDES:
            told = result.joint_power.sel(joint=joint, side=side).values
            if np.isfinite(told).all():
                mine = power[segment + SUFFIX[side]]
                np.testing.assert_allclose(told, mine, atol=1e-3 * max(np.abs(mine).max(), 1.0))
    return sum(power.values())


def outside_power(run, result):
    """Power of equipment and supports on the moving body."""
    angle, origin = angles(run), origins(run, result)
    total = sum((e.force * rate(run, e.point)).sum(axis=0) for e in run.equipment)
    for k, support in enumerate(run.supports):
        one, s = result.isel(support=k), support.segment
        arm = one.support_point.values - origin[s]
        spin = rate(run, angle[s])
        speed = rate(run, origin[s]) + spin * np.stack([-arm[1], arm[0], 0 * arm[2]])
        total = total + (one.support_force.values * speed).sum(axis=0)
        total = total + one.support_couple.values[2] * spin
    return total


@moving
def test_power_makes_the_rate_of_the_energy(case):
    run, result = pair(case)
    energy = 0.0
    for s, centre in centres(run, result).items():
        segment = run.body[s]
        speed, spin = rate(run, centre), rate(run, angles(run)[s])
        energy = energy + 0.5 * segment.mass * (speed**2).sum(axis=0) + 0.5 * segment.inertia[2] * spin**2
        energy = energy + segment.mass * G * centre[1]
    power = hinge_power(run, result) + outside_power(run, result)
    change = rate(run, energy)
    off = np.abs(power - change)[inside(run)]
    assert np.abs(change).max() > 10  # [W], something happens
    assert off.max() < 1e-3 * np.abs(power).max()


@pytest.mark.parametrize("case", ["pendulum", "clamped swing", "restless hyper"])
def test_what_the_athlete_gives_the_pendulum_gains(case):
    run, _ = pair(case)
    e = run.equipment[0]
    assert not e.slack.any()
    p = stage_parameters(run.trial.loads[0], body_mass=ME.mass, gravity=G)
    theta = e.state["theta"]
    first = p["mass"] * p["plate_radius"] + p["empty_mass"] * p["empty_centre_radius"]
    second = p["mass"] * (p["plate_radius"] ** 2 + p["plate_gyration"] ** 2)
    second += p["empty_mass"] * (p["empty_centre_radius"] ** 2 + p["empty_gyration"] ** 2)
    energy = 0.5 * second * rate(run, theta) ** 2 - first * G * np.cos(theta)
    given = -(e.force * rate(run, e.point)).sum(axis=0)
    off = np.abs(given - rate(run, energy))[inside(run)]
    assert off.max() < 1e-3 * np.abs(given).max()


def weights(run, result):
    """Weight of every segment and force of every load: (segment, place, force)."""
    for s, centre in centres(run, result).items():
        yield s, centre[:, 0], np.array([0.0, -run.body[s].mass * G, 0.0])
    for fitting, e in zip(run.trial.fittings, run.equipment, strict=True):
        places = site_places(fitting.site, run.body, fitting.sides)
        for s, point in places:
            moving = site_motion(tree_of("sagittal"), run.work, run.base, Place(s, point))
            at = np.stack([moving.get(f"p{k}") for k in "xyz"])
            yield s, at[:, 0], e.force[:, 0] / len(places)


def beyond(segment):
    return [s for s in SEGMENTS if segment in chain(s)]


def chain(segment):
    return [segment, *chain(PARENT[segment])] if segment else []


def moment_by_hand(run, result, segments, about):
    """Moment (3,) that holds up some segments against gravity and equipment, about a point."""
    total = np.zeros(3)
    for s, place, force in weights(run, result):
        if s in segments:
            total -= np.cross(place - about, force)
    for k, support in enumerate(run.supports):
        one = result.isel(support=k, progress=0)
        if support.segment in segments:
            total -= np.cross(one.support_point.values - about, one.support_force.values)
            total -= one.support_couple.values
    return total


@held
def test_a_hold_is_statics_by_hand(case):
    run, result = pair(case, HELD, MODEL)
    signs = {"hip": -1, "knee": 1, "ankle": -1, "shoulder": 1, "elbow": 1}
    known = 0
    for joint, sign in signs.items():
        for side in SIDES:
            told = result.joint_moment.sel(joint=joint, side=side).values
            if np.isfinite(told).all():
                segment = JOINT_SEGMENT[joint] + SUFFIX[side]
                centre = result.joint_position.sel(joint=joint, side=side).values[:, 0]
                mine = sign * moment_by_hand(run, result, beyond(segment), centre)[2]
                np.testing.assert_allclose(told, mine, rtol=1e-9, atol=1e-9)
                known += 1
    assert known == 6


@held
def test_the_lumbar_moment_by_hand_from_above_and_from_below(case):
    run, result = pair(case, HELD, MODEL)
    told = result.lumbar_extension_moment.sel(level="L5/S1").values
    disc = result.segment_position.sel(segment="lumbar").values[:, 0]
    upper = beyond("lumbar")
    above = moment_by_hand(run, result, upper, disc)[2]
    below = moment_by_hand(run, result, [s for s in SEGMENTS if s not in upper], disc)[2]
    np.testing.assert_allclose(told, above, rtol=1e-9, atol=1e-8)
    np.testing.assert_allclose(told, -below, rtol=1e-9, atol=1e-8)


def upper_disc(run, result):
    """Centre of L4/L5 in world axes (3,), and the tilt of the pelvis."""
    numbers, x = MODEL.spine.numbers, run.motion.q["lumbar_flexion"][0]
    lean = numbers.at("level_tilt") + numbers.at("flexion_share_l5s1") * x
    rise = numbers.at("level_distance") * ME.height / MODEL.spine.reference_height
    tilt = angles(run)["pelvis"][0]
    up = turn(tilt, (rise * math.sin(lean), rise * math.cos(lean), 0.0))
    return result.segment_position.sel(segment="lumbar").values[:, 0] + up, tilt


@held
def test_the_moment_at_the_upper_disc_by_hand(case):
    """L4/L5 carries what hangs above it: all but the slice between the two discs."""
    run, result = pair(case, HELD, MODEL)
    disc, _ = upper_disc(run, result)
    lower = result.segment_position.sel(segment="lumbar").values[:, 0]
    mine = moment_by_hand(run, result, beyond("lumbar"), disc)[2]
    slice_weight = np.array([0.0, -MODEL.spine.numbers.at("l5_mass_fraction") * ME.mass * G, 0.0])
    mine += np.cross(0.5 * (lower - disc), slice_weight)[2]
    told = result.lumbar_extension_moment.sel(level="L4/L5").values
    np.testing.assert_allclose(told, mine, rtol=1e-9, atol=1e-8)
    assert abs(float(told[0] - result.lumbar_extension_moment.sel(level="L5/S1")[0])) > 0.1


@held
@pytest.mark.parametrize("level", LEVELS)
def test_compression_and_shear_by_hand(case, level):
    """Weight above, muscles along their lines, relaxed tissue at its arm, on the axes of the disc."""
    run, result = pair(case, HELD, MODEL)
    numbers, x = MODEL.spine.numbers, float(run.motion.q["lumbar_flexion"][0])
    force = -sum(f for s, _, f in weights(run, result) if s in beyond("lumbar"))
    for k, support in enumerate(run.supports):
        if support.segment in beyond("lumbar"):
            force = force - result.support_force.values[k, :, 0]
    if level == "L4/L5":
        force[1] -= numbers.at("l5_mass_fraction") * ME.mass * G
    disc = turn(-angles(run)["pelvis"][0], force)
    told = run.levels[level].force[0].reshape(-1, 2)  # right and left of each muscle
    for muscle, (right, left) in zip(MODEL.muscles.muscles, told, strict=True):
        crossing = muscle.crossings[LEVELS.index(level)]
        bend = float(np.clip(x, *muscle.lumbar_range))
        ahead, up, aside = (
            crossing.share * np.polyval(getattr(crossing, name)[::-1], bend)
            for name in ("anterior", "up", "right")
        )
        disc = disc - np.array([(right + left) * ahead, (right + left) * up, (right - left) * aside])
    suffix = level.lower().replace("/", "")
    tilt = numbers.at(f"disc_tilt_{suffix}") + numbers.at(f"disc_tilt_per_flexion_{suffix}") * x
    full = lumbar(ME.sex, ME.age)
    part, k = max(x, 0) / full.at("full_flexion"), full.at("flexion_shape")
    relaxed = full.at("flexion_moment") * math.expm1(k * part) / math.expm1(k)
    if x < -full.at("extension_free") * full.at("full_extension"):
        pytest.fail("the hold is in the stop of the extension: extend the formula here")
    arm = numbers.at("passive_lever_arm") * ME.height / MODEL.spine.reference_height
    mine = {
        "compression": disc[0] * math.sin(tilt) + disc[1] * math.cos(tilt) + relaxed / arm,
        "anterior_shear": disc[1] * math.sin(tilt) - disc[0] * math.cos(tilt),
        "right_shear": -disc[2],
    }
    for name, value in mine.items():
        np.testing.assert_allclose(result[name].sel(level=level).values, value, rtol=1e-7, atol=1e-6)


NET = ("joint_moment", "lumbar_extension_moment", "support_force", "support_couple", "equipment_force")


@held
def test_without_gravity_a_hold_asks_for_nothing(case):
    result = simulated(HELD[case], MODEL.replace(gravity=0.0))
    for name in NET:
        if name in result:
            np.testing.assert_allclose(np.nan_to_num(result[name]), 0.0, atol=1e-10)


def with_masses(one, masses):
    load = one.loads[0]
    return [simulated(one.replace(load=load.with_mass(mass))) for mass in masses]


@pytest.mark.parametrize("case", [case for case in HELD if HELD[case].loads])
def test_statics_are_linear_in_the_load(case):
    zero, some, more = with_masses(HELD[case], (0.0, 30.0, 90.0))
    for name in NET:
        first, second = (some[name] - zero[name]).values, (more[name] - some[name]).values
        scale = max(float(np.abs(np.nan_to_num(more[name])).max()), 1.0)
        np.testing.assert_allclose(
            np.nan_to_num(second), 2 * np.nan_to_num(first), rtol=0, atol=1e-11 * scale
        )
    assert abs(float((more - some).lumbar_extension_moment.max())) > 10


@pytest.mark.parametrize("case", ["pendulum", "no pad", "barbell", "horizontal"])
def test_moments_stay_linear_in_the_load_while_the_path_is_fixed_and_the_strap_taut(case):
    """Passive tissue and muscles are not linear; net moments are, moving too."""
    zero, some, more = with_masses(MOVING[case], (2.0, 32.0, 92.0))
    if "slack" in some:
        assert not (zero.slack.any() or some.slack.any() or more.slack.any())
    for name in NET:
        first, second = (some[name] - zero[name]).values, (more[name] - some[name]).values
        scale = max(float(np.abs(np.nan_to_num(more[name])).max()), 1.0)
        np.testing.assert_allclose(
            np.nan_to_num(second), 2 * np.nan_to_num(first), rtol=0, atol=1e-10 * scale
        )


def test_the_more_the_pad_carries_the_less_the_back_must():
    shares = np.linspace(0.0, 1.0, 6)
    for load in (None, bl.Pendulum(10), bl.AnkleWeight(10)):
        runs = [simulated(trial(HYPER, load, STRONG, numbers={"pad_share": share})) for share in shares]
        pushes = [run.support_force.sel(support="pad_pelvis", axis="y").values for run in runs]
        moments = [run.lumbar_extension_moment.sel(level="L5/S1").values for run in runs]
        np.testing.assert_allclose(pushes, np.outer(shares, pushes[-1]), atol=1e-9)
        assert (np.diff(pushes, axis=0) > 0).all()
        assert (np.diff(moments, axis=0) < 0).all()  # at every instant
        peaks = [float(run.compression.sel(level="L5/S1").max()) for run in runs]
        assert peaks == sorted(peaks, reverse=True)
        total = [run.support_force.sel(axis="y").sum("support").values for run in runs]
        np.testing.assert_allclose(total, total[:1] * np.ones((6, 1)), rtol=1e-12)  # the bench gives the rest
        hips = [run.joint_moment.sel(joint="hip").values for run in runs]
        np.testing.assert_allclose(hips, hips[:1] * np.ones((6, 1, 1)), rtol=1e-12)  # beyond the pad


def test_full_vertical_support_under_the_hips_takes_away_the_weight_of_the_legs():
    """A pad right under the hip centres that carries all: the back holds moments of the legs, no weight."""
    hold = trial(HYPER, tempo="hold 2", numbers={"pad_share": 1.0, "pad_x": 0.04})
    run, result = worked_out(hold), simulated(hold)
    legs = sum(run.body[s].mass for s in SEGMENTS if s.startswith(("thigh", "shank", "foot")))
    pad = result.support_force.sel(support="pad_pelvis", axis="y").values
    np.testing.assert_allclose(pad, legs * G, rtol=1e-12)


def test_the_empty_pendulum_is_more_than_no_load_and_a_weightless_one_is_none():
    bare = simulated(trial(HYPER, athlete=STRONG))
    empty = simulated(trial(HYPER, bl.Pendulum(0), STRONG))
    nothing = simulated(trial(HYPER, bl.Pendulum(0, empty_mass=0), STRONG))
    for name in ("joint_moment", "lumbar_extension_moment", "compression", "muscle_force", "support_force"):
        np.testing.assert_allclose(nothing[name], bare[name], rtol=1e-12, atol=1e-9)
    more = empty.joint_moment.sel(joint="hip") - bare.joint_moment.sel(joint="hip")
    assert float(more.max()) > 20
    assert float(empty.compression.max()) > float(bare.compression.max())


@pytest.mark.parametrize("mass", [0.0, 60.0, 1000.0])
def test_a_pendulum_at_rest_pulls_by_the_lever_rule(mass):
    """F r = g (m R + m0 R0) sin(theta), square to the arm."""
    load = bl.Pendulum(mass, plate_radius=0.7, empty_mass=15, empty_centre_radius=0.45)
    result = simulated(trial(HYPER, load, tempo="hold 2"))
    pivot = result.equipment_anchor.values[0, :, 0]
    arm = result.joint_position.sel(joint="ankle").mean("side").values[:2, 0] - pivot[:2]
    reach = math.hypot(*arm)
    behind = -arm[0] / reach  # sine of the angle from straight down, towards the back
    assert behind > 0.5
    size = (mass * 0.7 + 15 * 0.45) * G * behind / reach
    np.testing.assert_allclose(result.equipment_tension[0], size, rtol=1e-12)
    swings = np.array([-arm[1], arm[0]]) / reach  # where the arm would fall
    assert swings[1] < -0.5
    np.testing.assert_allclose(result.equipment_force.values[0, :2, 0], size * swings, rtol=1e-9)


def person(strength):
    return bl.Athlete(mass=82, height="5 ft 11 in", strength=strength)


def test_an_overload_is_flagged_with_the_strength_that_would_do():
    for movement, load in ((HYPER, bl.Pendulum(40)), (BACK, bl.Barbell(60))):
        weak = simulated(trial(movement, load))
        assert float(weak.overload) == 1
        needed = float(weak.strength_needed)
        assert 1 < needed < 4
        assert "lower bounds" in weak.attrs["scope"]
        enough, short = (
            simulated(trial(movement, load, person(needed * factor))) for factor in (1.002, 0.99)
        )
        assert float(enough.overload) == 0
        assert float(enough.strength_needed) == 1
        assert "lower bounds" not in enough.attrs["scope"]
        assert float(short.overload) == 1
        assert float(short.strength_needed) == pytest.approx(1 / 0.99, abs=3e-3)
        half = simulated(trial(movement, load, person(0.5)))
        assert float(half.strength_needed) == pytest.approx(2 * needed, rel=3e-3)


def test_what_is_asked_does_not_depend_on_strength_and_nothing_is_clipped():
    """Muscles and what they leave undone together make the whole demand, far beyond strength too."""
    load = bl.Pendulum(150)
    weak, strong = (worked_out(trial(HYPER, load, person(s))) for s in (0.3, 4))
    for level in LEVELS:
        np.testing.assert_array_equal(weak.demand.level_moment[level], strong.demand.level_moment[level])
        for run in (weak, strong):
            one = run.levels[level]
            met = np.einsum("trn,tn->tr", one.matrix, one.activation)
            scale = np.abs(one.target).max()
            np.testing.assert_allclose(met + one.reserve, one.target, rtol=0, atol=1e-9 * scale)
            asked = run.demand.level_moment[level][2] - run.demand.level_passive[level][2]
            np.testing.assert_allclose(one.target[:, 0], asked, rtol=1e-12)
    result = simulated(weak.trial)
    assert float(result.unmet_moment.sel(demand="lumbar_extension").max()) > 100
    assert float(result.unmet_share.max()) > 10 * UNMET_FLAG
    assert float(result.muscle_activation.max()) == pytest.approx(1.0)


def test_strength_changes_forces_only_in_how_they_are_shared():
    one, two = (simulated(trial(HYPER, athlete=person(s))) for s in (1.5, 3.0))
    np.testing.assert_array_equal(one.lumbar_extension_moment, two.lumbar_extension_moment)
    np.testing.assert_array_equal(one.joint_moment, two.joint_moment)
    assert float(one.muscle_activation.mean()) > float(two.muscle_activation.mean())


def test_gravity_and_inertia_add_up():
    """Net moments are linear in gravity: half of it lies half-way between none and all."""
    moving = trial(HYPER, bl.AnkleWeight(10), tempo="1-0-1-0", numbers={"pad_share": 0})
    none, half, full = (simulated(moving, MODEL.replace(gravity=g)) for g in (0.0, 0.5 * G, G))
    for name in ("joint_moment", "lumbar_extension_moment", "support_force", "equipment_force"):
        middle = 0.5 * (np.nan_to_num(none[name]) + np.nan_to_num(full[name]))
        np.testing.assert_allclose(np.nan_to_num(half[name]), middle, rtol=0, atol=1e-9)


def test_slower_is_nearer_to_statics():
    """Inertia goes with one over the square of the duration."""
    model = MODEL.replace(samples=401)
    quick, slow, still = (
        simulated(trial(HYPER, tempo=tempo), model).joint_moment.sel(joint="hip", side="right")
        for tempo in ("1-0-1-0", "2-0-2-0", "300-0-300-0")
    )
    fast_part, slow_part = (one.values - still.values for one in (quick, slow))
    np.testing.assert_allclose(fast_part, 4 * slow_part, atol=2e-3 * np.abs(fast_part).max())


def test_lumbar_power_is_the_work_of_the_moment_on_the_spine():
    athlete = bl.Athlete(mass=80, height=1.8, sex="male")
    trial = bl.Trial(bl.movements.deadlift, athlete, load=bl.Barbell(60), tempo="2-0-2-0")
    ds = bl.simulate(trial, bl.models.standard.replace(samples=1001))
    up = ds.phase.values == "concentric"
    power, moment = ds.lumbar_power.values[up], ds.lumbar_extension_moment.sel(level="L5/S1").values[up]
    work = np.trapezoid(power, ds.time.values[up])
    assert work > 10.0
    assert work == pytest.approx(-np.trapezoid(moment, ds.lumbar_flexion.values[up]), rel=1e-4)
