"""Poses, time law and tempo to clinical coordinates with analytic rates, and from there to hinge angles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from biolift.errors import InputError, PoseError
from biolift.laws.path import minimum_jerk, pendular
from biolift.laws.tree import Tree
from biolift.nouns.movement import Movement
from biolift.nouns.tempo import Tempo
from biolift.vocabulary import COORDINATES, OUT_OF_PLANE

Array = NDArray[np.float64]
@dataclass(frozen=True)
class Motion:
    """Clinical coordinates of one repetition: angle, rate and acceleration by name, (T,) each [rad, s]."""

    time: Array
    phase: NDArray[np.str_]
    q: dict[str, Array]
    u: dict[str, Array]
    a: dict[str, Array]


def leg_angle(coordinates: Mapping[str, float]) -> float:
    """Angle of the right thigh from straight down [rad], positive forward: what a pendular law turns on."""
    return coordinates["hip_flexion_r"] - coordinates["pelvic_tilt"]


def schedule(movement: Movement, tempo: Tempo, fast: float) -> list[tuple[str, str, str, float]]:
    """Phases that last: (phase, first pose, last pose, seconds), in the order of the movement."""
    seconds = tempo.seconds(fast)
    if tempo.is_hold:
        held = movement.timeline[0][2]  # the pose that the repetition first moves to
        return [("hold", held, held, sum(seconds.values()))]
    return [(name, a, b, seconds[name]) for name, a, b in movement.timeline if seconds[name] > 0]


def move(movement: Movement, tempo: Tempo, fast: float, samples: int) -> Motion:
    """Coordinates of one repetition at `samples` evenly spaced instants, both ends included.

    Raises
    ------
    InputError
        When a swing is asked to pause.
    PoseError
        When no swing joins the two poses.
    """
    phases = schedule(movement, tempo, fast)
    if movement.time_law == "pendular" and not all(a != b for _, a, b, _ in phases):
        raise InputError("tempo", str(tempo), "without pauses: a swing cannot be held", "'1-0-1-0'")
    ends = np.cumsum([duration for *_, duration in phases])
    time = np.linspace(0.0, ends[-1], samples)
    which = np.minimum(np.searchsorted(ends, time * (1 - 1e-12), side="left"), len(phases) - 1)
    motion = Motion(time, np.empty(samples, dtype="U16"), {}, {}, {})
    for name in COORDINATES:
        for rows in (motion.q, motion.u, motion.a):
            rows[name] = np.zeros(samples)
    for k, (name, first, last, duration) in enumerate(phases):
        here = which == k
        motion.phase[here] = name
        s = np.clip((time[here] - (ends[k] - duration)) / duration, 0.0, 1.0)
        start, end = (movement.pose(pose).angles() for pose in (first, last))
        p, dp, ddp = _profile(movement, name, s, leg_angle(start), leg_angle(end), first == last)
        for coordinate in COORDINATES:
            span = end[coordinate] - start[coordinate]
            motion.q[coordinate][here] = start[coordinate] + span * p
            motion.u[coordinate][here] = span * dp / duration
            motion.a[coordinate][here] = span * ddp / duration**2
    return motion


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
    if not tree.turning:
        moved = [name for name in OUT_OF_PLANE if np.any(motion.q[name]) or np.any(motion.u[name])]
        if moved:
            raise PoseError(f"{', '.join(moved)} leave the sagittal plane; type plane = 'turning' in the file")
    rows = {f"{k}_{link}_{axis}": np.zeros(len(motion.time)) for k in "qua" for link, axis in tree.hinges}
    for name, turns in COORDINATES.items():
        for turn in turns:
            if tree.turning or turn.axis == "z":
                for k, values in (("q", motion.q), ("u", motion.u), ("a", motion.a)):
                    rows[f"{k}_{turn.segment}_{turn.axis}"] += turn.factor * values[name]
    return rows
