"""Coordinates of a block of samples, from the progress along the path; and the hinges that they turn."""

from __future__ import annotations

from biolift.engine.block.jit import part
from biolift.engine.block.plan import LANES, Array, Path, PathColumns, Tree
from biolift.engine.block.rows import fill, row


@part
def coordinates(c: int, b: int, path: Path, columns: PathColumns, Q: Array, T: Array) -> None:
    """Angles, rates and accelerations of all coordinates (rows k, K + k, 2 K + k of Q); T is scratch."""
    K = path.moving.size
    now = columns.progress[c, :, b * LANES : (b + 1) * LANES]
    p, rate, spin = now[0], now[1], now[2]
    for k in range(K):
        _along(columns.table[c, :, k], path.moving[k], p, Q, k, K)
    if path.solved.shape[0] > 0:
        _basis(columns.terms[c], p, T)
        for j in range(path.solved.shape[0]):
            series = columns.series[c, path.solved[j, 1], : columns.terms[c]]
            _solved(series, T, Q, K, path.solved[j, 0], path.tilt, columns.follow[j])
    for k in range(K):
        u, a = row(Q, K + k), row(Q, 2 * K + k)
        for t in range(LANES):
            a[t] = a[t] * rate[t] * rate[t] + u[t] * spin[t]
            u[t] = u[t] * rate[t]
    if path.swings:
        for i in range(3):
            x = row(Q, i * K + path.tilt)
            for t in range(LANES):
                x[t] = columns.swing[c, i, b * LANES + t]


@part
def _along(table: Array, moving: bool, p: Array, Q: Array, k: int, K: int) -> None:
    """The polynomial through the poses with both derivatives by the progress (Newton's form)."""
    n = table.size
    fill(Q, k, table[n - 1] if moving else table[0])
    fill(Q, K + k, 0.0)
    fill(Q, 2 * K + k, 0.0)
    if not moving:
        return
    q, u, a = row(Q, k), row(Q, K + k), row(Q, 2 * K + k)
    for j in range(n - 2, -1, -1):
        node, value = j / (n - 1), table[j]
        for t in range(LANES):
            step = p[t] - node
            a[t] = 2.0 * u[t] + step * a[t]
            u[t] = q[t] + step * u[t]
            q[t] = value + step * q[t]


@part
def _basis(terms: int, p: Array, T: Array) -> None:
    """Chebyshev polynomials with both derivatives by the progress: rows 3 k, 3 k + 1, 3 k + 2 of T."""
    fill(T, 0, 1.0)
    for k in (1, 2, 4, 5):
        fill(T, k, 0.0)
    x = row(T, 3)
    for t in range(LANES):
        x[t] = 2.0 * p[t] - 1.0
    fill(T, 4, 1.0)
    for k in range(2, terms):
        before, last, new = T[(3 * k - 6) * LANES :], T[(3 * k - 3) * LANES :], T[3 * k * LANES :]
        for t in range(LANES):
            new[t] = 2.0 * x[t] * last[t] - before[t]
        for t in range(LANES):
            new[LANES + t] = 2.0 * last[t] + 2.0 * x[t] * last[LANES + t] - before[LANES + t]
        for t in range(LANES):
            twice = 4.0 * last[LANES + t] + 2.0 * x[t] * last[2 * LANES + t]
            new[2 * LANES + t] = twice - before[2 * LANES + t]


@part
def _solved(series: Array, T: Array, Q: Array, K: int, k: int, tilt: int, follow: float) -> None:
    """Put a coordinate that was worked out in place of its guess; the pelvic tilt follows it."""
    for i in range(3):
        new, old, turned = T[(3 * series.size) * LANES :], row(Q, i * K + k), row(Q, i * K + tilt)
        factor = float(2**i)  # the progress runs through half the length of x
        for t in range(LANES):
            new[t] = 0.0
        for j in range(series.size):
            basis = row(T, 3 * j + i)
            for t in range(LANES):
                new[t] += series[j] * basis[t]
        if follow != 0.0:
            for t in range(LANES):
                turned[t] += follow * (factor * new[t] - old[t])
        for t in range(LANES):
            old[t] = factor * new[t]


@part
def turn_hinges(tree: Tree, Q: Array, K: int, orders: int, W: Array) -> None:
    """Hinge angles, rates and accelerations (the first `orders` of them) from those of the coordinates."""
    n = tree.hinges
    for k in range(3 * n):
        fill(W, k, 0.0)
    for h in range(tree.factor.size):
        factor = tree.factor[h]
        for i in range(orders):
            w, q = row(W, i * n + tree.hinge[h, 0]), row(Q, i * K + tree.hinge[h, 1])
            for t in range(LANES):
                w[t] += factor * q[t]
