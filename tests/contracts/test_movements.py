"""What every movement of the library keeps, in every variant and with all equipment that fits."""

import functools
import itertools
import math
from dataclasses import fields

import numpy as np
import pytest
import xarray as xr
from hypothesis import example, given, settings
from hypothesis import strategies as st

import biolift as bl
from biolift import equipment
from biolift.engine import outcome
from biolift.engine.demand import LEG
from biolift.engine.equipment import Place, site_motion
from biolift.engine.pack import tree_of
from biolift.engine.pipeline import run_trial
from biolift.engine.pressure import pressure
from biolift.errors import DataFileError, InputError, PoseError
from biolift.library.joint_ranges import joint_ranges
from biolift.library.quantities import quantities
from biolift.library.sites import site_places
from biolift.library.sources import sources
from biolift.nouns.movement import Movement
from biolift.nouns.pose import mirrored_name
from biolift.nouns.tempo import PHASES
from biolift.verbs.check import TRIED, check, load_to_try
from biolift.vocabulary import JOINT_SEGMENT, JOINTS, PARENT, SIDES, SUFFIX, both_sides

ME = bl.Athlete(mass=82, height="5 ft 11 in", sex="male")
MODEL = bl.models.standard
FINE = MODEL.replace(samples=801)
KINDS = equipment.kinds()
EVERY = [version for base in bl.movements for version in (base, *base.variants.values())]


def loads(version):
    """No load, and every kind that fits at every site."""
    fitting = [load_to_try(KINDS[slot.kind], site) for slot in version.equipment for site in slot.sites]
    return [None, *fitting]


LOADED = [(version, load) for version in EVERY for load in loads(version)]
FIRST = [(version, load) for version in EVERY for load in loads(version)[:2]]
BARE = [(version, None) for version in EVERY]
PENDULUMS = [(version, load) for version, load in LOADED if load is not None and load.kind == "pendulum"]


def label(value):
    if isinstance(value, Movement):
        return value.id + (f"/{value.variant}" if value.variant else "")
    return "bare" if value is None else f"{value.kind}@{value.site}"


def every(cases):
    names = [f"{label(version)}-{label(load)}" for version, load in cases]
    return pytest.mark.parametrize(("version", "load"), cases, ids=names)


@functools.lru_cache(maxsize=4)  # a fine run is tens of megabytes
def worked_out(trial, model=MODEL):
    return run_trial(trial, model)


def trial_of(version, load, **changes):
    return bl.Trial(version, ME, load=load, **changes)


def between(motion):
    """Inner samples whose neighbours lie in the same phase."""
    return (motion.phase[2:] == motion.phase[:-2]) & (motion.phase[1:-1] == motion.phase[2:])


def assert_rates(motion, values, rates, tolerance):
    """Rates equal central differences inside the phases, as a share of the largest rate.

    Below 1e-4 a rate is what the interpolation of a completed pose leaves of standing still.
    """
    step = motion.time[1] - motion.time[0]
    inside = between(motion)
    off = np.abs((values[..., 2:] - values[..., :-2]) / (2 * step) - rates[..., 1:-1])[..., inside]
    assert off.max() <= tolerance * max(np.abs(rates).max(), 1e-4)


@pytest.mark.parametrize("base", bl.movements, ids=label)
def test_the_check_finds_no_problem(base):
    report = check(base)
    assert report.ok, str(report)
    assert not [line for line in report.warnings if "used nowhere" in line or "most people" in line]
    assert str(report).startswith(f"{base.title}: ok")
    assert repr(report) == str(report)


@pytest.mark.parametrize("version", EVERY, ids=label)
def test_every_number_is_cited_or_assumed_with_a_reason(version):
    known = {source.key for source in (*sources(), *version.sources)}
    for table in (version.numbers, *(pose.coordinates for pose in version.poses)):
        for key, number in table.items():
            assert number.source in known or (number.source == "assumed" and number.note), key
            assert number.sd or number.high > number.low, key


