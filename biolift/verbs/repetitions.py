"""Repetitions of a lift in a recording, with the pauses between them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from biolift import units
from biolift.engine import signal
from biolift.errors import InputError, choice
from biolift.nouns.recording import Recording
from biolift.nouns.repetition import MOVING, Repetition
from biolift.verbs.inputs import recording_of

Array = NDArray[np.float64]
DIRECTIONS = ("increasing", "decreasing")


def repetitions(
    recording: Recording,
    of: str,
    *,
    eccentric: str = "increasing",
    begins: str = "eccentric",
    still: float = 0.05,
    least: float = 0.4,
) -> tuple[Repetition, ...]:
    """Find the repetitions of a lift, and how long each lowers, holds and raises.

    Parameters
    ----------
    recording : Recording
        Filtered (:func:`biolift.prepare`).
    of : str
        Column that goes up and down with the lift: ``"hip_flexion_r"``.
    eccentric : {"increasing", "decreasing"}
        Which way it goes while the weight is lowered.
    begins : {"eccentric", "concentric"}
        Phase that a repetition begins with.
    still : float
        Share of the largest speed below which the body rests, 0.005 to 0.5.
    least : float
        Share of the whole range that a phase must cover, 0.05 to 1.

    Returns
    -------
    tuple of Repetition
        In order; a phase whose counterpart was not recorded is left out.

    Raises
    ------
    InputError
        For a column with missing samples, or values out of range.
    """
    recording = recording_of(recording)
    choice("eccentric", eccentric, DIRECTIONS)
    choice("begins", begins, MOVING)
    still = units.checked(still, 0.005, 0.5, field="still", hint="0.05")
    least = units.checked(least, 0.05, 1.0, field="least", hint="0.4")
    values = recording[of]
    if np.isnan(values).any():
        allowed = "without missing samples; prepare(recording, gap=...) fills them"
        raise InputError(of, f"{int(np.isnan(values).sum())} missing", allowed)
    _, speed, _ = signal.derivatives(recording.time, values)
    legs = _legs(recording.time, values, speed, still, least)
    down = 1.0 if eccentric == "increasing" else -1.0
    wanted = down if begins == "eccentric" else -down
    return _paired(legs, wanted, begins, float(recording.time[-1]))


def _legs(
    time: Array, values: Array, speed: Array, still: float, least: float
) -> list[tuple[float, float, float]]:
    """(start, end, direction) of every stretch that goes one way over a large enough part of the range."""
    span = float(np.ptp(values))
    if span == 0.0:
        return []
    limit = still * float(np.abs(speed).max())
    pieces = [
        (start, end - 1, way)
        for way in (1.0, -1.0)
        for start, end in signal.runs(way * speed > limit)
    ]  # fmt: skip
    joined: list[tuple[int, int, float]] = []
    for piece in sorted(pieces):
        # a falter on the way is no turn: the next piece goes on the same way
        if joined and joined[-1][2] == piece[2]:
            joined[-1] = (joined[-1][0], piece[1], piece[2])
        elif abs(values[piece[1]] - values[piece[0]]) >= 0.1 * least * span:
            joined.append(piece)
    long = [leg for leg in joined if abs(values[leg[1]] - values[leg[0]]) >= least * span]
    return [(float(time[a]), float(time[b]), way) for a, b, way in long if b > a]


def _paired(
    legs: list[tuple[float, float, float]], wanted: float, begins: str, last: float
) -> tuple[Repetition, ...]:
    pairs = [(a, b) for a, b in zip(legs, legs[1:], strict=False) if a[2] == wanted and b[2] == -wanted]
    out = []
    for number, (first, second) in enumerate(pairs, start=1):
        following = pairs[number][0][0] if number < len(pairs) else second[1]
        marks = {"first": first[:2], "second": second[:2]}
        out.append(Repetition(number=number, begins=begins, end=min(following, last), **marks))
    return tuple(out)
