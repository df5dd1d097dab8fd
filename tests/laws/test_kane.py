"""Kane's method from sympy.physics.mechanics: an independent derivation on small planar trees."""

from __future__ import annotations

import numpy as np
import pytest
import sympy as sp
from laws.bodies import deviation, parameters, point, states
from sympy.physics.mechanics import KanesMethod, Point, ReferenceFrame, RigidBody, dynamicsymbols, inertia

from biolift.laws.body import inverse_dynamics
from biolift.laws.tree import PLANAR_WRENCH, Link, Tree

SAMPLES = 5


def planar(*parents: int | None) -> Tree:
    """Planar links that hang on the links with the given numbers."""
    names = [None if parent is None else f"s{parent}" for parent in parents]
    links = tuple(Link(f"s{k}", parent, "z", load=PLANAR_WRENCH) for k, parent in enumerate(names))
    return Tree(f"kane_{len(links)}", links)


def residual(tree: Tree, p: dict[str, float]):
    """Kane's generalised forces that are missing for the motion: what base and hinges must supply.

    A function of (q, u, udot, wrenches, gravity); coordinates are the base's x and y, then hinge angles.
    """
    count = len(tree.links)
    q, u = dynamicsymbols(f"q:{count + 2}"), dynamicsymbols(f"u:{count + 2}")
    loads = sp.symbols(f"l:{3 * count}")
    g = sp.symbols("g:2")
    world, ground = ReferenceFrame("W"), Point("O")
    ground.set_vel(world, 0)
    base = ground.locatenew("base", q[0] * world.x + q[1] * world.y)
    base.set_vel(world, u[0] * world.x + u[1] * world.y)
    frames, origins, bodies, acting = {None: world}, {None: base}, [], []
    for k, link in enumerate(tree.links):
        name, up = link.name, frames[link.parent]
        here = up.orientnew(f"A{k}", "Axis", [q[k + 2], up.z])
        here.set_ang_vel(up, u[k + 2] * up.z)
        jx, jy, _ = point(p, f"j_{name}")
        origin = base
        if link.parent is not None:
            origin = origins[link.parent].locatenew(f"P{k}", jx * up.x + jy * up.y)
            origin.v2pt_theory(origins[link.parent], world, up)
        cx, cy, _ = point(p, f"c_{name}")
        centre = origin.locatenew(f"C{k}", cx * here.x + cy * here.y)
        centre.v2pt_theory(origin, world, here)
        mass = p[f"m_{name}"]
        bodies.append(RigidBody(name, centre, here, mass, (inertia(here, 0, 0, p[f"I_{name}_z"]), centre)))
        fx, fy, nz = loads[3 * k : 3 * k + 3]
        acting += [(centre, mass * (g[0] * world.x + g[1] * world.y)), (origin, fx * world.x + fy * world.y)]
        acting.append((here, nz * world.z))
        frames[name], origins[name] = here, origin
    kane = KanesMethod(world, q, u, [b - a.diff() for a, b in zip(q, u, strict=True)])
    fr, frstar = kane.kanes_equations(bodies, acting)
    plain = {s: sp.Symbol(f"s{k}") for k, s in enumerate([*(s.diff() for s in u), *u, *q])}
    missing = (-(fr + frstar)).subs({s: plain[s] for s in (s.diff() for s in u)}).subs(plain)
    arguments = [[plain[s] for s in q], [plain[s] for s in u], [plain[s.diff()] for s in u], loads, g]
    return sp.lambdify(arguments, list(missing), cse=True)


@pytest.mark.parametrize(
    "parents",
    [(None, 0, 1), (None, 0, 0, 2), (None, 0, 1, 0, 3)],
    ids=["chain of 3", "branched 4", "two chains on a base"],
)
def test_law_equals_kane(parents):
    tree = planar(*parents)
    rng = np.random.default_rng(len(parents))
    p, x = parameters(tree, rng), states(tree, rng, SAMPLES)
    base = rng.uniform(-5.0, 5.0, (3, 2, SAMPLES))  # position, velocity, acceleration of the base
    seen = dict(x) | {"g_x": x["g_x"] - base[2, 0], "g_y": x["g_y"] - base[2, 1]}
    out = inverse_dynamics(tree).on_numpy(p, seen)
    kane = residual(tree, p)
    for i in range(SAMPLES):
        hinges = [[x[f"{k}_{link}_{axis}"][i] for link, axis in tree.hinges] for k in "qua"]
        coordinates = [[*base[k, :, i], *hinges[k]] for k in range(3)]
        wrenches = [x[f"{k}_{link.name}"][i] for link in tree.links for k in PLANAR_WRENCH]
        expected = kane(*coordinates, wrenches, [x["g_x"][i], x["g_y"][i]])
        got = [out["s0.F_x"][i], out["s0.F_y"][i], *(out[f"{link.name}.N_z"][i] for link in tree.links)]
        assert deviation(got, np.array(expected, dtype=float)) < 1e-10
