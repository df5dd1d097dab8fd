"""Forms of a kernel: what differs between a CPU loop over lanes, one sample, float32 and a graphics card."""

from __future__ import annotations

from dataclasses import dataclass, replace

#: Lanes of a row: as many samples as a repetition has by default, in whole vectors.
LANES = 104
#: Name of the one array of the joined form: one signature for every stage, so that a driver can be handed
#: stages that it has never seen.
JOINED = "W"


@dataclass(frozen=True)
class Target:
    """How statements are wrapped.

    Parameters
    ----------
    imports : str
        Import lines of the module: its mathematics, `sincos`, the decorator.
    decorator : str
        What compiles the function.
    parameter : str
        Where parameter ``{k}`` stands.
    place : str
        Where row ``{k}`` of ``{port}`` stands; ``{offset}`` is ``k * LANES``, ``{joined}`` the same counted
        through the rows of all ports.
    arguments : tuple of str
        Between the parameters ``P`` and the ports.
    lanes : str
        The last argument: how many lanes of every row, all by default; rounded up to whole vectors of eight.
    apart : bool
        Whether every port is an argument.
    opening : tuple of str
        Lines before the rows are read.
    first_parameters : bool
        Whether parameters are read before the opening, or after it.
    single : bool
        Whether numbers are float32: literals then become typed constants of the module.
    """

    imports: str
    decorator: str
    parameter: str
    place: str
    arguments: tuple[str, ...] = ()
    lanes: str = ""
    opening: tuple[str, ...] = ()
    apart: bool = True
    first_parameters: bool = True
    single: bool = False

    @property
    def indent(self) -> str:
        """Indentation of the statements."""
        inside = bool(self.opening) and self.opening[-1].startswith("    for")
        return "        " if inside else "    "


_DOUBLE = """from math import sqrt

from numba import njit

from biolift.engine.kernels.support import OPTIONS, exp, log, sincos"""
_SINGLE = """from math import sqrt

from numba import njit
from numpy import float32

from biolift.engine.kernels.single import exp, log, sincos
from biolift.engine.kernels.support import OPTIONS"""
_CUDA = """from math import exp, log, sqrt

from biolift.engine.kernels.graphics import grid, jit, sincos"""
#: At least eight lanes and whole eights: so the compiler has no lanes left over that it would do one by one.
_LOOP = ("    for t in range(max((lanes + 7) & -8, 8)):",)
_LANES = f"lanes={LANES}"
_THREAD = (
    "    t = grid(1)",
    "    if t >= P.shape[1] * samples:",
    "        return",
    "    case = t // samples",
)

_BLOCK = Target(_DOUBLE, "@njit(**OPTIONS)", "P[{k}]", "{port}[{offset} + t]", (), _LANES, _LOOP)
_WHOLE = replace(_BLOCK, place=f"{JOINED}[{{joined}} + t]", arguments=(JOINED,), apart=False)

TARGETS = {
    "scalar": Target(_DOUBLE, "@njit(**OPTIONS)", "P[{k}]", "{port}[{k}]"),
    "block": _BLOCK,
    "joined": _WHOLE,
    "block32": replace(_BLOCK, imports=_SINGLE, single=True),
    "joined32": replace(_WHOLE, imports=_SINGLE, single=True),
    "cuda": Target(
        _CUDA,
        "@jit",
        "P[{k}, case]",
        "{port}[{k}, t]",
        arguments=("samples",),
        opening=_THREAD,
        first_parameters=False,
    ),
}
