"""Poses, time law and tempo to clinical coordinates with analytic rates, and from there to hinge angles."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from biolift.columns import every
from biolift.engine import recorded
from biolift.engine.completion import Completed, pose_table
from biolift.engine.hinges import hinge_rows
from biolift.engine.interpolation import through
from biolift.errors import InputError, PoseError, choice
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
        held = choice("tempo", tempo.pose or movement.hold_pose, movement.eccentric)
        return [("hold", held, held, sum(seconds.values()))]
    return [(name, a, b, seconds[name]) for name, a, b in movement.timeline if every(seconds[name] > 0)]


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
    phases = schedule(movement, tempo, fast)
    time = np.linspace(0.0, sum(duration for *_, duration in phases), samples)
    if movement.recorded is not None:
        return _as_recorded(movement, tempo, fast, time)
    return _move_through(movement, tempo, phases, time, completed)


def move_at(
    movement: Movement, tempo: Tempo, fast: float, time: Array, completed: Completed | None = None
) -> Motion:
    """The same at given instants (T,) [s] of the repetition, ascending."""
    if movement.recorded is not None:
        return _as_recorded(movement, tempo, fast, time)
    return _move_through(movement, tempo, schedule(movement, tempo, fast), time, completed)


def _as_recorded(movement: Movement, tempo: Tempo, fast: float, time: Array) -> Motion:
    rows = ({name: np.zeros(len(time)) for name in COORDINATES} for _ in range(3))
    motion = Motion(time, np.empty(len(time), dtype="U16"), *rows)
    recorded.fill_in(motion, movement, tempo, fast)
    return motion


def _move_through(
    movement: Movement,
    tempo: Tempo,
    phases: Sequence[tuple[str, str, str, float]],
    time: Array,
    completed: Completed | None,
) -> Motion:
    if movement.time_law == "pendular" and not all(a != b for _, a, b, _ in phases):
        raise InputError("tempo", str(tempo), "without pauses: a swing cannot be held", "'1-0-1-0'")
    poses = completed.poses if completed else {pose.name: pose.angles() for pose in movement.poses}
    ends = np.cumsum([duration for *_, duration in phases])
    samples = len(time)
    which = np.minimum(np.searchsorted(ends, time * (1 - 1e-12), side="left"), len(phases) - 1)
    bounds = np.searchsorted(which, np.arange(len(phases) + 1))
    phase = np.empty(samples, dtype="U16")
    q, u, a = np.empty((3, len(COORDINATES), samples))
    for k, (name, first, last, duration) in enumerate(phases):
        here = slice(bounds[k], bounds[k + 1])
        phase[here] = name
        s = np.clip((time[here] - (ends[k] - duration)) / duration, 0.0, 1.0)
        path = getattr(movement, name) if name in MOVING_PHASES else (first, last)
        along = partial(_along, movement, path, poses, completed)
        p, dp, ddp = _profile(movement, name, s, along, len(set(path)) == 1)
        q[:, here], rate, bend = along(p)
        u[:, here] = rate * dp / duration
        a[:, here] = (bend * dp * dp + rate * ddp) / duration**2
    return Motion(time, phase, *(dict(zip(COORDINATES, rows, strict=True)) for rows in (q, u, a)))


def _along(
    movement: Movement,
    path: tuple[str, ...],
    poses: Mapping[str, Mapping[str, float]],
    completed: Completed | None,
    p: Array,
) -> tuple[Array, Array, Array]:
    """Coordinates (C, T) at progress `p` through the poses of a phase, with both derivatives by it."""
    rows = through(pose_table(poses, path), p)
    if completed is None or not completed.series:
        return rows
    q, u, a = (dict(zip(COORDINATES, row, strict=True)) for row in rows)
    way = movement.eccentric
    first, last = (way.index(pose) / (len(way) - 1) for pose in (path[0], path[-1]))
    completed.put_in(q, u, a, first + (last - first) * p, last - first)
    here, rate, bend = (np.stack([row[name] for name in COORDINATES]) for row in (q, u, a))
    return here, rate, bend


def _profile(
    movement: Movement,
    phase: str,
    s: Array,
    along: Callable[[Array], tuple[Array, Array, Array]],
    still: bool,
) -> tuple[Array, Array, Array]:
    """Progress over one phase with its derivatives by s = time / duration."""
    if still:
        return np.zeros_like(s), np.zeros_like(s), np.zeros_like(s)
    if movement.time_law != "pendular":
        return minimum_jerk(s)
    ends = dict(zip(COORDINATES, along(np.array([0.0, 1.0]))[0], strict=True))
    side = movement.poses[0].side
    start, end = (leg_angle({name: row[i] for name, row in ends.items()}, side) for i in (0, 1))
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
