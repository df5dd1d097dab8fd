"""Numbers that stand for many: nouns whose numbers are columns (C,) describe C versions at once.

Whatever such nouns may be asked is written with these few functions, which take plain numbers as well and
give plain numbers back for them.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np


def is_column(value: Any) -> bool:
    """Whether a number stands for many."""
    return isinstance(value, np.ndarray)


def every(condition: Any) -> bool:
    """Whether a condition holds, in every version."""
    return bool(condition.all()) if isinstance(condition, np.ndarray) else bool(condition)


def ends(value: Any) -> tuple[Any, ...]:
    """The least and the largest of a column, or the number itself: what a range is asked of."""
    return (float(value.min()), float(value.max())) if isinstance(value, np.ndarray) else (value,)


def finite(value: Any) -> bool:
    """Whether a number is finite, in every version."""
    return bool(np.isfinite(value).all()) if isinstance(value, np.ndarray) else math.isfinite(value)


def smaller(a: Any, b: Any) -> Any:
    """The smaller of two numbers, version by version."""
    return np.minimum(a, b) if _columns(a, b) else min(a, b)


def larger(a: Any, b: Any) -> Any:
    """The larger of two numbers, version by version."""
    return np.maximum(a, b) if _columns(a, b) else max(a, b)


def root(value: Any) -> Any:
    """Square root."""
    return np.sqrt(value) if isinstance(value, np.ndarray) else math.sqrt(value)


def _columns(*values: Any) -> bool:
    return any(isinstance(value, np.ndarray) for value in values)
