"""Doses: what adds up over repetitions, sets, sessions and a week."""

import dataclasses

import numpy as np
import pytest

import biolift as bl
from biolift.engine.summary import time_above
from biolift.errors import InputError
from biolift.nouns.prescription import Prescription
from biolift.nouns.support import EquipmentSlot
from biolift.verbs.dose import SPANS, dose

FAST = bl.models.standard.replace(samples=31)
EACH = ("repetition", "set", "session", "week")


@pytest.fixture(scope="module")
def athlete():
    return bl.Athlete(mass=80, height=1.75, sex="male", training="trained")


@pytest.fixture(scope="module")
def chair(athlete):
    return bl.Trial(bl.movements.back_extension, athlete, load=bl.Plate(10), tempo="2-1-2-0")


@pytest.fixture(scope="module")
def hyper(athlete):
    return bl.Trial(bl.movements.reverse_hyper, athlete, load=bl.Pendulum(20), tempo="2-0-1-0")


@pytest.fixture(scope="module")
def one_leg(athlete):
    """A reverse hyper with the weight on the working ankle only."""
    slot = EquipmentSlot(kind="ankle_weight", sites=("ankle",), sides="working")
    movement = dataclasses.replace(bl.movements.reverse_hyper, equipment=(slot,), variants_=(), origin="")
    return bl.Trial(movement, athlete, load=bl.AnkleWeight(5), tempo="2-0-2-0")


def impulse(trial, name, **members):
    rep = bl.simulate(trial, FAST)
    return float(np.trapezoid(rep[name].sel(members).values, rep["time"].values))


def test_impulse_is_that_of_a_repetition_times_how_often(chair):
    found = dose(Prescription(chair, sets=2, reps=10, days=4), FAST)
    times = np.array([1, 10, 2 * 10, 4 * 2 * 10])
    assert tuple(found["span"].values) == SPANS == EACH
    for name, members in (
        ("lumbar_extension_moment", {"level": "L5/S1"}),
        ("compression", {"level": "L4/L5"}),
        ("group_force", {"group": "erector_spinae", "side": "left"}),
    ):
        values = found[f"impulse_{name}"].sel(members).values
        np.testing.assert_allclose(values, times * impulse(chair, name, **members), rtol=1e-12)


def test_a_repetition_is_what_sweep_says(chair):
    found = bl.sweep(chair, {"load.mass": [10.0]}, FAST, progress=False)
    text = "impulse_group_force[gluteus_maximus]"
    one = bl.select(dose(Prescription(chair), FAST), text).sel(span="repetition").item()
    assert one == pytest.approx(bl.select(found, text).item(), rel=1e-12)


def test_times_by_hand(chair):
    # a repetition lasts 2 + 1 + 2 = 5 s, a set of 8 of them 40 s; 3 sets with 2 rests of 60 s: 240 s
    found = dose(Prescription(chair, sets=3, reps=8, rest="1 min", days=2), FAST)
    assert found["repetitions"].values.tolist() == [1, 8, 24, 48]
    np.testing.assert_allclose(found["time_under_tension"], [5, 40, 120, 240])
    np.testing.assert_allclose(found["duration"], [5, 40, 240, 480])


def test_a_hold_is_under_tension_while_it_is_held(athlete):
    chair = bl.Trial(bl.movements.back_extension, athlete, tempo="1-10-1-0")
    found = dose(Prescription(chair, sets=1, reps=1), FAST)
    np.testing.assert_allclose(found["time_under_tension"], 12.0)
    np.testing.assert_allclose(found["duration"], 12.0)


