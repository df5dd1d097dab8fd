"""What is typed on the command line, as values: ranges, numbers, and text with units."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from biolift.errors import InputError

#: A place in a trial or a model, such as ``--load.mass`` or ``--pose.bottom.hip_flexion``.
_PATH = re.compile(r"--([A-Za-z_]\w*(?:\.\w+)+)(?:=(.*))?", re.DOTALL)
_OPTION = re.compile(r"--?[A-Za-z]")
_NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)"
_RANGE = re.compile(rf"({_NUMBER}):({_NUMBER}):({_NUMBER})(\s*[A-Za-z%][A-Za-z% /]*)?")
#: Longest range: more is a slip of the pen.
MOST = 10_000

Value = float | str


def split_axes(argv: Sequence[str]) -> tuple[list[str], dict[str, list[Value]]]:
    """Take every ``--dotted.path value ...`` out of the arguments.

    Parameters
    ----------
    argv : sequence of str

    Returns
    -------
    rest : list of str
        What remains for the parser.
    axes : dict
        Path -> its values, as :func:`values` reads them.

    Raises
    ------
    InputError
        For a path without values, or given twice.
    """
    rest: list[str] = []
    axes: dict[str, list[Value]] = {}
    i = 0
    while i < len(argv):
        found = _PATH.fullmatch(argv[i])
        i += 1
        if found is None:
            rest.append(argv[i - 1])
            continue
        typed = [] if found[2] is None else [found[2]]
        while found[2] is None and i < len(argv) and not _OPTION.match(argv[i]):
            typed.append(argv[i])
            i += 1
        if not typed or found[1] in axes:
            allowed = "given once, followed by one or more values"
            raise InputError(f"--{found[1]}", " ".join(typed), allowed, f"--{found[1]} 0:40:20")
        axes[found[1]] = _alike(found[1], values(typed, f"--{found[1]}"))
    return rest, axes


def _alike(path: str, given: list[Value]) -> list[Value]:
    """Plain masses with their unit where they stand beside text, so that every label says its own."""
    if not path.endswith(".mass") or not {type(value) for value in given} >= {float, str}:
        return given
    return [f"{value:g} kg" if isinstance(value, float) else value for value in given]


def values(typed: Sequence[str], field: str) -> list[Value]:
    """Numbers as floats, ranges ``first:last:step`` with both ends, everything else as text.

    Parameters
    ----------
    typed : sequence of str
    field : str
        What the error calls it.

    Raises
    ------
    InputError
        For a range that leads nowhere.

    Examples
    --------
    >>> values(["0:30:10", "45 lb", "60"], "--load.mass")
    [0.0, 10.0, 20.0, 30.0, '45 lb', 60.0]
    """
    out: list[Value] = []
    for text in typed:
        found = _RANGE.fullmatch(text.strip())
        if found:
            out += _range(found, text, field)
        elif text.count(":") == 2 and re.match(_NUMBER, text.strip()):
            raise InputError(field, text, "a range first:last:step", f"{field} 0:120:10")
        else:
            out.append(float(text) if re.fullmatch(_NUMBER, text.strip()) else text)
    return out


def _range(found: re.Match[str], text: str, field: str) -> list[Value]:
    first, last, step = (Decimal(found[i]) for i in (1, 2, 3))  # decimals: 0:1:0.1 ends at 1
    if step == 0 or (last - first) / step < 0 or (last - first) / step >= MOST:
        allowed = f"a range first:last:step with a step that leads from first to last in at most {MOST} steps"
        raise InputError(field, text, allowed, f"{field} 0:120:10")
    steps = [first + k * step for k in range(int((last - first) / step) + 1)]
    unit = (found[4] or "").strip()
    return [f"{value:f} {unit}" if unit else float(value) for value in steps]
