"""Loads of a claim that are matched: found once, for the stand-in of its people."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from biolift.library.quantities import quantity
from biolift.nouns.claim import Claim, Match
from biolift.nouns.model import Model
from biolift.nouns.trial import Trial
from biolift.nouns.values import Values
from biolift.units import mass_text
from biolift.verbs.load_for import load_for
from biolift.verbs.select import select
from biolift.verbs.simulate import simulate

if TYPE_CHECKING:
    import xarray as xr

#: From end to end so slowly that accelerations do not count.
SLOW = "200-0-200-0"


def at_horizontal(ds: xr.Dataset, curve: xr.DataArray) -> float:
    """Value of a curve where the moving part is horizontal, on the way up.

    What moves is the trunk; where it lies still, the thighs.
    """
    inclination = ds["trunk_inclination"]
    if np.ptp(inclination.values) < 1e-6:
        inclination = ds["pelvic_tilt"] - ds["joint_angle"].sel(joint="hip", side="right")
    up = ds["phase"].values == "concentric"
    angle, value = inclination.values[up], curve.values[up]
    order = np.argsort(angle)
    return float(np.interp(np.pi / 2, angle[order], value[order]))


def matched(claim: Claim, model: Model) -> Claim:
    """The claim with its matched loads found, and each of them told among its assumptions.

    Raises
    ------
    InputError
        Where no load matches.
    """
    trials, said = dict(claim.trials), []
    for name, match in claim.matches.items():
        trials[name] = _found(trials[name], trials[match.to], match, model)
        words = _words(match.quantity) + (" at horizontal" if match.at else "")
        own, other = (text.replace("_", " ") for text in (name, match.to))
        athlete = trials[name].athlete
        said.append(
            f"{own}: {mass_text(trials[name].loads[0].mass)} added, so that {words} is that of {other} "
            f"for a {athlete.sex} athlete of {athlete.mass:g} kg"
        )
    return (
        replace(claim, trials=Values.of(trials), assumptions=(*claim.assumptions, *said)) if said else claim
    )


def _words(address: str) -> str:
    """``joint_moment[hip, right]`` in words."""
    name, _, members = address.partition("[")
    return f"{quantity(name).long_name} ({members.rstrip(']')})" if members else quantity(name).long_name


def _found(sought: Trial, known: Trial, match: Match, model: Model) -> Trial:
    """The sought trial with the mass at which it agrees with the known one."""

    def value(ds: xr.Dataset) -> float:
        return at_horizontal(ds, select(ds, match.quantity))

    if not match.at:
        mass = load_for(sought, match.quantity, _peak(known, match.quantity, model), model)
    else:
        slow = [trial.replace(tempo=SLOW) for trial in (known, sought)]
        mass = load_for(slow[1], value, value(simulate(slow[0], model)), model)
    return sought.replace(load=replace(sought.loads[0], mass=round(mass, 3)))


def _peak(known: Trial, quantity: str, model: Model) -> float:
    """A summary of one repetition."""
    from biolift.verbs.sweep import sweep

    summary = sweep(known, {"load.mass": [known.loads[0].mass]}, model, progress=False, threads=1)
    return float(select(summary, quantity).item())
