"""Every notebook runs from its first cell to its last, with warnings as errors."""

import re
from pathlib import Path

import pytest

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.py"))
#: In the notebook itself: what the kernel does before the first cell and after the last is not ours.
STRICT = "import warnings\nwarnings.simplefilter('error')"
LENIENT = "warnings.resetwarnings()"


def test_there_are_notebooks():
    assert NOTEBOOKS


@pytest.mark.notebooks
@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
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
