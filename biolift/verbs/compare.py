"""Several movements side by side, over the same loads and tempos."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from biolift import units
from biolift.engine.draws import checked_count
from biolift.errors import InputError
from biolift.nouns.model import Model
from biolift.nouns.paths import with_value
from biolift.nouns.trial import Trial
from biolift.verbs.inputs import grid_of, model_of, trial_of
from biolift.verbs.intervals import USUAL, with_intervals
from biolift.verbs.load_for import Quantity, load_for
from biolift.verbs.select import reported, select
from biolift.verbs.simulate import simulate
from biolift.verbs.sweep import axis_label, run_grid

if TYPE_CHECKING:
    import xarray as xr


def compare(
    trials: Sequence[Trial],
    axes: Mapping[str, Iterable[Any]] | None = None,
    model: Model | None = None,
    *,
    match: Quantity | None = None,
    at: float | None = None,
    report: Sequence[str] | None = None,
    draws: int = 0,
    intervals: Sequence[str] | None = None,
    seed: int = 0,
    progress: bool = True,
    threads: int | None = None,
) -> xr.Dataset:
    """Summaries of several trials on one Dataset.

    Parameters
    ----------
    trials : sequence of Trial
        The movements to compare; each keeps its own athlete, load and tempo unless an axis sets them.
    axes : mapping, optional
        Paths and values as for :func:`biolift.sweep`, applied to every trial alike.
    model : Model, optional
    match : str or callable, optional
        Find for every trial the load at which this quantity, ``"peak_joint_moment[hip]"``, is the same as in
        the first trial, as :func:`biolift.load_for` does; the axes apply afterwards, with these loads.
    at : float, optional
        Value for `match` (SI) in place of the first trial's; its load, too, is then looked for.
    report : sequence of str, optional
        Only these summaries, for example ``["peak_compression"]``.
    draws : int
        Draws behind an interval of what is reported (256 on the command line), 0 for none; the variable
        ``interval`` tells the spread of the parameters and that of the modelling choices apart.
    intervals : sequence of str, optional
        Summaries that get one, by default those of `report`, or the usual ones of a comparison.
    seed : int
        Of the draws.
    progress, threads
        As for :func:`biolift.sweep`.

    Returns
    -------
    xarray.Dataset
        Dimension `movement` first, then the axes. Labels are movement ids, with the variant as
        ``reverse_hyper/swing``. With `match`, the coordinate `load_mass` [kg] along `movement` holds the
        loads.

    Raises
    ------
    InputError
        When there is nothing to compare, an axis does not fit one of the trials, or a trial reaches the
        value of `match` with no load: names the trial, the range of loads and the values at both ends.

    Examples
    --------
    >>> import biolift as bl
    >>> me = bl.Athlete(mass=82, height="5 ft 11 in", sex="male")
    >>> chair = bl.Trial(bl.movements.back_extension, me, load=bl.Plate(20))
    >>> hyper = bl.Trial(bl.movements.reverse_hyper, me, load=bl.Pendulum(0))
    >>> equal = bl.compare([chair, hyper], match="peak_joint_moment[hip]", progress=False)
    >>> float(equal.load_mass[0])
    20.0
    """
    if not trials or not isinstance(trials, Sequence) or isinstance(trials, str):
        raise InputError("trials", trials, "a list of at least one trial", "compare([hyper, extension])")
    trials = [trial_of(trial, f"trials[{k}]") for k, trial in enumerate(trials)]
    model, grid = model_of(model), grid_of({} if axes is None else axes)
    names = movement_labels(trials)
    said = [f"{path}: {values}" for path, values in grid.items()]
    masses = None
    if match is not None:
        _check_free(grid, match)
        goal = _target(trials[0], model, names[0], match, at)
        trials, masses = _matched(trials, model, names, match, goal, keep_first=at is None)
        said.append(f"load_mass: {_said(match)} = {goal:g}")
    elif at is not None:
        raise InputError("at", at, "left out without match", "match='peak_joint_moment[hip]'")
    named: dict[str, list[Any]] = {"movement": names}
    named |= {path.replace(".", "_"): [axis_label(v) for v in values] for path, values in grid.items()}
    cases = _cases(trials, model, grid)
    draws = checked_count("draws", draws)
    result = run_grid(cases, named, "comparison", progress=progress, threads=threads, said=said)
    if draws and "interrupted" not in result.attrs:
        usual = tuple(t for t in USUAL if t.partition("[")[0] in result)
        asked = tuple(intervals if intervals is not None else report if report is not None else usual)
        for text in asked:
            select(result, text)
        result = with_intervals(
            result, cases, draws, seed, addresses=asked, progress=progress, threads=threads
        )
    if masses is not None:
        words = {"units": "kg", "long_name": "mass of the load"}
        result = result.assign_coords(load_mass=("movement", masses, words))
    return result if report is None else reported(result, report)


def _cases(
    trials: Sequence[Trial], model: Model, grid: Mapping[str, Sequence[Any]]
) -> list[tuple[Trial, Model]]:
    """Every trial at every point of the axes."""
    cases = []
    for trial, point in itertools.product(trials, itertools.product(*grid.values())):
        here = (trial, model)
        for path, value in zip(grid, point, strict=True):
            here = with_value(*here, path, value)
        cases.append(here)
    return cases


def movement_labels(trials: Sequence[Trial]) -> list[str]:
    """A label per trial; equal ones are numbered."""
    plain = [t.movement.id + (f"/{t.variant}" if t.variant else "") for t in trials]
    return [
        name if plain.count(name) == 1 else f"{name}#{plain[: k + 1].count(name)}"
        for k, name in enumerate(plain)
    ]


def _check_free(grid: Mapping[str, Any], match: Quantity) -> None:
    """Refuse an axis that would undo the loads that were found."""
    for path in grid:
        if path == "load" or (path.startswith("load.") and path.endswith("mass")):
            allowed = f"another path, as match={_said(match)!r} finds the loads"
            raise InputError("axes", path, allowed, "axes={'tempo': ['2-0-1-0', '1-0-X-0']}")


def _target(trial: Trial, model: Model, name: str, match: Quantity, at: float | None) -> float:
    """The value that all trials shall have: `at`, or that of the first trial as it is."""
    if at is not None:
        return units.checked(at, -math.inf, math.inf, field="at", hint="at=200")
    if callable(match):
        value = float(match(simulate(trial, model)))
    else:
        summary = run_grid([(trial, model)], {"movement": [name]}, name, progress=False, threads=1)
        value = float(select(summary, match).item())
    if not math.isfinite(value):
        allowed = f"a number in {name}: see the scope of its result for what is not known"
        raise InputError("match", _said(match), allowed, "at=200")
    return value


def _matched(
    trials: Sequence[Trial],
    model: Model,
    names: Sequence[str],
    match: Quantity,
    goal: float,
    *,
    keep_first: bool,
) -> tuple[list[Trial], list[float]]:
    """The trials with the loads at which the quantity is `goal`, and the masses [kg]."""
    found, masses = [], []
    for k, (trial, name) in enumerate(zip(trials, names, strict=True)):
        if keep_first and k == 0:
            masses.append(sum(units.resolve(load.mass, trial.athlete.mass) for load in trial.loads))
            found.append(trial)
            continue
        try:
            masses.append(load_for(trial, match, goal, model))
        except InputError as error:
            hint = error.hint.replace("target=", "at=")
            raise InputError(f"match in {name}, {error.field}", error.value, error.allowed, hint) from None
        found.append(with_value(trial, model, "load.mass", masses[-1])[0])
    return found, masses


def _said(match: Quantity) -> str:
    return getattr(match, "__name__", repr(match)) if callable(match) else match
