"""The repetitions that whole batches are made of."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

import biolift as bl
from biolift.engine.grid import Grid
from biolift.nouns.model import Model
from biolift.nouns.trial import Trial
from biolift.nouns.versions import Cases


def trials() -> Mapping[str, Trial]:
    """Three planar movements and a turning one, with loads that the muscles can lift, by name."""
    me = bl.Athlete(mass=82, height=1.8, sex="male")
    loads = {
        "back_extension": bl.Plate(5),
        "reverse_hyper": bl.Pendulum(8),
        "deadlift": bl.Barbell(60),
        "posterior_twist": bl.Cable(10),
    }
    return {
        name.replace("_", " "): bl.Trial(bl.movements[name], me, load=load) for name, load in loads.items()
    }


def swept(trial: Trial, count: int, model: Model = bl.models.standard) -> Cases:
    """Versions of a trial with a load of 0.5 to 1 times its own."""
    mass = trial.fittings[0].load.mass
    return Grid(trial, model, {"load.mass": np.linspace(0.5 * mass, mass, count).tolist()}).cases()
