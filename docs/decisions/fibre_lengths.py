"""Prints the numbers of fibre_lengths.md: ``python docs/decisions/fibre_lengths.py``."""

import math

import numpy as np

from biolift.laws.muscle import STAGE, active_force_length
from biolift.laws.passive import LUMBAR
from biolift.laws.stage import NumpyMath
from biolift.library import muscles, passive
from biolift.nouns.muscles import Muscle

NEUTRAL = dict.fromkeys(STAGE.inputs["joints"], 0.0)
STANDARD = muscles.standard()
LISTED = tuple(muscle.as_listed() for muscle in STANDARD.muscles)


def at(muscle: Muscle, **degrees: float | np.ndarray) -> dict[str, np.ndarray]:
    """Outputs of the muscle law at rest in a posture."""
    posture = NEUTRAL | {name: np.radians(value) for name, value in degrees.items()}
    return STAGE.on_numpy(muscle.path_numbers(), posture)


def lengths(muscle: Muscle) -> tuple[float, float]:
    """Shortest and longest normalised fibre over the joint range of the rules."""
    alone = not (any(muscle.hip_arm) or any(muscle.ankle_arm))
    grid = np.meshgrid(
        np.linspace(-20, 60, 17),
        np.linspace(-20, 110, 27),
        np.linspace(0, 120 if alone else 90, 25),
        np.linspace(-30, 30, 13),
    )
    names = ("lumbar_flexion", "hip_flexion", "knee_flexion", "ankle_dorsiflexion")
    fibre = at(muscle, **dict(zip(names, grid, strict=True)))["fibre_length"]
    return float(fibre.min()), float(fibre.max())


def length_table() -> None:
    """Listed and effective lengths of every muscle that a rule changes, and the range of the others."""
    print("muscle                      optimal mm      neutral          range listed   range effective")
    for muscle, listed in zip(STANDARD.muscles, LISTED, strict=True):
        (a, b), (c, d) = lengths(listed), lengths(muscle)
        sizes = f"{1e3 * listed.optimal_length:6.1f} {1e3 * muscle.optimal_length:6.1f}"
        neutral = f"{listed.fibre_length_neutral:.3f} {muscle.fibre_length_neutral:.3f}"
        print(f"{muscle.id:26} {sizes}   {neutral}    {a:5.2f} {b:5.2f}    {c:5.2f} {d:5.2f}")


def strength(group: tuple[Muscle, ...], flexion: np.ndarray, level: str = "l5s1") -> np.ndarray:
    """Largest extension moment of both sides [N m]."""
    total = np.zeros_like(flexion)
    for muscle in group:
        out = at(muscle, lumbar_flexion=flexion)
        total += 2.0 * out["capacity"] * np.maximum(out[f"arm_extension_{level}"], 0.0)
    return total


def strength_table() -> None:
    """Trunk extension strength against lumbar flexion, with and without the passive moment."""
    numbers = {name: number.value for name, number in passive.lumbar("male").items()}
    x = np.arange(-20.0, 60.5, 0.5)
    still = {"trunk_lateral_bend": 0.0, "trunk_axial_rotation": 0.0}
    resist = LUMBAR.on_numpy(numbers, {"lumbar_flexion": np.radians(x), **still})["passive_extension"]
    curves = {
        "listed": strength(LISTED, x),
        "effective": strength(STANDARD.muscles, x),
        "effective + passive": strength(STANDARD.muscles, x) + resist,
        "passive": resist,
    }
    print("\nextension strength at L5/S1 [N m] at lumbar flexion [deg]", *range(-20, 61, 10))
    for name, curve in curves.items():
        row = " ".join(f"{value:5.0f}" for value in curve[::20])
        print(f"{name:20} {row}   peak {curve.max():.0f} at {x[curve.argmax()]:.1f} deg")
    bare = curves["effective + passive"][x <= 50]
    print(
        f"effective + passive between 20 and 60 deg: {curves['effective + passive'][x >= 20].min():.0f}"
        f" to {curves['effective + passive'][x >= 20].max():.0f} N m; up to 50 deg the peak is at"
        f" {x[x <= 50][bare.argmax()]:.1f} deg"
    )


def critical_poses() -> None:
    """Active factor where the listed lengths leave the curve."""
    cases = {
        "hamstrings": {"hip_flexion": 90.0},
        "rectus_femoris": {"knee_flexion": 90.0},
        "iliacus": {"hip_flexion": 110.0},
        "psoas": {"hip_flexion": 110.0},
        "gastrocnemius": {"knee_flexion": 90.0},
        "multifidus": {"lumbar_flexion": 60.0},
    }
    print("\nactive factor                  listed  effective   neutral: listed  effective")
    for name, pose in cases.items():
        muscle = STANDARD[name]
        pair = [
            float(active_force_length(NumpyMath(), at(m, **p)["fibre_length"]))
            for p in (pose, {})
            for m in (muscle.as_listed(), muscle)
        ]
        place = " ".join(f"{joint} {angle:.0f}" for joint, angle in pose.items())
        print(f"{name:15} {place:20} {pair[0]:.3f} {pair[1]:.3f}     {pair[2]:.3f} {pair[3]:.3f}")


def stretched_rule() -> None:
    """What mapping both extremes onto the ends of the window would do where one end alone is outside."""
    print("\nboth extremes mapped onto 0.60 and 1.45 instead of the least shift")
    for name in ("iliacus", "psoas"):
        muscle = STANDARD[name]
        sine = math.sin(muscle.pennation)
        low, high = (math.sqrt(n * n - sine * sine) for n in lengths(muscle.as_listed()))
        short, long = (math.sqrt(n * n - sine * sine) for n in (0.6, 1.45))
        optimal = muscle.listed_optimal_length * (high - low) / (long - short)
        start = math.sqrt(muscle.listed_fibre_length_neutral**2 - sine * sine)
        neutral = math.hypot(short + muscle.listed_optimal_length * (start - low) / optimal, sine)
        factor = float(active_force_length(NumpyMath(), neutral))
        print(f"{name:15} optimal {1e3 * optimal:.0f} mm, neutral {neutral:.2f}, active factor {factor:.2f}")


if __name__ == "__main__":
    length_table()
    critical_poses()
    stretched_rule()
    strength_table()
