"""OpenSim: its inverse dynamics solver on the same 9-segment body, one call per sample.

In a process of its own, beside ours: it brings a copy of CasADi that cannot live beside CasADi itself.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import speed_model
from speed_clock import Array, Contestant, Row, interleaved, relative
from speed_kernels import batch
from speed_peer_base import SAMPLES as SHARED
from speed_peer_base import Missing, Peer, need

NAME = "OpenSim InverseDynamicsSolver, Python loop"
OURS = "biolift, block form, beside OpenSim"
SAMPLES = 128  # it takes its time
AGREE = 1e-12


def _model(osim: Any) -> tuple[Any, list[str]]:
    """The body on a planar joint and pins; its coordinates in our order: base x and y, then every hinge."""
    model = osim.Model()
    model.set_gravity(osim.Vec3(0.0, -speed_model.GRAVITY, 0.0))
    bodies: list[Any] = []
    coordinates: list[Any] = []
    zero = osim.Vec3(0.0, 0.0, 0.0)
    for k, (name, up) in enumerate(zip(speed_model.SEGMENTS, speed_model.PARENT, strict=True)):
        x, y = speed_model.CENTRE[k]
        moment = speed_model.INERTIA[k]
        inertia = osim.Inertia(moment, moment, moment, 0.0, 0.0, 0.0)
        body = osim.Body(name, speed_model.MASS[k], osim.Vec3(x, y, 0.0), inertia)
        place = osim.Vec3(*speed_model.JOINT[k], 0.0)
        parent = model.getGround() if up < 0 else bodies[up]
        kind = osim.PlanarJoint if up < 0 else osim.PinJoint
        joint = kind(f"to_{name}", parent, place, zero, body, zero, zero)
        model.addBody(body)
        model.addJoint(joint)
        bodies.append(body)
        if up < 0:  # a planar joint turns first, then slides along x and y
            coordinates = [joint.get_coordinates(i) for i in (1, 2, 0)]
        else:
            coordinates.append(joint.get_coordinates(0))
    return model, [one.getName() for one in coordinates]


def _places(state: Any, coordinates: list[Any]) -> list[int]:
    """Where each coordinate's speed stands in the system."""
    out = []
    for one in coordinates:
        state.setU(_vector(np.zeros(state.getNU())))
        one.setSpeedValue(state, 1.0)
        out.append(int(np.argmax(state.getU().to_numpy())))
    return out


def _vector(values: Array) -> Any:
    import opensim as osim

    vector = osim.Vector(len(values), 0.0)
    for k, value in enumerate(values):
        vector.set(k, float(value))
    return vector


def opensim() -> Peer:
    """`InverseDynamicsSolver.solve` on the unloaded motion; its bindings take one state at a time."""
    import opensim as osim

    osim.Logger.setLevelString("off")
    model, names = _model(osim)
    state = model.initSystem()
    place = _places(state, [model.getCoordinateSet().get(name) for name in names])
    order, solver = np.argsort(place), osim.InverseDynamicsSolver(model)
    q, u, a = (part[:, :SAMPLES].T[:, order] for part in speed_model.trajectory(SHARED))
    rows = [tuple(map(_vector, row)) for row in zip(q, u, a, strict=True)]

    def solve(pose: Any, speed: Any, faster: Any, alive: Any = model) -> Any:  # nothing else keeps the model
        state.setQ(pose)
        state.setU(speed)
        return solver.solve(state, faster)

    def loop() -> None:
        for row in rows:
            solve(*row)

    def answer() -> Array:
        return np.array([solve(*row).to_numpy()[place] for row in rows]).T

    note = f"unloaded motion, {SAMPLES} samples; its bindings take one state at a time"
    return Peer(NAME, loop, answer, False, note, SAMPLES)


def beside_opensim(section: str, rounds: int) -> list[Row]:
    """Ours and OpenSim, taking turns in a process of their own."""
    try:
        need("opensim")
    except Missing as error:
        return [Row.left_out(section, NAME, str(error))]
    command = [sys.executable, str(Path(__file__)), "--rounds", str(rounds)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        return [Row.left_out(section, NAME, done.stderr.strip().splitlines()[-1])]
    found = json.loads(done.stdout.splitlines()[-1])
    print(f"agrees to {found['difference']:.1e}: {NAME}")
    ours, theirs = (1e9 * np.array(found[name]) for name in (OURS, NAME))
    first = Row(section, OURS, "ns/sample", ours, "in the same process as OpenSim")
    return [first, Row(section, NAME, "ns/sample", theirs, found["note"], found["difference"], first)]


def main() -> None:
    """Time both and print the rounds as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=10)
    peer, answer = opensim(), batch(SHARED, loaded=False)[1]
    difference = relative(peer.answer(), speed_model.generalised(answer())[:, :SAMPLES])
    assert difference < AGREE, f"OpenSim differs from ours by {difference:.1e}"
    contestants = [Contestant(OURS, batch(SHARED)[0], SHARED), Contestant(NAME, peer.call, SAMPLES)]
    seconds = interleaved(contestants, parser.parse_args().rounds)
    taken = {name: list(values) for name, values in seconds.items()}
    print(json.dumps({"difference": difference, "note": peer.note} | taken))


if __name__ == "__main__":
    main()
