"""Whether the poses and phases of a movement fit together."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from biolift.errors import InputError, choice
from biolift.nouns.pose import Pose
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
