"""What commands print and write at the end."""

from __future__ import annotations

import re
import sys
import textwrap
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import xarray as xr

WIDTH = 96
PICTURES = (".png", ".pdf", ".svg")
_PER_CENT = re.compile(r"(\d+) ?%")


class Picture(Protocol):
    """What can be written as a picture."""

    def savefig(self, fname: Path) -> None:
        """Write it."""


def paragraph(text: str, indent: str = "") -> None:
    """Print text in lines that fit a terminal."""
    print(textwrap.fill(text, WIDTH, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False))


def bullets(title: str, lines: Iterable[str]) -> None:
    """Print a title with one hanging paragraph per line; nothing where there are none."""
    lines = list(dict.fromkeys(line for line in lines if line))
    if lines:
        print(f"\n{title}")
    for line in lines:
        print(
            textwrap.fill(
                line, WIDTH, initial_indent="  - ", subsequent_indent="    ", break_on_hyphens=False
            )
        )


def print_scope(ds: xr.Dataset) -> None:
    """Print what the result cannot say; sentences that differ in a percentage only become one."""
    same: dict[str, list[int]] = {}
    for line in str(ds.attrs.get("scope", "")).splitlines():
        found = _PER_CENT.search(line)
        same.setdefault(_PER_CENT.sub("{}", line, count=1), []).extend([int(found[1])] if found else [])
    bullets("What this cannot say", (_merged(line, shares) for line, shares in same.items()))


def _merged(line: str, shares: list[int]) -> str:
    if not shares:
        return line
    low, high = min(shares), max(shares)
    return line.replace("{}", f"{high} %" if low == high else f"{low} to {high} %")


def print_sources(ds: xr.Dataset, path: Path) -> None:
    """Print the sources of the result, one per line, and how to get them in full."""
    from biolift.io.cite import short_list

    bullets("Sources", short_list(ds))
    if path.suffix == ".nc":
        print(f"  (in full, as BibTeX: biolift cite {path})")


def print_where_cited(ds: xr.Dataset, path: Path | None) -> None:
    """Say how many sources a result rests on, and how to print them."""
    count = len(str(ds.attrs["sources"]).split())
    how = (
        f"biolift cite {path}"
        if path and path.suffix in (".nc", ".zarr")
        else "--out rep.nc keeps them for biolift cite"
    )
    print(f"\nRests on {count} sources: {how}")


def picture_path(path: str | Path) -> Path:
    """A place where a picture can be written, checked before anything is computed."""
    from biolift.io.netcdf import check_path

    return check_path(path, PICTURES)


def save_picture(figure: Picture, path: Path) -> Path:
    """Write a figure; an older file of that name is replaced only when the new one is complete."""
    from biolift.io.netcdf import replace_file

    replace_file(path, lambda place: figure.savefig(place))
    return path


def written(*paths: Path) -> None:
    """Say where files were written."""
    print()
    for path in paths:
        print(f"Written: {path.resolve()}")


def ending(ds: xr.Dataset) -> int:
    """Exit code: 130, with a word, for a result that was interrupted."""
    if "interrupted" not in ds.attrs:
        return 0
    print(f"biolift: stopped; {ds.attrs['interrupted']}; what was done is kept", file=sys.stderr)
    return 130
