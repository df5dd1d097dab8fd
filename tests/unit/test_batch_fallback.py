"""Cases that the compiled blocks leave open, and what they do not know."""

from dataclasses import replace
from threading import Event

import numpy as np

import biolift as bl
from biolift.engine import batch
from biolift.engine.block import driver
from biolift.engine.grid import Grid
from biolift.errors import InputError

ATHLETE = bl.Athlete(mass=80, height=1.8, sex="male")
TRIAL = bl.Trial(bl.movements.back_extension, ATHLETE, load=bl.Plate(20))


def test_what_only_a_single_repetition_can_do_is_told(monkeypatch):
    def leaves_open(group, columns, first, last, out):
        out.status[:] = driver.OPEN

    monkeypatch.setattr(batch, "run_group", leaves_open)
    found = batch.run_batch([(TRIAL, bl.models.standard)] * 2, ["peak_compression"], threads=1)
    assert found.errors == {0: batch.LEFT_OPEN, 1: batch.LEFT_OPEN}
    assert np.isnan(found.values["peak_compression"]).all()


def test_uncompiled_versions_have_the_scope_of_the_first_whichever_ends_first(monkeypatch):
    """The first version is refused, the second waits until the third is through."""
    told, third = batch.scope, Event()

    def runs(trial, model):
        if trial.load.mass == 1:
            raise InputError("load.mass", 1, "for a test, two or more")
        if trial.load.mass == 2:
            assert third.wait(60)
        return real(trial, model)

    def says(run):
        said = [f"{run.trial.load.mass:g} kg", *told(run)]
        if run.trial.load.mass == 3:
            third.set()
        return said

    real, known = batch.run_trial, batch.structure
    monkeypatch.setattr(batch, "run_trial", runs)
    monkeypatch.setattr(batch, "scope", says)
    monkeypatch.setattr(batch, "structure", lambda *case: replace(known(*case), compiled=False))
    monkeypatch.setattr(batch, "FEWEST", 1)
    cases = Grid(TRIAL, bl.models.standard, {"load.mass": [1, 2, 3]}).cases()
    found = batch.run_batch(cases, ["peak_compression"], threads=2)
    assert list(found.errors) == [0]
    assert np.isfinite(found.values["peak_compression"][1:]).all()
    assert [lines[0] for lines in found.scope] == ["2 kg"]
