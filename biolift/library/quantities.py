"""The table of every variable of a result: unit, dimensions, sign, definition."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from biolift.errors import choice

#: Summaries of a curve over the repetition: (prefix, unit from the curve's unit, words).
SUMMARIES = ("peak", "mean", "impulse", "time_of_peak")
#: Numbers made of a curve that claims ask for and no result declares: least value, integral where positive.
CURVE_NUMBERS = ("least", "positive")
#: Such numbers that need the whole curve, so that blocks do not give them: greatest value, time [s] above a
#: value (SI) that stands in the name, ``time_above_0.4_group_activation``.
_WHOLE = re.compile(r"(?:most|time_above_(?P<value>-?\d+(?:\.\d+)?))_(?P<curve>[a-z]\w*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """One variable of a result.

    Parameters
    ----------
    name, unit, long_name : str
    dims : tuple of str
        Dimensions besides `progress`.
    positive, definition : str
        Which way is positive, and what exactly it means.
    summaries : bool
        Whether sweeps keep its summaries.
    curve : bool
        Whether it varies over the repetition.
    """

    name: str
    unit: str
    long_name: str
    dims: tuple[str, ...] = ()
    positive: str = ""
    definition: str = ""
    summaries: bool = False
    curve: bool = True

    @property
    def attrs(self) -> dict[str, str]:
        """Attributes of the variable in a Dataset."""
        said = {"units": self.unit, "long_name": self.long_name}
        return said | {k: v for k in ("positive", "definition") if (v := getattr(self, k))}


@cache
def quantities() -> dict[str, Quantity]:
    """Every declared quantity by name, the summaries of curves included."""
    text = files("biolift.library").joinpath("data/quantities.toml").read_text(encoding="utf-8")
    table: dict[str, Quantity] = {}
    for name, row in tomllib.loads(text).items():
        row["dims"] = tuple(row.get("dims", ()))
        quantity = Quantity(name=name, **row)
        table[name] = quantity
        if quantity.summaries:
            table |= {f"{kind}_{name}": _summary(kind, quantity) for kind in SUMMARIES}
    return table


def _summary(kind: str, of: Quantity) -> Quantity:
    unit, words, meaning = {
        "peak": (of.unit, "peak", "value of largest size over the repetition, with its sign"),
        "mean": (of.unit, "mean", "mean over time"),
        "impulse": (f"{of.unit} s".strip() if of.unit != "1" else "s", "impulse", "integral over time"),
        "time_of_peak": ("s", "time of peak", "time from the start at which its size is largest"),
    }[kind]
    return Quantity(
        name=f"{kind}_{of.name}",
        unit=unit,
        long_name=f"{words} of {of.long_name}" if kind == "time_of_peak" else f"{words} {of.long_name}",
        dims=of.dims,
        positive=of.positive if kind != "time_of_peak" else "",
        definition=meaning,
        curve=False,
    )


def quantity(name: str) -> Quantity:
    """The declared quantity of that name.

    Raises
    ------
    InputError
        For a name that is not declared, with the nearest one.
    """
    table = quantities()
    return table[choice("quantity", name, table)]


def curve_of(name: str) -> str:
    """The curve behind ``least_...``, ``positive_...``, ``most_...``, ``time_above_..._...``; else empty."""
    if name in quantities():
        return ""
    if whole := _WHOLE.fullmatch(name):
        return whole["curve"]
    found = (name.removeprefix(f"{kind}_") for kind in CURVE_NUMBERS if name.startswith(f"{kind}_"))
    return next(found, "")


def threshold_of(name: str) -> float | None:
    """The value in ``time_above_0.4_...``; None for another number."""
    whole = None if name in quantities() else _WHOLE.fullmatch(name)
    return None if whole is None or whole["value"] is None else float(whole["value"])


def needs_curve(name: str) -> bool:
    """Whether a number needs the whole curve of every repetition, which only one by one is worked out."""
    curve = curve_of(name)
    return bool(curve) and (_WHOLE.fullmatch(name) is not None or not quantity(curve).summaries)


def unit_of(name: str) -> str:
    """Unit of a summary, or of a number made of a curve."""
    unit = quantity(curve_of(name) or name).unit
    if not curve_of(name) or name.startswith(("least_", "most_")):
        return unit
    return "s" if unit == "1" or threshold_of(name) is not None else f"{unit} s"


def dims_of(name: str) -> tuple[str, ...]:
    """Dimensions of a summary, or of a number made of a curve."""
    return quantity(curve_of(name) or name).dims
