"""Random load-sharing problems for the lane solver, and whether an answer is one."""

from __future__ import annotations

import numpy as np
from numba import njit

from biolift.engine.block import share
from biolift.engine.block.jit import functions_as_values
from biolift.engine.block.pattern import half, pattern
from biolift.engine.block.plan import LANES
from biolift.engine.block.reference import refer
from biolift.engine.block.rounds import kernels
from biolift.engine.block.walks import text_of
from biolift.engine.newton import TOLERANCE
from biolift.engine.newton_kernel import Problem

EPS, DELTA, ROWS = 1e-3, 1e-5, 11
MULTIPLES = (0.0, 0.02, 0.3, 1.0, 1.2, 2.0, 6.0)


@njit(error_model="numpy")
def shared(E, B, whole, none, kernels, legs, problem, least, weight, held, activation, reserve):
    """Share every block of samples, each begun where the one before it ended; how many did not converge."""
    whole_, none_ = refer(whole), refer(none)
    made = share.room(whole_, none_, ROWS, legs.size, whole.entry.size)
    room = refer(made)
    case = share.Sharing(
        share.Solver(whole_, room.eight, kernels[0], kernels[1], kernels[2]),
        share.Solver(none_, room.half, kernels[0], kernels[1], kernels[2]),
        legs, problem, TOLERANCE, held, least, weight, room,
    )  # fmt: skip
    sharing, stuck = refer(case), 0
    level, short = np.zeros(LANES), np.zeros(LANES)
    share.begin(sharing)
    for b in range(E.shape[0]):
        stuck += share.share_block(
            E[b], B[b], sharing, LANES, share.FIRST, False, 0.02, level, activation[b], reserve[b], short
        )
    made.lam[0] = 0.0  # a tuple is let go after its last use
    return stuck


class Problems:
    """Muscles with random rows; arms of both signs; demands are multiples of what some activations give.

    As in `test_sharing`. Where twice as much is asked as all muscles together can give, multipliers of 2e5
    carry their rounding into the cubic rule: one answer in 20,000 is good to 1e-8 only, here and with the
    scalar solver.
    """

    def __init__(self, rng, muscles, blocks, power):
        acts = [np.flatnonzero(rng.random(ROWS) < 0.3) for _ in range(muscles)]
        self.acts = [rows if rows.size else np.array([rng.integers(ROWS)]) for rows in acts]
        self.row = np.concatenate(self.acts)
        self.starts = np.concatenate([[0], np.cumsum([rows.size for rows in self.acts])])
        self.power, self.blocks = power, blocks
        self.least = np.where(rng.random(muscles) < 0.5, 0.0, rng.uniform(0.0, 0.05, muscles))
        self.weight = rng.uniform(0.3, 3.0, muscles)
        size = np.exp(rng.uniform(0.0, 5.0, (blocks, muscles, LANES)))
        owner = np.repeat(np.arange(muscles), [rows.size for rows in self.acts])
        self.E = rng.normal(size=(blocks, self.row.size, LANES)) * size[:, owner]
        able, given = np.zeros((blocks, ROWS, LANES)), np.zeros((blocks, ROWS, LANES))
        a = rng.beta(0.5, 1.5, (blocks, muscles, LANES))
        for e, k in enumerate(self.row):
            able[:, k] += np.abs(self.E[:, e])
            given[:, k] += self.E[:, e] * a[:, owner[e]]
        self.able, self.B = able, given * rng.choice(MULTIPLES, (blocks, 1, LANES))

    def solve(self, held=0.0):
        """Activations (blocks, M, lanes), reserve (blocks, 11, lanes) and how many did not converge."""
        starts, row = self.starts.tolist(), self.row.tolist()
        whole, none = pattern(starts, row), half([0], [0])
        problem = Problem(self.starts.astype(np.uint64), self.row.astype(np.uint64), self.least.copy(),
                          self.power, EPS, DELTA)  # fmt: skip
        a, r = np.zeros((self.blocks, len(self.weight) * LANES)), np.zeros((self.blocks, ROWS * LANES))
        flat = [np.ascontiguousarray(x.reshape(self.blocks, -1)) for x in (self.E, self.B)]
        legs = np.zeros(len(self.weight), dtype=bool)
        written = kernels(text_of(whole, self.power))
        with functions_as_values():
            stuck = shared(*flat, whole, none, written, legs, problem, self.least, self.weight, held, a, r)
        return a.reshape(self.blocks, -1, LANES), r.reshape(self.blocks, ROWS, LANES), stuck

    def miss(self, a, r):
        """Largest violation of the conditions of an optimum, per sample (blocks, lanes): all in [1].

        Moments balance; the reserve's own condition gives the multipliers, and no activation could do better.
        """
        left, scale = self.B - r, np.where(self.able > 0.0, self.able, 1.0)
        lam = np.where(self.able > 0.0, r / (DELTA * scale), 0.0)
        worth = np.zeros(a.shape)
        for i, (first, last) in enumerate(zip(self.starts, self.starts[1:], strict=False)):
            for e in range(first, last):
                k = self.row[e]
                left[:, k] -= self.E[:, e] * a[:, i]
                worth[:, i] += self.E[:, e] / scale[:, k] * lam[:, k]
        size = np.maximum(1.0, np.abs(self.B / scale).max(axis=1))
        least, weight = self.least[:, None], self.weight[:, None]
        gradient = weight * (a ** (self.power - 1) + EPS * a) - worth
        wrong = np.where(a > least, np.maximum(gradient, 0.0), 0.0)
        wrong += np.where(a < 1.0, np.maximum(-gradient, 0.0), 0.0)
        wrong = wrong.max(axis=1) / np.maximum(1.0, np.abs(worth).max(axis=1))
        over = np.maximum(least - a, a - 1.0).max(axis=1)
        return np.maximum(np.maximum((np.abs(left) / scale).max(axis=1) / size, wrong), over)
