"""Recordings in: one module per format, found by looking in this folder."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from biolift.errors import InputError, RecordingError
from biolift.io.recordings.raw import Raw, Said
from biolift.io.recordings.tidy import recording_of
from biolift.nouns.column_names import own_rules
from biolift.nouns.recording import Recording

#: Larger files are refused: a text of this size takes several times as much memory [bytes].
MOST_BYTES = 512 * 2**20


@cache
def readers() -> dict[str, Callable[[Path, Said], Raw]]:
    """Ending of a file -> its reader."""
    found: dict[str, Callable[[Path, Said], Raw]] = {}
    for entry in pkgutil.iter_modules(__path__):
        module = importlib.import_module(f"{__name__}.{entry.name}")
        found |= dict.fromkeys(getattr(module, "ENDINGS", ()), getattr(module, "read", None))
    return found


def read_recording(
    path: str | Path,
    *,
    names: Mapping[str, str | None] | str | Path | None = None,
    angles: str | None = None,
    strict: bool = True,
    **said: Any,
) -> Recording:
    """Read what was measured: OpenSim ``.mot``, ``.sto``, ``.trc``; ``.csv``, ``.tsv``, ``.txt``; ``.c3d``.

    Parameters
    ----------
    path : str or Path
        The file.
    names : mapping or path, optional
        Labels that the library does not know, or knows otherwise: ``{"RKnee": "-knee_flexion_r"}``, or a file
        like ``column_names.toml``. A kind (``"angle"``) gives a unit without a name; None takes a name away.
    angles : {"deg", "rad"}, optional
        Unit of angles, where the file does not declare it.
    strict : bool
        Refuse a file whose header does not count its rows and columns rightly or whose last line is cut off;
        otherwise go by the data and say so in ``history``.
    **said
        What a file without such a header leaves open: ``labels`` (sequence of str), ``time`` (label of the
        time column), ``rate`` [Hz] where there is none, ``delimiter``, ``decimal`` ("," for comma decimals),
        ``axes`` (which of its axes point forward, up and right, ``"x z -y"``), ``plates`` (of a .c3d: True
        reads the force plates at their own rate instead of the points).

    Returns
    -------
    Recording
        In SI; ``mapping`` says which columns were recognised, ``unmapped`` which were not, ``history`` what
        was concluded from the file.

    Raises
    ------
    RecordingError
        Names the file, the line and the column.
    InputError
        For an argument that does not fit.

    Examples
    --------
    >>> import biolift as bl
    >>> walk = bl.read_recording("walk.mot")  # doctest: +SKIP
    """
    if not isinstance(path, (str, Path)):
        raise InputError("path", path, "the path of a file", "'walk.mot'")
    path = Path(path)
    known = readers()
    if path.suffix.lower() not in known:
        raise RecordingError(
            path, None, None, path.suffix, f"of a kind with a reader: {', '.join(known)}", "walk.csv"
        )
    if angles not in (None, "deg", "rad"):
        raise InputError("angles", angles, "'deg' or 'rad'", "'deg'")
    _check_file(path)
    rules, options = own_rules(names), Said.of(strict=strict, **said)
    raw = known[path.suffix.lower()](path, options)
    return recording_of(raw, rules, angles, options)


def _check_file(path: Path) -> None:
    try:
        size = path.stat().st_size
        is_file = path.is_file()
    except OSError as error:
        raise RecordingError(path, None, None, path.name, f"a file ({error.strerror})") from None
    if not is_file:
        raise RecordingError(path, None, None, path.name, "a file, not a folder")
    if size == 0:
        raise RecordingError(path, None, None, "0 bytes", "a file that is not empty")
    if size > MOST_BYTES:
        allowed = f"at most {MOST_BYTES // 2**20} MiB: cut it, or lower its rate"
        raise RecordingError(path, None, None, f"{size / 2**20:.0f} MiB", allowed)
