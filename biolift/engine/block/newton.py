"""Load sharing of eight successive samples at once: the method of `biolift.engine.newton_kernel` in lanes.

Every lane is a small machine: a trial point is either accepted, and a new Newton step taken from it, or its
step is cut to where the dual's slope along it vanishes; all lanes do the same arithmetic meanwhile. A lane
that has not converged after :data:`MOST` rounds is left to the scalar solver. No set of muscles is a program
of its own: entries, products and eliminations are lists of positions.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from biolift.engine.block.jit import part
from biolift.engine.block.plan import LANES, Array, Index
from biolift.engine.block.vectors import WIDTH, Lanes, any_of, load, select, spread, store
from biolift.engine.newton_kernel import ACCEPTABLE, CUT, DAMPING, NOISE, OVERSHOT
from biolift.sharing.activation_power import best_activation, marginal_cost

#: Rounds before a lane is left to the scalar solver.
MOST = 40
#: Multipliers beyond which a start from them is worse than none.
FAR = 1e3
_best, _cost = part(best_activation), part(marginal_cost)
#: Rows of the demands that a held antagonist is told from.
LUMBAR = 3


class Pattern(NamedTuple):
    """Where a moment matrix has entries, and what its normal matrix and its factors are made of.

    Rows that muscles act on are eliminated in the order of `rows`: from the ankles up, which fills in little.
    """

    rows: Index  # (m,) demand of every row that muscles act on
    entry: Index  # (E,) row of every entry among them
    starts: Index  # (M + 1,)
    products: Index  # (p, 3) first and second entry, and place in the normal matrix; muscle by muscle
    product_starts: Index  # (M + 1,)
    diagonal: Index  # (m,) place of every pivot
    below: Index  # (f, 3) row, column and place of every other entry of the factor, column by column in a row
    inner: (
        Index  # (., 2) places of the products taken from one, place in the row and place in the column's row
    )
    inner_starts: Index  # (f + 1,)
    places: int


class Room(NamedTuple):
    """Workspace, eight lanes per item."""

    value: Array
    demand: Array
    scale: Array
    x: Array
    base: Array
    d: Array
    g: Array
    H: Array
    slope: Array
    a: Array
    scratch: Array
    lo: Array  # floors of the activations, and the marginal cost there
    kink: Array
    help: Array  # along the lumbar moments that are asked, as shares of what all muscles can give


@part
def room(pattern: Pattern) -> Room:
    """Workspace of one thread."""
    m, n, e = pattern.rows.size, pattern.starts.size - 1, pattern.entry.size
    w = WIDTH
    return Room(
        np.zeros(e * w), np.zeros(m * w), np.zeros(m * w), np.zeros(m * w), np.zeros(m * w), np.zeros(m * w),
        np.zeros(m * w), np.zeros(2 * pattern.places * w), np.zeros(n * w), np.zeros(n * w),
        np.zeros(m * w), np.zeros(n * w), np.zeros(n * w), np.zeros(n * w),
    )  # fmt: skip


@part
def lay(W: Room, least: Array, kink: Array) -> None:
    """The same floors in all lanes."""
    for i in range(least.size):
        store(W.lo, i * WIDTH, spread(least[i]))
        store(W.kink, i * WIDTH, spread(kink[i]))


@part
def note_help(pattern: Pattern, W: Room, legs: Array) -> None:
    """How far every muscle of the trunk helps; see `biolift.engine.cocontraction`."""
    for i in range(legs.size):
        help_ = spread(0.0)
        for e in range(pattern.starts[i], pattern.starts[i + 1]):
            k = pattern.entry[e]
            if pattern.rows[k] < LUMBAR and not legs[i]:
                help_ = help_ + load(W.value, e * WIDTH) * load(W.demand, k * WIDTH)
        store(W.help, i * WIDTH, help_)


@part
def level(W: Room, activation: Array, o: int) -> Lanes:
    """Share of their possible help that the agonists give."""
    zero, given, possible = spread(0.0), spread(0.0), spread(0.0)
    for i in range(W.help.size // WIDTH):
        agonist = load(W.help, i * WIDTH)
        agonist = select(agonist > zero, agonist, zero)
        given = given + agonist * load(activation, i * LANES + o)
        possible = possible + agonist
    return select(possible > zero, given, zero) / select(possible > zero, possible, spread(1.0))


@part
def hold(W: Room, least: Array, power: int, eps: float, held: Lanes) -> Lanes:
    """Raise the antagonists' floors to `held`; returns the least of their floors without it."""
    lowest = spread(1.0)
    for i in range(least.size):
        floor, against = spread(least[i]), load(W.help, i * WIDTH) < 0.0
        lowest = select(against & (floor < lowest), floor, lowest)
        floor = select(against & (held > floor), held, floor)
        store(W.lo, i * WIDTH, floor)
        store(W.kink, i * WIDTH, _cost(floor, power, eps))
    return lowest


