"""An immutable, hashable mapping of names to plain values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, repr=False)
class Values(Mapping[str, Any]):
    """Names and values in the order of the names; equal tables hash equal.

    Parameters
    ----------
    items_ : tuple of (str, value)
        Use :meth:`of` to make one from a mapping.
    """

    items_: tuple[tuple[str, Any], ...] = ()

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> Values:
        """Make a table from a mapping."""
        return cls(tuple(sorted(table.items(), key=lambda item: item[0])))

    def __getitem__(self, name: str) -> Any:
        for key, value in self.items_:
            if key == name:
                return value
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return (key for key, _ in self.items_)

    def __len__(self) -> int:
        return len(self.items_)

    def __repr__(self) -> str:
        return repr(dict(self.items_))
