"""Find a stage's kernel: shipped with the package, in the user's cache, or written there once.

Only a structure makes a new kernel (a tree, the rows of a law); numbers are inputs. sympy is imported
only when a kernel has to be written.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import os
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from biolift.errors import StoreError
from biolift.laws.stage import Stage

SHIPPED = "biolift.engine.kernels"


def cache_folder() -> Path:
    """Folder of kernels written for a user's own structures (``BIOLIFT_CACHE`` overrides it)."""
    if own := os.environ.get("BIOLIFT_CACHE"):
        return Path(own)
    import platformdirs

    return Path(platformdirs.user_cache_dir("biolift", appauthor=False)) / "kernels"


def load_kernel(stage: Stage, form: str = "block") -> Callable[..., None]:
    """Compiled function of `stage` (numba compiles it on the first call, or loads it from its cache).

    Parameters
    ----------
    stage : Stage
    form : {"block", "scalar", "joined", "block32", "joined32", "cuda"}

    Returns
    -------
    callable
        ``f(P, port, ...)`` as described in :func:`biolift.printer.source.kernel_source`.

    Raises
    ------
    StoreError
        When a new kernel cannot be written to the user's cache.
    """
    key = (stage.name, form, stage.parameters, tuple((port, stage.rows(port)) for port in stage.ports))
    if key not in _loaded:
        _loaded[key] = getattr(_find(stage, form), form)
    return _loaded[key]


_loaded: dict[tuple[Any, ...], Callable[..., None]] = {}


def _find(stage: Stage, form: str) -> ModuleType:
    name = f"{SHIPPED}.{stage.name}_{form}"
    if importlib.util.find_spec(name) is not None:
        module = importlib.import_module(name)
        if _fits(module, stage):
            return module
    return _from_cache(stage, form)


def _fits(module: ModuleType, stage: Stage) -> bool:
    """Whether a module was printed for just these parameters and rows."""
    ports = {port: stage.rows(port) for port in stage.ports}
    return bool(stage.parameters == module.PARAMETERS and ports == module.PORTS)


@cache
def _law_digest() -> str:
    """Digest of the laws and the printer: a changed law must not meet an old kernel."""
    root = Path(__file__).parents[1]
    files = [f for room in ("laws", "printer") for f in sorted((root / room).glob("*.py"))]
    text = b"".join(f.read_bytes() for f in files)
    return hashlib.sha256(text).hexdigest()


def _from_cache(stage: Stage, form: str) -> ModuleType:
    ports = [(port, stage.rows(port)) for port in stage.ports]
    seam = repr((stage.name, form, stage.parameters, ports, _law_digest()))
    own = Path(stage.law.__code__.co_filename)  # a law that lives beside its noun, outside laws/
    digest = hashlib.sha256(seam.encode() + (own.read_bytes() if own.exists() else b"")).hexdigest()[:16]
    module_name = f"biolift_{stage.name}_{form}_{digest}"
    if module_name in sys.modules:
        return sys.modules[module_name]
    path = cache_folder() / f"{module_name}.py"
    if not path.exists():
        _write(stage, form, path)
    spec = importlib.util.spec_from_file_location(module_name, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[module_name] = module
    spec.loader.exec_module(module)
    return module


def _write(stage: Stage, form: str, path: Path) -> None:
    """Write the kernel to a temporary name and rename it: two processes may do so at once."""
    from biolift.printer.source import kernel_source

    text = kernel_source(stage, form)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=".py.part")
        with os.fdopen(handle, "w") as file:
            file.write(text)
        os.replace(temporary, path)
    except OSError as error:
        raise StoreError(
            f"cannot write the kernel {path}: {error}; set BIOLIFT_CACHE to a folder that can be written"
        ) from error
