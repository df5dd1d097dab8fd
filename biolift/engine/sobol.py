"""Evenly spread numbers between 0 and 1, each addressed by its index: the same in any chunk and thread."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from biolift.library.sources import DATA

Array = NDArray[np.float64]
Bits = NDArray[np.uint32]
#: Indices that the scrambled Sobol points cover; beyond, numbers come from a counter.
SOBOL_INDICES = 2**20
_BITS = 32
#: Bits of an index that one table answers for, and another for the rest.
_SPLIT = 10
_HALF_STEP = 0.5**33


def uniform(
    first: int, count: int, dimensions: Sequence[int | None], names: Sequence[str], seed: int
) -> Array:
    """Numbers strictly between 0 and 1, (count, len(names)).

    Parameters
    ----------
    first, count : int
        Indices ``first .. first + count - 1``.
    dimensions : sequence of int or None
        Sobol dimension of every column, each used once; None, or one that the table does not reach, takes
        counted numbers.
    names : sequence of str
        What each column stands for: columns of one name, seed and dimension are equal wherever they are
        asked.
    seed : int
        Repeats or changes everything.

    Notes
    -----
    A Sobol point in plain binary order is the exclusive-or of the direction numbers of the index's bits. Each
    column is scrambled by a hash that lets a bit depend on the higher ones only (nested uniform scrambling
    after Owen, in the hashed form of Laine, Karras and Burley), keyed by seed and name, so the first power of
    two of points stays evenly spread in every column and every estimate is free of bias.

    References
    ----------
    joe_kuo_2008, burley_2020
    """
    out = np.empty((count, len(names)))
    index = np.arange(first, first + count, dtype=np.uint64)
    covered = index < SOBOL_INDICES
    for k, (dimension, name) in enumerate(zip(dimensions, names, strict=True)):
        key = _key(seed, name)
        if dimension is None or dimension >= len(_directions()):
            out[:, k] = counted(index, key)
            continue
        points = _scrambled(_points(index[covered].astype(np.uint32), dimension), key)
        out[covered, k] = points.astype(np.float64) * 2.0**-_BITS + _HALF_STEP
        if not covered.all():
            out[~covered, k] = counted(index[~covered], key)
    return out


def counted(index: NDArray[np.uint64], key: int) -> Array:
    """Independent numbers strictly between 0 and 1 from index and key alone (SplitMix64, twice)."""
    with np.errstate(over="ignore"):
        mixed = _mix(_mix(index * np.uint64(0x9E3779B97F4A7C15) + np.uint64(key)) ^ np.uint64(key))
    return ((mixed >> np.uint64(11)).astype(np.float64) + 0.5) * 2.0**-53


def _mix(z: NDArray[np.uint64]) -> NDArray[np.uint64]:
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def _key(seed: int, name: str) -> int:
    """64 bits from seed and name, the same in every process."""
    return int.from_bytes(hashlib.sha256(f"{seed}:{name}".encode()).digest()[:8], "little")


def _points(index: Bits, dimension: int) -> Bits:
    """Sobol points as 32 bits, in plain binary order."""
    low, high = _tables(dimension)
    points: Bits = low[index & np.uint32(2**_SPLIT - 1)] ^ high[index >> np.uint32(_SPLIT)]
    return points


@cache
def _tables(dimension: int) -> tuple[Bits, Bits]:
    """Points of the numbers that the low bits of an index can write, and of those of its high bits."""
    directions = _directions()[dimension]
    return _sums(directions[:_SPLIT]), _sums(directions[_SPLIT : SOBOL_INDICES.bit_length() - 1])


def _sums(directions: Bits) -> Bits:
    """Exclusive-or of the directions of the bits of every number that these bits can write."""
    out = np.zeros(1, dtype=np.uint32)
    for direction in directions:
        out = np.concatenate([out, out ^ direction])
    return out


def _scrambled(x: Bits, key: int) -> Bits:
    """Owen's scrambling by a hash in which every bit depends on the bits above it only."""
    first, second = np.uint32(key & 0xFFFFFFFF), np.uint32(key >> 32)
    with np.errstate(over="ignore"):
        x = _reversed(x) ^ second
        x = x ^ (x * np.uint32(0x3D20ADEA))
        x = x + first
        x = x * ((first >> np.uint32(16)) | np.uint32(1))
        x = x ^ (x * np.uint32(0x05526C56))
        x = x ^ (x * np.uint32(0x53A22864))
    return _reversed(x)


def _reversed(x: Bits) -> Bits:
    """The 32 bits in the other order: bytes, then the bits of each."""
    return _reversed_bytes()[np.ascontiguousarray(x).byteswap().view(np.uint8)].view(np.uint32)


@cache
def _reversed_bytes() -> NDArray[np.uint8]:
    """Every byte with its bits in the other order."""
    return np.packbits(np.unpackbits(np.arange(256, dtype=np.uint8)[:, None], axis=1)[:, ::-1], axis=1)[
        :, 0
    ].copy()


@cache
def _directions() -> Bits:
    """Direction numbers (dimensions, 32) from the table of polynomials and initial numbers."""
    text = (DATA / "sobol.csv").read_text(encoding="utf-8").splitlines()
    rows = list(csv.DictReader(line for line in text if not line.startswith("#")))
    out = np.empty((len(rows) + 1, _BITS), dtype=np.uint32)
    out[0] = [1 << (_BITS - 1 - k) for k in range(_BITS)]
    for row in rows:
        out[int(row["dimension"])] = _recurrence(int(row["polynomial"]), row["initial"].split())
    return out


def _recurrence(polynomial: int, initial: Sequence[str]) -> list[int]:
    degree = len(initial)
    v = [int(m) << (_BITS - 1 - k) for k, m in enumerate(initial)]
    for k in range(degree, _BITS):
        new = v[k - degree] ^ (v[k - degree] >> degree)
        for j in range(1, degree):
            if polynomial >> (degree - j) & 1:
                new ^= v[k - j]
        v.append(new)
    return v
