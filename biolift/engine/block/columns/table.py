"""Numbers and columns side by side in one array."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def table(values: Iterable[Any], count: int, *shape: int) -> Array:
    """Values, each a number or a column (count,), as an array (count, *shape); (count, values) by default."""
    every = list(values)
    out = np.empty((count, len(every)))
    for k, value in enumerate(every):
        out[:, k] = value
    return out.reshape(count, *shape) if shape else out
