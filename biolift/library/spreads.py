"""Every uncertain number of a trial and a model: where it stands, how far it may be off, who says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from functools import cache

from biolift import equipment
from biolift.library import athlete as strength
from biolift.library import passive
from biolift.library.choices import choice_numbers, choices
from biolift.library.equipment import equipment_numbers, load_numbers
from biolift.library.models import PERSONAL, models
from biolift.library.movements import movements
from biolift.library.proportions import proportions
from biolift.library.sites import sites
from biolift.nouns.body_scaling import SITES
from biolift.nouns.model import Model
from biolift.nouns.movement import Movement
from biolift.nouns.movement_values import EVERY_POSE
from biolift.nouns.muscles import Muscle
from biolift.nouns.number import Number, Numbers
from biolift.nouns.trial import Trial
from biolift.vocabulary import both_sides

KINDS = (
    *("body", "geometry", "strength", "moment arms", "disc tilt", "passive tissue", "co-contraction"),
    *("pose", "equipment", "support"),
)
#: Numbers of the muscle set that are spreads of others, not themselves drawn.
_SPREADS = ("own_force_factor",)
_BY_CHOICE = "a modelling choice: drawn where choices are"
_BODY = ("mass_fraction", "mass_factor", "mass_b", "com_", "rg_")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One uncertain number.

    Parameters
    ----------
    path : str
        Where it stands, as an axis of a sweep names it.
    number : Number
        Its value, spread and source.
    kind : str
        One of :data:`KINDS`.
    name : str
        What it is wherever it occurs: two trials share a draw of equal names.
    fixed : str
        Why a draw leaves it; empty when it is drawn.
    """

    path: str
    number: Number
    kind: str
    name: str
    fixed: str = ""


def filled(trial: Trial, model: Model) -> Model:
    """The model with the library's numbers for this athlete written into it: what it says stays the same."""
    athlete = trial.athlete
    known = dict(passive.lumbar(athlete.sex, athlete.age))
    own = {name: known[name] for name in PERSONAL} | dict(model.passive)
    table = model.strength or strength.strength_numbers()
    return replace(model, passive=Numbers.of(own), strength=table)


def parameters(trial: Trial, model: Model) -> tuple[Parameter, ...]:
    """Every number of a trial and of a model as :func:`filled` returns it, drawn or not.

    Notes
    -----
    What the athlete states (mass, height, lengths, strength) and what a trial states of numbers and equipment
    is exact. Angles that a trial states keep the movement's spread.
    """
    found = (*_of_model(trial, model), *_of_trial(trial))
    return tuple(replace(one, fixed=one.fixed or _fixed(one.number)) for one in found)


def _fixed(number: Number) -> str:
    if number.low == number.high:
        return number.note or "stated"
    return "" if number.sd is None or number.sd > 0 else number.note or "its source gives no spread"


def _of_model(trial: Trial, model: Model) -> Iterator[Parameter]:
    carried = _carrying(trial)
    for name, number in model.proportions.numbers(trial.athlete.sex).items():
        place = name.partition(".")[0]
        kind = "body" if any(word in name for word in _BODY) else "geometry"
        idle = place in SITES and place not in carried
        yield _one(
            f"model.proportions.{name}",
            number,
            "equipment" if place in SITES else kind,
            "nothing is carried there" if idle else "",
        )
    yield from _of_muscles(model)
    for name, number in model.spine.numbers.items():
        path = f"model.spine.{name}"
        yield _one(path, number, _spine_kind(name), _BY_CHOICE if path in _choice_paths() else "")
    for name, number in model.passive.items():
        yield _one(f"model.passive.{name}", number, "passive tissue")
    for name, number in model.strength.items():
        yield _one(f"model.strength.{name}", number, "strength", _not_hers(trial, name, number))
    for path, number in choice_numbers().items():
        now = replace(number, value=min(max(model.sharing.floor, number.low), number.high))
        yield _one(path, now, "co-contraction")


def _carrying(trial: Trial) -> set[str]:
    """Landmarks of the body that carry equipment, or that a support or a condition of the movement names."""
    movement = trial.movement_resolved
    used = {name for fit in trial.fittings for name in (fit.site, fit.other) if name}
    used |= {one.site for one in movement.supports if one.site}
    named = {movement.anchor.segment, movement.anchor.reference_point}
    named |= {one for each in movement.completions for eq in each.equations for one in eq.points}
    return {sites()[name].point for name in used} | {
        name.removesuffix("_r").removesuffix("_l") for name in named
    }


def _one(path: str, number: Number, kind: str, fixed: str = "", name: str = "") -> Parameter:
    return Parameter(path=path, number=number, kind=kind, name=name or path, fixed=fixed)


@cache
def _choice_paths() -> frozenset[str]:
    return frozenset(one.path for one in choices().values())


def _spine_kind(name: str) -> str:
    if name.startswith(("disc_tilt", "flexion_share")):
        return "disc tilt"
    return "passive tissue" if name.startswith("passive") else "body" if "mass" in name else "geometry"


def _of_muscles(model: Model) -> Iterator[Parameter]:
    numbers = model.muscles.numbers
    for name, number in numbers.items():
        fixed = "the spread of the muscles' own forces" if name in _SPREADS else ""
        yield _one(f"model.muscles.{name}", number, "moment arms", fixed)
    for muscle in model.muscles.muscles:
        yield _one(f"model.muscles.{muscle.id}.max_force", _force(muscle, numbers), "strength")
        yield _one(f"model.muscles.{muscle.id}.optimal_length", _length(muscle), "strength")


