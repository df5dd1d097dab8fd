"""A recording made fit for differentiation: gaps filled, evenly sampled, filtered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from biolift import units
from biolift.engine import signal
from biolift.errors import InputError, choice
from biolift.nouns.column import Column
from biolift.nouns.recording import Recording
from biolift.verbs.inputs import recording_of

#: Kinds that are filtered when nobody says otherwise: what is measured of the body, not of the plates.
BODY = ("angle", "position", "marker")


def prepare(
    recording: Recording,
    *,
    cutoff: float | None = 6.0,
    order: int = 2,
    effective: bool = False,
    padding: str = "mirror",
    gap: float | str = 0.1,
    rate: float | None = None,
    columns: Iterable[str] | None = None,
    keep_padding: bool = False,
) -> Recording:
    """Fill short gaps, sample evenly, and low-pass forwards and backwards so that nothing is delayed.

    Parameters
    ----------
    recording : Recording
    cutoff : float or None
        Frequency at which one pass loses 3 dB [Hz]; None leaves the filter out.
    order : int
        Of one pass, 1 to 8: 2 forwards and backwards is the field's fourth-order zero-phase Butterworth.
    effective : bool
        `cutoff` is meant for both passes together.
    padding : {"mirror", "even", "constant", "none"}
        How curves go on beyond their ends, half their length long.
    gap : float or str
        Longest gap that is filled, by a cubic spline [s]; longer ones stay missing.
    rate : float, optional
        Samples per second that are wanted [Hz]; uneven instants need it.
    columns : iterable of str, optional
        Names or labels of what is filtered; by default angles, positions and markers, force plates' not.
    keep_padding : bool
        Leave the mirrored continuation on the recording, so that rates are as good at its ends as inside;
        verbs that compute from it cut their results to what was measured.

    Returns
    -------
    Recording
        ``history`` says what was done.

    Raises
    ------
    InputError
        For a value out of range, or uneven instants without `rate`.
    MissingExtra
        Without scipy.

    Examples
    --------
    >>> import biolift as bl
    >>> take = bl.prepare(bl.read_recording("walk.mot"), cutoff=6, order=3)  # doctest: +SKIP
    """
    recording = recording_of(recording)
    limit = units.time(gap, field="gap")
    if limit < 0:
        raise InputError("gap", gap, "zero or positive [s]", "0.1")
    recording = _filled(recording, limit)
    if rate is not None:
        recording = _resampled(
            recording, units.checked(rate, 1.0, 1e5, field="rate", unit="Hz", hint="100"), limit
        )
    if cutoff is None:
        return recording
    if recording.rate is None:
        raise InputError("rate", None, "given, as the instants are uneven", "prepare(recording, rate=100)")
    cutoff = units.checked(cutoff, 0.01, 0.49 * recording.rate, field="cutoff", unit="Hz", hint="6")
    if not isinstance(order, int) or isinstance(order, bool) or not 1 <= order <= 8:
        raise InputError("order", order, "a whole number from 1 to 8", "2")
    choice("padding", padding, signal.PADDING)
    each = signal.per_pass(cutoff, recording.rate, order) if effective else cutoff
    if each >= 0.5 * recording.rate:
        raise InputError("cutoff", cutoff, f"below half the rate of {recording.rate:g} Hz", "6")
    chosen = _chosen(recording, columns)
    if keep_padding:
        if padding != "mirror":
            raise InputError("padding", padding, "'mirror' where it is kept", "padding='mirror'")
        recording = _extended(recording, chosen)
    return _filtered(recording, each, order, padding, chosen)


def _filled(recording: Recording, limit: float) -> Recording:
    made, done, still = [], 0, 0
    for column in recording.columns:
        values, new, left = signal.filled(recording.time, column.values, limit)
        made.append(replace(column, values=values))
        done, still = done + new, still + left
    said = f"gaps up to {limit:g} s: {done} samples filled by a cubic spline, {still} stay missing"
    if not done and not still:
        return recording
    return replace(recording, columns=tuple(made), history=(*recording.history, said))


def _resampled(recording: Recording, rate: float, limit: float) -> Recording:
    first, last = recording.time[0], recording.time[-1]
    count = int(np.floor((last - first) * rate * (1 + 1e-12))) + 1
    if count < signal.FEWEST:
        raise InputError("rate", rate, f"enough for {signal.FEWEST} instants in {last - first:g} s")
    instants = first + np.arange(count) / rate
    longest = max(limit, float(np.diff(recording.time).max())) * (1 + 1e-9)

    def at(column: Column) -> np.ndarray:
        return signal.resampled(recording.time, column.values, instants, longest)

    return recording.changed(at, f"resampled to {rate:g} Hz by a quintic spline", instants)


def _chosen(recording: Recording, columns: Iterable[str] | None) -> set[str]:
    """Labels of the columns to filter."""
    if columns is None:
        body = (c for c in recording.columns if c.kind in BODY)
        return {c.label for c in body if not (c.name or "").startswith("plate_")}
    names = [columns] if isinstance(columns, str) else list(columns)
    return {recording.column(name).label for name in names}


def _extended(recording: Recording, chosen: set[str]) -> Recording:
    """The recording with its curves mirrored in both end points, half its length on either side."""
    pad, time = len(recording.time) // 2, recording.time
    step = (time[-1] - time[0]) / (len(time) - 1)
    beyond = step * np.arange(1, pad + 1)
    longer = np.concatenate([time[0] - beyond[::-1], time, time[-1] + beyond])

    def mirrored(column: Column) -> np.ndarray:
        y = column.values
        if column.label not in chosen:
            return np.pad(y, pad, constant_values=np.nan)
        return np.concatenate([2 * y[0] - y[pad:0:-1], y, 2 * y[-1] - y[-2 : -pad - 2 : -1]])

    said = f"continued by {pad} mirrored samples at either end"
    return replace(recording.changed(mirrored, said, longer), measured=(float(time[0]), float(time[-1])))


def _filtered(recording: Recording, cutoff: float, order: int, padding: str, chosen: set[str]) -> Recording:
    rate = recording.rate
    assert rate is not None
    made = tuple(
        replace(c, values=signal.butterworth(c.values, rate, cutoff, order, padding))
        if c.label in chosen
        else c
        for c in recording.columns
    )
    both = signal.overall(cutoff, rate, order)
    said = (
        f"Butterworth low-pass forwards and backwards, order {order} and {cutoff:.4g} Hz per pass "
        f"(together order {2 * order}, 3 dB at {both:.4g} Hz), padding {padding}, on {len(chosen)} columns"
    )
    return replace(recording, columns=made, history=(*recording.history, said))
