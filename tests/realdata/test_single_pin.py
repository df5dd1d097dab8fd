"""A rod on a pin: joint reactions against OpenSim's, from the angle alone and with exact accelerations."""

from __future__ import annotations

import numpy as np
import pytest

import biolift as bl
from biolift.laws.body import inverse_dynamics
from biolift.laws.tree import PLANAR_WRENCH, Link, Tree

MASS, INERTIA, CENTRE, GRAVITY = 0.75, 0.025, -0.5, 9.80665


@pytest.fixture(scope="module")
def states(realdata):
    """The file writes one instant twice, a rounding apart."""
    path = realdata / "opensim_core_tests" / "SinglePin_states.sto"
    names = {"r1_z": "angle"}
    with pytest.raises(
        bl.InputError, match="later than 3 s in the row before; type for example strict=False"
    ):
        bl.read_recording(path, names=names, angles="rad")
    read = bl.read_recording(path, names=names, angles="rad", strict=False)
    assert any("repeat the instant before" in line for line in read.history)
    return read


@pytest.fixture(scope="module")
def reference(realdata):
    """Its header counts a row too many."""
    path = realdata / "opensim_core_tests" / "std_SinglePin_JointReaction_ReactionLoads.sto"
    with pytest.raises(bl.InputError, match="nrows = 302"):
        bl.read_recording(path)
    read = bl.read_recording(path, strict=False)
    return np.stack([read[f"pin1_on_rod1_in_ground_f{k}"] for k in "xy"])


def test_exact_acceleration(states, reference):
    """Free fall about the pin: the acceleration at which the law gives no moment."""
    tree = Tree("pin", (Link("rod", None, "z", False, PLANAR_WRENCH),))
    numbers = {"m_rod": MASS, "c_rod_x": 0.0, "c_rod_y": CENTRE, "I_rod_z": INERTIA}
    q, u = states["r1_z"], states["r1_z_u"]
    rows = {"q_rod_z": q, "u_rod_z": u, "g_x": 0.0, "g_y": -GRAVITY} | dict.fromkeys(
        (f"{k}_rod" for k in PLANAR_WRENCH), 0.0
    )

    def loads(a):
        return inverse_dynamics(tree).on_numpy(numbers, rows | {"a_rod_z": a})

    still, one = (loads(np.full_like(q, a))["rod.N_z"] for a in (0.0, 1.0))
    out = loads(-still / (one - still))
    force = np.stack([out["rod.F_x"], out["rod.F_y"]])
    np.testing.assert_allclose(force, reference, atol=5e-9)
    np.testing.assert_allclose(out["rod.N_z"], 0.0, atol=1e-12)


def test_from_the_recorded_angle(states, reference):
    rod = bl.ChainSegment(name="rod", mass=MASS, inertia=INERTIA, mass_centre=(0.0, CENTRE), angle="r1_z")
    ds = bl.inverse_dynamics(states, bl.Chain([rod], gravity=GRAVITY))
    inner = slice(5, -5)
    force = ds.proximal_force.sel(segment="rod").values[:, inner]
    np.testing.assert_allclose(force, reference[:, inner], atol=1e-4)
    np.testing.assert_allclose(ds.proximal_moment.sel(segment="rod")[inner], 0.0, atol=1e-4)
