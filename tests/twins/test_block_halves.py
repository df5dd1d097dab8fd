"""Half a body that stands for the whole: when it may, and that nothing changes by it."""

from __future__ import annotations

import numpy as np
import pytest

import biolift as bl
from biolift.engine.batch import results_of, run_group
from biolift.engine.block.columns import pack
from biolift.engine.block.plan import Plan
from biolift.engine.block.structure import structure
from biolift.engine.demand import DEMANDS
from biolift.library.quantities import CURVE_NUMBERS, SUMMARIES
from biolift.nouns.versions import Versions

#: Blocks are run by hand here, without the filter around a batch.
pytestmark = pytest.mark.filterwarnings("ignore:First-class function type:Warning")
ME = bl.Athlete(mass=82, height=1.8)
MODELS = [
    bl.models.standard.replace(sharing=bl.sharing.ActivationPower(power, cocontraction=held, weights="pcsa"))
    for power, held in ((2, 0.0), (3, 0.0), (2, 0.3), (3, 0.15))
]
TRIALS = [
    bl.Trial(bl.movements.deadlift, ME, load=bl.Barbell(60)),
    bl.Trial(bl.movements.deadlift, ME, load=bl.Barbell(280)),
    bl.Trial(bl.movements.reverse_hyper, ME, load=bl.Pendulum(15)),
    bl.Trial(bl.movements.hanging_knee_raise, ME),
]


def packed(group, trial, model):
    return pack(group, Versions.one(trial, model), np.array([0]))


def summaries(group, columns, plan: Plan):
    out = results_of(group, 1)
    changed = type("Group", (), {**group.__dict__, "plan": plan})
    run_group(changed, columns, 0, 1, out)
    return out


@pytest.mark.parametrize("trial", TRIALS)
@pytest.mark.parametrize("model", MODELS)
def test_half_gives_what_the_whole_gives(trial, model):
    group = structure(trial, model)
    columns, plan = packed(group, trial, model), group.plan
    assert plan.muscles.half.rows.size == 4 < plan.muscles.pattern.rows.size
    apart = plan._replace(muscles=plan.muscles._replace(half=none_of(plan)))
    one, other = summaries(group, columns, plan), summaries(group, columns, apart)
    told = [k for k, kind in enumerate((*SUMMARIES, *CURVE_NUMBERS)) if kind != "time_of_peak"]
    mine, whole = (
        np.abs(one.summary[0, told]),
        np.abs(other.summary[0, told]),
    )  # the sign of nothing says nothing
    assert np.all(np.abs(mine - whole) < 1e-8 * np.maximum(whole.max(axis=0), 1.0))
    assert one.overload == pytest.approx(other.overload, rel=1e-8)


def none_of(plan):
    """The empty pattern of a structure whose demands differ between the sides."""
    trial = bl.Trial(bl.movements.single_leg_good_morning, ME)
    empty = structure(trial, bl.models.standard).plan.muscles.half
    assert empty.rows.size == empty.muscle.size == 0
    return empty


def test_rows_of_one_side_are_the_whole_matrix_folded():
    plan = structure(TRIALS[0], MODELS[0]).plan.muscles
    half, whole = plan.half, plan.pattern
    assert [DEMANDS[k] for k in half.rows] == ["ankle_right", "knee_right", "hip_right", "lumbar_extension"]
    assert half.part.tolist() == [1.0, 1.0, 1.0, 0.5] and half.sides == 2
    for h, muscle in enumerate(half.muscle):
        mine = set(half.source[half.starts[h] : half.starts[h + 1]].tolist())
        own = range(whole.starts[muscle], whole.starts[muscle + 1])
        assert mine <= set(own)
        assert {int(whole.rows[whole.entry[e]]) for e in set(own) - mine} <= {1, 2}  # bend and turn


def test_sides_that_differ_are_not_folded():
    """A grip of one hand: planar, and yet no two sides that do the same."""
    row = bl.Trial(bl.movements.isometric_row, ME, variant="one_arm", load=bl.Dumbbell(20))
    group = structure(row, MODELS[0])
    columns = packed(group, row, MODELS[0])
    out = summaries(group, columns, group.plan)
    forces = out.summary[0, 0, 49 : 49 + 2 * len(group.groups)].reshape(-1, 2)
    assert np.abs(forces[:, 0] - forces[:, 1]).max() > 1.0
