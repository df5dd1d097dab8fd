"""Coordinates that conditions leave open, solved along the path of every case.

The compiled twin of :mod:`biolift.engine.completion`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit

from biolift.engine.block.jit import part
from biolift.engine.block.motion import turn_hinges
from biolift.engine.block.plan import LANES, Array, Closing, ClosingColumns, Tree
from biolift.engine.block.rows import fill, row
from biolift.engine.completion import _ACCEPTED, _BENT, _GOOD, _INTERVALS
from biolift.engine.interpolation import chebyshev_basis, chebyshev_fit, lobatto
from biolift.engine.kernels.support import FAST
from biolift.engine.newton_lanes import _ROOT, _STEPS, _STILL, _STRIDE

#: Largest scaled residual of a system that found its root.
FOUND = 1e-9


class Nodes(NamedTuple):
    """Chebyshev nodes: places, fit from values to coefficients, and curves at twice as many nodes."""

    at: Array
    fit: Array
    finer: Array
    between: Array


class Room(NamedTuple):
    """Workspace of one thread."""

    Q: Array
    W: Array
    V: Array  # twelve rows: two points with their velocities
    geometry: Array


def nodes() -> tuple[Nodes, ...]:
    """Tables for every number of intervals that is tried."""
    out = []
    for n in _INTERVALS:
        finer = lobatto(2 * n)
        fit = np.stack([chebyshev_fit(column) for column in np.eye(n + 1)], axis=1)
        out.append(Nodes(lobatto(n), np.ascontiguousarray(fit), finer, chebyshev_basis(n + 1, finer)[0]))
    return tuple(out)


@part
def _through(table: Array, p: Array, out: Array) -> None:
    """Polynomials through evenly spaced values (N, k), from divided differences, at `p`: (k, L)."""
    n = table.shape[0]
    for k in range(table.shape[1]):
        for i in range(p.size):
            x = table[n - 1, k]
            for j in range(n - 2, -1, -1):
                x = table[j, k] + (p[i] - j / (n - 1)) * x
            out[k, i] = x


@part
def _add_point(tree: Tree, W: Array, segment: int, d: Array, factor: float, V: Array, k: int) -> None:
    """Add `factor` times position and velocity of a point of a segment to six rows of V from k."""
    first, o = tree.frame[segment], tree.frame[segment] + tree.origin
    x, y, z, vx, vy, vz = row(V, k), row(V, k + 1), row(V, k + 2), row(V, k + 3), row(V, k + 4), row(V, k + 5)
    d0, d1, d2 = factor * d[0], factor * d[1], factor * d[2]
    rx, ry, rz = row(W, o), row(W, o + 1), row(W, o + 2)
    if not tree.turning:
        c, s, w, ux, uy = row(W, first), row(W, first + 1), row(W, first + 2), row(W, o + 3), row(W, o + 4)
        for t in range(LANES):
            px, py = c[t] * d0 - s[t] * d1, s[t] * d0 + c[t] * d1
            x[t] += factor * rx[t] + px
            y[t] += factor * ry[t] + py
            z[t] += factor * rz[t] + d2
            vx[t] += factor * ux[t] - w[t] * py
            vy[t] += factor * uy[t] + w[t] * px
        return
    for t in range(LANES):
        f = first * LANES + t
        px = W[f] * d0 + W[f + LANES] * d1 + W[f + 2 * LANES] * d2
        py = W[f + 3 * LANES] * d0 + W[f + 4 * LANES] * d1 + W[f + 5 * LANES] * d2
        pz = W[f + 6 * LANES] * d0 + W[f + 7 * LANES] * d1 + W[f + 8 * LANES] * d2
        wx, wy, wz = W[f + 9 * LANES], W[f + 10 * LANES], W[f + 11 * LANES]
        x[t] += factor * rx[t] + px
        y[t] += factor * ry[t] + py
        z[t] += factor * rz[t] + pz
        vx[t] += factor * W[f + 18 * LANES] + wy * pz - wz * py
        vy[t] += factor * W[f + 19 * LANES] + wz * px - wx * pz
        vz[t] += factor * W[f + 20 * LANES] + wx * py - wy * px


@part
def _pose(
    tree: Tree, plan: Closing, kinematics: Any, room: Room, given: Array, x: Array, first: int, rate: bool
) -> None:
    """Put lanes `first` and on (unknown by unknown, each over all nodes) into the workspace and move them."""
    K, L = given.shape[0], given.shape[1]
    n = plan.guess.size
    for k in range(K):
        fill(room.Q, K + k, 0.0)
    for t in range(LANES):
        lane = min(first + t, (n if rate else 1) * L - 1)
        unknown, i = lane // L, lane % L
        for k in range(K):
            room.Q[k * LANES + t] = given[k, i]
        if x.shape[1] == L:
            turned = given[plan.tilt, i]
            for j in range(plan.follow.size):
                k = plan.solved[j, 0]
                turned += plan.follow[j] * (x[plan.solved[j, 1], i] - given[k, i])
                room.Q[k * LANES + t] = x[plan.solved[j, 1], i]
            if np.any(plan.follow != 0.0):
                room.Q[plan.tilt * LANES + t] = turned
        if rate:
            for j in range(plan.by.size):
                if plan.move[j, 0] == unknown:
                    room.Q[(K + plan.move[j, 1]) * LANES + t] = plan.by[j]
    turn_hinges(tree, room.Q, K, 2, room.W)
    kinematics(room.geometry, room.W)


@part
def _residuals(c: int, tree: Tree, plan: Closing, columns: ClosingColumns, kinematics: Any, room: Room, given: Array,
               x: Array, values: Array, datum: Array, origin: int, r: Array, J: Array) -> None:  # fmt: skip
    """What is missing (m, L), scaled, and its derivatives by the unknowns (m, n, L)."""
    K, L, n = given.shape[0], given.shape[1], plan.guess.size
    total, V = n * L, room.V
    for first in range(0, total, LANES):
        _pose(tree, plan, kinematics, room, given, x, first, True)
        lanes = min(LANES, total - first)
        for e in range(plan.kind.size):
            for k in range(12):
                fill(V, k, 0.0)
            axis, place = plan.axis[e], 0.0
            if plan.kind[e] == 0 or plan.kind[e] == 3:
                axis = 0
                for j in range(plan.turn.size):
                    if plan.term[j, 0] == e:
                        for t in range(lanes):
                            factor = plan.turn[j]
                            if plan.times[j]:
                                factor *= -values[e, (first + t) % L]
                            V[t] += factor * room.Q[plan.term[j, 1] * LANES + t]
                            V[3 * LANES + t] += factor * room.Q[(K + plan.term[j, 1]) * LANES + t]
            elif plan.kind[e] == 1:
                axis = 0
                for s in range(plan.mass.size):
                    _add_point(tree, room.W, plan.mass[s], columns.centre[c, s], columns.mass[c, s], V, 0)
                _add_point(tree, room.W, plan.point[plan.of[e]], columns.point[c, plan.of[e]], 1.0, V, 6)
            else:
                start = origin if plan.start[e] < 0 else plan.start[e]
                place = datum[axis] if plan.start[e] < 0 else 0.0
                _add_point(tree, room.W, plan.point[plan.of[e]], columns.point[c, plan.of[e]], 1.0, V, 0)
                _add_point(tree, room.W, plan.point[start], columns.point[c, start], 1.0, V, 6)
            for t in range(lanes):
                k, i = (first + t) // L, (first + t) % L
                if k == 0:
                    here = place + V[axis * LANES + t] - V[(6 + axis) * LANES + t]
                    r[e, i] = plan.scale[e] * (here if plan.ratio[e] else here - values[e, i])
                J[e, k, i] = plan.scale[e] * (V[(3 + axis) * LANES + t] - V[(9 + axis) * LANES + t])


@part
def _step(J: Array, r: Array, i: int, damping: float, H: Array, g: Array) -> None:
    """Damped Gauss-Newton step of system i, in g."""
    m, n = J.shape[0], J.shape[1]
    trace = 0.0
    for a in range(n):
        total = 0.0
        for e in range(m):
            total += J[e, a, i] * r[e, i]
        g[a] = -total
        for b in range(a + 1):
            total = 0.0
            for e in range(m):
                total += J[e, a, i] * J[e, b, i]
            H[a, b] = total
        trace += H[a, a]
    for a in range(n):
        H[a, a] += damping * (1e-6 + trace)
    for a in range(n):  # Cholesky
        for b in range(a + 1):
            total = H[a, b]
            for k in range(b):
                total -= H[a, k] * H[b, k]
            H[a, b] = max(total, 1e-300) ** 0.5 if a == b else total / H[b, b]
    for a in range(n):
        for k in range(a):
            g[a] -= H[a, k] * g[k]
        g[a] /= H[a, a]
    for a in range(n - 1, -1, -1):
        for k in range(a + 1, n):
            g[a] -= H[k, a] * g[k]
        g[a] /= H[a, a]


@part
def _descend(c: int, tree: Tree, plan: Closing, columns: ClosingColumns, kinematics: Any, room: Room, given: Array,
             x: Array, values: Array, datum: Array, origin: int, r: Array) -> None:  # fmt: skip
    """Levenberg-Marquardt in every system; the damping goes to zero where Newton's step works."""
    n, L, m = x.shape[0], x.shape[1], r.shape[0]
    J, there, slope = np.empty((m, n, L)), np.empty((m, L)), np.empty((m, n, L))
    damping, done, new = np.full(L, 1e-9), np.zeros(L, dtype=np.bool_), x.copy()
    H, g = np.empty((n, n)), np.empty(n)
    _residuals(c, tree, plan, columns, kinematics, room, given, x, values, datum, origin, r, J)
    for _ in range(_STEPS):
        moving = False
        for i in range(L):
            _step(J, r, i, damping[i], H, g)
            longest, worst = 0.0, 0.0
            for a in range(n):
                longest = max(longest, abs(g[a]))
            for e in range(m):
                worst = max(worst, abs(r[e, i]))
            done[i] = worst < _ROOT or longest < _STILL or damping[i] > 1e6
            moving |= not done[i]
            share = min(1.0, _STRIDE / max(longest, 1e-300))
            for a in range(n):
                new[a, i] = x[a, i] + share * g[a]
        if not moving:
            return
        _residuals(c, tree, plan, columns, kinematics, room, given, new, values, datum, origin, there, slope)
        for i in range(L):
            before, after = 0.0, 0.0
            for e in range(m):
                before += r[e, i] * r[e, i]
                after += there[e, i] * there[e, i]
            better = after < before and not done[i]
            if better:
                for a in range(n):
                    x[a, i] = new[a, i]
                for e in range(m):
                    r[e, i] = there[e, i]
                    for a in range(n):
                        J[e, a, i] = slope[e, a, i]
            damping[i] = max(0.01 * damping[i], 1e-12) if better else max(10.0 * damping[i], 1e-4)


