"""Interleaved timing: contestants take turns, so that a busy moment of the machine hits all of them."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
LEAST = 0.005  # seconds per contestant and round, so that the clock's own resolution does not show
VERSIONS = (
    *("numpy", "numba", "llvmlite", "sympy", "scipy", "xarray", "pin", "mujoco", "casadi", "jax", "opensim"),
    *("daqp", "quadprog", "osqp", "clarabel"),
)


@dataclass(frozen=True)
class Contestant:
    """Something to time: one call does `units` pieces of work (samples, solves, repetitions)."""

    name: str
    call: Callable[[], object]
    units: float
    note: str = ""


@dataclass(frozen=True)
class Row:
    """One line of the results: a value per round, in `unit`, and optionally what to compare it with."""

    section: str
    name: str
    unit: str
    values: Array
    note: str = ""
    difference: float | None = None  # largest relative difference from our answer
    against: Row | None = field(default=None, repr=False)
    size: float | None = None  # where cost is shown against it

    @classmethod
    def left_out(cls, section: str, name: str, reason: str) -> Row:
        """A row without numbers: something that cannot be timed here, and why."""
        return cls(section, name, "", np.full(1, np.nan), f"left out: {reason}")

    @property
    def median(self) -> float:
        """Median over the rounds."""
        return float(np.median(self.values))

    @property
    def spread(self) -> tuple[float, float]:
        """10th and 90th percentile over the rounds."""
        low, high = np.percentile(self.values, (10, 90))
        return float(low), float(high)

    @property
    def ratio(self) -> float | None:
        """How many times the value of `against`: the median of the ratios within each round."""
        return None if self.against is None else float(np.median(self.values / self.against.values))


def _seconds(call: Callable[[], object], times: int) -> float:
    start = time.perf_counter()
    for _ in range(times):
        call()
    return time.perf_counter() - start


def interleaved(contestants: Sequence[Contestant], rounds: int, least: float = LEAST) -> dict[str, Array]:
    """Seconds per unit of work, one value per contestant and round."""
    times = {}
    for one in contestants:
        one.call()  # compiles, fills caches
        times[one.name] = max(1, round(least / max(_seconds(one.call, 1), 1e-7)))
    taken: dict[str, list[float]] = {one.name: [] for one in contestants}
    for _ in range(rounds):
        for one in contestants:
            taken[one.name].append(_seconds(one.call, times[one.name]) / times[one.name] / one.units)
    return {name: np.array(values) for name, values in taken.items()}


def relative(got: Any, ours: Any) -> float:
    """Largest difference over the largest component of ours."""
    return float(np.max(np.abs(np.asarray(got) - np.asarray(ours))) / np.max(np.abs(ours)))


def sections(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """Rows by section, in their order."""
    out: dict[str, list[Row]] = {}
    for row in rows:
        out.setdefault(row.section, []).append(row)
    return out


def shown(value: float) -> str:
    """Three digits; nothing for a number that is not there."""
    if np.isnan(value):
        return ""
    return f"{value:.3g}" if abs(value) < 100 else f"{value:,.0f}"


def _cpu() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        return next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def machine() -> dict[str, str]:
    """What the numbers were measured on: processor, cores and versions, no names and no paths."""
    import llvmlite.binding as llvm

    found = {
        "processor": f"{_cpu()} ({llvm.get_host_cpu_name()}, {platform.machine()})",
        "cores": str(os.cpu_count()),
        "system": platform.system(),
        "python": platform.python_version(),
    }
    for name in VERSIONS:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            found[name] = "not installed"
    return found
