"""Parts of a driver are turned into machine code once: in the driver.

Numba optimises a function with all that it calls anew at each level of calls, and makes machine code of
each. A part is only ever linked into what calls it: it stays as it was lowered until the driver has all of
them.
"""

from __future__ import annotations

from itertools import count
from typing import Any

from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import Compiler

_numbers = count()


class _Codegen:
    """Of a library without machine code: there is no environment to set."""

    def __init__(self, codegen: Any) -> None:
        self._codegen = codegen

    def __getattr__(self, name: str) -> Any:
        return getattr(self._codegen, name)

    def set_env(self, name: str, env: object) -> None:
        """Do nothing: the driver's library has it."""


class _PartLibrary(JITCodeLibrary):
    @property
    def codegen(self) -> _Codegen:
        return _Codegen(self._codegen)

    def _optimize_final_module(self) -> None:
        pass

    def _finalize_final_module(self) -> None:
        self._finalize_dynamic_globals()
        self._finalized = True

    def get_pointer_to_function(self, name: str) -> int:
        self._ensure_finalized()
        return 0


class PartCompiler(Compiler):
    """Numba's compiler, its result for linking only."""

    def __init__(self, typing: Any, target: Any, library: Any, *others: Any) -> None:
        library = library or _PartLibrary(target.codegen(), f"part_{next(_numbers)}")
        super().__init__(typing, target, library, *others)
