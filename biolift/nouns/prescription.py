"""A prescription: how often a trial is done, in sets, repetitions, sides and days."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING

from biolift import units
from biolift.errors import InputError
from biolift.nouns.trial import Trial
from biolift.vocabulary import SIDES

#: Most sets of a session, repetitions of a set, and days of a week; longest rest [s].
MOST_SETS, MOST_REPS, MOST_DAYS, LONGEST_REST = 100, 1000, 7, 3600.0


@dataclass(frozen=True, slots=True, repr=False)
class Prescription:
    """How often one trial is done; a superset is a list of these.

    Parameters
    ----------
    trial : Trial
        What every repetition is like.
    sets : int
        Sets of a session, 1 to 100.
    reps : int
        Repetitions of a set, on each side that it is done on, 1 to 1000; of a hold, how often it is held.
    sides : int
        1: on the side that the trial names. 2: every set is done on that side, then on the other.
    rest : float or str
        Pause after a set [s], 0 to 3600, or text, ``"2 min"``; none follows the last set of the session,
        and none is taken between the two sides.
    days : int
        Sessions per week, 1 to 7.

    Raises
    ------
    InputError
        For a value out of range, or something that is no trial.

    Examples
    --------
    >>> import biolift as bl
    >>> me = bl.Athlete(mass=82, height="180 cm")
    >>> hyper = bl.Trial(bl.movements.reverse_hyper, me, load=bl.Pendulum(20), tempo="2-0-1-0")
    >>> Prescription(hyper, sets=2, reps=10, rest="2 min", days=5).rest
    120.0
    """

    trial: Trial
    sets: int = field(default=3, kw_only=True)
    reps: int = field(default=10, kw_only=True)
    sides: int = field(default=1, kw_only=True)
    rest: float = field(default=90.0, kw_only=True)
    days: int = field(default=1, kw_only=True)

    if TYPE_CHECKING:  # a checker sees that text is welcome; the dataclass writes the real one

        def __init__(
            self,
            trial: Trial,
            *,
            sets: int = 3,
            reps: int = 10,
            sides: int = 1,
            rest: float | str = 90.0,
            days: int = 1,
        ) -> None: ...

    def __post_init__(self) -> None:
        if not isinstance(self.trial, Trial):
            hint = "Prescription(Trial(movements.reverse_hyper, me))"
            raise InputError("prescription.trial", self.trial, "a Trial", hint)
        for name, most in (("sets", MOST_SETS), ("reps", MOST_REPS), ("sides", 2), ("days", MOST_DAYS)):
            object.__setattr__(self, name, _count(name, getattr(self, name), most))
        where = "prescription.rest"
        rest = units.time(self.rest, field=where)
        rest = units.checked(rest, 0.0, LONGEST_REST, field=where, unit="s", hint="rest='90 s'")
        object.__setattr__(self, "rest", rest)

    @property
    def trials(self) -> tuple[Trial, ...]:
        """The trial on each side that a set is done on, the named side first."""
        if self.sides == 1:
            return (self.trial,)
        other = next(side for side in SIDES if side != self.trial.side)
        return self.trial, self.trial.replace(side=other)

    def __repr__(self) -> str:
        shown = [repr(self.trial)]
        shown += [
            f"{item.name}={getattr(self, item.name)!r}"
            for item in fields(self)
            if item.kw_only and getattr(self, item.name) != item.default
        ]
        return f"Prescription({', '.join(shown)})"


def _count(name: str, value: object, most: int) -> int:
    """A whole number from 1 to `most`."""
    where, hint = f"prescription.{name}", f"{name}={min(3, most)}"
    number = units.checked(value, 1, most, field=where, hint=hint)
    if number != int(number):
        raise InputError(where, value, f"a whole number from 1 to {most}", hint)
    return int(number)
