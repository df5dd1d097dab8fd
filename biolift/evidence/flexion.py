"""What bending forward asks, and what the back can give: curves beside published shapes."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from biolift.evidence.measure import Runs
from biolift.library.movements import movements
from biolift.nouns.athlete import Athlete
from biolift.nouns.model import Model
from biolift.nouns.trial import Trial
from biolift.verbs.inputs import model_of

if TYPE_CHECKING:
    import xarray as xr

#: Part of the trunk's inclination that bends the lumbar spine where its whole range is wanted.
ROUND = 0.625
LEVEL = "L4/L5"


def bend(athlete: Athlete, inclination: float, share: float | None = None) -> Trial:
    """A forward bend held at an inclination of the trunk [rad], of which `share` is lumbar."""
    numbers = {} if share is None else {"lumbar_share": share}
    pose = {"bent.trunk_inclination": inclination}
    return Trial(movements["forward_bend"], athlete, tempo="hold 5", pose=pose, numbers=numbers)


def flexion_curve(
    athlete: Athlete, model: Model | None = None, inclinations: Iterable[float] = range(0, 91, 5)
) -> xr.Dataset:
    """Moment and compression of a held forward bend against the trunk's inclination.

    Parameters
    ----------
    athlete : Athlete
    model : Model, optional
    inclinations : iterable of float
        [deg]

    Returns
    -------
    xarray.Dataset
        ``moment`` and ``passive_moment`` [N m] and ``compression`` [N] at L4/L5, on
        ``trunk_inclination`` [deg].

    Raises
    ------
    PoseError
        For an inclination that the body cannot take in balance.
    """
    import xarray as xr

    model, runs, angles = model_of(model), Runs(), [float(a) for a in inclinations]
    names = ("lumbar_extension_moment", "lumbar_passive_moment", "compression")
    found = []
    for angle in angles:
        curves = runs((bend(athlete, math.radians(angle)), model)).curves
        found.append([_level(curves[name]) for name in names])
    table = np.array(found).T
    data = dict(
        zip(
            ("moment", "passive_moment", "compression"),
            (("trunk_inclination", v) for v in table),
            strict=True,
        )
    )
    return xr.Dataset(data, {"trunk_inclination": angles}, {"model": repr(model), "athlete": repr(athlete)})


def _level(curve: xr.DataArray) -> float:
    here = curve.sel(level=LEVEL) if "level" in curve.dims else curve
    return float(here[-1])


def strength_curve(
    athlete: Athlete, model: Model | None = None, flexions: Iterable[float] = range(-10, 61, 5)
) -> xr.Dataset:
    """Largest extension moment at L5/S1 against lumbar flexion.

    Returns
    -------
    xarray.Dataset
        ``active``, ``passive`` and ``strength``, their sum [N m], on ``lumbar_flexion`` [deg].
    """
    import xarray as xr

    model, runs, angles = model_of(model), Runs(), [float(a) for a in flexions]
    rows = []
    for angle in angles:
        result = runs((bend(athlete, math.radians(angle) / ROUND, ROUND), model))
        passive = _level(result.curves["lumbar_passive_moment"])
        rows.append((float(result.strength[-1]) - passive, passive, float(result.strength[-1])))
    data = {
        name: ("lumbar_flexion", list(column))
        for name, column in zip(("active", "passive", "strength"), zip(*rows, strict=True), strict=True)
    }
    return xr.Dataset(data, {"lumbar_flexion": angles}, {"model": repr(model), "athlete": repr(athlete)})
