"""Tables of body proportions, one file each in ``data/proportions``, and the catalogue of them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

from biolift.errors import DataFileError, InputError, choice
from biolift.library.catalogue import Catalogue
from biolift.library.sources import DATA, sources
from biolift.nouns.number import Number, Numbers
from biolift.nouns.proportions import SEXES, Proportions, Reach
from biolift.nouns.toml_file import TomlFile
from biolift.nouns.toml_section import Section

COLUMNS = ("sex", "number", "value", "unit", "sd", "low", "high", "source", "note")


def read(path: str | Path, origin: str = "") -> Proportions:
    """Read a table of proportions.

    Parameters
    ----------
    path : str or Path
        A TOML file that names its CSV tables (columns ``sex,number,value,unit,sd,low,high,source,note``; sex
        is male, female or both; with `sd` alone the range is three of them to each side, without it a draw
        is uniform over ``low..high``).
    origin : str
        What to type to get it again.

    Raises
    ------
    DataFileError
        With file and line, for an unknown key, a number that is missing, given twice or out of its range,
        or a source that is not registered.
    """
    top = Section.root(TomlFile.read(path))
    top.only("id", "title", "summary", "masses", "tables", "reach")
    tables = [top.file.path.parent / name for name in top.texts("tables")]
    known = {"assumed", *(source.key for source in sources())}
    numbers = _collected(row for table in tables for row in _rows(table, known))
    return top.build(
        None,
        lambda: Proportions(
            id=top.text("id"),
            title=top.text("title"),
            summary=top.text("summary", ""),
            masses=top.text("masses"),
            male=Numbers.of(numbers["male"]),
            female=Numbers.of(numbers["female"]),
            reach=tuple(_reach(sex, one) for sex, one in top.section("reach", optional=True).children()),
            origin=origin,
        ),
    )


def _reach(sex: str, section: Section) -> Reach:
    section.only("mass", "height")
    return section.build(
        None, lambda: Reach(sex=sex, mass=section.pair("mass"), height=section.pair("height"))
    )


def _rows(table: Path, known: set[str]) -> Iterator[tuple[Path, int, str, str, Number]]:
    """File, line, sex, name and number of every row."""
    try:
        text = table.read_text(encoding="utf-8")
    except OSError as error:
        raise DataFileError(table, None, "file", str(table), f"a readable file ({error})") from None
    reader = csv.DictReader(text.splitlines())
    if tuple(reader.fieldnames or ()) != COLUMNS:
        raise DataFileError(table, 1, "columns", reader.fieldnames, ",".join(COLUMNS))
    for row in reader:
        try:
            sex = choice("sex", row["sex"], (*SEXES, "both"))
            choice("source", row["source"], known)
            yield table, reader.line_num, sex, row["number"], _number(row)
        except InputError as error:
            field = f"{row['number']}.{error.field}"
            raise DataFileError(
                table, reader.line_num, field, error.value, error.allowed, error.hint
            ) from None


def _number(row: dict[str, str]) -> Number:
    given = {}
    for name in ("value", "sd", "low", "high"):
        try:
            given[name] = float(row[name]) if row[name] else None
        except ValueError:
            raise InputError(name, row[name], "a number", f"{name}=0.5") from None
    value, sd, low, high = given["value"], given["sd"], given["low"], given["high"]
    if value is None or (sd is None and (low is None or high is None)):
        raise InputError("value", row["value"], "given with its spread: sd, or low and high", "0.14,1,0.01,,")
    return Number(
        value=value,
        unit=row["unit"],
        low=value - 3.0 * (sd or 0.0) if low is None else low,
        high=value + 3.0 * (sd or 0.0) if high is None else high,
        sd=sd,
        source=row["source"],
        note=row["note"],
    )


def _collected(rows: Iterable[tuple[Path, int, str, str, Number]]) -> dict[str, dict[str, Number]]:
    """Numbers by sex and name; each may be given once."""
    numbers: dict[str, dict[str, Number]] = {sex: {} for sex in SEXES}
    for table, line, sex, name, number in rows:
        for one in SEXES if sex == "both" else (sex,):
            if name in numbers[one]:
                raise DataFileError(table, line, name, number.value, f"given once ({one})")
            numbers[one][name] = number
    return numbers


proportions = Catalogue(
    "proportions", DATA / "proportions", lambda path: read(path, origin=f"bl.proportions.{path.stem}")
)
