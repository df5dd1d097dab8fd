"""Every notebook runs through, with warnings as errors: quickly as a script, and in a kernel."""

import re
import runpy
from pathlib import Path

import pytest

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.py"))
#: In the notebook itself: what the kernel does before the first cell and after the last is not ours.
STRICT = "import warnings\nwarnings.simplefilter('error')"
LENIENT = "warnings.resetwarnings()"
every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def test_there_are_notebooks():
    assert NOTEBOOKS


@every_notebook
def test_notebook_as_a_script(path, tmp_path, monkeypatch):
    """The same cells in this process: findings are asserted, pictures drawn but not shown."""
    pytest.importorskip("IPython")
    matplotlib = pytest.importorskip("matplotlib")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BIOLIFT_QUICK", "1")  # few draws where a notebook draws
    monkeypatch.setattr("matplotlib.pyplot.show", lambda: None)
    with matplotlib.rc_context({"backend": "agg", "figure.max_open_warning": 0}):
        runpy.run_path(str(path))
        matplotlib.pyplot.close("all")


@pytest.mark.notebooks
@pytest.mark.slow
@every_notebook
def test_notebook_runs(path, tmp_path):
    nbclient = pytest.importorskip("nbclient")
    nbformat = pytest.importorskip("nbformat")
    jupytext = pytest.importorskip("jupytext")
    pytest.importorskip("ipykernel")
    notebook = jupytext.read(path)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert len(code) <= 10
    # the question and where it comes from
    assert re.search(r"\bdoi:10\.|Garage Strength", notebook.cells[0].source)
    assert "assert " in code[-1].source
    notebook.cells.insert(0, nbformat.v4.new_code_cell(STRICT))
    notebook.cells.append(nbformat.v4.new_code_cell(LENIENT))
    client = nbclient.NotebookClient(
        notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}
    )
    client.execute()
