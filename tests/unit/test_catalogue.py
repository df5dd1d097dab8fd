"""Catalogues, and what every movement and site of the library must have."""

import copy
import math
import pickle

import pytest

import biolift as bl
from biolift.errors import InputError
from biolift.library.catalogue import Catalogue, UnknownMember
from biolift.library.movements import movements
from biolift.library.proportions import proportions
from biolift.library.sites import site, site_places, sites
from biolift.library.sources import sources
from biolift.nouns.movement import Movement

EVERY = [one for base in movements for one in (base, *base.variants.values())]
BODY = proportions.de_leva.body(bl.Athlete(mass=80, height=1.75))


def degrees(movement, pose):
    return {name: math.degrees(value) for name, value in movement.pose(pose).angles().items()}


def travel(movement, coordinate):
    ends = [degrees(movement, pose)[coordinate] for pose in movement.eccentric]
    return abs(ends[1] - ends[0])


def test_members_are_attributes_that_complete():
    assert {"reverse_hyper", "back_extension"} <= set(dir(movements))
    assert movements.reverse_hyper is movements["reverse_hyper"]
    assert [movement.id for movement in movements] == list(movements.ids)
    assert len(movements) == len(movements.ids) >= 2
    assert "reverse_hyper" in movements
    assert movements.back_extension in movements
    assert "reverse_hyper" in repr(movements)


def test_a_misspelt_member_gets_the_nearest_and_the_list():
    with pytest.raises(
        AttributeError, match="reverse_hyper.*; type for example bl.movements.reverse_hyper"
    ) as caught:
        movements.reverse_hiper  # noqa: B018  (looking it up is the test)
    assert isinstance(caught.value, InputError)
    with pytest.raises(LookupError, match="back_extension"):
        movements["squat"]
    assert not hasattr(movements, "squat")


def test_what_notebooks_and_copy_look_for_is_no_member():
    assert not hasattr(movements, "_repr_html_")
    assert copy.copy(movements).ids == movements.ids


def test_files_are_read_when_first_asked_for(tmp_path):
    for name in ("one", "two"):
        (tmp_path / f"{name}.toml").write_text("")
    read = []
    catalogue = Catalogue("things", tmp_path, lambda path: read.append(path.stem) or path.stem)
    assert catalogue.ids == ("one", "two")
    assert read == []
    assert catalogue.two == catalogue["two"] == "two"
    assert read == ["two"]
    with pytest.raises(UnknownMember, match="things = 'tow'.*bl.things.two"):
        catalogue.tow  # noqa: B018  (looking it up is the test)


@pytest.mark.parametrize("movement", EVERY, ids=repr)
def test_every_movement_is_complete(movement):
    assert movement.title and len(movement.summary) > 40
    assert movement.unused_numbers == ()
    assert {"eccentric", "concentric"} <= {phase for phase, _, _ in movement.timeline}
    assert {pose.given for pose in movement.poses} == {movement.poses[0].given}
    assert sum(support.takes_remainder for support in movement.supports) == 1
    known = {source.key for source in (*sources(), *movement.sources)}
    assert set(movement.source_keys) <= known
    assert all(name in sites() for slot in movement.equipment for name in slot.sites)
    assert pickle.loads(pickle.dumps(movement)) == movement
    assert eval(repr(movement), {"bl": bl}) == movement
    assert movement.mirrored().mirrored() == movement


@pytest.mark.parametrize("base", movements, ids=repr)
def test_a_file_is_named_after_its_movement_and_can_be_copied(base, tmp_path):
    assert movements[base.id] is base
    original = (movements._folder / f"{base.id}.toml").read_text(encoding="utf-8")
    mine = tmp_path / "mine.toml"
    mine.write_text(original, encoding="utf-8")
    assert Movement.from_toml(mine) == base


def test_the_reverse_hyper_has_the_published_ranges():
    hyper = movements.reverse_hyper
    assert travel(hyper, "lumbar_flexion") == pytest.approx(20.4)
    assert travel(hyper, "hip_flexion_r") == pytest.approx(56.2)
    thigh = [p["hip_flexion_r"] - p["pelvic_tilt"] for p in (degrees(hyper, "top"), degrees(hyper, "bottom"))]
    assert thigh[1] - thigh[0] == pytest.approx(76.6)
    assert thigh[1] < 0  # the strict version stops short of the vertical


def test_the_swing_passes_through_the_vertical():
    bottom = degrees(movements.reverse_hyper.variants["swing"], "bottom")
    assert bottom["hip_flexion_r"] - bottom["pelvic_tilt"] == pytest.approx(15)


def test_the_back_extension_has_the_published_ranges():
    for movement in (movements.back_extension, movements.back_extension.variants["horizontal"]):
        assert travel(movement, "lumbar_flexion") == pytest.approx(31.1)
        assert travel(movement, "hip_flexion_r") == pytest.approx(33.6)
        ends = [degrees(movement, pose) for pose in ("top", "bottom")]
        trunk = [end["pelvic_tilt"] + end["lumbar_flexion"] for end in ends]
        assert trunk[1] - trunk[0] == pytest.approx(64.7)
        thigh = [end["pelvic_tilt"] - end["hip_flexion_r"] for end in ends]
        assert thigh[0] == pytest.approx(thigh[1])  # the legs are fixed
        assert trunk[0] == pytest.approx(thigh[0])  # in line at the top


def test_the_legs_stay_put_when_the_chair_is_turned():
    tilted = movements.back_extension.with_values(pose={"all.thigh_inclination": 1.0})
    angles = [pose.angles() for pose in tilted.poses]
    assert [one["pelvic_tilt"] - one["hip_flexion_r"] for one in angles] == pytest.approx([1.0, 1.0])


@pytest.mark.parametrize("name", sites())
def test_every_site_is_on_the_body(name):
    for segment, point in site_places(name, BODY):
        assert segment in BODY
        assert math.hypot(*point) < 0.6
    right, left = (site(name).place(BODY, side) for side in ("right", "left"))
    assert right[1] == (*left[1][:2], -left[1][2])


def test_sites_are_where_they_are_said_to_be():
    assert site_places("ankle", BODY) == [("foot_r", (0.0, 0.0, 0.0)), ("foot_l", (0.0, 0.0, 0.0))]
    assert [segment for segment, _ in site_places("hand", BODY, "working", "left")] == ["forearm_l"]
    assert [segment for segment, _ in site_places("hand", BODY, ("right",))] == ["forearm_r"]
    (_, chest), (_, bar) = (site_places(name, BODY)[0] for name in ("chest", "upper_back"))
    assert chest[0] == pytest.approx(0.16, abs=0.02)
    assert (bar[0], bar[1]) == pytest.approx((-0.06, 0.26), abs=0.02)
    with pytest.raises(InputError, match="site = 'ankl'.*'ankle'"):
        site_places("ankl", BODY)


def test_sites_grow_with_the_athlete():
    tall = proportions.de_leva.body(bl.Athlete(mass=80, height=1.925))
    assert site("chest").place(tall)[1][1] == pytest.approx(1.1 * site("chest").place(BODY)[1][1])
