"""How far two curves lie apart."""

import numpy as np


def rmse(a, b) -> float:
    return float(np.sqrt(np.mean((np.asarray(a) - np.asarray(b)) ** 2)))


def largest(a, b) -> float:
    return float(np.max(np.abs(np.asarray(a) - np.asarray(b))))
