"""What stands around the athlete: floor, pads, bar, and the equipment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from biolift.viz.body import THICKNESS, family
from biolift.viz.scene import DISC, HALF_BAR, Device, Scene
from biolift.viz.style import GREY, INK, PALETTE

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Array = NDArray[np.float64]
BAND, METAL, PADDING = PALETTE[3], "#4A4A4A", "#A98B6D"
#: Half length and thickness of a pad; radius of a grip;
#: half edge of a held object; slant and distance of the strokes under the floor [m]. For looks only.
PAD, PAD_DEPTH = 0.17, 0.05
GRIP, OBJECT = 0.018, 0.12
STROKE, STROKES = 0.03, 0.12
#: A pad lies along its segment where this is clearly slanted against the force, else square to the force:
#: sine of the angle between them.
SLANTED = (0.57, 0.87)


def draw_surroundings(ax: Axes, scene: Scene, k: int) -> None:
    """Draw everything but the body and the forces at sample `k`."""
    if scene.floor is not None:
        _floor(ax, scene.floor, scene.box)
    for label in scene.supports:
        kind, _, segment = label.partition("_")
        if kind == "bar":
            _overhead_bar(ax, scene, k)
        elif kind != "floor" and segment in scene.start:
            _pad(ax, scene, label, segment)
    for device in scene.devices:
        _device(ax, scene, device, k)


def _floor(ax: Axes, height: float, box: tuple[float, ...]) -> None:
    ax.plot([box[0], box[1]], [height, height], color=GREY, linewidth=1.2, zorder=0.5)
    for x in np.arange(box[0] + STROKES, box[1], STROKES):
        ax.plot([x, x - STROKE], [height, height - STROKE], color=GREY, linewidth=0.6, zorder=0.5)


def _overhead_bar(ax: Axes, scene: Scene, k: int) -> None:
    """The bar that the hands hold: its end from the side, its length from the front."""
    right, left = scene.end["forearm_r"][k], scene.end["forearm_l"][k]
    if scene.view.name == "side":
        _disc(ax, right, GRIP, METAL, zorder=2.9)
        return
    ends = np.array([min(right[0], left[0]) - 0.3, max(right[0], left[0]) + 0.3])
    ax.plot(ends, [right[1], left[1]], color=METAL, linewidth=3, zorder=2.9)


def _pad(ax: Axes, scene: Scene, label: str, segment: str) -> None:
    """A pad on the side of the segment from which the force comes; it stays where it is."""
    felt = [one.force.mean(axis=0) for one in scene.forces if label.startswith(one.label)]
    push = _unit(np.mean(felt or [np.array([0.0, 1.0])], axis=0))
    bone = _unit((scene.end[segment] - scene.start[segment]).mean(axis=0))
    across = np.array([-bone[1], bone[0]])
    across = across if across @ push > 0 else -across
    if not SLANTED[0] < across @ push < SLANTED[1]:
        bone, across = np.array([-push[1], push[0]]), push
    half = PAD
    if label.startswith("seat"):
        bone, across = np.array([1.0, 0.0]), np.array([0.0, 1.0])
    if label.startswith("mattress"):  # one level surface under the whole body
        bone, across, half = np.array([1.0, 0.0]), np.array([0.0, 1.0]), 0.5 * (scene.box[1] - scene.box[0])
        low = [_where(scene, name, name[9:])[1] - THICKNESS[family(name[9:])][0] for name in scene.supports]
        top = np.array([0.5 * (scene.box[0] + scene.box[1]), min(low)])
    else:
        top = _where(scene, label, segment) - THICKNESS[family(segment)][0] * across
    corners = [top - half * bone, top + half * bone]
    corners += [corners[1] - PAD_DEPTH * across, corners[0] - PAD_DEPTH * across]
    _patch(ax, np.array(corners), color=PADDING, linewidth=0, zorder=1.5)


def _patch(ax: Axes, outline: Array, **look: object) -> None:
    from matplotlib.patches import Polygon

    ax.add_patch(Polygon(outline, closed=True, **look))


def _unit(vector: Array) -> Array:
    return vector / max(float(np.hypot(*vector)), 1e-9)


def _where(scene: Scene, label: str, segment: str) -> Array:
    """Middle of the pad: the support's place, of a long segment the middle of that."""
    place = scene.supports[label].mean(axis=0)
    start, end = scene.start[segment].mean(axis=0), scene.end[segment].mean(axis=0)
    return 0.5 * (start + end) if segment.startswith(("thigh", "thorax", "shank")) else np.asarray(place)


def _device(ax: Axes, scene: Scene, device: Device, k: int) -> None:
    """One piece of equipment."""
    if device.named("band"):
        for place in _far(device, k):
            ax.plot(*np.array([device.point[k], place]).T, color=BAND, linewidth=3, alpha=0.85, zorder=2.8)
            ax.plot(*place, "o", color=BAND, markersize=4, zorder=2.8)
    elif device.far is not None:
        _machine(ax, device, k)
    elif device.named("barbell"):
        _barbell(ax, scene, device.point[k])
    elif device.named("free_weight", "box", "child", "object"):
        x, y = device.point[k]
        square = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)]) * OBJECT + (x, y)
        ax.plot(*square.T, color=METAL, linewidth=1.8, zorder=2.7)
    else:
        for place in device.held:
            _disc(ax, place[k], 0.05, METAL, zorder=2.8)


def _far(device: Device, k: int) -> list[Array]:
    return [] if device.far is None else [device.far[k]]


def _machine(ax: Axes, device: Device, k: int) -> None:
    """Arm from its pivot, and from its end (or the pulley) the rope or strap to the body."""
    assert device.far is not None
    far, point = device.far[k], device.point[k]
    arm = device.named("pendulum")
    if device.pivot is not None and float(np.hypot(*(device.pivot[k] - far))) > GRIP:
        ax.plot(
            *np.array([device.pivot[k], far]).T, color=METAL, linewidth=4, zorder=1, solid_capstyle="round"
        )
        arm = False
    pivot = far if device.pivot is None else device.pivot[k]
    width = 4 if arm else 1.4
    ax.plot(*np.array([far, point]).T, color=METAL, linewidth=width, zorder=1 if arm else 2.8)
    ax.plot(*pivot, "o", color="white", markeredgecolor=INK, markersize=5, zorder=2.8)
    for place in device.held:
        ax.plot(*np.array([point, place[k]]).T, color=METAL, linewidth=2, zorder=2.8)
        _disc(ax, place[k], 0.035, METAL, zorder=2.8)


def _barbell(ax: Axes, scene: Scene, point: Array) -> None:
    """A bar with discs of 0.45 m: their outline from the side, bar and edges from the front."""
    from matplotlib.patches import Circle

    _disc(ax, point, GRIP, METAL, zorder=2.9)
    if scene.view.name == "side":
        look = {"fill": False, "edgecolor": METAL, "linewidth": 1.2, "zorder": 2.7, "alpha": 0.8}
        ax.add_patch(Circle(tuple(point), DISC, **look))
        return
    x, y = point
    ax.plot([x - HALF_BAR, x + HALF_BAR], [y, y], color=METAL, linewidth=2, zorder=2.7)
    for side in (-1.0, 1.0):
        at = x + side * 0.72
        ax.plot([at, at], [y - DISC, y + DISC], color=METAL, linewidth=4, zorder=2.7)


def _disc(ax: Axes, centre: Array, radius: float, colour: str, zorder: float) -> None:
    from matplotlib.patches import Circle

    ax.add_patch(
        Circle((float(centre[0]), float(centre[1])), radius, color=colour, linewidth=0, zorder=zorder)
    )
