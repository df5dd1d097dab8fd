"""Citations of exactly the sources behind a result, and of biolift."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from biolift.errors import DataFileError, InputError
from biolift.nouns.verdict import Verdict
from biolift.sources import Source, bibtex

if TYPE_CHECKING:
    import xarray as xr

    from biolift.nouns.study import Study

#: A movement file in the text of a trial.
_OWN_FILE = re.compile(r"Movement\.from_toml\((['\"])(.+?)\1\)")


def cite(of: xr.Dataset | Verdict | str | Iterable[str]) -> str:
    """BibTeX of the sources of a result, and of biolift itself.

    Parameters
    ----------
    of : xarray.Dataset, Verdict, str or iterable of str
        A result, a verdict, keys of sources, or ids of rows of the table of agreement (``"IDP04"``).

    Returns
    -------
    str
        One entry per source, by key, biolift last, with its version and the rows; a DOI only where it was
        read beside the title.

    Raises
    ------
    InputError
        For a key or an id that there is none of.

    Examples
    --------
    >>> print(cite("de_leva_1996").splitlines()[0])
    @article{de_leva_1996,
    """
    found, missing = _found(of)
    lost = [f"% {key}: stated in a movement's own file, which was not found" for key in missing]
    return "\n\n".join([*map(bibtex, found), *lost, bibtex(ourselves(of))])


def short_list(of: xr.Dataset | Verdict | str | Iterable[str]) -> list[str]:
    """One line per source: authors, year, where.

    Parameters
    ----------
    of : xarray.Dataset, str or iterable of str
        A result, or keys of sources.
    """
    found, missing = _found(of)
    return [*map(short, found), *(f"{key} (stated in a movement's own file)" for key in missing)]


def short(item: Source) -> str:
    """A source on one line.

    Examples
    --------
    >>> short(Source("a_2000", "Smith, A. and Brown, B. C.", "On lifting", 2000, "J Lift", volume="3"))
    'Smith and Brown 2000, J Lift 3'
    """
    family = [name.split(",")[0].strip("{} ") for name in item.author.split(" and ")]
    many = len(family) > 2 or family[-1] == "others"
    who = f"{family[0]} et al." if many else " and ".join(family)
    year = "" if item.year is None else f" {item.year}"
    return f"{who}{year}, {' '.join(part for part in (item.container, item.volume) if part)}"


def ourselves(of: xr.Dataset | Verdict | str | Iterable[str] = ()) -> Source:
    """Biolift as a source: the version that made the result, or the one installed, with the rows cited."""
    from biolift.verbs.record import biolift_version

    rows = [id for id in _given(of) if _study(id) is not None]
    said = of.version if isinstance(of, Verdict) else getattr(of, "attrs", {}).get("biolift_version")
    made_by = said or biolift_version()
    return Source(
        key="biolift",
        author="{the biolift developers}",
        title="biolift: the biomechanics of strength training",
        year=None,
        container=f"Python package, version {made_by}",
        kind="software",
        note=f"Table of agreement, {', '.join(rows)}" if rows else "",
    )


def _found(of: xr.Dataset | Verdict | str | Iterable[str]) -> tuple[list[Source], list[str]]:
    """Sources by key, each once, and of a result the keys that nothing at hand defines."""
    from biolift.library.sources import source, sources

    own = {item.key: item for item in _own_sources(of)}
    known = {item.key for item in sources()}
    keys = sorted(set(_keys(of)))
    missing = [key for key in keys if key not in known | set(own)] if hasattr(of, "attrs") else []
    return [own[key] if key in own else source(key) for key in keys if key not in missing], missing


def _keys(of: xr.Dataset | Verdict | str | Iterable[str]) -> list[str]:
    attrs = getattr(of, "attrs", None)
    if isinstance(of, Verdict):
        return list(of.sources)
    if attrs is None:
        behind = ((key, _study(key)) for key in _given(of))
        return [key if study is None else study.source.key for key, study in behind]
    if not isinstance(attrs.get("sources"), str):
        allowed = "a result of biolift, which names its sources"
        raise InputError("of", type(of).__name__, allowed, "cite(simulate(trial))")
    return str(attrs["sources"]).split()


def _given(of: xr.Dataset | Verdict | str | Iterable[str]) -> list[str]:
    """Keys and ids as they were typed; none for a result."""
    if isinstance(of, Verdict) or hasattr(of, "attrs"):
        return []
    return of.split() if isinstance(of, str) else [str(key) for key in of]


def _study(id: str) -> Study | None:
    """The study behind a row of the table of agreement, None for anything else."""
    from biolift.library.studies import not_reproduced, studies

    if id.islower() and "/" not in id:  # a source's key
        return None
    found = studies.behind(id)
    return studies.study_of(id) if found is None and id in not_reproduced() else found  # which says why not


def _own_sources(of: xr.Dataset | Verdict | str | Iterable[str]) -> Iterable[Source]:
    """Sources that movements and studies define themselves, and those of the files that a result names."""
    from biolift.library.movements import movements
    from biolift.library.studies import studies
    from biolift.nouns.movement import Movement

    for movement in movements:
        yield from movement.sources
    yield from (study.source for study in studies)
    for _, path in _OWN_FILE.findall(str(getattr(of, "attrs", {}).get("trial", ""))):
        try:
            yield from Movement.from_toml(path).sources
        except DataFileError:
            continue
