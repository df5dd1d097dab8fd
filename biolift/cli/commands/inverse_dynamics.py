"""Work out joint moments, muscle forces and spine loads from a recorded motion.

FILE is an OpenSim .mot or .sto, a .csv, .tsv or .txt table, or a .c3d. Columns are recognised by their names;
--names takes a .toml file for others. Force plates say where they act: --force plate_1=foot_r.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from biolift.cli import output
from biolift.cli.options import add_athlete, athlete_of, describe
from biolift.errors import InputError

if TYPE_CHECKING:
    from biolift.nouns.external_force import ExternalForce
    from biolift.nouns.recording import Recording

SUMMARY = "joint moments, muscle forces and spine loads of a recording"
EXAMPLES = """examples:
  biolift inverse-dynamics squat.mot --mass 80 --height 1.80 --out squat.nc
  biolift inverse-dynamics walk.mot --force plate_1=foot_r plate_2=foot_l --pelvis-point 0.07 0.07
  biolift inverse-dynamics lift.csv --angles deg --cutoff 5 --order 2 --names my_names.toml --figure lift.png
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("file", metavar="FILE", help="the recorded motion")
    parser.add_argument("--names", metavar="FILE", help=".toml file: labels and their names in the library")
    parser.add_argument("--angles", metavar="UNIT", help="deg or rad, where the file does not say")
    parser.add_argument("--cutoff", metavar="HZ", default="6", help="low-pass per pass (6), or none")
    parser.add_argument("--order", metavar="N", type=int, default=2, help="of each of the two passes (2)")
    parser.add_argument("--rate", metavar="HZ", type=float, help="sample again at this rate")
    parser.add_argument("--from", metavar="S", dest="start", type=float, help="begin here [s]")
    parser.add_argument("--to", metavar="S", dest="end", type=float, help="end here [s]")
    parser.add_argument("--forces", metavar="FILE", help="file of the force plates, if not FILE itself")
    parser.add_argument("--force", metavar="PLATE=SEGMENT", nargs="+", help="plate_1=foot_r plate_2=foot_l")
    parser.add_argument(
        "--pelvis-point", metavar="M", nargs=2, type=float,
        help="recorded point of the pelvis from the midpoint of the hips: forward and up [m]; plates need it",
    )  # fmt: skip
    parser.add_argument("--lag", metavar="S", help='of the plates behind the motion [s], or "estimate"')
    parser.add_argument("--axes", metavar="XYZ", help='of the file: forward, up, right, for example "x z -y"')
    parser.add_argument("--loose", action="store_true", help="go by the data where the header counts wrongly")
    parser.add_argument("--out", metavar="FILE", help=".nc, .csv, .parquet, .xlsx or .sto")
    parser.add_argument("--figure", metavar="FILE", help="its curves as .png, .pdf or .svg")
    add_athlete(parser)


def run(args: argparse.Namespace) -> int:
    """Compute, print and write."""
    from biolift import viz
    from biolift.io.netcdf import check_path, save
    from biolift.verbs.inverse_dynamics import inverse_dynamics

    out = check_path(args.out) if args.out else None
    picture = output.picture_path(args.figure) if args.figure else None
    athlete = athlete_of(args)
    take = _prepared(args)
    place: dict[str, Any] = {"pelvis_point": tuple(args.pelvis_point)} if args.pelvis_point else {}
    ds = inverse_dynamics(take, athlete, external_forces=_forces(args), lag=_lag(args.lag), **place)
    print(f"{ds.attrs['title']}\n{describe(athlete)}")
    print(f"\n{viz.table(ds)}")
    output.bullets("What was done to the recording", ds.attrs["processing"].splitlines())
    output.bullets("Columns that were not recognised", [", ".join(take.unmapped)])
    output.print_scope(ds)
    paths = [save(ds, out)] if out else []
    paths += [output.save_picture(viz.curves(ds), picture)] if picture else []
    if paths:
        output.written(*paths)
    output.print_where_cited(ds, out)
    return 0


def _prepared(args: argparse.Namespace) -> Recording:
    """The recording, read and filtered as the options say."""
    from biolift.verbs.prepare import prepare

    take = _read(args, args.file)
    ends = [take.time[k] if given is None else given for k, given in ((0, args.start), (-1, args.end))]
    cutoff = None if args.cutoff == "none" else _number("--cutoff", args.cutoff, "6 or none")
    take = prepare(take, cutoff=cutoff, order=args.order, rate=args.rate, keep_padding=cutoff is not None)
    return take if args.start is None and args.end is None else take.within(*ends)


def _read(args: argparse.Namespace, file: str) -> Recording:
    from biolift.io.recordings import read_recording

    more: dict[str, Any] = {"axes": args.axes} if args.axes else {}
    return read_recording(file, names=args.names, angles=args.angles, strict=not args.loose, **more)


def _forces(args: argparse.Namespace) -> list[ExternalForce] | None:
    """Force plates of the options; None where there are none."""
    from biolift.nouns.external_force import ExternalForce

    if not args.force:
        if args.forces:
            raise InputError("--forces", args.forces, "given with --force", "--force plate_1=foot_r")
        return None
    where = _read(args, args.forces) if args.forces else None
    out = []
    for text in args.force:
        plate, equals, segment = text.partition("=")
        if not (plate and equals and segment):
            raise InputError("--force", text, "PLATE=SEGMENT", "--force plate_1=foot_r plate_2=foot_l")
        out.append(ExternalForce(segment=segment, plate=plate, recording=where))
    return out


def _lag(text: str | None) -> float | str:
    if text is None or text == "estimate":
        return text or 0.0
    return _number("--lag", text, "0.01 or estimate")


def _number(field: str, text: str, hint: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise InputError(field, text, "a number", f"{field} {hint}") from None
