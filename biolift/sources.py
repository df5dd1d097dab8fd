"""Where numbers come from, and how a source is cited."""

from __future__ import annotations

import re
from dataclasses import dataclass

from biolift.errors import InputError, choice

#: Kind of source -> (BibTeX entry type, field that takes the container).
KINDS = {
    "article": ("article", "journal"),
    "chapter": ("incollection", "booktitle"),
    "book": ("book", "publisher"),
    "report": ("techreport", "institution"),
    "thesis": ("phdthesis", "school"),
    "patent": ("misc", "howpublished"),
    "software": ("misc", "howpublished"),
    "dataset": ("misc", "howpublished"),
    "web": ("misc", "howpublished"),
}
_DOI = re.compile(r"10\.\d{4,9}/\S+", re.ASCII)
_TEXT = ("author", "title", "container", "note", "volume", "pages")
_ESCAPED = str.maketrans({character: f"\\{character}" for character in "&%$#_"})


@dataclass(frozen=True, slots=True)
class Source:
    """A publication, model file, data set or page that numbers were taken from.

    Parameters
    ----------
    key : str
        Short name used in data files, such as ``"de_leva_1996"``.
    author : str
        Names as "Family, Given", joined by " and "; an organisation in braces.
    title : str
    year : int or None
        None where the source states none.
    container : str
        Journal, book, publisher, repository or site.
    doi : str, optional
    doi_verified : bool
        Whether the DOI was read beside the title, not recalled; only then is it printed.
    note : str
        What was read, and how.
    kind : str
        One of :data:`KINDS`.
    volume, pages : str
        For articles and chapters.

    Raises
    ------
    InputError
        For a key, year, kind or DOI that cannot be one.
    """

    key: str
    author: str
    title: str
    year: int | None
    container: str
    doi: str | None = None
    doi_verified: bool = False
    note: str = ""
    kind: str = "article"
    volume: str = ""
    pages: str = ""

    def __post_init__(self) -> None:
        if not (isinstance(self.key, str) and re.fullmatch(r"[a-z][a-z0-9_]*", self.key, re.ASCII)):
            raise InputError("key", self.key, "lower-case letters, digits and _", "'de_leva_1996'")
        choice("kind", self.kind, KINDS)
        for field in _TEXT:
            value = getattr(self, field)
            if not isinstance(value, str) or set(value) & set("\\\n\r"):
                raise InputError(field, value, "text on one line without backslash", "'Smith, A.'")
            if value.count("{") != value.count("}"):
                raise InputError(field, value, "text with matching braces")
        for field in ("author", "title", "container"):
            if not getattr(self, field).strip():
                raise InputError(field, getattr(self, field), "stated", "'Journal of Biomechanics'")
        year_ok = self.year is None or (type(self.year) is int and 1600 <= self.year <= 2100)
        if not year_ok:
            raise InputError("year", self.year, "a whole year from 1600 to 2100, or None", "1996")
        if self.doi is not None and not (isinstance(self.doi, str) and _DOI.fullmatch(self.doi)):
            raise InputError("doi", self.doi, "a DOI without address", "'10.1000/182'")
        if self.doi_verified not in (True, False) or (self.doi_verified and self.doi is None):
            raise InputError("doi_verified", self.doi_verified, "false, or true with a doi", "False")


def bibtex(source: Source) -> str:
    """One BibTeX entry; a DOI that was not verified is left out.

    Examples
    --------
    >>> print(bibtex(Source("a_2000", "Smith, A.", "On lifting", 2000, "J Lift", doi="10.1000/182")))
    @article{a_2000,
      author = {Smith, A.},
      title = {{On lifting}},
      journal = {J Lift},
      year = {2000},
    }
    """
    entry, container = KINDS[source.kind]
    title = source.title.translate(_ESCAPED)
    fields = {
        "author": source.author.translate(_ESCAPED),
        "title": f"{{{title}}}",  # braces keep the capitals of names
        container: source.container.translate(_ESCAPED),
        "year": "" if source.year is None else str(source.year),
        "volume": source.volume.translate(_ESCAPED),
        "pages": source.pages.replace("-", "--"),
        "doi": source.doi if source.doi and source.doi_verified else "",
        "annote": source.note.translate(_ESCAPED),  # for the reader of the file, not for the printed list
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@{entry}{{{source.key},", *lines, "}"])
