"""What every sharing rule has in common: checked numbers, and weights made from the muscles' sizes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from numbers import Real
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from biolift.errors import InputError


@dataclass(frozen=True, slots=True, kw_only=True)
class SharingRule:
    """An assumption about how muscles divide a joint moment among themselves."""

    summary: ClassVar[str] = ""
    cocontraction = 0.0  # no field: a rule that can hold antagonists makes it one


def require_between(field: str, value: object, low: float, high: float, unit: str, hint: str) -> None:
    """Refuse anything but a number inside ``low..high``.

    Raises
    ------
    InputError
        Names the field, the value, the range and what to type.
    """
    number = float(value) if isinstance(value, Real) and not isinstance(value, bool) else math.nan
    if not low <= number <= high:
        raise InputError(field, value, f"between {low:g} and {high:g}{unit and ' ' + unit}", hint)


def mean_one(field: str, size: ArrayLike) -> NDArray[np.float64]:
    """Weights proportional to `size` with mean 1.

    Parameters
    ----------
    field : str
        Name of the sizes, for the error message.
    size : array_like (..., M)
        Positive sizes, any unit.

    Returns
    -------
    ndarray (..., M)
        Weights [1].

    Raises
    ------
    InputError
        When a size is not positive and finite.
    """
    values = np.atleast_1d(np.asarray(size, dtype=np.float64))
    good = np.isfinite(values) & (values > 0)
    if not good.all():
        raise InputError(field, values[~good].tolist(), "positive and finite for every muscle")
    weights: NDArray[np.float64] = values / values.mean(axis=-1, keepdims=True)
    return weights
