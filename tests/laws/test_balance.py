"""Balances that every moving body keeps: power, momentum, angular momentum; rates by the complex step."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from laws.bodies import (
    Numbers,
    Rows,
    deviation,
    law_loads,
    parameters,
    point,
    random_tree,
    states,
    torques,
    triple,
)

from biolift.laws.body import frames, hinge_rows
from biolift.laws.stage import NumpyMath
from biolift.laws.tree import Tree, human

STEP = 1e-30  # complex step: derivatives to the last digit
SAMPLES = 3
PEOPLE = pytest.mark.parametrize("tree", [human(turning=False), human(turning=True)], ids=lambda t: t.name)
bodies = given(seed=st.integers(0, 2**32 - 1), size=st.integers(1, 7))
few = settings(max_examples=30)


def random_case(tree: Tree, seed: int) -> tuple[Numbers, Rows]:
    rng = np.random.default_rng(seed)
    return parameters(tree, rng), states(tree, rng, SAMPLES)


def stepped(tree: Tree, x: Rows) -> Rows:
    """The state an imaginary instant later: its imaginary part is the rate of change."""
    later = dict(x)
    for name in hinge_rows(tree):
        if name[0] in "qu":
            later[name] = x[name] + 1j * STEP * x[{"q": "u", "u": "a"}[name[0]] + name[1:]]
    return later


def rate(value: np.ndarray) -> np.ndarray:
    return np.imag(value) / STEP


def stack(value) -> np.ndarray:
    """A vector or matrix of rows and structural zeros as one array, samples first."""
    flat = [stack(v) if isinstance(v, tuple) else v for v in value]
    shape = np.broadcast_shapes(*(np.shape(v) for v in flat), (SAMPLES, *np.shape(flat[0])[1:]))
    return np.stack([np.broadcast_to(v, shape) for v in flat], axis=1)


def masses(tree: Tree, p: Numbers, x: Rows):
    """Per link: mass, frame as arrays, vector from origin to mass centre."""
    for link in tree.links:
        frame = frames(NumpyMath(), tree, p, x)[link.name]
        R, w, r, v = (stack(part) for part in (frame.R, frame.w, frame.r, frame.v))
        yield link.name, p[f"m_{link.name}"], R, w, r, v, R @ point(p, f"c_{link.name}")


def momentum(tree: Tree, p: Numbers, x: Rows) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Linear momentum, angular momentum about the base, first moment of mass, kinetic energy."""
    linear, angular, first, energy = 0.0, 0.0, 0.0, 0.0
    for name, mass, R, w, r, v, arm in masses(tree, p, x):
        inertia = np.array([p[f"I_{name}_{k}"] for k in "xyz"])
        local = np.einsum("nji,nj->ni", R, w)
        spin = np.einsum("nij,nj->ni", R, inertia * local)
        speed = v + np.cross(w, arm)
        linear, first = linear + mass * speed, first + mass * (r + arm)
        angular = angular + spin + np.cross(r + arm, mass * speed)
        energy = energy + 0.5 * (mass * (speed * speed).sum(1) + (spin * w).sum(1))
    return linear, angular, first, energy


def gravity(x: Rows) -> np.ndarray:
    return triple(x, "g_x", "g_y", "g_z")


def outside(tree: Tree, x: Rows):
    """Per link: outside force and moment about its origin, (samples, 3)."""
    like = x[hinge_rows(tree)[0]]
    for link in tree.links:
        f, n = (triple(x, *(f"{c}{k}_{link.name}" for k in "xyz"), like=like) for c in "fn")
        yield link.name, f, n


def check_power(tree: Tree, p: Numbers, x: Rows) -> None:
    """Hinge power + base power + outside power = rate of kinetic and potential energy."""
    rng = np.random.default_rng(7)
    base_v, base_a = rng.uniform(-3.0, 3.0, (2, SAMPLES, 3)) * ([1, 1, 1] if tree.turning else [1, 1, 0])
    g = gravity(x)
    load = law_loads(tree, p, dict(x) | {f"g_{k}": (g - base_a)[:, i] for i, k in enumerate("xyz")})
    later = stepped(tree, x)
    linear, _, first, energy = momentum(tree, p, later)
    total = sum(p[f"m_{link.name}"] for link in tree.links)
    moving = base_v + 1j * STEP * base_a
    energy = energy + (moving * linear).sum(1) + 0.5 * total * (moving * moving).sum(1)
    height = first + 1j * STEP * total * base_v
    power = (load[tree.links[0].name][0] * base_v).sum(1)
    rates = np.array([x[f"u_{link}_{axis}"] for link, axis in tree.hinges])
    power += [torques(tree, x, load, i) @ rates[:, i] for i in range(SAMPLES)]
    moved = frames(NumpyMath(), tree, p, x)
    for name, f, n in outside(tree, x):
        power += (f * (base_v + stack(moved[name].v))).sum(1) + (n * stack(moved[name].w)).sum(1)
    expected = rate(energy) - (g * rate(height)).sum(1)
    largest = np.max(np.abs(rate(energy))) + np.max(np.abs(power))
    np.testing.assert_allclose(power, expected, rtol=0, atol=1e-11 * largest)


def check_balance(tree: Tree, p: Numbers, x: Rows) -> None:
    """Whole body: F = d(momentum)/dt, N = d(angular momentum)/dt about the base's origin."""
    force, moment = law_loads(tree, p, x)[tree.links[0].name]
    linear, angular, _, _ = momentum(tree, p, stepped(tree, x))
    _, _, first, _ = momentum(tree, p, x)
    total = sum(p[f"m_{link.name}"] for link in tree.links)
    moved = frames(NumpyMath(), tree, p, x)
    pushes = [(stack(moved[name].r), f, n) for name, f, n in outside(tree, x)]
    all_forces = force + total * gravity(x) + sum(f for _, f, _ in pushes)
    all_moments = moment + np.cross(first, gravity(x)) + sum(np.cross(r, f) + n for r, f, n in pushes)
    assert deviation(all_forces, rate(linear)) < 1e-11
    assert deviation(all_moments, rate(angular)) < 1e-11


def check_rates(tree: Tree, p: Numbers, x: Rows) -> None:
    """v, w and a, al are the rates of r, R and v, w."""
    moved = frames(NumpyMath(), tree, p, x)
    later = frames(NumpyMath(), tree, p, stepped(tree, x))
    for name, frame in moved.items():
        R, w, al, v, a = (stack(part) for part in (frame.R, frame.w, frame.al, frame.v, frame.a))
        then = later[name]
        np.testing.assert_allclose(
            np.einsum("nij,nkj->nik", R, R), np.tile(np.eye(3), (SAMPLES, 1, 1)), atol=1e-14
        )
        np.testing.assert_allclose(rate(stack(then.R)), np.cross(w[:, :, None], R, axis=1), atol=1e-12)
        for now, value in ((v, then.r), (a, then.v), (al, then.w)):
            scale = max(1.0, np.max(np.abs(now)))
            np.testing.assert_allclose(rate(stack(value)), now, rtol=0, atol=1e-12 * scale)


CHECKS = pytest.mark.parametrize(
    "check", [check_power, check_balance, check_rates], ids=lambda c: c.__name__[6:]
)


@CHECKS
@PEOPLE
def test_human_body(tree, check):
    check(tree, *random_case(tree, 2))


@CHECKS
@few
@bodies
def test_any_body(check, seed, size):
    tree = random_tree(seed, size)
    check(tree, *random_case(tree, seed))
