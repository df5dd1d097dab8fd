"""Text to SI: what is read, what is refused and how the refusal reads."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from biolift import units
from biolift.errors import InputError
from biolift.units import BodyWeight

FINITE = st.floats(-1e6, 1e6)
READERS = (units.mass, units.length, units.angle, units.time)


@pytest.mark.parametrize(
    ("text", "kilograms"),
    [
        ("82 kg", 82.0),
        ("82kg", 82.0),
        ("180 lb", 81.6466266),
        ("180 LBS", 81.6466266),
        ("45 pounds", 20.41165665),
        ("12 st 10 lb", 178 * 0.45359237),
        ("500 g", 0.5),
        (".5 kg", 0.5),
        ("1e2 kg", 100.0),
        ("-5 kg", -5.0),
    ],
)
def test_mass(text, kilograms):
    assert units.mass(text) == pytest.approx(kilograms, rel=1e-15)


@pytest.mark.parametrize(
    "text",
    [
        "5 ft 11 in",
        "5'11\"",
        "5' 11''",
        "5’11”",
        "5′ 11″",
        "5'11",
        "5 feet, 11 inches",
        "71 in",
        '71"',
        "1.8034 m",
    ],
)
def test_one_stature_in_many_spellings(text):
    assert units.length(text) == 1.8034


@pytest.mark.parametrize(
    ("text", "metres"),
    [
        ("180 cm", 1.8),
        ("70 cm", 0.7),
        ("1800 mm", 1.8),
        ("6 ft", 1.8288),
        ("6'", 1.8288),
        ("5 ft 11.5 in", 1.8161),
        ("−10 cm", -0.1),
    ],
)
def test_length(text, metres):
    assert units.length(text) == metres


def test_angle_and_time():
    assert units.angle("30 deg") == units.radians(30) == math.pi / 6
    assert units.angle("-180°") == -math.pi
    assert units.angle("0.5 rad") == 0.5
    assert units.time("2 s") == 2.0
    assert units.time("250 ms") == 0.25
    assert units.time("1 min 30 s") == 90.0


@given(FINITE)
def test_numbers_pass_as_si(value):
    for read in READERS:
        assert read(value) == value
    assert units.mass_or_bodyweight(value) == value


@given(st.floats(0, 1e4))
def test_units_agree_with_each_other(value):
    assert units.mass(f"{value!r} lb") == pytest.approx(value * 0.45359237, rel=1e-14)
    assert units.length(f"{value!r} in") == pytest.approx(value * 0.0254, rel=1e-14)
    assert units.angle(f"{value!r} deg") == pytest.approx(math.radians(value), rel=1e-14)
    assert units.length(f"{value!r} m") == value


def test_numpy_numbers_become_floats():
    assert type(units.mass(np.float64(60))) is float
    assert type(units.length(np.int64(2))) is float


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize(
    "value",
    [
        math.nan,
        math.inf,
        -math.inf,
        True,
        None,
        "",
        "82",
        "kg",
        "82 kgg",
        "82 furlong",
        "1,80 m",
        "nan kg",
        "inf m",
        "1e999 s",
        "1e99999999999 s",
        "5 ft 12 in",
        "5 ft -1 in",
        "1 2 m",
        "٣ m",
        [1.0],
        BodyWeight(0.5),
    ],
)
def test_nonsense_is_refused(read, value):
    with pytest.raises(InputError):
        read(value)


def test_refusal_names_field_value_units_and_example():
    with pytest.raises(InputError) as caught:
        units.mass("180 lbz", field="athlete.mass")
    error = caught.value
    assert (error.field, error.value) == ("athlete.mass", "180 lbz")
    assert "kg, g, lb or st" in str(error)
    assert "'180 lb'" in str(error)
    with pytest.raises(InputError, match="m, cm, mm, ft or in"):
        units.length("tall")
    with pytest.raises(InputError, match="50 %BW"):
        units.mass_or_bodyweight("heavy", field="load.mass")


@pytest.mark.parametrize(
    "text", ["50 %BW", "50% BW", "50%bw", "50 % body weight", "0.5 BW", "50 % bodyweight"]
)
def test_share_of_body_weight(text):
    assert units.mass_or_bodyweight(text) == BodyWeight(0.5)
    assert units.resolve(text, 80.0) == 40.0


def test_resolve():
    assert units.resolve(60, 80.0) == 60.0
    assert units.resolve("45 lb", 80.0) == 20.41165665
    assert units.resolve(BodyWeight(1.5), 80.0) == 120.0


def test_body_weight_is_a_value():
    assert eval(repr(BodyWeight(0.5))) == BodyWeight(0.5)
    assert len({BodyWeight(0.5), BodyWeight(0.5), BodyWeight(1)}) == 2
    for bad in (math.nan, math.inf, "half", True):
        with pytest.raises(InputError, match="fraction"):
            BodyWeight(bad)


def test_a_share_is_no_mass_of_an_athlete():
    with pytest.raises(InputError):
        units.mass("50 %BW")


@given(st.floats(-10, 10), st.floats(0, 3), st.floats(0, 3))
def test_checked(value, below, above):
    assert units.checked(value, value - below, value + above, field="x") == value
    with pytest.raises(InputError, match="x = "):
        units.checked(value, value + 1, value + 2, field="x")


def test_labels():
    assert units.degrees(math.pi) == pytest.approx(180.0)
    assert units.radians(units.degrees(1.25)) == pytest.approx(1.25, rel=1e-15)
    np.testing.assert_allclose(units.degrees(np.array([0.0, math.pi / 2])), [0.0, 90.0])
    assert units.angle_text(math.pi / 6) == "30 deg"
    assert units.mass_text(60.0) == "60 kg"
    assert units.mass_text("50 %BW") == "50 %BW"
