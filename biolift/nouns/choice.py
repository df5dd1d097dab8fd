"""A modelling choice: one thing that may be assumed in several ways."""

from __future__ import annotations

from dataclasses import dataclass
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
    """

    name: str
    value: Any
    weight: float


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
        options = tuple(Option(name=o.name, value=o.value, weight=o.weight / total) for o in kept)
        return Choice(id=self.id, title=self.title, path=self.path, note=self.note, options=options)

    def at(self, even: float) -> Option:
        """The option at an even number between 0 and 1."""
        reached = 0.0
        for option in self.options:
            reached += option.weight
            if even < reached:
                return option
        return self.options[-1]
