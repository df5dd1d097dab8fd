"""Catalogues: one member per file of a folder, read when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Generic, TypeVar

from biolift.errors import InputError

T = TypeVar("T")


class UnknownMember(InputError, AttributeError, LookupError):
    """A name that a catalogue does not have; lists those that it has."""


class Catalogue(Generic[T]):
    """Members of a folder as attributes that complete in an editor.

    Parameters
    ----------
    name : str
        What it is called, for example ``"movements"``.
    folder : Path
        Where the files are.
    read : callable
        Makes a member from its file.
    pattern : str
        Which files count; a member's id is the file's name without its ending.

    Examples
    --------
    >>> from biolift.library.movements import movements
    >>> movements.reverse_hyper.id, "back_extension" in movements
    ('reverse_hyper', True)
    """

    def __init__(self, name: str, folder: Path, read: Callable[[Path], T], pattern: str = "*.toml") -> None:
        self._name, self._folder, self._read, self._pattern = name, folder, read, pattern
        self._members: dict[str, T] = {}
        self._files: dict[str, Path] = {}

    def _found(self) -> dict[str, Path]:
        if not self._files:
            self._files = {path.stem: path for path in sorted(self._folder.glob(self._pattern))}
        return self._files

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of all members, sorted."""
        return tuple(self._found())

    def __getitem__(self, id: str) -> T:
        if id not in self._members:
            files = self._found()
            if id not in files:
                near = get_close_matches(str(id), files, n=1)
                hint = f"bl.{self._name}.{near[0]}" if near else ""
                raise UnknownMember(self._name, id, f"one of {', '.join(files)}", hint)
            self._members[id] = self._read(files[id])
        return self._members[id]

    def __getattr__(self, id: str) -> T:
        if id.startswith("_"):
            raise AttributeError(id)  # what copy, pickle and notebooks look for is no misspelt member
        return self[id]

    def __iter__(self) -> Iterator[T]:
        return (self[id] for id in self.ids)

    def __len__(self) -> int:
        return len(self.ids)

    def __contains__(self, member: object) -> bool:
        return member in self.ids if isinstance(member, str) else any(one == member for one in self)

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self.ids]

    def __repr__(self) -> str:
        return f"<bl.{self._name}: {', '.join(self.ids)}>"
