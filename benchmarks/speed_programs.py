"""Solvers for quadratic programs on the load sharing problem with p = 2, one call from Python per sample.

All get the same program: minimise ``x H x / 2`` subject to ``M x = d`` and bounds, x the activations and the
reserve in units that make its cost a plain square.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from speed_clock import Array
from speed_peer_base import need

from biolift.sharing.activation_power import ActivationPower

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

    @classmethod
    def of(cls, A: Array, b: Array, w: Array, lo: Array, rule: ActivationPower) -> Program:
        """Rows scaled by their arms, as the library does; a row without muscles has no part in it."""
        acts = np.abs(A).sum(axis=1) > 0.0
        A, b = A[acts], b[acts]
        (m, n), scale = A.shape, np.abs(A).sum(axis=1)
        M = np.hstack([A / scale[:, None], np.sqrt(rule.delta) * np.eye(m)])
        H = np.diag(np.concatenate([w * (1.0 + rule.eps), np.ones(m)]))
        low, high = np.concatenate([lo, np.full(m, -FAR)]), np.concatenate([np.ones(n), np.full(m, FAR)])
        return cls(H, M, b / scale, low, high, n)


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


SOLVERS = {"daqp": daqp, "quadprog": quadprog, "OSQP": osqp, "clarabel": clarabel}
