"""Static optimisation of an arm with two joints and six muscles, through the library's load sharing."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize

import biolift as bl
from biolift.engine.newton import share

JOINTS = ("shoulder", "elbow")
MUSCLES = ("TRIlong", "TRIlat", "TRImed", "BIClong", "BICshort", "BRA")


@pytest.fixture(scope="module")
def table(realdata):
    read = bl.read_recording(
        realdata / "opensim_core_tests" / "arm26_static_optimization_table.csv", angles="rad"
    )
    assert read.rate == 60.0
    return read


def test_activations(table):
    """Squares of the activations, as OpenSim's default; the reserve as stiff as the library allows."""
    capacity = np.stack([table[f"Fmax_{m}"] for m in MUSCLES], axis=-1)
    arms = np.stack([[table[f"r_{j}_{m}"] for m in MUSCLES] for j in JOINTS]).transpose(2, 0, 1)
    demand = np.stack([table[f"tau_{j}"] for j in JOINTS], axis=-1)
    rule = bl.sharing.ActivationPower(2, floor=0.0, eps=1e-5, delta=1e-6)
    A = arms * capacity[:, None, :]
    activation, unmet = share(A, demand, rule)
    reference = np.stack([table[f"ref_act_{m}"] for m in MUSCLES], axis=-1)
    force = np.stack([table[f"ref_force_{m}"] for m in MUSCLES], axis=-1)
    off = np.abs(activation - reference)
    assert (
        off.max() < 0.00435
    )  # 0.0043 in the digits stated: there ours is 0, and an interior point stays off it
    assert activation[np.unravel_index(off.argmax(), off.shape)] == 0.0
    assert np.abs(unmet).max() < 2e-4  # [N m], of up to 16; the reference leaves 2.5e-3
    assert np.abs(force - activation * capacity).max() < 0.0044 * capacity.max()
    np.testing.assert_allclose(activation, exact(A, demand), atol=2e-5)


def exact(A: np.ndarray, demand: np.ndarray) -> np.ndarray:
    """The same least squares without a reserve, by another method."""
    out = []
    for matrix, wanted in zip(A, demand, strict=True):
        balance = {"type": "eq", "fun": lambda a, m=matrix, b=wanted: m @ a - b, "jac": lambda a, m=matrix: m}
        found = minimize(
            lambda a: 0.5 * a @ a, np.full(6, 0.1), jac=lambda a: a, bounds=[(0.0, 1.0)] * 6,
            constraints=balance, method="SLSQP", options={"ftol": 1e-14, "maxiter": 500},
        )  # fmt: skip
        out.append(found.x)
    return np.array(out)
