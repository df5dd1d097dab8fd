"""What makes a result uncertain: first and total Sobol indices, ranked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from biolift.errors import InputError
from biolift.viz.style import GREY, PALETTE, new_figure, note_under, styled

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.figure import Figure

#: Factors that one figure shows.
SHOWN = 15


@styled
def influence(ds: xr.Dataset, *, title: str | None = None) -> Figure:
    """Rank what makes a result uncertain.

    Parameters
    ----------
    ds : xarray.Dataset
        Result of ``sensitivity``.
    title : str, optional
        In place of the Dataset's own.

    Returns
    -------
    matplotlib.figure.Figure
        A bar per factor for the total index, a dot for the first one, whiskers of 90 %.

    Raises
    ------
    InputError
        For another result.
    """
    if "total_order" not in ds:
        raise InputError("ds", ds.attrs.get("title", ""), "a result of sensitivity", "sensitivity(trial)")
    top = ds.isel(factor=slice(0, SHOWN))
    names = [_words(top, k) for k in range(top.sizes["factor"])]
    figure, axes = new_figure(1, 1, (8.6, 1.5 + 0.34 * len(names)))
    ax = axes[0]
    y = np.arange(len(names))[::-1]
    total, first = top["total_order"].values, top["first_order"].values
    ax.barh(
        y,
        total,
        height=0.62,
        color=PALETTE[0],
        alpha=0.35,
        label="total: what stays if all others were known",
    )
    ax.hlines(y, *top["total_order_interval"].values.T, color=PALETTE[0], linewidth=1.4)
    ax.hlines(y - 0.16, *top["first_order_interval"].values.T, color=PALETTE[1], linewidth=1.4)
    ax.scatter(
        first, y - 0.16, 26, color=PALETTE[1], zorder=3, label="first: what goes if this one were known"
    )
    ax.set_yticks(y, names)
    ax.axvline(0.0, color=GREY, linewidth=0.8)
    ax.set_xlabel(f"share of the variance of {ds.attrs.get('of', '').replace('_', ' ')} [1]")
    ax.grid(visible=False, axis="y")
    ax.legend(loc="lower right")
    note_under(figure, [f"Whiskers hold 90 % of bootstrap samples; {ds.attrs.get('rows', '')}."])
    figure.suptitle(ds.attrs.get("title", "") if title is None else title, x=0.01, ha="left")
    return figure


def _words(ds: xr.Dataset, k: int) -> str:
    """A factor in words, with its source or the number of its members."""
    name, members = str(ds["factor"].values[k]), int(ds["members"].values[k])
    if members > 1 or name.startswith("other ") or "." not in name:
        return f"{name} ({members})"
    short = name.removeprefix("model.").replace("_", " ").replace(".", ", ")
    source = str(ds["source"].values[k])
    return f"{short} [{source.replace('_', ' ')}]" if source else short
