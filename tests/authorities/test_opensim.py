"""Printed scalar kernels against OpenSim: base, hinges, and joint reactions of its forward dynamics."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from laws.bodies import Numbers, Rows, point, wrench

from biolift.laws.tree import Link, Tree

with warnings.catch_warnings():
    # Its SWIG types carry no module name, which newer Pythons announce at import.
    warnings.filterwarnings("ignore", "builtin type .* has no __module__ attribute", DeprecationWarning)
    osim = pytest.importorskip("opensim")
pytestmark = pytest.mark.authorities

SAMPLES = 4  # a model is built for every sample


def _vec(values) -> osim.Vec3:
    return osim.Vec3(*(float(v) for v in values))


def _array(v) -> np.ndarray:
    return np.array([v.get(k) for k in range(3)])


def _transform(link: Link) -> osim.SpatialTransform:
    """Turns about the hinge axes in order, then about the axes that have none by nothing."""
    transform = osim.SpatialTransform()
    order = link.axes + "".join(k for k in "xyz" if k not in link.axes)
    slides = [f"base_{k}" for k in "xyz"] if link.parent is None else []
    turns = [f"{link.name}_{k}" for k in link.axes]
    rows = [*zip(range(3), turns, strict=False), *zip(range(3, 6), slides, strict=False)]
    for k, axis in enumerate(order):
        transform.updTransformAxis(k).setAxis(_vec(np.eye(3)["xyz".index(axis)]))
        transform.updTransformAxis(k).set_function(osim.Constant(0.0))
    for k, name in rows:
        names = osim.ArrayStr()
        names.append(name)
        transform.updTransformAxis(k).setCoordinateNames(names)
        transform.updTransformAxis(k).set_function(osim.LinearFunction(1.0, 0.0))
    return transform


class Engine:
    """An OpenSim model of the tree with one CustomJoint per link, rebuilt with the loads of each sample."""

    def __init__(self, tree: Tree, p: Numbers) -> None:
        self.tree, self.p = tree, p

    def build(self, x: Rows, gravity: np.ndarray, i: int) -> osim.Model:
        model, body = osim.Model(), {}
        model.setGravity(_vec(gravity))
        for link in self.tree.links:
            name, p = link.name, self.p
            inertia = osim.Inertia(*(p[f"I_{name}_{k}"] for k in "xyz"), 0.0, 0.0, 0.0)
            body[name] = osim.Body(name, p[f"m_{name}"], _vec(point(p, f"c_{name}")), inertia)
            model.addBody(body[name])
            up = model.getGround() if link.parent is None else body[link.parent]
            zero = osim.Vec3(0)
            place = (up, _vec(point(p, f"j_{name}")), zero, body[name], zero, zero)
            model.addJoint(osim.CustomJoint(f"to_{name}", *place, _transform(link)))
            self._push(model, body[name], *wrench(x, name, i))
        for coordinate in ("base_x", "base_y", "base_z", *(f"{a}_{b}" for a, b in self.tree.hinges)):
            motor = osim.CoordinateActuator(coordinate)
            motor.setName(f"motor_{coordinate}")
            model.addForce(motor)
        return model

    @staticmethod
    def _push(model: osim.Model, body: osim.Body, force: np.ndarray, moment: np.ndarray) -> None:
        push = osim.PrescribedForce(f"push_{body.getName()}", body)
        push.setForceIsInGlobalFrame(True)
        push.setPointIsInGlobalFrame(False)
        push.setForceFunctions(*(osim.Constant(float(v)) for v in force))
        push.setTorqueFunctions(*(osim.Constant(float(v)) for v in moment))
        push.setPointFunctions(*(osim.Constant(0.0) for _ in range(3)))
        model.addForce(push)

    def __call__(self, x: Rows, base: np.ndarray, gravity: np.ndarray, i: int):
        """Base force, hinge torques, and force and moment at every joint in sample `i`."""
        model = self.build(x, gravity, i)
        state = model.initSystem()
        motion = {f"base_{k}": base[:, n] for n, k in enumerate("xyz")}
        motion |= {f"{a}_{b}": [x[f"{k}_{a}_{b}"][i] for k in "qua"] for a, b in self.tree.hinges}
        coordinates = model.updCoordinateSet()
        place = {}  # where a coordinate's speed stands in the system
        for name in motion:
            state.setU(osim.Vector(state.getNU(), 0.0))
            coordinates.get(name).setSpeedValue(state, 1.0)
            place[name] = int(np.argmax(state.getU().to_numpy()))
        faster = osim.Vector(state.getNU(), 0.0)
        for name, (value, speed, acceleration) in motion.items():
            coordinates.get(name).setValue(state, float(value), False)
            coordinates.get(name).setSpeedValue(state, float(speed))
            faster.set(place[name], float(acceleration))
        model.realizeDynamics(state)
        tau = osim.InverseDynamicsSolver(model).solve(state, faster).to_numpy()
        for name in motion:
            motor = osim.CoordinateActuator.safeDownCast(model.updForceSet().get(f"motor_{name}"))
            motor.overrideActuation(state, True)
            motor.setOverrideActuation(state, float(tau[place[name]]))
        model.realizeAcceleration(state)
        reactions = {}
        for link in self.tree.links:
            load = model.getJointSet().get(f"to_{link.name}").calcReactionOnChildExpressedInGround(state)
            reactions[link.name] = (_array(load.get(1)), _array(load.get(0)))
        hinges = np.array([tau[place[f"{a}_{b}"]] for a, b in self.tree.hinges])
        return np.array([tau[place[f"base_{k}"]] for k in "xyz"]), hinges, reactions


def test_inverse_dynamics(case, agree):
    agree(Engine(case.tree, case.p), case, SAMPLES)
