"""Recursive Newton-Euler for a tree of rigid segments with a floating base, written over world axes.

Outward: orientation, angular velocity, and position, velocity and acceleration of every segment's
origin relative to the base. Inward: the force and the moment that each segment receives from its parent.
The base's own acceleration and gravity enter together as `g - a_base`, so positions and loads do not
depend on where the base is. A hinge whose row is missing is a structural zero: that is how the planar
kernel is printed from the same law.

References: Featherstone, *Rigid Body Dynamics Algorithms* (2008), ch. 5, in its classical form.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

from biolift.laws.stage import Math, Quantity, Stage
from biolift.laws.tree import Link, Tree
from biolift.laws.vectors import (
    AXES,
    IDENTITY,
    ZERO,
    Matrix,
    Vector,
    add,
    column,
    cross,
    is_zero,
    let_vector,
    scale,
    subtract,
    times,
    transposed_times,
    turn,
)

Rows = Mapping[str, Quantity]
#: Rows that kinematics writes for one link, in order; absent ones are structural zeros.
PLANAR_ROWS = ("c", "s", "w_z", "al_z", "r_x", "r_y", "r_z", "v_x", "v_y", "a_x", "a_y")
TURNING_ROWS = (
    *("R_xx", "R_xy", "R_xz", "R_yx", "R_yy", "R_yz", "R_zx", "R_zy", "R_zz"),
    *("w_x", "w_y", "w_z", "al_x", "al_y", "al_z", "r_x", "r_y", "r_z"),
    *("v_x", "v_y", "v_z", "a_x", "a_y", "a_z"),
)


@dataclass(frozen=True)
class Frame:
    """Motion of one segment: orientation R, angular velocity w and acceleration al, origin r, v, a."""

    R: Matrix
    w: Vector
    al: Vector
    r: Vector
    v: Vector
    a: Vector
    angle: Quantity | None = None  # about z, while every turn so far was about z
    offset: Vector | None = None  # origin less the parent's origin, where it is at hand

    def spin(self, m: Math, name: str) -> Matrix:
        """The matrix al x + w x (w x .): acceleration of a point of the segment over its origin."""
        (wx, wy, wz), (ax, ay, az) = self.w, self.al
        xy, xz, yz = wx * wy, wx * wz, wy * wz
        entries = (
            (-(wy * wy) - wz * wz, xy - az, xz + ay),
            (xy + az, -(wx * wx) - wz * wz, yz - ax),
            (xz - ay, yz + ax, -(wx * wx) - wy * wy),
        )
        if is_zero(wx) and is_zero(wy):
            square = m.let(f"w2_{name}", -(wz * wz))
            return ((square, -az, 0), (az, square, 0), (0, 0, 0))
        rows = [
            tuple(m.let(f"B{i}{j}_{name}", e) for j, e in zip("xyz", row, strict=True))
            for i, row in zip("xyz", entries, strict=True)
        ]
        return (rows[0], rows[1], rows[2])


def read_frame(rows: Rows, prefix: str = "") -> Frame:
    """Rebuild a link's frame from the rows that kinematics wrote; missing rows are structural zeros."""

    def get(name: str) -> Quantity:
        return rows.get(prefix + name, 0)

    def vector(name: str) -> Vector:
        return (get(name + "_x"), get(name + "_y"), get(name + "_z"))

    if prefix + "c" in rows:
        c, s = get("c"), get("s")
        R: Matrix = ((c, -s, 0), (s, c, 0), (0, 0, 1))
    else:
        x_row, y_row, z_row = ((get(f"R_{i}x"), get(f"R_{i}y"), get(f"R_{i}z")) for i in "xyz")
        R = (x_row, y_row, z_row)
    return Frame(R, vector("w"), vector("al"), vector("r"), vector("v"), vector("a"))


def _turned(m: Math, link: Link, x: Rows, parent: Frame) -> Frame:
    """Orientation and angular motion of `link` after its hinges; the origin is set by the caller."""
    R, w, al, angle = parent.R, parent.w, parent.al, parent.angle
    for axis in link.axes:
        key = f"{link.name}_{axis}"
        q, u, a = x["q_" + key], x["u_" + key], x["a_" + key]
        along = column(R, AXES[axis])
        al = let_vector(m, f"al_{key}_", add(add(al, scale(a, along)), scale(u, cross(w, along))))
        w = let_vector(m, f"w_{key}_", add(w, scale(u, along)))
        if axis == "z" and angle is not None:
            angle = q if is_zero(angle) else m.let(f"th_{link.name}", angle + q)
            s, c = m.let(f"sin_{link.name}", m.sin(angle)), m.let(f"cos_{link.name}", m.cos(angle))
            R = ((c, -s, 0), (s, c, 0), (0, 0, 1))
        else:
            angle = None
            s, c = m.let(f"sin_{key}", m.sin(q)), m.let(f"cos_{key}", m.cos(q))
            rows = zip("xyz", turn(R, axis, s, c), strict=True)
            x_row, y_row, z_row = (let_vector(m, f"R{k}_{key}_", row) for k, row in rows)
            R = (x_row, y_row, z_row)
    return Frame(R, w, al, ZERO, ZERO, ZERO, angle)


