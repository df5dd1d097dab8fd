"""What is the same in all versions is worked out once."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Kind = TypeVar("Kind", bound=np.generic)


def alike(*arrays: Array) -> bool:
    """Whether all rows of each array are the same bits: one version then stands for all.

    Equal numbers are not enough: 0.0 is equal to -0.0, and what is worked out may have either sign.
    """
    bits = (rows.view(np.int64) for rows in arrays)
    return all(len(rows) > 0 and bool((rows == rows[:1]).all()) for rows in bits)


def repeated(rows: NDArray[Kind], count: int) -> NDArray[Kind]:
    """Rows for every version, of which there may be one that stands for all."""
    return rows if len(rows) == count else np.repeat(rows, count, axis=0)
