"""Net moments of a block of samples, what relaxed tissue gives, and what is left for the muscles."""

from __future__ import annotations

from biolift.engine.block.jit import part
from biolift.engine.block.plan import LANES, Array, DemandColumns, Demands, Stages, Tree
from biolift.engine.block.rows import add, copy, fill, rotation, row
from biolift.engine.kernels.support import sincos

#: Rows of `N`: loads of both levels (force, moment), passive moments of the trunk (extension, right bend, left
#: turn) and of the legs (hip, knee, ankle of both sides).
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
            load, y = tree.load[segment], row(Y, 2 * j + s)
            parent = tree.frame[tree.parent[segment]]
            sign = plan.sign[j, 0]
            if tree.turning:
                x0, x1, x2 = row(W, parent + 2), row(W, parent + 5), row(W, parent + 8)
                n0, n1, n2 = row(W, load + 3), row(W, load + 4), row(W, load + 5)
                for t in range(LANES):
                    y[t] = sign * (x0[t] * n0[t] + x1[t] * n1[t] + x2[t] * n2[t])
            else:
                n2 = row(W, load + 5)
                for t in range(LANES):
                    y[t] = sign * n2[t]
            power, rate, factor = row(Y, POWER + 2 * j + s), row(Q, K + plan.angle[j, s]), plan.sign[j, 1]
            for t in range(LANES):
                power[t] = y[t] * factor * rate[t]
    rotation(W, tree.frame[0], tree.turning, R)
    for s in range(2):
        load, angle = tree.load[plan.segment[0, s]], row(Q, plan.angle[0, s])
        n0, n1, n2, y = row(W, load + 3), row(W, load + 4), row(W, load + 5), row(Y, ABDUCTION + s)
        sine, cosine = row(R, 9), row(R, 10)
        for t in range(LANES):
            sine[t], cosine[t] = sincos(angle[t])
        sign = -1.0 if s == 0 else 1.0
        for t in range(LANES):
            a = R[t] * cosine[t] + R[LANES + t] * sine[t]
            b = R[3 * LANES + t] * cosine[t] + R[4 * LANES + t] * sine[t]
            g = R[6 * LANES + t] * cosine[t] + R[7 * LANES + t] * sine[t]
            y[t] = sign * (a * n0[t] + b * n1[t] + g * n2[t])


@part
def tissue(
    c: int, plan: Demands, columns: DemandColumns, stages: Stages, Q: Array, L: Array, N: Array
) -> None:
    """Passive moments of legs and trunk."""
    for s in range(2):
        for j in range(3):
            copy(L, j, Q, plan.angle[j, s], 1)
        stages.leg(columns.leg[c], L)  # type: ignore[operator]
        for j in range(3):
            copy(N, LEG + 2 * j + s, L, 3 + j, 1)
    for j in range(3):
        copy(L, j, Q, plan.lumbar[j], 1)
    stages.trunk(columns.trunk[c], L)  # type: ignore[operator]
    copy(N, TRUNK, L, 3, 3)


@part
def levels(c: int, plan: Demands, columns: DemandColumns, stages: Stages, tree: Tree, Q: Array, W: Array,
           L: Array, N: Array, Y: Array) -> None:  # fmt: skip
    """Force and moment at both discs, in pelvis axes."""
    rotation(W, tree.frame[0], tree.turning, L)
    copy(L, 9, W, tree.load[tree.lumbar], 6)
    gravity, a = 2 + tree.turning, tree.frame[tree.lumbar] + tree.frame_rows - (2 + tree.turning)
    fill(L, 17, 0.0)
    copy(L, 15, W, tree.gravity, gravity)
    add(L, 15, W, a, gravity, -1.0)
    copy(L, 18, Q, plan.lumbar[0], 1)
    for level in range(2):
        stages.level(columns.level[c, level], L)  # type: ignore[operator]
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
        b = row(B, first)
        for t in range(LANES):
            b[t] -= abdominal
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
