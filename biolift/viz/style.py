"""One look for every figure: palette, type, and a canvas that needs no display."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

P = ParamSpec("P")
T = TypeVar("T")

#: Okabe and Ito's colours, told apart by every kind of colour vision; yellow is left out on white.
PALETTE = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
#: Second cue beside colour, so that a figure survives a grey printer.
DASHES = ("-", "--", ":", "-.")
MARKERS = ("o", "s", "^", "D")
INK, GREY, PALE = "#222222", "#6B6B6B", "#D9D9D9"
#: Backgrounds of the phases of a repetition; holds stay white.
SHADES = {"lowering": "#ECECEC", "raising": "#DCEBF5"}
_RC = {
    "axes.axisbelow": True,
    "axes.edgecolor": GREY,
    "axes.formatter.useoffset": False,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "axes.labelcolor": INK,
    "axes.labelsize": 9,
    "axes.linewidth": 0.8,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlesize": 10,
    "axes.titleweight": "bold",
    "axes.unicode_minus": True,
    "figure.dpi": 150,
    "figure.facecolor": "white",
    "figure.titlesize": 12,
    "figure.titleweight": "bold",
    "font.family": ["DejaVu Sans"],
    "font.size": 9,
    "grid.color": PALE,
    "grid.linewidth": 0.6,
    "legend.fontsize": 9,
    "legend.frameon": False,
    "lines.linewidth": 1.8,
    "lines.markersize": 6,
    "savefig.dpi": "figure",
    "text.color": INK,
    "text.usetex": False,
    "xtick.color": GREY,
    "xtick.labelcolor": INK,
    "xtick.labelsize": 8,
    "ytick.color": GREY,
    "ytick.labelcolor": INK,
    "ytick.labelsize": 8,
}


@contextmanager
def style() -> Iterator[None]:
    """The look, for the time of a ``with`` block; the user's own settings stay as they are."""
    import matplotlib

    with matplotlib.rc_context(_RC):
        yield


def styled(draw: Callable[P, T]) -> Callable[P, T]:
    """Let a drawing function run in the look of this module."""

    @wraps(draw)
    def inside(*args: P.args, **kwargs: P.kwargs) -> T:
        with style():
            return draw(*args, **kwargs)

    return inside


def new_figure(
    rows: int,
    columns: int,
    size: tuple[float, float],
    layout: str = "constrained",
    dpi: float | None = None,
    **options: Any,
) -> tuple[Figure, list[Axes]]:
    """An empty figure with its panels row by row.

    Parameters
    ----------
    rows, columns : int
    size : tuple of two float
        Width and height of the whole [inch].
    layout : str
    dpi : float, optional
        As for ``matplotlib.figure.Figure``.
    **options
        As for ``matplotlib.figure.Figure.subplots``.
    """
    from biolift.viz.canvas import Canvas

    figure = Canvas(figsize=size, layout=layout, dpi=dpi)
    axes = figure.subplots(rows, columns, squeeze=False, **options)
    return figure, list(axes.flat)


def note_under(figure: Figure, lines: list[str]) -> None:
    """Write small print under the panels, each line as a paragraph of the figure's width."""
    wide = int(13.8 * figure.get_figwidth())
    wrapped = [part for line in lines for part in textwrap.wrap(line, wide, break_on_hyphens=False)]
    if wrapped:
        figure.supxlabel("\n".join(wrapped), x=0.01, ha="left", fontsize=8, color=GREY, fontweight="normal")