def frames(m: Math, tree: Tree, p: Rows, x: Rows, base: Vector = ZERO) -> dict[str, Frame]:
    """Motion of every link relative to the base's origin, whose acceleration is `base` (zero if not given).

    `p` holds joint centres ``j_<link>_x`` in the parent's axes [m]; `x` hinge angles ``q_<link>_<axis>``
    [rad] with rates ``u_`` and accelerations ``a_``.
    """
    out: dict[str, Frame] = {}
    for link in tree.links:
        if link.parent is None:
            root = Frame(IDENTITY, ZERO, ZERO, ZERO, ZERO, ZERO, angle=0)
            out[link.name] = replace(_turned(m, link, x, root), a=base)
            continue
        up = out[link.parent]
        here = _turned(m, link, x, up)
        d = let_vector(m, f"d_{link.name}_", times(up.R, _point(p, f"j_{link.name}", link.lateral)))
        r = let_vector(m, f"r_{link.name}_", add(up.r, d))
        v = let_vector(m, f"v_{link.name}_", add(up.v, cross(up.w, d)))
        a = let_vector(m, f"A_{link.name}_", add(up.a, times(up.spin(m, link.parent), d)))
        out[link.name] = Frame(here.R, here.w, here.al, r, v, a, here.angle, d)
    return out


def loads(
    m: Math, tree: Tree, p: Rows, x: Rows, motion: Mapping[str, Frame], gravity: Vector = ZERO
) -> dict[str, tuple[Vector, Vector]]:
    """Force [N] and moment [N m] about its origin that each link receives from its parent, in world axes.

    `p` holds ``m_<link>`` [kg], mass centre ``c_<link>_x`` [m] and principal inertias ``I_<link>_x``
    [kg m2] in segment axes; `x` the outside wrench ``fx_<link> ... nz_<link>`` about the link's origin.
    `gravity` [m/s2] is zero where the motion already accelerates upwards in its place.
    """
    out: dict[str, tuple[Vector, Vector]] = {}
    for link in reversed(tree.links):
        name, frame = link.name, motion[link.name]
        centre = let_vector(m, f"k_{name}_", times(frame.R, _point(p, f"c_{name}", link.lateral)))
        acceleration = add(frame.a, times(frame.spin(m, name), centre))
        force = let_vector(m, f"b_{name}_", scale(p[f"m_{name}"], subtract(acceleration, gravity)))
        moment = add(_euler(m, p, name, frame), cross(centre, force))
        outside = [x[f"{k}_{name}"] if k in link.load else 0 for k in ("fx", "fy", "fz", "nx", "ny", "nz")]
        force = subtract(force, (outside[0], outside[1], outside[2]))
        moment = subtract(moment, (outside[3], outside[4], outside[5]))
        for child in tree.children(name):
            f, n = out[child.name]
            arm = motion[child.name].offset
            if arm is None:
                arm = let_vector(m, f"d_{child.name}_", subtract(motion[child.name].r, frame.r))
            force, moment = add(force, f), add(add(moment, n), cross(arm, f))
        out[name] = (let_vector(m, f"F_{name}_", force), let_vector(m, f"N_{name}_", moment))
    return out


def _euler(m: Math, p: Rows, name: str, frame: Frame) -> Vector:
    """Rate of change of the angular momentum about the mass centre, in world axes."""
    inertia = [p.get(f"I_{name}_{k}", 0) for k in "xyz"]
    w, al = transposed_times(frame.R, frame.w), transposed_times(frame.R, frame.al)
    if is_zero(frame.w[0]) and is_zero(frame.w[1]):
        return (0, 0, inertia[2] * frame.al[2])
    w, al = let_vector(m, f"wl_{name}_", w), let_vector(m, f"all_{name}_", al)
    momentum: Vector = (inertia[0] * w[0], inertia[1] * w[1], inertia[2] * w[2])
    rate: Vector = (inertia[0] * al[0], inertia[1] * al[1], inertia[2] * al[2])
    return times(frame.R, let_vector(m, f"h_{name}_", add(rate, cross(w, momentum))))


def _point(p: Rows, name: str, lateral: bool) -> Vector:
    return (p[name + "_x"], p[name + "_y"], p[name + "_z"] if lateral else 0)


def _names(prefix: str, lateral: bool) -> tuple[str, ...]:
    return tuple(f"{prefix}_{k}" for k in ("xyz" if lateral else "xy"))


@cache
def link_rows(tree: Tree) -> tuple[str, ...]:
    """Names of the rows that kinematics writes for one link."""
    return TURNING_ROWS if tree.turning else PLANAR_ROWS


@cache
def load_rows(tree: Tree) -> tuple[str, ...]:
    """Components of a joint load that the tree can carry."""
    flat = not tree.turning and not any(link.lateral or "fz" in link.load for link in tree.links)
    return ("F_x", "F_y", "N_z") if flat else ("F_x", "F_y", "F_z", "N_x", "N_y", "N_z")


