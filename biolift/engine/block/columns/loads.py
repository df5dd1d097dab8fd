"""Columns of equipment and supports."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from biolift.columns import table
from biolift.engine.block import plan as p
from biolift.engine.block.structure import Structure
from biolift.engine.block.world import supported
from biolift.library.equipment import load_numbers, stage_parameters
from biolift.library.sites import site_places
from biolift.nouns.body import Body
from biolift.nouns.model import Model
from biolift.nouns.movement import Movement
from biolift.nouns.trial import Trial

Array = NDArray[np.float64]


def equipment_columns(
    group: Structure, trial: Trial, model: Model, body: Body, still: Array
) -> p.EquipmentColumns:
    """Numbers of the equipment."""
    plan, C = group.plan.equipment, len(still)
    L = len(plan.inputs)
    places, parameters = [], []
    anchor, reach = np.zeros((C, L, 3)), np.zeros((C, L, 2))
    for i, fitting in enumerate(trial.fittings):
        load = fitting.load
        here = site_places(fitting.site, body, fitting.sides)
        there = site_places(fitting.other, body, fitting.sides) if fitting.other else []
        places += [x for _, point in here + there for x in point]
        if fitting.anchor is not None:
            anchor[:, i] = table(fitting.anchor, C)
        numbers = stage_parameters(load, body_mass=trial.athlete.mass, gravity=model.gravity, side=trial.side)
        if load.per_side:
            numbers = numbers | {"mass": numbers["mass"] / len(here)}
        parameters += [numbers[name] for name in load.stage.parameters]
        if plan.rows[i, 6] >= 0:
            known = load_numbers(load)
            reach[:, i] = table((known.at("reach_low"), known.at("reach_high")), C)
    gravity = np.full(C, model.gravity)
    place = table(places, C, len(plan.segment), 3)
    return p.EquipmentColumns(still, place, anchor, table(parameters, C), reach, gravity)


def support_columns(group: Structure, trial: Trial, body: Body, count: int) -> p.SupportColumns:
    """Numbers of the supports."""
    movement, surfaces = trial.movement_resolved, group.plan.supports.surface
    R = len(surfaces)
    place, offset, surface = (np.zeros((count, R, 3)) for _ in range(3))
    for r, (support, segment) in enumerate(supported(movement)):
        offset[:, r, :2] = table(map(movement.resolve, support.point), count)
        if support.site is not None:
            place[:, r] = table(dict(site_places(support.site, body))[segment], count)
        if surfaces[r] == 1 and support.base is not None:
            surface[:, r, :2] = table(map(movement.resolve, support.base), count)
        elif surfaces[r] == 2:
            heel, toe = (body.landmark(name + segment[-2:]).point for name in ("heel", "toe"))
            surface[:, r] = table((heel[0], toe[0], heel[1]), count)
    return p.SupportColumns(table(_shares(movement), count), place, offset, surface)


def _shares(movement: Movement) -> list[float]:
    """Share of each support that a segment feels."""
    out = []
    for support, segment in supported(movement):
        count = len(support.segments)
        if not support.takes_remainder:
            out.append(movement.resolve(support.share) / count)
        elif count == 1:
            out.append(1.0)
        else:
            right = movement.resolve(support.split)
            right = 1.0 - right if support.swapped else right
            out.append(right if segment == support.segments[0] else 1.0 - right)
    return out
