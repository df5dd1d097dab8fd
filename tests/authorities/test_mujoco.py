"""Printed scalar kernels against MuJoCo: base, hinges and every joint reaction."""

from __future__ import annotations

import numpy as np
import pytest
from laws.bodies import AXIS, Numbers, Rows, point, wrench

from biolift.laws.tree import Link, Tree

mujoco = pytest.importorskip("mujoco")
pytestmark = pytest.mark.authorities

UNIT = {axis: " ".join("1" if k == axis else "0" for k in AXIS) for axis in AXIS}


def _text(values) -> str:
    return " ".join(repr(float(v)) for v in values)


def _body(tree: Tree, p: Numbers, link: Link) -> str:
    """One link and all that hangs on it, as MJCF."""
    name = link.name
    slides = [f'<joint type="slide" name="base_{k}" axis="{UNIT[k]}"/>' for k in "xyz"]
    hinges = [f'<joint type="hinge" name="{name}_{k}" axis="{UNIT[k]}"/>' for k in link.axes]
    mass, inertia = p[f"m_{name}"], _text(p[f"I_{name}_{k}"] for k in "xyz")
    return "\n".join(
        [
            f'<body name="{name}" pos="{_text(point(p, f"j_{name}"))}">',
            *(slides if link.parent is None else []),
            *hinges,
            f'<inertial pos="{_text(point(p, f"c_{name}"))}" mass="{mass!r}" diaginertia="{inertia}"/>',
            *(_body(tree, p, child) for child in tree.children(name)),
            "</body>",
        ]
    )


class Engine:
    """A MuJoCo model of the tree, without contacts and constraints."""

    def __init__(self, tree: Tree, p: Numbers) -> None:
        self.tree = tree
        self.model = mujoco.MjModel.from_xml_string(
            f"""<mujoco><compiler angle="radian" boundmass="0" boundinertia="0" inertiafromgeom="false"/>
            <option><flag contact="disable" constraint="disable"/></option>
            <worldbody>{_body(tree, p, tree.links[0])}</worldbody></mujoco>"""
        )
        self.data = mujoco.MjData(self.model)
        self.dof = {self.model.joint(k).name: k for k in range(self.model.njnt)}  # one each

    def __call__(self, x: Rows, base: np.ndarray, gravity: np.ndarray, i: int):
        """Base force, hinge torques, and force and moment at every joint in sample `i`."""
        data, model = self.data, self.model
        motion = np.zeros((3, model.nv))
        motion[:, :3] = base
        for link, axis in self.tree.hinges:
            motion[:, self.dof[f"{link}_{axis}"]] = [x[f"{k}_{link}_{axis}"][i] for k in "qua"]
        model.opt.gravity = gravity
        data.qpos, data.qvel, data.qacc = motion
        data.xfrc_applied = 0.0
        mujoco.mj_kinematics(model, data)
        for link in self.tree.links:
            body = data.body(link.name)
            f, n = wrench(x, link.name, i)
            arm = body.xpos - body.xipos
            body.xfrc_applied = [*f, *(n + np.cross(arm, f))]  # MuJoCo wants it about the mass centre
        mujoco.mj_inverse(model, data)
        tau = data.qfrc_inverse.copy()  # with the outside loads still to be supplied
        for link in self.tree.links:
            body, f_n = data.body(link.name), wrench(x, link.name, i)
            given = np.zeros(model.nv)
            mujoco.mj_applyFT(model, data, *f_n, body.xpos, body.id, given)
            tau -= given
        mujoco.mj_rnePostConstraint(model, data)
        centre = data.subtree_com[data.body(self.tree.links[0].name).id]
        reactions = {}
        for link in self.tree.links:
            body = data.body(link.name)
            moment, force = np.split(body.cfrc_int, 2)
            reactions[link.name] = (force, moment + np.cross(centre - body.xpos, force))
        hinges = np.array([tau[self.dof[f"{link}_{axis}"]] for link, axis in self.tree.hinges])
        return tau[:3], hinges, reactions


def test_inverse_dynamics(case, agree):
    agree(Engine(case.tree, case.p), case)
