"""Columns of the discs and of relaxed tissue."""

from __future__ import annotations

from biolift.columns import table
from biolift.engine.block import plan as p
from biolift.engine.pack import abdominal_moment, disc_numbers, level_numbers
from biolift.laws import passive, spine
from biolift.library import passive as tissue
from biolift.nouns.model import Model
from biolift.nouns.trial import Trial
from biolift.vocabulary import LEVELS


def demand_columns(trial: Trial, model: Model, count: int) -> p.DemandColumns:
    """Numbers of levels and relaxed tissue."""
    athlete = trial.athlete
    own = {name: number.value for name, number in model.passive.items_}
    leg = tissue.leg_curves() | own
    trunk = {name: number.value for name, number in tissue.lumbar_of(athlete).items_} | own
    levels = level_numbers(model.spine, athlete.height, athlete.mass)
    discs = disc_numbers(model.spine, athlete.height)
    names, parts = spine.LEVEL.parameters, spine.DISC.parameters
    return p.DemandColumns(
        table((levels[level][name] for level in LEVELS for name in names), count, len(LEVELS), len(names)),
        table((discs[level][name] for level in LEVELS for name in parts), count, len(LEVELS), len(parts)),
        table((leg[name] for name in passive.LEG.parameters), count),
        table((trunk[name] for name in passive.LUMBAR.parameters), count),
        table([abdominal_moment(model.spine, athlete.height)], count)[:, 0].copy(),
    )
