"""Cases that the compiled blocks leave open."""

import numpy as np

import biolift as bl
from biolift.engine import batch
from biolift.engine.block import driver


def test_what_only_a_single_repetition_can_do_is_told(monkeypatch):
    def leaves_open(group, columns, first, last, out):
        out.status[:] = driver.OPEN

    monkeypatch.setattr(batch, "run_group", leaves_open)
    athlete = bl.Athlete(mass=80, height=1.8, sex="male")
    trial = bl.Trial(bl.movements.back_extension, athlete, load=bl.Plate(20))
    found = batch.run_batch([(trial, bl.models.standard)] * 2, ["peak_compression"], threads=1)
    assert found.errors == {0: batch.LEFT_OPEN, 1: batch.LEFT_OPEN}
    assert np.isnan(found.values["peak_compression"]).all()
