"""Net moments over load and tempo without running every case.

On a fixed path with every strap taut, each net moment at a given part of the repetition is affine in the mass
of the load and in one over the square of the duration:

    M(s; W, T) = G(s) + W Gl(s) + (I(s) + W Il(s)) / T^2

Four runs at the corners of the grid fix the four curves exactly. Whether a trial is of that kind is not
assumed: one more run in the middle, and the state of straps and supports at the corners, decide.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from biolift.engine import outcome
from biolift.engine.affine_kernel import peaks
from biolift.engine.pipeline import Run

Array = NDArray[np.float64]
#: Net moments that the shortcut serves.
MOMENTS = (
    "joint_moment",
    "hip_abduction_moment",
    "lumbar_extension_moment",
    "lumbar_right_bend_moment",
    "lumbar_left_turn_moment",
)
#: Largest difference in the middle, of the largest moment, for a trial to count as affine.
EXACT = 1e-9


@dataclass(frozen=True)
class Affine:
    """The four curves of every net moment: (rows, T) each [N m], [N m/kg], [N m s2], [N m s2/kg]."""

    still: Array
    loaded: Array
    inertia: Array
    loaded_inertia: Array
    progress: Array  # of the samples, 0..1
    shapes: dict[str, tuple[int, ...]]  # dimensions of every moment, without the samples

    def curves(self, mass: float, duration: float) -> Array:
        """All net moments (rows, T) [N m] of one case."""
        rate = duration**-2
        return self.still + mass * self.loaded + rate * (self.inertia + mass * self.loaded_inertia)

    def split(self, rows: Array) -> dict[str, Array]:
        """Rows (..., R) as arrays (..., *dims) by name."""
        ends = np.cumsum([int(np.prod(shape)) for shape in self.shapes.values()])
        parts = np.split(rows, ends[:-1], axis=-1)
        items = zip(self.shapes.items(), parts, strict=True)
        return {name: part.reshape(*part.shape[:-1], *shape) for (name, shape), part in items}


def affine(
    run: Callable[[float, float], Run], masses: Sequence[float], durations: Sequence[float]
) -> Affine | None:
    """The curves of a trial, or None when its net moments are not affine over this range.

    Parameters
    ----------
    run : callable
        ``run(mass, duration)``: one repetition with this mass [kg], every phase stretched to this whole
        duration [s].
    masses, durations : sequence of float
        The grid; its ends are run.
    """
    (light, heavy), (short, long) = ((min(v), max(v)) for v in (masses, durations))
    corners = {}
    for key in ((light, long), (heavy, long), (light, short), (heavy, short)):
        if key not in corners:
            corners[key] = run(*key)
            if not _held(corners[key]):
                return None
    found = _through({key: _rows(one) for key, one in corners.items()}, corners[light, long])
    if len(corners) == 1:
        return found
    middle = (0.5 * (light + heavy), float(np.sqrt(short * long)))
    tested = run(*middle)
    away = np.abs(_rows(tested) - found.curves(*middle))
    exact = np.nanmax(away) <= EXACT * np.nanmax(np.abs(found.still))
    return found if exact and _held(tested) else None


def _through(rows: dict[tuple[float, float], Array], first: Run) -> Affine:
    """The curves through the rows at the corners, with the light load and the long repetition first."""
    (light, long), (heavy, short) = next(iter(rows)), list(rows)[-1]
    by_mass = 0.0 if heavy == light else 1.0 / (heavy - light)
    by_rate = 0.0 if long == short else 1.0 / (short**-2 - long**-2)
    a, b, c, d = (rows[key] for key in ((light, long), (heavy, long), (light, short), (heavy, short)))
    both = (d - c - b + a) * by_mass * by_rate
    loaded = (b - a) * by_mass - long**-2 * both
    inertia = (c - a) * by_rate - light * both
    still = a - light * loaded - long**-2 * (inertia + light * both)
    time = first.motion.time
    shapes = {name: values.shape[:-1] for name, values in _moments(first).items()}
    return Affine(still, loaded, inertia, both, (time - time[0]) / (time[-1] - time[0]), shapes)


def _moments(run: Run) -> dict[str, Array]:
    every = outcome.values(run)
    return {name: every[name] for name in MOMENTS}


def _rows(run: Run) -> Array:
    return np.concatenate([values.reshape(-1, values.shape[-1]) for values in _moments(run).values()])


def _held(run: Run) -> bool:
    """Whether every strap stays taut and no support is asked to pull: both would bend the straight lines."""
    return not any(e.slack.any() for e in run.equipment) and not any(s.pulls.any() for s in run.supports)


def summaries(found: Affine, masses: Array, durations: Array) -> dict[str, dict[str, Array]]:
    """Peak, mean, impulse and time of peak of every net moment on the grid.

    Returns
    -------
    dict kind -> dict name -> array (masses, durations, *dims)
        As :func:`biolift.engine.summary.summaries` gives for each case.
    """
    W, T = np.array(masses, dtype=float), np.array(durations, dtype=float)
    curves = [np.nan_to_num(c) for c in (found.still, found.loaded, found.inertia, found.loaded_inertia)]
    peak, at = (np.empty((T.size, len(found.still), W.size)) for _ in range(2))
    peaks(*curves, W, T**-2.0, found.progress, peak, at)
    still, loaded, inertia, both = (np.asarray(np.trapezoid(c, found.progress))[:, None] for c in curves)
    T = T[:, None, None]
    mean = still + W * loaded + (inertia + W * both) / T**2
    every = {"peak": peak, "mean": mean, "impulse": mean * T, "time_of_peak": at * T}
    unknown = np.asarray(np.isnan(found.still).any(axis=-1))[:, None]
    known = {kind: np.where(unknown, np.nan, values) for kind, values in every.items()}
    return {kind: found.split(values.transpose(2, 0, 1)) for kind, values in known.items()}
