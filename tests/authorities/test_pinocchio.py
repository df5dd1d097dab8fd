"""Printed scalar kernels against Pinocchio: base, hinges and every joint reaction."""

from __future__ import annotations

import numpy as np
import pytest
from laws.bodies import Numbers, Rows, orientations, point, wrench

from biolift.laws.tree import Tree

pin = pytest.importorskip("pinocchio")
pytestmark = pytest.mark.authorities


class Engine:
    """A Pinocchio model of the tree: one revolute joint per hinge, massless bodies in between."""

    def __init__(self, tree: Tree, p: Numbers) -> None:
        self.tree, self.model = tree, pin.Model()
        self.joint: dict[str | None, int] = {}
        at = 0
        for axis, kind in zip("xyz", (pin.JointModelPX, pin.JointModelPY, pin.JointModelPZ), strict=True):
            at = self.model.addJoint(at, kind(), pin.SE3.Identity(), f"base_{axis}")
        turns = {"x": pin.JointModelRX, "y": pin.JointModelRY, "z": pin.JointModelRZ}
        for link in tree.links:
            at = at if link.parent is None else self.joint[link.parent]
            place = pin.SE3(np.eye(3), point(p, f"j_{link.name}"))
            for axis in link.axes:
                at = self.model.addJoint(at, turns[axis](), place, f"{link.name}_{axis}")
                place = pin.SE3.Identity()
            inertia = np.diag([p[f"I_{link.name}_{k}"] for k in "xyz"])
            body = pin.Inertia(p[f"m_{link.name}"], point(p, f"c_{link.name}"), inertia)
            self.model.appendBodyToJoint(at, body, pin.SE3.Identity())
            self.joint[link.name] = at
        self.data = self.model.createData()

    def __call__(self, x: Rows, base: np.ndarray, gravity: np.ndarray, i: int):
        """Base force, hinge torques, and force and moment at every joint in sample `i`."""
        R, axes = orientations(self.tree, x, i)
        motion = np.zeros((3, self.model.nv))
        motion[:, :3] = base
        for (link, axis), _ in axes.items():
            at = self.model.joints[self.model.getJointId(f"{link}_{axis}")].idx_v
            motion[:, at] = [x[f"{k}_{link}_{axis}"][i] for k in "qua"]
        self.model.gravity.linear = gravity
        outside = [pin.Force.Zero() for _ in range(self.model.njoints)]
        for name, joint in self.joint.items():
            f, n = wrench(x, name, i)
            outside[joint] = pin.Force(R[name].T @ f, R[name].T @ n)
        tau = pin.rnea(self.model, self.data, *motion, outside)
        hinges = [tau[self.model.joints[self.model.getJointId(f"{a}_{b}")].idx_v] for a, b in axes]
        received = {name: self.data.f[joint] for name, joint in self.joint.items()}
        reactions = {name: (R[name] @ f.linear, R[name] @ f.angular) for name, f in received.items()}
        return tau[:3], np.array(hinges), reactions


def test_inverse_dynamics(case, agree):
    agree(Engine(case.tree, case.p), case)
