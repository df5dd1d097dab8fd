"""Run a movement over a grid of whatever one likes to vary, and keep the summaries.

Ranges are first:last:step, both ends included. A file holds the same: `out` and `figure`, then [trial]
(movement, variant, load, tempo), [athlete] (as in Python) and [axes] ("load.mass" = "0:120:10").
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from biolift.cli import output, sweep_file
from biolift.cli.options import DRAWS, add_athlete, athlete_of, describe, trial_of, whole
from biolift.errors import InputError

if TYPE_CHECKING:
    import xarray as xr

    from biolift.nouns.trial import Trial

SUMMARY = "a movement over loads, tempos, poses or any other number"
TAKES_AXES = True
EXAMPLES = """examples:
  biolift sweep reverse_hyper --load.mass 0:120:10 --tempo 4-1-1-0 2-0-X-0 --out s.nc
  biolift sweep back_extension --pose.bottom.lumbar_flexion "0:40:10 deg" --load.mass 20 --figure s.png
  biolift sweep reverse_hyper --load.mass 20 --numbers.pad_share 0:1:0.25 --athlete.mass 60 80 100
  biolift sweep my_sweep.toml
  biolift sweep deadlift --load.mass 20:140:0.5 --athlete.mass 50:110:0.5 --store runs.zarr --processes 2
"""
#: Longer tables go to the file only.
MOST_ROWS = 60


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("movement", metavar="MOVEMENT", help="id, movement file, or a sweep as .toml")
    parser.add_argument("--variant", metavar="NAME", nargs="+", help="its variants, one or several")
    parser.add_argument("--load", metavar="KIND:MASS", help='pendulum:60, "plate:45 lb", or a mass alone')
    parser.add_argument(
        "--load.mass", metavar="M", nargs="+", help='kg, "45 lb", "50 %%BW" or first:last:step'
    )
    parser.add_argument("--tempo", metavar="T", nargs="+", help="seconds of lowering-hold-raising-hold")
    parser.add_argument(
        "--any.path", metavar="V", nargs="+", help="any other place of the trial or the model"
    )
    parser.add_argument("--out", metavar="FILE", help=".nc or .csv (sweep.nc)")
    parser.add_argument("--figure", metavar="FILE", help="one panel per quantity, as .png, .pdf or .svg")
    parser.add_argument(
        "--draws",
        metavar="N",
        help=f"draws behind every interval ({DRAWS} for a figure of up to {MOST_ROWS} cases, else none)",
    )
    parser.add_argument(
        "--store", metavar="FOLDER", help="runs.zarr: in chunks, goes on where it was stopped (extra zarr)"
    )
    parser.add_argument("--overwrite", action="store_true", help="begin a store that is there anew")
    parser.add_argument("--processes", metavar="N", help="how many work at once (one, with threads)")
    parser.add_argument("--precision", metavar="P", default="float64", help="float64, or float32")
    add_athlete(parser)


def run(args: argparse.Namespace) -> int:
    """Compute, print and write."""
    from biolift.io.netcdf import check_path
    from biolift.verbs.sweep import sweep

    what = sweep_file.read(args) if sweep_file.is_sweep(args.movement) else _typed(args)
    trial, axes = what["trial"], what["axes"]
    out = None if args.store and not what["out"] else check_path(what["out"] or "sweep.nc")
    picture = output.picture_path(what["figure"]) if what["figure"] else None
    few = math.prod(len(list(values)) for values in axes.values()) <= MOST_ROWS
    single = args.precision != "float64"
    usual = DRAWS if picture and few and not args.store and not single else 0
    draws = usual if args.draws is None else whole("--draws", args.draws)
    if draws and single:
        raise InputError("--precision", args.precision, "float64 beside --draws", "--precision float64")
    if draws and (args.store or args.processes):
        hint = "biolift.sample(trial, axes=..., store=...) keeps every draw"
        raise InputError("--draws", draws, "left out beside --store and --processes", hint)
    processes = None if args.processes is None else whole("--processes", args.processes)
    more = {
        "store": args.store, "overwrite": args.overwrite, "processes": processes, "precision": args.precision,
    }  # fmt: skip
    ds = _with_intervals(trial, axes, draws) if draws else sweep(trial, axes, **more)
    return _finish(ds, trial, out, picture, Path(args.store) if args.store else None)


def _with_intervals(trial: Trial, axes: dict[str, Any], draws: int) -> xr.Dataset:
    """The sweep, with intervals of what a comparison shows."""
    from biolift.verbs.compare import compare

    ds = compare([trial], axes, draws=draws).squeeze("movement", drop=True)
    return ds.assign_attrs(title=trial.movement_resolved.title)


def _typed(args: argparse.Namespace) -> dict[str, Any]:
    """Trial and axes of the options; what has one value is no axis."""
    several = {"variant": args.variant or [], "tempo": args.tempo or []}
    one = {name: values[0] if len(values) == 1 else None for name, values in several.items()}
    axes = {**args.axes, **{name: values for name, values in several.items() if len(values) > 1}}
    if not axes:
        hint = f"biolift sweep {args.movement} --load.mass 0:120:10"
        raise InputError("axes", "nothing", "at least one thing that varies", hint)
    loaded = any(path.startswith("load.") for path in axes)
    trial = trial_of(args.movement, athlete_of(args), load=args.load, loaded=loaded, **one)
    return {"trial": trial, "axes": axes, "out": args.out, "figure": args.figure}


def _finish(ds: xr.Dataset, trial: Trial, out: Path | None, picture: Path | None, store: Path | None) -> int:
    from biolift import viz
    from biolift.io.netcdf import save

    print(f"{trial.movement_resolved.title}\n{describe(trial.athlete)}")
    rows = _rows(ds.sizes)
    print(f"\n{viz.table(ds)}" if rows <= MOST_ROWS else f"\n{rows} cases: the table is in the file")
    output.print_scope(ds)
    paths = [store] if store else []
    if out:
        paths.append(save(ds, out))
    if picture:
        paths.append(output.save_picture(viz.comparison(ds), picture))
    output.written(*paths)
    output.print_where_cited(ds, paths[0])
    return output.ending(ds)


def _rows(sizes: Mapping[Any, int]) -> int:
    from biolift.viz.summaries import OWN

    count = 1
    for dim, size in sizes.items():
        count *= 1 if dim in OWN else size
    return count
