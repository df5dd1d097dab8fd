"""Forces of the equipment on the body, and the outside wrench they make on every segment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from biolift.engine.compiled import load_kernel
from biolift.engine.placement import Base
from biolift.engine.workspace import Workspace, run_rows
from biolift.equipment.base import Load
from biolift.errors import PoseError
from biolift.laws.site import SITE_ROWS, site
from biolift.laws.tree import Tree
from biolift.vocabulary import SUFFIX

Array = NDArray[np.float64]
Rows = dict[str, Array]
#: Rows of a law's point of contact, where that is not the site itself.
CONTACT = "contact"
#: How far a machine may miss the body by rounding [m].
ROUNDING = 1e-9


@dataclass(frozen=True)
class Place:
    """A point of the body: segment, and where in its axes (3,) [m]."""

    segment: str
    point: tuple[float, float, float]


@dataclass(frozen=True)
class Ends:
    """Where a load acts: places of the body that hold it, and its other end.

    That is a place of the body on each side, or a fixed point of the machine's frame (3,) [m]; loads with
    one end have neither.
    """

    places: Sequence[Place]
    other: Sequence[Place] = ()
    anchor: Sequence[float] | None = None


@dataclass
class EquipmentForce:
    """What one load does: force on the athlete at its site (3, T) [N], where that is, its state rows.

    `anchor` (3,) is the fixed point of the machine, NaN without one; `far` (3, T) is the other end of the
    line to draw: the end of a swinging arm, the other end of a band, or the anchor. A band between two sites
    of the body pulls at `far` with the opposite force. `held` gives the places of the body by side.
    """

    name: str
    kind: str
    force: Array
    point: Array
    anchor: Array
    state: dict[str, Array] = field(default_factory=dict)
    far: Array = field(default_factory=lambda: np.full((3, 1), np.nan))
    held: dict[str, Array] = field(default_factory=dict)

    @property
    def tension(self) -> Array:
        """Size of the contact force [N]; negative where a strap would have to push."""
        return self.state["tension"] if "tension" in self.state else np.linalg.norm(self.force, axis=0)

    @property
    def slack(self) -> Array:
        """1 where a strap is slack."""
        return self.state.get("slack", np.zeros(self.force.shape[1]))

    @property
    def outside_range(self) -> Array:
        """1 where a band is stretched less or more than its tension is known for."""
        return self.state.get("outside_range", np.zeros(self.force.shape[1]))


def site_motion(tree: Tree, work: Workspace, base: Base, place: Place) -> Workspace:
    """Position, velocity and acceleration of a point of the body in world axes."""
    stage = site(tree)
    kernel, P = load_kernel(stage), np.array(place.point)
    rows = stage.rows("frame")
    first = work.index[f"{place.segment}.{rows[0]}"]
    moving = Workspace(stage.rows("base"), work.samples)
    moving.put_all(base.rows())
    out = Workspace(SITE_ROWS, work.samples)
    for b in range(len(work.array)):
        kernel(P, work.block(b, first, len(rows)), moving.block(b), out.block(b))
    return out


def apply_load(
    tree: Tree,
    work: Workspace,
    base: Base,
    load: Load,
    ends: Ends,
    numbers: Mapping[str, float],
    wrench: dict[str, Array],
) -> EquipmentForce:
    """Run the law of one load and put its force on the body.

    A load that both sides hold together acts at the mean of its places, each of which gets an equal part; of
    others (`Load.per_side`) each side has its own, with its part of the mass.

    Parameters
    ----------
    wrench : dict segment -> (6, T)
        Force and moment about the segment's origin; added to in place.
    """
    here = [(place, _rows(site_motion(tree, work, base, place))) for place in ends.places]
    there = [(place, _rows(site_motion(tree, work, base, place))) for place in ends.other]
    if load.per_side:
        numbers = dict(numbers) | {"mass": numbers["mass"] / len(here)}
        held = [[one] for one in here]
        paired = [[one] for one in there] if len(there) == len(here) else [there] * len(here)
    else:
        held, paired = [here], [there]
    parts = []
    for mine, theirs in zip(held, paired, strict=True):
        rows = _mean(mine) | _other_end(theirs, ends.anchor, work.samples)
        out = run_rows(load.stage, numbers, rows)
        _put(base, work, wrench, mine, _vector(out, "f"), _slide(load, out, mine))
        if theirs and "other_force" in load.stage.outputs:
            _put(base, work, wrench, theirs, _vector(out, "other_f"))
        parts.append((rows, out))
    effect = _effect(load, ends, numbers, parts)
    sides = {suffix: side for side, suffix in SUFFIX.items()}
    effect.held = {sides[p.segment[-2:]]: _vector(r, "p") for p, r in here if p.segment[-2:] in sides}
    return effect


def _rows(motion: Workspace) -> Rows:
    return {name: motion.get(name) for name in SITE_ROWS}


def _mean(ends: Sequence[tuple[Place, Rows]]) -> Rows:
    return _average([rows for _, rows in ends])


def _average(every: Sequence[Rows]) -> Rows:
    return {name: sum((rows[name] for rows in every[1:]), every[0][name]) / len(every) for name in every[0]}


def _vector(rows: Mapping[str, Array], name: str) -> Array:
    """Rows ``name`` + x, y, z as (3, T)."""
    return np.stack([rows[f"{name}{k}"] for k in "xyz"])


def _other_end(ends: Sequence[tuple[Place, Rows]], anchor: Sequence[float] | None, samples: int) -> Rows:
    """Rows of the other end: of the body, or at rest at the anchor."""
    if ends:
        return {f"other_{name}": values for name, values in _mean(ends).items()}
    if anchor is None:
        return {}
    at = dict(zip(("px", "py", "pz"), anchor, strict=True))
    return {f"other_{name}": np.full(samples, at.get(name, 0.0)) for name in SITE_ROWS}


def _slide(load: Load, out: Rows, held: Sequence[tuple[Place, Rows]]) -> Array | None:
    """From the mean of the places to where the force acts (3, T), None where that is the same."""
    if CONTACT not in load.stage.outputs:
        return None
    return _vector(out, "c") - _vector(_mean(held), "p")


def _put(
    base: Base,
    work: Workspace,
    wrench: dict[str, Array],
    held: Sequence[tuple[Place, Rows]],
    force: Array,
    slide: Array | None = None,
) -> None:
    """Give each place an equal part of a force, moved by `slide` along its segment."""
    part = force / len(held)
    for place, rows in held:
        arm = _vector(rows, "p") - (base.position + work.vector(f"{place.segment}.r"))
        if slide is not None:
            arm = arm + slide
        wrench[place.segment][:3] += part
        wrench[place.segment][3:] += np.cross(arm, part, axis=0)


def _effect(
    load: Load, ends: Ends, numbers: Mapping[str, float], parts: Sequence[tuple[Rows, Rows]]
) -> EquipmentForce:
    """All parts of a load as one: forces added up, places and states averaged."""
    count = len(parts)
    rows, out = (_average(list(every)) for every in zip(*parts, strict=True))
    anchor = np.full(3, np.nan)
    if "pivot_x" in numbers:
        anchor = np.array([numbers["pivot_x"], numbers["pivot_y"], 0.0])
    elif ends.anchor is not None and "other" in load.stage.inputs:
        anchor = np.array(ends.anchor)
    point = _vector(out, "c") if CONTACT in load.stage.outputs else _vector(rows, "p")
    far = np.repeat(anchor[:, None], point.shape[1], axis=1)
    if "tip_x" in out:
        far = np.stack([out[f"tip_{k}"] for k in "xyz"])
    elif ends.other:
        far = _vector(rows, "other_p")
    force = count * _vector(out, "f")
    state = {name: out[name] for name in load.stage.outputs.get("state", ())}
    return EquipmentForce(load.name or load.kind, load.kind, force, point, anchor, state, far)


def check_miss(load: Load, effect: EquipmentForce) -> None:
    """Refuse equipment that the body cannot reach.

    Raises
    ------
    PoseError
        With the distance by which it misses.
    """
    if "miss" not in effect.state:
        return
    miss = effect.state["miss"]
    worst = float(miss.max())
    if worst > ROUNDING:
        part = f"{(miss > ROUNDING).mean():.0%} of the repetition"
        stated = " or ".join(f"load.{n}" for n in load.geometry if n.startswith(("arm", "rope", "pivot")))
        raise PoseError(
            f"{load!r}: the body misses it by {worst:.3f} m, in {part}; change {stated}, where the movement "
            "puts it, or the pose"
        )


def check_reach(load: Load, effect: EquipmentForce, low: float, high: float) -> None:
    """Refuse a machine that the body cannot stay on.

    Raises
    ------
    PoseError
        With the distance by which the body misses it.
    """
    radius = effect.state["radius"]
    nearest, farthest = float(radius.min()), float(radius.max())
    for value, miss in ((farthest, farthest - high), (nearest, low - nearest)):
        if miss > 0:
            raise PoseError(
                f"{load!r}: the ankles come to {value:.3f} m from the pivot and the collar reaches "
                f"{low:.2f} to {high:.2f} m, so they miss it by {miss:.3f} m; change load.pivot_y, "
                "load.reach_low or load.reach_high, or the pose"
            )
