"""Every relation in both directions, and the counting behind a probability."""

import math

import numpy as np
import pytest

from biolift.errors import InputError
from biolift.evidence.relations import interval, relate
from biolift.evidence.verdicts import label_of
from biolift.library.verdicts import rules
from biolift.nouns.claim import RELATIONS, Test

ONE, TWO, THREE = (np.array([float(k)] * 4) for k in (1, 2, 3))
PAIR = {"of": "a", "than": "b"}


def test_of(relation, **given):
    return Test(
        name="t", says="t", relation=relation, quantity=given.pop("quantity", ("peak_compression",)), **given
    )


test_of.__test__ = False


@pytest.mark.parametrize(
    ("test", "values", "holds", "effect"),
    [
        (test_of("greater", **PAIR), [TWO, ONE], True, 1.0),
        (test_of("greater", **PAIR), [ONE, TWO], False, -0.5),
        (test_of("greater", **PAIR), [ONE * 1.01, ONE], False, 0.01),
        (test_of("greater", **PAIR, by=1.5), [TWO, ONE], True, 1.0),
        (test_of("greater", **PAIR, by=2.5), [TWO, ONE], False, 1.0),
        (test_of("greater", **PAIR, by=0.4), [ONE, TWO], True, -0.5),
        (test_of("greater", **PAIR), [-ONE, -TWO], True, 0.5),
        (test_of("less", **PAIR), [ONE, TWO], True, -0.5),
        (test_of("less", **PAIR), [TWO, ONE], False, 1.0),
        (test_of("less", **PAIR, by=0.4), [ONE, TWO], False, -0.5),
        (test_of("less", **PAIR), [-ONE, ONE], True, -2.0),
        (test_of("similar", **PAIR, within=0.6), [ONE, TWO], True, -0.5),
        (test_of("similar", **PAIR, within=0.4), [ONE, TWO], False, -0.5),
        (test_of("differs", **PAIR, by=1.2), [ONE, TWO], True, -0.5),
        (test_of("differs", **PAIR, by=1.6), [ONE, TWO], False, -0.5),
        (test_of("ratio", **PAIR, low=1.5), [TWO, ONE], True, 2.0),
        (test_of("ratio", **PAIR, high=1.5), [TWO, ONE], False, 2.0),
        (test_of("above", of="a", low=1.5), [TWO], True, 2.0),
        (test_of("above", of="a", low=2.5), [TWO], False, 2.0),
        (test_of("below", of="a", high=2.5), [TWO], True, 2.0),
        (test_of("below", of="a", high=1.5), [TWO], False, 2.0),
        (test_of("between", of="a", low=1.5, high=2.5), [TWO], True, 2.0),
        (test_of("between", of="a", low=2.5, high=3.5), [TWO], False, 2.0),
        (test_of("rising", series="s"), [ONE, TWO, THREE], True, 2.0),
        (test_of("rising", series="s"), [ONE, THREE, TWO], False, 1.0),
        (test_of("falling", series="s"), [THREE, TWO, ONE], True, -2 / 3),
        (test_of("falling", series="s"), [ONE, TWO, THREE], False, 2.0),
        (test_of("falling", series="s"), [ONE, 0.9999 * ONE], False, -0.0001),
        (
            test_of("overlap", **PAIR, high=0.5, quantity=("x", "y")),
            [np.c_[ONE, 0 * ONE], np.c_[0 * ONE, ONE]],
            True,
            0.0,
        ),
        (
            test_of("overlap", **PAIR, high=0.5, quantity=("x", "y")),
            [np.c_[ONE, ONE], np.c_[ONE, ONE]],
            False,
            1.0,
        ),
        (
            test_of("covers", series="s", low=0.9, quantity=("x", "y")),
            [np.c_[ONE, 0 * ONE], np.c_[0 * ONE, TWO]],
            True,
            1.0,
        ),
        (
            test_of("covers", series="s", low=0.9, quantity=("x", "y")),
            [np.c_[ONE, 0 * ONE], np.c_[ONE, 0 * ONE]],
            False,
            0.0,
        ),
    ],
    ids=lambda one: one.relation if isinstance(one, Test) else "",
)
def test_relations(test, values, holds, effect):
    found, size = relate(test, values, rules().least_difference)
    assert (found == holds).all()
    assert np.allclose(size, effect)


def test_every_relation_is_tested_above():
    marks = test_relations.pytestmark[0].args[1]
    assert {one[0].relation for one in marks} == set(RELATIONS)


def test_what_is_not_known_does_not_hold():
    found, effect = relate(test_of("greater", **PAIR), [np.array([np.nan, 2.0]), np.array([1.0, 0.0])])
    assert not found.any()
    assert not np.isfinite(effect).any()


@pytest.mark.parametrize("relation", RELATIONS)
def test_a_relation_says_which_field_it_misses(relation):
    needed = RELATIONS[relation][0]
    with pytest.raises(InputError, match=f"relation = '{relation}'"):
        test_of(relation, **dict.fromkeys(needed[:-1], "x"))


def test_an_interval_holds_the_truth_as_often_as_it_says():
    rng = np.random.default_rng(1)
    for p in (0.02, 0.3, 0.5, 0.95):
        inside = [
            low <= p <= high
            for low, high in (interval(int(k), 100, 0.95) for k in rng.binomial(100, p, 4000))
        ]
        assert 0.92 < np.mean(inside) < 0.995, p


def test_an_interval_at_the_ends():
    assert interval(0, 0, 0.95) == (0.0, 1.0)
    assert interval(0, 10, 0.95)[0] == 0.0
    assert interval(10, 10, 0.95)[1] == 1.0


def test_labels():
    known = rules()
    assert label_of((0.95, 1.0), 1.0, known) == "supported"
    assert label_of((0.0, 0.05), 1.0, known) == "contradicted"
    assert label_of((0.85, 1.0), 1.0, known) == "undecided"
    assert label_of((0.3, 0.4), 1.0, known) == "undecided"
    assert label_of((0.99, 1.0), 0.2, known) == "undecided"
    assert label_of((0.0, 1.0), 0.0, known) == "out_of_scope"
    assert math.isclose(known.supported + known.contradicted, 1.0)
