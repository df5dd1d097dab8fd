"""The parts of the speed benchmark and its command line."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import speed_growth
import speed_kernels
import speed_limits
import speed_million
import speed_peers
import speed_report
import speed_runs
import speed_sharing
import speed_small
import speed_whole
from speed_clock import Row, machine, sections

RESULTS = Path(__file__).parent / "results"
PARTS = ("kernels", "limits", "growth", "peers", "sharing", "small", "whole", "repetitions", "start-up")
LONG = ("million",)  # only when asked for


def run(part: str, rounds: int) -> list[Row]:
    """Rows of one part."""
    if part == "kernels":
        return speed_kernels.measure(rounds)
    if part == "limits":
        return speed_limits.measure(max(1, rounds // 2))
    if part == "growth":
        return speed_growth.measure(max(1, rounds // 5))
    if part == "peers":
        with tempfile.TemporaryDirectory() as folder:
            return speed_peers.measure(rounds, Path(folder))
    if part == "sharing":
        return speed_sharing.measure(speed_runs.trial(), max(1, rounds // 2))
    if part == "small":
        return speed_small.measure(max(1, rounds // 2)) + speed_small.million()
    if part == "whole":
        return speed_whole.measure(max(1, rounds // 6))
    if part == "million":
        return speed_million.measure()
    if part == "repetitions":
        return speed_runs.repetitions(max(1, rounds // 4))
    return speed_runs.start_up(max(1, rounds // 3), max(1, rounds // 10))


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser("speed.py", description="How fast biolift is, beside other engines.")
    parser.add_argument("--rounds", type=int, default=30, help="rounds of the quick parts (default: 30)")
    parser.add_argument(
        "--only", nargs="+", choices=(*PARTS, *LONG), help="some parts only; prints, and writes with --out"
    )
    parser.add_argument("--out", type=Path, help="folder of the results (default: benchmarks/results)")
    wanted = parser.parse_args()
    found = machine()
    rows: list[Row] = []
    for part in wanted.only or PARTS:
        new = run(part, wanted.rounds)
        rows += new
        for section in sections(new).values():
            print(speed_report.table(section), flush=True)
    if wanted.out or not wanted.only:
        speed_report.write(rows, found, wanted.out or RESULTS)
