"""Plain tables, ``.csv``, ``.tsv``, ``.txt``, with units in the headings or in a row of their own."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import numpy as np

from biolift import units
from biolift.errors import RecordingError, choice
from biolift.io.recordings.raw import MISSING, Raw, Said, cells, distinct, numbers, read_lines

ENDINGS = (".csv", ".tsv", ".txt", ".dat")
TIME = ("time", "t", "timestamp", "time_s", "seconds")
_UNIT = re.compile(r"^(.*?)\s*[\[(]\s*([^\[\]()]*?)\s*[\])]\s*$")


def read(path: Path, said: Said) -> Raw:
    """Read a table with a line of headings (or ``labels``), then numbers.

    Lines that begin with ``#`` before the headings are left out.

    Raises
    ------
    RecordingError
        For a cell that is no number, a row of another length, a table without time.
    """
    lines, notes = read_lines(path)
    numbered = [(k, line) for k, line in enumerate(lines, start=1) if line.strip()]
    numbered = [(k, line) for k, line in numbered if not line.lstrip().startswith("#")]
    if not numbered:
        raise RecordingError(path, 1, None, "no lines besides comments", "headings, then numbers")
    delimiter = said.delimiter or _delimiter(numbered[0][1].lstrip("% "))
    headings: list[str]
    if said.labels is None:
        headings = _split(numbered[0][1].lstrip("% "), delimiter)
        if all(_is_number(cell) for cell in headings):
            hint = "labels=['time [s]', 'hip_flexion_r [deg]', ...]"
            raise RecordingError(path, numbered[0][0], None, numbered[0][1][:40], "headings", hint)
        numbered = numbered[1:]
    else:
        headings = list(said.labels)
    while headings and headings[-1] == "":
        headings.pop()
    labels, symbols = _units(path, headings)
    if numbered and not any(symbols) and _are_units(_split(numbered[0][1], delimiter)):
        row = _split(numbered[0][1], delimiter)
        symbols = [symbol or None for symbol in (row + [""] * len(labels))[: len(labels)]]
        numbered = numbered[1:]
    rows = [(k, _split(line, delimiter)) for k, line in numbered]
    table, where, cut = numbers(path, rows, labels, said.strict, said.decimal)
    at = _time_column(path, labels, said)
    if at is None:
        assert said.rate is not None
        time = np.arange(len(table)) / said.rate
        notes.append(f"time made from the stated rate of {said.rate:g} Hz")
    else:
        unit, factor = units.recorded_unit(symbols[at] or "s") or ("", 1.0)
        if unit != "s":
            raise RecordingError(path, None, labels[at], symbols[at], "in s, ms or min", "time [s]")
        time = table[:, at] * factor
        table = np.delete(table, at, axis=1)
        del labels[at], symbols[at]
    labels, more = distinct(labels)
    return Raw(path, time, labels, table, symbols, False, None, where, notes + more + cut)


def _delimiter(line: str) -> str | None:
    """The mark that stands most often among those that part cells; None for blanks."""
    counts = {mark: line.count(mark) for mark in ("\t", ";", ",")}
    best = max(counts, key=lambda mark: counts[mark])
    return best if counts[best] else None


def _split(line: str, delimiter: str | None) -> list[str]:
    if delimiter is None or '"' not in line:
        return cells(line, delimiter)
    return [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter))]


def _units(path: Path, headings: list[str]) -> tuple[list[str], list[str | None]]:
    """Labels without their units, and the units."""
    labels: list[str] = []
    symbols: list[str | None] = []
    for at, heading in enumerate(headings):
        found = _UNIT.match(heading)
        known = found and units.recorded_unit(found[2])
        if found and known is None and found[2] and heading.endswith("]"):
            # members of a quantity, as in our own tables ("joint_moment[hip, right] [N m]"), are no units
            if "," not in found[2] and not heading.startswith(found[1] + "["):
                allowed = "a unit that is known (deg, rad, m, mm, N, N m, s, ...)"
                raise RecordingError(
                    path, None, f"{at + 1} ({heading})", found[2], allowed, "hip_flexion_r [deg]"
                )
            found = None
        labels.append(found[1] if found and known else heading)
        symbols.append(found[2] if found and known else None)
    return labels, symbols


def _are_units(row: list[str]) -> bool:
    filled = [cell.strip("[]()") for cell in row if cell]
    return bool(filled) and all(units.recorded_unit(cell) and not _is_number(cell) for cell in filled)


def _is_number(cell: str) -> bool:
    try:
        float(cell.replace(",", "."))
    except ValueError:
        return cell.casefold() in MISSING
    return True


def _time_column(path: Path, labels: list[str], said: Said) -> int | None:
    if said.time is not None:
        return labels.index(choice("time", said.time, labels))
    for at, label in enumerate(labels):
        if re.sub(r"[\s.]+", "_", label.strip()).casefold() in TIME:
            return at
    if said.rate is not None:
        return None
    hint = "time='the label of that column', or rate=100 where there is none"
    raise RecordingError(
        path, 1, None, ", ".join(labels)[:60], f"with a column named {' or '.join(TIME[:3])}", hint
    )
