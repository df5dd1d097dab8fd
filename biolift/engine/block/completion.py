"""Coordinates that conditions leave open, solved along the path of every case.

The compiled twin of :mod:`biolift.engine.completion`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from biolift.engine.block.descent import solve
from biolift.engine.block.jit import driver, maker, part
from biolift.engine.block.missing import Conditions, Room, add_point, missed, missing, pose, room_of
from biolift.engine.block.plan import LANES, Array, Closing, ClosingColumns, Index, Tree
from biolift.engine.block.reference import refer
from biolift.engine.block.rows import fill
from biolift.engine.completion import _ACCEPTED, _BENT, _GOOD, _INTERVALS
from biolift.engine.interpolation import chebyshev_basis, chebyshev_fit, lobatto


class Nodes(NamedTuple):
    """Chebyshev nodes: places, fit from values to coefficients, and curves at twice as many nodes."""

    at: Array
    fit: Array
    finer: Array
    between: Array
    every: Index  # their numbers
    odd: Index  # of those that half as many intervals do not have
    odd_finer: Index  # the same of the finer ones
    ends: bool  # whether a curve through so few may be kept


def nodes() -> tuple[Nodes, ...]:
    """Tables for half of the fewest intervals, and for every number of them that is tried."""
    out = []
    for n in (_INTERVALS[0] // 2, *_INTERVALS):
        finer = lobatto(2 * n)
        fit = np.stack([chebyshev_fit(column) for column in np.eye(n + 1)], axis=1)
        between = chebyshev_basis(n + 1, finer)[0]
        every, odd, odd_finer = (
            np.arange(*ends, dtype=np.int64) for ends in ((n + 1,), (1, n, 2), (1, 2 * n, 2))
        )
        out.append(
            Nodes(
                lobatto(n), np.ascontiguousarray(fit), finer, between, every, odd, odd_finer, n in _INTERVALS
            )
        )
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
def _start(plan: Closing, given: Array, x: Array) -> None:
    """First guesses; a joint that starts straight cannot tell which way to bend."""
    for k in range(plan.guess.size):
        for i in range(x.shape[1]):
            guess = given[plan.guess[k], i]
            x[k, i] = _BENT if plan.bends[k] and abs(guess) < _BENT else guess


@maker
def _place(case: Conditions, kinematics: Any, room: Room) -> bool:
    """Where the point that holds still stands, in the datum; False when its pose cannot be completed."""
    plan, columns, c, datum = case.plan, case.columns, case.c, case.datum
    K, m = columns.pose.shape[1], plan.kind.size
    given, x, only = np.empty((K, 1)), np.empty((plan.guess.size, 0)), np.zeros(1, dtype=np.int64)
    for k in range(K):
        given[k, 0] = columns.pose[c, k]
    if plan.reference:
        x, r, wanted = np.empty((plan.guess.size, 1)), np.empty((m, 1)), np.empty((m, 1))
        for e in range(m):
            wanted[e, 0] = columns.at[c, e]
        datum[0], datum[1], datum[2] = columns.place[c, 0], columns.place[c, 1], 0.0
        _start(plan, given, x)
        # places in the machine's frame count from the reference point here
        from_reference = Conditions(case.tree, plan, columns, case.geometry, c, 1, datum)
        solve(refer(from_reference), kinematics, room, given, x, wanted, only, r)
        if missed(plan, r, 0, 1) > _ACCEPTED:
            return False
    room.node[0] = 0
    pose(case, kinematics, room, given, x, 1, False)
    V = room.V
    for k in range(12):
        fill(V, k, 0.0)
    add_point(case.tree, room.W, plan.point[0], columns.point[c, 0], 1.0, V, 0, 1)
    add_point(case.tree, room.W, plan.point[1], columns.point[c, 1], 1.0, V, 6, 1)
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


@part
def _fitted(table: Nodes, x: Array, series: Array, guess: Array) -> None:
    """Coefficients of the curves through x (n, L), and the curves at the finer nodes."""
    for k in range(x.shape[0]):
        for i in range(guess.shape[1]):
            guess[k, i] = 0.0
        for j in range(x.shape[1]):
            total = 0.0
            for i in range(x.shape[1]):
                total += table.fit[j, i] * x[k, i]
            series[k, j] = total
            for i in range(guess.shape[1]):
                guess[k, i] += total * table.between[j, i]


@maker
def _complete(case: Conditions, kinematics: Any, room: Room, tables: Any, series: Array) -> int:
    """Series of one case; returns its terms, 0 without unknowns, -1 when the conditions cannot be met.

    Few nodes come first where they fill the lanes; what they find is where the next ones start.
    """
    plan, columns, c = case.plan, case.columns, case.c
    if not _place(case, kinematics, room):
        return -1
    n, m, terms, between = plan.guess.size, plan.kind.size, 0, 0.0
    if n == 0:
        return 0
    guess, old, known = np.empty((n, 0)), np.empty((n, 0)), np.empty((m, 0))
    for table in tables:
        L, F = table.at.size, table.finer.size
        if not table.ends and (2 * L - 1) * n <= LANES:
            continue
        given, wanted = _along(c, columns, table.at)
        x, r = np.empty((n, L)), np.empty((m, L))
        if guess.shape[1] == L:
            for k in range(n):
                for i in range(L):
                    x[k, i] = guess[k, i] if i % 2 else old[k, i // 2]
            for e in range(m):
                for i in range(0, L, 2):
                    r[e, i] = known[e, i // 2]
            solve(case, kinematics, room, given, x, wanted, table.odd, r)
        else:
            _start(plan, given, x)
            solve(case, kinematics, room, given, x, wanted, table.every, r)
        between = missed(plan, r, 0, 1)
        if between > _ACCEPTED:
            if table.ends:
                return -1
            continue  # nodes so far apart may lack a neighbour to start from: the next ones start afresh
        guess, old, known, terms = np.empty((n, F)), x, r, L
        _fitted(table, x, series, guess)
        if table.ends:
            given, wanted = _along(c, columns, table.finer)
            r, J = np.empty((m, F)), np.empty((m, 0, 0))
            missing(case, kinematics, room, given, guess, wanted, table.odd_finer, L - 1, False, r, J)
            between = max(between, missed(plan, r, 1, 2))
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
        made = room_of(rows, columns.pose.shape[1])
        room = refer(made)
        for c in range(first, last):
            one = Conditions(tree, plan, columns, geometry[c], c, 0, still[c, 3:6])
            terms[c] = _complete(refer(one), kinematics, room, tables, series[c])
        made.V[0] = 0.0  # a tuple is let go after its last use

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
        K, n, m = angles.shape[1], plan.guess.size, plan.kind.size
        given, wanted = np.empty((K, 1)), np.empty((m, 1))
        x, r, datum, only = np.empty((n, 1)), np.empty((m, 1)), np.zeros(3), np.zeros(1, dtype=np.int64)
        made = room_of(rows, K)
        room = refer(made)
        for c in range(first, last):
            around = Conditions(tree, whole, path, geometry[c], c, 0, datum)
            if reference:
                datum[0], datum[1], datum[2] = columns.place[c, 0], columns.place[c, 1], 0.0
            elif not _place(refer(around), kinematics, room):
                found[c] = False
                continue
            for k in range(K):
                given[k, 0] = angles[c, k]
            for e in range(m):
                wanted[e, 0] = columns.at[c, e]
            _start(plan, given, x)
            one = Conditions(tree, plan, columns, geometry[c], c, 1 if reference else 0, datum)
            solve(refer(one), kinematics, room, given, x, wanted, only, r)
            found[c] = found[c] and missed(plan, r, 0, 1) <= _ACCEPTED
            turned = given[plan.tilt, 0]
            for j in range(plan.follow.size):
                k = plan.solved[j, 0]
                turned += plan.follow[j] * (x[plan.solved[j, 1], 0] - given[k, 0])
                angles[c, k] = x[plan.solved[j, 1], 0]
                if plan.follow[j] != 0.0:
                    angles[c, plan.tilt] = turned
        made.V[0] = 0.0  # a tuple is let go after its last use

    return complete_pose
