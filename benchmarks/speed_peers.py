"""Other engines on the same 9-segment body and trajectory, each called in the fastest way found.

Every peer says what it needs and is left out, with the reason, where that is missing. Pinocchio and
MuJoCo are general three-dimensional engines and get the unloaded motion; CasADi and sympy get our law.
"""

from __future__ import annotations

import ctypes
import importlib.util
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import speed_c
import speed_model
from speed_clock import Array, Contestant, Row, interleaved, relative
from speed_kernels import batch

from biolift.laws.stage import Stage

SECTION = "inverse dynamics against other engines"
SAMPLES = 1024
AGREE = 1e-12


class Missing(Exception):
    """A peer cannot run here; the message says why."""


@dataclass(frozen=True)
class Peer:
    """One way of calling another engine: `answer` gives generalised forces (11, T), or all outputs."""

    name: str
    call: Callable[[], object]
    answer: Callable[[], Array]
    loaded: bool
    note: str = ""
    samples: int = SAMPLES


def need(*modules: str) -> None:
    """Refuse when a module is not installed."""
    for name in modules:
        if importlib.util.find_spec(name) is None:
            raise Missing(f"{name} is not installed")


def compiler() -> str:
    """The C compiler."""
    found = shutil.which("gcc")
    if found is None:
        raise Missing("gcc is not installed")
    return found


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


def mujoco(folder: Path) -> list[Peer]:
    """MuJoCo's inverse dynamics from a Python loop, and its shortest path from a loop in C."""
    need("mujoco")
    import mujoco as mj

    def body(k: int) -> str:
        mass, (x, y), (jx, jy) = speed_model.MASS[k], speed_model.CENTRE[k], speed_model.JOINT[k]
        inertia = " ".join(3 * [repr(speed_model.INERTIA[k])])  # in the plane only the last counts
        slides = "".join(f'<joint type="slide" axis="{axis}"/>' for axis in ("1 0 0", "0 1 0"))
        children = "".join(body(c) for c, up in enumerate(speed_model.PARENT) if up == k)
        return (
            f'<body pos="{jx} {jy} 0">{"" if k else slides}<joint type="hinge" axis="0 0 1"/>'
            f'<inertial pos="{x} {y} 0" mass="{mass}" diaginertia="{inertia}"/>{children}</body>'
        )

    model = mj.MjModel.from_xml_string(
        '<mujoco><compiler angle="radian" inertiafromgeom="false"/>'
        f'<option gravity="0 {-speed_model.GRAVITY} 0">'
        '<flag contact="disable" constraint="disable"/></option>'
        f"<worldbody>{body(0)}</worldbody></mujoco>"
    )
    data = mj.MjData(model)
    motion = [np.ascontiguousarray(part.T) for part in speed_model.trajectory(SAMPLES)]
    tau = np.empty_like(motion[0])

    def loop() -> None:
        qpos, qvel, qacc, force, inverse = data.qpos, data.qvel, data.qacc, data.qfrc_inverse, mj.mj_inverse
        q, u, a = motion
        for t in range(SAMPLES):
            qpos[:], qvel[:], qacc[:] = q[t], u[t], a[t]
            inverse(model, data)
            tau[t] = force

    def answer() -> Array:
        loop()
        return tau.T

    peers = [Peer("MuJoCo mj_inverse, Python loop", loop, answer, False)]
    try:
        run = speed_c.mujoco_loop(folder, compiler(), Path(mj.__file__).parent)
    except (Missing, speed_c.NotBuilt) as error:
        print(f"left out: MuJoCo, C loop: {error}")
        return peers
    arrays = [part.ctypes.data_as(ctypes.c_void_p) for part in (*motion, tau)]
    handles = [ctypes.c_void_p(thing._address) for thing in (model, data)]

    def inside() -> Array:
        run(*handles, SAMPLES, model.nv, *arrays)
        return tau.T

    peers.append(Peer("MuJoCo kinematics and mj_rne, C loop", inside, inside, False))
    return peers


class Casadi:
    """Math namespace over CasADi's scalar expressions."""

    def __init__(self) -> None:
        import casadi

        self.sin, self.cos, self.sqrt = casadi.sin, casadi.cos, casadi.sqrt

    @staticmethod
    def let(name: str, value: Any) -> Any:
        """The value itself: CasADi keeps one node per expression."""
        return value


def _flat(stage: Stage) -> tuple[Array, Array]:
    """Input rows sample by sample, (T, rows), and the parameters."""
    rows = speed_model.rows(speed_model.trajectory(SAMPLES), loaded=True)
    p = speed_model.numbers()
    X = np.stack([rows[name] for name in stage.inputs["body"]], axis=1)
    return np.ascontiguousarray(X), np.array([p[name] for name in stage.parameters])


