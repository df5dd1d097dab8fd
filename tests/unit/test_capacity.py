"""The load at which the muscles can no longer meet the moments."""

import math

import pytest

import biolift as bl
from biolift.errors import InputError
from biolift.verbs.capacity import ACCURACY, Capacity, capacity

FAST = bl.models.standard.replace(samples=31)


@pytest.fixture(scope="module")
def athlete():
    return bl.Athlete(mass=80, height=1.75, sex="male", training="trained")


@pytest.fixture(scope="module")
def chair(athlete):
    return bl.Trial(bl.movements.back_extension, athlete, load=bl.Plate(0), tempo="2-0-2-0")


@pytest.fixture(scope="module")
def hyper(athlete):
    return bl.Trial(bl.movements.reverse_hyper, athlete, load=bl.Pendulum("50 %BW"), tempo="2-0-2-0")


def overload(trial, mass):
    found = bl.sweep(trial, {"load.mass": [mass]}, FAST, progress=False)
    return float(found["overload"].item())


@pytest.mark.parametrize("name", ["chair", "hyper"])
def test_just_below_fits_and_just_above_does_not(name, request):
    trial = request.getfixturevalue(name)
    found = capacity(trial, FAST)
    assert 20.0 < found.mass < 1000.0
    assert float(found) == found.mass
    assert overload(trial, found.mass) == 0.0
    assert overload(trial, found.mass + ACCURACY) == 1.0


def test_says_what_gives_out_first(chair):
    found = capacity(chair, FAST)
    rep = bl.simulate(chair.replace(load=bl.Plate(found.mass + 1.0)), FAST)
    share = rep["unmet_share"].sel(level=found.level)
    assert float(share.max()) == float(rep["unmet_share"].max())
    assert found.time == pytest.approx(rep["time"].values[int(share.values.argmax())], abs=0.3)
    assert found.demand in bl.simulate(chair, FAST)["demand"].values
    assert str(found).startswith(f"above {found.mass:.3f} kg the muscles cannot meet the ")
    assert f"{found.demand.replace('_', ' ')} moment (balance at {found.level}" in found.reason


def test_stronger_lifts_more(chair):
    stronger = chair.replace(athlete=bl.Athlete(mass=80, height=1.75, sex="male", training="elite"))
    assert capacity(stronger, FAST).mass > capacity(chair, FAST).mass + 1.0


def test_overloaded_without_load_is_zero_and_says_why(chair):
    weak = chair.replace(athlete=bl.Athlete(mass=150, height=1.6, sex="female", strength=0.3))
    found = capacity(weak, FAST)
    assert found.mass == 0.0
    assert overload(weak, 0.0) == 1.0
    assert found.demand and found.reason.startswith("even without load the muscles cannot meet the ")


def test_no_load_reaches_it(athlete):
    # a plate at the hips of the back extension lies on the pad: it asks next to nothing of the muscles
    trial = bl.Trial(
        bl.movements.back_extension, athlete, load=bl.FreeWeight(0, site="hips"), tempo="2-0-2-0"
    )
    found = capacity(trial, FAST)
    assert found == Capacity(mass=math.inf)
    assert found.reason == "the muscles meet every moment up to 1000 kg"


@pytest.mark.parametrize("load", [None, [bl.Plate(5, site="chest"), bl.Barbell(20)]])
def test_needs_one_load(chair, load):
    with pytest.raises(InputError, match=r"trial\.load = .* must be one load"):
        capacity(chair.replace(load=load), FAST)
