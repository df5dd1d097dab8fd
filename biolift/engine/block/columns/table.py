"""Numbers and columns side by side in one array."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Noun = TypeVar("Noun")


class Same(Generic[Noun]):
    """A noun that is equal to itself only: a key of what is worked out once per object."""

    def __init__(self, noun: Noun) -> None:
        self.noun = noun

    def __hash__(self) -> int:
        return id(self.noun)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and self.noun is other.noun


def table(values: Iterable[Any], count: int, *shape: int) -> Array:
    """Values, each a number or a column (count,), as an array (count, *shape); (count, values) by default."""
    every = list(values)
    out = np.empty((count, len(every)))
    for k, value in enumerate(every):
        out[:, k] = value
    return out.reshape(count, *shape) if shape else out
