"""Work out one repetition: joint moments, muscle forces and spine loads."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from biolift.cli import output
from biolift.cli.options import add_athlete, athlete_of, describe, trial_of
from biolift.errors import InputError

if TYPE_CHECKING:
    from biolift.nouns.model import Model
    from biolift.nouns.trial import Trial

SUMMARY = "every curve of one repetition, summed up"
TAKES_AXES = True
EXAMPLES = """examples:
  biolift simulate reverse_hyper --load pendulum:60 --tempo 2-0-1-0
  biolift simulate back_extension --load.mass "45 lb" --out rep.nc --figure rep.png
  biolift simulate reverse_hyper --variant swing --load.mass 20 --pose.bottom.hip_flexion "70 deg"
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("movement", metavar="MOVEMENT", help="id (biolift movements) or .toml file")
    parser.add_argument("--variant", metavar="NAME", help="one of its variants")
    parser.add_argument("--load", metavar="KIND:MASS", help='pendulum:60, "plate:45 lb", or a mass alone')
    parser.add_argument("--load.mass", metavar="M", help="the same on the movement's usual equipment")
    parser.add_argument("--tempo", metavar="T", help="seconds of lowering-hold-raising-hold")
    parser.add_argument("--any.path", metavar="V", help="any other place of the trial or the model")
    parser.add_argument("--out", metavar="FILE", help=".nc or .csv")
    parser.add_argument("--figure", metavar="FILE", help="its curves as .png, .pdf or .svg")
    add_athlete(parser)


def run(args: argparse.Namespace) -> int:
    """Compute, print and write."""
    from biolift import viz
    from biolift.io.netcdf import check_path, save
    from biolift.verbs.simulate import simulate

    out = check_path(args.out) if args.out else None
    picture = output.picture_path(args.figure) if args.figure else None
    trial, model = _trial(args)
    ds = simulate(trial, model)
    print(f"{_title(trial)}\n{describe(trial.athlete)}")
    print(f"\n{viz.table(ds)}")
    output.print_scope(ds)
    paths = [save(ds, out)] if out else []
    paths += [output.save_picture(viz.curves(ds), picture)] if picture else []
    if paths:
        output.written(*paths)
    output.print_where_cited(ds, out)
    return 0


def _title(trial: Trial) -> str:
    """What is done, with what, how fast."""
    from biolift.units import mass_text

    loads: list[Any] = list(trial.loads)
    carried = ", ".join(f"{load.kind.replace('_', ' ')} {mass_text(load.mass)}" for load in loads)
    title = trial.movement_resolved.title
    return f"{title}, {carried or 'no added load'}, tempo {trial.tempo_resolved}"


def _trial(args: argparse.Namespace) -> tuple[Trial, Model]:
    from biolift.library.models import models
    from biolift.nouns.paths import with_value

    loaded = any(path.startswith("load.") for path in args.axes)
    trial = trial_of(
        args.movement, athlete_of(args), load=args.load, tempo=args.tempo, variant=args.variant, loaded=loaded
    )
    model = models.standard
    for path, values in args.axes.items():
        if len(values) != 1:
            hint = f"biolift sweep {args.movement} --{path} ..."
            raise InputError(f"--{path}", values, "one value; several make a sweep", hint)
        trial, model = with_value(trial, model, path, values[0])
    return trial, model
