"""Coordinates of a machine or a support: a plain number, or the name of a number of the movement."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from biolift.errors import InputError, choice

#: A number, ``"name"`` or ``"-name"``.
Expression = float | str


def name_in(expression: Expression) -> str | None:
    """Name that an expression refers to, None for a plain number."""
    return expression.removeprefix("-").strip() if isinstance(expression, str) else None


def checked(field: str, expression: object, names: Iterable[str]) -> Expression:
    """Return `expression` when it is a finite number or refers to one of `names`.

    Raises
    ------
    InputError
        For anything else, with the nearest name.
    """
    known = list(names)
    if isinstance(expression, str):
        if not known:
            raise InputError(field, expression, "a number, as the movement has no [numbers]", "0.1")
        name = expression.removeprefix("-").strip()
        if name not in known:
            choice(field, name, known)
        return expression
    if isinstance(expression, bool) or not isinstance(expression, (int, float)):
        raise InputError(field, expression, "a number or the name of one in [numbers]", "0.1")
    if not math.isfinite(expression):
        raise InputError(field, expression, "a finite number", "0.1")
    return float(expression)


def resolve(expression: Expression, values: Mapping[str, float]) -> float:
    """Value of an expression under the given numbers (SI)."""
    if not isinstance(expression, str):
        return float(expression)
    sign = -1.0 if expression.startswith("-") else 1.0
    return sign * values[expression.removeprefix("-").strip()]


def negated(expression: Expression) -> Expression:
    """The expression with the other sign."""
    if not isinstance(expression, str):
        return -expression
    return expression.removeprefix("-").strip() if expression.startswith("-") else f"-{expression}"
