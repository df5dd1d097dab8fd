"""Which cases differ only in numbers, and the positions that such a group shares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from biolift.engine.block import newton
from biolift.engine.block import plan as p
from biolift.engine.block.driver import Plan
from biolift.engine.closure import coordinate_terms, equation_terms
from biolift.engine.completion import _BENDS as BENDS
from biolift.engine.demand import ACTION_SIGN, ANGLE_SIGN, DEMANDS, JOINT_ANGLE, LEG, SHARED
from biolift.engine.motion import schedule
from biolift.engine.muscles import region
from biolift.engine.pack import tree_of
from biolift.engine.support import indeterminate, stance_side
from biolift.engine.workspace import LANES
from biolift.equipment.free_weight import FreeWeight
from biolift.laws import body as law
from biolift.laws import muscle, passive
from biolift.laws.stage import Stage
from biolift.laws.tree import Tree
from biolift.library.sites import sites
from biolift.nouns.body_point import FAMILIES, point_segments
from biolift.nouns.completion import KINDS, Completion, Equation
from biolift.nouns.model import Model
from biolift.nouns.movement import Movement
from biolift.nouns.muscles import LEVEL_SUFFIX, MuscleSet
from biolift.nouns.support import Support
from biolift.nouns.trial import Trial
from biolift.vocabulary import (
    COORDINATES,
    GROUPS,
    JOINT_SEGMENT,
    JOINTS,
    LEVELS,
    PARENT,
    SEGMENTS,
    SIDES,
    SUFFIX,
    both_sides,
)

assert LANES == p.LANES
#: Most loads of a trial that run in blocks.
MOST_LOADS = 4
SEGMENT = {name: k for k, name in enumerate(SEGMENTS)}
COORDINATE = {name: k for k, name in enumerate(COORDINATES)}
_LEG_ARM = {
    "hip": "arm_hip_extension",
    "knee": "arm_knee_extension",
    "ankle": "arm_ankle_plantarflexion",
    "hip_abduction": "arm_hip_abduction",
}
_LUMBAR_ARMS = ("arm_extension", "arm_right_bend", "arm_left_turn")


def joined_rows(stage: Stage) -> dict[str, int]:
    """Row of every name in the joined form."""
    names = [name for port in stage.ports for name in stage.rows(port)]
    return {name: k for k, name in enumerate(names)}


@cache
def tree_plan(tree: Tree) -> p.Tree:
    """Positions among the body's rows."""
    at = {name: k for k, name in enumerate(law.body_rows(tree))}
    hinges = {hinge: k for k, hinge in enumerate(tree.hinges)}
    turns = [
        (hinges[turn.segment, turn.axis], COORDINATE[name], turn.factor)
        for name, every in COORDINATES.items()
        for turn in every
        if (turn.segment, turn.axis) in hinges
    ]
    first = law.link_rows(tree)[0]
    return p.Tree(
        turning=tree.turning,
        hinges=len(hinges),
        hinge=np.array([t[:2] for t in turns]),
        factor=np.array([t[2] for t in turns]),
        frame=np.array([at[f"{name}.{first}"] for name in SEGMENTS]),
        frame_rows=len(law.link_rows(tree)),
        origin=law.link_rows(tree).index("r_x"),
        wrench=np.array([at[f"fx_{name}"] for name in SEGMENTS]),
        load=np.array([at[f"{name}.F_x"] for name in SEGMENTS]),
        gravity=at["g_x"],
        parent=np.array([-1 if parent is None else SEGMENT[parent] for parent in PARENT.values()]),
        lumbar=SEGMENT["lumbar"],
    )


class Posed(NamedTuple):
    """A pose that is completed by itself, before the path through it."""

    name: str
    equations: tuple[Equation, ...]
    plan: p.Closing
    points: tuple[str, ...]


@dataclass(frozen=True)
class Structure:
    """What the cases of a group share: everything but numbers.

    Parameters
    ----------
    plan : Plan
        For the driver.
    stages : tuple of Stage
        Laws of the loads.
    """

    movement: Movement
    tree: Tree
    plan: Plan
    stages: tuple[Stage, ...]
    names: tuple[str, ...]  # of the loads
    groups: tuple[str, ...]
    muscles: tuple[str, ...]
    unknown: dict[str, str]
    open_joints: NDArray[np.bool_]  # (5, 2)
    reasons: NDArray[np.object_]  # (5, 2) why
    samples: int
    compiled: bool  # whether the compiled stages know everything in it
    closing: p.Closing
    points: tuple[str, ...]  # of the body: what holds still, what gives the place, those of the equations
    posed: tuple[Posed, ...]  # poses with conditions of their own, the one that gives the place first