def test_both_sides(one_leg):
    right, left, both = (
        dose(Prescription(trial, sides=sides, sets=2, reps=5, rest=30), FAST)
        for trial, sides in ((one_leg, 1), (one_leg.replace(side="left"), 1), (one_leg, 2))
    )
    force = right["impulse_group_force"].sel(group="gluteus_maximus", span="set")
    assert force.sel(side="right") > 1.05 * force.sel(side="left")
    mirrored = left["impulse_group_force"].sel(group="gluteus_maximus", span="set")
    assert mirrored.sel(side="left").item() == pytest.approx(force.sel(side="right").item(), rel=1e-8)
    total = both["impulse_group_force"].sel(group="gluteus_maximus", span="set")
    for side in ("right", "left"):
        assert total.sel(side=side).item() == pytest.approx(float(force.sum()), rel=1e-8)
    # 4 s on each side, 5 repetitions on each, 2 sets, one rest of 30 s
    assert both["repetitions"].values.tolist() == [2, 10, 20, 20]
    np.testing.assert_allclose(both["time_under_tension"], [8, 40, 80, 80])
    np.testing.assert_allclose(both["duration"], [8, 40, 110, 110])


def test_time_above_a_threshold(chair):
    rep = bl.simulate(chair, FAST)
    curve = rep["compression"].sel(level="L5/S1")
    middle = float(curve.min() + curve.max()) / 2
    limits = {"compression[L5/S1]": middle, "compression[L4/L5]": -1.0, "lumbar_flexion": 100.0}
    found = dose(Prescription(chair, sets=2, reps=3), FAST, limits)["time_above"]
    assert found["threshold"].values.tolist() == list(limits)
    assert found["threshold_value"].values.tolist() == list(limits.values())
    assert found["threshold_unit"].values.tolist() == ["N", "N", "rad"]
    np.testing.assert_allclose(found.sel(threshold="compression[L4/L5]"), [5, 15, 30, 30])
    np.testing.assert_allclose(found.sel(threshold="lumbar_flexion"), 0.0)
    fine = np.linspace(0, 5, 200_001)
    above = (np.interp(fine, rep["time"].values, curve.values) > middle).mean() * 5
    one = found.sel(threshold="compression[L5/S1]", span="repetition").item()
    assert 0.5 < one < 4.5
    assert one == pytest.approx(above, abs=1e-4)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([0, 2, 0], 1.0),  # half of each second
        ([0, 4, 4], 1.75),
        ([1, 1, 1], 0.0),  # at the threshold is not above it
        ([1, 2, 2], 2.0),
        ([0, 1, 0], 0.0),
        ([0, np.nan, 2], np.nan),
    ],
)
def test_crossings_are_straight_between_samples(values, expected):
    found = time_above(np.array(values, dtype=float), np.array([0.0, 1.0, 2.0]), 1.0)
    assert found == pytest.approx(expected, nan_ok=True)


def test_no_threshold_unless_given(chair):
    assert "time_above" not in dose(Prescription(chair), FAST)


def test_superset_adds_up(chair, hyper):
    first = Prescription(chair, sets=3, reps=5, rest=0, days=2)
    second = Prescription(hyper, sets=2, reps=10, rest=60, days=2)
    found = dose([first, second], FAST, {"compression[L5/S1]": 1000.0})
    assert found["item"].values.tolist() == ["back_extension", "reverse_hyper", "total"]
    alone = [dose(one, FAST, {"compression[L5/S1]": 1000.0}) for one in (first, second)]
    for name in ("impulse_compression", "impulse_group_force", "time_under_tension", "time_above"):
        for item, one in zip(found["item"].values, alone, strict=False):
            np.testing.assert_array_equal(found[name].sel(item=item).values, one[name].values)
        np.testing.assert_allclose(
            found[name].sel(item="total").values, (alone[0][name] + alone[1][name]).values, rtol=1e-12
        )
    # A B A B A: sets of 25 s and 30 s, a rest of 60 s after each B: 3 x 25 + 2 x 30 + 2 x 60 = 255 s
    np.testing.assert_allclose(found["duration"].sel(item="total"), [8, 55, 255, 510])
    # A B A B: the last B is followed by no rest
    even = dose([dataclasses.replace(first, sets=2), second], FAST)
    assert even["duration"].sel(item="total", span="session").item() == pytest.approx(50 + 60 + 60)


