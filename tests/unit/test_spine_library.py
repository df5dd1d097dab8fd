"""The lumbar spine: its numbers, and the two hinges that stand for its five joints."""

import numpy as np
import pytest

from biolift.errors import DataFileError, InputError
from biolift.library import spine
from biolift.library.sources import DATA
from biolift.nouns.number import Number, Numbers
from biolift.nouns.spine import Spine
from biolift.vocabulary import LUMBAR_SHARE

SPINE = spine.standard()
#: Joint spacing [mm] and lean forward of the vertical [deg] of L5 to L1 in upright standing.
SPACING = np.array([39.6, 36.8, 36.8, 34.1, 35.5])
LEAN = np.radians([21.0, 3.0, -9.0, -16.0, -22.0])
#: Vector from L5/S1 to T12/L1 in upright standing [mm], forward and up, as the body model has it.
UPRIGHT = np.array([-12.0, 175.0])
FLEXION = np.radians(np.linspace(0.0, 60.0, 61))


def chain(flexion):
    """T12/L1 of the five-joint chain [mm] (2, N): each vertebra turns by the shares below it."""
    angle = LEAN[:, None] + np.cumsum(SPINE.flexion_shares)[:, None] * flexion
    return np.array([SPACING @ np.sin(angle), SPACING @ np.cos(angle)])


def hinge(flexion, share, upright):
    """T12/L1 when one segment turns at L5/S1 by a share of the flexion [mm] (2, N)."""
    s, c = np.sin(share * flexion), np.cos(share * flexion)
    return np.array([c * upright[0] + s * upright[1], -s * upright[0] + c * upright[1]])


def largest_error(share, upright):
    return np.hypot(*(hinge(FLEXION, share, upright) - chain(FLEXION))).max()


def test_two_hinges_put_the_thorax_where_five_joints_do():
    np.testing.assert_allclose(chain(np.zeros(1))[:, 0], UPRIGHT, atol=1.0)
    assert largest_error(LUMBAR_SHARE, UPRIGHT) < 7.0
    upright = chain(np.zeros(1))[:, 0]
    shares = np.linspace(0.4, 0.7, 301)
    errors = [largest_error(share, upright) for share in shares]
    assert shares[int(np.argmin(errors))] == pytest.approx(LUMBAR_SHARE, abs=0.005)
    assert min(errors) == pytest.approx(6.0, abs=0.1)


def test_discs_turn_half_way_between_their_vertebrae():
    shares, at = SPINE.flexion_shares, SPINE.numbers.at
    assert sum(shares) == pytest.approx(1.0)
    assert at("disc_tilt_per_flexion_l5s1") == pytest.approx(0.5 * shares[0])
    assert at("disc_tilt_per_flexion_l4l5") == pytest.approx(shares[0] + 0.5 * shares[1])
    assert np.degrees([at("disc_tilt_l5s1"), at("disc_tilt_l4l5")]) == pytest.approx([32.0, 12.0])


def test_a_draw_cannot_break_the_sum_of_the_shares():
    shares = [n for name, n in SPINE.numbers.items() if name.startswith("flexion_share")]
    assert [n.sd for n in shares] == [0.0] * 5


def test_replace_checks_range_and_sum():
    assert SPINE.replace(passive_lever_arm=0.06).numbers.at("passive_lever_arm") == 0.06
    with pytest.raises(InputError, match="passive_lever_arm"):
        SPINE.replace(passive_lever_arm=0.2)
    with pytest.raises(InputError, match="flexion_shares"):
        SPINE.replace(flexion_share_l5s1=0.2)
    with pytest.raises(InputError, match="level_distance"):
        SPINE.replace(level_distanc=0.04)


def test_spine_is_a_value():
    assert hash(SPINE) == hash(spine.read(DATA / "spine.toml"))
    assert eval(repr(SPINE), {"Spine": Spine, "Numbers": Numbers, "Number": Number}) == SPINE


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("passive_lever_arm =", "passive_arm =", "passive_arm"),
        ("value = 0.125", "value = 0.225", "summing to one"),
        ('source = "full_body_muscle_repository"', 'source = "hearsay"', "hearsay"),
        ("abdominal_arm = {", "# abdominal_arm = {", "abdominal_arm"),
    ],
)
def test_bad_files_are_refused(tmp_path, old, new, said):
    text = (DATA / "spine.toml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "spine.toml").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DataFileError, match=said):
        spine.read(tmp_path / "spine.toml")
