"""Coordinates of a block of samples, from the progress along the path; and the hinges that they turn."""

from __future__ import annotations

from biolift.engine.block.jit import part
from biolift.engine.block.plan import LANES, Array, Path, PathColumns, Tree
from biolift.engine.block.rows import fill
from biolift.engine.block.vectors import WIDTH, any_of, get, load, put, spread


@part
def coordinates(c: int, b: int, path: Path, columns: PathColumns, Q: Array, T: Array) -> None:
    """Angles, rates and accelerations of all coordinates (rows k, K + k, 2 K + k of Q); T is scratch."""
    K, first = path.moving.size, b * LANES
    p, rate, spin = columns.progress[c, 0], columns.progress[c, 1], columns.progress[c, 2]
    for k in range(K):
        _along(columns.table[c], k, p, first, Q, K)
    if path.solved.shape[0] > 0:
        _basis(columns.terms[c], p, first, T)
        for j in range(path.solved.shape[0]):
            series = columns.series[c, path.solved[j, 1]]
            _solved(series, columns.terms[c], T, Q, K, path.solved[j, 0], path.tilt, columns.follow[j])
    for k in range(K):
        for t in range(0, LANES, WIDTH):
            u, a, fast = get(Q, K + k, t), get(Q, 2 * K + k, t), load(rate, first + t)
            put(Q, K + k, t, u * fast)
            put(Q, 2 * K + k, t, a * fast * fast + u * load(spin, first + t))
    if path.swings:
        for i in range(3):
            for t in range(0, LANES, WIDTH):
                put(Q, i * K + path.tilt, t, load(columns.swing[c, i], first + t))


@part
def _along(table: Array, k: int, p: Array, first: int, Q: Array, K: int) -> None:
    """The polynomial through the poses with both derivatives by the progress (Newton's form)."""
    n = table.shape[0]
    moving = False
    for j in range(1, n):
        moving |= table[j, k] != 0.0
    if not moving:
        fill(Q, k, table[0, k])
        fill(Q, K + k, 0.0)
        fill(Q, 2 * K + k, 0.0)
        return
    for t in range(0, LANES, WIDTH):
        x = load(p, first + t)
        q, u, a = spread(table[n - 1, k]), spread(0.0), spread(0.0)
        for j in range(n - 2, -1, -1):
            step = x - j / (n - 1)
            a = 2.0 * u + step * a
            u = q + step * u
            q = table[j, k] + step * q
        put(Q, k, t, q)
        put(Q, K + k, t, u)
        put(Q, 2 * K + k, t, a)


@part
def _basis(terms: int, p: Array, first: int, T: Array) -> None:
    """Chebyshev polynomials with both derivatives by x: rows 3 k, 3 k + 1, 3 k + 2 of T."""
    for t in range(0, LANES, WIDTH):
        x = 2.0 * load(p, first + t) - 1.0
        before, slope_before, bend_before = spread(1.0), spread(0.0), spread(0.0)
        last, slope, bend = x, spread(1.0), spread(0.0)
        for k in range(terms):
            put(T, 3 * k, t, before)
            put(T, 3 * k + 1, t, slope_before)
            put(T, 3 * k + 2, t, bend_before)
            new = 2.0 * x * last - before
            new_slope = 2.0 * last + 2.0 * x * slope - slope_before
            new_bend = 4.0 * slope + 2.0 * x * bend - bend_before
            before, slope_before, bend_before = last, slope, bend
            last, slope, bend = new, new_slope, new_bend


@part
def _solved(series: Array, terms: int, T: Array, Q: Array, K: int, k: int, tilt: int, follow: float) -> None:
    """Put a coordinate that was worked out in place of its guess; the pelvic tilt follows it."""
    for i in range(3):
        factor = float(2**i)  # the progress runs through half the length of x
        for t in range(0, LANES, WIDTH):
            new = spread(0.0)
            for j in range(terms):
                new = new + series[j] * get(T, 3 * j + i, t)
            new = factor * new
            if follow != 0.0:
                put(Q, i * K + tilt, t, get(Q, i * K + tilt, t) + follow * (new - get(Q, i * K + k, t)))
            put(Q, i * K + k, t, new)


@part
def turn_hinges(tree: Tree, Q: Array, K: int, orders: int, W: Array) -> None:
    """Hinge angles, rates and accelerations (the first `orders` of them) from those of the coordinates."""
    n = tree.hinges
    for k in range(3 * n):
        fill(W, k, 0.0)
    for h in range(tree.factor.size):
        hinge, k, factor = tree.hinge[h, 0], tree.hinge[h, 1], tree.factor[h]
        for i in range(orders):
            for t in range(0, LANES, WIDTH):
                put(W, i * n + hinge, t, get(W, i * n + hinge, t) + factor * get(Q, i * K + k, t))


@part
def within(c: int, columns: PathColumns, Q: Array, lanes: int) -> bool:
    """Whether every coordinate stays where anybody's joints go."""
    for k in range(columns.limits.shape[1]):
        low, high = columns.limits[c, k, 0], columns.limits[c, k, 1]
        for t in range(0, lanes, WIDTH):  # lanes after the last sample repeat it
            x = get(Q, k, t)
            if any_of((x < low) | (x > high)):
                return False
    return True