def structure_key(trial: Trial, model: object) -> tuple[object, ...]:
    """Equal for cases that differ only in numbers."""
    movement, tempo = trial.movement_resolved, trial.tempo_resolved
    lasting = tuple(tuple(way) for *way, _ in schedule(movement, tempo, movement.numbers.at("fast_phase")))
    loads = tuple((type(load), load.site, load.name or load.kind) for load in trial.loads)
    m = model
    return (
        movement.id, movement.variant, trial.side, movement.plane, lasting, loads, movement.completions,
        movement.supports, movement.contacts, movement.anchor, movement.eccentric, movement.equipment,
        tuple(pose.name for pose in movement.poses), movement.time_law, movement.recorded is None,
        m.samples, m.muscles.names, m.sharing.power,  # type: ignore[attr-defined]
    )  # fmt: skip


def structure(trial: Trial, model: Model) -> Structure:
    """Positions of the group that a case belongs to."""
    movement, muscles, samples = trial.movement_resolved, model.muscles, model.samples
    tree = tree_of(movement.plane)
    unknown = indeterminate(movement)
    closed = np.array([[JOINT_SEGMENT[j] + SUFFIX[s] in unknown for s in SIDES] for j in JOINTS])
    reasons = np.array(
        [[unknown.get(JOINT_SEGMENT[j] + SUFFIX[s]) for s in SIDES] for j in JOINTS], dtype=object
    )
    plan = Plan(
        tree=tree_plan(tree),
        path=_path(movement, trial),
        equipment=equipment_plan(trial),
        supports=_supports(movement),
        demands=_demands(movement, closed, "lumbar" not in unknown),
        muscles=_muscles(muscles, _left_out(movement, closed)),
        samples=samples,
    )
    groups = tuple(g for g in GROUPS if g in {m.group for m in muscles.muscles})
    loads = trial.loads
    return Structure(
        movement, tree, plan, tuple(load.stage for load in loads),
        tuple(load.name or load.kind for load in loads),
        groups, muscles.names, unknown, closed, reasons, samples, _compiled(trial),
        *_closing(movement, trial, whole_path(movement)), _posed(movement, trial),
    )  # fmt: skip


def _compiled(trial: Trial) -> bool:
    """Whether the compiled stages know it: not a recorded path or a heap of loads."""
    return trial.movement_resolved.recorded is None and len(trial.loads) <= MOST_LOADS


def _path(movement: Movement, trial: Trial) -> p.Path:
    solved = [(COORDINATE[full], k) for k, name in enumerate(unknowns(movement)) for full in both_sides(name)]
    return p.Path(
        moving=np.ones(len(COORDINATES), dtype=bool),
        solved=np.array(solved, dtype=np.int64).reshape(-1, 2),
        tilt=COORDINATE["pelvic_tilt"],
        swings=movement.time_law == "free_pin" and not trial.tempo_resolved.is_hold,
    )


def _posed(movement: Movement, trial: Trial) -> tuple[Posed, ...]:
    """Poses with conditions of their own; those of the whole path hold there too."""
    first, out = movement.anchor.reference_pose, []
    names = {one.pose for one in movement.completions if one.pose is not None}
    for name in sorted(names, key=lambda name: (name != first, name)):
        held = [one for one in movement.completions if one.pose in (None, name)]
        plan, points = _closing(movement, trial, held)
        equations = tuple(e for one in held for e in one.equations)
        out.append(Posed(name, equations, plan._replace(reference=False), points))
    return tuple(out)


