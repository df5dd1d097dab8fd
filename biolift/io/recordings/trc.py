"""Marker files: ``.trc``."""

from __future__ import annotations

import re
from pathlib import Path

from biolift.errors import RecordingError
from biolift.io.recordings.raw import Raw, Said, cells, check_count, distinct, numbers, read_lines

ENDINGS = (".trc",)
_COUNTED = {"NumFrames": "frames", "NumMarkers": "markers"}


def read(path: Path, said: Said) -> Raw:
    """Read marker coordinates; columns are ``<marker>_x``, ``_y``, ``_z``.

    Raises
    ------
    RecordingError
        For a header that lacks the units, or counts otherwise than the data.
    """
    lines, notes = read_lines(path)
    if not lines[0].startswith("PathFileType"):
        raise RecordingError(path, 1, None, lines[0][:40], "a line that begins with PathFileType")
    if len(lines) < 6:
        raise RecordingError(
            path, len(lines), None, "the end of the file", "five lines of header, then numbers"
        )
    header = dict(zip(cells(lines[1], "\t"), cells(lines[2], "\t"), strict=False))
    unit = header.get("Units", "")
    if unit not in ("mm", "cm", "m"):
        raise RecordingError(path, 3, None, f"Units = {unit or 'not given'}", "mm, cm or m", "mm")
    names = [name for name in cells(lines[3], "\t")[2:] if name]
    if cells(lines[3], "\t")[:2] != ["Frame#", "Time"] or not names:
        raise RecordingError(path, 4, None, lines[3][:40], "Frame#, Time and the names of markers")
    rows = [(k, cells(line, "\t")) for k, line in enumerate(lines[5:], start=6) if line.strip()]
    for key, found in (("NumMarkers", len(names)), ("NumFrames", len(rows))):
        notes += check_count(path, key, _count(path, key, header.get(key)), found, said.strict, 3)
    names, more = distinct(names)
    labels = [f"{name}_{axis}" for name in names for axis in "xyz"]
    table, numbered, cut = numbers(path, rows, ["Frame#", "Time", *labels], said.strict)
    symbols: list[str | None] = [unit] * len(labels)
    return Raw(path, table[:, 1], labels, table[:, 2:], symbols, True, None, numbered, notes + more + cut)


def _count(path: Path, key: str, text: str | None) -> int | None:
    if text is None or not re.fullmatch(r"\d{1,12}", text, re.ASCII):
        raise RecordingError(path, 3, None, f"{key} = {text}", "a whole number")
    return int(text)
