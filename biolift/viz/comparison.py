"""Movements side by side over loads and tempos, one panel per quantity."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from biolift.errors import InputError
from biolift.viz.style import DASHES, GREY, INK, MARKERS, PALETTE, new_figure, note_under, styled
from biolift.viz.summaries import (
    NO_INTERVALS,
    beyond_strength,
    chosen,
    definitions,
    interval_words,
    intervals,
    slack_notes,
    sweep_dims,
)
from biolift.viz.words import SweepAxis, bracketed, capital, member, shown, sweep_axis

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: More than this in one panel cannot be told apart.
MOST_STYLES = len(DASHES)


@dataclass(frozen=True)
class Series:
    """One line of a panel: where it stands in the Dataset, and how it looks."""

    at: dict[str, Any]
    colour: str
    style: int


@styled
def comparison(
    ds: xr.Dataset, report: Sequence[str] | None = None, *, title: str | None = None, note: str = ""
) -> Figure:
    """Draw movements side by side.

    Parameters
    ----------
    ds : xarray.Dataset
        Result of ``compare`` or ``sweep``: movements by colour, the first axis of numbers (the load) from
        left to right, whatever else was varied (the tempo) by marker and dash.
    report : sequence of str, optional
        Addresses such as ``"peak_compression[L5/S1]"``; by default lumbar moment, spine loads and the forces
        of back, buttock and thigh.
    title : str, optional
        In place of the Dataset's own.
    note : str
        Small print under the panels, for example how loads were equated.

    Returns
    -------
    matplotlib.figure.Figure
        Hollow points are beyond the athlete's strength: there muscle forces and spine loads are a lower
        bound.

    Raises
    ------
    InputError
        For a repetition with curves, an unknown address, or too many lines for one panel.
    """
    panels = chosen(ds, report)
    over, said = beyond_strength(ds)
    spread = intervals(ds, report)
    x_dim = _x_dim(ds)
    series = list(_series(ds, x_dim))
    columns = min(4, len(panels) + 1) if len(panels) > 2 else len(panels) + 1
    rows = -(-(len(panels) + 1) // columns)
    figure, axes = new_figure(rows, columns, (3.05 * columns, 0.9 + 2.5 * rows))
    for ax, (head, da) in zip(axes, panels.items(), strict=False):
        factor, unit = shown(da.attrs.get("units", ""))
        ax.set_title(capital(head))
        ax.set_ylabel(bracketed(unit))
        reach = factor * spread[head] if head in spread else None
        _draw(ax, factor * da, over, x_dim, series, reach)
    _key(axes[len(panels)], ds, x_dim, series, over is not None)
    for ax in axes[len(panels) + 1 :]:
        ax.remove()
    notes = [f"Hollow: {said}."] if said else []
    if spread:
        draws, ways, lost = interval_words(ds)
        notes += [f"Whiskers hold {draws}. Pale bars: {ways}.", *lost]
    else:
        notes += [NO_INTERVALS]
    notes += [f"{capital(line)}." for line in slack_notes(ds)]
    notes += definitions(ds, list(panels.values()))
    note_under(figure, [*(line for line in note.splitlines() if line), *notes])
    figure.suptitle(ds.attrs.get("title", "") if title is None else title, x=0.01, ha="left")
    return figure


def _x_dim(ds: xr.Dataset) -> str | None:
    """The axis from left to right: the first one of numbers with several values, else the load."""
    several = [dim for dim in sweep_dims(ds) if ds.sizes[dim] > 1]
    numeric = [dim for dim in several if sweep_axis(ds[dim]).numbers is not None]
    named = [dim for dim in several if dim == "load_mass"]  # typed in several units: "45 lb", "50 %BW"
    return next(iter(numeric + named), None)


def _series(ds: xr.Dataset, x_dim: str | None) -> Iterator[Series]:
    """Every line: colours by movement (or by the first other axis), dashes by the rest."""
    dims = [d for d in sweep_dims(ds) if d != x_dim]
    first, rest = dims[:1], dims[1:]
    styles = list(itertools.product(*(ds[d].values for d in rest)))
    colours = list(ds[first[0]].values) if first else [None]
    if len(styles) > MOST_STYLES or len(colours) > len(PALETTE):
        shape = ", ".join(f"{d} {ds.sizes[d]}" for d in dims)
        allowed = f"at most {len(PALETTE)} colours and {MOST_STYLES} dashes ({shape})"
        raise InputError("ds", ds.attrs.get("title", ""), allowed, f"plot.comparison(ds.isel({dims[-1]}=0))")
    for k, value in enumerate(colours):
        for style, point in enumerate(styles):
            at = dict(zip([*first, *rest], [value, *point] if first else [], strict=True))
            yield Series(at, PALETTE[k], style)


def _draw(
    ax: Axes,
    da: xr.DataArray,
    over: xr.DataArray | None,
    x_dim: str | None,
    series: list[Series],
    reach: xr.DataArray | None,
) -> None:
    """Dots of every series, joined where the axis is one of numbers."""
    low, high = 0.0, 0.0
    for k, one in enumerate(series):
        values = np.atleast_1d(da.sel(one.at).values)
        hollow = _hollow(over, one, len(values))
        x = _places(da, x_dim, k, len(series), 0.006 if reach is None else 0.02)
        colour, dash, marker = one.colour, DASHES[one.style], MARKERS[one.style]
        if x_dim is not None:
            ax.plot(x, values, dash, color=colour, linewidth=1.2, zorder=2)
        ax.scatter(x[~hollow], values[~hollow], 34, c=colour, marker=marker, zorder=3)
        ax.scatter(x[hollow], values[hollow], 34, marker=marker, zorder=3, **_empty(colour))
        if reach is not None:
            values = np.append(values, _whiskers(ax, reach.sel(one.at), x, colour))
        low, high = min(low, np.nanmin(values, initial=0.0)), max(high, np.nanmax(values, initial=0.0))
    span = (high - low) or 1.0
    ax.set_ylim(low - (0.05 * span if low < 0 else 0.0), high + 0.08 * span)
    if low < 0:
        ax.axhline(0.0, color=INK, linewidth=0.8, zorder=1.5)
    _x_axis(ax, da, x_dim, series)


def _whiskers(ax: Axes, reach: xr.DataArray, x: NDArray[np.float64], colour: str) -> NDArray[np.float64]:
    """Spread of the parameters as whiskers, of the modelling choices as pale bars behind; all their ends."""
    ends = {name: np.atleast_1d(reach.sel(bound=name).values) for name in map(str, reach["bound"].values)}
    ax.vlines(x, ends["model_low"], ends["model_high"], color=colour, linewidth=6, alpha=0.22, zorder=1.6)
    ax.vlines(x, ends["low"], ends["high"], color=colour, linewidth=1.1, zorder=1.8)
    return np.concatenate(list(ends.values()))


def _empty(colour: str) -> dict[str, Any]:
    return {"facecolors": "white", "edgecolors": colour, "linewidths": 1.5}


def _hollow(over: xr.DataArray | None, one: Series, size: int) -> NDArray[np.bool_]:
    return np.zeros(size, dtype=bool) if over is None else np.atleast_1d(over.sel(one.at).values)


def _x_values(axis: SweepAxis) -> NDArray[np.float64]:
    return np.arange(float(len(axis.labels))) if axis.numbers is None else axis.numbers


def _places(da: xr.DataArray, x_dim: str | None, k: int, count: int, apart: float) -> NDArray[np.float64]:
    """Where the points stand; lines lie a share of the axis apart so that equal values stay visible."""
    if x_dim is None:
        return np.array([float(k)])
    x = _x_values(sweep_axis(da[x_dim]))
    return x + (k - 0.5 * (count - 1)) * apart * (x.max() - x.min())


def _x_axis(ax: Axes, da: xr.DataArray, x_dim: str | None, series: list[Series]) -> None:
    if x_dim is None:
        ax.set_xlim(-0.5, len(series) - 0.5)
        ax.set_xticks([])
        return
    axis = sweep_axis(da[x_dim])
    x = _x_values(axis)
    if len(x) <= 7 or axis.numbers is None:
        ax.set_xticks(x, axis.labels)
    ax.set_xlim(x.min() - 0.06 * np.ptp(x), x.max() + 0.06 * np.ptp(x))
    ax.set_xlabel(f"{axis.words} {bracketed(axis.unit)}".strip())


def _key(ax: Axes, ds: xr.Dataset, x_dim: str | None, series: list[Series], any_hollow: bool) -> None:
    """Colours, markers and dashes in words, in a panel of its own."""
    from matplotlib.lines import Line2D

    ax.set_axis_off()
    dims = [d for d in sweep_dims(ds) if d != x_dim]
    first, rest = dims[:1], dims[1:]
    handles: list[Any] = []
    for one in series if first else []:
        if one.style == 0:
            label = _colour_label(ds, first[0], one.at[first[0]])
            handles.append(Line2D([], [], color=one.colour, linewidth=5, label=label))
    for one in series if rest else []:
        if one.colour == PALETTE[0]:
            label = ", ".join(_said(ds[d], one.at[d]) for d in rest)
            dash = {"linestyle": DASHES[one.style], "marker": MARKERS[one.style]}
            handles.append(Line2D([], [], color=GREY, linewidth=1.2, label=label, **dash))
    if any_hollow:
        look: dict[str, Any] = {
            "marker": "o",
            "markerfacecolor": "white",
            "markeredgecolor": GREY,
            "markeredgewidth": 1.5,
        }
        handles.append(Line2D([], [], linestyle="", label="beyond this athlete's strength", **look))
    ax.legend(handles=handles, loc="center left", labelspacing=0.9, handlelength=2.6)


def _colour_label(ds: xr.Dataset, dim: str, value: Any) -> str:
    return capital(member(dim, value)) if dim == "movement" else _said(ds[dim], value)


def _said(coordinate: xr.DataArray, value: Any) -> str:
    """One label of an axis in words."""
    axis = sweep_axis(coordinate)
    label = axis.labels[coordinate.values.tolist().index(value)]
    return f"{axis.words} {label} {axis.unit}".strip()
