"""Workspace of one thread."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from biolift.engine.block import demand, equipment, muscles, share, summary
from biolift.engine.block.jit import maker, part
from biolift.engine.block.plan import LANES, Array, Plan
from biolift.engine.block.rows import aligned
from biolift.engine.block.vectors import WIDTH


def curve_count(plan: Plan) -> int:
    """How many curves are summarised: those of joints and spine, of the groups, and of the loads."""
    return muscles.GROUPS + 4 * plan.muscles.groups + plan.equipment.inputs.size


curves = part(curve_count)


class Room(NamedTuple):
    """Workspace of one thread.

    Rows on the way from the coordinates to the muscles are of the kind that the kernels take, float64 or
    float32. Coordinates, demands, curves, all of the load sharing, and what the muscles were made from
    (`known`) are float64.
    """

    Q: Array
    T: Array
    B: Array
    Y: Array
    activation: Array
    reserve: Array
    scale: Array
    held: Array
    known: Array
    W: Array
    base: Array
    S: Array
    X: Array
    L: Array
    D: Array
    Z: Array
    N: Array
    capacity: Array
    E: Array
    U: Array
    alike: Array  # (blocks,) whether the muscles of both sides are mirror images
    P: Array
    kept: Array
    part: Array
    sharing: share.Room


@maker
def room_of(plan: Plan, curves: int, rows: int, terms: int, kind: Any) -> Room:
    """Zeros for so many curves, rows of the body and terms of a series; `kind` is that of the kernels."""
    n, entries = plan.muscles.leg.size, plan.muscles.row.size
    blocks = (plan.samples + LANES - 1) // LANES
    sizes = (
        3 * plan.path.moving.size, 3 * terms + 3, 2 * demand.ROWS * blocks,
        curves + equipment.PER_LOAD * plan.equipment.inputs.size, n, demand.ROWS, demand.ROWS, 2 * blocks,
        muscles.INPUTS * blocks,
    )  # fmt: skip
    d = [aligned(size * LANES, np.float64) for size in sizes]
    sizes_of_kind = (
        rows, 9, plan.tree.frame_rows + 18, 9 * plan.equipment.segment.size, 2 * muscles.SIDE, 6, 31, 21,
        n * blocks, 2 * entries * blocks, 6 * n * blocks,
    )  # fmt: skip
    w = [aligned(size * LANES, kind) for size in sizes_of_kind]
    m = plan.muscles.kind.size
    return Room(
        d[0], d[1], d[2], d[3], d[4], d[5], d[6], d[7], d[8],
        w[0], w[1], w[2], w[3], w[4], w[5], w[6], w[7], w[8], w[9], w[10],
        np.zeros(blocks), np.zeros(m, kind), np.zeros((curves, summary.KEPT)), np.zeros(4 * WIDTH),
        share.room(plan.muscles.pattern, plan.muscles.half, demand.ROWS, n, entries),
    )  # fmt: skip
