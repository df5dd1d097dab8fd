"""OpenSim's storage and motion files: ``.sto`` and ``.mot``."""

from __future__ import annotations

import re
from pathlib import Path

from biolift.errors import RecordingError
from biolift.io.recordings.raw import Raw, Said, body_rows, cells, check_count, distinct, numbers, read_lines

ENDINGS = (".mot", ".sto")
_ENTRY = re.compile(r"^\s*(\w+)\s*[=\s]\s*(\S+)\s*$")
#: Names of the counts: OpenSim's and those of older motion files.
_ROWS, _COLUMNS = ("nrows", "datarows"), ("ncolumns", "datacolumns")


def read(path: Path, said: Said) -> Raw:
    """Read a storage file.

    Raises
    ------
    RecordingError
        Without ``endheader``, with other counts than the data, or with cells that are no numbers.
    """
    lines, notes = read_lines(path)
    end = next((k for k, line in enumerate(lines) if line.strip().casefold() == "endheader"), None)
    if end is None:
        raise RecordingError(
            path, len(lines) or 1, None, "no endheader", "a line 'endheader' before the labels"
        )
    header = _header(lines[:end])
    if header.get("datatype", ("double", 0))[0].casefold() != "double":
        value, line = header["datatype"]
        raise RecordingError(path, line, None, f"DataType={value}", "double: one number per column")
    start = next((k for k in range(end + 1, len(lines)) if lines[k].strip()), None)
    if start is None:
        raise RecordingError(path, end + 1, None, "nothing after endheader", "a line of labels, then numbers")
    labels = [label for label in cells(lines[start], said.delimiter) if label]
    if labels[0].casefold() != "time":
        raise RecordingError(path, start + 1, 1, labels[0], "time, the first label", "time")
    rows = body_rows(enumerate(lines[start + 1 :], start=start + 2), said.delimiter)
    for names, found in ((_COLUMNS, len(labels)), (_ROWS, len(rows))):
        for name in names:
            if name in header:
                text, line = header[name]
                notes += check_count(path, name, _count(path, line, name, text), found, said.strict, line)
    labels[1:], more = distinct(labels[1:])
    table, numbered, cut = numbers(path, rows, labels, said.strict)
    degrees = _degrees(path, header)
    return Raw(
        path, table[:, 0], labels[1:], table[:, 1:], [None] * (len(labels) - 1), False, degrees, numbered,
        notes + more + cut,
    )  # fmt: skip


def _header(lines: list[str]) -> dict[str, tuple[str, int]]:
    """Entries in lower case -> (value, line)."""
    found = ((number, _ENTRY.match(line)) for number, line in enumerate(lines, start=1))
    return {entry[1].casefold(): (entry[2], number) for number, entry in found if entry}


def _count(path: Path, line: int, name: str, text: str) -> int:
    if not re.fullmatch(r"\d{1,12}", text, re.ASCII):
        raise RecordingError(path, line, None, f"{name} = {text[:40]}", "a whole number")
    return int(text)


def _degrees(path: Path, header: dict[str, tuple[str, int]]) -> bool | None:
    if "indegrees" not in header:
        return None
    value, line = header["indegrees"]
    if value.casefold() not in ("yes", "no"):
        raise RecordingError(path, line, None, f"inDegrees = {value[:40]}", "yes or no", "inDegrees=yes")
    return value.casefold() == "yes"
