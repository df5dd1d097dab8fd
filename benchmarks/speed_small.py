"""Whole repetitions of the smaller problem: 9 segments, 18 muscles, 4 moments; all their numbers differ.

Put together from the library's parts: its inverse dynamics, load sharing and summaries, on one workspace
per thread. What the smaller problem has of its own: coordinates along a path table, arms that are quadratic
in the joint's angle, and the force along the pelvis at L5/S1. Numbers are drawn in the core by index, and
nothing but summaries leaves it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import speed_model
from numba import njit
from speed_clock import Array, Contestant, Row, interleaved
from speed_lift import HIGH, HINGES, LOW, MUSCLES, ROWS
from speed_million import resident

from biolift.engine.block import share, summary
from biolift.engine.block.jit import Compiled, driver, functions_as_values, part
from biolift.engine.block.pattern import half, pattern
from biolift.engine.block.plan import LANES
from biolift.engine.block.reference import refer
from biolift.engine.block.rounds import kernels
from biolift.engine.block.rows import aligned
from biolift.engine.block.vectors import WIDTH, get, put
from biolift.engine.block.walks import text_of
from biolift.engine.compiled import load_kernel
from biolift.engine.demand import DEMANDS
from biolift.engine.kernels.support import sincos
from biolift.engine.newton import LEAST_DEMAND, TOLERANCE
from biolift.engine.newton import share as share_one
from biolift.engine.newton_kernel import Problem
from biolift.engine.workspace import vector
from biolift.sharing.activation_power import ActivationPower

SECTION = "whole repetitions, smaller problem"
SAMPLES, CHUNK, COUNT, MILLION = 100, 64, 4096, 1_000_000
AGREE = 1e-8
#: Half widths of the even spreads: of the body's numbers and ways (shares), of postures [rad].
BODY, WAY, POSTURE = 0.05, 0.08, 0.035
FASTEST, SLOWEST, HEAVIEST = 0.8, 3.0, 30.0  # [s], [s], [kg]
KEPT = 3 + 2 * len(ROWS)  # peak, mean and impulse of compression; peak and mean of every moment
_NAMES = speed_model.stage().rows("body")
#: Rows of the body's workspace: moments of the sharing's rows, the load at L5/S1, the force of the hand.
MOMENT = np.array([_NAMES.index(f"{speed_model.SEGMENTS[h]}.N_z") for h in HINGES])
HINGE, DEMAND = np.array(HINGES), np.array(ROWS)
AXIAL, HAND, GRAVITY = _NAMES.index("lumbar.F_x"), _NAMES.index("fy_forearm"), _NAMES.index("g_y")
SEGMENTS, PELVIS = len(speed_model.SEGMENTS), speed_model.SEGMENTS.index("pelvis")


class Plan(NamedTuple):
    """What all repetitions share."""

    body: Array  # numbers of the body in the middle
    low: Array  # (9,) angles at the start, and how far they go
    way: Array
    shape: Array  # (3, LANES) of the path, with its derivatives by the share of time
    entry: Array  # (e, 4) row, muscle, moment per activation, and slope of its arm
    force: Array  # (18,) of the muscles that pull along the spine, else 0
    legs: Any


def plan(power: int) -> tuple[Plan, Any, Any, Any, tuple[Compiled, ...]]:
    """The problem, with pattern, empty half, sharing problem and kernels (dynamics, then sharing)."""
    stage = speed_model.stage()
    s = np.minimum(np.arange(LANES) / (SAMPLES - 1), 1.0)
    left = s * (1.0 - s)
    shape = np.stack([s**3 * (10.0 + s * (6.0 * s - 15.0)), 30.0 * left**2, 60.0 * left * (1.0 - 2.0 * s)])
    entry = [(j, i, force * arms[j], 0.05 + 0.01 * i)
             for i, (force, arms) in enumerate(MUSCLES) for j in sorted(arms)]  # fmt: skip
    starts = np.searchsorted([i for _, i, *_ in entry], np.arange(len(MUSCLES) + 1))
    row = np.array([ROWS[j] for j, *_ in entry])
    along = [force if 0 in arms else 0.0 for force, arms in MUSCLES]
    whole = pattern(starts.tolist(), row.tolist())
    rule = ActivationPower(power)
    lists = starts.astype(np.uint64), row.astype(np.uint64)
    problem = Problem(*lists, np.zeros(len(MUSCLES)), power, rule.eps, rule.delta)
    every = Compiled(load_kernel(stage)), *kernels(text_of(whole, power))
    own = Plan(vector(stage, speed_model.numbers()), LOW[2:], HIGH[2:] - LOW[2:], shape, np.array(entry),
               np.array(along), np.zeros(len(MUSCLES), dtype=bool))  # fmt: skip
    return own, whole, half([0], [0]), problem, every


@part
def _even(case: int, place: int) -> float:
    """An even number between -1 and 1 that belongs to a case and a place (SplitMix64)."""
    x = np.uint64(case) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(place) * np.uint64(0xD1342543DE82EF95)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    x = x ^ (x >> np.uint64(31))
    return 2.0 * float(x >> np.uint64(11)) / 9007199254740992.0 - 1.0


@part
def _draw(case: int, own: Any, P: Any, low: Any, way: Any) -> tuple[float, float]:
    """Numbers of one repetition: body, posture, way; gives its duration [s] and load [kg]."""
    for k in range(P.size):
        P[k] = own.body[k] * (1.0 + BODY * _even(case, k))
    for k in range(SEGMENTS):
        low[k] = own.low[k] + POSTURE * _even(case, 100 + k)
        way[k] = own.way[k] * (1.0 + WAY * _even(case, 200 + k))
    middle = 0.5 * (FASTEST + SLOWEST)
    duration = middle + (SLOWEST - middle) * _even(case, 300)
    return duration, 0.5 * HEAVIEST * (1.0 + _even(case, 301))


@part
def _move(own: Any, low: Any, way: Any, duration: float, load: float, W: Any) -> None:
    """Input rows of inverse dynamics; the load hangs at the origin of the forearm."""
    pace = 1.0 / duration
    for k in range(SEGMENTS):
        for t in range(LANES):
            W[k * LANES + t] = low[k] + way[k] * own.shape[0, t]
            W[(SEGMENTS + k) * LANES + t] = way[k] * pace * own.shape[1, t]
            W[(2 * SEGMENTS + k) * LANES + t] = way[k] * pace * pace * own.shape[2, t]
    for t in range(LANES):
        W[HAND * LANES + t] = -9.81 * load
        W[GRAVITY * LANES + t] = -9.81


@part
def _arms(own: Any, W: Any, E: Any, B: Any) -> None:
    """Moments per activation and demands, from the hinge angles and moments."""
    for e in range(own.entry.shape[0]):
        j, size, slope = int(own.entry[e, 0]), own.entry[e, 2], own.entry[e, 3]
        for t in range(0, LANES, WIDTH):
            q = get(W, HINGE[j], t)
            put(E, e, t, size * (1.0 + q * (slope - 0.04 * q)))
    for j in range(4):
        for t in range(0, LANES, WIDTH):
            put(B, DEMAND[j], t, get(W, MOMENT[j], t))


@part
def _compress(own: Any, W: Any, activation: Any, Y: Any) -> None:
    """Compression at L5/S1 and the moments, rows of Y."""
    for t in range(LANES):
        lean = 0.0
        for k in range(PELVIS + 1):
            lean += W[k * LANES + t]
        sine, cosine = sincos(lean)
        Y[t] = W[AXIAL * LANES + t] * cosine + W[(AXIAL + 1) * LANES + t] * sine
    for i in range(own.force.size):
        if own.force[i] > 0.0:
            for t in range(0, LANES, WIDTH):
                put(Y, 0, t, get(Y, 0, t) + own.force[i] * get(activation, i, t))
    for j in range(4):
        for t in range(0, LANES, WIDTH):
            put(Y, 1 + j, t, get(W, MOMENT[j], t))


@njit
def draw(case: int, own: Any, P: Any, low: Any, way: Any) -> tuple[float, float]:
    """Numbers of one repetition for the reference: body, posture, way; duration [s] and load [kg]."""
    return _draw(case, own, P, low, way)  # type: ignore[no-any-return]


@driver
def repetitions(sources: str) -> Callable[..., int]:
    """The compiled function, for this state of the library's sources."""

    def repetitions(first: int, last: int, own: Any, whole: Any, none: Any, problem: Any, stages: Any,
                    out: Any) -> int:  # fmt: skip
        """Work out repetitions `first` to `last`; how many samples did not converge."""
        if len(sources) == 0:
            return 0
        own_, whole_, none_ = refer(own), refer(whole), refer(none)
        n, made = own.legs.size, share.room(whole_, none_, len(DEMANDS), own.legs.size, whole.entry.size)
        room = refer(made)
        one = share.Solver(whole_, room.eight, stages[1], stages[2], stages[3])
        half_ = share.Solver(none_, room.half, stages[1], stages[2], stages[3])
        floors, weights = np.zeros(n), np.ones(n)
        case = share.Sharing(one, half_, own.legs, problem, TOLERANCE, 0.0, floors, weights, room)
        sharing, stuck = refer(case), 0
        W, E, B = (
            aligned(len(_NAMES) * LANES),
            aligned(own.entry.shape[0] * LANES),
            aligned(len(DEMANDS) * LANES),
        )
        activation, reserve, short = aligned(n * LANES), aligned(len(DEMANDS) * LANES), aligned(LANES)
        Y, held, scratch = aligned(5 * LANES), aligned(LANES), aligned(4 * WIDTH)
        kept, told, P = np.zeros((5, summary.KEPT)), np.zeros((6, 5)), np.zeros(own.body.size)
        low, way = np.zeros(SEGMENTS), np.zeros(SEGMENTS)
        for c in range(first, last):
            duration, load = _draw(c, own_, P, low, way)
            _move(own_, low, way, duration, load, W)
            stages[0](P, W, SAMPLES)
            _arms(own_, W, E, B)
            share.begin(sharing)
            stuck += share.share_block(
                E, B, sharing, SAMPLES, share.FIRST, False, LEAST_DEMAND, held, activation, reserve, short
            )
            _compress(own_, W, activation, Y)
            summary.begin(kept)
            summary.follow(Y, 0, SAMPLES, scratch, kept)
            summary.finish(kept, duration / (SAMPLES - 1), SAMPLES, told)
            out[c, :3] = told[:3, 0]
            out[c, 3:7], out[c, 7:] = told[0, 1:], told[1, 1:]
        made.lam[0] = 0.0  # a tuple is let go after its last use
        return stuck

    return repetitions


