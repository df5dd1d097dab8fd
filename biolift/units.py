"""Text to SI and back: the only room that knows pounds, inches, degrees and shares of body weight.

Floats pass through as SI. Text carries its unit: ``"180 lb"``, ``"5 ft 11 in"``, ``"30 deg"``, ``"50 %BW"``.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from decimal import Decimal
from numbers import Real
from typing import Any

from biolift.columns import is_column
from biolift.errors import InputError

#: Exact factors; decimal, so that "70 cm" is 0.7 and not a neighbour of it.
POUND = Decimal("0.45359237")
INCH = Decimal("0.0254")
FOOT = 12 * INCH
STONE = 14 * POUND
DEGREE = Decimal(math.pi / 180)
_ONE, _HUNDREDTH, _THOUSANDTH = Decimal(1), Decimal("0.01"), Decimal("0.001")

_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d{1,3})?"
_PLAIN = r"(?:\d+\.?\d*|\.\d+)"


@dataclass(frozen=True, slots=True)
class BodyWeight:
    """A mass as a share of the athlete's body mass: ``BodyWeight(0.5)`` is half of it."""

    fraction: float

    def __post_init__(self) -> None:
        value = _real(self.fraction)
        if value is None:
            raise InputError("fraction", self.fraction, "a finite share of body weight", "BodyWeight(0.5)")
        object.__setattr__(self, "fraction", value)

    def __str__(self) -> str:
        return f"{100 * self.fraction:g} %BW"


#: What a load's mass may be typed as.
Mass = float | str | BodyWeight


@dataclass(frozen=True, slots=True)
class _Kind:
    """Names of the units of one kind of quantity, and the pair that may stand together (ft and in)."""

    si: str
    units: dict[str, Decimal]
    shown: str
    example: str
    big: tuple[str, ...] = ()
    small: tuple[str, ...] = ()


def _table(*rows: tuple[str, Decimal]) -> dict[str, Decimal]:
    return {name: factor for names, factor in rows for name in names.split()}


_MASS = _Kind(
    "kg",
    _table(
        ("kg kgs kilo kilos kilogram kilograms", _ONE),
        ("g gram grams", _THOUSANDTH),
        ("lb lbs pound pounds", POUND),
        ("st stone", STONE),
    ),
    "kg, g, lb or st",
    "'180 lb'",
    big=("st", "stone"),
    small=("lb", "lbs", "pound", "pounds"),
)
_LENGTH = _Kind(
    "m",
    _table(
        ("m metre metres meter meters", _ONE),
        ("cm", _HUNDREDTH),
        ("mm", _THOUSANDTH),
        ('in inch inches "', INCH),
        ("ft foot feet '", FOOT),
    ),
    "m, cm, mm, ft or in",
    "'5 ft 11 in'",
    big=("ft", "foot", "feet", "'"),
    small=("in", "inch", "inches", '"', ""),
)
_ANGLE = _Kind(
    "rad",
    _table(("rad radian radians", _ONE), ("deg degree degrees °", DEGREE)),
    "deg or rad",
    "'30 deg'",
)
_TIME = _Kind(
    "s",
    _table(("s sec second seconds", _ONE), ("ms", _THOUSANDTH), ("min minute minutes", Decimal(60))),
    "s, ms or min",
    "'2 s'",
    big=("min", "minute", "minutes"),
    small=("s", "sec", "second", "seconds"),
)
_PRIMES = str.maketrans({"’": "'", "′": "'", "”": '"', "″": '"', "−": "-"})
_SHARE = re.compile(rf"({_NUMBER})\s*(%)?\s*(?:bw|body\s?-?weight|body\s?-?mass)", re.ASCII)


def _real(value: object) -> float | None:
    """A finite float, or None for anything else (a truth value is not a number here)."""
    if isinstance(value, bool) or not isinstance(value, Real):
        return None
    number = float(value)
    return number if math.isfinite(number) else None


def _clean(text: str) -> str:
    return " ".join(text.translate(_PRIMES).replace("''", '"').casefold().split())


def _compound(kind: _Kind, text: str) -> float | None:
    """Two units in one text, as "5 ft 11 in"; the small part must be less than one of the big unit."""
    if not kind.big:
        return None
    big, small = ("|".join(re.escape(name) for name in names) for names in (kind.big, kind.small))
    match = re.fullmatch(rf"(\d+)\s*(?:{big}),?\s*({_PLAIN})\s*(?:{small})", text, re.ASCII)
    if match is None:
        return None
    one, part = kind.units[kind.big[0]], Decimal(match[2]) * kind.units[kind.small[0]]
    return float(Decimal(match[1]) * one + part) if part < one else None


def _parse(kind: _Kind, value: object, field: str) -> float:
    number = _real(value)
    if number is None and isinstance(value, str):
        text = _clean(value)
        number = _compound(kind, text)
        match = re.fullmatch(rf"({_NUMBER})\s*(\D+)", text, re.ASCII)
        if number is None and match is not None and match[2] in kind.units:
            number = _real(float(Decimal(match[1]) * kind.units[match[2]]))
    if number is None:
        allowed = f"a finite number [{kind.si}], or text with the unit {kind.shown}"
        raise InputError(field, value, allowed, kind.example)
    return number


