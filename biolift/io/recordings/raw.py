"""What every reader hands over, and the reading of lines of numbers with the place of each fault."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from biolift.errors import InputError, RecordingError, choice

Array = NDArray[np.float64]
#: Cells that stand for a missing sample, in lower case.
MISSING = frozenset({"", "nan", "na", "n/a", "null", "none"})


@dataclass(frozen=True, kw_only=True)
class Said:
    """What the caller says about a file."""

    strict: bool = True
    labels: tuple[str, ...] | None = None
    time: str | None = None
    rate: float | None = None
    delimiter: str | None = None
    decimal: str = "."
    axes: str | None = None
    plates: bool = False

    @classmethod
    def of(cls, **given: Any) -> Said:
        """Check the names and kinds of what was given."""
        for name in given:
            choice("read_recording", name, [item.name for item in fields(cls)])
        labels = given.get("labels")
        if labels is not None:
            if isinstance(labels, str) or not all(isinstance(one, str) for one in labels):
                raise InputError("labels", labels, "a list of text", "['time', 'hip_flexion_r [deg]']")
            given["labels"] = tuple(labels)
        rate = given.get("rate")
        if rate is not None and not (isinstance(rate, (int, float)) and 0 < rate < math.inf):
            raise InputError("rate", rate, "samples per second, above 0 [Hz]", "100")
        if given.get("decimal", ".") not in (".", ","):
            raise InputError("decimal", given["decimal"], "'.' or ','", "','")
        return cls(**given)


@dataclass
class Raw:
    """Columns as they stand in a file.

    Parameters
    ----------
    path : Path
    time : array (T,)
        [s]
    labels : list of str
        Without the time; labels that stood twice are numbered.
    values : array (T, columns)
    units : list of str or None
        Unit of each column [SI or as in `factor`], None where the file does not say.
    marker : bool
        Whether the columns are coordinates of markers.
    degrees : bool or None
        Whether angles are in degrees, None where the file does not declare it.
    lines : list of int
        Line of each row; empty for a binary file.
    notes : list of str
        What was concluded.
    """

    path: Path
    time: Array
    labels: list[str]
    values: Array
    units: list[str | None] = field(default_factory=list)
    marker: bool = False
    degrees: bool | None = None
    lines: list[int] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_lines(path: Path) -> tuple[list[str], list[str]]:
    """Lines of a text file, and what had to be concluded to read them.

    Raises
    ------
    RecordingError
        For what is no text.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise RecordingError(path, None, None, path.name, f"a readable file ({error.strerror})") from None
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encoding = "utf-16"
    else:
        encoding = "utf-8-sig"
        bad = next((k for k in (data.find(b"\0"),) if k >= 0), None)
        if bad is not None:
            line = data.count(b"\n", 0, bad) + 1
            raise RecordingError(path, line, None, f"a zero byte at {bad}", "text, not a binary file")
    try:
        text, notes = data.decode(encoding), []
    except UnicodeDecodeError:
        text, notes = data.decode("latin-1"), ["read as Latin-1: it is not UTF-8"]
    odd = sum(not (c.isprintable() or c.isspace()) for c in text[:65536])
    if odd > 0.01 * min(len(text), 65536):
        raise RecordingError(path, 1, None, f"{odd} control characters", "text, not a binary file")
    if not text.strip():
        raise RecordingError(path, 1, None, "nothing but blanks", "headings, then numbers")
    return text.splitlines(), notes


def cells(line: str, delimiter: str | None) -> list[str]:
    """Cells of a line; without a delimiter, tabs where there are any, else blanks."""
    if delimiter is None and "\t" not in line:
        return line.split()
    return [cell.strip() for cell in line.split(delimiter or "\t")]


def distinct(labels: Sequence[str]) -> tuple[list[str], list[str]]:
    """Labels numbered where they stand twice, and a note about each."""
    seen: dict[str, int] = {}
    out, notes = [], []
    taken = set(labels)
    for label in labels:
        count = seen[label] = seen.get(label, 0) + 1
        name = label
        while count > 1 and name in taken:
            name = f"{label}#{count}"
            count += 1
        taken.add(name)
        out.append(name)
    for label, count in seen.items():
        if count > 1:
            notes.append(
                f"the label {label!r} stands {count} times; the later ones are numbered and not mapped"
            )
    return out, notes


def numbers(
    path: Path, rows: Sequence[tuple[int, list[str]]], labels: Sequence[str], strict: bool, decimal: str = "."
) -> tuple[Array, list[int], list[str]]:
    """Rows of cells as an array (T, columns), their lines, and notes.

    Raises
    ------
    RecordingError
        For a row of another length, a cell that is no number, or an infinite one; with line and column.
    """
    notes: list[str] = []
    rows = list(rows)
    if rows and not strict and len(rows[-1][1]) < len(labels):
        notes.append(f"line {rows[-1][0]} is cut off and left out")
        rows.pop()
    if not rows:
        raise RecordingError(path, None, None, "no rows of numbers", "a recording of two or more instants")
    table = np.empty((len(rows), len(labels)))
    for k, (line, row) in enumerate(rows):
        while len(row) > len(labels) and row[-1] == "":
            row = row[:-1]
        if len(row) != len(labels):
            allowed = f"{len(labels)} cells, as there are labels"
            raise RecordingError(path, line, None, f"{len(row)} cells", allowed)
        table[k] = _row(path, line, row, labels, decimal)
    return table, [line for line, _ in rows], notes


def _row(path: Path, line: int, row: Sequence[str], labels: Sequence[str], decimal: str) -> list[float]:
    out = []
    for at, cell in enumerate(row):
        text = cell.replace(",", ".") if decimal == "," and "." not in cell else cell
        try:
            value = float(text) if "_" not in text else math.inf
        except ValueError:
            value = math.nan if text.casefold() in MISSING else math.inf
        if math.isinf(value):
            place = f"{at + 1} ({labels[at]})"
            hint = "decimal=',' if commas are decimals" if "," in cell else "nan for a missing sample"
            raise RecordingError(path, line, place, cell[:40], "a finite number", hint)
        out.append(value)
    return out


def check_count(
    path: Path, what: str, said: int | None, found: int, strict: bool, line: int | None
) -> list[str]:
    """Refuse a header that counts wrongly, or note it.

    Raises
    ------
    RecordingError
        When `strict`.
    """
    if said is None or said == found:
        return []
    if strict:
        allowed = (
            f"{found}, as many as the file has (a header that counts otherwise may belong to a cut file)"
        )
        raise RecordingError(path, line, None, f"{what} = {said}", allowed, "strict=False to go by the data")
    return [f"the header says {what} = {said}, the file has {found}"]


def body_rows(lines: Iterable[tuple[int, str]], delimiter: str | None) -> list[tuple[int, list[str]]]:
    """Numbered rows of cells, empty lines left out."""
    return [(number, cells(line, delimiter)) for number, line in lines if line.strip()]
