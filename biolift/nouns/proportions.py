"""A table of body proportions: the numbers that turn mass, stature and sex into a body."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING

from biolift.columns import every
from biolift.errors import InputError, choice
from biolift.nouns.body import Body
from biolift.nouns.body_scaling import LIMBS, MASS_RULES, SITES, body_from
from biolift.nouns.number import Numbers

if TYPE_CHECKING:
    from biolift.nouns.athlete import Athlete

SEXES = ("male", "female")
_SHAPE = ("length", *(f"{kind}_{axis}" for kind in ("com", "rg") for axis in "xyz"))
_TRUNK = (
    *("lumbar.mass_fraction", "thorax.mass_fraction", "pelvis.mass_fraction_min"),
    *("hip.half_spacing", "shoulder.half_width", "hand.grip"),
    *(f"{point}.{axis}" for point in ("l5s1", "t12l1", "shoulder", "vertex") for axis in "xy"),
    *(f"{part}.com_{axis}" for part in ("pelvis", "lumbar", "thorax") for axis in "xy"),
    *(f"{part}.rg_{axis}" for part in ("pelvis", "lumbar", "thorax") for axis in "xyz"),
    *("foot.heel_toe", "foot.ankle_height", "foot.ankle_from_heel"),
    *(f"{site}.{axis}" for site in SITES for axis in "xy"),
)


def names_needed(masses: str) -> tuple[str, ...]:
    """Names of the numbers that a table must hold for each sex, under a rule for the limb masses."""
    per_limb = (*MASS_RULES[masses], *_SHAPE)
    return (*(f"{limb}.{name}" for limb in LIMBS for name in per_limb), *_TRUNK)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Athletes of one sex for whom a table holds.

    Parameters
    ----------
    sex : {"male", "female"}
    mass : tuple of float (2,)
        Lowest and highest body mass [kg].
    height : tuple of float (2,)
        Lowest and highest stature [m].
    """

    sex: str
    mass: tuple[float, float]
    height: tuple[float, float]

    def __post_init__(self) -> None:
        choice("reach.sex", self.sex, SEXES)
        for name in ("mass", "height"):
            low, high = getattr(self, name)
            if not 0.0 < low < high:
                raise InputError(f"reach.{name}", (low, high), "a low above 0 and a larger high", "(50, 120)")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Proportions:
    """Body proportions from one publication, or from one consistent set of them.

    Parameters
    ----------
    id, title, summary : str
        What the table is called and what it rests on.
    masses : {"fraction", "regression"}
        Limb masses as fractions of body mass, or by regression on body mass and stature.
    male, female : Numbers
        Numbers by name, for example ``thigh.mass_fraction``, ``shank.length`` (per stature),
        ``thigh.com_y`` and ``thigh.rg_z`` (per length), ``l5s1.y`` (m, at a stature of 1.75 m),
        ``chest.x`` (where equipment is carried, per length of its segment).
    reach : tuple of Reach
        Limits beyond those of :class:`biolift.nouns.athlete.Athlete`.
    origin : str
        What to type to get it again; no part of what is assumed.

    Raises
    ------
    InputError
        For an unknown mass rule, or a number that is missing or unknown.
    """

    id: str
    title: str
    summary: str = ""
    masses: str = "fraction"
    male: Numbers
    female: Numbers
    reach: tuple[Reach, ...] = ()
    origin: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        choice("proportions.masses", self.masses, MASS_RULES)
        needed = set(names_needed(self.masses))
        for sex in SEXES:
            if odd := sorted(needed ^ set(self.numbers(sex))):
                missing = [name for name in odd if name in needed]
                allowed = "given" if missing else "left out: no such number"
                raise InputError(f"proportions.{self.id}.{sex}", (missing or odd)[0], allowed)

    def numbers(self, sex: str) -> Numbers:
        """Numbers that hold for one sex."""
        choice("sex", sex, SEXES)
        return self.male if sex == "male" else self.female

    @property
    def sources(self) -> tuple[str, ...]:
        """Keys of the sources of all numbers, sorted; what is assumed has none."""
        keys = {number.source for table in (self.male, self.female) for number in table.values()}
        return tuple(sorted(keys - {"assumed"}))

    def with_values(self, numbers: Mapping[str, float], sex: str | None = None) -> Proportions:
        """A copy with other values, for one sex or for both.

        Parameters
        ----------
        numbers : mapping of str to float
            For example ``{"thigh.mass_fraction": 0.15}``.
        sex : {"male", "female"}, optional
            Only this sex.

        Raises
        ------
        InputError
            For an unknown name, or a value outside the stated range.
        """
        table = {one: self.numbers(one) for one in SEXES}
        table |= {one: table[one].replace(**numbers) for one in ([sex] if sex else SEXES)}
        said = f"{dict(numbers)!r}" + (f", sex={sex!r}" if sex else "")
        origin = f"{self.origin}.with_values({said})" if self.origin else ""
        return replace(self, male=table["male"], female=table["female"], origin=origin)

    def body(self, athlete: Athlete) -> Body:
        """Masses, lengths, inertias and joint places of one athlete.

        Raises
        ------
        InputError
            For an athlete beyond the reach of the table.
        """
        for reach in self.reach:
            for name in ("mass", "height") if reach.sex == athlete.sex else ():
                value, (low, high) = getattr(athlete, name), getattr(reach, name)
                if not (every(low <= value) and every(value <= high)):
                    allowed = f"between {low:g} and {high:g} ({reach.sex}) for proportions {self.id!r}"
                    raise InputError(f"athlete.{name}", value, allowed, "proportions=bl.proportions.de_leva")
        values = {name: number.value for name, number in self.numbers(athlete.sex).items_}
        return body_from(self.masses, values, athlete)

    def __repr__(self) -> str:
        if self.origin:
            return self.origin
        said = (f"{item.name}={getattr(self, item.name)!r}" for item in fields(self) if item.name != "origin")
        return f"Proportions({', '.join(said)})"
