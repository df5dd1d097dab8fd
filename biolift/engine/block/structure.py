"""Which cases differ only in numbers, and the positions that such a group shares."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from biolift.engine.block import plan as p
from biolift.engine.block.anatomy import demand_plan, left_out_of, muscle_plan, reach
from biolift.engine.block.conditions import Posed, closing_plan, posed_plans, unknowns, whole_path
from biolift.engine.block.plan import Plan
from biolift.engine.block.positions import COORDINATE, tree_plan
from biolift.engine.block.walks import text_of
from biolift.engine.block.world import equipment_plan, support_plan
from biolift.engine.motion import schedule
from biolift.engine.pack import tree_of
from biolift.engine.support import indeterminate
from biolift.engine.workspace import LANES
from biolift.laws.stage import Stage
from biolift.laws.tree import Tree
from biolift.nouns.model import Model
from biolift.nouns.movement import Movement
from biolift.nouns.muscles import MuscleSet
from biolift.nouns.same import Same
from biolift.nouns.trial import Trial
from biolift.vocabulary import (
    COORDINATES,
    GROUPS,
    JOINT_SEGMENT,
    JOINTS,
    SIDES,
    SUFFIX,
    both_sides,
)

assert LANES == p.LANES
#: Most loads of a trial that run in blocks.
MOST_LOADS = 4


@dataclass(frozen=True)
class Structure:
    """What the cases of a group share: everything but numbers.

    Parameters
    ----------
    plan : Plan
        For the driver.
    stages : tuple of Stage
        Laws of the loads.
    """

    movement: Movement
    tree: Tree
    plan: Plan
    stages: tuple[Stage, ...]
    names: tuple[str, ...]  # of the loads
    groups: tuple[str, ...]
    muscles: tuple[str, ...]
    unknown: dict[str, str]
    open_joints: NDArray[np.bool_]  # (5, 2)
    reasons: NDArray[np.object_]  # (5, 2) why
    samples: int
    compiled: bool  # whether the compiled stages know everything in it
    closing: p.Closing
    points: tuple[str, ...]  # of the body: what holds still, what gives the place, those of the equations
    sharing: tuple[str, str]  # the moment matrix of the whole body, and of half of it that stands for all
    posed: tuple[Posed, ...]  # poses with conditions of their own, the one that gives the place first


def structure_key(trial: Trial, model: Model) -> tuple[object, ...]:
    """Equal for cases that differ only in numbers."""
    movement, tempo = trial.movement_resolved, trial.tempo_resolved
    lasting = tuple(tuple(way) for *way, _ in schedule(movement, tempo, movement.numbers.at("fast_phase")))
    loads = tuple((type(load), load.site, load.name or load.kind) for load in trial.loads)
    return (
        movement.id, movement.variant, trial.side, movement.plane, lasting, loads, movement.completions,
        movement.supports, movement.contacts, movement.anchor, movement.eccentric, movement.equipment,
        tuple(pose.name for pose in movement.poses), movement.time_law, movement.recorded is None,
        model.samples, model.muscles.names, reach(model.muscles), model.sharing.power,
    )  # fmt: skip


def structure(trial: Trial, model: Model) -> Structure:
    """Positions of the group that a case belongs to."""
    movement, muscles, samples = trial.movement_resolved, model.muscles, model.samples
    tree = tree_of(movement.plane)
    unknown = indeterminate(movement)
    closed = np.array([[JOINT_SEGMENT[j] + SUFFIX[s] in unknown for s in SIDES] for j in JOINTS])
    reasons = np.array(
        [[unknown.get(JOINT_SEGMENT[j] + SUFFIX[s]) for s in SIDES] for j in JOINTS], dtype=object
    )
    plan = Plan(
        tree=tree_plan(tree),
        path=_path(movement, trial),
        equipment=equipment_plan(trial),
        supports=support_plan(movement),
        demands=demand_plan(movement, closed, "lumbar" not in unknown),
        muscles=_muscle_plan(Same(muscles), tuple(left_out_of(movement, closed).tolist())),
        samples=samples,
    )
    groups = tuple(g for g in GROUPS if g in {m.group for m in muscles.muscles})
    loads = trial.loads
    return Structure(
        movement, tree, plan, tuple(load.stage for load in loads),
        tuple(load.name or load.kind for load in loads),
        groups, muscles.names, unknown, closed, reasons, samples, _compiled(trial),
        *closing_plan(movement, trial, whole_path(movement)), _sharing(plan, model.sharing.power),
        posed_plans(movement, trial),
    )  # fmt: skip


def _sharing(plan: Plan, power: int) -> tuple[str, str]:
    whole, half = plan.muscles.pattern, plan.muscles.half
    return text_of(whole, power), text_of(half if half.rows.size else whole, power)


@lru_cache(maxsize=64)
def _muscle_plan(muscles: Same[MuscleSet], left_out: tuple[bool, ...]) -> p.Muscles:
    """The plan of a muscle set, which takes some milliseconds: once per set."""
    return muscle_plan(muscles.noun, np.array(left_out))


def _compiled(trial: Trial) -> bool:
    """Whether the compiled stages know it: not a recorded path or a heap of loads."""
    return trial.movement_resolved.recorded is None and len(trial.loads) <= MOST_LOADS


def _path(movement: Movement, trial: Trial) -> p.Path:
    solved = [(COORDINATE[full], k) for k, name in enumerate(unknowns(movement)) for full in both_sides(name)]
    return p.Path(
        moving=np.ones(len(COORDINATES), dtype=bool),
        solved=np.array(solved, dtype=np.int64).reshape(-1, 2),
        tilt=COORDINATE["pelvic_tilt"],
        swings=movement.time_law == "free_pin" and not trial.tempo_resolved.is_hold,
    )
