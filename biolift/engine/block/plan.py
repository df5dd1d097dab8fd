"""What the compiled pipeline is handed: positions that a group of cases shares, and columns of their numbers.

What kernels read is float64, or float32 in a batch of that precision; everything else is float64.

Shape letters: C cases, T samples (to whole blocks), K coordinates, N poses along the path, X places, L loads,
R supported places, M muscles of both sides, E entries of a moment matrix.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Index = NDArray[np.int64]
Unsigned = NDArray[np.uint64]
LANES = 104


class Tree(NamedTuple):
    """Where things stand among the body's rows."""

    turning: bool
    hinges: int  # how many; their angles come first, then rates, then accelerations
    hinge: Index  # (H, 2) hinge and the coordinate that turns it
    factor: Array  # (H,)
    frame: Index  # (13,) first row of every segment's frame
    frame_rows: int
    origin: int  # of a frame's rows, the one of r_x
    wrench: Index  # (13,) row of fx
    load: Index  # (13,) row of F_x; then F_y F_z N_x N_y N_z
    gravity: int  # row of g_x
    parent: Index  # (13,) -1 for the pelvis
    lumbar: int  # the segment


class Path(NamedTuple):
    """How coordinates follow the progress along the eccentric path."""

    moving: NDArray[np.bool_]  # (K,) in some case
    solved: Index  # (J, 2) coordinate that was worked out, and its series
    tilt: int  # coordinate of the pelvic tilt
    swings: bool  # whether the tilt comes with the case


class PathColumns(NamedTuple):
    """Numbers of the motion."""

    progress: Array  # (C, 3, T) along the eccentric path, with both derivatives by time
    table: Array  # (C, N, K) divided differences of the poses
    series: Array  # (C, J, terms) Chebyshev coefficients
    terms: Index  # (C,)
    follow: Array  # (J,) factor by which the pelvic tilt follows
    swing: Array  # (C, 3, T) pelvic tilt with both rates; empty unless the body swings
    limits: Array  # (C, K, 2) least and largest value that anybody's joints allow


class Equipment(NamedTuple):
    """Where loads act and what their laws give."""

    anchored: int  # segment that holds still
    segment: Index  # (X,) of every place
    part: Index  # (Y, 6) load, first place, how many, first other place, how many, 1 with an anchor
    first: Index  # (L + 1,) first parameter of each load
    inputs: Index  # (L,) rows that its law reads
    rows: (
        Index  # (L, 7) output rows: other force, contact, tension, slack, outside range, miss, radius; or -1
    )


class EquipmentColumns(NamedTuple):
    """Numbers of the equipment."""

    still: Array  # (C, 6) the point that holds still: in its segment, and in the machine's frame
    place: Array  # (C, X, 3)
    anchor: Array  # (C, L, 3)
    parameters: Array  # (C, p) of all loads, one after the other
    reach: Array  # (C, L, 2) least and largest radius
    gravity: Array  # (C,)


class Supports(NamedTuple):
    """Where the world holds the body."""

    segment: Index  # (R,)
    mode: Index  # (R,) 0 takes the remainder, 1 holds up, 2 pushes forward
    again: NDArray[np.bool_]  # (R,) another place of the support before
    pushes: NDArray[np.bool_]  # (R,) cannot pull
    sited: NDArray[np.bool_]  # (R,) acts at a site, not at the origin
    surface: Index  # (R,) 0 none, 1 stated at y = 0, 2 the sole
    thigh: Index  # (2,) segments


class SupportColumns(NamedTuple):
    """Numbers of the supports."""

    share: Array  # (C, R)
    place: Array  # (C, R, 3) of a site, in segment axes
    offset: Array  # (C, R, 3)
    surface: Array  # (C, R, 3) low end, high end, height


class Demands(NamedTuple):
    """Moments that are told, and those that the muscles balance."""

    segment: Index  # (5, 2) of joint and side
    angle: Index  # (5, 2) coordinate of joint and side
    sign: Array  # (5, 2) named action, and of the angle's rate
    lumbar: Index  # (3,) coordinates: flexion, bend, turn
    left_out: NDArray[np.bool_]  # (11,) of DEMANDS
    known: bool  # whether lumbar moments are


class DemandColumns(NamedTuple):
    """Numbers of levels and relaxed tissue."""

    level: Array  # (C, 2, 4)
    disc: Array  # (C, 2, 5)
    leg: Array  # (C, p)
    trunk: Array  # (C, p)
    abdominal: Array  # (C,)


#: Parts of the muscle's law.
WHOLE, OF_TRUNK, OF_LEG = 0, 1, 2


