"""Agreement with published measurements as plain text."""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING

from biolift.errors import InputError

if TYPE_CHECKING:
    import xarray as xr

HEADS = ("id", "condition", "measured", "predicted", "interval", "ratio", "tolerance", "verdict")
#: Verdicts that count, in the order in which they are told.
SCORED = ("within", "above", "below", "not comparable")
CONDITION = 46


def checked(ds: xr.Dataset) -> xr.Dataset:
    """The Dataset, or an error where it is none of ``agreement``.

    Raises
    ------
    InputError
        For another result.
    """
    if "verdict" not in getattr(ds, "data_vars", ()):
        raise InputError("ds", type(ds).__name__, "a result of agreement", "bl.agreement('wilke_1999')")
    return ds


def number(value: float, unit: str = "") -> str:
    """Three digits, thousands in full; a dash where it is not known."""
    if not math.isfinite(value):
        return "-"
    digits = f"{value:.0f}" if abs(value) >= 1000 else f"{value:.3g}"
    return f"{digits} {'' if unit == '1' else unit}".rstrip()


def counts(ds: xr.Dataset) -> dict[str, int]:
    """How many rows got each of the verdicts that count."""
    said = [str(verdict) for verdict in checked(ds)["verdict"].values]
    return {verdict: said.count(verdict) for verdict in SCORED}


def agreement_table(ds: xr.Dataset, *, every: bool = False) -> str:
    """A line per check, by study, and the count of hits and misses.

    Parameters
    ----------
    ds : xarray.Dataset
        Result of ``agreement``.
    every : bool
        Also numbers that were put in, and the single conditions of a rank correlation.

    Raises
    ------
    InputError
        For another result.
    """
    checked(ds)
    hidden = () if every else ("input", "ranked")
    groups: dict[str, list[tuple[str, ...]]] = {}
    for k, verdict in enumerate(ds["verdict"].values):
        if str(verdict) not in hidden:
            row = ds.isel(check=k)
            groups.setdefault(str(row["study"].item()), []).append(_cells(row))
    every_row = [HEADS, *(row for rows in groups.values() for row in rows)]
    wide = [max(len(row[i]) for row in every_row) for i in range(len(HEADS))]
    lines = [_line(HEADS, wide)]
    lines.append("-" * len(lines[0]))
    for study, rows in groups.items():
        lines += [study, *(_line(row, wide) for row in rows)]
    said = ", ".join(f"{count} {verdict}" for verdict, count in counts(ds).items())
    return "\n".join([*(line.rstrip() for line in lines), "", f"Checks: {said}."])


def _cells(row: xr.Dataset) -> tuple[str, ...]:
    unit = str(row["unit"].item())
    low, high = (float(row[f"predicted_{end}"]) for end in ("low", "high"))
    interval = f"{number(low)} to {number(high)}" if math.isfinite(low) else ""
    return (
        str(row["check"].item()),
        textwrap.shorten(str(row["condition"].item()), CONDITION, placeholder=" ..."),
        f"{row['bound'].item()} {number(float(row['measured']), unit)}".strip(),
        number(float(row["predicted"]), unit),
        interval,
        f"{float(row['ratio']):.2f}" if math.isfinite(float(row["ratio"])) else "",
        str(row["tolerance"].item()),
        str(row["verdict"].item()),
    )


def _line(cells: tuple[str, ...], wide: list[int]) -> str:
    left = (0, 1, 7)
    parts = [
        c.ljust(w) if i in left else c.rjust(w) for i, (c, w) in enumerate(zip(cells, wide, strict=True))
    ]
    return "  " + "  ".join(parts)
