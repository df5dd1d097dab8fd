"""Rules that share a joint moment among the muscles; one file each, found by looking in this folder."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from typing import Any

from biolift.sharing.base import SharingRule


def _discover() -> dict[str, type[SharingRule]]:
    """Every sharing rule defined in a module of this folder, by class name."""
    found: dict[str, type[SharingRule]] = {}
    for entry in pkgutil.iter_modules(__path__):
        module = importlib.import_module(f"{__name__}.{entry.name}")
        for name, member in inspect.getmembers(module, inspect.isclass):
            if issubclass(member, SharingRule) and member.__module__ == module.__name__:
                found[name] = member
    found.pop(SharingRule.__name__)
    return found


RULES: dict[str, type[SharingRule]] = _discover()


def __getattr__(name: str) -> Any:
    if name in RULES:
        return RULES[name]
    raise AttributeError(f"no sharing rule {name!r}; there are {', '.join(RULES)}")


def __dir__() -> list[str]:
    return sorted([*globals(), *RULES])
