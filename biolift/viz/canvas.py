"""A figure that belongs to nobody's pyplot and still shows itself in a notebook."""

from __future__ import annotations

from io import BytesIO

from matplotlib.figure import Figure


class Canvas(Figure):
    """A matplotlib figure without window and without global state: nothing to close, no display needed.

    ``canvas.savefig("name.png")`` writes it; as the last line of a notebook cell it shows itself.
    """

    def _repr_png_(self) -> bytes:
        buffer = BytesIO()
        self.savefig(buffer, format="png")
        return buffer.getvalue()
