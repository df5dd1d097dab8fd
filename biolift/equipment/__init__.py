"""Equipment: one module per law, found by looking in this folder.

A module with a ``STAGE`` (:class:`biolift.laws.stage.Stage`) and the loads that use it is all it takes.
"""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module
from types import ModuleType

from biolift.equipment.base import Load
from biolift.laws.stage import Stage


@cache
def modules() -> tuple[ModuleType, ...]:
    """Modules of this folder that hold a law, by name."""
    names = sorted(found.name for found in pkgutil.iter_modules(__path__))
    loaded = (import_module(f"{__name__}.{name}") for name in names)
    return tuple(module for module in loaded if hasattr(module, "STAGE"))


def stages() -> dict[str, Stage]:
    """The law of every kind of equipment, by the name of its stage."""
    return {module.STAGE.name: module.STAGE for module in modules()}


def kinds() -> dict[str, type[Load]]:
    """Every class of load, by the kind that a movement's file calls it."""
    found = [
        item
        for module in modules()
        for item in vars(module).values()
        if isinstance(item, type) and issubclass(item, Load) and item.__module__ == module.__name__
    ]
    return {item.kind: item for item in found}


def __getattr__(name: str) -> type[Load]:
    for item in kinds().values():
        if item.__name__ == name:
            return item
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
