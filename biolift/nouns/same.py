"""Keys of what is worked out once per object."""

from __future__ import annotations

from typing import Generic, TypeVar

Noun = TypeVar("Noun")


class Same(Generic[Noun]):
    """A noun that is equal to itself only: a key of what is worked out once per object."""

    def __init__(self, noun: Noun) -> None:
        self.noun = noun

    def __hash__(self) -> int:
        return id(self.noun)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and self.noun is other.noun
