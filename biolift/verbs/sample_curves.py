"""Curves of a repetition under draws of all that is uncertain: what a band around a curve is made of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from biolift.engine.draws import Cloud, checked_count
from biolift.engine.notice import hidden
from biolift.errors import InputError, PoseError, choice
from biolift.library.quantities import quantities
from biolift.nouns.model import Model
from biolift.nouns.trial import Trial
from biolift.verbs.inputs import model_of, trial_of
from biolift.verbs.record import attributes, drawn_source_keys, failed_draws
from biolift.verbs.simulate import simulate

if TYPE_CHECKING:
    import xarray as xr

#: Draws behind a band: repetitions are worked out one by one, with all their curves.
DRAWS = 32


def sample_curves(
    trial: Trial,
    draws: int = DRAWS,
    seed: int = 0,
    model: Model | None = None,
    *,
    choices: bool = True,
    report: Sequence[str] | None = None,
    progress: bool = True,
) -> xr.Dataset:
    """Curves of a trial under draws of everything that is uncertain.

    Parameters
    ----------
    trial, draws, seed, model, choices
        As for :func:`biolift.sample`, which gives summaries of many more draws.
    report : sequence of str, optional
        Keep these curves only, ``["compression"]``.
    progress : bool
        Show a bar on standard error.

    Returns
    -------
    xarray.Dataset
        The curves of :func:`biolift.simulate` on `draw` and `progress`; draws that cannot be done are left
        out, and the attribute `failed` counts them. ``bl.plot.curves(rep, cloud=...)`` draws them as bands.

    Raises
    ------
    InputError
        For a number of draws below 1, an unknown curve, or when no draw can be done.

    Examples
    --------
    >>> import biolift as bl
    >>> me = bl.Athlete(mass=82, height="5 ft 11 in")
    >>> chair = bl.Trial(bl.movements.back_extension, me, load=bl.Plate(20))
    >>> cloud = bl.sample_curves(chair, draws=4, report=["compression"], progress=False)
    >>> cloud.compression.dims
    ('draw', 'level', 'progress')
    """
    import xarray as xr
    from tqdm import tqdm

    trial, model = trial_of(trial), model_of(model)
    draws, seed = checked_count("draws", draws, 1), checked_count("seed", seed)
    kept = None if report is None else [choice("report", name, _curves()) for name in report]
    cases = Cloud(trial, model, seed, choices=choices).draw(draws).cases
    done: dict[int, xr.Dataset] = {}
    failed: list[str] = []
    title = trial.movement_resolved.title
    try:
        for k, case in enumerate(tqdm(cases, title, unit="rep", disable=hidden(progress), leave=False)):
            try:
                rep = simulate(*case)
                done[k] = (rep if kept is None else rep[[n for n in kept if n in rep]]).drop_vars("phase")
            except (PoseError, InputError) as error:
                failed.append(str(error).split(";")[0])
    except KeyboardInterrupt:
        if not done:
            raise
    if not done:
        raise InputError("trial", title, "one of whose draws can be done", failed[0])
    index = xr.DataArray(list(done), dims="draw", name="draw")
    result = xr.concat(
        list(done.values()),
        index,
        data_vars="all",
        coords=["time"],
        compat="override",
        join="outer",
        combine_attrs="override",
    )
    said = attributes(
        f"curves of draws of {title}", [trial], model, next(iter(done.values())).scope.splitlines()
    )
    said |= {"seed": str(seed), "failed": failed_draws(len(failed), len(cases), failed)}
    said["choices"] = "drawn by their weights" if choices else "as the model has them"
    if choices:
        said["sources"] = " ".join(sorted(drawn_source_keys(trial, model)))
    if len(done) + len(failed) < len(cases):
        said["interrupted"] = f"{len(cases) - len(done) - len(failed)} of {len(cases)} draws were not reached"
    return result.assign_attrs(said)


def _curves() -> list[str]:
    return [name for name, one in quantities().items() if one.curve and name not in ("time", "phase")]