def mass(value: float | str, *, field: str = "mass") -> float:
    """Mass [kg] from a number or from text such as ``"180 lb"``, ``"82 kg"``, ``"12 st 10 lb"``.

    Raises
    ------
    InputError
        For text that cannot be read, NaN or infinity.
    """
    return _parse(_MASS, value, field)


def mass_or_bodyweight(value: Mass, *, field: str = "mass") -> float | BodyWeight:
    """As :func:`mass`, but also reads a share of body weight: ``"50 %BW"``, ``"0.5 BW"``.

    Raises
    ------
    InputError
        For text that cannot be read, NaN or infinity.
    """
    if isinstance(value, BodyWeight):
        return value
    match = _SHARE.fullmatch(_clean(value)) if isinstance(value, str) else None
    if match is not None:
        return BodyWeight(float(Decimal(match[1]) / (100 if match[2] else 1)))
    try:
        return _parse(_MASS, value, field)
    except InputError as error:
        hint = "'60 kg', '45 lb' or '50 %BW'"
        raise InputError(field, value, error.allowed + ", or a share of body weight", hint) from None


def resolve(value: Mass, body_mass: float) -> float:
    """Mass [kg] of a load for an athlete of `body_mass` [kg].

    Examples
    --------
    >>> resolve("50 %BW", 80.0)
    40.0
    """
    if is_column(value):
        return value  # type: ignore[return-value]
    read = mass_or_bodyweight(value)
    return read.fraction * body_mass if isinstance(read, BodyWeight) else read


def length(value: float | str, *, field: str = "length") -> float:
    """Length [m] from a number or from text such as ``"5 ft 11 in"``, ``"71 in"``, ``"180 cm"``.

    Raises
    ------
    InputError
        For text that cannot be read, NaN or infinity.
    """
    return _parse(_LENGTH, value, field)


def angle(value: float | str, *, field: str = "angle") -> float:
    """Angle [rad] from a number or from text such as ``"30 deg"``.

    Raises
    ------
    InputError
        For text that cannot be read, NaN or infinity.
    """
    return _parse(_ANGLE, value, field)


def time(value: float | str, *, field: str = "time") -> float:
    """Time [s] from a number or from text such as ``"2 s"``.

    Raises
    ------
    InputError
        For text that cannot be read, NaN or infinity.
    """
    return _parse(_TIME, value, field)


#: Symbols of units that files of recordings use, beside those of the kinds above: symbol -> (SI, factor).
_RECORDED = {
    **dict.fromkeys(("n", "newton", "newtons"), ("N", 1.0)),
    "kn": ("N", 1000.0),
    "lbf": ("N", float(POUND) * 9.80665),
    **dict.fromkeys(("nm", "n m", "n*m", "n.m", "n-m"), ("N m", 1.0)),
    **dict.fromkeys(("nmm", "n mm", "n*mm", "n.mm"), ("N m", 1e-3)),
    **dict.fromkeys(("hz",), ("Hz", 1.0)),
    **dict.fromkeys(("deg/s", "°/s"), ("rad/s", math.pi / 180.0)),
    "rad/s": ("rad/s", 1.0),
    "m/s": ("m/s", 1.0),
    **dict.fromkeys(("m/s2", "m/s^2"), ("m/s2", 1.0)),
    **dict.fromkeys(("1", "-", "%"), ("1", 1.0)),
}
_RECORDED["%"] = ("1", 0.01)


def recorded_unit(symbol: str) -> tuple[str, float] | None:
    """SI unit and factor of a unit's symbol in a file, None where it is not known.

    Examples
    --------
    >>> recorded_unit("mm")
    ('m', 0.001)
    """
    text = " ".join(symbol.split()).casefold()
    if text in _RECORDED:
        return _RECORDED[text]
    for kind in (_LENGTH, _ANGLE, _TIME):
        if text in kind.units:
            return kind.si, float(kind.units[text])
    return None


def checked(value: object, low: float, high: float, *, field: str, unit: str = "", hint: str = "") -> float:
    """`value` as a float when it is a number between `low` and `high` (SI).

    Raises
    ------
    InputError
        For anything else, with the field, the range and what to type instead.
    """
    number = _real(value)
    if number is None or not low <= number <= high:
        raise InputError(field, value, f"between {low:g} and {high:g} {unit}".rstrip(), hint)
    return number


def degrees(radians: Any) -> Any:
    """Degrees from radians, for labels and axes; takes floats and arrays."""
    return radians * (180 / math.pi)


def radians(degrees: Any) -> Any:
    """Radians from degrees, for data files; takes floats and arrays."""
    return degrees * (math.pi / 180)


def angle_text(radians: float) -> str:
    """Label of an angle [rad]: ``"30 deg"``."""
    return f"{round(degrees(radians), 6):g} deg"


def mass_text(value: Mass) -> str:
    """Label of a mass [kg] or share of body weight: ``"60 kg"``, ``"50 %BW"``."""
    read = mass_or_bodyweight(value)
    return str(read) if isinstance(read, BodyWeight) else f"{read:g} kg"
