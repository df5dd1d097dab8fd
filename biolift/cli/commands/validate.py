"""Hold the model against published measurements: a table, figures, one file.

Every check has an id to cite (biolift cite IDP04). Misses are shown as hits are. Numbers that were put into
the model, and single conditions of a rank correlation, are left out of the printed table unless --every is
given; the file has all of them.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from biolift.cli import output

if TYPE_CHECKING:
    import xarray as xr

SUMMARY = "the model against published measurements"
EXAMPLES = """examples:
  biolift validate
  biolift validate wilke_1999 wilke_2001
  biolift validate --model cocontraction --out cocontraction.csv
  biolift validate --limits
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument(
        "studies", metavar="STUDY", nargs="*", help="ids of studies or .toml files; all by default"
    )
    parser.add_argument("--model", metavar="NAME", default="standard", help="standard or cocontraction")
    parser.add_argument("--every", action="store_true", help="also numbers put in and ranked conditions")
    parser.add_argument(
        "--limits", action="store_true", help="also list occupational limits of compression (no verdict)"
    )
    parser.add_argument("--out", metavar="FILE", help=".csv or .nc (agreement.csv); figures stand beside it")


def run(args: argparse.Namespace) -> int:
    """Compute, print and write."""
    from biolift import viz
    from biolift.errors import InputError
    from biolift.evidence.agreement import agreement
    from biolift.io.netcdf import check_path, save
    from biolift.library.models import models

    out = check_path(args.out or "agreement.csv")
    ds = agreement(args.studies or None, models[args.model])
    print(viz.agreement_table(ds, every=args.every))
    output.bullets("Why a row is not scored, or what was assumed", _notes(ds))
    if args.limits:
        _print_limits()
    output.print_where_cited(ds, out)
    written: list[Path] = [save(ds, out)]
    figures = {"all": viz.agreement, "ratios": viz.ratios_to_standing, "bland_altman": viz.bland_altman}
    for name, draw in figures.items():
        place = output.picture_path(out.with_name(f"{out.stem}_{name}.png"))
        try:
            figure = draw(ds)
        except InputError:  # too few checks of this kind were asked for
            continue
        written.append(output.save_picture(figure, place))
    output.written(*written)
    return output.ending(ds)


def _notes(ds: xr.Dataset) -> list[str]:
    """What the rows say about themselves."""
    scored = ds["verdict"].values != "input"
    pairs = zip(ds["check"].values[scored], ds["note"].values[scored], strict=True)
    return [f"{check}: {note}" for check, note in pairs if note]


def _print_limits() -> None:
    from biolift.library.studies import occupational_limits

    lines = [f"{title}: {value:g} N ({note})" for title, value, note in occupational_limits()]
    output.bullets("Occupational limits of L5/S1 loads at work, no verdict on training", lines)
