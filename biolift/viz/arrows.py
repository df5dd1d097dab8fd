"""Forces on the athlete as arrows in one scale."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from biolift.viz.scene import Force, Scene
from biolift.viz.style import PALETTE
from biolift.viz.words import member

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Kind of force -> its colour, and whether it pushes with the tip of its arrow or pulls at the tail.
KINDS = {"equipment": (PALETTE[1], False), "support": (PALETTE[2], True)}
#: Length of the longest arrow [m]; arrows below a fiftieth of it are left out.
LONGEST = 0.45


def draw_arrows(ax: Axes, scene: Scene, k: int, labels: bool) -> None:
    """Draw the forces at sample `k`; an arrow pulls at its tail or pushes with its tip."""
    scale = LONGEST / scene.largest if scene.largest > 0.0 else 0.0
    for one in scene.forces:
        colour, pushes = KINDS[one.kind][0], _pushes(one)
        point, force = one.point[k], one.force[k]
        size = float(np.hypot(*force))
        if size * scale < 0.02 * LONGEST:
            continue
        tail = point - scale * force if pushes else point
        tip = tail + scale * force
        look = {"arrowstyle": "-|>", "color": colour, "linewidth": 1.8, "shrinkA": 0, "shrinkB": 0}
        ax.annotate("", tip, tail, arrowprops=look, zorder=4)
        if labels:
            end, below = (tail, force[1] > 0) if pushes else (tip, force[1] < 0)
            shift = {"textcoords": "offset points", "xytext": (4, -9 if below else 3)}
            halo = {"boxstyle": "square,pad=0.1", "facecolor": "white", "edgecolor": "none", "alpha": 0.75}
            ax.annotate(f"{size:.0f} N", end, color=colour, fontsize=8, zorder=5, bbox=halo, **shift)


def _pushes(one: Force) -> bool:
    """Whether the arrow ends where it acts; what hands hang from pulls."""
    return KINDS[one.kind][1] and not one.label.startswith("bar_")


def reach(scene: Scene) -> tuple[float, float, float, float]:
    """Room that the arrows need: left, right, low and high end of all of them."""
    if scene.largest == 0.0:
        return scene.box
    scale = LONGEST / scene.largest
    ends = [
        (one.point - scale * one.force) if _pushes(one) else (one.point + scale * one.force)
        for one in scene.forces
    ]
    every = np.concatenate(ends)
    (left, low), (right, high) = every.min(axis=0), every.max(axis=0)
    return float(left), float(right), float(low), float(high)


def key(scene: Scene) -> list[str]:
    """What the arrows are."""
    said = {"equipment": "orange: of the equipment", "support": "green: of the supports"}
    kinds = {one.kind for one in scene.forces}
    parts = [words for kind, words in said.items() if kind in kinds]
    if not parts:
        return []
    lines = [f"Forces on the athlete, all arrows in one scale; {', '.join(parts)}."]
    held = {one.label.partition("_")[0] for one in scene.forces if one.kind == "support"} - {"floor", "bar"}
    if held:
        lines.append("A support's arrow is its resultant: where it misses the pad, hands or rollers hold on.")
    return lines


def couples(scene: Scene, k: int) -> list[str]:
    """The couples that no arrow shows."""
    said = [_couple(one, k) for one in scene.forces if abs(one.couple[k]) >= 1.0]
    return [f"Couples that go with them, not drawn: {', '.join(said)}."] if said else []


def _couple(one: Force, k: int) -> str:
    return f"{member(one.kind, one.label)} {abs(one.couple[k]):.0f} N m"
