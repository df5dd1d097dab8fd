"""The record beside stored numbers: what they are of, which chunks are finished, and who writes."""

from __future__ import annotations

import errno
import json
import os
import socket
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from biolift.errors import StoreError

#: Folder of the record inside a store.
RECORD = ".biolift"
_GO_ON = "what is finished is kept: run the same call again and it goes on there"
_REASONS = {
    errno.ENOSPC: f"the disk is full; make room, then {_GO_ON[_GO_ON.index('run') :]}",
    errno.EDQUOT: f"the quota of this disk is used up; make room, then {_GO_ON[_GO_ON.index('run') :]}",
    errno.EROFS: "the disk can only be read; type another path as store=",
    errno.EACCES: "it may not be written to; type another path as store=",
    errno.EPERM: "it may not be written to; type another path as store=",
}


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn what the system says into what it means for the user.

    Raises
    ------
    StoreError
        For every `OSError` inside.
    """
    try:
        yield
    except StoreError:
        raise
    except OSError as error:
        known = _REASONS.get(error.errno or 0)
        raise StoreError(f"{path}: {known or f'{error.strerror or error}; {_GO_ON}'}") from error


def replace(path: Path, data: bytes) -> None:
    """Write a file in one step: it is there whole, or as it was."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}-", suffix=".partial", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


class Record:
    """The record of one store.

    Parameters
    ----------
    store : Path
        Folder of the store.
    """

    def __init__(self, store: Path) -> None:
        self.store, self.folder = store, store / RECORD

    @property
    def exists(self) -> bool:
        """Whether the folder is a store that biolift made."""
        return (self.folder / "task.json").is_file()

    def begin(self, task: Mapping[str, Any]) -> None:
        """Make the record of a new store."""
        (self.folder / "done").mkdir(parents=True)
        replace(self.folder / "task.json", json.dumps(task, indent=1).encode())

    def task(self) -> dict[str, Any]:
        """What :meth:`begin` was given.

        Raises
        ------
        StoreError
            When it cannot be read.
        """
        try:
            found: dict[str, Any] = json.loads((self.folder / "task.json").read_bytes())
            return found
        except (OSError, ValueError) as error:
            said = f"{self.store}: its record cannot be read ({error})"
            raise StoreError(f"{said}; overwrite=True starts it anew") from error

    def mark(self, number: int, note: Mapping[str, Any]) -> None:
        """Say that a chunk is finished; its numbers are there already."""
        replace(self._mark(number), json.dumps(note).encode())

    def unmark(self, number: int) -> None:
        """Say that a chunk is not finished after all."""
        self._mark(number).unlink(missing_ok=True)

    def _mark(self, number: int) -> Path:
        return self.folder / "done" / f"{number:06d}.json"

    def marks(self) -> dict[int, dict[str, Any]]:
        """Notes of finished chunks by number, in order; one that cannot be read counts as not finished."""
        found = {}
        for path in sorted((self.folder / "done").glob("*.json")):
            try:
                found[int(path.stem)] = json.loads(path.read_bytes())
            except ValueError:
                continue
        return found

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the store against other processes; the system lets go when this one ends, however it ends.

        Raises
        ------
        StoreError
            When another process holds it.
        """
        with told(self.store):
            opened = open(self.folder / "lock", "a+b")
        with opened as file:
            if not _held(file.fileno()):
                who = (self.folder / "writer").read_text() if (self.folder / "writer").exists() else "another"
                raise StoreError(
                    f"{self.store} is being written by {who}; wait until it is done, or type another path as "
                    "store= (what is finished can be read meanwhile with xarray.open_zarr)"
                )
            replace(self.folder / "writer", f"process {os.getpid()} on {socket.gethostname()}".encode())
            yield


def _held(handle: int) -> bool:
    """Whether the lock could be taken; closing the file gives it back."""
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in (errno.EACCES, errno.EAGAIN, errno.EDEADLK):
            return False
        raise
    return True
