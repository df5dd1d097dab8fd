"""Columns of progress in time: tempo and time law."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from biolift.engine.block import plan as p
from biolift.engine.block.columns.table import table
from biolift.engine.block.positions import COORDINATE
from biolift.engine.block.structure import Structure
from biolift.engine.motion import schedule
from biolift.laws.path import minimum_jerk, pendular
from biolift.nouns.movement import Movement
from biolift.nouns.trial import Trial
from biolift.vocabulary import SUFFIX

Array = NDArray[np.float64]


def progress_columns(group: Structure, trial: Trial, poses: Array) -> tuple[Array, Array]:
    """Progress along the eccentric path with both derivatives by time (C, 3, T), and durations (C,)."""
    samples, count = group.samples, len(poses)
    duration = phase_ends(trial, count)[:, -1].copy()
    out = np.empty((count, 3, -(-samples // p.LANES) * p.LANES))
    out[:, :, :samples] = progress_at(trial, poses, np.linspace(0.0, duration, samples, axis=1))
    out[:, :, samples:] = out[:, :, samples - 1 : samples]
    return out, duration


def phase_ends(trial: Trial, count: int) -> Array:
    """Times at which the phases that last end, (C, phases) [s]."""
    return np.cumsum(table((duration for *_, duration in _phases(trial)), count), axis=1)


def _phases(trial: Trial) -> list[tuple[str, str, str, float]]:
    movement = trial.movement_resolved
    return schedule(movement, trial.tempo_resolved, movement.numbers.at("fast_phase"))


def progress_at(trial: Trial, poses: Array, time: Array) -> Array:
    """Progress along the eccentric path with both derivatives by time, at times (C, T): (C, 3, T)."""
    movement, phases, ends = trial.movement_resolved, _phases(trial), phase_ends(trial, len(poses))
    seconds = table((duration for *_, duration in phases), len(poses))
    out = np.zeros((len(poses), 3, time.shape[1]))
    which = np.minimum((time[:, :, None] * (1 - 1e-12) > ends[:, None, :]).sum(axis=2), len(phases) - 1)
    way = movement.eccentric
    for k, (_, first, last, _) in enumerate(phases):
        a, b = (way.index(pose) / (len(way) - 1) for pose in (first, last))
        duration = seconds[:, k : k + 1]
        s = np.clip((time - (ends[:, k : k + 1] - duration)) / duration, 0.0, 1.0)
        profile = np.stack(_profile(movement, s, a, b, poses), axis=1)
        rates = np.stack([a + (b - a) * profile[:, 0], (b - a) * profile[:, 1] / duration,
                          (b - a) * profile[:, 2] / duration**2], axis=1)  # fmt: skip
        out = np.where((which == k)[:, None, :], rates, out)
    return out


def _profile(movement: Movement, s: Array, a: float, b: float, poses: Array) -> tuple[Array, Array, Array]:
    """Progress over one phase with its derivatives by s."""
    if a == b:
        return np.zeros_like(s), np.zeros_like(s), np.zeros_like(s)
    if movement.time_law != "pendular":
        return minimum_jerk(s)
    hip = COORDINATE["hip_flexion" + SUFFIX[movement.poses[0].side]]
    angle = poses[:, :, hip] - poses[:, :, COORDINATE["pelvic_tilt"]]
    turns = [angle[:, round(x * (poses.shape[1] - 1))] for x in (a, b)]
    rows = [pendular(s[c], turns[0][c], turns[1][c]) for c in range(len(s))]
    return tuple(np.stack(every) for every in zip(*rows, strict=True))  # type: ignore[return-value]
