"""The README's samples run, and its command lines are the ones that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from unit.recordings import write_table

from biolift.cli import main

#: Commands that the README may name, and what is added to a line so that the test is quick.
QUICK = {
    "compare": ["--draws", "8"],
    "simulate": [],
    "sweep": [],
    "movements": [],
    "cite": [],
    "check": [],
    "validate": ["wilke_2001"],
    "claims": ["--draws", "8", "--flip-draws", "2"],
    "card": ["--draws", "8"],
    "inverse-dynamics": [],
}
#: What the commands write.
WRITTEN = (
    "comparison.png",
    "comparison.nc",
    "s.nc",
    "agreement.csv",
    "card.png",
    "card.svg",
    "card.md",
    "lift.nc",
)
ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """Fenced blocks of one language."""
    fenced = re.findall(r"```(\w*)\n(.*?)```", README, flags=re.DOTALL)
    return [text for name, text in fenced if name == language]


def test_python_sample_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    monkeypatch.chdir(tmp_path)
    for block in blocks("python"):
        exec(compile(block, "README.md", "exec"), {})
    assert (tmp_path / "rep.nc").exists()
    assert "@article" in capsys.readouterr().out


def test_pictures_and_pages_exist() -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", README)
    assert links and all((ROOT / link).exists() for link in links)


def test_commands_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture) -> None:
    pytest.importorskip("scipy")  # recordings are filtered by it
    monkeypatch.chdir(tmp_path)
    write_table(tmp_path / "lift.csv")
    movement = (ROOT / "biolift/library/data/movements/back_extension.toml").read_text(encoding="utf-8")
    (tmp_path / "my_lift.toml").write_text(movement, encoding="utf-8")
    said = [line for line in "".join(blocks("")).splitlines() if line.startswith("biolift ")]
    lines = [line.split("#")[0].split() for line in said]
    assert {words[1] for words in lines} == set(QUICK)
    for words in lines:
        few = [] if "--all" in words else QUICK[words[1]]  # without draws by default
        assert main([*words[1:], *few]) == 0, words
    assert all((tmp_path / name).exists() for name in WRITTEN)
    assert "Sources" in capsys.readouterr().out
