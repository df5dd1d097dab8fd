"""What a stored result is of: every fact that its numbers depend on, in words that can be compared."""

from __future__ import annotations

import dataclasses
import hashlib
import os
import platform
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from biolift.library.digest import library_digest

#: Rooms whose code makes numbers.
ROOMS = ("engine", "equipment", "laws", "library", "nouns", "printer", "sharing", "verbs")
#: Fields that say where a noun came from, not what it is.
ORIGIN = "origin"
_LONG = 60
_PLAIN = (int, float, str, np.number)


def facts(name: str, value: Any) -> dict[str, str]:
    """Everything inside a noun, a table or a list as path -> text.

    Parameters
    ----------
    name : str
        Where the paths begin.
    value : object
    """
    return dict(_walk(name, value))


def _walk(path: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key in sorted(value, key=str):
            yield from _walk(f"{path}.{key}", value[key])
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        yield path, type(value).__name__
        for item in dataclasses.fields(value):
            if item.init and item.name != ORIGIN:
                yield from _walk(f"{path}.{item.name}", getattr(value, item.name))
    elif isinstance(value, np.ndarray):
        yield path, _digest(f"{value.dtype}{value.shape}".encode() + np.ascontiguousarray(value).tobytes())
    elif isinstance(value, (list, tuple)) and not all(isinstance(one, _PLAIN) for one in value):
        for k, one in enumerate(value):
            named = isinstance(one, tuple) and len(one) == 2 and isinstance(one[0], str)
            yield from _walk(f"{path}.{one[0] if named else k}", one[1] if named else one)
    else:
        yield path, _text(value)


def _text(value: Any) -> str:
    """A plain value or a list of them; a long list by its ends and a digest."""
    if not isinstance(value, (list, tuple)):
        return value if isinstance(value, str) else repr(getattr(value, "item", lambda: value)())
    every = [_text(one) for one in value]
    text = ", ".join(every)
    if len(text) <= _LONG:
        return f"[{text}]"
    return f"{len(every)} values from {every[0]} to {every[-1]} ({_digest(text.encode())})"


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]


@cache
def code_digest() -> str:
    """Digest of the code that makes numbers, so that two states of a source tree do not share a store."""
    root = Path(__file__).parents[2]
    digest = hashlib.sha256()
    for file in sorted(file for room in ROOMS for file in (root / room).rglob("*.py")):
        digest.update(file.relative_to(root).as_posix().encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


@cache
def machine() -> dict[str, str]:
    """What the last bits of a number depend on besides the task: code, compiler and processor."""
    from llvmlite import binding

    features = str(binding.get_host_cpu_features().flatten())
    set_by_hand = "".join(sorted(f"{k}={v};" for k, v in os.environ.items() if k.startswith("NUMBA_CPU")))
    return {
        "biolift code": code_digest(),
        "biolift library": library_digest(),
        "numba": version("numba"),
        "llvmlite": version("llvmlite"),
        "numpy": version("numpy"),
        "processor": f"{platform.machine()} {binding.get_host_cpu_name()} {_digest(features.encode())}",
        "numba settings": set_by_hand,
    }


def differences(there: Mapping[str, str], asked: Mapping[str, str], most: int = 4) -> list[str]:
    """What differs between two identities, in words, the most telling first.

    Parameters
    ----------
    there, asked : mapping
        What the store is of, and what was asked for.
    most : int
        How many are named; the rest is counted.
    """
    names = [name for name in dict.fromkeys([*asked, *there]) if there.get(name) != asked.get(name)]
    said = [f"{name} is {_short(there, name)} there and {_short(asked, name)} here" for name in names[:most]]
    return said + ([f"{len(names) - most} more"] if len(names) > most else [])


def _short(facts_: Mapping[str, str], name: str) -> str:
    text = facts_.get(name, "nothing")
    return text if len(text) <= _LONG else f"{text[: _LONG - 3]}..."
