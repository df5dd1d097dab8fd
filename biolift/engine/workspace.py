"""Rows by name over blocks of lanes: the one place that turns names into positions for a kernel."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from biolift.engine.compiled import load_kernel
from biolift.laws.stage import Stage

Array = NDArray[np.float64]
#: Lanes of a row.
LANES = 104
LINE = 8  # doubles of one cache line


def aligned(*shape: int) -> Array:
    """Zeros that begin on a cache line: a vector that straddles two costs a kernel up to half its speed."""
    size = math.prod(shape)
    plain = np.zeros(size + LINE)
    skip = -(plain.ctypes.data // plain.itemsize) % LINE
    return plain[skip : skip + size].reshape(shape)


@lru_cache(maxsize=64)
def _index(names: tuple[str, ...]) -> dict[str, int]:
    """Positions of rows by name; shared by all workspaces of these rows, and never changed."""
    return {name: k for k, name in enumerate(names)}


class Workspace:
    """Per-sample rows of one port, in blocks of :data:`LANES` samples.

    The last block is filled up with the last sample, so that no lane computes on garbage.
    """

    def __init__(self, names: Sequence[str], samples: int) -> None:
        self.index = _index(tuple(names))
        self.samples = samples
        self.array = aligned(-(-samples // LANES), len(names), LANES)

    def put(self, name: str, values: Array | float) -> None:
        """Write one row: (T,) values or a constant."""
        blocks = len(self.array)
        padded = np.empty(blocks * LANES)
        padded[: self.samples] = values
        padded[self.samples :] = padded[self.samples - 1]
        self.array[:, self.index[name], :] = padded.reshape(blocks, LANES)

    def put_all(self, rows: Mapping[str, Array | float]) -> None:
        """Write several rows."""
        for name, values in rows.items():
            self.put(name, values)

    def get(self, name: str) -> Array:
        """One row, (T,)."""
        return self.array[:, self.index[name], :].reshape(-1)[: self.samples]

    def many(self, names: Sequence[str]) -> Array:
        """Several rows, (S, T)."""
        chosen = self.array[:, [self.index[name] for name in names], :]
        return chosen.transpose(1, 0, 2).reshape(len(names), -1)[:, : self.samples]

    def has(self, name: str) -> bool:
        """Whether there is such a row."""
        return name in self.index

    def vector(self, name: str, like: str = "{}_{}") -> Array:
        """Rows ``name_x name_y name_z`` as (3, T); a row that the tree does not have is zero."""
        out = np.zeros((3, self.samples))
        for i, k in enumerate("xyz"):
            row = like.format(name, k)
            if row in self.index:
                out[i] = self.get(row)
        return out

    def block(self, b: int, first: int = 0, count: int | None = None) -> Array:
        """Flat view of block b, or of `count` rows of it from row `first`."""
        rows = self.array[b] if count is None else self.array[b, first : first + count]
        return rows.reshape(-1)


def run(stage: Stage, numbers: Mapping[str, float], *ports: Workspace) -> None:
    """Run the block kernel of `stage` over all blocks; outputs appear in the workspaces."""
    kernel = load_kernel(stage)
    P = vector(stage, numbers)
    for b in range(len(ports[0].array)):
        kernel(P, *(port.block(b) for port in ports))


def run_rows(
    stage: Stage, numbers: Mapping[str, float], rows: Mapping[str, Array | float]
) -> dict[str, Array]:
    """Run a small stage on rows given by name; returns its outputs by name, (T,) each.

    The law runs on numpy: for a few rows of one repetition that is as fast as gathering them for a kernel,
    and nobody waits for a kernel to be compiled or loaded.
    """
    samples = max(np.size(values) for values in rows.values())
    out = stage.on_numpy(numbers, rows)
    return {name: np.array(np.broadcast_to(out[name], samples), dtype=float) for name in out}


def vector(stage: Stage, numbers: Mapping[str, float]) -> Array:
    """Parameter vector of `stage` from named numbers."""
    return np.array([numbers[name] for name in stage.parameters], dtype=float)
