"""Thresholds of the labels and the people of the claims, from ``data/verdicts.toml``."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache

from biolift.library.sources import DATA, sources
from biolift.nouns.athlete import Athlete
from biolift.nouns.people import People, Stratum
from biolift.nouns.toml_file import TomlFile
from biolift.nouns.toml_section import Section, number


@dataclass(frozen=True, slots=True)
class Rules:
    """What makes a label; the file says what each number means."""

    supported: float
    contradicted: float
    confidence: float
    effect_interval: float
    least_difference: float
    least_valid: float
    overload_said: float
    depends_on: float
    depends_least: float
    draws: float
    flip_draws: float
    curve_draws: float
    curve_flip_draws: float
    seed: float


@cache
def _file() -> Section:
    top = Section.root(TomlFile.read(DATA / "verdicts.toml"))
    top.only(*(item.name for item in fields(Rules)), "people")
    return top


@cache
def rules() -> Rules:
    """Thresholds and numbers of draws."""
    return Rules(**{item.name: _file().plain(item.name) for item in fields(Rules)})


@cache
def people() -> People:
    """Who the claims are about."""
    section = _file().section("people")
    title = section.text("title")
    strata = [_stratum(section.section(name)) for name in section.table if name != "title"]
    return section.build(None, lambda: People(title=title, strata=tuple(strata)))


def _stratum(section: Section) -> Stratum:
    section.only("athlete", "weight", "height", "bmi")
    known = {source.key for source in sources()}
    numbers = {name: number(section.section(name), known) for name in ("height", "bmi")}
    athlete = section.build("athlete", lambda: Athlete(**section.section("athlete").table))
    return Stratum(athlete=athlete, weight=section.plain("weight"), **numbers)