@pytest.mark.parametrize("version", EVERY, ids=label)
def test_joint_angles_stay_in_the_range_of_most_people(version):
    motion = worked_out(trial_of(version, None)).motion
    for coordinate, allowed in joint_ranges(ME.age).items():
        q = motion.q[coordinate]
        assert allowed.low <= q.min() <= q.max() <= allowed.high, coordinate


def split(removed):
    """Parts of the body when some joints are cut, as sets of segments."""
    parts = {segment: {segment} for segment in PARENT}
    for segment, parent in PARENT.items():
        if parent is not None and segment not in removed:
            joined = parts[segment] | parts[parent]
            for member in joined:
                parts[member] = joined
    return list({id(part): part for part in parts.values()}.values())


def free_of(unknown, part):
    return not unknown & part


@pytest.mark.parametrize("version", EVERY, ids=label)
def test_moments_are_given_where_one_side_of_the_cut_is_free(version):
    result = bl.simulate(trial_of(version, None))
    unknown = {segment for contact in version.contacts for segment in contact.segments}
    if unknown:  # supports alone share the balance as stated
        unknown |= {segment for s in version.supports if s.takes_remainder for segment in s.segments}
    for joint, side in itertools.product(JOINTS, SIDES):
        segment = JOINT_SEGMENT[joint] + SUFFIX[side]
        alone = any(free_of(unknown, part) for part in split({segment}))
        both = {segment, mirrored_name(segment)}
        inner, *outer = sorted(split(both), key=lambda part: "pelvis" not in part)
        paired = free_of(unknown, inner) or free_of(unknown, set().union(*outer))
        given = np.isfinite(result.joint_moment.sel(joint=joint, side=side)).all()
        assert bool(given) == (alone or paired), (joint, side)
        if not given:
            said = [line for line in result.attrs["scope"].splitlines() if line.startswith("no moment at")]
            assert any(f"{joint}s" in line or f"{side} {joint}" in line for line in said)
    assert any(free_of(unknown, part) for part in split({"lumbar"}))


#: NaN where there is no such thing: an anchor, a pivot, a surface.
WHERE_THERE_IS_ONE = {"balance_margin"} | {k for k, one in quantities().items() if "NaN " in one.definition}


def determinate(run):
    """Every variable without what is NaN on purpose."""
    closed = [
        (j, s)
        for (j, joint), (s, side) in itertools.product(enumerate(JOINTS), enumerate(SIDES))
        if (joint, side) in run.open_joints
    ]
    for quantity, values in outcome.values(run).items():
        if quantity == "passive_moment":
            yield quantity, values[: len(LEG)]  # there is no law for the arms
        elif quantity in ("joint_moment", "joint_power"):
            known = values.copy()
            for j, s in closed:
                assert np.isnan(values[j, s]).all()
                known[j, s] = 0.0
            yield quantity, known
        elif quantity == "hip_abduction_moment":
            known = [s for s, side in enumerate(SIDES) if ("hip", side) not in run.open_joints]
            yield quantity, values[known]
        elif quantity not in WHERE_THERE_IS_ONE:
            yield quantity, values


@every(LOADED)
def test_everything_determinate_is_finite(version, load):
    run = worked_out(trial_of(version, load))
    for quantity, values in determinate(run):
        assert np.isfinite(values).all(), quantity
    assert any(np.abs(values).max() > 1 for values in run.demand.level_moment.values())


@every(LOADED)
def test_supports_can_give_what_they_must(version, load):
    run = worked_out(trial_of(version, load))
    for one in run.supports:
        support = next(s for s in version.supports if one.name == f"{s.kind}_{one.segment}")
        assert not (support.pushes_only and one.pulls.any()), one.name
        if support.base is not None and load is None:
            low, high = sorted(version.resolve(end) for end in support.base)
            at, margin = pressure(run.movement, run.body, run.base, one)
            assert low <= at.min() <= at.max() <= high
            assert margin.min() >= 0
        if not support.takes_remainder and support.direction == "vertical":
            assert np.abs(one.force[[0, 2]]).max() == 0
    vertical = sum(one.force[1] for one in run.supports)
    still = sum(segment.mass for segment in run.body.values()) * MODEL.gravity
    assert 0.5 * still < vertical.mean() < 2 * still + 20 * TRIED


