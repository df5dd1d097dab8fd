"""Dotted paths into a trial and a model, such as ``load.mass``: the axes of sweeps."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from difflib import get_close_matches
from numbers import Real
from typing import Any

from biolift.errors import InputError
from biolift.nouns.athlete import SEGMENT_SHARES, Athlete
from biolift.nouns.model import Model
from biolift.nouns.movement_values import EVERY_POSE
from biolift.nouns.muscles import MuscleSet
from biolift.nouns.number import Number, Numbers
from biolift.nouns.proportions import Proportions
from biolift.nouns.tempo import PHASES, Tempo
from biolift.nouns.trial import Trial
from biolift.vocabulary import both_sides

#: Fields of a trial that are set whole.
WHOLE = ("movement", "athlete", "load", "tempo", "side", "variant", "model")
#: What else a path may begin with.
HEADS = ("load", "tempo", "athlete", "pose", "numbers", "model")
_SHOWN = 40


def with_value(trial: Trial, model: Model, path: str, value: Any) -> tuple[Trial, Model]:
    """The trial and the model with another value in one place.

    Parameters
    ----------
    trial : Trial
        Facts.
    model : Model
        Assumptions.
    path : str
        ``load.mass`` (``load.1.mass`` with several loads), ``tempo``, ``tempo.eccentric``, ``side``,
        ``variant``, ``movement``, ``athlete.mass``, ``athlete.segment_lengths.thigh``,
        ``pose.bottom.hip_flexion``, ``pose.all.knee_flexion``, ``numbers.pad_share``,
        ``model.sharing.power``, ``model.spine.passive_lever_arm``, ``model.muscles.psoas.max_force``.
    value : object
        What stands there then: SI, or text with its unit where the noun takes it.

    Raises
    ------
    InputError
        For a path that leads nowhere, with the nearest one and what there is; or a value that is refused.

    Examples
    --------
    >>> trial, model = with_value(trial, model, "load.mass", 60)  # doctest: +SKIP
    """
    head, _, rest = path.partition(".")
    if path == "model":
        return trial, value
    if path in WHOLE:
        return trial.replace(**{path: value}), model
    try:
        if head in ("pose", "numbers") and rest:
            return trial.replace(**{head: {rest: value}}), model
        if head == "tempo" and rest in PHASES:
            return trial.replace(tempo=_with_phase(trial, rest, value)), model
        if head == "athlete" and rest:
            return trial.replace(athlete=_set(trial.athlete, rest, value)), model
        if head == "load" and rest:
            return trial.replace(load=_with_load(trial, rest, value)), model
        if head == "model" and rest:
            return trial, _set(model, rest, value)
    except KeyError:
        pass
    raise _nowhere(trial, model, path)


def paths(trial: Trial, model: Model) -> tuple[str, ...]:
    """Every place of a trial and a model that can be swept."""
    movement = trial.movement_resolved
    solved = {pose.name: movement.solved_in(pose.name) for pose in movement.poses}
    solved = {EVERY_POSE: frozenset().union(*solved.values()), **solved}
    found = [*WHOLE, *(f"tempo.{phase}" for phase in PHASES)]
    for pose, out in solved.items():
        given = (name for name in movement.poses[0].coordinates if out.isdisjoint(both_sides(name)))
        found += [f"pose.{pose}.{name}" for name in given]
    found += [f"numbers.{name}" for name in movement.numbers]
    found += [f"athlete.{inner}" for inner in _inside(trial.athlete)]
    for i, load in enumerate(trial.loads):
        name = "load" if len(trial.loads) == 1 else f"load.{i}"
        found += [f"{name}.{inner}" for inner in _inside(load)]
    return (*found, *(f"model.{inner}" for inner in _inside(model)))


def _nowhere(trial: Trial, model: Model, path: str) -> InputError:
    if path.startswith("load.") and not trial.loads:
        return InputError("path", path, "a place in the trial, which has no load", "load=Pendulum(mass=60)")
    every = paths(trial, model)
    head = path.partition(".")[0]
    group = [known for known in every if known.startswith(f"{head}.")] or [*WHOLE, *(f"{h}.*" for h in HEADS)]
    more = ", ..." if len(group) > _SHOWN else ""
    near = get_close_matches(path, every, n=1)
    return InputError(
        "path", path, f"one of {', '.join(group[:_SHOWN])}{more}", repr(near[0]) if near else ""
    )


def _with_phase(trial: Trial, phase: str, value: Any) -> list[Any] | Tempo:
    tempo = trial.tempo_resolved
    if tempo.pose and phase == "pause_stretched":
        return Tempo.hold(value, at=tempo.pose)
    seconds = {name: getattr(tempo, name) for name in PHASES} | {phase: value}
    return ["X" if duration is None else duration for duration in seconds.values()]


def _with_load(trial: Trial, rest: str, value: Any) -> Any:
    loads = list(trial.loads)
    if len(loads) == 1:
        return _set(loads[0], rest, value)
    which, _, inner = rest.partition(".")
    i = int(which) if which.isdecimal() else -1
    if not (0 <= i < len(loads) and inner):
        raise KeyError(rest)
    loads[i] = _set(loads[i], inner, value)
    return loads


def _children(noun: Any) -> dict[str, Any]:
    """What a noun holds under its names: fields, and the members of its tables."""
    if isinstance(noun, Numbers):
        return dict(noun)
    if isinstance(noun, Number) or not dataclasses.is_dataclass(noun):
        return {}
    found = {item.name: getattr(noun, item.name) for item in dataclasses.fields(noun) if item.init}
    if isinstance(noun, Model):
        del found["origin"]
    if isinstance(noun, Athlete):
        lengths = noun.segment_lengths or {}
        found |= {f"segment_lengths.{name}": lengths.get(name) for name in SEGMENT_SHARES}
    if isinstance(noun, Proportions):
        found |= dict(noun.male)
    if isinstance(noun, MuscleSet):
        found |= {muscle.id: muscle for muscle in noun.muscles}
    table = found.get("numbers")
    return {**dict(table), **found} if isinstance(table, Numbers) else found


def _inside(noun: Any) -> Iterator[str]:
    """Paths to everything in a noun."""
    for name, child in _children(noun).items():
        yield name
        yield from (f"{name}.{deeper}" for deeper in _inside(child))


def _set(noun: Any, path: str, value: Any) -> Any:
    """A copy of a noun with another value at a path; KeyError when there is no such place."""
    children = _children(noun)
    fits = [name for name in children if path == name or path.startswith(f"{name}.")]
    if not fits:
        raise KeyError(path)
    name = max(fits, key=len)
    if name != path:
        value = _set(children[name], path[len(name) + 1 :], value)
    return _put(noun, name, value)


def _put(noun: Any, name: str, value: Any) -> Any:
    plain = float(value) if isinstance(value, Real) and not isinstance(value, bool) else value
    if isinstance(noun, Numbers):
        return noun.replace(**{name: plain})
    if isinstance(noun, Athlete) and "." in name:
        lengths = dict(noun.segment_lengths or {}) | {name.partition(".")[2]: value}
        return dataclasses.replace(noun, segment_lengths=lengths)
    if isinstance(noun, MuscleSet) and name in noun.names:
        return noun.replace(**{name: value})
    if name in {item.name for item in dataclasses.fields(noun)}:
        return (
            noun.replace(**{name: value})
            if isinstance(noun, Model)
            else dataclasses.replace(noun, **{name: value})
        )
    if isinstance(noun, Proportions):
        return noun.with_values({name: plain})
    return dataclasses.replace(noun, numbers=noun.numbers.replace(**{name: plain}))
