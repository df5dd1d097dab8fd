"""Long sweeps and samples: the same values for any chunks, workers and interruptions, and plain errors."""

import os
import signal
import subprocess
import sys
import time
import warnings
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

import biolift as bl
from biolift.engine.sketch import ACCURACY
from biolift.engine.store import regions, zarr_store
from biolift.errors import DamagedWarning, InputError, StoreError
from biolift.verbs import quantiles, task

pytest.importorskip("zarr")
ME = bl.Athlete(mass=82, height="5 ft 11 in", sex="male", training="trained")
CHAIR = bl.Trial(bl.movements.back_extension, ME, load=bl.Plate(20))
AXES = {"tempo": ["2-0-1-0", "4-1-1-0"], "load.mass": np.linspace(0.0, 60.0, 150)}
REPORT = ["peak_compression", "impulse_group_force"]
DRAWN = {"draws": 80, "seed": 3, "axes": {"load.mass": [0, 20]}, "report": REPORT, "progress": False}
SHARES = [0.05, 0.5, 0.95]
QUIET = {"progress": False}

#: A sweep in small chunks, as a script.
SCRIPT = """
import sys, numpy as np, biolift as bl
from biolift.engine.store import regions
regions.FEWEST = 64
sys.path.insert(0, sys.argv[2])
from unit.test_long_runs import AXES, CHAIR
if __name__ == "__main__":
    print("begin", flush=True)
    bl.sweep(CHAIR, AXES, store=sys.argv[1], progress=False)
    print("end", flush=True)
"""


@pytest.fixture(autouse=True)
def small(monkeypatch):
    """Chunks of 64 repetitions."""
    monkeypatch.setattr(regions, "FEWEST", 64)


@pytest.fixture(scope="module")
def grid():
    """The sweep of these tests in memory."""
    return bl.sweep(CHAIR, AXES, **QUIET)


@pytest.fixture(scope="module")
def cloud():
    """The sample of these tests in memory."""
    return bl.sample(CHAIR, **DRAWN)


def same(found, expected, *but):
    """Bitwise the same, attributes included except `but`."""
    found, attrs = found.load(), {**found.attrs}
    xr.testing.assert_identical(found.drop_attrs(deep=False), expected.drop_attrs(deep=False))
    for name in {*expected.attrs} - {*but}:
        assert attrs[name] == expected.attrs[name], name


def test_a_stored_sweep_is_the_one_in_memory(tmp_path, grid):
    path = tmp_path / "s.zarr"
    found = bl.sweep(CHAIR, AXES, store=path, **QUIET)
    assert "interrupted" not in found.attrs
    assert len(list((path / ".biolift" / "done").iterdir())) == 6
    same(found, grid, "axes")
    same(bl.load(path), grid, "axes")
    before = (path / "peak_compression" / "0.0.0").stat().st_mtime_ns
    same(bl.sweep(CHAIR, AXES, store=path, **QUIET), grid, "axes")
    assert (path / "peak_compression" / "0.0.0").stat().st_mtime_ns == before


@pytest.mark.parametrize("chunk", [7, 150, 4096])
def test_chunks_do_not_change_values(tmp_path, grid, monkeypatch, chunk):
    for name in ("FEWEST", "MOST"):
        monkeypatch.setattr(regions, name, chunk)
    few = {**AXES, "load.mass": AXES["load.mass"][::10]}
    found = bl.sweep(CHAIR, few, store=tmp_path / "s.zarr", threads=1, **QUIET)
    same(found, grid.isel(load_mass=slice(None, None, 10)), "axes", "scope")


def test_addresses_are_stored_alone(tmp_path, grid):
    report = ["peak_joint_moment[hip]", "peak_compression[L4/L5]", "mean_group_force[hamstrings]"]
    found = bl.sweep(CHAIR, AXES, report=report, store=tmp_path / "s.zarr", **QUIET)
    assert list(found.data_vars) == report
    same(found, bl.sweep(CHAIR, AXES, report=report, **QUIET), "axes")
    assert np.array_equal(found[report[1]], grid.peak_compression.sel(level="L4/L5"))
    assert np.array_equal(found[report[0]], grid.peak_joint_moment.sel(joint="hip").max("side"))


