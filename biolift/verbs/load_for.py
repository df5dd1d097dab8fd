"""The load at which a quantity reaches a target: how loads of two movements are equated."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from biolift import units
from biolift.errors import InputError
from biolift.nouns.model import Model
from biolift.nouns.paths import with_value
from biolift.nouns.trial import Trial
from biolift.verbs.inputs import model_of, trial_of
from biolift.verbs.select import select
from biolift.verbs.simulate import simulate
from biolift.verbs.sweep import sweep

if TYPE_CHECKING:
    import xarray as xr

#: Where the search stops when no upper end is given, and its first step upwards [kg].
HIGHEST, FIRST_STEP = 500.0, 20.0
#: How well the answer is known: [kg], and relative to the target.
MASS_TOLERANCE, TARGET_TOLERANCE = 1e-6, 1e-9

Quantity = str | Callable[["xr.Dataset"], float]
Point = tuple[float, float]  # mass, value less target


def load_for(
    trial: Trial,
    quantity: Quantity,
    target: float,
    model: Model | None = None,
    low: float | str = 0.0,
    high: float | str | None = None,
) -> float:
    """Mass of the load at which a quantity of the repetition reaches `target`.

    Parameters
    ----------
    trial : Trial
        With one load; its mass is what is looked for.
    quantity : str or callable
        A summary as :func:`biolift.select` reads it, ``"peak_joint_moment[hip]"``, or a function that turns
        the Dataset of :func:`biolift.simulate` into one number.
    target : float
        Value to be reached, in the quantity's own unit (SI).
    model : Model, optional
        ``models.standard`` if left out.
    low, high : float or str, optional
        Range of masses to look in [kg]. Without `high` the search goes up from `low` in growing steps, to
        500 kg at most.

    Returns
    -------
    float
        Mass [kg]. A quantity that rises and falls with the load may reach the target at several masses: one
        of them is returned, without `high` one in the first step that brackets the target.

    Raises
    ------
    InputError
        When the quantity does not cross the target between `low` and `high`, with its values at both;
        when it is not a number there; or when the trial has no load, or several.

    Notes
    -----
    Bracketing, then the secant through the bracket's ends, and its middle where that leaves more than half
    of it. Net moments are linear in the load as long as a strap is taut: the first secant is the answer then.

    Examples
    --------
    >>> import biolift as bl
    >>> me = bl.Athlete(mass=82, height="5 ft 11 in", sex="male")
    >>> chair = bl.Trial(bl.movements.back_extension, me, load=bl.Plate(0))
    >>> round(bl.load_for(chair, "peak_lumbar_extension_moment[L5/S1]", 200), 1) > 10
    True
    """
    trial, model = trial_of(trial), model_of(model)
    if len(trial.loads) != 1:
        raise InputError("trial.load", trial.load, "one load, whose mass is looked for", "load=Plate(0)")
    goal = units.checked(target, -math.inf, math.inf, field="target", hint="200")
    first = units.checked(units.mass(low, field="low"), 0.0, 1000.0, field="low", unit="kg")
    last = None
    if high is not None:
        last = units.checked(units.mass(high, field="high"), first, 1000.0, field="high", unit="kg")

    def off(mass: float) -> Point:
        return mass, _value(trial, model, quantity, mass) - goal

    return _root(off, *_bracket(off, first, last, goal, quantity), abs(goal))


def _value(trial: Trial, model: Model, quantity: Quantity, mass: float) -> float:
    """The quantity with this mass."""
    if callable(quantity):
        value = float(quantity(simulate(*with_value(trial, model, "load.mass", mass))))
    else:
        summary = sweep(trial, {"load.mass": [mass]}, model, progress=False, threads=1)
        value = float(select(summary, quantity).item())
    if not math.isfinite(value):
        allowed = f"a number at {mass:g} kg: see the scope of the result for what is not known"
        raise InputError("quantity", _name(quantity), allowed)
    return value


def _bracket(
    off: Callable[[float], Point], low: float, high: float | None, goal: float, quantity: Quantity
) -> tuple[Point, Point]:
    """Two masses with the target between them."""
    start = here = off(low)
    if start[1] == 0.0:
        return start, start
    step = FIRST_STEP
    top = max(HIGHEST, low) if high is None else high
    while here[0] < top:
        before, here = here, off(top if high is not None else min(here[0] + step, top))
        if before[1] * here[1] <= 0.0:
            return before, here
        step *= 2.0
    at = [f"{point[1] + goal:.6g} at {point[0]:g} kg" for point in (start, here)]
    allowed = f"a value that {_name(quantity)} takes between {low:g} and {top:g} kg: it is {' and '.join(at)}"
    raise InputError("target", goal, allowed, f"target={0.5 * (start[1] + here[1]) + goal:.6g}")


def _root(off: Callable[[float], Point], a: Point, b: Point, scale: float) -> float:
    """Where the value meets the target between two points of opposite sign."""
    while True:
        best = a if abs(a[1]) < abs(b[1]) else b
        width = abs(b[0] - a[0])
        if width <= MASS_TOLERANCE or abs(best[1]) <= TARGET_TOLERANCE * scale:
            return best[0]
        a, b = _narrower(a, b, off(a[0] - a[1] * (b[0] - a[0]) / (b[1] - a[1])))
        if abs(b[0] - a[0]) > 0.5 * width:
            a, b = _narrower(a, b, off(0.5 * (a[0] + b[0])))


def _narrower(a: Point, b: Point, middle: Point) -> tuple[Point, Point]:
    """The part of the bracket in which the sign changes."""
    return (a, middle) if a[1] * middle[1] <= 0.0 else (middle, b)


def _name(quantity: Quantity) -> Any:
    return getattr(quantity, "__name__", repr(quantity)) if callable(quantity) else quantity
