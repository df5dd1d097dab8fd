"""Columns of the motion: poses, what is completed of them, and progress in time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from biolift import units
from biolift.columns import table
from biolift.engine.block import completion
from biolift.engine.block import plan as p
from biolift.engine.block.columns.body import point_columns
from biolift.engine.block.columns.once import alike, repeated
from biolift.engine.block.columns.progress import progress_columns
from biolift.engine.block.columns.swing import swing_columns
from biolift.engine.block.conditions import KINDS, Posed, whole_path
from biolift.engine.block.jit import compiled
from biolift.engine.block.share import HUGE
from biolift.engine.block.structure import Structure
from biolift.engine.ranges import ROUNDING
from biolift.equipment.free_weight import FreeWeight
from biolift.laws import body as law
from biolift.library.joint_ranges import joint_ranges
from biolift.library.sites import site_places
from biolift.nouns.body import Body
from biolift.nouns.completion import Equation
from biolift.nouns.movement import Movement
from biolift.nouns.trial import Trial
from biolift.nouns.versions import Versions
from biolift.vocabulary import COORDINATES

Array = NDArray[np.float64]
_MOST_TERMS = 49
_nodes = cache(completion.nodes)


@dataclass(frozen=True)
class Written:
    """Numbers of the completion with what they come from.

    angles : pose -> (C, K)
    still : (C, 6) the point that holds still in its segment, and room for its place
    points, at : points (C, P, 3) and what equations must come to (C, m), of each pose with its own conditions
    """

    columns: p.ClosingColumns
    angles: dict[str, Array]
    still: Array
    points: tuple[Array, ...]
    at: tuple[Array, ...]

    def first(self) -> Written:
        """The first version of them."""
        return Written(
            p.ClosingColumns(*(rows[:1] for rows in self.columns)),
            {name: rows[:1] for name, rows in self.angles.items()},
            self.still[:1],
            tuple(rows[:1] for rows in self.points),
            tuple(rows[:1] for rows in self.at),
        )


def path_columns(
    group: Structure, versions: Versions, where: NDArray[np.intp], trial: Trial, body: Body, geometry: Array
) -> tuple[p.PathColumns, Array, Array]:
    """Numbers of the motion, with the points that hold still (C, 6) and the durations (C,)."""
    count = len(where)
    poses, still, series, terms = _solved(group, written(group, trial, body, count), geometry)
    progress, duration = progress_columns(group, trial, poses)
    swing = swing_columns(group, versions, where, trial, poses, series, terms)
    limits = np.broadcast_to(_limits(trial.athlete.age), (count, len(COORDINATES), 2)).copy()
    columns = p.PathColumns(
        progress, divided_differences(poses), series, terms, group.closing.follow, swing, limits
    )
    return columns, still, duration


def _solved(
    group: Structure, path: Written, geometry: Array
) -> tuple[Array, Array, Array, NDArray[np.int64]]:
    """Poses (C, N, K), points that hold still (C, 6), series and terms of what is completed."""
    count = len(geometry)
    if alike(geometry, path.still, *path.angles.values(), *path.columns, *path.points, *path.at):
        path, geometry = path.first(), geometry[:1]
    found = np.ones(len(geometry), dtype=bool)
    for number, one in enumerate(group.posed):
        path = _with_pose(group, number, one, geometry, path, found)
    poses = np.stack([path.angles[name] for name in group.movement.eccentric], axis=1)
    series, terms = _completed(group, path, geometry)
    terms[~found] = -1
    return (
        repeated(poses, count),
        repeated(path.still, count),
        repeated(series, count),
        repeated(terms, count),
    )


@cache
def _limits(age: float) -> Array:
    """Ends of the widest range of every coordinate (K, 2), with room for rounding."""
    known = joint_ranges(age)
    ends = [(known[n].lowest - ROUNDING, known[n].highest + ROUNDING) if n in known else (-HUGE, HUGE)
            for n in COORDINATES]  # fmt: skip
    return np.array(ends)


def written(group: Structure, trial: Trial, body: Body, count: int) -> Written:
    """Numbers of the completion, with every pose as it is written."""
    movement = trial.movement_resolved
    angles = {pose.name: table(pose.angles().values(), count) for pose in movement.poses}
    poses = np.stack([angles[name] for name in movement.eccentric], axis=1)
    equations = [e for one in whole_path(movement) for e in one.equations]
    values = np.stack([_values(movement, equations, name, count) for name in movement.eccentric], axis=1)
    first = movement.anchor.reference_pose
    balance = KINDS.index("balance")
    balanced = any(balance in plan.kind for plan in (group.closing, *(one.plan for one in group.posed)))
    nothing = np.zeros((count, 0, 3)), np.zeros((count, 0))
    centre, mass = _masses(trial, body, count) if balanced else nothing
    columns = p.ClosingColumns(
        divided_differences(poses), divided_differences(values), angles[first].copy(),
        _values(movement, equations, first, count), table(map(movement.resolve, movement.anchor.at), count),
        point_columns(group.points, body, count), centre, mass,
    )  # fmt: skip
    still = np.zeros((count, 6))
    still[:, :3] = columns.point[:, 0]
    points = tuple(point_columns(one.points, body, count) for one in group.posed)
    at = tuple(_values(movement, one.equations, one.name, count) for one in group.posed)
    return Written(columns, angles, still, points, at)


def _masses(trial: Trial, body: Body, count: int) -> tuple[Array, Array]:
    """Centres (C, S, 3) in their segments and shares (C, S) of all that the body carries and is."""
    every = [(segment.mass_centre, segment.mass) for segment in body.segments]
    for fitting in trial.fittings:
        if isinstance(fitting.load, FreeWeight):
            places = site_places(fitting.site, body, fitting.sides)
            mass = units.resolve(fitting.load.mass, trial.athlete.mass) / len(places)
            every += [(point, mass) for _, point in places]
    shares = table((mass for _, mass in every), count)
    centres = table((x for centre, _ in every for x in centre), count, len(every), 3)
    return centres, shares / shares.sum(axis=1, keepdims=True)


def _values(movement: Movement, equations: Sequence[Equation], pose: str, count: int) -> Array:
    """What equations must come to in a pose, (C, m)."""
    return table((movement.resolve(e.value_in(pose)) for e in equations), count)


def divided_differences(poses: Array) -> Array:
    """Newton's divided differences over evenly spaced progress, (C, N, K)."""
    rows, n = poses.copy(), poses.shape[1]
    for order in range(1, n):
        rows[:, order:] = (rows[:, order:] - rows[:, order - 1 : -1]) / (order / (n - 1))
    return rows