class Batch:
    """So many repetitions with one rule.

    Parameters
    ----------
    power, count : int
    """

    def __init__(self, power: int, count: int) -> None:
        own, whole, none, problem, every = plan(power)
        self._given, self._own, self._rule = (own, whole, none, problem, every), own, ActivationPower(power)
        self.out, self.stuck = np.zeros((count, KEPT)), 0

    def _run(self, first: int) -> int:
        own, whole, none, problem, every = self._given
        mine = problem._replace(lo=problem.lo.copy())  # a thread writes in it
        last = min(first + CHUNK, len(self.out))
        return int(repetitions(first, last, own, whole, none, mine, every, self.out))

    def run(self, threads: int) -> None:
        """Work them out in chunks, on threads."""
        firsts = range(0, len(self.out), CHUNK)
        with functions_as_values(), ThreadPoolExecutor(threads) as pool:
            self.stuck = sum(pool.map(self._run, firsts) if threads > 1 else map(self._run, firsts))

    def reference(self, case: int) -> Array:
        """The same numbers of one repetition by the law on numpy and the scalar solver."""
        own, P, low, way = self._own, np.zeros(self._own.body.size), np.zeros(SEGMENTS), np.zeros(SEGMENTS)
        duration, load = draw(case, own, P, low, way)
        shape = own.shape[:, :SAMPLES] / np.array([1.0, duration, duration**2])[:, None]
        motion = [np.concatenate([np.zeros((2, SAMPLES)), np.outer(way, row)]) for row in shape]
        motion[0][2:] += low[:, None]
        rows = speed_model.rows((motion[0], motion[1], motion[2]), loaded=False)
        rows["fy_forearm"] = rows["fy_forearm"] - speed_model.GRAVITY * load
        stage = speed_model.stage()
        found = stage.on_numpy(dict(zip(stage.parameters, P, strict=True)), rows)
        b = np.stack([found[_NAMES[k]] for k in MOMENT], axis=1)
        A = np.zeros((SAMPLES, len(ROWS), len(MUSCLES)))
        for j, i, size, slope in own.entry:
            q = motion[0][2 + HINGES[int(j)]]
            A[:, int(j), int(i)] = size * (1.0 + q * (slope - 0.04 * q))
        a, _ = share_one(A, b, self._rule, lo=0.0)
        lean = motion[0][2 : 3 + PELVIS].sum(axis=0)
        pull = found["lumbar.F_x"] * np.cos(lean) + found["lumbar.F_y"] * np.sin(lean) + a @ own.force
        curves = np.concatenate([pull[:, None], b], axis=1)
        step = duration / (SAMPLES - 1)
        impulse = step * (curves.sum(axis=0) - 0.5 * (curves[0] + curves[-1]))
        top = curves[np.abs(curves).argmax(axis=0), np.arange(5)]
        return np.concatenate([[top[0], impulse[0] / duration, impulse[0]], top[1:], impulse[1:] / duration])


