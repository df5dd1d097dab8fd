"""A body that hangs on a free pin: its joints follow their path, its lean follows from a pin without couple.

The turn f of the whole body about the pin (about z, forwards up) obeys the balance of angular momentum
H = I f' + h, with I the inertia about the pin and h the angular momentum that the joints alone would give
at f = 0: H' is the moment of the weight. I, h and the mass moment are tabulated from the printed kinematics
with the trunk kept from turning; the lean is integrated over them with the classical Runge-Kutta scheme.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import cos, sin

import numpy as np
from numpy.typing import NDArray

from biolift import units
from biolift.engine.closure import Datum
from biolift.engine.completion import Completed
from biolift.engine.motion import Motion, hinge_values, move_at, schedule
from biolift.engine.pack import body_numbers
from biolift.engine.posture import BodyPoint, motions_of
from biolift.engine.workspace import Workspace, run
from biolift.equipment.free_weight import FreeWeight
from biolift.errors import InputError
from biolift.laws import body as law
from biolift.laws.tree import Tree
from biolift.library.sites import site_places
from biolift.nouns.body import Body
from biolift.nouns.trial import Trial
from biolift.vocabulary import SEGMENTS

Array = NDArray[np.float64]
#: Longest step [s], steps in the shortest phase at least, steps of a repetition at most.
_STEP, _PER_PHASE, _MOST = 0.005, 100, 20_000


@dataclass(frozen=True)
class Pinned:
    """Mass and motion about the pin, in axes that turn with the body, (T,) each.

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
    instants, at = _instants(motion.time, np.array(durations), finer)
    joints = move_at(movement, tempo, fast, instants, completed)
    pinned = about_pin(tree, body, weights(trial, body), completed.anchor, joints)
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


def about_pin(tree: Tree, body: Body, carried: list[BodyPoint], anchor: Datum, motion: Motion) -> Pinned:
    """Coefficients of the swing at every instant of a motion, whose pelvic tilt does not count."""
    still = np.zeros(len(motion.time))
    q, u, a = ({**rows, "pelvic_tilt": still} for rows in _rows(motion))
    work = Workspace(law.body_rows(tree), len(still))
    work.put_all(hinge_values(tree, replace(motion, q=q, u=u, a=a)))
    run(law.kinematics(tree), body_numbers(body), work)
    points = [BodyPoint(name, body[name].mass_centre, body[name].mass) for name in SEGMENTS] + carried
    places = motions_of(tree, work, [anchor.point, *points])
    (x, y), (vx, vy), (ax, ay) = places[:, :2, 1:] - places[:, :2, :1]
    mass = np.array([one.mass for one in points])
    own = np.array([body[name].inertia[2] for name in SEGMENTS])
    turning, quickening = (work.many([f"{name}.{row}_z" for name in SEGMENTS]) for row in ("w", "al"))
    return Pinned(
        inertia=mass @ (x * x + y * y) + own.sum(),
        inertia_rate=2.0 * (mass @ (x * vx + y * vy)),
        spin=mass @ (x * vy - y * vx) + own @ turning,
        spin_rate=mass @ (x * ay - y * ax) + own @ quickening,
        ahead=mass @ x,
        above=mass @ y,
    )


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


def _instants(time: Array, durations: Array, finer: int) -> tuple[Array, NDArray[np.intp]]:
    """Ends and middles of the steps, and where among them the samples lie; a phase ends with a step."""
    knots = np.unique(np.concatenate([time, np.minimum(np.cumsum(durations), time[-1])]))
    widths = np.diff(knots)
    longest = max(min(_STEP, durations.min() / _PER_PHASE), time[-1] / _MOST) / finer
    parts = 2 * int(np.ceil(widths.max() / longest))
    inner = knots[:-1, None] + widths[:, None] * np.arange(parts) / parts
    return np.append(inner.reshape(-1), knots[-1]), parts * np.searchsorted(knots, time)


def _rows(motion: Motion) -> tuple[dict[str, Array], dict[str, Array], dict[str, Array]]:
    return motion.q, motion.u, motion.a