@every(BARE)
def test_rates_of_coordinates_segments_and_sites_are_finite_differences(version, load):
    run = worked_out(trial_of(version, load), FINE)
    motion, work, base = run.motion, run.work, run.base
    for coordinate, q in motion.q.items():
        assert_rates(motion, q, motion.u[coordinate], 1e-3)
        assert_rates(motion, motion.u[coordinate], motion.a[coordinate], 4e-3)
    whole = (base.position, base.velocity, base.acceleration)
    for segment in PARENT:
        p, v, a = (w + work.vector(f"{segment}.{k}") for w, k in zip(whole, "rva", strict=True))
        assert_rates(motion, p, v, 1e-3)
        assert_rates(motion, v, a, 4e-3)
    for site in ("ankle", "hand", "upper_back", "toe"):
        for segment, point in site_places(site, run.body, SIDES):
            moving = site_motion(tree_of(version.plane), work, base, Place(segment, point))
            p, v, a = (np.stack([moving.get(f"{k}{axis}") for axis in "xyz"]) for k in "pva")
            assert_rates(motion, p, v, 1e-3)
            assert_rates(motion, v, a, 4e-3)


@every(PENDULUMS)
def test_the_ankles_stay_on_the_arm_of_the_pendulum(version, load):
    run = worked_out(trial_of(version, load))
    result = bl.simulate(trial_of(version, load))
    held = run.equipment[0]
    theta, radius = held.state["theta"], held.state["radius"]
    pivot = result.equipment_anchor[0].values[:2]
    along = np.stack([np.sin(theta), -np.cos(theta)])
    for side in SUFFIX.values():
        ankle = result.segment_position.sel(segment=f"foot{side}").values[:2]
        off_line = (ankle[0] - pivot[0]) * along[1] - (ankle[1] - pivot[1]) * along[0]
        assert np.abs(off_line).max() < 1e-4
        np.testing.assert_allclose(pivot + radius * along, ankle, rtol=0, atol=1e-4)
    assert np.abs(np.einsum("it,it->t", held.force[:2], along)).max() < 1e-9  # square to the arm


def track(run, point):
    """Where a segment's origin or a site of the body is (3, T)."""
    if point in PARENT:
        return run.base.position + run.work.vector(f"{point}.r")
    side = next((side for side, suffix in SUFFIX.items() if point.endswith(suffix)), "right")
    ((segment, place),) = site_places(point.removesuffix(SUFFIX[side]), run.body, (side,))
    moving = site_motion(tree_of(run.movement.plane), run.work, run.base, Place(segment, place))
    return np.stack([moving.get(f"p{axis}") for axis in "xyz"])


@every(BARE)
def test_what_is_anchored_does_not_move(version, load):
    run, anchor = worked_out(trial_of(version, load)), version.anchor
    still = track(run, anchor.segment)
    np.testing.assert_allclose(still, still[:, :1] * np.ones(still.shape[1]), rtol=0, atol=1e-12)
    at = [version.resolve(value) for value in anchor.at]
    _, first, last = version.timeline[0]
    if anchor.reference_pose == (last if version.tempo.is_hold else first):
        there = track(run, anchor.reference_point)  # a repetition begins and ends there
        np.testing.assert_allclose(there[:2, [0, -1]], np.transpose([at, at]), atol=1e-9)


TEMPOS = ("2-0-1-0", "1-0-X-0", "0.3-0-0.4-0", "4-2-3-1", "X-0-X-0")


