"""How the block pipeline is compiled, and how a compiled stage becomes a value that the driver can call."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from numba import float64, njit, void
from numba.core.types import WrapperAddressProtocol

from biolift.engine.compiled import load_kernel
from biolift.engine.kernels.support import FAST
from biolift.laws.stage import Stage

#: Parts of the driver: compiled into it, and cached with it.
part: Callable[..., Any] = njit(fastmath=FAST, nogil=True, error_model="numpy")
#: Every stage is handed its parameters and one array of rows.
SIGNATURE = void(float64[::1], float64[::1])


class Compiled(WrapperAddressProtocol):  # type: ignore[misc]
    """A stage's kernel by its address: all of them have one type, whatever they compute.

    Parameters
    ----------
    kernel : numba function
        ``f(P, W)``.
    """

    def __init__(self, kernel: Any) -> None:
        self.kernel = kernel
        kernel.compile(SIGNATURE.args)
        made = kernel.overloads[SIGNATURE.args]
        self.address = made.library.get_pointer_to_function(made.fndesc.llvm_cfunc_wrapper_name)

    def __wrapper_address__(self) -> int:
        return int(self.address)

    def signature(self) -> Any:
        """Type of the function."""
        return SIGNATURE


_made: dict[tuple[Any, ...], Compiled] = {}


def compiled(stage: Stage) -> Compiled:
    """The kernel of `stage` for the driver."""
    key = (stage.name, stage.parameters, tuple((port, stage.rows(port)) for port in stage.ports))
    if key not in _made:
        _made[key] = Compiled(load_kernel(stage, "block" if len(stage.ports) == 1 else "joined"))
    return _made[key]
