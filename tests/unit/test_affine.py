"""The shortcut for net moments over load and tempo against running every case."""

from __future__ import annotations

import numpy as np
import pytest

import biolift as bl
from biolift.engine.affine import MOMENTS, affine, summaries
from biolift.engine.outcome import values
from biolift.engine.pipeline import run_trial
from biolift.engine.summary import summaries as one_by_one

ME = bl.Athlete(mass=82, height=1.8, sex="male")


def runner(trial):
    shape = {phase: seconds for phase, seconds in trial.durations.items()}
    whole = sum(shape.values())
    seen = []

    def run(mass, duration):
        seen.append((mass, duration))
        tempo = [seconds * duration / whole for seconds in shape.values()]
        return run_trial(trial.replace(load=type(trial.load)(mass), tempo=tempo), bl.models.standard)

    return run, seen


@pytest.mark.parametrize(
    "trial",
    [
        bl.Trial(bl.movements.back_extension, ME, load=bl.Plate(10), tempo="2-0-2-1"),
        bl.Trial(bl.movements.reverse_hyper, ME, load=bl.Pendulum(10), tempo="2-0-2-0"),
    ],
)
def test_shortcut_equals_every_case(trial):
    run, seen = runner(trial)
    masses, durations = np.array([5.0, 12.0, 20.0]), np.array([3.0, 4.5, 6.0])
    found = affine(run, masses, durations)
    assert found is not None and len(seen) == 5
    fast = summaries(found, masses, durations)
    for i, mass in enumerate(masses):
        for j, duration in enumerate(durations):
            case = run(mass, duration)
            for name in MOMENTS:
                slow = one_by_one(values(case)[name], case.motion.time)
                size = np.nanmax(np.abs(slow["peak"]), initial=1.0)
                for kind in ("peak", "mean", "impulse"):
                    got = fast[kind][name][i, j]
                    np.testing.assert_allclose(got, slow[kind], rtol=0, atol=1e-9 * size * (duration + 1))
                when = fast["time_of_peak"][name][i, j]  # on a plateau rounding picks the instant
                at = np.searchsorted(case.motion.time - case.motion.time[0], np.nan_to_num(when) - 1e-9)
                there = np.take_along_axis(values(case)[name], at[..., None], axis=-1)[..., 0]
                np.testing.assert_allclose(there, slow["peak"], rtol=0, atol=1e-9 * size)


@pytest.mark.parametrize(
    "trial",
    [
        # the balance follows the bar, and a strap hangs slack under the bench
        bl.Trial(bl.movements.good_morning, ME, load=bl.Barbell(20), tempo="2-0-2-0"),
        bl.Trial(bl.movements.reverse_hyper, ME, load=bl.Pendulum(10), tempo="0.5-1-0.5-0"),
    ],
)
def test_other_trials_are_refused(trial):
    run, _ = runner(trial)
    assert affine(run, [10.0, 60.0], [1.0, 4.0]) is None


def test_one_load_and_one_tempo_are_single_runs():
    trial = bl.Trial(bl.movements.back_extension, ME, load=bl.Plate(10), tempo="2-0-2-1")
    run, seen = runner(trial)
    found = affine(run, [10.0], [5.0])
    assert found is not None and len(seen) == 1
    np.testing.assert_array_equal(found.inertia, 0.0 * found.inertia)


AXES = {"load.mass": [5, 10, 15, 20, 25, 30], "tempo": ["2-0-2-1", "4-0-4-2", "1.5-0-1.5-0.75"]}
REPORT = ["peak_lumbar_extension_moment", "impulse_joint_moment[hip]"]


@pytest.mark.parametrize("paths", [("load.mass", "tempo"), ("tempo", "load.mass"), ("load.mass",)])
def test_sweep_takes_the_shortcut_by_itself(paths):
    trial = bl.Trial(bl.movements.back_extension, ME, load=bl.Plate(10), tempo="2-0-2-1")
    axes = {path: AXES[path] for path in paths}
    quick = bl.sweep(trial, axes, report=REPORT, progress=False)
    slow = bl.sweep(trial, axes, progress=False)
    assert "affine" in quick.attrs and "affine" not in slow.attrs
    assert list(quick.data_vars) == REPORT
    for text in REPORT:
        expected = bl.select(slow, text)
        assert quick[text].dims == expected.dims
        np.testing.assert_allclose(quick[text], expected, rtol=1e-9)
    assert quick.scope == slow.scope


def test_sweep_of_other_summaries_runs_every_case():
    trial = bl.Trial(bl.movements.back_extension, ME, load=bl.Plate(10))
    result = bl.sweep(trial, {"load.mass": [5, 10]}, report=["peak_compression"], progress=False)
    assert "affine" not in result.attrs and list(result.data_vars) == ["peak_compression"]
    with pytest.raises(bl.InputError, match="peak_compression"):
        bl.sweep(trial, {"load.mass": [5]}, report=["peak_compresion"], progress=False)
