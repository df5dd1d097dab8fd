"""The dose of a prescription: what adds up over repetitions, sets, sessions and a week."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from biolift import units
from biolift.engine.summary import summaries, time_above
from biolift.errors import InputError
from biolift.library.quantities import quantity
from biolift.nouns.model import Model
from biolift.nouns.prescription import Prescription
from biolift.nouns.trial import Trial
from biolift.verbs.compare import movement_labels
from biolift.verbs.inputs import model_of
from biolift.verbs.record import attributes
from biolift.verbs.select import select
from biolift.verbs.simulate import simulate

if TYPE_CHECKING:
    import xarray as xr

Array = NDArray[np.float64]

#: What a dose is counted over.
SPANS = ("repetition", "set", "session", "week")
#: Curves whose time integral is a dose.
INTEGRATED = ("lumbar_extension_moment", "compression", "group_force")
TOTAL = "total"
_SPAN_WORDS = {
    "long_name": "span that the dose is counted over",
    "definition": "one repetition (one on each side where a set is done on both), set, session, week",
}
_SCOPE = "every repetition counts like the first: no fatigue, no slowing, no change of form"


def dose(
    prescription: Prescription | Sequence[Prescription],
    model: Model | None = None,
    thresholds: Mapping[str, float] | None = None,
) -> xr.Dataset:
    """Add up a prescription per repetition, set, session and week.

    Parameters
    ----------
    prescription : Prescription or sequence of Prescription
        A sequence is a superset: its items take turns set by set, each followed by its own rest.
    model : Model, optional
        ``models.standard`` if left out.
    thresholds : mapping of quantity to value, optional
        Curves as :func:`biolift.select` reads them, with a value in the curve's own unit (SI):
        ``{"compression[L5/S1]": 3000.0}``. No threshold stands here unless it is given.

    Returns
    -------
    xarray.Dataset
        On `span` (repetition, set, session, week): impulse of the lumbar extension moment (signed), of disc
        compression and of the force of every muscle group and side; repetitions, time under tension,
        duration with rest; with `thresholds` the time above each on `threshold`. A superset has `item`
        first, whose last label is ``"total"``. ``overload`` says whether the muscles meet the demand.

    Raises
    ------
    InputError
        For something that is no prescription, a superset of several athletes or of different days, or a
        threshold on what is no curve.

    Notes
    -----
    Set = reps x repetition, session = sets x set, week = days x session; `duration` adds ``rest`` after
    every set but the last of the session.

    Examples
    --------
    >>> import biolift as bl
    >>> me = bl.Athlete(mass=82, height="5 ft 11 in", sex="male")
    >>> hyper = bl.Trial(bl.movements.reverse_hyper, me, load=bl.Pendulum(20), tempo="2-0-1-0")
    >>> week = bl.dose(bl.Prescription(hyper, sets=2, reps=10, rest="2 min", days=5))
    >>> float(week.time_under_tension.sel(span="week"))
    300.0
    """
    import xarray as xr

    model = model_of(model)
    items = _items(prescription)
    limits = {text: _limit(text, value) for text, value in _mapping(thresholds).items()}
    done = [[simulate(trial, model) for trial in item.trials] for item in items]
    last = _last(items)
    parts = [
        _item(item, reps, limits, rests=item.sets - (k == last))
        for k, (item, reps) in enumerate(zip(items, done, strict=True))
    ]
    result = parts[0]
    if not isinstance(prescription, Prescription):
        names = movement_labels([item.trial for item in items])
        index: Any = xr.DataArray([*names, TOTAL], dims="item", name="item")
        result = xr.concat([*parts, _total(xr.concat(parts, "part"))], index, coords="minimal")
    if limits:
        result = result.assign_coords(_threshold_coordinates(limits))
    result["span"].attrs.update(_SPAN_WORDS)
    for name in result.data_vars:
        result[name].attrs = quantity(str(name)).attrs
    return result.assign_attrs(_attributes(items, done, model, limits))


def _items(given: Prescription | Sequence[Prescription]) -> list[Prescription]:
    """The prescriptions of a session, in turn."""
    items = [given] if isinstance(given, Prescription) else list(given) if _is_list(given) else []
    if not items or not all(isinstance(item, Prescription) for item in items):
        allowed = "a Prescription, or a list of them for a superset"
        raise InputError("prescription", given, allowed, "Prescription(hyper, sets=3, reps=10)")
    days = sorted({item.days for item in items})
    if len(days) > 1:
        allowed = "the same for all items of a superset, which are done in one session"
        raise InputError("prescription.days", days, allowed, f"days={days[0]} in each")
    if len({item.trial.athlete for item in items}) > 1:
        athletes = [item.trial.athlete for item in items]
        raise InputError("prescription.trial.athlete", athletes, "one athlete for all items of a superset")
    return items


def _is_list(given: object) -> bool:
    return isinstance(given, Sequence) and not isinstance(given, str)


def _mapping(thresholds: object) -> Mapping[str, Any]:
    if thresholds is None:
        return {}
    if not isinstance(thresholds, Mapping):
        hint = "thresholds={'compression[L5/S1]': 3000.0}"
        raise InputError("thresholds", thresholds, "a mapping from quantities to values", hint)
    return thresholds


def _limit(text: object, value: object) -> float:
    """A threshold's value; refuses before anything is computed."""
    if not isinstance(text, str) or not quantity(text.partition("[")[0].strip()).curve:
        allowed = "a curve of the repetition, or a member of one"
        raise InputError("thresholds", text, allowed, "{'compression[L5/S1]': 3000.0}")
    return units.checked(value, -math.inf, math.inf, field=f"thresholds[{text!r}]", hint="3000.0")


