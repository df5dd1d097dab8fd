"""Running quantiles: as accurate as stated, and the same for any parts in any order."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from biolift.engine.sketch import ACCURACY, LEAST, Sketch

#: Sizes with a full mantissa, both signs, zero, infinities and NaN.
NUMBERS = st.one_of(
    st.floats(min_value=LEAST, allow_nan=False),
    st.floats(max_value=-LEAST, allow_nan=False),
    st.sampled_from([0.0, -0.0, np.inf, -np.inf, np.nan]),
)
TABLES = hnp.arrays(np.float64, st.tuples(st.integers(0, 40), st.just(3)), elements=NUMBERS)
SHARES = (0.0, 0.05, 0.31, 0.5, 0.95, 1.0)


def neighbours(column, share):
    """The two numbers in order that numpy.quantile interpolates between."""
    known = np.sort(column[~np.isnan(column)])
    place = share * (known.size - 1)
    return known[int(np.floor(place))], known[int(np.ceil(place))]


@given(TABLES)
def test_quantiles_are_as_accurate_as_stated(table):
    found = Sketch.of(table).quantiles(SHARES)
    for k, column in enumerate(table.T):
        if np.isnan(column).all():
            assert np.isnan(found[:, k]).all()
            continue
        for share, value in zip(SHARES, found[:, k], strict=True):
            low, high = neighbours(column, share)
            if np.nanmax(np.abs(column)) < 1e300:  # beyond, numpy overflows between neighbours
                expected = np.quantile(column[~np.isnan(column)], share)
                slack = 4e-16 * max(abs(low), abs(high))  # of the interpolation itself
                assert abs(value - expected) <= ACCURACY * max(abs(low), abs(high)) + slack
            elif low == high:
                assert value == pytest.approx(low, rel=ACCURACY)


@given(TABLES, TABLES, TABLES)
def test_parts_add_up_in_any_way(one, two, three):
    a, b, c = map(Sketch.of, (one, two, three))
    whole = Sketch.of(np.concatenate([one, two, three]))
    assert whole.same((a + b) + c) and whole.same(a + (b + c)) and whole.same(c + (b + a))
    assert whole.same(whole + Sketch.empty(3))


@given(TABLES, st.randoms(use_true_random=False))
def test_order_does_not_matter_and_nothing_is_lost(table, random):
    rows = list(range(len(table)))
    random.shuffle(rows)
    found = Sketch.of(table)
    assert found.same(Sketch.of(table[rows]))
    assert (found.missing == np.isnan(table).sum(axis=0)).all()
    assert found.counts.sum() + found.missing.sum() == table.size


@given(TABLES)
def test_signs_mirror(table):
    there, back = Sketch.of(table).quantiles([0.25]), Sketch.of(-table).quantiles([0.75])
    np.testing.assert_allclose(there, -back, rtol=1e-12)


def test_what_numpy_says_of_many():
    rng = np.random.default_rng(3)
    table = np.stack(
        [rng.normal(2000, 300, 20_000), rng.normal(0, 5, 20_000), np.exp(rng.normal(0, 4, 20_000))], axis=1
    )
    found, expected = Sketch.of(table).quantiles(SHARES[1:-1]), np.quantile(table, SHARES[1:-1], axis=0)
    np.testing.assert_allclose(found, expected, rtol=ACCURACY * 1.01)


def test_zero_and_the_infinite_are_exact():
    column = np.array([[-np.inf], [-0.0], [0.0], [1e-310], [np.inf]])
    assert Sketch.of(column).quantiles([0, 0.25, 0.5, 0.75, 1]).ravel().tolist() == [-np.inf, 0, 0, 0, np.inf]


def test_slices_and_transposed_tables_count_alike():
    table = np.random.default_rng(1).normal(size=(64, 6))
    assert Sketch.of(table[::2, ::2]).same(Sketch.of(np.asfortranarray(table[::2, ::2])))
