"""The results as a table for machines, a page and a figure for people."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from speed_clock import Row

from biolift.viz.style import GREY, PALETTE, new_figure, note_under, styled

COLUMNS = "section name unit median p10 p90 ratio against difference rounds note".split()
PAGE = """# Speed

Written by `python benchmarks/speed.py`. Medians, with the 10th and 90th percentile, of rounds in which all
rows of a table took turns (rows with a vector width or of start-up: fresh processes that took turns). A
ratio is the median of the ratios within each round, to the nearest row above that has none. Times carry the
noise of the machine, ratios much less of it. One thread unless said.

{machine}
{tables}
## How to read it

- *In cache*: one block of 64 samples stays in the nearest cache and is worked out again and again; the goal
  for nine segments is 20 ns per sample. Against other engines: a trajectory of 1024 samples for everyone.
- *The machine's own limit*: packed arithmetic instructions are counted in the kernel's machine code; if each
  took as long as a fused multiply-add does here, a sample would take the issue bound.
- Pinocchio, MuJoCo and OpenSim are general engines for three dimensions and return the generalised forces
  of the unloaded motion; ours takes the outside loads and returns every joint reaction too. CasADi, JAX and
  sympy are given the very same law. All agree with ours to the stated difference (relative to the largest
  component) before any is timed.
- *Load sharing*: the matrices of a real repetition, the same problem for both; the difference is that of the
  largest activation. "Samples in a row" begin from the answer before, which is what the library does.
- *Whole repetitions*: a call of the public verbs, with everything that they return.
- *Start-up* is the time of a whole process, from starting the interpreter to its end.
"""


def _number(value: float) -> str:
    if np.isnan(value):
        return ""
    return f"{value:.3g}" if abs(value) < 100 else f"{value:,.0f}"


def _baseline(row: Row) -> str:
    return "" if row.against is None else row.against.name


def write_csv(rows: Sequence[Row], path: Path) -> None:
    """One line per row, floats with six digits."""
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(COLUMNS)
        for row in rows:
            optional = ["" if v is None else f"{v:.6g}" for v in (row.ratio, row.difference)]
            numbers = [f"{v:.6g}" for v in (row.median, *row.spread)]
            middle = [row.section, row.name, row.unit, *numbers, optional[0], _baseline(row), optional[1]]
            out.writerow([*middle, len(row.values), row.note])


def table(rows: Sequence[Row]) -> str:
    """One section as a markdown table."""
    lines = [
        f"## {rows[0].section.capitalize()}",
        "",
        "| | median | 10 % to 90 % | unit | ratio | difference | |",
        "|---|---:|---:|---|---:|---:|---|",
    ]
    for row in rows:
        low, high = map(_number, row.spread)
        spread = f"{low} to {high}" if low else ""
        ratio = "" if row.ratio is None else f"{_number(row.ratio)}"
        away = "" if row.difference is None else f"{row.difference:.1e}"
        cells = [row.name, _number(row.median), spread, row.unit, ratio, away, row.note]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join([*lines, ""])


def sections(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """Rows by section, in their order."""
    out: dict[str, list[Row]] = {}
    for row in rows:
        out.setdefault(row.section, []).append(row)
    return out


def page(rows: Sequence[Row], machine: Mapping[str, str]) -> str:
    """The whole page."""
    described = "\n".join(f"- {name}: {value}" for name, value in machine.items())
    return PAGE.format(machine=described + "\n", tables="\n".join(map(table, sections(rows).values())))


@styled
def figure(rows: Sequence[Row], machine: Mapping[str, str], path: Path) -> None:
    """Medians with 10 to 90 % on a logarithmic axis: inverse dynamics and load sharing, ours in colour."""
    known = sections(rows)
    panels = {
        "inverse dynamics against other engines": "Inverse dynamics, 9 segments [ns per sample]",
        "load sharing": "Load sharing [µs per solve]",
    }
    shown = {name: title for name, title in panels.items() if name in known}
    if not shown:
        return
    canvas, axes = new_figure(1, len(shown), (5.2 * len(shown), 3.4))
    for ax, (name, title) in zip(axes, shown.items(), strict=True):
        bars = [row for row in known[name][::-1] if row.unit]
        for k, row in enumerate(bars):
            colour = PALETTE[0] if "biolift" in row.name else GREY
            ax.plot(row.spread, (k, k), color=colour)
            ax.plot(row.median, k, "o", color=colour)
            times = "" if row.ratio is None else f" ({_number(row.ratio)} ×)"
            ax.text(row.spread[1] * 1.3, k, _number(row.median) + times, va="center", fontsize=8)
        ax.set_yticks(range(len(bars)), [row.name for row in bars])
        ax.set_xscale("log")
        ax.set_xlim(min(row.median for row in bars) / 3, max(row.median for row in bars) * 100)
        ax.set_title(title)
        ax.grid(axis="x")
        ax.grid(visible=False, axis="y")
    note_under(canvas, [f"{machine['processor']}, one thread; medians, lines from 10 to 90 % of the rounds."])
    canvas.savefig(path, metadata={"Software": None})


def write(rows: Sequence[Row], machine: Mapping[str, str], folder: Path) -> None:
    """All three files."""
    folder.mkdir(parents=True, exist_ok=True)
    write_csv(rows, folder / "speed.csv")
    (folder / "speed.md").write_text(page(rows, machine), encoding="utf-8")
    figure(rows, machine, folder / "speed.png")