def _force(muscle: Muscle, numbers: Numbers) -> Number:
    """A leg muscle's force has a stated range; a trunk muscle's varies beside what all of them share."""
    value, low, high = muscle.max_force, muscle.max_force_low, muscle.max_force_high
    trunk = any(crossing.share > 0 for crossing in muscle.crossings) and "own_force_factor" in numbers
    own = numbers["own_force_factor"] if trunk else None
    sd = None if own is None or own.sd is None else own.sd * value
    return Number(
        value=value, unit="N", low=low, high=high, sd=sd, source=muscle.sources[0], note="own force"
    )


def _length(muscle: Muscle) -> Number:
    value, sd = muscle.optimal_length, muscle.optimal_length_sd
    reach = min(2.0 * sd, 0.6 * value)
    return Number(
        value=value, unit="m", low=value - reach, high=value + reach, sd=sd, source=muscle.sources[0],
        note="optimal length of the fibres",
    )  # fmt: skip


def _not_hers(trial: Trial, name: str, number: Number) -> str:
    """Why a number of the strength table does not concern this athlete."""
    athlete = trial.athlete
    if name in ("untrained", "trained", "elite"):
        if athlete.strength is not None:
            return "the athlete states a strength"
        return "" if name == athlete.training else "another level of training"
    if name.startswith("female"):
        return "" if athlete.sex == "female" else "of women"
    if name.startswith("age"):
        return "" if athlete.age > 25.0 else "beyond the onset only"
    return ""


def _of_trial(trial: Trial) -> Iterator[Parameter]:
    movement = trial.movement_resolved
    for pose in movement.poses:
        for name, number in pose.coordinates.items():
            held = name in movement.held
            if held and pose is not movement.poses[0]:
                continue
            solved = not movement.solved.isdisjoint(both_sides(name))
            path = f"pose.{EVERY_POSE if held else pose.name}.{name}"
            why = "worked out by the movement" if solved else ""
            yield _one(path, number, "pose", why, f"{movement.id}:{path}")
    yield from _of_numbers(trial, movement)
    for k, load in enumerate(trial.loads):
        head = "load" if len(trial.loads) == 1 else f"load.{k}"
        settable = {item.name for item in fields(load) if item.init}
        for name, number in load_numbers(load).items():
            fixed = "" if name in settable else "other numbers of this equipment carry its spread"
            shared = f"load.{load.kind}.{name}" + (f".{k}" if k else "")
            yield _one(f"{head}.{name}", number, "equipment", fixed, shared)


def _of_numbers(trial: Trial, movement: Movement) -> Iterator[Parameter]:
    fast = bool(trial.tempo_resolved.fast)
    for name, number in movement.numbers.items():
        path = f"numbers.{name}"
        fixed = "stated by the trial" if name in trial.numbers else ""
        if path in _choice_paths():
            fixed = fixed or _BY_CHOICE
        if name == "fast_phase" and not fast:
            fixed = "nothing is done as fast as possible"
        yield _one(path, number, _number_kind(movement, name), fixed, f"{movement.id}:{path}")


def _number_kind(movement: Movement, name: str) -> str:
    supports = [
        value
        for support in movement.supports
        for value in (support.share, support.split, *support.point, *(support.base or ()))
    ]
    anchors = [*movement.anchor.at, *(v for slot in movement.equipment for v in slot.anchor or ())]
    for kind, values in (("support", supports), ("equipment", anchors)):
        if any(isinstance(value, str) and value.lstrip("-").strip() == name for value in values):
            return kind
    return "pose"


@cache
def dimensions() -> dict[str, int]:
    """Dimension of the even points that each name of the library draws from: the same in every trial."""
    names: dict[str, None] = dict.fromkeys(f"choice:{name}" for name in choices())
    names |= dict.fromkeys(("athlete:stratum", "athlete:height", "athlete:bmi"))
    names |= dict.fromkeys(choice_numbers())
    standard = models.standard
    for table in proportions:
        for sex in (table.male, table.female):
            names |= dict.fromkeys(f"model.proportions.{name}" for name in sex)
    names |= dict.fromkeys(one.path for one in _of_muscles(standard))
    names |= dict.fromkeys(f"model.spine.{name}" for name in standard.spine.numbers)
    names |= dict.fromkeys(f"model.passive.{name}" for name in (*standard.passive, *PERSONAL))
    names |= dict.fromkeys(f"model.strength.{name}" for name in strength.strength_numbers())
    for kind in equipment.kinds():
        tables: list[Mapping[str, Number]] = [
            equipment_numbers().get(name, {}) for name in (*equipment.kinds()[kind].tables, kind)
        ]
        names |= dict.fromkeys(f"load.{kind}.{name}" for table in tables for name in table)
    for movement in movements:
        for version in (movement, *movement.variants.values()):
            names |= dict.fromkeys(_paths_of(version))
    return {name: k for k, name in enumerate(names)}


def _paths_of(version: Movement) -> Iterator[str]:
    for pose in version.poses:
        for name in pose.coordinates:
            where = EVERY_POSE if name in version.held else pose.name
            yield f"{version.id}:pose.{where}.{name}"
    yield from (f"{version.id}:numbers.{name}" for name in version.numbers)
