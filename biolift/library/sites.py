"""Sites of the body that carry equipment, from ``data/sites.toml``."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from biolift.errors import choice
from biolift.library.sources import DATA
from biolift.nouns.body import Body, Vector
from biolift.nouns.site import Site
from biolift.nouns.toml_file import TomlFile
from biolift.nouns.toml_section import Section
from biolift.vocabulary import SIDES


@cache
def sites() -> dict[str, Site]:
    """Every site by name.

    Raises
    ------
    DataFileError
        With file and line, when the table cannot be used.
    """
    file = TomlFile.read(DATA / "sites.toml")
    return {name: _site(name, section) for name, section in Section.root(file).children()}


def _site(name: str, section: Section) -> Site:
    section.only("segment", "point", "note")
    words = {key: section.text(key) for key in ("segment", "point", "note")}
    return section.build(None, lambda: Site(name=name, **words))


def site(name: str) -> Site:
    """The site of that name.

    Raises
    ------
    InputError
        For an unknown name, with the nearest spelling.
    """
    return sites()[choice("site", name, sites())]


def site_places(
    name: str, body: Body, sides: str | Iterable[str] = "both", side: str = "right"
) -> list[tuple[str, Vector]]:
    """Segment and point (3,) [m] of a site on each side that carries the load.

    Parameters
    ----------
    name : str
        Name of the site.
    body : Body
        Of the athlete.
    sides : "both", "working", or sides
        ``"working"`` stands for `side` alone.
    side : {"right", "left"}
        The working side.

    Examples
    --------
    >>> from biolift.library.proportions import proportions
    >>> from biolift.nouns.athlete import Athlete
    >>> body = proportions.de_leva.body(Athlete(mass=80.0, height=1.8))
    >>> [segment for segment, _ in site_places("ankle", body)]
    ['foot_r', 'foot_l']
    """
    chosen = {"both": SIDES, "working": (side,)}.get(sides, (sides,)) if isinstance(sides, str) else sides
    return site(name).places(body, chosen)
