"""Chains of one's own: closed forms, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest

import biolift as bl
from biolift.errors import InputError

pytest.importorskip("scipy")
TIME = np.arange(300) / 100.0
M, L, G = 2.0, 0.4, 9.80665


def pendulum(**columns) -> bl.Recording:
    q = 0.5 * np.sin(3.0 * TIME)
    return bl.Recording.of(TIME, {"q": q, **columns})


def test_a_pendulum_from_its_angle_or_from_points():
    take = pendulum()
    q, a = take["q"], -9.0 * take["q"]
    u = 1.5 * np.cos(3.0 * TIME)
    points = {
        "hip_r_x": 0 * q,
        "hip_r_y": 0 * q,
        "knee_r_x": 2 * L * np.sin(q),
        "knee_r_y": -2 * L * np.cos(q),
    }
    take = take.with_columns(points | {"centre_x": L * np.sin(q), "centre_y": -L * np.cos(q)})
    rod = {"mass": M, "inertia": 0.05}
    ways = (
        bl.ChainSegment(name="rod", angle="q", mass_centre=(0.0, -L), **rod),
        bl.ChainSegment(name="rod", angle=("hip_r", "knee_r"), joint="hip_r", mass_centre=(0.0, -L), **rod),
        bl.ChainSegment(name="rod", angle="q", joint="hip_r", mass_centre="centre", **rod),
    )
    inner = slice(3, -3)
    for way in ways:
        ds = bl.inverse_dynamics(take, bl.Chain([way]))
        moment = (0.05 + M * L * L) * a + M * G * L * np.sin(q)
        np.testing.assert_allclose(ds.proximal_moment.sel(segment="rod")[inner], moment[inner], atol=1e-3)
        fy = M * (G + L * (np.cos(q) * u * u + np.sin(q) * a))
        np.testing.assert_allclose(
            ds.proximal_force.sel(segment="rod", axis="y")[inner], fy[inner], atol=1e-3
        )
        np.testing.assert_allclose(ds.segment_angle.sel(segment="rod"), q, atol=1e-9)


def test_a_force_that_holds_it_leaves_nothing():
    still = pendulum(
        q=0.3 + 0 * TIME, f_x=0 * TIME, f_y=M * G + 0 * TIME, p_x=L * np.sin(0.3) + 0 * TIME, p_y=0 * TIME
    )
    rod = bl.ChainSegment(name="rod", angle="q", mass_centre=(0.0, -L), mass=M)
    force = bl.ExternalForce(segment="rod", force="f_", point="p_")
    ds = bl.inverse_dynamics(still, bl.Chain([rod]), external_forces=[force])
    np.testing.assert_allclose(ds.proximal_moment, 0.0, atol=1e-9)
    np.testing.assert_allclose(ds.proximal_force, 0.0, atol=1e-9)


def test_both_sides_of_a_joint_differ_by_the_residual():
    take = pendulum(base_x=0.1 * TIME, base_y=1.0 + 0.05 * np.sin(2 * TIME))
    chain = bl.Chain(
        [
            bl.ChainSegment(name="trunk", mass=30.0, inertia=1.0, joint="base", mass_centre=(0.0, 0.3)),
            bl.ChainSegment(
                name="leg", parent="trunk", mass=10.0, joint=(0.0, -0.1), mass_centre=(0.0, -0.4), angle="q"
            ),
        ]
    )
    ds = bl.inverse_dynamics(take, chain)
    residual, force = ds.proximal_moment.sel(segment="trunk"), ds.proximal_force.sel(segment="trunk")
    arm = ds.segment_position.sel(segment="leg") - ds.segment_position.sel(segment="trunk")
    about = residual - arm.sel(axis="x") * force.sel(axis="y") + arm.sel(axis="y") * force.sel(axis="x")
    two = ds.proximal_moment - ds.proximal_moment_from_parent
    np.testing.assert_allclose(two.sel(segment="leg"), about, atol=1e-9)
    np.testing.assert_allclose(ds.proximal_moment_from_parent.sel(segment="trunk"), 0.0, atol=1e-9)
    assert "muscle" in ds.attrs["scope"] and ds.attrs["model"].startswith("Chain(")


@pytest.mark.parametrize(
    "make, words",
    [
        (lambda: bl.ChainSegment(name="a", mass=-1), "between 0"),
        (lambda: bl.ChainSegment(name="a", mass=float("nan")), "between 0"),
        (lambda: bl.ChainSegment(name="a", mass=1, joint=(1, 2, 3)), "two numbers"),
        (lambda: bl.ChainSegment(name="a", mass=1, spin="h", inertia=1.0), "without inertia"),
        (lambda: bl.Chain([]), "at least one"),
        (lambda: bl.Chain([bl.ChainSegment(name="a", mass=1, parent="b")]), "only the first has none"),
        (lambda: bl.Chain([bl.ChainSegment(name="a", mass=1)] * 2), "names that differ"),
        (lambda: bl.ExternalForce(segment="a", plate="p", force="f"), "given alone"),
        (lambda: bl.ExternalForce(segment="a", point="p"), "beside a point"),
    ],
)
def test_what_is_refused(make, words):
    with pytest.raises(InputError, match=words):
        make()


def test_columns_that_are_missing():
    rod = bl.Chain([bl.ChainSegment(name="rod", mass=1, angle="w")])
    with pytest.raises(InputError, match="'w'.*must be one of"):
        bl.inverse_dynamics(pendulum(), rod)
    rod = bl.Chain([bl.ChainSegment(name="rod", mass=1, angle="q")])
    with pytest.raises(InputError, match="f_y"):
        force = bl.ExternalForce(segment="rod", force="f_")
        bl.inverse_dynamics(pendulum(f_x=0 * TIME), rod, external_forces=[force])
    lost = np.where((TIME > 1) & (TIME < 1.1), np.nan, 5.0)
    with pytest.raises(InputError, match="9 instants without.*a point wherever there is a force"):
        force = bl.ExternalForce(segment="rod", force="f_", point="p_")
        take = pendulum(f_x=0 * TIME, f_y=1 + 0 * TIME, p_x=lost, p_y=0 * TIME)
        bl.inverse_dynamics(take, rod, external_forces=[force])
    with pytest.raises(InputError, match="belongs to an Athlete"):
        bl.inverse_dynamics(pendulum(), rod, load=bl.Barbell(20))
