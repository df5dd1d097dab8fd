"""A recording, or one repetition of it, as a movement."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from biolift import units
from biolift.errors import InputError, choice
from biolift.nouns.movement import PLANES, Movement
from biolift.nouns.number import Number, Numbers
from biolift.nouns.pose import POSE_NAMES, Pose, unit_of
from biolift.nouns.recorded_path import WHOLE, RecordedPath
from biolift.nouns.recording import Recording
from biolift.nouns.repetition import Repetition
from biolift.nouns.support import Anchor, EquipmentSlot, Support
from biolift.nouns.tempo import PHASES, Tempo
from biolift.vocabulary import COORDINATES, INCLINATIONS, OUT_OF_PLANE, both_sides

Array = NDArray[np.float64]
#: How far beyond a repetition the recording is kept [s], so that rates are as good at its ends as inside.
MARGIN = 0.5


def movement_of(
    recording: Recording,
    repetition: Repetition | None = None,
    *,
    id: str = "recorded",
    title: str = "",
    held: Mapping[str, float | str] | None = None,
    support: str = "foot",
    equipment: Mapping[str, str] | None = None,
    pelvis_point: tuple[float, float] | None = None,
    plane: str = "sagittal",
) -> Movement:
    """See :meth:`biolift.Movement.from_recording`."""
    if not isinstance(recording, Recording):
        raise InputError("recording", recording, "a Recording", "bl.read_recording('lift.mot')")
    if repetition is not None and not isinstance(repetition, Repetition):
        raise InputError(
            "repetition", repetition, "a Repetition", "bl.repetitions(recording, 'hip_flexion_r')[0]"
        )
    choice("plane", plane, PLANES)
    phases = repetition.phases if repetition else ((WHOLE, *_whole(recording)),)
    curves = _coordinates(recording, plane, _pelvis_point(pelvis_point))
    path = _path(recording, curves, phases)
    begins = repetition.begins if repetition else "eccentric"
    names = ("start", "turn") if begins == "eccentric" else ("turn", "start")
    marks = {"start": phases[0][1], "turn": repetition.first[1] if repetition else phases[-1][2]}
    constants = _held(held or {}, path)
    poses = tuple(_pose(name, path, marks[name], constants) for name in ("start", "turn"))
    lasting = {name: end - start for name, start, end in phases}
    seconds = [round(lasting.get(phase, 0.0), 6) for phase in PHASES]
    said = f"<{recording.source}>" + (f", repetition {repetition.number}" if repetition else "")
    return Movement(
        id=id,
        title=title or f"{id.capitalize()} ({recording.source})",
        summary=f"As recorded in {recording.source}.",
        plane=plane,
        begins=begins,
        tempo=Tempo(seconds) if repetition else Tempo.hold(lasting[WHOLE]),
        time_law="recorded",
        eccentric=names,
        concentric=names[::-1],
        poses=poses,
        numbers=Numbers.of({"fast_phase": _fast()}),
        anchor=Anchor(
            segment=_one(support), reference_pose="start", reference_point=_one(support), at=(0.0, 0.0)
        ),
        supports=(Support(segment=support, kind="floor", share="remainder"),),
        equipment=tuple(EquipmentSlot(kind=kind, sites=(site,)) for kind, site in (equipment or {}).items()),
        recorded=path,
        origin=f"Movement.from_recording({said})",
    )


def _pelvis_point(given: object) -> tuple[float, float]:
    """Where the recorded point lies; the midpoint of the hips itself unless said otherwise."""
    if given is None:
        return 0.0, 0.0
    pair = tuple(given) if isinstance(given, (tuple, list)) else ()
    if len(pair) != 2:
        raise InputError("pelvis_point", given, "two places (x, y) [m]", "(0.07, 0.07)")
    x, y = (
        units.checked(units.length(v, field="pelvis_point"), -0.3, 0.3, field="pelvis_point", unit="m")
        for v in pair
    )
    return x, y


def _whole(recording: Recording) -> tuple[float, float]:
    return recording.measured or (float(recording.time[0]), float(recording.time[-1]))


def _coordinates(recording: Recording, plane: str, pelvis_point: tuple[float, float]) -> dict[str, Array]:
    """Curves of the coordinates that the movement follows."""
    used = [n for n in COORDINATES if plane == "turning" or n not in OUT_OF_PLANE]
    curves = {name: recording[name] for name in used if name in recording}
    if "pelvic_tilt" not in curves:
        given = next((name for name in INCLINATIONS if name in recording), None)
        if given is None:
            allowed = f"a recording with pelvic_tilt, or one of {', '.join(INCLINATIONS)}"
            raise InputError(
                "recording", tuple(recording.mapping.values()), allowed, "names={'Pelvis': 'pelvic_tilt'}"
            )
        terms = INCLINATIONS[given].items()
        zero = np.zeros_like(recording.time)
        curves["pelvic_tilt"] = recording[given] + sum(k * curves.get(n, zero) for n, k in terms)
    if {"pelvis_x", "pelvis_y"} <= set(curves):
        x, y = (
            pelvis_point  # from the midpoint of the hips to the recorded point, which turns by -tilt about z
        )
        c, s = np.cos(curves["pelvic_tilt"]), -np.sin(curves["pelvic_tilt"])
        curves["pelvis_x"] = curves["pelvis_x"] - (c * x - s * y)
        curves["pelvis_y"] = curves["pelvis_y"] - (s * x + c * y)
    return curves


def _path(
    recording: Recording, curves: Mapping[str, Array], phases: tuple[tuple[str, float, float], ...]
) -> RecordedPath:
    time = recording.time
    kept = (time >= phases[0][1] - MARGIN) & (time <= phases[-1][2] + MARGIN)
    for name, values in curves.items():
        lost = int(np.isnan(values[kept]).sum())
        if lost:
            allowed = "without missing samples; prepare(recording, gap=...) fills short gaps"
            raise InputError(name, f"{lost} missing samples", allowed)
    rows = tuple((name, tuple(values[kept].tolist())) for name, values in curves.items())
    return RecordedPath(tuple(time[kept].tolist()), rows, phases, recording.source)


def _held(held: Mapping[str, float | str], path: RecordedPath) -> dict[str, Number]:
    out = {}
    for name, value in held.items():
        choice("held", name, POSE_NAMES)
        if not set(both_sides(name)).isdisjoint(path.names):
            raise InputError(f"held.{name}", value, "left out: it was recorded")
        read = units.length if unit_of(name) == "m" else units.angle
        out[name] = _number(
            read(value, field=f"held.{name}"), unit_of(name), "held by the user: not recorded"
        )
    return out


def _pose(name: str, path: RecordedPath, at: float, held: Mapping[str, Number]) -> Pose:
    """What the path passes at an instant, for those who look at the ends of phases."""
    note = f"recorded in {path.source}"
    values = {n: float(np.interp(at, path.instants, row)) for n, row in path.coordinates}
    recorded = {
        n: _number(value, unit_of(n), note) for n, value in values.items() if not n.startswith("pelvis_")
    }
    return Pose(name, Numbers.of(recorded | dict(held)))


def _number(value: float, unit: str, note: str) -> Number:
    return Number(value=value, unit=unit, low=value, high=value, source="given", note=note)


def _fast() -> Number:
    note = "no recorded phase is as fast as possible unless a tempo says so"
    return Number(value=0.6, unit="s", low=0.4, high=0.8, source="assumed", note=note)


def _one(segment: str) -> str:
    """The segment that the anchor holds: the right one of a pair."""
    from biolift.nouns.body_point import FAMILIES

    return FAMILIES[choice("support", segment, FAMILIES)][0]