def _closing(
    movement: Movement, trial: Trial, completions: Sequence[Completion]
) -> tuple[p.Closing, tuple[str, ...]]:
    """Unknowns and equations of some completions, and the points that they speak of."""
    names, anchor = tuple(name for one in completions for name in one.solve), movement.anchor
    tilt = {} if "pelvic_tilt" in names else dict(movement.poses[0].tilt_terms)
    equations = [e for one in completions for e in one.equations]
    points = [anchor.segment, anchor.reference_point]
    points += [point for e in equations for point in e.points]
    move, by = [], []
    for k, name in enumerate(names):
        turned = dict.fromkeys(both_sides(name), 1.0)
        follows = sum(tilt.get(full, 0.0) for full in turned)
        for full, factor in {**turned, **({"pelvic_tilt": follows} if follows else {})}.items():
            move.append((k, COORDINATE[full]))
            by.append(factor)
    angles = [(i, e) for i, e in enumerate(equations) if e.kind in ("inclination", "coordinate")]
    terms = [(i, COORDINATE[n], f, False) for i, e in angles for n, f in equation_terms(e).items()]
    terms += [
        (i, COORDINATE[n], f, True)
        for i, e in angles
        if e.start is not None
        for n, f in coordinate_terms(e.start).items()
    ]
    about_angles = {i for i, _ in angles}
    ratio = [i in about_angles and e.start is not None for i, e in enumerate(equations)]
    solved = [(full, k) for k, name in enumerate(names) for full in both_sides(name)]
    weights = [segment for (here, _), load in zip(ends(trial), trial.loads, strict=True)
               if isinstance(load, FreeWeight) for segment in here]  # fmt: skip
    stands = anchor.segment == anchor.reference_point and movement.plane == "sagittal"
    stands |= any(one.pose == anchor.reference_pose for one in movement.completions)

    def whole(values: Sequence[object]) -> NDArray[np.int64]:
        return np.array(values, dtype=np.int64)

    plan = p.Closing(
        move=whole(move).reshape(-1, 2),
        by=np.array(by, dtype=float),
        solved=whole([(COORDINATE[full], k) for full, k in solved]).reshape(-1, 2),
        follow=np.array([tilt.get(full, 0.0) for full, _ in solved], dtype=float),
        tilt=COORDINATE["pelvic_tilt"],
        guess=whole([COORDINATE[both_sides(name)[0]] for name in names]),
        bends=np.array([name.startswith(BENDS) for name in names], dtype=bool),
        kind=whole([KINDS.index(e.kind) for e in equations]),
        ratio=np.array(ratio, dtype=bool),
        axis=whole([max("xyz".find(e.axis or "x"), 0) for e in equations]),
        of=whole([0 if i in about_angles else points.index(e.of) for i, e in enumerate(equations)]),
        start=whole([points.index(e.start) if e.start in points else -1 for e in equations]),
        scale=np.array([10.0 if e.unit == "rad" else 1.0 for e in equations], dtype=float),
        term=whole([t[:2] for t in terms]).reshape(-1, 2),
        turn=np.array([t[2] for t in terms], dtype=float),
        times=np.array([t[3] for t in terms], dtype=bool),
        point=whole([SEGMENT[segment_of(name)] for name in points]),
        mass=whole([SEGMENT[name] for name in (*SEGMENTS, *weights)]),
        reference=bool(names) and not stands,
    )
    return plan, tuple(points)


def unknowns(movement: Movement) -> tuple[str, ...]:
    """Coordinates that are worked out along the path, as written."""
    return tuple(name for one in whole_path(movement) for name in one.solve)


def whole_path(movement: Movement) -> list[Completion]:
    """Completions that hold along the whole path; those of one pose are met before."""
    return [one for one in movement.completions if one.pose is None]


def ends(trial: Trial) -> list[tuple[list[str], list[str]]]:
    """Segments that hold each load, and those at its other end."""

    def segments(name: str, sides: Sequence[str]) -> list[str]:
        place = sites()[name]
        return [place.segment + SUFFIX[side] for side in sides] if place.sided else [place.segment]

    return [
        (segments(f.site, f.sides), segments(f.other, f.sides) if f.other else []) for f in trial.fittings
    ]


def equipment_plan(trial: Trial) -> p.Equipment:
    """Places and parts of the loads."""
    segment: list[int] = []
    parts: list[tuple[int, ...]] = []
    rows: list[tuple[int, ...]] = []
    first, inputs = [0], []
    for i, (fitting, (here, there)) in enumerate(zip(trial.fittings, ends(trial), strict=True)):
        load, at, stage = fitting.load, len(segment), fitting.load.stage
        segment += [SEGMENT[name] for name in here + there]
        far, anchored = at + len(here), int(fitting.anchor is not None and not there)
        if load.per_side:
            paired = len(there) == len(here)
            parts += [
                (i, at + k, 1, far + k if paired else far, 1 if paired else len(there), anchored)
                for k in range(len(here))
            ]
        else:
            parts.append((i, at, len(here), far, len(there), anchored))
        where = joined_rows(stage)
        names = ("other_fx", "cx", "tension", "slack", "outside_range", "miss", "radius")
        rows.append(tuple(where.get(name, -1) for name in names))
        first.append(first[-1] + len(stage.parameters))
        inputs.append(where["fx"])
    return p.Equipment(
        anchored=SEGMENT[segment_of(trial.movement_resolved.anchor.segment)],
        segment=np.array(segment, dtype=np.int64),
        part=np.array(parts, dtype=np.int64).reshape(-1, 6),
        first=np.array(first, dtype=np.int64),
        inputs=np.array(inputs, dtype=np.int64),
        rows=np.array(rows, dtype=np.int64).reshape(-1, 7),
    )


