"""The load sharing of one moment matrix, written out while it is compiled: nothing is looked up when it runs.

Each walk goes once through the entries of a moment matrix; the laws of the rule run on
:class:`~biolift.engine.block.emitted.Emitted` numbers as on any others.
"""

from __future__ import annotations

from ast import literal_eval
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

from numba import types
from numba.core.extending import intrinsic

from biolift.engine.block.emitted import Emitted, Rows, choose, largest
from biolift.engine.block.pattern import Pattern
from biolift.engine.block.plan import LANES
from biolift.engine.block.vectors import WIDTH, lanes
from biolift.sharing.activation_power import best_activation

#: Places of the rule among a matrix's numbers; after them come the inverse weights of its muscles.
EPS, DELTA, TOLERANCE, INVERSE = range(4)
#: What stands in the workspace, eight lanes per item, and how many there are of it.
ROWS = {
    "value": "e", "demand": "m", "scale": "m", "x": "m", "g": "m", "d": "m", "base": "m",
    "lo": "n", "kink": "n", "a": "n", "slope": "n", "failed": "1",
}  # fmt: skip


class Matrix(NamedTuple):
    """Where a moment matrix has entries, without what its rows and columns are."""

    power: int
    entry: tuple[int, ...]  # (e,) row of each
    starts: tuple[int, ...]  # (n + 1,)
    source: tuple[int, ...]  # (e,) place of every entry in the whole matrix
    part: tuple[float, ...]  # (m,) share of a row's moment that the muscles give who stand for all
    muscle: tuple[int, ...]  # (n,) the first of the muscles that each stands for
    sides: int  # how many they are

    def count(self, name: str) -> int:
        """How many rows of a name there are."""
        sizes = {"e": len(self.entry), "m": len(self.part), "n": len(self.starts) - 1, "1": 1}
        return sizes[ROWS[name]]

    @property
    def muscles(self) -> list[range]:
        """Entries of every muscle."""
        return [range(*ends) for ends in pairwise(self.starts)]

    def place(self, name: str) -> int:
        """First number of some rows in the workspace."""
        names = list(ROWS)
        return WIDTH * sum(self.count(before) for before in names[: names.index(name)])


def text_of(pattern: Pattern, power: int) -> str:
    """The matrix of a pattern as text, by which a compiled kernel knows it."""
    lists = pattern.entry, pattern.starts, pattern.source, pattern.part, pattern.muscle
    return repr((power, *(tuple(values.tolist()) for values in lists), pattern.sides))


@lru_cache(maxsize=32)
def matrix(text: str) -> Matrix:
    """The matrix that a text stands for."""
    return Matrix(*literal_eval(text))


class Code:
    """A matrix, and the instructions that are being written for it.

    Parameters
    ----------
    text : str
        Of the matrix.
    numbers, rows : Rows
        Of the rule and the weights; of the workspace.
    """

    def __init__(self, text: str, numbers: Rows, rows: Rows) -> None:
        self.matrix, self.numbers, self.rows = matrix(text), numbers, rows

    def _places(self, name: str) -> list[int]:
        first = self.matrix.place(name)
        return [first + k * WIDTH for k in range(self.matrix.count(name))]

    def read(self, name: str) -> list[Emitted]:
        """Rows of the workspace by name."""
        return [self.rows.read(place) for place in self._places(name)]

    def write(self, name: str, numbers: Sequence[Emitted]) -> None:
        """Put rows of the workspace."""
        for place, number in zip(self._places(name), numbers, strict=True):
            self.rows.write(place, number)


def gather(code: Code) -> None:
    """Divide by what all muscles can give; numbers are those of the whole matrix, lanes in rows."""
    s = code.matrix
    value = [code.numbers.read(source * LANES) for source in s.source]
    demand, scale, inverse = code.read("demand"), [], []
    for k, part in enumerate(s.part):
        able = [abs(v) for v, row in zip(value, s.entry, strict=True) if row == k]
        scale.append(sum(able[1:], able[0]) * (1.0 / part))
        acts = scale[k] > 0.0
        inverse.append(choose(acts, 1.0 / choose(acts, scale[k], 1.0), 0.0))
    code.write("scale", scale)
    code.write("demand", [p * i * b for p, i, b in zip(s.part, inverse, demand, strict=True)])
    code.write("value", [v * inverse[row] for v, row in zip(value, s.entry, strict=True)])


def give(code: Code) -> None:
    """Write the activations of all muscles; numbers are those, lanes in rows."""
    s = code.matrix
    for muscle, a in zip(s.muscle, code.read("a"), strict=True):
        for side in range(s.sides):
            code.numbers.write((muscle + side) * LANES, a)


