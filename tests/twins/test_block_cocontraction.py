"""Held antagonists: compiled blocks against the reference, and what the reference promises."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import biolift as bl
from biolift.engine import outcome
from biolift.engine.batch import run_batch
from biolift.engine.block.structure import structure_key
from biolift.engine.cocontraction import STILL, held_antagonists, next_level
from biolift.engine.dataset import summary_values
from biolift.engine.newton import share
from biolift.engine.pipeline import run_trial
from biolift.nouns.places import Places
from biolift.nouns.versions import Cases, Versions

MODEL = bl.models.standard
ME = bl.Athlete(mass=82, height=1.8)
NAMES = ("compression", "group_force", "group_activation", "unmet_moment", "unmet_share", "strength_needed")


def holding(held, power=2, **others):
    return MODEL.replace(sharing=bl.sharing.ActivationPower(power, cocontraction=held, **others))


def every_case():
    """All movements, turning ones too, in both rules; demands beyond all strength; drawn shares."""
    for k, movement in enumerate(bl.movements):
        yield bl.Trial(movement, ME, side="left" if k % 2 else "right"), holding(0.17, 2 + k % 2)
    row = bl.Trial(bl.movements.isometric_row, ME, variant="one_arm", load=bl.Dumbbell(20))
    hang = bl.Trial(bl.movements.hanging_knee_raise, ME, variant="straight_leg")
    lift = bl.Trial(bl.movements.deadlift, ME, load=bl.Barbell(260))
    for held, power in ((0.5, 2), (0.3, 3)):
        yield row, holding(held, power, weights="volume")
        yield hang, holding(held, power)
        yield lift, holding(held, power)
    late = bl.Trial(bl.movements.good_morning, ME, load=bl.Barbell(260))  # hardest in the third block
    for held, power in ((0.0, 2), (0.3, 2), (0.3, 3)):
        yield late, holding(held, power).replace(samples=333)


def drawn():
    """Masses, shares and floors of one set."""
    rng = np.random.default_rng(6)
    lift = bl.Trial(bl.movements.deadlift, ME, load=bl.Barbell(60))
    places = Places(lift, MODEL, ("load.mass", "model.sharing.cocontraction", "model.sharing.floor"))
    return Cases([(Versions(places, rng.uniform((20, 0.0, 0.02), (140, 0.3, 0.04), (12, 3))), np.arange(12))])


@pytest.fixture(scope="module")
def cases():
    return Cases.joined([Cases.of(list(every_case())), drawn()])


@pytest.fixture(scope="module")
def batch(cases):
    return run_batch(cases)


def test_blocks_hold_antagonists_as_one_repetition_does(cases, batch):
    assert not batch.errors
    overloaded = 0
    for c, case in enumerate(cases):
        run = run_trial(*case)
        curves, labels = outcome.values(run), outcome.labels(run)
        one = summary_values(curves, labels["time"])
        for name in (*(f"{kind}_{n}" for kind in ("peak", "mean") for n in NAMES[:5]), NAMES[5]):
            groups = [batch.labels["group"].index(g) for g in labels["group"]]
            block = batch.values[name][c][groups] if "group" in name else batch.values[name][c]
            curve = curves.get(name.partition("_")[2], one[name])
            size = np.max(np.abs(curve), initial=1e-3, where=np.isfinite(curve))
            np.testing.assert_allclose(np.abs(block), np.abs(one[name]), rtol=0, atol=1e-8 * size)
        overloaded += one["overload"] == 1.0
    assert overloaded >= 5


def test_results_do_not_depend_on_threads_or_company(cases, batch):
    some = [*range(0, len(cases) - 12, 4), *range(len(cases) - 12, len(cases), 2)]  # of the set, every other
    again = run_batch([cases[c] for c in some], [f"peak_{NAMES[0]}", NAMES[5]], threads=1)
    for name, values in again.values.items():
        assert np.array_equal(batch.values[name][some], values, equal_nan=True)


def test_a_drawn_share_is_a_number_of_one_group():
    lift = bl.Trial(bl.movements.deadlift, ME, load=bl.Barbell(60))
    assert structure_key(lift, MODEL) == structure_key(lift, holding(0.17))
    held = [0.0, 0.1, 0.2, 0.3]
    peak = run_batch([(lift, holding(h)) for h in held], ["peak_compression"]).values["peak_compression"]
    assert np.all(np.diff(peak[:, 0]) > 0)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**6), held=st.floats(0.01, 0.5), power=st.sampled_from([2, 3]))
def test_antagonists_are_held_at_just_their_share(seed, held, power):
    rng = np.random.default_rng(seed)
    A = rng.normal(size=(5, 6, 14)) * rng.uniform(10.0, 200.0, 14)
    b = rng.normal(size=(5, 6)) * 100.0 * rng.uniform(0.0, 4.0, (5, 1))
    rule = bl.sharing.ActivationPower(power, cocontraction=held)
    least, trunk = rng.uniform(0.0, 0.05, 14), rng.random(14) < 0.7
    plain, left = share(A, b, rule, lo=least)
    floors, activation, reserve = held_antagonists(A, b, rule, np.ones(14), least, trunk, plain, left)
    able = np.abs(A[:, :3]).sum(axis=-1)
    help_ = trunk * np.einsum("tkn,tk->tn", A[:, :3] / able[..., None], b[:, :3] / able)
    agonist = np.maximum(help_, 0.0)
    level = (agonist * activation).sum(-1) / np.maximum(agonist.sum(-1), 1e-300)
    asked = np.maximum(least, np.where(help_ < 0.0, held * level[:, None], 0.0))
    assert np.abs(floors - asked).max() <= held * STILL
    assert (activation >= floors - 1e-12).all()
    assert b - np.einsum("tkn,tn->tk", A, activation) == pytest.approx(reserve, abs=1e-6 * np.abs(b).max())
    one = held_antagonists(A[2:3], b[2:3], rule, np.ones(14), least, trunk, plain[2:3], left[2:3])
    assert one[1][0] == pytest.approx(activation[2], abs=1e-8)  # the company of others changes nothing


@given(st.floats(1e-6, 0.4), st.floats(0.0, 0.99))
def test_the_search_finds_the_level_of_a_line_in_one_step(gives_at_zero, steep):
    def line(x):
        return gives_at_zero + steep * (1.0 - gives_at_zero) * x

    x = line(0.0)
    low, high, to = next_level(0.0, 1.0, 0.0, line(0.0), x, line(x))
    assert 0.0 <= low <= to <= high <= 1.0
    assert line(float(to)) == pytest.approx(float(to), abs=1e-9)


def test_the_search_halves_where_the_secant_leads_away():
    low, high, to = next_level(0.1, 1.0, 0.2, 0.21, 0.3, 0.5)  # rises by more than the level itself
    assert (low, high, to) == (0.3, 1.0, pytest.approx(0.65))
    low, high, to = next_level(0.3, 1.0, 0.3, 0.5, 0.65, 0.6)
    assert (low, high) == (0.3, 0.65) and 0.3 < to < 0.65
