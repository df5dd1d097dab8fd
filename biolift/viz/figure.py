"""Stick figures with equipment and the forces of equipment and supports."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from biolift import units
from biolift.errors import InputError
from biolift.viz.arrows import couples, draw_arrows, key, reach
from biolift.viz.body import draw_body
from biolift.viz.scene import Scene, read_scene
from biolift.viz.style import INK, new_figure, note_under, styled
from biolift.viz.surroundings import draw_surroundings
from biolift.viz.view import view_of
from biolift.viz.words import PHASES

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Box = tuple[float, float, float, float]
#: Width of the words over a picture [inch].
WORDS = 1.15


@styled
def figure(ds: xr.Dataset, at: float = 0.5, *, forces: bool = True, view: str = "side") -> Figure:
    """Draw the athlete at one instant.

    Parameters
    ----------
    ds : xarray.Dataset
        Result of ``simulate``.
    at : float
        Progress through the repetition, 0 to 1.
    forces : bool
        Draw the forces of equipment and supports on the athlete.
    view : {"side", "front", "back"}
        From the right side, from the front (the athlete's right is left in the picture) or from behind.

    Returns
    -------
    matplotlib.figure.Figure
        Lengths in one scale (a bar says which), arrows in one scale with their force in the plane of the
        picture in N. Left limbs are lighter than right ones.

    Raises
    ------
    InputError
        For a Dataset without places, an unknown view, or an instant outside the repetition.
    """
    at = units.checked(at, 0.0, 1.0, field="at", unit="(progress)", hint="at=0.5")
    scene = read_scene(ds, view_of(view))
    box, k = frame(scene, forces), scene.sample(at)
    width, height = box[1] - box[0], box[3] - box[2]
    made, (ax,) = new_figure(1, 1, (max(6.4, 0.6 + 2.4 * width), 0.9 + 2.4 * height))
    draw(ax, scene, k, box, forces=forces, labels=True)
    made.suptitle(str(ds.attrs.get("title", "")), x=0.01, ha="left")
    note_under(made, [*notes(scene, forces), *(couples(scene, k) if forces else [])])
    return made


@styled
def strip(ds: xr.Dataset, n: int = 5, *, forces: bool = True, view: str = "side") -> Figure:
    """Draw the athlete at `n` instants, evenly spaced in time from the start of the repetition.

    Parameters
    ----------
    ds : xarray.Dataset
        Result of ``simulate``.
    n : int
        How many, 2 to 9; a repetition ends where it began, so its last instant is left out.
    forces : bool
        Draw the forces of equipment and supports on the athlete, all arrows in one scale.
    view : {"side", "front", "back"}
        From where, as for :func:`figure`.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    InputError
        For a Dataset without places, an unknown view, or a count outside the range.
    """
    if not (isinstance(n, int) and 2 <= n <= 9):
        raise InputError("n", n, "a whole number from 2 to 9", "n=5")
    scene = read_scene(ds, view_of(view))
    box = frame(scene, forces)
    width, height = box[1] - box[0], box[3] - box[2]
    each = min(12.0 / n, 4.2 * width / height)
    made, axes = new_figure(1, n, (max(5.2, 0.2 + n * max(each, WORDS)), each * height / width + 0.95))
    for i, (ax, start) in enumerate(zip(axes, np.arange(n) / n, strict=True)):
        draw(ax, scene, scene.sample(float(start)), box, forces=forces, labels=False, bar=i == 0)
    made.suptitle(str(ds.attrs.get("title", "")), x=0.01, ha="left")
    note_under(made, notes(scene, forces))
    return made


def frame(scene: Scene, forces: bool) -> Box:
    """Limits of the picture [m], the same through the repetition: the body, and the arrows where drawn."""
    left, right, low, high = scene.box
    if forces and scene.forces:
        more = reach(scene)
        left, right = min(left, more[0] - 0.04), max(right, more[1] + 0.04)
        low, high = min(low, more[2] - 0.08), max(high, more[3] + 0.08)
    return left, right, low - 0.1, high


def draw(
    ax: Axes, scene: Scene, k: int, box: Box, *, forces: bool, labels: bool = False, bar: bool = True
) -> None:
    """One picture at sample `k`."""
    ax.set_axis_off()
    ax.set_aspect("equal")
    ax.set_xlim(box[0], box[1])
    ax.set_ylim(box[2], box[3])
    draw_surroundings(ax, scene, k)
    draw_body(ax, scene, k)
    if forces:
        draw_arrows(ax, scene, k, labels)
    time, phase = float(scene.time[k]), str(scene.phase[k])
    ax.set_title(f"{time:.1f} s, {PHASES.get(phase, phase)}", fontsize=9, fontweight="normal")
    if bar:
        x, y = box[0] + 0.03, box[2] + 0.03
        ax.plot([x, x + 0.5], [y, y], color=INK, linewidth=2, solid_capstyle="butt")
        ax.text(x + 0.25, y + 0.02, "0.5 m", ha="center", va="bottom", fontsize=7.5)


def notes(scene: Scene, forces: bool) -> list[str]:
    """Small print: from where it is seen, and what the arrows are."""
    seen = f"Seen {scene.view.words}; the left limbs are lighter."
    return [seen, *(key(scene) if forces else [])]