@part
def _largest(r: Array, i: int) -> float:
    worst = 0.0
    for e in range(r.shape[0]):
        worst = max(worst, abs(r[e, i]))
    return worst


@part
def _solve(c: int, tree: Tree, plan: Closing, columns: ClosingColumns, kinematics: Any, room: Room, given: Array,
           x: Array, values: Array, datum: Array, origin: int, r: Array) -> None:  # fmt: skip
    """Unknowns nearest to their equations; systems that find no root start again from the nearest that did."""
    _descend(c, tree, plan, columns, kinematics, room, given, x, values, datum, origin, r)
    L = x.shape[1]
    lost = np.zeros(L, dtype=np.bool_)
    for i in range(L):
        lost[i] = _largest(r, i) > FOUND
    gone = lost.sum()
    if gone == 0 or gone == L:
        return
    which = np.flatnonzero(lost)
    again, missing = np.empty((x.shape[0], gone)), np.empty((r.shape[0], gone))
    for k in range(gone):
        near = -1
        for i in range(L):
            if not lost[i] and (near < 0 or abs(i - which[k]) < abs(near - which[k])):
                near = i
        again[:, k] = x[:, near]
    some, wanted = given[:, which], values[:, which]
    _descend(c, tree, plan, columns, kinematics, room, some, again, wanted, datum, origin, missing)
    for k in range(gone):
        i = which[k]
        if (missing[:, k] ** 2).sum() < (r[:, i] ** 2).sum():
            x[:, i], r[:, i] = again[:, k], missing[:, k]


