"""Our own kernels: inverse dynamics of the 9-segment body and of the library's full bodies, in cache.

Run as a script it times one block kernel and prints the rounds as JSON: the parent starts it again with
another vector width, which the compiler reads from the environment before numba is imported.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import speed_model
from numba import njit
from speed_clock import Array, Contestant, Row, interleaved, relative

from biolift.engine.compiled import load_kernel
from biolift.engine.kernels.support import OPTIONS
from biolift.engine.pack import body_numbers
from biolift.engine.workspace import LANES, Workspace, aligned, vector
from biolift.laws import body
from biolift.laws.stage import Stage
from biolift.laws.tree import human
from biolift.library.models import models
from biolift.nouns.athlete import Athlete

SECTION = "inverse dynamics in cache"
INSIDE = 200  # blocks per call from Python, so that the call itself does not show
LAUNCHES = 3


def block_loop(*kernels: Callable[..., None]) -> Callable[[tuple[Array, ...], Array, int], None]:
    """Compiled loop that runs one or two block kernels over all blocks, `times` times."""
    first, last = kernels[0], kernels[-1]
    if first is last:

        @njit
        def alone(P: Any, blocks: Any, times: int) -> None:
            for _ in range(times):
                for b in range(blocks.shape[0]):
                    first(P[0], blocks[b])

        return alone

    @njit
    def both(P: Any, blocks: Any, times: int) -> None:
        for _ in range(times):
            for b in range(blocks.shape[0]):
                first(P[0], blocks[b])
                last(P[1], blocks[b])

    return both


def fill(stage: Stage, rows: Mapping[str, Array]) -> Workspace:
    """A workspace of the stage with its input rows written."""
    work = Workspace(stage.rows("body"), len(next(iter(rows.values()))))
    work.put_all(rows)
    return work


def blocks_of(work: Workspace) -> Array:
    """The blocks as the kernels take them, (blocks, rows * LANES); a view."""
    return work.array.reshape(len(work.array), -1)


def outputs(stage: Stage, work: Workspace) -> dict[str, Array]:
    """Output rows by name."""
    return {name: work.get(name) for names in stage.outputs.values() for name in names}


def batch(samples: int, loaded: bool = True) -> tuple[Callable[[], None], Callable[[], dict[str, Array]]]:
    """The 9-segment body over a trajectory: a call that works it out, and one that returns all outputs."""
    stage = speed_model.stage()
    work = fill(stage, speed_model.rows(speed_model.trajectory(samples), loaded))
    loop, P, blocks = block_loop(load_kernel(stage)), vector(stage, speed_model.numbers()), blocks_of(work)

    def answer() -> dict[str, Array]:
        loop((P,), blocks, 1)
        return outputs(stage, work)

    return lambda: loop((P,), blocks, 1), answer


def block_form() -> Contestant:
    """The 9-segment block kernel on one block that stays in the nearest cache."""
    stage = speed_model.stage()
    work = fill(stage, speed_model.rows(speed_model.trajectory(LANES), loaded=True))
    loop, P, blocks = block_loop(load_kernel(stage)), vector(stage, speed_model.numbers()), blocks_of(work)
    size = blocks.nbytes // 1024
    return Contestant(
        "9 segments, block form", lambda: loop((P,), blocks, INSIDE), INSIDE * LANES, f"{size} KiB"
    )


def single_form() -> tuple[Contestant, float]:
    """The same in float32, and its largest difference from float64 over the largest output."""
    stage = speed_model.stage()
    work = fill(stage, speed_model.rows(speed_model.trajectory(LANES), loaded=True))
    loop, exact, numbers = block_loop(load_kernel(stage, "block32")), blocks_of(work), speed_model.numbers()
    P, blocks = vector(stage, numbers).astype(np.float32), aligned(exact.size // 2).view(np.float32)
    blocks = blocks.reshape(exact.shape)
    blocks[:] = exact
    block_loop(load_kernel(stage))((vector(stage, numbers),), exact, 1)
    loop((P,), blocks, 1)
    size = blocks.nbytes // 1024
    one = Contestant(
        "9 segments, block form, float32", lambda: loop((P,), blocks, INSIDE), INSIDE * LANES, f"{size} KiB"
    )
    return one, relative(blocks, exact)


def scalar_form() -> Contestant:
    """The same law one sample at a time."""
    stage = speed_model.stage()
    scalar, P = load_kernel(stage, "scalar"), vector(stage, speed_model.numbers())
    work = fill(stage, speed_model.rows(speed_model.trajectory(LANES), loaded=True))
    samples = np.ascontiguousarray(work.array[0].T)

    @njit
    def loop(P: Any, samples: Any, times: int) -> None:
        for _ in range(times):
            for t in range(samples.shape[0]):
                scalar(P, samples[t])

    return Contestant("9 segments, scalar form", lambda: loop(P, samples, INSIDE), INSIDE * LANES)


def full_body(turning: bool) -> Contestant:
    """The library's own body, kinematics and dynamics, with a wrench on each of its 13 segments."""
    tree = human(turning)
    stages = (body.kinematics(tree), body.dynamics(tree))
    person = body_numbers(models.standard.proportions.body(Athlete(mass=80.0, height=1.8, sex="male")))
    rng = np.random.default_rng(0)
    inputs = (*stages[0].inputs["body"], *body.wrench_rows(tree), *body.gravity_rows(tree))
    work = fill(stages[0], {name: rng.uniform(-1.0, 1.0, LANES) for name in inputs})
    loop, P = block_loop(*map(load_kernel, stages)), tuple(vector(stage, person) for stage in stages)
    blocks = blocks_of(work)
    name = f"13 segments, {'turning' if turning else 'planar'}, all loaded, block form"
    return Contestant(
        name, lambda: loop(P, blocks, INSIDE), INSIDE * LANES, f"two stages, {blocks.nbytes // 1024} KiB"
    )


