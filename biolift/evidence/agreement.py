"""Every published number beside what the model gives for it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from biolift.engine.notice import hidden, patience
from biolift.errors import InputError, choice
from biolift.evidence.intervals import Draw, drawn, left_open
from biolift.evidence.measure import Case, Runs, is_overloaded, predicted
from biolift.evidence.ranks import FEWEST, bootstrap, spearman
from biolift.library.models import models
from biolift.library.studies import RANK, read_study, tolerance
from biolift.library.studies import studies as library
from biolift.nouns.model import Model
from biolift.nouns.study import UNITS, Check, Study
from biolift.verbs.inputs import model_of

if TYPE_CHECKING:
    import xarray as xr

COLUMNS = (
    *("study", "condition", "quantity", "unit", "measured", "measured_sd", "predicted", "predicted_low"),
    *("predicted_high", "ratio", "verdict", "tolerance", "role", "confidence", "where", "note"),
    *("peer", "peer_value", "overload", "over", "bound"),
)
VERDICTS = {
    "within": "the prediction is within the tolerance",
    "above": "a miss: the prediction is too large",
    "below": "a miss: the prediction is too small",
    "not comparable": "the muscles cannot meet the moments of the trial, or the pose is out of reach",
    "calibration": "the number fixed a parameter",
    "input": "the number was put in",
    "ranked": "its order counts in the row of the study's rank correlation",
    "reported": "shown, not scored",
}


def agreement(
    studies: Study | str | Iterable[Study | str] | None = None,
    model: Model | None = None,
    *,
    draws: int = 0,
    seed: int = 0,
    draw: Draw | None = None,
    progress: bool = True,
) -> xr.Dataset:
    """Hold the model against published measurements.

    Parameters
    ----------
    studies : Study, id, or several, optional
        Those of ``bl.studies``, all of them by default; a text that ends in ``.toml`` is a file of one's own.
    model : Model, optional
        ``models.standard`` if left out.
    draws, seed : int
        How often `draw` draws the assumptions, for the predicted interval. With 0 the interval comes from
        what a study leaves open, the spreads of its trials one at a time, added in quadrature; NaN where it
        names none.
    draw : callable, optional
        ``draw(trial, model, draws, seed)`` gives pairs of a trial and a model with drawn assumptions.
    progress : bool
        Show a bar on standard error.

    Returns
    -------
    xarray.Dataset
        Dimension `check`, labelled by ids to cite. Numbers are in the unit of the row; ``ratio`` is predicted
        over measured; ``verdict`` is one of within, above, below (misses), not comparable, reported, input,
        calibration, ranked. A study of electrical activity gets a row ``<study>/rank``: Spearman's
        correlation of activation with activity over its conditions, with a bootstrap interval; a lower end
        that is not above zero is a miss. Interrupted, the table holds the studies that were done, and the
        attribute ``interrupted`` says how many are missing.

    Raises
    ------
    InputError
        For an unknown study, an id that comes twice, or draws without a way to draw.

    Examples
    --------
    >>> import biolift as bl
    >>> table = bl.agreement("wilke_2001", progress=False)
    >>> [str(verdict) for verdict in table["verdict"].values]
    ['within', 'within']
    """
    chosen, model = _chosen(studies), model_of(model)
    whole = isinstance(draws, int) and not isinstance(draws, bool) and draws >= 0
    if not whole or (draws and draw is None):
        allowed = "0, or a number of draws together with draw=, a way to draw them"
        raise InputError("draws", draws, allowed, "draws=0")
    rows: dict[str, dict[str, Any]] = {}
    done = 0
    try:
        with patience():
            for study in _shown(chosen, progress):
                rows |= _study_rows(study, model, draws, seed, draw)
                done += 1
    except KeyboardInterrupt:
        if not rows:
            raise
    seeded = f"{draws} draws, seed {seed}" if draws else "none: nothing was drawn"
    table = _dataset(rows, chosen, model, seeded)
    if done < len(chosen):
        table.attrs["interrupted"] = f"{len(chosen) - done} of {len(chosen)} studies were not reached"
    return table


def _chosen(given: Any) -> list[Study]:
    if given is None:
        return list(library)
    several = [given] if isinstance(given, (Study, str)) else given
    if not isinstance(several, Iterable):
        raise InputError("studies", given, "studies or their ids", "bl.studies.wilke_1999")
    found = []
    for one in several:
        if isinstance(one, str) and one.endswith(".toml"):
            one = read_study(Path(one))
        if not isinstance(one, Study):
            one = library[choice("study", one, library.ids)]
        found.append(one)
    if not found:
        raise InputError("studies", given, "at least one study", "bl.studies.wilke_1999")
    ids = [check.id for study in found for check in study]
    for id in ids:
        if ids.count(id) > 1:
            raise InputError("studies", id, "ids that come once in all studies together", "another id")
    return found


def _shown(chosen: list[Study], progress: bool) -> Iterator[Study]:
    from tqdm import tqdm

    off = hidden(progress and len(chosen) > 1)
    yield from tqdm(chosen, desc="studies", unit="study", disable=off, leave=False)


def _study_rows(
    study: Study, model: Model, draws: int, seed: int, draw: Draw | None
) -> dict[str, dict[str, Any]]:
    """Rows of one study by id."""
    runs, rows = Runs(), {}
    cases: dict[str, Case] = {name: (setting.trial, model) for name, setting in study.settings.items()}
    for check in study:
        row = _facts(study, check)
        if check.role != "input":
            own = _own_cases(check, cases)
            row |= _numbers(check, own, runs)
            if draws and draw is not None and not check.model:
                row |= _ends(drawn(check, own, draws, seed, draw), check)
            elif not draws and not check.model:
                row |= _ends(left_open(study, check, own, runs), check)
        row["verdict"] = verdict(check, row["predicted"], bool(row["overload"]))
        rows[check.id] = row
    ranked = [row for row in rows.values() if row["role"] == "rank" and math.isfinite(row["predicted"])]
    if len(ranked) >= FEWEST:
        rows[f"{study.id}{RANK}"] = _rank_row(study, ranked)
    return rows


def _ends(interval: tuple[float, float], check: Check) -> dict[str, float]:
    """An interval in the unit of its check."""
    low, high = (end / UNITS[check.unit] for end in interval)
    return {"predicted_low": low, "predicted_high": high}


def _own_cases(check: Check, cases: dict[str, Case]) -> dict[str, Case]:
    """The cases of a check; a check that belongs to a model of the library is run under that one."""
    return (
        {name: (trial, models[check.model]) for name, (trial, _) in cases.items()} if check.model else cases
    )


def _facts(study: Study, check: Check) -> dict[str, Any]:
    blank = dict.fromkeys(("predicted", "predicted_low", "predicted_high", "ratio", "peer_value"), math.nan)
    over = f" over {check.over_quantity}" if check.over_quantity else ""
    words = check.quantity if check.role == "input" else f"{check.statistic} {check.quantity}{over}"
    relative, absolute, _ = tolerance(check.tolerance)
    reach = (
        f"{relative:.0%}" if relative or not absolute else f"{absolute / UNITS[check.unit]:.3g} {check.unit}"
    )
    return blank | {
        "study": study.id,
        "condition": check.condition,
        "quantity": words if not (check.over or check.over_phase) else f"{words}, ratio",
        "unit": check.unit,
        "measured": check.mean,
        "measured_sd": check.sd,
        "tolerance": "direction" if not (relative or absolute) else reach.replace("%", " %"),
        "role": check.role,
        "confidence": check.confidence,
        "where": check.where,
        "note": check.why or check.note,
        "peer": check.peer.name if check.peer else "",
        "peer_value": check.peer.value if check.peer else math.nan,
        "overload": False,
        "bound": {"at_least": ">=", "at_most": "<="}.get(check.bound or "", ""),
        "over": "" if check.slope else check.over or "",
    }


def _numbers(check: Check, cases: dict[str, Case], runs: Runs) -> dict[str, Any]:
    plain = {name: (trial, models.standard) for name, (trial, _) in cases.items()} if check.model else cases
    value = predicted(check, cases, runs) / UNITS[check.unit]
    if check.model:  # what the named model adds to the plain one
        base = predicted(check, plain, runs) / UNITS[check.unit]
        value = value / base if base else math.nan
    overload = is_overloaded(check, cases, runs)
    return {"predicted": value, "ratio": value / check.mean if check.mean else math.nan, "overload": overload}


def verdict(check: Check, value: float, overload: bool = False) -> str:
    """A prediction [unit of the check] against the published number; see :data:`VERDICTS`."""
    if check.role != "check":
        return {"rank": "ranked"}.get(check.role, check.role)
    if not math.isfinite(value) or overload:
        return "not comparable"
    relative, absolute, _ = tolerance(check.tolerance)
    reach = max(relative * abs(check.mean), absolute / UNITS[check.unit])
    off = value - check.mean
    if abs(off) <= reach or (check.bound, off > 0.0) in (("at_least", True), ("at_most", False)):
        return "within"
    return "above" if off > 0.0 else "below"


def _rank_row(study: Study, ranked: list[dict[str, Any]]) -> dict[str, Any]:
    """Spearman's correlation over the conditions of a study."""
    model, world = (np.array([row[name] for row in ranked]) for name in ("predicted", "measured"))
    value = spearman(model, world)
    low, high = bootstrap(model, world)
    numbers = {"predicted": value, "predicted_low": low, "predicted_high": high}
    blank = dict.fromkeys(("measured", "measured_sd", "ratio", "peer_value"), math.nan)
    words = {"quantity": "rank correlation of activation with electrical activity", "unit": "1"}
    words |= {
        "condition": f"{len(ranked)} conditions",
        "where": "",
        "peer": "",
        "over": "",
        "bound": "",
        "role": "check",
    }
    words |= {"tolerance": "interval above 0", "confidence": str(ranked[0]["confidence"])}
    some = sum(bool(row["overload"]) for row in ranked)
    note = f"activations end at 1 where the muscles fall short: {some} conditions" if some else ""
    said = "within" if low > 0.0 else "below"
    return {
        **blank,
        **words,
        **numbers,
        "study": study.id,
        "verdict": said,
        "note": note,
        "overload": bool(some),
    }


def _dataset(rows: dict[str, dict[str, Any]], chosen: list[Study], model: Model, seed: str) -> xr.Dataset:
    import xarray as xr

    from biolift.verbs.record import attributes

    trials = [setting.trial for study in chosen for setting in study.settings.values()]
    attrs = attributes("agreement with published measurements", trials, model, [])
    keys = {*str(attrs["sources"]).split(), *(study.source.key for study in chosen)}
    attrs |= {"sources": " ".join(sorted(keys)), "seed": seed}
    data = {name: ("check", [row[name] for row in rows.values()]) for name in COLUMNS}
    return xr.Dataset(data, {"check": list(rows)}, attrs)


def ratio_errors(ds: xr.Dataset, ids: Sequence[str]) -> tuple[float, float]:
    """Root mean square and largest size of predicted over measured less one, over checks."""
    off = ds["ratio"].sel(check=list(ids)).values - 1.0
    return float(np.sqrt(np.mean(off**2))), float(np.abs(off).max())
