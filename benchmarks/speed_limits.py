"""What the machine itself allows, how near the block kernel comes to it, and how cost grows with size."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import speed_model
from numba import njit
from speed_clock import Contestant, Row, interleaved
from speed_kernels import assembly, block_form, block_loop, blocks_of, fill

from biolift.engine.compiled import load_kernel
from biolift.engine.kernels.support import OPTIONS
from biolift.engine.workspace import LANES, aligned, vector
from biolift.laws.body import inverse_dynamics
from biolift.laws.tree import Link, Tree

SECTION = "the machine's own limit"
GROWTH = "growth"
STEPS = 32  # fused multiply-adds on every lane before it is written back
TIMES = 2000
STREAM = 8_000_000  # doubles: far beyond every cache
SEGMENTS = (3, 6, 9, 13)
SAMPLES = (64, 1024, 16_384, 131_072)


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


def limits(rounds: int) -> list[Row]:
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


def _chain(segments: int) -> Contestant:
    """A planar chain of so many segments in cache, every one loaded."""
    links = tuple(Link(f"s{k}", f"s{k - 1}" if k else None) for k in range(segments))
    stage = inverse_dynamics(Tree(f"chain_{segments}", links))
    rng = np.random.default_rng(0)
    work = fill(stage, {name: rng.uniform(-1.0, 1.0, LANES) for name in stage.inputs["body"]})
    P = vector(stage, {name: float(rng.uniform(0.2, 1.0)) for name in stage.parameters})
    loop, blocks = block_loop(load_kernel(stage)), blocks_of(work)
    return Contestant(f"{segments} segments in a chain", lambda: loop((P,), blocks, 200), 200 * LANES)


def _length(samples: int) -> Contestant:
    """The 9-segment body over so many samples, each worked out once."""
    stage = speed_model.stage()
    work = fill(stage, speed_model.rows(speed_model.trajectory(samples), loaded=True))
    loop, P, blocks = block_loop(load_kernel(stage)), vector(stage, speed_model.numbers()), blocks_of(work)
    note = f"{blocks.nbytes / 2**20:.3g} MiB"
    return Contestant(f"9 segments, {samples} samples", lambda: loop((P,), blocks, 1), samples, note)


def growth(rounds: int) -> list[Row]:
    """Cost per sample against the number of segments, and of samples (cache, then memory)."""
    every = [_chain(n) for n in SEGMENTS] + [_length(n) for n in SAMPLES]
    seconds = interleaved(every, rounds)
    firsts: dict[bool, Row] = {}
    rows = []
    for one in every:
        chain = "chain" in one.name
        row = Row(GROWTH, one.name, "ns/sample", 1e9 * seconds[one.name], one.note, against=firsts.get(chain))
        firsts.setdefault(chain, row)
        rows.append(row)
    return rows


def measure(rounds: int) -> list[Row]:
    """Both sections."""
    return [*limits(rounds), *growth(max(1, rounds // 3))]
