"""Values that a user puts in place of a movement's own: sorted by pose, checked against their ranges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from biolift import units
from biolift.errors import choice
from biolift.nouns.number import Numbers

#: Stands for every pose, in a file and in a path such as ``pose.all.knee_flexion``.
EVERY_POSE = "all"
#: How text such as "30 cm" is read.
_READ = {"m": units.length, "rad": units.angle, "s": units.time}


def values_per_pose(
    poses: Sequence[str], held: Sequence[str], given: Mapping[str, float]
) -> tuple[dict[str, dict[str, float]], tuple[str, ...]]:
    """Values by pose, and the coordinates that are still one number in every pose.

    Parameters
    ----------
    poses : sequence of str
        Names of the poses.
    held : sequence of str
        Coordinates that are one number in every pose so far.
    given : mapping
        ``{"top.lumbar_flexion": rad}``; ``"all.knee_flexion"`` counts first, so that one pose can differ.
    """
    out: dict[str, dict[str, float]] = {name: {} for name in poses}
    still = dict.fromkeys(held)
    for path in sorted(given, key=lambda path: not path.startswith(f"{EVERY_POSE}.")):
        name, _, coordinate = path.partition(".")
        choice("pose", name, [*poses, EVERY_POSE])
        for chosen in poses if name == EVERY_POSE else [name]:
            out[chosen][coordinate] = given[path]
        if name == EVERY_POSE:
            still[coordinate] = None
        else:
            still.pop(coordinate, None)
    return out, tuple(still)


def checked_values(numbers: Numbers, given: Mapping[str, float | str]) -> dict[str, float]:
    """Values (SI) of numbers or text with a unit, each of a known number and inside its stated range.

    Raises
    ------
    InputError
        Names the number, the value and the range.
    """
    out = {}
    for name, value in given.items():
        number = numbers[choice("numbers", name, numbers)]
        unit = "" if number.unit == "1" else number.unit
        hint = f"{{{name!r}: {number.value:g}}}"
        field = f"numbers.{name}"
        if isinstance(value, str) and number.unit in _READ:
            value = _READ[number.unit](value, field=field)
        out[name] = units.checked(value, number.low, number.high, field=field, unit=unit, hint=hint)
    return out
