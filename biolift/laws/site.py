"""Motion of a point fixed in a segment: where equipment holds the body, and what the stick figure draws."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from biolift.laws.body import link_rows, read_frame
from biolift.laws.stage import Math, Quantity, Stage
from biolift.laws.tree import Tree
from biolift.laws.vectors import Vector, add, cross, let_vector, times

BASE_ROWS = tuple(f"base_{n}_{k}" for n in "rva" for k in "xyz")
SITE_ROWS = ("px", "py", "pz", "vx", "vy", "vz", "ax", "ay", "az")


@cache
def site(tree: Tree) -> Stage:
    """Stage: the frame of one link and the motion of the base to a point of the link, in world axes.

    Parameters ``x y z`` are the point in segment axes [m]; outputs are position [m], velocity [m/s] and
    acceleration [m/s2].
    """

    def law(m: Math, p: Mapping[str, Quantity], x: Mapping[str, Quantity]) -> dict[str, Quantity]:
        frame = read_frame(x)
        d = let_vector(m, "d", times(frame.R, (p["x"], p["y"], p["z"])))
        point = (
            add(frame.r, d),
            add(frame.v, cross(frame.w, d)),
            add(frame.a, times(frame.spin(m, "site"), d)),
        )
        out: list[Quantity] = []
        for name, value in zip("rva", point, strict=True):
            base: Vector = (x[f"base_{name}_x"], x[f"base_{name}_y"], x[f"base_{name}_z"])
            out.extend(add(value, base))
        return dict(zip(SITE_ROWS, out, strict=True))

    inputs = {"frame": link_rows(tree), "base": BASE_ROWS}
    return Stage(f"{tree.name}_site", law, ("x", "y", "z"), inputs, {"site": SITE_ROWS})
