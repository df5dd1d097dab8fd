"""Load sharing of eight successive samples at once: the method of `biolift.engine.newton_kernel` in lanes.

Every lane is a small machine: a trial point is either accepted, and a new Newton step taken from it, or its
step is cut to where the dual's slope along it vanishes; all lanes do the same arithmetic meanwhile. A lane
that has not converged after :data:`MOST` rounds is left to the scalar solver. No set of muscles is a program
of its own: entries, products and eliminations are lists of positions.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from biolift.engine.block.jit import maker, part
from biolift.engine.block.plan import LANES, Array, Index
from biolift.engine.block.vectors import WIDTH, Lanes, any_of, load, select, spread, store
from biolift.engine.cocontraction import NO_HELP
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
    source: Index  # (E,) place of every entry in the whole matrix
    muscle: Index  # (M,) the first of the muscles that each stands for
    sides: int  # how many they are
    part: Array  # (m,) share of a row's moment that the muscles give who stand for all
    empty: Index  # demands on which no muscle acts
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
    inverse: Array  # of the weights: one number per muscle


@maker
def room(pattern: Pattern) -> Room:
    """Workspace of one thread."""
    m, n, e = pattern.rows.size, pattern.starts.size - 1, pattern.entry.size
    w = WIDTH
    return Room(
        np.zeros(e * w), np.zeros(m * w), np.zeros(m * w), np.zeros(m * w), np.zeros(m * w), np.zeros(m * w),
        np.zeros(m * w), np.zeros(2 * pattern.places * w), np.zeros(n * w), np.zeros(n * w),
        np.zeros(m * w), np.zeros(n * w), np.zeros(n * w), np.zeros(n * w), np.zeros(n),
    )  # fmt: skip


@part
def lay(pattern: Pattern, W: Room, least: Array, kink: Array, weight: Array) -> None:
    """Weights, and the same floors in all lanes."""
    for i in range(pattern.muscle.size):
        muscle = pattern.muscle[i]
        W.inverse[i] = 1.0 / weight[muscle]
        store(W.lo, i * WIDTH, spread(least[muscle]))
        store(W.kink, i * WIDTH, spread(kink[muscle]))


@part
def note_help(pattern: Pattern, W: Room, legs: Array) -> None:
    """How far every muscle of the trunk helps; see `biolift.engine.cocontraction`."""
    for i in range(pattern.muscle.size):
        help_ = spread(0.0)
        for e in range(pattern.starts[i], pattern.starts[i + 1]):
            k = pattern.entry[e]
            if pattern.rows[k] < LUMBAR and not legs[pattern.muscle[i]]:
                help_ = help_ + load(W.value, e * WIDTH) * load(W.demand, k * WIDTH)
        store(W.help, i * WIDTH, help_)
    least = NO_HELP * _largest(W.help, pattern.muscle.size)
    for i in range(pattern.muscle.size):
        help_ = load(W.help, i * WIDTH)
        store(W.help, i * WIDTH, select(abs(help_) > least, help_, spread(0.0)))


@part
def level(pattern: Pattern, W: Room, activation: Array, o: int) -> Lanes:
    """Share of their possible help that the agonists give."""
    zero, given, possible = spread(0.0), spread(0.0), spread(0.0)
    for i in range(pattern.muscle.size):
        agonist = load(W.help, i * WIDTH)
        agonist = select(agonist > zero, agonist, zero)
        given = given + agonist * load(activation, pattern.muscle[i] * LANES + o)
        possible = possible + agonist
    return select(possible > zero, given, zero) / select(possible > zero, possible, spread(1.0))


@part
def hold(pattern: Pattern, W: Room, least: Array, power: int, eps: float, held: Lanes) -> Lanes:
    """Raise the antagonists' floors to `held`; returns the least of their floors without it."""
    lowest = spread(1.0)
    for i in range(pattern.muscle.size):
        floor, against = spread(least[pattern.muscle[i]]), load(W.help, i * WIDTH) < 0.0
        lowest = select(against & (floor < lowest), floor, lowest)
        floor = select(against & (held > floor), held, floor)
        store(W.lo, i * WIDTH, floor)
        store(W.kink, i * WIDTH, _cost(floor, power, eps))
    return lowest


