"""The page on long sweeps: its samples run, with less of everything, and so does its command."""

import re
from pathlib import Path

import numpy as np
import pytest

import biolift as bl
from biolift.cli import main

pytest.importorskip("zarr")
TEXT = (Path(__file__).parents[2] / "docs" / "long_sweeps.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", TEXT, flags=re.DOTALL)
LESS = {
    "1_000_000": "96",
    "60, 600": "60, 12",
    "100, 400": "100, 8",
    "LocalCluster(": 'LocalCluster(dashboard_address=":0", ',
}


def run(names, *blocks):
    for text in blocks:
        for much, less in LESS.items():
            text = text.replace(much, less)
        exec(compile(text, "long_sweeps.md", "exec"), names)


def test_samples_run(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    names = {"__name__": "__main__"}
    run(names, *BLOCKS[:-1])
    assert dict(names["grid"].sizes) == {"load_mass": 12, "athlete_mass": 8}
    assert names["cloud"].sizes["draw"] == 96 and np.isfinite(names["bands"].peak_compression).all()
    assert {path.name for path in tmp_path.iterdir()} == {"grid.zarr", "cloud.zarr", "more.zarr"}
    assert "peak_compression[L5/S1]" in bl.load("grid.zarr")
    assert "[" in capsys.readouterr().out


@pytest.mark.distributed
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_the_sample_of_a_cluster_runs(tmp_path, monkeypatch):
    pytest.importorskip("distributed")
    monkeypatch.chdir(tmp_path)
    names = {"__name__": "__main__"}
    run(names, BLOCKS[0].partition("axes =")[0], BLOCKS[-1])
    assert np.isfinite(names["cloud"].peak_compression).all() and (tmp_path / "most.zarr").is_dir()


def test_the_command_runs(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    command = re.search(r"^biolift (sweep .*)$", TEXT, flags=re.MULTILINE)[1].split()
    less = {"0:60:0.1": "0:60:20", "60:100:0.1": "60:100:20"}
    typed = [less.get(word, word) for word in command if word not in ("--processes", "2")]
    assert main(typed) == 0
    out = capsys.readouterr().out
    assert f"Written: {tmp_path / 'grid.zarr'}" in out and "biolift cite grid.zarr" in out
    assert main(["sweep", "back_extension", "--load.mass", "0", "5", "--store", "grid.zarr"]) == 2
    assert "type another path as --store, or --overwrite" in capsys.readouterr().err
    assert main(["cite", "grid.zarr"]) == 0 and "@" in capsys.readouterr().out
    assert (
        main(["sweep", "back_extension", "--load.mass", "0", "5", "--store", "g.zarr", "--out", "g.nc"]) == 0
    )
    assert bl.load("g.nc").load_mass.values.tolist() == [0, 5]
