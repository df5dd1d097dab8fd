"""Muscles of a block of samples: largest forces, moments per activation, lines of action; then what they do."""

from __future__ import annotations

from biolift.engine.block.demand import ROWS, TRUNK
from biolift.engine.block.jit import part
from biolift.engine.block.plan import LANES, Array, DemandColumns, Demands, MuscleColumns, Muscles, Stages
from biolift.engine.block.rows import copy, fill, row

#: Rows of `Y` after the lumbar moments.
UNMET, SHARE, DISC, GROUPS = 30, 41, 43, 49


@part
def capacities(c: int, plan: Muscles, columns: MuscleColumns, muscle: object, Q: Array, L: Array, P: Array,
               capacity: Array, E: Array, U: Array) -> None:  # fmt: skip
    """Run the law of every muscle of both sides.

    `capacity` gets a row per muscle, E one per entry of both moment matrices [N m per activation], U six per
    muscle that crosses a disc: its pull on the part above at both levels [N per activation].
    """
    entries, pulling = plan.row.size, 0
    table, scale = columns.table[columns.which[c]], columns.scale[c]
    for i in range(plan.leg.size):
        if i < 2:
            for k in range(8):
                copy(L[(i * 64) * LANES :], k, Q, plan.joint[i, k], 1)
        own = L[((i % 2) * 64) * LANES :]
        force = scale[0] if plan.leg[i] else scale[1]
        for k in range(plan.kind.size):
            kind = plan.kind[k]
            factor = 1.0 if kind == 0 else force if kind == 1 else scale[2]
            P[k] = table[i, k] * factor * (scale[kind] if kind > 2 else 1.0)
        muscle(P, own)  # type: ignore[operator]
        copy(capacity, i, own, plan.capacity, 1)
        now = row(capacity, i)
        for level in range(2):
            for e in range(plan.starts[i], plan.starts[i + 1]):
                value, arm = row(E, level * entries + e), row(own, plan.arm[level, e])
                for t in range(LANES):
                    value[t] = arm[t] * now[t]
            if plan.pulls[i]:
                for k in range(3):
                    pull, along = row(U, 6 * pulling + 3 * level + k), row(own, plan.pull[level, k])
                    for t in range(LANES):
                        pull[t] = along[t] * now[t]
        pulling += plan.pulls[i]


@part
def groups(plan: Muscles, share: Array, activation: Array, capacity: Array, Y: Array) -> None:
    """Force and mean activation of every group and side, from the balance at L5/S1."""
    G = plan.groups
    for k in range(4 * G):
        fill(Y, GROUPS + k, 0.0)
    for i in range(plan.group.size):
        k = GROUPS + 2 * plan.group[i] + i % 2
        force, mean, a, now = row(Y, k), row(Y, k + 2 * G), row(activation, i), row(capacity, i)
        for t in range(LANES):
            force[t] += a[t] * now[t]
        part_ = share[i]
        for t in range(LANES):
            mean[t] += part_ * a[t]


@part
def disc(c: int, level: int, plan: Muscles, demands: Demands, columns: DemandColumns, stages: Stages, Q: Array,
         N: Array, U: Array, activation: Array, L: Array, Y: Array) -> None:  # fmt: skip
    """Compression and shear of one disc."""
    copy(L, 0, N, 6 * level, 3)
    for k in range(3):
        fill(L, 3 + k, 0.0)
    pulling = 0
    for i in range(plan.group.size):
        if plan.pulls[i]:
            a = row(activation, i)
            for k in range(3):
                total, pull = row(L, 3 + k), row(U, 6 * pulling + 3 * level + k)
                for t in range(LANES):
                    total[t] += a[t] * pull[t]
            pulling += 1
    copy(L, 6, N, TRUNK, 2)
    copy(L, 8, Q, demands.lumbar[0], 1)
    stages.disc(columns.disc[c, level], L)  # type: ignore[operator]
    for k in range(3):
        copy(Y, DISC + 2 * k + level, L, 9 + k, 1)


@part
def unmet_shares(
    plan: Muscles, E: Array, B: Array, reserve: Array, least: float, scale: Array, Y: Array, y: int
) -> None:
    """Largest unmet moment over the largest demand, rows divided by the muscles' capacity; scratch `scale`.

    A moment asked of a row without muscles makes it 1e300: infinite, for arithmetic that knows no infinity.
    """
    for k in range(ROWS + 2):
        fill(scale, k, 0.0)
    for e in range(plan.row.size):
        total, value = row(scale, plan.row[e]), row(E, e)
        for t in range(LANES):
            total[t] += abs(value[t])
    left, asked, out = row(scale, ROWS), row(scale, ROWS + 1), row(Y, y)
    fill(Y, y, 0.0)
    for k in range(ROWS):
        total, b, r = row(scale, k), row(B, k), row(reserve, k)
        for t in range(LANES):
            inverse = 1.0 / total[t] if total[t] > 0.0 else 0.0
            left[t] = max(left[t], abs(r[t]) * inverse)
            asked[t] = max(asked[t], abs(b[t]) * inverse)
            out[t] = 1e300 if total[t] <= 0.0 and abs(b[t]) > 0.0 else out[t]
    for t in range(LANES):
        out[t] = max(out[t], left[t] / max(asked[t], least))
