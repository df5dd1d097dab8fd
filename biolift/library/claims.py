"""Claims, one file each in ``data/claims``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import Any

from biolift import equipment
from biolift.errors import DataFileError, InputError, choice
from biolift.library.bands import bands
from biolift.library.catalogue import Catalogue, UnknownMember
from biolift.library.movements import movements
from biolift.library.quantities import curve_of, quantity
from biolift.library.sources import DATA, sources
from biolift.library.verdicts import people
from biolift.nouns.claim import OWN, Claim, Match, Test
from biolift.nouns.movement import Movement
from biolift.nouns.paths import with_value
from biolift.nouns.toml_file import TomlFile
from biolift.nouns.toml_section import Section
from biolift.nouns.trial import Trial
from biolift.nouns.values import Values

_KEYS = (
    *("id", "key", "title", "said_by", "quote", "statement", "scope", "assumptions", "studies", "compare"),
    *("out_of_scope", "trials", "series", "tests"),
)
_TEST = (
    "name",
    "says",
    "relation",
    "quantity",
    "take",
    "of",
    "than",
    "series",
    "by",
    "low",
    "high",
    "within",
    "control",
)
_TRIAL = ("movement", "variant", "side", "tempo", "load", "pose", "numbers", "athlete", "like", "match")
PLACE = "progress_of_peak_"
#: A name with its members, as it stands in what a test measures.
WORD = re.compile(r"[a-z_](?:[a-z0-9_]|\.(?=\d))*(?:\[[^\]]*\])?")


def read_claim(path: Path, origin: str = "") -> Claim:
    """Read a claim.

    Parameters
    ----------
    path : Path
    origin : str
        What to type to get it again.

    Raises
    ------
    DataFileError
        With file and line, for an unknown key, source, quantity, movement or relation, a trial that cannot
        be made, or a test that names what is not there.
    """
    top = Section.root(TomlFile.read(path))
    top.only(*_KEYS)
    said_by = top.text("said_by")
    known = [*(source.key for source in sources()), OWN]
    top.build("said_by", lambda: choice("said_by", said_by, known))
    trials = _trials(top)
    series = dict(_series(top, trials))
    tests = tuple(_test(section) for section in top.sections("tests"))
    words = {name: top.text(name, "") for name in ("quote", "scope", "out_of_scope")}
    words |= {name: top.text(name) for name in ("id", "key", "title", "statement")}
    compare = top.section("compare", optional=True)
    try:
        return Claim(
            **words,
            said_by=said_by,
            trials=Values.of(trials),
            matches=Values.of(_matches(top, trials)),
            series=Values.of(series),
            tests=tests,
            assumptions=top.texts("assumptions", ()),
            studies=top.texts("studies", ()),
            compare=Values.of({name: compare.text(name) for name in compare.table}),
            origin=origin or f"read_claim({str(path)!r})",
        )
    except DataFileError:
        raise
    except InputError as error:
        raise top.file.error(tuple(error.field.split(".")), error.value, error.allowed, error.hint) from None


def _trials(top: Section) -> dict[str, Trial]:
    made: dict[str, Trial] = {}
    for name, section in top.section("trials", optional=True).children():
        section.only(*_TRIAL)
        made[name] = section.build(None, partial(_trial, section, made))
    return made


def _trial(section: Section, made: dict[str, Trial]) -> Trial:
    table = section.table
    changes: dict[str, Any] = {
        k: table[k] for k in ("variant", "side", "tempo", "pose", "numbers") if k in table
    }
    if "load" in table:
        given = table["load"]
        listed = given if isinstance(given, list) else [given]
        loads = section.build("load", lambda: [_load(one) for one in listed])
        changes["load"] = loads if len(loads) > 1 else loads[0]
    if "like" in table:
        trial = made[choice("like", table["like"], made)].replace(**changes)
    else:
        movement = section.build("movement", partial(_movement, section))
        trial = Trial(movement, people().strata[0].athlete, **changes)
    if "athlete" in table:
        section.section("athlete").only("strength")
        strength = section.section("athlete").plain("strength")
        trial = trial.replace(athlete=replace(trial.athlete, strength=strength, training="untrained"))
    return trial


def _movement(section: Section) -> Movement:
    """One of the library by its id, or a file of one's own, found from the folder of the claim."""
    text = section.text("movement")
    if not text.endswith(".toml"):
        return movements[text]
    known = {source.key for source in sources()}
    return Movement.from_toml(section.file.path.parent / text, known)