def assembly(stage: Stage) -> str:
    """Machine code of the block kernel, compiled afresh: numba has none of what it loads from its cache."""
    kernel = njit(**OPTIONS | {"cache": False})(load_kernel(stage).py_func)
    work = Workspace(stage.rows("body"), LANES)
    kernel(np.zeros(len(stage.parameters)), work.block(0))
    return str(next(iter(kernel.inspect_asm().values())))


def fused(text: str) -> dict[str, int]:
    """Fused multiply-adds in x86-64 assembly: packed 512 and 256 bit wide, and scalar ones."""
    found = re.findall(r"\bvfn?m(?:add|sub)\w*([ps]d)\s(.*)", text)
    return {
        "zmm": sum(kind == "pd" and "%zmm" in operands for kind, operands in found),
        "ymm": sum(kind == "pd" and "%ymm" in operands for kind, operands in found),
        "scalar": sum(kind == "sd" for kind, _ in found),
    }


def measure(rounds: int) -> list[Row]:
    """All forms, taking turns."""
    single, away = single_form()
    block, *others = block_form(), single, scalar_form(), full_body(turning=False), full_body(turning=True)
    seconds = interleaved([block, *others], rounds)
    count = fused(assembly(speed_model.stage()))
    width = "512 bit" if count["zmm"] else "256 bit" if count["ymm"] else "other"
    first = Row(SECTION, block.name, "ns/sample", 1e9 * seconds[block.name], f"{block.note}, {width} vectors")
    rest = [
        Row(
            SECTION,
            one.name,
            "ns/sample",
            1e9 * seconds[one.name],
            one.note,
            against=first,
            difference=away if one is single else None,
        )
        for one in others
    ]
    return [first, *rest, *widths(rounds)]


def widths(rounds: int) -> list[Row]:
    """The block kernel with vectors of 256 and of 512 bits, each in processes of its own, taking turns."""
    import llvmlite.binding as llvm

    features = llvm.get_host_cpu_features()
    if not features.get("avx512f"):
        return []
    values: dict[int, list[float]] = {256: [], 512: []}
    each = max(1, rounds // LAUNCHES)
    for _ in range(-(-rounds // each)):
        for width, taken in values.items():
            wish = "+prefer-256-bit" if width == 256 else "-prefer-256-bit"
            environment = os.environ | {
                "NUMBA_CPU_NAME": llvm.get_host_cpu_name(),
                "NUMBA_CPU_FEATURES": f"{features.flatten()},{wish}",
            }
            command = [sys.executable, str(Path(__file__)), "--rounds", str(each)]
            done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
            taken += json.loads(done.stdout)
    name = "9 segments, block form, {} bit vectors"
    notes = {256: "NUMBA_CPU_FEATURES +prefer-256-bit", 512: "NUMBA_CPU_FEATURES -prefer-256-bit"}
    narrow, wide = (
        Row(SECTION, name.format(width), "ns/sample", np.array(taken), notes[width])
        for width, taken in values.items()
    )
    return [narrow, replace(wide, against=narrow)]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=10)
    only = block_form()
    print(json.dumps(list(1e9 * interleaved([only], parser.parse_args().rounds)[only.name])))