def casadi(folder: Path) -> list[Peer]:
    """Our law in CasADi: its generated C, compiled by gcc, under its own `map` and in a bare loop."""
    need("casadi")
    gcc = compiler()
    import casadi as ca

    stage = speed_model.stage()
    inputs, wanted = stage.inputs["body"], stage.outputs["body"]
    x, p = ca.SX.sym("x", len(inputs)), ca.SX.sym("p", len(stage.parameters))
    named = dict(zip(inputs, ca.vertsplit(x), strict=True))
    out = stage.law(Casadi(), dict(zip(stage.parameters, ca.vertsplit(p), strict=True)), named)
    law = ca.Function("law", [x, p], [ca.vertcat(*(out[name] for name in wanted))])
    library, run = speed_c.casadi_loop(folder, gcc, law)
    batched = ca.external("law", str(library)).map("batch", "serial", SAMPLES, [1], [])
    X, P = _flat(stage)
    Y = np.empty((SAMPLES, len(wanted)))
    buffer, evaluate = batched.buffer()
    buffer.set_arg(0, memoryview(X))
    buffer.set_arg(1, memoryview(P))
    buffer.set_res(0, memoryview(Y))
    arrays = [part.ctypes.data_as(ctypes.c_void_p) for part in (X, P, Y)]

    def mapped(alive: Any = (batched, buffer)) -> Array:  # CasADi does not keep them for `evaluate`
        evaluate()
        return Y.T

    def bare() -> Array:
        run(SAMPLES, *arrays)
        return Y.T

    note = "our law, with loads and reactions"
    return [
        Peer("CasADi generated C, map", mapped, mapped, True, note),
        Peer("CasADi generated C, bare C loop", bare, bare, True, note),
    ]


class Sympy:
    """Math namespace over plain sympy expressions, without named intermediates."""

    def __init__(self) -> None:
        import sympy as sp

        self.sin, self.cos, self.sqrt = sp.sin, sp.cos, sp.sqrt

    @staticmethod
    def let(name: str, value: Any) -> Any:
        """The value itself: finding what is shared is left to `cse`."""
        return value


def lambdify(folder: Path) -> list[Peer]:
    """Our law through sympy's own way to numbers: numpy on whole rows, common subexpressions taken out."""
    import sympy as sp

    stage = speed_model.stage()
    inputs, wanted = stage.inputs["body"], stage.outputs["body"]
    symbols = {name: sp.Symbol(name) for name in (*stage.parameters, *inputs)}
    out = stage.law(Sympy(), symbols, symbols)
    f = sp.lambdify(list(symbols.values()), [out[name] for name in wanted], "numpy", cse=True)
    X, P = _flat(stage)
    arguments = [*(float(v) for v in P), *np.ascontiguousarray(X.T)]

    def answer() -> Array:
        return np.stack(f(*arguments))

    note = "our law, with loads and reactions"
    return [Peer("sympy lambdify, numpy, cse", lambda: f(*arguments), answer, True, note)]


PEERS: tuple[Callable[[Path], list[Peer]], ...] = (pinocchio, mujoco, casadi, lambdify)


def gather(folder: Path) -> list[Peer]:
    """All peers that can run here; the others are named with their reason."""
    found: list[Peer] = []
    for make in PEERS:
        try:
            found += make(folder)
        except (Missing, speed_c.NotBuilt) as error:
            print(f"left out: {make.__name__}: {error}")
    return found


def differences(peers: list[Peer]) -> dict[str, float]:
    """Largest relative difference of each peer from our block kernel on the same motion.

    Raises
    ------
    AssertionError
        When an engine does not agree: then the times mean nothing.
    """
    wanted = speed_model.stage().outputs["body"]
    ours = {loaded: batch(SAMPLES, loaded)[1]() for loaded in (False, True)}
    expected = {
        False: speed_model.generalised(ours[False]),
        True: np.stack([ours[True][name] for name in wanted]),
    }
    found = {peer.name: relative(peer.answer(), expected[peer.loaded]) for peer in peers}
    for name, difference in found.items():
        print(f"agrees to {difference:.1e}: {name}")
        assert difference < AGREE, f"{name} differs from ours by {difference:.1e}"
    return found


def measure(rounds: int, folder: Path) -> list[Row]:
    """Ours and every peer on one trajectory, taking turns."""
    peers = gather(folder)
    difference = differences(peers)
    ours = Contestant("biolift, block form", batch(SAMPLES)[0], SAMPLES, "with loads and reactions")
    contestants = [ours, *(Contestant(peer.name, peer.call, peer.samples, peer.note) for peer in peers)]
    seconds = interleaved(contestants, rounds)
    first = Row(SECTION, ours.name, "ns/sample", 1e9 * seconds[ours.name], ours.note)
    others = [
        Row(SECTION, p.name, "ns/sample", 1e9 * seconds[p.name], p.note, difference[p.name], first)
        for p in peers
    ]
    return [first, *sorted(others, key=lambda row: row.median)]
