"""What a comparison reports, and what must be said beside its numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from biolift.errors import InputError
from biolift.verbs.select import select
from biolift.viz.words import capital, member

if TYPE_CHECKING:
    import xarray as xr

#: What a comparison of two exercises for the back reports, with short words for a heading.
USUAL = {
    "peak_lumbar_extension_moment[L5/S1]": "peak lumbar moment",
    "mean_lumbar_extension_moment[L5/S1]": "mean lumbar moment",
    "peak_compression[L5/S1]": "peak compression",
    "peak_anterior_shear[L5/S1]": "peak anterior shear",
    "peak_group_force[erector_spinae]": "peak erector spinae force",
    "peak_group_force[gluteus_maximus]": "peak gluteus maximus force",
    "peak_group_force[hamstrings]": "peak hamstrings force",
}
#: Said where numbers stand alone.
NO_INTERVALS = "No intervals were drawn."
_OF_A_GROUP = re.compile(r"(peak|mean|impulse)_group_(force|activation)")
#: Dimensions that belong to a quantity, not to a sweep.
OWN = frozenset(
    (
        "joint",
        "side",
        "level",
        "muscle",
        "group",
        "demand",
        "equipment",
        "support",
        "segment",
        "axis",
        "shown",
        "bound",
    )
)


def sweep_dims(ds: xr.Dataset) -> list[str]:
    """Axes of the sweep, the movement first, then in their order."""
    dims = [str(d) for d in ds.dims if d not in OWN]
    return sorted(dims, key=lambda d: d != "movement")


def chosen(ds: xr.Dataset, report: Sequence[str] | None) -> dict[str, xr.DataArray]:
    """Heading -> values for each address, by default the usual ones.

    Raises
    ------
    InputError
        For a repetition with curves, an unknown address, or when there is nothing to report.
    """
    if "progress" in ds.dims:
        allowed = "summaries, as sweep or compare give; for one repetition there is plot.curves"
        raise InputError("ds", ds.attrs.get("title", ""), allowed, "plot.comparison(compare([a, b]))")
    addresses = list(report) if report is not None else [a for a in USUAL if a.split("[")[0] in ds]
    if report is None and not addresses:
        addresses = [
            str(name)
            for name in ds.data_vars
            if set(ds[name].dims) <= set(sweep_dims(ds)) and name != "interval"
        ]
    if not addresses:
        raise InputError("report", report, "at least one address", repr(next(iter(USUAL))))
    return {heading(a): ds[a] if a in ds and "[" in a else select(ds, a) for a in addresses}


def intervals(ds: xr.Dataset, report: Sequence[str] | None) -> dict[str, xr.DataArray]:
    """Heading -> interval of the address, with dimension `bound`; empty where nothing was drawn."""
    if "interval" not in ds:
        return {}
    known = [str(text) for text in ds["shown"].values]
    asked = known if report is None else [text for text in report if text in known]
    return {heading(text): ds["interval"].sel(shown=text, drop=True) for text in asked}


def interval_words(ds: xr.Dataset) -> tuple[str, str, list[str]]:
    """What the spread of the parameters is, what that of the choices is, and what is left out of both."""
    spread, *rest = str(ds.attrs.get("intervals", "")).split("; ")
    ways = next((line.removeprefix("model: ") for line in rest if line.startswith("model: ")), "")
    return spread, ways, [f"{capital(line)}." for line in rest if not line.startswith("model: ")]


def heading(address: str) -> str:
    """Short words for an address."""
    if address in USUAL:
        return USUAL[address]
    name, _, members = address.partition("[")
    inside = members.rstrip("] ")
    if (of := _OF_A_GROUP.fullmatch(name)) and inside and "," not in inside:
        return f"{of[1]} {member('group', inside)} {of[2]}"
    words = name.replace("_", " ").replace("time of peak", "time of peak:")
    return f"{words}, {member('level' if '/' in inside else 'group', inside)}" if inside else words


def flag(ds: xr.Dataset, name: str) -> xr.DataArray | None:
    """A flag of the whole repetition on the axes of the sweep, equipment put together."""
    if name not in ds:
        return None
    da = ds[name]
    return da.max("equipment") if "equipment" in da.dims else da


def definitions(ds: xr.Dataset, columns: Sequence[xr.DataArray]) -> list[str]:
    """Small print that says what the numbers are."""
    names = [str(da.name) for da in columns]
    said = []
    if any("lumbar_extension_moment" in name for name in names):
        said.append("Lumbar moments are extension moments.")
    if any(
        da.coords.get("level") is not None and str(da.coords["level"].values) == "L5/S1" for da in columns
    ):
        said.append("Moments and spine loads are at L5/S1, the lowest disc.")
    if any("group_force" in name for name in names):
        said.append("Muscle forces are those of both sides together.")
    if "tempo" in ds.dims:
        said.append("Tempo: seconds of lowering-hold-raising-hold, X as fast as possible.")
    return [" ".join(said)] if said else []


def beyond_strength(ds: xr.Dataset) -> tuple[xr.DataArray | None, str]:
    """Where the athlete's muscles cannot meet the demand, and what that means for the numbers."""
    over = flag(ds, "overload")
    if over is None or not bool((over == 1).any()):
        return None, ""
    needed = ds["strength_needed"].max() if "strength_needed" in ds else None
    most = f" (up to {float(needed):.1f} times that strength is needed)" if needed is not None else ""
    said = f"beyond this athlete's strength{most}: muscle forces and spine loads are a lower bound"
    return over == 1, said


def warnings_of(ds: xr.Dataset) -> list[str]:
    """What must be known before a curve of one repetition is believed, one sentence each."""
    _, said = beyond_strength(ds)
    return [f"{capital(line)}." for line in [said, *slack_notes(ds)] if line]


def slack_notes(ds: xr.Dataset) -> list[str]:
    """Where a strap was slack for part of the repetition, one sentence each."""
    share = flag(ds, "slack_share")
    if share is None or not bool((share > 0).any()):
        return []
    if "movement" not in share.dims:
        return [_slack(share, "")]
    names = [str(name) for name in share["movement"].values]
    each = [(name, share.sel(movement=name)) for name in names]
    return [_slack(part, f", {member('movement', name)}") for name, part in each if bool((part > 0).any())]


def _slack(share: xr.DataArray, where: str) -> str:
    some = share.values[share.values > 0]
    low, high = 100 * float(np.min(some)), 100 * float(np.max(some))
    span = f"{high:.0f} %" if round(low) == round(high) else f"{low:.0f} to {high:.0f} %"
    cases = f"{some.size} of {share.size} cases" if share.size > 1 else "this case"
    return f"strap slack for {span} of the repetition in {cases}{where}: the legs move alone there"