@part
def gather(E: Array, B: Array, o: int, pattern: Pattern, W: Room) -> None:
    """Scale the samples from lane `o` of a block into the workspace."""
    m, entry, source, scales, inverses = pattern.rows.size, pattern.entry, pattern.source, W.scale, W.g
    for k in range(m):
        store(scales, k * WIDTH, spread(0.0))
    for e in range(entry.size):
        k = entry[e] * WIDTH
        store(scales, k, load(scales, k) + abs(load(E, source[e] * LANES + o)))
    for k in range(m):
        scale = load(scales, k * WIDTH) / pattern.part[k]
        inverse = select(scale > 0.0, 1.0 / select(scale > 0.0, scale, spread(1.0)), spread(0.0))
        store(scales, k * WIDTH, scale)
        store(inverses, k * WIDTH, inverse)
        store(W.demand, k * WIDTH, pattern.part[k] * inverse * load(B, pattern.rows[k] * LANES + o))
    for e in range(entry.size):
        store(W.value, e * WIDTH, load(E, source[e] * LANES + o) * load(inverses, entry[e] * WIDTH))


@part
def same_sides(B: Array, o: int, half: Pattern, W: Room, tol: float) -> bool:
    """Whether eight samples ask the same of both sides, but for `tol` of what the muscles can give.

    The muscles of both sides are taken to be mirror images; `W` has the samples of the right half. Bending
    and turning moments are measured by what the muscles can give in extension.
    """
    differ = spread(0.0)
    for k in range(half.rows.size):
        row, most = half.rows[k], tol * load(W.scale, k * WIDTH)
        if row >= LUMBAR:
            apart = abs(load(B, row * LANES + o) - load(B, (row + 1) * LANES + o))
            differ = select(apart > most, spread(1.0), differ)
        else:
            for other in range(1, LUMBAR):
                apart = abs(load(B, other * LANES + o))
                differ = select(apart > most, spread(1.0), differ)
    return not any_of(differ > 0.5)


@part
def unmet(B: Array, o: int, pattern: Pattern, W: Room, delta: float, least: float, huge: float) -> Lanes:
    """Largest unmet moment over the largest demand, rows divided by what the muscles can give.

    `huge` where something is asked of a row in which no muscle acts.
    """
    left, asked, out = spread(0.0), spread(least), spread(0.0)
    for row in pattern.empty:
        out = select(abs(load(B, row * LANES + o)) > 0.0, spread(huge), out)
    for k in range(pattern.rows.size):
        acts, b = load(W.scale, k * WIDTH) > 0.0, abs(load(B, pattern.rows[k] * LANES + o))
        out = select(acts, out, select(b > 0.0, spread(huge), out))
        short, wanted = abs(delta * load(W.x, k * WIDTH)), abs(load(W.demand, k * WIDTH)) / pattern.part[k]
        left = select(acts & (short > left), short, left)
        asked = select(acts & (wanted > asked), wanted, asked)
    most = left / asked
    return select(most > out, most, out)


@part
def _evaluate(pattern: Pattern, W: Room, power: int, eps: float, delta: float) -> Lanes:
    """Activations, their slopes and the dual's gradient at x; returns the gradient's largest entry."""
    top, value, x, g, w_inverse = 1.0 + eps, W.value, W.x, W.g, W.inverse
    starts, entry, kink, lo, slopes, activation = pattern.starts, pattern.entry, W.kink, W.lo, W.slope, W.a
    for k in range(pattern.rows.size):
        store(g, k * WIDTH, pattern.part[k] * delta * load(x, k * WIDTH) - load(W.demand, k * WIDTH))
    for i in range(w_inverse.size):
        c = spread(0.0)
        for e in range(starts[i], starts[i + 1]):
            c = c + load(value, e * WIDTH) * load(x, entry[e] * WIDTH)
        c = c * w_inverse[i]
        free = c > load(kink, i * WIDTH)
        a, slope = _best(np, select(free, c, spread(1.0)), power, spread(eps))
        a = select(free, a, load(lo, i * WIDTH))
        slope = select(free, slope * w_inverse[i], spread(0.0))
        a = select(c >= top, spread(1.0), a)
        store(slopes, i * WIDTH, select(c >= top, spread(0.0), slope))
        store(activation, i * WIDTH, a)
        for e in range(starts[i], starts[i + 1]):
            k = entry[e] * WIDTH
            store(g, k, load(g, k) + load(value, e * WIDTH) * a)
    return _largest(g, pattern.rows.size)


@part
def _largest(x: Array, count: int) -> Lanes:
    worst = spread(0.0)
    for k in range(count):
        size = abs(load(x, k * WIDTH))
        worst = select(size > worst, size, worst)
    return worst


