"""A sweep as a TOML file."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from dataclasses import fields
from itertools import chain
from pathlib import Path
from typing import Any

from biolift.cli.options import EXAMPLE, movement_of, trial_of
from biolift.cli.values import values
from biolift.errors import InputError
from biolift.nouns.toml_file import TomlFile
from biolift.nouns.toml_section import Section

#: Options of the command line that a file states instead.
STATED = ("variant", "load", "tempo", "mass", "height", "sex", "age", "training", "strength", "name")


def is_sweep(text: str) -> bool:
    """Whether a file describes a sweep (it has [axes]) rather than a movement."""
    return text.endswith(".toml") and "axes" in TomlFile.read(Path(text)).table


def read(args: argparse.Namespace) -> dict[str, Any]:
    """Trial, axes and places of a file; ``--out`` and ``--figure`` go before those of the file.

    Raises
    ------
    DataFileError
        With file and line, for an unknown key or a value that is refused.
    InputError
        For an option that the file states.
    """
    typed = [f"--{name}" for name in STATED if getattr(args, name) is not None]
    typed += [f"--{path}" for path in args.axes]
    if typed:
        allowed = f"left out: {args.movement} states the whole sweep"
        raise InputError(typed[0], " ".join(typed), allowed, f"biolift sweep {args.movement}")
    root = Section.root(TomlFile.read(args.movement))
    root.only("out", "figure", "trial", "athlete", "axes")
    found = _flat(root.section("axes").table)
    axes = {".".join(place[1:]): _values(place, value, root) for place, value in found}
    trial = root.section("trial")
    trial.only("movement", "variant", "load", "tempo")
    given = {key: trial.text(key, "") or None for key in ("variant", "load", "tempo")}
    loaded = any(path.startswith("load.") for path in axes)
    athlete = _athlete(root.section("athlete", optional=True))
    trial.build("movement", lambda: movement_of(trial.text("movement")))
    made = trial.build(None, lambda: trial_of(trial.text("movement"), athlete, loaded=loaded, **given))
    out, figure = (getattr(args, key) or root.text(key, "") for key in ("out", "figure"))
    return {"trial": made, "axes": axes, "out": out, "figure": figure}


def _athlete(section: Section) -> Any:
    from biolift.nouns.athlete import Athlete

    section.only(*(item.name for item in fields(Athlete)))
    base = dict(EXAMPLE) if not section.table else {k: v for k, v in EXAMPLE.items() if k != "name"}
    if "strength" in section.table:
        base.pop("training", None)
    return section.build(None, lambda: Athlete(**{**base, **section.table}))


def _flat(
    table: Mapping[str, Any], head: tuple[str, ...] = ("axes",)
) -> Iterator[tuple[tuple[str, ...], Any]]:
    """``load.mass = ...`` and ``"load.mass" = ...`` alike, each with its place in the file."""
    for key, value in table.items():
        place = (*head, key)
        if isinstance(value, Mapping):
            yield from _flat(value, place)
        else:
            yield place, value


def _values(place: tuple[str, ...], value: Any, root: Section) -> list[Any]:
    given, path = value if isinstance(value, list) else [value], ".".join(place[1:])
    if not given or not all(isinstance(one, (str, int, float)) for one in given):
        raise root.file.error(place, value, "a range or a list of numbers or texts", f'"{path}" = "0:120:10"')
    try:
        lists = [values([one], path) if isinstance(one, str) else [float(one)] for one in given]
    except InputError as error:
        raise root.file.error(place, error.value, error.allowed, error.hint) from None
    return list(chain.from_iterable(lists))
