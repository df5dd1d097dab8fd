"""Batches in float32 against the same in float64, and against themselves in other company."""

from __future__ import annotations

import numpy as np
import pytest
from twins.test_block_pipeline import ME, MODEL, check_chunks, equal, every_case, hard_cases, load_of

import biolift as bl
from biolift.engine.batch import run_batch
from biolift.engine.draws import Cloud
from biolift.engine.precision import TOLERANCE
from biolift.errors import InputError, StoreError
from biolift.library.quantities import quantity
from biolift.nouns.versions import Cases

#: The strength needed is found by halving an interval to this.
STRENGTH = 1e-3


def planar(trial):
    return trial.movement_resolved.plane == "sagittal"


def drawn(count, variants):
    """Draws of every movement, and of its variants too."""
    for movement in bl.movements:
        for variant in (None, *(movement.variants if variants else ())):
            slots = movement.in_variant(variant).equipment
            trial = bl.Trial(movement, ME, load=load_of(slots[0].kind) if slots else None, variant=variant)
            if planar(trial):
                yield Cloud(trial, MODEL, 1, choices=True).draw(count).cases


@pytest.fixture(
    scope="module",
    params=[pytest.param((8, False), id="some"), pytest.param((32, True), id="many", marks=pytest.mark.slow)],
)
def cases(request):
    one_by_one = [case for case in (*every_case(), *hard_cases()) if planar(case[0])]
    return Cases.joined([Cases.of(one_by_one), *drawn(*request.param)])


@pytest.fixture(scope="module")
def single(cases):
    return run_batch(cases, precision="float32")


@pytest.fixture(scope="module")
def double(cases):
    return run_batch(cases)


def most(batch, unit):
    """Largest peak in a unit, of every case; the least that says something is a thousandth."""
    peaks = [
        v for name, v in batch.values.items() if name.startswith("peak_") and quantity(name).unit == unit
    ]
    return np.max([np.nanmax(np.abs(v.reshape(len(v), -1)), axis=1, initial=1e-3) for v in peaks], axis=0)


def test_float32_is_within_its_tolerance(single, double):
    assert set(single.errors) == set(double.errors)
    compared = [n for n in double.values if not n.startswith(("time_of_peak_", "impulse_"))]
    assert len(compared) > 20
    for name in compared:
        one, other = double.values[name], single.values[name]
        assert np.array_equal(np.isfinite(one), np.isfinite(other)), name
        if name in ("overload", "slack_share"):
            assert np.array_equal(one, other, equal_nan=True)
            continue
        plain = "peak_" + name.removeprefix("peak_").removeprefix("mean_")
        known = np.isfinite(one)
        apart = np.where(known, np.abs(np.where(known, other, 0.0) - np.where(known, one, 0.0)), 0.0)
        if name.startswith("peak_"):  # of two as large either may give its sign
            sizes = (np.where(known, np.abs(v), 0.0) for v in (one, other))
            apart = np.minimum(apart, np.abs(np.subtract(*sizes)))
        apart = apart.reshape(len(one), -1).max(axis=1)
        if name == "strength_needed":
            assert apart.max() <= STRENGTH
            continue
        worst = (apart / most(double, quantity(plain).unit)).max()
        assert worst < TOLERANCE, f"{name} differs by {worst:.1e}"


def test_float32_is_not_float64(single, double):
    """A test that compares a form with itself would pass."""
    assert (single.values["peak_compression"] != double.values["peak_compression"]).mean() > 0.5


def test_float32_does_not_depend_on_threads_or_company(cases, single):
    some = np.arange(0, len(cases), 9)
    equal(single, run_batch([cases[c] for c in some], threads=1, precision="float32"), some)


def test_a_chunk_is_no_unit_of_a_result_in_float32():
    check_chunks("float32")


LIFT = bl.Trial(bl.movements.deadlift, ME, load=bl.Barbell(60))
MASSES = {"load.mass": [20, 40, 60]}


def test_verbs_take_a_precision_and_say_so():
    swept = bl.sweep(LIFT, MASSES, precision="float32", progress=False)
    again = bl.sweep(LIFT, {"load.mass": np.linspace(20, 60, 65)}, precision="float32", progress=False)
    assert "float32" in swept.attrs["precision"] and "precision" not in bl.sweep(LIFT, MASSES).attrs
    assert np.array_equal(swept.peak_compression, again.peak_compression[[0, 32, 64]])
    cloud = bl.sample(LIFT, 8, precision="float32", progress=False)
    exact = bl.sample(LIFT, 8, progress=False)
    assert "float32" in cloud.attrs["precision"] and "precision" not in exact.attrs
    assert not np.array_equal(cloud.peak_compression, exact.peak_compression)
    np.testing.assert_allclose(cloud.peak_compression, exact.peak_compression, rtol=TOLERANCE)


def test_a_store_is_of_one_precision(tmp_path):
    pytest.importorskip("zarr")
    call = {"report": ["peak_compression"], "store": tmp_path / "runs.zarr", "progress": False}
    kept = bl.sweep(LIFT, MASSES, precision="float32", **call)
    plain = bl.sweep(LIFT, MASSES, precision="float32", progress=False)
    assert np.array_equal(kept.peak_compression, plain.peak_compression.sel(level="L5/S1"))
    with pytest.raises(StoreError, match="precision is float32 there and float64 here"):
        bl.sweep(LIFT, MASSES, **call)


@pytest.mark.parametrize("verb", ["sweep", "sample"])
@pytest.mark.parametrize("precision", ["float16", 32, None])
def test_other_precisions_are_refused(verb, precision):
    with pytest.raises(InputError, match="precision = .*float64, float32"):
        getattr(bl, verb)(LIFT, axes=MASSES, precision=precision)


def test_turning_bodies_are_refused_before_anything_is_run():
    twist = bl.Trial(bl.movements.posterior_twist, ME)
    for call in (
        lambda: bl.sweep(twist, {"athlete.mass": [60, 80]}, precision="float32"),
        lambda: bl.sample(twist, 8, precision="float32"),
        lambda: run_batch([(LIFT, MODEL), (twist, MODEL)], precision="float32"),
    ):
        with pytest.raises(InputError, match="must be 'float64' where the body turns, as in Posterior twist"):
            call()
