"""Reads the completions of a movement: ``[[complete]]`` with its equations."""

from __future__ import annotations

from typing import Any

from biolift.nouns.completion import KINDS, Completion, Equation
from biolift.nouns.expression import Expression
from biolift.nouns.toml_section import Section

_HINT = '{ balance = "foot_r", value = 0.0 }'


def completion(section: Section) -> Completion:
    """Read one ``[[complete]]`` table.

    Raises
    ------
    DataFileError
        Names the file, the line, the key and what to type.
    """
    section.only("solve", "equations", "pose")
    pose = section.text("pose") if "pose" in section.table else None
    solve = section.texts("solve")
    equations = tuple(_equation(inner) for inner in section.sections("equations"))
    return section.build(None, lambda: Completion(solve=solve, equations=equations, pose=pose))


def _equation(section: Section) -> Equation:
    kinds = [kind for kind in KINDS if kind in section.table]
    if len(kinds) != 1:
        allowed = f"exactly one of {', '.join(KINDS)}"
        raise section.file.error(section.place, kinds or list(section.table), allowed, _HINT)
    kind = kinds[0]
    further = {"point": ("axis", "from"), "coordinate": ("of",)}.get(kind, ())
    section.only(kind, "value", *further)
    of, value = section.text(kind), _value(section)
    axis = section.text("axis") if kind == "point" else ""
    start = next((section.text(key) for key in ("from", "of") if key in section.table), None)
    return section.build(None, lambda: Equation(kind=kind, of=of, value=value, axis=axis, start=start))


def _value(section: Section) -> Expression | tuple[tuple[str, Expression], ...]:
    if isinstance(section.table.get("value"), dict):
        inner = section.section("value")
        return tuple((pose, _expression(inner, pose)) for pose in inner.table)
    return _expression(section, "value")


def _expression(section: Section, key: str) -> Any:
    given = section.table.get(key)
    return given if isinstance(given, str) else section.plain(key)
