"""The body of one athlete: masses, lengths, mass centres, inertias and joint places of its segments."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from biolift.columns import every, finite
from biolift.errors import InputError, choice
from biolift.vocabulary import PARENT, SEGMENTS

Vector = tuple[float, float, float]


def _checked(field: str, value: Vector) -> None:
    if len(value) != 3 or not all(map(finite, value)):
        raise InputError(field, value, "three finite numbers (x, y, z)", "(0.0, -0.2, 0.0)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One rigid segment; its axes are the world's in neutral standing, its origin is its proximal joint.

    Parameters
    ----------
    name : str
        One of ``vocabulary.SEGMENTS``.
    mass : float
        [kg]
    length : float
        From the origin to `end` [m]; of the foot from heel to toe tip, of the forearm to the wrist.
    mass_centre : tuple of float (3,)
        From the origin, in segment axes [m].
    inertia : tuple of float (3,)
        Principal moments about the mass centre and the segment's x, y and z axes [kg m2].
    joint : tuple of float (3,)
        The origin in the parent's axes, from the parent's origin [m]; zero for the pelvis.
    end : tuple of float (3,)
        Where the next segment, the held bar, the toe tip or the top of the head is, in segment axes [m].

    Raises
    ------
    InputError
        For an unknown name, a mass, length or moment that is not positive, a coordinate that is not finite.
    """

    name: str
    mass: float
    length: float
    mass_centre: Vector
    inertia: Vector
    joint: Vector
    end: Vector

    def __post_init__(self) -> None:
        choice("segment", self.name, SEGMENTS)
        for field, value, unit in (("mass", self.mass, "kg"), ("length", self.length, "m")):
            if not (finite(value) and every(value > 0.0)):
                raise InputError(f"{self.name}.{field}", value, f"positive [{unit}]")
        for field in ("mass_centre", "inertia", "joint", "end"):
            _checked(f"{self.name}.{field}", getattr(self, field))
        if not all(every(moment > 0.0) for moment in self.inertia):
            raise InputError(f"{self.name}.inertia", self.inertia, "positive [kg m2]")

    @property
    def radii(self) -> Vector:
        """Radii of gyration about the mass centre and the x, y and z axes [m]."""
        x, y, z = (math.sqrt(moment / self.mass) for moment in self.inertia)
        return (x, y, z)


@dataclass(frozen=True, slots=True, kw_only=True)
class Landmark:
    """A named point of the body.

    Parameters
    ----------
    name : str
        ``vertex``, ``wrist_r``, ``hand_r`` (centre of a held bar), ``heel_r``, ``toe_r`` and left twins.
    segment : str
        Segment that carries it.
    point : tuple of float (3,)
        In that segment's axes, from its origin [m].
    """

    name: str
    segment: str
    point: Vector

    def __post_init__(self) -> None:
        choice(f"{self.name}.segment", self.segment, SEGMENTS)
        _checked(f"{self.name}.point", self.point)


@dataclass(frozen=True, slots=True, kw_only=True)
class Body(Mapping[str, Segment]):
    """All segments of one athlete, by name, in the order of ``vocabulary.SEGMENTS``.

    Parameters
    ----------
    segments : tuple of Segment
        Every segment of the vocabulary, once.
    landmarks : tuple of Landmark
        Named points.

    Examples
    --------
    >>> from biolift.library.proportions import proportions
    >>> from biolift.nouns.athlete import Athlete
    >>> body = proportions.de_leva.body(Athlete(mass=80.0, height=1.8))
    >>> round(body["thigh_r"].mass, 2), round(body.mass, 6)
    (11.33, 80.0)
    """

    segments: tuple[Segment, ...]
    landmarks: tuple[Landmark, ...] = ()

    def __post_init__(self) -> None:
        names = tuple(segment.name for segment in self.segments)
        if names != SEGMENTS:
            raise InputError("body.segments", names, f"each of {', '.join(SEGMENTS)}, in this order")

    def __getitem__(self, name: str) -> Segment:
        for segment in self.segments:
            if segment.name == name:
                return segment
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return iter(SEGMENTS)

    def __len__(self) -> int:
        return len(self.segments)

    @property
    def mass(self) -> float:
        """Mass of all segments [kg]."""
        return sum(segment.mass for segment in self.segments)

    def landmark(self, name: str) -> Landmark:
        """A named point of the body.

        Raises
        ------
        InputError
            For an unknown name.
        """
        choice("landmark", name, [point.name for point in self.landmarks])
        return next(point for point in self.landmarks if point.name == name)

    def origin(self, name: str) -> Vector:
        """Origin of a segment in neutral standing, from the midpoint of the hip centres [m]."""
        place: Vector = (0.0, 0.0, 0.0)
        step: str | None = name
        while step is not None:
            place = shifted(place, self[step].joint)
            step = PARENT[step]
        return place

    def neutral(self, landmark: str) -> Vector:
        """A landmark in neutral standing, from the midpoint of the hip centres [m]."""
        point = self.landmark(landmark)
        return shifted(self.origin(point.segment), point.point)

    def mass_centre(self, names: tuple[str, ...] = SEGMENTS) -> Vector:
        """Mass centre of some segments in neutral standing, from the midpoint of the hip centres [m]."""
        total = sum(self[name].mass for name in names)
        places = [(self[name].mass, shifted(self.origin(name), self[name].mass_centre)) for name in names]
        x, y, z = (sum(mass * place[i] for mass, place in places) / total for i in range(3))
        return (x, y, z)


def shifted(a: Vector, b: Vector) -> Vector:
    """Sum of two vectors."""
    return (a[0] + b[0], a[1] + b[1], a[2] + b[2])
