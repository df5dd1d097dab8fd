"""Versions packed together are what each of them is alone, for every movement and variant."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest

import biolift as bl
from biolift.engine.batch import run_batch
from biolift.engine.block.columns.once import alike
from biolift.engine.draws import Cloud
from biolift.engine.grid import Grid
from biolift.library.verdicts import people
from biolift.nouns.paths import with_value
from biolift.nouns.versions import Cases

ME = bl.Athlete(mass=82, height=1.8)
MODEL = bl.models.standard
WAYS = [
    pytest.param(movement, variant, id=f"{movement.id}-{variant}")
    for movement in bl.movements
    for variant in (None, *movement.variants)
]
KEPT = ["peak_joint_moment", "peak_compression", "impulse_group_force", "strength_needed"]


def same(one, other):
    assert set(one.errors) == set(other.errors)
    for name, values in one.values.items():
        assert np.array_equal(values, other.values[name], equal_nan=True), name


@pytest.mark.parametrize(("movement", "variant"), WAYS)
def test_draws_packed_together_are_those_packed_one_by_one(movement, variant):
    drawn = Cloud(bl.Trial(movement, ME, variant=variant), MODEL, 3, choices=True, people=people()).draw(6)
    assert len(drawn.cases.sets) > 1
    same(run_batch(drawn.cases, KEPT), run_batch(list(drawn.cases), KEPT))


@pytest.mark.parametrize(
    ("trial", "grid"),
    [
        (bl.Trial(bl.movements.deadlift, ME, load=bl.Barbell(60)),
         {"load.mass": [20, 60.5], "tempo": ["2-0-2-0", "1-0-X-0"], "numbers.fast_phase": [0.5, 0.7]}),
        (bl.Trial(bl.movements.reverse_hyper, ME, load=bl.Pendulum(20)),
         {"load.plate_radius": [0.6, 0.7], "athlete": [ME, bl.Athlete(mass=60, height=1.65, sex="female")],
          "pose.top.hip_flexion": [0.0, 0.1], "model.sharing.power": [2, 3]}),
        (bl.Trial(bl.movements.single_leg_good_morning, ME, load=bl.Band("44 mm")),
         {"load.width": [0.02, 0.044], "side": ["left", "right"], "model.spine.disc_tilt_l5s1": [0.6, 0.7]}),
        (bl.Trial(bl.movements.hanging_knee_raise, ME),
         {"athlete.mass": [60, 90], "model.muscles.psoas.max_force": [800.0, 900.0]}),
    ],
    ids=lambda one: one.movement.id if isinstance(one, bl.Trial) else "",
)  # fmt: skip
def test_points_of_a_grid_are_trials_with_these_values(trial, grid):
    whole = Grid(trial, MODEL, grid).cases()
    cases = []
    for point in np.ndindex(*(len(values) for values in grid.values())):
        one = trial, MODEL
        for k, (path, values) in zip(point, grid.items(), strict=True):
            one = with_value(*one, path, values[k])
        cases.append(one)
    assert len(whole.sets) < len(cases) == len(whole)
    same(run_batch(whole, KEPT), run_batch(cases, KEPT))
    part = Grid(trial, MODEL, grid).cases(1, 3)
    same(run_batch(part, KEPT), run_batch(cases[1:4], KEPT))


def test_cases_are_found_at_their_places():
    lift = bl.Trial(bl.movements.deadlift, ME, load=bl.Barbell(60))
    some = Grid(lift, MODEL, {"tempo": ["2-0-2-0", "1-0-1-0"], "load.mass": [20.0, 40.0]}).cases()
    both = Cases.joined([some, Cases.of([(lift, MODEL)])])
    assert [trial.load.mass for trial, _ in both] == [20, 40, 20, 40, 60]
    assert [str(trial.tempo_resolved) for trial, _ in both[1:3]] == ["2-0-2-0", "1-0-1-0"]


class Counted(tuple):
    """Sets that count how often all of them are looked through."""

    looks = 0

    def __iter__(self):
        Counted.looks += 1
        return super().__iter__()


def test_cases_of_a_list_are_found_without_looking_through_all_each_time():
    lifts = [(bl.Trial(bl.movements.deadlift, ME, load=bl.Barbell(20 + k)), MODEL) for k in range(40)]
    cases = Cases.of(lifts)
    cases.sets = Counted(cases.sets)
    assert list(cases) == lifts
    assert [cases[k] for k in range(39, -1, -1)] == lifts[::-1] and cases[-1] == lifts[-1]
    assert Counted.looks <= 2
    with pytest.raises(IndexError):
        cases[40]


def test_the_first_of_a_million_cases_needs_no_table_of_all():
    lift = bl.Trial(bl.movements.deadlift, ME, load=bl.Barbell(60))
    axes = {"load.mass": np.linspace(20.0, 100.0, 1000).tolist(), "athlete.mass": [80.0, 90.0] * 500}
    cases = Grid(lift, MODEL, axes).cases()
    tracemalloc.start()
    try:
        assert cases[0][0].load.mass == 20
        assert tracemalloc.get_traced_memory()[1] < len(cases)
    finally:
        tracemalloc.stop()
    assert cases[999_999][0].load.mass == 100


def test_rows_are_alike_bit_for_bit():
    rows = np.repeat([[0.0, 1.5, np.nan]], 4, axis=0)
    assert alike(rows, rows[:, 1, None]) and alike(rows[:, :2])
    rows[2, 0] = -0.0
    assert not alike(rows) and alike(rows[:, 1:])
    assert not alike(rows[:0])


def test_results_of_scattered_cases_are_those_in_a_row():
    """Rows of one set go to their places as a slice where they follow one another, else one by one."""
    hyper = bl.Trial(bl.movements.reverse_hyper, ME, load=bl.Pendulum(8))
    row = Grid(hyper, MODEL, {"load.mass": np.linspace(2.0, 8.0, 7).tolist()}).cases()
    ((versions, _),) = row.sets
    places = np.array([4, 0, 9, 2, 7, 1, 5])
    bare = Cases.of([(bl.Trial(bl.movements.deadlift, ME, load=bl.Barbell(60)), MODEL)] * 3)
    others = [(one, where) for (one, _), where in zip(bare.sets, np.array([[3], [6], [8]]), strict=True)]
    mixed = run_batch(Cases([(versions, places), *others]), KEPT)
    alone = run_batch(row, KEPT)
    for name, values in alone.values.items():
        own = mixed.values[name]
        if "group" in name:
            labels = [mixed.labels["group"].index(label) for label in alone.labels["group"]]
            own = own[:, labels]
        assert np.array_equal(own[places], values, equal_nan=True), name
