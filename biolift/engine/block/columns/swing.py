"""Columns of the free swing: the balance about the pin of :mod:`biolift.engine.free_pin`, many at once."""

from __future__ import annotations

from math import cos, sin

import numpy as np
from numba import njit
from numpy.polynomial.chebyshev import chebval
from numpy.typing import NDArray

from biolift.engine.block import plan as p
from biolift.engine.block.columns.progress import Phases, progress_at
from biolift.engine.block.positions import COORDINATE
from biolift.engine.block.structure import Structure
from biolift.engine.free_pin import Pinned, about_pin, instants_of, weights
from biolift.engine.interpolation import through
from biolift.engine.posture import body_point
from biolift.nouns.trial import Trial
from biolift.nouns.versions import Versions

Array = NDArray[np.float64]
Index = NDArray[np.intp]
#: Versions whose finer instants are worked out together.
_TOGETHER = 16


def swing_columns(
    group: Structure,
    versions: Versions,
    where: Index,
    trial: Trial,
    poses: Array,
    series: Array,
    terms: NDArray[np.int64],
) -> Array:
    """Pelvic tilt with both rates where the body swings freely, (C, 3, T), else nothing."""
    samples = group.samples
    width = -(-samples // p.LANES) * p.LANES
    if not group.plan.path.swings:
        return np.zeros((0, 3, width))
    ends = Phases.of(trial, poses).ends
    time = np.linspace(0.0, ends[:, -1], samples, axis=1)
    fine = [instants_of(*one) for one in zip(time, np.diff(ends, axis=1, prepend=0.0), strict=True)]
    sizes = np.array([len(instants) for instants, _ in fine])
    out = np.empty((len(where), 3, width))
    for size in np.unique(sizes):
        members = np.flatnonzero(sizes == size)
        for k in range(0, len(members), _TOGETHER):
            some = members[k : k + _TOGETHER]
            instants, at = (np.stack(rows) for rows in zip(*(fine[c] for c in some), strict=True))
            flat = versions.columns(where[some])[0]
            start = _start(group, flat, poses[some], series[some], terms[some])
            progress = progress_at(Phases.of(flat, poses[some]), instants)
            rows = _swung(group, versions, where[some], poses[some], progress, instants, at, start)
            out[some, :, :samples] = rows
    out[:, :, samples:] = out[:, :, samples - 1 : samples]
    return out


def _start(group: Structure, trial: Trial, poses: Array, series: Array, terms: NDArray[np.int64]) -> Array:
    """Pelvic tilt in balance at the first instant, (C,)."""
    first = progress_at(Phases.of(trial, poses), np.zeros((len(poses), 1)))[:, 0, 0]
    tilt = dict(group.plan.path.solved.tolist())[group.plan.path.tilt]
    rows = zip(first, series[:, tilt], terms, strict=True)
    return np.array([chebval(2.0 * s - 1.0, row[: max(n, 1)]) for s, row, n in rows])


def _swung(
    group: Structure, versions: Versions, where: Index, poses: Array, progress: Array, instants: Array,
    at: Index, start: Array,
) -> Array:  # fmt: skip
    """Tilt, rate and acceleration at the samples, (C, 3, T)."""
    trial, model = versions.columns(where, 1)
    body = model.proportions.body(trial.athlete)
    s, rate, spin = progress.transpose(1, 0, 2)
    q, u, a = {}, {}, {}
    for name, k in COORDINATE.items():
        q[name], slope, bend = through([pose[:, k] for pose in poses.transpose(1, 0, 2)], s)
        u[name], a[name] = slope * rate, bend * rate * rate + slope * spin
    pin = body_point(group.points[0], body)
    pinned = about_pin(group.tree, body, weights(trial, body), pin, q, u, a)
    inertia, spinning, ahead, above = (
        np.ascontiguousarray(np.broadcast_to(row, s.shape))
        for row in (pinned.inertia, pinned.spin, pinned.ahead, pinned.above)
    )
    turns, rates = np.empty((2, len(where), (s.shape[1] + 1) // 2))
    _integrate(instants, inertia, spinning, ahead, above, -start, model.gravity, turns, rates)
    turn, fast = (np.take_along_axis(rows, at // 2, axis=1) for rows in (turns, rates))
    here = Pinned(*(np.take_along_axis(np.broadcast_to(row, s.shape), at, axis=1)
                    for row in vars(pinned).values()))  # fmt: skip
    return np.stack([-turn, -fast, -here.acceleration(turn, fast, model.gravity)], axis=1)


@njit(cache=True, nogil=True)
def _integrate(
    instants: Array, inertia: Array, spin: Array, ahead: Array, above: Array, start: Array, gravity: float,
    turns: Array, rates: Array,
) -> None:  # fmt: skip
    """:func:`biolift.engine.free_pin.integrate` for every version."""
    for c in range(len(start)):
        turn, momentum = start[c], spin[c, 0]
        turns[c, 0], rates[c, 0] = turn, (momentum - spin[c, 0]) / inertia[c, 0]
        for step in range(turns.shape[1] - 1):
            k = 2 * step
            h = instants[c, k + 2] - instants[c, k]
            f1 = (momentum - spin[c, k]) / inertia[c, k]
            m1 = gravity * (sin(turn) * above[c, k] - cos(turn) * ahead[c, k])
            x, y = turn + 0.5 * h * f1, momentum + 0.5 * h * m1
            f2 = (y - spin[c, k + 1]) / inertia[c, k + 1]
            m2 = gravity * (sin(x) * above[c, k + 1] - cos(x) * ahead[c, k + 1])
            x, y = turn + 0.5 * h * f2, momentum + 0.5 * h * m2
            f3 = (y - spin[c, k + 1]) / inertia[c, k + 1]
            m3 = gravity * (sin(x) * above[c, k + 1] - cos(x) * ahead[c, k + 1])
            x, y = turn + h * f3, momentum + h * m3
            f4 = (y - spin[c, k + 2]) / inertia[c, k + 2]
            m4 = gravity * (sin(x) * above[c, k + 2] - cos(x) * ahead[c, k + 2])
            turn += h / 6.0 * (f1 + 2.0 * (f2 + f3) + f4)
            momentum += h / 6.0 * (m1 + 2.0 * (m2 + m3) + m4)
            turns[c, step + 1] = turn
            rates[c, step + 1] = (momentum - spin[c, k + 2]) / inertia[c, k + 2]
