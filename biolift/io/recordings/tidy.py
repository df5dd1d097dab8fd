"""Columns as they stand in a file to a recording in SI, with names of the vocabulary."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from biolift import units
from biolift.errors import InputError, RecordingError
from biolift.io.recordings.raw import Raw, Said
from biolift.nouns.column import UNIT, Column
from biolift.nouns.column_names import Rule, named, signed
from biolift.nouns.recording import Recording

#: No joint turns further: angles in radians beyond this are degrees that were declared wrongly [rad].
MOST_RADIANS = 4.0 * np.pi
#: Steps shorter than this share of the usual one are none: the instant was written twice.
SAME = 1e-6
_AXIS = re.compile(r"^(.*_[tvpm]?)([xyz])$", re.IGNORECASE)
_KIND_OF = {"rad": "angle", "m": "position", "N": "force", "N m": "moment"}


def recording_of(raw: Raw, rules: tuple[Rule, ...], angles: str | None, said: Said) -> Recording:
    """The recording that a reader's columns are.

    Raises
    ------
    RecordingError
        For times that do not ascend, angles without a unit, or units that do not fit the name.
    """
    if not said.strict:
        _drop_repeated(raw)
    time = _checked_time(raw)
    columns, notes = [], list(raw.notes)
    for at, label in enumerate(raw.labels):
        column, note = _column(raw, at, label, rules, angles)
        columns.append(column)
        notes += [note] if note else []
    columns, turned = _on_axes(columns, said.axes)
    made = Recording(time, tuple(columns), raw.path.name, tuple(notes + turned))
    if not made.regular:
        pace = np.diff(time)
        made = replace(
            made, history=(*made.history, f"uneven instants, {pace.min():.4g} to {pace.max():.4g} s apart")
        )
    return made


def _checked_time(raw: Raw) -> NDArray[np.float64]:
    time = raw.time
    if len(time) < 2:
        raise RecordingError(raw.path, _line(raw, 0), None, f"{len(time)} row", "two or more rows of numbers")
    lost = ~np.isfinite(time)
    if lost.any():
        raise RecordingError(
            raw.path, _line(raw, int(lost.argmax())), "time", "missing", "an instant in every row"
        )
    back = np.diff(time) <= _same(time)
    if back.any():
        at = int(back.argmax()) + 1
        allowed = f"later than {time[at - 1]:g} s in the row before"
        hint = (
            "strict=False to leave out repeated instants"
            if abs(time[at] - time[at - 1]) <= _same(time)
            else ""
        )
        raise RecordingError(raw.path, _line(raw, at), "time", float(time[at]), allowed, hint)
    return time


def _same(time: NDArray[np.float64]) -> float:
    """Difference below which two instants are one [s]."""
    return SAME * float(np.median(np.abs(np.diff(time))))


def _drop_repeated(raw: Raw) -> None:
    """Leave out rows at the instant of the row before."""
    if len(raw.time) < 2 or not np.isfinite(raw.time).all():
        return
    kept = np.concatenate([[True], np.abs(np.diff(raw.time)) > _same(raw.time)])
    lost = int((~kept).sum())
    if lost:
        raw.time, raw.values = raw.time[kept], raw.values[kept]
        raw.lines = [line for line, keep in zip(raw.lines, kept, strict=False) if keep]
        raw.notes.append(f"{lost} rows repeat the instant before and are left out")


def _line(raw: Raw, row: int) -> int | None:
    return raw.lines[row] if row < len(raw.lines) else None


def _column(raw: Raw, at: int, label: str, rules: tuple[Rule, ...], angles: str | None) -> tuple[Column, str]:
    """One column in SI with its name, and what was concluded about it."""
    symbol, values = raw.units[at], raw.values[:, at]
    unit, factor = ("", 1.0) if symbol is None else units.recorded_unit(symbol) or ("", 1.0)
    kind = "marker" if raw.marker else _KIND_OF.get(unit, "other")
    column = Column(label, values * factor, unit, kind)
    if "#" in label and label.partition("#")[0] in raw.labels:
        return column, ""
    column = named(column, rules)
    if column.kind != "other" and symbol is not None and unit != UNIT[column.kind]:
        allowed = f"a unit of {column.kind} ({UNIT[column.kind]})"
        raise RecordingError(raw.path, None, f"{label}", symbol, allowed, f"{label} [{UNIT[column.kind]}]")
    if column.kind == "angle" and symbol is None:
        column = _angle(raw, column, angles)
    if column.kind == "angle":
        _check_angle(raw, column)
    return signed(column, rules)


def _angle(raw: Raw, column: Column, angles: str | None) -> Column:
    """An angle whose unit is declared in the header, or by the caller."""
    declared = {True: "deg", False: "rad", None: None}[raw.degrees]
    if declared is not None and angles is not None and declared != angles:
        allowed = f"left out or {declared!r}: the header says inDegrees={'yes' if raw.degrees else 'no'}"
        raise InputError("angles", angles, allowed, f"angles={declared!r}")
    unit = declared or angles
    if unit is None:
        allowed = "in a declared unit: neither the file nor the call says degrees or radians"
        raise RecordingError(raw.path, None, column.label, "no unit", allowed, "angles='deg' or angles='rad'")
    return replace(column, values=units.radians(column.values)) if unit == "deg" else column


def _check_angle(raw: Raw, column: Column) -> None:
    size = np.nan_to_num(np.abs(column.values))
    if size.max() > MOST_RADIANS:
        at = int(size.argmax())
        value = f"{column.values[at]:.4g} rad"
        allowed = "within two turns; is it in degrees though radians were declared?"
        raise RecordingError(raw.path, _line(raw, at), column.label, value, allowed, "angles='deg'")


def _on_axes(columns: list[Column], axes: str | None) -> tuple[list[Column], list[str]]:
    """Points, forces and moments on axes forward, up and right, from those that the file uses.

    Raises
    ------
    InputError
        For axes that are not three different ones of a right-handed frame, or a triple that lacks one.
    """
    if axes is None or axes.split() == ["x", "y", "z"]:
        return columns, []
    wanted = axes.split()
    letters = [one.lstrip("-") for one in wanted]
    signs = [-1.0 if one.startswith("-") else 1.0 for one in wanted]
    if sorted(letters) != ["x", "y", "z"] or not _right_handed(letters, signs):
        raise InputError("axes", axes, "three axes of a right-handed frame: forward, up, right", "'x z -y'")
    by_label = {column.label: column for column in columns}
    out = []
    for column in columns:
        found = (
            _AXIS.match(column.label) if column.kind in ("marker", "position", "force", "moment") else None
        )
        if found is None:
            out.append(column)
            continue
        at = "xyz".index(found[2].lower())
        origin = found[1] + (letters[at].upper() if found[2].isupper() else letters[at])
        if origin not in by_label:
            raise InputError("axes", axes, f"left out: there is no column {origin} beside {column.label}")
        out.append(replace(column, values=signs[at] * by_label[origin].values))
    return out, [f"axes: forward, up, right are {axes} of the file"]


def _right_handed(letters: list[str], signs: list[float]) -> bool:
    matrix = np.zeros((3, 3))
    for row, (letter, sign) in enumerate(zip(letters, signs, strict=True)):
        matrix[row, "xyz".index(letter)] = sign
    return bool(np.linalg.det(matrix) > 0)
