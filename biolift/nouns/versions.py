"""Versions of one trial and one model that differ in some numbers only, and many cases made of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import overload

import numpy as np
from numpy.typing import NDArray

from biolift.nouns.model import Model
from biolift.nouns.places import Places
from biolift.nouns.trial import Trial

Array = NDArray[np.float64]
Case = tuple[Trial, Model]


def alike(rows: NDArray[np.intp]) -> Iterator[NDArray[np.intp]]:
    """Positions of equal rows of a table (n, k), one array for each different row, rows ascending."""
    if len(rows) == 0:
        return
    if (rows == rows[0]).all():  # as a rule: no need to sort a million of them
        yield np.arange(len(rows))
        return
    _, which = np.unique(rows, axis=0, return_inverse=True)
    which = which.reshape(-1)
    order = np.argsort(which, kind="stable")
    yield from np.split(order, np.flatnonzero(np.diff(which[order])) + 1)


@dataclass(frozen=True)
class Versions:
    """Versions that differ in the numbers at some places.

    Parameters
    ----------
    places : Places
        Of the trial and the model that they are versions of.
    table : ndarray (C, paths)
        What stands there in each, inside the ranges of these numbers (SI).
    """

    places: Places
    table: Array

    @classmethod
    def one(cls, trial: Trial, model: Model) -> Versions:
        """A trial and a model as they are."""
        return cls(Places(trial, model, ()), np.empty((1, 0)))

    def __len__(self) -> int:
        return len(self.table)

    def __getitem__(self, k: int) -> Case:
        return self.places.put(dict(zip(self.places.paths, self.table[k].tolist(), strict=True)))

    def columns(self, where: slice | NDArray[np.intp], *trailing: int) -> Case:
        """Some versions as one trial and one model whose numbers are columns (C, *trailing)."""
        part = self.table[where]
        columns = (part[:, k].reshape(-1, *trailing) for k in range(part.shape[1]))
        return self.places.put(dict(zip(self.places.paths, columns, strict=True)))

    @property
    def base(self) -> Case:
        """The trial and the model that they are versions of."""
        return self.places.trial, self.places.model


class Cases(Sequence[Case]):
    """Many cases in their order, each made when it is asked for.

    Parameters
    ----------
    sets : sequence of (Versions, ndarray of int)
        Versions with the position of each among the cases.
    """

    def __init__(self, sets: Iterable[tuple[Versions, NDArray[np.intp]]]) -> None:
        self.sets = tuple(sets)
        self._count = sum(len(where) for _, where in self.sets)
        self._at: tuple[NDArray[np.intp], NDArray[np.intp]] | None = None

    @classmethod
    def of(cls, cases: Sequence[Case]) -> Cases:
        """Cases as they are, unless they are of this kind already."""
        if isinstance(cases, Cases):
            return cases
        return cls((Versions.one(*case), np.array([k])) for k, case in enumerate(cases))

    @classmethod
    def joined(cls, every: Iterable[Cases]) -> Cases:
        """Cases one after the other."""
        sets, first = [], 0
        for one in every:
            sets += [(versions, where + first) for versions, where in one.sets]
            first += len(one)
        return cls(sets)

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, k: int) -> Case: ...
    @overload
    def __getitem__(self, k: slice) -> list[Case]: ...
    def __getitem__(self, k: int | slice) -> Case | list[Case]:
        if isinstance(k, slice):
            return [self[i] for i in range(*k.indices(len(self)))]
        if k in self._first:  # needs no table of all
            return self.sets[self._first[k]][0][0]
        if self._at is None:
            at = np.empty(self._count, dtype=np.intp), np.empty(self._count, dtype=np.intp)
            for s, (_, where) in enumerate(self.sets):
                at[0][where], at[1][where] = s, np.arange(len(where))
            self._at = at  # whole: other threads may ask at the same time
        which, inner = self._at
        return self.sets[which[k]][0][int(inner[k])]

    @cached_property
    def _first(self) -> dict[int, int]:
        """Set of the cases that are the first of theirs."""
        return {int(where[0]): s for s, (_, where) in enumerate(self.sets) if len(where)}

    def __iter__(self) -> Iterator[Case]:
        return (self[k] for k in range(len(self)))

    @property
    def bases(self) -> list[Case]:
        """What the sets are versions of, in their order."""
        return [versions.base for versions, _ in self.sets]
