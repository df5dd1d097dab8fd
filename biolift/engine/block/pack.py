"""Trials and models to columns of numbers: the one place of the block pipeline that knows nouns."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, fields
from functools import cache, partial
from operator import attrgetter
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from biolift import units
from biolift.engine.block import completion
from biolift.engine.block import plan as p
from biolift.engine.block.driver import Columns
from biolift.engine.block.jit import compiled
from biolift.engine.block.share import HUGE
from biolift.engine.block.structure import COORDINATE, Posed, Structure, supported, whole_path
from biolift.engine.completion import complete
from biolift.engine.free_pin import swing
from biolift.engine.motion import move, schedule
from biolift.engine.newton import TOLERANCE
from biolift.engine.pack import abdominal_moment, body_numbers, disc_numbers, level_numbers
from biolift.engine.posture import body_point
from biolift.engine.ranges import ROUNDING
from biolift.equipment.free_weight import FreeWeight
from biolift.laws import body as law
from biolift.laws import muscle, passive, spine
from biolift.laws.path import minimum_jerk, pendular
from biolift.library import passive as tissue
from biolift.library.athlete import strength_factor
from biolift.library.equipment import load_numbers, stage_parameters
from biolift.library.joint_ranges import joint_ranges
from biolift.library.sites import site_places
from biolift.nouns.body import Body
from biolift.nouns.completion import Equation
from biolift.nouns.model import Model
from biolift.nouns.movement import Movement
from biolift.nouns.muscles import Muscle, MuscleSet
from biolift.nouns.trial import Trial
from biolift.vocabulary import COORDINATES, LEVELS, SIDES, SUFFIX

Array = NDArray[np.float64]
Case = tuple[Trial, Model]
_MOST_TERMS = 49
#: Numbers of a muscle that are drawn one by one; the rest of it is its line of action, which draws share.
_AMOUNTS = ("max_force", "optimal_length", "along_length_neutral", "max_velocity")
_line = attrgetter(*(f.name for f in fields(Muscle) if f.name == "group" or f.type in ("Polynomial", "Range")
                     or f.name == "crossings"))  # fmt: skip
_nodes = cache(completion.nodes)
Made = TypeVar("Made")


class Seen:
    """What was worked out from nouns that several cases share, by the identity of the nouns."""

    def __init__(self) -> None:
        self._made: dict[Hashable, Any] = {}
        self._held: list[Any] = []

    def once(self, what: str, nouns: Sequence[Any], make: Callable[[], Made], *more: Hashable) -> Made:
        """What `make` gives, made once for these nouns."""
        key = (what, *map(id, nouns), *more)
        if key not in self._made:
            self._held.append(nouns)  # an identity counts only while its object lives
            self._made[key] = make()
        found: Made = self._made[key]
        return found


def path_columns(group: Structure, cases: Sequence[Case], seen: Seen) -> tuple[p.PathColumns, Array, Array]:
    """Numbers of the motion, with the points that hold still (C, 6) and the durations (C,)."""
    path, found = closing_columns(group, cases, seen), np.ones(len(cases), dtype=bool)
    for one in group.posed:
        path = _with_pose(group, one, cases, path, seen, found)
    poses = np.stack([path.angles[name] for name in group.movement.eccentric], axis=1)
    series, terms, still = _completed(group, cases, path, seen)
    terms[~found] = -1
    progress, duration = _progress(group, cases, poses, series)
    swing = _swing(group, cases, seen, progress.shape[2])
    ages = [trial.athlete.age for trial, _ in cases]
    limits = np.stack([seen.once("limits", [], partial(_limits, age), age) for age in ages])
    columns = p.PathColumns(
        progress, divided_differences(poses), series, terms, group.closing.follow, swing, limits
    )
    return columns, still, duration


def _limits(age: float) -> Array:
    """Ends of the widest range of every coordinate (K, 2), with room for rounding."""
    known = joint_ranges(age)
    ends = [(known[n].lowest - ROUNDING, known[n].highest + ROUNDING) if n in known else (-HUGE, HUGE)
            for n in COORDINATES]  # fmt: skip
    return np.array(ends)


@dataclass(frozen=True)
class ClosingCases:
    """Numbers of the completion with what they come from.

    angles : pose -> (C, K); still : (C, 6) the point that holds still in its segment, and room for its place
    """

    columns: p.ClosingColumns
    angles: dict[str, Array]
    still: Array


def _with_pose(
    group: Structure, one: Posed, cases: Sequence[Case], path: ClosingCases, seen: Seen, found: Array
) -> ClosingCases:
    """The same with one pose completed; `found` becomes False where that cannot be."""
    movement, old = group.movement, path.columns
    first = one.name == movement.anchor.reference_pose
    at, points = [], []
    for trial, model in cases:
        own, body = trial.movement_resolved, _body(model, trial, seen)[0]
        at.append(seen.once("at", [own], partial(_values, own, one.equations, one.name), one.name))
        points.append(seen.once("points", [own, body], partial(_points, one.points, body), one.name))
    own_columns = old._replace(at=np.array(at), point=np.array(points))
    angles = path.angles[one.name].copy()
    completion.complete_pose(
        0, len(cases), group.plan.tree, one.plan, own_columns, group.closing, old,
        _numbers(group, cases, seen)[0], compiled(law.kinematics(group.tree)),
        len(law.body_rows(group.tree)), first, angles, found,
    )  # fmt: skip
    every = path.angles | {one.name: angles}
    poses = np.stack([every[name] for name in movement.eccentric], axis=1)
    columns = old._replace(table=divided_differences(poses), pose=every[movement.anchor.reference_pose])
    return ClosingCases(columns, every, path.still)


def _values(movement: Movement, equations: Sequence[Equation], pose: str) -> Array:
    """What equations must come to in a pose, (m,)."""
    return np.array([movement.resolve(e.value_in(pose)) for e in equations], dtype=float)


def _angles(movement: Movement) -> Array:
    """Coordinates of every pose as written, (poses, K)."""
    return np.array([list(pose.angles().values()) for pose in movement.poses])


def divided_differences(poses: Array) -> Array:
    """Newton's divided differences over evenly spaced progress, (C, N, K)."""
    table, n = poses.copy(), poses.shape[1]
    for order in range(1, n):
        table[:, order:] = (table[:, order:] - table[:, order - 1 : -1]) / (order / (n - 1))
    return table


