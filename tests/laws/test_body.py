"""What mechanics promises about the rigid-body law, whatever the body."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from laws.bodies import Joint, Numbers, Rows, law_loads, parameters, point, random_tree, states, triple

from biolift.laws.body import hinge_rows, wrench_rows
from biolift.laws.tree import Link, Tree, human

SAMPLES = 3
few = settings(max_examples=30)
bodies = given(seed=st.integers(0, 2**32 - 1), size=st.integers(1, 7))


def random_case(tree: Tree, seed: int) -> tuple[Numbers, Rows]:
    """Random numbers and a few random samples for `tree`."""
    rng = np.random.default_rng(seed)
    return parameters(tree, rng), states(tree, rng, SAMPLES)


def largest(*loads: Joint) -> float:
    """Largest component of any joint load."""
    return max(float(np.max(np.abs(part))) for load in loads for pair in load.values() for part in pair)


@few
@bodies
def test_no_loads_at_rest_without_gravity(seed, size):
    tree = random_tree(seed, size)
    p, x = random_case(tree, seed)
    at_rest = {name: value if name[0] == "q" else 0.0 * value for name, value in x.items()}
    for force, moment in law_loads(tree, p, at_rest).values():
        assert not np.any(force) and not np.any(moment)


@few
@given(seed=st.integers(0, 2**32 - 1), size=st.integers(1, 7), k=st.floats(-5.0, 5.0))
def test_statics_is_linear_in_load_and_gravity(seed, size, k):
    tree = random_tree(seed, size)
    p, x = random_case(tree, seed)
    pull = (*wrench_rows(tree), "g_x", "g_y", "g_z")
    one = {name: 0.0 * value if name[0] in "ua" else value for name, value in x.items()}
    two = one | {name: value for name, value in random_case(tree, seed + 1)[1].items() if name in pull}
    both = one | {name: one[name] + k * two[name] for name in pull if name in one}
    a, b, c = (law_loads(tree, p, rows) for rows in (one, two, both))
    for name in a:
        for i in range(2):
            expected = a[name][i] + k * b[name][i]
            np.testing.assert_allclose(c[name][i], expected, rtol=0, atol=1e-11 * largest(a, b, c))


def test_added_load_adds_the_same_in_motion():
    """The joint loads of an outside wrench do not depend on how the body moves."""
    tree = human(turning=True)
    p, x = random_case(tree, 4)
    still = {name: 0.0 * value if name[0] in "ua" else value for name, value in x.items()}
    none = dict.fromkeys(wrench_rows(tree), np.zeros(SAMPLES))
    moving, bare, held, empty = (law_loads(tree, p, rows) for rows in (x, x | none, still, still | none))
    for name in moving:
        for i in range(2):
            np.testing.assert_allclose(
                moving[name][i] - bare[name][i],
                held[name][i] - empty[name][i],
                rtol=0,
                atol=1e-12 * largest(moving),
            )


@few
@given(
    seed=st.integers(0, 2**32 - 1),
    size=st.integers(1, 7),
    length=st.floats(0.2, 5.0),
    mass=st.floats(0.2, 5.0),
    time=st.floats(0.2, 5.0),
)
def test_units_of_length_mass_and_time(seed, size, length, mass, time):
    """A body in other units carries the same loads in those units."""
    tree = random_tree(seed, size)
    p, x = random_case(tree, seed)
    per = {"m": mass, "I": mass * length**2, "c": length, "j": length}
    force = mass * length / time**2
    row = {"q": 1.0, "u": 1.0 / time, "a": time**-2, "g": length / time**2, "f": force, "n": force * length}
    here = law_loads(tree, p, x)
    there = law_loads(
        tree,
        {name: value * per[name[0]] for name, value in p.items()},
        {name: value * row[name[0]] for name, value in x.items()},
    )
    for name, (f, n) in here.items():
        np.testing.assert_allclose(there[name][0], f * force, rtol=0, atol=1e-12 * largest(there))
        np.testing.assert_allclose(there[name][1], n * force * length, rtol=0, atol=1e-12 * largest(there))


def _mirrored_name(name: str) -> str:
    """Right for left in a parameter or row name (the side is the end of the segment's name)."""
    for side, other in (("_r", "_l"), ("_l", "_r")):
        if name.endswith(side):
            return name[:-2] + other
        if side + "_" in name:
            return name.replace(side + "_", other + "_")
    return name


@pytest.mark.parametrize("tree", [human(turning=False), human(turning=True)], ids=lambda t: t.name)
def test_mirror_symmetry(tree):
    """Sides swapped and z negated: polar vectors keep x, y and axial vectors keep z."""
    p, x = random_case(tree, 6)

    def sign(name: str) -> float:
        kind = name[0]
        if kind in "cjg":
            return -1.0 if name.endswith("_z") else 1.0
        if kind in "qua":
            return 1.0 if name.endswith("_z") else -1.0
        return {"f": {"z": -1.0}, "n": {"x": -1.0, "y": -1.0}}.get(kind, {}).get(name[1], 1.0)

    flip = {
        "p": {_mirrored_name(n): v * (1.0 if n[0] in "mI" else sign(n)) for n, v in p.items()},
        "x": {_mirrored_name(n): v * sign(n) for n, v in x.items()},
    }
    here, there = law_loads(tree, p, x), law_loads(tree, flip["p"], flip["x"])
    for name, (force, moment) in here.items():
        other = there[_mirrored_name(name)]
        np.testing.assert_allclose(other[0], force * [1, 1, -1], rtol=0, atol=1e-12 * largest(here))
        np.testing.assert_allclose(other[1], moment * [-1, -1, 1], rtol=0, atol=1e-12 * largest(here))


def test_single_pendulum_in_closed_form():
    tree = Tree("pendulum", (Link("bob", None, "z"),))
    p, x = random_case(tree, 8)
    force, moment = law_loads(tree, p, x)["bob"]
    q, u, a, g = x["q_bob_z"], x["u_bob_z"], x["a_bob_z"], triple(x, "g_x", "g_y")
    m, (cx, cy, _) = p["m_bob"], point(p, "c_bob")
    along = np.stack([cx * np.cos(q) - cy * np.sin(q), cx * np.sin(q) + cy * np.cos(q)], axis=1)
    across = np.stack([-along[:, 1], along[:, 0]], axis=1)
    pushed = np.stack([x["fx_bob"], x["fy_bob"]], axis=1)
    expected = m * (a[:, None] * across - u[:, None] ** 2 * along - g) - pushed
    np.testing.assert_allclose(force[:, :2], expected, rtol=1e-13)
    torque = (p["I_bob_z"] + m * (cx**2 + cy**2)) * a - m * (across * g).sum(1) - x["nz_bob"]
    np.testing.assert_allclose(moment[:, 2], torque, rtol=1e-12)


def test_steadily_precessing_rotor_in_closed_form():
    """A rotor spinning about z whose axle turns about y asks for the gyroscopic moment along x."""
    tree = Tree("rotor", (Link("rotor", None, "yz", load=()),))
    p = {
        "m_rotor": 3.0,
        "c_rotor_x": 0.0,
        "c_rotor_y": 0.0,
        "I_rotor_x": 0.2,
        "I_rotor_y": 0.2,
        "I_rotor_z": 0.3,
    }
    x = {name: np.zeros(SAMPLES) for name in (*hinge_rows(tree), "g_x", "g_y", "g_z")}
    x |= {
        "u_rotor_y": np.full(SAMPLES, 2.0),
        "u_rotor_z": np.full(SAMPLES, 50.0),
        "q_rotor_z": np.arange(3.0),
    }
    force, moment = law_loads(tree, p, x)["rotor"]
    assert not np.any(force)
    np.testing.assert_allclose(moment, np.tile([0.3 * 50.0 * 2.0, 0.0, 0.0], (SAMPLES, 1)), atol=1e-13)


def test_parents_come_first():
    with pytest.raises(ValueError, match="b must come after its parent a"):
        Tree("wrong", (Link("root", None), Link("b", "a"), Link("a", "root")))
