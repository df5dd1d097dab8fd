"""Lists of positions by which the load sharing of one structure is solved."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from biolift.engine.block.newton import LUMBAR, Pattern
from biolift.engine.demand import DEMANDS
from biolift.vocabulary import SIDES

#: Rows of the moment matrix in the order in which they are eliminated: from the ankles up.
_ORDER = tuple(
    DEMANDS.index(name)
    for name in (
        *(f"{joint}_{side}" for joint in ("ankle", "knee", "hip_abduction", "hip") for side in SIDES),
        *DEMANDS[2::-1],
    )
)


def pattern(starts: Sequence[int], row: Sequence[int]) -> Pattern:
    """Of all muscles: entries in columns `starts`, in demands `row`."""
    return _pattern(starts, row, range(len(row)), range(len(starts) - 1), 1, row)


def half(starts: Sequence[int], row: Sequence[int]) -> Pattern:
    """Of the right half of a body whose sides do the same; empty where its demands say that they cannot.

    Muscles stand for both sides, and the rows of the spine that no pair of them moves are left out.
    """
    right = [k for k in _ORDER if k >= LUMBAR and (k - LUMBAR) % 2 == 0]
    paired = all((k in row) == (k + 1 in row) for k in right)
    kept = {DEMANDS.index("lumbar_extension"), *right} if paired else set()
    source, own, first = [], [], [0]
    for i in range(0, len(starts) - 1 if paired else 0, 2):
        mine = [e for e in range(starts[i], starts[i + 1]) if row[e] in kept]
        source += mine
        own += [row[e] for e in mine]
        first.append(len(own))
    return _pattern(first, own, source, range(0, 2 * len(first) - 2, 2), 2, row)


def _pattern(
    starts: Sequence[int],
    row: Sequence[int],
    source: Sequence[int],
    muscle: Sequence[int],
    sides: int,
    acted: Sequence[int],
) -> Pattern:
    rows = [k for k in _ORDER if k in row]
    entry = [rows.index(k) for k in row]
    own = [range(a, b) for a, b in zip(starts, starts[1:], strict=False)]
    filled = {(k, k) for k in range(len(rows))}
    filled |= {
        (max(entry[e], entry[f]), min(entry[e], entry[f])) for every in own for e in every for f in every
    }
    for j in range(len(rows)):
        down = [k for k in range(j + 1, len(rows)) if (k, j) in filled]
        filled |= {(k, q) for k in down for q in down if q <= k}
    place = {at: n for n, at in enumerate(sorted(filled))}
    products, product_starts = [], [0]
    for every in own:
        pairs = [(e, f) for e in every for f in every if f <= e]
        products += [(e, f, place[max(entry[e], entry[f]), min(entry[e], entry[f])]) for e, f in pairs]
        product_starts.append(len(products))
    below = [at for at in sorted(filled) if at[0] != at[1]]
    inner, inner_starts = [], [0]
    for k, j in below:
        inner += [(place[k, q], place[j, q]) for q in range(j) if (k, q) in place and (j, q) in place]
        inner_starts.append(len(inner))

    def whole(values: Sequence[object], *shape: int) -> NDArray[np.int64]:
        return np.array(values, dtype=np.int64).reshape(*shape)

    return Pattern(
        whole(rows, -1), whole(entry, -1), whole(starts, -1), whole(source, -1), whole(muscle, -1), sides,
        np.array([1.0 / sides if k < LUMBAR else 1.0 for k in rows]),
        whole([k for k in range(len(DEMANDS)) if k not in acted], -1),
        whole(products, -1, 3), whole(product_starts, -1),
        whole([place[k, k] for k in range(len(rows))], -1),
        whole([(k, j, place[k, j]) for k, j in below], -1, 3),
        whole(inner, -1, 2), whole(inner_starts, -1), len(place),
    )  # fmt: skip
