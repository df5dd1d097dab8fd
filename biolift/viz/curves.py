"""Curves of one repetition as small multiples, its phases shaded and named."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from biolift.errors import InputError, choice
from biolift.viz.lines import Line, lines_of, split_address
from biolift.viz.style import DASHES, GREY, INK, PALETTE, SHADES, new_figure, styled
from biolift.viz.words import PHASES, bracketed, capital, long_name, shown

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: What a repetition shows when nothing is asked for.
USUAL = (
    "joint_angle",
    "joint_moment",
    "lumbar_extension_moment",
    "compression",
    "anterior_shear",
    "group_force",
)
_ALONG = ("time", "progress")


@styled
def curves(
    ds: xr.Dataset, *variables: str, against: str = "time", members: str | Iterable[str] = ()
) -> Figure:
    """Draw curves of one repetition, one panel per variable.

    Parameters
    ----------
    ds : xarray.Dataset
        Result of ``simulate``.
    *variables : str
        Names, or names with members: ``"compression"``, ``"joint_moment[hip]"``. By default angles, moments,
        spine loads and the largest muscle groups.
    against : str
        ``"time"``, ``"progress"``, or a variable with one curve such as ``"lumbar_flexion"``.
    members : str or iterable of str
        Members to keep in every panel that has them, for example ``["hip", "knee"]``.

    Returns
    -------
    matplotlib.figure.Figure
        ``.savefig("name.png")`` writes it. Forces of the two sides are added up, equal sides drawn once.

    Raises
    ------
    InputError
        For a Dataset without curves, or an unknown name.
    """
    if "progress" not in ds.dims:
        allowed = "a repetition with its curves, as simulate gives; for summaries there is plot.comparison"
        raise InputError("ds", ds.attrs.get("title", ""), allowed, "plot.curves(simulate(trial))")
    drawable = [str(name) for name, da in ds.data_vars.items() if "progress" in da.dims]
    wanted = variables or tuple(name for name in USUAL if name in drawable)
    kept = (members,) if isinstance(members, str) else tuple(members)
    x, x_label = _along(ds, against, drawable)
    columns = 1 if len(wanted) == 1 else 2
    rows = -(-len(wanted) // columns)
    figure, axes = new_figure(rows, columns, (4.9 * columns, 0.55 + 2.2 * rows), sharex=True)
    for ax, text in zip(axes, wanted, strict=False):
        name, own = split_address(text)
        da = ds[choice("variable", name, drawable)]
        _panel(ax, da, x, own or _that_fit(da, kept))
        if against in _ALONG:
            _shade(ax, x, ds["phase"].values)
        else:
            _mark_start(ax, x)
    for ax in axes[len(wanted) :]:
        ax.remove()
    for ax in axes[max(0, len(wanted) - columns) : len(wanted)]:
        ax.set_xlabel(x_label)
        ax.tick_params(labelbottom=True)
    figure.suptitle(str(ds.attrs.get("title", "")), x=0.01, ha="left")
    return figure


def _that_fit(da: xr.DataArray, members: tuple[str, ...]) -> tuple[str, ...]:
    """Members that this variable has: one list serves all panels."""
    have = {str(v) for d in da.dims if d != "progress" for v in da[d].values}
    return tuple(m for m in members if m in have)


def _along(ds: xr.Dataset, against: str, drawable: list[str]) -> tuple[NDArray[np.float64], str]:
    """Values (T,) and label of the horizontal axis."""
    name, own = split_address(against)
    if name in _ALONG:
        return (ds["time"].values, "time [s]") if name == "time" else (100.0 * ds["progress"].values, "progress [%]")
    da = ds[choice("against", name, [*_ALONG, *drawable])]
    lines, common = lines_of(da, own)
    if len(lines) != 1:
        hint = f"{name}[{lines[0].label.split(',')[0]}]" if lines else "'time'"
        raise InputError("against", against, "a variable with one curve", hint)
    factor, unit = shown(da.attrs.get("units", ""))
    words = ", ".join(text for text in (long_name(da), lines[0].label, common) if text)
    return factor * lines[0].values, f"{words} {bracketed(unit)}"


def _panel(ax: Axes, da: xr.DataArray, x: NDArray[np.float64], members: tuple[str, ...]) -> None:
    """Lines of one variable with a title, a unit and labels at their ends."""
    factor, unit = shown(da.attrs.get("units", ""))
    lines, common = lines_of(da, members)
    lone = lines[0].label if len(lines) == 1 else ""
    ax.set_title(", ".join(text for text in (capital(long_name(da)), lone, common) if text))
    ax.set_ylabel(bracketed(unit))
    if da.attrs.get("positive"):
        said = f"positive: {da.attrs['positive']}"
        ax.annotate(said, (0, 1), (0, 2), "axes fraction", "offset points", fontsize=6.5, color=GREY, va="bottom")
        ax.set_title(ax.get_title(loc="left"), pad=13)
    if not lines:
        ax.text(0.5, 0.5, "not known here: see the scope of the result", transform=ax.transAxes, ha="center")
    colours: dict[str, str] = {}
    ends = []
    for line in lines:
        base = line.label.replace(", left", "").replace(", right", "")
        colour = colours.setdefault(base, PALETTE[len(colours) % len(PALETTE)])
        ax.plot(x, factor * line.values, color=colour, linestyle=DASHES[line.left])
        ends.append((line, colour))
    ax.margins(x=0)
    if any((factor * line.values < 0).any() for line in lines):
        ax.axhline(0, color=INK, linewidth=0.8, zorder=1.5)
    elif lines:
        ax.set_ylim(bottom=0)
    if len(lines) > 1:
        _label_ends(ax, ends, factor)


def _label_ends(ax: Axes, ends: list[tuple[Line, str]], factor: float) -> None:
    """Write each label beside the end of its line, pushed apart where they would overlap."""
    low, high = ax.get_ylim()
    at = sorted(
        ((factor * line.values[np.isfinite(line.values)][-1] - low) / (high - low), line.label, colour)
        for line, colour in ends
    )
    gap = 0.1
    places = np.array([place for place, *_ in at])
    for _ in range(50):
        close = np.diff(places) < gap
        if not close.any():
            break
        for i in np.flatnonzero(close):
            middle = 0.5 * (places[i] + places[i + 1])
            places[i], places[i + 1] = middle - 0.51 * gap, middle + 0.51 * gap
        places += max(0.0, 0.02 - places[0]) - max(0.0, places[-1] - 0.98) * (places[0] > 0.02)
    for place, (_, label, colour) in zip(places, at, strict=True):
        ax.text(1.015, place, label, transform=ax.transAxes, color=colour, fontsize=8, va="center")


def _shade(ax: Axes, x: NDArray[np.float64], phase: NDArray[np.str_]) -> None:
    """Tint the phases of the repetition and name them above the panel."""
    change = np.flatnonzero(phase[1:] != phase[:-1]) + 1
    starts = [0, *change]
    edges = [x[0], *(0.5 * (x[change - 1] + x[change])), x[-1]]
    for start, left, right in zip(starts, edges[:-1], edges[1:], strict=True):
        word = PHASES.get(str(phase[start]), str(phase[start]))
        if word in SHADES:
            ax.axvspan(left, right, color=SHADES[word], linewidth=0, zorder=0)
        narrow = (right - left) / (x[-1] - x[0]) < 0.14
        ax.annotate(
            word,
            (0.5 * (left + right), 1),
            (0, -2),
            ("data", "axes fraction"),
            "offset points",
            ha="center",
            va="top",
            fontsize=6 if narrow else 7.5,
            rotation=90 if narrow else 0,
            color=GREY,
        )


def _mark_start(ax: Axes, x: NDArray[np.float64]) -> None:
    """Mark where a loop begins and which way it runs."""
    for drawn in ax.get_lines():
        if len(drawn.get_xdata()) != len(x):
            continue
        y = np.asarray(drawn.get_ydata(), dtype=float)
        ax.plot(x[:1], y[:1], "o", color=drawn.get_color(), markersize=4)
        moving = np.flatnonzero(np.abs(np.diff(x)) > 1e-9)
        if len(moving):
            k = moving[len(moving) // 4]
            arrow = {"arrowstyle": "-|>", "color": drawn.get_color(), "shrinkA": 0, "shrinkB": 0}
            ax.annotate("", (x[k + 1], y[k + 1]), (x[k], y[k]), arrowprops=arrow)