def test_a_list_of_one_is_a_superset_of_one(chair):
    found = dose([Prescription(chair)], FAST)
    assert found["item"].values.tolist() == ["back_extension", "total"]
    np.testing.assert_array_equal(*(found["impulse_compression"].isel(item=k).values for k in (0, 1)))


def test_overload_of_one_item_is_said(chair, hyper):
    heavy = Prescription(chair.replace(load=bl.Plate(400)))
    found = dose([heavy, Prescription(hyper)], FAST)
    assert found["overload"].values.tolist() == [1, 0, 1]
    assert "lower bounds" in found.attrs["scope"]


def test_every_variable_is_declared_and_the_result_says_where_it_comes_from(chair, tmp_path):
    prescribed = Prescription(chair, rest="2 min")
    found = dose(prescribed, FAST, {"compression[L5/S1]": 1000.0})
    for name in found.data_vars:
        assert found[name].attrs["units"] and found[name].attrs["long_name"]
    assert found.attrs["prescription"] == repr(prescribed)
    assert "no fatigue" in found.attrs["scope"]
    assert bl.load(bl.save(found, tmp_path / "dose.nc")).identical(found)
    assert "week" in bl.save(found, tmp_path / "dose.csv").read_text(encoding="utf-8")


def test_prescription_is_typed_back(hyper):
    given = Prescription(hyper, sets=2, reps=8, sides=2, rest="2 min", days=5)
    names = {name: getattr(bl, name) for name in ("Trial", "Athlete", "Tempo", "Pendulum")}
    assert eval(repr(given), {"bl": bl, "Prescription": Prescription, **names}) == given
    assert repr(Prescription(hyper)) == f"Prescription({hyper!r})"
    assert hash(given) == hash(dataclasses.replace(given))
    assert given.rest == 120.0
    assert [trial.side for trial in given.trials] == ["right", "left"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"trial": bl.movements.reverse_hyper}, "trial"),
        ({"sets": 0}, "sets"),
        ({"sets": True}, "sets"),
        ({"reps": 2.5}, "reps"),
        ({"reps": 1001}, "reps"),
        ({"sides": 3}, "sides"),
        ({"sides": "both"}, "sides"),
        ({"rest": -1}, "rest"),
        ({"rest": "long"}, "rest"),
        ({"days": 8}, "days"),
    ],
)
def test_bad_prescriptions_name_the_field(hyper, changes, field):
    with pytest.raises(InputError) as caught:
        Prescription(**{"trial": hyper, **changes})
    assert caught.value.field == f"prescription.{field}"
    assert "type for example" in str(caught.value)


def test_bad_doses_are_refused(chair, hyper):
    plan = Prescription(chair)
    for given in ([], chair, [plan, chair], "twice"):
        with pytest.raises(InputError, match="must be a Prescription, or a list"):
            dose(given, FAST)
    with pytest.raises(InputError, match=r"days = \[1, 5\]: must be the same"):
        dose([plan, Prescription(hyper, days=5)], FAST)
    other = hyper.replace(athlete=bl.Athlete(mass=60, height=1.65, sex="female"))
    with pytest.raises(InputError, match="one athlete"):
        dose([plan, Prescription(other)], FAST)


@pytest.mark.parametrize(
    ("limits", "match"),
    [
        ([("compression", 1.0)], "a mapping"),
        ({"compresion[L5/S1]": 1.0}, "'compression'"),
        ({"peak_compression": 1.0}, "a curve of the repetition"),
        ({"compression[L5/S1]": float("nan")}, r"thresholds\['compression"),
        ({"compression[L3/L4]": 1.0}, "L4/L5"),
        ({"joint_moment": 1.0}, "with a member of joint"),
    ],
)
def test_bad_thresholds_are_refused(chair, limits, match):
    with pytest.raises(InputError, match=match):
        dose(Prescription(chair), FAST, limits)
