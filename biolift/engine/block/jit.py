"""How the block pipeline is compiled, and how a compiled stage becomes a value that the driver can call."""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from numba import float32, float64, int64, njit, void
from numba.core.errors import NumbaExperimentalFeatureWarning
from numba.core.types import WrapperAddressProtocol

from biolift.engine.block.linked import PartCompiler
from biolift.engine.compiled import load_kernel
from biolift.engine.kernels.support import FAST
from biolift.laws.stage import Stage

#: As in every kernel.
OPTIONS: dict[str, Any] = {"fastmath": FAST, "nogil": True, "error_model": "numpy"}
#: They are called from compiled code only: a wrapper for Python would take half of their time to compile.
_INNER: dict[str, Any] = {**OPTIONS, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}
#: Modules of the block pipeline with nothing in them that is compiled.
PLAIN = ("anatomy", "conditions", "positions", "structure", "world")
#: Modules beside it whose functions or numbers are compiled into a driver.
CONSTANTS = ("cocontraction", "completion", "newton", "newton_kernel", "newton_lanes", "summary")
#: Parts of a driver: compiled into it, and cached with it. They neither make nor return arrays, so that
#: nothing in them counts references: each would be counted up and down wherever it is handed on. What calls a
#: :data:`maker` that returns arrays must be a maker itself.
part: Callable[..., Any] = njit(**{**_INNER, "_nrt": False, "pipeline_class": PartCompiler})
#: Parts that make arrays.
maker: Callable[..., Any] = njit(**{**_INNER, "pipeline_class": PartCompiler})


@cache
def sources() -> str:
    """Digest of everything that is compiled into a driver.

    Numba looks only at the file that a function stands in: without this, changed parts would meet old
    machine code.
    """
    engine = Path(__file__).parents[1]
    files = [file for file in sorted(Path(__file__).parent.glob("*.py")) if file.stem not in PLAIN]
    files += [engine / f"{name}.py" for name in CONSTANTS]
    files += [engine / "kernels" / "support.py", engine.parent / "sharing" / "activation_power.py"]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def driver(make: Callable[..., Callable[..., Any]], *given: str) -> Callable[..., Any]:
    """Compile what `make` gives for the digest of the sources and `given`; the machine code is kept."""
    compiled_: Callable[..., Any] = njit(**OPTIONS, cache=True)(make(sources(), *given))
    return compiled_


#: Every stage is handed its parameters, one array of rows, and how many lanes; SINGLE in float32. MIXED ones
#: read float32 and work in float64.
SIGNATURE = void(float64[::1], float64[::1], int64)
SINGLE = void(float32[::1], float32[::1], int64)
MIXED = void(float32[::1], float64[::1], int64)


class Compiled(WrapperAddressProtocol):
    """A stage's kernel by its address: all of a signature have one type, whatever they compute.

    Parameters
    ----------
    kernel : numba function
        ``f(P, W, lanes)``.
    signature : numba signature
    """

    def __init__(self, kernel: Any, signature: Any = SIGNATURE) -> None:
        self.kernel, self._signature = kernel, signature
        kernel.compile(signature.args)
        made = kernel.overloads[signature.args]
        self.address = made.library.get_pointer_to_function(made.fndesc.llvm_cfunc_wrapper_name)

    def __wrapper_address__(self) -> int:
        return int(self.address)

    def signature(self) -> Any:
        """Type of the function."""
        return self._signature


@contextmanager
def functions_as_values() -> Iterator[None]:
    """Hand compiled stages to a driver without numba's warning that this is experimental; not per thread."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", category=NumbaExperimentalFeatureWarning)
        yield


_made: dict[tuple[Any, ...], Compiled] = {}


def compiled(stage: Stage, single: bool = False) -> Compiled:
    """The kernel of `stage` for the driver, in float64 or float32."""
    key = (stage.name, stage.parameters, tuple((port, stage.rows(port)) for port in stage.ports), single)
    if key not in _made:
        form = "block" if len(stage.ports) == 1 else "joined"
        kernel = load_kernel(stage, f"{form}32" if single else form)
        _made[key] = Compiled(kernel, SINGLE if single else SIGNATURE)
    return _made[key]
