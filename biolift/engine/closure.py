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
from biolift.vocabulary import COORDINATES, PARENT, both_sides

Array = NDArray[np.float64]
AXES = {"x": 0, "y": 1, "z": 2}


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
    """

    def __init__(
        self,
        movement: Movement,
        tree: Tree,
        body: Body,
        numbers: Mapping[str, float],
        masses: Sequence[BodyPoint],
    ) -> None:
        self.tree, self.body, self.numbers, self.masses = tree, body, numbers, masses
        completions = movement.completions
        self.names = tuple(name for one in completions for name in one.solve)
        self.equations = tuple(equation for one in completions for equation in one.equations)
        #: Factors by which the pelvic tilt follows the unknowns, where the orientation is given.
        self.tilt = {} if "pelvic_tilt" in movement.solved else dict(movement.poses[0].tilt_terms)
        self.moves = [self._moved(name) for name in self.names]

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
        posture = Posture(self.tree, self.numbers, q, u)
        rows = [self._sides(equation, q, u, posture, datum) for equation in self.equations]
        here = np.stack([row[:lanes] for row, _ in rows]) - values
        return here, np.stack([rate.reshape(n, lanes) for _, rate in rows])

    def _sides(
        self,
        equation: Equation,
        q: Mapping[str, Array],
        u: Mapping[str, Array],
        posture: Posture,
        datum: Datum | None,
    ) -> tuple[Array, Array]:
        """Left side of an equation and its rate, per lane."""
        if equation.kind == "inclination":
            terms = inclination_terms(FAMILIES[equation.of][0])
            angle, rate = (sum(f * rows[name] for name, f in terms.items()) for rows in (q, u))
            return np.asarray(angle), np.asarray(rate)
        r, v = posture.point(body_point(equation.of, self.body))
        if equation.kind == "balance":
            centre, speed = posture.mass_centre(self.masses)
            return centre[0] - r[0], speed[0] - v[0]
        axis, place = AXES[equation.axis], 0.0
        if equation.start is not None:
            start = body_point(equation.start, self.body)
        else:
            assert datum is not None
            start, place = datum.point, datum.place[axis]
        r0, v0 = posture.point(start)
        return place + r[axis] - r0[axis], v[axis] - v0[axis]


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
