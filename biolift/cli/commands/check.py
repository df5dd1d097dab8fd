"""Try a movement out: its file, its sources, the joints' ranges, what holds the body, what can be known."""

from __future__ import annotations

import argparse

from biolift.cli import output
from biolift.cli.options import movement_of

SUMMARY = "whether a movement, your own or the library's, can be trusted"
EXAMPLES = """examples:
  biolift check my_lift.toml
  biolift check reverse_hyper
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("of", metavar="MOVEMENT", nargs="+", help="files (.toml) or ids")


def run(args: argparse.Namespace) -> int:
    """Print what was found; 2 where a movement has a problem."""
    from biolift.verbs.check import check

    good = True
    for text in args.of:
        report = check(text if text.endswith(".toml") else movement_of(text)[0])
        first, *rest = str(report).splitlines()
        print(first)
        for line in rest:
            output.paragraph(line.strip(), "  ")
        good = good and report.ok
    return 0 if good else 2
