"""Nouns to the named numbers of the laws: the one room that knows both."""

from __future__ import annotations

from functools import cache, lru_cache

from biolift.laws.tree import Tree, human
from biolift.nouns.athlete import Athlete
from biolift.nouns.body import Body
from biolift.nouns.proportions import Proportions
from biolift.nouns.spine import Spine
from biolift.vocabulary import LEVELS, PARENT

#: Suffix of each level in the spine's numbers.
_LEVEL = {"L5/S1": "l5s1", "L4/L5": "l4l5"}


@cache
def tree_of(plane: str) -> Tree:
    """The full body for a movement in the ``sagittal`` plane, or one that turns."""
    return human(turning=plane == "turning")


@lru_cache(maxsize=64)
def body_of(proportions: Proportions, athlete: Athlete) -> Body:
    """The athlete's body: repetitions of one athlete share it."""
    return proportions.body(athlete)


def body_numbers(body: Body) -> dict[str, float]:
    """Joint centres, masses, mass centres and inertias under the names of the body law."""
    out: dict[str, float] = {}
    for name, segment in body.items():
        out[f"m_{name}"] = segment.mass
        for i, k in enumerate("xyz"):
            out[f"c_{name}_{k}"] = segment.mass_centre[i]
            out[f"I_{name}_{k}"] = segment.inertia[i]
            if PARENT[name] is not None:
                out[f"j_{name}_{k}"] = segment.joint[i]
    return out


def level_numbers(spine: Spine, height: float, mass: float) -> dict[str, dict[str, float]]:
    """Numbers of :data:`biolift.laws.spine.LEVEL` per level: where the disc lies and what hangs below it.

    L5/S1 is the origin of the lumbar segment; L4/L5 lies above it and does not carry the slice between.
    """
    n = spine.numbers
    here = dict.fromkeys(("rise", "lean", "turn", "slice_mass"), 0.0)
    above = {
        "rise": n.at("level_distance") * height / spine.reference_height,
        "lean": n.at("level_tilt"),
        "turn": n.at("flexion_share_l5s1"),
        "slice_mass": n.at("l5_mass_fraction") * mass,
    }
    return {"L5/S1": here, "L4/L5": above}


def disc_numbers(spine: Spine, height: float) -> dict[str, dict[str, float]]:
    """Numbers of :data:`biolift.laws.spine.DISC` per level."""
    n = spine.numbers
    return {
        level: {
            "tilt": n.at(f"disc_tilt_{_LEVEL[level]}"),
            "tilt_per_flexion": n.at(f"disc_tilt_per_flexion_{_LEVEL[level]}"),
            "passive_arm": n.at("passive_lever_arm") * height / spine.reference_height,
            "passive_couple": n.at("passive_couple_share"),
            "abdominal_force": n.at("abdominal_force"),
        }
        for level in LEVELS
    }


def abdominal_moment(spine: Spine, height: float) -> float:
    """Extension moment of the abdominal pressure [N m]: its force in front of the disc."""
    n = spine.numbers
    return n.at("abdominal_force") * n.at("abdominal_arm") * height / spine.reference_height
