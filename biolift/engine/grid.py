"""Cases of a grid: axes of numbers become columns, every combination of the others a trial of its own."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import NDArray

from biolift.nouns.model import Model
from biolift.nouns.paths import with_value
from biolift.nouns.places import Places
from biolift.nouns.trial import Trial
from biolift.nouns.versions import Cases, Versions, alike

#: Paths whose number may be a column: whatever follows from it is worked out for all versions at once.
_COLUMNS = re.compile(
    r"pose\..*|numbers\..*|load\.(\d+\.)?(?!count$)\w+|athlete\.(mass|height)"
    r"|model\.(proportions|spine|passive|strength)\..*"
    r"|model\.sharing\.(eps|delta|floor|cocontraction)|model\.muscles\.(\w+_factor|\w+\.(max_force|optimal_length))"
)


class Grid:
    """A trial and a model with axes along which they vary.

    Parameters
    ----------
    trial : Trial
    model : Model
    axes : mapping of path to sequence of values
    """

    def __init__(self, trial: Trial, model: Model, axes: Mapping[str, Sequence[Any]]) -> None:
        self._trial, self._model, self._axes = trial, model, axes
        self.shape = tuple(len(values) for values in axes.values())
        self._numbers = {
            path: np.array(values, dtype=float) for path, values in axes.items() if _is_numeric(axes, path)
        }
        self._whole = [path for path in axes if path not in self._numbers]
        self._places: dict[tuple[int, ...], Places] = {}

    def __len__(self) -> int:
        return math.prod(self.shape)

    def cases(self, first: int = 0, count: int | None = None) -> Cases:
        """Cases number ``first .. first + count - 1``, the last axis running fastest.

        Raises
        ------
        InputError
            For a path that leads nowhere, or a value that the trial refuses.
        """
        count = len(self) - first if count is None else count
        every = np.arange(first, first + count)
        whole = [self._at(path, every) for path in self._whole]
        rows = np.stack(whole, axis=1) if whole else np.empty((count, 0), dtype=np.intp)
        sets = []
        for where in alike(rows):
            table = np.empty((len(where), len(self._numbers)))  # column by column: they are not kept twice
            for k, (path, values) in enumerate(self._numbers.items()):
                table[:, k] = values[self._at(path, every[where] if whole else every)]
            sets.append((Versions(self._base(tuple(rows[where[0]].tolist())), table), where))
        return Cases(sets)

    def _at(self, path: str, index: NDArray[np.intp]) -> NDArray[np.intp]:
        """Positions along one axis of cases of the grid: axis by axis, as a million cases fill memory."""
        k = list(self._axes).index(path)
        at = index // math.prod(self.shape[k + 1 :])
        at %= self.shape[k]
        return at

    def _base(self, row: tuple[int, ...]) -> Places:
        """The trial and the model with these values on the axes that are no columns."""
        if row not in self._places:
            picked = {path: self._axes[path][k] for path, k in zip(self._whole, row, strict=False)}
            trial, model = self._trial, self._model
            for path, values in self._axes.items():
                if path not in picked:
                    for value in (max(values), min(values)):  # ranges are spans: ends speak for the rest
                        with_value(trial, model, path, value)
                trial, model = with_value(trial, model, path, picked.get(path, values[0]))
            self._places[row] = Places(trial, model, tuple(self._numbers))
        return self._places[row]


def _is_numeric(grid: Mapping[str, Sequence[Any]], path: str) -> bool:
    """Whether an axis holds plain numbers of a place that may be a column, which no later axis replaces."""
    values = grid[path]
    plain = all(isinstance(value, Real) and not isinstance(value, bool) for value in values)
    later = list(grid)[list(grid).index(path) + 1 :]
    replaced = any(path.startswith(f"{other}.") for other in later)
    finite = plain and bool(np.isfinite(np.array(values, dtype=float)).all())
    return finite and not replaced and _COLUMNS.fullmatch(path) is not None
