"""One repetition found in a recording: when it lowers, holds and raises."""

from __future__ import annotations

from dataclasses import dataclass

from biolift.errors import InputError, choice

MOVING = ("eccentric", "concentric")


@dataclass(frozen=True, slots=True, kw_only=True)
class Repetition:
    """Instants of one repetition [s].

    Parameters
    ----------
    number : int
        From 1.
    begins : {"eccentric", "concentric"}
        Which moving phase comes first.
    first, second : tuple of two float
        Start and end of the first and the second moving phase.
    end : float
        End of the pause after the second, where the next repetition begins.
    """

    number: int
    begins: str
    first: tuple[float, float]
    second: tuple[float, float]
    end: float

    def __post_init__(self) -> None:
        choice("repetition.begins", self.begins, MOVING)
        instants = (*self.first, *self.second, self.end)
        if not (instants[0] < instants[1] <= instants[2] < instants[3] <= instants[4]):
            raise InputError("repetition", instants, "ascending instants: first, second phase, end")

    @property
    def start(self) -> float:
        """Where it begins [s]."""
        return self.first[0]

    @property
    def phases(self) -> tuple[tuple[str, float, float], ...]:
        """(phase, start, end) [s] of the phases that last, under the names of a tempo."""
        stretched, shortened = "pause_stretched", "pause_shortened"
        down = self.begins == "eccentric"
        names = ("eccentric", stretched, "concentric", shortened) if down else (
            "concentric", shortened, "eccentric", stretched)  # fmt: skip
        marks = (*self.first, *self.second, self.end)
        found = ((name, marks[k], marks[k + 1]) for k, name in enumerate(names))
        return tuple(phase for phase in found if phase[2] > phase[1])

    @property
    def durations(self) -> dict[str, float]:
        """Phase -> how long it lasts [s]."""
        return {name: end - start for name, start, end in self.phases}
