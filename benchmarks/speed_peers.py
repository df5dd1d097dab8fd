"""Other engines on the same 9-segment body and trajectory, each called in the fastest way found.

Every peer says what it needs and is left out, with the reason, where that is missing; none is timed before
it agrees with ours.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import speed_c
import speed_model
from speed_clock import Contestant, Row, interleaved, relative
from speed_engines import mujoco_c, mujoco_python, pinocchio
from speed_jax import jax
from speed_kernels import batch
from speed_opensim import beside_opensim
from speed_peer_base import SAMPLES, Missing, Peer
from speed_symbolic import casadi, lambdify

SECTION = "inverse dynamics against other engines"
AGREE = 1e-12
PEERS: dict[str, Callable[[Path], list[Peer]]] = {
    "Pinocchio": pinocchio,
    "MuJoCo, C loop": mujoco_c,
    "MuJoCo, Python loop": mujoco_python,
    "CasADi generated C": casadi,
    "JAX": jax,
    "sympy lambdify": lambdify,
}


def gather(folder: Path) -> tuple[list[Peer], list[Row]]:
    """All peers that can run here, and a row with the reason for each that cannot."""
    found: list[Peer] = []
    left_out: list[Row] = []
    for name, make in PEERS.items():
        try:
            found += make(folder)
        except (Missing, speed_c.NotBuilt) as error:
            left_out.append(Row.left_out(SECTION, name, str(error)))
    return found, left_out


def differences(peers: list[Peer]) -> dict[str, float]:
    """Largest relative difference of each peer from our block kernel on the same motion.

    Raises
    ------
    AssertionError
        When an engine does not agree: then the times mean nothing.
    """
    wanted = speed_model.stage().outputs["body"]
    outputs = {loaded: batch(SAMPLES, loaded)[1]() for loaded in (False, True)}
    expected = {
        False: speed_model.generalised(outputs[False]),
        True: np.stack([outputs[True][name] for name in wanted]),
    }
    answers = {peer.name: (peer.answer(), expected[peer.loaded]) for peer in peers}
    found = {name: relative(theirs, ours[:, : theirs.shape[1]]) for name, (theirs, ours) in answers.items()}
    for name, difference in found.items():
        print(f"agrees to {difference:.1e}: {name}")
        assert difference < AGREE, f"{name} differs from ours by {difference:.1e}"
    return found


def measure(rounds: int, folder: Path) -> list[Row]:
    """Ours and every peer on one trajectory, taking turns."""
    peers, left_out = gather(folder)
    difference = differences(peers)
    ours = Contestant("biolift, block form", batch(SAMPLES)[0], SAMPLES, "with loads and reactions")
    contestants = [ours, *(Contestant(peer.name, peer.call, peer.samples, peer.note) for peer in peers)]
    seconds = interleaved(contestants, rounds)
    first = Row(SECTION, ours.name, "ns/sample", 1e9 * seconds[ours.name], ours.note)
    others = [
        Row(SECTION, p.name, "ns/sample", 1e9 * seconds[p.name], p.note, difference[p.name], first)
        for p in peers
    ]
    others.sort(key=lambda row: row.ratio or 0.0)
    return [first, *others, *beside_opensim(SECTION, rounds), *left_out]
