"""Draws of a trial and a model: even numbers to values, values to cases."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from biolift.columns import table
from biolift.engine.normal import drawn, normal_quantile, rows_drawn
from biolift.engine.sobol import uniform
from biolift.errors import InputError, choice
from biolift.library.choices import chosen_model, open_choices
from biolift.library.spreads import Parameter, dimensions, filled, parameters
from biolift.nouns.choice import Choice, Option
from biolift.nouns.model import Model
from biolift.nouns.people import People, Stratum
from biolift.nouns.places import Places
from biolift.nouns.trial import Trial
from biolift.nouns.versions import Cases, Versions, alike

Array = NDArray[np.float64]


@dataclass
class Drawn:
    """Cases of some draws, and what was drawn.

    cases : the trial and the model of every draw
    values : path -> (n,), NaN in draws that do not have it
    options : choice -> name of the option in every draw
    parameters : path -> what stands there
    """

    cases: Cases
    values: dict[str, Array]
    options: dict[str, list[str]]
    parameters: dict[str, Parameter]


@dataclass
class _Way:
    """One combination of choices and stratum: its free parameters, and where they go."""

    parameters: tuple[Parameter, ...]
    places: Places
    stratum: Stratum | None
    plain: tuple[str, ...]  # choices whose option is a number at a path


class Cloud:
    """The uncertain versions of one trial under one model.

    Parameters
    ----------
    trial : Trial
    model : Model
    seed : int
        Repeats or changes every draw.
    choices : bool or mapping
        True draws the modelling choices by their weights; a mapping ``{"pad": "none"}`` sets some of them and
        leaves the others as the model has them; False leaves all.
    people : People, optional
        A population in place of the trial's athlete.

    Raises
    ------
    InputError
        For an unknown choice or option.
    """

    def __init__(
        self,
        trial: Trial,
        model: Model,
        seed: int,
        *,
        choices: bool | Mapping[str, str] = False,
        people: People | None = None,
    ) -> None:
        self.trial, self.model, self.seed, self.people = trial, model, seed, people
        self.open = open_choices(self._of(None if people is None else people.strata[0]), model)
        self._open = {one.id: one for one in self.open}
        self.drawn_choices: tuple[Choice, ...] = self.open if choices is True else ()
        self.set_choices = self._set(choices) if isinstance(choices, Mapping) else {}
        self._ways: dict[tuple[Any, ...], _Way] = {}

    def _set(self, given: Mapping[str, str]) -> dict[str, Option]:
        found = {}
        for name, option in given.items():
            options = {o.name: o for o in self._open[choice("choices", name, self._open)].options}
            found[name] = options[choice(f"choices.{name}", option, options)]
        return found

    def _of(self, stratum: Stratum | None) -> Trial:
        """The trial done by the middle person of a stratum, with the strength that the trial states."""
        if stratum is None:
            return self.trial
        strength = self.trial.athlete.strength
        stated = {} if strength is None else {"strength": strength, "training": "untrained"}
        return self.trial.replace(athlete=replace(stratum.athlete, **stated))  # type: ignore[arg-type]

    def _way(self, options: Mapping[str, Option], stratum: Stratum | None) -> _Way:
        """The way of some options; those that are mere numbers at a path need no way of their own."""
        whole = {name: one for name, one in options.items() if not self._open[name].numeric}
        sex = None if stratum is None else stratum.athlete.sex
        key = (*((name, option.name) for name, option in whole.items()), sex)
        if key not in self._ways:
            trial, model = self._of(stratum), self.model
            for name, option in (whole | self.set_choices).items():
                trial, model = chosen_model(trial, model, self._open[name], option)
            model = filled(trial, model)
            found = tuple(one for one in parameters(trial, model) if not one.fixed)
            plain = tuple(name for name in options if name not in whole)
            paths = [*(one.path for one in found), *(self._open[name].path for name in plain)]
            sizes = () if stratum is None else ("athlete.mass", "athlete.height")
            self._ways[key] = _Way(found, Places(trial, model, [*paths, *sizes]), stratum, plain)
        return self._ways[key]

    def parameters(self) -> tuple[Parameter, ...]:
        """What is drawn with every choice as it is."""
        stratum = None if self.people is None else self.people.strata[0]
        trial = self._of(stratum)
        return tuple(one for one in parameters(trial, filled(trial, self.model)) if not one.fixed)

    def even(self, names: Sequence[str], first: int, count: int) -> Array:
        """Even numbers of some names (count, names)."""
        known = dimensions()
        return uniform(first, count, [known.get(name) for name in names], names, self.seed)

    def draw(self, count: int, first: int = 0) -> Drawn:
        """Draws number ``first .. first + count - 1``."""
        return self.at(Evens(lambda name: self.even([name], first, count)[:, 0]), count)

    def at(self, even: Evens, count: int) -> Drawn:
        """Draws at given even numbers.

        Parameters
        ----------
        even : Evens
            Column (count,) of every name.
        count : int
        """
        picked = {one.id: one.at(even(f"choice:{one.id}")) for one in self.drawn_choices}
        strata = self._strata(even, count)
        codes = np.stack([strata, *(which for which, _ in picked.values())], axis=1)
        whole = [0, *(1 + k for k, name in enumerate(picked) if not self._open[name].numeric)]
        sets: list[tuple[Versions, NDArray[np.intp]]] = []
        values: dict[str, Array] = {}
        known: dict[str, Parameter] = {}
        for members in alike(codes[:, whole]):
            option = codes[members[0], 1:]
            options = {name: self._open[name].options[k] for name, k in zip(picked, option, strict=True)}
            stratum = None if self.people is None else self.people.strata[codes[members[0], 0]]
            way = self._way(options, stratum)
            plain = {name: picked[name][1][members] for name in way.plain}
            sets.append((self._versions(way, members, plain, even, values, count), members))
            known |= {one.path: one for one in way.parameters}
        taken = {
            name: [self._open[name].options[k].name for k in which] for name, (which, _) in picked.items()
        }
        return Drawn(Cases(sets), values, taken, known)

    def _strata(self, even: Evens, count: int) -> NDArray[np.intp]:
        """Which stratum of the population each draw is of."""
        if self.people is None:
            return np.zeros(count, dtype=np.intp)
        edges = np.cumsum([stratum.weight for stratum in self.people.strata])
        reached = np.searchsorted(edges, even("athlete:stratum"), side="right")
        return np.minimum(reached, len(edges) - 1)

    def _versions(
        self,
        way: _Way,
        members: NDArray[np.intp],
        plain: Mapping[str, Array],
        even: Evens,
        values: dict[str, Array],
        count: int,
    ) -> Versions:
        """The draws of one way; what was drawn is put among the values of all draws."""
        names = [one.name for one in way.parameters]
        evens, normals = (np.array([row[members] for row in rows]).reshape(len(names), len(members))
                          for rows in (map(even, names), even.normals(names)))  # fmt: skip
        rows = rows_drawn([one.number for one in way.parameters], evens, normals)
        columns = {one.path: row for one, row in zip(way.parameters, rows, strict=True)}
        kept = dict(columns)
        columns |= {self._open[name].path: column for name, column in plain.items()}
        if way.stratum is not None:
            height = drawn(way.stratum.height, even("athlete:height")[members])
            mass = drawn(way.stratum.bmi, even("athlete:bmi")[members]) * height**2
            sizes = {"athlete.mass": mass, "athlete.height": height}
            columns, kept = columns | sizes, kept | sizes
        for path, column in kept.items():
            if path not in values:
                values[path] = np.full(count, np.nan)
            values[path][members] = column
        return Versions(way.places, table((columns[path] for path in way.places.paths), len(members)))


class Evens:
    """Even numbers by name, each column worked out once."""

    def __init__(self, column: Callable[[str], Array]) -> None:
        self._column = column
        self._known: dict[str, Array] = {}
        self._normal: dict[str, Array] = {}

    def __call__(self, name: str) -> Array:
        """The column of a name."""
        if name not in self._known:
            self._known[name] = self._column(name)
        return self._known[name]

    def normals(self, names: Sequence[str]) -> list[Array]:
        """Normal quantiles of the columns of some names; those that are not known yet all at once."""
        new = [name for name in dict.fromkeys(names) if name not in self._normal]
        if new:
            made = normal_quantile(np.stack([self(name) for name in new]))
            self._normal |= dict(zip(new, made, strict=True))
        return [self._normal[name] for name in names]


def checked_count(name: str, value: object, least: int = 0) -> int:
    """A whole number of draws.

    Raises
    ------
    InputError
        For anything else.
    """
    whole = isinstance(value, (int, np.integer)) and not isinstance(value, bool)
    if not whole or value < least or value > 2**40:  # type: ignore[operator]
        raise InputError(name, value, f"a whole number from {least} up", f"{name}=256")
    return int(value)  # type: ignore[call-overload]
