"""Whether a movement can be trusted: read, cited, in the joints' ranges, held up, determinate, on time."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from biolift import equipment
from biolift.engine.motion import Motion
from biolift.engine.pipeline import Run, run_trial
from biolift.engine.pressure import pressure
from biolift.engine.support import SupportLoad, indeterminate
from biolift.equipment.base import Load
from biolift.errors import BioliftError, DataFileError, InputError
from biolift.library.joint_ranges import joint_ranges
from biolift.library.models import models
from biolift.library.sites import sites
from biolift.library.sources import ASSUMED, sources
from biolift.nouns.athlete import Athlete
from biolift.nouns.movement import Movement
from biolift.nouns.number import Number
from biolift.nouns.trial import Trial
from biolift.units import angle_text
from biolift.verbs.findings import Findings, Report
from biolift.vocabulary import JOINT_SEGMENT, JOINTS, SIDES, SUFFIX

Array = NDArray[np.float64]
#: Who tries the movement, and with how much [kg].
PEOPLE = {
    "man": Athlete(mass=78.0, height=1.76, sex="male"),
    "woman": Athlete(mass=65.0, height=1.63, sex="female"),
}
TRIED = 20.0
#: Instants at which rates are compared with finite differences, and how far these may lie apart, as a share
#: of the largest rate.
_FINE, _RATE = 801, 2e-3
_UPPER = ("lumbar", "thorax", "upper_arm", "forearm")
_ON_TIME = 0.02  # [rad], how far from a pose its instant may find the body


def check(movement: Movement | str | Path) -> Report:
    """Try a movement out with a man and a woman, all its variants and all equipment that fits.

    Parameters
    ----------
    movement : Movement, str or Path
        A movement, or its file.

    Returns
    -------
    Report
        ``ok`` says whether there is no problem; print it to read what was found. A file that cannot be
        read is a problem, not an exception.

    Raises
    ------
    InputError
        When `movement` is neither a movement nor a path.

    Examples
    --------
    >>> import biolift as bl
    >>> bl.check(bl.movements.back_extension).ok
    True
    """
    if isinstance(movement, (str, Path)):
        try:
            movement = Movement.from_toml(movement)
        except DataFileError as error:
            return Report(str(movement), (str(error),))
    if not isinstance(movement, Movement):
        hint = "bl.movements.reverse_hyper or 'my_lift.toml'"
        raise InputError("movement", movement, "a Movement or the path of its file", hint)
    found = Findings()
    for version in (movement, *movement.variants.values()):
        found.version = version.variant or ""
        _numbers(version, found)
        _joints(version, found)
        for who, trial in _trials(version, found):
            _attempt(who, trial, found)
    return Report(movement.title, found.of("problem"), found.of("warning"), found.of("fact"))


def _numbers(version: Movement, found: Findings) -> None:
    """Every number cited or assumed with a reason, and used."""
    tables = {"numbers": version.numbers, **{f"poses.{p.name}": p.coordinates for p in version.poses}}
    every = [(f"{table}.{name}", n) for table, numbers in tables.items() for name, n in numbers.items()]
    known = {source.key for source in (*sources(), *version.sources)}
    for name, number in every:
        if number.source not in known | {ASSUMED, "given"}:  # given: recorded, not read anywhere
            text = f"{name} names the source {number.source!r}, which neither library nor movement defines"
            found.add("problem", f"source {name}", text)
    distinct: dict[Number, None] = dict.fromkeys(number for _, number in every)
    assumed = sum(number.source == ASSUMED for number in distinct)
    said = f"{assumed} of {len(distinct)} numbers are assumed, the others have a source"
    found.add("fact", "sources", said)
    for name in version.unused_numbers:
        found.add("warning", f"unused {name}", f"numbers.{name} is used nowhere")


def _motion(run: Run, found: Findings) -> None:
    """Joint angles in range at every instant, phases on time, rates that are rates."""
    motion, movement = run.motion, run.movement
    _ranges(motion, found)
    if not run.trial.tempo_resolved.is_hold:
        _on_time(movement, motion, run.trial.durations, found)
    for rate, values, of in (("velocity", motion.q, motion.u), ("acceleration", motion.u, motion.a)):
        for name in values:
            if _difference(motion, values[name], of[name]) > _RATE:
                text = f"the {rate} of {name} is not the rate of change of what it derives from"
                found.add("problem", f"{rate} {name}", text)


def _ranges(motion: Motion, found: Findings) -> None:
    """Whether every angle stays where most people's go; of two sides the one farther out is named.

    Beyond where anybody's go the repetition is refused.
    """
    for name, allowed in joint_ranges(min(athlete.age for athlete in PEOPLE.values())).items():
        low, high = float(motion.q[name].min()), float(motion.q[name].max())
        off = max(allowed.low - low, high - allowed.high)
        if off > 0:
            reach, ends = (
                f"{angle_text(a)} to {angle_text(b)}" for a, b in ((low, high), (allowed.low, allowed.high))
            )
            text = f"{name} runs from {reach}, beyond the {ends} of most people"
            found.add("warning", f"range {name.removesuffix('_r').removesuffix('_l')}", text, off)


def _on_time(version: Movement, motion: Motion, seconds: dict[str, float], found: Findings) -> None:
    """Whether each phase lasts as typed and ends in its pose."""
    clock, step = 0.0, motion.time[1] - motion.time[0]
    for phase, _, last in version.timeline:
        clock += seconds[phase]
        lasted = (motion.phase == phase).sum() * step
        if abs(lasted - seconds[phase]) > 2 * step:
            text = f"the {phase} lasts {lasted:.2f} s in place of {seconds[phase]:g} s"
            found.add("problem", f"tempo {phase}", text)
        wanted = _given(version, last)
        at = int(np.argmin(np.abs(motion.time - clock)))
        miss, name = max((abs(motion.q[name][at] - wanted[name]), name) for name in wanted)
        if seconds[phase] > 0 and miss > _ON_TIME:
            text = f"the {phase} ends with {name} {angle_text(miss)} off the pose {last!r}"
            found.add("problem", f"pose {phase}", text)


def _given(version: Movement, pose: str) -> dict[str, float]:
    """Angles that a pose fixes: not those that are worked out, nor the tilt that follows from them."""
    solved = version.solved_in(pose)
    free = solved | ({"pelvic_tilt"} if solved else set())
    return {name: angle for name, angle in version.pose(pose).angles().items() if name not in free}


def _difference(motion: Motion, values: Array, rates: Array) -> float:
    """Largest deviation of rates from central differences inside the phases, as a share of the largest."""
    inside = (motion.phase[2:] == motion.phase[:-2]) & (motion.phase[1:-1] == motion.phase[2:])
    step = motion.time[1] - motion.time[0]
    off = np.abs((values[2:] - values[:-2]) / (2 * step) - rates[1:-1])[inside]
    return float(off.max(initial=0.0) / max(np.abs(rates).max(), 1e-9 / step))


def _joints(version: Movement, found: Findings) -> None:
    """Which joints are determinate: with a part of the body beyond them that nothing unknown touches."""
    closed = indeterminate(version)
    for segment, level in (("lumbar", "L5/S1"), ("thorax", "T12/L1")):
        if segment in closed:
            text = f"contacts of unknown force on both sides of {level}: {closed[segment]}"
            found.add("problem", level, f"{text}; nothing can be said of the lower back")
    unknown = [j for j in JOINTS if any(JOINT_SEGMENT[j] + SUFFIX[side] in closed for side in SIDES)]
    known = [joint for joint in JOINTS if joint not in unknown]
    said = f"moments are known at {', '.join(known) or 'no joint'}"
    found.add("fact", "joints", f"{said}, unknown at {', '.join(unknown)}" if unknown else said)


def _trials(version: Movement, found: Findings) -> Iterator[tuple[str, Trial]]:
    """The movement without load and with each kind of equipment at each of its sites."""
    kinds = equipment.kinds()
    loads: list[Load | None] = [None]
    for slot in version.equipment:
        if slot.kind not in kinds:
            text = f"equipment.{slot.kind} is unknown; there is {', '.join(kinds)}"
            found.add("problem", f"equipment {slot.kind}", text)
            continue
        for site in slot.sites:
            if site not in sites():
                text = f"equipment.{slot.kind} goes to {site!r}; the sites are {', '.join(sites())}"
                found.add("problem", f"site {site}", text)
            else:
                loads.append(load_to_try(kinds[slot.kind], site))
    for who, athlete in PEOPLE.items():
        for load in loads:
            name = f"{who} with {load!r}" if load else f"{who} without load"
            yield name, Trial(version, athlete, load=load)


def load_to_try(kind: type[Load], site: str) -> Load:
    """A load of a kind at a site: 20 kg, or where the mass does not count a middling size of the device."""
    first = next(item.name for item in fields(kind) if item.init and not item.kw_only)
    if first == "mass":
        return kind(TRIED, site=site)
    low, high, _ = kind.plausible[first]
    given: dict[str, Any] = {first: math.sqrt(low * high)}
    return kind(**given, site=site)


def _attempt(who: str, trial: Trial, found: Findings) -> None:
    """Run a trial and look at how the body moves, at what holds it and at what it holds."""
    model = models.standard if trial.loads else models.standard.replace(samples=_FINE)
    try:
        run = run_trial(trial, model)
    except BioliftError as error:
        found.add("problem", str(error), f"{who}: {error}")
        return
    if not trial.loads:
        _motion(run, found)
    for support in run.supports:
        _support(who, run, support, found)
    for load in run.equipment:
        if load.slack.any():
            part = f"{load.slack.mean():.0%} of the repetition"
            phases = ", ".join(dict.fromkeys(str(phase) for phase in run.motion.phase[load.slack > 0]))
            text = f"{who}: the strap is slack in {part} ({phases}); the legs move alone there"
            found.add("warning", f"slack {load.name}", text, float(load.slack.mean()))
    if not np.isfinite(run.levels["L5/S1"].disc["compression"]).all():
        found.add("problem", f"finite {who}", f"{who}: the compression is not finite")
    if not trial.loads and "lumbar" not in indeterminate(run.movement):
        moment = run.demand.level_moment["L5/S1"][2]
        span = f"{moment.min():.0f} to {moment.max():.0f} N m"
        found.add("fact", who, f"{who}: lumbar extension moment at L5/S1 {span}")


def _support(who: str, run: Run, load: SupportLoad, found: Findings) -> None:
    """A support that only pushes must not pull, and its pressure must act inside its base."""
    name = f"the {load.support.kind} under the {load.segment}"
    if load.pulls.any():
        part = f"in {load.pulls.mean():.0%} of the repetition"
        kind, text = "warning", f"{who}: {name} lifts off {part} and carries nothing there"
        if load.support.takes_remainder:
            kind, holds = _holder(run.movement, load.segment)
            text = f"{who}: {name} would have to pull {part}{holds}"
        found.add(kind, f"pulls {load.name}", text, float(load.pulls.mean()))
    _, margin = pressure(run.movement, run.body, run.base, load)
    beyond = -float(np.nanmin(margin, initial=np.inf))
    if beyond > 0:
        kind, holds = _holder(run.movement, load.segment)
        text = f"{who}: the centre of pressure of {name} lies up to {beyond:.2f} m beyond its base{holds}"
        found.add(kind, f"pressure {load.name}", text, beyond)


def _holder(movement: Movement, segment: str) -> tuple[str, str]:
    """Kind of finding and what to say of a support that cannot hold the body alone."""
    near = [c for c in movement.contacts if c.segment.startswith(_UPPER) == segment.startswith(_UPPER)]
    if near:
        return "warning", f"; {near[0].note}, and would have to hold the body"
    return "problem", "; name what holds the body in [[contacts]], or let it pull with pushes_only = false"
