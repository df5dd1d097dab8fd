"""The registry of sources, and the reader of number tables, whose every number names one."""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from pathlib import Path

from biolift.errors import InputError, choice
from biolift.nouns.number import Numbers
from biolift.nouns.toml_file import TomlFile
from biolift.nouns.toml_section import Section, number
from biolift.sources import Source

DATA = Path(__file__).parent / "data"
#: Stands in place of a source key where nothing could be read; the note then says why.
ASSUMED = "assumed"
_FIELDS = tuple(field.name for field in fields(Source) if field.name != "key")


def source(key: str) -> Source:
    """The source with this key.

    Raises
    ------
    InputError
        For a key that is not registered, with the nearest spelling.
    """
    registry = _registry()
    return registry[choice("source", key, registry)]


def sources() -> tuple[Source, ...]:
    """All registered sources, by key."""
    return tuple(sorted(_registry().values(), key=lambda item: item.key))


@cache
def _registry() -> dict[str, Source]:
    return read_sources(DATA / "sources.toml")


def read_sources(file: Path) -> dict[str, Source]:
    """Sources of a TOML file, one table per key.

    Raises
    ------
    DataFileError
        With file and line, for an unknown key, a missing author, title or container, or a bad value.
    """
    return {key: read_source(key, section) for key, section in Section.root(TomlFile.read(file)).children()}


def read_source(key: str, section: Section) -> Source:
    """One source from its table; raises DataFileError as :func:`read_sources` does."""
    section.only(*_FIELDS)
    for name in ("author", "title", "container"):
        section.text(name)
    try:
        return Source(**{"key": key, "year": None, **section.table})
    except InputError as error:
        place = section.place if error.field == "key" else (*section.place, error.field)
        raise section.file.error(place, error.value, error.allowed, error.hint) from None


def read_numbers(file: Path) -> dict[str, Numbers]:
    """Tables of numbers from a TOML file: section -> :class:`biolift.nouns.number.Numbers`.

    Each entry is ``name = { value, unit, low, high, sd, source, note }``; without `sd` a draw is uniform
    over ``low..high``; an assumed number needs its note.

    Raises
    ------
    DataFileError
        With file and line, for an unknown key, a missing or unregistered source, or a value out of range.
    """
    known = _registry()
    return {
        name: Numbers.of({key: number(entry, known) for key, entry in section.children()})
        for name, section in Section.root(TomlFile.read(file)).children()
    }
