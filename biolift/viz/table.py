"""Results as a table: plain text for a terminal, HTML for a page or a notebook."""

from __future__ import annotations

import itertools
import math
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

from biolift.viz.lines import lines_of
from biolift.viz.summaries import (
    NO_INTERVALS,
    beyond_strength,
    chosen,
    definitions,
    interval_words,
    intervals,
    slack_notes,
    sweep_dims,
    warnings_of,
)
from biolift.viz.words import SweepAxis, bracketed, capital, long_name, member, shown, sweep_axis
from biolift.vocabulary import JOINT_ACTION

if TYPE_CHECKING:
    import xarray as xr

#: What a repetition is summed up by.
OF_A_REPETITION = (
    "lumbar_extension_moment",
    "compression",
    "anterior_shear",
    "joint_moment",
    "group_force",
    "equipment_tension",
)
#: Widest heading of a column, in letters.
_WIDE = 9


@dataclass(frozen=True)
class Rows:
    """A table before it gets its form: headings with units, then groups of rows under a title."""

    heads: list[tuple[str, str]]
    groups: list[tuple[str, list[list[str]]]]
    notes: list[str]


def table(ds: xr.Dataset, report: Sequence[str] | None = None) -> str:
    """A result as plain text.

    Parameters
    ----------
    ds : xarray.Dataset
        Result of ``compare`` or ``sweep``, one row per case; or of ``simulate``, one row per curve.
    report : sequence of str, optional
        Addresses such as ``"peak_compression[L5/S1]"``; of a repetition, names of curves.

    Returns
    -------
    str
        Numbers marked ``*`` are beyond the athlete's strength, as the last lines say.

    Raises
    ------
    InputError
        For an unknown address.
    """
    rows = _rows(ds, report)
    heads = [
        [*textwrap.wrap(words, _WIDE, break_long_words=False), bracketed(unit)] for words, unit in rows.heads
    ]
    height = max(len(head) for head in heads)
    heads = [[""] * (height - len(head)) + head for head in heads]
    body = [row for _, group in rows.groups for row in group]
    widths = [max(map(len, [*head, *(row[i] for row in body)])) for i, head in enumerate(heads)]
    words = [all(not _is_number(row[i]) for row in body) for i in range(len(heads))]
    lines = [_line([head[i] for head in heads], widths, words) for i in range(height)]
    lines.append("-" * max(map(len, lines)))
    for title, group in rows.groups:
        lines += [title] if title else []
        lines += [_line(row, widths, words) for row in group]
    notes = [
        line
        for note in rows.notes
        for line in textwrap.wrap(note, 96, subsequent_indent="  ", break_on_hyphens=False)
    ]
    return "\n".join(line.rstrip() for line in [*lines, *([""] if notes else []), *notes])


def html(ds: xr.Dataset, report: Sequence[str] | None = None) -> str:
    """The same table as HTML without style sheet.

    Parameters
    ----------
    ds, report
        As for :func:`table`.
    """
    rows = _rows(ds, report)
    heads = "".join(f"<th>{escape(f'{words} {bracketed(unit)}'.strip())}</th>" for words, unit in rows.heads)
    out = [f"<table>\n<thead><tr>{heads}</tr></thead>\n<tbody>"]
    for title, group in rows.groups:
        if title:
            out.append(f'<tr><th colspan="{len(rows.heads)}" align="left">{escape(title)}</th></tr>')
        for row in group:
            cells = "".join(f'<td align="{_side(cell)}">{escape(cell.strip())}</td>' for cell in row)
            out.append(f"<tr>{cells}</tr>")
    out.append("</tbody>\n</table>")
    out += [f"<p>{escape(note)}</p>" for note in rows.notes]
    return "\n".join(out)


def number(value: float) -> str:
    """Three significant digits, whole from 100 on; nothing where it is not known."""
    if not math.isfinite(value):
        return "-"
    return f"{value:.0f}" if abs(value) >= 99.95 else f"{value:.3g}"


def _rows(ds: xr.Dataset, report: Sequence[str] | None) -> Rows:
    return _of_curves(ds, report) if "progress" in ds.dims else _of_summaries(ds, report)


