"""Print BibTeX of exactly the sources behind a result or a row of the table of agreement, and of biolift."""

from __future__ import annotations

import argparse

from biolift.cli.options import is_file

SUMMARY = "BibTeX of the sources behind a result"
EXAMPLES = """examples:
  biolift cite comparison.nc > sources.bib
  biolift cite de_leva_1996
  biolift cite IDP04
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument(
        "of", metavar="FILE|KEY", nargs="+", help="results (.nc, .zarr), keys of sources, ids of checks"
    )


def run(args: argparse.Namespace) -> int:
    """Print."""
    from biolift.io.cite import cite
    from biolift.io.netcdf import load

    files = [load(text) for text in args.of if is_file(text)]
    keys = [text for text in args.of if not is_file(text)]
    print(cite(files[0]) if len(args.of) == 1 and files else cite([*keys, *_keys(files)]))
    return 0


def _keys(files: list) -> list[str]:
    return [key for ds in files for key in str(ds.attrs.get("sources", "")).split()]
