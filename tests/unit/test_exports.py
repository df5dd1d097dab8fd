"""Results in the formats of other programs."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from unit import synthetic

import biolift as bl
from biolift.errors import MissingExtra, StoreError


def test_parquet(tmp_path):
    pandas = pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    ds = synthetic.rep()
    frame = pandas.read_parquet(bl.save(ds, tmp_path / "a.parquet"))
    np.testing.assert_array_equal(frame["compression[L4/L5] [N]"], ds.compression.sel(level="L4/L5"))
    assert list(frame.columns[:3]) == ["progress", "time [s]", "phase"] and frame.attrs["title"] == ds.title


def test_excel(tmp_path):
    pandas = pytest.importorskip("pandas")
    pytest.importorskip("openpyxl")
    ds = synthetic.comparison()
    path = bl.save(ds, tmp_path / "a.xlsx")
    frame, about = (pandas.read_excel(path, sheet_name=sheet) for sheet in ("result", "about"))
    assert len(frame) == 12 and list(frame.columns[:3]) == ["movement", "load_mass", "tempo"]
    where = {"movement": frame["movement"][0], "load_mass": frame["load_mass"][0], "tempo": frame["tempo"][0]}
    ours = float(ds.mean_group_force.sel(group="hamstrings", side="left", **where))
    assert frame["mean_group_force[hamstrings, left] [N]"][0] == pytest.approx(ours)
    assert "title" in set(about["what"])


def test_storage_is_read_back(tmp_path):
    ds = synthetic.rep()
    take = bl.read_recording(bl.save(ds, tmp_path / "a.sto"))
    np.testing.assert_allclose(take.time, ds.time)
    np.testing.assert_array_equal(take["compression_L4_L5"], ds.compression.sel(level="L4/L5"))
    assert len(take.time) == ds.sizes["progress"]


def test_storage_is_read_by_opensim(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # opensim leaves a log where it is imported
    opensim = pytest.importorskip("opensim")
    ds = synthetic.rep()
    table = opensim.TimeSeriesTable(str(bl.save(ds, tmp_path / "a.sto")))
    assert table.getNumRows() == ds.sizes["progress"]
    column = table.getDependentColumn("compression_L4_L5").to_numpy()
    np.testing.assert_array_equal(column, ds.compression.sel(level="L4/L5"))


def test_a_sweep_is_no_storage(tmp_path):
    with pytest.raises(StoreError, match="curves over time; a sweep goes to .nc"):
        bl.save(synthetic.comparison(), tmp_path / "a.sto")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name, package", [("a.parquet", "pyarrow"), ("a.xlsx", "openpyxl")])
def test_without_the_extra(tmp_path, monkeypatch, name, package):
    monkeypatch.setitem(sys.modules, package, None)
    monkeypatch.setattr("importlib.util.find_spec", lambda wanted: None if wanted == package else True)
    with pytest.raises(
        MissingExtra, match=rf"needs {package}; install it with: pip install 'biolift\[tables\]'"
    ):
        bl.save(synthetic.rep(), tmp_path / name)