@part
def gather(E: Array, B: Array, o: int, pattern: Pattern, W: Room) -> None:
    """Scale the samples from lane `o` of a block into the workspace."""
    m = pattern.rows.size
    for k in range(m):
        store(W.scale, k * WIDTH, spread(0.0))
    for e in range(pattern.entry.size):
        k = pattern.entry[e] * WIDTH
        store(W.scale, k, load(W.scale, k) + abs(load(E, e * LANES + o)))
    for k in range(m):
        scale = load(W.scale, k * WIDTH)
        inverse = select(scale > 0.0, 1.0 / select(scale > 0.0, scale, spread(1.0)), spread(0.0))
        store(W.g, k * WIDTH, inverse)
        store(W.demand, k * WIDTH, inverse * load(B, pattern.rows[k] * LANES + o))
    for e in range(pattern.entry.size):
        store(W.value, e * WIDTH, load(E, e * LANES + o) * load(W.g, pattern.entry[e] * WIDTH))


@part
def _evaluate(pattern: Pattern, W: Room, w_inverse: Array, power: int, eps: float, delta: float) -> Lanes:
    """Activations, their slopes and the dual's gradient at x; returns the gradient's largest entry."""
    top = 1.0 + eps
    for k in range(pattern.rows.size):
        store(W.g, k * WIDTH, delta * load(W.x, k * WIDTH) - load(W.demand, k * WIDTH))
    for i in range(w_inverse.size):
        c = spread(0.0)
        for e in range(pattern.starts[i], pattern.starts[i + 1]):
            c = c + load(W.value, e * WIDTH) * load(W.x, pattern.entry[e] * WIDTH)
        c = c * w_inverse[i]
        free = c > load(W.kink, i * WIDTH)
        a, slope = _best(np, select(free, c, spread(1.0)), power, spread(eps))
        a = select(free, a, load(W.lo, i * WIDTH))
        slope = select(free, slope * w_inverse[i], spread(0.0))
        a = select(c >= top, spread(1.0), a)
        store(W.slope, i * WIDTH, select(c >= top, spread(0.0), slope))
        store(W.a, i * WIDTH, a)
        for e in range(pattern.starts[i], pattern.starts[i + 1]):
            k = pattern.entry[e] * WIDTH
            store(W.g, k, load(W.g, k) + load(W.value, e * WIDTH) * a)
    worst = spread(0.0)
    for k in range(pattern.rows.size):
        size = abs(load(W.g, k * WIDTH))
        worst = select(size > worst, size, worst)
    return worst


@part
def _largest(x: Array, count: int) -> Lanes:
    worst = spread(0.0)
    for k in range(count):
        size = abs(load(x, k * WIDTH))
        worst = select(size > worst, size, worst)
    return worst


