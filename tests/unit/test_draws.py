"""Draws of trials: each value where it belongs, each draw the same wherever it is made."""

import numpy as np
import pytest

import biolift as bl
from biolift.engine.draws import Cloud
from biolift.engine.pipeline import run_trial
from biolift.errors import InputError
from biolift.library.choices import choices, open_choices
from biolift.library.models import sharing_numbers
from biolift.library.spreads import filled, parameters
from biolift.library.verdicts import people
from biolift.nouns.paths import with_value
from biolift.nouns.places import Places

ME = bl.Athlete(mass=80, height=1.8, training="trained")
MODEL = bl.models.standard
HYPER = bl.Trial(bl.movements.reverse_hyper, ME, load=bl.Pendulum(20))
TRIALS = [
    HYPER,
    bl.Trial(bl.movements.single_leg_good_morning, ME, load=bl.Band(bl.bands.band_44), side="left"),
    bl.Trial(bl.movements.isometric_row, ME, load=[bl.Dumbbell(10), bl.Vest(5)], variant="one_arm"),
    bl.Trial(
        bl.movements.hanging_knee_raise, bl.Athlete(mass=60, height=1.65, sex="female"), tempo="2-0-X-0"
    ),
]


def compression(trial, model):
    return run_trial(trial, model).levels["L5/S1"].disc["compression"]


@pytest.mark.parametrize("trial", TRIALS, ids=lambda t: t.movement.id)
def test_a_model_with_its_numbers_written_out_says_the_same(trial):
    assert np.array_equal(compression(trial, MODEL), compression(trial, filled(trial, MODEL)))


def one_by_one(trial, model, path, value):
    """A path of the proportions sets both sexes; the ranges of the other sex are not asked here."""
    head = "model.proportions."
    if not path.startswith(head):
        return with_value(trial, model, path, value)
    table = model.proportions.with_values({path.removeprefix(head): value}, sex=trial.athlete.sex)
    return trial, model.replace(proportions=table)


@pytest.mark.parametrize("trial", TRIALS, ids=lambda t: t.movement.id)
def test_many_values_at_once_are_those_put_in_one_by_one(trial):
    model = filled(trial, MODEL)
    found = [one for one in parameters(trial, model) if not one.fixed]
    values = {one.path: 0.75 * one.number.value + 0.25 * one.number.high for one in found}
    at_once, slowly = Places(trial, model, tuple(values)).put(values), (trial, model)
    for path, value in values.items():
        slowly = one_by_one(*slowly, path, value)
    assert np.allclose(compression(*at_once), compression(*slowly), rtol=1e-12, atol=1e-9)
    assert at_once[1].spine == slowly[1].spine
    assert at_once[1].muscles == slowly[1].muscles
    assert at_once[0].pose == slowly[0].pose


def test_a_path_that_is_no_number_is_refused():
    with pytest.raises(InputError, match="path"):
        Places(HYPER, MODEL, ["tempo"])


def test_what_is_stated_is_not_drawn():
    known = {one.path: one for one in parameters(HYPER, filled(HYPER, MODEL))}
    assert not known["pose.all.knee_flexion"].fixed
    assert known["numbers.pad_share"].fixed
    trial = HYPER.replace(
        athlete=bl.Athlete(mass=80, height=1.8, strength=1.2),
        numbers={"pad_x": 0.05},
        load=bl.Pendulum(20, plate_radius=0.7),
    )
    stated = {one.path: one for one in parameters(trial, filled(trial, MODEL))}
    for path in ("numbers.pad_x", "load.plate_radius", "model.strength.untrained"):
        assert stated[path].fixed, path
    cases = Cloud(trial, MODEL, 1).draw(4).cases
    assert all((t.athlete.mass, t.athlete.height) == (80, 1.8) for t, _ in cases)


def test_every_draw_is_in_range_and_weighs_what_the_athlete_weighs():
    cloud = Cloud(HYPER, MODEL, 3, choices=True)
    made = cloud.draw(64)
    for path, one in made.parameters.items():
        column = made.values[path][np.isfinite(made.values[path])]
        # a table of proportions that is chosen brings its own range
        if not path.startswith("model.proportions"):
            assert column.min() >= one.number.low - 1e-12, path
            assert column.max() <= one.number.high + 1e-12, path
    for trial, model in made.cases:
        assert model.proportions.body(trial.athlete).mass == pytest.approx(80, abs=1e-9)


def test_draws_do_not_depend_on_the_chunk_and_are_shared_between_trials():
    cloud = Cloud(HYPER, MODEL, 5, choices=True)
    whole, part = cloud.draw(24), cloud.draw(8, first=16)
    for path, column in part.values.items():
        assert np.array_equal(column, whole.values[path][16:], equal_nan=True), path
    assert part.options == {name: row[16:] for name, row in whole.options.items()}
    other = Cloud(HYPER.replace(variant="swing"), MODEL, 5, choices=True).draw(24)
    assert np.array_equal(
        whole.values["model.spine.disc_tilt_l5s1"], other.values["model.spine.disc_tilt_l5s1"]
    )
    assert np.array_equal(whole.values["pose.all.knee_flexion"], other.values["pose.all.knee_flexion"])


