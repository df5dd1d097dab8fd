"""A modelling choice: one thing that may be assumed in several ways."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

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

    def drawn(self, even: float) -> Option:
        """The option with its number drawn from its range at an even number between 0 and 1."""
        if self.low is None or self.high is None:
            return self
        return replace(self, value=self.low + (self.high - self.low) * even)


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

    def at(self, even: float) -> Option:
        """The option at an even number between 0 and 1.

        Where in its part of the numbers the even number lies is itself even: it draws the option's number.
        """
        reached, taken = 0.0, self.options[0]
        for option in self.options[1:]:
            if even < reached + taken.weight:
                break
            reached, taken = reached + taken.weight, option
        return taken.drawn(min(max((even - reached) / taken.weight, 0.0), 1.0))
