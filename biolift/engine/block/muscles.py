"""Muscles of a block of samples: largest forces, moments per activation, lines of action; what they do."""

from __future__ import annotations

from typing import Any

import numpy as np

from biolift.engine.block.demand import TRUNK
from biolift.engine.block.jit import part
from biolift.engine.block.plan import (
    LANES,
    OF_LEG,
    OF_TRUNK,
    Array,
    DemandColumns,
    Demands,
    MuscleColumns,
    Muscles,
    Stages,
)
from biolift.engine.block.rows import copy, fill, same
from biolift.engine.block.vectors import WIDTH, get, put, spread

#: Rows of `Y` after the lumbar moments.
UNMET, SHARE, DISC, GROUPS = 30, 41, 43, 49
#: Rows that the stage of one side's muscles has to itself.
SIDE = 64
#: Rows of a muscle's inputs: joints of both sides, then one of the table (counted from 1; 0 is none), whether
#: the sides mirror each other, and the scale.
INPUTS = 17
TABLE, MIRRORED, SCALE = 16 * LANES, 16 * LANES + 1, 16 * LANES + 2


@part
def capacities(c: int, plan: Muscles, columns: MuscleColumns, stages: Stages, Q: Array, L: Array, P: Array,
               known: Array, capacity: Array, E: Array, U: Array, lanes: int) -> bool:  # fmt: skip
    """Run the law of every muscle of both sides, unless what is there still stands.

    `capacity` gets a row per muscle, E one per entry of both moment matrices [N m per activation], U six per
    muscle that crosses a disc: its pull on the part above at both levels [N per activation]. `known` are the
    :data:`INPUTS` rows of what these were made from: in a sweep of loads successive cases often move alike.
    True when the muscles of both sides are mirror images.
    """
    table, scale = columns.table[columns.which[c]], columns.scale[c]
    for s in range(2):
        for k in range(8):
            copy(L, SIDE * s + k, Q, plan.joint[s, k], 1)
    if _stands(columns.which[c], scale, L, known):
        return known[MIRRORED] != 0.0
    entries, pulling, alike, mirrored = plan.row.size, 0, same(L, 0, L, SIDE, 8), True
    for i in range(plan.leg.size):
        # in a posture that both sides share, a left muscle is the right one's mirror image
        image = alike and i % 2 == 1 and _twins(table, i, plan.mirror)
        mirrored &= image or i % 2 == 0
        own = L[(0 if image else i % 2) * SIDE * LANES :]
        if not image:
            _scaled(plan, table[i], scale, scale[0] if plan.leg[i] else scale[1], P)
            if plan.part[i] == OF_TRUNK:
                stages.muscle_trunk(P, own, lanes)  # type: ignore[operator]
            elif plan.part[i] == OF_LEG:
                stages.muscle_leg(P, own, lanes)  # type: ignore[operator]
            else:
                stages.muscle(P, own, lanes)  # type: ignore[operator]
        copy(capacity, i, own, plan.capacity, 1)
        for level in range(2):
            for e in range(plan.starts[i], plan.starts[i + 1]):
                row = plan.arm[level, e]
                sign = -1.0 if image and plan.mirrored[row] else 1.0
                _times(E, level * entries + e, own, row, plan.capacity, sign)
            if plan.pulls[i]:
                for k in range(3):
                    row = plan.pull[level, k]
                    sign = -1.0 if image and plan.mirrored[row] else 1.0
                    _times(U, 6 * pulling + 3 * level + k, own, row, plan.capacity, sign)
        pulling += plan.pulls[i]
    known[MIRRORED] = 1.0 if mirrored else 0.0
    return mirrored


@part
def _stands(which: int, scale: Array, L: Array, known: Array) -> bool:
    """Whether `known` holds these very inputs, to the bit; else they are noted there."""
    differ = _bits(float(which + 1)) ^ _bits(known[TABLE])
    for k in range(scale.size):
        differ |= _bits(scale[k]) ^ _bits(known[SCALE + k])
    for t in range(8 * LANES):
        differ |= _bits(L[t]) ^ _bits(known[t])
        differ |= _bits(L[SIDE * LANES + t]) ^ _bits(known[8 * LANES + t])
    if differ == 0:
        return True
    for s in range(2):
        copy(known, 8 * s, L, SIDE * s, 8)
    known[TABLE] = which + 1
    for k in range(scale.size):
        known[SCALE + k] = scale[k]
    return False


@part
def _bits(x: float) -> Any:
    return np.float64(x).view(np.int64)


@part
def _twins(table: Array, i: int, mirror: int) -> bool:
    """Whether muscle i and the one before it differ in nothing but their side."""
    same = True
    for k in range(table.shape[1]):
        same &= table[i, k] == (-table[i - 1, k] if k == mirror else table[i - 1, k])
    return same


@part
def _scaled(plan: Muscles, line: Array, scale: Array, force: float, P: Array) -> None:
    """Parameters of one muscle of this person."""
    for k in range(plan.kind.size):
        kind = plan.kind[k]
        factor = 1.0 if kind == 0 else force if kind == 1 else scale[2]
        P[k] = line[k] * factor * (scale[kind] if kind > 2 else 1.0)


@part
def _times(W: Array, k: int, X: Array, i: int, j: int, sign: float) -> None:
    """Row k of W becomes the product of rows i and j of X, with a sign."""
    for t in range(0, LANES, WIDTH):
        put(W, k, t, get(X, i, t) * get(X, j, t) * sign)


@part
def groups(plan: Muscles, share: Array, activation: Array, capacity: Array, Y: Array) -> None:
    """Force and mean activation of every group and side, from the balance at L5/S1."""
    G = plan.groups
    for k in range(4 * G):
        fill(Y, GROUPS + k, 0.0)
    for i in range(plan.group.size):
        k = GROUPS + 2 * plan.group[i] + i % 2
        for t in range(0, LANES, WIDTH):
            a = get(activation, i, t)
            put(Y, k, t, get(Y, k, t) + a * get(capacity, i, t))
            put(Y, k + 2 * G, t, get(Y, k + 2 * G, t) + share[i] * a)


@part
def disc(c: int, level: int, plan: Muscles, demands: Demands, columns: DemandColumns, stages: Stages, Q:
         Array, N: Array, U: Array, activation: Array, L: Array, Y: Array, lanes: int) -> None:  # fmt: skip
    """Compression and shear of one disc."""
    copy(L, 0, N, 6 * level, 3)
    for t in range(0, lanes, WIDTH):
        x, y, z = spread(0.0), spread(0.0), spread(0.0)
        for k in range(plan.pulling.size):
            a, u = get(activation, plan.pulling[k], t), 6 * k + 3 * level
            x, y, z = x + a * get(U, u, t), y + a * get(U, u + 1, t), z + a * get(U, u + 2, t)
        put(L, 3, t, x)
        put(L, 4, t, y)
        put(L, 5, t, z)
    copy(L, 6, N, TRUNK, 2)
    copy(L, 8, Q, demands.lumbar[0], 1)
    stages.disc(columns.disc[c, level], L, lanes)  # type: ignore[operator]
    for k in range(3):
        copy(Y, DISC + 2 * k + level, L, 9 + k, 1)
