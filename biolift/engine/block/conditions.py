"""Positions of what is completed: unknowns and equations of the whole path and of single poses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from biolift.engine.block import plan as p
from biolift.engine.block.positions import COORDINATE, SEGMENT, segment_of
from biolift.engine.block.world import ends
from biolift.engine.closure import coordinate_terms, equation_terms
from biolift.engine.completion import _BENDS as BENDS
from biolift.equipment.free_weight import FreeWeight
from biolift.nouns.completion import KINDS, Completion, Equation
from biolift.nouns.movement import Movement
from biolift.nouns.trial import Trial
from biolift.vocabulary import (
    SEGMENTS,
    both_sides,
)


class Posed(NamedTuple):
    """A pose that is completed by itself, before the path through it."""

    name: str
    equations: tuple[Equation, ...]
    plan: p.Closing
    points: tuple[str, ...]


def posed_plans(movement: Movement, trial: Trial) -> tuple[Posed, ...]:
    """Poses with conditions of their own; those of the whole path hold there too."""
    first, out = movement.anchor.reference_pose, []
    names = {one.pose for one in movement.completions if one.pose is not None}
    for name in sorted(names, key=lambda name: (name != first, name)):
        held = [one for one in movement.completions if one.pose in (None, name)]
        plan, points = closing_plan(movement, trial, held)
        equations = tuple(e for one in held for e in one.equations)
        out.append(Posed(name, equations, plan._replace(reference=False), points))
    return tuple(out)


def closing_plan(
    movement: Movement, trial: Trial, completions: Sequence[Completion]
) -> tuple[p.Closing, tuple[str, ...]]:
    """Unknowns and equations of some completions, and the points that they speak of."""
    names, anchor = tuple(name for one in completions for name in one.solve), movement.anchor
    tilt = {} if "pelvic_tilt" in names else dict(movement.poses[0].tilt_terms)
    equations = [e for one in completions for e in one.equations]
    points = [anchor.segment, anchor.reference_point]
    points += [point for e in equations for point in e.points]
    move, by = [], []
    for k, name in enumerate(names):
        turned = dict.fromkeys(both_sides(name), 1.0)
        follows = sum(tilt.get(full, 0.0) for full in turned)
        for full, factor in {**turned, **({"pelvic_tilt": follows} if follows else {})}.items():
            move.append((k, COORDINATE[full]))
            by.append(factor)
    angles = [(i, e) for i, e in enumerate(equations) if e.kind in ("inclination", "coordinate")]
    terms = [(i, COORDINATE[n], f, False) for i, e in angles for n, f in equation_terms(e).items()]
    terms += [
        (i, COORDINATE[n], f, True)
        for i, e in angles
        if e.start is not None
        for n, f in coordinate_terms(e.start).items()
    ]
    about_angles = {i for i, _ in angles}
    ratio = [i in about_angles and e.start is not None for i, e in enumerate(equations)]
    solved = [(full, k) for k, name in enumerate(names) for full in both_sides(name)]
    weights = [segment for (here, _), load in zip(ends(trial), trial.loads, strict=True)
               if isinstance(load, FreeWeight) for segment in here]  # fmt: skip
    stands = anchor.segment == anchor.reference_point and movement.plane == "sagittal"
    stands |= any(one.pose == anchor.reference_pose for one in movement.completions)

    def whole(values: Sequence[object]) -> NDArray[np.int64]:
        return np.array(values, dtype=np.int64)

    plan = p.Closing(
        move=whole(move).reshape(-1, 2),
        by=np.array(by, dtype=float),
        solved=whole([(COORDINATE[full], k) for full, k in solved]).reshape(-1, 2),
        follow=np.array([tilt.get(full, 0.0) for full, _ in solved], dtype=float),
        tilt=COORDINATE["pelvic_tilt"],
        guess=whole([COORDINATE[both_sides(name)[0]] for name in names]),
        bends=np.array([name.startswith(BENDS) for name in names], dtype=bool),
        kind=whole([KINDS.index(e.kind) for e in equations]),
        ratio=np.array(ratio, dtype=bool),
        axis=whole([max("xyz".find(e.axis or "x"), 0) for e in equations]),
        of=whole([0 if i in about_angles else points.index(e.of) for i, e in enumerate(equations)]),
        start=whole([points.index(e.start) if e.start in points else -1 for e in equations]),
        scale=np.array([10.0 if e.unit == "rad" else 1.0 for e in equations], dtype=float),
        term=whole([t[:2] for t in terms]).reshape(-1, 2),
        turn=np.array([t[2] for t in terms], dtype=float),
        times=np.array([t[3] for t in terms], dtype=bool),
        point=whole([SEGMENT[segment_of(name)] for name in points]),
        mass=whole([SEGMENT[name] for name in (*SEGMENTS, *weights)]),
        reference=bool(names) and not stands,
    )
    return plan, tuple(points)


def unknowns(movement: Movement) -> tuple[str, ...]:
    """Coordinates that are worked out along the path, as written."""
    return tuple(name for one in whole_path(movement) for name in one.solve)


def whole_path(movement: Movement) -> list[Completion]:
    """Completions that hold along the whole path; those of one pose are met before."""
    return [one for one in movement.completions if one.pose is None]
