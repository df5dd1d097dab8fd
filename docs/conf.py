"""Settings of the documentation; ``CONTRIBUTING.md`` says how to build it.

A line ``{{ name(argument) }}`` of a page is replaced by what the function of that name in ``docs/generate``
writes: equations from the laws, conventions from the vocabulary, the reference from the front door. Notebooks
are the text files of ``notebooks/``, made into ``.ipynb`` and executed while building.
"""

import os
import re
import sys
from pathlib import Path

import jupytext

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from generate import conventions, laws, reference  # noqa: E402

import biolift  # noqa: E402

project = "biolift"
author = copyright = "the biolift developers"
version = release = biolift.__version__

extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx.ext.mathjax",
]
exclude_patterns = ["_build"]
smartquotes = False  # primes of derivatives are no quotation marks
html_theme = "furo"
html_title = f"biolift {version}"
html_show_sourcelink = False
html_copy_source = False

myst_enable_extensions = ["dollarmath", "amsmath"]
myst_heading_anchors = 3
myst_links_external_new_tab = True

napoleon_google_docstring = False
napoleon_use_rtype = False
autodoc_typehints = "none"  # types stand in the docstrings, with units and shapes
autodoc_member_order = "bysource"
# constants of the classes of equipment are for the library
autodoc_default_options = {"members": True, "exclude-members": "kind,stage,stated,plausible,per_side,tables"}
# types in docstrings are words ("float or str, optional"), not links
nitpicky = True
nitpick_ignore_regex = [("py:(class|data|obj|attr|exc)", ".*")]

quick = bool(os.environ.get("BIOLIFT_QUICK"))  # notebooks with few draws; their outputs are not kept
nb_execution_mode = "force" if quick else "cache"
nb_execution_timeout = 600
nb_execution_raise_on_error = True
nb_execution_show_tb = True
nb_output_stderr = "remove"  # notes on compiling; the tests run the notebooks with warnings as errors
nb_merge_streams = True

GENERATED = {
    name: function
    for module in (conventions, laws, reference)
    for name, function in vars(module).items()
    if callable(function) and getattr(function, "__module__", "") == module.__name__
}
_CALL = re.compile(r"^\{\{ (\w+)\((\w*)\) \}\}$", re.MULTILINE)


def fill(app, docname, source):
    """Replace the calls on a page by what they write."""

    def written(found):
        return GENERATED[found[1]](*found[2].split())

    source[0] = _CALL.sub(written, source[0])


def convert_notebooks():
    """Write every notebook as .ipynb where Sphinx finds it, and drop those without a source."""
    folder = HERE / "notebooks"
    folder.mkdir(exist_ok=True)
    sources = {path.stem: path for path in sorted((HERE.parent / "notebooks").glob("*.py"))}
    for old in folder.glob("*.ipynb"):
        if old.stem not in sources:
            old.unlink()
    for stem, path in sources.items():
        text = jupytext.writes(jupytext.read(path), fmt="ipynb")
        target = folder / f"{stem}.ipynb"
        if not target.exists() or target.read_text(encoding="utf-8") != text:
            target.write_text(text, encoding="utf-8")


convert_notebooks()


def setup(app):
    """Hook the generators in, and tell pages of few draws from those of many."""
    app.add_config_value("biolift_quick", quick, "env")  # a change reads every page again
    app.connect("source-read", fill)