def evaluate(code: Code) -> Emitted:
    """Activations, their slopes and the dual's gradient at x; gives the gradient's largest entry."""
    s = code.matrix
    eps, delta = code.numbers.number(EPS), code.numbers.number(DELTA)
    value, x, lo, kink = code.read("value"), code.read("x"), code.read("lo"), code.read("kink")
    g = [p * delta * at - b for p, at, b in zip(s.part, x, code.read("demand"), strict=True)]
    a, slopes = list(lo), [0.0 * floor for floor in lo]
    for i, entries in enumerate(s.muscles):
        if not entries:
            continue
        inverse = code.numbers.number(INVERSE + i)
        worth = [value[e] * x[s.entry[e]] for e in entries]
        c = sum(worth[1:], worth[0]) * inverse
        free, full = c > kink[i], c >= 1.0 + eps
        # a root asks for a positive number, a linear law takes any
        best, slope = best_activation(Emitted, c if s.power == 2 else choose(free, c, 1.0), s.power, eps)
        a[i] = choose(full, 1.0, choose(free, best, lo[i]))
        slopes[i] = choose(full, 0.0, choose(free, slope * inverse, 0.0))
        for e in entries:
            g[s.entry[e]] = g[s.entry[e]] + value[e] * a[i]
    code.write("a", a)
    code.write("slope", slopes)
    code.write("g", g)
    return largest(g)


def _normal(code: Code, damping: Emitted) -> dict[tuple[int, int], Emitted]:
    """Lower triangle of the dual's second derivative, where it has entries."""
    s = code.matrix
    delta, value = code.numbers.number(DELTA), code.read("value")
    H = {(k, k): p * delta + damping for k, p in enumerate(s.part)}
    for entries, slope in zip(s.muscles, code.read("slope"), strict=True):
        for n, e in enumerate(entries):
            steep = slope * value[e]
            for f in entries[: n + 1]:
                at = max(s.entry[e], s.entry[f]), min(s.entry[e], s.entry[f])
                both = steep * value[f]
                H[at] = H[at] + both if at in H else both
    return H


def _newton(code: Code, damping: Emitted, g: list[Emitted]) -> list[Emitted]:
    """Newton's direction: the triangle is factorised to L D L', L below the diagonal."""
    H, m = _normal(code, damping), len(g)
    L: dict[tuple[int, int], Emitted] = {}
    inverse: list[Emitted] = []
    y = [-1.0 * at for at in g]
    for k in range(m):
        for j in range(k):
            inner = [H[k, q] * L[j, q] for q in range(j) if (k, q) in L and (j, q) in L]
            if (k, j) in H or inner:
                entry = H[k, j] if (k, j) in H else -1.0 * inner.pop(0)
                for product in inner:
                    entry = entry - product
                H[k, j], L[k, j] = entry, entry * inverse[j]
                H[k, k] = H[k, k] - entry * L[k, j]
                y[k] = y[k] - L[k, j] * y[j]
        inverse.append(1.0 / H[k, k])
    y = [at * i for at, i in zip(y, inverse, strict=True)]
    for k in range(m - 1, -1, -1):
        for j in range(k):
            if (k, j) in L:
                y[j] = y[j] - L[k, j] * y[k]
    return y


def advance(code: Code, damping: Emitted, accepted: Emitted, moves: Emitted, t: Emitted) -> Emitted:
    """New directions where a point was accepted; then all lanes that move go to their share of the way.

    Gives the slope of the dual along the directions.
    """
    g, x = code.read("g"), code.read("x")
    new = _newton(code, damping, g)
    d = [choose(accepted, n, old) for n, old in zip(new, code.read("d"), strict=True)]
    base = [choose(accepted, at, old) for at, old in zip(x, code.read("base"), strict=True)]
    code.write("d", d)
    code.write("base", base)
    code.write("x", [choose(moves, b + t * way, at) for b, way, at in zip(base, d, x, strict=True)])
    return _dot(g, d)


def along(code: Code) -> Emitted:
    """Slope of the dual at x along the directions."""
    return _dot(code.read("g"), code.read("d"))


def farthest(code: Code) -> Emitted:
    """Largest multiplier."""
    return largest(code.read("x"))


def asked(code: Code) -> Emitted:
    """Largest demand."""
    return largest(code.read("demand"))


def _dot(x: Sequence[Emitted], y: Sequence[Emitted]) -> Emitted:
    first, *rest = [a * b for a, b in zip(x, y, strict=True)]
    return sum(rest, first)


def written(walk: Callable[..., Emitted | None], result: Any = lanes) -> Any:
    """A walk as a function of compiled code, of a matrix's text, its numbers and its workspace."""

    def write(typing: Any, text: Any, numbers: Any, rows: Any) -> Any:
        return _typed(walk, result, text, numbers, rows)

    return intrinsic(prefer_literal=True)(write)


def _go_on(
    typing: Any, text: Any, numbers: Any, rows: Any, damping: Any, accepted: Any, moves: Any, t: Any
) -> Any:
    return _typed(advance, lanes, text, numbers, rows, damping, accepted, moves, t)


#: :func:`advance` as a function of compiled code.
go_on: Any = intrinsic(prefer_literal=True)(_go_on)


def _typed(walk: Callable[..., Emitted | None], result: Any, text: Any, *given: Any) -> Any:
    """Signature of a walk, and what writes it; nothing where the text is not known yet."""
    if not isinstance(text, types.StringLiteral):
        return None

    def make(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        numbers, rows = (Rows(context, builder, signature.args[k], args[k]) for k in (1, 2))
        done = walk(Code(text.literal_value, numbers, rows), *(Emitted(builder, one) for one in args[3:]))
        return context.get_dummy_value() if done is None else done.value

    return result(text, *given), make
