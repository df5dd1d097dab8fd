"""Net moments of a block of samples, what relaxed tissue gives, and what is left for the muscles."""

from __future__ import annotations

from biolift.engine.block.jit import part
from biolift.engine.block.plan import LANES, Array, DemandColumns, Demands, Stages, Tree
from biolift.engine.block.rows import add, copy, fill, rotation
from biolift.engine.block.vectors import WIDTH, get, put, spread
from biolift.engine.kernels.support import sincos

#: Rows of `N`: loads of both levels (force, moment), passive moments of the trunk (extension, right bend,
#: left turn) and of the legs (hip, knee, ankle of both sides).
TRUNK, LEG = 12, 15
#: Rows of `Y`: joint moments, powers, abduction, then the lumbar moments and the passive one, per level.
POWER, ABDUCTION, LUMBAR = 10, 20, 22
ROWS = 11  # demands of the load sharing


@part
def net_moments(plan: Demands, tree: Tree, Q: Array, K: int, W: Array, R: Array, Y: Array) -> None:
    """Joint moments in their named action, their powers, and hip abduction."""
    for j in range(5):
        for s in range(2):
            segment = plan.segment[j, s]
            load, y = tree.load[segment] + 3, 2 * j + s
            parent = tree.frame[tree.parent[segment]]
            sign = plan.sign[j, 0]
            for t in range(0, LANES, WIDTH):
                moment = get(W, load + 2, t)
                if tree.turning:
                    moment = get(W, parent + 8, t) * moment + get(W, parent + 5, t) * get(W, load + 1, t)
                    moment = moment + get(W, parent + 2, t) * get(W, load, t)
                put(Y, y, t, sign * moment)
                put(Y, POWER + y, t, sign * moment * plan.sign[j, 1] * get(Q, K + plan.angle[j, s], t))
    rotation(W, tree.frame[0], tree.turning, R)
    for s in range(2):
        load, angle = tree.load[plan.segment[0, s]] + 3, plan.angle[0, s]
        for t in range(LANES):
            R[9 * LANES + t], R[10 * LANES + t] = sincos(Q[angle * LANES + t])
        sign = -1.0 if s == 0 else 1.0
        for t in range(0, LANES, WIDTH):
            sine, cosine, moment = get(R, 9, t), get(R, 10, t), spread(0.0)
            for i in range(3):
                axis = get(R, 3 * i, t) * cosine + get(R, 3 * i + 1, t) * sine
                moment = moment + axis * get(W, load + i, t)
            put(Y, ABDUCTION + s, t, sign * moment)


@part
def tissue(c: int, plan: Demands, columns: DemandColumns, stages: Stages, Q: Array, L: Array, N: Array,
           lanes: int) -> None:  # fmt: skip
    """Passive moments of legs and trunk."""
    for s in range(2):
        for j in range(3):
            copy(L, j, Q, plan.angle[j, s], 1)
        stages.leg(columns.leg[c], L, lanes)  # type: ignore[operator]
        for j in range(3):
            copy(N, LEG + 2 * j + s, L, 3 + j, 1)
    for j in range(3):
        copy(L, j, Q, plan.lumbar[j], 1)
    stages.trunk(columns.trunk[c], L, lanes)  # type: ignore[operator]
    copy(N, TRUNK, L, 3, 3)


@part
def levels(c: int, plan: Demands, columns: DemandColumns, stages: Stages, tree: Tree, Q: Array, W: Array,
           L: Array, N: Array, Y: Array, lanes: int) -> None:  # fmt: skip
    """Force and moment at both discs, in pelvis axes."""
    rotation(W, tree.frame[0], tree.turning, L)
    copy(L, 9, W, tree.load[tree.lumbar], 6)
    gravity, a = 2 + tree.turning, tree.frame[tree.lumbar] + tree.frame_rows - (2 + tree.turning)
    fill(L, 17, 0.0)
    copy(L, 15, W, tree.gravity, gravity)
    add(L, 15, W, a, gravity, -1.0)
    copy(L, 18, Q, plan.lumbar[0], 1)
    for level in range(2):
        stages.level(columns.level[c, level], L, lanes)  # type: ignore[operator]
        copy(N, 6 * level, L, 19, 6)
        for k, i in enumerate((2, 0, 1)):
            copy(Y, LUMBAR + 2 * k + level, N, 6 * level + 3 + i, 1)
        copy(Y, LUMBAR + 6 + level, N, TRUNK, 1)


@part
def targets(plan: Demands, abdominal: float, N: Array, Y: Array, B: Array) -> None:
    """What the muscles must give, rows of DEMANDS for both levels; zero where a moment is left out."""
    for level in range(2):
        first = ROWS * level
        for k in range(3):
            copy(B, first + k, Y, LUMBAR + 2 * k + level, 1)
            add(B, first + k, N, TRUNK + k, 1, -1.0)
        for t in range(0, LANES, WIDTH):
            put(B, first, t, get(B, first, t) - abdominal)
        for j in range(4):
            for s in range(2):
                k = first + 3 + 2 * j + s
                if plan.left_out[3 + 2 * j + s]:
                    fill(B, k, 0.0)
                elif j < 3:
                    copy(B, k, Y, 2 * j + s, 1)
                    add(B, k, N, LEG + 2 * j + s, 1, -1.0)
                else:
                    copy(B, k, Y, ABDUCTION + s, 1)
