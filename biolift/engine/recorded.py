"""A recorded path as the motion of a trial: at its own pace, or each phase stretched to a tempo."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from biolift.engine import signal
from biolift.engine.placement import Base
from biolift.errors import InputError
from biolift.nouns.movement import Movement
from biolift.nouns.recorded_path import RecordedPath
from biolift.nouns.tempo import PHASES, Tempo
from biolift.vocabulary import COORDINATES

if TYPE_CHECKING:
    from biolift.engine.motion import Motion

Array = NDArray[np.float64]


@lru_cache(maxsize=16)
def _splines(path: RecordedPath) -> Any:
    return signal.quintic(np.array(path.instants), np.array([values for _, values in path.coordinates]).T)


def durations(path: RecordedPath, tempo: Tempo, fast: float) -> list[tuple[str, float, float, float]]:
    """(phase, start, end, seconds that it is given) of the phases in order; a hold stands still at a point.

    Raises
    ------
    InputError
        For a tempo that leaves out what was recorded.
    """
    seconds = tempo.seconds(fast)
    if path.is_whole:
        return [(*path.phases[0], sum(seconds.values()))]
    out: list[tuple[str, float, float, float]] = []
    recorded = {name: (start, end) for name, start, end in path.phases}
    first = PHASES.index(path.phases[0][0])
    at = path.start
    for name in (*PHASES[first:], *PHASES[:first]):
        start, end = recorded.get(name, (at, at))
        at = end
        if seconds[name] > 0:
            out.append((name, start, end, seconds[name]))
        elif name in recorded:
            allowed = f"longer than 0 s in {name}, which was recorded and lasts {end - start:.3g} s"
            raise InputError("tempo", str(tempo), allowed, "None for the recorded one")
    return out


def fill_in(motion: Motion, movement: Movement, tempo: Tempo, fast: float) -> None:
    """Put the recorded coordinates, and the held ones of the pose, at the instants of `motion`."""
    path = movement.recorded
    assert path is not None
    phases = durations(path, tempo, fast)
    ends = np.cumsum([given for *_, given in phases])
    which = np.minimum(np.searchsorted(ends, motion.time * (1 - 1e-12), side="left"), len(phases) - 1)
    instants, pace = np.empty_like(motion.time), np.empty_like(motion.time)
    for k, (name, start, end, given) in enumerate(phases):
        here = which == k
        motion.phase[here] = name
        pace[here] = (end - start) / given
        instants[here] = start + pace[here] * (motion.time[here] - (ends[k] - given))
    held = movement.poses[0].angles()
    for name in COORDINATES:
        motion.q[name] = np.full_like(motion.time, held[name])
    spline = _splines(path)
    rows = [spline(np.clip(instants, path.instants[0], path.instants[-1]), order).T for order in range(3)]
    for k, name in enumerate(path.names):
        motion.q[name] = rows[0][k]
        motion.u[name], motion.a[name] = rows[1][k] * pace, rows[2][k] * pace * pace


def base_of(motion: Motion) -> Base:
    """Motion of the pelvis as it was recorded."""
    rows = ([part[f"pelvis_{k}"] for k in "xyz"] for part in (motion.q, motion.u, motion.a))
    position, velocity, acceleration = (np.stack(part) for part in rows)
    return Base(position, velocity, acceleration)
