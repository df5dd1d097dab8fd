"""A study: what was published about whom, beside the trials that reproduce it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from biolift.errors import InputError, choice
from biolift.nouns.athlete import Athlete
from biolift.nouns.trial import Trial
from biolift.nouns.values import Values
from biolift.sources import Source

#: What a published number does here.
ROLES = {
    "check": "held against what the model predicts",
    "calibration": "fixed a parameter, which is named; no check",
    "input": "stands in a movement or a trial; no check",
    "rank": "electrical activity: its order over conditions is held against that of the activations",
    "reported": "shown beside the prediction, not scored; says why",
}
#: How far a published number can be trusted; numbers that were recalled or derived are no part of a study.
CONFIDENCES = ("full_text", "abstract", "secondary")
#: One number out of a curve, or out of the part of it in one phase.
STATISTICS = ("mean", "peak", "range", "impulse", "flexion_at_peak")
PHASES = ("eccentric", "concentric")
BOUNDS = ("at_least", "at_most")
#: Unit that a check may use -> factor to SI.
UNITS = {
    **dict.fromkeys(("1", "N", "N m", "N m s", "m", "s", "1/m"), 1.0),
    "%": 0.01,
    "kN": 1e3,
    "deg": math.pi / 180.0,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """What another model gives for the same condition: `id` of the evidence, name, `value` in the unit."""

    id: str
    name: str
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One published number, and how the model predicts it.

    Parameters
    ----------
    id : str
        Citable id, ``"IDP04"``.
    also : tuple of str
        Ids of evidence that repeats this number or is part of it.
    condition : str
        In words.
    quantity : str
        Of a result, ``"compression[L4/L5]"``, as for :func:`biolift.select`; several joined by " + " add up.
        For inputs: what was put in, in words.
    statistic : str
        One of :data:`STATISTICS`.
    trial, phase : str or None
        Name of the study's trial; the part of the repetition, the whole of it when None.
    over, over_quantity, over_phase : str or None
        Divide by the same of another trial, by another quantity, by another phase.
    slope : bool
        Divide differences: (trial - over) of the quantity by (trial - over) of `over_quantity`.
    model : str
        Name of the library's model that the number belongs to: the prediction is then that model's value over
        the standard one's.
    mean, sd, unit
        As published, in `unit`; `sd` is the spread between people, NaN when none was published.
    bound : str or None
        ``"at_least"`` or ``"at_most"`` where only that was published.
    tolerance : str
        Which tolerance of the library applies.
    role, confidence : str
        Of :data:`ROLES`, :data:`CONFIDENCES`.
    where : str
        Place in the publication.
    fixes : str
        Path of the parameter that a calibration fixed.
    why, note : str
        Why it is not scored; anything else.
    peer : Peer or None

    Raises
    ------
    InputError
        For a choice that is none, a missing trial, or a number that is not finite.
    """

    id: str
    condition: str
    quantity: str
    mean: float
    unit: str
    role: str
    confidence: str
    where: str
    also: tuple[str, ...] = ()
    statistic: str = "mean"
    trial: str | None = None
    phase: str | None = None
    over: str | None = None
    over_quantity: str | None = None
    over_phase: str | None = None
    slope: bool = False
    model: str = ""
    sd: float = math.nan
    bound: str | None = None
    tolerance: str = "ratio"
    fixes: str = ""
    why: str = ""
    note: str = ""
    peer: Peer | None = None

    def __post_init__(self) -> None:
        choice("role", self.role, ROLES)
        choice("confidence", self.confidence, CONFIDENCES)
        choice("statistic", self.statistic, STATISTICS)
        choice("unit", self.unit, UNITS)
        for name in ("phase", "over_phase"):
            if getattr(self, name) is not None:
                choice(name, getattr(self, name), PHASES)
        if self.bound is not None:
            choice("bound", self.bound, BOUNDS)
        if not math.isfinite(self.mean):
            raise InputError("mean", self.mean, "a finite number", "mean = 2.2")
        if not (math.isnan(self.sd) or self.sd >= 0.0):
            raise InputError("sd", self.sd, "zero or positive", "sd = 0.3")
        for role, name in (("calibration", "fixes"), ("reported", "why")):
            if (self.role == role) != bool(getattr(self, name)):
                allowed = f"given for role = '{role}' and left out otherwise"
                raise InputError(name, getattr(self, name), allowed, f'{name} = "..."')
        if (self.trial is None) != (self.role == "input"):
            raise InputError("trial", self.trial, "the name of a trial, and left out for an input", "hold")
        if self.slope and not (self.over and self.over_quantity):
            raise InputError("slope", True, "used with over and over_quantity", "over = 'standing'")

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of the evidence that it accounts for."""
        return (self.id, *self.also, *((self.peer.id,) if self.peer else ()))

    @property
    def trials(self) -> tuple[str, ...]:
        """Names of the trials that it needs."""
        return tuple(name for name in (self.trial, self.over) if name is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A runnable trial of a study.

    Parameters
    ----------
    trial : Trial
    spread : Values
        Path -> (low, high): what the study leaves open, as paths of :func:`biolift.sweep`.
    note : str
        What was assumed where the publication says nothing.
    """

    trial: Trial
    spread: Mapping[str, tuple[float | str, float | str]] = field(default_factory=Values)
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Study:
    """One publication.

    Parameters
    ----------
    id, title : str
    source : Source
    people : int
        How many were measured.
    athlete : Athlete
        The mean person; `assumed` says what of it was not published.
    settings : Values
        Name -> :class:`Setting`.
    checks : tuple of Check
    assumed : str
    table : str
        Ids of a table of the benchmarks that is made from it, first and last, ``"A001 A816"``.
    origin : str
        What to type to get it again.

    Raises
    ------
    InputError
        When a check names a trial that the study has not, or an id comes twice.
    """

    id: str
    title: str
    source: Source
    people: int
    athlete: Athlete
    settings: Mapping[str, Setting]
    checks: tuple[Check, ...]
    assumed: str = ""
    table: tuple[str, ...] = ()
    origin: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        if self.people < 1:
            raise InputError("people", self.people, "at least 1", "n = 20")
        seen: set[str] = set()
        for k, check in enumerate(self.checks):
            for name in check.trials:
                choice(f"checks.{k}.trial", name, self.settings)
            for one in check.ids:
                if one in seen:
                    raise InputError(f"checks.{k}.id", one, "given once in a study", "E001")
                seen.add(one)

    def __iter__(self) -> Iterator[Check]:
        return iter(self.checks)

    def __str__(self) -> str:
        return self.id

    def __repr__(self) -> str:
        return self.origin or f"<Study {self.id}: {len(self.checks)} checks>"
