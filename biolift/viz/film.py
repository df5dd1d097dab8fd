"""A matplotlib animation that shows itself in a notebook and never complains about not being shown."""

from __future__ import annotations

from matplotlib.animation import FuncAnimation


class Film(FuncAnimation):
    """Frames of one figure; as the last line of a notebook cell it plays itself, ``save`` writes it."""

    def __del__(self) -> None:
        """Nothing to warn of: a film that is neither shown nor saved is no mistake."""

    def _repr_html_(self) -> str:
        return str(self.to_jshtml())
