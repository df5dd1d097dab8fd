"""Every number that enters a result has a spread and a source, or says why a draw leaves it."""

import pytest

import biolift as bl
from biolift import equipment
from biolift.library.choices import choices, open_choices
from biolift.library.sources import ASSUMED, sources
from biolift.library.spreads import KINDS, dimensions, filled, parameters
from biolift.verbs.check import load_to_try

PEOPLE = [
    bl.Athlete(mass=80, height=1.8, training="trained"),
    bl.Athlete(mass=62, height=1.66, sex="female", age=60, training="elite"),
]
EVERY = [version for base in bl.movements for version in (base, *base.variants.values())]
MODELS = [bl.models.standard.replace(proportions=table) for table in bl.proportions]


def trials(movement, athlete):
    kinds = equipment.kinds()
    loads = [None, *(load_to_try(kinds[slot.kind], slot.site) for slot in movement.equipment)]
    return [bl.Trial(movement, athlete, load=load) for load in loads]


@pytest.mark.parametrize("movement", EVERY, ids=lambda m: f"{m.id}/{m.variant}" if m.variant else m.id)
@pytest.mark.parametrize("athlete", PEOPLE, ids=lambda a: a.sex)
def test_every_number_is_drawn_or_says_why_not(movement, athlete):
    known = {source.key for source in (*sources(), *movement.sources)} | {ASSUMED}
    for trial in trials(movement, athlete):
        found = parameters(trial, filled(trial, bl.models.standard))
        assert len({one.path for one in found}) == len(found)
        for one in found:
            assert one.kind in KINDS
            assert one.number.source in known, one.path
            assert one.fixed or one.number.low < one.number.high, one.path
            if not one.fixed and ".0." not in one.path and ".1." not in one.path:
                own = one.path.startswith("load.") and one.name not in dimensions()
                assert own or one.name in dimensions(), f"{one.name} has no even numbers of its own"


@pytest.mark.parametrize("model", MODELS, ids=lambda m: m.proportions.id)
def test_every_table_of_proportions_draws_masses_and_lengths(model):
    trial = bl.Trial(bl.movements.standing, PEOPLE[0])
    drawn = {one.path for one in parameters(trial, filled(trial, model)) if not one.fixed}
    assert any("thigh.mass" in path for path in drawn)
    assert "model.proportions.thigh.length" in drawn


def test_dimensions_are_each_used_once():
    table = dimensions()
    assert sorted(table.values()) == list(range(len(table)))
    assert len(table) * 2 <= 1536, "the table of direction numbers is too short for a crossed design"


def test_every_choice_is_open_somewhere_and_gives_its_reason():
    trial = bl.Trial(bl.movements.reverse_hyper, PEOPLE[0])
    assert {one.id for one in open_choices(trial, bl.models.standard)} == set(choices())
    assert all(one.note for one in choices().values())
