"""Whole repetitions through the public verbs, and start-up in fresh processes."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from speed_clock import Contestant, Row, interleaved

import biolift as bl
from biolift.nouns.trial import Trial

ROOT = Path(__file__).resolve().parents[1]
SWEPT = 64  # repetitions in the timed sweep
NOTHING = "pass"
IMPORT = "import biolift"
ANSWER = """
import biolift as bl
me = bl.Athlete(mass=82, height=1.8, sex="male")
bl.simulate(bl.Trial(bl.movements.reverse_hyper, me, load=bl.Pendulum(20)))
"""


def trial() -> Trial:
    """The repetition that everything here is timed on."""
    me = bl.Athlete(mass=82, height=1.8, sex="male")
    return bl.Trial(bl.movements.reverse_hyper, me, load=bl.Pendulum(20))


def repetitions(rounds: int, swept: int = SWEPT) -> list[Row]:
    """One `simulate` with all curves; repetitions per second of a sweep with one and with two threads."""
    one, masses = trial(), list(np.linspace(5.0, 60.0, swept))

    def swept_with(threads: int) -> Contestant:
        def call() -> object:
            return bl.sweep(one, {"load.mass": masses}, progress=False, threads=threads)

        return Contestant(f"sweep, {threads} thread{'s' * (threads > 1)}", call, swept)

    contestants = [Contestant("simulate, warm", lambda: bl.simulate(one), 1), swept_with(1), swept_with(2)]
    seconds = interleaved(contestants, rounds)
    section = "whole repetitions"
    note = f"{bl.models.standard.samples} samples, two lumbar levels, all curves"
    rows = [Row(section, contestants[0].name, "ms", 1e3 * seconds[contestants[0].name], note)]
    for number, contestant in enumerate(contestants[1:]):
        values = 1.0 / seconds[contestant.name]
        against = rows[1] if number else None
        note = f"{swept} repetitions, summaries"
        rows.append(Row(section, contestant.name, "repetitions/s", values, note, against=against))
    return rows


def _fresh(code: str, environment: dict[str, str]) -> float:
    """Seconds that a new interpreter takes for `code`, from its start to its end."""
    start = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return time.perf_counter() - start


def _cold(code: str, environment: dict[str, str]) -> float:
    """The same with empty kernel caches."""
    with tempfile.TemporaryDirectory() as folder:
        caches = {"BIOLIFT_CACHE": f"{folder}/kernels", "NUMBA_CACHE_DIR": f"{folder}/numba"}
        return _fresh(code, environment | caches)


def start_up(rounds: int, cold_rounds: int) -> list[Row]:
    """Fresh processes: the interpreter, the import, the first answer with warm and with empty caches."""
    path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    environment = dict(os.environ) | {"PYTHONPATH": path}
    codes = {"python alone": NOTHING, "import biolift": IMPORT, "first answer, warm cache": ANSWER}
    targets = {"import biolift": "goal: below 0.5 s", "first answer, warm cache": "goal: below 1 s"}
    taken: dict[str, list[float]] = {name: [] for name in codes}
    for code in codes.values():
        _fresh(code, environment)  # byte code and caches are written
    for _ in range(rounds):
        for name, code in codes.items():
            taken[name].append(_fresh(code, environment))
    rows = [Row("start-up", n, "s", np.array(v), targets.get(n, "whole process")) for n, v in taken.items()]
    cold = np.array([_cold(ANSWER, environment) for _ in range(cold_rounds)])
    return [*rows, Row("start-up", "first answer, every kernel compiled", "s", cold, "goal: below 10 s")]
