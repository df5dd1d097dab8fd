"""A population of athletes, for statements about people in general."""

from __future__ import annotations

from dataclasses import dataclass

from biolift.errors import InputError
from biolift.nouns.athlete import Athlete
from biolift.nouns.number import Number


@dataclass(frozen=True, slots=True, kw_only=True)
class Stratum:
    """People who differ in mass and stature only.

    Parameters
    ----------
    athlete : Athlete
        The middle one.
    weight : float
        Share of the population [1].
    height, bmi : Number
        Stature [m] and body mass index [kg/m2], drawn independently.
    """

    athlete: Athlete
    weight: float
    height: Number
    bmi: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """A population.

    Parameters
    ----------
    title : str
        Who they are.
    strata : tuple of Stratum
        Whose weights sum to one.

    Raises
    ------
    InputError
        For weights that do not sum to one.
    """

    title: str
    strata: tuple[Stratum, ...]

    def __post_init__(self) -> None:
        weights = [stratum.weight for stratum in self.strata]
        if not weights or min(weights) <= 0.0 or abs(sum(weights) - 1.0) > 1e-9:
            raise InputError("weight", weights, "above 0, summing to 1 over the strata", "0.5")
