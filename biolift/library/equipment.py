"""Geometry of equipment from the library's tables, and the parameters of its laws."""

from __future__ import annotations

from functools import cache

from biolift import units
from biolift.columns import ends, every, is_column
from biolift.equipment.base import Load
from biolift.errors import InputError
from biolift.library.sources import ASSUMED, DATA, read_numbers
from biolift.nouns.number import Number, Numbers

#: A device that the trial turns to the working side, as its law needs it.
SIDE_SIGN = {"right": 1.0, "left": -1.0}


@cache
def equipment_numbers() -> dict[str, Numbers]:
    """Tables of numbers by kind of equipment."""
    return read_numbers(DATA / "equipment.toml")


def load_numbers(load: Load) -> Numbers:
    """The numbers of a load's kind; what the load itself states replaces the library's, without spread."""
    table: dict[str, Number] = {}
    for name in dict.fromkeys((*load.tables, load.kind)):
        table |= dict(equipment_numbers().get(name, Numbers()))
    table |= dict(load.numbers)
    geometry = load.geometry
    for name, value in geometry.items():
        if value is not None:
            unit, note = _unit(load, name, table), "stated with the load"
            table[name] = Number(value=value, unit=unit, low=value, high=value, source=ASSUMED, note=note)
    return Numbers.of({name: number for name, number in table.items() if name in geometry})


def _unit(load: Load, name: str, table: dict[str, Number]) -> str:
    return table[name].unit if name in table else load.plausible[name][2]


def stage_parameters(
    load: Load, *, body_mass: float, gravity: float, side: str = "right", numbers: Numbers | None = None
) -> dict[str, float]:
    """Parameters of the load's law by name, in the order of its stage.

    Parameters
    ----------
    load : Load
        The equipment.
    body_mass : float
        Of the athlete [kg], for a mass given as a share of it.
    gravity : float
        [m/s2]
    side : {"right", "left"}
        Working side, for a device that is turned to it.
    numbers : Numbers, optional
        Other values than those of :func:`load_numbers`, for example a draw.

    Raises
    ------
    InputError
        When the mass comes to more than 1000 kg, or the collar's travel is empty.
    """
    table = load_numbers(load) if numbers is None else numbers
    mass = units.resolve(load.mass, body_mass)
    for end in ends(mass):
        units.checked(end, 0, 1000, field="load.mass", unit="kg", hint="load.mass='50 %BW'")
    if "reach_low" in table and not every(table.at("reach_low") < table.at("reach_high")):
        allowed = f"below reach_high = {table.at('reach_high')} m"
        raise InputError("load.reach_low", table.at("reach_low"), allowed)
    known = {"mass": mass, "gravity": gravity, "side": SIDE_SIGN[side]}
    known |= {name: number.value for name, number in table.items_}
    found = {name: known[name] if name in known else getattr(load, name) for name in load.stage.parameters}
    return {name: value if is_column(value) else float(value) for name, value in found.items()}
