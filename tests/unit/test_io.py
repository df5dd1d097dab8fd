"""Files: what is written is read back, and a failure destroys nothing."""

import csv
import os

import numpy as np
import pytest
import xarray as xr
from unit import synthetic

from biolift.errors import InputError, StoreError
from biolift.io import netcdf
from biolift.io.cite import cite, short, short_list
from biolift.io.netcdf import check_path, load, save
from biolift.sources import Source


@pytest.fixture(scope="module", params=["rep", "comparison"])
def result(request):
    return getattr(synthetic, request.param)()


def test_round_trip(result, tmp_path):
    place = save(result, tmp_path / "a.nc")
    xr.testing.assert_identical(load(place), result)
    assert os.listdir(tmp_path) == ["a.nc"]


def test_overwriting_keeps_permissions(result, tmp_path):
    place = save(result, tmp_path / "a.nc")
    place.chmod(0o640)
    save(result, place)
    assert os.name == "nt" or place.stat().st_mode & 0o777 == 0o640


def test_a_failing_write_keeps_the_old_file(result, tmp_path, monkeypatch):
    place = save(result, tmp_path / "a.nc")

    def breaks(ds, path):
        path.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setitem(netcdf.WRITERS, ".nc", breaks)
    with pytest.raises(StoreError, match="a.nc was not written: No space left on device"):
        save(result.isel(level=0), place)
    assert os.listdir(tmp_path) == ["a.nc"]
    xr.testing.assert_identical(load(place), result)


def test_an_interrupted_write_keeps_the_old_file(result, tmp_path, monkeypatch):
    place = save(result, tmp_path / "a.nc")

    def stopped(ds, path):
        raise KeyboardInterrupt

    monkeypatch.setitem(netcdf.WRITERS, ".nc", stopped)
    with pytest.raises(KeyboardInterrupt):
        save(result, place)
    assert os.listdir(tmp_path) == ["a.nc"]


def test_what_netcdf_cannot_hold_is_a_clear_error(result, tmp_path):
    with pytest.raises(StoreError, match="b.nc was not written"):
        save(result.assign_attrs(model={"a": object()}), tmp_path / "b.nc")
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(
    "path, said",
    [
        ("a.txt", "must end in .nc, .csv, .parquet, .xlsx or .sto; type for example a.nc"),
        ("a", "type for example a.nc"),
        ("nowhere/a.nc", "there is no folder"),
        ("", "must end in .nc, .csv"),
    ],
)
def test_bad_places_are_refused_before_anything_is_written(result, tmp_path, path, said):
    with pytest.raises(StoreError, match=said.replace(".", r"\.")):
        save(result, tmp_path / path if path else "")


def test_a_folder_is_no_file(tmp_path):
    (tmp_path / "a.nc").mkdir()
    with pytest.raises(StoreError, match="is a folder; type for example"):
        check_path(tmp_path / "a.nc")


@pytest.mark.parametrize(
    "name, said", [("a.nc", "no such file"), ("b.nc", "cannot be read"), ("c.csv", "read_csv")]
)
def test_what_cannot_be_read(tmp_path, name, said):
    if name != "a.nc":
        (tmp_path / name).write_text("hello")
    with pytest.raises(StoreError, match=said):
        load(tmp_path / name)


def table(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    head = [line for line in lines if line.startswith("#")]
    rows = list(csv.reader(line for line in lines if not line.startswith("#")))
    return head, rows[0], rows[1:]


def test_csv_of_curves(tmp_path):
    ds = synthetic.rep()
    head, columns, rows = table(save(ds, tmp_path / "a.csv"))
    assert f"# title: {ds.title}" in head and sum(line.startswith("# scope: ") for line in head) == 2
    assert columns[:3] == ["progress", "time [s]", "phase"] and len(rows) == ds.sizes["progress"]
    at = columns.index("compression[L4/L5] [N]")
    np.testing.assert_array_equal([float(row[at]) for row in rows], ds.compression.sel(level="L4/L5"))
    assert {row[columns.index("joint_moment[elbow, right] [N m]")] for row in rows} == {""}


def test_csv_of_a_grid(tmp_path):
    ds = synthetic.comparison()
    _, columns, rows = table(save(ds, tmp_path / "a.csv"))
    assert columns[:3] == ["movement", "load_mass", "tempo"] and len(rows) == 12
    at = columns.index("mean_group_force[hamstrings, left] [N]")
    for row in rows:
        where = {"movement": row[0], "load_mass": float(row[1]), "tempo": row[2]}
        where |= {"group": "hamstrings", "side": "left"}
        assert float(row[at]) == float(ds.mean_group_force.sel(where))


def test_cite_prints_exactly_the_sources_and_biolift():
    text = cite(synthetic.rep())
    keys = [line.partition("{")[2].rstrip(",") for line in text.splitlines() if line.startswith("@")]
    assert keys == ["de_groote_2016", "de_leva_1996", "biolift"]
    assert "version 0.1.0" in text


def test_cite_takes_keys_and_knows_those_of_movements():
    assert cite("de_leva_1996 mayer_2003").count("@article") == 2
    assert cite(["de_leva_1996", "de_leva_1996"]).count("@article") == 1
    with pytest.raises(InputError, match="de_leva_1996"):
        cite("de_leva_1995")
    with pytest.raises(InputError, match="which names its sources"):
        cite(xr.Dataset())


def test_a_doi_is_printed_only_where_it_was_verified():
    from biolift.library.sources import sources

    doubtful = [item for item in sources() if item.doi and not item.doi_verified]
    assert all(str(item.doi) not in cite(item.key) for item in doubtful)
    assert "10.1016/0021-9290(95)00178-6" in cite("de_leva_1996")


def test_sources_of_an_own_movement_file(tmp_path):
    from biolift.library.sources import DATA

    text = (DATA / "movements" / "back_extension.toml").read_text(encoding="utf-8")
    mine = tmp_path / "mine.toml"
    mine.write_text(text.replace("mayer_2003", "my_2024"), encoding="utf-8")
    ds = synthetic.rep().assign_attrs(
        sources="my_2024", trial=f"Trial(Movement.from_toml({str(mine)!r}), me)"
    )
    assert "@article{my_2024," in cite(ds)
    mine.unlink()
    assert "% my_2024: stated in a movement's own file" in cite(ds)
    assert short_list(ds) == ["my_2024 (stated in a movement's own file)"]


@pytest.mark.parametrize(
    "author, said",
    [
        ("Smith, A.", "Smith 2000, J Lift"),
        ("Smith, A. and Brown, B.", "Smith and Brown 2000, J Lift"),
        ("Smith, A. and others", "Smith et al. 2000, J Lift"),
        ("Smith, A. and Brown, B. and Gray, C.", "Smith et al. 2000, J Lift"),
        ("{The lab}", "The lab 2000, J Lift"),
    ],
)
def test_short(author, said):
    assert short(Source("a_2000", author, "On lifting", 2000, "J Lift")) == said
