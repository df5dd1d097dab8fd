"""Where a moment matrix has entries, and the half of a body that may stand for all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from biolift.engine.block.plan import Array, Index
from biolift.engine.demand import DEMANDS
from biolift.vocabulary import SIDES

#: Rows of the demands that a held antagonist is told from.
LUMBAR = 3
#: Rows of the moment matrix in the order in which they are eliminated: from the ankles up.
_ORDER = tuple(
    DEMANDS.index(name)
    for name in (
        *(f"{joint}_{side}" for joint in ("ankle", "knee", "hip_abduction", "hip") for side in SIDES),
        *DEMANDS[2::-1],
    )
)


class Pattern(NamedTuple):
    """Where a moment matrix has entries.

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

    def whole(values: Sequence[int]) -> NDArray[np.int64]:
        return np.array(values, dtype=np.int64)

    return Pattern(
        whole(rows), whole([rows.index(k) for k in row]), whole(starts), whole(source), whole(muscle), sides,
        np.array([1.0 / sides if k < LUMBAR else 1.0 for k in rows]),
        whole([k for k in range(len(DEMANDS)) if k not in acted]),
    )  # fmt: skip