@pytest.mark.parametrize("tempo", TEMPOS)
@every(BARE)
def test_the_tempo_is_kept(version, load, tempo):
    trial = trial_of(version, load, tempo=tempo)
    if version.time_law == "pendular" and "4-2" in tempo:
        with pytest.raises(InputError, match="tempo"):
            bl.simulate(trial)
        return
    motion = worked_out(trial, FINE).motion
    step = motion.time[1]
    assert motion.time[-1] == pytest.approx(sum(trial.durations.values()))
    clock = 0.0
    for phase, _, last in trial.movement_resolved.timeline:
        seconds = trial.durations[phase]
        assert (motion.phase == phase).sum() * step == pytest.approx(seconds, abs=1.5 * step)
        clock += seconds
        at = round(clock / step)
        if seconds:
            free = version.solved_in(last) | ({"pelvic_tilt"} if version.solved_in(last) else set())
            pose = {k: v for k, v in version.pose(last).angles().items() if k not in free}
            assert max(abs(motion.q[k][at] - pose[k]) for k in pose) < 2e-3
            swinging = {"pelvic_tilt"} if version.time_law == "free_pin" else set()
            assert max(abs(motion.u[k][at]) for k in motion.u if k not in swinging) < 0.06
    lasting = [phase for phase, *_ in version.timeline if trial.durations[phase]]
    shown = [phase for phase, _ in itertools.groupby(motion.phase)]
    assert shown == lasting


@every(BARE)
def test_a_hold_holds(version, load):
    if version.time_law == "pendular":
        with pytest.raises(InputError, match="cannot be held"):
            bl.simulate(trial_of(version, load, tempo="hold 5"))
        return
    run = worked_out(trial_of(version, load, tempo="hold 5"))
    assert run.motion.time[-1] == 5
    assert max(np.ptp(q) for q in run.motion.q.values()) < 1e-12
    assert max(np.abs(u).max() for u in run.motion.u.values()) < 1e-12
    assert set(run.motion.phase) == {"hold"}
    for values in outcome.values(run).values():
        if values.ndim and values.shape[-1] == MODEL.samples:
            np.testing.assert_allclose(values, values[..., :1] * np.ones(MODEL.samples), rtol=1e-7, atol=1e-7)


#: Variables whose sign turns when right and left are exchanged.
TURNED = ("lumbar_right_bend_moment", "lumbar_left_turn_moment", "right_shear", "lateral_centre_of_pressure")


def other_side(demand):
    """A demand's name on the other side."""
    joint, _, side = demand.rpartition("_")
    return f"{joint}_{SIDES[1 - SIDES.index(side)]}" if side in SIDES else demand


def mirror_image(result):
    """The result with right and left exchanged."""
    out = result.reindex(side=SIDES[::-1]).assign_coords(side=list(SIDES))
    for key in TURNED:
        out[key] = -out[key]
    axial = xr.DataArray([-1.0, -1.0, 1.0], dims="axis")  # moments turn their x and y, vectors their z
    for key in (k for k in out.data_vars if "axis" in out[k].dims):
        out[key] = out[key] * (axial if key == "support_couple" else -axial)
    turned = xr.DataArray(
        [-1.0 if d.endswith(("bend", "turn")) else 1.0 for d in out.demand.values], dims="demand"
    )
    for key in (k for k in out.data_vars if "demand" in out[k].dims):
        out[key] = out[key] * turned
    for dim, swap in {"support": mirrored_name, "segment": mirrored_name, "demand": other_side}.items():
        if dim in out.dims:
            out = out.assign_coords({dim: [swap(str(label)) for label in out[dim].values]})
    return out


LOOSE = ("muscle_force", "group_force", "muscle_activation", "group_activation", "compression")
LOOSE += ("anterior_shear", "right_shear", "unmet_moment", "unmet_share", "other_level_residual")


def assert_same(one, other):
    other = other.reindex_like(one)  # labels in the same order
    for key in one.data_vars:
        if one[key].dtype.kind != "f":
            continue
        scale = float(np.abs(one[key]).max())
        scale = max(scale, 1.0) if np.isfinite(scale) else 1.0
        close = (1e-8 if key in LOOSE else 1e-12) * scale
        np.testing.assert_allclose(one[key], other[key], rtol=0, atol=close, err_msg=str(key))


