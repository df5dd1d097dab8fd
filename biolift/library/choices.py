"""Modelling choices and their weights, from ``data/choices.toml``."""

from __future__ import annotations

from functools import cache, partial
from typing import Any

from biolift.errors import InputError, choice
from biolift.library.models import sharing_numbers
from biolift.library.proportions import proportions
from biolift.library.sources import DATA, sources
from biolift.nouns.choice import Choice, Option
from biolift.nouns.model import Model
from biolift.nouns.number import Numbers
from biolift.nouns.paths import with_value
from biolift.nouns.toml_file import TomlFile
from biolift.nouns.toml_section import Section, number
from biolift.nouns.trial import Trial

_PROPORTIONS = "model.proportions"


@cache
def _file() -> Section:
    return Section.root(TomlFile.read(DATA / "choices.toml"))


@cache
def choices() -> dict[str, Choice]:
    """Every choice by id.

    Raises
    ------
    DataFileError
        With file and line, for an unknown key or weights that do not sum to one.
    """
    return {key: _choice(key, section) for key, section in _file().children() if key != "numbers"}


@cache
def choice_numbers() -> Numbers:
    """Numbers of the choices that have a spread of their own, by path."""
    known = {source.key for source in sources()}
    return Numbers.of({key: number(entry, known) for key, entry in _file().section("numbers").children()})


def _choice(key: str, section: Section) -> Choice:
    section.only("path", "title", "note", "options")
    options = []
    for name, one in section.section("options").children():
        one.only("value", "sharing", "weight")
        weight = one.plain("weight")
        if "sharing" in one.table:
            known = sharing_numbers()
            number = known[one.build("sharing", partial(choice, "sharing", one.text("sharing"), known))]
            span = {"value": number.value, "low": number.low, "high": number.high}
            options.append(Option(name=name, weight=weight, **span))
        else:
            options.append(Option(name=name, value=one.table.get("value"), weight=weight))
    words = {word: section.text(word) for word in ("path", "title", "note")}
    return section.build("options", lambda: Choice(id=key, options=tuple(options), **words))


def open_choices(trial: Trial, model: Model) -> tuple[Choice, ...]:
    """The choices that a trial leaves open, each with the options that fit it."""
    found = []
    for one in choices().values():
        head, _, name = one.path.partition(".")
        stated = head == "numbers" and (name in trial.numbers or name not in trial.movement_resolved.numbers)
        if not stated:
            fits = tuple(option.name for option in one.options if _fits(trial, model, one, option))
            if len(fits) > 1:
                found.append(one.among(fits))
    return tuple(found)


def _fits(trial: Trial, model: Model, one: Choice, option: Option) -> bool:
    try:
        chosen = chosen_model(trial, model, one, option)[1]
        if one.path == _PROPORTIONS:
            chosen.proportions.body(trial.athlete)
    except InputError:
        return False
    return True


def chosen_model(trial: Trial, model: Model, one: Choice, option: Option) -> tuple[Trial, Model]:
    """The trial and the model under one option of a choice."""
    value: Any = proportions[option.value] if one.path == _PROPORTIONS else option.value
    return with_value(trial, model, one.path, value)