@part
def _factor(pattern: Pattern, W: Room, delta: float, damping: Lanes) -> None:
    """Normal matrix and its LDL' factors: L D and L below the diagonal, 1 / D on it."""
    H, half, value, slopes = W.H, pattern.places * WIDTH, W.value, W.slope
    products, starts, below, diagonals = (
        pattern.products,
        pattern.product_starts,
        pattern.below,
        pattern.diagonal,
    )
    inner, inner_starts = pattern.inner, pattern.inner_starts
    for k in range(pattern.places):
        store(H, k * WIDTH, spread(0.0))
    for k in range(pattern.rows.size):
        store(H, diagonals[k] * WIDTH, pattern.part[k] * delta + damping)
    for i in range(pattern.starts.size - 1):
        slope = load(slopes, i * WIDTH)
        if any_of(slope > 0.0):
            for p in range(starts[i], starts[i + 1]):
                k = products[p, 2] * WIDTH
                both = load(value, products[p, 0] * WIDTH) * load(value, products[p, 1] * WIDTH)
                store(H, k, load(H, k) + slope * both)
    f = 0
    for k in range(pattern.rows.size):
        first = f
        while f < below.shape[0] and below[f, 0] == k:
            place = below[f, 2] * WIDTH
            entry = load(H, place)
            for q in range(inner_starts[f], inner_starts[f + 1]):
                entry = entry - load(H, inner[q, 0] * WIDTH) * load(H, half + inner[q, 1] * WIDTH)
            store(H, place, entry)
            store(H, half + place, entry * load(H, diagonals[below[f, 1]] * WIDTH))
            f += 1
        pivot = load(H, diagonals[k] * WIDTH)
        for b in range(first, f):
            place = below[b, 2] * WIDTH
            pivot = pivot - load(H, place) * load(H, half + place)
        store(H, diagonals[k] * WIDTH, 1.0 / pivot)


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
def begin(pattern: Pattern, W: Room, last: Array) -> None:
    """Begin all lanes from the same multipliers, one per demand."""
    for k in range(pattern.rows.size):
        store(W.x, k * WIDTH, spread(last[pattern.rows[k]]))


@part
def begin_from(pattern: Pattern, W: Room, found: Array, o: int) -> None:
    """Begin every lane from multipliers of its own, rows of a block."""
    for k in range(pattern.rows.size):
        store(W.x, k * WIDTH, load(found, pattern.rows[k] * LANES + o))


@part
def keep(pattern: Pattern, W: Room, failed: Array, found: Array, o: int, last: Array) -> None:
    """Multipliers of all lanes and of the last one; zero where a lane failed, or is far from everything."""
    zero, good = spread(0.0), load(failed, 0) < 0.5
    for k in range(pattern.rows.size):
        good = good & (abs(load(W.x, k * WIDTH)) <= FAR)
    for k in range(last.size):
        store(found, k * LANES + o, zero)
    for k in range(pattern.rows.size):
        x, row = select(good, load(W.x, k * WIDTH), zero), pattern.rows[k]
        store(found, row * LANES + o, x)
        if pattern.sides > 1 and row >= LUMBAR:
            store(found, (row + 1) * LANES + o, x)
    for k in range(last.size):
        last[k] = found[k * LANES + o + WIDTH - 1]


@part
def share_eight(
    pattern: Pattern, W: Room, power: int, eps: float, delta: float, tol: float, failed: Array
) -> int:
    """Share the eight samples in the workspace among muscles with its floors, from its multipliers.

    Parameters
    ----------
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
        worst = _evaluate(pattern, W, power, eps, delta)
        if rounds == 0:
            best = worst
            if any_of(cold):  # every muscle rests on its floor: begin as if none did
                for i in range(W.inverse.size):
                    slope = select(cold, spread(W.inverse[i]), load(W.slope, i * WIDTH))
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
        _factor(pattern, W, delta, DAMPING * worst * worst / (1.0 + far))
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
    for i in range(pattern.muscle.size):
        for side in range(pattern.sides):
            store(activation, (pattern.muscle[i] + side) * LANES + o, load(W.a, i * WIDTH))
    for k in range(reserve.size // LANES):
        store(reserve, k * LANES + o, load(B, k * LANES + o))
    for k in range(pattern.rows.size):
        place, scale = pattern.rows[k] * LANES + o, load(W.scale, k * WIDTH)
        left = delta * load(W.x, k * WIDTH) * scale
        left = select(scale > 0.0, left, load(B, place))
        store(reserve, place, left)
        if pattern.sides > 1 and pattern.rows[k] >= LUMBAR:
            store(reserve, place + LANES, left)


@part
def note_short(pattern: Pattern, W: Room, delta: float, flag: float, least: float, failed: Array) -> None:
    """Mark in `failed` the lanes too whose largest unmet moment is more than `flag` of the largest demand."""
    left, asked = spread(0.0), spread(least)
    for k in range(pattern.rows.size):
        r, b = abs(delta * load(W.x, k * WIDTH)), abs(load(W.demand, k * WIDTH))
        left, asked = select(r > left, r, left), select(b > asked, b, asked)
    short = (left > flag * asked) | (load(failed, 0) > 0.5)
    store(failed, 0, select(short, spread(1.0), spread(0.0)))
