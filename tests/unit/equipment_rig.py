"""Helpers for tests of equipment: rows of sites, paths differentiated numerically, more slots."""

import numpy as np

from biolift.equipment.free_weight import SITE
from biolift.library.movements import movements
from biolift.nouns.movement import Movement

G = 9.81


def derivative(path, t, h=1e-3):
    """First derivative of `path` (3, T), fourth order."""
    return (path(t - 2 * h) - 8 * path(t - h) + 8 * path(t + h) - path(t + 2 * h)) / (12 * h)


def second(path, t, h=1e-3):
    """Second derivative of `path` (3, T), fourth order."""
    ends = -path(t - 2 * h) - path(t + 2 * h) + 16 * (path(t - h) + path(t + h))
    return (ends - 30 * path(t)) / (12 * h**2)


def rows(path, t, prefix=""):
    """Rows of one end that moves along `path`."""
    parts = (path(t), derivative(path, t), second(path, t))
    values = [component for part in parts for component in part]
    return {f"{prefix}{name}": value for name, value in zip(SITE, values, strict=True)}


def still(point, prefix=""):
    """Rows of one end at rest."""
    return {f"{prefix}{name}": value for name, value in zip(SITE, (*point, *[0.0] * 6), strict=True)}


def vector(out, name):
    """Rows ``name`` + x, y, z."""
    return np.stack([np.asarray(out[f"{name}{k}"], dtype=float) for k in "xyz"])


def with_slots(folder, text, base="reverse_hyper", swaps=()):
    """A movement of the library with more equipment, and pieces of its text exchanged."""
    original = (movements._folder / f"{base}.toml").read_text(encoding="utf-8")
    for old, new in swaps:
        assert old in original
        original = original.replace(old, new, 1)
    head, found, tail = original.partition("[equipment.ankle_weight]")
    assert found
    path = folder / f"{base}.toml"
    path.write_text(f"{head}{text}\n{found}{tail}", encoding="utf-8")
    return Movement.from_toml(path)
