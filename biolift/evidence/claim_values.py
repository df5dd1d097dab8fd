"""What a claim measures, out of the summaries of draws."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from biolift.library.claims import PLACE, WORD
from biolift.verbs.many import Many, curve_of, dims_of
from biolift.verbs.select import select

Array = NDArray[np.float64]


def names_of(texts: Sequence[str]) -> set[str]:
    """Summaries that are needed for some measures."""
    found = {word.partition("[")[0] for text in texts for word in WORD.findall(text)}
    return {_summary(name) for name in found}


def _summary(name: str) -> str:
    return f"time_of_peak_{name.removeprefix(PLACE)}" if name.startswith(PLACE) else name


def measured(text: str, found: Many, seconds: Array) -> Array:
    """One number per draw (draws,); NaN where it is not known.

    Parameters
    ----------
    text : str
        As a claim's test says it: ratios of sums of summaries.
    found : Many
    seconds : array (draws,)
        Durations of the repetitions [s].
    """
    upper, *lower = [_sum(part, found, seconds) for part in re.split(r"\s/\s", text)]
    for part in lower:
        with np.errstate(divide="ignore", invalid="ignore"):
            upper = upper / part
    return upper


def _sum(text: str, found: Many, seconds: Array) -> Array:
    return np.sum([_one(part.strip(), found, seconds) for part in text.split(" + ")], axis=0)


def _one(text: str, found: Many, seconds: Array) -> Array:
    if text.startswith("|") and text.endswith("|"):
        return np.abs(_one(text.strip("|"), found, seconds))
    name = text.partition("[")[0]
    summary = _summary(name)
    if summary not in found.values:
        return np.full(len(seconds), np.nan)
    declared = curve_of(summary) or summary
    member = text.removeprefix(name)
    array = np.asarray(select(_as_dataset(found, summary, declared), declared + member).values, dtype=float)
    return array / seconds if name.startswith(PLACE) else array


def _as_dataset(found: Many, summary: str, declared: str):  # type: ignore[no-untyped-def]
    import xarray as xr

    dims = dims_of(summary)
    return xr.Dataset(
        {declared: (("draw", *dims), found.values[summary])}, {d: found.labels[d] for d in dims}
    )


def taken(texts: Sequence[str], take: str, found: Many, seconds: Array) -> Array:
    """Several measures as one number per draw."""
    columns = [measured(text, found, seconds) for text in texts]
    table = np.stack(columns)
    if take == "sum":
        return np.asarray(table.sum(axis=0))
    return np.asarray(table.min(axis=0) if take == "least" else table.max(axis=0))


def profile(texts: Sequence[str], found: Many, seconds: Array) -> Array:
    """Several measures side by side (draws, measures)."""
    return np.stack([measured(text, found, seconds) for text in texts], axis=1)
