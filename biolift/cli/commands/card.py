"""A one-page coaching card, as PNG, SVG and Markdown: of a claim, of a comparison, or of a movement."""

from __future__ import annotations

import argparse
from typing import Any

from biolift.cli import output
from biolift.cli.options import add_trial, is_file, trial_and_model, whole
from biolift.errors import InputError

SUMMARY = "a one-page card of a claim, a comparison or a movement"
TAKES_AXES = True
EXAMPLES = """examples:
  biolift card C09 --draws 256
  biolift card comparison.nc --out comparison_card
  biolift card reverse_hyper --load.mass 20 --tempo 2-0-1-1
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("of", metavar="CLAIM|FILE|MOVEMENT", help="a claim, a comparison (.nc) or a movement")
    parser.add_argument("--draws", metavar="N", help="draws (2048 for a claim, 256 for a movement)")
    parser.add_argument("--seed", metavar="N", help="another sequence of draws")
    parser.add_argument("--out", metavar="NAME", help="name of the three files (card)")
    add_trial(parser)


def run(args: argparse.Namespace) -> int:
    """Make and write it."""
    from biolift.io.netcdf import check_path
    from biolift.report.card import card

    check_path(f"{args.out or 'card'}.png", (".png",))
    numbers = {
        name: whole(f"--{name}", getattr(args, name)) for name in ("draws", "seed") if getattr(args, name)
    }
    of, more = _subject(args, numbers)
    made = card(of, **more)
    print(f"{made.contents.title}\n")
    output.paragraph(made.contents.sentence)
    output.bullets("How sure", made.contents.sure)
    output.written(*made.save(args.out or "card"))
    return 0


def _subject(args: argparse.Namespace, numbers: dict[str, Any]):  # type: ignore[no-untyped-def]
    """What the card is about, and what is drawn for it."""
    from biolift.evidence.verdicts import claim_of, judge
    from biolift.io.netcdf import load
    from biolift.library.movements import movements

    if args.of.endswith(".nc"):
        _only_of_a_movement(args)
        return load(args.of), {}
    if args.of.partition("/")[0] in movements or (is_file(args.of) and not _is_claim(args.of)):
        trial, model = trial_and_model(args, args.of)
        return trial, {**numbers, "model": model}
    _only_of_a_movement(args)
    return judge(claim_of(args.of), **numbers), {}


def _only_of_a_movement(args: argparse.Namespace) -> None:
    """Refuse what would be passed over in silence: a claim and a comparison have their own trials."""
    given = [f"--{path}" for path in args.axes]
    given += [f"--{name}" for name in ("load", "variant", "tempo") if getattr(args, name) is not None]
    if given:
        allowed = f"left out, as {args.of} is no movement"
        raise InputError(given[0], args.of, allowed, f"biolift card {args.of}")


def _is_claim(path: str) -> bool:
    """Whether a TOML file describes a claim, not a movement."""
    from biolift.nouns.toml_file import TomlFile

    return path.endswith(".toml") and "said_by" in TomlFile.read(path).table
