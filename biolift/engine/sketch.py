"""Running quantiles: counts in bins of constant relative width, the same for any order and any parts.

A bin holds the numbers whose sign, exponent and first :data:`BITS` bits of the mantissa agree. Finding it is
a shift of the bits of the number, so nothing is rounded; counts are integers, so sums of parts are exact. It
is the sketch of Masson, Rim and Lee (2019) with its logarithm replaced by its chords between powers of two.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Index = NDArray[np.int64]
#: Bits of the mantissa that tell bins apart.
BITS = 9
#: Largest relative distance of a number to the middle of its bin.
ACCURACY = 2.0 ** -(BITS + 1)
_SHIFT = 52 - BITS
#: Sizes below this count as zero: beyond it a number has no full mantissa.
LEAST = np.finfo(float).tiny
_INFINITE = 2047 << BITS
#: Room of one quantity among the keys.
_SPAN = 1 << 22


@dataclass(frozen=True, slots=True, eq=False)
class Sketch:
    """How often each quantity fell into each bin.

    Parameters
    ----------
    size : int
        How many quantities.
    keys : array of int (K,)
        Quantity and bin as one number, ascending.
    counts : array of int (K,)
        Never 0.
    missing : array of int (size,)
        How often each was NaN; those are counted apart.
    """

    size: int
    keys: Index
    counts: Index
    missing: Index

    @classmethod
    def of(cls, values: Array) -> Sketch:
        """The sketch of some draws.

        Parameters
        ----------
        values : array (draws, quantities)
        """
        columns = np.ascontiguousarray(values.T)
        known = ~np.isnan(columns)
        bins = _bins(columns)
        parts = [_counted(bins[k][known[k]]) for k in range(len(columns))]
        keys = [found + k * _SPAN + _SPAN // 2 for k, (found, _) in enumerate(parts)]
        counts = [count for _, count in parts]
        none = np.empty(0, dtype=np.int64)
        missing = values.shape[0] - known.sum(axis=1)
        return cls(len(columns), np.concatenate([none, *keys]), np.concatenate([none, *counts]), missing)

    @classmethod
    def empty(cls, size: int) -> Sketch:
        """The sketch of no draws."""
        return cls.of(np.empty((0, size)))

    def __add__(self, other: Sketch) -> Sketch:
        """The sketch of the draws of both."""
        keys, where = np.unique(np.concatenate([self.keys, other.keys]), return_inverse=True)
        counts = np.zeros(len(keys), dtype=np.int64)
        np.add.at(counts, where, np.concatenate([self.counts, other.counts]))
        return Sketch(self.size, keys, counts, self.missing + other.missing)

    def same(self, other: Sketch) -> bool:
        """Whether both hold the same counts."""
        mine, yours = (self.keys, self.counts, self.missing), (other.keys, other.counts, other.missing)
        return all(map(np.array_equal, mine, yours))

    def quantiles(self, at: Sequence[float]) -> Array:
        """Quantiles of the numbers that are not NaN, as `numpy.quantile` defines them.

        Parameters
        ----------
        at : sequence of float
            Shares between 0 and 1.

        Returns
        -------
        array (len(at), quantities)
            NaN where there is no number. Each is within :data:`ACCURACY` of the larger in size of the two
            neighbours in order that `numpy.quantile` interpolates between.
        """
        out = np.full((len(at), self.size), np.nan)
        edges = np.searchsorted(self.keys, np.arange(self.size + 1) * _SPAN)
        for k in range(self.size):
            part = slice(edges[k], edges[k + 1])
            upto = np.cumsum(self.counts[part])
            if upto.size:
                middles = _middles(self.keys[part] - k * _SPAN - _SPAN // 2)
                place = np.asarray(at) * (upto[-1] - 1)
                low, high = (
                    middles[np.searchsorted(upto, whole, side="right")]
                    for whole in (np.floor(place), np.ceil(place))
                )
                part_way = np.where(low == high, 0.0, place - np.floor(place))
                with np.errstate(invalid="ignore"):
                    out[:, k] = np.where(part_way == 0.0, low, low * (1.0 - part_way) + high * part_way)
        return out


def _bins(values: Array) -> Index:
    """Bin of every number, ascending with it; that of zero is 0."""
    sizes = np.where(np.abs(values) < LEAST, 0.0, np.abs(values)).view(np.int64) >> _SHIFT
    return np.where(values < 0.0, -sizes, sizes)


def _middles(bins: Index) -> Array:
    """The number in the middle of every bin."""
    half = np.where((bins == 0) | (np.abs(bins) == _INFINITE), 0, 1 << (_SHIFT - 1))
    sizes = ((np.abs(bins) << _SHIFT) + half).view(np.float64)
    return np.where(bins < 0, -sizes, sizes)


def _counted(bins: Index) -> tuple[Index, Index]:
    """Different bins in order, and how often each is there."""
    low = bins.min(initial=_SPAN)
    if bins.max(initial=-_SPAN) - low < 4 * bins.size + 4096:  # then counting is quicker than sorting
        every = np.bincount(bins - low)
        found = np.flatnonzero(every)
        return found + low, every[found]
    found, counts = np.unique(bins, return_counts=True)
    return found, counts
