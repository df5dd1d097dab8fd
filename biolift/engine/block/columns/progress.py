"""Columns of progress in time: tempo and time law."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from biolift.columns import table
from biolift.engine.block import plan as p
from biolift.engine.block.columns.once import alike, repeated
from biolift.engine.block.positions import COORDINATE
from biolift.engine.block.structure import Structure
from biolift.engine.motion import schedule
from biolift.errors import PoseError
from biolift.laws.path import minimum_jerk, pendular
from biolift.nouns.trial import Trial
from biolift.vocabulary import SUFFIX

Array = NDArray[np.float64]


def progress_columns(group: Structure, trial: Trial, poses: Array) -> tuple[Array, Array]:
    """Progress along the eccentric path with both derivatives by time (C, 3, T), and durations (C,)."""
    samples, count = group.samples, len(poses)
    phases = Phases.of(trial, poses)
    if alike(phases.seconds, *phases.turns):
        phases = phases.first()
    duration = phases.ends[:, -1]
    some = np.empty((len(duration), 3, -(-samples // p.LANES) * p.LANES))
    some[:, :, :samples] = progress_at(phases, np.linspace(0.0, duration, samples, axis=1))
    some[:, :, samples:] = some[:, :, samples - 1 : samples]
    return repeated(some, count), repeated(duration, count).copy()


@dataclass(frozen=True)
class Phases:
    """Phases that last, and how they run.

    ways : progress along the eccentric path at the ends of each
    seconds, ends : (C, phases) how long each lasts and when it ends [s]
    turns : at both ends of each phase the angle (C, 1) that a pendulum turns at; empty under another law
    """

    ways: tuple[tuple[float, float], ...]
    seconds: Array
    ends: Array
    turns: tuple[Array, ...]

    @classmethod
    def of(cls, trial: Trial, poses: Array) -> Phases:
        """Those of the versions of a trial, with the poses (C, N, K) of the path."""
        movement = trial.movement_resolved
        phases = schedule(movement, trial.tempo_resolved, movement.numbers.at("fast_phase"))
        last, way = len(movement.eccentric) - 1, movement.eccentric
        ways = tuple((way.index(a) / last, way.index(b) / last) for _, a, b, _ in phases)
        seconds = table((duration for *_, duration in phases), len(poses))
        turns: tuple[Array, ...] = ()
        if movement.time_law == "pendular":
            hip = COORDINATE["hip_flexion" + SUFFIX[movement.poses[0].side]]
            angle = poses[:, :, hip] - poses[:, :, COORDINATE["pelvic_tilt"]]
            turns = tuple(angle[:, round(x * last), None] for pair in ways for x in pair)
        return cls(ways, seconds, np.cumsum(seconds, axis=1), turns)

    def first(self) -> Phases:
        """Those of the first version."""
        return Phases(self.ways, self.seconds[:1], self.ends[:1], tuple(rows[:1] for rows in self.turns))


def progress_at(phases: Phases, time: Array) -> Array:
    """Progress along the eccentric path with both derivatives by time, at times (C, T): (C, 3, T).

    Raises
    ------
    PoseError
        When no pendulum swings between the poses of one of the versions.
    """
    out = np.zeros((len(time), 3, time.shape[1]))
    ends = phases.ends
    which = np.minimum((time[:, :, None] * (1 - 1e-12) > ends[:, None, :]).sum(axis=2), len(phases.ways) - 1)
    for k, (a, b) in enumerate(phases.ways):
        here = which == k
        if a == b:
            np.copyto(out[:, 0], a, where=here)
            continue
        duration = phases.seconds[:, k : k + 1]
        s = np.clip((time - (ends[:, k : k + 1] - duration)) / duration, 0.0, 1.0)
        turns = phases.turns[2 * k : 2 * k + 2]
        try:
            gone, rate, spin = pendular(s, *turns) if turns else minimum_jerk(s)
        except ValueError as error:
            raise PoseError(str(error)) from error
        np.copyto(out[:, 0], a + (b - a) * gone, where=here)
        np.copyto(out[:, 1], (b - a) * rate / duration, where=here)
        np.copyto(out[:, 2], (b - a) * spin / duration**2, where=here)
    return out