def segment_of(point: str) -> str:
    """Segment that carries a point of the body; the right one of a limb without its side."""
    return FAMILIES[point_segments()[point]][0]


def supported(movement: Movement) -> list[tuple[Support, str]]:
    """Supports with the segments that they act on, in the order in which they act."""
    stated = [(s, segment) for s in movement.supports if not s.takes_remainder for segment in s.segments]
    return stated + [(s, segment) for s in movement.supports if s.takes_remainder for segment in s.segments]


def _supports(movement: Movement) -> p.Supports:
    every = supported(movement)
    foot = JOINT_SEGMENT["ankle"]
    surface = [1 if s.base is not None else 2 if name.startswith(foot) else 0 for s, name in every]
    mode = [0 if s.takes_remainder else 2 if s.direction == "forward" else 1 for s, _ in every]
    return p.Supports(
        segment=np.array([SEGMENT[name] for _, name in every], dtype=np.int64),
        mode=np.array(mode, dtype=np.int64),
        again=np.array([k > 0 and every[k - 1][0] is s for k, (s, _) in enumerate(every)]),
        pushes=np.array([s.pushes_only for s, _ in every]),
        sited=np.array([s.site is not None for s, _ in every]),
        surface=np.array(surface, dtype=np.int64),
        thigh=np.array([SEGMENT[JOINT_SEGMENT["hip"] + suffix] for suffix in SUFFIX.values()]),
    )


