"""Coordinates that conditions leave open, solved along the path of every case.

The compiled twin of :mod:`biolift.engine.completion`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from biolift.engine.block.jit import driver, maker, part
from biolift.engine.block.motion import turn_hinges
from biolift.engine.block.plan import LANES, Array, Closing, ClosingColumns, Tree
from biolift.engine.block.reference import refer
from biolift.engine.block.rows import fill
from biolift.engine.block.vectors import WIDTH, get, put, spread
from biolift.engine.completion import _ACCEPTED, _BENT, _GOOD, _INTERVALS
from biolift.engine.interpolation import chebyshev_basis, chebyshev_fit, lobatto
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
    d0, d1, d2 = factor * d[0], factor * d[1], factor * d[2]
    for t in range(0, LANES, WIDTH):
        pz, vz = spread(d2), spread(0.0)
        if tree.turning:
            px = get(W, first, t) * d0 + get(W, first + 1, t) * d1 + get(W, first + 2, t) * d2
            py = get(W, first + 3, t) * d0 + get(W, first + 4, t) * d1 + get(W, first + 5, t) * d2
            pz = get(W, first + 6, t) * d0 + get(W, first + 7, t) * d1 + get(W, first + 8, t) * d2
            wx, wy, wz = get(W, first + 9, t), get(W, first + 10, t), get(W, first + 11, t)
            vx, vy, vz = wy * pz - wz * py, wz * px - wx * pz, wx * py - wy * px
            vz = vz + factor * get(W, o + 5, t)
        else:
            c, s, w = get(W, first, t), get(W, first + 1, t), get(W, first + 2, t)
            px, py = c * d0 - s * d1, s * d0 + c * d1
            vx, vy = -1.0 * w * py, w * px
        put(V, k, t, get(V, k, t) + (factor * get(W, o, t) + px))
        put(V, k + 1, t, get(V, k + 1, t) + (factor * get(W, o + 1, t) + py))
        put(V, k + 2, t, get(V, k + 2, t) + (factor * get(W, o + 2, t) + pz))
        put(V, k + 3, t, get(V, k + 3, t) + (factor * get(W, o + 3, t) + vx))
        put(V, k + 4, t, get(V, k + 4, t) + (factor * get(W, o + 4, t) + vy))
        put(V, k + 5, t, get(V, k + 5, t) + vz)


@part
def _pose(
    tree: Tree, plan: Closing, kinematics: Any, room: Room, given: Array, x: Array, first: int, rate: bool
) -> None:
    """Put lanes `first` and on (unknown by unknown, each over all nodes) into the workspace and move them."""
    K, L = given.shape[0], given.shape[1]
    n, follows = plan.guess.size, False
    for j in range(plan.follow.size):
        follows |= plan.follow[j] != 0.0
    for k in range(K):
        fill(room.Q, K + k, 0.0)
    lanes = min(LANES, (n if rate else 1) * L - first)
    for t in range(lanes):
        unknown, i = (first + t) // L, (first + t) % L
        for k in range(K):
            room.Q[k * LANES + t] = given[k, i]
        if x.shape[1] == L:
            turned = given[plan.tilt, i]
            for j in range(plan.follow.size):
                k = plan.solved[j, 0]
                turned += plan.follow[j] * (x[plan.solved[j, 1], i] - given[k, i])
                room.Q[k * LANES + t] = x[plan.solved[j, 1], i]
            if follows:
                room.Q[plan.tilt * LANES + t] = turned
        if rate:
            for j in range(plan.by.size):
                if plan.move[j, 0] == unknown:
                    room.Q[(K + plan.move[j, 1]) * LANES + t] = plan.by[j]
    turn_hinges(tree, room.Q, K, 2, room.W)
    kinematics(room.geometry, room.W, lanes)


@part
def _residuals(c: int, tree: Tree, plan: Closing, columns: ClosingColumns, kinematics: Any, room: Room,
               given: Array, x: Array, values: Array, datum: Array, origin: int, r: Array,
               J: Array) -> None:  # fmt: skip
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


@maker
def _descend(c: int, tree: Tree, plan: Closing, columns: ClosingColumns, kinematics: Any, room: Room,
             given: Array, x: Array, values: Array, datum: Array, origin: int, r: Array) -> None:  # fmt: skip
    """Levenberg-Marquardt in every system; the damping goes to zero where Newton's step works."""
    n, L, m = x.shape[0], x.shape[1], r.shape[0]
    J, there, slope = np.empty((m, n, L)), np.empty((m, L)), np.empty((m, n, L))
    damping, done, new = np.empty(L), np.zeros(L, dtype=np.bool_), np.empty((n, L))
    for i in range(L):
        damping[i] = 1e-9
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


