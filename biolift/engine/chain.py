"""Inverse dynamics of a planar chain from its recorded motion: the body law on a tree of its own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from biolift.engine import signal
from biolift.engine.recorded_force import Measured
from biolift.laws import body as law
from biolift.laws.site import BASE_ROWS, site
from biolift.laws.tree import PLANAR_WRENCH, Link, Tree
from biolift.nouns.chain import Chain, ChainSegment
from biolift.nouns.recording import Recording

Array = NDArray[np.float64]
Rows = dict[str, Array]
#: Ending of the link that carries a mass whose place was recorded.
_CARRIED = ".mass"


@dataclass(frozen=True)
class ChainLoads:
    """What each segment receives from its parent, (segments, ...): force (2, T) [N], moment (T,) [N m].

    A root's load is what nothing recorded gives: the residual.
    """

    force: Array
    moment: Array
    position: Array
    angle: Array
    angular_velocity: Array

    def other_side(self) -> Array:
        """The same moments from the other side of each joint: less the residual about it, (segments, T)."""
        arm = self.position[0] - self.position
        cross = arm[:, 0] * self.force[0, 1] - arm[:, 1] * self.force[0, 0]
        done: Array = self.moment - self.moment[0] - cross
        return done


def chain_loads(chain: Chain, recording: Recording, acting: list[Measured]) -> ChainLoads:
    """Work out the load at every joint.

    Angles turn segments about their joints; joints and mass centres are where they were recorded, or fixed in
    a segment. Rates come from quintic splines through the recorded columns.
    """
    tree = _tree(chain)
    rows, angles = _motion(chain, tree, recording)
    samples = len(recording.time)
    rows |= {"g_x": np.zeros(samples), "g_y": np.full(samples, -chain.gravity)}
    rows |= {name: np.zeros(samples) for name in law.wrench_rows(tree)}
    for one in acting:
        _act(rows, one)
    out = law.dynamics(tree).on_numpy(_numbers(chain, tree), rows)
    full = {name: np.broadcast_to(np.asarray(row, dtype=float), samples) for name, row in out.items()}
    names = chain.names
    return ChainLoads(
        np.stack([[full[f"{n}.F_x"], full[f"{n}.F_y"]] for n in names]),
        np.stack([full[f"{n}.N_z"] for n in names]),
        np.stack([[rows[f"{n}.r_x"], rows[f"{n}.r_y"]] for n in names]),
        np.stack([angles[n] for n in names]),
        np.stack([rows[f"{n}.w_z"] for n in names]),
    )


def _tree(chain: Chain) -> Tree:
    """A link per segment, and one more where the place of its mass was recorded."""
    links: list[Link] = []
    for segment in chain.segments:
        links.append(Link(segment.name, segment.parent, "z", False, PLANAR_WRENCH))
        if isinstance(segment.mass_centre, str):
            links.append(Link(segment.name + _CARRIED, segment.name, "z", False, ()))
    return Tree("chain", tuple(links))


def _numbers(chain: Chain, tree: Tree) -> dict[str, float]:
    out = dict.fromkeys(law.inertia_names(tree), 0.0)
    for segment in chain.segments:
        name = segment.name
        if isinstance(segment.mass_centre, str):
            name += _CARRIED
        else:
            out[f"c_{name}_x"], out[f"c_{name}_y"] = segment.mass_centre
        out[f"m_{name}"] = segment.mass
        # a recorded angular momentum enters as the acceleration of a unit inertia
        out[f"I_{name}_z"] = 1.0 if segment.spin else segment.inertia
    return out


def _motion(chain: Chain, tree: Tree, recording: Recording) -> tuple[Rows, Rows]:
    """Rows of the frames of all links, and the angle of every segment in space."""
    rows: Rows = {}
    turned: dict[str, tuple[Array, Array, Array]] = {}
    for segment in chain.segments:
        turned[segment.name] = angle = _turn(segment, recording, turned)
        carried = isinstance(segment.mass_centre, str)
        quickened = _momentum_rate(segment, recording)
        rows |= _orientation(segment.name, angle, None if carried else quickened)
        rows |= _place(segment, recording, rows, tree)
        if isinstance(segment.mass_centre, str):
            name = segment.name + _CARRIED
            rows |= _orientation(name, angle, quickened) | _recorded_place(
                name, segment.mass_centre, recording
            )
    return rows, {name: angle[0] for name, angle in turned.items()}


def _turn(
    segment: ChainSegment, recording: Recording, turned: dict[str, tuple[Array, Array, Array]]
) -> tuple[Array, Array, Array]:
    """Angle in space with its rates."""
    still = np.zeros_like(recording.time)
    own = (still, still, still)
    if segment.angle is not None:
        own = signal.derivatives(recording.time, segment.angle_sign * _angle(segment.angle, recording))
    if segment.relative and segment.parent is not None:
        up = turned[segment.parent]
        return own[0] + up[0], own[1] + up[1], own[2] + up[2]
    return own


def _angle(angle: str | tuple[str, str], recording: Recording) -> Array:
    if isinstance(angle, str):
        return recording[angle]
    x, y = (recording[f"{angle[1]}_{k}"] - recording[f"{angle[0]}_{k}"] for k in "xy")
    out = np.full_like(x, np.nan)
    known = np.isfinite(x) & np.isfinite(y)
    out[known] = np.unwrap(np.arctan2(x[known], -y[known]))
    return out


def _momentum_rate(segment: ChainSegment, recording: Recording) -> Array | None:
    if segment.spin is None:
        return None
    return signal.derivatives(recording.time, recording[segment.spin])[1]


def _orientation(name: str, angle: tuple[Array, Array, Array], quickened: Array | None) -> Rows:
    q, u, a = angle
    al = a if quickened is None else quickened
    return {f"{name}.c": np.cos(q), f"{name}.s": np.sin(q), f"{name}.w_z": u, f"{name}.al_z": al}


def _place(segment: ChainSegment, recording: Recording, rows: Rows, tree: Tree) -> Rows:
    """Where the joint is and how it moves: as recorded, or fixed in the parent."""
    if isinstance(segment.joint, str):
        return _recorded_place(segment.name, segment.joint, recording)
    if segment.parent is None:
        still = np.zeros_like(recording.time)
        return {f"{segment.name}.{row}": still for row in ("r_x", "r_y", "r_z", "v_x", "v_y", "a_x", "a_y")}
    up = {row: rows[f"{segment.parent}.{row}"] for row in law.link_rows(tree)}
    stage, (x, y) = site(tree), segment.joint
    out = stage.on_numpy({"x": x, "y": y, "z": 0.0}, up | dict.fromkeys(BASE_ROWS, 0.0))
    still = np.zeros_like(recording.time)
    found = {f"r_{k}": out[f"p{k}"] for k in "xyz"} | {f"{n}_{k}": out[f"{n}{k}"] for n in "va" for k in "xy"}
    return {f"{segment.name}.{row}": np.asarray(value) + still for row, value in found.items()}


def _recorded_place(name: str, point: str, recording: Recording) -> Rows:
    out = {f"{name}.r_z": np.zeros_like(recording.time)}
    for k in "xy":
        place = signal.derivatives(recording.time, recording[f"{point}_{k}"])
        out |= {f"{name}.{n}_{k}": row for n, row in zip("rva", place, strict=True)}
    return out


def _act(rows: Rows, one: Measured) -> None:
    """Add a force of the world to the wrench about its segment's joint."""
    name, (fx, fy, _) = one.segment, one.force
    turn = one.moment[2]
    if one.point is not None:
        arm = (one.point[0] - rows[f"{name}.r_x"]) * fy - (one.point[1] - rows[f"{name}.r_y"]) * fx
        turn = turn + np.where((fx == 0) & (fy == 0), 0.0, arm)  # no load, no point
    rows[f"fx_{name}"] = rows[f"fx_{name}"] + fx
    rows[f"fy_{name}"] = rows[f"fy_{name}"] + fy
    rows[f"nz_{name}"] = rows[f"nz_{name}"] + turn
