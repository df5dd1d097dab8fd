"""What every load has: a mass, a place on the body, and a law."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import ClassVar, TypeVar

from biolift import units
from biolift.errors import InputError
from biolift.laws.stage import Stage
from biolift.units import BodyWeight, Mass

#: Largest load [kg], and in shares of body weight.
HEAVIEST, HEAVIEST_SHARE = 1000.0, 5.0
Length = float | str | None

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

    @property
    def geometry(self) -> Mapping[str, float | None]:
        """Lengths and masses of the device by name (SI); None stands for the library's number."""
        return {}

    def with_mass(self: AnyLoad, mass: Mass) -> AnyLoad:
        """The same load with another mass [kg], or text."""
        return replace(self, mass=mass)

    def __repr__(self) -> str:
        shown = [f"mass={self.mass!r}"]
        for item in fields(self)[1:]:
            value = getattr(self, item.name)
            if value != item.default:
                shown.append(f"{item.name}={value!r}")
        return f"{type(self).__name__}({', '.join(shown)})"
