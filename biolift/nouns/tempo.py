"""Tempo: how long each phase of a repetition lasts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from biolift import units
from biolift.columns import ends
from biolift.errors import InputError

#: The digits always mean these phases, in this order; the movement's file says where a repetition begins.
PHASES = ("eccentric", "pause_stretched", "concentric", "pause_shortened")
MOVING = ("eccentric", "concentric")
#: Shortest moving phase that may be typed, and longest repetition [s].
SHORTEST, LONGEST = 0.1, 600.0
_EXAMPLE = "'3-1-2-0', '30X1' or Tempo.hold(30)"
_HOLD = re.compile(r"hold\s+(?P<seconds>.+?)\s*s?(\s+at\s+(?P<pose>\w+))?", re.ASCII)
_SECONDS = re.compile(r"\d+\.?\d*|\.\d+", re.ASCII)


def _refuse(value: object, allowed: str, hint: str = _EXAMPLE) -> InputError:
    return InputError("tempo", value, allowed, hint)


def _parts(given: object) -> list[object]:
    """The four entries as typed."""
    if isinstance(given, str):
        text = given.strip()
        if re.fullmatch(r"[0-9xX]{4}", text, re.ASCII):
            return list(text)
        return [part.strip() for part in re.split(r"[-/–]", text)]
    if isinstance(given, Sequence):
        return list(given)
    raise _refuse(given, "four durations [s]: eccentric-pause-concentric-pause")


def _duration(part: object, phase: str, given: object) -> float | None:
    """Seconds of one phase; None for X."""
    if isinstance(part, str) and part.upper() == "X":
        if phase in MOVING:
            return None
        raise _refuse(given, f"a number of seconds for the {phase}: only a moving phase can be X")
    if isinstance(part, str) and _SECONDS.fullmatch(part):
        part = float(part)
    try:
        return units.checked(part, 0.0, LONGEST, field="tempo", unit="s")
    except InputError:
        allowed = f"a number from 0 to {LONGEST:g} s, or X where it moves, for the {phase}"
        raise _refuse(given, allowed) from None


def _text(seconds: float | None) -> str:
    """Shortest text that reads back as the same number, never with an exponent."""
    if seconds is None:
        return "X"
    text = f"{Decimal(repr(seconds)):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@dataclass(frozen=True, slots=True, init=False, repr=False)
class Tempo:
    """Durations of the four phases of a repetition.

    Parameters
    ----------
    given : str, sequence of four, or Tempo
        Seconds of the eccentric, the pause at its end, the concentric and the pause at its end:
        ``"3-1-2-0"``, ``"30X1"``, ``(3, 1, "X", 0)``, or ``"hold 30"``, ``"hold 30 at top"``. ``X`` means as
        fast as the movement's rule says and is kept as such.

    Attributes
    ----------
    eccentric, concentric : float or None
        [s]; None for X.
    pause_stretched, pause_shortened : float
        [s].
    pose : str or None
        Pose that is held where nothing moves; None for the one that the movement's file says.

    Raises
    ------
    InputError
        For a wrong count, a negative or non-finite duration, X in a pause, a total of 0 or above 600 s,
        or a moving phase below 0.1 s (unless neither phase moves: a hold).

    Examples
    --------
    >>> Tempo("2-0-X-0").seconds(fast_phase=0.6)["concentric"]
    0.6
    """

    eccentric: float | None
    pause_stretched: float
    concentric: float | None
    pause_shortened: float
    pose: str | None

    def __init__(self, given: str | Sequence[float | str] | Tempo) -> None:
        held = _HOLD.fullmatch(given.strip()) if isinstance(given, str) else None
        pose = given.pose if isinstance(given, Tempo) else held and held["pose"]
        if isinstance(given, Tempo):
            durations = [getattr(given, phase) for phase in PHASES]
        elif held is not None:
            parts: list[object] = [0.0, held["seconds"], 0.0, 0.0]
            durations = [_duration(part, phase, given) for part, phase in zip(parts, PHASES, strict=True)]
        else:
            parts = _parts(given)
            if len(parts) != len(PHASES):
                raise _refuse(given, f"four durations, not {len(parts)}: eccentric-pause-concentric-pause")
            durations = [_duration(part, phase, given) for part, phase in zip(parts, PHASES, strict=True)]
        self._check(durations, given)
        for phase, value in zip(PHASES, durations, strict=True):
            object.__setattr__(self, phase, value)
        object.__setattr__(self, "pose", pose)

    @staticmethod
    def _check(durations: Sequence[float | None], given: object) -> None:
        total = sum(value or 0.0 for value in durations)
        if total > LONGEST or (total == 0.0 and None not in durations):
            raise _refuse(given, f"longer than 0 and at most {LONGEST:g} s in all")
        moving = durations[0], durations[2]
        if moving != (0.0, 0.0) and any(value is not None and value < SHORTEST for value in moving):
            allowed = f"at least {SHORTEST:g} s in both moving phases (or X; or 0 in both for a hold)"
            raise _refuse(given, allowed, "'2-0-X-0' or Tempo.hold(30)")

    @classmethod
    def hold(cls, seconds: float | str, at: str | None = None) -> Tempo:
        """A hold of `seconds` [s] (or text, "30 s") without movement.

        `at` names a pose of the movement; by default the one that its file says.
        """
        where = "" if at is None else f" at {at}"
        return cls(f"hold {_text(units.time(seconds, field='tempo.hold'))}{where}")

    @property
    def is_hold(self) -> bool:
        """Whether no phase moves."""
        return self.eccentric == 0.0 and self.concentric == 0.0

    @property
    def fast(self) -> tuple[str, ...]:
        """Phases that are typed as X."""
        return tuple(phase for phase in MOVING if getattr(self, phase) is None)

    def seconds(self, fast_phase: float) -> dict[str, float]:
        """Duration [s] of every phase, in the order of :data:`PHASES`.

        Parameters
        ----------
        fast_phase : float
            Duration [s] that X stands for.
        """
        for end in ends(fast_phase):
            units.checked(end, SHORTEST, 10.0, field="fast_phase", unit="s", hint="0.6")
        values = {phase: getattr(self, phase) for phase in PHASES}
        return {phase: fast_phase if value is None else value for phase, value in values.items()}

    def __str__(self) -> str:
        texts = [_text(getattr(self, phase)) for phase in PHASES]
        where = f" at {self.pose}" if self.pose else ""
        return f"hold {texts[1]}{where}" if self.is_hold and self.pause_shortened == 0 else "-".join(texts)

    def __repr__(self) -> str:
        if self.is_hold and self.pause_shortened == 0:
            where = f", at={self.pose!r}" if self.pose else ""
            return f"Tempo.hold({_text(self.pause_stretched)}{where})"
        return f'Tempo("{self}")'
