"""C3D files, through ezc3d: markers, and force plates with their centre of pressure."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from biolift import units
from biolift.errors import InputError, MissingExtra, RecordingError
from biolift.io.recordings.raw import Raw, Said, distinct

ENDINGS = (".c3d",)
#: Below this vertical force a plate has no centre of pressure worth naming [N].
LEAST_FORCE = 20.0


def read(path: Path, said: Said) -> Raw:
    """Read the markers with the plates at the markers' instants, or the plates at their own rate.

    Raises
    ------
    MissingExtra
        Without ezc3d.
    RecordingError
        For what ezc3d cannot read.
    InputError
        Without `axes`: laboratories differ in which way they point.
    """
    try:
        import ezc3d
    except ImportError:
        raise MissingExtra("ezc3d", "c3d", "reading a C3D file") from None
    if said.axes is None:
        allowed = "said: which axes of the laboratory point forward, up and right"
        raise InputError("axes", None, allowed, "axes='x z -y' (z up, walking along x)")
    try:
        file = ezc3d.c3d(str(path), extract_forceplat_data=True)
        return _raw(path, file, said)
    except (InputError, KeyboardInterrupt):
        raise
    except Exception as error:  # ezc3d throws whatever its C++ does
        said_ = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise RecordingError(path, None, None, path.name, f"a C3D file ({said_[:80]})") from None


def _raw(path: Path, file: Any, said: Said) -> Raw:
    point, analog = file["parameters"]["POINT"], file["parameters"]["ANALOG"]
    plates = file["data"]["platform"]
    rate = float(point["RATE"]["value"][0])
    notes: list[str] = []
    labels: list[str] = []
    symbols: list[str | None] = []
    columns: list[Any] = []
    every = 1
    fast = float(analog["RATE"]["value"][0]) if plates else rate
    if said.plates:
        if not plates:
            raise RecordingError(
                path, None, None, "no force plates", "a file with force plates", "plates=False"
            )
        frames = plates[0]["force"].shape[1]
    else:
        names, notes = distinct([str(name) for name in point["LABELS"]["value"]])
        places = file["data"]["points"][:3]
        frames, every = places.shape[2], round(fast / rate) if plates else 1
        unit = str(point["UNITS"]["value"][0])
        for k, name in enumerate(names):
            labels += [f"{name}_{axis}" for axis in "xyz"]
            symbols += [unit] * 3
            columns += list(places[:, k])
        if every > 1:
            notes.append(
                f"force plates: every {every}th sample of {fast:g} Hz, at the instants of the markers"
            )
    for number, plate in enumerate(plates, start=1):
        made, note = _plate(plate, number, every, frames)
        labels += made
        symbols += [None] * len(made)
        columns += made.values()
        notes.append(note)
    pace = fast if said.plates else rate
    return Raw(path, np.arange(frames) / pace, labels, np.array(columns).T, symbols, False, None, [], notes)


def _factor(symbol: str, number: int) -> float:
    found = units.recorded_unit(symbol)
    if found is None:
        raise InputError(f"plate {number}", symbol, "in a unit that is known (N, mm, Nmm, ...)")
    return found[1]


def _plate(plate: Any, number: int, every: int, frames: int) -> tuple[dict[str, Any], str]:
    """Force on the body, where it acts and the free moment [SI] by label."""
    size, length, turn = (_factor(plate[f"unit_{what}"], number) for what in ("force", "position", "moment"))
    force = plate["force"][:, ::every][:, :frames] * size
    place = plate["center_of_pressure"][:, ::every][:, :frames] * length
    free = plate["Tz"][:, ::every][:, :frames] * turn
    # a plate can only push: where the mean of the largest component shows down, it is the force on the plate
    up = int(np.abs(np.nanmean(force, axis=1)).argmax())
    towards_plate = np.nanmean(force[up]) < 0
    if towards_plate:
        force, free = -force, -free
    light = np.abs(force[up]) < LEAST_FORCE
    place = np.where(light, 0.0, place)
    rows = (("force", force), ("point", place), ("moment", free))
    made = {f"plate_{number}_{what}_{axis}": row[i] for what, row in rows for i, axis in enumerate("xyz")}
    said = "turned round to act on the body" if towards_plate else "as given"
    return made, f"plate {number}: forces {said}; no centre of pressure below {LEAST_FORCE:g} N"