def _completed(
    group: Structure, cases: Sequence[Case], path: ClosingCases, seen: Seen
) -> tuple[Array, NDArray[np.int64], Array]:
    """Series of the coordinates that are worked out, their terms, and the points that hold still."""
    plan, rows, still = group.closing, len(law.body_rows(group.tree)), path.still
    geometry = _numbers(group, cases, seen)[0]
    series, terms = np.zeros((len(cases), len(plan.guess), _MOST_TERMS)), np.zeros(len(cases), dtype=np.int64)
    kinematics = compiled(law.kinematics(group.tree))
    completion.complete(
        0,
        len(cases),
        group.plan.tree,
        plan,
        path.columns,
        geometry,
        kinematics,
        rows,
        _nodes(),
        still,
        series,
        terms,
    )
    return series, terms, still


def closing_columns(group: Structure, cases: Sequence[Case], seen: Seen) -> ClosingCases:
    """Numbers of the completion, with every pose as it is written."""
    rows, angles = [], []
    for trial, model in cases:
        movement, body = trial.movement_resolved, _body(model, trial, seen)[0]
        values, at, place = seen.once("closing", [movement], partial(_closing, movement))
        angles.append(seen.once("poses", [movement], partial(_angles, movement)))
        points = seen.once("points", [movement, body], partial(_points, group.points, body))
        masses = [(s.mass_centre, s.mass) for s in body.segments] + [
            (point, units.resolve(f.load.mass, trial.athlete.mass) / len(places))
            for f in trial.fittings if isinstance(f.load, FreeWeight)
            for places in [site_places(f.site, body, f.sides)]
            for _, point in places
        ]  # fmt: skip
        mass = np.array([m for _, m in masses])
        rows.append((values, at, place, points, np.array([c for c, _ in masses]), mass / mass.sum()))
    values, *rest = (np.stack(every) for every in zip(*rows, strict=True))
    at, *rest = rest
    movement, table = group.movement, np.stack(angles)
    every = {pose.name: table[:, k] for k, pose in enumerate(movement.poses)}
    poses = np.stack([every[name] for name in movement.eccentric], axis=1)
    reference = every[movement.anchor.reference_pose].copy()
    columns = p.ClosingColumns(divided_differences(poses), divided_differences(values), reference, at, *rest)
    still = np.zeros((len(cases), 6))
    still[:, :3] = columns.point[:, 0]
    return ClosingCases(columns, every, still)


def _points(names: Sequence[str], body: Body) -> Array:
    return np.array([body_point(name, body).place for name in names])


def _closing(movement: Movement) -> tuple[Array, ...]:
    """Values of the equations (N, m) along the path and (m,) at the anchor's pose, and its place (2,)."""
    equations = [e for one in whole_path(movement) for e in one.equations]
    values = [[movement.resolve(e.value_in(name)) for e in equations] for name in movement.eccentric]
    at = _values(movement, equations, movement.anchor.reference_pose)
    place = [movement.resolve(value) for value in movement.anchor.at]
    return np.array(values).reshape(len(movement.eccentric), -1), at, np.array(place)


