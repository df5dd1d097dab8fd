"""OpenSim's planar walking model (Gait10dof18musc) as a chain, from its published parameters."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import numpy as np
from scipy.interpolate import CubicHermiteSpline

import biolift as bl

SIDES = "rl"


def parameters(folder: Path) -> dict:
    return json.loads((folder / "planar_parameters.json").read_text(encoding="utf-8"))


def simm_spline(x: np.ndarray, y: np.ndarray) -> CubicHermiteSpline:
    """The cubic spline of SIMM: third derivatives at the ends are those of cubics through four end points."""
    n, h = len(x), np.diff(x)
    slope = np.diff(y) / h
    system, right = np.zeros((n, n)), np.zeros(n)
    for k in range(1, n - 1):
        system[k, k - 1 : k + 2] = h[k - 1], 2.0 * (h[k - 1] + h[k]), h[k]
        right[k] = slope[k] - slope[k - 1]
    ends = (np.polyfit(x[:4], y[:4], 3)[0], np.polyfit(x[-4:], y[-4:], 3)[0])
    # unknowns are a sixth of the second derivatives; their slope is the third derivative over six
    system[0, :2], right[0] = (-h[0], h[0]), ends[0] * h[0] ** 2
    system[-1, -2:], right[-1] = (-h[-1], h[-1]), ends[1] * h[-1] ** 2
    sigma = np.linalg.solve(system, right)
    rates = np.append(
        slope - h * (sigma[1:] + 2.0 * sigma[:-1]), slope[-1] + h[-1] * (sigma[-2] + 2 * sigma[-1])
    )
    return CubicHermiteSpline(x, y, rates)


def knee_place(folder: Path, side: str):
    """Function of the knee angle [rad]: place of the knee in the thigh's axes, (2, ...) [m]."""
    model = ElementTree.parse(folder / "subject01.osim")
    joint = next(j for j in model.iter("CustomJoint") if j.get("name") == f"knee_{side}")
    parts = []
    for name in ("translation1", "translation2"):
        axis = next(a for a in joint.iter("TransformAxis") if a.get("name") == name)
        x, y = (np.array(axis.find(f".//SimmSpline/{k}").text.split(), dtype=float) for k in "xy")
        parts.append((simm_spline(x, y), float(axis.find(".//scale").text)))
    return lambda q: np.stack([spline(q) * scale for spline, scale in parts])


def turned(angle: np.ndarray, v) -> np.ndarray:
    return np.stack(
        [np.cos(angle) * v[0] - np.sin(angle) * v[1], np.sin(angle) * v[0] + np.cos(angle) * v[1]]
    )


def angle_driven(folder: Path, take: bl.Recording) -> tuple[bl.Chain, bl.Recording, dict[str, np.ndarray]]:
    """The chain, the recording with places of the moving knees, and how these move per knee angle (2, T)."""
    p = parameters(folder)
    bodies, joints = p["bodies"], p["joints"]

    def segment(name: str, parent: str | None, joint, angle: str | None) -> bl.ChainSegment:
        own = bodies[name]
        return bl.ChainSegment(
            name=name,
            parent=parent,
            mass=own["mass"],
            inertia=own["Izz"],
            mass_centre=tuple(own["com"]),
            joint=joint if isinstance(joint, str) else tuple(joint["parent_offset"]),
            angle=angle,
            relative=parent is not None,
        )

    chain = [
        segment("pelvis", None, "pelvis", "pelvis_tilt"),
        segment("torso", "pelvis", joints["back"], "lumbar_extension"),
    ]
    places, moves = {}, {}
    for s in SIDES:
        thigh = take["pelvis_tilt"] + take[f"hip_flexion_{s}"]
        knee = knee_place(folder, s)
        hip = turned(take["pelvis_tilt"], joints[f"hip_{s}"]["parent_offset"])
        place = np.stack([take["pelvis_x"], take["pelvis_y"]]) + hip
        place = place + turned(thigh, knee(take[f"knee_angle_{s}"]))
        places |= {f"knee_centre_{s}_{k}": row for k, row in zip("xy", place, strict=True)}
        step = 1e-6
        change = knee(take[f"knee_angle_{s}"] + step) - knee(take[f"knee_angle_{s}"] - step)
        moves[s] = turned(thigh, change / (2 * step))
        chain += [
            segment(f"femur_{s}", "pelvis", joints[f"hip_{s}"], f"hip_flexion_{s}"),
            segment(f"tibia_{s}", f"femur_{s}", f"knee_centre_{s}", f"knee_angle_{s}"),
            segment(f"talus_{s}", f"tibia_{s}", joints[f"ankle_{s}"], f"ankle_angle_{s}"),
            segment(f"calcn_{s}", f"talus_{s}", joints[f"subtalar_{s}"], None),
            segment(f"toes_{s}", f"calcn_{s}", joints[f"mtp_{s}"], None),
        ]
    return bl.Chain(chain, gravity=p["g"]), take.with_columns(places), moves


def position_driven(folder: Path) -> bl.Chain:
    """The chain whose joints and mass centres are where the table says."""
    p = parameters(folder)
    bodies, foot = p["bodies"], p["foot_lumped"]

    def segment(
        name: str, parent: str | None, joint: str, centre: str, angle: str, own: dict
    ) -> bl.ChainSegment:
        masses = {"mass": own["mass"], "inertia": own["Izz"]}
        return bl.ChainSegment(
            name=name, parent=parent, joint=joint, mass_centre=centre, angle=angle, **masses
        )

    chain = [
        segment("pelvis", None, "pelvis_com", "pelvis_com", "pelvis_angle", bodies["pelvis"]),
        segment("torso", "pelvis", "L5S1", "torso_com", "torso_angle", bodies["torso"]),
    ]
    limb = (("thigh", "hip", "femur"), ("shank", "knee", "tibia"), ("foot", "ankle", None))
    for s in SIDES:
        parent = "pelvis"
        for part, joint, body in limb:
            own = bodies[f"{body}_{s}"] if body else foot
            names = (f"{part}_{s}", parent, f"{joint}_{s}", f"{part}_com_{s}", f"{part}_angle_{s}")
            chain.append(segment(*names, own))
            parent = names[0]
    return bl.Chain(chain, gravity=p["g"])
