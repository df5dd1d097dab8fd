"""A planar tracking problem: whole-body F = ma from recorded coordinates against the ground reaction."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest
from realdata.measures import rmse

import biolift as bl

ANGLES = {"hip_flexion", "knee_angle", "ankle_angle", "lumbar", "pelvis_tilt"}


def chain_of(path) -> bl.Chain:
    """Segments of an OpenSim model whose joints turn about z."""
    model = ElementTree.parse(path)

    def xy(element) -> tuple[float, float]:
        x, y, _ = map(float, element.text.split())
        return x, y

    bodies = {body.get("name"): body for body in model.iter("Body")}
    joints = {}
    for joint in model.find(".//JointSet/objects"):
        frames = {frame.get("name"): frame for frame in joint.iter("PhysicalOffsetFrame")}
        up, down = (frames[joint.find(f"socket_{end}_frame").text] for end in ("parent", "child"))
        child = down.find("socket_parent").text.rpartition("/")[2]
        coordinate = next((c.get("name") for c in joint.iter("Coordinate")), None)
        parent = up.find("socket_parent").text.rpartition("/")[2]
        joints[child] = (parent, xy(up.find("translation")), coordinate, joint.get("name"))
    segments, waiting = [], list(joints)
    while waiting:
        name = waiting.pop(0)
        parent, place, coordinate, joint = joints[name]
        if parent != "ground" and parent not in [s.name for s in segments]:
            waiting.append(name)
            continue
        body = bodies[name]
        root = parent == "ground"
        segments.append(
            bl.ChainSegment(
                name=name,
                parent=None if root else parent,
                mass=float(body.find("mass").text),
                inertia=float(body.find("inertia").text.split()[2]),
                mass_centre=xy(body.find("mass_center")),
                joint="pelvis" if root else place,
                angle=coordinate and f"/jointset/{joint}/{coordinate}/value",
                relative=not root,
            )
        )
    return bl.Chain(segments)


@pytest.fixture(scope="module")
def folder(realdata):
    return realdata / "opensim_2dwalking"


@pytest.fixture(scope="module")
def take(folder):
    """Knees bend by 10 to 40 degrees only: which way they count has to be said."""
    path = folder / "referenceCoordinates.sto"
    with pytest.raises(bl.InputError, match="which way it counts"):
        bl.read_recording(path)
    names = {f"knee_angle_{s}": f"-knee_flexion_{s}" for s in "rl"} | {"lumbar": "-lumbar_flexion"}
    read = bl.read_recording(path, names=names)
    assert read.unmapped == () and not read.history
    return read


def test_whole_body(folder, take):
    chain = chain_of(folder / "2D_gait.osim")
    assert len(chain.segments) == 12 and chain.mass == pytest.approx(62.0, abs=1.0)
    grf = bl.read_recording(folder / "referenceGRF.sto")
    assert grf.mapping["ground_force_r_vy"] == "plate_r_force_y"
    measured = grf["plate_r_force_y"] + grf["plate_l_force_y"]
    ours = bl.inverse_dynamics(take, chain).proximal_force.sel(segment="pelvis", axis="y").values
    assert rmse(ours, measured) < 33.5
    # at the very ends a spline is not sure of the second derivative
    assert round(np.corrcoef(ours[1:-1], measured[1:-1])[0, 1], 3) >= 0.979
    assert np.corrcoef(ours, measured)[0, 1] > 0.975
