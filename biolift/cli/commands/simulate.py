"""Work out one repetition: joint moments, muscle forces and spine loads."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from biolift.cli import output
from biolift.cli.options import add_trial, describe, trial_and_model, whole

if TYPE_CHECKING:
    from biolift.nouns.trial import Trial

#: Draws behind the bands of the figure, each a whole repetition with its curves.
DRAWS = 32
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
    parser.add_argument("--out", metavar="FILE", help=".nc or .csv")
    parser.add_argument("--figure", metavar="FILE", help="its curves as .png, .pdf or .svg")
    parser.add_argument("--draws", metavar="N", help=f"draws behind its bands ({DRAWS}; 0 for none)")
    add_trial(parser)


def run(args: argparse.Namespace) -> int:
    """Compute, print and write."""
    from biolift import viz
    from biolift.io.netcdf import check_path, save
    from biolift.verbs.sample_curves import sample_curves
    from biolift.verbs.simulate import simulate

    out = check_path(args.out) if args.out else None
    picture = output.picture_path(args.figure) if args.figure else None
    trial, model = trial_and_model(args, args.movement)
    draws = DRAWS if args.draws is None else whole("--draws", args.draws)
    ds = simulate(trial, model)
    print(f"{_title(trial)}\n{describe(trial.athlete)}")
    print(f"\n{viz.table(ds)}")
    output.print_scope(ds)
    paths = [save(ds, out)] if out else []
    if picture:
        cloud = sample_curves(trial, draws, model=model) if draws else None
        paths.append(output.save_picture(viz.curves(ds, cloud=cloud), picture))
    if paths:
        output.written(*paths)
    output.print_where_cited(ds, out)
    return 0


def _title(trial: Trial) -> str:
    """What is done, with what, how fast."""
    from biolift.nouns.trial import load_text

    carried = ", ".join(map(load_text, trial.loads))
    title = trial.movement_resolved.title
    return f"{title}, {carried or 'no added load'}, tempo {trial.tempo_resolved}"