class Muscles(NamedTuple):
    """Muscles of both sides: right, then left of each."""

    kind: Index  # (p,) what scales each parameter: 0 nothing, 1 force, 2 length, 3 extension arm, 4 side arm
    leg: NDArray[np.bool_]  # (M,) strength goes with the leg's
    part: Index  # (M,) of the muscle's law that it needs: WHOLE, OF_TRUNK or OF_LEG
    pulls: NDArray[np.bool_]  # (M,) crosses a disc
    pulling: Index  # those that do
    joint: Index  # (2, 8) coordinate of each row, and rates after them, per side
    starts: Index  # (M + 1,)
    row: Index  # (E,) demand of each entry
    arm: Index  # (2, E) row of the muscle's law, per level
    pull: Index  # (2, 3) rows of the line of action, per level
    capacity: int  # row of the largest force now
    mirror: int  # parameter that says which side a muscle is on
    mirrored: NDArray[np.bool_]  # (r,) rows of the muscle's law that change sign with the side
    group: Index  # (M,)
    groups: int
    unsigned_starts: Unsigned  # the same for the scalar solver
    unsigned_row: Unsigned
    pattern: Any  # of the moment matrix, for :mod:`biolift.engine.block.newton`
    half: Any  # the same of a body whose sides do the same


class MuscleColumns(NamedTuple):
    """Numbers of the muscles."""

    table: Array  # (tables, M, p)
    which: Index  # (C,)
    scale: Array  # (C, 5) leg force, trunk force, length, and the factors of both kinds of arms
    weight: Array  # (C, M)
    least: Array  # (C, M)
    share: Array  # (tables, M) of the group's force
    rule: Array  # (C, 4) eps, delta, tolerance, antagonists' share of the agonists' activation
    power: int


class Stages(NamedTuple):
    """The compiled stages; those of the laws are all of one type."""

    kinematics: object
    dynamics: object
    site: object
    muscle: object
    muscle_trunk: object
    muscle_leg: object
    leg: object
    trunk: object
    level: object
    disc: object
    gather: object  # of the load sharing, for the whole body and where half of it stands for all
    share: object
    give: object
    gather_half: object
    share_half: object
    give_half: object


class Closing(NamedTuple):
    """Unknowns and equations along a whole path; P points, m equations, n unknowns."""

    move: Index  # (., 2) unknown, and a coordinate that it turns
    by: Array  # (.,) factor
    solved: Index  # (J, 2) coordinate, and its unknown
    follow: Array  # (J,) factor by which the pelvic tilt follows it
    tilt: int
    guess: Index  # (n,) coordinate of the first guess
    bends: NDArray[np.bool_]  # (n,) starts bent
    kind: Index  # (m,) 0 inclination, 1 balance, 2 point, 3 coordinate
    ratio: NDArray[np.bool_]  # (m,) whether its value is a ratio between two coordinates
    axis: Index  # (m,)
    of: Index  # (m,) point
    start: Index  # (m,) point, -1 for the machine's frame
    scale: Array  # (m,) weight of a miss
    term: Index  # (., 2) equation, and a coordinate of its angle
    turn: Array  # (.,) factor
    times: NDArray[np.bool_]  # (.,) whether it counts less its equation's value times
    point: Index  # (P,) segment; 0 holds still, 1 gives the place
    mass: Index  # (S,) segment of every mass
    reference: bool  # whether the pose that gives the place is completed first


class ClosingColumns(NamedTuple):
    """Numbers of the completion."""

    table: Array  # (C, N, K) divided differences of the poses
    values: Array  # (C, N, m) divided differences of what the equations must come to
    pose: Array  # (C, K) that gives the place
    at: Array  # (C, m) what the equations must come to there
    place: Array  # (C, 2) where the reference point stands
    point: Array  # (C, P, 3)
    centre: Array  # (C, S, 3)
    mass: Array  # (C, S) share of the whole


class Plan(NamedTuple):
    """Positions that all cases share."""

    tree: Tree
    path: Path
    equipment: Equipment
    supports: Supports
    demands: Demands
    muscles: Muscles
    samples: int


class Columns(NamedTuple):
    """Numbers of the cases."""

    geometry: Array  # (C, p) of the body's kinematics
    inertia: Array  # (C, p) of its dynamics
    path: PathColumns
    equipment: EquipmentColumns
    supports: SupportColumns
    demands: DemandColumns
    muscles: MuscleColumns
    duration: Array  # (C,)


def in_single(columns: Columns) -> Columns:
    """The same with float32 in place of what kernels read, which lets the pipeline run in float32."""
    force, told = columns.equipment, columns.demands
    return columns._replace(
        geometry=columns.geometry.astype(np.float32),
        inertia=columns.inertia.astype(np.float32),
        equipment=force._replace(**_single(force, ("still", "place", "parameters"))),
        demands=told._replace(**_single(told, ("level", "disc", "leg", "trunk"))),
    )


def _single(columns: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(columns, name).astype(np.float32) for name in names}


class Results(NamedTuple):
    """What leaves the driver."""

    summary: Array  # (C, 6, curves)
    overload: Array  # (C, 2) flag, strength needed
    seen: Array  # (C, R, 2) samples in which a support pulls, or cannot hold the body
    loads: Array  # (C, L, 2) samples in which a load is slack, or outside its known range
    bend: Array  # (C,) largest lumbar flexion
    status: Any  # (C,)
    stuck: Any  # (C,) samples whose load sharing did not converge
