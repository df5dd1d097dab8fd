"""Refuses a motion that no body can make."""

from __future__ import annotations

from biolift.engine.motion import Motion
from biolift.errors import PoseError
from biolift.library.joint_ranges import joint_ranges
from biolift.nouns.movement import Movement
from biolift.units import angle_text
from biolift.vocabulary import both_sides

#: A joint that is worked out may stand this far beyond its end by rounding [rad].
ROUNDING = 1e-6


def check_ranges(movement: Movement, motion: Motion, age: float) -> None:
    """Check that every joint stays where joints go, at every instant.

    Raises
    ------
    PoseError
        Names the joint farthest out, its angle, the widest range of anybody and what to change.
    """
    worst, said = ROUNDING, ""
    for name, allowed in joint_ranges(age).items():
        low, high = float(motion.q[name].min()), float(motion.q[name].max())
        for angle, off in ((low, allowed.lowest - low), (high, high - allowed.highest)):
            if off > worst:
                ends = f"{angle_text(allowed.lowest)} to {angle_text(allowed.highest)}"
                worst, said = off, f"{name} comes to {angle_text(angle)}, beyond the {ends} of anybody"
    if said:
        free = {full for one in movement.completions for name in one.solve for full in both_sides(name)}
        change = "the load, the numbers of the movement or the other coordinates of its poses"
        raise PoseError(f"{movement.id}: {said}; change {change if said.split()[0] in free else 'its poses'}")
