"""The athlete: who lifts."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from biolift import units
from biolift.errors import InputError, choice
from biolift.nouns.values import Values

SEXES = ("male", "female")
TRAINING = ("untrained", "trained", "elite")
#: Lengths that may be given, joint centre to joint centre (foot: heel to toe tip; trunk: height of the
#: shoulder centres over the hip centres standing), with the shares of stature that are taken for plausible.
SEGMENT_SHARES = {
    "upper_arm": (0.13, 0.20),
    "forearm": (0.12, 0.19),
    "thigh": (0.18, 0.30),
    "shank": (0.20, 0.31),
    "foot": (0.11, 0.18),
    "trunk": (0.24, 0.38),
}
_EXAMPLE = "Athlete(mass=82, height='5 ft 11 in')"


def _segment_lengths(given: object, height: float) -> Values:
    if given is None:
        return Values()
    if not isinstance(given, Mapping):
        allowed = f"a mapping with keys of {', '.join(SEGMENT_SHARES)}"
        raise InputError("athlete.segment_lengths", given, allowed, "{'thigh': 0.43}")
    table = {}
    for name, value in given.items():
        choice("athlete.segment_lengths", name, SEGMENT_SHARES)
        field = f"athlete.segment_lengths[{name!r}]"
        low, high = (share * height for share in SEGMENT_SHARES[name])
        metres = units.length(value, field=field)
        hint = f"{{{name!r}: {(low + high) / 2:.3f}}}"
        table[name] = units.checked(metres, low, high, field=field, unit="m for this stature", hint=hint)
    return Values.of(table)


def _range(way: str, given: float | str | None, low: float, high: float) -> float | None:
    """A measured range of the lumbar spine [rad], or None; limits in degrees."""
    if given is None:
        return None
    field, hint = f"athlete.lumbar_{way}_range", f"'{(low + high) / 2:.0f} deg'"
    value = units.angle(given, field=field)
    ends = math.radians(low), math.radians(high)
    return units.checked(value, *ends, field=field, unit=f"rad ({low:g} to {high:g} deg)", hint=hint)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Athlete:
    """A person.

    Parameters
    ----------
    mass : float or str
        Body mass [kg], 30 to 200, or text ("180 lb").
    height : float or str
        Stature [m], 1.45 to 2.05, or text ("5 ft 11 in").
    sex : {"male", "female"}
    age : float
        [years], 16 to 95.
    strength : float, optional
        Muscle strength as a multiple of an untrained person of the same size, sex and age, 0.2 to 4.
        Instead of `training`.
    training : {"untrained", "trained", "elite"}
        The library says what each level stands for (`biolift.library.athlete`).
    segment_lengths : mapping, optional
        Measured lengths [m] or text, keys of :data:`SEGMENT_SHARES`; the others follow from stature.
    lumbar_flexion_range, lumbar_extension_range : float or str, optional
        Measured full range of the lumbar spine from upright standing [rad], 20 to 95 and 3 to 45 degrees, or
        text ("65 deg"); otherwise that of people of this age.
    name : str
        Label for tables and plots.

    Raises
    ------
    InputError
        For a value outside its range, a misspelt choice, or both `strength` and a training level.

    Examples
    --------
    >>> round(Athlete(mass=82, height="180 cm", sex="male").bmi, 2)
    25.31
    """

    mass: float
    height: float
    sex: str = "male"
    age: float = 30.0
    strength: float | None = None
    training: str = "untrained"
    segment_lengths: Mapping[str, float] | None = None
    name: str = ""
    lumbar_flexion_range: float | None = None
    lumbar_extension_range: float | None = None

    if TYPE_CHECKING:  # a checker sees that text is welcome; the dataclass writes the real one

        def __init__(
            self,
            *,
            mass: float | str,
            height: float | str,
            sex: str = "male",
            age: float = 30.0,
            strength: float | None = None,
            training: str = "untrained",
            segment_lengths: Mapping[str, float | str] | None = None,
            name: str = "",
            lumbar_flexion_range: float | str | None = None,
            lumbar_extension_range: float | str | None = None,
        ) -> None: ...

    def __post_init__(self) -> None:
        mass = units.mass(self.mass, field="athlete.mass")
        mass = units.checked(mass, 30, 200, field="athlete.mass", unit="kg", hint=_EXAMPLE)
        height = units.length(self.height, field="athlete.height")
        height = units.checked(height, 1.45, 2.05, field="athlete.height", unit="m", hint=_EXAMPLE)
        choice("athlete.sex", self.sex, SEXES)
        age = units.checked(self.age, 16, 95, field="athlete.age", unit="years", hint="age=30")
        choice("athlete.training", self.training, TRAINING)
        strength = self.strength
        if strength is not None:
            field, hint = "athlete.strength", "strength=1.3"
            if self.training != "untrained":
                allowed = f"left out with training={self.training!r}: a multiplier or a level, not both"
                raise InputError(field, strength, allowed, f"{hint} and no training")
            strength = units.checked(strength, 0.2, 4, field=field, unit="times untrained", hint=hint)
        if not isinstance(self.name, str):
            raise InputError("athlete.name", self.name, "text", "name='me'")
        values = {
            "mass": mass,
            "height": height,
            "age": age,
            "strength": strength,
            "segment_lengths": _segment_lengths(self.segment_lengths, height),
            "lumbar_flexion_range": _range("flexion", self.lumbar_flexion_range, 20, 95),
            "lumbar_extension_range": _range("extension", self.lumbar_extension_range, 3, 45),
        }
        for name, value in values.items():
            object.__setattr__(self, name, value)

    @property
    def bmi(self) -> float:
        """Body mass index [kg/m2]."""
        return self.mass / self.height**2

    def __repr__(self) -> str:
        shown = [f"mass={self.mass!r}", f"height={self.height!r}", f"sex={self.sex!r}"]
        for field in fields(self)[3:]:
            value = getattr(self, field.name)
            if value != field.default and not (field.name == "segment_lengths" and not value):
                shown.append(f"{field.name}={value!r}")
        return f"Athlete({', '.join(shown)})"
