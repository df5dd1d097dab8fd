"""Works out the coordinates that a movement leaves to constraints, and where its anchor holds the body."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from biolift import units
from biolift.engine.closure import Closure, Datum
from biolift.engine.interpolation import chebyshev_basis, chebyshev_fit, lobatto, through
from biolift.engine.miss import missed
from biolift.engine.newton_lanes import solve
from biolift.engine.pack import body_numbers
from biolift.engine.posture import BodyPoint, Posture, body_point
from biolift.equipment.free_weight import FreeWeight
from biolift.laws.tree import Tree
from biolift.library.sites import site_places
from biolift.nouns.body import Body
from biolift.nouns.movement import Movement
from biolift.nouns.trial import Trial
from biolift.vocabulary import COORDINATES, both_sides

Array = NDArray[np.float64]
#: Intervals between Chebyshev nodes, tried in turn until the curve between them closes as well.
_INTERVALS = (12, 24, 48)
#: Largest miss between nodes [m, rad] that ends the search, and that is accepted at the end of it.
_GOOD, _ACCEPTED = 1e-7, 5e-5
#: A joint that starts straight cannot tell which way to bend.
_BENDS, _BENT = ("knee_flexion", "elbow_flexion"), 0.2


@dataclass(frozen=True)
class Completed:
    """What a trial's body makes of its movement.

    Parameters
    ----------
    anchor : Datum
        The point that does not move, and where it stands.
    poses : dict
        Coordinates of every pose; those of one that has conditions of its own are worked out.
    series : dict
        Chebyshev coefficients of every coordinate that was worked out, over the eccentric path.
    tilt : dict
        Factors by which the pelvic tilt follows them.
    """

    anchor: Datum
    poses: dict[str, dict[str, float]] = field(default_factory=dict)
    series: dict[str, Array] = field(default_factory=dict)
    tilt: dict[str, float] = field(default_factory=dict)

    def put_in(
        self, q: dict[str, Array], u: dict[str, Array], a: dict[str, Array], p: Array, sense: float
    ) -> None:
        """Put the coordinates that were worked out in place of their guesses.

        Parameters
        ----------
        q, u, a : dict
            Coordinates (T,) and their first and second derivatives by the progress of the phase; changed.
        p : array (T,)
            Progress along the eccentric path.
        sense : float
            -1 where the phase runs that path backwards, 0 where it stays, else 1.
        """
        if not self.series:
            return
        terms = len(next(iter(self.series.values())))
        T, dT, ddT = chebyshev_basis(terms, p)
        for name, series in self.series.items():
            new = (series @ T, sense * (series @ dT), sense * sense * (series @ ddT))
            for rows, values in zip((q, u, a), new, strict=True):
                if name in self.tilt:
                    rows["pelvic_tilt"] = rows["pelvic_tilt"] + self.tilt[name] * (values - rows[name])
                rows[name] = values


def complete(trial: Trial, tree: Tree, body: Body) -> Completed:
    """Work out what the movement of a trial leaves open, for its athlete and weights.

    Where no condition is about balance, the weights do not count.

    Raises
    ------
    PoseError
        When the conditions cannot be met, with the distance or angle that is missing.
    """
    movement = trial.movement_resolved
    kinds = {equation.kind for one in movement.completions for equation in one.equations}
    carried = tuple(_weights(trial, body)) if "balance" in kinds else ()
    return _complete(movement, tree, body, carried)


@lru_cache(maxsize=256)
def _complete(movement: Movement, tree: Tree, body: Body, weights: tuple[BodyPoint, ...]) -> Completed:
    """The path does not depend on the tempo: repetitions that differ in it alone share the answer."""
    numbers = body_numbers(body)
    masses = [BodyPoint(name, segment.mass_centre, segment.mass) for name, segment in body.items()]
    masses += weights
    closures = {
        one.pose: Closure(movement, tree, body, numbers, masses, one.pose) for one in movement.completions
    }
    whole = closures.get(None) or Closure(movement, tree, body, numbers, masses)
    poses = {pose.name: pose.angles() for pose in movement.poses}
    first = movement.anchor.reference_pose
    reference = _reference(movement, closures.get(first), whole, poses[first])
    anchor = _anchor(movement, tree, body, numbers, reference)
    for name, closure in closures.items():
        if name == first:
            poses[name] = reference
        elif name is not None:
            poses[name] = _posed(movement, closure, name, poses[name], anchor)
    series = _series(movement, whole, anchor, poses)
    return Completed(anchor, poses, series, whole.tilt)


def _weights(trial: Trial, body: Body) -> list[BodyPoint]:
    """Free weights where the body carries them."""
    out = []
    for fitting in trial.fittings:
        if isinstance(fitting.load, FreeWeight):
            mass = units.resolve(fitting.load.mass, trial.athlete.mass)
            places = site_places(fitting.site, body, fitting.sides)
            out += [BodyPoint(segment, place, mass / len(places)) for segment, place in places]
    return out


def _reference(
    movement: Movement, own: Closure | None, whole: Closure, angles: dict[str, float]
) -> dict[str, float]:
    """Coordinates in the pose that says where the body stands, as far as its place depends on them."""
    closure, anchor = own or whole, movement.anchor
    stands = anchor.segment == anchor.reference_point and movement.plane == "sagittal"
    if own is None and (stands or not closure.names):
        return angles
    point = body_point(anchor.reference_point, closure.body)
    datum = Datum(point, np.array([*map(movement.resolve, anchor.at), 0.0]))
    return _posed(movement, closure, anchor.reference_pose, angles, datum)


def _posed(
    movement: Movement, closure: Closure, pose: str, angles: Mapping[str, float], datum: Datum
) -> dict[str, float]:
    """Coordinates in one pose, worked out from the conditions that hold there."""
    given = {name: np.array([value]) for name, value in angles.items()}
    values = np.array([[movement.resolve(one.value_in(pose))] for one in closure.equations])
    x, miss = _solved(closure, given, values, datum)
    if np.any(np.abs(miss) > _ACCEPTED):
        raise missed(movement, closure.equations, miss[:, 0], f"pose {pose!r}")
    return {name: float(row[0]) for name, row in closure.coordinates(given, x).items()}


def _anchor(
    movement: Movement,
    tree: Tree,
    body: Body,
    numbers: Mapping[str, float],
    reference: Mapping[str, float],
) -> Datum:
    """Where the anchored point stands; the hips stand in the machine's middle plane in that pose."""
    q = {name: np.array([value]) for name, value in reference.items()}
    still = {name: np.zeros(1) for name in COORDINATES}
    posture = Posture(tree, numbers, q, still)
    held = body_point(movement.anchor.segment, body)
    stands = body_point(movement.anchor.reference_point, body)
    place, from_ = posture.points([held, stands])[0][:, :, 0].T
    x, y = (movement.resolve(value) for value in movement.anchor.at)
    return Datum(held, np.array([x - from_[0] + place[0], y - from_[1] + place[1], place[2]]))