def _left_out(movement: Movement, closed: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Demands that the load sharing leaves out."""
    out = dict.fromkeys(DEMANDS, False)
    for s, side in enumerate(SIDES):
        for j, joint in enumerate(JOINTS):
            if joint in LEG:
                out[f"{joint}_{side}"] = bool(closed[j, s])
        out[f"hip_abduction_{side}"] = side != stance_side(movement)
    return np.array(list(out.values()))


def _demands(movement: Movement, closed: NDArray[np.bool_], known: bool) -> p.Demands:
    return p.Demands(
        segment=np.array([[SEGMENT[JOINT_SEGMENT[j] + SUFFIX[s]] for s in SIDES] for j in JOINTS]),
        angle=np.array([[COORDINATE[JOINT_ANGLE[j] + SUFFIX[s]] for s in SIDES] for j in JOINTS]),
        sign=np.array([[ACTION_SIGN[j], ANGLE_SIGN[j]] for j in JOINTS]),
        lumbar=np.array([COORDINATE[name] for name in passive.LUMBAR.inputs["trunk"]]),
        left_out=_left_out(movement, closed),
        known=known,
    )


def _muscles(muscles: MuscleSet, left_out: NDArray[np.bool_]) -> p.Muscles:
    at = joined_rows(muscle.STAGE)
    starts, row, arm = [0], [], []
    for one in muscles.muscles:
        for side in SIDES:
            numbers = one.path_numbers(side)
            for k, demand_ in enumerate(DEMANDS):
                names = _arm_names(demand_, side)
                if names is None or left_out[k] or not _acts(numbers, names):
                    continue
                row.append(k)
                arm.append([at[name] for name in names])
            starts.append(len(row))
    angles = [("lumbar_flexion", "hip_flexion", "knee_flexion", "ankle_dorsiflexion")] * 2
    full = [
        [n if n == "lumbar_flexion" else n + SUFFIX[s] for n in names]
        for names, s in zip(angles, SIDES, strict=True)
    ]
    joint = [
        [COORDINATE[n] for n in names] + [len(COORDINATES) + COORDINATE[n] for n in names] for names in full
    ]
    groups = [g for g in GROUPS if g in {m.group for m in muscles.muscles}]
    both = [m for m in muscles.muscles for _ in SIDES]
    return p.Muscles(
        kind=np.array([_kind(name) for name in muscle.STAGE.parameters]),
        leg=np.array([region(m) == "leg" for m in both]),
        pulls=np.array([any(c.share > 0 for c in m.crossings) for m in both]),
        joint=np.array(joint),
        starts=np.array(starts, dtype=np.int64),
        row=np.array(row, dtype=np.int64),
        arm=np.ascontiguousarray(np.array(arm, dtype=np.int64).reshape(-1, 2).T),
        group=np.array([groups.index(m.group) for m in both]),
        groups=len(groups),
        pull=np.array([[at[f"u{k}{LEVEL_SUFFIX[level]}"] for k in "xyz"] for level in LEVELS]),
        capacity=at["capacity"],
        unsigned_starts=np.array(starts, dtype=np.uint64),
        unsigned_row=np.array(row, dtype=np.uint64),
        pattern=_pattern(starts, row),
    )


#: Rows of the moment matrix in the order in which they are eliminated: from the ankles up.
_ORDER = tuple(
    DEMANDS.index(name)
    for name in (
        *(f"{joint}_{side}" for joint in ("ankle", "knee", "hip_abduction", "hip") for side in SIDES),
        *DEMANDS[2::-1],
    )
)


def _pattern(starts: Sequence[int], row: Sequence[int]) -> newton.Pattern:
    """Products and eliminations of the load sharing for entries in columns `starts`, in demands `row`."""
    rows = [k for k in _ORDER if k in row]
    entry = [rows.index(k) for k in row]
    own = [range(a, b) for a, b in zip(starts, starts[1:], strict=False)]
    filled = {(k, k) for k in range(len(rows))}
    filled |= {
        (max(entry[e], entry[f]), min(entry[e], entry[f])) for every in own for e in every for f in every
    }
    for j in range(len(rows)):
        down = [k for k in range(j + 1, len(rows)) if (k, j) in filled]
        filled |= {(k, q) for k in down for q in down if q <= k}
    place = {at: n for n, at in enumerate(sorted(filled))}
    products, product_starts = [], [0]
    for every in own:
        pairs = [(e, f) for e in every for f in every if f <= e]
        products += [(e, f, place[max(entry[e], entry[f]), min(entry[e], entry[f])]) for e, f in pairs]
        product_starts.append(len(products))
    below = [at for at in sorted(filled) if at[0] != at[1]]
    inner, inner_starts = [], [0]
    for k, j in below:
        inner += [(place[k, q], place[j, q]) for q in range(j) if (k, q) in place and (j, q) in place]
        inner_starts.append(len(inner))

    def whole(values: Sequence[object], *shape: int) -> NDArray[np.int64]:
        return np.array(values, dtype=np.int64).reshape(*shape)

    return newton.Pattern(
        whole(rows, -1), whole(entry, -1), whole(starts, -1),
        whole(products, -1, 3), whole(product_starts, -1),
        whole([place[k, k] for k in range(len(rows))], -1),
        whole([(k, j, place[k, j]) for k, j in below], -1, 3),
        whole(inner, -1, 2), whole(inner_starts, -1), len(place),
    )  # fmt: skip


def _arm_names(demand: str, side: str) -> list[str] | None:
    """Rows of the muscle's law that act on a demand, per level; None where a muscle of this side does not."""
    lumbar = dict(zip(DEMANDS[:3], _LUMBAR_ARMS, strict=True))
    if demand in lumbar:
        return [lumbar[demand] + LEVEL_SUFFIX[level] for level in LEVELS]
    joint, _, of = demand.rpartition("_")
    assert joint in SHARED
    return [_LEG_ARM[joint]] * len(LEVELS) if of == side else None


def _acts(numbers: dict[str, float], names: Sequence[str]) -> bool:
    """Whether any of the arms can differ from zero."""
    coefficients = {
        "arm_hip_extension": "hip_arm",
        "arm_knee_extension": "knee_arm",
        "arm_ankle_plantarflexion": "ankle_arm",
        "arm_hip_abduction": "hip_adduction_arm",
    }
    for name in names:
        stem = coefficients.get(name, name)
        share = numbers.get("crossing" + name[-5:], 1.0)
        if share and any(v for key, v in numbers.items() if key.rpartition("_")[0] == stem):
            return True
    return False


def _kind(name: str) -> int:
    """What scales a parameter of the muscle's law: see :class:`biolift.engine.block.plan.Muscles`."""
    if name == "max_force":
        return 1
    if name.startswith("arm_extension"):
        return 3
    if name.startswith(("arm_right_bend", "arm_left_turn")):
        return 4
    lengths = ("optimal_length", "along_length_neutral", "thickness", "lumbar_length")
    arms = ("hip_arm", "knee_arm", "ankle_arm", "hip_adduction_arm")
    return 2 if name.startswith((*lengths, *arms)) else 0
