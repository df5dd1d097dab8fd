"""One number with its unit, spread and source, and tables of such numbers."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from biolift.columns import every, finite
from biolift.errors import InputError, choice


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A parameter of the library.

    Parameters
    ----------
    value : float
        In `unit` (SI; angles in rad).
    unit : str
        Unit symbol, ``"1"`` for none.
    low, high : float
        Stated range; a draw is clipped to it when a spread is given.
    sd : float or None
        Standard deviation; None means uniform over ``low..high``.
    source : str
        Key of a source, or ``"assumed"`` (then `note` says why).
    note : str
        What the source says, or why the value was assumed.
    """

    value: float
    unit: str
    low: float
    high: float
    sd: float | None = None
    source: str
    note: str = ""

    def __post_init__(self) -> None:
        if not finite(self.value):
            raise InputError("value", self.value, f"a finite number [{self.unit}]", "0.5")
        if not (every(self.low <= self.value) and every(self.value <= self.high)):
            raise InputError("value", self.value, f"between {self.low:g} and {self.high:g} {self.unit}")
        if self.sd is not None and not (math.isfinite(self.sd) and self.sd >= 0):
            raise InputError("sd", self.sd, "zero or positive")
        if not self.source:
            raise InputError("source", self.source, "a source key or 'assumed'", "'assumed'")
        if self.source == "assumed" and not self.note:
            raise InputError("note", self.note, "the reason for an assumed number", "'typical machines'")


@dataclass(frozen=True, slots=True)
class Numbers(Mapping[str, Number]):
    """An immutable, hashable table of named numbers; ``numbers.at("pad_share")`` is the plain value."""

    items_: tuple[tuple[str, Number], ...] = ()

    @classmethod
    def of(cls, table: Mapping[str, Number]) -> Numbers:
        """Make a table from a mapping."""
        return cls(tuple(table.items()))

    def __getitem__(self, name: str) -> Number:
        for key, number in self.items_:
            if key == name:
                return number
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return (key for key, _ in self.items_)

    def __len__(self) -> int:
        return len(self.items_)

    def at(self, name: str) -> float:
        """Value of `name`; raises InputError with the nearest spelling when there is none."""
        for key, number in self.items_:
            if key == name:
                return number.value
        return self[choice("name", name, self)].value  # says which names there are

    def replace(self, **values: float) -> Numbers:
        """A copy with other values, each inside its stated range (a range replaced is not checked further).

        Raises
        ------
        InputError
            For an unknown name, or a value outside the stated range.
        """
        table = dict(self.items_)
        for name, value in values.items():
            choice("name", name, table)
            old = table[name]
            if not (isinstance(value, (int, float)) and old.low <= value <= old.high):
                allowed = f"between {old.low:g} and {old.high:g} {old.unit}"
                raise InputError(name, value, allowed, f"{name}={old.value:g}")
            table[name] = replace(old, value=float(value))
        return Numbers(tuple(table.items()))
