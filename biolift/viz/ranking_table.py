"""All movements and what they ask of the body, as plain text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from biolift.viz.ranking import PANELS, checked

if TYPE_CHECKING:
    import xarray as xr

#: Short headings, one word per line.
HEADS = {"extension moment": "extension", "side-bend moment": "bend", "turning moment": "turn"}
HEADS |= {"erector spinae": "erector", "gluteus maximus": "gluteus", "abdominals": "abdomen"}


def ranking_table(ds: xr.Dataset) -> str:
    """A line per movement, load and tempo; the athletes divided by a slash.

    Parameters
    ----------
    ds : xarray.Dataset
        Result of ``overview``.

    Raises
    ------
    InputError
        For another result.
    """
    checked(ds)
    heads = ["", *(HEADS.get(head, head) for head, _, _ in PANELS.values())]
    people = "/".join(str(who) for who in ds["athlete"].values)
    units = [people, *(f"[{unit}]" for _, unit, _ in PANELS.values())]
    groups = [(str(ds["title"].values[m]), list(_rows(ds, m))) for m in range(ds.sizes["movement"])]
    every = [heads, units, *(row for _, rows in groups for row in rows)]
    wide = [max(len(row[i]) for row in every) for i in range(len(heads))]
    lines = [_line(heads, wide), _line(units, wide)]
    lines.append("-" * len(lines[0]))
    for title, rows in groups:
        lines += [title, *(_line(row, wide) for row in rows)]
    if bool((ds["overload"] == 1).any()):
        lines += ["", "* beyond the athlete's strength: muscle forces and spine loads are a lower bound."]
    if "interval" in ds:
        lines += ["", f"± half of the interval that holds {ds.attrs['intervals']}."]
    return "\n".join(line.rstrip() for line in lines)


def _rows(ds: xr.Dataset, m: int) -> Iterator[list[str]]:
    """Rows of one movement; equal ones of a held pose once."""
    here = ds.isel(movement=m)
    numbers = {
        name: f * here[name].transpose("load", "tempo", "athlete") for name, (_, _, f) in PANELS.items()
    }
    half = {name: _half(here, name, f) for name, (_, _, f) in PANELS.items()}
    over = here["overload"].transpose("load", "tempo", "athlete").values
    for i, words in enumerate(here["load_words"].values):
        if not words:
            continue
        held = all(np.array_equal(da[i, 0], da[i, -1], equal_nan=True) for da in numbers.values())
        for t, tempo in enumerate(here["tempo"].values[: 1 if held else None]):
            marks = {name: over[i, t] if f == 1e-3 else 0 * over[i, t] for name, (_, _, f) in PANELS.items()}
            cells = [_cell(da.values[i, t], marks[name], half[name][i, t]) for name, da in numbers.items()]
            yield [f"{words}, {'held' if held else tempo}", *cells]


def _half(here: xr.Dataset, name: str, factor: float) -> np.ndarray:
    """Half of every interval (load, tempo, athlete); NaN where nothing was drawn."""
    if "interval" not in here:
        return np.full([here.sizes[dim] for dim in ("load", "tempo", "athlete")], np.nan)
    ends = factor * here["interval"].sel(shown=name).transpose("load", "tempo", "athlete", "bound").values
    return 0.5 * (ends[..., 1] - ends[..., 0])


def _cell(values: np.ndarray, over: np.ndarray, half: np.ndarray) -> str:
    found = []
    for value, marked, reach in zip(values, over, half, strict=True):
        digits = 0 if abs(value) >= 20 else 1
        told = f"±{reach:.{digits}f}" if np.isfinite(value) and reach >= 0.05 else ""
        found.append(_number(value) + told + ("*" if marked == 1 else ""))
    return "/".join(found)


def _number(value: float) -> str:
    """Whole moments [N m], forces [kN] with one digit; nothing where it is not known."""
    if not np.isfinite(value):
        return "-"
    small = abs(value) < 0.05
    return "0" if small else f"{value:.0f}" if abs(value) >= 20 else f"{value:.1f}"


def _line(cells: list[str], wide: list[int]) -> str:
    first = f"  {cells[0]:<{wide[0]}}"
    return "  ".join([first, *(cell.rjust(w) for cell, w in zip(cells[1:], wide[1:], strict=True))])