def _with_pose(
    group: Structure, number: int, one: Posed, geometry: Array, path: Written, found: Array
) -> Written:
    """The same with one pose completed; `found` becomes False where that cannot be."""
    movement, old = group.movement, path.columns
    first = one.name == movement.anchor.reference_pose
    own = old._replace(at=path.at[number], point=path.points[number])
    angles = path.angles[one.name].copy()
    completion.complete_pose(
        0, len(geometry), group.plan.tree, one.plan, own, group.closing, old, geometry,
        compiled(law.kinematics(group.tree)), len(law.body_rows(group.tree)), first, angles, found,
    )  # fmt: skip
    every = path.angles | {one.name: angles}
    poses = np.stack([every[name] for name in movement.eccentric], axis=1)
    columns = old._replace(table=divided_differences(poses), pose=every[movement.anchor.reference_pose])
    return replace(path, columns=columns, angles=every)


def _completed(group: Structure, path: Written, geometry: Array) -> tuple[Array, NDArray[np.int64]]:
    """Series of the coordinates that are worked out, and their terms; puts the points that hold still."""
    count, rows = len(geometry), len(law.body_rows(group.tree))
    series = np.zeros((count, len(group.closing.guess), _MOST_TERMS))
    terms = np.zeros(count, dtype=np.int64)
    completion.complete(
        0, count, group.plan.tree, group.closing, path.columns, geometry,
        compiled(law.kinematics(group.tree)), rows, _nodes(), path.still, series, terms,
    )  # fmt: skip
    return series, terms
