"""The rooms of the house: import-linter holds the contracts of pyproject.toml."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_imports_only_point_down():
    code = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"
    done = subprocess.run(
        [sys.executable, "-c", code, "--no-cache"], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


def test_every_room_is_a_package():
    """A folder without __init__.py is invisible to the contracts."""
    rooms = [path.parent for path in (ROOT / "biolift").rglob("*.py")]
    assert [room for room in rooms if not (room / "__init__.py").exists()] == []
