"""Recorded forces at the instants of a motion."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from biolift.engine import signal
from biolift.nouns.external_force import ExternalForce
from biolift.nouns.recording import Recording

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Measured:
    """Force [N], point [m] or None, free moment [N m] on a segment at instants of a motion, (3, T) each."""

    segment: str
    force: Array
    point: Array | None
    moment: Array

    @property
    def is_known(self) -> NDArray[np.bool_]:
        """Instants (T,) with a force, and with a point where it is not zero."""
        known = np.asarray(np.isfinite(self.force) & np.isfinite(self.moment)).all(axis=0)
        if self.point is not None:
            known = known & (np.isfinite(self.point).all(axis=0) | (self.force == 0).all(axis=0))
        return np.asarray(known)


def measured(
    forces: tuple[ExternalForce, ...], motion: Recording, time: Array, lag: float = 0.0
) -> list[Measured]:
    """What acts at the instants `time`, from columns that may have instants of their own.

    `lag` is how much later [s] the forces show the same instant. Between samples they are linear: a force
    that sets in at once must not ring.
    """
    out = []
    for one in forces:
        if one.is_free:
            nothing = np.zeros((3, len(time)))
            out.append(Measured(one.segment, nothing, None, nothing))
            continue
        where = one.recording or motion
        rows = {part: one.read(part, where) for part in ("force", "point", "moment")}
        at = {part: None if row is None else _at(where.time, row, time + lag) for part, row in rows.items()}
        force, moment = at["force"], at["moment"]
        assert force is not None
        out.append(
            Measured(one.segment, force, at["point"], np.zeros_like(force) if moment is None else moment)
        )
    return out


def _at(instants: Array, rows: Array, time: Array) -> Array:
    """Rows at other instants; NaN outside, beyond half a sample."""
    if len(instants) == len(time) and np.array_equal(instants, time):
        return rows
    slack = 0.5 * float(np.median(np.diff(instants)))
    out = np.stack([np.interp(time, instants, row) for row in rows])
    out[:, (time < instants[0] - slack) | (time > instants[-1] + slack)] = np.nan
    return out


def estimated_lag(
    needed: Array, time: Array, forces: tuple[ExternalForce, ...], motion: Recording, most: float
) -> float:
    """How much later [s] the plates show the vertical force that the motion needs (T,)."""
    where = [(one, one.recording or motion) for one in forces if not one.is_free]
    instants = where[0][1].time
    total = np.zeros(len(instants))
    for one, there in where:
        force = one.read("force", there)
        assert force is not None
        total += np.interp(instants, there.time, force[1])
    return signal.lag(time, needed, instants, total, most)
