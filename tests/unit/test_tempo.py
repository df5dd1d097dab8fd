"""Tempo: named phases from the digits that coaches write."""

import copy
import math
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biolift.errors import InputError
from biolift.nouns.tempo import PHASES, Tempo

MOVE = st.one_of(st.just("X"), st.floats(0.1, 100))
PAUSE = st.floats(0, 100)


def test_digits_mean_phases():
    tempo = Tempo("3-1-2-0")
    assert (tempo.eccentric, tempo.pause_stretched, tempo.concentric, tempo.pause_shortened) == (3, 1, 2, 0)
    assert tempo.fast == ()
    assert not tempo.is_hold
    assert tuple(tempo.seconds(0.6)) == PHASES


@pytest.mark.parametrize("text", ["30X1", "3-0-X-1", "3/0/x/1", " 3 - 0 - X - 1 ", "3–0–X–1", "3.0-0.0-x-1."])
def test_spellings(text):
    tempo = Tempo(text)
    assert tempo == Tempo((3, 0, "X", 1)) == Tempo(Tempo("30X1"))
    assert hash(tempo) == hash(Tempo("30X1"))
    assert tempo.fast == ("concentric",)
    assert repr(tempo) == 'Tempo("3-0-X-1")'


def test_x_is_kept_and_resolved_later():
    tempo = Tempo("X-0-X-0")
    assert tempo.fast == ("eccentric", "concentric")
    assert tempo.seconds(0.5) == {
        "eccentric": 0.5,
        "pause_stretched": 0,
        "concentric": 0.5,
        "pause_shortened": 0,
    }
    for bad in (0, -1, math.nan, math.inf, "fast"):
        with pytest.raises(InputError, match="fast_phase"):
            tempo.seconds(bad)


def test_hold():
    tempo = Tempo.hold(30)
    assert tempo.is_hold
    assert tempo == Tempo("0-30-0-0") == Tempo("hold 30") == Tempo("hold 30 s") == Tempo.hold("30 s")
    assert sum(tempo.seconds(0.6).values()) == 30
    assert repr(tempo) == "Tempo.hold(30)"
    assert str(tempo) == "hold 30"
    assert repr(Tempo("0-0-0-5")) == 'Tempo("0-0-0-5")'


@given(MOVE, PAUSE, MOVE, PAUSE)
def test_repr_and_text_can_be_typed_back(a, b, c, d):
    tempo = Tempo((a, b, c, d))
    for again in (eval(repr(tempo)), Tempo(str(tempo)), pickle.loads(pickle.dumps(tempo)), copy.copy(tempo)):
        assert again == tempo
        assert hash(again) == hash(tempo)


@given(st.floats(1e-7, 600))
def test_repr_of_a_hold_can_be_typed_back(seconds):
    tempo = Tempo.hold(seconds)
    assert eval(repr(tempo)) == tempo
    assert Tempo(str(tempo)) == tempo


@pytest.mark.parametrize(
    "given_",
    [
        *(
            "",
            "3",
            "3-1-2",
            "3-1-2-0-1",
            "312",
            "31200",
            "a-b-c-d",
            "-3-1-2-0",
            "3--1-2-0",
            "3-1-2-",
            "nan-0-1-0",
        ),
        *("inf-0-1-0", "1e1-0-1-0", "1_0-0-1-0", "٣-0-1-0", "3-X-1-0", "3-0-1-X", "3x-0-1-0"),
        *(
            "0-0-0-0",
            "601-0-1-0",
            "300-200-100-1",
            "0-0-1-0",
            "1-0-0-1",
            "0.05-0-1-0",
            "hold",
            "hold 0",
            "hold X",
        ),
        *("hold 601", "hold -3"),
        *(
            (3, 1, 2),
            (3, -1, 2, 0),
            (math.nan, 0, 1, 0),
            (math.inf, 0, 1, 0),
            (True, 0, 1, 0),
            (None, 0, 1, 0),
        ),
        *(3120, None, 3.5, object()),
    ],
)
def test_nonsense_is_refused(given_):
    with pytest.raises(InputError) as caught:
        Tempo(given_)
    assert caught.value.field == "tempo"
    assert caught.value.value is given_
    assert "type for example" in str(caught.value)


@pytest.mark.parametrize("seconds", [0, -1, math.nan, math.inf, 601, "long"])
def test_bad_holds_are_refused(seconds):
    with pytest.raises(InputError, match="tempo"):
        Tempo.hold(seconds)


def test_tempo_cannot_be_changed():
    with pytest.raises(AttributeError):
        Tempo("3-1-2-0").eccentric = 1.0
