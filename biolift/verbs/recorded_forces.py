"""Forces of the world beside a recording: which act, from when to when, and how far they lag behind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from biolift import units
from biolift.engine.recorded_force import Measured, estimated_lag
from biolift.errors import InputError, choice
from biolift.nouns.external_force import ExternalForce
from biolift.nouns.recording import Recording

Array = NDArray[np.float64]
Forces = tuple[ExternalForce, ...]
#: Longest lag between plates and markers that is looked for [s].
MOST_LAG = 0.25


def forces_of(given: object, known: Sequence[str]) -> Forces | None:
    """Forces of the world; None where none were given."""
    if given is None:
        return None
    hint = "{'plate_1': 'foot_r'} or [ExternalForce(segment='foot_r', plate='plate_1')]"
    if isinstance(given, Mapping):
        given = [ExternalForce(segment=segment, plate=plate) for plate, segment in given.items()]
    if not isinstance(given, Iterable) or isinstance(given, str):
        raise InputError("external_forces", given, "forces, or plates with their segments", hint)
    forces = tuple(given)
    for one in forces:
        if not isinstance(one, ExternalForce):
            raise InputError("external_forces", one, "an ExternalForce", hint)
        choice("external_forces.segment", one.segment, known)
    return forces


def lag_of(
    given: float | str, needed: Array, recording: Recording, forces: Forces | None
) -> tuple[float, str]:
    """Lag in seconds and a sentence about it; `needed` is the vertical force that the motion asks for."""
    if not forces or all(one.is_free for one in forces):
        if given not in (0, 0.0):
            raise InputError("lag", given, "left out without external_forces", "0.0")
        return 0.0, ""
    if given == "estimate":
        found = estimated_lag(needed, recording.time, forces, recording, MOST_LAG)
        return (
            found,
            f"the plates lag {1000 * found:.1f} ms behind the motion, as estimated from the vertical force",
        )
    seconds = units.time(given, field="lag")
    units.checked(seconds, -MOST_LAG, MOST_LAG, field="lag", unit="s, or 'estimate'", hint="0.01")
    return seconds, f"the plates lag {1000 * seconds:.1f} ms behind the motion, as stated" if seconds else ""


def known_instants(recording: Recording, acting: Sequence[Measured]) -> NDArray[np.bool_]:
    """Instants that were measured, and at which every force is known."""
    kept = recording.inside.copy()
    for one in acting:
        kept &= one.is_known
    if kept.sum() < 2:
        span = f"{recording.time[0]:g}..{recording.time[-1]:g} s"
        raise InputError("external_forces", span, "forces recorded at the same time as the motion")
    first, last = np.flatnonzero(kept)[[0, -1]]
    lost = int((~kept[first:last]).sum())
    if lost:
        allowed = (
            "a force at every instant between the first and the last, and a point wherever there is a force"
        )
        raise InputError("external_forces", f"{lost} instants without", allowed, "recording.between(0.5, 2)")
    return kept


def what_was_done(recording: Recording, notes: Sequence[str]) -> dict[str, str]:
    """What was done to the recording, for the attributes of a result."""
    return {
        "recording": recording.source,
        "processing": "\n".join([*recording.history, *(note for note in notes if note)]),
        "mapping": "\n".join(f"{label}: {name}" for label, name in recording.mapping.items()),
        "unmapped": "\n".join(recording.unmapped),
    }
