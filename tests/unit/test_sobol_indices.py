"""Sobol indices of functions whose shares are known."""

import numpy as np
import pytest

from biolift.engine.sobol import uniform
from biolift.engine.sobol_indices import indices


def shares(function, factors, rows=4096, seed=1):
    names = [f"x{k}" for k in range(factors)]
    a = uniform(0, rows, range(factors), names, seed)
    b = uniform(0, rows, range(factors, 2 * factors), names, seed)
    crossed = []
    for k in range(factors):
        mixed = a.copy()
        mixed[:, k] = b[:, k]
        crossed.append(function(mixed))
    return indices(function(a), function(b), np.stack(crossed), seed=seed)


def ishigami(u, a=7.0, b=0.1):
    x = np.pi * (2 * u - 1)
    return np.sin(x[:, 0]) + a * np.sin(x[:, 1]) ** 2 + b * x[:, 2] ** 4 * np.sin(x[:, 0])


def test_ishigami():
    found = shares(ishigami, 3)
    assert np.allclose(found.first, [0.3139, 0.4424, 0.0], atol=0.02)
    assert np.allclose(found.total, [0.5576, 0.4424, 0.2437], atol=0.02)


def test_a_sum_has_no_interaction_and_an_inert_factor_none_at_all():
    found = shares(lambda u: 3 * u[:, 0] + 4 * u[:, 1] + 0 * u[:, 2], 3)
    assert np.allclose(found.first, [9 / 25, 16 / 25, 0.0], atol=0.01)
    assert np.allclose(found.total, [9 / 25, 16 / 25, 0.0], atol=0.01)
    assert found.first[2] == found.total[2] == 0.0


def test_a_product_is_interaction():
    found = shares(lambda u: (u[:, 0] - 0.5) * (u[:, 1] - 0.5), 2)
    assert np.allclose(found.first, 0.0, atol=0.02)
    assert np.allclose(found.total, 1.0, atol=0.05)


def test_intervals_hold_the_truth_about_as_often_as_they_say():
    truth = np.array([9 / 25, 16 / 25])
    inside = []
    for seed in range(40):
        found = shares(lambda u: 3 * u[:, 0] + 4 * u[:, 1], 2, rows=256, seed=seed)
        inside.append((found.total_interval[:, 0] <= truth) & (truth <= found.total_interval[:, 1]))
    assert np.mean(inside) > 0.8


def test_rows_that_are_not_known_are_left_out():
    a, b, crossed = np.arange(8.0), np.arange(8.0)[::-1].copy(), np.arange(8.0)[None].copy()
    a[3] = np.nan
    assert indices(a, b, crossed).rows == 7


@pytest.mark.parametrize("value", [0.0, 5.0])
def test_a_constant_has_no_shares(value):
    flat = np.full(16, value)
    found = indices(flat, flat, flat[None])
    assert found.first[0] == found.total[0] == 0.0
