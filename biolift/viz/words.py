"""Plain words and shown units for the variables, members and axes of a Dataset."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

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
    "load_width": ("width of the band", "m"),
    "tempo": ("tempo", ""),
}
#: Text with a unit, as a sweep may be given.
_QUANTITY = re.compile(r"([+-]?\d+\.?\d*)\s*([A-Za-z%][A-Za-z% /]*)")


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


@dataclass(frozen=True)
class SweepAxis:
    """An axis of a sweep as it is shown.

    Parameters
    ----------
    words, unit : str
        What it is, and in which unit it is shown; no unit where the labels state their own.
    numbers : array (n,) or None
        Where its labels stand; None where they are words.
    labels : tuple of str
        Each label in words.
    """

    words: str
    unit: str
    numbers: NDArray[np.float64] | None
    labels: tuple[str, ...]


def sweep_axis(coordinate: xr.DataArray) -> SweepAxis:
    """An axis of a sweep; text such as ``"20 deg"`` counts as numbers where all have one unit."""
    name = str(coordinate.name)
    words, unit = SWEEP_AXES.get(name, (_path_words(name), ""))
    if name.startswith("pose_"):
        unit = "m" if "pelvis_" in name else "rad"
    values = coordinate.values
    if np.issubdtype(values.dtype, np.number):
        factor, unit = shown(str(coordinate.attrs.get("units") or unit))
        numbers = factor * values.astype(float)
        return SweepAxis(words, unit, numbers, tuple(f"{value:.6g}" for value in numbers))
    found = [_QUANTITY.fullmatch(str(value)) for value in values]
    read = [(float(match[1]), match[2]) for match in found if match]
    if len(read) == len(values) and len({unit for _, unit in read}) == 1:
        numbers = np.array([value for value, _ in read])
        return SweepAxis(words, read[0][1], numbers, tuple(f"{value:.6g}" for value, _ in read))
    return SweepAxis(words, "", None, tuple(str(value) for value in values))


def _path_words(name: str) -> str:
    """``pose_bottom_hip_flexion`` as "hip flexion, bottom", other paths without their first word."""
    head, _, rest = name.partition("_")
    if head == "pose" and rest:
        pose, _, coordinate = rest.partition("_")
        return f"{coordinate}, {pose}".replace("_", " ")
    return (rest if head == "numbers" and rest else name).replace("_", " ")
