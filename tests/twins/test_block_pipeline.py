"""Batches that run in compiled blocks against the same repetitions one by one."""

from __future__ import annotations

import numpy as np
import pytest

import biolift as bl
from biolift.engine import outcome
from biolift.engine.batch import REFUSED, run_batch
from biolift.engine.block.structure import structure, structure_key
from biolift.engine.dataset import of_curve, summary_values
from biolift.engine.draws import Cloud
from biolift.engine.grid import Grid
from biolift.engine.pipeline import run_trial
from biolift.engine.scope import scope
from biolift.equipment import kinds
from biolift.errors import PoseError
from biolift.library.quantities import curve_of, quantity
from biolift.nouns.versions import Cases

MODEL = bl.models.standard
ME = bl.Athlete(mass=82, height=1.8)
#: Below it a peak is rounding.
ROUNDING = 1e-9
#: Below this size [N, N m, W, 1] of a curve a summary is rounding.
NOTHING = 1e-3
#: Neighbours move alike, move alike with other muscles, and move otherwise; the heaviest overload.
AXES = {
    "model.sharing.power": [2, 3],
    "load.mass": [20, 50, 80, 110, 140, 170, 200, 230, 260],
    "numbers.bar_height": [0.22, 0.25],
    "model.muscles.extension_arm_factor": [1.0, 1.1],
    "model.sharing.cocontraction": [0.0, 0.2],
}


def load_of(kind):
    return bl.Band("44 mm") if kind == "band" else kinds()[kind](20)


def every_case():
    """All movements and variants, on both sides, with each kind of load and with two."""
    for movement in bl.movements:
        for variant in (None, *movement.variants):
            slots = [slot.kind for slot in movement.in_variant(variant).equipment]
            loads = [
                None,
                *map(load_of, slots),
                *([[load_of(kind) for kind in slots[:2]]] if slots[1:] else []),
            ]
            for k, load in enumerate(loads):
                side = "left" if k % 2 else "right"
                yield bl.Trial(movement, ME, load=load, side=side, variant=variant), MODEL


def hard_cases():
    """Overloaded, out of reach, other rules, weights, gravity, sizes, tempos, bands beyond their range."""
    lift = bl.Trial(bl.movements.deadlift, ME, load=bl.Barbell(60))
    cube = MODEL.replace(sharing=bl.sharing.ActivationPower(3, weights="pcsa", floor=0.02))
    small = bl.Athlete(mass=48, height=1.52, sex="female", age=70, strength=0.6)
    yield lift.replace(load=bl.Barbell(260)), MODEL
    yield lift.replace(load=bl.Barbell(260)), cube
    yield lift, cube
    yield lift.replace(athlete=small, tempo="3-1-X-0"), MODEL.replace(gravity=1.62)
    yield lift.replace(tempo=bl.Tempo.hold(3)), MODEL.replace(samples=64)
    yield lift, MODEL.replace(samples=333)
    late = bl.Trial(bl.movements.good_morning, ME, load=bl.Barbell(260))  # hardest in the third block
    yield late, MODEL.replace(samples=333)
    yield bl.Trial(bl.movements.reverse_hyper, ME, load=bl.Pendulum("100 %BW"), variant="swing"), cube
    yield bl.Trial(bl.movements.reverse_hyper, ME, load=bl.Pendulum(20, reach_high=0.5)), MODEL
    yield bl.Trial(bl.movements.reverse_hyper, ME, load=bl.Pendulum(20, reach_low=0.75)), MODEL
    far = {"top.hip_flexion": "-60 deg"}  # beyond anybody's joint
    yield bl.Trial(bl.movements.reverse_hyper, ME, load=bl.Pendulum(20), pose=far), MODEL
    yield bl.Trial(bl.movements.single_leg_good_morning, ME, load=bl.Band("64 mm", count=2)), cube
    drawn = Cloud(lift, MODEL, 5, choices=True).draw(24).cases
    yield from (drawn[2], drawn[8])  # a place out of reach, and a knee beyond anybody's


@pytest.fixture(scope="module")
def cases():
    return [*every_case(), *hard_cases()]


@pytest.fixture(scope="module")
def batch(cases):
    return run_batch(cases)


def alike(name, block, one, curves):
    """Largest difference over the size of the curve."""
    scale = np.nanmax(np.abs(np.concatenate([np.ravel(one), np.ravel(curves)])), initial=NOTHING)
    same = (np.isinf(block) & np.isinf(one)) | (np.isnan(block) & np.isnan(one))
    return np.max(np.where(same, 0.0, np.abs(block - one)), initial=0.0) / scale


