"""The reference of the front door: every public name, room by room, described by its docstring."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import biolift as bl
from biolift import sharing

#: Rooms in the order of the page, and what stands in them.
ROOMS = {
    "nouns": "Who lifts what, and what is assumed",
    "equipment": "Equipment",
    "library": "Catalogues",
    "verbs": "Verbs",
    "io": "Files and sources",
    "errors": "Errors",
    "evidence": "Evidence",
    "report": "Cards",
}


def front_door() -> str:
    """Every name of ``biolift.__all__``, grouped by the room it comes from."""
    homes = {name: _home(name) for name in bl.__all__ if name != "__version__"}
    modules = [name for name in homes if isinstance(getattr(bl, name), ModuleType)]
    parts = []
    for room in dict.fromkeys([*ROOMS, *homes.values()]):
        names = [name for name, home in homes.items() if home == room and name not in modules]
        if names:
            parts += [f"## {ROOMS.get(room, room.capitalize())}\n", *(_entry(f"bl.{n}", n) for n in names)]
    for name in modules:
        module = getattr(bl, name)
        parts += [f"## `bl.{name}`\n", f"{_first(module)}\n"]
        parts += [_directive(path, value) for path, value in _members(module)]
    return "\n".join(parts)


def _home(name: str) -> str:
    value = getattr(bl, name)
    module = value.__name__ if isinstance(value, ModuleType) else _module_of(value)
    return module.split(".")[1]


def _module_of(value: Any) -> str:
    return value.__module__ if inspect.isclass(value) or inspect.isroutine(value) else type(value).__module__


def _entry(shown: str, name: str) -> str:
    value = getattr(bl, name)
    if inspect.isclass(value) or inspect.isroutine(value):
        return _directive(f"biolift.{name}", value)
    members = [one for one in dir(value) if not one.startswith("_") and one not in dir(type(value))]
    said = ", ".join(f"`{one}`" for one in members)
    return f"### `{shown}`\n\n{_first(type(value))}\n\nMembers: {said}.\n"


def _members(module: ModuleType) -> Iterator[tuple[str, Any]]:
    """Public functions and classes of a room that is a public name itself."""
    if module is sharing:
        yield from ((f"{rule.__module__}.{name}", rule) for name, rule in sharing.RULES.items())
    else:
        yield from ((f"{module.__name__}.{name}", getattr(module, name)) for name in module.__all__)


def _directive(path: str, value: Any) -> str:
    kind = "autofunction"
    if inspect.isclass(value):
        kind = "autoexception" if issubclass(value, BaseException) else "autoclass"
    return f"```{{eval-rst}}\n.. {kind}:: {path}\n```\n"


def _first(value: Any) -> str:
    return (inspect.getdoc(value) or "").partition("\n")[0]
