"""The page on recordings: its samples run on a lift written to a file, and so does its command."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from unit.recordings import write_table

import biolift as bl
from biolift.cli import main

pytest.importorskip("scipy")
PAGE = Path(__file__).parents[2] / "docs" / "your_own_data.md"
TEXT = PAGE.read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A table in degrees with two plates that carry half of a standing man each."""
    write_table(tmp_path / "lift.csv")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_samples_run(folder, capsys):
    names: dict = {}
    for block in re.findall(r"```python\n(.*?)```", TEXT, flags=re.DOTALL):
        exec(compile(block, PAGE.name, "exec"), names)
    assert names["take"].unmapped == ("Trigger",) and len(names["reps"]) == 3
    assert names["grid"].sizes["load_mass"] == 3 and np.isfinite(names["moments"]).all()
    assert {"lift.nc", "lift_table.csv", "lift.sto"} <= {path.name for path in folder.iterdir()}
    assert bl.load("lift.nc").attrs["recording"] == "lift.csv"
    assert "order 2 and 6 Hz per pass" in capsys.readouterr().out


def test_command_runs(folder, capsys):
    command = re.search(r"`biolift (inverse-dynamics .*?)`", TEXT)[1].split()
    assert main(command) == 0
    said = capsys.readouterr().out
    assert "Inverse dynamics of lift.csv" in said and "Trigger" in said and "Butterworth" in said
    assert (folder / "lift.nc").exists() and (folder / "lift.png").exists()
    plates = [
        "--force",
        "plate_1=foot_r",
        "plate_2=foot_l",
        "--pelvis-point",
        "0",
        "0",
        "--from",
        "0.2",
        "--to",
        "2",
    ]
    assert main(["inverse-dynamics", "lift.csv", *plates, "--lag", "0", "--cutoff", "none"]) == 0


@pytest.mark.parametrize(
    "arguments, said",
    [
        (["nowhere.mot"], "nowhere.mot: 'nowhere.mot' must be a file"),
        (["lift.csv", "--cutoff", "six"], "--cutoff = 'six': must be a number"),
        (["lift.csv", "--force", "foot_r"], "PLATE=SEGMENT"),
        (["lift.csv", "--force", "plate_1=foot_r"], "pelvis_point"),
        (["lift.csv", "--forces", "lift.csv"], "given with --force"),
        (["lift.csv", "--out", "a.txt"], "must end in .nc"),
        (["lift.csv", "--from", "90", "--to", "91"], "two instants between 0 and"),
    ],
)
def test_slips_of_the_pen(folder, capsys, arguments, said):
    assert main(["inverse-dynamics", *arguments]) == 2
    error = capsys.readouterr().err
    assert re.search(said, error) and "Traceback" not in error


def test_links():
    links = re.findall(r"\]\(([^)#:]+)\)", TEXT)
    assert links and all((PAGE.parent / link).exists() for link in links)
