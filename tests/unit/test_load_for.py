"""The load at which a quantity reaches a target."""

import pytest

import biolift as bl
from biolift.errors import InputError
from biolift.verbs.load_for import load_for

FAST = bl.models.standard.replace(samples=31)
MOMENT = "peak_lumbar_extension_moment[L5/S1]"


@pytest.fixture(scope="module")
def athlete():
    return bl.Athlete(mass=80, height=1.75, sex="male", training="trained")


@pytest.fixture(scope="module")
def chair(athlete):
    return bl.Trial(bl.movements.back_extension, athlete, load=bl.Plate(0), tempo="2-0-2-0")


@pytest.fixture(scope="module")
def hyper(athlete):
    return bl.Trial(bl.movements.reverse_hyper, athlete, load=bl.Pendulum(0), tempo="2-0-2-0")


def value(trial, mass, quantity=MOMENT):
    found = bl.sweep(trial, {"load.mass": [mass]}, FAST, progress=False)
    return float(bl.select(found, quantity).item())


@pytest.mark.parametrize("mass", [0.0, 7.5, 35.0, 180.0])
def test_gives_back_the_load_that_made_the_target(chair, mass):
    assert load_for(chair, MOMENT, value(chair, mass), FAST) == pytest.approx(mass, abs=1e-5)


def test_equates_two_movements(chair, hyper):
    target = value(chair, 40.0)
    mass = load_for(hyper, MOMENT, target, FAST)
    assert 0.0 < mass < 40.0  # the reverse hyper asks more of the lower back per kilogram
    assert value(hyper, mass) == pytest.approx(target, rel=1e-8)


def test_a_callable_reads_the_curves(chair):
    def hips_at_start(ds):
        return float(ds["joint_moment"].sel(joint="hip").sum("side")[0])

    empty, loaded = (
        hips_at_start(bl.simulate(chair.replace(load=bl.Plate(mass)), FAST)) for mass in (0.0, 10.0)
    )
    assert load_for(chair, hips_at_start, 0.5 * (empty + loaded), FAST) == pytest.approx(5.0, abs=1e-4)


def test_a_quantity_that_bends_with_the_load(chair):
    bent = load_for(chair, "peak_group_force[gluteus_maximus]", 2500.0, FAST)
    assert value(chair, bent, "peak_group_force[gluteus_maximus]") == pytest.approx(2500.0, rel=1e-6)


def test_reads_masses_with_units(chair):
    target = value(chair, 20.0)
    assert load_for(chair, MOMENT, target, FAST, low="10 lb", high="100 lb") == pytest.approx(20.0, abs=1e-5)


def test_without_such_a_load_says_the_values_at_both_ends(chair):
    with pytest.raises(InputError, match=r"target = 50.0: must be a value that .* between 0 and 500 kg"):
        load_for(chair, MOMENT, 50.0, FAST)
    with pytest.raises(InputError, match=r"it is [\d.]+ at 0 kg and [\d.]+ at 30 kg; type .* target=\d+"):
        load_for(chair, MOMENT, 1000.0, FAST, high=30.0)


def test_what_cannot_be_known_is_refused(chair):
    with pytest.raises(InputError, match=r"knee\].* must be a number at 0 kg: see the scope"):
        load_for(chair, "peak_joint_moment[knee]", 10.0, FAST)


@pytest.mark.parametrize(
    ("changes", "options", "field"),
    [
        ({"load": None}, {}, "trial.load"),
        ({"load": [bl.Plate(5, site="chest"), bl.Barbell(20)]}, {}, "trial.load"),
        ({}, {"target": float("nan")}, "target"),
        ({}, {"low": -1.0}, "low"),
        ({}, {"low": 20.0, "high": 10.0}, "high"),
        ({}, {"quantity": "peak_moment"}, "quantity"),
    ],
)
def test_bad_input_names_the_field(chair, changes, options, field):
    given = {"quantity": MOMENT, "target": 200.0, "model": FAST} | options
    with pytest.raises(InputError) as caught:
        load_for(chair.replace(**changes), **given)
    assert caught.value.field == field