@cache
def hinge_rows(tree: Tree) -> tuple[str, ...]:
    """Names of hinge angles, then rates, then accelerations."""
    return tuple(f"{k}_{link}_{axis}" for k in "qua" for link, axis in tree.hinges)


@cache
def geometry_names(tree: Tree) -> tuple[str, ...]:
    """Joint centres: the parameters of kinematics."""
    return tuple(n for link in tree.links[1:] for n in _names(f"j_{link.name}", link.lateral))


@cache
def inertia_names(tree: Tree) -> tuple[str, ...]:
    """Masses, mass centres and inertias: the parameters of dynamics."""
    axes = "xyz" if tree.turning else "z"
    return tuple(
        n
        for link in tree.links
        for n in (
            f"m_{link.name}",
            *_names(f"c_{link.name}", link.lateral),
            *(f"I_{link.name}_{k}" for k in axes),
        )
    )


@cache
def wrench_rows(tree: Tree) -> tuple[str, ...]:
    """Outside wrench components, link by link."""
    return tuple(f"{k}_{link.name}" for link in tree.links for k in link.load)


def _gravity(x: Rows) -> Vector:
    return (x.get("g_x", 0), x.get("g_y", 0), x.get("g_z", 0))


def gravity_rows(tree: Tree) -> tuple[str, ...]:
    """Gravity less the base's acceleration."""
    return ("g_x", "g_y", "g_z") if tree.turning else ("g_x", "g_y")


def _frame_outputs(tree: Tree, motion: Mapping[str, Frame]) -> dict[str, Quantity]:
    out: dict[str, Quantity] = {}
    for link in tree.links:
        frame = motion[link.name]
        values: dict[str, Quantity] = {"c": frame.R[0][0], "s": frame.R[1][0]}
        for i, k in enumerate("xyz"):
            values |= {f"{n}_{k}": getattr(frame, n)[i] for n in ("w", "al", "r", "v", "a")}
            values |= {f"R_{k}{j}": frame.R[i][AXES[j]] for j in "xyz"}
        out |= {f"{link.name}.{row}": values[row] for row in link_rows(tree)}
    return out


@cache
def frame_rows(tree: Tree) -> tuple[str, ...]:
    """Rows that kinematics writes, link by link."""
    return tuple(f"{link.name}.{row}" for link in tree.links for row in link_rows(tree))


@cache
def joint_load_rows(tree: Tree) -> tuple[str, ...]:
    """Rows that dynamics writes, link by link."""
    return tuple(f"{link.name}.{row}" for link in tree.links for row in load_rows(tree))


@cache
def body_rows(tree: Tree) -> tuple[str, ...]:
    """The workspace that the two stages of the body share."""
    return (
        *hinge_rows(tree),
        *frame_rows(tree),
        *wrench_rows(tree),
        *gravity_rows(tree),
        *joint_load_rows(tree),
    )


@cache
def kinematics(tree: Tree) -> Stage:
    """Stage: hinge angles, rates and accelerations to the frame of every link."""

    def law(m: Math, p: Rows, x: Rows) -> dict[str, Quantity]:
        return _frame_outputs(tree, frames(m, tree, p, x))

    inputs, outputs = {"body": hinge_rows(tree)}, {"body": frame_rows(tree)}
    layout = {"body": body_rows(tree)}
    return Stage(f"{tree.name}_kinematics", law, geometry_names(tree), inputs, outputs, layout)


def _load_outputs(tree: Tree, load: Mapping[str, tuple[Vector, Vector]]) -> dict[str, Quantity]:
    return {
        f"{link.name}.{n}_{k}": load[link.name][i][AXES[k]]
        for link in tree.links
        for i, n in enumerate("FN")
        for k in "xyz"
        if f"{n}_{k}" in load_rows(tree)
    }


@cache
def dynamics(tree: Tree) -> Stage:
    """Stage: frames, outside wrenches and gravity to the load at every joint."""

    def law(m: Math, p: Rows, x: Rows) -> dict[str, Quantity]:
        motion = {link.name: read_frame(x, link.name + ".") for link in tree.links}
        return _load_outputs(tree, loads(m, tree, p, x, motion, _gravity(x)))

    inputs = {"body": frame_rows(tree) + wrench_rows(tree) + gravity_rows(tree)}
    outputs = {"body": joint_load_rows(tree)}
    layout = {"body": body_rows(tree)}
    return Stage(f"{tree.name}_dynamics", law, inertia_names(tree), inputs, outputs, layout)


@cache
def inverse_dynamics(tree: Tree) -> Stage:
    """Stage: both recursions in one kernel, for callers that need no equipment in between."""

    def law(m: Math, p: Rows, x: Rows) -> dict[str, Quantity]:
        motion = frames(m, tree, p, x, base=scale(-1, _gravity(x)))
        return _load_outputs(tree, loads(m, tree, p, x, motion))

    inputs = {"body": hinge_rows(tree) + wrench_rows(tree) + gravity_rows(tree)}
    outputs = {"body": joint_load_rows(tree)}
    parameters = geometry_names(tree) + inertia_names(tree)
    return Stage(f"{tree.name}_inverse_dynamics", law, parameters, inputs, outputs)