@maker
def _solve(c: int, tree: Tree, plan: Closing, columns: ClosingColumns, kinematics: Any, room: Room,
           given: Array, x: Array, values: Array, datum: Array, origin: int, r: Array) -> None:  # fmt: skip
    """Unknowns nearest to their equations; where there is no root, once more from the nearest with one."""
    _descend(c, tree, plan, columns, kinematics, room, given, x, values, datum, origin, r)
    L = x.shape[1]
    lost = np.zeros(L, dtype=np.bool_)
    for i in range(L):
        lost[i] = _largest(r, i) > FOUND
    which, gone = np.empty(L, dtype=np.int64), 0
    for i in range(L):
        if lost[i]:
            which[gone] = i
            gone += 1
    if gone == 0 or gone == L:
        return
    again, missing = np.empty((x.shape[0], gone)), np.empty((r.shape[0], gone))
    for k in range(gone):
        near = -1
        for i in range(L):
            if not lost[i] and (near < 0 or abs(i - which[k]) < abs(near - which[k])):
                near = i
        for a in range(x.shape[0]):
            again[a, k] = x[a, near]
    some, wanted = np.empty((given.shape[0], gone)), np.empty((values.shape[0], gone))
    for k in range(gone):
        for a in range(given.shape[0]):
            some[a, k] = given[a, which[k]]
        for a in range(values.shape[0]):
            wanted[a, k] = values[a, which[k]]
    _descend(c, tree, plan, columns, kinematics, room, some, again, wanted, datum, origin, missing)
    for k in range(gone):
        i, before, after = which[k], 0.0, 0.0
        for e in range(r.shape[0]):
            before += r[e, i] * r[e, i]
            after += missing[e, k] * missing[e, k]
        if after < before:
            for a in range(x.shape[0]):
                x[a, i] = again[a, k]
            for e in range(r.shape[0]):
                r[e, i] = missing[e, k]


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


@maker
def _place(
    c: int, tree: Tree, plan: Closing, columns: ClosingColumns, kinematics: Any, room: Room, datum: Array
) -> bool:
    """Where the point that holds still stands, in `datum`; False when its pose cannot be completed."""
    K, m = columns.pose.shape[1], plan.kind.size
    given, x = np.empty((K, 1)), np.empty((plan.guess.size, 0))
    for k in range(K):
        given[k, 0] = columns.pose[c, k]
    if plan.reference:
        x, r, wanted = np.empty((plan.guess.size, 1)), np.empty((m, 1)), np.empty((m, 1))
        for e in range(m):
            wanted[e, 0] = columns.at[c, e]
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
            wanted,
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


@maker
def _along(c: int, columns: ClosingColumns, p: Array) -> tuple[Array, Array]:
    """Given coordinates (K, L) and what the equations must come to (m, L) at progress p."""
    given = np.empty((columns.table.shape[2], p.size))
    wanted = np.empty((columns.values.shape[2], p.size))
    _through(columns.table[c], p, given)
    _through(columns.values[c], p, wanted)
    return given, wanted


@maker
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
            for k in range(n):
                for i in range(L):
                    x[k, i] = guess[k, i]
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


@driver
def complete(sources: str) -> Callable[..., None]:
    """The compiled function, for this state of the sources."""

    def complete(first: int, last: int, tree: Tree, plan: Closing, columns: ClosingColumns, geometry:
                 Array, kinematics: Any, rows: int, tables: Any, still: Array, series: Array, terms:
                 Any) -> None:  # fmt: skip
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
        if len(sources) == 0:
            return
        tree_, plan_, columns_ = refer(tree), refer(plan), refer(columns)
        K = columns.pose.shape[1]
        Q, W, V = np.zeros(2 * K * LANES), np.zeros(rows * LANES), np.zeros(12 * LANES)
        for c in range(first, last):
            room = Room(Q, W, V, geometry[c])
            terms[c] = _complete(
                c, tree_, plan_, columns_, kinematics, refer(room), tables, still[c], series[c]
            )

    return complete


@driver
def complete_pose(sources: str) -> Callable[..., None]:
    """The compiled function, for this state of the sources."""

    def complete_pose(first: int, last: int, tree: Tree, plan: Closing, columns: ClosingColumns, whole:
                      Closing, path: ClosingColumns, geometry: Array, kinematics: Any, rows: int,
                      reference: bool, angles: Array, found: Any) -> None:  # fmt: skip
        """Complete one pose of cases `first` to `last`.

        Parameters
        ----------
        plan, columns
            Conditions of that pose.
        whole, path
            Those of the whole path, which say where the body stands.
        reference : bool
            Whether it is the pose that gives the place.
        angles : array (C, K)
            Coordinates; those that are worked out are written.
        found : array (C,)
            Set to False where the conditions cannot be met.
        """
        if len(sources) == 0:
            return
        tree_, plan_, columns_ = refer(tree), refer(plan), refer(columns)
        whole_, path_ = refer(whole), refer(path)
        K, n, m = angles.shape[1], plan.guess.size, plan.kind.size
        Q, W, V = np.zeros(2 * K * LANES), np.zeros(rows * LANES), np.zeros(12 * LANES)
        given, wanted = np.empty((K, 1)), np.empty((m, 1))
        x, r, datum = np.empty((n, 1)), np.empty((m, 1)), np.zeros(3)
        for c in range(first, last):
            made = Room(Q, W, V, geometry[c])
            room = refer(made)
            if reference:
                datum[0], datum[1], datum[2] = columns.place[c, 0], columns.place[c, 1], 0.0
            elif not _place(c, tree_, whole_, path_, kinematics, room, datum):
                found[c] = False
                continue
            for k in range(K):
                given[k, 0] = angles[c, k]
            for e in range(m):
                wanted[e, 0] = columns.at[c, e]
            _start(plan_, given, x)
            origin = 1 if reference else 0
            _solve(c, tree_, plan_, columns_, kinematics, room, given, x, wanted, datum, origin, r)
            found[c] = found[c] and _missed(plan_, r) <= _ACCEPTED
            turned = given[plan.tilt, 0]
            for j in range(plan.follow.size):
                k = plan.solved[j, 0]
                turned += plan.follow[j] * (x[plan.solved[j, 1], 0] - given[k, 0])
                angles[c, k] = x[plan.solved[j, 1], 0]
                if plan.follow[j] != 0.0:
                    angles[c, plan.tilt] = turned

    return complete_pose
