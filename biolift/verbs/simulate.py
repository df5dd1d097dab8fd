"""Every curve of one repetition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from biolift.engine import outcome
from biolift.engine.dataset import curves_dataset
from biolift.engine.notice import patience
from biolift.engine.pipeline import run_trial
from biolift.engine.scope import scope
from biolift.nouns.model import Model
from biolift.nouns.trial import Trial
from biolift.verbs.inputs import model_of, trial_of
from biolift.verbs.record import attributes

if TYPE_CHECKING:
    import xarray as xr


def simulate(trial: Trial, model: Model | None = None) -> xr.Dataset:
    """Work out one repetition: motion, equipment, joint moments, muscle forces, spine loads.

    Parameters
    ----------
    trial : Trial
        Who lifts what, how.
    model : Model, optional
        What is assumed; ``models.standard`` if left out.

    Returns
    -------
    xarray.Dataset
        Curves over `progress` (0..1, with `time` and `phase`), named, with units, signs and definitions;
        attributes say what the result rests on and what it cannot say.

    Raises
    ------
    InputError, PoseError
        For a trial that cannot be done; an overloaded athlete is no error but ``overload == 1``.

    Examples
    --------
    >>> import biolift as bl
    >>> me = bl.Athlete(mass=82, height="5 ft 11 in", sex="male")
    >>> rep = bl.simulate(bl.Trial(bl.movements.back_extension, me, load=bl.Plate("20 kg")))
    >>> float(rep.compression.sel(level="L5/S1").max()) > 1000
    True
    """
    trial, model = trial_of(trial), model_of(model)
    with patience():
        run = run_trial(trial, model)
        attrs = attributes(run.movement.title, [trial], model, scope(run))
        return curves_dataset(outcome.values(run), outcome.labels(run), attrs)
