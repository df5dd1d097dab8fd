"""The printed kernels of the body against the same law on plain numpy."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from laws.bodies import LANES, TREES, parameters, run, run_scalar, states

import biolift
from biolift.laws.body import dynamics, frame_rows, inverse_dynamics, joint_load_rows, kinematics
from biolift.laws.tree import human
from biolift.printer.record import record, symbol_name
from biolift.vocabulary import SEGMENTS

TOLERANCE = 1e-13
STAGES = (kinematics, dynamics, inverse_dynamics)
PRINTED = [(tree, stage) for tree in TREES for stage in STAGES[:2]] + [(TREES[2], inverse_dynamics)]


def kind(row: str) -> str:
    """What a row is, without its link and component: F, N, R, w, al, r, v, a, c or s."""
    return row.rpartition(".")[2].partition("_")[0]


def assert_same(got, expected, tolerance=TOLERANCE):
    """Every row within `tolerance` of the largest component of its kind in the same sample."""
    largest: dict[str, np.ndarray] = {}
    for name, value in expected.items():
        largest[kind(name)] = np.maximum(largest.get(kind(name), 0.0), np.abs(value))
    for name, value in expected.items():
        assert np.all(np.abs(got[name] - value) <= tolerance * largest[kind(name)]), name


def sample(tree, seed=11):
    """Numbers, input rows and frames of one block of random samples."""
    rng = np.random.default_rng(seed)
    p, x = parameters(tree, rng), states(tree, rng, LANES)
    motion = kinematics(tree).on_numpy(p, x)
    return p, x, {name: np.broadcast_to(motion[name], LANES) for name in frame_rows(tree)}


@pytest.mark.parametrize(("tree", "stage"), PRINTED, ids=lambda v: getattr(v, "name", None) or v.__name__)
def test_kernels_equal_the_law_on_numpy(tree, stage):
    p, x, motion = sample(tree)
    law = stage(tree)
    rows = x | motion
    twin = law.on_numpy(p, rows)
    expected = {name: np.broadcast_to(twin[name], LANES) for names in law.outputs.values() for name in names}
    scalar = run_scalar(law, p, rows)
    assert_same(scalar, expected)
    assert_same(run(law, "block", p, rows), scalar)


@pytest.mark.parametrize("tree", TREES, ids=lambda tree: tree.name)
@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.__name__)
def test_no_statement_takes_the_name_of_an_input(tree, stage):
    law = stage(tree)
    given = {symbol_name(n) for rows in (law.parameters, *law.inputs.values()) for n in rows}
    assert not given & {symbol.name for symbol, _ in record(law).statements}


@pytest.mark.parametrize("tree", TREES, ids=lambda tree: tree.name)
def test_one_recursion_equals_the_two_stages(tree):
    """Gravity as an upward acceleration of the base against gravity on every mass."""
    p, x, motion = sample(tree)
    two, one = dynamics(tree).on_numpy(p, x | motion), inverse_dynamics(tree).on_numpy(p, x)
    assert_same(one, {name: two[name] for name in joint_load_rows(tree)}, 1e-12)


def test_planar_body_is_the_turning_body_kept_in_plane():
    flat, full = human(turning=False), human(turning=True)
    p, x, _ = sample(flat)
    rng = np.random.default_rng(3)
    p |= {f"I_{name}_{k}": rng.uniform(0.01, 1.0) for name in SEGMENTS for k in "xy"}
    still = np.zeros(LANES)
    padded = {
        row: x.get(row, still) for row in (*kinematics(full).inputs["body"], *dynamics(full).inputs["body"])
    }
    plane, space = run_scalar(kinematics(flat), p, x), run_scalar(kinematics(full), p, padded)
    assert_same({name: space[_in_space(name)] for name in plane}, plane)
    flat_loads = run_scalar(dynamics(flat), p, x | plane)
    full_loads = run_scalar(dynamics(full), p, padded | space)
    assert_same({name: full_loads[name] for name in flat_loads}, flat_loads)


def _in_space(row: str) -> str:
    """The turning kernel's name of a planar row: it writes matrices instead of sine and cosine."""
    link, _, name = row.partition(".")
    return f"{link}.{ {'c': 'R_xx', 's': 'R_yx'}.get(name, name) }"


DIGEST = """
import hashlib
from biolift.laws.body import dynamics, inverse_dynamics, kinematics
from biolift.laws.tree import human
from biolift.printer.record import record, symbol_name
from biolift.printer.source import kernel_source
text = "".join(
    kernel_source(stage(human(turning)), form)
    for turning in (False, True)
    for stage in (kinematics, dynamics, inverse_dynamics)
    for form in ("scalar", "block")
)
print(hashlib.sha256(text.encode()).hexdigest())
"""


def test_source_does_not_depend_on_the_hash_seed():
    digests = set()
    for seed in ("1", "4242"):
        environment = os.environ | {
            "PYTHONHASHSEED": seed,
            "PYTHONPATH": str(Path(biolift.__file__).parents[1]),
        }
        done = subprocess.run(
            [sys.executable, "-c", DIGEST], env=environment, capture_output=True, text=True, check=True
        )
        digests.add(done.stdout)
    assert len(digests) == 1
