"""Jobs for worker processes, which import them by name."""

import os
import signal
from dataclasses import dataclass

from biolift.engine.store.regions import Regions
from biolift.errors import InputError


@dataclass(frozen=True)
class Squares:
    """Squares of numbers; a process dies the first time it is asked for `deadly`, or each time."""

    flag: str
    deadly: int = -1
    always: bool = False
    regions: Regions = Regions((40,), 0, 1)

    def do(self, number, threads, progress):
        if number == self.deadly and (self.always or not os.path.exists(self.flag)):
            open(self.flag, "w").close()
            os.kill(os.getpid(), signal.SIGKILL)
        if number == 99:
            raise InputError("number", number, "below 99", "98")
        progress(1)
        return number, number**2, os.getpid()