def _of_summaries(ds: xr.Dataset, report: Sequence[str] | None) -> Rows:
    """One row per case, the movements as groups."""
    columns = chosen(ds, report)
    spread = intervals(ds, report)
    over, said = beyond_strength(ds)
    dims = sweep_dims(ds)
    grouped = dims[:1] == ["movement"]
    inner = dims[1:] if grouped else dims
    axes = [sweep_axis(ds[dim]) for dim in inner]
    heads = [(axis.words, axis.unit) for axis in axes]
    heads += [(head, shown(da.attrs.get("units", ""))[1]) for head, da in columns.items()]
    groups = []
    for name in ds["movement"].values if grouped else [None]:
        rows = []
        for at, cells in _points(axes, ds, inner):
            place = {**at, **({"movement": name} if grouped else {})}
            mark = "*" if over is not None and bool(over.sel(place)) else " " if said else ""
            factors = [shown(da.attrs.get("units", ""))[0] for da in columns.values()]
            values = [f * float(da.sel(place)) for f, da in zip(factors, columns.values(), strict=True)]
            reach = _half_widths(spread, list(columns), place, factors)
            rows.append([*cells, *(number(v) + mark + r for v, r in zip(values, reach, strict=True))])
        groups.append((capital(member("movement", name)) if grouped else "", rows))
    notes = [f"* {said}."] if said else []
    if spread:
        draws, _, lost = interval_words(ds)
        notes += [f"± half of the interval that holds {draws}.", *lost, *_model_note(ds)]
    else:
        notes += [NO_INTERVALS]
    notes += [f"{capital(line)}." for line in slack_notes(ds)]
    return Rows(heads, groups, [*notes, *definitions(ds, list(columns.values()))])


def _half_widths(
    spread: dict[str, xr.DataArray], heads: Sequence[str], place: dict[str, Any], factors: Sequence[float]
) -> list[str]:
    """Half of every interval at one place, as text; nothing where nothing was drawn."""
    out = []
    for head, factor in zip(heads, factors, strict=True):
        if head not in spread:
            out.append("")
            continue
        low, high = (float(spread[head].sel({**place, "bound": bound})) for bound in ("low", "high"))
        out.append(f" ±{number(0.5 * factor * (high - low))}")
    return out


def _model_note(ds: xr.Dataset) -> list[str]:
    """How far the modelling choices move the numbers, at most."""
    found = ds["interval"]
    low, high = (found.sel(bound=bound) for bound in ("model_low", "model_high"))
    middle = 0.5 * (abs(high) + abs(low))
    share = ((high - low) / middle.where(middle > 0)).max("shown", skipna=True)
    if not bool(np.isfinite(share).any()):
        return []
    return [f"Modelling choices, one at a time, span up to {100 * float(share.max()):.0f} % of a number."]


def _of_curves(ds: xr.Dataset, report: Sequence[str] | None) -> Rows:
    """One row per curve: peak, mean, when, unit."""
    rows = []
    time = ds["time"].values
    for name in report if report is not None else [n for n in OF_A_REPETITION if n in ds]:
        da = ds[name]
        factor, unit = shown(da.attrs.get("units", ""))
        lines, common = lines_of(da)
        for line in lines:
            said = ", ".join(text for text in (_curve_words(da, line.label), *common[:1]) if text)
            values = factor * line.values
            peak = int(np.nanargmax(values))
            mean = float(np.trapezoid(values, time) / (time[-1] - time[0]))
            rows.append([capital(said), number(values[peak]), number(mean), f"{time[peak]:.2f}", unit])
    heads = [("", ""), ("peak", ""), ("mean", ""), ("peak at", "s"), ("unit", "")]
    return Rows(heads, [("", rows)], warnings_of(ds))


def _curve_words(da: xr.DataArray, label: str) -> str:
    """Words for one curve of a repetition."""
    first = label.split(", ")[0]
    if da.name == "joint_moment" and first in JOINT_ACTION:
        return f"{first} {JOINT_ACTION[first]} moment{label[len(first) :]}"
    if da.name == "group_force":
        return f"{label} force"
    return f"{long_name(da)}, {label}" if label else long_name(da)


def _points(axes: Sequence[SweepAxis], ds: xr.Dataset, dims: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """Every case: where it stands, and its labels."""
    every = [
        list(zip(ds[dim].values, axis.labels, strict=True)) for dim, axis in zip(dims, axes, strict=True)
    ]
    for point in itertools.product(*every):
        yield dict(zip(dims, (value for value, _ in point), strict=True)), [label for _, label in point]


def _is_number(cell: str) -> bool:
    text = cell.partition("±")[0].strip("* ")
    return text == "-" or text.replace(".", "", 1).lstrip("-").replace("e+", "").isdigit()


def _side(cell: str) -> str:
    return "right" if _is_number(cell) else "left"


def _line(cells: Sequence[str], widths: Sequence[int], words: Sequence[bool]) -> str:
    """One line; columns of words stand left, numbers right."""
    placed = [
        cell.ljust(width) if word else cell.rjust(width)
        for cell, width, word in zip(cells, widths, words, strict=True)
    ]
    return "  " + "  ".join(placed)