@every(FIRST)
def test_the_left_side_does_what_the_right_side_does(version, load):
    right, left = (bl.simulate(trial_of(version, load, side=side)) for side in SIDES)
    assert_same(right, mirror_image(left))


@every(BARE)
def test_an_uneven_pose_and_its_mirror_image(version, load):
    limbs = [
        k
        for k in ("shoulder_flexion", "knee_flexion", "hip_flexion")
        if version.solved.isdisjoint(both_sides(k))
    ]
    angles = version.poses[-1].angles()
    bent = {
        f"{version.poses[-1].name}.{k}": angles[f"{k}_r"] + 0.1
        for k in limbs
        if k in version.poses[-1].coordinates
    }
    uneven = [{f"{k}{SUFFIX[side]}": value for k, value in bent.items()} for side in SIDES]
    try:
        right = bl.simulate(trial_of(version, load, pose=uneven[0]))
    except (PoseError, InputError) as refused:  # both feet stay where they are
        with pytest.raises(type(refused)):
            bl.simulate(trial_of(version, load, side="left", pose=uneven[1]))
        return
    assert not right.joint_angle.sel(side="right").equals(right.joint_angle.sel(side="left"))
    left = bl.simulate(trial_of(version, load, side="left", pose=uneven[1]))
    assert_same(right, mirror_image(left))


seconds = st.floats(0.1, 8.0).map(lambda s: round(s, 2)) | st.just("X")
pauses = st.just(0) | st.floats(0.0, 3.0).map(lambda s: round(s, 2))
people = st.builds(
    lambda height, bmi, **rest: bl.Athlete(height=height, mass=bmi * height**2, **rest),
    height=st.floats(1.45, 2.05),
    bmi=st.floats(16.0, 45.0),
    sex=st.sampled_from(["male", "female"]),
    age=st.floats(16.0, 95.0),
    training=st.sampled_from(["untrained", "trained", "elite"]),
)
masses = st.floats(0.0, 300.0) | st.floats(0.0, 5.0).map(lambda share: f"{share:.2f} BW") | st.just(1000.0)


@pytest.mark.parametrize("version", EVERY, ids=label)
def test_anybody_with_any_load_gets_numbers_or_a_reason(version):
    try_with_anybody(version, examples=3)


@pytest.mark.slow
@pytest.mark.parametrize("version", EVERY, ids=label)
def test_anybody_with_any_load_gets_numbers_or_a_reason_many_times(version):
    try_with_anybody(version, examples=100)


def with_any_mass(load, mass):
    """The load with another mass, where its mass can be chosen."""
    chosen = load is not None and any(item.name == "mass" and item.init for item in fields(load))
    return load.with_mass(mass) if chosen else load


def try_with_anybody(version, examples):
    options = loads(version)
    short = bl.Athlete(mass=95, height=1.45, sex="female", age=95.0)
    tall = bl.Athlete(mass=68, height=2.05, age=16.0)

    @settings(max_examples=examples)
    @given(
        athlete=people,
        load=st.sampled_from(options),
        mass=masses,
        tempo=st.tuples(seconds, pauses, seconds, pauses),
    )
    @example(athlete=short, load=options[-1], mass=1000.0, tempo=(0.1, 0, 0.1, 0))
    @example(athlete=tall, load=options[-1], mass=0.0, tempo=(8.0, 3.0, "X", 3.0))
    def tried(athlete, load, mass, tempo):
        try:
            trial = bl.Trial(version, athlete, load=with_any_mass(load, mass), tempo=tempo)
            run = run_trial(trial, MODEL.replace(samples=41))
        except (PoseError, InputError) as refused:
            assert len(str(refused)) > 30
            return
        found = dict(determinate(run))
        assert found.pop("strength_needed") >= 1  # infinite where nothing would do
        assert [quantity for quantity, values in found.items() if not np.isfinite(values).all()] == []
        assert (found["muscle_activation"] >= 0).all() and (found["muscle_activation"] <= 1 + 1e-12).all()
        if load is None and athlete.bmi < 30 and not {"X"} & {*tempo} and min(tempo[::2]) > 1:
            hangs = version.anchor.segment.startswith("hand")  # then what hangs below pulls the discs apart
            weight = MODEL.gravity * athlete.mass
            assert (found["compression"] > (-weight if hangs else 0.0)).all()

    tried()