def test_a_stored_sample_is_the_one_in_memory(tmp_path, cloud):
    found = bl.sample(CHAIR, **DRAWN, store=tmp_path / "s.zarr")
    assert found.peak_compression.dims == ("draw", "load_mass", "level")
    same(found, cloud[REPORT], "scope")
    assert "@" in bl.cite(found)


def test_movements_of_one_grid_share_its_labels(tmp_path):
    lifts = [bl.movements.deadlift, bl.movements.romanian_deadlift]
    trial = bl.Trial(lifts[0], ME, load=bl.Barbell(60))
    axes = {"load.mass": np.linspace(20.0, 80.0, 40), "movement": lifts}
    expected = bl.sweep(trial, axes, **QUIET)
    same(bl.sweep(trial, axes, store=tmp_path / "s.zarr", **QUIET), expected, "axes", "scope")


def test_cases_that_cannot_be_done_are_told(tmp_path):
    hyper = bl.Trial(bl.movements.reverse_hyper, ME, load=bl.Pendulum(20))
    axes = {"load.reach_high": np.linspace(1.1, 0.5, 140)}
    expected = bl.sweep(hyper, axes, **QUIET)
    found = bl.sweep(hyper, axes, store=tmp_path / "s.zarr", **QUIET)
    assert found.attrs["refused"].split(",")[0] == expected.attrs["refused"].split(",")[0]
    same(found, expected, "axes", "scope", "refused")


def test_a_value_that_is_refused_stops_it_before_it_begins(tmp_path):
    with pytest.raises(InputError, match="load.mass"):
        bl.sweep(CHAIR, {"load.mass": [0, -3, 20]}, store=tmp_path / "s.zarr", **QUIET)
    with pytest.raises(InputError, match="at least one axis"):
        bl.sweep(CHAIR, {}, store=tmp_path / "s.zarr", **QUIET)
    assert not list(tmp_path.iterdir())


def test_what_only_some_combinations_refuse_is_nan(tmp_path, monkeypatch):
    real = task._cases

    def picky(given, first, count):
        if {0, 70, 71, 129} & {*range(first, first + count)}:
            raise InputError("pose", first, "another combination")
        return real(given, first, count)

    axes = {"load.mass": np.linspace(0.0, 60.0, 130).tolist()}
    made = task.framed(task.Task(trial=CHAIR, model=bl.models.standard, axes=axes))
    monkeypatch.setattr(task, "_cases", picky)
    found = task.compute(made, 0, 130)
    assert sorted(found.failed) == [0, 70, 71, 129]
    assert np.flatnonzero(np.isnan(found.values["peak_compression"][:, 0])).tolist() == [0, 70, 71, 129]


def test_another_result_is_refused_with_what_differs(tmp_path, grid):
    path = tmp_path / "s.zarr"
    few = {"load.mass": [0.0, 20.0]}
    bl.sweep(CHAIR, few, store=path, **QUIET)
    for given, said in [
        ((CHAIR.replace(load=bl.Plate(30)), few), "trial.load.mass is 20.0 there and 30.0 here"),
        ((CHAIR, {"load.mass": [0.0, 21.0]}), r"axes load.mass is \[0.0, 20.0\] there"),
        ((CHAIR, few, bl.models.standard.replace(sharing=bl.sharing.ActivationPower(3))), "model.sharing"),
    ]:
        with pytest.raises(StoreError, match=f"{said}.*type another path as store=, or overwrite=True"):
            bl.sweep(*given, store=path, **QUIET)
    with pytest.raises(StoreError, match="draws"):
        bl.sample(CHAIR, 8, store=path, **QUIET)
    anew = bl.sweep(CHAIR, {"load.mass": [0.0, 30.0]}, store=path, overwrite=True, **QUIET)
    assert anew.load_mass.values.tolist() == [0.0, 30.0]


def stops_after(monkeypatch, chunks):
    """Ctrl-C in the middle of a chunk, after some whole ones."""
    real, done = task.compute, []

    def tired(*args, **kwargs):
        if len(done) == chunks:
            raise KeyboardInterrupt
        done.append(args)
        return real(*args, **kwargs)

    for module in ("biolift.verbs.stream", "biolift.verbs.quantiles"):
        monkeypatch.setattr(f"{module}.compute", tired)


