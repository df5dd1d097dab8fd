"""A recording: labelled columns over time, what they mean, and what was done to them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from biolift.errors import InputError, choice
from biolift.nouns.column import Column
from biolift.nouns.column_names import named

Array = NDArray[np.float64]
#: Time stamps that lie this near to an even grid, as a share of the step, are rounded ones.
ROUNDED = 0.3


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Recording:
    """What a laboratory measured.

    Parameters
    ----------
    time : array (T,)
        Ascending [s].
    columns : tuple of Column
        Labels differ.
    source : str
        File it came from.
    history : tuple of str
        What was done to it, in order, one sentence each.
    measured : tuple of two float or None
        First and last instant that were measured [s], where padding was kept beyond them; None: all were.

    Raises
    ------
    InputError
        For times that do not ascend, columns of another length, or a label twice.

    Examples
    --------
    >>> take = Recording.of([0.0, 0.01, 0.02], {"knee_flexion_r": [0.1, 0.2, 0.3]})
    >>> take.rate
    100.0
    """

    time: Array
    columns: tuple[Column, ...]
    source: str = "given"
    history: tuple[str, ...] = ()
    measured: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        time = np.array(self.time, dtype=float)
        if time.ndim != 1 or len(time) < 2 or not np.all(np.isfinite(time)):
            raise InputError("recording.time", f"{time.size} values", "two or more finite instants [s]")
        if np.any(np.diff(time) <= 0):
            at = int(np.argmax(np.diff(time) <= 0))
            raise InputError("recording.time", float(time[at + 1]), f"later than {time[at]:g} s before it")
        time.flags.writeable = False
        object.__setattr__(self, "time", time)
        for column in self.columns:
            if column.values.shape != time.shape:
                allowed = f"{len(time)} values, one per instant"
                raise InputError(f"recording.{column.label}", column.values.shape, allowed)
        labels = [column.label for column in self.columns]
        if len(set(labels)) < len(labels):
            twice = sorted({label for label in labels if labels.count(label) > 1})
            raise InputError("recording.columns", twice, "labels that differ")

    @classmethod
    def of(cls, time: object, columns: Mapping[str, object], source: str = "given") -> Recording:
        """Make one from arrays under names of the vocabulary (angles [rad], places [m], forces [N]).

        A name that the vocabulary does not have is kept under its label, not mapped.
        """
        made = [Column(label, np.asarray(values, dtype=float)) for label, values in columns.items()]
        return cls(np.asarray(time, dtype=float), tuple(named(one) for one in made), source)

    @property
    def regular(self) -> bool:
        """Whether the instants are evenly spaced, as far as rounded time stamps can tell."""
        grid = np.linspace(self.time[0], self.time[-1], len(self.time))
        return bool(np.max(np.abs(self.time - grid)) <= ROUNDED * (grid[1] - grid[0]))

    @property
    def rate(self) -> float | None:
        """Samples per second [Hz]; None for uneven instants."""
        if not self.regular:
            return None
        return float(round((len(self.time) - 1) / (self.time[-1] - self.time[0]), 9))

    @property
    def inside(self) -> NDArray[np.bool_]:
        """Which instants were measured, (T,): not those of kept padding."""
        if self.measured is None:
            return np.ones(len(self.time), dtype=bool)
        tiny = 1e-9 * max(1.0, float(np.abs(self.time).max()))
        first, last = self.measured
        inside: NDArray[np.bool_] = (self.time >= first - tiny) & (self.time <= last + tiny)
        return inside

    @property
    def labels(self) -> tuple[str, ...]:
        """Labels of the columns, as in the file."""
        return tuple(column.label for column in self.columns)

    @property
    def mapping(self) -> dict[str, str]:
        """Label -> name in the vocabulary, with "-" where the file counts the other way."""
        return {c.label: ("-" if c.sign < 0 else "") + c.name for c in self.columns if c.name}

    @property
    def unmapped(self) -> tuple[str, ...]:
        """Labels that have no name in the vocabulary."""
        return tuple(column.label for column in self.columns if column.name is None)

    @property
    def missing(self) -> dict[str, int]:
        """Label -> how many samples are missing, where there are any."""
        counts = {c.label: int(np.isnan(c.values).sum()) for c in self.columns}
        return {label: count for label, count in counts.items() if count}

    def __contains__(self, name: object) -> bool:
        return any(name in (column.label, column.name) for column in self.columns)

    def __iter__(self) -> Iterator[str]:
        return iter(self.labels)

    def __len__(self) -> int:
        return len(self.columns)

    def __getitem__(self, name: str) -> Array:
        """Values (T,) of a column [SI]: by its name in the vocabulary with that name's sign, or by its label.

        Raises
        ------
        InputError
            For an unknown name, with the nearest one.
        """
        for column in self.columns:
            if column.name == name:
                return column.values if column.sign > 0 else -column.values
        known = {column.label: column for column in self.columns}
        names = [*known, *(column.name for column in self.columns if column.name)]
        return known[choice("recording", name, names)].values

    def column(self, name: str) -> Column:
        """The column of that name or label."""
        for column in self.columns:
            if name in (column.name, column.label):
                return column
        names = [*self.labels, *(column.name for column in self.columns if column.name)]
        raise InputError("recording", choice("recording", name, names), "a column")

    def between(self, start: float, end: float) -> Recording:
        """The part from `start` to `end` [s], both included; padding that was kept is left out.

        Raises
        ------
        InputError
            When fewer than two instants lie there.
        """
        chosen = self._span(start, end)
        said = f"cut to {start:g}..{end:g} s"
        cut = replace(self, measured=None)
        return cut.changed(lambda column: column.values[chosen], said, self.time[chosen])

    def within(self, start: float, end: float) -> Recording:
        """The same samples, of which those outside `start`..`end` [s] serve for rates only."""
        time = self.time[self._span(start, end)]
        said = f"worked out from {time[0]:g} to {time[-1]:g} s"
        return replace(self, measured=(float(time[0]), float(time[-1])), history=(*self.history, said))

    def _span(self, start: float, end: float) -> NDArray[np.bool_]:
        tiny = 1e-9 * max(1.0, float(np.abs(self.time).max()))
        inside = self.inside
        chosen: NDArray[np.bool_] = inside & (self.time >= start - tiny) & (self.time <= end + tiny)
        if chosen.sum() < 2:
            first, *_, last = self.time[inside]
            allowed = f"two instants between {first:g} and {last:g} s"
            raise InputError("between", (start, end), allowed)
        return chosen

    def changed(self, values: Callable[[Column], Array], said: str, time: Array | None = None) -> Recording:
        """A copy with other values in every column, and a sentence about it."""
        columns = tuple(replace(column, values=values(column)) for column in self.columns)
        at = self.time if time is None else time
        history = (*self.history, said) if said else self.history
        return replace(self, time=at, columns=columns, history=history)

    def with_columns(self, columns: Mapping[str, object]) -> Recording:
        """A copy with more columns, or others in place of those of the same label (SI)."""
        added = Recording.of(self.time, columns).columns
        kept = tuple(column for column in self.columns if column.label not in columns)
        return replace(self, columns=kept + added)

    def __repr__(self) -> str:
        pace = f"{self.rate:g} Hz" if self.rate else "uneven instants"
        span = f"{self.time[0]:g}..{self.time[-1]:g} s"
        lost = f", missing samples in {len(self.missing)}" if self.missing else ""
        return (
            f"<Recording {self.source}: {len(self.columns)} columns ({len(self.unmapped)} not mapped{lost}), "
            f"{len(self.time)} instants, {span}, {pace}>"
        )
