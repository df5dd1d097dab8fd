"""ruff and mypy, so that the test line of the README says all that continuous integration would."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def run(*command):
    done = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_ruff():
    pytest.importorskip("ruff")
    rooms = ("biolift", "tests", "benchmarks", "docs", "notebooks")
    run("ruff", "check", "--no-cache", *(room for room in rooms if (ROOT / room).is_dir()))


def test_mypy(tmp_path):
    pytest.importorskip("mypy")
    run("mypy", "--cache-dir", str(tmp_path))
