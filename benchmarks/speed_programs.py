"""General solvers on the load sharing problem, one call from Python per sample.

All get the same program: minimise ``x H x / 2`` (or, for SLSQP, a cost with any power) subject to ``M x = d``
and bounds, x the activations and the reserve in units that make its cost a plain square.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from speed_clock import Array
from speed_peer_base import need

from biolift.sharing.activation_power import ActivationPower, activation_cost, marginal_cost

Solve = Callable[[], Array]
FAR = 1e3  # bound of a reserve that is never reached


@dataclass(frozen=True)
class Program:
    """One sample's problem: activations first, then one reserve per row."""

    H: Array
    M: Array
    d: Array
    low: Array
    high: Array
    muscles: int
    w: Array
    rule: ActivationPower

    @classmethod
    def of(cls, A: Array, b: Array, w: Array, lo: Array, rule: ActivationPower) -> Program:
        """Rows scaled by their arms, as the library does; a row without muscles has no part in it."""
        acts = np.abs(A).sum(axis=1) > 0.0
        A, b = A[acts], b[acts]
        (m, n), scale = A.shape, np.abs(A).sum(axis=1)
        M = np.hstack([A / scale[:, None], np.sqrt(rule.delta) * np.eye(m)])
        H = np.diag(np.concatenate([w * (1.0 + rule.eps), np.ones(m)]))
        low, high = np.concatenate([lo, np.full(m, -FAR)]), np.concatenate([np.ones(n), np.full(m, FAR)])
        return cls(H, M, b / scale, low, high, n, w, rule)


def daqp(program: Program) -> Solve:
    """Dual active set, C."""
    need("daqp")
    import daqp as solver

    p = program
    f = np.zeros(len(p.H))
    high, low = np.concatenate([p.high, p.d]), np.concatenate([p.low, p.d])
    sense = np.concatenate([np.zeros(len(f)), np.full(len(p.d), 5)]).astype(np.int32)
    M = np.ascontiguousarray(p.M)
    return lambda: np.asarray(solver.solve(p.H, f, M, high, low, sense)[0])[: p.muscles]


def quadprog(program: Program) -> Solve:
    """Goldfarb and Idnani's dual method, C."""
    need("quadprog")
    import quadprog as solver

    p = program
    n = len(p.H)
    C = np.ascontiguousarray(np.hstack([p.M.T, np.eye(n), -np.eye(n)]))
    b, a = np.concatenate([p.d, p.low, -p.high]), np.zeros(n)
    return lambda: np.asarray(solver.solve_qp(p.H, a, C, b, len(p.d))[0])[: p.muscles]


def osqp(program: Program) -> Solve:
    """Operator splitting, set up once and begun from the answer before: its fastest way."""
    need("osqp")
    import osqp as solver
    from scipy import sparse

    p = program
    A = sparse.csc_matrix(np.vstack([p.M, np.eye(len(p.H))]))
    low, high = np.concatenate([p.d, p.low]), np.concatenate([p.d, p.high])
    work = solver.OSQP()
    tolerance = {"eps_abs": 1e-8, "eps_rel": 1e-8, "max_iter": 100_000}
    work.setup(sparse.csc_matrix(p.H), np.zeros(len(p.H)), A, low, high, verbose=False, **tolerance)

    def solve() -> Array:
        work.update(l=low, u=high)
        return np.asarray(work.solve(raise_error=True).x)[: p.muscles]

    return solve


def clarabel(program: Program) -> Solve:
    """Interior point, Rust."""
    need("clarabel")
    import clarabel as solver
    from scipy import sparse

    p = program
    n = len(p.H)
    A = sparse.csc_matrix(np.vstack([p.M, np.eye(n), -np.eye(n)]))
    b = np.concatenate([p.d, p.high, -p.low])
    cones = [solver.ZeroConeT(len(p.d)), solver.NonnegativeConeT(2 * n)]
    settings = solver.DefaultSettings()
    settings.verbose = False
    H = sparse.csc_matrix(p.H)

    def solve() -> Array:
        made = solver.DefaultSolver(H, np.zeros(n), A, b, cones, settings)
        return np.asarray(made.solve().x)[: p.muscles]

    return solve


def slsqp(program: Program) -> Solve:
    """scipy's sequential least squares, with analytic gradients, from the floors; any power."""
    from scipy.optimize import minimize

    p, n, power, eps = program, program.muscles, program.rule.power, program.rule.eps
    bounds = [*zip(p.low[:n], p.high[:n], strict=True), *[(None, None)] * len(p.d)]
    start = np.concatenate([p.low[:n], np.zeros(len(p.d))])

    def cost(x: Array) -> tuple[float, Array]:
        a, s = x[:n], x[n:]
        value = float(p.w @ activation_cost(a, power, eps) + 0.5 * s @ s)
        return value, np.concatenate([p.w * marginal_cost(a, power, eps), s])

    met = {"type": "eq", "fun": lambda x: p.M @ x - p.d, "jac": lambda x: p.M}
    options = {"ftol": 1e-12, "maxiter": 500}

    def solve() -> Array:
        found = minimize(
            cost, start, jac=True, method="SLSQP", bounds=bounds, constraints=[met], options=options
        )
        return np.asarray(found.x[:n])

    return solve


#: For p = 2.
SOLVERS = {"daqp": daqp, "quadprog": quadprog, "OSQP": osqp, "clarabel": clarabel}
