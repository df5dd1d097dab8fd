"""Published studies, one file each in ``data/studies``, with the trials that reproduce them."""

from __future__ import annotations

import math
import re
from functools import cache, partial
from pathlib import Path
from typing import Any

from biolift.equipment import kinds
from biolift.errors import InputError, choice
from biolift.library.catalogue import Catalogue
from biolift.library.movements import movements
from biolift.library.sources import DATA, read_source, source
from biolift.nouns.athlete import Athlete
from biolift.nouns.study import Check, Peer, Setting, Study
from biolift.nouns.toml_file import TomlFile
from biolift.nouns.toml_section import Section
from biolift.nouns.trial import Trial
from biolift.nouns.values import Values
from biolift.sources import Source

_FACTS = (
    *("n", "mass_kg", "height_m", "sex", "age", "training", "strength", "assumed"),
    *("lumbar_flexion_range_deg", "lumbar_extension_range_deg"),
)
_TRIAL = ("movement", "load", "tempo", "side", "pose", "numbers", "spread", "note")
_TEXTS = (
    *("id", "condition", "quantity", "unit", "role", "confidence", "where", "statistic", "trial", "phase"),
    *("over", "over_quantity", "over_phase", "bound", "tolerance", "fixes", "why", "note", "model"),
)
_NEEDED = ("id", "condition", "quantity", "unit", "role", "confidence", "where")
#: Ending of the id of a study's rank correlation.
RANK = "/rank"
_ROW = re.compile(r"([A-Z]+)(\d+)")


def read_study(path: Path) -> Study:
    """Read a study from its file.

    Raises
    ------
    DataFileError
        With file and line: an unknown key, movement, load, quantity or tolerance, a value out of range.
    """
    root = Section.root(TomlFile.read(path))
    root.only("title", "source", "table", "athlete", "trials", "checks")
    facts = root.section("athlete")
    facts.only(*_FACTS)
    athlete = _athlete(facts)
    found = root.section("trials", optional=True).children()
    settings = Values.of({name: _setting(section, athlete) for name, section in found})
    checks = tuple(_check(section) for section in root.sections("checks"))
    parts: dict[str, Any] = {
        "id": path.stem,
        "title": root.text("title"),
        "source": _source(root),
        "people": int(facts.plain("n")),
        "assumed": facts.text("assumed", ""),
        "table": root.texts("table", ()),
        "origin": f"bl.studies.{path.stem}",
    }
    try:
        return Study(athlete=athlete, settings=settings, checks=checks, **parts)
    except InputError as error:
        raise root.file.error(tuple(error.field.split(".")), error.value, error.allowed, error.hint) from None


def _source(root: Section) -> Source:
    if isinstance(root.table.get("source"), str):
        key = root.text("source")
        return root.build("source", lambda: source(key))
    table = root.section("source")
    return read_source(table.text("key"), Section(table.file, table.place, _less(table.table, "key")))


def _less(table: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in table.items() if key != name}


def _athlete(facts: Section) -> Athlete:
    given: dict[str, Any] = {name: facts.text(name) for name in ("sex", "training") if name in facts.table}
    numbers = {"mass_kg": "mass", "height_m": "height", "age": "age", "strength": "strength"}
    given |= {field: facts.plain(key) for key, field in numbers.items() if key in facts.table}
    for name in ("lumbar_flexion_range", "lumbar_extension_range"):
        if f"{name}_deg" in facts.table:
            given[name] = math.radians(facts.plain(f"{name}_deg"))
    return facts.build(None, lambda: Athlete(**given))


def _setting(section: Section, athlete: Athlete) -> Setting:
    section.only(*_TRIAL)
    name, _, variant = section.text("movement").partition("/")
    movement = section.build("movement", lambda: movements[name])
    loads = section.table.get("load", [])
    texts = [section.text("load")] if isinstance(loads, str) else section.texts("load", ())
    words: dict[str, Any] = {
        "variant": variant or None,
        "side": section.text("side", "right"),
        "tempo": section.text("tempo") if "tempo" in section.table else None,
        "pose": section.section("pose", optional=True).table,
        "numbers": section.section("numbers", optional=True).table,
        "load": [section.build("load", partial(_load, text)) for text in texts] or None,
    }
    trial = section.build(None, lambda: Trial(movement, athlete, **words))
    spread = section.section("spread", optional=True)
    ends: dict[str, Any] = {path: tuple(spread.items(path)) for path in spread.table}
    for path, pair in ends.items():
        if len(pair) != 2:
            raise section.file.error(
                (*spread.place, path), list(pair), "two values, low and high", "[0.1, 0.2]"
            )
    return Setting(trial=trial, spread=Values.of(ends), note=section.text("note", ""))


def _load(text: str) -> Any:
    """A load from ``"barbell:20 kg"`` or ``"barbell:50 %BW"``; ``"barbell:20@hand"`` names its site."""
    words, _, site = text.partition("@")
    kind, _, mass = words.partition(":")
    make = kinds()[choice("load", kind.strip(), kinds())]
    plain = mass.strip()
    value: Any = float(plain) if plain.replace(".", "", 1).isdecimal() else plain
    return make(value, site=site.strip()) if site else make(value)


