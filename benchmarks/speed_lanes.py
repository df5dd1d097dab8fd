"""Load sharing on eight lanes, as a batch calls it, on problems that come from elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numba import njit
from speed_clock import Array

from biolift.engine.block import share
from biolift.engine.block.jit import functions_as_values
from biolift.engine.block.pattern import half, pattern
from biolift.engine.block.plan import LANES
from biolift.engine.block.reference import refer
from biolift.engine.block.rounds import kernels
from biolift.engine.block.walks import text_of
from biolift.engine.demand import DEMANDS
from biolift.engine.kernels.support import FAST
from biolift.engine.newton import LEAST_DEMAND, TOLERANCE
from biolift.engine.newton_kernel import Problem

if TYPE_CHECKING:
    from speed_sharing import Series

ROWS = len(DEMANDS)
#: A call shares so many samples at least, so that the call itself does not count.
LEAST_SAMPLES = 10_000


@njit(fastmath=FAST, error_model="numpy", nogil=True)
def _share(E: Any, B: Any, samples: int, whole: Any, halves: Any, kernels: Any, legs: Any, problem: Any,
           least: Any, weight: Any, alike: bool, activation: Any, turns: int) -> int:  # fmt: skip
    """Share repetition after repetition (C, blocks, ...) in turns, each from nothing; how many are stuck."""
    whole_, halves_ = refer(whole), refer(halves)
    made = share.room(whole_, halves_, ROWS, legs.size, whole.entry.size)
    room = refer(made)
    case = share.Sharing(
        share.Solver(whole_, room.eight, kernels[0], kernels[1], kernels[2]),
        share.Solver(halves_, room.half, kernels[3], kernels[4], kernels[5]),
        legs, problem, TOLERANCE, 0.0, least, weight, room,
    )  # fmt: skip
    sharing, stuck = refer(case), 0
    held, short, reserve = np.zeros(LANES), np.zeros(LANES), np.zeros(ROWS * LANES)
    for k in range(turns * E.shape[0]):
        c = k % E.shape[0]
        share.begin(sharing)
        for b in range(E.shape[1]):
            lanes = min(LANES, samples - b * LANES)
            stuck += share.share_block(
                E[c, b], B[c, b], sharing, lanes, share.FIRST, alike, LEAST_DEMAND, held, activation[c, b],
                reserve, short,
            )  # fmt: skip
    made.lam[0] = 0.0  # a tuple is let go after its last use
    return stuck


def _blocks(table: Array, repetition: int) -> Array:
    """A table (T, items) as blocks of lanes (C, blocks, items * LANES); the last samples are repeated."""
    series = table.reshape(-1, repetition, table.shape[1])
    blocks = -(-repetition // LANES)
    filled = np.concatenate([series, np.repeat(series[:, -1:], blocks * LANES - repetition, axis=1)], axis=1)
    shaped = filled.reshape(len(series), blocks, LANES, -1).transpose(0, 1, 3, 2)
    return np.ascontiguousarray(shaped).reshape(len(series), blocks, -1)


class Lanes:
    """Problems of a series in the layout of a batch.

    Parameters
    ----------
    series : Series
    repetition : int
        Samples after which the multipliers are forgotten.

    Attributes
    ----------
    turns : int
        How often one call shares all samples: a batch calls the driver for many repetitions at once.
    """

    def __init__(self, series: Series, repetition: int) -> None:
        column, row = np.nonzero((series.A != 0.0).any(axis=0).T)
        starts = np.searchsorted(column, np.arange(series.A.shape[2] + 1))
        demands, n, self.repetition = series.demands[row], series.A.shape[2], repetition
        b = np.zeros((len(series.b), ROWS))
        b[:, series.demands] = series.b
        entries = series.A[:, row, column]
        self.alike = n % 2 == 0 and _mirrored(series.A)
        lists, power = (starts.tolist(), demands.tolist()), series.rule.power
        whole, halves = pattern(*lists), half(*lists) if self.alike else half([0], [0])
        written = [kernels(text_of(one, power)) for one in (whole, halves if self.alike else whole)]
        problem = Problem(starts.astype(np.uint64), demands.astype(np.uint64), series.lo.copy(),
                          series.rule.power, series.rule.eps, series.rule.delta)  # fmt: skip
        E, B = _blocks(entries, repetition), _blocks(b, repetition)
        self.turns = max(1, LEAST_SAMPLES // len(series.b))
        self._found = np.zeros((*E.shape[:2], n * LANES))
        self._given = (
            E, B, repetition, whole, halves, (*written[0], *written[1]), np.zeros(n, dtype=bool), problem,
            series.lo, series.w, self.alike, self._found, self.turns,
        )  # fmt: skip

    def share(self) -> int:
        """Share all samples; how many did not converge."""
        with functions_as_values():
            return int(_share(*self._given))

    def activation(self) -> Array:
        """Activations of the last sharing (T, n)."""
        shape = (*self._found.shape[:2], -1, LANES)
        lanes = self._found.reshape(shape).transpose(0, 1, 3, 2)
        return lanes.reshape(len(lanes), -1, lanes.shape[-1])[:, : self.repetition].reshape(
            -1, lanes.shape[-1]
        )


def _mirrored(A: Array) -> bool:
    """Whether muscles come in pairs, right and left of each, with the same moments in extension and legs."""
    if A.shape[1] != ROWS:
        return False
    right, left = A[:, :, 0::2], A[:, :, 1::2]
    return bool(np.array_equal(right[:, 0], left[:, 0]) and np.array_equal(right[:, 3::2], left[:, 4::2]))