@part
def _start(plan: Closing, given: Array, x: Array) -> None:
    """First guesses; a joint that starts straight cannot tell which way to bend."""
    for k in range(plan.guess.size):
        for i in range(x.shape[1]):
            guess = given[plan.guess[k], i]
            x[k, i] = _BENT if plan.bends[k] and abs(guess) < _BENT else guess


@part
def _missed(plan: Closing, r: Array) -> float:
    """Largest miss over all equations and systems, in their own units."""
    worst = 0.0
    for e in range(r.shape[0]):
        for i in range(r.shape[1]):
            worst = max(worst, abs(r[e, i]) / plan.scale[e])
    return worst


@part
def _place(
    c: int, tree: Tree, plan: Closing, columns: ClosingColumns, kinematics: Any, room: Room, datum: Array
) -> bool:
    """Where the point that holds still stands, in `datum`; False when its pose cannot be completed."""
    K, m = columns.pose.shape[1], plan.kind.size
    given, x = columns.pose[c].copy().reshape(K, 1), np.zeros((plan.guess.size, 0))
    if plan.reference:
        x, r = np.empty((plan.guess.size, 1)), np.empty((m, 1))
        datum[0], datum[1], datum[2] = columns.place[c, 0], columns.place[c, 1], 0.0
        _start(plan, given, x)
        # places in the machine's frame count from the reference point here
        _solve(
            c,
            tree,
            plan,
            columns,
            kinematics,
            room,
            given,
            x,
            columns.at[c].copy().reshape(m, 1),
            datum,
            1,
            r,
        )
        if _missed(plan, r) > _ACCEPTED:
            return False
    _pose(tree, plan, kinematics, room, given, x, 0, False)
    V = room.V
    for k in range(12):
        fill(V, k, 0.0)
    _add_point(tree, room.W, plan.point[0], columns.point[c, 0], 1.0, V, 0)
    _add_point(tree, room.W, plan.point[1], columns.point[c, 1], 1.0, V, 6)
    datum[0] = columns.place[c, 0] - V[6 * LANES] + V[0]
    datum[1] = columns.place[c, 1] - V[7 * LANES] + V[LANES]
    datum[2] = V[2 * LANES]
    return True


