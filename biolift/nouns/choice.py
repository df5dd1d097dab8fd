"""A modelling choice: one thing that may be assumed in several ways."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from biolift.errors import InputError


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One way.

    Parameters
    ----------
    name : str
    value : object
        What stands at the choice's path then.
    weight : float
        Probability with which a draw takes it [1].
    low, high : float or None
        Range of a number that is not known exactly; a draw takes any value in it alike.
    """

    name: str
    value: Any
    weight: float
    low: float | None = None
    high: float | None = None

    def drawn(self, even: NDArray[np.float64]) -> Any:
        """The option's number, drawn from its range, if it has one, at even numbers between 0 and 1."""
        if self.low is None or self.high is None:
            return self.value
        return self.low + (self.high - self.low) * even


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A modelling choice with its options.

    Parameters
    ----------
    id, title, note : str
        Name, words, and why the options have these weights.
    path : str
        Where it stands in a trial or a model.
    options : tuple of Option
        At least two, whose weights sum to one.

    Raises
    ------
    InputError
        For fewer than two options, or weights that are negative or do not sum to one.
    """

    id: str
    title: str
    path: str
    note: str
    options: tuple[Option, ...]

    def __post_init__(self) -> None:
        weights = [option.weight for option in self.options]
        if len(weights) < 2 or min(weights) <= 0.0 or abs(sum(weights) - 1.0) > 1e-9:
            raise InputError("options", weights, "two or more, with weights above 0 that sum to 1")

    def among(self, names: tuple[str, ...]) -> Choice:
        """The choice with some of its options only, their weights in proportion."""
        kept = [option for option in self.options if option.name in names]
        total = sum(option.weight for option in kept)
        options = tuple(replace(option, weight=option.weight / total) for option in kept)
        return Choice(id=self.id, title=self.title, path=self.path, note=self.note, options=options)

    @property
    def numeric(self) -> bool:
        """Whether its options are mere numbers."""
        return all(isinstance(option.value, float) for option in self.options)

    def at(self, even: NDArray[np.float64]) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
        """Options at even numbers (n,) between 0 and 1: which, and its number (NaN where it is none).

        Where in its part of the numbers an even number lies is itself even: it draws the option's number.
        """
        weights = np.array([option.weight for option in self.options])
        ends = np.cumsum(weights)
        which = np.minimum(np.searchsorted(ends, even, side="right"), len(ends) - 1)
        within = np.clip((even - (ends - weights)[which]) / weights[which], 0.0, 1.0)
        numbers = np.full(len(even), np.nan)
        for k, option in enumerate(self.options) if self.numeric else ():
            numbers[which == k] = option.drawn(within[which == k])
        return which, numbers
