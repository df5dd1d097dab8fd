"""Small square systems, many at once: damped Newton that ends at the nearest point when there is no root."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
#: Residuals (m, L) and derivatives (m, n, L) of unknowns (n, L) at the systems whose indices (L,) are given.
Residuals = Callable[[Array, NDArray[np.intp]], tuple[Array, Array]]
_STEPS, _ROOT, _STILL, _STRIDE = 60, 1e-12, 1e-11, 0.5
#: Where so little is missing Newton's next step ends at the root to rounding: its square is far less.
_NEAR = 1e-8
#: Largest residual of a system that found its root.
FOUND = 1e-9


def solve(residuals: Residuals, start: Array) -> tuple[Array, Array]:
    """Unknowns (n, L) with the smallest residuals (least squares), and these residuals (m, L).

    Systems that find no root start once more from the nearest that did.
    """
    x, r = _descend(residuals, start, np.arange(start.shape[1]))
    lost = np.abs(r).max(axis=0) > FOUND
    if np.any(lost) and not np.all(lost):
        found, gone = np.flatnonzero(~lost), np.flatnonzero(lost)
        near = found[np.abs(found[:, None] - gone).argmin(axis=0)]
        again, missing = _descend(residuals, x[:, near], gone)
        better = np.linalg.norm(missing, axis=0) < np.linalg.norm(r[:, gone], axis=0)
        x[:, gone[better]], r[:, gone[better]] = again[:, better], missing[:, better]
    return x, r


def _descend(residuals: Residuals, start: Array, lanes: NDArray[np.intp]) -> tuple[Array, Array]:
    """Levenberg-Marquardt in every system at once; the damping goes to zero where Newton's step works."""
    x = start.copy()
    n = len(x)
    r, J = residuals(x, lanes)
    damping, arrived = np.full(x.shape[1], 1e-9), np.zeros(x.shape[1], dtype=bool)
    for _ in range(_STEPS):
        H = np.einsum("mil,mjl->lij", J, J)
        g = np.einsum("mil,ml->li", J, r)
        H[:, range(n), range(n)] += (damping * (1e-6 + np.trace(H, axis1=1, axis2=2)))[:, None]
        step = -np.linalg.solve(H, g[..., None])[..., 0].T
        longest = np.abs(step).max(axis=0)
        after = r + np.einsum("mnl,nl->ml", J, step)
        last = ~arrived & (np.abs(r).max(axis=0) < _NEAR) & (np.abs(after).max(axis=0) < _ROOT)
        x[:, last] += step[:, last]
        r[:, last] = after[:, last]
        arrived |= last
        done = arrived | (longest < _STILL) | (damping > 1e6)
        if np.all(done):
            break
        step *= np.minimum(1.0, _STRIDE / np.maximum(longest, 1e-300))
        there, slope = residuals(x + step, lanes)
        better = ((there * there).sum(axis=0) < (r * r).sum(axis=0)) & ~done
        x[:, better] += step[:, better]
        r[:, better], J[:, :, better] = there[:, better], slope[:, :, better]
        damping = np.where(better, np.maximum(0.01 * damping, 1e-12), np.maximum(10.0 * damping, 1e-4))
    return x, r
