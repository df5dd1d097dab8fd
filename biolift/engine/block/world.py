"""Positions of loads and supports."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from biolift.engine.block import plan as p
from biolift.engine.block.positions import SEGMENT, joined_rows, segment_of
from biolift.library.sites import sites
from biolift.nouns.movement import Movement
from biolift.nouns.support import Support
from biolift.nouns.trial import Trial
from biolift.vocabulary import (
    JOINT_SEGMENT,
    SUFFIX,
)


def ends(trial: Trial) -> list[tuple[list[str], list[str]]]:
    """Segments that hold each load, and those at its other end."""

    def segments(name: str, sides: Sequence[str]) -> list[str]:
        place = sites()[name]
        return [place.segment + SUFFIX[side] for side in sides] if place.sided else [place.segment]

    return [
        (segments(f.site, f.sides), segments(f.other, f.sides) if f.other else []) for f in trial.fittings
    ]


def equipment_plan(trial: Trial) -> p.Equipment:
    """Places and parts of the loads."""
    segment: list[int] = []
    parts: list[tuple[int, ...]] = []
    rows: list[tuple[int, ...]] = []
    first, inputs = [0], []
    for i, (fitting, (here, there)) in enumerate(zip(trial.fittings, ends(trial), strict=True)):
        load, at, stage = fitting.load, len(segment), fitting.load.stage
        segment += [SEGMENT[name] for name in here + there]
        far, anchored = at + len(here), int(fitting.anchor is not None and not there)
        if load.per_side:
            paired = len(there) == len(here)
            parts += [
                (i, at + k, 1, far + k if paired else far, 1 if paired else len(there), anchored)
                for k in range(len(here))
            ]
        else:
            parts.append((i, at, len(here), far, len(there), anchored))
        where = joined_rows(stage)
        names = ("other_fx", "cx", "tension", "slack", "outside_range", "miss", "radius")
        rows.append(tuple(where.get(name, -1) for name in names))
        first.append(first[-1] + len(stage.parameters))
        inputs.append(where["fx"])
    return p.Equipment(
        anchored=SEGMENT[segment_of(trial.movement_resolved.anchor.segment)],
        segment=np.array(segment, dtype=np.int64),
        part=np.array(parts, dtype=np.int64).reshape(-1, 6),
        first=np.array(first, dtype=np.int64),
        inputs=np.array(inputs, dtype=np.int64),
        rows=np.array(rows, dtype=np.int64).reshape(-1, 7),
    )


def supported(movement: Movement) -> list[tuple[Support, str]]:
    """Supports with the segments that they act on, in the order in which they act."""
    stated = [(s, segment) for s in movement.supports if not s.takes_remainder for segment in s.segments]
    return stated + [(s, segment) for s in movement.supports if s.takes_remainder for segment in s.segments]


def support_plan(movement: Movement) -> p.Supports:
    """Places and surfaces of the supports."""
    every = supported(movement)
    foot = JOINT_SEGMENT["ankle"]
    surface = [1 if s.base is not None else 2 if name.startswith(foot) else 0 for s, name in every]
    mode = [0 if s.takes_remainder else 2 if s.direction == "forward" else 1 for s, _ in every]
    return p.Supports(
        segment=np.array([SEGMENT[name] for _, name in every], dtype=np.int64),
        mode=np.array(mode, dtype=np.int64),
        again=np.array([k > 0 and every[k - 1][0] is s for k, (s, _) in enumerate(every)]),
        pushes=np.array([s.pushes_only for s, _ in every]),
        sited=np.array([s.site is not None for s, _ in every]),
        surface=np.array(surface, dtype=np.int64),
        thigh=np.array([SEGMENT[JOINT_SEGMENT["hip"] + suffix] for suffix in SUFFIX.values()]),
    )
