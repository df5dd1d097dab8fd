"""What the library holds about people: how muscle forces scale with the person."""

from __future__ import annotations

from functools import cache

from biolift.columns import larger
from biolift.errors import choice
from biolift.library.sources import DATA, read_numbers
from biolift.nouns.athlete import Athlete
from biolift.nouns.number import Numbers

REGIONS = ("trunk", "leg")


@cache
def _tables() -> dict[str, Numbers]:
    return read_numbers(DATA / "strength.toml")


def strength_numbers() -> Numbers:
    """The numbers behind :func:`strength_factor`, each with its spread and source."""
    return _tables()["strength"]


def strength_factor(athlete: Athlete, region: str = "trunk", numbers: Numbers | None = None) -> float:
    """Factor on every muscle force of the tables for one athlete [1].

    Parameters
    ----------
    athlete : Athlete
        Whose muscles they are.
    region : {"trunk", "leg"}
        The factor for women differs between the two.
    numbers : Numbers, optional
        Other values than those of :func:`strength_numbers`, for example a draw.

    Raises
    ------
    InputError
        For an unknown region, or a number that is missing.

    Notes
    -----
    ``size x training x sex x age`` with

    - size: ``(mass / height) / (reference mass / reference height)``, because a muscle's force goes with its
      area, that is with its volume over its length, at equal composition of the body. It overstates a body
      that is heavy with fat;
    - training: ``athlete.strength`` where it is given, else the number of the training level;
    - sex: 1 for men, ``female_trunk`` or ``female_leg`` for women, at equal size;
    - age: ``1 - age_loss (age - age_onset)`` beyond ``age_onset``, never negative.

    Left out: differences between muscles, and youth (no growth of strength before ``age_onset``).

    References
    ----------
    anderson_2007, keller_2002, rbdl_gymnast

    Examples
    --------
    >>> strength_factor(Athlete(mass=75, height=1.75))
    1.0
    """
    choice("region", region, REGIONS)
    table = strength_numbers() if numbers is None else numbers
    size = athlete.mass / athlete.height * table.at("reference_height") / table.at("reference_mass")
    training = table.at(athlete.training) if athlete.strength is None else athlete.strength
    sex = table.at(f"female_{region}") if athlete.sex == "female" else 1.0
    years = larger(0.0, athlete.age - table.at("age_onset"))
    return size * training * sex * larger(0.0, 1.0 - table.at("age_loss") * years)