def _check(section: Section) -> Check:
    section.only(*_TEXTS, "also", "mean", "sd", "slope", "peer")
    for name in _NEEDED:
        section.text(name)
    words: dict[str, Any] = {name: section.text(name) for name in _TEXTS if name in section.table}
    words |= {name: section.plain(name) for name in ("mean", "sd") if name in section.table}
    if "mean" not in words:
        raise section.file.error((*section.place, "mean"), None, "given, as a number", "mean = 2.2")
    if "peer" in section.table:
        peer = section.section("peer")
        peer.only("id", "name", "value")
        words["peer"] = Peer(id=peer.text("id"), name=peer.text("name"), value=peer.plain("value"))
    section.build("tolerance", lambda: tolerance(section.text("tolerance", "ratio")))
    also, slope = section.texts("also", ()), section.flag("slope", False)
    return section.build(None, lambda: Check(also=also, slope=slope, **words))


@cache
def _agreement() -> Section:
    top = Section.root(TomlFile.read(DATA / "agreement.toml"))
    top.only("tolerances", "limits", "not_reproduced")
    return top


@cache
def tolerances() -> dict[str, tuple[float, float, str]]:
    """Name -> (relative [1], absolute [SI], why) of every tolerance."""
    out = {}
    for name, section in _agreement().section("tolerances").children():
        section.only("relative", "absolute", "absolute_deg", "why")
        degrees = "absolute_deg" in section.table
        absolute = (
            math.radians(section.plain("absolute_deg")) if degrees else section.table.get("absolute", 0.0)
        )
        out[name] = (float(section.table.get("relative", 0.0)), float(absolute), section.text("why"))
    return out


def tolerance(name: str) -> tuple[float, float, str]:
    """One tolerance: relative [1], absolute [SI], and why it is what it is.

    Raises
    ------
    InputError
        For a name that is none.
    """
    table = tolerances()
    return table[choice("tolerance", name, table)]


@cache
def not_reproduced() -> dict[str, str]:
    """Id of every published number that the model does not reproduce -> the reason."""
    out: dict[str, str] = {}
    for section in _agreement().sections("not_reproduced"):
        section.only("reason", "ids")
        out |= dict.fromkeys(section.texts("ids"), section.text("reason"))
    return out


def occupational_limits() -> tuple[tuple[str, float, str], ...]:
    """Title, value [N] and note of limits that were set for work; for reading, never for a verdict."""
    found = []
    for section in _agreement().sections("limits"):
        section.only("title", "newton", "note")
        found.append((section.text("title"), section.plain("newton"), section.text("note")))
    return tuple(found)


class Studies(Catalogue[Study]):
    """Catalogue of studies, with look-up by the id of a published number.

    Examples
    --------
    >>> from biolift.library.studies import studies
    >>> studies.check("IDP04").condition, studies.study_of("IDP04").id
    ('standing, bent forward, straight knees, empty hands', 'wilke_1999')
    """

    def check(self, id: str) -> Check:
        """The check that accounts for an id of the evidence.

        Raises
        ------
        InputError
            For an id that no study has, with the reason where it is listed as not reproduced.
        """
        return self._entry(id)[1]

    def study_of(self, id: str) -> Study:
        """The study that has this check; raises as :meth:`check` does."""
        return self._entry(id)[0]

    def behind(self, id: str) -> Study | None:
        """The study behind the id of a check, a rank correlation or a row of a benchmark; None for others."""
        if id in self._table:
            return self._table[id][0]
        if id.endswith(RANK) and id.removesuffix(RANK) in self.ids:
            return self[id.removesuffix(RANK)]
        return next((study for study in self if _inside(id, study.table)), None)

    @property
    def check_ids(self) -> tuple[str, ...]:
        """Every id of the evidence that a study accounts for, sorted."""
        return tuple(sorted(self._table))

    @property
    def _table(self) -> dict[str, tuple[Study, Check]]:
        return _by_id(self)

    def _entry(self, id: str) -> tuple[Study, Check]:
        if id in self._table:
            return self._table[id]
        reason = not_reproduced().get(id)
        if reason:
            raise InputError("check", id, f"a number that the model reproduces; this one: {reason}")
        return self._table[choice("check", id, sorted(self._table))]


@cache
def _by_id(catalogue: Studies) -> dict[str, tuple[Study, Check]]:
    return {id: (study, check) for study in catalogue for check in study for id in check.ids}


def _inside(id: str, ends: tuple[str, ...]) -> bool:
    """Whether a row's id lies between the first and the last of a table."""
    found = [_ROW.fullmatch(text) for text in (id, *ends)]
    if len(found) != 3 or not all(found):
        return False
    (name, row), (low_name, low), (_, high) = [(str(m[1]), int(m[2])) for m in found if m]
    return name == low_name and low <= row <= high


studies = Studies("studies", DATA / "studies", read_study)
