"""A pose: joint angles at a named instant of a movement, each with spread and source."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from numbers import Real

from biolift.errors import InputError, choice
from biolift.nouns.number import Number, Numbers
from biolift.vocabulary import COORDINATES, INCLINATIONS, SIDED, SUFFIX, both_sides

#: Coordinates that say how the body is turned as a whole; a pose gives exactly one.
ORIENTATIONS = ("pelvic_tilt", *INCLINATIONS)
#: Names that a pose may use: a sided name without its side stands for both.
POSE_NAMES = (*COORDINATES, *SIDED, *INCLINATIONS)
_LENGTHS = ("pelvis_x", "pelvis_y", "pelvis_z")
#: Change sign when the body is mirrored in its sagittal plane.
HANDED = ("pelvis_z", "pelvic_list", "pelvic_rotation", "trunk_lateral_bend", "trunk_axial_rotation")
_LIMIT = {"m": 10.0, "rad": 2.0 * math.pi}


def unit_of(coordinate: str) -> str:
    """Unit of a coordinate, ``"m"`` or ``"rad"``."""
    return "m" if coordinate in _LENGTHS else "rad"


@dataclass(frozen=True, slots=True)
class Pose:
    """Coordinates of the body at a named instant.

    Parameters
    ----------
    name : str
        Name of the instant, for example ``"top"``.
    coordinates : Numbers
        Angles [rad] and places [m] under the names of the vocabulary; ``hip_flexion`` stands for both
        sides, ``hip_flexion_r`` beside it overrides one. What is not named is zero (neutral standing).
    side : str
        Side whose hip enters ``thigh_inclination``.

    Raises
    ------
    InputError
        For an unknown coordinate, none or several of ``pelvic_tilt``, ``trunk_inclination`` and
        ``thigh_inclination``, or a value beyond one turn.
    """

    name: str
    coordinates: Numbers
    side: str = "right"

    def __post_init__(self) -> None:
        choice("side", self.side, SUFFIX)
        for name, number in self.coordinates.items():
            choice(f"poses.{self.name}", name, POSE_NAMES)
            _check(f"poses.{self.name}.{name}", name, number.value)
        given = tuple(name for name in ORIENTATIONS if name in self.coordinates)
        if len(given) != 1:
            allowed = f"a pose with exactly one of {', '.join(ORIENTATIONS)}"
            raise InputError(f"poses.{self.name}", given, allowed, "trunk_inclination = { deg = 90, ... }")

    @property
    def orientation(self) -> str:
        """Which of :data:`ORIENTATIONS` the pose gives."""
        return next(name for name in ORIENTATIONS if name in self.coordinates)

    @property
    def given(self) -> frozenset[str]:
        """Coordinates that the pose gives, with their side."""
        return frozenset(full for name in self.coordinates for full in both_sides(name))

    @property
    def tilt_terms(self) -> dict[str, float]:
        """Factors of the coordinates that make the pelvic tilt from :attr:`orientation`.

        ``pelvic_tilt = orientation + sum(factor * coordinate)``, coordinates with their side.
        """
        terms = INCLINATIONS.get(self.orientation, {})
        if self.side == "right":
            return dict(terms)
        return {mirrored_name(name): factor for name, factor in terms.items()}

    def angles(self) -> dict[str, float]:
        """Value of every coordinate of the body [rad, m], the pelvic tilt worked out."""
        values = dict.fromkeys(COORDINATES, 0.0)
        for name in sorted(self.coordinates, key=lambda name: name not in SIDED):
            if name not in INCLINATIONS:
                values |= dict.fromkeys(both_sides(name), self.coordinates.at(name))
        terms = self.tilt_terms
        values["pelvic_tilt"] = self.coordinates.at(self.orientation) + sum(
            factor * values[name] for name, factor in terms.items()
        )
        return values

    def with_values(self, **values: float) -> Pose:
        """A copy with other coordinates; the spread moves along and the source becomes the user's.

        Parameters
        ----------
        values : float
            ``coordinate=value`` [rad, m]; a coordinate that the pose has, or one side of it.

        Raises
        ------
        InputError
            For a coordinate that the pose does not have, or a value beyond one turn.
        """
        table = dict(self.coordinates)
        for name, value in values.items():
            field = f"pose.{self.name}.{name}"
            one_side = {full: short for short in table for full in both_sides(short)}
            choice(field, name, {**table, **one_side})
            _check(field, name, value)
            table[name] = _moved(table.get(name) or table[one_side[name]], float(value))
        return replace(self, coordinates=Numbers.of(table))

    def mirrored(self) -> Pose:
        """The pose with right and left exchanged."""
        table = {
            mirrored_name(name): _negated(number) if name in HANDED else number
            for name, number in self.coordinates.items()
        }
        return replace(self, coordinates=Numbers.of(table), side="left" if self.side == "right" else "right")


def mirrored_name(name: str) -> str:
    """A coordinate or segment name with its side exchanged."""
    for here, there in (("_r", "_l"), ("_l", "_r")):
        if name.endswith(here):
            return name.removesuffix(here) + there
    return name


def _check(field: str, name: str, value: object) -> None:
    unit = unit_of(name)
    limit = _LIMIT[unit]
    good = isinstance(value, Real) and not isinstance(value, bool) and abs(float(value)) <= limit
    if not good:
        allowed = "between -360 and 360 deg (a plain number is rad)" if unit == "rad" else "within 10 m"
        raise InputError(field, value, allowed, "'30 deg'" if unit == "rad" else "'0.1 m'")


def _moved(number: Number, value: float) -> Number:
    if value == number.value:
        return number
    step = value - number.value
    note = f"set by the user in place of {number.value:.6g} {number.unit} ({number.source})"
    return replace(
        number, value=value, low=number.low + step, high=number.high + step, source="assumed", note=note
    )


def _negated(number: Number) -> Number:
    return replace(number, value=-number.value, low=-number.high, high=-number.low)
