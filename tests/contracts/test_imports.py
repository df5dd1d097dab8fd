"""Every module imports alone in a fresh process, and importing the library loads nothing heavy."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import biolift

PACKAGE = Path(biolift.__file__).parent
MODULES = sorted(
    ".".join(("biolift", *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__")
    for path in PACKAGE.rglob("*.py")
    if path.name != "__main__.py"
)

# One process loads what others wrote; each module is then imported in a fork of it, in which no module of
# ours has been imported before.
ALONE = """
import importlib, os, sys, warnings
for name in ("numpy", "numba", "sympy", "xarray", "matplotlib.figure"):
    importlib.import_module(name)
warnings.simplefilter("error")
failed = 0
names = sys.argv[1:]
while names:
    batch, names = names[:4], names[4:]
    for name in batch:
        if os.fork() == 0:
            try:
                importlib.import_module(name)
            except BaseException as error:
                print(f"{name}: {type(error).__name__}: {error}", flush=True)
                os._exit(1)
            os._exit(0)
    for _ in batch:
        failed |= os.wait()[1]
sys.exit(1 if failed else 0)
"""
HEAVY = ("sympy", "scipy", "matplotlib", "xarray", "pandas", "h5netcdf", "h5py", "tqdm")


def run(code, *arguments):
    return subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_every_module_imports_alone():
    done = run(ALONE, *MODULES)
    assert len(MODULES) > 20
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("statement", ["import biolift", "import biolift; dir(biolift)"])
def test_importing_the_library_loads_nothing_heavy(statement):
    done = run(f"{statement}\nimport sys\nprint(*(n for n in {HEAVY!r} if n in sys.modules))")
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []
