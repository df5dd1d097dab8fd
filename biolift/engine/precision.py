"""How exactly many repetitions are worked out: the words for it, and what may be asked of whom."""

from __future__ import annotations

from collections.abc import Iterable

from biolift.errors import InputError, choice
from biolift.nouns.movement import Movement

DOUBLE, SINGLE = "float64", "float32"
#: Largest difference between the two, over the largest number of the same unit in that repetition: 4e-5 was
#: measured over 1024 draws of every planar movement and variant, lying prone, where that number is 0.7 N m.
TOLERANCE = 5e-5


def checked_precision(precision: str, movements: Iterable[Movement]) -> str:
    """The precision, if these movements have it.

    Parameters
    ----------
    precision : {"float64", "float32"}
    movements : iterable of Movement
        In their variants.

    Raises
    ------
    InputError
        For another word, and for float32 where the body turns.
    """
    choice("precision", precision, (DOUBLE, SINGLE))
    for movement in movements:
        if precision == SINGLE and movement.plane != "sagittal":
            allowed = f"{DOUBLE!r} where the body turns, as in {movement.title}"
            raise InputError("precision", precision, allowed, f"precision={DOUBLE!r}")
    return precision


def as_attribute(precision: str) -> dict[str, str]:
    """What a result says of it: nothing where it is as exact as a single repetition."""
    if precision == DOUBLE:
        return {}
    return {
        "precision": f"{SINGLE}: within {TOLERANCE:g} of the largest number of its unit in the repetition"
    }
