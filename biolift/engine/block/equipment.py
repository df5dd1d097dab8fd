"""Forces of the equipment on the body in a block of samples."""

from __future__ import annotations

import numpy as np

from biolift.engine.block.body import point_motion
from biolift.engine.block.jit import part
from biolift.engine.block.plan import LANES, Array, Equipment, EquipmentColumns, Tree
from biolift.engine.block.rows import add, add_cross, copy, fill
from biolift.engine.block.vectors import WIDTH, get, put

#: How far a machine may miss the body by rounding [m].
ROUNDING = 1e-9
#: Rows of `X` per load: force, tension, slack, outside the known range.
PER_LOAD = 6


@part
def places(c: int, plan: Equipment, columns: EquipmentColumns, site: object, tree: Tree,
           W: Array, base: Array, S: Array, X: Array, lanes: int) -> None:  # fmt: skip
    """Motion of every place where a load acts, nine rows each."""
    for k in range(plan.segment.size):
        first = point_motion(site, tree, plan.segment[k], columns.place[c, k], W, base, S, lanes)
        copy(X, 9 * k, S, first, 9)


@part
def _mean(X: Array, first: int, count: int, L: Array, k: int) -> None:
    copy(L, k, X, 9 * first, 9)
    for i in range(1, count):
        add(L, k, X, 9 * (first + i), 9, 1.0)
    for t in range(0, 9 * LANES, WIDTH):
        put(L, k, t, get(L, k, t) / float(count))


@part
def _put(tree: Tree, segment: int, X: Array, place: int, base: Array, W: Array, force: Array, f: int,
         part_: float, contact: Array, slide: int, D: Array) -> None:  # fmt: skip
    """Give one place its part of a force, moved along its segment by the three rows of D from 3."""
    frame = tree.frame[segment] + tree.origin
    for i in range(3):
        for t in range(0, LANES, WIDTH):
            put(D, i, t, get(X, 9 * place + i, t) - (get(base, i, t) + get(W, frame + i, t)))
        if slide >= 0:
            add(D, i, D, 3 + i, 1, 1.0)
    add(W, tree.wrench[segment], force, f, 3, part_)
    add_cross(W, tree.wrench[segment] + 3, D, 0, force, f, part_)


@part
def forces(c: int, plan: Equipment, columns: EquipmentColumns, loads: tuple[object, ...], tree: Tree,
           W: Array, base: Array, X: Array, L: Array, D: Array, Y: Array, lanes: int) -> bool:  # fmt: skip
    """Run the law of every load; Y gets six rows per load, W the wrenches. False when a machine is missed."""
    for segment in range(tree.wrench.size):
        for i in range(6):
            fill(W, tree.wrench[segment] + i, 0.0)
    for k in range(plan.inputs.size * PER_LOAD):
        fill(Y, k, 0.0)
    for y in range(plan.part.shape[0]):
        load, first, count, other, others, anchored = plan.part[y]
        _mean(X, first, count, L, 0)
        if others > 0:
            _mean(X, other, others, L, 9)
        elif anchored:
            for i in range(9):
                fill(L, 9 + i, columns.anchor[c, load, i] if i < 3 else 0.0)
        parameters = columns.parameters[c, plan.first[load] : plan.first[load + 1]]
        loads[load](parameters, L, lanes)
        force, contact = plan.inputs[load], plan.rows[load, 1]
        if contact >= 0:
            for i in range(3):
                copy(D, 3 + i, L, contact + i, 1)
                add(D, 3 + i, L, i, 1, -1.0)
        for i in range(first, first + count):
            _put(tree, plan.segment[i], X, i, base, W, L, force, 1.0 / count, L, contact, D)
        if others > 0 and plan.rows[load, 0] >= 0:
            for i in range(other, other + others):
                _put(tree, plan.segment[i], X, i, base, W, L, plan.rows[load, 0], 1.0 / others, L, -1, D)
        _report(plan, load, L, Y)
        if misses(c, plan, columns, load, L, lanes):
            return False
    tensions(plan, Y)
    return True


@part
def _report(plan: Equipment, load: int, L: Array, Y: Array) -> None:
    """Add force and states of one part of a load to its rows; states are averaged over the parts."""
    parts = 0
    for y in range(plan.part.shape[0]):
        parts += plan.part[y, 0] == load
    add(Y, load * PER_LOAD, L, plan.inputs[load], 3, 1.0)
    for i in range(3):
        state = plan.rows[load, 2 + i]
        if state >= 0:
            add(Y, load * PER_LOAD + 3 + i, L, state, 1, 1.0 / parts)


@part
def tensions(plan: Equipment, Y: Array) -> None:
    """Size of the contact force where the law has none of its own."""
    for load in range(plan.inputs.size):
        if plan.rows[load, 2] < 0:
            k = load * PER_LOAD
            for t in range(0, LANES, WIDTH):
                x, y, z = get(Y, k, t), get(Y, k + 1, t), get(Y, k + 2, t)
                put(Y, k + 3, t, np.sqrt(x * x + y * y + z * z))


@part
def misses(c: int, plan: Equipment, columns: EquipmentColumns, load: int, L: Array, lanes: int) -> bool:
    """Whether the body misses the machine in some lane, or leaves its reach."""
    miss, radius = plan.rows[load, 5], plan.rows[load, 6]
    low, high, missed = columns.reach[c, load, 0], columns.reach[c, load, 1], False
    for t in range(lanes):
        if miss >= 0:
            missed |= L[miss * LANES + t] > ROUNDING
        if radius >= 0:
            missed |= L[radius * LANES + t] < low or L[radius * LANES + t] > high
    return missed
