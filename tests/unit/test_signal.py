"""Filter, splines, gaps and lag against closed forms and scipy's own parts."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import biolift as bl
from biolift.engine import signal
from biolift.errors import InputError, MissingExtra

pytest.importorskip("scipy")
RATE = 100.0
TIME = np.arange(400) / RATE


def take(**columns) -> bl.Recording:
    return bl.Recording.of(TIME, columns)


@pytest.mark.parametrize("order", [1, 2, 3, 4])
@pytest.mark.parametrize("frequency", [2.0, 6.0, 12.0])
def test_gain_of_two_passes(order, frequency):
    """A sine comes out smaller by the squared gain of the digital filter, and not delayed."""
    wave = np.sin(2 * np.pi * frequency * TIME)
    out = signal.butterworth(wave, RATE, 6.0, order)
    warped = np.tan(np.pi * frequency / RATE) / np.tan(np.pi * 6.0 / RATE)
    gain = 1.0 / (1.0 + warped ** (2 * order))
    middle = slice(100, 300)
    np.testing.assert_allclose(out[middle], gain * wave[middle], atol=2e-3)


@given(st.floats(0.5, 20.0), st.integers(1, 6))
def test_cutoff_per_pass_and_overall_undo_each_other(cutoff, order):
    each = signal.per_pass(cutoff, RATE, order)
    assert each > cutoff and signal.overall(each, RATE, order) == pytest.approx(cutoff)


def test_overall_cutoff_is_where_both_passes_lose_three_decibels():
    made = bl.prepare(take(hip_flexion_r=np.sin(2 * np.pi * 6.0 * TIME)), cutoff=6, order=2, effective=True)
    assert np.abs(made["hip_flexion_r"][100:300]).max() == pytest.approx(np.sqrt(0.5), abs=2e-3)
    # Winter's 0.802 holds far below the rate; at 6 of 100 Hz the digital filter wants a little less
    assert "order 2 and 7.431 Hz per pass (together order 4, 3 dB at 6 Hz)" in made.history[0]


def test_derivatives_of_a_sine():
    w = 2 * np.pi
    q, u, a = signal.derivatives(TIME, np.sin(w * TIME))
    np.testing.assert_allclose(u, w * np.cos(w * TIME), atol=1e-6)
    np.testing.assert_allclose(a[3:-3], -(w**2) * np.sin(w * TIME)[3:-3], atol=1e-4)
    np.testing.assert_allclose(q, np.sin(w * TIME))


def test_runs_between_missing_samples_are_done_by_themselves():
    wave = np.sin(2 * np.pi * TIME)
    wave[150:160] = np.nan
    _, u, _ = signal.derivatives(TIME, wave)
    np.testing.assert_allclose(u[:150], 2 * np.pi * np.cos(2 * np.pi * TIME[:150]), atol=1e-5)
    assert np.isnan(u[150:160]).all() and np.isfinite(u[160:]).all()
    smooth = signal.butterworth(wave, RATE, 10.0, 2)
    assert np.isfinite(smooth[:150]).all() and np.isnan(smooth[150:160]).all()


def test_gaps_up_to_a_limit():
    wave = np.sin(2 * np.pi * TIME)
    holed = wave.copy()
    holed[50:55] = holed[200:220] = holed[:2] = np.nan
    made = bl.prepare(take(hip_flexion_r=holed), cutoff=None, gap="50 ms")
    np.testing.assert_allclose(made["hip_flexion_r"][50:55], wave[50:55], atol=1e-5)
    assert made.missing == {"hip_flexion_r": 22}
    assert made.history == ("gaps up to 0.05 s: 5 samples filled by a cubic spline, 22 stay missing",)


def test_resampling():
    uneven = np.sort(np.concatenate([TIME[::2], TIME[::2][:-1] + 0.007]))
    wave = bl.Recording.of(uneven, {"hip_flexion_r": np.sin(2 * np.pi * uneven)})
    assert wave.rate is None
    with pytest.raises(InputError, match=r"prepare\(recording, rate=100\)"):
        bl.prepare(wave)
    made = bl.prepare(wave, cutoff=None, rate=50)
    assert made.rate == 50.0 and made.history[-1] == "resampled to 50 Hz by a quintic spline"
    np.testing.assert_allclose(made["hip_flexion_r"], np.sin(2 * np.pi * made.time), atol=1e-6)


def test_a_long_gap_stays_one_when_resampled():
    wave = np.sin(2 * np.pi * TIME)
    wave[200:250] = np.nan
    made = bl.prepare(take(hip_flexion_r=wave), cutoff=None, rate=60)
    lost = made.time[np.isnan(made["hip_flexion_r"])]
    assert lost.min() >= 1.99 and lost.max() <= 2.5 and len(lost) > 25


def test_padding_that_is_kept():
    noisy = take(hip_flexion_r=0.3 + TIME**2, plate_1_force_y=np.ones_like(TIME))
    made = bl.prepare(noisy, keep_padding=True)
    assert made.inside.sum() == len(TIME) and len(made.time) == 2 * len(TIME)
    np.testing.assert_allclose(made.time[made.inside], TIME)
    assert np.isnan(made["plate_1_force_y"][~made.inside]).all()
    np.testing.assert_array_equal(
        made["plate_1_force_y"][made.inside], 1.0
    )  # plates are not filtered unasked
    with pytest.raises(InputError, match="'mirror' where it is kept"):
        bl.prepare(noisy, keep_padding=True, padding="even")


@pytest.mark.parametrize(
    "said, words",
    [
        ({"cutoff": 60}, "between 0.01 and 49 Hz"),
        ({"cutoff": -1}, "between 0.01"),
        ({"cutoff": float("nan")}, "between 0.01"),
        ({"order": 0}, "a whole number from 1 to 8"),
        ({"order": 2.0}, "a whole number from 1 to 8"),
        ({"padding": "mirorr"}, "'mirror'"),
        ({"gap": -1}, "zero or positive"),
        ({"rate": 0}, "between 1"),
        ({"columns": ["hip"]}, "hip_flexion_r"),
        ({"cutoff": 45, "effective": True}, None),
    ],
)
def test_values_out_of_range(said, words):
    recording = take(hip_flexion_r=np.sin(TIME))
    if words is None:
        assert bl.prepare(recording, **said).rate == RATE
        return
    with pytest.raises(InputError, match=words):
        bl.prepare(recording, **said)
    with pytest.raises(InputError, match="a Recording"):
        bl.prepare(None)


@settings(max_examples=15)
@given(st.floats(-0.15, 0.15))
def test_lag(shift):
    def curve(t):
        return 700 + 300 * np.sin(2 * np.pi * 1.1 * t) + 100 * np.cos(2 * np.pi * 2.7 * t)

    fast = np.arange(-1000, 5000) / 1000.0
    assert signal.lag(TIME, curve(TIME), fast, 1.1 * curve(fast - shift), 0.25) == pytest.approx(
        shift, abs=5e-4
    )


def test_without_scipy(monkeypatch):
    monkeypatch.setitem(sys.modules, "scipy.interpolate", None)
    with pytest.raises(
        MissingExtra, match=r"needs scipy; install it with: pip install 'biolift\[recordings\]'"
    ):
        bl.prepare(take(hip_flexion_r=np.sin(TIME)))