def test_stopped_it_goes_on(tmp_path, grid, monkeypatch):
    path = tmp_path / "s.zarr"
    with monkeypatch.context() as patch:
        stops_after(patch, 0)
        with pytest.raises(KeyboardInterrupt):
            bl.sweep(CHAIR, AXES, store=path, **QUIET)
    with monkeypatch.context() as patch:
        stops_after(patch, 2)
        found = bl.sweep(CHAIR, AXES, store=path, **QUIET)
    assert found.attrs["interrupted"].startswith("200 of 300 repetitions were not reached; the same call")
    assert int(np.isfinite(found.peak_compression.sel(level="L5/S1")).sum()) == 100
    same(bl.sweep(CHAIR, AXES, store=path, **QUIET), grid, "axes")


def test_a_damaged_chunk_is_worked_out_again(tmp_path, grid):
    path = tmp_path / "s.zarr"
    bl.sweep(CHAIR, AXES, store=path, **QUIET)
    (path / "peak_compression" / "1.1.0").write_bytes(b"not a chunk")
    with pytest.warns(DamagedWarning, match="1 chunks"):
        same(bl.sweep(CHAIR, AXES, store=path, **QUIET), grid, "axes")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        bl.sweep(CHAIR, AXES, store=path, **QUIET)


def begun(path, *, least):
    """A process that writes a store, with some chunks done."""
    command = [sys.executable, "-c", SCRIPT, str(path), str(Path(__file__).parents[1])]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    done = path / ".biolift" / "done"
    while process.poll() is None and len([*done.glob("*.json")] if done.exists() else []) < least:
        time.sleep(0.002)
    return process


@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
def test_killed_it_goes_on(tmp_path, grid):
    path = tmp_path / "s.zarr"
    process = begun(path, least=2)
    process.kill()
    out, _ = process.communicate()
    assert process.returncode == -signal.SIGKILL and out == "begin\n"
    left = 6 - len(list((path / ".biolift" / "done").glob("*.json")))
    assert left > 0
    assert "not reached" in xr.open_zarr(path).attrs["interrupted"]
    same(bl.sweep(CHAIR, AXES, store=path, **QUIET), grid, "axes")


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
def test_killed_again_and_again_it_ends_the_same(tmp_path, grid):
    path, rng = tmp_path / "s.zarr", np.random.default_rng(5)
    for _ in range(8):
        process = begun(path, least=0)
        assert process.stdout.readline() == "begin\n"
        time.sleep(float(rng.uniform(0.0, 3.0)))
        process.kill()
        process.communicate()
    same(bl.sweep(CHAIR, AXES, store=path, **QUIET), grid, "axes")
    assert not list(tmp_path.glob(".*/old"))


def test_quantiles_are_those_of_the_draws(cloud):
    found = bl.sample(CHAIR, **DRAWN, quantiles=SHARES)
    assert found.peak_compression.dims == ("quantile", "load_mass", "level")
    assert found.peak_compression.attrs == cloud.peak_compression.attrs
    expected = cloud[REPORT].quantile(SHARES, dim="draw")
    for name in REPORT:
        np.testing.assert_allclose(found[name], expected[name], rtol=ACCURACY * 1.0001)
    assert found.attrs["quantile_accuracy"].startswith("0.00098")


@pytest.mark.parametrize("stored", [False, True])
@pytest.mark.parametrize("chunk", [10, 1000])
def test_quantiles_do_not_depend_on_chunks_or_interrupts(tmp_path, monkeypatch, chunk, stored):
    monkeypatch.setattr(regions, "FEWEST", chunk)
    given = {**DRAWN, "draws": 24, "quantiles": SHARES}
    expected = bl.sample(CHAIR, **given)
    if stored:
        given["store"] = tmp_path / "q.zarr"
        with monkeypatch.context() as patch:
            stops_after(patch, 0 if chunk == 1000 else 1)
            try:
                part = bl.sample(CHAIR, **given)
                assert "were not reached; these are of the others" in part.attrs["interrupted"]
            except KeyboardInterrupt:
                assert chunk == 1000
    for _ in range(2):
        found = bl.sample(CHAIR, **given)
        same(found, expected)
    monkeypatch.setattr(regions, "FEWEST", 64)
    same(bl.sample(CHAIR, **{**given, "store": None}), expected)