def test_options_come_as_often_as_their_weights_say():
    made = Cloud(HYPER, MODEL, 1, choices=True).draw(1024)
    for name, row in made.options.items():
        for option in choices()[name].options:
            assert row.count(option.name) / 1024 == pytest.approx(option.weight, abs=0.01), (
                name,
                option.name,
            )


def test_a_choice_can_be_set_and_a_wrong_one_is_refused():
    trial, _ = Cloud(HYPER, MODEL, 1, choices={"pad": "none"}).draw(1).cases[0]
    assert trial.movement_resolved.numbers.at("pad_share") == 0.0
    with pytest.raises(InputError, match="half"):
        Cloud(HYPER, MODEL, 1, choices={"pad": "halb"})
    with pytest.raises(InputError, match="pad"):
        Cloud(HYPER, MODEL, 1, choices={"pat": "half"})


def test_a_table_of_proportions_beyond_its_reach_is_no_option():
    small = HYPER.replace(athlete=bl.Athlete(mass=42, height=1.5))
    tables = next(one for one in open_choices(small, MODEL) if one.id == "proportions")
    assert [option.name for option in tables.options] == ["de_leva", "dumas"]
    assert sum(option.weight for option in tables.options) == pytest.approx(1)


def test_people_are_men_and_women_of_their_sizes():
    made = Cloud(HYPER, MODEL, 1, choices=True, people=people()).draw(256)
    sexes = [trial.athlete.sex for trial, _ in made.cases]
    assert sexes.count("female") == 128
    heights = np.array([trial.athlete.height for trial, _ in made.cases])
    assert 1.5 < heights.min() < heights.max() < 1.95
    for trial, model in made.cases[:16]:
        assert model.proportions.body(trial.athlete).mass == pytest.approx(trial.athlete.mass)


def test_co_contraction_is_plain_or_held_within_its_range():
    made = Cloud(HYPER, MODEL, 1, choices=True).draw(1024)
    weight = next(o.weight for o in choices()["cocontraction"].options if o.name == "held")
    shares = np.array([model.sharing.cocontraction for _, model in made.cases])
    held = np.array(made.options["cocontraction"]) == "held"
    number = sharing_numbers()["cocontraction"]
    assert np.all(shares[~held] == 0.0)
    assert held.mean() == pytest.approx(weight, abs=0.01)
    assert number.low <= shares[held].min() < shares[held].max() <= number.high
    assert shares[held].mean() == pytest.approx(number.value, abs=0.005)
    assert len(set(shares[held])) == held.sum()
    _, model = Cloud(HYPER, MODEL, 1, choices={"cocontraction": "held"}).draw(1).cases[0]
    assert model.sharing.cocontraction == number.value


@pytest.mark.parametrize("part", [0.0, 0.5, 0.9999, 1.0001, 1.5, 2.0])
def test_the_even_number_of_a_choice_draws_its_option_and_the_number_in_it(part):
    plain, held = choices()["cocontraction"].options
    even = part * plain.weight if part < 1.0 else plain.weight + (part - 1.0) * held.weight
    which, numbers = choices()["cocontraction"].at(np.array([even]))
    assert which[0] == (0 if part < 1.0 else 1)
    if part > 1.0:
        low, high = held.low, held.high
        assert numbers[0] == pytest.approx(low + (high - low) * (part - 1.0))


def test_the_place_of_a_load_on_the_body_is_drawn_where_it_is_carried():
    me = bl.Athlete(mass=80, height=1.75)
    bow = bl.Trial(bl.movements.good_morning, me, load=bl.Barbell(40))
    found = {one.path: one for one in parameters(bow, filled(bow, bl.models.standard))}
    for axis in "xy":
        assert found[f"model.proportions.upper_back.{axis}"].kind == "equipment"
        assert not found[f"model.proportions.upper_back.{axis}"].fixed
        assert found[f"model.proportions.chest.{axis}"].fixed == "nothing is carried there"
    band = bl.Trial(bl.movements.single_leg_good_morning, me, load=bl.Band("44 mm"))
    free = {one.path for one in parameters(band, filled(band, bl.models.standard)) if not one.fixed}
    assert {"model.proportions.midfoot.x", "model.proportions.collar.x"} <= free
    high = {"model.proportions.upper_back.y": [0.44, 0.5, 0.56]}
    moments = bl.select(bl.sweep(bow, high, progress=False), "peak_lumbar_extension_moment")
    assert (np.diff(moments.values) > 1.0).all()
