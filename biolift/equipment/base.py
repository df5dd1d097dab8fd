"""What every load has: a mass, a place on the body, and a law."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import ClassVar, TypeVar

from biolift import units
from biolift.errors import InputError
from biolift.laws.stage import Stage
from biolift.nouns.number import Numbers
from biolift.units import BodyWeight, Mass

#: Largest load [kg], and in shares of body weight.
HEAVIEST, HEAVIEST_SHARE = 1000.0, 5.0
Length = float | str | None
#: Lowest and highest value that a device could have at all (SI), and the unit.
Range = tuple[float, float, str]
_READERS = {"kg": units.mass, "m": units.length, "rad": units.angle}

AnyLoad = TypeVar("AnyLoad", bound="Load")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Load:
    """Base of all equipment.

    Parameters
    ----------
    mass : float, str or BodyWeight
        What is lifted in all, over both sides [kg], 0 to 1000; or text ("45 lb", "50 %BW" up to 500 %BW).
    site : str, optional
        Where it acts on the body; by default where the movement puts this kind of load.
    name : str
        Label for tables and plots.

    Raises
    ------
    InputError
        For a mass outside its range or a text that cannot be read.
    """

    mass: Mass = field(kw_only=False)
    site: str | None = None
    name: str = ""

    #: What a movement's file calls this kind of load.
    kind: ClassVar[str]
    #: The law with its seam.
    stage: ClassVar[Stage]
    #: Whether each side has one of its own, with its part of the mass, or both sides hold one together.
    per_side: ClassVar[bool] = False
    #: Tables of the library with its numbers, besides the one of its kind.
    tables: ClassVar[tuple[str, ...]] = ()
    #: Numbers of the device that may be stated with the load; the library's ranges are narrower.
    plausible: ClassVar[Mapping[str, Range]] = {}

    #: Those of them that the library does not know.
    stated: ClassVar[tuple[str, ...]] = ()

    def __post_init__(self) -> None:
        where, hint = "load.mass", f"{type(self).__name__}(mass=60)"
        mass = units.mass_or_bodyweight(self.mass, field=where)
        if isinstance(mass, BodyWeight):
            share, unit = mass.fraction, "times body weight"
            units.checked(share, 0, HEAVIEST_SHARE, field=where, unit=unit, hint=hint)
        else:
            units.checked(mass, 0, HEAVIEST, field=where, unit="kg", hint=hint)
        object.__setattr__(self, "mass", mass)
        if self.site is not None and not (isinstance(self.site, str) and self.site.isidentifier()):
            raise InputError("load.site", self.site, "the name of a place on the body, or None", "'ankle'")
        if not isinstance(self.name, str):
            raise InputError("load.name", self.name, "text", "name='blue plates'")
        for name in self.plausible:
            self._read(name)

    def _read(self, name: str) -> None:
        """Bring a stated number into SI and into its range."""
        value = getattr(self, name)
        if value is None and name not in self.stated:
            return
        low, high, unit = self.plausible[name]
        where, hint = f"load.{name}", f"{name}={(low + high) / 2:g}"
        value = _READERS[unit](value, field=where) if unit in _READERS else value
        value = units.checked(value, low, high, field=where, unit=unit.strip("1"), hint=hint)
        object.__setattr__(self, name, value)

    @property
    def geometry(self) -> Mapping[str, float | None]:
        """Numbers of the device by name (SI); None stands for the library's number."""
        return {name: getattr(self, name) for name in self.plausible}

    @property
    def numbers(self) -> Numbers:
        """Numbers with spread that come with the load itself, in place of the library's for its kind."""
        return Numbers()

    def with_mass(self: AnyLoad, mass: Mass) -> AnyLoad:
        """The same load with another mass [kg], or text."""
        return replace(self, mass=mass)

    def __repr__(self) -> str:
        shown = []
        for item in fields(self):
            value = getattr(self, item.name)
            if item.init and (not item.kw_only or value != item.default):
                shown.append(f"{item.name}={value!r}")
        return f"{type(self).__name__}({', '.join(shown)})"
