"""Curves of one repetition as small multiples, its phases shaded and named."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from biolift.errors import InputError, choice
from biolift.verbs.intervals import interval_ends
from biolift.viz.lines import lines_of, split_address
from biolift.viz.style import DASHES, GREY, INK, PALETTE, SHADES, new_figure, note_under, styled
from biolift.viz.summaries import warnings_of
from biolift.viz.words import PHASES, bracketed, capital, long_name, shown
from biolift.vocabulary import JOINT_ACTION

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
#: Opacity of a band.
BAND = 0.2


@styled
def curves(
    ds: xr.Dataset,
    *variables: str,
    against: str = "time",
    members: str | Iterable[str] = (),
    cloud: xr.Dataset | None = None,
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
    cloud : xarray.Dataset, optional
        Result of ``sample_curves`` for the same trial: a band behind every curve holds 90 % of its draws at
        the same share of the repetition.

    Returns
    -------
    matplotlib.figure.Figure
        ``.savefig("name.png")`` writes it. Forces of the two sides are added up, equal sides drawn once.

    Raises
    ------
    InputError
        For a Dataset without curves, an unknown name, or a cloud without draws of such curves.
    """
    if "progress" not in ds.dims:
        allowed = "a repetition with its curves, as simulate gives; for summaries there is plot.comparison"
        raise InputError("ds", ds.attrs.get("title", ""), allowed, "plot.curves(simulate(trial))")
    _check_cloud(cloud, ds, against)
    drawable = [str(name) for name, da in ds.data_vars.items() if "progress" in da.dims]
    wanted = variables or tuple(name for name in USUAL if name in drawable)
    kept = (members,) if isinstance(members, str) else tuple(members)
    x, x_label = _along(ds, against, drawable)
    columns = 1 if len(wanted) == 1 else 2
    rows = -(-len(wanted) // columns)
    figure, axes = new_figure(rows, columns, (4.9 * columns, 0.55 + 2.2 * rows), sharex=True)
    palette = Palette()
    for ax, text in zip(axes, wanted, strict=False):
        name, own = split_address(text)
        da = ds[choice("variable", name, drawable)]
        spread = None if cloud is None or name not in cloud else cloud[name]
        _panel(ax, da, x, own or _that_fit(da, kept), palette, spread)
        if against in _ALONG:
            shade(ax, x, ds["phase"].values)
        else:
            _mark_start(ax, x)
    for ax in axes[len(wanted) :]:
        ax.remove()
    for ax in axes[max(0, len(wanted) - columns) : len(wanted)]:
        ax.set_xlabel(x_label)
        ax.tick_params(labelbottom=True)
    loop = ["A dot marks the start of the repetition, an arrow its direction."]
    band = [] if cloud is None else [_band_words(cloud)]
    note_under(figure, [*([] if against in _ALONG else loop), *band, *warnings_of(ds)])
    figure.suptitle(str(ds.attrs.get("title", "")), x=0.01, ha="left")
    return figure


def _check_cloud(cloud: xr.Dataset | None, ds: xr.Dataset, against: str) -> None:
    """Refuse what is no cloud of this repetition, and a loop, which no band can follow."""
    if cloud is None:
        return
    sizes = getattr(cloud, "sizes", {})
    if "draw" not in sizes or sizes.get("progress") != ds.sizes["progress"]:
        allowed = "draws of the curves of this trial, as sample_curves gives, with as many samples"
        given = getattr(cloud, "attrs", {}).get("title", cloud)
        raise InputError("cloud", given, allowed, "sample_curves(trial)")
    if against not in _ALONG:
        raise InputError("against", against, "'time' or 'progress' with a cloud", "against='time'")


def _band_words(cloud: xr.Dataset) -> str:
    lost = str(cloud.attrs.get("failed", "")).partition("\n")[0]
    said = (
        f"Bands hold 90 % of {cloud.sizes['draw']} draws of every uncertain number, modelling choices "
        f"{cloud.attrs.get('choices', '')}"
    )
    return f"{said}; {lost}." if lost else f"{said}."


def _that_fit(da: xr.DataArray, members: tuple[str, ...]) -> tuple[str, ...]:
    """Members that this variable has: one list serves all panels."""
    have = {str(v) for d in da.dims if d != "progress" for v in da[d].values}
    return tuple(m for m in members if m in have)


def _along(ds: xr.Dataset, against: str, drawable: list[str]) -> tuple[NDArray[np.float64], str]:
    """Values (T,) and label of the horizontal axis."""
    name, own = split_address(against)
    if name in _ALONG:
        return (
            (ds["time"].values, "time [s]")
            if name == "time"
            else (100.0 * ds["progress"].values, "progress [%]")
        )
    da = ds[choice("against", name, [*_ALONG, *drawable])]
    lines, common = lines_of(da, own)
    if len(lines) != 1:
        hint = f"{name}[{lines[0].label.split(',')[0]}]" if lines else "'time'"
        raise InputError("against", against, "a variable with one curve", hint)
    factor, unit = shown(da.attrs.get("units", ""))
    words = ", ".join(text for text in (long_name(da), lines[0].label, *common) if text)
    return factor * lines[0].values, f"{words} {bracketed(unit)}"


def _panel(
    ax: Axes,
    da: xr.DataArray,
    x: NDArray[np.float64],
    members: tuple[str, ...],
    palette: Palette,
    spread: xr.DataArray | None,
) -> None:
    """Lines of one variable, in their bands, with a title, a unit and labels at their ends."""
    factor, unit = shown(da.attrs.get("units", ""))
    lines, common = lines_of(da, members)
    lone = lines[0].label if len(lines) == 1 else ""
    level = common[0] if common and "level" in da.dims else ""
    _head(ax, [long_name(da), lone, level], [text for text in common if text != level], da)
    ax.set_ylabel(bracketed(unit))
    if not lines:
        said = "not known here: see the scope of the result"
        ax.text(0.5, 0.5, said, transform=ax.transAxes, ha="center", color=GREY)
        ax.set_yticks([])
    colours = palette.colours(da.dims, [line.label for line in lines])
    for line, colour in zip(lines, colours, strict=True):
        ax.plot(x, factor * line.values, color=colour, linestyle=DASHES[line.left])
    bands = [] if spread is None else [factor * interval_ends(line.among(spread)).T for line in lines]
    for (low, high), colour in zip(bands, colours, strict=False):
        ax.fill_between(x, low, high, color=colour, alpha=BAND, linewidth=0)
    ax.margins(x=0.0 if np.all(np.diff(x) > 0) else 0.03)
    if any((values < 0).any() for values in [*(factor * line.values for line in lines), *bands]):
        ax.axhline(0, color=INK, linewidth=0.8, zorder=1.5)
    elif lines:
        ax.set_ylim(bottom=0)
    low, high = ax.get_ylim()
    ax.set_ylim(low, high + 0.12 * (high - low))  # room for the names of the phases
    if len(lines) > 1:
        ends = [factor * line.values[np.isfinite(line.values)][-1] for line in lines]
        _label_ends(ax, ends, [line.label for line in lines], colours)


def _head(ax: Axes, title: list[str], small: list[str], da: xr.DataArray) -> None:
    """Title of a panel, with what else must be known in small print under it."""
    sign = _sign(da, title)
    if sign and "axis" not in da.dims:  # the lines of a vector say their direction themselves
        small = [*small, f"positive: {sign}"]
    ax.set_title(capital(", ".join(text for text in title if text)), pad=13 if small else None)
    where = {"xycoords": "axes fraction", "textcoords": "offset points"}
    ax.annotate("; ".join(small), (0, 1), (0, 2), fontsize=6.5, color=GREY, va="bottom", **where)


def _sign(da: xr.DataArray, title: list[str]) -> str:
    """Which way is positive; for a single joint only its own action."""
    sign = str(da.attrs.get("positive", ""))
    if da.name in ("joint_moment", "passive_moment"):
        named = [
            action for joint, action in JOINT_ACTION.items() if any(joint in t.split(", ") for t in title)
        ]
        return named[0] if named else sign
    return sign


class Palette:
    """Colours that stay with a member through all panels of a figure."""

    def __init__(self) -> None:
        self._known: dict[tuple[object, str], str] = {}

    def colours(self, dims: tuple[object, ...], labels: list[str]) -> list[str]:
        """A colour per label; right and left share one, and no two members of a panel do."""
        taken: dict[str, str] = {}
        for label in labels:
            member = label.replace(", left", "").replace(", right", "")
            if member not in taken:
                free = [colour for colour in PALETTE if colour not in taken.values()] or list(PALETTE)
                known = self._known.get((dims[0], member), free[0])
                taken[member] = known if known in free else free[0]
                self._known.setdefault((dims[0], member), taken[member])
        return [taken[label.replace(", left", "").replace(", right", "")] for label in labels]


def _label_ends(ax: Axes, ends: list[float], labels: list[str], colours: list[str]) -> None:
    """Write each label beside the end of its line, pushed apart where they would overlap."""
    low, high = ax.get_ylim()
    at = sorted(
        ((end - low) / (high - low), label, c) for end, label, c in zip(ends, labels, colours, strict=True)
    )
    for place, (_, label, colour) in zip(spread([place for place, *_ in at], 0.1), at, strict=True):
        ax.text(1.015, place, label, transform=ax.transAxes, color=colour, fontsize=8, va="center")


def spread(places: list[float], gap: float) -> list[float]:
    """Sorted places between 0 and 1 moved as little as it takes to stand `gap` apart."""
    out = np.clip(np.array(places, dtype=float), 0.03, 0.97)
    for _ in range(200):
        for i in np.flatnonzero(np.diff(out) < gap - 1e-9):
            middle = 0.5 * (out[i] + out[i + 1])
            out[i], out[i + 1] = middle - 0.5 * gap, middle + 0.5 * gap
        out += max(0.0, 0.03 - out[0])
    return [float(place) for place in out]


def shade(ax: Axes, x: NDArray[np.float64], phase: NDArray[np.str_]) -> None:
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
