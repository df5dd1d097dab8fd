"""The athlete seen from the right side, drawn from the places in a Dataset."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from biolift.vocabulary import SEGMENTS

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.axes import Axes

Array = NDArray[np.float64]

#: Half thickness [m] at the near and the far end, for looks only.
THICKNESS = {
    "pelvis": (0.10, 0.095),
    "lumbar": (0.095, 0.09),
    "thorax": (0.09, 0.10),
    "thigh": (0.085, 0.055),
    "shank": (0.055, 0.035),
    "foot": (0.035, 0.025),
    "upper_arm": (0.045, 0.038),
    "forearm": (0.038, 0.028),
}
HEAD = 0.095
#: Share of T12/L1 to the top of the head at which the shoulders end, and the middle of the head.
NECK, HEAD_CENTRE = 0.52, 0.84
SKIN, FAR = "#C7D3DD", "#9FAEBB"
_ORDER = ("upper_arm_l", "forearm_l", "thigh_l", "shank_l", "foot_l") + tuple(
    name for name in SEGMENTS if not name.endswith("_l")
)


def places(ds: xr.Dataset, name: str, k: int) -> dict[str, Array]:
    """Points (x, y) [m] of every member of a variable at sample `k`, those that are not known left out."""
    if name not in ds:
        return {}
    da = ds[name].isel(progress=k)
    dim = next(str(d) for d in da.dims if d != "axis")
    flat = da.sel(axis=["x", "y"]).transpose(dim, "axis")
    rows = zip(flat[dim].values, flat.values, strict=True)
    return {str(label): np.array(row, dtype=float) for label, row in rows if np.isfinite(row).all()}


def draw_body(ax: Axes, ds: xr.Dataset, k: int) -> None:
    """Draw the segments at sample `k`, the left side behind the right one."""
    from matplotlib.patches import Circle, Polygon

    start, end = places(ds, "segment_position", k), places(ds, "segment_end", k)
    for order, name in enumerate(_ORDER):
        a, b = start[name], end[name]
        colour = FAR if name.endswith("_l") else SKIN
        near, far = THICKNESS[name.removesuffix("_r").removesuffix("_l")]
        z = 2 + 0.01 * order
        if name == "thorax":
            ax.add_patch(Circle(tuple(a + HEAD_CENTRE * (b - a)), HEAD, color=colour, linewidth=0, zorder=z))
            neck = capsule(a + NECK * (b - a), a + HEAD_CENTRE * (b - a), 0.05, 0.05)
            ax.add_patch(Polygon(neck, color=colour, linewidth=0, zorder=z))
            b = a + NECK * (b - a)
        ax.add_patch(Polygon(capsule(a, b, near, far), color=colour, linewidth=0, zorder=z))
    for point in places(ds.isel(side=0), "joint_position", k).values():
        ax.plot(*point, "o", color="white", markersize=2.5, zorder=3)


def capsule(a: Array, b: Array, near: float, far: float) -> Array:
    """Outline (n, 2) around two circles at `a` and `b` with the radii `near` and `far`."""
    step = b - a
    length = float(np.hypot(*step))
    along = np.arctan2(step[1], step[0])
    if length <= abs(near - far):
        turn = np.linspace(0.0, 2.0 * np.pi, 32)
        centre, radius = (a, near) if near > far else (b, far)
        return centre + radius * np.column_stack([np.cos(turn), np.sin(turn)])
    lean = np.arccos((near - far) / length)
    tip = np.linspace(along - lean, along + lean, 16)
    back = np.linspace(along + lean, along - lean + 2.0 * np.pi, 16)
    return np.concatenate(
        [
            b + far * np.column_stack([np.cos(tip), np.sin(tip)]),
            a + near * np.column_stack([np.cos(back), np.sin(back)]),
        ]
    )