def _last(items: Sequence[Prescription]) -> int:
    """Index of the item whose set ends the session: the last one of those with the most sets."""
    most = max(item.sets for item in items)
    return max(k for k, item in enumerate(items) if item.sets == most)


def _item(
    item: Prescription, reps: Sequence[xr.Dataset], limits: Mapping[str, float], *, rests: int
) -> xr.Dataset:
    """Dose of one prescription, followed by so many rests per session."""
    import xarray as xr

    counts = np.cumprod([1, item.reps, item.sets, item.days])
    times = xr.DataArray(counts.astype(float), {"span": list(SPANS)}, ("span",))
    seconds = sum(float(rep["time"][-1] - rep["time"][0]) for rep in reps)
    pauses = xr.zeros_like(times)
    pauses[2:] = item.rest * rests * np.array([1, item.days])
    out = {f"impulse_{name}": times * sum(_impulse(rep, name) for rep in reps) for name in INTEGRATED}
    out |= {"repetitions": times * len(reps), "time_under_tension": times * seconds}
    out["duration"] = times * seconds + pauses
    out["overload"] = xr.DataArray(max(float(rep["overload"]) for rep in reps))
    if limits:
        above = [
            sum(float(time_above(select(rep, text).values, rep["time"].values, value)) for rep in reps)
            for text, value in limits.items()
        ]
        out["time_above"] = times * xr.DataArray(above, {"threshold": list(limits)}, ("threshold",))
    return xr.Dataset(out)


def _impulse(rep: xr.Dataset, name: str) -> xr.DataArray:
    """Time integral of a curve of one repetition."""
    curve = rep[name]
    values = summaries(curve.values, rep["time"].values)["impulse"]
    return curve.isel(progress=0, drop=True).copy(data=values)


def _total(parts: xr.Dataset) -> xr.Dataset:
    """All items of a superset together; overloaded when one is."""
    total = parts.sum("part", skipna=False)
    return total.assign(overload=parts["overload"].max("part"))


def _threshold_coordinates(limits: Mapping[str, float]) -> dict[str, Any]:
    names = [quantity(text.partition("[")[0].strip()) for text in limits]
    return {
        "threshold_value": ("threshold", list(limits.values()), {"long_name": "value of the threshold"}),
        "threshold_unit": ("threshold", [name.unit for name in names], {"long_name": "its unit"}),
    }


def _attributes(
    items: Sequence[Prescription],
    done: Sequence[Sequence[xr.Dataset]],
    model: Model,
    limits: Mapping[str, float],
) -> dict[str, Any]:
    trials: list[Trial] = [trial for item in items for trial in item.trials]
    said = [line for reps in done for rep in reps for line in rep.attrs["scope"].splitlines()]
    title = ", ".join(dict.fromkeys(item.trial.movement_resolved.title for item in items))
    axes = [f"threshold {text}: {value:g}" for text, value in limits.items()]
    found = attributes(f"dose of {title}", trials, model, [*said, _SCOPE], axes)
    return found | {"prescription": "\n".join(repr(item) for item in items)}
