"""Numbers that stand for many: nouns whose numbers are columns (C,) describe C versions at once.

Whatever such nouns may be asked is written with these few functions, which take plain numbers as well and
give plain numbers back for them. A column is a numpy array; numpy is imported where there is one.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any


def is_column(value: Any) -> bool:
    """Whether a number stands for many."""
    return getattr(value, "ndim", 0) > 0


def every(condition: Any) -> bool:
    """Whether a condition holds, in every version."""
    return bool(condition.all()) if is_column(condition) else bool(condition)


def ends(value: Any) -> tuple[Any, ...]:
    """The least and the largest of a column, or the number itself: what a range is asked of."""
    return (float(value.min()), float(value.max())) if is_column(value) else (value,)


def finite(value: Any) -> bool:
    """Whether a number is finite, in every version."""
    if is_column(value):
        import numpy as np

        if math.isfinite(np.vdot(value, value)):  # one quick pass says so of all; squares may overflow
            return True
    return all(map(math.isfinite, ends(value)))


def smaller(a: Any, b: Any) -> Any:
    """The smaller of two numbers, version by version."""
    return -larger(-a, -b)


def larger(a: Any, b: Any) -> Any:
    """The larger of two numbers, version by version."""
    if not (is_column(a) or is_column(b)):
        return max(a, b)
    import numpy as np

    return np.maximum(a, b)


def table(values: Iterable[Any], count: int, *shape: int) -> Any:
    """Values, each a number or a column (count,), as an array (count, *shape); (count, values) by default."""
    import numpy as np

    every = list(values)
    out = np.empty((count, len(every)))
    for k, value in enumerate(every):
        out[:, k] = value
    return out.reshape(count, *shape) if shape else out


def root(value: Any) -> Any:
    """Square root."""
    return value**0.5 if is_column(value) else math.sqrt(value)
