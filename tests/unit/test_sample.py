"""Samples and sensitivities as a user meets them."""

import numpy as np
import pytest

import biolift as bl
from biolift.errors import InputError
from biolift.verbs import many

ME = bl.Athlete(mass=82, height="5 ft 11 in", sex="male", training="trained")
CHAIR = bl.Trial(bl.movements.back_extension, ME, load=bl.Plate(20))
TWO = ["peak_compression", "impulse_group_force"]


@pytest.fixture(scope="module")
def cloud():
    return bl.sample(CHAIR, 32, 7, axes={"load.mass": [0, 20]}, report=TWO, progress=False)


def test_a_sample_is_a_dataset_with_what_was_drawn(cloud):
    assert cloud.peak_compression.dims == ("draw", "load_mass", "level")
    assert cloud.peak_compression.attrs["units"] == "N"
    assert set(cloud.data_vars) >= {*TWO, "parameter_value", "choice_sharing_power"}
    assert np.isfinite(cloud.peak_compression).all()
    assert (cloud.source != "").all()
    assert cloud.attrs["seed"] == "7"
    assert "dumas_2018" in cloud.attrs["sources"]
    assert "@" in bl.cite(cloud)


def test_the_spread_is_neither_nothing_nor_everything(cloud):
    compression = cloud.peak_compression.sel(level="L5/S1", load_mass=20)
    low, high = np.quantile(compression, [0.05, 0.95])
    middle = float(bl.simulate(CHAIR).compression.sel(level="L5/S1").max())
    assert low < middle < high
    assert 0.1 < (high - low) / middle < 1.0


def test_both_ends_of_an_axis_get_the_same_draws(cloud):
    light, heavy = (cloud.peak_compression.sel(level="L5/S1", load_mass=m) for m in (0, 20))
    assert (heavy > light).all()


def test_draws_go_on_where_they_ended(cloud):
    more = bl.sample(CHAIR, 8, 7, report=["peak_compression"], first=24, progress=False)
    assert np.array_equal(more.peak_compression, cloud.peak_compression.sel(load_mass=20)[24:])
    assert list(more.draw.values) == list(range(24, 32))


def test_parameters_alone_leave_the_choices():
    alone = bl.sample(CHAIR, 8, 7, choices=False, report=["peak_compression"], progress=False)
    assert not [name for name in alone.data_vars if str(name).startswith("choice_")]
    assert alone.attrs["choices"] == "as the model has them"


def test_draws_that_cannot_be_done_are_counted():
    tall = CHAIR.replace(movement=bl.movements.reverse_hyper, load=bl.Pendulum(10, reach_high=1.03))
    found = bl.sample(tall, 16, 1, report=["peak_compression"], progress=False)
    missing = int(np.isnan(found.peak_compression.sel(level="L5/S1")).sum())
    assert 0 < missing < 16
    assert found.attrs["failed"].startswith(f"{missing} of 16 draws could not be done")
    assert "collar reaches" in found.attrs["failed"]


def test_interrupted_what_is_done_is_kept(monkeypatch):
    monkeypatch.setattr(many, "needs_curve", lambda name: True)
    done, one = [], many._one

    def stops(*args):
        if len(done) == 5:
            raise KeyboardInterrupt
        done.append(args)
        return one(*args)

    monkeypatch.setattr(many, "_one", stops)
    found = bl.sample(CHAIR, 16, 7, report=["peak_compression"], progress=False)
    assert np.isfinite(found.peak_compression).all("level").sum() == 5
    assert found.attrs["interrupted"] == "11 of 16 draws were not reached"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"draws": 0}, "draws"),
        ({"draws": 2.5}, "whole number"),
        ({"draws": True}, "draws"),
        ({"draws": 4, "seed": -1}, "seed"),
        ({"draws": 4, "first": "x"}, "first"),
        ({"draws": 4, "report": ["peak_compresion"]}, "peak_compression"),
        ({"draws": 4, "axes": {"load.maas": [1]}}, "load.mass"),
    ],
)
def test_wrong_requests_say_what_to_type(given, said):
    with pytest.raises(InputError, match=said):
        bl.sample(CHAIR, **given, progress=False)


def test_sensitivity_names_what_matters():
    found = bl.sensitivity(CHAIR, "peak_compression[L5/S1]", 16, 3, single=3, progress=False)
    assert found.sizes["factor"] == len(set(found.factor.values))
    assert (np.diff(found.total_order) <= 0).all()
    assert "modelling choices" in found.factor.values
    assert (found.members == 1).sum() >= 3
    assert found.attrs["rows"] == "16 of 16 rows could be done"
    assert (found.total_order_interval.sel(bound="low") <= found.total_order + 1e-12).all()
    assert bl.plot.influence(found).axes


def test_sensitivity_refuses_what_it_cannot_rank():
    with pytest.raises(InputError, match="draws"):
        bl.sensitivity(CHAIR, draws=4, progress=False)
    with pytest.raises(InputError, match="quantity"):
        bl.sensitivity(CHAIR, "peak_compresion", 8, progress=False)


def test_a_comparison_tells_both_spreads_apart():
    hold = bl.Trial(bl.movements.standing, ME)
    plain = bl.compare([hold, CHAIR], progress=False)
    found = bl.compare([hold, CHAIR], draws=16, seed=1, progress=False)
    assert "interval" not in plain
    assert found.interval.dims == ("movement", "shown", "bound")
    inner = found.interval.sel(shown="peak_compression[L5/S1]")
    value = found.peak_compression.sel(level="L5/S1")
    assert (inner.sel(bound="low") < inner.sel(bound="high")).all()
    assert (inner.sel(bound="model_low") <= value + 1e-9).all()
    assert (value <= inner.sel(bound="model_high") + 1e-9).all()
    assert "±" in bl.plot.table(found)
    assert "±" not in bl.plot.table(plain)
    assert "Whiskers" in bl.plot.comparison(found).get_supxlabel()
    again = bl.compare([hold, CHAIR], draws=16, seed=1, report=["peak_compression"], progress=False)
    assert "interval" in again


def test_intervals_of_what_is_asked_beside_everything_else():
    me = bl.Athlete(mass=80, height=1.75)
    chair = bl.Trial(bl.movements.back_extension, me, load=bl.Plate(10))
    asked = ["impulse_group_force[erector_spinae]"]
    both = bl.compare([chair], draws=4, intervals=asked, progress=False)
    assert both["shown"].values.tolist() == asked
    assert "overload" in both and "peak_compression" in both
    value = float(bl.select(both, asked[0]).item())
    low, high = both.interval.isel(movement=0, shown=0).sel(bound=["low", "high"]).values
    assert 0.5 * value < low < high < 2 * value
    with pytest.raises(InputError, match="impulse_group_force"):
        bl.compare([chair], draws=4, intervals=["impulse_group_forc[erector_spinae]"], progress=False)
