"""Many values put into a trial and a model at once: every noun is rebuilt once, however many it gets.

A value may be a column (C,): the trial and the model then stand for C versions that differ in these numbers.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

from biolift.errors import InputError
from biolift.nouns.model import Model
from biolift.nouns.movement_values import EVERY_POSE
from biolift.nouns.number import Number, Numbers
from biolift.nouns.paths import with_value
from biolift.nouns.pose import Pose
from biolift.nouns.trial import Trial
from biolift.nouns.values import Values

Noun = TypeVar("Noun")
_TABLES = ("passive", "strength")
#: Fields of an athlete whose values may vary between versions.
_SIZES = ("mass", "height")


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(item.name for item in dataclasses.fields(kind))


def _copied(noun: Noun, **changes: Any) -> Noun:
    """A copy of a frozen noun with other fields; unlike `dataclasses.replace` it checks nothing again."""
    new = object.__new__(type(noun))
    kind: Any = type(noun)
    for name in _names(kind):
        object.__setattr__(new, name, changes[name] if name in changes else getattr(noun, name))
    return new


def _renumbered(table: Numbers, values: Mapping[str, Any]) -> Numbers:
    return Numbers(tuple((n, _valued(one, values[n]) if n in values else one) for n, one in table.items_))


def _valued(number: Number, value: Any) -> Number:
    """:func:`_copied` for the noun that is copied most."""
    new: Number = object.__new__(Number)
    put = object.__setattr__
    put(new, "value", value)
    put(new, "unit", number.unit)
    put(new, "low", number.low)
    put(new, "high", number.high)
    put(new, "sd", number.sd)
    put(new, "source", number.source)
    put(new, "note", number.note)
    return new


class Places:
    """Places of a trial and a model that get new values together.

    Parameters
    ----------
    trial : Trial
    model : Model
    paths : sequence of str
        As for :func:`biolift.nouns.paths.with_value`, each the path of a number, of a field of the sharing
        rule, or of the athlete's mass or height.

    Raises
    ------
    InputError
        For a path that leads nowhere.

    Notes
    -----
    Paths and types are looked at once, here; :meth:`put` then checks nothing, which makes it some hundred
    times quicker than one `with_value` per path.
    """

    def __init__(self, trial: Trial, model: Model, paths: Sequence[str]) -> None:
        self.trial, self.model, self.paths = trial, model, tuple(paths)
        self._groups: dict[str, list[tuple[str, str]]] = {}
        for path in self.paths:
            head, rest = self._split(path)
            self._groups.setdefault(head, []).append((path, rest))
        self._put = {head: self._setter(head) for head in self._groups}

    def _split(self, path: str) -> tuple[str, str]:
        """Where a path leads, and the name there."""
        parts = path.split(".")
        if parts[0] in ("pose", "numbers"):
            return parts[0], path.partition(".")[2]
        if parts[0] == "load":
            one = len(self.trial.loads) == 1
            return "load", (f"0.{'.'.join(parts[1:])}" if one else ".".join(parts[1:]))
        if parts[0] == "model" and len(parts) > 2:
            return ".".join(parts[:2]), ".".join(parts[2:])
        if parts[0] == "athlete" and parts[-1] in _SIZES and len(parts) == 2:
            return "athlete", parts[1]
        with_value(self.trial, self.model, path, None)  # says what is wrong
        raise InputError("path", path, "the path of a number", "'model.spine.disc_tilt_l5s1'")

    def _setter(self, head: str) -> Callable[[dict[str, Any]], Any]:
        makers = {
            "model.proportions": self._proportions,
            "model.muscles": self._muscles,
            "model.spine": self._spine,
            "model.sharing": self._sharing,
            "load": self._loads,
            "athlete": lambda values: _copied(self.trial.athlete, **values),
        }
        if head in makers:
            return makers[head]
        if head.removeprefix("model.") in _TABLES:
            name = head.removeprefix("model.")
            return lambda values: _renumbered(getattr(self.model, name), values)
        if head in ("pose", "numbers"):
            return lambda values: values
        raise InputError("path", head, "proportions, muscles, spine, sharing, passive or strength of a model")

    def put(self, values: Mapping[str, Any]) -> tuple[Trial, Model]:
        """The trial and the model with a value at every path.

        Parameters
        ----------
        values : mapping
            All of `paths` (SI), each inside its number's range; plain numbers or columns (C,).
        """
        made = {
            head: self._put[head]({rest: values[path] for path, rest in group})
            for head, group in self._groups.items()
        }
        changes = {head.partition(".")[2]: noun for head, noun in made.items() if head.startswith("model.")}
        model = _copied(self.model, **changes, origin="") if changes else self.model
        return self._trial(made), model

    def _trial(self, made: Mapping[str, Any]) -> Trial:
        pose, numbers = made.get("pose", {}), made.get("numbers", {})
        changes: dict[str, Any] = {name: made[name] for name in ("load", "athlete") if name in made}
        if pose or numbers:
            movement = self.trial.movement_resolved
            changes["pose"] = Values.of({**self.trial.pose, **pose})
            changes["numbers"] = Values.of({**self.trial.numbers, **numbers})
            changes["movement_resolved"] = _copied(
                movement,
                poses=tuple(_posed(one, pose) for one in movement.poses),
                numbers=_renumbered(movement.numbers, numbers),
                origin="",
            )
        return _copied(self.trial, **changes) if changes else self.trial

    def _proportions(self, values: dict[str, Any]) -> Any:
        table, sex = self.model.proportions, self.trial.athlete.sex
        return _copied(table, **{sex: _renumbered(table.numbers(sex), values)}, origin="")

    def _muscles(self, values: dict[str, Any]) -> Any:
        muscles = self.model.muscles
        own: dict[str, dict[str, Any]] = {}
        for path, value in values.items():
            name, _, field = path.partition(".")
            if field:
                own.setdefault(name, {})[field] = value
        return _copied(
            muscles,
            muscles=tuple(_copied(m, **own[m.id]) if m.id in own else m for m in muscles.muscles),
            numbers=_renumbered(muscles.numbers, values),
        )

    def _spine(self, values: dict[str, Any]) -> Any:
        return _copied(self.model.spine, numbers=_renumbered(self.model.spine.numbers, values))

    def _sharing(self, values: dict[str, Any]) -> Any:
        return _copied(self.model.sharing, **values)

    def _loads(self, values: dict[str, Any]) -> Any:
        own: dict[int, dict[str, Any]] = {}
        for path, value in values.items():
            which, _, name = path.partition(".")
            own.setdefault(int(which), {})[name] = value
        loads = tuple(
            _copied(load, **own[k]) if k in own else load for k, load in enumerate(self.trial.loads)
        )
        return loads if len(loads) > 1 else loads[0]


def _posed(pose: Pose, values: Mapping[str, Any]) -> Pose:
    """A pose with the values that concern it; the spread stays where it was."""
    own: dict[str, Any] = {}
    for path in _first_all(values):
        name, _, coordinate = path.partition(".")
        if name in (EVERY_POSE, pose.name):
            own[coordinate] = values[path]
    return _copied(pose, coordinates=_renumbered(pose.coordinates, own)) if own else pose


def _first_all(paths: Iterable[str]) -> list[str]:
    return sorted(paths, key=lambda path: not path.startswith(f"{EVERY_POSE}."))
