"""Forms of a kernel: what differs between a CPU loop over lanes, one sample, float32 and a graphics card."""

from __future__ import annotations

from dataclasses import dataclass

LANES = 64


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
        Where row ``{k}`` of ``{port}`` stands; ``{offset}`` is ``k * LANES``.
    arguments : tuple of str
        Between the parameters ``P`` and the ports.
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
    opening: tuple[str, ...] = ()
    first_parameters: bool = True
    single: bool = False

    @property
    def indent(self) -> str:
        """Indentation of the statements."""
        inside = bool(self.opening) and self.opening[-1].startswith("    for")
        return "        " if inside else "    "


_DOUBLE = """from math import exp, log, sqrt

from numba import njit

from biolift.engine.kernels.support import OPTIONS, sincos"""
_SINGLE = """from math import exp, log, sqrt

from numba import njit
from numpy import float32

from biolift.engine.kernels.single import sincos
from biolift.engine.kernels.support import OPTIONS"""
_CUDA = """from math import exp, log, sqrt

from biolift.engine.kernels.graphics import grid, jit, sincos"""
_LOOP = (f"    for t in range({LANES}):",)
_THREAD = (
    "    t = grid(1)",
    "    if t >= P.shape[1] * samples:",
    "        return",
    "    case = t // samples",
)

TARGETS = {
    "scalar": Target(_DOUBLE, "@njit(**OPTIONS)", "P[{k}]", "{port}[{k}]"),
    "block": Target(_DOUBLE, "@njit(**OPTIONS)", "P[{k}]", "{port}[{offset} + t]", opening=_LOOP),
    "block32": Target(
        _SINGLE, "@njit(**OPTIONS)", "P[{k}]", "{port}[{offset} + t]", opening=_LOOP, single=True
    ),
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
