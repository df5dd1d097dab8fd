"""What is the same in all versions is worked out once."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Kind = TypeVar("Kind", bound=np.generic)


def alike(*arrays: Array) -> bool:
    """Whether all rows of each array are equal: one version then stands for all, bit for bit."""
    return all(len(rows) > 0 and bool((rows == rows[:1]).all()) for rows in arrays)


def repeated(rows: NDArray[Kind], count: int) -> NDArray[Kind]:
    """Rows for every version, of which there may be one that stands for all."""
    return rows if len(rows) == count else np.repeat(rows, count, axis=0)
