"""The athlete's body, drawn from the ends of its segments."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from biolift.viz.scene import Scene
from biolift.vocabulary import SEGMENTS, SUFFIX

if TYPE_CHECKING:
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
#: The trunk as it is seen from the front or from behind.
BROAD = {"pelvis": (0.15, 0.14), "lumbar": (0.14, 0.135), "thorax": (0.135, 0.165)}
HEAD = 0.095
#: Share of T12/L1 to the top of the head at which the shoulders end, and the middle of the head.
NECK, HEAD_CENTRE = 0.52, 0.84
#: Half thickness of the sole at heel and toe [m].
SOLE = 0.022
TRUNK, RIGHT, LEFT = "#B4C3D0", "#92A6B8", "#DCE4EB"
EDGE = "#7F909E"


def family(segment: str) -> str:
    """A segment without its side."""
    return segment.removesuffix("_r").removesuffix("_l")


def draw_body(ax: Axes, scene: Scene, k: int) -> None:
    """Draw the segments at sample `k`, the nearest last."""
    drawn = sorted(SEGMENTS, key=lambda name: (round(float(scene.near[name][k]), 2), SEGMENTS.index(name)))
    for order, name in enumerate(drawn):
        a, b = scene.start[name][k], scene.end[name][k]
        look = {"facecolor": _colour(name), "edgecolor": EDGE, "linewidth": 0.4, "zorder": 2 + 0.01 * order}
        thick = THICKNESS | (BROAD if scene.view.name != "side" else {})
        if name == "thorax":
            _thorax(ax, a, b, thick[name], look)
        elif family(name) == "foot":
            _foot(ax, scene, k, name, look)
        else:
            _patch(ax, capsule(a, b, *thick[family(name)]), look)
    for name, place in scene.start.items():
        if name[:-2] in ("thigh", "shank", "foot", "upper_arm", "forearm") and name.endswith("_r"):
            ax.plot(*place[k], "o", color="white", markersize=2, zorder=2.5)


def _colour(segment: str) -> str:
    return RIGHT if segment.endswith("_r") else LEFT if segment.endswith("_l") else TRUNK


def _patch(ax: Axes, outline: Array, look: dict[str, object]) -> None:
    from matplotlib.patches import Polygon

    ax.add_patch(Polygon(outline, **look))


def _thorax(ax: Axes, a: Array, b: Array, thick: tuple[float, float], look: dict[str, object]) -> None:
    """Trunk above T12/L1, neck and head."""
    from matplotlib.patches import Circle

    shoulders, head = a + NECK * (b - a), a + HEAD_CENTRE * (b - a)
    _patch(ax, capsule(shoulders, head, 0.05, 0.05), look)
    ax.add_patch(Circle(tuple(head), HEAD, **look))
    _patch(ax, capsule(a, shoulders, *thick), look)


def _foot(ax: Axes, scene: Scene, k: int, name: str, look: dict[str, object]) -> None:
    """A wedge of ankle, heel and toe, its sole where heel and toe are; without a heel a bar to the toe."""
    ankle, toe = scene.start[name][k], scene.end[name][k]
    side = next(side for side, suffix in SUFFIX.items() if name.endswith(suffix))
    if side not in scene.heel:
        _patch(ax, capsule(ankle, toe, *THICKNESS["foot"]), look)
        return
    heel = scene.heel[side][k]
    inward = ankle - 0.5 * (heel + toe)
    inward = SOLE * inward / max(float(np.hypot(*inward)), 1e-9)
    discs = [(ankle, THICKNESS["foot"][0]), (heel + inward, SOLE), (toe + inward, SOLE)]
    _patch(ax, around(discs), look)


def around(discs: list[tuple[Array, float]]) -> Array:
    """Outline (n, 2) that surrounds some discs (centre, radius) tightly: in every direction the farthest."""
    turn = np.linspace(0.0, 2.0 * np.pi, 96, endpoint=False)
    ways = np.column_stack([np.cos(turn), np.sin(turn)])
    reach = np.stack([ways @ centre + radius for centre, radius in discs])
    farthest = reach.argmax(axis=0)
    centres, radii = np.array([centre for centre, _ in discs]), np.array([radius for _, radius in discs])
    return centres[farthest] + radii[farthest, None] * ways


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
