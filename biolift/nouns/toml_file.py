"""A TOML file that knows on which line each key stands, so that errors can say where."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from biolift.errors import DataFileError

Place = tuple[str, ...]

_KEY = r"(?:[A-Za-z0-9_-]+|\"[^\"]*\"|'[^']*')"
_DOTTED = rf"{_KEY}(?:\s*\.\s*{_KEY})*"
_HEADER = re.compile(rf"^\s*(\[\[?)\s*({_DOTTED})\s*\]\]?")
_ENTRY = re.compile(rf"^\s*({_DOTTED})\s*=")
_PART = re.compile(_KEY)
_SYNTAX_LINE = re.compile(r"at line (\d+)")


def key_lines(text: str) -> dict[Place, int]:
    """Line (from 1) of every table header and every key of a TOML text.

    Notes
    -----
    Keys inside an inline table share the line of the entry that holds them and are not listed.
    """
    lines: dict[Place, int] = {}
    table: Place = ()
    seen: dict[Place, int] = {}
    quote = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if quote:
            quote = "" if line.count(quote) % 2 else quote
            continue
        if header := _HEADER.match(line):
            table = _parts(header[2])
            if header[1] == "[[":
                seen[table] = seen.get(table, -1) + 1
                lines.setdefault(table, number)
                table = (*table, str(seen[table]))
            lines[table] = number
        elif entry := _ENTRY.match(line):
            lines.setdefault((*table, *_parts(entry[1])), number)
        quote = next((mark for mark in ('"""', "'''") if line.count(mark) % 2), "")
    return lines


def _parts(dotted: str) -> Place:
    return tuple(part.strip("\"'") for part in _PART.findall(dotted))


@dataclass(frozen=True)
class TomlFile:
    """A parsed TOML file with the lines of its keys.

    Parameters
    ----------
    path : Path
        Where it was read.
    table : dict
        What it says.
    lines : dict of place to int
        Line of each key; a place is the tuple of keys that leads to it.
    """

    path: Path
    table: dict[str, Any]
    lines: Mapping[Place, int]

    @classmethod
    def read(cls, path: str | Path) -> TomlFile:
        """Read a file.

        Raises
        ------
        DataFileError
            When there is no such file, or it is not TOML; with the line.
        """
        path = Path(path)
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise DataFileError(path, None, "file", str(path), f"a readable text file ({error})") from None
        try:
            table = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            found = _SYNTAX_LINE.search(str(error))
            line = int(found[1]) if found else max(1, len(text.splitlines()))
            said = text.splitlines()[line - 1].strip() if text else ""
            raise DataFileError(path, line, "syntax", said, f"TOML ({error})", "key = 1.0") from None
        return cls(path, table, key_lines(text))

    def line(self, place: Place) -> int:
        """Line of a key, or of the nearest table around it."""
        for end in range(len(place), 0, -1):
            if place[:end] in self.lines:
                return self.lines[place[:end]]
        return 1

    def error(self, place: Place, value: object, allowed: str, hint: str = "") -> DataFileError:
        """An error that names this file, the line and the key."""
        return DataFileError(self.path, self.line(place), ".".join(place), value, allowed, hint)

    def overlaid(self, variant: Place) -> TomlFile:
        """The file with one of its own tables merged over the rest, lines included.

        Parameters
        ----------
        variant : place
            For example ``("variants", "swing")``.

        Notes
        -----
        Tables are merged key by key, except one that holds a number with its source: that is
        replaced whole, so that a new value never inherits the source of the old one.
        """
        layer: Any = self.table
        for key in variant:
            layer = layer[key]
        base = {key: value for key, value in self.table.items() if key != variant[0]}
        lines = {place: line for place, line in self.lines.items() if place[0] != variant[0]}
        depth = len(variant)
        moved = {place[depth:]: n for place, n in self.lines.items() if place[:depth] == variant}
        return TomlFile(self.path, _merged(base, layer), lines | {p: n for p, n in moved.items() if p})


_NUMBER_KEYS = frozenset({"deg", "m", "value"})


def _merged(base: dict[str, Any], layer: dict[str, Any]) -> dict[str, Any]:
    out = dict(base)
    for key, value in layer.items():
        old = out.get(key)
        if isinstance(old, dict) and isinstance(value, dict) and not _NUMBER_KEYS & {*old, *value}:
            out[key] = _merged(old, value)
        else:
            out[key] = value
    return out
