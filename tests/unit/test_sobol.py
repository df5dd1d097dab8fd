"""Even numbers by index: against scipy, in any chunk, beyond the table."""

import numpy as np
import pytest
from scipy.stats import norm, qmc

from biolift.engine import sobol
from biolift.engine.normal import drawn, normal_quantile, rows_drawn
from biolift.nouns.number import Number

NAMES = [f"parameter {k}" for k in range(12)]


def test_unscrambled_points_are_those_of_scipy():
    count = len(sobol._directions())
    expected = qmc.Sobol(count, scramble=False, bits=32).random(64)
    index = np.arange(64, dtype=np.uint32)
    gray = index ^ (index >> np.uint32(1))  # scipy goes through the same points in the order of a Gray code
    found = np.stack([sobol._points(gray, k) for k in range(count)], axis=1) * 2.0**-32
    assert np.array_equal(found, expected)


def test_two_tables_answer_for_the_bits_of_every_index():
    assert [len(table) for table in sobol._tables(7)] == [1024, 1024]
    index = np.array([0, 1, 1023, 1024, 2**19, sobol.SOBOL_INDICES - 1], dtype=np.uint32)
    bits = (index[:, None] >> np.arange(20, dtype=np.uint32)) & 1
    expected = np.bitwise_xor.reduce(bits * sobol._directions()[7, :20], axis=1)
    assert np.array_equal(sobol._points(index, 7), expected)


@pytest.mark.parametrize("count", [16, 256, 4096])
def test_a_power_of_two_of_points_is_evenly_spread_in_every_column(count):
    points = sobol.uniform(0, count, range(12), NAMES, seed=3)
    assert np.array_equal(np.sort(np.floor(points * count), axis=0), np.tile(np.arange(count)[:, None], 12))


def test_pairs_of_columns_are_evenly_spread_too():
    points = sobol.uniform(0, 256, [0, 1], ["a", "b"], seed=3)
    cells = np.floor(points[:, 0] * 16) * 16 + np.floor(points[:, 1] * 16)
    assert len(set(cells)) == 256


def test_any_chunk_anywhere_gives_the_same_numbers():
    whole = sobol.uniform(0, 300, range(12), NAMES, seed=7)
    parts = [sobol.uniform(first, 50, range(12), NAMES, seed=7) for first in range(0, 300, 50)]
    assert np.array_equal(whole, np.concatenate(parts))
    assert np.array_equal(whole[:, 4], sobol.uniform(0, 300, [4], NAMES[4:5], seed=7)[:, 0])


def test_seed_and_name_change_a_column():
    one, other = (sobol.uniform(0, 64, [5], ["a"], seed=seed) for seed in (1, 2))
    assert not np.array_equal(one, other)
    assert not np.array_equal(one, sobol.uniform(0, 64, [5], ["b"], seed=1))


def test_a_scrambled_mean_has_no_bias_and_less_spread_than_chance():
    means = np.array([sobol.uniform(0, 64, [3], ["x"], seed=s).mean() for s in range(200)])
    assert abs(means.mean() - 0.5) < 4 * means.std() / np.sqrt(200) + 1e-12
    assert means.std() < 0.1 * np.sqrt(1 / 12 / 64)


def test_beyond_the_table_and_beyond_its_indices_numbers_are_counted():
    last = sobol.SOBOL_INDICES
    points = sobol.uniform(last - 4, 8, [2, None], ["a", "b"], seed=5)
    assert np.array_equal(points[4:], sobol.uniform(last, 4, [2, None], ["a", "b"], seed=5))
    far = sobol.uniform(last, 20000, [2, None, 10**6], ["a", "b", "c"], seed=5)
    assert ((far > 0) & (far < 1)).all()
    assert np.abs(far.mean(axis=0) - 0.5).max() < 5 * np.sqrt(1 / 12 / 20000)
    assert np.abs(np.corrcoef(far.T) - np.eye(3)).max() < 0.03
    tests = [np.histogram(column, 20, (0, 1))[0] for column in far.T]
    assert max(((one - 1000) ** 2 / 1000).sum() for one in tests) < 45  # chi square, 19 degrees, p = 0.0007


def test_normal_quantiles_are_those_of_scipy():
    p = np.r_[1e-300, 1e-20, 1e-8, np.linspace(1e-6, 1 - 1e-6, 5001), 1 - 1e-12]
    assert np.allclose(normal_quantile(p), norm.ppf(p), rtol=2e-14, atol=1e-14)


def test_draws_of_many_numbers_are_those_of_each_bit_for_bit():
    spread = dict(unit="1", low=0.1, high=0.7, source="assumed", note="a test")
    numbers = [Number(value=0.3, sd=sd, **spread) for sd in (0.4, None, 0.0, 0.03, None)]
    numbers.append(Number(value=-2e5, unit="N", low=-9e5, high=1.0, sd=1e5, source="assumed", note="a test"))
    even = sobol.uniform(0, 500, [*range(5), None], NAMES[:6], seed=2).T
    rows = rows_drawn(numbers, even, normal_quantile(even))
    for number, row, own in zip(numbers, rows, even, strict=True):
        low, high = number.low, number.high
        if number.sd is None:
            expected = low + (high - low) * own
        else:
            expected = np.clip(number.value + number.sd * normal_quantile(own), low, high)
        assert np.array_equal(row, expected)
        assert np.array_equal(row, drawn(number, own))
    assert rows_drawn([], np.empty((0, 7)), np.empty((0, 7))).shape == (0, 7)


def test_draws_keep_to_their_range_and_their_spread():
    even = sobol.uniform(0, 4096, [1], ["x"], seed=1)[:, 0]
    tilted = Number(value=1.0, unit="1", low=0.5, high=2.0, sd=0.4, source="assumed", note="a test")
    values = drawn(tilted, even)
    assert values.min() == 0.5
    assert values.max() <= 2.0
    assert abs(np.median(values) - 1.0) < 1e-3
    assert abs((values == 0.5).mean() - norm.cdf(-1.25)) < 1e-3
    flat = Number(value=1.0, unit="1", low=0.5, high=2.0, source="assumed", note="a test")
    assert abs(drawn(flat, even).mean() - 1.25) < 1e-3
