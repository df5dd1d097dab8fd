"""Which uncertain numbers make a result uncertain, and by how much."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from biolift.engine.draws import Cloud, Drawn, Evens, checked_count
from biolift.engine.sobol import uniform
from biolift.engine.sobol_indices import Indices, indices
from biolift.errors import InputError
from biolift.library.quantities import quantity
from biolift.library.spreads import dimensions
from biolift.nouns.model import Model
from biolift.nouns.trial import Trial
from biolift.nouns.versions import Cases
from biolift.verbs.inputs import model_of, trial_of
from biolift.verbs.intervals import picked
from biolift.verbs.record import attributes
from biolift.verbs.sample import run_with_bar

if TYPE_CHECKING:
    import xarray as xr

Array = NDArray[np.float64]
#: Parameters that stand alone in the answer when nobody asks for another number.
SINGLE = 10
#: Draws of the first look at least: fewer would take chance for closeness.
LOOK = 128
_CHOICES = "modelling choices"


def sensitivity(
    trial: Trial,
    of: str = "peak_compression",
    draws: int = 256,
    seed: int = 0,
    model: Model | None = None,
    *,
    single: int = SINGLE,
    choices: bool = True,
    progress: bool = True,
    threads: int | None = None,
) -> xr.Dataset:
    """First and total Sobol indices of one summary.

    Parameters
    ----------
    trial : Trial
    of : str
        A summary as :func:`biolift.select` reads it, ``"impulse_group_force[erector_spinae]"``.
    draws : int
        Rows of the design; the number of repetitions is ``draws x (2 + factors)``.
    seed : int
    model : Model, optional
    single : int
        How many parameters stand alone: those that go with the result most closely in a first look at 128
        draws or more. The rest are taken together by kind, as a group that is drawn as one.
    choices : bool
        Whether modelling choices are a factor, too.
    progress, threads
        As for :func:`biolift.sweep`.

    Returns
    -------
    xarray.Dataset
        ``first_order`` and ``total_order`` on `factor`, largest total first, and both with ``_interval``
        (factor, bound) of 90 %; coordinates `kind`, `source` and `members` say what a factor is.

    Raises
    ------
    InputError
        For an unknown summary, or fewer than 8 draws.

    Notes
    -----
    The first index is the share of the variance that would go if the factor were known; the total one what
    would stay if all others were. Their difference is interaction.

    Examples
    --------
    >>> import biolift as bl
    >>> me = bl.Athlete(mass=82, height="5 ft 11 in")
    >>> hold = bl.Trial(bl.movements.standing, me)
    >>> found = bl.sensitivity(hold, "mean_compression", draws=8, single=1, progress=False)
    >>> "total_order" in found
    True
    """
    trial, model = trial_of(trial), model_of(model)
    draws, seed = checked_count("draws", draws, 8), checked_count("seed", seed)
    single = checked_count("single", single)
    name = quantity(of.partition("[")[0].strip()).name
    cloud = Cloud(trial, model, seed, choices=choices)
    a, b = _evens(seed, draws, 0), _evens(seed, draws, 1)
    drawn = cloud.at(a, draws)
    look = cloud.draw(max(draws, LOOK)) if single else drawn
    title = trial.movement_resolved.title

    def values(designs: Sequence[Drawn]) -> list[Array]:
        cases = Cases.joined(design.cases for design in designs)
        found = run_with_bar(cases, [name], title, progress=progress, threads=threads)
        if name not in found.values:
            raise InputError("of", of, f"a summary that {title} has", "'peak_compression'")
        ends = np.cumsum([len(design.cases) for design in designs])[:-1]
        return np.split(picked(found, of, len(cases)), ends)

    f_a, seen = values([drawn, look])
    factors = _factors(look, seen, single, [one.id for one in cloud.drawn_choices])
    crossed = [cloud.at(Evens(_crossed(a, b, members)), draws) for members in factors.values()]
    rest = values([cloud.at(b, draws), *crossed])
    found = indices(f_a, rest[0], np.stack(rest[1:]), seed=seed)
    attrs = attributes(f"what makes {of.replace('_', ' ')} of {title} uncertain", [trial], model, [])
    extra = {"seed": str(seed), "of": of, "rows": f"{found.rows} of {draws} rows could be done"}
    return _dataset(found, factors, look, attrs | extra)


def _evens(seed: int, draws: int, which: int) -> Evens:
    """Even numbers of the first or the second point: columns of one sequence of points."""
    table = dimensions()

    def column(name: str) -> Array:
        place = table.get(name)
        dimension = None if place is None else place + which * len(table)
        return uniform(0, draws, [dimension], [f"{name}:{which}"], seed)[:, 0]

    return Evens(column)


def _crossed(a: Evens, b: Evens, members: Sequence[str]) -> Callable[[str], Array]:
    own = set(members)
    return lambda name: b(name) if name in own else a(name)


def _factors(drawn: Drawn, result: Array, single: int, choices: Sequence[str]) -> dict[str, list[str]]:
    """Factor -> names that are drawn together: the closest parameters alone, the rest by kind."""
    paths = sorted(drawn.parameters, key=lambda path: -_closeness(drawn.values[path], result))
    alone = paths[:single]
    found = {path: [drawn.parameters[path].name] for path in alone}
    for path in paths[single:]:
        one = drawn.parameters[path]
        found.setdefault(f"other {one.kind}" if single else one.kind, []).append(one.name)
    if choices:
        found[_CHOICES] = [f"choice:{name}" for name in choices]
    return found


def _closeness(values: Array, result: Array) -> float:
    """Squared correlation of ranks."""
    good = np.isfinite(values) & np.isfinite(result)
    if good.sum() < 3 or np.ptp(values[good]) == 0.0 or np.ptp(result[good]) == 0.0:
        return 0.0
    ranks = [np.argsort(np.argsort(column[good])) for column in (values, result)]
    return float(np.corrcoef(ranks[0], ranks[1])[0, 1] ** 2)


def _dataset(
    found: Indices, factors: Mapping[str, list[str]], drawn: Drawn, attrs: Mapping[str, Any]
) -> xr.Dataset:
    import xarray as xr

    order = np.argsort(-found.total)
    names = [list(factors)[k] for k in order]
    known = {one.path: one for one in drawn.parameters.values()}
    kinds = [known[name].kind if name in known else name.removeprefix("other ") for name in names]
    sources = [known[name].number.source if name in known else "" for name in names]
    coords = {
        "factor": names,
        "bound": ["low", "high"],
        "kind": ("factor", kinds),
        "source": ("factor", sources),
        "members": ("factor", [len(factors[name]) for name in names]),
    }
    data = {
        "first_order": ("factor", found.first[order]),
        "total_order": ("factor", found.total[order]),
        "first_order_interval": (("factor", "bound"), found.first_interval[order]),
        "total_order_interval": (("factor", "bound"), found.total_interval[order]),
    }
    result = xr.Dataset(data, coords, dict(attrs))
    for name in data:
        words = "share of the variance" + (", 90 % interval" if name.endswith("interval") else "")
        result[name].attrs = {
            "units": "1",
            "long_name": f"{name.replace('_', ' ').split(' interval')[0]}: {words}",
        }
    return result