def _series(
    movement: Movement, closure: Closure, anchor: Datum, poses: Mapping[str, Mapping[str, float]]
) -> dict[str, Array]:
    """Chebyshev coefficients of the coordinates that are worked out, over the eccentric path."""
    if not closure.names:
        return {}
    guess: Array | None = None
    for intervals in _INTERVALS:
        nodes = lobatto(intervals)
        given, values = _along(movement, closure, poses, nodes)
        x, miss = _solved(closure, given, values, anchor, guess)
        _check(movement, closure, nodes, miss)
        fits = np.stack([chebyshev_fit(row) for row in x])
        finer = lobatto(2 * intervals)
        guess = fits @ chebyshev_basis(intervals + 1, finer)[0]
        given, values = _along(movement, closure, poses, finer)
        between = closure.residuals(given, guess, values, anchor)[0]
        if np.abs(between).max() < _GOOD:
            break
    _check(movement, closure, finer, between)
    names = [(full, k) for k, name in enumerate(closure.names) for full in both_sides(name)]
    return {full: fits[k] for full, k in names}


def _along(
    movement: Movement, closure: Closure, poses: Mapping[str, Mapping[str, float]], p: Array
) -> tuple[dict[str, Array], Array]:
    """Given coordinates and first guesses at progress `p`, and what the equations must come to (m, L)."""
    names = movement.eccentric
    given = dict(zip(COORDINATES, through(pose_table(poses, names), p)[0], strict=True))
    wanted = [[movement.resolve(one.value_in(name)) for one in closure.equations] for name in names]
    return given, through(np.array(wanted), p)[0]


def pose_table(poses: Mapping[str, Mapping[str, float]], names: Sequence[str]) -> Array:
    """Coordinates of the poses of a path, (n, C)."""
    return np.array([[poses[name][coordinate] for coordinate in COORDINATES] for name in names])


def _solved(
    closure: Closure, given: Mapping[str, Array], values: Array, datum: Datum, guess: Array | None = None
) -> tuple[Array, Array]:
    """Unknowns (n, L) that come nearest to the equations, and what is missing then (m, L)."""
    if guess is None:
        guess = np.stack([_start(name, given) for name in closure.names])
    scale = np.array([10.0 if one.unit == "rad" else 1.0 for one in closure.equations])  # distances give way

    def residuals(x: Array, lanes: NDArray[np.intp]) -> tuple[Array, Array]:
        here = {name: row[lanes] for name, row in given.items()}
        r, J = closure.residuals(here, x, values[:, lanes], datum)
        return r * scale[:, None], J * scale[:, None, None]

    x, r = solve(residuals, guess)
    return x, r / scale[:, None]


def _start(name: str, given: Mapping[str, Array]) -> Array:
    guess = given[both_sides(name)[0]]
    return np.where(np.abs(guess) < _BENT, _BENT, guess) if name.startswith(_BENDS) else guess


def _check(movement: Movement, closure: Closure, p: Array, miss: Array) -> None:
    worst = int(np.abs(miss).max(axis=0).argmax())
    if np.abs(miss[:, worst]).max() <= _ACCEPTED:
        return
    nearest = movement.eccentric[round(p[worst] * (len(movement.eccentric) - 1))]
    where = f"progress {p[worst]:.2f} of the eccentric phase, near pose {nearest!r}"
    raise missed(movement, closure.equations, miss[:, worst], where)
