"""What a recorded motion asks of joints, muscles and spine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from biolift.engine import outcome
from biolift.engine.chain import ChainLoads, chain_loads
from biolift.engine.dataset import curves_dataset
from biolift.engine.notice import patience
from biolift.engine.pipeline import Run, run_trial
from biolift.engine.recorded_force import Measured, measured
from biolift.engine.scope import scope
from biolift.errors import InputError
from biolift.library.digest import library_digest
from biolift.nouns.athlete import Athlete
from biolift.nouns.chain import Chain
from biolift.nouns.external_force import ExternalForce
from biolift.nouns.model import Model
from biolift.nouns.movement import Movement
from biolift.nouns.recorded_path import WHOLE
from biolift.nouns.recording import Recording
from biolift.nouns.trial import Trial
from biolift.verbs.inputs import model_of, recording_of
from biolift.verbs.record import attributes, biolift_version
from biolift.verbs.recorded_forces import Forces, forces_of, known_instants, lag_of, what_was_done
from biolift.vocabulary import COORDINATES, OUT_OF_PLANE, SEGMENTS

if TYPE_CHECKING:
    import xarray as xr

Array = NDArray[np.float64]


def inverse_dynamics(
    recording: Recording,
    body: Athlete | Chain,
    *,
    external_forces: Iterable[ExternalForce] | Mapping[str, str] | None = None,
    lag: float | str = 0.0,
    load: Any = None,
    model: Model | None = None,
    **said: Any,
) -> xr.Dataset:
    """Work out joint moments from a recorded motion; for an athlete also muscle forces and spine loads.

    Parameters
    ----------
    recording : Recording
        Filtered (:func:`biolift.prepare`). For an athlete its columns give ``pelvic_tilt`` and joint angles,
        for a chain whatever its segments name.
    body : Athlete or Chain
        Whose masses: of a person of this size, or segments with masses of their own.
    external_forces : iterable of ExternalForce, or mapping of plate to segment
        ``{"plate_1": "foot_r"}``. With them joints are worked out from the plates upwards and the spine from
        the head downwards, and what does not fit is the residual; without them an athlete stands on the floor
        with what is left over, half under each foot.
    lag : float or "estimate"
        How much later [s] the plates show the same instant as the markers.
    load : load or sequence of loads, optional
        What the athlete carries: ``FreeWeight(40, site="upper_back")``.
    model : Model, optional
        What is assumed about an athlete.
    **said
        As in :meth:`biolift.Movement.from_recording`: ``held``, ``pelvis_point``, ``support``, ``plane``.

    Returns
    -------
    xarray.Dataset
        Curves at the instants of the recording, under the names and signs of :func:`biolift.simulate`;
        attributes say what was done to the recording, what was mapped and what was not.

    Raises
    ------
    InputError
        For columns that are missing, uneven instants, or forces on segments that there are not.
    MissingExtra
        Without scipy.

    Examples
    --------
    >>> import biolift as bl
    >>> walk = bl.prepare(bl.read_recording("walk.mot"), cutoff=6)  # doctest: +SKIP
    >>> me = bl.Athlete(mass=75, height="1.80 m")
    >>> plates = {"plate": "foot_r", "plate_1": "foot_l"}
    >>> bl.inverse_dynamics(walk, me, external_forces=plates, pelvis_point=(0.07, 0.07))  # doctest: +SKIP
    """
    recording = recording_of(recording)
    if not isinstance(body, (Athlete, Chain)):
        raise InputError("body", body, "an Athlete or a Chain", "bl.Athlete(mass=75, height='1.80 m')")
    if recording.rate is None:
        allowed = "evenly sampled; prepare(recording, rate=100) makes it so"
        raise InputError("recording", "uneven instants", allowed)
    known = SEGMENTS if isinstance(body, Athlete) else body.names
    forces = forces_of(external_forces, known)
    with patience():
        if isinstance(body, Chain):
            if said or load is not None or model is not None:
                given = [
                    *said,
                    *(["load"] if load is not None else []),
                    *(["model"] if model is not None else []),
                ]
                raise InputError(given[0], "given", "left out: it belongs to an Athlete, not to a Chain")
            return _of_chain(recording, body, forces, lag)
        return _of_athlete(recording, body, forces, lag, load, model_of(model), said)


def _of_chain(recording: Recording, chain: Chain, forces: Forces | None, lag: float | str) -> xr.Dataset:
    bare = chain_loads(chain, recording, [])
    shift, note = lag_of(lag, bare.force[0, 1], recording, forces)
    acting = measured(forces or (), recording, recording.time, shift)
    loads = chain_loads(chain, recording, acting) if acting else bare
    kept = known_instants(recording, acting)
    attrs = {
        **what_was_done(recording, [note]),
        "title": f"Inverse dynamics of {recording.source}",
        "biolift_version": biolift_version(),
        "library_hash": library_digest(),
        "model": repr(chain),
        "trial": "",
        "axes": "",
        "scope": "no muscle forces or spine loads: they need an Athlete",
        "sources": "",
        "seed": "none: nothing was drawn",
    }
    labels = {
        "time": recording.time[kept],
        "phase": np.full(int(kept.sum()), WHOLE),
        "segment": chain.names,
        "axis": ("x", "y"),
    }
    return curves_dataset({name: row[..., kept] for name, row in _chain_values(loads).items()}, labels, attrs)


def _chain_values(loads: ChainLoads) -> dict[str, Array]:
    return {
        "proximal_force": loads.force,
        "proximal_moment": loads.moment,
        "proximal_moment_from_parent": loads.other_side(),
        "segment_position": loads.position,
        "segment_angle": loads.angle,
        "segment_angular_velocity": loads.angular_velocity,
    }


def _of_athlete(
    recording: Recording,
    athlete: Athlete,
    forces: Forces | None,
    lag: float | str,
    load: Any,
    model: Model,
    said: Mapping[str, Any],
) -> xr.Dataset:
    movement = Movement.from_recording(
        recording, **{"title": f"Inverse dynamics of {recording.source}", **said}
    )
    path = movement.recorded
    assert path is not None
    if forces and not path.is_placed:
        allowed = "a recording with pelvis_x and pelvis_y, to know where the plates lie from the body"
        raise InputError("recording", tuple(recording.mapping.values()), allowed, "external_forces=None")
    if forces and "pelvis_point" not in said and any(one.point is not None for one in forces):
        allowed = (
            "given with force plates: where the recorded point (pelvis_x, pelvis_y) lies from the midpoint "
            "of the hips, in the pelvis's axes [m]; OpenSim's models record a point ahead of and above it"
        )
        raise InputError("pelvis_point", None, allowed, "pelvis_point=(0.07, 0.07), or (0, 0)")
    notes: list[str] = []
    acting: list[Measured] | None = None
    if forces:
        needed = np.zeros_like(recording.time)
        if lag == "estimate":
            needed[recording.inside] = _needed(_run(movement, athlete, load, model, recording))
        shift, note = lag_of(lag, needed[recording.inside], _cut(recording), forces)
        notes.append(note)
        kept = known_instants(recording, measured(forces, recording, recording.time, shift))
        if kept.sum() < recording.inside.sum():
            span = recording.time[kept]
            notes.append(f"forces were recorded from {span[0]:g} to {span[-1]:g} s only")
            recording = replace(recording, measured=(float(span[0]), float(span[-1])))
            movement = Movement.from_recording(
                recording, **{"title": f"Inverse dynamics of {recording.source}", **said}
            )
        acting = measured(forces, recording, recording.time[recording.inside], shift)
    elif lag not in (0, 0.0):
        raise InputError("lag", lag, "left out without external_forces", "0.0")
    run = _run(movement, athlete, load, model, recording, acting)
    return _dataset(run, recording, forces, notes, said)


def _run(
    movement: Movement,
    athlete: Athlete,
    load: Any,
    model: Model,
    recording: Recording,
    acting: Sequence[Measured] | None = None,
) -> Run:
    """The whole recording as a trial, at its own instants."""
    fine = model.replace(samples=int(recording.inside.sum()))
    return run_trial(Trial(movement, athlete, load=load), fine, acting)


def _cut(recording: Recording) -> Recording:
    """Without kept padding."""
    return recording.between(*recording.time[recording.inside][[0, -1]])


def _needed(run: Run) -> Array:
    """Vertical force of the world that the motion needs (T,) [N]."""
    total: Array = np.sum([support.force[1] for support in run.supports], axis=0)
    return total


def _dataset(
    run: Run, recording: Recording, forces: Forces | None, notes: Sequence[str], said: Mapping[str, Any]
) -> xr.Dataset:
    values = outcome.values(run)
    if forces:
        values |= _residual(run, values)
    limits = [*scope(run), *_choices(recording, run, forces, said)]
    attrs = attributes(run.movement.title, [run.trial], run.model, limits) | what_was_done(recording, notes)
    labels = outcome.labels(run)
    labels["time"] = recording.time[recording.inside]
    return curves_dataset(values, labels, attrs)


def _residual(run: Run, values: Mapping[str, Array]) -> dict[str, Array]:
    """What does not fit, and the lumbar moment from the other side."""
    force, moment = run.loads.force["pelvis"], run.loads.moment["pelvis"]
    about = moment + np.cross(
        -run.loads.origin["lumbar"], force, axis=0
    )  # about L5/S1, pelvis origin at zero
    above = values["lumbar_extension_moment"][0]
    return {
        "residual_force": force,
        "residual_moment": moment,
        "lumbar_difference": about[2],
        "lumbar_extension_moment_from_below": above - about[2],
    }


def _choices(recording: Recording, run: Run, forces: Forces | None, said: Mapping[str, Any]) -> list[str]:
    """What the result rests on besides the recording."""
    path = run.movement.recorded
    assert path is not None
    out = []
    still = [n for n in COORDINATES if n not in (*OUT_OF_PLANE, *path.names) and not n.startswith("pelvi")]
    if still:
        out.append(f"not recorded and held: {', '.join(still)}")
    left = [name for name in recording.mapping.values() if not name.lstrip("-").startswith("plate_")]
    left = [name for name in left if name.lstrip("-") not in path.names]
    if left:
        out.append(f"recorded and not used in this plane: {', '.join(left)}")
    out.append("segments have the lengths of a person of this size, not those of the recording's model")
    if not path.is_placed:
        out.append(
            f"the place of the pelvis was not recorded: the {run.movement.anchor.segment} is held still"
        )
    elif "pelvis_point" not in said:
        out.append("the recorded point of the pelvis is taken for the midpoint of the hips")
    if not forces and len(run.supports) > 1:
        out.append("the floor's force is split half and half between the feet, an assumption")
    return out
