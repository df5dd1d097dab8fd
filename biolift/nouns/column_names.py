"""Labels of recorded columns to names of the library, from ``data/column_names.toml`` and the user's own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache
from pathlib import Path

import numpy as np

from biolift.errors import InputError
from biolift.nouns.column import KINDS, UNIT, Column
from biolift.nouns.toml_file import TomlFile
from biolift.vocabulary import COORDINATES, INCLINATIONS

#: Read as data: this room may not import the library, which stands above it.
_SHIPPED = Path(__file__).parents[1] / "library" / "data" / "column_names.toml"
#: Table of the file -> kind of its columns.
TABLES = {
    "angles": "angle",
    "positions": "position",
    "plate_force": "force",
    "plate_point": "position",
    "plate_moment": "moment",
}
#: A knee does not bend the wrong way by more than this [rad]: beyond it, the values tell the sign.
WRONG_WAY = 0.35
_PLACEHOLDERS = {"s": "(?P<s>[rl])", "a": "(?P<a>[xyz])", "n": "(?P<n>[a-z0-9]+)"}
_MODEL_PATH = re.compile(r"^/?(?:jointset|forceset|bodyset)/(?:[^/]+/)*?([^/]+?)(?:/(value))?$")
#: Endings that say what a column is where its name is not in the table.
_ENDINGS = {"_moment": "moment", "_force": "force", "_torque": "moment", "_angle": "angle"}


@dataclass(frozen=True)
class Rule:
    """One line of the table: a pattern of labels, what it stands for, and how its sign is found."""

    pattern: re.Pattern[str]
    name: str
    kind: str
    sign: float | None  # None: the values tell


@cache
def standard() -> tuple[Rule, ...]:
    """The rules that the library ships."""
    return read(_SHIPPED)


@cache
def read(path: str | Path) -> tuple[Rule, ...]:
    """Rules of a file.

    Raises
    ------
    DataFileError
        With file and line, for an unknown table or a name that the library does not have.
    """
    file = TomlFile.read(path)
    rules = []
    for table, entries in file.table.items():
        if table not in TABLES or not isinstance(entries, dict):
            raise file.error((table,), table, f"one of the tables {', '.join(TABLES)}", "[angles]")
        for label, name in entries.items():
            if not isinstance(name, str) or not name.lstrip("-?"):
                raise file.error((table, label), name, "a name in quotes", '"-knee_flexion_r"')
            sides = {name.lstrip("-?").replace("{s}", side) for side in "rl"}
            if table == "angles" and not sides <= {*COORDINATES, *INCLINATIONS}:
                raise file.error((table, label), name, "an angle of the library", '"hip_flexion_r"')
            rules.append(_rule(label, name, TABLES[table]))
    return tuple(rules)


def _rule(label: str, name: str, kind: str) -> Rule:
    text = "".join(
        _PLACEHOLDERS.get(part[1:-1], re.escape(part)) if part.startswith("{") else re.escape(part)
        for part in re.split(r"(\{[san]\})", _plain(label))
    )
    sign = None if name.startswith("?") else -1.0 if name.startswith("-") else 1.0
    return Rule(re.compile(text), name.lstrip("-?"), kind, sign)


def own_rules(names: Mapping[str, str | None] | str | Path | None) -> tuple[Rule, ...]:
    """Rules of the user: a file, or ``{"label": "-knee_flexion_r"}``.

    A label may stand for a kind instead of a name (``{"mtp_angle_r": "angle"}``), and for None: not mapped.

    Raises
    ------
    InputError
        For what is neither, or a name that is none of the library's.
    """
    if names is None:
        return ()
    if isinstance(names, (str, Path)):
        return read(Path(names))
    if not isinstance(names, Mapping):
        raise InputError(
            "names", names, "a mapping from labels to names, or a .toml file", "{'RKnee': 'knee_flexion_r'}"
        )
    return tuple(_own_rule(label, name) for label, name in names.items())


def _own_rule(label: object, name: object) -> Rule:
    if not isinstance(label, str) or not (name is None or isinstance(name, str)):
        raise InputError("names", (label, name), "label and name as text", "{'RKnee': '-knee_flexion_r'}")
    pattern = re.compile(re.escape(_plain(label)))
    if name is None:
        return Rule(pattern, "", "other", 1.0)
    sign, plain = (-1.0 if name.startswith("-") else 1.0), name.lstrip("-")
    if plain in KINDS:
        return Rule(pattern, "", plain, sign)
    if plain in COORDINATES or plain in INCLINATIONS:
        return Rule(pattern, plain, "position" if plain.startswith("pelvis_") else "angle", sign)
    known = next(
        (rule for rule in standard() if rule.pattern.fullmatch(plain) and rule.kind != "angle"), None
    )
    if known is None:
        every = f"an angle of the library, hip_r_x, plate_1_force_x and their like, or {', '.join(KINDS)}"
        near = get_close_matches(plain, [*COORDINATES, *INCLINATIONS], n=1)
        raise InputError(f"names[{label!r}]", name, every, repr((near or ["knee_flexion_r"])[0]))
    return Rule(pattern, plain, known.kind, sign)


def _plain(label: str) -> str:
    """A label without the path of a model, in lower case with underscores."""
    found = _MODEL_PATH.match(label)
    return re.sub(r"[\s.\-]+", "_", (found[1] if found else label).strip()).casefold()


def named(column: Column, own: tuple[Rule, ...] = ()) -> Column:
    """The column with its name, kind and sign, as far as the rules tell; those of the user come first.

    Raises
    ------
    InputError
        When the sign has to be told from the values and they do not tell.
    """
    label = _plain(column.label)
    for rule in (*own, *standard()):
        found = rule.pattern.fullmatch(label)
        if found is None:
            continue
        kind = column.kind if rule.kind == "position" and column.kind == "marker" else rule.kind
        unit = column.unit or UNIT[kind]
        name = rule.name.format(**found.groupdict()) if rule.name else None
        sign = 1.0 if rule.sign is None else rule.sign
        return replace(column, name=name, kind=kind, unit=unit, sign=sign)
    for ending, kind in _ENDINGS.items():
        if column.kind == "other" and label.endswith(ending):
            return replace(column, kind=kind, unit=column.unit or UNIT[kind])
    return column


def signed(column: Column, own: tuple[Rule, ...] = ()) -> tuple[Column, str]:
    """A named column with the sign that its values tell where files differ, and a sentence about that.

    Raises
    ------
    InputError
        When the values do not tell.
    """
    label = _plain(column.label)
    rule = next((one for one in (*own, *standard()) if one.pattern.fullmatch(label)), None)
    if rule is None or rule.sign is not None or column.name is None:
        return column, ""
    known = column.values[np.isfinite(column.values)]
    low, high = (float(known.min()), float(known.max())) if known.size else (0.0, 0.0)
    if max(-low, high) <= WRONG_WAY or min(-low, high) > WRONG_WAY:
        span = f"{np.degrees(low):.0f} to {np.degrees(high):.0f} deg"
        allowed = f"told which way it counts: files differ, and its values ({span}) do not say"
        hint = f"names={{{column.label!r}: '{column.name}'}} or '-{column.name}'"
        raise InputError(column.label, span, allowed, hint)
    sign = -1.0 if -low > high else 1.0
    way = "negative" if sign < 0 else "positive"
    span = f"{np.degrees(low):.0f} to {np.degrees(high):.0f} deg"
    return replace(column, sign=sign), f"{column.label}: flexion is {way}, as its range {span} shows"
