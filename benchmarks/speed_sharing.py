"""Load sharing on the library's own matrices: the Newton solver against general ones on the same problem."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from speed_clock import Array, Contestant, Row, interleaved
from speed_peer_base import Missing, need
from speed_programs import SOLVERS, Program

from biolift.engine.newton import TOLERANCE, solve_one, solve_samples, structure, workspace
from biolift.engine.pipeline import run_trial
from biolift.library.models import models
from biolift.nouns.trial import Trial
from biolift.sharing.activation_power import ActivationPower, activation_cost, marginal_cost

SECTION = "load sharing"
LEVEL = "L5/S1"
PEER_SAMPLES = 4  # spread over the repetition: SLSQP takes its time
AGREE = 1e-3  # SLSQP and OSQP stop earlier than we do


class Series:
    """The demands of one repetition and the arrays that the solver works in."""

    def __init__(self, trial: Trial, power: int) -> None:
        run = run_trial(trial, models.standard)
        level = run.levels[LEVEL]
        self.A, self.b = np.ascontiguousarray(level.matrix), np.ascontiguousarray(level.target)
        self.rule = ActivationPower(power)
        samples, m, n = self.A.shape
        self.starts, self.rows = structure((self.A != 0).any(axis=0))
        self.w, self.lo = run.paths.weights(self.rule), run.paths.floors(self.rule)
        self.work, self.lam = workspace(m, n, self.rows.size), np.zeros(m)
        self.a, self.r = np.empty((samples, n)), np.empty((samples, m))
        self.steps = np.empty(samples, dtype=np.int64)
        self.numbers = (power, self.rule.eps, self.rule.delta, TOLERANCE)

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


def slsqp(series: Series, sample: int) -> Callable[[], Array]:
    """The same problem for scipy: activations, and the reserve in units that make its cost a plain square."""
    from scipy.optimize import minimize

    rule, w = series.rule, series.w
    p = Program.of(series.A[sample], series.b[sample], w, series.lo, rule)
    n, power, eps = p.muscles, rule.power, rule.eps
    bounds = [*zip(p.low[:n], p.high[:n], strict=True), *[(None, None)] * len(p.d)]
    start = np.concatenate([p.low[:n], np.zeros(len(p.d))])

    def cost(x: Array) -> tuple[float, Array]:
        a, s = x[:n], x[n:]
        value = float(w @ activation_cost(a, power, eps) + 0.5 * s @ s)
        return value, np.concatenate([w * marginal_cost(a, power, eps), s])

    met = {"type": "eq", "fun": lambda x: p.M @ x - p.d, "jac": lambda x: p.M}
    options = {"ftol": 1e-12, "maxiter": 500}

    def solve() -> Array:
        found = minimize(
            cost, start, jac=True, method="SLSQP", bounds=bounds, constraints=[met], options=options
        )
        return np.asarray(found.x[:n])

    return solve


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


def peers(series: Series, power: int) -> tuple[list[Contestant], dict[str, float], list[Row]]:
    """Those that can run here with their largest difference, and a row for each that cannot."""
    found, away, missing = [], {}, []
    makers = {"scipy SLSQP": ("scipy", "analytic gradients, from the floors", slsqp)}
    if power == 2:
        makers |= {n: (n.lower(), "one call per sample", program(solver)) for n, solver in SOLVERS.items()}
    for peer, (module, note, make) in makers.items():
        name = f"p = {power}, {peer}"
        try:
            need(module)
        except Missing as error:
            missing.append(Row.left_out(SECTION, name, str(error)))
            continue
        contestant, away[name] = solvers(series, make)
        print(f"agrees to {away[name]:.1e} in every activation: {name}")
        assert away[name] < AGREE, f"{name} differs from ours by {away[name]:.1e}"
        found.append(replace(contestant, name=name, note=note))
    return found, away, missing


def rows(trial: Trial, power: int, rounds: int) -> list[Row]:
    """Both forms of ours and the others for one power."""
    series = Series(trial, power)
    samples = len(series.b)
    series.along()
    note = f"{series.size}; {series.steps.mean():.1f} Newton steps"
    ours = Contestant(f"p = {power}, biolift, {samples} samples in a row", series.along, samples, note)
    alone = Contestant(f"p = {power}, biolift, one call per sample", series.alone, samples, "from nothing")
    found, away, missing = peers(series, power)
    others = [alone, *found]
    seconds = interleaved([ours, *others], rounds)
    first = Row(SECTION, ours.name, "us/solve", 1e6 * seconds[ours.name], ours.note)
    rest = [
        Row(SECTION, one.name, "us/solve", 1e6 * seconds[one.name], one.note, away.get(one.name), first)
        for one in others
    ]
    return [first, *rest, *missing]


def measure(trial: Trial, rounds: int) -> list[Row]:
    """Microseconds per solve."""
    return [row for power in (2, 3) for row in rows(trial, power, rounds)]