def _matches(top: Section, trials: dict[str, Trial]) -> dict[str, Match]:
    """How loads are matched; what is matched to stands before, so that its own load is known."""
    found: dict[str, Match] = {}
    before: list[str] = []
    for name, section in top.section("trials", optional=True).children():
        if "match" in section.table:
            inner = section.section("match")
            inner.only("quantity", "to", "at")
            inner.build("quantity", partial(check_measure, inner.text("quantity")))
            inner.build("to", partial(choice, "to", inner.text("to"), before))
            given = {key: inner.text(key) for key in inner.table}
            found[name] = inner.build("at", partial(Match, **given))
            section.build("match", partial(_one_load, trials[name]))
        before.append(name)
    return found


def _one_load(trial: Trial) -> None:
    if len(trial.loads) != 1 or not hasattr(trial.load, "mass"):
        raise InputError("load", trial.load, "one load with a mass, which is looked for", "mass = 0")


def _load(table: Any) -> Any:
    hint = "{ kind = 'pendulum', mass = 20 }"
    if not isinstance(table, dict) or "kind" not in table:
        raise InputError("load", table, "a table with the kind of load", hint)
    kinds = equipment.kinds()
    given = dict(table)
    kind = kinds[choice("load.kind", given.pop("kind"), kinds)]
    if "band" in given:
        given["width"] = bands[given.pop("band")]
    try:
        return kind(**given)
    except TypeError:
        raise InputError("load", table, f"fields of {kind.__name__}", hint) from None


def _series(top: Section, trials: dict[str, Trial]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Series of trials along one path; their trials are added to the others."""
    from biolift.library.models import models

    for name, section in top.section("series", optional=True).children():
        section.only("like", "path", "values", "trials")
        if "trials" in section.table:
            listed = section.texts("trials")
            for one in listed:
                section.build("trials", partial(choice, "trials", one, trials))
            yield name, listed
            continue
        base = trials[section.build("like", partial(choice, "like", section.text("like"), trials))]
        names, path = [], section.text("path")
        for value in section.items("values"):
            label = f"{name}: {value}"
            make = partial(with_value, base, models.standard, path, value)
            trials[label] = section.build("values", make)[0]
            names.append(label)
        yield name, tuple(names)


def _test(section: Section) -> Test:
    section.only(*_TEST)
    given = dict(section.table)
    text = given.get("quantity", [])
    given["quantity"] = tuple(text) if isinstance(text, list) else (text,)
    for one in given["quantity"]:
        section.build("quantity", partial(check_measure, one))
    for name in ("by", "low", "high", "within"):
        if name in given:
            given[name] = section.plain(name)
    section.text("says")
    section.text("relation")
    given.setdefault("name", given["says"])
    return section.build(None, lambda: Test(**given))


def check_measure(text: str) -> None:
    """Refuse what cannot be measured.

    Raises
    ------
    InputError
        For an unknown quantity in it.
    """
    words = WORD.findall(text)
    rest = WORD.sub("", text)
    if not words or set(rest) - set(" +/|"):
        hint = "'peak_group_force[hamstrings] / peak_group_force[gluteus_maximus]'"
        raise InputError("quantity", text, "names joined by + and /", hint)
    for word in words:
        name = word.partition("[")[0]
        name = curve_of(name) or name
        if name.startswith(PLACE):
            name = f"time_of_peak_{name.removeprefix(PLACE)}"
        quantity(name)


class Claims(Catalogue[Claim]):
    """Claims by key, ``claims.hanging_decompresses_the_spine``, or id, ``claims["C11"]``."""

    def __getitem__(self, id: str) -> Claim:
        if re.fullmatch(r"[Cc]\d+", str(id)):
            found = [name for name in self.ids if name.startswith(f"{str(id).lower()}_")]
        else:
            found = [name for name in self.ids if id in (name, name.partition("_")[2])]
        if found:
            return super().__getitem__(found[0])
        near = get_close_matches(str(id), [name.partition("_")[2] for name in self.ids], n=1)
        first, last = (self.ids[k].partition("_")[0].upper() for k in (0, -1))
        allowed = f"an id from {first} to {last}, or a key (biolift claims --list)"
        raise UnknownMember("claims", id, allowed, near[0] if near else first)

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *(name.partition("_")[2] for name in self.ids)]


def _read(path: Path) -> Claim:
    claim = read_claim(path, f"bl.claims.{path.stem.partition('_')[2]}")
    if path.stem != f"{claim.id.lower()}_{claim.key}":
        raise DataFileError(path, 1, "id", claim.id, f"with key the name of the file, {path.stem!r}")
    return claim


claims = Claims("claims", DATA / "claims", _read)
