"""Fast squats: the lumbar moment from trunk and arms alone, top-down, against three-dimensional dynamics."""

from __future__ import annotations

import csv

import pytest
from realdata.measures import largest, rmse

import biolift as bl

#: Bodies of trunk and arms in the table.
BODIES = ("torso", *(f"{name}_{s}" for s in "rl" for name in ("humerus", "ulna", "radius", "hand")))


@pytest.fixture(scope="module")
def folder(realdata):
    return realdata / "opencap_squat"


@pytest.fixture(scope="module")
def take(folder):
    return bl.read_recording(folder / "squat_topdown_lumbar_reference.csv")


@pytest.fixture(scope="module")
def chain(folder):
    with (folder / "masses.csv").open(encoding="utf-8") as file:
        masses = {row["body"]: float(row["mass_kg"]) for row in csv.DictReader(file)}
    segments = [bl.ChainSegment(name="trunk", mass=0.0, joint="L5S1")]
    for name in BODIES:
        centre = f"{name}_com"
        spin = f"{name}_Iz_omega_z"
        segments.append(
            bl.ChainSegment(
                name=name, parent="trunk", mass=masses[name], joint=centre, mass_centre=centre, spin=spin
            )
        )
    return bl.Chain(segments)


def test_top_down_lumbar_moment(take, chain):
    moment = bl.inverse_dynamics(take, chain).proximal_moment.sel(segment="trunk").values
    reference = take["ref_lumbar_extension_moment"]
    assert rmse(moment, reference) < 0.46
    assert largest(moment, reference) < 1.7


def test_statics_alone_would_miss(take, chain):
    arms = {s.name: s.mass * (take[f"{s.name}_com_x"] - take["L5S1_x"]) for s in chain.segments if s.mass}
    held = chain.gravity * sum(arms.values())
    assert rmse(held, take["ref_lumbar_extension_moment"]) > 50.0
