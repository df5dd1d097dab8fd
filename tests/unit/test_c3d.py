"""C3D through ezc3d: markers, and a plate whose force is that on the plate, at five times their rate."""

from __future__ import annotations

import sys

import numpy as np
import pytest

import biolift as bl
from biolift.errors import InputError, MissingExtra, RecordingError

ezc3d = pytest.importorskip("ezc3d")
FRAMES, RATE, FASTER = 20, 100.0, 5
#: On the plate, in its axes: 10 N and -700 N, whose moment puts the pressure 50 mm beside the middle.
ON_PLATE = {"Fx1": 10.0, "Fz1": -700.0, "Mx1": -700.0 * 50.0}
WHOLE = ("USED", "TYPE", "ZERO", "CHANNEL")


def write(path, weight: float = 1.0) -> None:
    c = ezc3d.c3d()
    labels = ["Fx1", "Fy1", "Fz1", "Mx1", "My1", "Mz1"]
    point, analog = c["parameters"]["POINT"], c["parameters"]["ANALOG"]
    point["RATE"]["value"], point["UNITS"]["value"], point["LABELS"]["value"] = [RATE], ["mm"], ["A", "B"]
    points = np.ones((4, 2, FRAMES))
    points[0, 0], points[1, 0], points[2, 0] = np.arange(FRAMES), 2.0, 1000.0
    points[:3, 1, 5] = np.nan
    c["data"]["points"] = points
    analog["RATE"]["value"], analog["LABELS"]["value"] = [RATE * FASTER], labels
    analog["UNITS"]["value"] = ["N"] * 3 + ["Nmm"] * 3
    channels = np.zeros((1, 6, FRAMES * FASTER))
    for name, value in ON_PLATE.items():
        channels[0, labels.index(name)] = weight * value
    c["data"]["analogs"] = channels
    corners = np.array([[400, 0, 0, 400], [600, 600, 0, 0], [0, 0, 0, 0]], dtype=float)
    plate = {"USED": [1], "TYPE": [2], "ZERO": [1, 0], "CORNERS": corners[:, :, None]}
    plate |= {"ORIGIN": np.zeros((3, 1)), "CHANNEL": np.arange(1.0, 7.0).reshape(6, 1)}
    for name, value in plate.items():
        c.add_parameter("FORCE_PLATFORM", name, value)
    for name in WHOLE:
        own = c["parameters"]["FORCE_PLATFORM"][name]
        values = np.array([int(v) for v in np.ravel(own["value"])])
        own["type"], own["value"] = ezc3d.ezc3d.INT, values.reshape((6, 1) if name == "CHANNEL" else (-1,))
    c.write(str(path))


@pytest.fixture
def path(tmp_path):
    write(tmp_path / "a.c3d")
    return tmp_path / "a.c3d"


def test_markers_and_plate(path):
    take = bl.read_recording(path, axes="x z -y", names={"A_x": "hip_r_x", "A_y": "hip_r_y"})
    assert take.rate == RATE and len(take.time) == FRAMES
    np.testing.assert_allclose(take["hip_r_x"], np.arange(FRAMES) / 1000)
    np.testing.assert_allclose(take["hip_r_y"], 1.0)
    assert take.missing == {"B_x": 1, "B_y": 1, "B_z": 1}
    force = [take[f"plate_1_force_{k}"][3] for k in "xyz"]
    np.testing.assert_allclose(force, [-10.0, 700.0, 0.0], atol=1e-3)
    place = [take[f"plate_1_point_{k}"][3] for k in "xyz"]
    np.testing.assert_allclose(place, [0.2, 0.0, -0.35], atol=1e-6)
    assert any("turned round to act on the body" in line for line in take.history)
    assert any("every 5th sample of 500 Hz" in line for line in take.history)


def test_plates_at_their_own_rate(path):
    plates = bl.read_recording(path, axes="x z -y", plates=True)
    assert plates.rate == RATE * FASTER and len(plates) == 9 and not plates.unmapped


def test_forces_on_the_body_stay(tmp_path):
    write(tmp_path / "b.c3d", weight=-1.0)
    take = bl.read_recording(tmp_path / "b.c3d", axes="x z -y")
    assert take["plate_1_force_y"][0] == pytest.approx(700.0, abs=1e-3)
    assert any("forces as given" in line for line in take.history)


def test_what_is_refused(path, tmp_path, monkeypatch):
    with pytest.raises(InputError, match="axes = None: must be said"):
        bl.read_recording(path)
    (tmp_path / "cut.c3d").write_bytes(path.read_bytes()[:700])
    (tmp_path / "junk.c3d").write_bytes(bytes(range(256)) * 8)
    for name in ("cut.c3d", "junk.c3d"):
        with pytest.raises(RecordingError, match=f"{name}: .* a C3D file"):
            bl.read_recording(tmp_path / name, axes="x z -y")
    monkeypatch.setitem(sys.modules, "ezc3d", None)
    with pytest.raises(MissingExtra, match=r"pip install 'biolift\[c3d\]'"):
        bl.read_recording(path, axes="x z -y")
