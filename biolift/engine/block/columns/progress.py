"""Columns of progress in time: tempo, time law, and the free swing."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from biolift.engine.block import plan as p
from biolift.engine.block.columns.table import table
from biolift.engine.block.structure import COORDINATE, Structure
from biolift.engine.completion import complete
from biolift.engine.free_pin import swing
from biolift.engine.motion import move, schedule
from biolift.engine.pack import body_of
from biolift.laws.path import minimum_jerk, pendular
from biolift.nouns.movement import Movement
from biolift.nouns.trial import Trial
from biolift.nouns.versions import Versions
from biolift.vocabulary import SUFFIX

Array = NDArray[np.float64]


def progress_columns(group: Structure, trial: Trial, poses: Array) -> tuple[Array, Array]:
    """Progress along the eccentric path with both derivatives by time (C, 3, T), and durations (C,)."""
    movement, samples, count = trial.movement_resolved, group.samples, len(poses)
    phases = schedule(movement, trial.tempo_resolved, movement.numbers.at("fast_phase"))
    seconds = table((duration for *_, duration in phases), count)
    ends = np.cumsum(seconds, axis=1)
    time = np.linspace(0.0, ends[:, -1], samples, axis=1)
    width = -(-samples // p.LANES) * p.LANES
    out = np.zeros((count, 3, width))
    which = np.minimum((time[:, :, None] * (1 - 1e-12) > ends[:, None, :]).sum(axis=2), len(phases) - 1)
    way = movement.eccentric
    for k, (_, first, last, _) in enumerate(phases):
        a, b = (way.index(pose) / (len(way) - 1) for pose in (first, last))
        duration = seconds[:, k : k + 1]
        s = np.clip((time - (ends[:, k : k + 1] - duration)) / duration, 0.0, 1.0)
        profile = np.stack(_profile(movement, s, a, b, poses), axis=1)
        rates = np.stack([a + (b - a) * profile[:, 0], (b - a) * profile[:, 1] / duration,
                          (b - a) * profile[:, 2] / duration**2], axis=1)  # fmt: skip
        out[:, :, :samples] = np.where((which == k)[:, None, :], rates, out[:, :, :samples])
    out[:, :, samples:] = out[:, :, samples - 1 : samples]
    return out, ends[:, -1]


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


def swing_columns(group: Structure, versions: Versions, where: NDArray[np.intp], width: int) -> Array:
    """Pelvic tilt with both rates where the body swings freely, (C, 3, T), else nothing."""
    if not group.plan.path.swings:
        return np.zeros((0, 3, width))
    out = np.empty((len(where), 3, width))
    for c, k in enumerate(where.tolist()):
        trial, model = versions[k]
        body, movement = body_of(model.proportions, trial.athlete), trial.movement_resolved
        made = complete(trial, group.tree, body)
        joints = move(movement, trial.tempo_resolved, movement.numbers.at("fast_phase"), group.samples, made)
        swung = swing(trial, group.tree, body, made, joints, model.gravity)
        for i, rows in enumerate((swung.q, swung.u, swung.a)):
            out[c, i, : group.samples] = rows["pelvic_tilt"]
    out[:, :, group.samples :] = out[:, :, group.samples - 1 : group.samples]
    return out
