"""Cases that the compiled blocks leave open."""

import pytest

import biolift as bl
from biolift.engine import batch
from biolift.engine.block import driver


def test_what_the_reference_can_do_is_not_lost(monkeypatch):
    def leaves_open(group, columns, first, last, out):
        out.status[:] = driver.OPEN

    monkeypatch.setattr(batch, "run_group", leaves_open)
    athlete = bl.Athlete(mass=80, height=1.8, sex="male")
    trial = bl.Trial(bl.movements.back_extension, athlete, load=bl.Plate(20))
    found = batch.run_batch([(trial, bl.models.standard)] * 2, ["peak_compression"], threads=1)
    peak = bl.simulate(trial).compression.sel(level="L5/S1").max()
    assert not found.errors
    assert found.values["peak_compression"][0, 0] == pytest.approx(float(peak), rel=1e-9)
