"""What is missing in the conditions of a pose, with its derivatives, over many nodes of a path at once."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from biolift.engine.block.jit import maker, part
from biolift.engine.block.motion import turn_hinges
from biolift.engine.block.plan import LANES, Array, Closing, ClosingColumns, Index, Tree
from biolift.engine.block.rows import aligned, fill
from biolift.engine.block.vectors import WIDTH, get, put, spread


class Room(NamedTuple):
    """Workspace of one thread."""

    Q: Array
    W: Array
    V: Array  # twelve rows: two points with their velocities
    node: Index  # of every lane
    unknown: Index  # that moves in every lane


class Conditions(NamedTuple):
    """One case: what holds in it, and where."""

    tree: Tree
    plan: Closing
    columns: ClosingColumns
    geometry: Array
    c: int
    origin: int  # point that stands at `datum`
    datum: Array


@maker
def room_of(tree_rows: int, coordinates: int) -> Room:
    """Room for a body of so many rows and coordinates."""
    return Room(
        aligned(2 * coordinates * LANES), aligned(tree_rows * LANES), aligned(12 * LANES),
        np.zeros(LANES, dtype=np.int64), np.zeros(LANES, dtype=np.int64),
    )  # fmt: skip


@part
def _lay(room: Room, some: Index, count: int, first: int, lanes: int) -> None:
    """Node and unknown of each lane from `first` on: unknown by unknown, each over all nodes."""
    unknown, j = first // count, first % count
    for t in range(lanes):
        room.node[t], room.unknown[t] = some[j], unknown
        j += 1
        if j == count:
            j, unknown = 0, unknown + 1


@part
def pose(
    case: Conditions, kinematics: Any, room: Room, given: Array, x: Array, lanes: int, rate: bool
) -> None:
    """Put the nodes of the lanes into the workspace and move them, by a unit of their unknown with `rate`.

    Without unknowns (n, 0) the given coordinates hold. Lanes beyond keep what they had.
    """
    plan, K, Q = case.plan, given.shape[0], room.Q
    for k in range(K):
        fill(Q, K + k, 0.0)
        for t in range(lanes):
            Q[k * LANES + t] = given[k, room.node[t]]
    if x.shape[1] == given.shape[1]:
        for j in range(plan.solved.shape[0]):
            k, follow = plan.solved[j, 0], plan.follow[j]
            for t in range(lanes):
                new = x[plan.solved[j, 1], room.node[t]]
                if follow != 0.0:
                    Q[plan.tilt * LANES + t] += follow * (new - given[k, room.node[t]])
                Q[k * LANES + t] = new
    if rate:
        for j in range(plan.by.size):
            row = (K + plan.move[j, 1]) * LANES
            for t in range(lanes):
                if plan.move[j, 0] == room.unknown[t]:
                    Q[row + t] = plan.by[j]
    turn_hinges(case.tree, Q, K, 2, room.W)
    kinematics(case.geometry, room.W, lanes)


@part
def add_point(
    tree: Tree, W: Array, segment: int, d: Array, factor: float, V: Array, k: int, lanes: int
) -> None:
    """Add `factor` times position and velocity of a point of a segment to six rows of V from k."""
    first, o = tree.frame[segment], tree.frame[segment] + tree.origin
    d0, d1, d2 = factor * d[0], factor * d[1], factor * d[2]
    for t in range(0, lanes, WIDTH):
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
def missing(case: Conditions, kinematics: Any, room: Room, given: Array, x: Array, values: Array, some: Index,
            count: int, rate: bool, r: Array, J: Array) -> None:  # fmt: skip
    """What is missing (m, L), scaled, at the first `count` nodes of `some`.

    With `rate` its derivatives by the unknowns (m, n, L) as well.
    """
    total = (case.plan.guess.size if rate else 1) * count
    for first in range(0, total, LANES):
        lanes = min(LANES, total - first)
        _lay(room, some, count, first, lanes)
        pose(case, kinematics, room, given, x, lanes, rate)
        for e in range(case.plan.kind.size):
            _equation(case, e, room, values, lanes, rate, r, J)


@part
def _equation(
    case: Conditions, e: int, room: Room, values: Array, lanes: int, rate: bool, r: Array, J: Array
) -> None:
    """One equation at the nodes of the lanes."""
    tree, plan, columns, c, V = case.tree, case.plan, case.columns, case.c, room.V
    K = room.Q.size // (2 * LANES)
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
                        factor *= -values[e, room.node[t]]
                    V[t] += factor * room.Q[plan.term[j, 1] * LANES + t]
                    V[3 * LANES + t] += factor * room.Q[(K + plan.term[j, 1]) * LANES + t]
    elif plan.kind[e] == 1:
        axis = 0
        for s in range(plan.mass.size):
            add_point(tree, room.W, plan.mass[s], columns.centre[c, s], columns.mass[c, s], V, 0, lanes)
        add_point(tree, room.W, plan.point[plan.of[e]], columns.point[c, plan.of[e]], 1.0, V, 6, lanes)
    else:
        start = case.origin if plan.start[e] < 0 else plan.start[e]
        place = case.datum[axis] if plan.start[e] < 0 else 0.0
        add_point(tree, room.W, plan.point[plan.of[e]], columns.point[c, plan.of[e]], 1.0, V, 0, lanes)
        add_point(tree, room.W, plan.point[start], columns.point[c, start], 1.0, V, 6, lanes)
    for t in range(lanes):
        i, k = room.node[t], room.unknown[t]
        if k == 0:
            here = place + V[axis * LANES + t] - V[(6 + axis) * LANES + t]
            r[e, i] = plan.scale[e] * (here if plan.ratio[e] else here - values[e, i])
        if rate:
            J[e, k, i] = plan.scale[e] * (V[(3 + axis) * LANES + t] - V[(9 + axis) * LANES + t])


@part
def largest(r: Array, i: int) -> float:
    """Largest size of what is missing at a node."""
    worst = 0.0
    for e in range(r.shape[0]):
        worst = max(worst, abs(r[e, i]))
    return worst


@part
def missed(plan: Closing, r: Array, first: int, step: int) -> float:
    """Largest miss of all equations at every `step`-th node from the first, in their own units."""
    worst = 0.0
    for e in range(r.shape[0]):
        for i in range(first, r.shape[1], step):
            worst = max(worst, abs(r[e, i]) / plan.scale[e])
    return worst
