"""The path of a recorded movement: coordinates at instants, and the phases between them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from biolift.errors import InputError
from biolift.nouns.pose import HANDED, mirrored_name

#: Phase of a recording that is no repetition.
WHOLE = "recorded"
#: Fewest instants that a quintic spline takes.
FEWEST = 6


@dataclass(frozen=True, slots=True, repr=False)
class RecordedPath:
    """Coordinates over time, as they were recorded.

    Parameters
    ----------
    instants : tuple of float (T,)
        Ascending [s]; they may reach beyond the phases, so that rates are good at the ends.
    coordinates : tuple of (str, tuple of float (T,))
        Names of the vocabulary with values [rad, m].
    phases : tuple of (str, float, float)
        (phase, start, end) [s], each beginning where the one before ends.
    source : str
        File it came from.

    Raises
    ------
    InputError
        For too few instants, or phases that leave them.
    """

    instants: tuple[float, ...]
    coordinates: tuple[tuple[str, tuple[float, ...]], ...]
    phases: tuple[tuple[str, float, float], ...]
    source: str = "given"

    def __post_init__(self) -> None:
        if len(self.instants) < FEWEST:
            raise InputError("recording", f"{len(self.instants)} instants", f"at least {FEWEST}")
        for name, values in self.coordinates:
            if len(values) != len(self.instants):
                raise InputError(name, f"{len(values)} values", f"{len(self.instants)}, one per instant")
        tiny = 1e-9 * max(1.0, abs(self.instants[0]), abs(self.instants[-1]))
        if self.start < self.instants[0] - tiny or self.end > self.instants[-1] + tiny:
            allowed = f"between {self.instants[0]:g} and {self.instants[-1]:g} s"
            raise InputError("phases", (self.start, self.end), allowed)

    @property
    def start(self) -> float:
        """Where the first phase begins [s]."""
        return self.phases[0][1]

    @property
    def end(self) -> float:
        """Where the last phase ends [s]."""
        return self.phases[-1][2]

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the coordinates."""
        return tuple(name for name, _ in self.coordinates)

    @property
    def is_placed(self) -> bool:
        """Whether it says where the pelvis is."""
        return {"pelvis_x", "pelvis_y"} <= set(self.names)

    @property
    def is_whole(self) -> bool:
        """Whether it is one stretch, not a repetition with its phases."""
        return self.phases[0][0] == WHOLE

    def mirrored(self) -> RecordedPath:
        """The path with right and left exchanged."""
        swapped = tuple(
            (mirrored_name(name), tuple(-v for v in values) if name in HANDED else values)
            for name, values in self.coordinates
        )
        return replace(self, coordinates=swapped)

    def __repr__(self) -> str:
        return f"<RecordedPath {self.source}: {', '.join(self.names)}, {self.start:g}..{self.end:g} s>"
