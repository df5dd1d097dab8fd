"""Co-contraction as a named assumption, and an athlete's own lumbar ranges."""

import math

import numpy as np
import pytest

import biolift as bl
from biolift.engine.cocontraction import held_antagonists
from biolift.engine.newton import share
from biolift.errors import InputError

ME = bl.Athlete(mass=75, height=1.78)
LIFT = bl.Trial(bl.movements.box_lift, ME, load=bl.FreeWeight(10))
ABDOMEN = ["rectus_abdominis", "external_oblique_lateral", "internal_oblique_anterior"]


def rule(share, power=2):
    return bl.models.standard.replace(sharing=bl.sharing.ActivationPower(power, cocontraction=share))


@pytest.fixture(scope="module")
def plain():
    return bl.simulate(LIFT)


@pytest.mark.parametrize("power", [2, 3])
def test_antagonists_are_held_and_moments_still_balanced(power):
    held = bl.simulate(LIFT, rule(0.3, power))
    floor = bl.models.standard.sharing.floor
    abdomen = held["muscle_activation"].sel(muscle=ABDOMEN)
    assert float(abdomen.max()) > 3 * floor
    assert float(abdomen.min()) >= floor - 1e-9
    assert float(held["unmet_share"].max()) < 0.01
    back = held["group_activation"].sel(group="erector_spinae", side="right")
    for name in ABDOMEN:
        own = held["muscle_activation"].sel(muscle=name, side="right")
        assert np.corrcoef(own, back)[0, 1] > 0.95  # they follow the agonists


def test_no_share_is_the_plain_rule(plain):
    assert bl.simulate(LIFT, rule(0.0))["compression"].equals(plain["compression"])


def test_more_share_more_compression(plain):
    peaks = [float(bl.simulate(LIFT, rule(share))["compression"].max()) for share in (0.1, 0.2, 0.3)]
    assert float(plain["compression"].max()) < peaks[0] < peaks[1] < peaks[2]


def test_net_moments_do_not_depend_on_it(plain):
    held = bl.simulate(LIFT, rule(0.3))
    for name in ("lumbar_extension_moment", "joint_moment", "lumbar_passive_moment"):
        assert held[name].equals(plain[name])


def test_the_calibrated_share_gives_the_published_increase(plain):
    with_share = bl.simulate(LIFT, bl.models.cocontraction)["compression"].max()
    assert 1.12 <= float(with_share) / float(plain["compression"].max()) <= 1.18


def test_a_hanging_body_and_one_sided_loads_converge():
    twist = bl.Trial(bl.movements.isometric_row, ME, variant="one_arm", load=bl.Dumbbell(20))
    hang = bl.Trial(bl.movements.hanging_knee_raise, ME, variant="straight_leg")
    for trial in (twist, hang):
        ds = bl.simulate(trial, bl.models.cocontraction)
        assert float(ds["unmet_share"].max()) < 0.01
        assert np.isfinite(ds["compression"].values).all()


def test_where_nothing_is_known_nothing_is_said():
    rng = np.random.default_rng(2)
    A = rng.normal(size=(4, 5, 8)) * 50.0
    b = rng.normal(size=(4, 5)) * 20.0
    b[1, 0] = np.nan
    one, least, trunk = (
        bl.sharing.ActivationPower(2, cocontraction=0.2),
        np.full(8, 0.03),
        np.ones(8, dtype=bool),
    )
    start = share(A, b, one, lo=least)
    floors, activation, reserve = held_antagonists(A, b, one, np.ones(8), least, trunk, *start)
    assert np.isnan(activation[1]).all() and np.isfinite(activation[[0, 2, 3]]).all()
    assert np.isfinite(floors).all() and (floors >= least).all()
    left = b - np.einsum("tkn,tn->tk", A, activation)
    assert left[[0, 2, 3]] == pytest.approx(reserve[[0, 2, 3]], abs=1e-6)


@pytest.mark.parametrize("share", [-0.1, 0.6, math.nan, "much", None])
def test_a_share_out_of_range(share):
    with pytest.raises(InputError, match="cocontraction"):
        bl.sharing.ActivationPower(2, cocontraction=share)


def test_own_lumbar_range_goes_before_that_of_the_age():
    own = bl.Athlete(mass=75, height=1.78, age=60, lumbar_flexion_range="75 deg", lumbar_extension_range=0.5)
    bent = bl.Trial(bl.movements.forward_bend, own, variant="wilke", tempo="hold 5")
    stiff = bent.replace(athlete=bl.Athlete(mass=75, height=1.78, age=60))
    soft, hard = (float(bl.simulate(t)["lumbar_passive_moment"].max()) for t in (bent, stiff))
    assert 0 < soft < 0.7 * hard
    assert eval(repr(own), {"Athlete": bl.Athlete}) == own
    swept = bl.sweep(stiff, {"athlete.lumbar_flexion_range": ["50 deg", "70 deg"]}, progress=False)
    assert swept["peak_compression"].sel(level="L4/L5").diff("athlete_lumbar_flexion_range").item() < 0


@pytest.mark.parametrize("given", ["0 deg", "120 deg", -0.5, math.nan, "wide"])
def test_a_range_that_nobody_has(given):
    with pytest.raises(InputError, match="lumbar_flexion_range"):
        bl.Athlete(mass=75, height=1.78, lumbar_flexion_range=given)
