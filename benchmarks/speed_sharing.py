"""Load sharing: the Newton solver, on one sample and on eight, against general ones on the same problem."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from speed_clock import Array, Contestant, Row, interleaved
from speed_lanes import Lanes
from speed_lift import REPETITIONS, SAMPLES, lifts
from speed_lift import ROWS as LIFT_ROWS
from speed_peer_base import Missing, need
from speed_programs import SOLVERS, Program, slsqp

from biolift.engine.newton import TOLERANCE, solve_one, solve_samples, structure, workspace
from biolift.engine.pipeline import run_trial
from biolift.library.models import models
from biolift.nouns.trial import Trial
from biolift.sharing.activation_power import ActivationPower

SECTION = "load sharing"
LEVEL = "L5/S1"
PEER_SAMPLES = 4  # spread over the repetition: SLSQP takes its time
SMALL = "load sharing, smaller problem"
AGREE = 1e-3  # SLSQP and OSQP stop earlier than we do
SAME = 1e-7  # our own forms


class Series:
    """Demands of successive samples, repetition after repetition, and the arrays that the solver works in.

    Parameters
    ----------
    A, b : array (T, m, n), (T, m)
        Moments at full activation and demands [N m].
    rule : ActivationPower
    w, lo : array (n,)
        Weights and least activations [1].
    rows : sequence of int (m,)
        The library's demand that each row stands for, ascending: the scalar solver asks for it.
    """

    def __init__(
        self, A: Array, b: Array, rule: ActivationPower, w: Array, lo: Array, rows: Sequence[int]
    ) -> None:
        self.A, self.b, self.rule, self.w, self.lo = A, b, rule, w, lo
        self.demands = np.array(rows)
        samples, m, n = A.shape
        self.starts, self.rows = structure((A != 0).any(axis=0))
        self.work, self.lam = workspace(m, n, self.rows.size), np.zeros(m)
        self.a, self.r = np.empty((samples, n)), np.empty((samples, m))
        self.steps = np.empty(samples, dtype=np.int64)
        self.numbers = (rule.power, rule.eps, rule.delta, TOLERANCE)

    @classmethod
    def of(cls, trial: Trial, power: int) -> Series:
        """One repetition of the standard model at one level."""
        run = run_trial(trial, models.standard)
        level, rule = run.levels[LEVEL], ActivationPower(power)
        A, b = np.ascontiguousarray(level.matrix), np.ascontiguousarray(level.target)
        return cls(A, b, rule, run.paths.weights(rule), run.paths.floors(rule), range(A.shape[1]))

    @property
    def size(self) -> str:
        """Rows, muscles and entries of the problem."""
        m, n = self.A.shape[1:]
        return f"{m} moments, {n} muscles, {self.rows.size} arms"

    def along(self) -> None:
        """All samples, each begun from the answer before it: what the pipeline does."""
        self.lam[:] = 0.0
        scratch = (self.starts, self.rows, self.work, self.lam, self.a, self.r)
        solve_samples(self.A, self.b, self.w, self.lo, *self.numbers, *scratch, self.steps)

    def alone(self) -> None:
        """Every sample from nothing, one call from Python each."""
        for A, b, a, r in zip(self.A, self.b, self.a, self.r, strict=True):
            self.lam[:] = 0.0
            scratch = (self.starts, self.rows, self.work, self.lam, a, r)
            solve_one(A, b, self.w, self.lo, *self.numbers, *scratch)


def solvers(series: Series, make: Callable[[Series, int], Callable[[], Array]]) -> tuple[Contestant, float]:
    """A peer on some of the samples, and how far its activations are from ours."""
    picked = np.linspace(0, len(series.b) - 1, PEER_SAMPLES).astype(int)
    each = [make(series, k) for k in picked]
    away = max(float(np.abs(solve() - series.a[k]).max()) for solve, k in zip(each, picked, strict=True))
    return Contestant("", lambda: [solve() for solve in each], len(each)), away


def program(solver: Callable[[Program], Callable[[], Array]]) -> Callable[[Series, int], Callable[[], Array]]:
    """A solver for quadratic programs on a sample of the series."""

    def make(series: Series, k: int) -> Callable[[], Array]:
        return solver(Program.of(series.A[k], series.b[k], series.w, series.lo, series.rule))

    return make


def peers(series: Series, section: str) -> tuple[list[Contestant], dict[str, float], list[Row]]:
    """Those that can run here with their largest difference, and a row for each that cannot."""
    found, away, missing = [], {}, []
    power = series.rule.power
    makers = {"scipy SLSQP": ("scipy", "analytic gradients, from the floors", slsqp)}
    if power == 2:
        makers |= {n: (n.lower(), "one call per sample", solver) for n, solver in SOLVERS.items()}
    for peer, (module, note, solver) in makers.items():
        name = f"p = {power}, {peer}"
        try:
            need(module)
        except Missing as error:
            missing.append(Row.left_out(section, name, str(error)))
            continue
        contestant, away[name] = solvers(series, program(solver))
        print(f"agrees to {away[name]:.1e} in every activation: {name}")
        assert away[name] < AGREE, f"{name} differs from ours by {away[name]:.1e}"
        found.append(replace(contestant, name=name, note=note))
    return found, away, missing


def ours(series: Series, repetition: int) -> tuple[list[Contestant], dict[str, float]]:
    """The three ways of the library, and how far eight lanes are from one sample after the other."""
    power, samples = series.rule.power, len(series.b)
    series.along()
    note = f"{series.size}; {series.steps.mean():.1f} Newton steps"
    lanes = Lanes(series, repetition)
    lanes.share()
    name = f"p = {power}, biolift, eight samples at once"
    way = "leftovers included, as in a batch" + "; both sides alike, half stands for all" * lanes.alike
    away = {name: float(np.abs(lanes.activation() - series.a).max())}
    assert away[name] < SAME, f"eight lanes differ from one by {away[name]:.1e}"
    return [
        Contestant(name, lanes.share, samples * lanes.turns, f"{series.size}; {way}"),
        Contestant(f"p = {power}, biolift, samples in a row", series.along, samples, note),
        Contestant(f"p = {power}, biolift, one call per sample", series.alone, samples, "from nothing"),
    ], away


def rows(series: Series, rounds: int, section: str = SECTION, repetition: int | None = None) -> list[Row]:
    """All forms of ours and the others on one series of problems, ratios to eight lanes."""
    own, away = ours(series, repetition or len(series.b))
    found, theirs, missing = peers(series, section)
    away |= theirs
    seconds = interleaved([*own, *found], rounds)
    first: Row | None = None
    out: list[Row] = []
    for one in (*own, *found):
        values = 1e6 * seconds[one.name]
        out.append(Row(section, one.name, "us/solve", values, one.note, away.get(one.name), first))
        first = out[0]
    return [*out, *missing]


def measure(trial: Trial, rounds: int) -> list[Row]:
    """Microseconds per solve, on the matrices of a repetition and on the smaller problem."""
    out = []
    for power in (2, 3):
        out += rows(Series.of(trial, power), rounds)
    for power in (2, 3):
        series = Series(*lifts(REPETITIONS), ActivationPower(power), np.ones(18), np.zeros(18), LIFT_ROWS)
        out += rows(series, rounds, SMALL, SAMPLES)
    return out