def test_blocks_give_what_one_repetition_gives(cases, batch):
    refused = 0
    for c, (trial, model) in enumerate(cases):
        try:
            run = run_trial(trial, model)
        except PoseError as error:
            assert batch.errors[c] == str(error)
            refused += 1
            continue
        assert c not in batch.errors
        alone = [line for line in scope(run) if "the moment across" not in line]  # told of single ones only
        assert batch.scope[c] == alone
        curves, labels = outcome.values(run), outcome.labels(run)
        for name, one in summary_values(curves, labels["time"]).items():
            dims = quantity(name).dims
            places = [[batch.labels[d].index(label) for label in labels[d]] for d in dims]
            block = batch.values[name][np.ix_([c], *places)][0]
            plain = name.removeprefix("peak_").removeprefix("mean_").removeprefix("impulse_")
            if name.startswith("peak_"):  # the sign of nothing says nothing
                small = np.abs(one) < ROUNDING
                block, one = (np.where(small, np.abs(value), value) for value in (block, one))
            if name.startswith("time_of_peak_"):
                continue  # below, by value
            tolerance = 1e-8 if plain in MUSCULAR else 1e-11
            worst = alike(name, block, one, curves.get(plain, 0.0))
            assert worst < tolerance, f"{trial!r}: {name} differs by {worst:.1e}"
    assert 2 <= refused < 10


MUSCULAR = (
    *("group_force", "group_activation", "compression", "anterior_shear", "right_shear", "unmet_moment"),
    *("unmet_share", "strength_needed"),
)


def test_the_time_of_a_peak_is_one_at_which_the_curve_has_it(cases, batch):
    for c in range(0, len(cases), 7):
        trial, model = cases[c]
        if c in batch.errors:
            continue
        run = run_trial(trial, model)
        curves, time = outcome.values(run), run.motion.time
        for name in ("compression", "joint_moment", "lumbar_extension_moment"):
            at = batch.values[f"time_of_peak_{name}"][c]
            peak = np.abs(batch.values[f"peak_{name}"][c])
            known = np.isfinite(at)
            sample = np.rint(np.where(known, at, 0.0) / time[-1] * (len(time) - 1)).astype(int)
            there = np.take_along_axis(np.abs(curves[name]), sample[..., None], axis=-1)[..., 0]
            np.testing.assert_allclose(there[known], peak[known], rtol=1e-8, atol=1e-8)


def equal(one, other, which):
    """Whether the cases `which` of `one` are those of `other` to the bit."""
    for name, values in other.values.items():
        labels = [[one.labels[d].index(label) for label in other.labels[d]] for d in quantity(name).dims]
        assert np.array_equal(one.values[name][np.ix_(which, *labels)], values, equal_nan=True), name


def test_results_do_not_depend_on_threads_or_company(cases):
    """Each with lighter and heavier athletes in one room, those that cannot be done too."""
    axes = {"athlete.mass": [60, 82, 95]}
    hard = list(hard_cases())[:-2]  # drawn trials take no other athlete
    several = Cases.joined(Grid(*case, axes).cases() for case in (*cases[::5], *hard))
    together = run_batch(several)
    equal(together, run_batch(list(several), threads=1), np.arange(len(several)))
    assert together.errors


def sweep():
    """Cases of a grid that differ in numbers and in the rule, over several blocks of samples."""
    lift = bl.Trial(bl.movements.deadlift, ME, load=bl.Barbell(60))
    return Grid(lift, MODEL.replace(samples=250), AXES)


def other_order():
    """The same with the axes from last to first, and where each of its cases is in :func:`sweep`."""
    first = sweep()
    turned = Grid(*first.cases()[0], dict(reversed(AXES.items())))
    return turned.cases(), np.arange(len(first)).reshape(first.shape).T.ravel()


def test_a_chunk_is_no_unit_of_the_result():
    whole = check_chunks("float64")
    assert 40 < whole.values["overload"].sum() < len(whole.reached)


def check_chunks(precision):
    """Cases in one room, in rooms of other threads, cut otherwise, in another order, and one by one."""
    cases = sweep().cases()
    assert len(cases.sets) == 2
    whole, every = run_batch(cases, threads=1, precision=precision), np.arange(len(cases))
    assert not whole.errors
    equal(whole, run_batch(cases, threads=3, precision=precision), every)
    for k in range(0, len(cases), 37):
        equal(
            whole,
            run_batch(sweep().cases(k, min(37, len(cases) - k)), precision=precision),
            every[k : k + 37],
        )
    turned, places = other_order()
    equal(whole, run_batch(turned, precision=precision), places)
    equal(whole, run_batch(list(cases), precision=precision), every)
    return whole