def _progress(group: Structure, cases: Sequence[Case], poses: Array, series: Array) -> tuple[Array, Array]:
    """Progress along the eccentric path with both derivatives by time (C, 3, T), and durations (C,)."""
    movement, samples = group.movement, group.samples
    trial = cases[0][0]
    phases = schedule(movement, trial.tempo_resolved, movement.numbers.at("fast_phase"))
    seconds = np.array([
        [d for *_, d in schedule(m, t.tempo_resolved, m.numbers.at("fast_phase"))]
        for t, m in ((t, t.movement_resolved) for t, _ in cases)
    ])  # fmt: skip
    ends_ = np.cumsum(seconds, axis=1)
    time = np.linspace(0.0, ends_[:, -1], samples, axis=1)
    width = -(-samples // p.LANES) * p.LANES
    out = np.zeros((len(cases), 3, width))
    which = np.minimum((time[:, :, None] * (1 - 1e-12) > ends_[:, None, :]).sum(axis=2), len(phases) - 1)
    way = movement.eccentric
    for k, (_, first, last, _) in enumerate(phases):
        a, b = (way.index(pose) / (len(way) - 1) for pose in (first, last))
        duration = seconds[:, k : k + 1]
        s = np.clip((time - (ends_[:, k : k + 1] - duration)) / duration, 0.0, 1.0)
        profile = np.stack(_profile(movement, s, a, b, poses, series), axis=1)
        rates = np.stack([a + (b - a) * profile[:, 0], (b - a) * profile[:, 1] / duration,
                          (b - a) * profile[:, 2] / duration**2], axis=1)  # fmt: skip
        out[:, :, :samples] = np.where((which == k)[:, None, :], rates, out[:, :, :samples])
    out[:, :, samples:] = out[:, :, samples - 1 : samples]
    return out, ends_[:, -1]


def _swing(group: Structure, cases: Sequence[Case], seen: Seen, width: int) -> Array:
    """Pelvic tilt with both rates where the body swings freely, (C, 3, T), else nothing."""
    if not group.plan.path.swings:
        return np.zeros((0, 3, width))
    out = np.empty((len(cases), 3, width))
    for c, (trial, model) in enumerate(cases):
        body = _body(model, trial, seen)[0]
        made, movement = complete(trial, group.tree, body), trial.movement_resolved
        fast = movement.numbers.at("fast_phase")
        joints = move(movement, trial.tempo_resolved, fast, group.samples, made)
        swung = swing(trial, group.tree, body, made, joints, model.gravity)
        for i, rows in enumerate((swung.q, swung.u, swung.a)):
            out[c, i, : group.samples] = rows["pelvic_tilt"]
    out[:, :, group.samples :] = out[:, :, group.samples - 1 : group.samples]
    return out


def _profile(
    movement: Movement, s: Array, a: float, b: float, poses: Array, series: Array
) -> tuple[Array, Array, Array]:
    """Progress over one phase with its derivatives by s."""
    if a == b:
        return np.zeros_like(s), np.zeros_like(s), np.zeros_like(s)
    if movement.time_law != "pendular":
        return minimum_jerk(s)
    hip = COORDINATE["hip_flexion" + SUFFIX[movement.poses[0].side]]
    angle = poses[:, :, hip] - poses[:, :, COORDINATE["pelvic_tilt"]]
    ends_ = [angle[:, round(x * (poses.shape[1] - 1))] for x in (a, b)]
    rows = [pendular(s[c], ends_[0][c], ends_[1][c]) for c in range(len(s))]
    return tuple(np.stack(every) for every in zip(*rows, strict=True))  # type: ignore[return-value]


def _body(model: Model, trial: Trial, seen: Seen) -> tuple[Any, dict[str, float]]:
    def make() -> tuple[Any, dict[str, float]]:
        body = model.proportions.body(trial.athlete)
        return body, body_numbers(body)

    return seen.once("body", [model.proportions, trial.athlete], make)


def _numbers(group: Structure, cases: Sequence[Case], seen: Seen) -> tuple[Array, Array]:
    """Parameters of the body's kinematics and dynamics."""

    def rows(numbers: dict[str, float]) -> tuple[list[float], list[float]]:
        names = law.geometry_names(group.tree), law.inertia_names(group.tree)
        geometry, inertia = ([numbers[name] for name in every] for every in names)
        return geometry, inertia

    bodies = [_body(model, trial, seen)[1] for trial, model in cases]
    every = [seen.once("numbers", [b], partial(rows, b), group.tree.name) for b in bodies]
    geometry, inertia = (np.array(each) for each in zip(*every, strict=True))
    return geometry, inertia


def equipment_columns(
    group: Structure, cases: Sequence[Case], still: Array, seen: Seen
) -> p.EquipmentColumns:
    """Numbers of the equipment."""
    plan = group.plan.equipment
    C, L = len(cases), len(plan.inputs)
    place, anchor = np.zeros((C, len(plan.segment), 3)), np.zeros((C, L, 3))
    parameters, reach = np.zeros((C, int(plan.first[-1]))), np.zeros((C, L, 2))
    for c, (trial, model) in enumerate(cases):
        body = _body(model, trial, seen)[0]
        at = 0
        for i, fitting in enumerate(trial.fittings):
            load = fitting.load
            here = site_places(fitting.site, body, fitting.sides)
            there = site_places(fitting.other, body, fitting.sides) if fitting.other else []
            for _, point in here + there:
                place[c, at] = point
                at += 1
            if fitting.anchor is not None:
                anchor[c, i] = fitting.anchor
            numbers = stage_parameters(
                load, body_mass=trial.athlete.mass, gravity=model.gravity, side=trial.side
            )
            if load.per_side:
                numbers = numbers | {"mass": numbers["mass"] / len(here)}
            parameters[c, plan.first[i] : plan.first[i + 1]] = [
                numbers[name] for name in load.stage.parameters
            ]
            if plan.rows[i, 6] >= 0:
                known = load_numbers(load)
                reach[c, i] = known.at("reach_low"), known.at("reach_high")
    gravity = np.array([model.gravity for _, model in cases])
    return p.EquipmentColumns(still, place, anchor, parameters, reach, gravity)


def support_columns(group: Structure, cases: Sequence[Case], seen: Seen) -> p.SupportColumns:
    """Numbers of the supports."""
    surfaces = group.plan.supports.surface
    rows = []
    for trial, model in cases:
        movement, body = trial.movement_resolved, _body(model, trial, seen)[0]
        rows.append(seen.once("supports", [movement, body], partial(_supports, movement, body, surfaces)))
    return p.SupportColumns(*(np.stack(every) for every in zip(*rows, strict=True)))


def _supports(
    movement: Movement, body: Body, surfaces: NDArray[np.int64]
) -> tuple[Array, Array, Array, Array]:
    """Shares (R,), places, offsets and surfaces (R, 3) of one movement and body."""
    R = len(surfaces)
    share, place, offset, surface = np.zeros(R), np.zeros((R, 3)), np.zeros((R, 3)), np.zeros((R, 3))
    for r, (s, segment) in enumerate(supported(movement)):
        count = len(s.segments)
        if not s.takes_remainder:
            share[r] = movement.resolve(s.share) / count
        elif count == 1:
            share[r] = 1.0
        else:
            right = movement.resolve(s.split)
            right = 1.0 - right if s.swapped else right
            share[r] = right if segment == s.segments[0] else 1.0 - right
        offset[r, :2] = [movement.resolve(value) for value in s.point]
        if s.site is not None:
            place[r] = dict(site_places(s.site, body))[segment]
        if surfaces[r] == 1 and s.base is not None:
            surface[r, :2] = [movement.resolve(end) for end in s.base]
        elif surfaces[r] == 2:
            heel, toe = (body.landmark(name + segment[-2:]).point for name in ("heel", "toe"))
            surface[r] = heel[0], toe[0], heel[1]
    return share, place, offset, surface


def demand_columns(cases: Sequence[Case], seen: Seen) -> p.DemandColumns:
    """Numbers of levels and relaxed tissue."""

    def numbers(trial: Trial, model: Model) -> tuple[Any, ...]:
        athlete = trial.athlete
        own = {name: n.value for name, n in model.passive.items()}
        leg = tissue.leg_curves() | own
        trunk = {name: n.value for name, n in tissue.lumbar_of(athlete).items()} | own
        levels = level_numbers(model.spine, athlete.height, athlete.mass)
        discs = disc_numbers(model.spine, athlete.height)
        return (
            [[levels[name][n] for n in spine.LEVEL.parameters] for name in LEVELS],
            [[discs[name][n] for n in spine.DISC.parameters] for name in LEVELS],
            [leg[n] for n in passive.LEG.parameters],
            [trunk[n] for n in passive.LUMBAR.parameters],
            abdominal_moment(model.spine, athlete.height),
        )

    rows = [seen.once("demand", [t.athlete, m.passive, m.spine], partial(numbers, t, m)) for t, m in cases]
    return p.DemandColumns(*(np.array(every, dtype=float) for every in zip(*rows, strict=True)))


def muscle_columns(cases: Sequence[Case], seen: Seen) -> p.MuscleColumns:
    """Numbers of the muscles."""
    tables: dict[int, int] = {}
    which = np.array([tables.setdefault(id(model.muscles), len(tables)) for _, model in cases])
    sets = list({id(model.muscles): model.muscles for _, model in cases}.values())
    table = np.stack([seen.once("muscles", [m], partial(_muscle_table, m, seen)) for m in sets])
    rows = [_muscle_row(trial, model, seen) for trial, model in cases]
    scale, weight, least, rule = (np.array(every, dtype=float) for every in zip(*rows, strict=True))
    share = np.stack([seen.once("shares", [m], partial(_group_share, m)) for m in sets])
    return p.MuscleColumns(table, which, scale, weight, least, share, rule, int(cases[0][1].sharing.power))


def _muscle_table(muscles: MuscleSet, seen: Seen) -> Array:
    """Parameters of the reference person's muscles, (M, p), right then left of each."""
    every, names = muscles.muscles, muscle.STAGE.parameters

    def line(one: Muscle) -> Array:
        rows = [one.path_numbers(side) for side in SIDES]
        return np.array([[row[name] for name in names] for row in rows])

    table = np.concatenate([seen.once("line", _line(m), partial(line, m)) for m in every])
    for name in _AMOUNTS:
        table[:, names.index(name)] = np.repeat([getattr(m, name) for m in every], 2)
    thickness = [m.optimal_length * math.sin(m.pennation) for m in every]
    table[:, names.index("thickness")] = np.repeat(thickness, 2)
    return table


def _group_share(muscles: MuscleSet) -> Array:
    """Part of its group's largest force that each muscle has, (M,)."""
    force = np.repeat([m.max_force for m in muscles.muscles], 2)
    names = {m.group: k for k, m in enumerate(muscles.muscles)}
    group = np.repeat([names[m.group] for m in muscles.muscles], 2)
    whole = np.ones(len(muscles.muscles))
    for k in names.values():
        whole[k] = force[group == k].sum()
    return np.asarray(2.0 * force / whole[group])


def _kinds(muscles: MuscleSet) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which muscles are of the trunk, and which of them abdominal, (M,)."""
    from biolift.engine.muscles import region

    trunk = np.repeat([region(m) == "trunk" for m in muscles.muscles], 2)
    abdominal = np.repeat([m.group in ("rectus_abdominis", "obliques") for m in muscles.muscles], 2)
    return trunk, abdominal


def _muscle_row(trial: Trial, model: Model, seen: Seen) -> tuple[Any, ...]:
    athlete, muscles, rule, movement = trial.athlete, model.muscles, model.sharing, trial.movement_resolved
    brace = movement.numbers["brace"].value if "brace" in movement.numbers else 0.0

    def scale() -> list[float]:
        length = athlete.height / muscles.reference_height
        factors = [muscles.numbers.at(f"{name}_factor") for name in ("extension_arm", "side_arm")]
        own = model.strength or None
        return [*(strength_factor(athlete, region, own) for region in ("leg", "trunk")), length, *factors]

    def weights() -> tuple[Any, Any]:
        force = np.repeat([m.max_force for m in muscles.muscles], 2)
        volume = np.repeat([m.max_force * m.listed_optimal_length for m in muscles.muscles], 2)
        lines = [field for m in muscles.muscles for field in (m.group, m.crossings)]
        trunk, abdominal = seen.once("kinds", lines, partial(_kinds, muscles))
        tonic = np.where(trunk, rule.floor, 0.0)
        return rule.weigh(force, volume), np.where(abdominal, np.maximum(tonic, brace), tonic)

    w, lo = seen.once("weights", [muscles, rule], weights, brace)
    scales = seen.once("scale", [athlete, muscles, model.strength], scale)
    return scales, w, lo, [rule.eps, rule.delta, TOLERANCE, rule.cocontraction]


def pack(group: Structure, cases: Sequence[Case], seen: Seen | None = None) -> Columns:
    """Columns of the cases of one group."""
    seen = seen or Seen()
    path, still, duration = path_columns(group, cases, seen)
    geometry, inertia = _numbers(group, cases, seen)
    return Columns(
        geometry, inertia, path, equipment_columns(group, cases, still, seen),
        support_columns(group, cases, seen),
        demand_columns(cases, seen), muscle_columns(cases, seen), duration,
    )  # fmt: skip
