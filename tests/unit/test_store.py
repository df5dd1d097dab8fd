"""A store by itself: what it keeps, what it refuses, and what it says when the disk does not take it."""

import errno
import json
import subprocess
import sys
import warnings
from collections import namedtuple

import numpy as np
import pytest

import biolift as bl
from biolift.engine.store import record, zarr_store
from biolift.engine.store.identity import differences, facts
from biolift.engine.store.regions import Regions
from biolift.errors import DamagedWarning, MissingExtra, StoreError

xr = pytest.importorskip("xarray")
SHAPE = (3, 40)


@pytest.fixture
def whole():
    """The result that the store of these tests is of."""
    values = np.random.default_rng(0).normal(size=(*SHAPE, 2))
    return xr.Dataset(
        {"a[L5/S1]": (("load", "draw", "side"), values), "b": (("draw", "load"), values[..., 0].T)},
        {"load": [1.0, 2.0, 3.0], "draw": range(40), "side": ["right", "left"]},
    )


@pytest.fixture
def store(tmp_path, whole):
    template = whole.isel(load=slice(1), draw=slice(1))
    axes = {"load": [1.0, 2.0, 3.0], "draw": range(40)}
    return zarr_store.create(tmp_path / "s.zarr", template, axes, Regions.of(SHAPE, 16), {"seed": "7"})


def fill(store, whole, numbers):
    for number in numbers:
        box = dict(zip(store.grid, store.regions.slices(number), strict=True))
        part = whole.isel(box).stack(case=("load", "draw")).transpose("case", ...)
        store.write(number, {str(name): array.values for name, array in part.items()}, {"failed": number})


def test_chunks_in_any_order_make_the_whole(store, whole):
    assert len(store.regions) == 9
    fill(store, whole, [4, 0, 8])
    assert sorted(store.finished()) == [0, 4, 8]
    assert store.finished()[8]["failed"] == 8
    part = store.dataset().load()
    assert int(np.isfinite(part.b).sum()) == sum(store.regions.span(k)[1] for k in (0, 4, 8))
    fill(store, whole, [7, 6, 5, 3, 2, 1])
    store.describe({"title": "all"})
    xr.testing.assert_identical(store.dataset().load(), whole.assign_attrs(title="all"))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert xr.open_zarr(store.path).attrs["title"] == "all"
        xr.testing.assert_identical(bl.load(store.path).load(), whole.assign_attrs(title="all"))


@pytest.mark.parametrize("installed", [False, True])
def test_it_is_opened_lazily_with_and_without_dask(store, whole, monkeypatch, installed):
    if installed:
        pytest.importorskip("dask")
    else:
        real = zarr_store.importlib.util.find_spec
        monkeypatch.setattr(
            zarr_store.importlib.util, "find_spec", lambda name: None if name == "dask" else real(name)
        )
    fill(store, whole, range(9))
    found = store.dataset()
    assert not found.b.variable._in_memory
    assert (found.b.chunks is not None) == installed
    np.testing.assert_array_equal(found.b, whole.b)


def test_a_store_says_by_itself_that_it_is_not_finished(store):
    assert "not finished" in xr.open_zarr(store.path).attrs["interrupted"]
    assert not store.complete
    store.describe({})
    assert store.complete


@pytest.mark.parametrize("harm", ["flip", "cut", "remove", "mark"])
def test_damaged_chunks_are_found(store, whole, harm):
    fill(store, whole, range(9))
    file = store.path / "b" / "1.2"
    if harm == "flip":
        data = bytearray(file.read_bytes())
        data[-3] ^= 1
        file.write_bytes(data)
    elif harm == "cut":
        file.write_bytes(file.read_bytes()[:10])
    elif harm == "remove":
        file.unlink()
    else:
        (store.record.folder / "done" / "000007.json").write_text("{")
        assert 7 not in store.finished()
        return
    with pytest.warns(DamagedWarning, match="number 7"):
        assert sorted(store.finished()) == [0, 1, 2, 3, 4, 5, 6, 8]


def test_a_full_disk_is_said_and_nothing_is_marked(store, whole, monkeypatch):
    fill(store, whole, [0])
    real, written = zarr_store.ZarrStore._put, []

    def full(self, name, box, block):
        if written:
            raise OSError(errno.ENOSPC, "No space left on device")
        written.append(name)
        real(self, name, box, block)

    monkeypatch.setattr(zarr_store.ZarrStore, "_put", full)
    with pytest.raises(StoreError, match="disk is full; make room, then run the same call again"):
        fill(store, whole, [1])
    monkeypatch.undo()
    assert list(store.finished()) == [0]
    fill(store, whole, range(1, 9))
    xr.testing.assert_equal(store.dataset().load(), whole)


@pytest.mark.parametrize(
    ("code", "said"),
    [(errno.EROFS, "can only be read"), (errno.EACCES, "another path"), (errno.EIO, "is kept: run the same")],
)
def test_what_the_system_says_becomes_what_to_do(tmp_path, code, said):
    with pytest.raises(StoreError, match=said), record.told(tmp_path):
        raise OSError(code, "words of the system")


