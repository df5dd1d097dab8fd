"""Lumbar spines: ``data/spine.toml`` to :class:`biolift.nouns.spine.Spine`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from biolift.library.sources import DATA, sources
from biolift.nouns.number import Numbers
from biolift.nouns.spine import SPINE_NUMBERS, Spine
from biolift.nouns.toml_file import TomlFile
from biolift.nouns.toml_section import Section, number


@cache
def standard() -> Spine:
    """The spine that the library ships."""
    return read(DATA / "spine.toml")


def read(path: str | Path) -> Spine:
    """Read a spine.

    Raises
    ------
    DataFileError
        With file and line, for an unknown key or source, or a number that is missing or out of range.
    """
    top = Section.root(TomlFile.read(path))
    top.only("id", "title", "reference_height", "numbers")
    known = {source.key for source in sources()}
    table = top.section("numbers")
    table.only(*SPINE_NUMBERS)
    numbers = Numbers.of({key: number(entry, known) for key, entry in table.children()})
    return top.build(
        "numbers",
        lambda: Spine(
            id=top.text("id"),
            title=top.text("title"),
            numbers=numbers,
            reference_height=top.plain("reference_height"),
            sources=tuple(dict.fromkeys(n.source for n in numbers.values() if n.source != "assumed")),
        ),
    )
