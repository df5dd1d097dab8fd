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
from speed_engines import mujoco, pinocchio
from speed_kernels import batch
from speed_peer import SAMPLES, Missing, Peer
from speed_symbolic import casadi, lambdify

SECTION = "inverse dynamics against other engines"
AGREE = 1e-12
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
