"""Cases of a grid: axes of numbers become columns, every combination of the others a trial of its own."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from numbers import Real
from typing import Any

import numpy as np

from biolift.nouns.model import Model
from biolift.nouns.paths import with_value
from biolift.nouns.places import Places
from biolift.nouns.trial import Trial
from biolift.nouns.versions import Cases, Versions

#: Paths whose number may be a column: whatever follows from it is worked out for all versions at once.
_COLUMNS = re.compile(
    r"pose\..*|numbers\..*|load\.(\d+\.)?(?!count$)\w+|athlete\.(mass|height)"
    r"|model\.(proportions|spine|passive|strength)\..*"
    r"|model\.sharing\.(eps|delta|floor|cocontraction)|model\.muscles\.(\w+_factor|\w+\.(max_force|optimal_length))"
)


def grid_cases(
    trial: Trial, model: Model, grid: Mapping[str, Sequence[Any]], first: int = 0, count: int | None = None
) -> Cases:
    """Cases number ``first .. first + count - 1`` of a grid, its last axis running fastest.

    Raises
    ------
    InputError
        For a path that leads nowhere, or a value that the trial refuses.
    """
    shape = tuple(len(values) for values in grid.values())
    size = int(np.prod(shape, dtype=np.int64))
    count = size - first if count is None else count
    at = dict(zip(grid, np.unravel_index(np.arange(first, first + count), shape), strict=True))
    numbers = [path for path in grid if _is_numeric(grid, path)]
    whole = np.stack([at[path] for path in grid if path not in numbers] or [np.zeros(count, int)], axis=1)
    sets = []
    for row in np.unique(whole, axis=0):
        where = np.flatnonzero((whole == row).all(axis=1))
        picked = {path: grid[path][at[path][where[0]]] for path in grid if path not in numbers}
        base = _base(trial, model, grid, picked)
        columns = [np.array(grid[path], dtype=float)[at[path][where]] for path in numbers]
        table = np.stack(columns, axis=1) if columns else np.empty((len(where), 0))
        sets.append((Versions(Places(*base, numbers), table), where))
    return Cases(sets)


def _base(
    trial: Trial, model: Model, grid: Mapping[str, Sequence[Any]], picked: Mapping[str, Any]
) -> tuple[Trial, Model]:
    """The trial and the model with what was picked on the axes that are no columns, and the others' first."""
    for path, values in grid.items():
        if path not in picked:
            for value in (max(values), min(values)):  # ranges are spans: the ends speak for the rest
                with_value(trial, model, path, value)
        trial, model = with_value(trial, model, path, picked.get(path, values[0]))
    return trial, model


def _is_numeric(grid: Mapping[str, Sequence[Any]], path: str) -> bool:
    """Whether an axis holds plain numbers of a place that may be a column, which no later axis replaces."""
    values = grid[path]
    plain = all(isinstance(value, Real) and not isinstance(value, bool) for value in values)
    later = list(grid)[list(grid).index(path) + 1 :]
    replaced = any(path.startswith(f"{other}.") for other in later)
    finite = plain and bool(np.isfinite(np.array(values, dtype=float)).all())
    return finite and not replaced and _COLUMNS.fullmatch(path) is not None
