"""What a peer is, and how it says that it cannot run here."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Callable
from dataclasses import dataclass

from speed_clock import Array

SAMPLES = 1024  # of the trajectory that everyone gets


class Missing(Exception):
    """A peer cannot run here; the message says why."""


@dataclass(frozen=True)
class Peer:
    """One way of calling another engine: `answer` gives generalised forces (11, T), or all outputs."""

    name: str
    call: Callable[[], object]
    answer: Callable[[], Array]
    loaded: bool
    note: str = ""
    samples: int = SAMPLES


def need(*modules: str) -> None:
    """Refuse when a module is not installed."""
    for name in modules:
        if importlib.util.find_spec(name) is None:
            raise Missing(f"{name} is not installed")


def compiler() -> str:
    """The C compiler."""
    found = shutil.which("gcc")
    if found is None:
        raise Missing("gcc is not installed")
    return found