@part
def _factor(pattern: Pattern, W: Room, diagonal: Lanes) -> None:
    """Normal matrix and its LDL' factors: L D and L below the diagonal, 1 / D on it."""
    H, half = W.H, pattern.places * WIDTH
    for k in range(pattern.places):
        store(H, k * WIDTH, spread(0.0))
    for k in range(pattern.rows.size):
        store(H, pattern.diagonal[k] * WIDTH, diagonal)
    for i in range(pattern.starts.size - 1):
        slope = load(W.slope, i * WIDTH)
        if any_of(slope > 0.0):
            for p in range(pattern.product_starts[i], pattern.product_starts[i + 1]):
                k = pattern.products[p, 2] * WIDTH
                both = load(W.value, pattern.products[p, 0] * WIDTH) * load(
                    W.value, pattern.products[p, 1] * WIDTH
                )
                store(H, k, load(H, k) + slope * both)
    f = 0
    for k in range(pattern.rows.size):
        first = f
        while f < pattern.below.shape[0] and pattern.below[f, 0] == k:
            place = pattern.below[f, 2] * WIDTH
            entry = load(H, place)
            for q in range(pattern.inner_starts[f], pattern.inner_starts[f + 1]):
                entry = entry - load(H, pattern.inner[q, 0] * WIDTH) * load(
                    H, half + pattern.inner[q, 1] * WIDTH
                )
            store(H, place, entry)
            store(H, half + place, entry * load(H, pattern.diagonal[pattern.below[f, 1]] * WIDTH))
            f += 1
        pivot = load(H, pattern.diagonal[k] * WIDTH)
        for b in range(first, f):
            place = pattern.below[b, 2] * WIDTH
            pivot = pivot - load(H, place) * load(H, half + place)
        store(H, pattern.diagonal[k] * WIDTH, 1.0 / pivot)


@part
def _solve(pattern: Pattern, W: Room, x: Array) -> None:
    """Solve with the factors in place."""
    H, half, f = W.H, pattern.places * WIDTH, pattern.below
    for b in range(f.shape[0]):
        k = f[b, 0] * WIDTH
        store(x, k, load(x, k) - load(H, half + f[b, 2] * WIDTH) * load(x, f[b, 1] * WIDTH))
    for k in range(pattern.rows.size):
        store(x, k * WIDTH, load(x, k * WIDTH) * load(H, pattern.diagonal[k] * WIDTH))
    for b in range(f.shape[0] - 1, -1, -1):
        k = f[b, 1] * WIDTH
        store(x, k, load(x, k) - load(H, half + f[b, 2] * WIDTH) * load(x, f[b, 0] * WIDTH))


@part
def _along(pattern: Pattern, W: Room) -> Lanes:
    """Slope of the dual along d."""
    total = spread(0.0)
    for k in range(pattern.rows.size):
        total = total + load(W.g, k * WIDTH) * load(W.d, k * WIDTH)
    return total