@part
def _along(c: int, columns: ClosingColumns, p: Array) -> tuple[Array, Array]:
    """Given coordinates (K, L) and what the equations must come to (m, L) at progress p."""
    given = np.empty((columns.table.shape[2], p.size))
    wanted = np.empty((columns.values.shape[2], p.size))
    _through(columns.table[c], p, given)
    _through(columns.values[c], p, wanted)
    return given, wanted


@part
def _complete(c: int, tree: Tree, plan: Closing, columns: ClosingColumns, kinematics: Any, room: Room,
              tables: Any, still: Array, series: Array) -> int:  # fmt: skip
    """Series of one case; returns its terms, 0 without unknowns, -1 when the conditions cannot be met."""
    datum = still[3:6]
    if not _place(c, tree, plan, columns, kinematics, room, datum):
        return -1
    n, m, terms, between = plan.guess.size, plan.kind.size, 0, 0.0
    if n == 0:
        return 0
    guess = np.empty((n, 0))
    for table in tables:
        L, F = table.at.size, table.finer.size
        given, wanted = _along(c, columns, table.at)
        x, r = np.empty((n, L)), np.empty((m, L))
        if guess.shape[1] == L:
            x[:] = guess
        else:
            _start(plan, given, x)
        _solve(c, tree, plan, columns, kinematics, room, given, x, wanted, datum, 0, r)
        if _missed(plan, r) > _ACCEPTED:
            return -1
        guess, terms = np.zeros((n, F)), L
        for k in range(n):
            for j in range(L):
                total = 0.0
                for i in range(L):
                    total += table.fit[j, i] * x[k, i]
                series[k, j] = total
                for i in range(F):
                    guess[k, i] += total * table.between[j, i]
        given, wanted = _along(c, columns, table.finer)
        r, J = np.empty((m, F)), np.empty((m, n, F))
        _residuals(c, tree, plan, columns, kinematics, room, given, guess, wanted, datum, 0, r, J)
        between = _missed(plan, r)
        if between < _GOOD:
            break
    return terms if between <= _ACCEPTED else -1


@njit(fastmath=FAST, nogil=True, error_model="numpy", cache=True)  # type: ignore[untyped-decorator]
def complete(first: int, last: int, tree: Tree, plan: Closing, columns: ClosingColumns, geometry: Array,
             kinematics: Any, rows: int, tables: Any, still: Array, series: Array, terms: Any) -> None:  # fmt: skip
    """Complete cases `first` to `last`.

    Parameters
    ----------
    still : array (C, 6)
        Point that holds still in its segment, given, and its place in the machine's frame, written.
    series : array (C, n, terms)
        Chebyshev coefficients; written.
    terms : array (C,)
        How many there are; negative where the conditions cannot be met.
    """
    K = columns.pose.shape[1]
    Q, W, V = np.zeros(2 * K * LANES), np.zeros(rows * LANES), np.zeros(12 * LANES)
    for c in range(first, last):
        room = Room(Q, W, V, geometry[c])
        terms[c] = _complete(c, tree, plan, columns, kinematics, room, tables, still[c], series[c])
