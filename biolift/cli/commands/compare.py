"""Compare movements over loads and tempos: a table, one figure, one netCDF file.

With no further word: the reverse hyper against the back extension at three loads and two tempos.
With --all: every movement of the library, done by a man and a woman.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from biolift.cli import output
from biolift.cli.options import DRAWS, add_athlete, athlete_of, describe, pair_of, trial_of, whole
from biolift.errors import InputError

if TYPE_CHECKING:
    from biolift.nouns.trial import Trial

SUMMARY = "movements side by side over loads and tempos (start here)"
TAKES_AXES = True
EXAMPLES = """examples:
  biolift compare
  biolift compare --load.mass 0:40:10 --tempo 3-1-1-0
  biolift compare --mass "180 lb" --height "5 ft 11 in" --training untrained
  biolift compare --all
  biolift compare reverse_hyper reverse_hyper/swing --load.mass 20 --tempo 1-0-1-0 --out swing.nc
"""
MOVEMENTS = ["reverse_hyper", "back_extension"]
LOADS = [0.0, 20.0, 40.0]
TEMPOS = ["2-0-1-1", "1-0-X-0"]


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument(
        "movements", metavar="MOVEMENT", nargs="*", help="ids (biolift movements) or .toml files"
    )
    parser.add_argument("--all", action="store_true", help="every movement, ranked by what it asks")
    parser.add_argument(
        "--load.mass", metavar="M", nargs="+", help='kg, "45 lb", "50 %%BW" or first:last:step'
    )
    parser.add_argument("--tempo", metavar="T", nargs="+", help="seconds of lowering-hold-raising-hold")
    parser.add_argument("--any.path", metavar="V", nargs="+", help="vary anything else, as in biolift sweep")
    parser.add_argument(
        "--draws", metavar="N", help=f"draws behind every interval ({DRAWS}; with --all 0, which is none)"
    )
    parser.add_argument("--out", metavar="FILE", help=".nc or .csv (comparison.nc, comparison_all.nc)")
    parser.add_argument(
        "--figure", metavar="FILE", help=".png, .pdf, .svg (comparison.png, comparison_all.png)"
    )
    add_athlete(parser)


def run(args: argparse.Namespace) -> int:
    """Compute, print and write."""
    from biolift import viz
    from biolift.io.netcdf import check_path, save
    from biolift.verbs.compare import compare

    if args.all:
        return _run_all(args)
    out = check_path(args.out or "comparison.nc")
    picture = output.picture_path(args.figure or "comparison.png")
    athlete = athlete_of(args)
    draws = DRAWS if args.draws is None else whole("--draws", args.draws)
    axes = {"load.mass": LOADS, **args.axes, "tempo": args.tempo or TEMPOS}
    names = args.movements or MOVEMENTS
    trials = [trial_of(name, athlete, load=None, tempo=None, variant=None, loaded=True) for name in names]
    title, rule = _title(trials), _rule(trials)
    ds = compare(trials, axes, draws=draws).assign_attrs(title=title, equating=rule)
    print(f"{title}\n{describe(athlete)}")
    output.paragraph(rule)
    print(f"\n{viz.table(ds)}")
    output.print_scope(ds)
    output.print_sources(ds, out)
    figure = viz.comparison(ds, title=f"{title} ({describe(athlete)})", note=rule)
    output.written(output.save_picture(figure, picture), save(ds, out))
    return output.ending(ds)


def _run_all(args: argparse.Namespace) -> int:
    """Every movement: a table, a ranking, one file."""
    from biolift import viz
    from biolift.io.netcdf import check_path, save
    from biolift.verbs.overview import overview

    if args.movements or args.axes:
        given = args.movements[0] if args.movements else f"--{next(iter(args.axes))}"
        raise InputError(
            "--all", given, "left out: --all takes every movement at its own loads", "biolift compare --all"
        )
    out = check_path(args.out or "comparison_all.nc")
    picture = output.picture_path(args.figure or "comparison_all.png")
    people = pair_of(args)
    draws = 0 if args.draws is None else whole("--draws", args.draws)
    ds = overview(people, tempos=args.tempo or TEMPOS, draws=draws)
    print("\n".join(describe(athlete) for athlete in people.values()))
    print(f"\n{viz.ranking_table(ds)}")
    output.bullets("Not reached by this body", ds.attrs["refused"].splitlines())
    rule = "Largest values of one repetition at L5/S1; muscles: both sides together. Loads are those of each "
    print()
    output.paragraph(f"{rule}movement's first equipment; biolift simulate MOVEMENT says what it cannot say.")
    output.print_where_cited(ds, out)
    output.written(output.save_picture(viz.ranking(ds), picture), save(ds, out))
    return 0


def _title(trials: list[Trial]) -> str:
    titles = [trial.movement_resolved.title for trial in trials]
    return (
        titles[0]
        if len(titles) == 1
        else " against ".join([titles[0], *(t[:1].lower() + t[1:] for t in titles[1:])])
    )


def _rule(trials: list[Trial]) -> str:
    """How the loads are made equal, and what each is."""
    from biolift.library.equipment import load_numbers

    said = []
    for trial in trials:
        fitting = trial.fittings[0]
        own = load_numbers(fitting.load)
        extra = f", whose own {own.at('empty_mass'):g} kg come on top" if "empty_mass" in own else ""
        kind = fitting.load.kind.replace("_", " ")
        said.append(f"{trial.movement_resolved.title}: {kind} at the {fitting.site.replace('_', ' ')}{extra}")
    return f"Loads are equated by added mass (another rule gives other ratios). {'; '.join(said)}."
