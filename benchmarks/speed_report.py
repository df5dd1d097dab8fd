"""The results as a table for machines, and a page for people."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

import speed_figure
from speed_clock import Row, sections, shown

COLUMNS = "section name unit median p10 p90 ratio against difference rounds note".split()
PAGE = """# Speed

Written by `python benchmarks/speed.py`. Medians, with the 10th and 90th percentile, of rounds in which all
rows of a table took turns (rows with a vector width or of start-up: fresh processes that took turns). A
ratio is the median of the ratios within each round, to the nearest row above that has none. Times carry the
noise of the machine, ratios much less of it. One thread unless said.

{machine}
{tables}
## How to read it

- *In cache*: one block of samples stays in the nearest cache and is worked out again and again; the goal
  for nine segments is 20 ns per sample. Against other engines: a trajectory of 1024 samples for everyone.
- *The machine's own limit*: packed arithmetic instructions are counted in the kernel's machine code; if each
  took as long as a fused multiply-add does here, a sample would take the issue bound.
- Pinocchio, MuJoCo and OpenSim are general engines for three dimensions and return the generalised forces
  of the unloaded motion; ours takes the outside loads and returns every joint reaction too. CasADi, JAX and
  sympy are given the very same law. All agree with ours to the stated difference (relative to the largest
  component) before any is timed.
- *Load sharing*: the matrices of a real repetition at one lumbar level, the same problem for everyone; the
  difference is that of the largest activation. "Eight samples at once" is what a batch does, samples that
  the lanes leave over included; "samples in a row" begin from the answer before, which is what a single
  repetition does. The *smaller problem* is that of one side: 4 moments and 18 muscles along 16 lifts.
- *Growth*: ratios to the smallest of a kind. Muscles are merged by group, or split into equal parts.
- *Repetitions per second*: batches with all packing, on the standard model with all its muscles and rows and
  a balance at both lumbar levels. "Draws" draws every uncertain number and choice. Beside them one repetition
  after the other in the reference pipeline, and that pipeline with its compiled stages replaced: by numpy on
  all samples of a repetition, or by plain Python for every sample, with a solver for each. The difference is
  that of peak and mean compression, joint moments and group forces.
- *Whole repetitions*: a call of the public verbs, with everything that they return.
- *Start-up* is the time of a whole process, from starting the interpreter to its end.
"""


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
        low, high = map(shown, row.spread)
        spread = f"{low} to {high}" if low else ""
        ratio = "" if row.ratio is None else f"{shown(row.ratio)}"
        away = "" if row.difference is None else f"{row.difference:.1e}"
        cells = [row.name, shown(row.median), spread, row.unit, ratio, away, row.note]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join([*lines, ""])


def page(rows: Sequence[Row], machine: Mapping[str, str]) -> str:
    """The whole page."""
    described = "\n".join(f"- {name}: {value}" for name, value in machine.items())
    return PAGE.format(machine=described + "\n", tables="\n".join(map(table, sections(rows).values())))


def write(rows: Sequence[Row], machine: Mapping[str, str], folder: Path) -> None:
    """All three files."""
    folder.mkdir(parents=True, exist_ok=True)
    write_csv(rows, folder / "speed.csv")
    (folder / "speed.md").write_text(page(rows, machine), encoding="utf-8")
    speed_figure.draw(rows, machine, folder / "speed.png")
