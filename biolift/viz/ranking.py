"""All movements ranked by what they ask of the body: one dot plot per quantity."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from biolift.errors import InputError
from biolift.viz.style import GREY, INK, PALE, PALETTE, new_figure, note_under, styled
from biolift.viz.summaries import NO_INTERVALS
from biolift.viz.words import capital

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Quantity -> heading, unit as it is shown, its factor.
PANELS = {
    "largest_lumbar_extension_moment": ("extension moment", "N m", 1.0),
    "largest_lumbar_bend_moment": ("side-bend moment", "N m", 1.0),
    "largest_lumbar_turn_moment": ("turning moment", "N m", 1.0),
    "largest_compression": ("compression", "kN", 1e-3),
    "largest_shear": ("shear", "kN", 1e-3),
    "largest_erector_force": ("erector spinae", "kN", 1e-3),
    "largest_gluteus_force": ("gluteus maximus", "kN", 1e-3),
    "largest_hamstrings_force": ("hamstrings", "kN", 1e-3),
    "largest_abdominal_force": ("abdominals", "kN", 1e-3),
}
SIZES = (14.0, 30.0, 52.0)
ROW, DPI = 0.27, 110
NOTES = (
    "Largest value of one repetition at L5/S1, the lowest disc. Each panel has its own order: most at the "
    "top, by the heaviest load at the slower tempo.",
    "Abdominals: rectus abdominis and obliques. Muscles: both sides together. A negative extension moment is "
    "a flexion moment. Equal added mass is one rule of comparison among others.",
)


@styled
def ranking(ds: xr.Dataset) -> Figure:
    """Draw all movements in the order of what they ask.

    Parameters
    ----------
    ds : xarray.Dataset
        Result of ``overview``.

    Returns
    -------
    matplotlib.figure.Figure
        A panel per quantity, a row per movement; colours are athletes, larger dots heavier loads, the thin
        line goes on to the faster tempo, hollow dots are beyond the athlete's strength. Where intervals were
        drawn a pale bar is that of the heaviest load at the slower tempo.

    Raises
    ------
    InputError
        For another result.
    """
    checked(ds)
    count = ds.sizes["movement"]
    tall = 3 * (ROW * count + 0.75) + 2.2
    # every place is known: working the layout out would take longer than drawing
    figure, axes = new_figure(3, 3, (15.5, tall), layout="none", dpi=DPI)
    room = {"left": 0.135, "right": 0.985, "wspace": 0.62, "hspace": 0.75 / (ROW * count)}
    figure.subplots_adjust(top=1.0 - 0.85 / tall, bottom=1.55 / tall, **room)
    for ax, name in zip(axes, PANELS, strict=True):
        _panel(ax, ds, name)
    _key(axes[1], ds)
    note_under(figure, [*NOTES, _loads(ds), *_beyond(ds), _spread_words(ds)])
    figure.suptitle(
        "What each movement asks of the lower back and the muscles around it",
        x=0.01,
        y=1 - 0.2 / tall,
        ha="left",
    )
    return figure


def checked(ds: xr.Dataset) -> None:
    """Refuse what is no overview."""
    if any(name not in ds for name in PANELS):
        raise InputError("ds", ds.attrs.get("title", ""), "a result of overview", "biolift compare --all")


def _panel(ax: Axes, ds: xr.Dataset, name: str) -> None:
    head, unit, factor = PANELS[name]
    da = factor * ds[name].transpose("movement", "load", "tempo", "athlete")
    slow = da.isel(tempo=0)
    size = np.nan_to_num(slow.max("load").mean("athlete").values).round(6)
    order = np.argsort(size, kind="stable")
    _dots(ax, ds, da, order)
    if "interval" in ds:
        _bars(ax, factor * ds["interval"].sel(shown=name).isel(tempo=0), order)
    for row in np.flatnonzero(np.isnan(slow.values[order]).all(axis=(1, 2))):
        ax.annotate(
            "not known", (0.0, row), (4, 0), textcoords="offset points", fontsize=7, va="center", color=GREY
        )
    titles = [textwrap.shorten(str(t), 32, placeholder="...") for t in ds["title"].values[order]]
    ax.set_yticks([])
    for y, title in enumerate(titles):  # plain text: as many ticks would take half of the drawing's time
        ax.text(-0.01, y, title, fontsize=8, ha="right", va="center", transform=ax.get_yaxis_transform())
    ax.set_ylim(-0.7, len(order) - 0.3)
    ax.grid(axis="x", color=PALE)
    if ax.get_xlim()[0] < 0 and float(da.min()) < 0:
        ax.axvline(0.0, color=INK, linewidth=0.8, zorder=1.5)
    else:
        ax.set_xlim(left=0.0)
    if float(np.nanmax(np.abs(da.values), initial=0.0)) < 1e-6:  # nothing asks it: rounding is no ranking
        ax.set_xlim(0.0, 1.0)
    ax.set_title(f"{capital(head)} [{unit}]")


def _dots(ax: Axes, ds: xr.Dataset, da: xr.DataArray, order: NDArray[np.intp]) -> None:
    """Dots of the slower tempo, and a line over all tempos and loads, for each athlete."""
    over = ds["overload"].transpose("movement", "load", "tempo", "athlete").isel(tempo=0).values[order] == 1
    people = ds.sizes["athlete"]
    for a in range(people):
        y = np.arange(len(order)) + (0.5 * (people - 1) - a) * 0.3
        every = da.values[order, :, :, a].reshape(len(order), -1)
        known = np.isfinite(every).any(axis=1)
        low, high = np.nanmin(every[known], axis=1), np.nanmax(every[known], axis=1)
        ax.hlines(y[known], low, high, PALETTE[a], linewidth=0.8, zorder=2)
        x, hollow = da.values[order, :, 0, a], over[..., a]
        rows, sizes = np.broadcast_to(y[:, None], x.shape), np.broadcast_to(SIZES, x.shape)
        for mask, face in ((~hollow, PALETTE[a]), (hollow, "white")):
            look = {"facecolors": face, "edgecolors": PALETTE[a], "linewidths": 1.1, "zorder": 3}
            ax.scatter(x[mask], rows[mask], sizes[mask], **look)


def _bars(ax: Axes, ends: xr.DataArray, order: NDArray[np.intp]) -> None:
    """Interval of the heaviest load that a movement has, for each athlete."""
    table = ends.sel(bound=["low", "high"]).transpose("movement", "athlete", "load", "bound").values[order]
    people = table.shape[1]
    for a in range(people):
        known = np.isfinite(table[:, a]).all(axis=-1)
        rows = np.flatnonzero(known.any(axis=1))
        last = [int(np.flatnonzero(known[row])[-1]) for row in rows]
        low, high = table[rows, a, last].T
        y = rows + (0.5 * (people - 1) - a) * 0.3
        ax.hlines(y, low, high, PALETTE[a], linewidth=5.0, alpha=0.25, zorder=1.9)


def _key(ax: Axes, ds: xr.Dataset) -> None:
    from matplotlib.lines import Line2D

    slow, fast = (str(ds["tempo"].values[i]) for i in (0, -1))
    handles = [
        Line2D([], [], color=PALETTE[a], linewidth=5, label=str(who))
        for a, who in enumerate(ds["athlete"].values)
    ]
    look = {"linestyle": "", "marker": "o", "color": GREY}
    for size, step in zip(SIZES, ds["load"].values, strict=True):
        handles.append(Line2D([], [], markersize=size**0.5, label=f"load: {step}, tempo {slow}", **look))
    handles.append(Line2D([], [], color=GREY, linewidth=0.8, label=f"all loads, tempos {slow} and {fast}"))
    handles.append(Line2D([], [], markerfacecolor="white", label="beyond the athlete's strength", **look))
    ax.legend(
        handles=handles, loc="lower right", fontsize=8.5, frameon=True, edgecolor=PALE, labelspacing=0.7
    )


def _loads(ds: xr.Dataset) -> str:
    """What medium and heavy are, movements with the same loads together."""
    same: dict[str, list[str]] = {}
    for m, title in enumerate(ds["title"].values):
        words = [str(w) for w in ds["load_words"].values[m] if w]
        same.setdefault(", ".join(words[1:]) or "no equipment", []).append(str(title))
    return "Loads: " + "; ".join(f"{words} ({', '.join(titles)})" for words, titles in same.items()) + "."


def _spread_words(ds: xr.Dataset) -> str:
    if "interval" not in ds:
        return NO_INTERVALS
    return f"Pale bars hold {ds.attrs['intervals']}, for the heaviest load at the slower tempo."


def _beyond(ds: xr.Dataset) -> list[str]:
    if not bool((ds["overload"] == 1).any()):
        return []
    return ["Beyond the athlete's strength, muscle forces and spine loads are a lower bound."]
