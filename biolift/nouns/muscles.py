"""A muscle as a lumped line of action, and a set of them."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from dataclasses import replace as _replace
from typing import Any

from biolift.columns import root
from biolift.errors import InputError, choice
from biolift.nouns.number import Numbers
from biolift.vocabulary import GROUPS, LEVELS, SIDES

#: Kernel suffix of each level of the lumbar spine.
LEVEL_SUFFIX = {"L5/S1": "_l5s1", "L4/L5": "_l4l5"}

Polynomial = tuple[float, ...]
Range = tuple[float, float]
QUADRATIC: Polynomial = (0.0, 0.0, 0.0)


def _numbered(name: str, polynomial: Polynomial, factor: float) -> dict[str, float]:
    """Coefficients as ``name_0, name_1, ...``."""
    return {f"{name}_{k}": factor * c for k, c in enumerate(polynomial)}


def _check(name: str, value: float, low: float, high: float, unit: str) -> None:
    """Refuse a number that is not finite or not between `low` and `high`."""
    if not (isinstance(value, (int, float)) and low <= value <= high):
        raise InputError(name, value, f"between {low:g} and {high:g} {unit}", f"{0.5 * (low + high):g}")


def _check_polynomial(name: str, value: Polynomial, size: int) -> None:
    """Refuse anything but a tuple of `size` finite numbers."""
    if not (isinstance(value, tuple) and len(value) == size and all(math.isfinite(c) for c in value)):
        raise InputError(name, value, f"a tuple of {size} finite coefficients", str((0.0,) * size))


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """How the right-hand muscle crosses one disc: arms and line of action in pelvis axes, at unit tension.

    Each path is a quadratic ``c0 + c1 x + c2 x^2`` of lumbar flexion x [rad].

    Parameters
    ----------
    extension, right_bend, left_turn : tuple of 3 float
        Moment arms about the disc centre [m], positive in the named direction.
    anterior, up, right : tuple of 3 float
        Force-weighted mean direction of the pull on the part above [1].
    share : float
        Part of the muscle's force that crosses this disc [1].
    """

    extension: Polynomial = QUADRATIC
    right_bend: Polynomial = QUADRATIC
    left_turn: Polynomial = QUADRATIC
    anterior: Polynomial = QUADRATIC
    up: Polynomial = QUADRATIC
    right: Polynomial = QUADRATIC
    share: float = 0.0

    def __post_init__(self) -> None:
        for name in ("extension", "right_bend", "left_turn", "anterior", "up", "right"):
            _check_polynomial(f"crossing.{name}", getattr(self, name), 3)
        if not 0.0 <= self.share <= 1.0:
            raise InputError("crossing.share", self.share, "between 0 and 1", "share=1.0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Muscle:
    """One lumped muscle of one side; numbers are for the right, the left is its mirror image.

    Parameters
    ----------
    id, group : str
        Name, and the group of :data:`biolift.vocabulary.GROUPS` it counts in.
    max_force : float
        Largest active isometric force [N], between `max_force_low` and `max_force_high`.
    optimal_length : float
        Effective optimal fibre length [m], tendon compliance included; spread `optimal_length_sd`.
    pennation : float
        Angle between fibre and tendon at optimal length [rad].
    fibre_length_neutral : float
        Fibre length over optimum in neutral standing [1].
    max_velocity : float
        Fastest shortening [optimal lengths/s].
    lumbar_length : tuple of 2 float
        Change of path length with lumbar flexion, ``c1 x + c2 x^2`` [m].
    hip_arm, knee_arm : tuple of 5 float
        Flexion moment arms as polynomials of the joint's own flexion [m]; the length change is minus their
        integral.
    ankle_arm : tuple of 3 float
        Dorsiflexion arm [m].
    hip_adduction_arm : tuple of 2 float
        Adduction arm at the hip, linear in hip flexion [m]; it changes no length.
    lumbar_range, hip_range, knee_range, ankle_range : tuple of 2 float
        Where the polynomials hold [rad]; beyond, arms keep their end value.
    crossings : tuple of 2 Crossing
        One for each of :data:`biolift.vocabulary.LEVELS`.
    listed_optimal_length, listed_fibre_length_neutral : float
        As the source lists them, before the rule of ``docs/decisions/fibre_lengths.md``.
    sources : tuple of str
        Source keys.
    """

    id: str
    group: str
    max_force: float
    max_force_low: float
    max_force_high: float
    optimal_length: float
    optimal_length_sd: float
    pennation: float
    fibre_length_neutral: float
    max_velocity: float = 10.0
    lumbar_length: Polynomial = (0.0, 0.0)
    hip_arm: Polynomial = (0.0,) * 5
    knee_arm: Polynomial = (0.0,) * 5
    ankle_arm: Polynomial = (0.0,) * 3
    hip_adduction_arm: Polynomial = (0.0, 0.0)
    lumbar_range: Range = (-0.35, 1.05)
    hip_range: Range = (-0.35, 2.1)
    knee_range: Range = (0.0, 2.1)
    ankle_range: Range = (-0.53, 0.53)
    crossings: tuple[Crossing, Crossing] = (Crossing(), Crossing())
    listed_optimal_length: float
    listed_fibre_length_neutral: float
    sources: tuple[str, ...]

    def __post_init__(self) -> None:
        here = f"muscle[{self.id}]"
        choice(f"{here}.group", self.group, GROUPS)
        _check(f"{here}.max_force_low", self.max_force_low, 0.0, 1e5, "N")
        _check(f"{here}.max_force", self.max_force, self.max_force_low, self.max_force_high, "N")
        _check(f"{here}.optimal_length", self.optimal_length, 0.005, 1.0, "m")
        _check(f"{here}.optimal_length_sd", self.optimal_length_sd, 0.0, self.optimal_length, "m")
        _check(f"{here}.pennation", self.pennation, 0.0, 0.6, "rad")
        shortest = math.sin(self.pennation)
        _check(f"{here}.fibre_length_neutral", self.fibre_length_neutral, shortest, 2.0, "optimal lengths")
        _check(f"{here}.max_velocity", self.max_velocity, 1.0, 30.0, "optimal lengths/s")
        sizes = {"lumbar_length": 2, "hip_arm": 5, "knee_arm": 5, "ankle_arm": 3, "hip_adduction_arm": 2}
        for name, size in sizes.items():
            _check_polynomial(f"{here}.{name}", getattr(self, name), size)
        if len(self.crossings) != len(LEVELS):
            raise InputError(f"{here}.crossings", self.crossings, f"one Crossing each for {LEVELS}")
        if not self.sources:
            raise InputError(f"{here}.sources", self.sources, "at least one source key", "('assumed',)")

    @property
    def along_length_neutral(self) -> float:
        """Length of the fibre along the tendon in neutral standing [m]."""
        return self.optimal_length * root(self.fibre_length_neutral**2 - math.sin(self.pennation) ** 2)

    def path_numbers(
        self,
        side: str = "right",
        *,
        force: float = 1.0,
        length: float = 1.0,
        extension_arm: float = 1.0,
        side_arm: float = 1.0,
    ) -> dict[str, float]:
        """Parameters of :data:`biolift.laws.muscle.STAGE` by name.

        Parameters
        ----------
        side : str
            "right" or "left"; the left muscle is mirrored.
        force, length : float
            Strength and size of the person over the reference person [1].
        extension_arm, side_arm : float
            Factors on the arms at the discs: extension; right bend and left turn [1].
        """
        choice("side", side, SIDES)
        row = {
            "max_force": force * self.max_force,
            "optimal_length": length * self.optimal_length,
            "along_length_neutral": length * self.along_length_neutral,
            "thickness": length * self.optimal_length * math.sin(self.pennation),
            "max_velocity": self.max_velocity,
            "mirror": 1.0 if side == "right" else -1.0,
        }
        for name in ("lumbar", "hip", "knee", "ankle"):
            low, high = getattr(self, f"{name}_range")
            row |= {f"{name}_low": low, f"{name}_high": high}
        row |= {f"lumbar_length_{k}": length * c for k, c in enumerate(self.lumbar_length, start=1)}
        for name in ("hip_arm", "knee_arm", "ankle_arm", "hip_adduction_arm"):
            row |= _numbered(name, getattr(self, name), length)
        arms = {"extension": extension_arm, "right_bend": side_arm, "left_turn": side_arm}
        for level, crossing in zip(LEVELS, self.crossings, strict=True):
            suffix = LEVEL_SUFFIX[level]
            row["crossing" + suffix] = crossing.share
            for name, factor in arms.items():
                row |= _numbered(f"arm_{name}{suffix}", getattr(crossing, name), factor * length)
            for axis, name in (("x", "anterior"), ("y", "up"), ("z", "right")):
                row |= _numbered(f"u{axis}{suffix}", getattr(crossing, name), 1.0)
        return row

    def as_listed(self) -> Muscle:
        """A copy with the fibre lengths that the source lists."""
        return self.replace(
            optimal_length=self.listed_optimal_length, fibre_length_neutral=self.listed_fibre_length_neutral
        )

    def replace(self, **changes: Any) -> Muscle:
        """A copy with other fields, checked again."""
        return _replace(self, **changes)


@dataclass(frozen=True, slots=True, kw_only=True)
class MuscleSet:
    """Muscles of one side, for a person of reference size.

    Parameters
    ----------
    id, title : str
        Name in the catalogue, and a line for people.
    muscles : tuple of Muscle
        In the order of the results' ``muscle`` dimension.
    reference_height, reference_mass : float
        Body that the numbers describe [m], [kg].
    numbers : Numbers
        Factors with spread that apply to many muscles at once.
    sources : tuple of str
        Source keys of the set.
    """

    id: str
    title: str
    muscles: tuple[Muscle, ...]
    reference_height: float = 1.75
    reference_mass: float = 75.0
    numbers: Numbers = field(default_factory=Numbers)
    sources: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _check("muscle_set.reference_height", self.reference_height, 1.0, 2.5, "m")
        _check("muscle_set.reference_mass", self.reference_mass, 20.0, 250.0, "kg")
        if len(set(self.names)) != len(self.muscles) or not self.muscles:
            raise InputError("muscle_set.muscles", self.names, "at least one muscle, each id once")

    @property
    def names(self) -> tuple[str, ...]:
        """Ids of the muscles, in order."""
        return tuple(muscle.id for muscle in self.muscles)

    def __getitem__(self, name: str) -> Muscle:
        return self.muscles[self.names.index(choice("muscle", name, self.names))]

    def replace(self, **changes: Any) -> MuscleSet:
        """A copy with other fields; ``replace(psoas=muscle)`` puts another muscle in the place of that id."""
        own = {name: changes.pop(name) for name in list(changes) if name in self.names}
        muscles = tuple(own.get(muscle.id, muscle) for muscle in changes.pop("muscles", self.muscles))
        return _replace(self, muscles=muscles, **changes)