def test_only_the_quantities_asked_for_are_kept_and_progress_adds_up():
    lift = bl.Trial(bl.movements.deadlift, ME, load=bl.Barbell(60))
    seen = []
    batch = run_batch([(lift, MODEL)] * 70, ["peak_compression"], progress=seen.append)
    assert list(batch.values) == ["peak_compression"] and sum(seen) == 70
    assert batch.reached.all()


def test_cases_that_differ_in_numbers_are_one_group():
    lift = bl.Trial(bl.movements.deadlift, ME, load=bl.Barbell(60))
    other = lift.replace(load=bl.Barbell(80), athlete=bl.Athlete(mass=60, height=1.6), tempo="3-0-1-1")
    assert structure_key(lift, MODEL) == structure_key(other, MODEL.replace(gravity=3.0))
    assert structure_key(lift, MODEL) != structure_key(lift.replace(tempo="3-1-1-1"), MODEL)


def test_muscle_sets_with_other_arms_are_other_groups():
    """Equal names do not make one moment matrix."""
    lift = bl.Trial(bl.movements.deadlift, ME, load=bl.Barbell(60))
    muscles = MODEL.muscles
    k, long = next((k, m) for k, m in enumerate(muscles.muscles) if any(m.knee_arm) and any(m.hip_arm))
    short = long.replace(knee_arm=(0.0,) * 5)
    other = MODEL.replace(
        muscles=muscles.replace(muscles=(*muscles.muscles[:k], short, *muscles.muscles[k + 1 :]))
    )
    batch = run_batch([(lift, MODEL), (lift, other)], ["peak_compression"])
    for c, model in enumerate((MODEL, other)):
        alone = run_batch([(lift, model)], ["peak_compression"])
        assert np.array_equal(batch.values["peak_compression"][c], alone.values["peak_compression"][0])


def test_every_row_of_the_moment_matrix_is_eliminated_once():
    trial = bl.Trial(bl.movements.single_leg_good_morning, ME)
    pattern = structure(trial, MODEL).plan.muscles.pattern
    assert len(set(pattern.rows.tolist())) == len(pattern.rows) == 10


def test_least_values_and_positive_integrals_of_curves():
    lift = bl.Trial(bl.movements.deadlift, ME, load=bl.Barbell(60))
    hyper = bl.Trial(bl.movements.reverse_hyper, ME, load=bl.Pendulum(20))
    names = [f"{kind}_{curve}" for kind in ("least", "positive")
             for curve in ("joint_power", "compression", "joint_moment", "group_activation")]  # fmt: skip
    for trial in (lift, hyper):
        batch, run = run_batch([(trial, MODEL)], names), run_trial(trial, MODEL)
        assert list(batch.values) == names
        curves, labels = outcome.values(run), outcome.labels(run)
        for name in names:
            one, curve = of_curve(name, curves[curve_of(name)], labels["time"]), curves[curve_of(name)]
            assert alike(name, batch.values[name][0], one, curve) < 1e-8, name


def test_poses_of_draws_are_completed_in_blocks():
    """Draws without a noun in common, some of which cannot stand as their pose wants."""
    lift = bl.Trial(bl.movements.deadlift, ME, load=bl.Barbell(60))
    cases = Cloud(lift, MODEL, 5, choices=True).draw(24).cases
    batch = run_batch(cases)
    for c, case in enumerate(cases):
        try:
            run = run_trial(*case)
        except PoseError as error:
            assert batch.errors[c] == str(error)
            continue
        one = summary_values(outcome.values(run), outcome.labels(run)["time"])
        for name, tolerance in (("peak_joint_moment", 1e-11), ("peak_compression", 1e-8)):
            assert alike(name, np.abs(batch.values[name][c]), np.abs(one[name]), 0.0) < tolerance


def test_versions_have_the_numbers_of_cases_one_by_one_and_fewer_words():
    lift = bl.Trial(bl.movements.deadlift, ME, load=bl.Barbell(60))
    heights = [0.2, 0.5, 0.21, 0.49]  # two too high for thighs this low
    versions = Grid(lift, MODEL, {"numbers.bar_height": heights}).cases()
    assert len(versions.sets) == 1
    one_by_one = run_batch(list(versions))
    together = run_batch(versions)
    assert set(together.errors) == set(one_by_one.errors) == {1, 3}
    assert together.errors[1] == one_by_one.errors[1] and together.errors[3] == REFUSED
    assert len(together.scope) == 1 and one_by_one.scope[1] == []
    for name, values in one_by_one.values.items():
        assert np.array_equal(values, together.values[name], equal_nan=True), name
