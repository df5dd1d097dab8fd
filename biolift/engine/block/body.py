"""Points of the body in a block of samples, and the base that follows from the one that holds still."""

from __future__ import annotations

from biolift.engine.block.jit import part
from biolift.engine.block.plan import Array, Tree
from biolift.engine.block.rows import add, copy, fill


@part
def point_motion(
    site: object, tree: Tree, segment: int, point: Array, W: Array, base: Array, S: Array, lanes: int
) -> int:
    """Position, velocity and acceleration of a point; returns their first row in S.

    `base` holds the base's nine rows, S the joined rows of the site's stage.
    """
    copy(S, 0, W, tree.frame[segment], tree.frame_rows)
    copy(S, tree.frame_rows, base, 0, 9)
    site(point, S, lanes)  # type: ignore[operator]
    return tree.frame_rows + 9


@part
def base_motion(
    site: object, tree: Tree, anchored: int, still: Array, W: Array, base: Array, S: Array, lanes: int
) -> None:
    """Rows of the base from the point that holds still: where it is in its segment, and in the world."""
    for k in range(9):
        fill(base, k, 0.0)
    first = point_motion(site, tree, anchored, still[:3], W, base, S, lanes)
    for k in range(9):
        fill(base, k, still[3 + k] if k < 3 else 0.0)
        add(base, k, S, first + k, 1, -1.0)
