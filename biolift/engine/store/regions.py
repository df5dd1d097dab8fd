"""How a grid is cut into chunks: contiguous in C order, and boxes of the grid at the same time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

#: Fewest and most repetitions of a chunk, and how many chunks a grid is cut into between those.
FEWEST, MOST, PARTS = 1024, 16384, 256
#: Most bytes of a chunk's numbers.
BYTES = 2**26


@dataclass(frozen=True, slots=True)
class Regions:
    """The chunks of a grid.

    A chunk holds one index of every axis before `axis`, at most `length` of that axis, and all of the later
    ones: a contiguous stretch of the grid in C order.

    Parameters
    ----------
    shape : tuple of int
        Sizes of the grid's axes.
    axis : int
        The axis that is cut.
    length : int
        Into pieces of this many.
    """

    shape: tuple[int, ...]
    axis: int
    length: int

    @classmethod
    def of(cls, shape: Sequence[int], most: int) -> Regions:
        """Chunks of at most `most` points, as even as can be.

        Parameters
        ----------
        shape : sequence of int
            At least one axis, none of them empty.
        most : int
        """
        sizes = tuple(shape)
        axis, inner = len(sizes) - 1, 1
        while axis > 0 and inner * sizes[axis] <= most:
            inner *= sizes[axis]
            axis -= 1
        pieces = math.ceil(sizes[axis] / max(most // inner, 1))
        return cls(sizes, axis, math.ceil(sizes[axis] / pieces))

    @property
    def pieces(self) -> int:
        """How many chunks the axis that is cut gives."""
        return math.ceil(self.shape[self.axis] / self.length)

    def __len__(self) -> int:
        return math.prod(self.shape[: self.axis]) * self.pieces

    @property
    def chunk(self) -> tuple[int, ...]:
        """Size of a whole chunk along every axis."""
        return (*(1,) * self.axis, self.length, *self.shape[self.axis + 1 :])

    def index(self, number: int) -> tuple[int, ...]:
        """Where chunk `number` stands, counted in chunks along every axis."""
        lead, piece = divmod(number, self.pieces)
        before = np.unravel_index(lead, self.shape[: self.axis]) if self.axis else ()
        return (*map(int, before), piece, *(0,) * (len(self.shape) - self.axis - 1))

    def slices(self, number: int) -> tuple[slice, ...]:
        """The box of chunk `number`."""
        starts = (k * size for k, size in zip(self.index(number), self.chunk, strict=True))
        return tuple(
            slice(start, min(start + size, whole))
            for start, size, whole in zip(starts, self.chunk, self.shape, strict=True)
        )

    def span(self, number: int) -> tuple[int, int]:
        """First flat index of chunk `number`, and how many points it has."""
        box = self.slices(number)
        first = int(np.ravel_multi_index(tuple(part.start for part in box), self.shape))
        return first, math.prod(part.stop - part.start for part in box)


def chunk_size(total: int, each: int) -> int:
    """Repetitions of a chunk: a power of two.

    Parameters
    ----------
    total : int
        Repetitions of the whole grid.
    each : int
        Bytes of results of one repetition.
    """
    wanted = min(max(total // PARTS, FEWEST), MOST, max(BYTES // max(each, 1), 1))
    return int(1 << (wanted.bit_length() - 1))
