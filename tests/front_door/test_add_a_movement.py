"""The page on adding a movement works as it is written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import biolift as bl

PAGE = (Path(__file__).parents[2] / "docs/contributing/add_a_movement.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """Fenced blocks of one language."""
    return re.findall(rf"```{language}\n(.*?)```", PAGE, flags=re.DOTALL)


@pytest.fixture
def followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of the page, where its code looks for it."""
    monkeypatch.chdir(tmp_path)
    (example,) = blocks("toml")
    path = tmp_path / "plate_hinge.toml"
    path.write_text(example, encoding="utf-8")
    return path


def test_the_example_is_a_sound_movement(followed: Path) -> None:
    mine = bl.Movement.from_toml(followed)
    report = bl.check(followed)
    assert report.ok, str(report)
    assert mine.id == "plate_hinge" and "plate_hinge" not in {m.id for m in bl.movements}
    me = bl.Athlete(mass=82, height="5 ft 11 in", sex="male")
    for variant in (None, *mine.variants):
        rep = bl.simulate(bl.Trial(mine, me, load=bl.Plate("20 kg"), variant=variant))
        assert 2000 < float(rep.compression.sel(level="L5/S1").max()) < 8000
        assert float(rep.heel_position.sel(axis="y").max()) == pytest.approx(0.0, abs=1e-4)


def test_the_code_of_the_page_runs(followed: Path, capsys: pytest.CaptureFixture) -> None:
    (code,) = blocks("python")
    exec(compile(code, "add_a_movement.md", "exec"), {})
    assert "Hip hinge with a plate" in capsys.readouterr().out
    assert (followed.parent / "plate_hinge.png").stat().st_size > 10_000
