"""biolift: the biomechanics of strength training.

A trial (who lifts what, how) and a model (what is assumed) go in; joint moments, muscle forces and spine
loads come out as a labelled Dataset, every number with its unit, sign and source.

>>> import biolift as bl
>>> me = bl.Athlete(mass=82, height="5 ft 11 in", sex="male")
>>> hyper = bl.Trial(bl.movements.reverse_hyper, me, load=bl.Pendulum(mass=60), tempo="2-0-1-0")
>>> rep = bl.simulate(hyper)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

#: Public name -> module that holds it; with a colon, the module itself. Imported when first used.
_HOMES = {
    "Athlete": "biolift.nouns.athlete",
    "Model": "biolift.nouns.model",
    "Movement": "biolift.nouns.movement",
    "Tempo": "biolift.nouns.tempo",
    "Trial": "biolift.nouns.trial",
    "AnkleWeight": "biolift.equipment.free_weight",
    "Barbell": "biolift.equipment.free_weight",
    "Dumbbell": "biolift.equipment.free_weight",
    "FreeWeight": "biolift.equipment.free_weight",
    "Plate": "biolift.equipment.free_weight",
    "Vest": "biolift.equipment.free_weight",
    "Band": "biolift.equipment.band",
    "Cable": "biolift.equipment.cable",
    "Pendulum": "biolift.equipment.pendulum",
    "Prescription": "biolift.nouns.prescription",
    "Chain": "biolift.nouns.chain",
    "ChainSegment": "biolift.nouns.chain",
    "ExternalForce": "biolift.nouns.external_force",
    "Recording": "biolift.nouns.recording",
    "RollerPendulum": "biolift.equipment.roller_pendulum",
    "RopePendulum": "biolift.equipment.rope_pendulum",
    "Claim": "biolift.nouns.claim",
    "Verdict": "biolift.nouns.verdict",
    "bands": "biolift.library.bands",
    "claims": "biolift.library.claims",
    "models": "biolift.library.models",
    "movements": "biolift.library.movements",
    "proportions": "biolift.library.proportions",
    "studies": "biolift.library.studies",
    "sharing": "biolift.sharing:",
    "agreement": "biolift.evidence.agreement",
    "capacity": "biolift.verbs.capacity",
    "card": "biolift.report.card",
    "check": "biolift.verbs.check",
    "compare": "biolift.verbs.compare",
    "dose": "biolift.verbs.dose",
    "inverse_dynamics": "biolift.verbs.inverse_dynamics",
    "joint_angles": "biolift.verbs.joint_angles",
    "judge": "biolift.evidence.verdicts",
    "judge_all": "biolift.evidence.verdicts",
    "load_for": "biolift.verbs.load_for",
    "overview": "biolift.verbs.overview",
    "prepare": "biolift.verbs.prepare",
    "repetitions": "biolift.verbs.repetitions",
    "sample": "biolift.verbs.sample",
    "sample_curves": "biolift.verbs.sample_curves",
    "select": "biolift.verbs.select",
    "sensitivity": "biolift.verbs.sensitivity",
    "simulate": "biolift.verbs.simulate",
    "sweep": "biolift.verbs.sweep",
    "plot": "biolift.viz:",
    "save": "biolift.io.netcdf",
    "load": "biolift.io.netcdf",
    "read_recording": "biolift.io.recordings",
    "cite": "biolift.io.cite",
    "BioliftError": "biolift.errors",
    "InputError": "biolift.errors",
    "PoseError": "biolift.errors",
}
__all__ = ["__version__", *_HOMES]

if TYPE_CHECKING:
    from biolift import sharing as sharing
    from biolift import viz as plot
    from biolift.equipment.band import Band
    from biolift.equipment.cable import Cable
    from biolift.equipment.free_weight import AnkleWeight, Barbell, Dumbbell, FreeWeight, Plate, Vest
    from biolift.equipment.pendulum import Pendulum
    from biolift.equipment.roller_pendulum import RollerPendulum
    from biolift.equipment.rope_pendulum import RopePendulum
    from biolift.errors import BioliftError, InputError, PoseError
    from biolift.evidence.agreement import agreement
    from biolift.evidence.verdicts import judge, judge_all
    from biolift.io.cite import cite
    from biolift.io.netcdf import load, save
    from biolift.io.recordings import read_recording
    from biolift.library.bands import bands
    from biolift.library.claims import claims
    from biolift.library.models import models
    from biolift.library.movements import movements
    from biolift.library.proportions import proportions
    from biolift.library.studies import studies
    from biolift.nouns.athlete import Athlete
    from biolift.nouns.chain import Chain, ChainSegment
    from biolift.nouns.claim import Claim
    from biolift.nouns.external_force import ExternalForce
    from biolift.nouns.model import Model
    from biolift.nouns.movement import Movement
    from biolift.nouns.prescription import Prescription
    from biolift.nouns.recording import Recording
    from biolift.nouns.tempo import Tempo
    from biolift.nouns.trial import Trial
    from biolift.nouns.verdict import Verdict
    from biolift.report.card import card
    from biolift.verbs.capacity import capacity
    from biolift.verbs.check import check
    from biolift.verbs.compare import compare
    from biolift.verbs.dose import dose
    from biolift.verbs.inverse_dynamics import inverse_dynamics
    from biolift.verbs.joint_angles import joint_angles
    from biolift.verbs.load_for import load_for
    from biolift.verbs.overview import overview
    from biolift.verbs.prepare import prepare
    from biolift.verbs.repetitions import repetitions
    from biolift.verbs.sample import sample
    from biolift.verbs.sample_curves import sample_curves
    from biolift.verbs.select import select
    from biolift.verbs.sensitivity import sensitivity
    from biolift.verbs.simulate import simulate
    from biolift.verbs.sweep import sweep

    __version__: str


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("biolift")
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'biolift' has no attribute {name!r}")
    module = import_module(home.rstrip(":"))
    value = module if home.endswith(":") else getattr(module, name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
