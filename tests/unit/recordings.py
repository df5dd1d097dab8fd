"""Small recordings as text, and a made-up lift."""

from __future__ import annotations

from pathlib import Path

import numpy as np

import biolift as bl

RATE = 100.0


def storage(
    labels=("time", "hip_flexion_r", "knee_angle_r", "foo"),
    rows=None,
    degrees="yes",
    n_rows=None,
    n_columns=None,
) -> str:
    """A motion file; counts are right unless said otherwise."""
    if rows is None:
        rows = [[0.01 * k, 10.0 + k, -30.0 - k, 1.0] for k in range(8)]
    head = ["walk", "version=1", f"nRows={len(rows) if n_rows is None else n_rows}"]
    head += [f"nColumns={len(labels) if n_columns is None else n_columns}"]
    head += [f"inDegrees={degrees}"] if degrees else []
    lines = [*head, "endheader", "\t".join(labels), *("\t".join(map(str, row)) for row in rows)]
    return "\n".join(lines) + "\n"


def markers(frames: int = 6, units: str = "mm", n_frames: int | None = None) -> str:
    """A marker file with two markers; the second is missing in frame 3."""
    said = frames if n_frames is None else n_frames
    lines = [
        "PathFileType\t4\t(X/Y/Z)\ta.trc",
        "DataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits\tOrigDataRate\tOrigDataStartFrame\tOrigNumFrames",
        f"100\t100\t{said}\t2\t{units}\t100\t1\t{said}",
        "Frame#\tTime\tA\t\t\tB\t\t\t",
        "\t\tX1\tY1\tZ1\tX2\tY2\tZ2\t",
        "",
    ]
    for k in range(frames):
        second = "\t\t" if k == 2 else f"{k}\t{2 * k}\t{3 * k}"
        lines.append(f"{k + 1}\t{k / 100}\t1000\t{k}\t500\t{second}")
    return "\n".join(lines) + "\n"


def lift(
    repetitions: int = 3, down: float = 1.2, hold: float = 0.5, up: float = 0.8, rest: float = 0.7
) -> bl.Recording:
    """A bend at the hips, minimum-jerk each way, with pauses; angles [rad] and the pelvis [m] at 100 Hz."""
    one = [(down, 0.0, 1.0), (hold, 1.0, 1.0), (up, 1.0, 0.0), (rest, 0.0, 0.0)]
    phases = [(rest, 0.0, 0.0)] + one * repetitions
    total = sum(seconds for seconds, *_ in phases)
    time = np.arange(round(total * RATE) + 1) / RATE
    progress, start = np.zeros_like(time), 0.0
    for seconds, a, b in phases:
        here = time >= start - 1e-9
        s = np.clip((time[here] - start) / seconds, 0.0, 1.0)
        progress[here] = a + (b - a) * s**3 * (10.0 + s * (6.0 * s - 15.0))
        start += seconds
    columns = {
        "pelvic_tilt": 0.9 * progress,
        "lumbar_flexion": 0.2 * progress,
        "hip_flexion_r": 0.05 + 1.0 * progress,
        "hip_flexion_l": 0.05 + 1.0 * progress,
        "knee_flexion_r": 0.1 + 0.2 * progress,
        "knee_flexion_l": 0.1 + 0.2 * progress,
        "ankle_dorsiflexion_r": 0.05 + 0.1 * progress,
        "ankle_dorsiflexion_l": 0.05 + 0.1 * progress,
    }
    return bl.Recording.of(time, columns, "lift.csv")


def write_table(path: Path) -> None:
    """The made-up lift as a table in degrees, with two plates that carry half of a standing man each."""
    take = lift()
    time = take.time
    columns = {f"{label} [deg]": np.degrees(take[label]) for label in take.labels}
    columns |= {"pelvis_x [m]": 0 * time, "pelvis_y [m]": 0 * time + 0.93, "Trigger": 0 * time}
    for n, z in ((1, 0.1), (2, -0.1)):
        plate = f"plate_{n}"
        columns |= {f"{plate}_force_y [N]": 0 * time + 392.0, f"{plate}_force_x [N]": 0 * time}
        columns |= {
            f"{plate}_point_{k} [m]": 0 * time + at for k, at in zip("xyz", (0.05, 0.0, z), strict=True)
        }
    table = np.column_stack([time, *columns.values()])
    lines = [",".join(["time [s]", *columns]), *(",".join(map(repr, row)) for row in table.tolist())]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
