"""The documentation: what follows from the library can be written, pages call what exists, and it builds."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

import biolift as bl
from biolift import equipment
from biolift.engine.standard import standard_stages
from biolift.laws import muscle
from biolift.library.quantities import SUMMARIES, quantities
from biolift.vocabulary import COORDINATES, GROUPS

DOCS = Path(__file__).parents[2] / "docs"
PAGES = sorted(path for path in DOCS.rglob("*.md") if "_build" not in path.parts)
CALL = re.compile(r"^\{\{ (\w+)\((\w*)\) \}\}$", re.MULTILINE)


@pytest.fixture(scope="module")
def generate():
    """The generators of docs/generate."""
    sys.path.insert(0, str(DOCS))
    try:
        from generate import conventions, laws, reference

        yield SimpleNamespace(**vars(conventions) | vars(laws) | vars(reference))
    finally:
        sys.path.remove(str(DOCS))


def calls() -> list[tuple[str, str, str]]:
    return [(path.stem, *found) for path in PAGES for found in CALL.findall(path.read_text(encoding="utf-8"))]


@pytest.mark.parametrize(("page", "name", "argument"), calls())
def test_what_a_page_calls_is_written(generate, page, name, argument):
    text = getattr(generate, name)(*argument.split())
    assert len(text.splitlines()) > 1 or "`," in text
    assert text.count("{") == text.count("}") and text.count("$$") % 2 == 0
    assert "Piecewise" not in text and "nan" not in text.split()


def test_conventions_say_every_name(generate):
    said = generate.coordinates()
    assert all(f"`{name}`" in said for name in COORDINATES)
    assert "| `knee_flexion_r` | shank_r by -1 about z (right) | sagittal |" in said
    assert all(f"`{group}`" in generate.groups() for group in GROUPS)
    table = generate.results()
    for name, quantity in quantities().items():
        if not name.startswith(tuple(f"{kind}_" for kind in SUMMARIES)):
            assert f"| `{name}` | {quantity.unit} |" in table


def test_every_law_of_a_standard_run_is_on_a_page(generate):
    pages = {argument for _, name, argument in calls() if name == "law"}
    small = {s.name for s in standard_stages() if not s.name.startswith(("planar", "turning"))}
    parts = {muscle.TRUNK.name, muscle.LEG.name}  # of a law that has its page
    assert small - parts - set(equipment.stages()) <= pages
    assert all(f"`{part}`" in (DOCS / "stages" / "muscles.md").read_text() for part in parts)
    shown = generate.equipment_laws()
    assert all(f"## {name.replace('_', ' ').capitalize()}\n" in shown for name in equipment.stages())


def test_equations_are_those_of_the_law(generate):
    assert r"\text{fy} &= - \text{mass} \cdot \left(\text{ay} + \text{gravity}\right)" in generate.law(
        "free_weight"
    )
    assert r"p &= 6 \cdot s^{5} - 15 \cdot s^{4} + 10 \cdot s^{3}" in generate.minimum_jerk_law()
    assert (
        r"F_{\text{pelvis},x} &= F_{\text{thigh},x} + b_{\text{pelvis},x} - \text{fx}_{\text{pelvis}}"
        in generate.chain()
    )


def test_the_reference_holds_the_front_door(generate):
    text = generate.front_door()
    for name in bl.__all__:
        assert name == "__version__" or f"biolift.{name}\n" in text or f"`bl.{name}`" in text, name


def test_the_muscle_set_of_the_page_can_be_made(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    page = (DOCS / "contributing" / "add_a_muscle_set.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", page, flags=re.DOTALL)
    exec(compile(code, "add_a_muscle_set.md", "exec"), {})
    usual, smaller = map(float, capsys.readouterr().out.split())
    assert 1.02 * usual < smaller < 1.2 * usual


def test_the_claim_of_the_page_is_judged(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    page = (DOCS / "contributing" / "add_a_claim.md").read_text(encoding="utf-8")
    (claim,), (code,) = (
        re.findall(rf"```{kind}\n(.*?)```", page, flags=re.DOTALL) for kind in ("toml", "python")
    )
    (tmp_path / "close_hold.toml").write_text(claim, encoding="utf-8")
    exec(compile(code.replace("draws=64", "draws=16"), "add_a_claim.md", "exec"), {})
    assert capsys.readouterr().out.startswith("Holding a weight close presses the disc less: ")


@pytest.mark.slow
def test_it_builds_without_a_warning(tmp_path):
    """All pages, without running the notebooks: tests of their own do that."""
    pytest.importorskip("sphinx")
    pytest.importorskip("myst_nb")
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-b", "html"]
    command += [
        "-D",
        "nb_execution_mode=off",
        "-d",
        str(tmp_path / "trees"),
        str(DOCS),
        str(tmp_path / "html"),
    ]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "html" / "stages" / "equipment.html").exists()
