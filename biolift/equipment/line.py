"""What bands and cables share: a straight line from a site of the body to its other end."""

from __future__ import annotations

from collections.abc import Mapping

from biolift.equipment.free_weight import SITE
from biolift.laws.stage import Math, Quantity
from biolift.laws.vectors import Vector, dot, let_vector, subtract

#: Rows of the other end: another site of the body, or a fixed point.
OTHER = tuple(f"other_{row}" for row in SITE)
#: A line shorter than this [m] has no direction.
SHORTEST = 1e-6


def end(x: Mapping[str, Quantity], what: str, prefix: str = "") -> Vector:
    """Position ``"p"``, velocity ``"v"`` or acceleration ``"a"`` of one end."""
    return (x[f"{prefix}{what}x"], x[f"{prefix}{what}y"], x[f"{prefix}{what}z"])


def towards_other(m: Math, x: Mapping[str, Quantity], what: str = "p") -> Vector:
    """From the site to the other end: relative position [m], velocity or acceleration."""
    return let_vector(m, f"line_{what}", subtract(end(x, what, "other_"), end(x, what)))


def length_of(m: Math, d: Vector) -> Quantity:
    """Length of the line [m], never less than :data:`SHORTEST`."""
    return m.let("line_length", m.sqrt(m.maximum(dot(d, d), SHORTEST * SHORTEST)))
