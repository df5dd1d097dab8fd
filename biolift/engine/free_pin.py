"""A body that hangs on a free pin: its joints follow their path, its lean follows from a pin without couple.

The turn f of the whole body about the pin (about z, forwards up) obeys the balance of angular momentum
H = I f' + h, with I the inertia about the pin and h the angular momentum that the joints alone would give
at f = 0: H' is the moment of the weight. I, h and the mass moment are tabulated from the printed kinematics
with the trunk kept from turning; the lean is integrated over them with the classical Runge-Kutta scheme.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import cos, sin
from typing import Any

import numpy as np
from numpy.typing import NDArray

from biolift import units
from biolift.engine.completion import Completed
from biolift.engine.hinges import hinge_rows
from biolift.engine.motion import Motion, move_at, schedule
from biolift.engine.pack import body_numbers
from biolift.engine.posture import BodyPoint
from biolift.equipment.free_weight import FreeWeight
from biolift.errors import InputError
from biolift.laws import body as law
from biolift.laws.site import BASE_ROWS, site
from biolift.laws.tree import Tree
from biolift.library.sites import site_places
from biolift.nouns.body import Body
from biolift.nouns.trial import Trial
from biolift.vocabulary import SEGMENTS

Array = NDArray[np.float64]
Rows = Mapping[str, Array]
#: Longest step [s], steps in the shortest phase at least, steps of a repetition at most.
_STEP, _PER_PHASE, _MOST = 0.005, 100, 20_000


@dataclass(frozen=True)
class Pinned:
    """Mass and motion about the pin, in axes that turn with the body, (..., T) each.

    Parameters
    ----------
    inertia, inertia_rate : array
        About the pin [kg m2], and by time.
    spin, spin_rate : array
        Angular momentum of the joints' motion [kg m2/s], and by time.
    ahead, above : array
        Mass moment from the pin, forwards and upwards [kg m].
    """

    inertia: Array
    inertia_rate: Array
    spin: Array
    spin_rate: Array
    ahead: Array
    above: Array

    def moment(self, turn: Array, gravity: float) -> Array:
        """Moment of the weight about the pin [N m] when the body has turned [rad]."""
        return -gravity * (np.cos(turn) * self.ahead - np.sin(turn) * self.above)

    def acceleration(self, turn: Array, rate: Array, gravity: float) -> Array:
        """Second derivative of the turn [rad/s2]."""
        return (self.moment(turn, gravity) - self.spin_rate - self.inertia_rate * rate) / self.inertia


def swing(
    trial: Trial,
    tree: Tree,
    body: Body,
    completed: Completed,
    motion: Motion,
    gravity: float,
    *,
    lean: float | None = None,
    finer: int = 1,
) -> Motion:
    """The repetition with the lean that a free pin leaves to the body, which starts from rest.

    Parameters
    ----------
    trial : Trial
    tree : Tree
    body : Body
        Of the athlete.
    completed : Completed
        Holds the pin, and the balance to start from.
    motion : Motion
        What the joints do; of its pelvic tilt only the start counts.
    gravity : float
        [m/s2]
    lean : float, optional
        Pelvic tilt to let go from [rad]; the balanced one by default.
    finer : int
        How many times finer to step than needed.

    Raises
    ------
    InputError
        For a load other than free weights.
    """
    movement, tempo = trial.movement_resolved, trial.tempo_resolved
    fast = movement.numbers.at("fast_phase")
    durations = [duration for *_, duration in schedule(movement, tempo, fast)]
    instants, at = instants_of(motion.time, np.array(durations), finer)
    joints = move_at(movement, tempo, fast, instants, completed)
    pinned = about_pin(tree, body, weights(trial, body), completed.anchor.point, *_rows(joints))
    start = -float(motion.q["pelvic_tilt"][0]) if lean is None else -lean
    turn, rate = (row[at // 2] for row in integrate(instants, pinned, start, gravity))
    here = Pinned(*(getattr(pinned, name)[at] for name in Pinned.__dataclass_fields__))
    tilted = (-turn, -rate, -here.acceleration(turn, rate, gravity))  # the tilt turns about -z
    q, u, a = ({**rows, "pelvic_tilt": row} for rows, row in zip(_rows(motion), tilted, strict=True))
    return replace(motion, q=q, u=u, a=a)


def weights(trial: Trial, body: Body) -> list[BodyPoint]:
    """Free weights where the body carries them.

    Raises
    ------
    InputError
        For another load: its force would depend on the swing.
    """
    out = []
    for fitting in trial.fittings:
        if not isinstance(fitting.load, FreeWeight):
            allowed = f"a free weight: {trial.movement.id} swings freely"
            raise InputError("load", fitting.load, allowed, "AnkleWeight(5)")
        mass = units.resolve(fitting.load.mass, trial.athlete.mass)
        places = site_places(fitting.site, body, fitting.sides)
        out += [BodyPoint(segment, place, mass / len(places)) for segment, place in places]
    return out


def about_pin(
    tree: Tree, body: Body, carried: list[BodyPoint], pin: BodyPoint, q: Rows, u: Rows, a: Rows
) -> Pinned:
    """Coefficients of the swing at every instant of a motion, whose pelvic tilt does not count.

    Parameters
    ----------
    tree : Tree
    body : Body
        Its numbers may be columns (C, 1); the motion is then (C, T).
    carried : list of BodyPoint
        Free weights.
    pin : BodyPoint
        What holds still.
    q, u, a : mapping
        Coordinates with their rates and accelerations, (..., T).
    """
    still = {"pelvic_tilt": np.zeros_like(q["pelvic_tilt"])}
    rows = hinge_rows(tree, {**q, **still}, {**u, **still}, {**a, **still})
    moved = law.kinematics(tree).on_numpy(body_numbers(body), rows)
    points = [BodyPoint(name, body[name].mass_centre, body[name].mass) for name in SEGMENTS] + carried
    fixed = _moving(tree, moved, pin)
    found: dict[str, Any] = dict.fromkeys(Pinned.__dataclass_fields__, 0.0)
    for point in points:
        x, y, vx, vy, ax, ay = (p - p0 for p, p0 in zip(_moving(tree, moved, point), fixed, strict=True))
        mass = point.mass
        found["inertia"] = found["inertia"] + mass * (x * x + y * y)
        found["inertia_rate"] = found["inertia_rate"] + 2.0 * mass * (x * vx + y * vy)
        found["spin"] = found["spin"] + mass * (x * vy - y * vx)
        found["spin_rate"] = found["spin_rate"] + mass * (x * ay - y * ax)
        found["ahead"], found["above"] = found["ahead"] + mass * x, found["above"] + mass * y
    for name in SEGMENTS:
        own = body[name].inertia[2]
        found["inertia"] = found["inertia"] + own
        found["spin"] = found["spin"] + own * moved[f"{name}.w_z"]
        found["spin_rate"] = found["spin_rate"] + own * moved[f"{name}.al_z"]
    return Pinned(**found)


def _moving(tree: Tree, moved: Rows, point: BodyPoint) -> list[Array]:
    """Place, velocity and acceleration of a point in the plane."""
    stage = site(tree)
    rows = {row: moved[f"{point.segment}.{row}"] for row in stage.inputs["frame"]}
    out = stage.on_numpy(dict(zip("xyz", point.place, strict=True)), rows | dict.fromkeys(BASE_ROWS, 0.0))
    return [out[f"{k}{axis}"] for k in "pva" for axis in "xy"]


def integrate(instants: Array, pinned: Pinned, start: float, gravity: float) -> tuple[Array, Array]:
    """Turn [rad] and its rate at every second of the instants, from rest.

    Parameters
    ----------
    instants : array (2 N + 1,)
        Ends of the steps, each with the middle of the step between it and the next [s].
    pinned : Pinned
        At all of them.
    start : float
        Turn at the first instant [rad].
    gravity : float
        [m/s2]
    """
    inertia, spin = pinned.inertia.tolist(), pinned.spin.tolist()
    ahead, above = (gravity * pinned.ahead).tolist(), (gravity * pinned.above).tolist()

    def slope(k: int, turn: float, momentum: float) -> tuple[float, float]:
        return (momentum - spin[k]) / inertia[k], sin(turn) * above[k] - cos(turn) * ahead[k]

    turn, momentum = start, spin[0]
    turns, momenta = [turn], [momentum]
    for step, h in enumerate(np.diff(instants[::2]).tolist()):
        k = 2 * step
        f1, m1 = slope(k, turn, momentum)
        f2, m2 = slope(k + 1, turn + 0.5 * h * f1, momentum + 0.5 * h * m1)
        f3, m3 = slope(k + 1, turn + 0.5 * h * f2, momentum + 0.5 * h * m2)
        f4, m4 = slope(k + 2, turn + h * f3, momentum + h * m3)
        turn += h / 6.0 * (f1 + 2.0 * (f2 + f3) + f4)
        momentum += h / 6.0 * (m1 + 2.0 * (m2 + m3) + m4)
        turns.append(turn)
        momenta.append(momentum)
    rates = (np.array(momenta) - pinned.spin[::2]) / pinned.inertia[::2]
    return np.array(turns), rates


def instants_of(time: Array, durations: Array, finer: int = 1) -> tuple[Array, NDArray[np.intp]]:
    """Ends and middles of the steps, and where among them the samples lie; a phase ends with a step."""
    knots = np.unique(np.concatenate([time, np.minimum(np.cumsum(durations), time[-1])]))
    widths = np.diff(knots)
    longest = max(min(_STEP, durations.min() / _PER_PHASE), time[-1] / _MOST) / finer
    parts = 2 * int(np.ceil(widths.max() / longest))
    inner = knots[:-1, None] + widths[:, None] * np.arange(parts) / parts
    return np.append(inner.reshape(-1), knots[-1]), parts * np.searchsorted(knots, time)


def _rows(motion: Motion) -> tuple[dict[str, Array], dict[str, Array], dict[str, Array]]:
    return motion.q, motion.u, motion.a
