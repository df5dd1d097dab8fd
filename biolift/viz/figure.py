"""Stick figures with the forces of equipment and supports."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from biolift import units
from biolift.errors import InputError
from biolift.viz.body import draw_body, places
from biolift.viz.style import GREY, INK, PALETTE, new_figure, note_under, styled
from biolift.viz.words import PHASES, member

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Array = NDArray[np.float64]
#: Kind of force -> (where it acts, its colour, whether the arrow's tip or its tail is there).
FORCES = {
    "equipment": ("equipment_force", "equipment_point", PALETTE[1], "tail"),
    "support": ("support_force", "support_point", PALETTE[2], "tip"),
}
#: Length of the longest arrow [m]; arrows below a fiftieth of it are left out.
LONGEST = 0.45
_FRAME = 0.14


@styled
def figure(ds: xr.Dataset, at: float = 0.5, *, forces: bool = True) -> Figure:
    """Draw the athlete at one instant, seen from the right side.

    Parameters
    ----------
    ds : xarray.Dataset
        Result of ``simulate``.
    at : float
        Progress through the repetition, 0 to 1.
    forces : bool
        Draw the forces of equipment and supports on the athlete.

    Returns
    -------
    matplotlib.figure.Figure
        Lengths in one scale (a bar says which), arrows in one scale with their force in N.

    Raises
    ------
    InputError
        For a Dataset without places, or an instant outside the repetition.
    """
    at = units.checked(at, 0.0, 1.0, field="at", unit="(progress)", hint="at=0.5")
    box = _frame(ds)
    k = int(np.abs(ds["progress"].values - at).argmin())
    width, height = box[1] - box[0], box[3] - box[2]
    made, (ax,) = new_figure(1, 1, (2.6 + 2.4 * width, 0.9 + 2.4 * height))
    _draw(ax, ds, k, box, forces, labels=True)
    made.suptitle(str(ds.attrs.get("title", "")), x=0.01, ha="left")
    if forces:
        note_under(made, _force_notes(ds, k))
    return made


@styled
def strip(ds: xr.Dataset, n: int = 5, *, forces: bool = True) -> Figure:
    """Draw the athlete at `n` instants, evenly spaced in time from the start of the repetition.

    Parameters
    ----------
    ds : xarray.Dataset
        Result of ``simulate``.
    n : int
        How many, 2 to 9; a repetition ends where it began, so its last instant is left out.
    forces : bool
        Draw the forces of equipment and supports on the athlete, all arrows in one scale.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    InputError
        For a Dataset without places, or a count outside the range.
    """
    if not (isinstance(n, int) and 2 <= n <= 9):
        raise InputError("n", n, "a whole number from 2 to 9", "n=5")
    box = _frame(ds)
    width, height = box[1] - box[0], box[3] - box[2]
    size = 12.0 / n
    made, axes = new_figure(1, n, (12.2, size * height / width + 0.9))
    for i, (ax, start) in enumerate(zip(axes, np.arange(n) / n, strict=True)):
        k = int(np.abs(ds["progress"].values - start).argmin())
        _draw(ax, ds, k, box, forces, labels=False, bar=i == 0)
    made.suptitle(str(ds.attrs.get("title", "")), x=0.01, ha="left")
    if forces:
        note_under(made, _key(ds))
    return made


def _frame(ds: xr.Dataset) -> tuple[float, float, float, float]:
    """Limits [m] that hold the whole repetition, so that every picture has the same scale."""
    if "segment_position" not in ds or "progress" not in ds.dims:
        allowed = "a repetition with its places, as simulate gives"
        raise InputError("ds", ds.attrs.get("title", ""), allowed, "plot.figure(simulate(trial), at=0.5)")
    names = ("segment_position", "segment_end", "equipment_point", "equipment_anchor", "support_point")
    known = [ds[name] for name in names if name in ds]
    limits: list[float] = []
    for axis in ("x", "y"):
        found = np.concatenate([da.sel(axis=axis).values.ravel() for da in known])
        limits += [np.nanmin(found) - _FRAME, np.nanmax(found) + _FRAME]
    left, right, low, high = limits
    return left, right, low - 0.5 * LONGEST, high


def _draw(
    ax: Axes, ds: xr.Dataset, k: int, box: tuple[float, ...], forces: bool, labels: bool, bar: bool = True
) -> None:
    """One picture at sample `k`."""
    ax.set_axis_off()
    ax.set_aspect("equal")
    ax.set_xlim(box[0], box[1])
    ax.set_ylim(box[2], box[3])
    _machine(ax, ds, k)
    draw_body(ax, ds, k)
    if forces:
        _arrows(ax, ds, k, labels)
    time, phase = float(ds["time"].values[k]), str(ds["phase"].values[k])
    ax.set_title(f"{time:.1f} s, {PHASES.get(phase, phase)}", fontsize=9, fontweight="normal")
    if bar:
        x, y = box[0] + 0.03, box[2] + 0.04
        ax.plot([x, x + 0.5], [y, y], color=INK, linewidth=2, solid_capstyle="butt")
        ax.text(x + 0.25, y + 0.02, "0.5 m", ha="center", va="bottom", fontsize=7.5)


def _machine(ax: Axes, ds: xr.Dataset, k: int) -> None:
    """Arm of a pendulum from its pivot, or the weight where it is carried."""
    anchors = places(ds, "equipment_anchor", k)
    for name, point in places(ds, "equipment_point", k).items():
        if name in anchors:
            pivot = anchors[name]
            ax.plot(*np.array([pivot, point]).T, color=GREY, linewidth=3, zorder=1, solid_capstyle="round")
            ax.plot(*pivot, "o", color=INK, markersize=5, zorder=1.1)
        else:
            ax.plot(*point, "o", color=INK, markersize=8, zorder=2.5)


def _scale(ds: xr.Dataset) -> float:
    """Length of arrows per force [m/N], the same through the repetition."""
    known = [ds[name].sel(axis=["x", "y"]) for name, *_ in FORCES.values() if name in ds]
    largest = max((float(np.sqrt((da**2).sum("axis")).max()) for da in known), default=0.0)
    return LONGEST / largest if largest > 0.0 else 0.0


def _arrows(ax: Axes, ds: xr.Dataset, k: int, labels: bool) -> None:
    """Forces on the athlete; an arrow pulls at its tail or pushes with its tip."""
    scale = _scale(ds)
    for name, where, colour, anchor in FORCES.values():
        points = places(ds, where, k)
        for label, force in places(ds, name, k).items():
            size = float(np.hypot(*force))
            if label not in points or size * scale < 0.02 * LONGEST:
                continue
            tail, tip = points[label], points[label] + scale * force
            if anchor == "tip":
                tail, tip = tail - scale * force, tail
            look = {"arrowstyle": "-|>", "color": colour, "linewidth": 1.8, "shrinkA": 0, "shrinkB": 0}
            ax.annotate("", tip, tail, arrowprops=look, zorder=4)
            if labels:
                end = tail if anchor == "tip" else tip
                below = force[1] < 0 if anchor == "tail" else force[1] > 0
                ax.annotate(
                    f"{size:.0f} N",
                    end,
                    (3, -9 if below else 3),
                    textcoords="offset points",
                    color=colour,
                    fontsize=8,
                    zorder=5,
                )


def _key(ds: xr.Dataset) -> list[str]:
    """What the arrows are."""
    parts = []
    if "equipment_force" in ds:
        parts.append("orange: force of the equipment on the athlete")
    if "support_force" in ds:
        parts.append("green: force of the supports on the athlete")
    return [f"Arrows in one scale; {'; '.join(parts)}."] if parts else []


def _force_notes(ds: xr.Dataset, k: int) -> list[str]:
    """The key, and the couples that no arrow shows."""
    lines = _key(ds)
    if "support_couple" in ds:
        couples = ds["support_couple"].isel(progress=k).sel(axis="z")
        said = [
            f"{member('support', name)} {abs(value):.0f} N m"
            for name, value in zip(couples["support"].values, couples.values, strict=True)
            if abs(value) >= 1.0
        ]
        lines += [f"Couples that go with them, not drawn: {', '.join(said)}."] if said else []
    return lines
