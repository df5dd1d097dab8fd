"""Chunks of a grid: every point once, in order, in boxes of a sensible size."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from biolift.engine.store.regions import BYTES, FEWEST, MOST, Regions, chunk_size

SHAPES = st.lists(st.integers(1, 7), min_size=1, max_size=4)


@given(SHAPES, st.integers(1, 60))
def test_chunks_are_the_grid_in_order(shape, most):
    regions = Regions.of(shape, most)
    flat = np.arange(math.prod(shape)).reshape(shape)
    seen = []
    for number in range(len(regions)):
        first, count = regions.span(number)
        box = flat[regions.slices(number)].ravel()
        assert box.tolist() == list(range(first, first + count))
        assert count <= most
        for index, part, size in zip(
            regions.index(number), regions.slices(number), regions.chunk, strict=True
        ):
            assert part.start == index * size
        seen += box.tolist()
    assert seen == flat.ravel().tolist()


@pytest.mark.parametrize(
    ("shape", "most", "chunk"),
    [((100_000_000,), 16384, (16383,)), ((50, 1000), 1500, (1, 1000)), ((6, 5000), 4096, (1, 2500))],
)
def test_chunks_are_even_and_keep_whole_axes(shape, most, chunk):
    assert Regions.of(shape, most).chunk == chunk


def test_size_of_a_chunk():
    assert chunk_size(10_000, 8) == FEWEST
    assert chunk_size(10**8, 8) == MOST
    assert chunk_size(10**8, 4000) * 4000 <= BYTES
    assert chunk_size(1, 10**12) == 1
