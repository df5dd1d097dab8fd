"""How cost grows with segments, samples, muscles and threads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import speed_model
from speed_clock import Contestant, Row, interleaved
from speed_kernels import block_loop, blocks_of, fill
from speed_trials import swept, trials

import biolift as bl
from biolift.engine.batch import run_batch
from biolift.engine.compiled import load_kernel
from biolift.engine.workspace import LANES, vector
from biolift.laws.body import inverse_dynamics
from biolift.laws.tree import Link, Tree
from biolift.nouns.model import Model
from biolift.nouns.muscles import Muscle, MuscleSet

SECTION = "growth"
MOVEMENT = "back extension"
SEGMENTS = (3, 6, 12, 24)
STREAMED = (64, 1024, 16_384, 131_072)
SAMPLES = (51, 101, 201, 401, 801, 1601)
PARTS = (1, 2, 4)  # that every muscle is split into
THREADS = (1, 2)
REPETITIONS = 256


@dataclass(frozen=True)
class Point:
    """One size of one kind of growth; `shown` in the figure, where cost is that of the whole."""

    kind: str
    size: int
    unit: str
    contestant: Contestant
    shown: bool = True


def _chain(segments: int) -> Point:
    """A planar chain of so many segments in cache, every one loaded."""
    links = tuple(Link(f"s{k}", f"s{k - 1}" if k else None) for k in range(segments))
    stage = inverse_dynamics(Tree(f"chain_{segments}", links))
    rng = np.random.default_rng(0)
    work = fill(stage, {name: rng.uniform(-1.0, 1.0, LANES) for name in stage.inputs["body"]})
    P = vector(stage, {name: float(rng.uniform(0.2, 1.0)) for name in stage.parameters})
    loop, blocks = block_loop(load_kernel(stage)), blocks_of(work)
    kind = "segments of a chain, inverse dynamics"
    one = Contestant(f"{kind}: {segments}", lambda: loop((P,), blocks, 200), 200 * LANES)
    return Point(kind, segments, "ns/sample", one)


def _length(samples: int) -> Point:
    """The 9-segment body over so many samples, each worked out once."""
    stage = speed_model.stage()
    work = fill(stage, speed_model.rows(speed_model.trajectory(samples), loaded=True))
    loop, P, blocks = block_loop(load_kernel(stage)), vector(stage, speed_model.numbers()), blocks_of(work)
    kind, note = "samples streamed, inverse dynamics of 9 segments", f"{blocks.nbytes / 2**20:.3g} MiB"
    one = Contestant(f"{kind}: {samples:,}", lambda: loop((P,), blocks, 1), samples, note)
    return Point(kind, samples, "ns/sample", one, shown=False)


def _repetitions(kind: str, size: int, model: Model, threads: int, count: int, note: str = "") -> Point:
    """Whole repetitions of a sweep, packing included."""
    trial = trials()[MOVEMENT]
    call: Callable[[], object] = lambda: run_batch(swept(trial, count, model), threads=threads)  # noqa: E731
    name = f"{kind}, whole repetition"
    return Point(name, size, "us/repetition", Contestant(f"{name}: {size:,}", call, count, note))


def split(muscles: MuscleSet, parts: int) -> MuscleSet:
    """Every muscle as so many of equal force that pull along the same line."""

    def part(muscle: Muscle, k: int) -> Muscle:
        forces = ("max_force_low", "max_force", "max_force_high")
        smaller = {name: getattr(muscle, name) / parts for name in forces}
        return muscle.replace(id=f"{muscle.id}_{k}" if k else muscle.id, **smaller)

    return muscles.replace(muscles=tuple(part(one, k) for one in muscles.muscles for k in range(parts)))


def merged(muscles: MuscleSet) -> MuscleSet:
    """The strongest muscle of every group alone, with the force of all of them."""
    kept: dict[str, Muscle] = {}
    force: dict[str, float] = {}
    for one in muscles.muscles:
        force[one.group] = force.get(one.group, 0.0) + one.max_force
        if one.group not in kept or one.max_force > kept[one.group].max_force:
            kept[one.group] = one
    forces = {g: dict.fromkeys(("max_force_low", "max_force", "max_force_high"), f) for g, f in force.items()}
    return muscles.replace(muscles=tuple(one.replace(**forces[group]) for group, one in kept.items()))


def points(count: int = REPETITIONS) -> list[Point]:
    """Everything that is timed, kind after kind, smallest first."""
    model = bl.models.standard
    out = [*map(_chain, SEGMENTS), *map(_length, STREAMED)]
    out += [_repetitions("samples", n, model.replace(samples=n), 1, count) for n in SAMPLES]
    sets = [merged(model.muscles), *(split(model.muscles, parts) for parts in PARTS)]
    notes = ["strongest of every group", "the standard set", *(f"each split into {n}" for n in PARTS[1:])]
    for chosen, note in zip(sets, notes, strict=True):
        own = model.replace(muscles=chosen)
        out.append(_repetitions("muscles", 2 * len(chosen.muscles), own, 1, count, note))
    return out + [_repetitions("threads", n, model, n, 8 * count) for n in THREADS]


def measure(rounds: int, count: int = REPETITIONS) -> list[Row]:
    """Cost at every size, ratios to the smallest of its kind."""
    every = points(count)
    seconds = interleaved([one.contestant for one in every], rounds)
    firsts: dict[str, Row] = {}
    rows = []
    for one in every:
        scale = 1e9 if one.unit == "ns/sample" else 1e6
        name, note = one.contestant.name, one.contestant.note
        row = Row(SECTION, name, one.unit, scale * seconds[name], note, against=firsts.get(one.kind))
        row = replace(row, size=one.size if one.shown else None)
        firsts.setdefault(one.kind, row)
        rows.append(row)
    return rows
