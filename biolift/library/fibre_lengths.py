"""Effective fibre lengths: the stated rules that keep muscles on the part of their curve where they work.

The reasons and the resulting numbers stand in ``docs/decisions/fibre_lengths.md``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from biolift.nouns.muscles import Muscle
from biolift.nouns.toml_section import Section

_SPANS = ("lumbar", "hip", "knee", "knee_alone", "ankle")


@dataclass(frozen=True)
class Rules:
    """What fixes effective fibre lengths; see ``docs/decisions/fibre_lengths.md``. Angles in rad."""

    trunk_groups: tuple[str, ...]
    trunk_at: tuple[float, float]
    trunk_lengths: tuple[float, float]
    lengths: tuple[float, float]
    lumbar: tuple[float, float]
    hip: tuple[float, float]
    knee: tuple[float, float]
    knee_alone: tuple[float, float]
    ankle: tuple[float, float]


def read_rules(top: Section) -> Rules:
    """The tables ``[trunk_extensors]`` and ``[joint_range]`` of a muscle set's file.

    Raises
    ------
    DataFileError
        With file and line, for an unknown or missing key.
    """
    trunk, joints = top.section("trunk_extensors"), top.section("joint_range")
    trunk.only("groups", "at_deg", "fibre_length")
    joints.only("fibre_length", *(f"{name}_deg" for name in _SPANS))
    degrees = {name: joints.pair(f"{name}_deg") for name in _SPANS}
    return Rules(
        trunk_groups=trunk.texts("groups"),
        trunk_at=_radians(trunk.pair("at_deg")),
        trunk_lengths=trunk.pair("fibre_length"),
        lengths=joints.pair("fibre_length"),
        **{name: _radians(pair) for name, pair in degrees.items()},
    )


def with_effective_lengths(muscle: Muscle, rules: Rules) -> Muscle:
    """The muscle with the fibre lengths that the rules of this set give it.

    Notes
    -----
    Trunk extensors: where the listed fibre would change by more than the wanted difference, the optimal
    length is the excursion over that difference. All muscles: over the joint range the fibre stays within
    ``rules.lengths``; the optimal length grows only when the excursion does not fit, else the fibre is
    shifted by the least amount.
    """
    sine = math.sin(muscle.pennation)
    optimal, along = muscle.optimal_length, muscle.along_length_neutral
    if muscle.group in rules.trunk_groups:
        start, end = (float(_lumbar_change(muscle, x)) for x in rules.trunk_at)
        low, high = (_along(n, sine) for n in rules.trunk_lengths)
        if end - start > (high - low) * optimal:
            optimal = (end - start) / (high - low)
            along = low * optimal - start
    shortest, longest = length_change_range(muscle, rules)
    low, high = (_along(n, sine) for n in rules.lengths)
    optimal = max(optimal, (longest - shortest) / (high - low))
    along = min(max(along, low * optimal - shortest), high * optimal - longest)
    if (optimal, along) == (muscle.optimal_length, muscle.along_length_neutral):
        return muscle
    neutral = math.hypot(along / optimal, sine)
    return muscle.replace(optimal_length=optimal, fibre_length_neutral=neutral)


def length_change_range(muscle: Muscle, rules: Rules) -> tuple[float, float]:
    """Smallest and largest change of path length over the joint range [m]; neutral standing is zero."""
    alone = not (any(muscle.hip_arm) or any(muscle.ankle_arm))
    low, high = 0.0, 0.0
    spans = (
        (muscle.hip_arm, rules.hip),
        (muscle.knee_arm, rules.knee_alone if alone else rules.knee),
        (muscle.ankle_arm, rules.ankle),
    )
    changes = [-np.polynomial.Polynomial(arm).integ()(np.linspace(*span, 521)) for arm, span in spans]
    changes.append(np.asarray(_lumbar_change(muscle, np.linspace(*rules.lumbar, 321))))
    for change in changes:
        low, high = low + float(np.min(change)), high + float(np.max(change))
    return low, high


def _lumbar_change(muscle: Muscle, x: float | np.ndarray) -> float | np.ndarray:
    c1, c2 = muscle.lumbar_length
    return (c1 + c2 * x) * x


def _along(length: float, sine: float) -> float:
    """Part of a normalised fibre length along the tendon, at constant thickness."""
    return math.sqrt(max(length * length - sine * sine, 0.0))


def _radians(pair: tuple[float, float]) -> tuple[float, float]:
    return math.radians(pair[0]), math.radians(pair[1])
