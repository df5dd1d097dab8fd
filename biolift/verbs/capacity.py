"""The load at which the muscles can no longer meet the moments."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from biolift.engine.demand import DEMANDS
from biolift.engine.newton import UNMET_FLAG
from biolift.engine.notice import patience
from biolift.engine.pipeline import Run, run_trial
from biolift.engine.spine import LevelResult
from biolift.equipment.base import HEAVIEST
from biolift.errors import InputError
from biolift.nouns.model import Model
from biolift.nouns.paths import with_value
from biolift.nouns.trial import Trial
from biolift.verbs.inputs import model_of, trial_of
from biolift.verbs.load_for import FIRST_STEP

#: How well the answer is known [kg].
ACCURACY = 1e-3


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacity:
    """The heaviest load whose moments the muscles meet, and what gives out first.

    Parameters
    ----------
    mass : float
        [kg], to 0.001; 0 when the muscles fall short without any load, infinite when 1000 kg is no limit.
    demand : str or None
        The moment that is not met just above it, ``lumbar_extension`` or ``hip_right``; None without a limit.
    level : str or None
        Disc whose balance shows it.
    time : float or None
        When in the repetition [s].
    """

    mass: float
    demand: str | None = None
    level: str | None = None
    time: float | None = None

    def __float__(self) -> float:
        return self.mass

    @property
    def reason(self) -> str:
        """The answer in a sentence."""
        if self.demand is None:
            return f"the muscles meet every moment up to {HEAVIEST:g} kg"
        where = f"the {self.demand.replace('_', ' ')} moment (balance at {self.level}, at {self.time:.2f} s)"
        if self.mass == 0.0:
            return f"even without load the muscles cannot meet {where}"
        return f"above {self.mass:.3f} kg the muscles cannot meet {where}"

    def __str__(self) -> str:
        return self.reason


def capacity(trial: Trial, model: Model | None = None) -> Capacity:
    """Mass of the load at which the muscles can no longer meet the moments.

    Parameters
    ----------
    trial : Trial
        With one load; its mass is what is looked for.
    model : Model, optional
        ``models.standard`` if left out.

    Returns
    -------
    Capacity
        ``float(...)`` of it is the mass [kg]; ``reason`` says which moment gives out first, also when the
        muscles fall short without load (mass 0) or meet every load up to 1000 kg (infinite).

    Raises
    ------
    InputError
        For a trial with no load, or several; or a load that has no mass to set.

    Notes
    -----
    Met means what ``overload == 0`` means: at most 1 % of the demand unmet at every instant. The search goes
    up in growing steps and halves the first one that ends overloaded. Left out: grip, balance, fatigue, and
    whatever else ends a lift before the modelled muscles do.

    Examples
    --------
    >>> import biolift as bl
    >>> me = bl.Athlete(mass=82, height="5 ft 11 in", sex="male")
    >>> chair = bl.Trial(bl.movements.back_extension, me, load=bl.Plate(0))
    >>> 10 < float(bl.capacity(chair)) < 300
    True
    """
    trial, model = trial_of(trial), model_of(model)
    if len(trial.loads) != 1:
        raise InputError("trial.load", trial.load, "one load, whose mass is looked for", "load=Plate(0)")

    def at(mass: float) -> Run:
        return run_trial(*with_value(trial, model, "load.mass", mass))

    with patience():
        worst = at(0.0)
    low, high, step = 0.0, 0.0, FIRST_STEP
    while not _overloaded(worst):
        if high >= HEAVIEST:
            return Capacity(mass=math.inf)
        low, high, step = high, min(high + step, HEAVIEST), 2.0 * step
        worst = at(high)
    while high - low > ACCURACY:
        middle = 0.5 * (low + high)
        run = at(middle)
        if _overloaded(run):
            high, worst = middle, run
        else:
            low = middle
    return Capacity(mass=low, **_cause(worst))


def _overloaded(run: Run) -> bool:
    return any(float(level.unmet_share.max()) > UNMET_FLAG for level in run.levels.values())


def _cause(run: Run) -> dict[str, Any]:
    """Demand, level and time of the largest unmet share."""
    name = max(run.levels, key=lambda level: float(run.levels[level].unmet_share.max()))
    level = run.levels[name]
    t = int(level.unmet_share.argmax())
    return {"demand": DEMANDS[_worst_row(level, t)], "level": name, "time": float(run.motion.time[t])}


def _worst_row(level: LevelResult, t: int) -> int:
    """Row of the balance with the largest unmet moment, as a share of what its muscles could give."""
    able = np.abs(level.matrix[t]).sum(axis=-1)
    left = np.where(able > 0, np.abs(level.reserve[t]), np.abs(level.target[t]) > 0)
    return int((left / np.where(able > 0, able, 1e-9)).argmax())
