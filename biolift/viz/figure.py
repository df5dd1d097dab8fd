"""Stick figures with the forces of equipment and supports."""

from __future__ import annotations

from dataclasses import dataclass
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
#: Kind of force -> its colour, and whether it pushes with the tip of its arrow or pulls at the tail.
FORCES = {"equipment": (PALETTE[1], False), "support": (PALETTE[2], True)}
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
    made, (ax,) = new_figure(1, 1, (max(6.4, 0.6 + 2.4 * width), 0.9 + 2.4 * height))
    _draw(ax, ds, k, box, forces, labels=True)
    made.suptitle(str(ds.attrs.get("title", "")), x=0.01, ha="left")
    if forces:
        note_under(made, _force_notes(ds, k, box))
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
        _arrows(ax, ds, k, box, _scale(ds), labels)
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


@dataclass(frozen=True)
class Arrow:
    """A force on the athlete: where its line of action passes, its size, and the couple left over [N m]."""

    point: Array
    force: Array
    couple: float = 0.0


def _forces(ds: xr.Dataset, kind: str, k: int) -> dict[str, Arrow]:
    """Forces of one kind by label; right and left of a pair are added up."""
    force, point, couple = places(ds, f"{kind}_force", k), places(ds, f"{kind}_point", k), {}
    if f"{kind}_couple" in ds:
        turning = ds[f"{kind}_couple"].isel(progress=k).sel(axis="z")
        couple = dict(zip(map(str, turning[kind].values), map(float, turning.values), strict=True))
    pairs: dict[str, list[str]] = {}
    for label in force:
        if label in point:
            pairs.setdefault(label.removesuffix("_r").removesuffix("_l"), []).append(label)
    return {
        name: Arrow(
            np.mean([point[label] for label in labels], axis=0),
            np.sum([force[label] for label in labels], axis=0),
            sum(couple.get(label, 0.0) for label in labels),
        )
        for name, labels in pairs.items()
    }


def _on_line(arrow: Arrow, box: tuple[float, ...]) -> Arrow:
    """The force on its line of action, without couple, where that passes through the picture."""
    if abs(arrow.force[1]) < 1.0:
        return arrow
    x = arrow.point[0] + arrow.couple / arrow.force[1]
    return Arrow(np.array([x, arrow.point[1]]), arrow.force) if box[0] <= x <= box[1] else arrow


def _scale(ds: xr.Dataset) -> float:
    """Length of arrows per force [m/N], the same through the repetition."""
    samples = range(0, ds.sizes["progress"], max(1, ds.sizes["progress"] // 25))
    sizes = [np.hypot(*a.force) for kind in FORCES for k in samples for a in _forces(ds, kind, k).values()]
    return LONGEST / max(sizes) if max(sizes, default=0.0) > 0.0 else 0.0


def _arrows(ax: Axes, ds: xr.Dataset, k: int, box: tuple[float, ...], scale: float, labels: bool) -> None:
    """Forces on the athlete; an arrow pulls at its tail or pushes with its tip."""
    for kind, (colour, pushes) in FORCES.items():
        for one in _forces(ds, kind, k).values():
            arrow = _on_line(one, box)
            size = float(np.hypot(*arrow.force))
            if size * scale < 0.02 * LONGEST:
                continue
            tail = arrow.point - scale * arrow.force if pushes else arrow.point
            tip = tail + scale * arrow.force
            look = {"arrowstyle": "-|>", "color": colour, "linewidth": 1.8, "shrinkA": 0, "shrinkB": 0}
            ax.annotate("", tip, tail, arrowprops=look, zorder=4)
            if labels:
                end, below = (tail, arrow.force[1] > 0) if pushes else (tip, arrow.force[1] < 0)
                shift = {"textcoords": "offset points", "xytext": (3, -9 if below else 3)}
                ax.annotate(f"{size:.0f} N", end, color=colour, fontsize=8, zorder=5, **shift)


def _key(ds: xr.Dataset) -> list[str]:
    """What the arrows are."""
    said = {"equipment": "orange: of the equipment", "support": "green: of the supports"}
    parts = [words for kind, words in said.items() if f"{kind}_force" in ds]
    lines = [f"Forces on the athlete, all arrows in one scale; {', '.join(parts)}."] if parts else []
    if "support_couple" in ds:
        lines.append("A support's arrow is its resultant: where it misses the pad, hands or rollers hold on.")
    return lines


def _force_notes(ds: xr.Dataset, k: int, box: tuple[float, ...]) -> list[str]:
    """The key, and the couples that no arrow shows."""
    said = [
        f"{member(kind, name)} {abs(left.couple):.0f} N m"
        for kind in FORCES
        for name, arrow in _forces(ds, kind, k).items()
        if abs((left := _on_line(arrow, box)).couple) >= 1.0
    ]
    return _key(ds) + ([f"Couples that go with them, not drawn: {', '.join(said)}."] if said else [])