def test_room_is_looked_at_before(tmp_path, monkeypatch):
    usage = namedtuple("usage", "free")(10**9)
    monkeypatch.setattr(zarr_store.shutil, "disk_usage", lambda path: usage)
    zarr_store.room(tmp_path / "s.zarr", 10**9, 8, 125_000_000)
    with pytest.raises(
        StoreError, match=r"1,000,000 repetitions of 3,544 bytes may take 3.54 GB, and 1 GB are"
    ):
        zarr_store.room(tmp_path / "s.zarr", 3_544_000_000, 3544, 1_000_000)


def test_one_process_at_a_time(store):
    code = (
        "import sys; from pathlib import Path; from biolift.engine.store.record import Record\n"
        "try:\n with Record(Path(sys.argv[1])).lock(): print('free')\n"
        "except OSError as error: print(error)"
    )

    def other():
        command = [sys.executable, "-c", code, str(store.path)]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    with store.record.lock():
        assert "is being written by process" in other()
        with pytest.raises(StoreError, match="another path"), store.record.lock():
            pass
    assert other() == "free\n"


def test_what_differs_is_named(store):
    store.same({"seed": "7"})
    with pytest.raises(
        StoreError, match="seed is 7 there and 8 here; type another path as store=, or overwr"
    ):
        store.same({"seed": "8"})
    assert differences({"a": "1"}, {"a": "1"}) == []
    many = differences({}, {str(k): "x" for k in range(9)})
    assert len(many) == 5 and many[-1] == "5 more"


def test_facts_see_every_number_of_a_noun():
    me = bl.Athlete(mass=82, height=1.8)
    trial = bl.Trial(bl.movements.deadlift, me, load=bl.Barbell(60), pose={"bottom.lumbar_flexion": 0.5})
    same = facts("trial", bl.Trial(bl.movements.deadlift, me, load=bl.Barbell(60.0), pose=dict(trial.pose)))
    assert same == facts("trial", trial)
    other = facts("trial", trial.replace(pose={"bottom.lumbar_flexion": 0.50001}))
    assert differences(other, same)[0].startswith("trial.pose.bottom.lumbar_flexion is 0.50001 there")
    assert facts("x", [np.float64(1.0)]) == facts("x", [1.0]) != facts("x", [1.0, 2.0])
    long = facts("x", list(range(1000)))["x"]
    assert long.startswith("1000 values from 0 to 999") and long != facts("x", [*range(999), 999.5])["x"]
    assert facts("x", np.arange(3.0)) != facts("x", np.arange(4.0))


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("runs", "must end in .zarr; type for example runs.zarr"),
        ("none/runs.zarr", "there is no folder"),
        ("foreign.zarr", "no store that biolift wrote"),
        ("file.zarr", "no store that biolift wrote"),
        ("", "type for example store='runs.zarr'"),
    ],
)
def test_places_that_cannot_be(tmp_path, path, said):
    (tmp_path / "foreign.zarr").mkdir()
    (tmp_path / "foreign.zarr" / "thesis.txt").write_text("all of it")
    (tmp_path / "file.zarr").write_text("")
    with pytest.raises(StoreError, match=said):
        zarr_store.place(path and tmp_path / path)
    assert (tmp_path / "foreign.zarr" / "thesis.txt").read_text() == "all of it"


def test_without_zarr_it_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setattr(zarr_store.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(MissingExtra, match=r"pip install 'biolift\[zarr\]'"):
        zarr_store.place(tmp_path / "s.zarr")


def test_an_unreadable_record_is_said(store):
    (store.record.folder / "task.json").write_text("{")
    with pytest.raises(StoreError, match="overwrite=True starts it anew"):
        zarr_store.ZarrStore(store.path)


def test_what_was_half_written_is_cleared(store):
    left = [store.path / "b" / "0.0.x.partial", store.record.folder / "done" / ".1.json-x.partial"]
    for file in left:
        file.write_bytes(b"half")
    store.tidy()
    assert not any(file.exists() for file in left)


def test_a_store_is_replaced_as_a_whole(store, whole, tmp_path):
    fill(store, whole, range(9))
    template = whole.isel(load=slice(1), draw=slice(1))
    axes = {"load": [1.0, 2.0, 3.0], "draw": range(40)}
    args = (store.path, template, axes, Regions.of(SHAPE, 16), {"seed": "8"})
    with store.record.lock(), pytest.raises(StoreError, match="being written"):
        zarr_store.create(*args, overwrite=True)
    assert len(store.finished()) == 9
    new = zarr_store.create(*args, overwrite=True)
    assert new.finished() == {} and json.loads((new.record.folder / "task.json").read_text())["identity"]
    assert [path.name for path in tmp_path.iterdir()] == ["s.zarr"]


def test_errors_travel_between_processes():
    import pickle

    error = bl.InputError("load.mass", -1, "0 to 500 kg", "20")
    again = pickle.loads(pickle.dumps(error))
    assert str(again) == str(error) and again.field == "load.mass" and isinstance(again, bl.InputError)
