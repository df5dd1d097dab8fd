"""A trial: who lifts what, and how."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from dataclasses import replace as _replace
from html import escape
from typing import TYPE_CHECKING, Any

from biolift import units
from biolift.errors import InputError, choice
from biolift.nouns.athlete import Athlete
from biolift.nouns.html import html_table
from biolift.nouns.movement import Movement
from biolift.nouns.pose import unit_of
from biolift.nouns.tempo import Tempo
from biolift.nouns.values import Values
from biolift.vocabulary import SIDES

#: A piece of equipment; its room stands above this one. It has a `kind`, a `stage` and a `site` or None.
AnyLoad = Any
#: A load of this kind goes wherever its own site says, in every movement.
ANYWHERE = "free_weight"
#: Port of the law of a load that has two ends.
OTHER_END = "other"


@dataclass(frozen=True, slots=True)
class Fitting:
    """A load with the place that it has in a trial.

    Parameters
    ----------
    load : load
        The equipment.
    site : str
        Site of the body that carries it.
    sides : tuple of str
        Sides that share it equally, where the site has two.
    other : str or None
        Site of the body at its other end.
    anchor : tuple of three float or None
        Fixed point at its other end, in the machine's frame [m].
    """

    load: AnyLoad
    site: str
    sides: tuple[str, ...]
    other: str | None = None
    anchor: tuple[float, ...] | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Trial:
    """One way of doing one movement by one athlete.

    Parameters
    ----------
    movement : Movement
        What is done.
    athlete : Athlete
        Who does it.
    load : load, sequence of loads, or None
        Equipment; each must fit the movement.
    tempo : Tempo, str or None
        Durations of the phases, ``"2-0-1-0"``; by default those of the movement.
    side : {"right", "left"}
        Working side of a one-sided movement.
    variant : str or None
        One of the movement's variants.
    pose : mapping
        Angles in place of the movement's, ``{"bottom.hip_flexion": "60 deg"}`` or
        ``{"bottom": {"hip_flexion": 1.05}}`` [rad]; ``"all"`` stands for every pose.
    numbers : mapping
        Numbers in place of the movement's (SI), ``{"pad_share": 0.0}``.

    Attributes
    ----------
    movement_resolved : Movement
        The movement in its variant and side, with `pose` and `numbers` put in.

    Raises
    ------
    InputError
        For a misspelt choice, a load that does not fit, or a value out of range.

    Examples
    --------
    >>> import biolift as bl
    >>> me = bl.Athlete(mass=82, height="180 cm")
    >>> bl.Trial(bl.movements.reverse_hyper, me, tempo="2-0-1-0").durations["eccentric"]
    2.0
    """

    movement: Movement
    athlete: Athlete
    load: AnyLoad | tuple[AnyLoad, ...] | None = field(default=None, kw_only=True)
    tempo: Tempo | None = field(default=None, kw_only=True)
    side: str = field(default="right", kw_only=True)
    variant: str | None = field(default=None, kw_only=True)
    pose: Mapping[str, float] = field(default_factory=Values, kw_only=True)
    numbers: Mapping[str, float] = field(default_factory=Values, kw_only=True)
    movement_resolved: Movement = field(init=False, compare=False)

    if TYPE_CHECKING:  # a checker sees that text is welcome; the dataclass writes the real one

        def __init__(
            self,
            movement: Movement,
            athlete: Athlete,
            *,
            load: AnyLoad | Sequence[AnyLoad] | None = None,
            tempo: Tempo | str | Sequence[float | str] | None = None,
            side: str = "right",
            variant: str | None = None,
            pose: Mapping[str, Any] | None = None,
            numbers: Mapping[str, Any] | None = None,
        ) -> None: ...

    def __post_init__(self) -> None:
        if not isinstance(self.movement, Movement):
            raise InputError("movement", self.movement, "a Movement", "bl.movements.reverse_hyper")
        if not isinstance(self.athlete, Athlete):
            raise InputError("athlete", self.athlete, "an Athlete", "Athlete(mass=82, height='180 cm')")
        choice("side", self.side, SIDES)
        movement = self.movement.in_variant(self.variant)
        if self.side == "left":
            movement = movement.mirrored()
        pose, numbers = _pose(self.pose), _numbers(self.numbers)
        values = {
            "load": _one_or_more(self.load),
            "tempo": None if self.tempo is None else Tempo(self.tempo),
            "pose": pose,
            "numbers": numbers,
            "movement_resolved": movement.with_values(pose=pose, numbers=numbers),
        }
        for name, value in values.items():
            object.__setattr__(self, name, value)
        for load in self.loads:
            _fitting(load, self.movement_resolved, self.side)

    @property
    def loads(self) -> tuple[AnyLoad, ...]:
        """The loads, none, one or several."""
        if self.load is None:
            return ()
        return self.load if isinstance(self.load, tuple) else (self.load,)

    @property
    def fittings(self) -> tuple[Fitting, ...]:
        """Each load with its site and sides."""
        return tuple(_fitting(load, self.movement_resolved, self.side) for load in self.loads)

    @property
    def tempo_resolved(self) -> Tempo:
        """The tempo, that of the movement when none was given."""
        return self.tempo or self.movement_resolved.tempo

    @property
    def durations(self) -> dict[str, float]:
        """Duration [s] of each phase."""
        return self.movement_resolved.durations(self.tempo_resolved)

    def replace(self, **changes: Any) -> Trial:
        """A copy with other fields.

        `pose` and `numbers` are merged with those already set: a value of None takes one away, and
        ``pose=None`` takes all.

        Raises
        ------
        InputError
            For an unknown field, and as for a new trial.

        Examples
        --------
        >>> trial.replace(pose={"top.lumbar_flexion": "-10 deg"}, numbers={"pad_share": 0})  # doctest: +SKIP
        """
        names = [item.name for item in fields(self) if item.init]
        for name in changes:
            choice("trial", name, names)
        for name, flat in (("pose", _flat), ("numbers", dict)):
            given = changes.get(name)
            if isinstance(given, Mapping):
                merged = {**getattr(self, name), **flat(given)}
                changes[name] = {key: value for key, value in merged.items() if value is not None}
        return _replace(self, **changes)

    def _repr_html_(self) -> str:
        """What a notebook shows: who lifts what, how."""
        movement, athlete = self.movement_resolved, self.athlete
        lasting = [(name, value) for name, value in self.durations.items() if value > 0]
        seconds = ", ".join(f"{name.replace('_', ' ')} {value:g} s" for name, value in lasting)
        rows = [
            *([("variant", self.variant.replace("_", " "))] if self.variant else []),
            ("athlete", f"{athlete.name or athlete.sex}, {athlete.mass:g} kg, {athlete.height:.2f} m"),
            ("strength", f"{athlete.strength:g} x untrained" if athlete.strength else athlete.training),
            *(
                ("load", f"{load_text(fit.load)} at the {fit.site.replace('_', ' ')}")
                for fit in self.fittings
            ),
            ("tempo", f"{self.tempo_resolved}: {seconds}"),
            ("working side", self.side),
            *((name.replace(".", ": ").replace("_", " "), _angle(name, v)) for name, v in self.pose.items()),
            *(
                (name.replace("_", " "), f"{v:.4g} {movement.numbers[name].unit}".removesuffix(" 1"))
                for name, v in self.numbers.items()
            ),
        ]
        head = f"<h4>{escape(movement.title)}</h4><p>{escape(movement.summary)}</p>"
        return head + html_table(("trial", ""), rows)

    def __repr__(self) -> str:
        shown = [repr(self.movement), repr(self.athlete)]
        for item in fields(self)[2:]:
            value = getattr(self, item.name)
            default = "right" if item.name == "side" else None
            if item.init and value != default and value != Values():
                shown.append(f"{item.name}={value!r}")
        return f"Trial({', '.join(shown)})"


def load_text(load: AnyLoad) -> str:
    """A load in words: ``"pendulum 20 kg"``, ``"barbell 50 %BW"``, ``"band 44 mm"``."""
    kind = load.kind.replace("_", " ")
    width = getattr(load, "width", None)
    if width is None:
        return f"{kind} {units.mass_text(load.mass)}"
    metres = width if isinstance(width, (int, float)) else width.numbers["width"].value
    return f"{kind} {1000.0 * metres:g} mm"


def _angle(name: str, value: float) -> str:
    """A value of a pose as it is shown: places in metres, angles in degrees."""
    rad = unit_of(name.rpartition(".")[2]) == "rad"
    return f"{math.degrees(value):.4g} deg" if rad else f"{value:.4g} m"


def _one_or_more(given: object) -> Any:
    """None, one load, or a tuple of two or more."""
    loads = tuple(given) if isinstance(given, (list, tuple)) else () if given is None else (given,)
    for load in loads:
        if isinstance(load, type) or not isinstance(getattr(load, "kind", None), str):
            raise InputError("load", load, "a load, several, or None", "Pendulum(mass=60)")
    return loads if len(loads) > 1 else loads[0] if loads else None


def _flat(given: Mapping[str, Any]) -> dict[str, Any]:
    """``{"top": {"x": 1}}`` and ``{"top.x": 1}`` alike as the latter."""
    out: dict[str, Any] = {}
    for name, value in given.items():
        inner = value if isinstance(value, Mapping) else {"": value}
        out |= {f"{name}.{key}" if key else name: one for key, one in inner.items()}
    return out


def _pose(given: object) -> Values:
    flat = _flat(_mapping("pose", given, "{'bottom.hip_flexion': '60 deg'}"))
    return Values.of({path: _coordinate(path, value) for path, value in flat.items()})


def _coordinate(path: str, value: Any) -> float:
    read = units.length if unit_of(path.rpartition(".")[2]) == "m" else units.angle
    return read(value, field=f"pose.{path}")


def _numbers(given: object) -> Values:
    table = _mapping("numbers", given, "{'pad_share': 0.5}")
    return Values.of({name: float(v) if type(v) is int else v for name, v in table.items()})


def _mapping(field: str, given: object, hint: str) -> Mapping[str, Any]:
    if given is None:
        return {}
    if not isinstance(given, Mapping) or not all(isinstance(name, str) for name in given):
        raise InputError(field, given, "a mapping from names to values", hint)
    return given


def _fitting(load: AnyLoad, movement: Movement, side: str) -> Fitting:
    """Where a load goes; raises when it does not fit the movement."""
    slot = movement.slot(load.kind)
    if slot is None and load.kind == ANYWHERE and load.site is not None:
        return Fitting(load, load.site, SIDES)
    if slot is None:
        fits = [f"{_class_name(slot.kind)}({slot.site})" for slot in movement.equipment]
        allowed = f"a load that fits {movement.id}: {', '.join(fits)}, or FreeWeight(mass, site=...)"
        hint = _example(movement.equipment[0].kind) if movement.equipment else "FreeWeight(20, site='chest')"
        raise InputError("load", load, allowed, hint)
    if load.site is not None:
        choice("load.site", load.site, slot.sites)
    if OTHER_END in load.stage.inputs and slot.other is None and slot.anchor is None:
        allowed = f"with another end: a site or a point in [equipment.{slot.kind}] of {movement.id}"
        raise InputError("load", load, allowed, "other = 'heel', or anchor = ['anchor_x', 'anchor_y', 0.0]")
    anchor = None if slot.anchor is None else tuple(movement.resolve(value) for value in slot.anchor)
    sides = (side,) if slot.sides == "working" else SIDES
    return Fitting(load, load.site or slot.site, sides, slot.other, anchor)


def _example(kind: str) -> str:
    """What to type for a load of this kind."""
    return "Band('44 mm')" if kind == "band" else f"{_class_name(kind)}(mass=20)"


def _class_name(kind: str) -> str:
    return "".join(part.capitalize() for part in kind.split("_"))
