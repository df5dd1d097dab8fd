"""Whether the parts of a movement fit together."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from biolift.errors import InputError, choice
from biolift.nouns.completion import Completion
from biolift.nouns.expression import Expression, checked
from biolift.nouns.number import Numbers
from biolift.nouns.pose import Pose
from biolift.nouns.recorded_path import RecordedPath
from biolift.nouns.support import REMAINDER, Anchor, Support
from biolift.vocabulary import OUT_OF_PLANE


def check_poses(plane: str, poses: Sequence[Pose], solved: Collection[str]) -> None:
    """Refuse poses that differ in what they give, or leave the plane.

    Parameters
    ----------
    plane : str
        Of the movement.
    poses : sequence of Pose
        All of them.
    solved : collection of str
        Coordinates that are worked out: a pose may leave them out.

    Raises
    ------
    InputError
        Names the pose and the coordinates.
    """
    if not poses:
        raise InputError("poses", poses, "at least one pose", "[poses.top]")
    first = poses[0]
    for pose in poses:
        odd = sorted((pose.given ^ first.given) - set(solved))
        if odd:
            allowed = f"the same coordinates as in {first.name!r}; only one of the two has {', '.join(odd)}"
            raise InputError(f"poses.{pose.name}", tuple(pose.coordinates), allowed)
        turned = [name for name, value in pose.angles().items() if value and name in OUT_OF_PLANE]
        if plane == "sagittal" and turned:
            allowed = f"in the sagittal plane, without {', '.join(turned)}"
            raise InputError(f"poses.{pose.name}", plane, allowed, 'plane = "turning"')


def check_phases(poses: Sequence[Pose], eccentric: tuple[str, ...], concentric: tuple[str, ...]) -> None:
    """Refuse phases through unknown poses, or that are not each other's way back.

    Raises
    ------
    InputError
        Names the phase.
    """
    names = [pose.name for pose in poses]
    for phase, path in (("eccentric", eccentric), ("concentric", concentric)):
        if not 2 <= len(path) <= 5:
            allowed = "the first and the last pose, with up to three on the way"
            raise InputError(f"phases.{phase}", path, allowed, '["top", "bottom"]')
        for name in path:
            choice(f"phases.{phase}", name, names)
    if concentric != eccentric[::-1]:
        allowed = "the way back of the eccentric phase"
        raise InputError("phases.concentric", concentric, allowed, repr(list(eccentric[::-1])))


def check_anchor_and_supports(
    poses: Sequence[Pose],
    anchor: Anchor,
    supports: Sequence[Support],
    numbers: Numbers,
    expressions: Iterable[tuple[str, Expression]],
) -> None:
    """Refuse an anchor in no pose, a reference to no number, and supports that leave the balance open.

    Raises
    ------
    InputError
        Names the field.
    """
    choice("anchor.reference_pose", anchor.reference_pose, [pose.name for pose in poses])
    for name, expression in expressions:
        if expression != REMAINDER:
            checked(name, expression, numbers)
    open_ends = sum(support.takes_remainder for support in supports)
    if open_ends != 1:
        allowed = "exactly one support with share = 'remainder'"
        raise InputError("supports", f"{open_ends} of {len(supports)}", allowed)


def check_time_law(
    time_law: str,
    plane: str,
    completions: Sequence[Completion],
    anchor: Anchor,
    recorded: RecordedPath | None,
) -> None:
    """Refuse a time law that lacks what it needs.

    A body that swings freely needs one balance about its pin to start from, and stays in the plane.

    Raises
    ------
    InputError
        With what to write in the file.
    """
    balance = [(one.solve, [(e.kind, e.of) for e in one.equations]) for one in completions]
    pinned = balance == [(("pelvic_tilt",), [("balance", anchor.segment)])]
    if time_law == "free_pin" and not (pinned and plane == "sagittal"):
        allowed = "in the sagittal plane with one completion: the balance about the anchor, for pelvic_tilt"
        hint = f'solve = ["pelvic_tilt"], equations = [{{ balance = "{anchor.segment}" }}]'
        raise InputError("time_law", time_law, allowed, hint)
    if (time_law == "recorded") != (recorded is not None):
        allowed = "'recorded' with a recorded path, and only then"
        raise InputError("time_law", time_law, allowed, "Movement.from_recording(recording)")
