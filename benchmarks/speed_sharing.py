"""Load sharing on the library's own matrices: the Newton solver against scipy's SLSQP on the same problem."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable

import numpy as np
from speed_clock import Array, Contestant, Row, interleaved

from biolift.engine.newton import TOLERANCE, solve_one, solve_samples, structure, workspace
from biolift.engine.pipeline import run_trial
from biolift.library.models import models
from biolift.nouns.trial import Trial
from biolift.sharing.activation_power import ActivationPower, activation_cost, marginal_cost

SECTION = "load sharing"
LEVEL = "L5/S1"
PEER_SAMPLES = 4  # spread over the repetition: SLSQP takes its time
AGREE = 1e-3  # SLSQP stops earlier than we do


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

    rule, w, lo = series.rule, series.w, series.lo
    acts = np.abs(series.A[sample]).sum(axis=1) > 0.0  # a row without muscles has no part in it
    A, b = series.A[sample][acts], series.b[sample][acts]
    n, m, power, eps = A.shape[1], A.shape[0], rule.power, rule.eps
    scale = np.abs(A).sum(axis=1)
    matrix = np.hstack([A / scale[:, None], np.sqrt(rule.delta) * np.eye(m)])
    demand = b / scale
    bounds = [(low, 1.0) for low in lo] + [(None, None)] * m
    start = np.concatenate([lo, np.zeros(m)])

    def cost(x: Array) -> tuple[float, Array]:
        a, s = x[:n], x[n:]
        value = float(w @ activation_cost(a, power, eps) + 0.5 * s @ s)
        return value, np.concatenate([w * marginal_cost(a, power, eps), s])

    met = {"type": "eq", "fun": lambda x: matrix @ x - demand, "jac": lambda x: matrix}
    options = {"ftol": 1e-12, "maxiter": 500}

    def solve() -> Array:
        found = minimize(
            cost, start, jac=True, method="SLSQP", bounds=bounds, constraints=[met], options=options
        )
        return np.asarray(found.x[:n])

    return solve


def peer(series: Series, name: str) -> tuple[Contestant, float]:
    """Scipy on some of the samples, and how far its activations are from ours."""
    picked = np.linspace(0, len(series.b) - 1, PEER_SAMPLES).astype(int)
    solvers = [slsqp(series, k) for k in picked]
    away = max(float(np.abs(solve() - series.a[k]).max()) for solve, k in zip(solvers, picked, strict=True))
    print(f"agrees to {away:.1e} in every activation: {name}")
    assert away < AGREE, f"{name} differs from ours by {away:.1e}"
    note = "analytic gradients, from the floors"
    return Contestant(name, lambda: [solve() for solve in solvers], len(solvers), note), away


def rows(trial: Trial, power: int, rounds: int) -> list[Row]:
    """Both forms of ours and scipy for one power."""
    series, name = Series(trial, power), f"p = {power}, scipy SLSQP"
    samples = len(series.b)
    series.along()
    note = f"{series.size}; {series.steps.mean():.1f} Newton steps"
    ours = Contestant(f"p = {power}, biolift, {samples} samples in a row", series.along, samples, note)
    others = [Contestant(f"p = {power}, biolift, one call per sample", series.alone, samples, "from nothing")]
    away: dict[str, float] = {}
    missing: list[Row] = []
    if importlib.util.find_spec("scipy") is None:
        missing.append(Row.left_out(SECTION, name, "scipy is not installed"))
    else:
        scipy, away[name] = peer(series, name)
        others.append(scipy)
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
