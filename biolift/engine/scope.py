"""What a result cannot say, and which choices it rests on, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from biolift.engine.newton import UNMET_FLAG
from biolift.engine.pipeline import Run
from biolift.engine.pressure import pressure
from biolift.engine.support import stance_side

#: Share of the person's lumbar flexion beyond which relaxed tissue dominates.
NEAR_FULL_FLEXION = 0.95


def scope(run: Run) -> list[str]:
    """Sentences for the `scope` attribute of a result."""
    flexed = float(run.motion.q["lumbar_flexion"].max()) / run.full_flexion
    said = [*_unknown(run), *_supports(run), *_slack(run)]
    if run.movement.time_law == "free_pin":
        said.append("the bar gives no couple, and the body still swings when the repetition ends")
    if stance_side(run.movement):
        said.append("the standing foot is put under its own hip: no frontal moments of knee and ankle")
    if flexed > NEAR_FULL_FLEXION:
        reach = f"lumbar flexion reaches {flexed:.0%} of the person's range"
        said.append(f"{reach}: relaxed tissue dominates there")
    if max(level.unmet_share.max() for level in run.levels.values()) > UNMET_FLAG:
        said.append("the muscles cannot meet every moment: compression and shear are lower bounds")
    said.append(_cocontraction(run.model.sharing.cocontraction))
    said.append("facet joints carry no load of their own; shear follows the assumed tilt of the disc")
    return said


def _cocontraction(share: float) -> str:
    """What is assumed of the antagonists."""
    if share > 0.0:
        return f"antagonists of the trunk are held at {share:g} of the agonists' activation: an assumption"
    return "static optimisation gives too little co-contraction: measured antagonists are more active"


def _unknown(run: Run) -> Iterator[str]:
    if "lumbar" in run.unknown:
        yield f"no lumbar moment, muscle force or spine load: {run.unknown['lumbar']}"
    reasons: dict[str, list[str]] = {}
    for (joint, side), note in run.open_joints.items():
        reasons.setdefault(note, []).append(f"{joint} {side}")
    for note, joints in reasons.items():
        yield f"no moment at {', '.join(joints)}: {note}"


def _supports(run: Run) -> Iterator[str]:
    for support in run.movement.supports:
        if not support.takes_remainder:
            share = f"{run.movement.resolve(support.share):.0%}"
            if support.direction == "forward":
                what = f"{support.kind} pushes the {support.segment}"
                yield f"{what} with {share} of the body's weight, an assumption"
            else:
                what = f"{support.kind} under the {support.segment}"
                yield f"{what} carries {share} of what would hold it up, an assumption"
    for load in run.supports:
        if load.pulls.any():
            yield f"{load.name} would have to pull in {load.pulls.mean():.0%} of the repetition"
        _, margin = pressure(run.movement, run.body, run.base, load)
        if (margin < 0).any():
            part = f"{(margin < 0).mean():.0%} of the repetition"
            helpers = " and ".join(contact.note for contact in run.movement.contacts)
            if helpers:
                yield f"{load.name} alone could not hold the body in {part}; besides it, {helpers}"
            else:
                yield f"the centre of pressure leaves the base of {load.name} in {part}"


def _slack(run: Run) -> Iterator[str]:
    for e in run.equipment:
        if e.slack.any():
            part = f"{e.slack.mean():.0%} of the repetition"
            yield f"the {e.name} is slack in {part}; the body moves alone there"
        if e.outside_range.any():
            part = f"{e.outside_range.mean():.0%} of the repetition"
            yield f"the {e.name} is stretched beyond the measured range in {part}; its tension is less sure"
