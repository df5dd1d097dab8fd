"""Sweeps of many cases: what they say of cases that cannot be done, and when they are interrupted."""

from __future__ import annotations

import numpy as np
import pytest

import biolift as bl
from biolift.engine import batch
from biolift.errors import PoseError
from biolift.verbs import sweep as verb

ME = bl.Athlete(mass=82, height=1.8)
LIFT = bl.Trial(bl.movements.deadlift, ME, load=bl.Barbell(60))
MASSES = np.linspace(20.0, 100.0, 80)


def test_a_large_sweep_is_the_small_ones_together():
    assert len(MASSES) >= verb.MANY > 4
    whole = bl.sweep(LIFT, {"load.mass": MASSES}, progress=False)
    few = bl.sweep(LIFT, {"load.mass": MASSES[::27]}, progress=False)
    for name in ("peak_compression", "mean_joint_moment", "impulse_group_force", "overload"):
        np.testing.assert_allclose(
            whole[name].isel(load_mass=slice(None, None, 27)), few[name], rtol=1e-8, atol=1e-9
        )
    assert whole.peak_compression.attrs == few.peak_compression.attrs


def test_cases_that_cannot_be_done_are_nan_and_told():
    hyper = bl.Trial(bl.movements.reverse_hyper, ME, load=bl.Pendulum(20))
    result = bl.sweep(hyper, {"load.reach_high": np.linspace(1.1, 0.5, 70)}, progress=False)
    known = np.isfinite(result.peak_compression.sel(level="L5/S1"))
    assert known[0] and not known[-1]
    assert result.attrs["refused"].startswith(f"{int((~known).sum())} of 70 cases cannot be done")
    with pytest.raises(PoseError, match="pivot"):
        bl.sweep(hyper, {"load.reach_high": np.linspace(0.51, 0.5, 64)}, progress=False)


def test_an_interrupt_keeps_what_was_reached(monkeypatch):
    taken = batch.take

    def stop(given, *rest):
        if given.reached.any():
            raise KeyboardInterrupt
        taken(given, *rest)

    monkeypatch.setattr(batch, "take", stop)
    monkeypatch.setattr(batch, "FEWEST", 64)
    monkeypatch.setattr(batch, "MOST", 64)
    result = bl.sweep(LIFT, {"load.mass": MASSES}, progress=False)
    assert result.attrs["interrupted"] == "16 of 80 cases were not reached"
    assert int(np.isfinite(result.peak_compression.sel(level="L5/S1")).sum()) == 64
    with pytest.raises(KeyboardInterrupt):
        batch.run_batch([(LIFT, bl.models.standard)] * 130)
