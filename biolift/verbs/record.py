"""What every result carries so that it can be traced and run again."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from biolift.engine.scope import together
from biolift.library.digest import library_digest
from biolift.nouns.model import Model
from biolift.nouns.trial import Trial

#: Reasons that are told of what could not be done.
REASONS = 3


def biolift_version() -> str:
    """Version of the installed package."""
    try:
        return version("biolift")
    except PackageNotFoundError:  # run from a source tree that was never installed
        return "0+unknown"


def attributes(
    title: str, trials: Iterable[Trial], model: Model, scope: Iterable[str], axes: Iterable[str] = ()
) -> dict[str, Any]:
    """Attributes of a result: version, how to run it again, scope, sources.

    Parameters
    ----------
    title : str
    trials : iterable of Trial
        Their text can be typed back.
    model : Model
    scope : iterable of str
        What the result cannot say, one sentence each.
    axes : iterable of str
        What was swept, as typed.
    """
    trials = list(trials)
    keys = sorted({key for trial in trials for key in source_keys(trial, model)})
    return {
        "title": title,
        "biolift_version": biolift_version(),
        "library_hash": library_digest(),
        "trial": "\n".join(repr(trial) for trial in trials),
        "model": repr(model),
        "axes": "\n".join(axes),
        "scope": "\n".join(together(scope)),
        "sources": " ".join(keys),
        "seed": "none: nothing was drawn",
    }


def source_keys(trial: Trial, model: Model) -> set[str]:
    """Keys of the sources behind the numbers that entered a trial."""
    from biolift.library import athlete, equipment, passive

    keys = set(trial.movement_resolved.source_keys)
    tables = [
        athlete.strength_numbers(),
        passive.lumbar_of(trial.athlete),
        passive.leg(),
        model.spine.numbers,
        model.proportions.numbers(trial.athlete.sex),
        *(equipment.load_numbers(load) for load in trial.loads),
    ]
    keys |= {number.source for table in tables for number in table.values()}
    keys |= {source for muscle in model.muscles.muscles for source in muscle.sources}
    keys |= set(model.muscles.sources)
    return keys - {"assumed", "given"}


def drawn_source_keys(trial: Trial, model: Model) -> set[str]:
    """Keys of the sources behind a trial under every way of its modelling choices."""
    from biolift.library.choices import chosen_model, open_choices

    keys = source_keys(trial, model)
    for one in open_choices(trial, model):
        for option in one.options:
            keys |= source_keys(*chosen_model(trial, model, one, option))
    return keys


def failed_draws(failed: int, tried: int, why: Iterable[str]) -> str:
    """How many draws could not be done, and some of the reasons: the attribute `failed`."""
    lines = [f"{failed} of {tried} draws could not be done"] if failed else []
    return "\n".join(lines + list(dict.fromkeys(text.split(";")[0] for text in why))[:REASONS])
