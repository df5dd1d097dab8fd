"""The results as a figure for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from speed_clock import Row, sections, shown

from biolift.viz.style import DASHES, GREY, MARKERS, PALETTE, new_figure, note_under, styled

#: Sections with one bar per row.
BARS = {
    "inverse dynamics against other engines": "Inverse dynamics, 9 segments [ns per sample]",
    "load sharing": "Load sharing, standard model [µs]",
    "load sharing, smaller problem": "Load sharing, 4 moments, 18 muscles [µs]",
}
RATES, GROWTH = "repetitions per second", "growth"
WIDTH, HEIGHT = 6.2, 3.7  # of a panel [inch]


def _bars(ax: Any, rows: Sequence[Row], title: str) -> None:
    """Medians with 10 to 90 % on a logarithmic axis, ours in colour."""
    bars = [row for row in rows[::-1] if row.unit]
    for k, row in enumerate(bars):
        colour = PALETTE[0] if "biolift" in row.name else GREY
        ax.plot(row.spread, (k, k), color=colour)
        ax.plot(row.median, k, "o", color=colour)
        times = "" if row.ratio is None else f" ({shown(row.ratio)} ×)"
        ax.text(row.spread[1] * 1.3, k, shown(row.median) + times, va="center", fontsize=8)
    ax.set_xlim(min(row.median for row in bars) / 3, max(row.median for row in bars) * 300)
    _lines(ax, [row.name for row in bars], title)


def _lines(ax: Any, names: Sequence[str], title: str) -> None:
    ax.set_yticks(range(len(names)), names)
    ax.set_ylim(-0.6, len(names) - 0.4)
    ax.set_xscale("log")
    ax.set_title(title)
    ax.grid(axis="x")
    ax.grid(visible=False, axis="y")


def _rates(ax: Any, rows: Sequence[Row]) -> None:
    """One line per way of working, a mark per movement."""
    found: dict[str, dict[str, float]] = {}
    for row in rows:
        movement, _, way = row.name.partition(": ")
        if row.unit:
            found.setdefault(movement, {})[way] = row.median
    ways = list(dict.fromkeys(way for rates in found.values() for way in rates))[::-1]
    marks = zip(found.items(), PALETTE, MARKERS, strict=False)
    for (movement, rates), colour, marker in marks:
        places = [ways.index(way) for way in rates]
        ax.plot(list(rates.values()), places, marker, color=colour, label=movement, alpha=0.85)
    _lines(ax, [way.replace(", all samples", ",\nall samples") for way in ways], "Repetitions per second")
    ax.legend(loc="lower right")


def _growth(ax: Any, rows: Sequence[Row]) -> None:
    """Cost over size, both over those of the smallest; a line in proportion to lead the eye."""
    kinds: dict[str, list[tuple[float, Row]]] = {}
    for row in rows:
        if row.size is not None:
            kinds.setdefault(row.name.rpartition(": ")[0], []).append((row.size, row))
    most = 1.0
    for k, (kind, found) in enumerate(kinds.items()):
        size = np.array([n for n, _ in found]) / found[0][0]
        cost = [1.0, *(row.ratio for _, row in found[1:])]
        style = f"{MARKERS[k % len(MARKERS)]}{DASHES[k % len(DASHES)]}"
        span = f"{found[0][0]:,.0f} to {found[-1][0]:,.0f}"
        ax.plot(size, cost, style, color=PALETTE[k], label=f"{span} {kind}")
        most = max(most, size[-1])
    ax.plot((1.0, most), (1.0, most), color=GREY, linewidth=0.8, label="in proportion")
    ax.set_xscale("log")
    ax.set_yscale("log")
    ax.set_xlabel("size over the smallest")
    ax.set_title("Cost over that of the smallest")
    ax.set_ylim(top=20.0 * most)  # room for the legend
    ax.legend(loc="upper left", fontsize=8)


@styled
def draw(rows: Sequence[Row], machine: Mapping[str, str], path: Path) -> None:
    """A panel per section that has numbers."""
    known = {name: part for name, part in sections(rows).items() if any(row.unit for row in part)}
    panels = [name for name in (*BARS, RATES, GROWTH) if name in known]
    if not panels:
        return
    columns = min(2, len(panels))
    height = -(-len(panels) // columns)
    canvas, axes = new_figure(height, columns, (WIDTH * columns, HEIGHT * height))
    for ax, name in zip(axes, panels, strict=False):
        if name in BARS:
            _bars(ax, known[name], BARS[name])
        else:
            (_rates if name == RATES else _growth)(ax, known[name])
    for ax in axes[len(panels) :]:
        ax.set_axis_off()
    said = "medians, lines from 10 to 90 % of the rounds; one thread unless said; ×: times the first"
    note_under(canvas, [f"{machine['processor']}: {said}."])
    canvas.savefig(path, metadata={"Software": None})
