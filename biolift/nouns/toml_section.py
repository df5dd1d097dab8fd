"""Checked reading of one table of a TOML file: every key is named, typed and, for numbers, sourced."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, TypeVar

from biolift.errors import DataFileError, InputError
from biolift.nouns.number import Number
from biolift.nouns.toml_file import Place, TomlFile

T = TypeVar("T")
_REQUIRED: Any = object()
_KIND = {
    str: ("a text in quotes", '"text"'),
    bool: ("true or false", "true"),
    list: ("a list in brackets", '["top", "bottom"]'),
    dict: ("a table", "{ value = 0.5, ... }"),
}
#: Unit symbols that a file may use, with their factor to SI.
UNITS = {
    **dict.fromkeys(("1", "m", "kg", "s", "rad", "N", "N m", "N/m", "m2", "kg m2", "m/s", "rad/s"), 1.0),
    "Pa": 1.0,
    "deg": math.pi / 180.0,
}


@dataclass(frozen=True)
class Section:
    """One table of a file.

    Parameters
    ----------
    file : TomlFile
        The file it stands in.
    place : tuple of str
        Keys that lead to it.
    table : dict
        What it says.
    """

    file: TomlFile
    place: Place
    table: dict[str, Any]

    @classmethod
    def root(cls, file: TomlFile) -> Section:
        """The whole file."""
        return cls(file, (), file.table)

    def only(self, *allowed: str) -> None:
        """Refuse keys that are not `allowed`, with the nearest spelling.

        Raises
        ------
        DataFileError
            Names the first unknown key and its line.
        """
        for key in self.table:
            if key not in allowed:
                near = get_close_matches(key, allowed, n=1)
                where = (*self.place, key)
                raise self.file.error(
                    where, key, f"a known key: {', '.join(allowed)}", near[0] if near else ""
                )

    def _get(self, key: str, kind: type[T], default: Any) -> T:
        if key not in self.table:
            if default is _REQUIRED:
                allowed, hint = _KIND[kind]
                raise self.file.error((*self.place, key), None, f"given, as {allowed}", f"{key} = {hint}")
            return default
        value = self.table[key]
        if not isinstance(value, kind):
            allowed, hint = _KIND[kind]
            raise self.file.error((*self.place, key), value, allowed, f"{key} = {hint}")
        return value

    def text(self, key: str, default: str = _REQUIRED) -> str:
        """A text."""
        return self._get(key, str, default)

    def flag(self, key: str, default: bool = _REQUIRED) -> bool:
        """True or false."""
        return self._get(key, bool, default)

    def items(self, key: str, default: Collection[Any] = _REQUIRED) -> tuple[Any, ...]:
        """A list."""
        return tuple(self._get(key, list, default))

    def texts(self, key: str, default: Collection[str] = _REQUIRED) -> tuple[str, ...]:
        """A list of texts."""
        values = self.items(key, default)
        if not all(isinstance(value, str) for value in values):
            raise self.file.error((*self.place, key), list(values), "a list of texts", '["top", "bottom"]')
        return values

    def plain(self, key: str) -> float:
        """A finite number without unit, spread or source: a shape, not a parameter."""
        value = self.table.get(key)
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
            raise self.file.error((*self.place, key), value, "a finite number without quotes", f"{key} = 1.0")
        return float(value)

    def pair(self, key: str, default: Collection[Any] = _REQUIRED) -> tuple[Any, ...]:
        """Two numbers, or names of numbers."""
        values = self.items(key, default)
        plain = all(isinstance(v, (int, float, str)) and not isinstance(v, bool) for v in values)
        if len(values) != 2 or not plain:
            raise self.file.error(
                (*self.place, key), list(values), "two numbers or names", f"{key} = [0.0, 0.1]"
            )
        return tuple(v if isinstance(v, str) else float(v) for v in values)

    def section(self, key: str, *, optional: bool = False) -> Section:
        """A table inside this one; an empty one when it is optional and absent."""
        return Section(self.file, (*self.place, key), self._get(key, dict, {} if optional else _REQUIRED))

    def sections(self, key: str) -> Iterator[Section]:
        """The tables of an array of tables (``[[key]]``); none when absent."""
        for i, table in enumerate(self.items(key, ())):
            place = (*self.place, key, str(i))
            if not isinstance(table, dict):
                raise self.file.error(place, table, "a table", f"[[{key}]]")
            yield Section(self.file, place, table)

    def children(self) -> Iterator[tuple[str, Section]]:
        """Every key of this table as a table."""
        return ((key, self.section(key)) for key in self.table)

    def build(self, key: str | None, make: Callable[[], T]) -> T:
        """What `make` returns; an InputError raised by it gets this file and the line of `key`.

        Without a key, that of the table's entry that the error names, or of the table.
        """
        try:
            return make()
        except DataFileError:
            raise
        except InputError as error:
            named = key or error.field.rpartition(".")[2]
            place = (*self.place, named) if key or named in self.table else self.place
            raise self.file.error(place, error.value, error.allowed, error.hint) from None


def number(section: Section, sources: Collection[str]) -> Number:
    """Read ``{ value, unit, low, high, sd, source, note }`` into SI.

    Parameters
    ----------
    section : Section
        The table of the number.
    sources : collection of str
        Known source keys; ``"assumed"`` is always allowed and needs a note.

    Raises
    ------
    DataFileError
        For an unknown key, unit or source, a missing spread, a value outside its range.
    """
    section.only("value", "unit", "low", "high", "sd", "source", "note")
    unit = section.text("unit")
    if unit not in UNITS:
        raise section.file.error((*section.place, "unit"), unit, f"one of {', '.join(UNITS)}", 'unit = "m"')
    names = {"value": "value", "low": "low", "high": "high", "sd": "sd"}
    return _number(section, sources, names, "rad" if unit == "deg" else unit, UNITS[unit])


def angle(section: Section, sources: Collection[str], unit: str = "deg") -> Number:
    """Read ``{ deg, sd_deg, low_deg, high_deg, source, note }`` into rad (or the same in m)."""
    names = {"value": unit, "low": f"low_{unit}", "high": f"high_{unit}", "sd": f"sd_{unit}"}
    section.only(*names.values(), "source", "note")
    return _number(section, sources, names, "rad" if unit == "deg" else unit, UNITS[unit])


def _number(
    section: Section, sources: Collection[str], names: dict[str, str], unit: str, factor: float
) -> Number:
    given = {field: section.plain(key) for field, key in names.items() if key in section.table}
    if "value" not in given:
        raise section.file.error(section.place, None, f"given as {names['value']}", f"{names['value']} = 1.0")
    if ("low" in given) != ("high" in given) or not {"sd", "low"} & set(given):
        allowed = f"given with its spread: {names['sd']}, or {names['low']} and {names['high']}"
        raise section.file.error(section.place, given["value"], allowed, f"{names['sd']} = 5")
    value, sd = given["value"], given.get("sd")
    reach = 3.0 * abs(sd or 0.0)
    low, high = given.get("low", value - reach), given.get("high", value + reach)
    if not low <= value <= high:
        allowed = f"between {low:g} and {high:g} ({names['low']}..{names['high']})"
        raise section.file.error((*section.place, names["value"]), value, allowed)
    source = _source(section, sources)
    return section.build(
        None,
        lambda: Number(
            value=value * factor,
            unit=unit,
            low=low * factor,
            high=high * factor,
            sd=None if sd is None else sd * factor,
            source=source,
            note=section.text("note", ""),
        ),
    )


def _source(section: Section, sources: Collection[str]) -> str:
    place = (*section.place, "source")
    if "source" not in section.table:
        hint = 'source = "assumed", note = "why"'
        raise section.file.error(place, None, "given: a source key or 'assumed'", hint)
    key = section.text("source")
    if key != "assumed" and key not in sources:
        near = get_close_matches(key, [*sources, "assumed"], n=1)
        allowed = "'assumed', a library source, or one that the file defines in [sources.KEY]"
        raise section.file.error(place, key, allowed, f'source = "{near[0] if near else "assumed"}"')
    if key == "assumed" and not section.text("note", ""):
        raise section.file.error(
            (*section.place, "note"), None, "the reason for an assumed number", 'note = "why"'
        )
    return key