def test_the_state_of_quantiles_is_kept_as_they_come(tmp_path, monkeypatch):
    """Killed, not stopped: what is on disk is all there is."""
    monkeypatch.setattr(regions, "FEWEST", 10)
    for name in ("EVERY", "RARELY"):
        monkeypatch.setattr(quantiles, name, 0.0)
    given = {**DRAWN, "draws": 24, "quantiles": SHARES}
    expected = bl.sample(CHAIR, **given)
    path = tmp_path / "q.zarr"
    with monkeypatch.context() as patch:
        stops_after(patch, 4)
        bl.sample(CHAIR, **given, store=path)
    state = path / ".biolift" / quantiles.STATE
    kept = state.read_bytes()
    same(bl.sample(CHAIR, **given, store=path), expected)
    assert not state.exists()
    with monkeypatch.context() as patch:
        stops_after(patch, 1)
        bl.sample(CHAIR, **given, store=path, overwrite=True)
    state.write_bytes(kept)  # as if killed there
    same(bl.sample(CHAIR, **given, store=path), expected)
    with monkeypatch.context() as patch:
        stops_after(patch, 1)
        bl.sample(CHAIR, **given, store=path, overwrite=True)
    state.write_bytes(kept[:500])
    with pytest.raises(StoreError, match="damaged.*overwrite=True begins them anew"):
        bl.sample(CHAIR, **given, store=path)


@pytest.mark.parametrize("given", [[], [1.2], [0.5, 0.5], 0.5, "half", [float("nan")]])
def test_quantiles_that_are_none(given):
    with pytest.raises(InputError, match=r"between 0 and 1.*\[0.05, 0.5, 0.95\]"):
        bl.sample(CHAIR, 8, quantiles=given, **QUIET)


def test_processes_give_the_same(tmp_path, cloud):
    same(bl.sample(CHAIR, **DRAWN, processes=2, store=tmp_path / "s.zarr"), cloud[REPORT], "scope")
    same(bl.sample(CHAIR, **DRAWN, processes=2), cloud, "scope")


@pytest.mark.parametrize("given", [{"processes": 0}, {"processes": True}, {"processes": "2"}, {"client": 3}])
def test_workers_that_are_none(given, tmp_path):
    if "client" in given:
        pytest.importorskip("distributed.client")  # not the folder of tests of that name
    with pytest.raises(InputError, match=next(iter(given))):
        bl.sweep(CHAIR, AXES, **given, **QUIET)


def test_a_task_is_small():
    import pickle

    one = task.framed(task.Task(trial=CHAIR, model=bl.models.standard, axes={}, draws=10**8, names=REPORT))
    assert len(pickle.dumps(one)) < 100_000


def test_a_hundred_million_draws_are_begun_at_once(tmp_path, monkeypatch):
    with monkeypatch.context() as patch:
        stops_after(patch, 0)
        with pytest.raises(KeyboardInterrupt):
            bl.sample(CHAIR, 10**8, report=["overload"], store=tmp_path / "s.zarr", **QUIET)
    found = bl.load(tmp_path / "s.zarr")
    assert found.sizes["draw"] == 10**8 and "draw" not in found.coords
    assert np.isnan(found.overload[-70_000:]).all()
    usage = zarr_store.shutil.disk_usage(tmp_path)
    monkeypatch.setattr(zarr_store.shutil, "disk_usage", lambda path: usage._replace(free=10**9))
    with pytest.raises(StoreError, match="100,000,000 repetitions of 3,544 bytes may take 354 GB"):
        bl.sample(CHAIR, 10**8, store=tmp_path / "t.zarr", **QUIET)


def test_nothing_heavy_is_imported_for_a_short_run():
    code = (
        "import biolift as bl, sys\n"
        "bl.simulate(bl.Trial(bl.movements.standing, bl.Athlete(mass=80, height=1.8)))\n"
        "bl.sample; bl.sweep\n"
        "print([n for n in ('zarr', 'distributed') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
