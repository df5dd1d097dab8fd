"""What every verb takes, checked before anything is computed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from biolift.errors import InputError
from biolift.library.models import models
from biolift.nouns.model import Model
from biolift.nouns.recording import Recording
from biolift.nouns.trial import Trial


def trial_of(given: Trial, field: str = "trial") -> Trial:
    """A trial, or an error that shows one.

    Raises
    ------
    InputError
        For anything else.
    """
    if not isinstance(given, Trial):
        raise InputError(field, given, "a Trial", "Trial(bl.movements.reverse_hyper, athlete)")
    return given


def model_of(given: Model | None) -> Model:
    """A model; the standard one when none is given.

    Raises
    ------
    InputError
        For anything else.
    """
    if given is None:
        return models.standard
    if not isinstance(given, Model):
        raise InputError("model", given, "a Model, or None for the standard one", "bl.models.standard")
    return given


def grid_of(axes: Mapping[str, Iterable[Any]]) -> dict[str, list[Any]]:
    """Axes of a sweep with their values as lists.

    Raises
    ------
    InputError
        For what is no mapping from paths to values, or an axis without values.
    """
    hint = '{"load.mass": range(0, 121, 10)}'
    if not isinstance(axes, Mapping):
        raise InputError("axes", axes, "a mapping from paths to values", hint)
    for path, values in axes.items():
        if not isinstance(path, str):
            raise InputError("axes", path, "a mapping whose keys are paths", hint)
        if isinstance(values, str) or not isinstance(values, Iterable):
            raise InputError(f"axes[{path!r}]", values, "a list or range of values", hint)
    grid = {
        path: [value.item() if isinstance(value, np.generic) else value for value in values]
        for path, values in axes.items()
    }
    for path, listed in grid.items():
        if not listed:
            raise InputError(f"axes[{path!r}]", [], "at least one value", "range(0, 121, 10)")
    return grid


def recording_of(given: Recording) -> Recording:
    """A recording, or an error that shows where to get one.

    Raises
    ------
    InputError
        For anything else.
    """
    if not isinstance(given, Recording):
        raise InputError("recording", given, "a Recording", "bl.read_recording('walk.mot')")
    return given
