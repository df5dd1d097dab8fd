"""Around the load sharing of eight successive samples: the workspace, where to begin, and what comes out.

:mod:`~biolift.engine.block.rounds` shares them.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from biolift.engine.block.jit import maker, part
from biolift.engine.block.pattern import LUMBAR, Pattern
from biolift.engine.block.plan import LANES, Array
from biolift.engine.block.rows import aligned
from biolift.engine.block.vectors import WIDTH, Lanes, any_of, load, select, spread, store
from biolift.engine.block.walks import DELTA, EPS, INVERSE, TOLERANCE
from biolift.engine.cocontraction import NO_HELP
from biolift.sharing.activation_power import marginal_cost

#: Multipliers beyond which a start from them is worse than none.
FAR = 1e3
_cost = part(marginal_cost)


class Room(NamedTuple):
    """Workspace, eight lanes per item: its parts are named as in :data:`biolift.engine.block.walks.ROWS`."""

    rows: Array  # all that follows but `numbers` and `help`
    value: Array
    demand: Array
    scale: Array
    x: Array
    lo: Array  # floors of the activations, and the marginal cost there
    kink: Array
    a: Array
    failed: Array
    numbers: Array  # of the rule, then the inverse weights
    help: Array  # along the lumbar moments that are asked, as shares of what all muscles can give


@maker
def room(pattern: Pattern) -> Room:
    """Workspace of one thread."""
    e, m, n = pattern.entry.size * WIDTH, pattern.rows.size * WIDTH, (pattern.starts.size - 1) * WIDTH
    end = e + 6 * m + 4 * n
    rows = aligned(end + WIDTH)
    demands, muscles = rows[e : e + 6 * m], rows[e + 6 * m : end]
    return Room(
        rows, rows[:e], demands[:m], demands[m : 2 * m], demands[2 * m : 3 * m],
        muscles[:n], muscles[n : 2 * n], muscles[2 * n : 3 * n], rows[end:],
        np.zeros(INVERSE + n // WIDTH), aligned(n),
    )  # fmt: skip


@part
def lay(pattern: Pattern, W: Room, least: Array, kink: Array) -> None:
    """The same floors in all lanes."""
    for i in range(pattern.muscle.size):
        store(W.lo, i * WIDTH, spread(least[pattern.muscle[i]]))
        store(W.kink, i * WIDTH, spread(kink[pattern.muscle[i]]))


@part
def weigh(pattern: Pattern, W: Room, eps: float, delta: float, tol: float, weight: Array) -> None:
    """Put the numbers of the rule, and what an activation counts by."""
    W.numbers[EPS], W.numbers[DELTA], W.numbers[TOLERANCE] = eps, delta, tol
    for i in range(pattern.muscle.size):
        W.numbers[INVERSE + i] = 1.0 / weight[pattern.muscle[i]]


@part
def ask(B: Array, o: int, pattern: Pattern, W: Room) -> None:
    """Demands of the samples from lane `o` of a block, not yet divided by what the muscles can give."""
    for k in range(pattern.rows.size):
        store(W.demand, k * WIDTH, load(B, pattern.rows[k] * LANES + o))


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
    out = spread(0.0)
    for row in pattern.empty:
        out = select(abs(load(B, row * LANES + o)) > 0.0, spread(huge), out)
    for k in range(pattern.rows.size):
        acts, b = load(W.scale, k * WIDTH) > 0.0, abs(load(B, pattern.rows[k] * LANES + o))
        out = select(acts, out, select(b > 0.0, spread(huge), out))
    left, asked = _left_of(pattern, W, delta, least)
    most = left / asked
    return select(most > out, most, out)


@part
def _left_of(pattern: Pattern, W: Room, delta: float, least: float) -> tuple[Lanes, Lanes]:
    """Largest unmet moment, and the largest demand or `least`, rows divided by what the muscles can give."""
    left, asked = spread(0.0), spread(least)
    for k in range(pattern.rows.size):
        r, b = abs(delta * load(W.x, k * WIDTH)), abs(load(W.demand, k * WIDTH)) / pattern.part[k]
        left, asked = select(r > left, r, left), select(b > asked, b, asked)
    return left, asked


@part
def _largest(x: Array, count: int) -> Lanes:
    worst = spread(0.0)
    for k in range(count):
        size = abs(load(x, k * WIDTH))
        worst = select(size > worst, size, worst)
    return worst


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
def keep(pattern: Pattern, W: Room, found: Array, o: int, last: Array) -> None:
    """Multipliers of all lanes and of the last one; zero where a lane failed, or is far from everything."""
    zero, good = spread(0.0), load(W.failed, 0) < 0.5
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
def leave(B: Array, o: int, pattern: Pattern, W: Room, delta: float, reserve: Array) -> None:
    """Write what the muscles leave undone to lanes o to o + 7 of a block."""
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
def alone(pattern: Pattern, W: Room, t: int, asked: Array) -> None:
    """Let one lane stand in all; `asked` gets its demands."""
    for array in (W.value, W.scale, W.lo, W.kink):
        for k in range(0, array.size, WIDTH):
            store(array, k, spread(array[k + t]))
    for k in range(pattern.rows.size):
        asked[k] = W.demand[k * WIDTH + t]


@part
def note_short(pattern: Pattern, W: Room, delta: float, flag: float, least: float) -> None:
    """Mark as failed the lanes too whose largest unmet moment is more than `flag` of the largest demand."""
    left, asked = _left_of(pattern, W, delta, least)
    short = (left > flag * asked) | (load(W.failed, 0) > 0.5)
    store(W.failed, 0, select(short, spread(1.0), spread(0.0)))
