"""Options that several commands share: who lifts, what, and with which load."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from biolift.errors import InputError, choice

if TYPE_CHECKING:
    from biolift.equipment.base import Load
    from biolift.nouns.athlete import Athlete
    from biolift.nouns.model import Model
    from biolift.nouns.movement import Movement
    from biolift.nouns.trial import Trial

#: Who lifts when nobody is named.
EXAMPLE: dict[str, Any] = {
    "mass": 80.0,
    "height": 1.8,
    "sex": "male",
    "age": 30.0,
    "training": "trained",
    "name": "Alex",
}
#: Her counterpart in the table over all movements; the rest is the same.
EXAMPLE_WOMAN: dict[str, Any] = {"mass": 65.0, "height": 1.67, "name": "Kim"}
SEX_WORD = {"male": "man", "female": "woman"}


def add_athlete(parser: argparse.ArgumentParser) -> None:
    """Add the options that say who lifts."""
    group = parser.add_argument_group(
        "athlete", "by default Alex: a trained man of 80 kg, 1.80 m and 30 years"
    )
    group.add_argument("--mass", metavar="M", help='body mass: 82 (kg) or "180 lb"')
    group.add_argument("--height", metavar="H", help='1.78 (m), "178 cm" or "5 ft 10 in"')
    group.add_argument("--sex", metavar="SEX", help="male or female")
    group.add_argument("--age", metavar="YEARS", help="16 to 95")
    group.add_argument("--training", metavar="LEVEL", help="untrained, trained or elite")
    group.add_argument("--strength", metavar="X", help="times an untrained person, instead of --training")
    group.add_argument("--name", metavar="NAME", help="label in what is printed")


def add_trial(parser: argparse.ArgumentParser) -> None:
    """Add the options that say how one repetition is done, by whom, under which assumptions."""
    parser.add_argument("--variant", metavar="NAME", help="one of its variants")
    parser.add_argument("--load", metavar="KIND:MASS", help='pendulum:60, "plate:45 lb", or a mass alone')
    parser.add_argument("--load.mass", metavar="M", help="the same on the movement's usual equipment")
    parser.add_argument("--tempo", metavar="T", help="seconds of lowering-hold-raising-hold")
    parser.add_argument("--any.path", metavar="V", help="any other place of the trial or the model")
    add_athlete(parser)


def trial_and_model(args: argparse.Namespace, movement: str) -> tuple[Trial, Model]:
    """The trial and the model of the options of :func:`add_trial`; `movement` as typed."""
    from biolift.library.models import models
    from biolift.nouns.paths import with_value

    loaded = any(path.startswith("load.") for path in args.axes)
    trial = trial_of(
        movement, athlete_of(args), load=args.load, tempo=args.tempo, variant=args.variant, loaded=loaded
    )
    model = models.standard
    for path, values in args.axes.items():
        if len(values) != 1:
            hint = f"biolift sweep {movement} --{path} ..."
            raise InputError(f"--{path}", values, "one value; several make a sweep", hint)
        trial, model = with_value(trial, model, path, values[0])
    return trial, model


def athlete_of(args: argparse.Namespace) -> Athlete:
    """The athlete of the options; the example's values where none is given."""
    from biolift.nouns.athlete import Athlete

    names = ("mass", "height", "sex", "age", "training", "strength", "name")
    typed = {name: getattr(args, name) for name in names}
    given: dict[str, Any] = {name: _number(value) for name, value in typed.items() if value is not None}
    if not given:
        return Athlete(**EXAMPLE)
    base = {**EXAMPLE, "name": ""}
    if "strength" in given and "training" not in given:
        del base["training"]
    return Athlete(**{**base, **given})


def pair_of(args: argparse.Namespace) -> dict[str, Athlete]:
    """A man and a woman by label, both with the body of the options; one where --sex is given."""
    from dataclasses import replace

    given = athlete_of(args)
    if args.sex is not None:
        return {SEX_WORD[given.sex]: given}
    sized = any(getattr(args, name) is not None for name in ("mass", "height"))
    size = {} if sized else {"mass": EXAMPLE_WOMAN["mass"], "height": EXAMPLE_WOMAN["height"]}
    name = given.name if given.name != EXAMPLE["name"] else EXAMPLE_WOMAN["name"]
    return {"man": given, "woman": replace(given, sex="female", name=name, **size)}


def describe(athlete: Athlete) -> str:
    """The athlete in words."""
    strength = (
        athlete.training if athlete.strength is None else f"{athlete.strength:g} times untrained strength"
    )
    sex = SEX_WORD[athlete.sex]
    said = f"{athlete.mass:.4g} kg, {athlete.height:.2f} m, {sex}, {athlete.age:g} years, {strength}"
    return f"{athlete.name}: {said}" if athlete.name else said


def movement_of(text: str) -> tuple[Movement, str | None]:
    """A movement and its variant from ``reverse_hyper``, ``reverse_hyper/swing`` or ``my_lift.toml``."""
    from biolift.library.movements import movements
    from biolift.nouns.movement import Movement

    if text.endswith(".toml"):
        return Movement.from_toml(text), None
    name, _, variant = text.partition("/")
    movement = movements[name]
    movement.in_variant(variant or None)
    return movement, variant or None


def load_of(movement: Movement, mass: Any, kind: str | None = None) -> Load:
    """A load of a kind, by default the first that the movement takes."""
    from biolift.equipment import kinds

    if kind is None:
        if not movement.equipment:
            allowed = f"left out, as {movement.id} takes no equipment"
            raise InputError("load.mass", mass, allowed, f"biolift simulate {movement.id}")
        kind = movement.equipment[0].kind
    known = kinds()
    return known[choice("load", kind, known)](mass)


def typed_load(movement: Movement, text: str) -> Load:
    """A load from ``pendulum:60``, ``plate:45 lb`` or a mass alone."""
    kind, colon, mass = text.partition(":")
    return load_of(movement, _number(mass if colon else kind), kind.strip() if colon else None)


def trial_of(
    movement: str, athlete: Athlete, *, load: str | None, tempo: str | None, variant: str | None, loaded: bool
) -> Trial:
    """A trial of what was typed.

    Parameters
    ----------
    movement : str
        Id, with the variant after a slash, or a file.
    athlete : Athlete
    load, tempo, variant : str or None
        As typed.
    loaded : bool
        Put an empty load of the usual kind on, for masses to come.
    """
    from biolift.nouns.trial import Trial

    what, in_name = movement_of(movement)
    way = variant or in_name
    done = what.in_variant(way)
    carried = typed_load(done, load) if load else load_of(done, 0.0) if loaded else None
    return Trial(what, athlete, load=carried, tempo=tempo, variant=way)


def _number(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def is_file(text: str) -> bool:
    """Whether an argument names a file rather than a word of the library."""
    return Path(text).suffix != "" or "/" in text or "\\" in text


#: Draws behind an interval where nobody asks for another number.
DRAWS = 256


def whole(option: str, text: str) -> int:
    """A whole number, zero or more.

    Raises
    ------
    InputError
        For anything else.
    """
    if not text.isdecimal():
        raise InputError(option, text, "a whole number", "256")
    return int(text)
