"""General engines for three dimensions: Pinocchio and MuJoCo, on the unloaded motion."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from pathlib import Path

import numpy as np
import speed_c
import speed_model
from speed_clock import Array
from speed_peer_base import SAMPLES, Peer, compiler, need


def _body_axes(q: Array, u: Array, a: Array) -> tuple[list[Array], Callable[[Array], Array]]:
    """The motion as Pinocchio's planar joint wants it, the base in its own axes, and forces back from it."""
    c, s = np.cos(q[2]), np.sin(q[2])

    def along(v: Array) -> Array:
        return np.stack([c * v[0] + s * v[1], c * v[1] - s * v[0]])

    slip, push = along(u), along(a) + u[2] * np.stack([along(u)[1], -along(u)[0]])
    parts = ((q[:2], c, s, q[3:]), (slip, u[2:]), (push, a[2:]))

    def to_world(tau: Array) -> Array:
        return np.vstack([c * tau[0] - s * tau[1], s * tau[0] + c * tau[1], tau[2:]])

    return [np.asfortranarray(np.vstack(part)) for part in parts], to_world


def pinocchio(folder: Path) -> list[Peer]:
    """Recursive Newton-Euler of Pinocchio: its batch in C++, and one call per sample."""
    need("pinocchio")
    import pinocchio as pin

    model, joint = pin.Model(), {-1: 0}
    for k, (name, up) in enumerate(zip(speed_model.SEGMENTS, speed_model.PARENT, strict=True)):
        place = pin.SE3(np.eye(3), np.array([*speed_model.JOINT[k], 0.0]))
        kind = pin.JointModelRZ() if k else pin.JointModelPlanar()
        joint[k] = model.addJoint(joint[up], kind, place, name)
        inertia = np.diag([0.0, 0.0, speed_model.INERTIA[k]])
        centre = np.array([*speed_model.CENTRE[k], 0.0])
        body = pin.Inertia(speed_model.MASS[k], centre, inertia)
        model.appendBodyToJoint(joint[k], body, pin.SE3.Identity())
    model.gravity.linear = np.array([0.0, -speed_model.GRAVITY, 0.0])
    motion, to_world = _body_axes(*speed_model.trajectory(SAMPLES))
    each = [[np.ascontiguousarray(part[:, t]) for part in motion] for t in range(SAMPLES)]
    tau, data, rnea = np.empty_like(motion[1], order="F"), model.createData(), pin.rnea

    def one_by_one() -> Array:
        return to_world(np.stack([rnea(model, data, q, u, a) for q, u, a in each], axis=1))

    def loop() -> None:
        for q, u, a in each:
            rnea(model, data, q, u, a)

    peers = [Peer("Pinocchio rnea, Python loop", loop, one_by_one, False)]
    if hasattr(pin, "rneaInParallel"):
        pool = pin.ModelPool(model, 1)

        def parallel() -> None:
            pin.rneaInParallel(1, pool, *motion, tau)

        def answer() -> Array:
            parallel()
            return to_world(tau)

        peers.insert(0, Peer("Pinocchio rneaInParallel, 1 thread", parallel, answer, False))
    return peers


def _mujoco_xml() -> str:
    """The body as MJCF; in the plane only the last moment of inertia counts."""

    def body(k: int) -> str:
        mass, (x, y), (jx, jy) = speed_model.MASS[k], speed_model.CENTRE[k], speed_model.JOINT[k]
        inertia = " ".join(3 * [repr(speed_model.INERTIA[k])])
        slides = "".join(f'<joint type="slide" axis="{axis}"/>' for axis in ("1 0 0", "0 1 0"))
        children = "".join(body(c) for c, up in enumerate(speed_model.PARENT) if up == k)
        return (
            f'<body pos="{jx} {jy} 0">{"" if k else slides}<joint type="hinge" axis="0 0 1"/>'
            f'<inertial pos="{x} {y} 0" mass="{mass}" diaginertia="{inertia}"/>{children}</body>'
        )

    return (
        '<mujoco><compiler angle="radian" inertiafromgeom="false"/>'
        f'<option gravity="0 {-speed_model.GRAVITY} 0">'
        '<flag contact="disable" constraint="disable"/></option>'
        f"<worldbody>{body(0)}</worldbody></mujoco>"
    )


def mujoco_python(folder: Path) -> list[Peer]:
    """MuJoCo's inverse dynamics, one call per sample."""
    need("mujoco")
    import mujoco

    model = mujoco.MjModel.from_xml_string(_mujoco_xml())
    data = mujoco.MjData(model)
    q, u, a = (np.ascontiguousarray(part.T) for part in speed_model.trajectory(SAMPLES))
    tau, inverse = np.empty_like(q), mujoco.mj_inverse

    def loop() -> None:
        qpos, qvel, qacc, force = data.qpos, data.qvel, data.qacc, data.qfrc_inverse
        for t in range(SAMPLES):
            qpos[:], qvel[:], qacc[:] = q[t], u[t], a[t]
            inverse(model, data)
            tau[t] = force

    def answer() -> Array:
        loop()
        return tau.T

    return [Peer("MuJoCo mj_inverse, Python loop", loop, answer, False)]


def mujoco_c(folder: Path) -> list[Peer]:
    """MuJoCo from a loop in C: its shortest path to inverse dynamics, and `mj_inverse`."""
    need("mujoco")
    import mujoco

    loops = speed_c.mujoco_loops(folder, compiler(), Path(mujoco.__file__).parent)
    model = mujoco.MjModel.from_xml_string(_mujoco_xml())
    data = mujoco.MjData(model)
    motion = [np.ascontiguousarray(part.T) for part in speed_model.trajectory(SAMPLES)]
    tau = np.empty_like(motion[0])
    arrays = [part.ctypes.data_as(ctypes.c_void_p) for part in (*motion, tau)]

    def peer(name: str, run: Callable[..., object]) -> Peer:
        def loop() -> None:
            handles = (ctypes.c_void_p(model._address), ctypes.c_void_p(data._address))
            run(*handles, SAMPLES, model.nv, *arrays)

        def answer() -> Array:
            loop()
            return tau.T.copy()

        return Peer(f"MuJoCo {name}, C loop", loop, answer, False)

    return [peer(name, run) for name, run in zip(("kinematics and mj_rne", "mj_inverse"), loops, strict=True)]
