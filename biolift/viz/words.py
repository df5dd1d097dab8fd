"""Plain words and shown units for the variables, members and axes of a Dataset."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import xarray as xr

#: Unit in a Dataset -> (factor, unit on an axis).
SHOWN = {
    "rad": (180.0 / math.pi, "deg"),
    "rad/s": (180.0 / math.pi, "deg/s"),
    "1": (100.0, "%"),
}
PHASES = {
    "eccentric": "lowering",
    "concentric": "raising",
    "pause_stretched": "hold",
    "pause_shortened": "hold",
    "hold": "hold",
}
DIRECTIONS = {"x": "forward", "y": "up", "z": "right"}
#: Axes of a sweep that every reader meets, with their unit; others are spelt out from their path.
SWEEP_AXES = {
    "load_mass": ("added mass", "kg"),
    "athlete_mass": ("body mass", "kg"),
    "athlete_height": ("height", "m"),
    "athlete_age": ("age", "years"),
    "athlete_strength": ("strength", "x untrained"),
    "tempo": ("tempo", ""),
}


def member(dimension: str, name: object) -> str:
    """A member of a dimension in words; disc levels keep their slash."""
    if dimension == "level":
        return str(name)
    if dimension == "axis":
        return DIRECTIONS.get(str(name), str(name))
    return str(name).replace("/", ", ").replace("_", " ")


def capital(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]


def shown(unit: str) -> tuple[float, str]:
    """Factor and unit under which numbers in `unit` are shown: degrees for radians, per cent for shares."""
    return SHOWN.get(unit, (1.0, unit))


def bracketed(unit: str) -> str:
    """A unit in brackets, nothing for none."""
    return f"[{unit}]" if unit else ""


def long_name(da: xr.DataArray) -> str:
    """Words for a variable."""
    return str(da.attrs.get("long_name") or str(da.name).replace("_", " "))


def sweep_axis(name: str) -> tuple[str, str, float]:
    """Words, shown unit and factor on the values of an axis of a sweep."""
    words, unit = SWEEP_AXES.get(name, (name.replace("_", " "), ""))
    if name.startswith("pose_"):
        unit = "m" if "pelvis_" in name else "rad"
    factor, unit = shown(unit)
    return words, unit, factor
