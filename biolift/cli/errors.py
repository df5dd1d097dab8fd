"""Errors of the library in the words of the command line: what to type is an option, not Python."""

from __future__ import annotations

import re

from biolift.errors import BioliftError, DataFileError, InputError, StoreError

_MEMBER = re.compile(r"bl\.\w+\.(\w+)")
_LOAD = re.compile(r"([A-Z]\w+)\((?:mass=)?([\d.]+)\)")
_ATHLETE = {
    "mass": '82, or --mass "180 lb"',
    "height": '1.78, or --height "5 ft 10 in"',
    "sex": "female",
    "age": "30",
    "training": "trained",
    "strength": "1.3 and no --training",
    "name": "Alex",
}


def in_words(error: BioliftError) -> str:
    """The message of an error with a hint that can be typed in a shell."""
    if isinstance(error, StoreError):
        return str(error).replace("overwrite=True", "--overwrite").replace(" as store=", " as --store")
    if not isinstance(error, InputError) or isinstance(error, DataFileError) or not error.hint:
        return str(error)
    hint = _hint(error)
    return str(error).removesuffix(error.hint) + hint


def _hint(error: InputError) -> str:
    head, _, name = error.field.partition(".")
    if head == "athlete" and name in _ATHLETE:
        return f"--{name} {_ATHLETE[name]}"
    member, load = _MEMBER.fullmatch(error.hint), _LOAD.fullmatch(error.hint)
    if member:
        return member[1]
    if load:
        kind = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", load[1]).lower()
        return f"--load {kind}:{load[2]}"
    if error.field == "tempo":
        return "--tempo 3-1-2-0, --tempo 2-0-X-0 or --tempo 'hold 30'"
    return error.hint
