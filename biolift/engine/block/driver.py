"""The driver: repetition after repetition, block after block of samples, over one small workspace."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from biolift.engine.block import demand, equipment, motion, muscles, share, strength, summary, support
from biolift.engine.block.body import base_motion
from biolift.engine.block.jit import driver, part
from biolift.engine.block.plan import LANES, Array, Columns, Equipment, Plan, Results, Stages
from biolift.engine.block.reference import refer
from biolift.engine.block.room import Room, curves, room_of
from biolift.engine.block.rows import add, copy, fill
from biolift.engine.newton import LEAST_DEMAND, MOST_STRENGTH, STRENGTH_ACCURACY, UNMET_FLAG
from biolift.engine.newton_kernel import Problem

#: What became of a case.
DONE, OPEN, MISSED = 0, 1, 2
LIMITS = (UNMET_FLAG, LEAST_DEMAND, MOST_STRENGTH, STRENGTH_ACCURACY)


@part
def _mechanics(c: int, b: int, lanes: int, plan: Plan, columns: Columns, stages: Stages, loads: Any,
               room: Room, out: Results) -> bool:  # fmt: skip
    """From the motion to the joint loads; False for joints or equipment beyond reach."""
    tree, K, W = plan.tree, plan.path.moving.size, room.W
    motion.coordinates(c, b, plan.path, columns.path, room.Q, room.T)
    if not motion.within(c, columns.path, room.Q, lanes):
        return False
    motion.turn_hinges(tree, room.Q, K, 3, W)
    stages.kinematics(columns.geometry[c], W, lanes)  # type: ignore[operator]
    base_motion(
        stages.site, tree, plan.equipment.anchored, columns.equipment.still[c], W, room.base, room.S, lanes
    )
    equipment.places(
        c, plan.equipment, columns.equipment, stages.site, tree, W, room.base, room.S, room.X, lanes
    )
    forces = room.Y[curves(plan) * LANES :]
    if not equipment.forces(
        c, plan.equipment, columns.equipment, loads, tree, W, room.base, room.X, room.L, room.D, forces,
        lanes,
    ):  # fmt: skip
        return False
    for i in range(2 + tree.turning):
        fill(W, tree.gravity + i, -columns.equipment.gravity[c] if i == 1 else 0.0)
    add(W, tree.gravity, room.base, 6, 2 + tree.turning, -1.0)
    stages.dynamics(columns.inertia[c], W, lanes)  # type: ignore[operator]
    support.close(c, plan.supports, columns.supports, tree, W, room.base, room.Z, lanes, out.seen[c])
    _note_loads(plan.equipment, forces, lanes, out.loads[c])
    bend = room.Q[plan.demands.lumbar[0] * LANES :]
    for t in range(lanes):
        out.bend[c] = max(out.bend[c], bend[t])
    return True


@part
def _note_loads(plan: Equipment, forces: Array, lanes: int, seen: Array) -> None:
    for load in range(plan.inputs.size):
        k = load * equipment.PER_LOAD
        for t in range(lanes):
            seen[load, 0] += forces[(k + 4) * LANES + t]
            seen[load, 1] += forces[(k + 5) * LANES + t] != 0.0


@part
def _balance(c: int, b: int, lanes: int, plan: Plan, columns: Columns, stages: Stages, room: Room,
             sharing: share.Sharing, out: Results) -> None:  # fmt: skip
    """From the joint loads to muscle forces and disc loads."""
    entries, n, Y = plan.muscles.row.size, plan.muscles.leg.size, room.Y
    B, E = room.B[2 * demand.ROWS * b * LANES :], room.E[2 * entries * b * LANES :]
    capacity, U = room.capacity[n * b * LANES :], room.U[6 * n * b * LANES :]
    demand.targets(plan.demands, columns.demands.abdominal[c], room.N, Y, B)
    own = columns.muscles
    alike = muscles.capacities(
        c, plan.muscles, own, stages, room.Q, room.L, room.P,
        room.known[muscles.INPUTS * b * LANES :], capacity, E, U, lanes,
    )  # fmt: skip
    room.alike[b] = 1.0 if alike else 0.0
    for level in range(share.FIRST, -1, -1):
        e, d = E[level * entries * LANES :], B[level * demand.ROWS * LANES :]
        held = room.held[(2 * b + level) * LANES :]
        out.stuck[c] += share.share_block(
            e, d, sharing, lanes, level, alike, LEAST_DEMAND, held, room.activation, room.reserve,
            Y[(muscles.SHARE + level) * LANES :],
        )  # fmt: skip
        muscles.disc(c, level, plan.muscles, plan.demands, columns.demands, stages, room.Q, room.N, U,
                     room.activation, room.L, Y, lanes)  # fmt: skip
    copy(Y, muscles.UNMET, room.reserve, 0, demand.ROWS)
    muscles.groups(plan.muscles, own.share[own.which[c]], room.activation, capacity, Y)


@part
def _strength(plan: Plan, room: Room, sharing: share.Sharing, worst: int, needed: float) -> float:
    """Strength that meets the whole repetition, the worst sample first: it settles most of the others."""
    entries = plan.muscles.row.size
    blocks = (plan.samples + LANES - 1) // LANES
    for k in range(-2, 2 * blocks):
        at = 2 * (worst // LANES) + k + 2 if k < 0 else k
        E, B = room.E[at * entries * LANES :], room.B[at * demand.ROWS * LANES :]
        held, alike = room.held[at * LANES :], room.alike[at // 2] > 0.0
        if k < 0:
            needed = strength.of_lane(E, B, sharing, worst % LANES, alike, held, needed, LIMITS)
        elif needed < share.HUGE:
            lanes = min(LANES, plan.samples - k // 2 * LANES)
            needed = strength.of_block(E, B, sharing, lanes, alike, held, needed, LIMITS, room.scale)
    return needed


@part
def _one(c: int, plan: Plan, columns: Columns, stages: Stages, loads: Any, room: Room, out: Results) -> int:
    samples = plan.samples
    curves = room.kept.shape[0]
    own = columns.muscles
    problem = Problem(
        plan.muscles.unsigned_starts, plan.muscles.unsigned_row, room.sharing.lo, own.power,
        own.rule[c, 0], own.rule[c, 1],
    )  # fmt: skip
    whole = share.Solver(
        plan.muscles.pattern, room.sharing.eight, stages.gather, stages.share, stages.give
    )  # fmt: skip
    half = share.Solver(
        plan.muscles.half, room.sharing.half, stages.gather_half, stages.share_half, stages.give_half
    )  # fmt: skip
    case = share.Sharing(
        whole, half, plan.muscles.leg, problem, own.rule[c, 2], own.rule[c, 3], own.least[c], own.weight[c],
        room.sharing,
    )  # fmt: skip
    sharing = refer(case)
    share.begin(sharing)
    summary.begin(room.kept)
    out.bend[c] = -share.HUGE
    for b in range((samples + LANES - 1) // LANES):
        lanes = min(LANES, samples - b * LANES)
        if not _mechanics(c, b, lanes, plan, columns, stages, loads, room, out):
            return MISSED
        demand.net_moments(plan.demands, plan.tree, room.Q, plan.path.moving.size, room.W, room.L, room.Y)
        demand.tissue(c, plan.demands, columns.demands, stages, room.Q, room.L, room.N, lanes)
        demand.levels(
            c, plan.demands, columns.demands, stages, plan.tree, room.Q, room.W, room.L, room.N, room.Y,
            lanes,
        )  # fmt: skip
        if plan.demands.known:
            _balance(c, b, lanes, plan, columns, stages, room, sharing, out)
        for load in range(plan.equipment.inputs.size):
            first = curves - plan.equipment.inputs.size + load
            copy(room.Y, first, room.Y, curves + load * equipment.PER_LOAD + 3, 1)
        summary.follow(room.Y, b, lanes, room.part, room.kept)
    summary.finish(room.kept, columns.duration[c] / (samples - 1), samples, out.summary[c])
    out.overload[c, 1] = 1.0
    top = room.kept[muscles.SHARE : muscles.SHARE + 2]
    if plan.demands.known and max(top[0, 1], top[1, 1]) > UNMET_FLAG:
        out.overload[c, 0] = 1.0
        worst = int(top[0, 2] if top[0, 1] >= top[1, 1] else top[1, 2])
        impossible = max(top[0, 1], top[1, 1]) >= share.HUGE  # a moment where no muscle acts
        needed = share.HUGE if impossible else 1.0
        out.overload[c, 1] = _strength(plan, room, sharing, worst, needed)
    return DONE


@driver
def drive(sources: str) -> Callable[..., None]:
    """The compiled function, for this state of the sources."""

    def drive(
        first: int,
        last: int,
        plan: Plan,
        columns: Columns,
        stages: Stages,
        loads: Any,
        rows: int,
        out: Results,
    ) -> None:
        """Run cases `first` to `last`.

        Parameters
        ----------
        plan, columns : Plan, Columns
        stages : Stages
        loads : tuple of functions
            Laws of the equipment, filled up to a fixed number.
        rows : int
            Rows of the body's workspace.
        out : Results
            Written for these cases.
        """
        if len(sources) == 0:
            return
        plan_, columns_, stages_, out_ = refer(plan), refer(columns), refer(stages), refer(out)
        made = room_of(plan_, curves(plan_), rows, columns.path.series.shape[2], columns.geometry.dtype)
        room = refer(made)
        for c in range(first, last):
            if out.status[c] == DONE:
                out.status[c] = _one(c, plan_, columns_, stages_, loads, room, out_)
        made.kept[0, 0] = 0.0  # a tuple is let go after its last use

    return drive
