"""Numbers of the passive moments: ``data/passive.toml`` to the parameters of :mod:`biolift.laws.passive`."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache

import numpy as np

from biolift.errors import choice
from biolift.laws.passive import LEG, TERMS
from biolift.library.sources import DATA, sources
from biolift.nouns.athlete import SEXES, Athlete
from biolift.nouns.number import Number, Numbers
from biolift.nouns.toml_file import TomlFile
from biolift.nouns.toml_section import Section, number

_RANGES = ("full_flexion", "full_extension", "full_bend", "full_turn")
#: Spread of a range of motion, in standard deviations, and the least share of it that a person has.
_REACH, _LEAST = 2.5, 0.3


@cache
def _file() -> Section:
    top = Section.root(TomlFile.read(DATA / "passive.toml"))
    top.only("age", "ranges", "flexion_moment", "lumbar", "leg", "leg_numbers")
    return top


def _known() -> set[str]:
    return {source.key for source in sources()}


@cache
def ranges(age: float | None = None) -> Numbers:
    """Full ranges of the lumbar spine from upright standing [rad].

    Parameters
    ----------
    age : float, optional
        [years]; without it the adult default. Both sexes are alike.

    Returns
    -------
    Numbers
        ``full_flexion full_extension full_bend full_turn``.
    """
    table = _file().section("ranges")
    table.only(*_RANGES)
    return Numbers.of({name: _range(section, age) for name, section in table.children()})


def _range(section: Section, age: float | None) -> Number:
    section.only("young_deg", "old_deg", "default_deg", "sd_deg", "source", "note")
    ages = _file().section("age")
    ends = [section.plain("young_deg"), section.plain("old_deg")]
    value = section.plain("default_deg")
    if age is not None:
        value = float(np.interp(age, [ages.plain("young"), ages.plain("old")], ends))
    sd = section.plain("sd_deg")
    entry = {
        "value": value,
        "unit": "deg",
        "low": max(value - _REACH * sd, _LEAST * value),
        "high": value + _REACH * sd,
        "sd": sd,
        "source": section.text("source"),
        "note": section.text("note"),
    }
    return number(Section(section.file, section.place, entry), _known())


@cache
def lumbar(sex: str = "male", age: float | None = None) -> Numbers:
    """Numbers of :data:`biolift.laws.passive.LUMBAR` for a person.

    Parameters
    ----------
    sex : {"male", "female"}
        Sets the moment at full flexion.
    age : float, optional
        [years]; sets the full ranges, see :func:`ranges`.
    """
    choice("sex", sex, SEXES)
    known = _known()
    moment = _file().section("flexion_moment")
    moment.only(*SEXES)
    table = dict(ranges(age)) | {"flexion_moment": number(moment.section(sex), known)}
    for name, entry in _file().section("lumbar").children():
        table[name] = number(entry, known)
    return Numbers.of(table)


def lumbar_of(athlete: Athlete) -> Numbers:
    """Numbers of the lumbar law for one athlete, whose measured ranges go before those of the age."""
    measured = {
        "full_flexion": athlete.lumbar_flexion_range,
        "full_extension": athlete.lumbar_extension_range,
    }
    numbers = lumbar(athlete.sex, athlete.age)
    given = {name: value for name, value in measured.items() if value is not None}
    own = {
        name: replace(numbers[name], value=value, low=value, high=value, source="given", note="measured")
        for name, value in given.items()
    }
    return Numbers.of({**numbers, **own})


@cache
def leg() -> Numbers:
    """Numbers of the leg's passive moments that are swept and drawn: `leg_stiffness`."""
    known = _known()
    table = _file().section("leg_numbers")
    table.only("leg_stiffness")
    return Numbers.of({name: number(entry, known) for name, entry in table.children()})


@cache
def leg_curves() -> dict[str, float]:
    """All parameters of :data:`biolift.laws.passive.LEG` by name, per rad, `leg_stiffness` at its value."""
    table = _file().section("leg")
    ranges_deg = [f"{joint}_range_deg" for joint in TERMS]
    names = [name for terms in TERMS.values() for name, _, _ in terms]
    table.only("source", *(f"{joint}_constant" for joint in TERMS), *names, *ranges_deg)
    out = {f"{joint}_constant": table.plain(f"{joint}_constant") for joint in TERMS}
    for joint in TERMS:
        low, high = table.pair(f"{joint}_range_deg")
        out |= {f"{joint}_low": math.radians(low), f"{joint}_high": math.radians(high)}
    for name, _, angles in (term for terms in TERMS.values() for term in terms):
        exponent = table.section(name)
        exponent.only("offset", *angles)
        out[f"{name}_offset"] = exponent.plain("offset")
        out |= {f"{name}_{angle}": math.degrees(exponent.plain(angle)) for angle in angles}
    out["leg_stiffness"] = leg().at("leg_stiffness")
    return {name: out[name] for name in LEG.parameters}
