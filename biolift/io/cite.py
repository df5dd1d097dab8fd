"""Citations of exactly the sources behind a result, and of biolift."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from biolift.errors import InputError
from biolift.sources import Source, bibtex

if TYPE_CHECKING:
    import xarray as xr


def cite(of: xr.Dataset | str | Iterable[str]) -> str:
    """BibTeX of the sources of a result, and of biolift itself.

    Parameters
    ----------
    of : xarray.Dataset, str or iterable of str
        A result, or keys of sources.

    Returns
    -------
    str
        One entry per source, by key, biolift last; a DOI only where it was read beside the title.

    Raises
    ------
    InputError
        For an unknown key.

    Examples
    --------
    >>> print(cite("de_leva_1996").splitlines()[0])
    @article{de_leva_1996,
    """
    return "\n\n".join(bibtex(item) for item in [*sources_of(of), ourselves(of)])


def short_list(of: xr.Dataset | str | Iterable[str]) -> list[str]:
    """One line per source: authors, year, title, where.

    Parameters
    ----------
    of : xarray.Dataset, str or iterable of str
        A result, or keys of sources.
    """
    return [short(item) for item in sources_of(of)]


def sources_of(of: xr.Dataset | str | Iterable[str]) -> list[Source]:
    """The sources of a result, or those with the given keys, each once and by key.

    Raises
    ------
    InputError
        For an unknown key, or a Dataset that names no sources.
    """
    from biolift.library.sources import source

    own = {item.key: item for item in _of_movements()}
    return [own[key] if key in own else source(key) for key in sorted(set(_keys(of)))]


def short(item: Source) -> str:
    """A source on one line.

    Examples
    --------
    >>> short(Source("a_2000", "Smith, A. and Brown, B. C.", "On lifting", 2000, "J Lift", volume="3"))
    'Smith and Brown 2000. On lifting. J Lift 3'
    """
    family = [name.split(",")[0].strip("{} ") for name in item.author.split(" and ")]
    who = (
        family[0] if len(family) == 1 else " and ".join(family) if len(family) == 2 else f"{family[0]} et al."
    )
    year = "" if item.year is None else f" {item.year}"
    where = " ".join(part for part in (item.container, item.volume) if part)
    return f"{who}{year}. {item.title}. {where}"


def ourselves(of: xr.Dataset | str | Iterable[str] = ()) -> Source:
    """Biolift as a source: the version that made the result, or the one installed."""
    from biolift.verbs.record import biolift_version

    made_by = getattr(of, "attrs", {}).get("biolift_version") or biolift_version()
    return Source(
        key="biolift",
        author="{the biolift developers}",
        title="biolift: the biomechanics of strength training",
        year=None,
        container=f"Python package, version {made_by}",
        kind="software",
    )


def _keys(of: xr.Dataset | str | Iterable[str]) -> list[str]:
    attrs = getattr(of, "attrs", None)
    if attrs is None:
        return of.split() if isinstance(of, str) else [str(key) for key in of]
    if not isinstance(attrs.get("sources"), str):
        allowed = "a result of biolift, which names its sources"
        raise InputError("of", type(of).__name__, allowed, "cite(simulate(trial))")
    return str(attrs["sources"]).split()


def _of_movements() -> Iterable[Source]:
    """Sources that movements of the library define themselves."""
    from biolift.library.movements import movements

    return (item for movement in movements for item in movement.sources)
