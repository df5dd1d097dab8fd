"""What a result cannot say, and which choices it rests on, in sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from biolift.engine.newton import UNMET_FLAG
from biolift.engine.pipeline import Run
from biolift.engine.pressure import agreeing_share, pressure
from biolift.engine.support import stance_side
from biolift.nouns.movement import Movement
from biolift.nouns.trial import Trial
from biolift.vocabulary import SEGMENTS, SUFFIX

#: A share of the repetition, or the span of shares that :func:`together` makes of several.
_PERCENT = re.compile(r"(-?\d+(?:\.\d+)?)(?: to (-?\d+(?:\.\d+)?))?%")
#: Share of the person's lumbar flexion beyond which relaxed tissue dominates.
NEAR_FULL_FLEXION = 0.95


@dataclass(frozen=True)
class Seen:
    """What a repetition showed that its scope speaks of; shares are parts of the repetition [1].

    Parameters
    ----------
    flexed : float
        Largest lumbar flexion over the person's full flexion.
    short : bool
        Whether the muscles cannot meet some moment.
    supports : sequence of (name, share, share)
        Where a support would have to pull, and where its centre of pressure leaves its base.
    equipment : sequence of (name, share, share)
        Where a load is slack, and where a band is stretched beyond what is known.
    held : str or None
        Pose of a hold that is only a part of the movement.
    cocontraction : float
        Share at which antagonists are held.
    split : (name, share, array) or None
        Support, its stated share, and the one that the moment across asks for.
    """

    flexed: float
    short: bool
    supports: Sequence[tuple[str, float, float]]
    equipment: Sequence[tuple[str, float, float]]
    held: str | None = None
    cocontraction: float = 0.0
    split: tuple[str, float, NDArray[np.float64]] | None = None


def together(lines: Iterable[str]) -> list[str]:
    """Sentences of many repetitions: those that differ in their percentages alone become one.

    Sentences that were put together before may be among them.
    """
    found: dict[tuple[str, ...], list[list[list[float]]]] = {}
    for line in lines:
        parts = _PERCENT.split(line)  # words, a number, and a second one or None, in turns
        ends = zip(parts[1::3], parts[2::3], strict=True)
        found.setdefault(tuple(parts[::3]), []).append([[float(end) for end in pair if end] for pair in ends])
    out = []
    for (first, *rest), rows in found.items():
        spans = map(_span, zip(*rows, strict=True))
        out.append(first + "".join(span + words for span, words in zip(spans, rest, strict=True)))
    return out


def _span(values: Iterable[list[float]]) -> str:
    every = sorted(end for ends in values for end in ends)
    ends = [f"{every[0]:g}", f"{every[-1]:g}"]
    return " to ".join(dict.fromkeys(ends)) + "%"


def held_pose(trial: Trial) -> str | None:
    """The pose that a hold keeps, where the movement has others."""
    movement, tempo = trial.movement_resolved, trial.tempo_resolved
    if not tempo.is_hold or len(set(movement.eccentric)) < 2:
        return None
    return tempo.pose or movement.hold_pose


def scope(run: Run) -> list[str]:
    """Sentences for the `scope` attribute of a result."""
    pressed = [pressure(run.movement, run.body, run.base, load)[1] for load in run.supports]
    seen = Seen(
        float(run.motion.q["lumbar_flexion"].max()) / run.full_flexion,
        bool(max(level.unmet_share.max() for level in run.levels.values()) > UNMET_FLAG),
        [
            (load.name, float(load.pulls.mean()), float((margin < 0).mean()))
            for load, margin in zip(run.supports, pressed, strict=True)
        ],
        [(e.name, float((e.slack != 0).mean()), float((e.outside_range != 0).mean())) for e in run.equipment],
        held_pose(run.trial),
        run.model.sharing.cocontraction,
        agreeing_share(run),
    )
    return sentences(run.movement, run.unknown, run.open_joints, seen)


def sentences(
    movement: Movement, unknown: Mapping[str, str], open_joints: Mapping[tuple[str, str], str], seen: Seen
) -> list[str]:
    """The same from what was seen of a repetition.

    Parameters
    ----------
    movement : Movement
        Resolved.
    unknown : mapping
        Segments whose joint load cannot be known, with the reason.
    open_joints : mapping
        (joint, side) likewise.
    seen : Seen
    """
    said = [*_unknown(unknown, open_joints), *_supports(movement, seen), *_split(seen), *_equipment(seen)]
    if seen.held is not None:
        said.append(f"held still in the pose {seen.held!r}: of the rest of the movement nothing is said")
    elif movement.time_law == "free_pin":
        said.append("the bar gives no couple, and the body still swings when the repetition ends")
    if stance_side(movement):
        said.append("the standing foot is put under its own hip: no frontal moments of knee and ankle")
    if seen.flexed > NEAR_FULL_FLEXION:
        reach = f"lumbar flexion reaches {seen.flexed:.0%} of the person's range"
        said.append(f"{reach}: relaxed tissue dominates there")
    if seen.short:
        said.append("the muscles cannot meet every moment: compression and shear are lower bounds")
    said.append(_cocontraction(seen.cocontraction))
    said.append("facet joints carry no load of their own; shear follows the assumed tilt of the disc")
    return said


def _cocontraction(share: float) -> str:
    """What is assumed of the antagonists."""
    if share > 0.0:
        return f"antagonists of the trunk are held at {share:g} of the agonists' activation: an assumption"
    return "static optimisation gives too little co-contraction: measured antagonists are more active"


def _unknown(unknown: Mapping[str, str], open_joints: Mapping[tuple[str, str], str]) -> Iterator[str]:
    if "lumbar" in unknown:
        yield f"no lumbar moment, muscle force or spine load: {unknown['lumbar']}"
    reasons: dict[str, list[tuple[str, str]]] = {}
    for (joint, side), note in open_joints.items():
        reasons.setdefault(note, []).append((joint, side))
    for note, joints in reasons.items():
        sides: dict[str, list[str]] = {}
        for joint, side in joints:
            sides.setdefault(joint, []).append(side)
        where = [f"{j}s" if len(found) == 2 else f"{found[0]} {j}" for j, found in sides.items()]
        yield f"no moment at {' and '.join(where)}: {note}"


def _supports(movement: Movement, seen: Seen) -> Iterator[str]:
    for support in movement.supports:
        if not support.takes_remainder:
            share = f"{movement.resolve(support.share):.0%}"
            if support.direction == "forward":
                what = f"{support.kind} pushes the {support.segment}"
                yield f"{what} with {share} of the body's weight, an assumption"
            else:
                what = f"{support.kind} under the {support.segment}"
                yield f"{what} carries {share} of what would hold it up, an assumption"
    for name, pulls, outside in seen.supports:
        if pulls:
            yield f"{_support(name)} would have to pull in {pulls:.0%} of the repetition"
        if outside:
            part = f"{outside:.0%} of the repetition"
            helpers = " and ".join(contact.note for contact in movement.contacts)
            if helpers:
                yield f"{_support(name)} alone could not hold the body in {part}; besides it, {helpers}"
            else:
                yield f"the centre of pressure leaves the base of {_support(name)} in {part}"


def _support(name: str) -> str:
    """``floor_foot_r`` in words."""
    plain, side = name, ""
    for word, suffix in SUFFIX.items():
        if name.endswith(suffix):
            plain, side = name.removesuffix(suffix), f"{word} "
    segments = {segment.removesuffix("_r").removesuffix("_l") for segment in SEGMENTS}
    ends = [segment for segment in segments if plain.endswith(f"_{segment}")]
    if not ends:
        return plain.replace("_", " ")
    segment = max(ends, key=len)
    kind = plain.removesuffix(f"_{segment}")
    return f"the {kind} at the {side}{segment}".replace("_", " ")


def _split(seen: Seen) -> Iterator[str]:
    """Whether the stated split of two feet agrees with the moment across."""
    if seen.split is None:
        return
    name, stated, needed = seen.split
    low, high = np.nanmin(needed), np.nanmax(needed)
    foot = _support(name).rpartition(" at ")[2]
    said = f"{stated:.0%} of the force is put on {foot}, the moment across asks for {low:.0%} to {high:.0%}"
    beyond = "; beyond 0 and 100% only a lean or a wider stance could hold it" if low < 0 or high > 1 else ""
    yield f"{said}: the soles take the difference as a couple{beyond}"


def _equipment(seen: Seen) -> Iterator[str]:
    for name, slack, outside in seen.equipment:
        if slack:
            yield f"the {name} is slack in {slack:.0%} of the repetition; the body moves alone there"
        if outside:
            part = f"{outside:.0%} of the repetition"
            yield f"the {name} is stretched beyond the measured range in {part}; its tension is less sure"
