"""Judge what is said about training: the table of all claims, or one of them with its whole story.

Every claim is tested on draws of people, of uncertain numbers and of modelling choices. A label says what
this model answers, with its probability; `biolift claims C09 --explain` says why, what would turn it, and
what has been published about it.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING, Any

from biolift.cli import output
from biolift.cli.options import whole

if TYPE_CHECKING:
    from biolift.nouns.verdict import Verdict

#: Columns of the table, and where its last one begins.
WIDTH, INDENT = 100, 39
SUMMARY = "what the model says to statements about training"
EXAMPLES = """examples:
  biolift claims --draws 64
  biolift claims C09 --explain
  biolift claims hanging_decompresses_the_spine my_claim.toml --out verdicts.json
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("claims", metavar="CLAIM", nargs="*", help="ids, keys or .toml files; all by default")
    parser.add_argument("--explain", action="store_true", help="the whole story of each")
    parser.add_argument("--list", action="store_true", help="the statements, without judging")
    parser.add_argument(
        "--draws",
        metavar="N",
        help="draws of people, numbers and choices (2048, or 256 where curves count)",
    )
    parser.add_argument(
        "--flip-draws", metavar="N", help="draws for each way of a modelling choice (256 or 32)"
    )
    parser.add_argument("--seed", metavar="N", help="another sequence of draws (2022)")
    parser.add_argument("--out", metavar="FILE", help=".json with everything, written as claims are judged")


def run(args: argparse.Namespace) -> int:
    """Judge and print; interrupted, what was judged is kept."""
    from biolift.evidence.verdicts import claim_of, judge_all
    from biolift.io.netcdf import check_path
    from biolift.library.claims import claims

    asked = [claim_of(text) for text in args.claims] or list(claims)
    if args.list:
        for claim in asked:
            print(f"{claim.id}  {claim.title} ({claim.key})")
        return 0
    out = check_path(args.out, (".json",)) if args.out else None
    given = {name: getattr(args, name) for name in ("draws", "seed", "flip_draws")}
    numbers = {
        name: None if text is None else whole(f"--{name.replace('_', '-')}", text)
        for name, text in given.items()
    }
    done: list[Verdict] = []
    stopped = False
    if not args.explain:
        print(_lines("id", "label", "probability", "claim, and what decides it"))
    try:
        for verdict in judge_all(asked, **numbers):  # type: ignore[arg-type]
            done.append(verdict)
            explain(verdict) if args.explain else print(row(verdict), flush=True)
            if out:
                _write(out, done)
    except KeyboardInterrupt:
        stopped = True
    _ending(done, len(asked), args.explain)
    if out and done:
        output.written(out)
    if stopped:
        print(f"biolift: stopped; {len(done)} of {len(asked)} claims were judged")
    return 130 if stopped else 0


def _lines(id: str, label: str, probability: str, *told: str) -> str:
    """A row of the table: what is told stands one below the other, each on one line."""
    first, *more = (shorten(text, WIDTH - INDENT, placeholder=" ...") for text in told)
    head = f"{id:<4}{label:<14}{probability:<{INDENT - 18}}{first}"
    return "\n".join([head, *(" " * INDENT + text for text in more)])


def row(verdict: Verdict) -> str:
    """A verdict on two lines."""
    claim, deciding = verdict.claim, verdict.effect
    said = verdict.reasons[0] if deciding is None else f"{deciding.name}: {deciding.effect_text}"
    low, high = verdict.probability_interval
    chance = "" if deciding is None else f"{verdict.probability:.2f} ({low:.2f} to {high:.2f})"
    return _lines(claim.id, verdict.label.replace("_", " "), chance, claim.title, said)


def explain(verdict: Verdict) -> None:
    """The whole story of a verdict."""
    claim = verdict.claim
    print(f"\n{claim}\n{'=' * len(str(claim))}")
    if claim.quote:
        output.paragraph(f'"{claim.quote}" ({claim.said_by})')
    output.paragraph(claim.statement)
    print()
    output.paragraph(verdict.sentence)
    says = {True: "control, ", False: ""}
    tests = [
        f"{says[f.control]}{f.says}: {f.effect_text}, holds in {100 * f.probability:.0f} % of the draws"
        for f in verdict.findings
    ]
    output.bullets(f"Tested on {verdict.draws} draws" if tests else "Tested", tests)
    output.bullets("Why this label", verdict.reasons)
    output.bullets("One modelling choice at a time", (_flip(one) for one in verdict.flips))
    output.bullets("Holding and failing draws differ most in", verdict.depends)
    output.bullets("Published", (_study(one) for one in verdict.studies))
    output.bullets("Assumed", verdict.assumptions)
    output.bullets("Scope", verdict.scope)


def _flip(one: Any) -> str:
    turned = "; the claim goes the other way" if one.flips else ""
    return f"{one.choice}, {one.option}: holds in {100 * one.probability:.0f} % of the draws{turned}"


def _study(one: Any) -> str:
    words = {True: "within the model's interval", False: "outside the model's interval", None: ""}[one.agrees]
    return ", ".join(part for part in (one.id, one.says, one.source, words) if part)


def _ending(done: list[Verdict], asked: int, explained: bool) -> None:
    if not done:
        return
    counts = {label: sum(v.label == label for v in done) for label in dict.fromkeys(v.label for v in done)}
    print("\n" + ", ".join(f"{count} {label.replace('_', ' ')}" for label, count in counts.items()))
    if not explained:
        print(f"How and why: biolift claims {done[0].claim.id} --explain")


def _write(path: Path, done: list[Verdict]) -> None:
    """Everything about the verdicts so far; an older file is replaced only when the new one is complete."""
    from biolift.io.netcdf import replace_file

    table = [_plain(verdict) for verdict in done]
    words = json.dumps(table, indent=1)

    def write(place: Path) -> None:
        place.write_text(words, encoding="utf-8")

    replace_file(path, write)


def _plain(verdict: Verdict) -> dict[str, Any]:
    from dataclasses import asdict, fields

    skipped = {"claim", "findings", "flips", "studies"}
    found = {item.name: getattr(verdict, item.name) for item in fields(verdict) if item.name not in skipped}
    found |= {
        name: [asdict(one) for one in getattr(verdict, name)] for name in ("findings", "flips", "studies")
    }
    claim = verdict.claim
    head = {
        "id": claim.id,
        "key": claim.key,
        "title": claim.title,
        "quote": claim.quote,
        "said_by": claim.said_by,
    }
    return {key: _finite(value) for key, value in {**head, "statement": claim.statement, **found}.items()}


def _finite(value: Any) -> Any:
    """Numbers that are not known become null, which JSON has."""
    if isinstance(value, float):
        return value if abs(value) < float("inf") else None
    if isinstance(value, dict):
        return {key: _finite(one) for key, one in value.items()}
    return [_finite(one) for one in value] if isinstance(value, (list, tuple)) else value
