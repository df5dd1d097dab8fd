"""A sample by a cluster of two worker processes, one of which is killed in the middle."""

import os
import signal
import threading
import time
import warnings

import numpy as np
import pytest
import xarray as xr

import biolift as bl
from biolift.engine.store import regions
from biolift.errors import InputError, StoreError
from biolift.verbs import workers

distributed = pytest.importorskip("distributed")
pytestmark = [
    pytest.mark.distributed,
    # what a cluster says while a worker of it is killed and when it closes
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]
ME = bl.Athlete(mass=82, height=1.8)
CHAIR = bl.Trial(bl.movements.back_extension, ME, load=bl.Plate(20))
GIVEN = {"draws": 400, "seed": 3, "axes": {"load.mass": [0, 20]}, "report": ["peak_compression"]}
QUIET = {"progress": False}


@pytest.fixture(scope="module")
def client():
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0") as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client


@pytest.fixture(scope="module")
def plain():
    return bl.sample(CHAIR, **GIVEN, **QUIET)


@pytest.fixture(autouse=True)
def small(monkeypatch):
    monkeypatch.setattr(regions, "FEWEST", 64)


def same(found, plain):
    xr.testing.assert_identical(
        found.load().drop_attrs(deep=False), plain[["peak_compression"]].drop_attrs(deep=False)
    )


def test_a_killed_worker_costs_nothing_but_time(tmp_path, client, plain):
    path = tmp_path / "s.zarr"
    before = client.run(os.getpid)

    def kill():
        done = path / ".biolift" / "done"
        while not done.exists() or len(list(done.glob("*.json"))) < 2:
            time.sleep(0.005)
        os.kill(next(iter(before.values())), signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    found = bl.sample(CHAIR, **GIVEN, store=path, client=client, **QUIET)
    killer.join()
    assert "interrupted" not in found.attrs
    same(found, plain)
    assert set(client.run(os.getpid).values()) != set(before.values())
    same(bl.sample(CHAIR, **GIVEN, store=path, **QUIET), plain)  # finished: nothing is left for this process


def test_quantiles_and_memory_by_a_cluster(client, plain):
    shares = [0.1, 0.5]
    found = bl.sample(CHAIR, **GIVEN, quantiles=shares, client=client, **QUIET)
    xr.testing.assert_identical(found, bl.sample(CHAIR, **GIVEN, quantiles=shares, **QUIET))
    loads = {"load.mass": np.linspace(0.0, 60.0, 100)}
    whole = bl.sweep(CHAIR, loads, client=client, report=["peak_compression"], **QUIET)
    expected = bl.sweep(CHAIR, loads, report=["peak_compression"], **QUIET)
    xr.testing.assert_identical(whole.drop_attrs(deep=False), expected.drop_attrs(deep=False))


def test_errors_of_workers_arrive(tmp_path, client):
    path = tmp_path / "s.zarr"
    with warnings.catch_warnings(), pytest.raises(StoreError, match="different last bits: numpy is"):
        workers._same({"numpy": "1"}, {"numpy": "2"})
    bl.sweep(CHAIR, {"load.mass": [0.0, 1.0]}, store=path, client=client, **QUIET)
    (path / ".biolift" / "done" / "000000.json").unlink()
    (path / "peak_compression" / ".zarray").unlink()
    with pytest.raises(StoreError, match="peak_compression cannot be read.*overwrite=True"):
        bl.sweep(CHAIR, {"load.mass": [0.0, 1.0]}, store=path, client=client, **QUIET)


def test_a_cluster_without_workers_is_said():
    with (
        distributed.LocalCluster(n_workers=0, dashboard_address=":0") as cluster,
        distributed.Client(cluster) as client,
        pytest.raises(InputError, match="at least one worker"),
    ):
        bl.sample(CHAIR, **GIVEN, client=client, **QUIET)
