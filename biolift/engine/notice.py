"""A line on standard error when something takes its time."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

COMPILING = "biolift: compiling kernels for this machine, once; later runs start at once"


@contextmanager
def patience(message: str = COMPILING, after: float = 1.5) -> Iterator[None]:
    """Say `message` on standard error if the block lasts longer than `after` seconds."""
    timer = threading.Timer(after, lambda: print(message, file=sys.stderr, flush=True))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
