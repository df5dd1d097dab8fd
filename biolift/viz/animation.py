"""The stick figure in motion."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from biolift import units
from biolift.errors import InputError
from biolift.viz.figure import draw, frame, notes
from biolift.viz.scene import read_scene
from biolift.viz.style import new_figure, note_under, style
from biolift.viz.view import view_of

if TYPE_CHECKING:
    import xarray as xr

    from biolift.viz.film import Film

#: What can be written, and what writes it.
WRITERS = {".gif": "pillow", ".mp4": "ffmpeg"}


def animate(
    ds: xr.Dataset,
    forces: bool = False,
    path: str | Path | None = None,
    *,
    fps: float = 20.0,
    view: str = "side",
) -> Film:
    """Let the stick figure move through the repetition, in real time.

    Parameters
    ----------
    ds : xarray.Dataset
        Result of ``simulate``.
    forces : bool
        Draw the forces of equipment and supports on the athlete.
    path : str or Path, optional
        Write it there: ``.gif``, or ``.mp4`` where ffmpeg is installed.
    fps : float
        Pictures per second, 1 to 60; fewer in a long repetition, which has no more samples than that.
    view : {"side", "front", "back"}
        From where, as for :func:`figure`.

    Returns
    -------
    matplotlib.animation.FuncAnimation
        Plays itself as the last line of a notebook cell; ``.save("name.gif", writer="pillow")`` writes it.

    Raises
    ------
    InputError
        For a Dataset without places, an unknown view, a rate out of its range, or a file that cannot be
        written.
    """
    fps = units.checked(fps, 1.0, 60.0, field="fps", unit="1/s", hint="fps=20")
    place = _checked(path)
    scene = read_scene(ds, view_of(view))
    box = frame(scene, forces)
    width, height = box[1] - box[0], box[3] - box[2]
    duration, samples = float(scene.time[-1] - scene.time[0]), len(scene.time)
    count = int(np.clip(round(duration * fps), 2, samples))
    with style():
        from biolift.viz.film import Film

        made, (ax,) = new_figure(1, 1, (max(4.8, 0.4 + 2.0 * width), 0.9 + 2.0 * height))
        made.suptitle(str(ds.attrs.get("title", "")), x=0.01, ha="left")
        note_under(made, notes(scene, forces))
        draw(ax, scene, 0, box, forces=forces)
        made.draw_without_rendering()
        made.set_layout_engine("none")  # pictures that keep their place

        def at(k: int) -> list[object]:
            ax.clear()
            with style():
                draw(ax, scene, k, box, forces=forces)
            return []

        every = np.unique(np.linspace(0, samples - 1, count).round().astype(int))
        film = Film(made, at, frames=every.tolist(), interval=1000.0 * duration / count, blit=False)
        if place is not None:
            film.save(place, writer=WRITERS[place.suffix], fps=count / duration, dpi=100)
    return film


def _checked(path: str | Path | None) -> Path | None:
    """A file that can be written, before anything is drawn."""
    if path is None:
        return None
    from matplotlib.animation import writers

    place = Path(path)
    if place.suffix not in WRITERS:
        raise InputError("path", str(path), f"a file of {', '.join(WRITERS)}", "path='rep.gif'")
    if not writers.is_available(WRITERS[place.suffix]):
        allowed = f".gif, as {WRITERS[place.suffix]} is not installed"
        raise InputError("path", str(path), allowed, f"path={str(place.with_suffix('.gif'))!r}")
    if not place.parent.is_dir():
        raise InputError("path", str(path), "in a folder that exists", "path='rep.gif'")
    return place
