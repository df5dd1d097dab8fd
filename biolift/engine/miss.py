"""Says by how much a body misses the conditions of its movement."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from biolift.errors import PoseError
from biolift.nouns.completion import Equation
from biolift.nouns.movement import Movement

#: Smaller misses are not worth a word [m, rad].
_SEEN = 1e-5


def missed(
    movement: Movement, equations: Sequence[Equation], miss: NDArray[np.float64], where: str
) -> PoseError:
    """The error that names every condition that is not met, the largest miss first.

    Parameters
    ----------
    miss : array (m,)
        What is missing in each equation [m, rad].
    """
    found: dict[str, list[float]] = {}
    for equation, value in zip(equations, miss, strict=True):
        found.setdefault(_subject(equation), []).append(float(value))
    sizes = {subject: float(np.hypot.reduce(values)) for subject, values in found.items()}
    units = {_subject(equation): equation.unit for equation in equations}
    order = sorted(sizes, key=lambda subject: -sizes[subject])
    said = [f"{subject} by {_size(sizes[subject], units[subject])}" for subject in order]
    said = [text for text, subject in zip(said, order, strict=True) if sizes[subject] > _SEEN]
    failed = {one for one, value in zip(equations, miss, strict=True) if abs(value) > _SEEN}
    names = ", ".join(
        name
        for completion in movement.completions
        if failed.intersection(completion.equations)
        for name in completion.solve
    )
    return PoseError(
        f"{movement.id}: at {where}, {' and '.join(said)}, whatever {names} are; "
        "change the numbers of the movement or the other coordinates of its poses"
    )


def _subject(equation: Equation) -> str:
    if equation.kind == "inclination":
        return f"{equation.of} misses its inclination"
    if equation.kind == "balance":
        return f"the centre of mass misses its place ahead of {equation.of}"
    return f"{equation.of} misses its place"


def _size(value: float, unit: str) -> str:
    return f"{np.degrees(value):.1f} deg" if unit == "rad" else f"{value:.3g} m"
