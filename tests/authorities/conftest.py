"""Bodies and random states that every engine gets, and the comparison.

With BIOLIFT_INSTALLED=1 these tests must run against the installed wheel, not the source tree.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from laws.bodies import Numbers, Rows, joint_loads, parameters, random_tree, scalar_body, states, torques

import biolift
from biolift.laws.body import gravity_rows
from biolift.laws.tree import Tree, human

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = 12
TOLERANCE = 1e-10
TREES = (
    human(turning=False),
    human(turning=True),
    *(random_tree(seed, size) for seed, size in ((5, 6), (21, 4), (22, 9))),
)


def pytest_configure():
    if os.environ.get("BIOLIFT_INSTALLED") == "1":
        found = Path(biolift.__file__).resolve()
        if found.is_relative_to(ROOT / "biolift"):
            raise pytest.UsageError(
                f"biolift was imported from the source tree ({found}); run the pytest command, not "
                f"`python -m pytest`, in an environment that has the wheel"
            )


@dataclass(frozen=True)
class Case:
    """One body and its random samples; the base moves too: `base` is position, velocity, acceleration."""

    tree: Tree
    p: Numbers
    x: Rows
    base: np.ndarray  # (3, 3, samples)
    gravity: np.ndarray  # (3, samples)


@pytest.fixture(scope="session", params=TREES, ids=lambda tree: tree.name)
def case(request) -> Case:
    tree, rng = request.param, np.random.default_rng(31)
    p, x = parameters(tree, rng), states(tree, rng, SAMPLES)
    axes = [row[-1] for row in gravity_rows(tree)]
    gravity, base = np.zeros((3, SAMPLES)), rng.uniform(-5.0, 5.0, (3, 3, SAMPLES))
    for k, axis in enumerate("xyz"):
        if axis in axes:
            gravity[k] = x[f"g_{axis}"]
        else:
            base[2, k] = 0.0  # a planar body has no lateral acceleration
    return Case(tree, p, x, base, gravity)


@pytest.fixture(scope="session")
def ours(case):
    """Joint loads from the scalar kernels; the base's acceleration enters as gravity less it."""
    less = dict(zip("xyz", case.gravity - case.base[2], strict=True))
    seen = {row: less[row[-1]] for row in gravity_rows(case.tree)}
    return joint_loads(case.tree, scalar_body(case.tree, case.p, case.x | seen))


@pytest.fixture
def agree(ours):
    """Compare an engine (sample -> base force, hinge torques, joint loads or None) with the kernels."""

    def compare(engine, case: Case, samples: int = SAMPLES) -> None:
        worst = 0.0
        for i in range(samples):
            force, hinges, reactions = engine(case.x, case.base[:, :, i], case.gravity[:, i], i)
            root = case.tree.links[0].name
            pairs = [(ours[root][0][i], force), (torques(case.tree, case.x, ours, i), hinges)]
            if reactions is not None:
                pairs += [
                    ([ours[name][part][i] for name in reactions], [pair[part] for pair in reactions.values()])
                    for part in (0, 1)
                ]
            for got, expected in pairs:
                got, expected = np.asarray(got), np.asarray(expected)
                assert got.shape == expected.shape
                worst = max(worst, float(np.max(np.abs(got - expected)) / np.max(np.abs(expected))))
        print(f"{case.tree.name}: largest difference {worst:.1e} of the largest component")  # pytest -rP
        assert worst < TOLERANCE

    return compare
