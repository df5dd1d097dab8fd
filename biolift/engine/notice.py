"""What is said on standard error while something takes its time."""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from biolift.errors import StoreError

#: What helps when compiled kernels cannot be kept.
KEEP = "set NUMBA_CACHE_DIR to a folder that can be written and has 20 MB of room"
COMPILING = "biolift: compiling kernels for this machine, once; later runs start at once"


@contextmanager
def patience(message: str = COMPILING, after: float = 1.5) -> Iterator[None]:
    """Say `message` on standard error if the block lasts longer than `after` seconds.

    The collector rests meanwhile: importing and compiling make many objects that stay, and looking through
    them again and again costs a seventh of the time.

    Raises
    ------
    StoreError
        When the disk does not take what was compiled.
    """
    collecting = gc.isenabled()
    gc.disable()
    timer = threading.Timer(after, lambda: print(message, file=sys.stderr, flush=True))
    timer.daemon = True
    timer.start()
    try:
        yield
    except StoreError:
        raise
    except OSError as error:
        raise StoreError(f"compiled kernels cannot be kept: {error.strerror or error}; {KEEP}") from error
    finally:
        timer.cancel()
        if collecting:
            gc.enable()


def hidden(progress: bool) -> bool | None:
    """What a progress bar takes as `disable`: asked for, it shows on a terminal only, not in a log."""
    return None if progress else True
