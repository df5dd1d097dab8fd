"""Positions of names among rows, coordinates and segments."""

from __future__ import annotations

from functools import cache

import numpy as np

from biolift.engine.block import plan as p
from biolift.laws import body as law
from biolift.laws.stage import Stage
from biolift.laws.tree import Tree
from biolift.nouns.body_point import FAMILIES, point_segments
from biolift.vocabulary import (
    COORDINATES,
    PARENT,
    SEGMENTS,
)

SEGMENT = {name: k for k, name in enumerate(SEGMENTS)}
COORDINATE = {name: k for k, name in enumerate(COORDINATES)}


def joined_rows(stage: Stage) -> dict[str, int]:
    """Row of every name in the joined form."""
    names = [name for port in stage.ports for name in stage.rows(port)]
    return {name: k for k, name in enumerate(names)}


@cache
def tree_plan(tree: Tree) -> p.Tree:
    """Positions among the body's rows."""
    at = {name: k for k, name in enumerate(law.body_rows(tree))}
    hinges = {hinge: k for k, hinge in enumerate(tree.hinges)}
    turns = [
        (hinges[turn.segment, turn.axis], COORDINATE[name], turn.factor)
        for name, every in COORDINATES.items()
        for turn in every
        if (turn.segment, turn.axis) in hinges
    ]
    first = law.link_rows(tree)[0]
    return p.Tree(
        turning=tree.turning,
        hinges=len(hinges),
        hinge=np.array([t[:2] for t in turns]),
        factor=np.array([t[2] for t in turns]),
        frame=np.array([at[f"{name}.{first}"] for name in SEGMENTS]),
        frame_rows=len(law.link_rows(tree)),
        origin=law.link_rows(tree).index("r_x"),
        wrench=np.array([at[f"fx_{name}"] for name in SEGMENTS]),
        load=np.array([at[f"{name}.F_x"] for name in SEGMENTS]),
        gravity=at["g_x"],
        parent=np.array([-1 if parent is None else SEGMENT[parent] for parent in PARENT.values()]),
        lumbar=SEGMENT["lumbar"],
    )


def segment_of(point: str) -> str:
    """Segment that carries a point of the body; the right one of a limb without its side."""
    return FAMILIES[point_segments()[point]][0]
