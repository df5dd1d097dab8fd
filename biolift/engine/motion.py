"""Poses, time law and tempo to clinical coordinates with analytic rates, and from there to hinge angles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from biolift.engine import recorded
from biolift.engine.completion import Completed
from biolift.engine.hinges import hinge_rows
from biolift.engine.interpolation import through
from biolift.errors import InputError, PoseError
from biolift.laws.path import minimum_jerk, pendular
from biolift.laws.tree import Tree
from biolift.nouns.movement import MOVING_PHASES, Movement
from biolift.nouns.tempo import Tempo
from biolift.vocabulary import COORDINATES, SUFFIX

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Motion:
    """Clinical coordinates of one repetition: angle, rate and acceleration by name, (T,) each [rad, s]."""

    time: Array
    phase: NDArray[np.str_]
    q: dict[str, Array]
    u: dict[str, Array]
    a: dict[str, Array]


def leg_angle(coordinates: Mapping[str, float], side: str) -> float:
    """Angle of a thigh from straight down [rad], positive forward: what a pendular law turns on."""
    return coordinates["hip_flexion" + SUFFIX[side]] - coordinates["pelvic_tilt"]


def schedule(movement: Movement, tempo: Tempo, fast: float) -> list[tuple[str, str, str, float]]:
    """Phases that last: (phase, first pose, last pose, seconds), in the order of the movement."""
    seconds = tempo.seconds(fast)
    if movement.recorded is not None and not movement.recorded.is_whole:
        ends = {name: (a, b) for name, a, b in movement.timeline}
        return [
            (name, *ends[name], given)
            for name, _, _, given in recorded.durations(movement.recorded, tempo, fast)
        ]
    if tempo.is_hold:
        held = movement.timeline[0][2]  # the pose that the repetition first moves to
        return [("hold", held, held, sum(seconds.values()))]
    return [(name, a, b, seconds[name]) for name, a, b in movement.timeline if seconds[name] > 0]


def move(
    movement: Movement, tempo: Tempo, fast: float, samples: int, completed: Completed | None = None
) -> Motion:
    """Coordinates of one repetition at `samples` evenly spaced instants, both ends included.

    Parameters
    ----------
    movement : Movement
        Resolved.
    tempo : Tempo
        Durations of its phases.
    fast : float
        Duration of a phase given as X [s].
    samples : int
        How many instants.
    completed : Completed, optional
        What was worked out of the coordinates; without it, the first guesses stand.

    Raises
    ------
    InputError
        When a swing is asked to pause.
    PoseError
        When no swing joins the two poses.
    """
    ends = np.cumsum([duration for *_, duration in schedule(movement, tempo, fast)])
    return move_at(movement, tempo, fast, np.linspace(0.0, ends[-1], samples), completed)


def move_at(
    movement: Movement, tempo: Tempo, fast: float, time: Array, completed: Completed | None = None
) -> Motion:
    """The same at given instants (T,) [s] of the repetition, ascending."""
    phases = schedule(movement, tempo, fast)
    if movement.time_law == "pendular" and not all(a != b for _, a, b, _ in phases):
        raise InputError("tempo", str(tempo), "without pauses: a swing cannot be held", "'1-0-1-0'")
    ends = np.cumsum([duration for *_, duration in phases])
    samples = len(time)
    which = np.minimum(np.searchsorted(ends, time * (1 - 1e-12), side="left"), len(phases) - 1)
    motion = Motion(time, np.empty(samples, dtype="U16"), {}, {}, {})
    for name in COORDINATES:
        for rows in (motion.q, motion.u, motion.a):
            rows[name] = np.zeros(samples)
    if movement.recorded is not None:
        recorded.fill_in(motion, movement, tempo, fast)
        return motion
    for k, (name, first, last, duration) in enumerate(phases):
        here = which == k
        motion.phase[here] = name
        s = np.clip((time[here] - (ends[k] - duration)) / duration, 0.0, 1.0)
        path = getattr(movement, name) if name in MOVING_PHASES else (first, last)
        start, end = _leg_ends(movement, path, completed)
        p, dp, ddp = _profile(movement, name, s, start, end, len(set(path)) == 1)
        q, u, a = _along(movement, path, p, completed)
        for coordinate in COORDINATES:
            motion.q[coordinate][here] = q[coordinate]
            motion.u[coordinate][here] = u[coordinate] * dp / duration
            motion.a[coordinate][here] = (a[coordinate] * dp * dp + u[coordinate] * ddp) / duration**2
    return motion


def _along(
    movement: Movement, path: tuple[str, ...], p: Array, completed: Completed | None
) -> tuple[dict[str, Array], dict[str, Array], dict[str, Array]]:
    """Coordinates at progress `p` through the poses of a phase, with both derivatives by the progress."""
    poses = [movement.pose(name).angles() for name in path]
    rows = {name: through([pose[name] for pose in poses], p) for name in COORDINATES}
    q, u, a = ({name: row[i] for name, row in rows.items()} for i in range(3))
    if completed is not None:
        way = movement.eccentric
        first, last = (way.index(pose) / (len(way) - 1) for pose in (path[0], path[-1]))
        completed.put_in(q, u, a, first + (last - first) * p, last - first)
    return q, u, a


def _leg_ends(movement: Movement, path: tuple[str, ...], completed: Completed | None) -> tuple[float, float]:
    """Angles of the working side's thigh from straight down at both ends of a phase [rad]."""
    side = movement.poses[0].side
    if completed is None or not completed.series:
        start, end = (leg_angle(movement.pose(pose).angles(), side) for pose in (path[0], path[-1]))
        return start, end
    q, _, _ = _along(movement, path, np.array([0.0, 1.0]), completed)
    start, end = (leg_angle({name: row[i] for name, row in q.items()}, side) for i in (0, 1))
    return start, end


def _profile(
    movement: Movement, phase: str, s: Array, start: float, end: float, still: bool
) -> tuple[Array, Array, Array]:
    """Progress over one phase with its derivatives by s = time / duration."""
    if still:
        return np.zeros_like(s), np.zeros_like(s), np.zeros_like(s)
    if movement.time_law != "pendular":
        return minimum_jerk(s)
    try:
        return pendular(s, start, end)
    except ValueError as error:
        angles = " and ".join(f"{np.degrees(x):.0f} deg" for x in (start, end))
        raise PoseError(f"{movement.id}, {phase}: {error}: thigh {angles} from straight down") from error


def hinge_values(tree: Tree, motion: Motion) -> dict[str, Array]:
    """Rows ``q_<link>_<axis>``, ``u_``, ``a_`` of every hinge of `tree` from the clinical coordinates.

    Raises
    ------
    PoseError
        When a planar tree is asked to leave the sagittal plane.
    """
    return hinge_rows(tree, motion.q, motion.u, motion.a)
