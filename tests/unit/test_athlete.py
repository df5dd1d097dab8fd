"""The athlete noun, and how strength scales with the person."""

import dataclasses
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biolift.errors import InputError
from biolift.library.athlete import strength_factor, strength_numbers
from biolift.nouns.athlete import SEGMENT_SHARES, SEXES, TRAINING, Athlete

ATHLETES = st.builds(
    Athlete,
    mass=st.floats(30, 200),
    height=st.floats(1.45, 2.05),
    sex=st.sampled_from(SEXES),
    age=st.floats(16, 95),
    training=st.sampled_from(TRAINING),
    name=st.text(max_size=5),
)


def test_text_becomes_si():
    me = Athlete(mass="180 lb", height="5 ft 11 in")
    assert me.mass == 81.6466266
    assert me.height == 1.8034
    assert me.bmi == pytest.approx(25.1, abs=0.05)
    assert (me.sex, me.age, me.strength, me.training) == ("male", 30.0, None, "untrained")


@given(ATHLETES)
def test_repr_can_be_typed_back(athlete):
    again = eval(repr(athlete))
    assert again == athlete
    assert hash(again) == hash(athlete)
    assert dataclasses.replace(athlete) == athlete


def test_repr_with_everything():
    athlete = Athlete(
        mass=70,
        height=1.7,
        sex="female",
        age=41,
        strength=1.3,
        segment_lengths={"thigh": "40 cm", "foot": 0.24},
    )
    assert eval(repr(athlete)) == athlete
    assert repr(Athlete(mass=82, height=1.8)) == "Athlete(mass=82.0, height=1.8, sex='male')"


@pytest.mark.parametrize("field", ["mass", "height", "age", "strength"])
@pytest.mark.parametrize("value", [math.nan, math.inf, -1, 0, 1e9, True, "nonsense", [1]])
def test_bad_numbers_are_refused(field, value):
    values = {"mass": 80, "height": 1.8, field: value}
    with pytest.raises(InputError) as caught:
        Athlete(**values)
    assert caught.value.field == f"athlete.{field}"
    assert caught.value.hint


@pytest.mark.parametrize(
    ("values", "field", "hint"),
    [
        ({"sex": "femal"}, "athlete.sex", "female"),
        ({"training": "trainned"}, "athlete.training", "trained"),
        ({"segment_lengths": {"tigh": 0.4}}, "athlete.segment_lengths", "thigh"),
        ({"segment_lengths": [("thigh", 0.4)]}, "athlete.segment_lengths", "thigh"),
        ({"segment_lengths": {"thigh": 0.8}}, "athlete.segment_lengths['thigh']", "thigh"),
        ({"segment_lengths": {"thigh": math.nan}}, "athlete.segment_lengths['thigh']", "5 ft 11 in"),
        ({"segment_lengths": {"thigh": "4 cm"}}, "athlete.segment_lengths['thigh']", "thigh"),
        ({"mass": "50 %BW"}, "athlete.mass", "180 lb"),
        ({"height": 180}, "athlete.height", "5 ft 11 in"),
        ({"name": 3}, "athlete.name", "me"),
        ({"strength": 1.2, "training": "elite"}, "athlete.strength", "strength"),
    ],
)
def test_refusals_say_what_to_type(values, field, hint):
    with pytest.raises(InputError) as caught:
        Athlete(**{"mass": 80, "height": 1.8, **values})
    assert caught.value.field == field
    assert hint in caught.value.hint


@given(st.floats(1.45, 2.05), st.sampled_from(sorted(SEGMENT_SHARES)), st.floats(0.001, 0.999))
def test_segment_lengths_within_the_share_of_stature_are_kept(height, name, place):
    low, high = SEGMENT_SHARES[name]
    value = height * (low + place * (high - low))
    athlete = Athlete(mass=70, height=height, segment_lengths={name: value})
    assert dict(athlete.segment_lengths) == {name: value}


def test_order_of_segment_lengths_does_not_matter():
    one = Athlete(mass=70, height=1.7, segment_lengths={"thigh": 0.4, "foot": 0.24})
    two = Athlete(mass=70, height=1.7, segment_lengths={"foot": 0.24, "thigh": 0.4})
    assert one == two
    assert hash(one) == hash(two)


def test_reference_athlete_has_the_strength_of_the_tables():
    assert strength_factor(Athlete(mass=75, height=1.75)) == 1.0
    assert strength_factor(Athlete(mass=75, height=1.75), "leg") == 1.0


def test_training_levels_are_the_library_numbers():
    numbers = strength_numbers()
    factors = [strength_factor(Athlete(mass=75, height=1.75, training=level)) for level in TRAINING]
    assert factors == [numbers.at(level) for level in TRAINING]
    assert factors == sorted(factors)
    assert numbers.at("elite") == pytest.approx(688 / 359, abs=0.005)
    assert strength_factor(Athlete(mass=75, height=1.75, strength=1.7)) == 1.7


@given(ATHLETES, st.sampled_from(["trunk", "leg"]))
def test_strength_factor_scales_as_documented(athlete, region):
    numbers = strength_numbers()
    size = (athlete.mass / athlete.height) / (75 / 1.75)
    sex = numbers.at(f"female_{region}") if athlete.sex == "female" else 1.0
    age = 1 - 0.0035 * max(0.0, athlete.age - 30)
    expected = size * numbers.at(athlete.training) * sex * age
    assert strength_factor(athlete, region) == pytest.approx(expected, rel=1e-12)
    assert strength_factor(athlete, region) > 0


def test_strength_factor_takes_a_draw_and_refuses_an_unknown_region():
    drawn = strength_numbers().replace(female_trunk=0.7)
    woman = Athlete(mass=75, height=1.75, sex="female")
    assert strength_factor(woman, numbers=drawn) == 0.7
    with pytest.raises(InputError, match="trunk"):
        strength_factor(woman, "trnk")


def test_every_number_has_a_spread_and_says_where_it_is_from():
    for name, number in strength_numbers().items_:
        assert number.source == "assumed" or number.note
        assert number.low < number.high or name.startswith("reference")
