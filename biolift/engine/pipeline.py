"""The program in one line: trial and model to motion, equipment, moments, muscle forces, spine loads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray

from biolift.engine import recorded
from biolift.engine.completion import Completed, complete
from biolift.engine.demand import LEG, Demand, demand
from biolift.engine.equipment import Ends, EquipmentForce, Place, apply_load, check_miss, check_reach
from biolift.engine.frames import orientation, point_from_pelvis
from biolift.engine.free_pin import swing
from biolift.engine.motion import Motion, hinge_values, move
from biolift.engine.muscles import MusclePaths, muscle_paths
from biolift.engine.pack import abdominal_moment, body_numbers, body_of, disc_numbers, level_numbers, tree_of
from biolift.engine.placement import Base, base_of
from biolift.engine.ranges import check_ranges
from biolift.engine.recorded_force import Measured
from biolift.engine.spine import LevelResult, balance
from biolift.engine.support import (
    JointLoads,
    SupportLoad,
    close_balance,
    indeterminate,
    put_measured,
    stance_side,
)
from biolift.engine.workspace import Workspace, run
from biolift.equipment.base import Load
from biolift.laws import body as law
from biolift.laws.tree import WRENCH, Tree
from biolift.library import passive
from biolift.library.athlete import strength_factor
from biolift.library.equipment import load_numbers, stage_parameters
from biolift.library.sites import site_places
from biolift.nouns.body import Body
from biolift.nouns.model import Model
from biolift.nouns.movement import Movement
from biolift.nouns.trial import Fitting, Trial
from biolift.sharing.activation_power import ActivationPower
from biolift.vocabulary import JOINT_SEGMENT, LEVELS, SEGMENTS, SIDES, SUFFIX

Array = NDArray[np.float64]


@dataclass
class Run:
    """Everything that one repetition came to, before it gets its names."""

    trial: Trial
    model: Model
    movement: Movement
    body: Body
    motion: Motion
    work: Workspace
    base: Base
    equipment: list[EquipmentForce]
    supports: list[SupportLoad]
    demand: Demand
    paths: MusclePaths
    levels: dict[str, LevelResult]
    least: Array  # activation of every muscle
    open_joints: dict[tuple[str, str], str]
    unknown: dict[str, str]  # segments whose joint load cannot be known, with the reason
    full_flexion: float  # lumbar, of this person [rad]
    loads: JointLoads  # with the supports; what is left at the pelvis is the residual of measured forces


def run_trial(trial: Trial, model: Model, acting: Sequence[Measured] | None = None) -> Run:
    """Work out one repetition of a trial.

    `acting` are measured forces of the world, at the instants of the motion, in place of the supports.

    Raises
    ------
    PoseError
        When the body cannot take a pose or reach a machine.
    """
    movement = trial.movement_resolved
    tree = tree_of(movement.plane)
    body = body_of(model.proportions, trial.athlete)
    numbers = body_numbers(body)
    completed = complete(trial, tree, body)
    motion = _motion(trial, model, tree, body, completed)
    check_ranges(movement, motion, trial.athlete.age)
    work = Workspace(law.body_rows(tree), model.samples)
    work.put_all(hinge_values(tree, motion))
    run(law.kinematics(tree), numbers, work)
    placed = movement.recorded is not None and movement.recorded.is_placed
    base = recorded.base_of(motion) if placed else base_of(tree, work, completed.anchor)
    wrench = {name: np.zeros((len(WRENCH), model.samples)) for name in SEGMENTS}
    equipment = [_equip(f, trial, model, tree, body, work, base, wrench) for f in trial.fittings]
    gravity = -base.acceleration
    gravity[1] -= model.gravity
    _put_loads(work, wrench, gravity)
    run(law.dynamics(tree), numbers, work)
    loads = JointLoads.read(work)
    if acting is None:
        supports, unknown = _support(movement, body, work, loads), indeterminate(movement)
    else:
        supports, unknown = put_measured(acting, loads, base.position)
    asked = _demand(trial, model, work, loads, motion, gravity)
    if "lumbar" in unknown:
        asked.forget_levels()
    paths = _paths(trial, model, motion)
    discs = disc_numbers(model.spine, trial.athlete.height)
    rule = cast(ActivationPower, model.sharing)
    open_joints = _open_joints(unknown)
    sharing = {key for key in open_joints if key[0] in LEG}
    sharing |= {("hip_abduction", side) for side in SIDES if side != stance_side(movement)}
    brace = movement.numbers["brace"].value if "brace" in movement.numbers else 0.0
    least, bend = paths.floors(rule, brace), motion.q["lumbar_flexion"]
    levels = {
        level: balance(level, paths, asked, sharing, rule, least, discs[level], bend) for level in LEVELS
    }
    made = (motion, work, base, equipment, supports, asked, paths, levels, least, open_joints, unknown)
    return Run(trial, model, movement, body, *made, full_flexion(trial, model), loads)


def _motion(trial: Trial, model: Model, tree: Tree, body: Body, completed: Completed) -> Motion:
    movement, tempo = trial.movement_resolved, trial.tempo_resolved
    motion = move(movement, tempo, movement.numbers.at("fast_phase"), model.samples, completed)
    if movement.time_law == "free_pin" and not tempo.is_hold:
        return swing(trial, tree, body, completed, motion, model.gravity)
    return motion


def _support(movement: Movement, body: Body, work: Workspace, loads: JointLoads) -> list[SupportLoad]:
    return close_balance(movement, loads, _support_sites(movement, body, work), _support_axes(movement, work))


def _support_sites(movement: Movement, body: Body, work: Workspace) -> dict[str, Array]:
    """Points of the body, from the pelvis (3, T) [m], at which supports act elsewhere than at an origin."""
    out: dict[str, Array] = {}
    for support in movement.supports:
        if support.site is not None:
            for segment, point in site_places(support.site, body):
                out[segment] = point_from_pelvis(work, segment, point)
    return out


def _support_axes(movement: Movement, work: Workspace) -> dict[str, Array]:
    """Forward axes (3, T) of the segments that a support pushes along."""
    pushed = [s for support in movement.supports if support.direction == "forward" for s in support.segments]
    return {segment: orientation(work, segment)[:, 0] for segment in pushed}


def _put_loads(work: Workspace, wrench: dict[str, Array], gravity: Array) -> None:
    for segment, rows in wrench.items():
        for k, name in enumerate(WRENCH if rows.any() else ()):  # rows that nobody writes are zero
            work.put(f"{name}_{segment}", rows[k])
    for i, axis in enumerate("xyz"):
        if work.has(f"g_{axis}"):
            work.put(f"g_{axis}", gravity[i])


def _equip(
    fitting: Fitting,
    trial: Trial,
    model: Model,
    tree: Tree,
    body: Body,
    work: Workspace,
    base: Base,
    wrench: dict[str, Array],
) -> EquipmentForce:
    load = cast(Load, fitting.load)
    ends = Ends(
        _places(fitting.site, body, fitting.sides),
        _places(fitting.other, body, fitting.sides) if fitting.other else (),
        fitting.anchor,
    )
    numbers = stage_parameters(load, body_mass=trial.athlete.mass, gravity=model.gravity, side=trial.side)
    effect = apply_load(tree, work, base, load, ends, numbers, wrench)
    check_miss(load, effect)
    if "radius" in effect.state:
        known = load_numbers(load)
        check_reach(load, effect, known.at("reach_low"), known.at("reach_high"))
    return effect


def _places(site: str, body: Body, sides: tuple[str, ...]) -> list[Place]:
    return [Place(segment, point) for segment, point in site_places(site, body, sides)]


def _open_joints(closed: dict[str, str]) -> dict[tuple[str, str], str]:
    """(joint, side) of every joint that cannot be known, with the reason."""
    return {
        (joint, side): closed[segment + SUFFIX[side]]
        for joint, segment in JOINT_SEGMENT.items()
        for side in SIDES
        if segment + SUFFIX[side] in closed
    }


def _demand(
    trial: Trial, model: Model, work: Workspace, loads: JointLoads, motion: Motion, gravity: Array
) -> Demand:
    athlete = trial.athlete
    own = {name: n.value for name, n in model.passive.items()}
    return demand(
        work,
        loads,
        motion,
        gravity,
        level_numbers(model.spine, athlete.height, athlete.mass),
        passive.leg_curves() | own,
        {name: n.value for name, n in passive.lumbar_of(athlete).items()} | own,
        abdominal_moment(model.spine, athlete.height),
    )


def _paths(trial: Trial, model: Model, motion: Motion) -> MusclePaths:
    own = model.strength or None
    factors = {region: strength_factor(trial.athlete, region, own) for region in ("trunk", "leg")}
    length = trial.athlete.height / model.muscles.reference_height
    return muscle_paths(model.muscles, motion, factors, length)


def full_flexion(trial: Trial, model: Model) -> float:
    """Full lumbar flexion [rad] of this person, or what the model puts in its place."""
    return (dict(passive.lumbar_of(trial.athlete)) | dict(model.passive))["full_flexion"].value
