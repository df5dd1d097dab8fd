"""Movements side by side at loads that make them equal in one quantity."""

import numpy as np
import pytest

import biolift as bl
from biolift.errors import InputError
from biolift.verbs.compare import compare
from biolift.verbs.load_for import load_for

FAST = bl.models.standard.replace(samples=31)
HIP = "peak_joint_moment[hip]"
BACK = "peak_lumbar_extension_moment[L5/S1]"


@pytest.fixture(scope="module")
def athlete():
    return bl.Athlete(mass=80, height=1.75, sex="male", training="trained")


@pytest.fixture(scope="module")
def chair(athlete):
    return bl.Trial(bl.movements.back_extension, athlete, load=bl.Plate("90 lb"), tempo="2-0-2-0")


@pytest.fixture(scope="module")
def hyper(athlete):
    return bl.Trial(bl.movements.reverse_hyper, athlete, load=bl.Pendulum(0), tempo="2-0-2-0")


def run(*args, **kwargs):
    return compare(*args, model=FAST, progress=False, **kwargs)


def test_equal_in_the_first_trials_value(chair, hyper):
    found = run([chair, hyper], match=BACK)
    values = bl.select(found, BACK).values
    assert values[1] == pytest.approx(values[0], rel=1e-6)
    plain = run([chair])
    assert values[0] == bl.select(plain, BACK).item()
    assert found["load_mass"].dims == ("movement",)
    assert found["load_mass"].attrs["units"] == "kg"
    first, second = found["load_mass"].values
    assert first == pytest.approx(90 * 0.45359237)
    assert second == pytest.approx(load_for(hyper, BACK, values[0], FAST))
    assert f"load_mass: {BACK} = {values[0]:g}" in found.attrs["axes"]
    assert f"Pendulum(mass={float(second)!r})" in found.attrs["trial"]


def test_at_a_number_every_load_is_found(chair, hyper):
    found = run([chair, hyper], match=HIP, at=120.0)
    np.testing.assert_allclose(bl.select(found, HIP), 120.0, rtol=1e-6)
    assert found["load_mass"].values[0] != pytest.approx(90 * 0.45359237, abs=0.1)


def test_the_first_may_have_no_load(chair, hyper):
    found = run([hyper.replace(load=None), chair], match=BACK)
    assert found["load_mass"].values[0] == 0.0
    assert found["load_mass"].values[1] > 0.0


def test_a_callable_is_matched(chair, hyper):
    def work(rep):
        return float(np.trapezoid(rep["compression"].sel(level="L5/S1"), rep["time"]))

    found = run([chair, hyper], match=work)
    a, b = bl.select(found, "impulse_compression").values
    assert b == pytest.approx(a, rel=1e-6)
    assert "load_mass: work = " in found.attrs["axes"]


def test_axes_and_report_apply_to_the_found_loads(chair, hyper):
    found = run(
        [chair, hyper], {"tempo": ["2-0-2-0", "1-0-1-0"]}, match=BACK, report=[BACK, "peak_compression"]
    )
    assert dict(found.sizes) == {"movement": 2, "tempo": 2}
    assert found["load_mass"].dims == ("movement",)
    values = found[BACK].sel(tempo="2-0-2-0").values
    assert values[1] == pytest.approx(values[0], rel=1e-6)


def test_without_match_nothing_changes(chair, hyper):
    found = run([chair, hyper])
    assert "load_mass" not in found.coords
    alone = run([hyper])
    assert bl.select(found, BACK).values[1] == bl.select(alone, BACK).item()


def test_out_of_reach_names_trial_range_and_values(chair, hyper):
    said = (
        r"match in reverse_hyper, target = 1.0: must be a value that peak_lumbar.* takes between 0 and 500 kg"
        r": it is [\d.]+ at 0 kg and [\d.]+ at 500 kg; type for example at=\d+"
    )
    with pytest.raises(InputError, match=said):
        run([hyper, chair], match=BACK, at=1.0)


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"match": "peak_joint_moment[hips]"}, "peak_joint_moment[...]"),
        ({"match": "peak_moment"}, "quantity"),
        ({"match": "peak_joint_moment[knee]"}, "match"),
        ({"match": BACK, "at": float("nan")}, "at"),
        ({"at": 100.0}, "at"),
        ({"match": BACK, "axes": {"load.mass": [1.0, 2.0]}}, "axes"),
    ],
)
def test_bad_input_names_the_field(chair, hyper, options, field):
    with pytest.raises(InputError) as caught:
        run([chair, hyper], **options)
    assert caught.value.field == field


def test_a_trial_without_load_is_named(chair, hyper):
    with pytest.raises(InputError, match=r"match in reverse_hyper, trial\.load = None: must be one load"):
        run([chair, hyper.replace(load=None)], match=BACK)