# the check must find what was planted
HYPER = (bl.movements._folder / "reverse_hyper.toml").read_text(encoding="utf-8")
PLANTED = {
    "a joint out of anybody's range": (
        "deg = 56.2,",
        "deg = 170,",
        "hip_flexion_r comes to 170 deg, beyond",
    ),
    "both ends of the back held": (
        "[equipment.pendulum]",
        '[[contacts]]\nsegment = "foot"\nnote = "feet held"\n[equipment.pendulum]',
        "both sides of L5/S1",
    ),
    "a bench that would have to pull": (
        '[[contacts]]\nsegment = "forearm"',
        '[[contacts]]\nsegment = "foot"',
        "[[contacts]], or let it pull",
    ),
    "unknown equipment": (
        "[equipment.ankle_weight]",
        "[equipment.ankle_wait]",
        "equipment.ankle_wait is unknown",
    ),
    "an unknown site": (
        '[equipment.ankle_weight]\nsite = "ankle"',
        '[equipment.ankle_weight]\nsite = "elbow"',
        "goes to 'elbow'",
    ),
    "a machine out of reach": (
        "deg = 5, low_deg = 0, high_deg = 15",
        "deg = 140, low_deg = 0, high_deg = 145",
        "miss it by",
    ),
    "a swing that should pause": ('tempo = "1-0-1-0"', 'tempo = "1-1-1-0"', "swing: man without load: tempo"),
}
QUESTIONED = {
    "a number that nothing uses": (
        "fast_phase =",
        'spare = { value = 1, unit = "m", low = 0, high = 2, source = "assumed", note = "x" }\nfast_phase =',
        "numbers.spare is used nowhere",
    ),
    "a joint out of most people's range": ("deg = 56.2,", "deg = 130,", "of most people"),
    "a strap that goes slack": ("deg = 56.2,", "deg = 130,", "strap is slack in"),
}


def planted(tmp_path, old, new):
    assert old in HYPER
    path = tmp_path / "mine.toml"
    path.write_text(HYPER.replace(old, new, 1), encoding="utf-8")
    return check(path)


@pytest.mark.parametrize("fault", PLANTED)
def test_the_check_finds(tmp_path, fault):
    old, new, said = PLANTED[fault]
    report = planted(tmp_path, old, new)
    assert not report.ok
    assert any(said in problem for problem in report.problems), str(report)
    assert f"problem: {report.problems[0]}" in str(report)


@pytest.mark.parametrize("fault", QUESTIONED)
def test_the_check_questions(tmp_path, fault):
    report = planted(tmp_path, *QUESTIONED[fault][:2])
    assert report.ok
    assert any(QUESTIONED[fault][2] in warning for warning in report.warnings), str(report)


def test_a_file_that_cannot_be_read_is_a_problem(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(HYPER.replace("sd_deg = 6", "sd = 6", 1), encoding="utf-8")
    report = check(str(path))
    with pytest.raises(DataFileError) as caught:
        Movement.from_toml(path)
    assert report.problems == (str(caught.value),)
    assert not report.ok
    assert not check(tmp_path / "nothing.toml").ok


@pytest.mark.parametrize("wrong", [None, 3.0, bl.Trial(bl.movements.reverse_hyper, ME)])
def test_what_is_no_movement_cannot_be_checked(wrong):
    with pytest.raises(InputError, match="a Movement or the path of its file"):
        check(wrong)


def test_the_phases_of_every_tempo_are_those_of_the_vocabulary():
    for version in EVERY:
        assert {phase for phase, *_ in version.timeline} == set(PHASES)
        assert math.isclose(
            sum(version.durations().values()), sum(trial_of(version, None).durations.values())
        )
