"""Errors that say what was typed, what is allowed and what to type instead."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Any


class BioliftError(Exception):
    """Base of every error that biolift raises on purpose."""

    def __reduce__(self) -> tuple[Any, ...]:
        """How it travels from a worker process: as it is, without being made from its message again."""
        return _again, (type(self), self.args, self.__dict__)


def _again(kind: type[BioliftError], args: tuple[Any, ...], fields: dict[str, Any]) -> BioliftError:
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(fields)
    return error


class InputError(BioliftError, ValueError):
    """A value that a noun or a verb refuses.

    Parameters
    ----------
    field : str
        Dotted name of the field, for example ``load.mass``.
    value : object
        What was given.
    allowed : str
        The allowed range or choices, with unit.
    hint : str
        What to type instead.
    """

    def __init__(self, field: str, value: object, allowed: str, hint: str = "") -> None:
        self.field, self.value, self.allowed, self.hint = field, value, allowed, hint
        super().__init__(self._message())

    def _message(self) -> str:
        tail = f"; type for example {self.hint}" if self.hint else ""
        return f"{self.field} = {self.value!r}: must be {self.allowed}{tail}"


class DataFileError(InputError):
    """A data file that cannot be used; names the file and the line."""

    def __init__(
        self, file: str | Path, line: int | None, field: str, value: object, allowed: str, hint: str = ""
    ) -> None:
        self.file, self.line = Path(file), line
        super().__init__(field, value, allowed, hint)

    def _message(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else f"{self.file}"
        return f"{place}: {super()._message()}"


class RecordingError(DataFileError):
    """A recording that cannot be read; names the file, the line and the column."""

    def __init__(
        self,
        file: str | Path,
        line: int | None,
        column: str | int | None,
        value: object,
        allowed: str,
        hint: str = "",
    ) -> None:
        self.column = column
        super().__init__(file, line, "", value, allowed, hint)

    def _message(self) -> str:
        places = [str(self.file), f"line {self.line}" if self.line else "", f"column {self.column}"]
        place = ", ".join(part for part in (places if self.column is not None else places[:2]) if part)
        tail = f"; type for example {self.hint}" if self.hint else ""
        return f"{place}: {self.value!r} must be {self.allowed}{tail}"


class MissingExtra(BioliftError, ImportError):
    """A package that is needed for this and not installed; says how to install it."""

    def __init__(self, package: str, extra: str, what: str) -> None:
        self.package, self.extra = package, extra
        super().__init__(f"{what} needs {package}; install it with: pip install 'biolift[{extra}]'")


class PoseError(BioliftError, ValueError):
    """A pose that the body cannot take: out of a joint's range, or out of reach of the equipment."""


class StoreError(BioliftError, OSError):
    """A result that cannot be written or read."""


class DamagedWarning(UserWarning):
    """Stored numbers that are not those that were written; they are worked out again."""


class ConvergenceWarning(UserWarning):
    """A solver stopped before its tolerance; the result says where."""


def choice(field: str, value: object, options: Iterable[str]) -> str:
    """Return `value` when it is one of `options`, else raise with the nearest spelling.

    Raises
    ------
    InputError
        When `value` is not among `options`.
    """
    names = list(options)
    if isinstance(value, str) and value in names:
        return value
    near = get_close_matches(str(value), names, n=1)
    raise InputError(field, value, f"one of {', '.join(names)}", repr(near[0]) if near else repr(names[0]))
