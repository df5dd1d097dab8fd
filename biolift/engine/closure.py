"""Equations of a movement's completions as residuals with their derivatives, many configurations at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from biolift.engine.posture import BodyPoint, Posture, body_point
from biolift.laws.tree import Tree
from biolift.nouns.body import Body
from biolift.nouns.body_point import FAMILIES
from biolift.nouns.completion import Equation
from biolift.nouns.movement import Movement
from biolift.vocabulary import COORDINATES, INCLINATIONS, PARENT, both_sides

Array = NDArray[np.float64]
AXES = {"x": 0, "y": 1, "z": 2}
#: Stands for the common mass centre among the names of points.
MASS_CENTRE = "mass centre"


@dataclass(frozen=True)
class Datum:
    """A point of the body whose place in the machine's frame is known (3,) [m]."""

    point: BodyPoint
    place: Array


class Closure:
    """Unknowns and equations of one movement, for one body with its weights.

    Parameters
    ----------
    masses : sequence of BodyPoint
        Mass centres of the segments and of the weights they carry.
    pose : str, optional
        Pose whose own conditions are met as well; by default those of the whole path only.
    """

    def __init__(
        self,
        movement: Movement,
        tree: Tree,
        body: Body,
        numbers: Mapping[str, float],
        masses: Sequence[BodyPoint],
        pose: str | None = None,
    ) -> None:
        self.tree, self.body, self.numbers = tree, body, numbers
        completions = [one for one in movement.completions if one.pose in (None, pose)]
        self.names = tuple(name for one in completions for name in one.solve)
        self.equations = tuple(equation for one in completions for equation in one.equations)
        self.kinds = frozenset(equation.kind for equation in self.equations)
        #: Factors by which the pelvic tilt follows the unknowns, where the orientation is given.
        self.tilt = {} if "pelvic_tilt" in self.names else dict(movement.poses[0].tilt_terms)
        self.moves = [self._moved(name) for name in self.names]
        spoken = dict.fromkeys(name for equation in self.equations for name in equation.points)
        self._points = {name: body_point(name, body) for name in spoken}
        self._masses = list(masses) if "balance" in self.kinds else []
        mass = np.array([one.mass for one in self._masses])
        self._share = mass / mass.sum() if self._masses else mass

    def _moved(self, name: str) -> dict[str, float]:
        """Coordinates that an unknown turns, with their factors."""
        out = dict.fromkeys(both_sides(name), 1.0)
        follows = sum(self.tilt.get(full, 0.0) for full in out)
        return out | ({"pelvic_tilt": follows} if follows else {})

    def coordinates(self, given: Mapping[str, Array], x: Array) -> dict[str, Array]:
        """All coordinates from the given ones and the unknowns (n, L); the pelvic tilt follows."""
        q = dict(given)
        tilt = given["pelvic_tilt"]
        for k, name in enumerate(self.names):
            for full in both_sides(name):
                q[full] = x[k]
                if full in self.tilt:
                    tilt = tilt + self.tilt[full] * (x[k] - given[full])
        if self.tilt:
            q["pelvic_tilt"] = tilt
        return q

    def residuals(
        self, given: Mapping[str, Array], x: Array, values: Array, datum: Datum | None
    ) -> tuple[Array, Array]:
        """What is missing (m, L), and its derivatives by the unknowns (m, n, L).

        Parameters
        ----------
        given : mapping
            Coordinates (L,), guesses in place of the unknowns.
        x : array (n, L)
            Unknowns.
        values : array (m, L)
            What each equation must come to.
        datum : Datum or None
            From where places in the machine's frame count; None when no equation needs it.
        """
        n, lanes = x.shape
        q = {name: np.tile(row, n) for name, row in self.coordinates(given, x).items()}
        u = {name: np.zeros(n * lanes) for name in COORDINATES}
        for k, moved in enumerate(self.moves):  # one unit rate after the other: velocities are derivatives
            for name, factor in moved.items():
                u[name][k * lanes : (k + 1) * lanes] = factor
        places = self._places(q, u, datum)
        rows = [
            self._sides(equation, np.tile(value, n), q, u, places, datum)
            for equation, value in zip(self.equations, values, strict=True)
        ]
        here = np.stack([row[:lanes] for row, _ in rows])
        return here, np.stack([rate.reshape(n, lanes) for _, rate in rows])

    def _places(
        self, q: Mapping[str, Array], u: Mapping[str, Array], datum: Datum | None
    ) -> dict[str | None, tuple[Array, Array]]:
        """Place and velocity (3, lanes) of every point that is spoken of, and under None of the datum."""
        if not self._points and not self._masses:
            return {}
        points: dict[str | None, BodyPoint] = dict(self._points.items())
        if datum is not None:
            points[None] = datum.point
        r, v = Posture(self.tree, self.numbers, q, u).points([*points.values(), *self._masses])
        out = {name: (r[:, k], v[:, k]) for k, name in enumerate(points)}
        if self._masses:
            centre, speed = (np.einsum("ist,s->it", rows[:, len(points) :], self._share) for rows in (r, v))
            out[MASS_CENTRE] = centre, speed
        return out

    def _sides(
        self,
        equation: Equation,
        value: Array,
        q: Mapping[str, Array],
        u: Mapping[str, Array],
        places: Mapping[str | None, tuple[Array, Array]],
        datum: Datum | None,
    ) -> tuple[Array, Array]:
        """What is missing in an equation and its rate, per lane."""
        if equation.kind in ("inclination", "coordinate"):
            angle, rate = _turn(equation_terms(equation), q, u)
            if equation.start is None:
                return angle - value, rate
            other, follows = _turn(coordinate_terms(equation.start), q, u)
            return angle - value * other, rate - value * follows
        r, v = places[equation.of]
        if equation.kind == "balance":
            centre, speed = places[MASS_CENTRE]
            return centre[0] - r[0] - value, speed[0] - v[0]
        axis = AXES[equation.axis]
        r0, v0 = places[equation.start]
        place = datum.place[axis] if equation.start is None and datum is not None else 0.0
        return place + r[axis] - r0[axis] - value, v[axis] - v0[axis]


def _turn(terms: Mapping[str, float], q: Mapping[str, Array], u: Mapping[str, Array]) -> tuple[Array, Array]:
    """An angle that is a sum of coordinates, and its rate."""
    angle, rate = (sum(f * rows[name] for name, f in terms.items()) for rows in (q, u))
    return np.asarray(angle), np.asarray(rate)


def equation_terms(equation: Equation) -> dict[str, float]:
    """Factors of the coordinates that add up to the angle that an equation is about."""
    if equation.kind == "inclination":
        return inclination_terms(FAMILIES[equation.of][0])
    return coordinate_terms(equation.of)


def coordinate_terms(name: str) -> dict[str, float]:
    """Factors of the coordinates that make a coordinate, or one of the inclinations of a pose."""
    if name in INCLINATIONS:
        return {"pelvic_tilt": 1.0} | {full: -factor for full, factor in INCLINATIONS[name].items()}
    return {both_sides(name)[0]: 1.0}


def inclination_terms(segment: str) -> dict[str, float]:
    """Factors of the coordinates whose sagittal turns add up to a segment's inclination."""
    chain: list[str] = []
    here: str | None = segment
    while here is not None:
        chain.append(here)
        here = PARENT[here]
    turns = [(name, turn) for name, ts in COORDINATES.items() for turn in ts if turn.axis == "z"]
    terms: dict[str, float] = {}
    for name, turn in turns:
        if turn.segment in chain:
            terms[name] = terms.get(name, 0.0) - turn.factor
    return terms