@part
def begin(W: Room, lam: Array) -> None:
    """Begin all lanes from the same multipliers."""
    for k in range(W.x.size // WIDTH):
        store(W.x, k * WIDTH, spread(lam[k]))


@part
def keep_last(W: Room, failed: Array, lam: Array) -> None:
    """Multipliers of the last lane; zero where it failed, or where they are far from everything."""
    good = failed[WIDTH - 1] == 0.0
    for k in range(W.x.size // WIDTH):
        lam[k] = W.x[k * WIDTH + WIDTH - 1] if good else 0.0
        good = good and abs(lam[k]) <= FAR
    if not good:
        for k in range(W.x.size // WIDTH):
            lam[k] = 0.0


@part
def share_eight(pattern: Pattern, W: Room, w_inverse: Array, power: int, eps: float, delta: float, tol: float,
                failed: Array) -> int:  # fmt: skip
    """Share the eight samples in the workspace among muscles with its floors, from its multipliers.

    Parameters
    ----------
    w_inverse : array (M,)
    failed : array (8,)
        Written: 1 where a lane is left to the scalar solver.

    Returns
    -------
    int
        Rounds. Activations and multipliers stand in the workspace, rows scaled.
    """
    m = pattern.rows.size
    size = _largest(W.demand, m)
    size = select(size > 1.0, size, spread(1.0))
    zero, one = spread(0.0), spread(1.0)
    cold = select(_largest(W.x, m) > 0.0, zero, one) > 0.5
    for k in range(m):
        store(W.d, k * WIDTH, zero)
    gd, t, low, high, at_low, at_high = zero, zero, zero, one, zero, zero
    side, cutting, stalls, best = zero, zero, zero, spread(1e300)
    rounds, done = 0, zero > 1.0
    while rounds < MOST:
        worst = _evaluate(pattern, W, w_inverse, power, eps, delta)
        if rounds == 0:
            best = worst
            if any_of(cold):  # every muscle rests on its floor: begin as if none did
                for i in range(w_inverse.size):
                    slope = select(cold, spread(w_inverse[i]), load(W.slope, i * WIDTH))
                    store(W.slope, i * WIDTH, slope)
        along = _along(pattern, W)
        fits = (along <= -OVERSHOT * gd) | (best <= NOISE * size)
        cut = (along <= 0.0) & (along >= CUT * gd)
        accepted = select(cutting > 0.5, select(cut, one, zero), select(fits, one, zero)) > 0.5
        tight = accepted & (worst <= ACCEPTABLE * size) & (worst > 0.5 * best)
        if rounds > 0:
            stalls = select(tight, stalls + 1.0, stalls)
        best = select(accepted & (worst < best), worst, best)
        done = done | (accepted & ((worst <= tol * size) | (stalls >= 2.0)))
        rounds += 1
        if not any_of(select(done, zero, one) > 0.5):
            break
        moves = select(done, zero, one) > 0.5
        far = _largest(W.x, m)
        _factor(pattern, W, delta + DAMPING * worst / (1.0 + far))
        # a step that was cut once more: safeguarded Illinois on the slope along it
        right = along > 0.0
        again = cutting > 0.5
        at_low = select(again & right & (side > 0.5), 0.5 * at_low, at_low)
        at_high = select(right, along, select(again & (side < -0.5), 0.5 * at_high, at_high))
        high = select(right, t, high)
        at_low = select(right, at_low, along)
        low = select(right, low, t)
        side = select(again, select(right, one, -1.0 * one), zero)
        width = high - low
        span = at_high - at_low
        next_ = low - at_low * width / select(span > 0.0, span, one)
        floor, top = low + 0.02 * width, high - 0.02 * width
        next_ = select(next_ > floor, next_, floor)
        next_ = select(next_ < top, next_, top)
        t = select(accepted, one, next_)
        cutting = select(accepted, zero, one)
        for k in range(m):
            base = select(accepted, load(W.x, k * WIDTH), load(W.base, k * WIDTH))
            store(W.base, k * WIDTH, base)
        _step(pattern, W, accepted, moves, t)
        gd = select(accepted, _along(pattern, W), gd)
        low, high = select(accepted, zero, low), select(accepted, one, high)
        at_low = select(accepted, gd, at_low)
    store(failed, 0, select(done, zero, one))
    return rounds


@part
def _step(pattern: Pattern, W: Room, accepted: Lanes, moves: Lanes, t: Lanes) -> None:
    """New directions where a point was accepted; then all lanes that move go to their share of the way."""
    m = pattern.rows.size
    for k in range(m):
        store(W.scratch, k * WIDTH, -1.0 * load(W.g, k * WIDTH))
    _solve(pattern, W, W.scratch)
    for k in range(m):
        d = select(accepted, load(W.scratch, k * WIDTH), load(W.d, k * WIDTH))
        store(W.d, k * WIDTH, d)
        new = load(W.base, k * WIDTH) + t * d
        store(W.x, k * WIDTH, select(moves, new, load(W.x, k * WIDTH)))


@part
def put(
    E: Array, B: Array, o: int, pattern: Pattern, W: Room, delta: float, activation: Array, reserve: Array
) -> None:
    """Write activations and what the muscles leave undone to lanes o to o + 7 of a block."""
    for i in range(pattern.starts.size - 1):
        store(activation, i * LANES + o, load(W.a, i * WIDTH))
    for k in range(reserve.size // LANES):
        store(reserve, k * LANES + o, load(B, k * LANES + o))
    for k in range(pattern.rows.size):
        place, scale = pattern.rows[k] * LANES + o, load(W.scale, k * WIDTH)
        left = delta * load(W.x, k * WIDTH) * scale
        store(reserve, place, select(scale > 0.0, left, load(B, place)))


@part
def note_short(pattern: Pattern, W: Room, delta: float, flag: float, least: float, failed: Array) -> None:
    """Mark in `failed` the lanes too whose largest unmet moment is more than `flag` of the largest demand."""
    left, asked = spread(0.0), spread(least)
    for k in range(pattern.rows.size):
        r, b = abs(delta * load(W.x, k * WIDTH)), abs(load(W.demand, k * WIDTH))
        left, asked = select(r > left, r, left), select(b > asked, b, asked)
    short = (left > flag * asked) | (load(failed, 0) > 0.5)
    store(failed, 0, select(short, spread(1.0), spread(0.0)))
