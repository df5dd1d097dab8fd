"""Small systems of conditions, many nodes at once: damped Newton that ends at the nearest point to a root.

The compiled twin of :mod:`biolift.engine.newton_lanes`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from biolift.engine.block.jit import maker, part
from biolift.engine.block.missing import Conditions, Room, largest, missing
from biolift.engine.block.plan import Array, Index
from biolift.engine.newton_lanes import _NEAR, _ROOT, _STEPS, _STILL, _STRIDE, FOUND


@part
def _steps(J: Array, r: Array, damping: Array, H: Array, g: Array) -> None:
    """Damped Gauss-Newton steps of all systems, in g (n, L); H (n + 1, n, L) is scratch."""
    m, n, L = J.shape
    for i in range(L):
        H[n, 0, i] = 0.0
    for a in range(n):
        for i in range(L):
            g[a, i] = 0.0
        for e in range(m):
            for i in range(L):
                g[a, i] -= J[e, a, i] * r[e, i]
        for b in range(a + 1):
            for i in range(L):
                H[a, b, i] = 0.0
            for e in range(m):
                for i in range(L):
                    H[a, b, i] += J[e, a, i] * J[e, b, i]
        for i in range(L):
            H[n, 0, i] += H[a, a, i]
    for a in range(n):  # Cholesky
        for i in range(L):
            H[a, a, i] += damping[i] * (1e-6 + H[n, 0, i])
        for b in range(a + 1):
            for k in range(b):
                for i in range(L):
                    H[a, b, i] -= H[a, k, i] * H[b, k, i]
            for i in range(L):
                H[a, b, i] = max(H[a, b, i], 1e-300) ** 0.5 if a == b else H[a, b, i] / H[b, b, i]
    _substitute(H, g)


@part
def _substitute(H: Array, g: Array) -> None:
    """Solve with the Cholesky factors H, forward and back, in place."""
    n, L = g.shape
    for a in range(n):
        for k in range(a):
            for i in range(L):
                g[a, i] -= H[a, k, i] * g[k, i]
        for i in range(L):
            g[a, i] /= H[a, a, i]
    for a in range(n - 1, -1, -1):
        for k in range(a + 1, n):
            for i in range(L):
                g[a, i] -= H[k, a, i] * g[k, i]
        for i in range(L):
            g[a, i] /= H[a, a, i]


@part
def _arrives(J: Array, r: Array, g: Array, x: Array, i: int) -> bool:
    """Take the last step of system i, whose end needs no look: little is missing, and nothing after it."""
    if largest(r, i) >= _NEAR:
        return False
    for e in range(r.shape[0]):
        after = r[e, i]
        for a in range(g.shape[0]):
            after += J[e, a, i] * g[a, i]
        if abs(after) >= _ROOT:
            return False
    for e in range(r.shape[0]):
        for a in range(g.shape[0]):
            r[e, i] += J[e, a, i] * g[a, i]
    for a in range(g.shape[0]):
        x[a, i] += g[a, i]
    return True


@part
def _take_better(x: Array, r: Array, J: Array, new: Array, there: Array, slope: Array, i: int) -> bool:
    """Take system i to its new place if less is missing there."""
    before, after = 0.0, 0.0
    for e in range(r.shape[0]):
        before += r[e, i] * r[e, i]
        after += there[e, i] * there[e, i]
    if not after < before:
        return False
    for a in range(x.shape[0]):
        x[a, i] = new[a, i]
    for e in range(r.shape[0]):
        r[e, i] = there[e, i]
        for a in range(x.shape[0]):
            J[e, a, i] = slope[e, a, i]
    return True


@maker
def _descend(case: Conditions, kinematics: Any, room: Room, given: Array, x: Array, values: Array,
             some: Index, r: Array) -> None:  # fmt: skip
    """Levenberg-Marquardt at the nodes `some`; the damping goes to zero where Newton's step works."""
    n, L, m, count = x.shape[0], x.shape[1], r.shape[0], some.size
    J, there, slope = np.zeros((m, n, L)), np.zeros((m, L)), np.zeros((m, n, L))
    H, g, new = np.zeros((n + 1, n, L)), np.zeros((n, L)), np.zeros((n, L))
    damping, going = np.full(L, 1e-9), some.copy()
    missing(case, kinematics, room, given, x, values, going, count, True, r, J)
    for _ in range(_STEPS):
        _steps(J, r, damping, H, g)
        left = 0
        for j in range(count):
            i, longest = going[j], 0.0
            for a in range(n):
                longest = max(longest, abs(g[a, i]))
            if _arrives(J, r, g, x, i) or longest < _STILL or damping[i] > 1e6:
                continue
            share = min(1.0, _STRIDE / max(longest, 1e-300))
            for a in range(n):
                new[a, i] = x[a, i] + share * g[a, i]
            going[left] = i
            left += 1
        count = left
        if count == 0:
            return
        missing(case, kinematics, room, given, new, values, going, count, True, there, slope)
        for j in range(count):
            i = going[j]
            better = _take_better(x, r, J, new, there, slope, i)
            damping[i] = max(0.01 * damping[i], 1e-12) if better else max(10.0 * damping[i], 1e-4)


@maker
def solve(case: Conditions, kinematics: Any, room: Room, given: Array, x: Array, values: Array,
          some: Index, r: Array) -> None:  # fmt: skip
    """Unknowns nearest to their equations at the nodes `some` of all; what is missing is known at the others.

    Where there is no root, once more from the nearest node with one.
    """
    _descend(case, kinematics, room, given, x, values, some, r)
    L, gone = x.shape[1], 0
    lost = np.empty(some.size, dtype=np.int64)
    for i in some:
        if largest(r, i) > FOUND:
            lost[gone] = i
            gone += 1
    if gone == 0:
        return
    again, left = x.copy(), r.copy()
    for i in lost[:gone]:
        near = -1
        for j in range(L):
            if largest(r, j) <= FOUND and (near < 0 or abs(j - i) < abs(near - i)):
                near = j
        if near < 0:
            return
        for a in range(x.shape[0]):
            again[a, i] = x[a, near]
    _descend(case, kinematics, room, given, again, values, lost[:gone].copy(), left)
    for i in lost[:gone]:
        before, after = 0.0, 0.0
        for e in range(r.shape[0]):
            before += r[e, i] * r[e, i]
            after += left[e, i] * left[e, i]
        if after < before:
            for a in range(x.shape[0]):
                x[a, i] = again[a, i]
            for e in range(r.shape[0]):
                r[e, i] = left[e, i]
