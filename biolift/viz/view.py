"""From where a stick figure is seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from biolift.errors import choice

if TYPE_CHECKING:
    import xarray as xr

Array = NDArray[np.float64]


@dataclass(frozen=True)
class View:
    """A direction of sight.

    Parameters
    ----------
    name, words : str
    across, across_sign : str, float
        Axis of the world that runs from left to right in the picture, and whether it does so backwards.
    depth, depth_sign : str, float
        Axis that runs towards the eye.
    turn, turn_sign : str, float
        Component of a couple that turns within the picture, counted so that it shifts a line of action of
        an upward force along the axis across.
    """

    name: str
    words: str
    across: str
    across_sign: float
    depth: str
    depth_sign: float
    turn: str
    turn_sign: float

    def flat(self, da: xr.DataArray) -> Array:
        """Places or forces (..., T, 2) in the picture of a variable with the dimension `axis`."""
        one = da.transpose(..., "progress", "axis")
        across = self.across_sign * one.sel(axis=self.across).values
        return np.stack([across, one.sel(axis="y").values], axis=-1).astype(float)

    def towards(self, da: xr.DataArray) -> Array:
        """How near to the eye (..., T) [m]."""
        one = da.transpose(..., "progress", "axis")
        return np.asarray(self.depth_sign * one.sel(axis=self.depth).values, dtype=float)

    def couple(self, da: xr.DataArray) -> Array:
        """What a couple adds to the product of an upward force and its place across (..., T) [N m]."""
        one = da.transpose(..., "progress", "axis")
        return np.asarray(self.across_sign * self.turn_sign * one.sel(axis=self.turn).values, dtype=float)


VIEWS = {
    "side": View("side", "from the right side", "x", 1.0, "z", 1.0, "z", 1.0),
    "front": View("front", "from the front", "z", -1.0, "x", 1.0, "x", -1.0),
    "back": View("back", "from behind", "z", 1.0, "x", -1.0, "x", -1.0),
}


def view_of(name: str) -> View:
    """The view of that name.

    Raises
    ------
    InputError
        For an unknown one.
    """
    return VIEWS[choice("view", name, VIEWS)]
