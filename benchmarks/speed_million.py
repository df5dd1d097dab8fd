"""A sweep of a million repetitions in a process of its own: seconds, and the most memory it held.

Run as a script it sweeps so many points and prints both as JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
from speed_clock import Row

SECTION = "a million repetitions"
SIDE = 1000  # loads, and body masses


def sweep(loads: int, masses: int) -> dict[str, float]:
    """Peak compression over loads and body masses; seconds, and MB resident before and at most."""
    from speed_trials import trials

    import biolift as bl

    trial, report = trials()["back extension"], ["peak_compression"]
    axes = {"load.mass": np.linspace(1.0, 5.0, loads), "athlete.mass": np.linspace(60.0, 90.0, masses)}
    few = {name: values[:16] for name, values in axes.items()}  # enough for blocks
    bl.sweep(trial, few, report=report, progress=False)  # compiles, or loads what is compiled
    before = resident()
    start = time.perf_counter()
    out = bl.sweep(trial, axes, report=report, progress=False)
    seconds = time.perf_counter() - start
    assert np.isfinite(out["peak_compression"].to_numpy()).all()
    return {"seconds": seconds, "before": before, "most": resident()}


def resident() -> float:
    """Most memory that this process has held so far [MB].

    Linux counts what the parent held into ``ru_maxrss`` of a child, so its own mark is read there.
    """
    status = Path("/proc/self/status")
    if status.exists():
        (mark,) = (line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(mark.split()[1]) * 1024 / 1e6  # told in KiB
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6  # macOS tells bytes


def measure(rounds: int = 1, loads: int = SIDE, masses: int = SIDE) -> list[Row]:
    """Fresh processes, all cores."""
    here = Path(__file__).resolve()
    path = os.pathsep.join([str(here.parents[1]), *filter(None, [os.environ.get("PYTHONPATH")])])
    command = [sys.executable, str(here), "--loads", str(loads), "--masses", str(masses)]
    found = []
    for _ in range(rounds):
        environment = os.environ | {"PYTHONPATH": path}
        done = subprocess.run(command, env=environment, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(done.stderr)
        found.append(json.loads(done.stdout))
    seconds, before, most = (np.array([one[key] for one in found]) for key in ("seconds", "before", "most"))
    count = loads * masses
    note = "back extension, standard model, both levels; peak compression kept, compiled before"
    held = Row(SECTION, "resident before the sweep", "MB", before, "library and compiled blocks")
    return [
        Row(SECTION, f"sweep of {count:,} points, {os.cpu_count()} threads", "s", seconds, note),
        Row(SECTION, "the same as a rate", "repetitions/s", count / seconds),
        held,
        Row(
            SECTION,
            "resident at most",
            "MB",
            most,
            "results and their table of points included",
            against=held,
        ),
    ]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--loads", type=int, default=SIDE)
    parser.add_argument("--masses", type=int, default=SIDE)
    wanted = parser.parse_args()
    print(json.dumps(sweep(wanted.loads, wanted.masses)))
