"""What the machine itself allows, and how near the block kernel comes to it."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import speed_model
from numba import njit
from speed_clock import Contestant, Row, interleaved
from speed_kernels import assembly, block_form

from biolift.engine.kernels.support import OPTIONS
from biolift.engine.workspace import LANES, aligned

SECTION = "the machine's own limit"
STEPS = 32  # fused multiply-adds on every lane before it is written back
TIMES = 2000
STREAM = 8_000_000  # doubles: far beyond every cache


@njit(**OPTIONS | {"cache": False})
def _fused(W: Any, times: int) -> None:
    for _ in range(times):
        for t in range(LANES):
            v = W[t]
            for _ in range(STEPS):
                v = v * 0.999 + 1e-3
            W[t] = v


@njit(fastmath=True)
def _read(x: Any) -> float:
    total = 0.0
    for k in range(x.size):
        total += x[k]
    return total


def arithmetic(text: str) -> dict[str, int]:
    """Packed arithmetic instructions in x86-64 assembly by width: what two vector units have to issue."""
    plain = "add|sub|mul|div|sqrt|rndscale|round|max|min|blendv?|andn?|x?or"
    found = re.findall(rf"\bv(?:fn?m(?:add|sub)\w*|cmp\w*|{plain})pd\s(.*)", text)
    return {width: sum(f"%{width}" in operands for operands in found) for width in ("zmm", "ymm")}


def measure(rounds: int) -> list[Row]:
    """Fused multiply-adds and memory at full speed, beside the 9-segment kernel in the same rounds."""
    W, long = aligned(LANES), np.ones(STREAM)
    count = arithmetic(assembly(speed_model.stage()))
    width = "zmm" if count["zmm"] > count["ymm"] else "ymm"
    lanes = {"zmm": 8, "ymm": 4}[width]
    ours = block_form()
    fma = Contestant("fma", lambda: _fused(W, TIMES), TIMES * STEPS * LANES)
    memory = Contestant("memory", lambda: _read(long), 8 * STREAM)
    seconds = interleaved([ours, fma, memory], rounds)
    bound = seconds["fma"] * count[width]  # a lane's share of one instruction, times the instructions
    note = f"{count[width]} packed instructions for {lanes} samples, each at the rate of a fused multiply-add"
    share = 100.0 * bound / seconds[ours.name]
    chains, size = f"chains of {STEPS} on {LANES} lanes", f"{8 * STREAM // 10**6} MB, one thread"
    return [
        Row(SECTION, "fused multiply-adds", "GFLOP/s", 2e-9 / seconds["fma"], chains),
        Row(SECTION, "reading memory", "GB/s", 1e-9 / seconds["memory"], size),
        Row(SECTION, "issue bound, 9 segments", "ns/sample", 1e9 * bound, note),
        Row(SECTION, "reached, 9 segments", "ns/sample", 1e9 * seconds[ours.name], "block form, in cache"),
        Row(SECTION, "share of the bound reached", "%", share, "bound over reached, round by round"),
    ]
