"""Supports in a block of samples: they close the whole-body balance, in place, on the joint loads."""

from __future__ import annotations

from biolift.engine.block.jit import part
from biolift.engine.block.plan import LANES, Array, SupportColumns, Supports, Tree
from biolift.engine.block.rows import add, add_cross, copy, fill, rotation
from biolift.engine.block.vectors import WIDTH, get, put, select, spread

#: A support that carries less has no centre of pressure worth naming [N].
LEAST_FORCE = 1.0


@part
def _act(tree: Tree, segment: int, W: Array, force: Array, f: int, couple: Array, m: int, D: Array) -> None:
    """Let a force and a moment about its origin act on a segment: its parents give that much less."""
    here, own = segment, tree.frame[segment] + tree.origin
    while here >= 0:
        load, frame = tree.load[here], tree.frame[here] + tree.origin
        for i in range(3):
            copy(D, i, W, own + i, 1)
            add(D, i, W, frame + i, 1, -1.0)
        add(W, load, force, f, 3, -1.0)
        add(W, load + 3, couple, m, 3, -1.0)
        add_cross(W, load + 3, D, 0, force, f, -1.0)
        here = tree.parent[here]


@part
def _point(
    c: int, r: int, plan: Supports, columns: SupportColumns, tree: Tree, W: Array, A: Array, Z: Array
) -> None:
    """Where a support acts, from the pelvis: three rows of Z."""
    frame = tree.frame[plan.segment[r]]
    copy(Z, 0, W, frame + tree.origin, 3)
    if plan.sited[r]:
        rotation(W, frame, tree.turning, A)
        for i in range(3):
            for j in range(3):
                add(Z, i, A, 3 * i + j, 1, columns.place[c, r, j])
    for i in range(3):
        for t in range(0, LANES, WIDTH):
            put(Z, i, t, get(Z, i, t) + columns.offset[c, r, i])


@part
def _need(plan: Supports, r: int, tree: Tree, W: Array, need: Array) -> None:
    """Force that would hold up the free side at the hips, or the whole body, before a support acts."""
    fill(need, 0, 0.0)
    if plan.mode[r] == 2:
        add(need, 0, W, tree.load[0] + 1, 1, 1.0)
    else:
        for i in range(2):
            add(need, 0, W, tree.load[plan.thigh[i]] + 1, 1, 1.0)


@part
def close(c: int, plan: Supports, columns: SupportColumns, tree: Tree, W: Array, base: Array, Z: Array,
          lanes: int, seen: Array) -> None:  # fmt: skip
    """Give every support its force; `seen` (R, 2) counts lanes in which it pulls, or cannot hold the body.

    Rows of Z: 0 point, 3 force, 6 couple, 9 couple about the segment's origin, 12 needs, 13 pelvis load,
    19 axes, 28 arm.
    """
    need, rest, axes, D = Z[12 * LANES :], Z[13 * LANES :], Z[19 * LANES :], Z[28 * LANES :]
    taken = False
    for r in range(plan.segment.size):
        _point(c, r, plan, columns, tree, W, axes, Z)
        share = columns.share[c, r]
        if plan.mode[r] == 0:
            if not taken:
                _remainder(c, r, plan, columns, tree, W, axes, Z, rest, D)
                taken = True
                _point(c, r, plan, columns, tree, W, axes, Z)
            for i in range(6):
                fill(Z, 3 + i, 0.0)
            add(Z, 3, rest, 0, 6, share)
            for t in range(lanes):
                seen[r, 0] += plan.pushes[r] and Z[4 * LANES + t] < 0.0
        else:
            if not plan.again[r]:
                _need(plan, r, tree, W, need)
            _stated(plan, r, share, tree, W, need, axes, Z, lanes, seen)
        _settle(c, r, plan, columns, tree, W, base, Z, D, lanes, seen)


@part
def _remainder(c: int, r: int, plan: Supports, columns: SupportColumns, tree: Tree, W: Array,
               axes: Array, Z: Array, rest: Array, D: Array) -> None:  # fmt: skip
    """What is left over at the base: force, and the couple that is missing with each part at its place."""
    copy(rest, 0, W, tree.load[0], 6)
    for k in range(r, plan.segment.size):
        _point(c, k, plan, columns, tree, W, axes, Z)
        add_cross(rest, 3, Z, 0, rest, 0, -columns.share[c, k])


@part
def _stated(plan: Supports, r: int, share: float, tree: Tree, W: Array, need: Array, axes: Array, Z: Array,
            lanes: int, seen: Array) -> None:  # fmt: skip
    for i in range(6):
        fill(Z, 3 + i, 0.0)
    if plan.mode[r] == 2:
        rotation(W, tree.frame[plan.segment[r]], tree.turning, axes)
    for t in range(lanes):
        seen[r, 0] += share * need[t] < 0.0
    for t in range(0, LANES, WIDTH):
        asked = share * get(need, 0, t)
        if plan.pushes[r]:
            asked = select(asked > 0.0, asked, spread(0.0))
        if plan.mode[r] == 2:
            for i in range(3):
                put(Z, 3 + i, t, get(axes, 3 * i, t) * asked)
        else:
            put(Z, 4, t, asked)


@part
def _settle(c: int, r: int, plan: Supports, columns: SupportColumns, tree: Tree, W: Array, base: Array,
            Z: Array, D: Array, lanes: int, seen: Array) -> None:  # fmt: skip
    """Let the force at its point act on its segment, and see whether its surface can give it."""
    segment = plan.segment[r]
    own = tree.frame[segment] + tree.origin
    for i in range(3):
        copy(D, i, Z, i, 1)
        add(D, i, W, own + i, 1, -1.0)
    copy(Z, 9, Z, 6, 3)
    add_cross(Z, 9, D, 0, Z, 3, 1.0)
    _act(tree, segment, W, Z, 3, Z, 9, D)
    if plan.surface[r] == 0:
        return
    low, high, height = columns.surface[c, r]
    for t in range(lanes):
        if Z[4 * LANES + t] > LEAST_FORCE:
            left = right = level = 0.0
            if plan.surface[r] == 2:
                left = right = base[t] + W[own * LANES + t]
                level = base[LANES + t] + W[(own + 1) * LANES + t]
            x, y = base[t] + Z[t], base[LANES + t] + Z[LANES + t]
            lift = (height + level - y) * Z[3 * LANES + t]
            centre = x + (Z[8 * LANES + t] + lift) / Z[4 * LANES + t]
            seen[r, 1] += min(centre - (left + low), right + high - centre) < 0.0