def measure(rounds: int) -> list[Row]:
    """Repetitions per second on one thread and on two, after some of them agree with the reference."""
    out = []
    for power in (2, 3):
        batch = Batch(power, COUNT)
        batch.run(2)
        two = batch.out.copy()
        batch.run(1)
        assert batch.stuck == 0 and np.array_equal(two, batch.out)
        cases = range(0, COUNT, COUNT // 16)
        away = max(float(np.max(np.abs(batch.out[c] / batch.reference(c) - 1.0))) for c in cases)
        assert away < AGREE, f"differs from the reference by {away:.1e}"
        names = {1: f"p = {power}, 1 thread", 2: f"p = {power}, 2 threads"}
        calls = [Contestant(name, partial(batch.run, n), COUNT) for n, name in names.items()]
        seconds = interleaved(calls, rounds)
        first: Row | None = None
        for one in calls:
            note, difference = f"{SAMPLES} samples, {COUNT:,} at once", away if first is None else None
            rate = 1.0 / seconds[one.name]
            out.append(Row(SECTION, one.name, "repetitions/s", rate, note, difference, first))
            first = first or out[-1]
    return out


def tell(count: int) -> None:
    """Work out so many repetitions on all cores; prints seconds and the most memory held [MB] as JSON."""
    batch = Batch(2, count)
    Batch(2, CHUNK).run(1)  # compiles, or loads what is compiled
    start = time.perf_counter()
    batch.run(os.cpu_count() or 1)
    print(json.dumps({"seconds": time.perf_counter() - start, "most": resident()}))


def million(rounds: int = 1, count: int = MILLION) -> list[Row]:
    """A million of them on all cores, in a fresh process, after one that compiles."""
    here = Path(__file__).resolve().parent
    path = os.pathsep.join([str(here), str(here.parent), *filter(None, [os.environ.get("PYTHONPATH")])])
    found = []
    for own in (CHUNK, *[count] * rounds):
        command = [sys.executable, "-c", f"import speed_small; speed_small.tell({own})"]
        done = subprocess.run(command, env=os.environ | {"PYTHONPATH": path}, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(done.stderr)
        found.append(json.loads(done.stdout))
    seconds, most = (np.array([one[key] for one in found[1:]]) for key in ("seconds", "most"))
    name = f"p = 2, {count:,}, {os.cpu_count()} threads"
    return [
        Row(SECTION, name, "s", seconds, f"{KEPT} numbers kept of each"),
        Row(SECTION, f"{name}: resident at most", "MB", most),
    ]
