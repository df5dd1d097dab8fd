"""Body proportions: masses add up, sides mirror, the trunk meets its inputs, lengths rescale."""

import doctest
import math
import runpy
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest import approx

import biolift.nouns.body
from biolift.errors import DataFileError, InputError
from biolift.library.proportions import proportions, read
from biolift.library.sources import DATA
from biolift.nouns.athlete import Athlete
from biolift.nouns.body import Body, Segment
from biolift.nouns.proportions import Reach, names_needed
from biolift.vocabulary import PARENT, SEGMENTS

ROOT = Path(__file__).resolve().parents[2]
TABLES = list(proportions)
UPPER_BODY = ("lumbar", "thorax")
everyone = st.builds(
    Athlete,
    mass=st.floats(30, 200),
    height=st.floats(1.45, 2.05),
    sex=st.sampled_from(("male", "female")),
)
usual = st.builds(
    Athlete,
    mass=st.floats(45, 90),
    height=st.floats(1.55, 1.9),
    sex=st.sampled_from(("male", "female")),
)
table = pytest.mark.parametrize("table", TABLES, ids=lambda one: one.id)
both_sexes = pytest.mark.parametrize("sex", ("male", "female"))


def reference(sex="male", mass=75.0):
    return Athlete(mass=mass, height=1.75, sex=sex)


def test_the_catalogue_finds_the_files_of_its_folder():
    files = {path.stem for path in (DATA / "proportions").glob("*.toml")}
    assert set(proportions.ids) == files >= {"de_leva", "dumas", "zatsiorsky"}
    assert all(one.title and one.summary and proportions[one.id] is one for one in TABLES)
    assert repr(proportions.de_leva) == "bl.proportions.de_leva"


@given(athlete=everyone)
def test_segments_weigh_what_the_athlete_weighs(athlete):
    for one in (proportions.de_leva, proportions.dumas):
        body = one.body(athlete)
        assert body.mass == approx(athlete.mass, rel=1e-13)
        assert 0.09 < body["pelvis"].mass / athlete.mass < 0.16


@given(athlete=usual)
def test_a_regression_leaves_a_pelvis(athlete):
    body = proportions.zatsiorsky.body(athlete)
    assert body.mass == approx(athlete.mass, rel=1e-13)
    assert body["pelvis"].mass > 0.049 * athlete.mass


@table
@given(athlete=usual)
def test_inertia_is_that_of_a_rigid_body(table, athlete):
    for segment in table.body(athlete).values():
        x, y, z = sorted(segment.inertia)
        assert 0.0 < x and z <= x + y
        assert all(0.0 < radius < segment.length for radius in segment.radii)


@table
@given(athlete=usual)
def test_left_mirrors_right(table, athlete):
    body = table.body(athlete)
    flip = (1.0, 1.0, -1.0)
    for name in (name for name in SEGMENTS if name.endswith("_r")):
        right, left = body[name], body[name[:-2] + "_l"]
        assert (right.mass, right.length, right.inertia) == (left.mass, left.length, left.inertia)
        for field in ("mass_centre", "joint", "end"):
            mirrored = tuple(f * c for f, c in zip(flip, getattr(right, field), strict=True))
            assert getattr(left, field) == mirrored
    for name in ("hand", "wrist", "heel", "toe"):
        right, left = body.neutral(name + "_r"), body.neutral(name + "_l")
        assert left == approx(tuple(f * c for f, c in zip(flip, right, strict=True)))


@table
@both_sexes
def test_what_lies_above_each_disc(table, sex):
    """Masses and mass centres above L5/S1 and T12/L1, without arms, for a stature of 1.75 m."""
    body = table.body(reference(sex))
    l5s1, t12l1 = body.origin("lumbar"), body.origin("thorax")
    assert l5s1 == approx((-0.042, 0.150, 0.0))
    assert t12l1 == approx((-0.054, 0.325, 0.0))
    x, y, z = body.mass_centre(UPPER_BODY)
    assert (x - l5s1[0], y - l5s1[1], z) == approx((0.023, 0.290, 0.0), abs=5e-4)
    x, y, z = body.mass_centre(("thorax",))
    assert (x - t12l1[0], y - t12l1[1], z) == approx((0.030, 0.214, 0.0), abs=5e-4)
    assert body["lumbar"].mass + body["thorax"].mass == approx(0.389 * 75.0, rel=2e-3)
    assert body["thorax"].mass == approx(0.260 * 75.0, rel=2e-3)


def test_limbs_are_those_of_the_table():
    body = proportions.de_leva.body(reference())
    share = {name: 100.0 * body[name].mass / 75.0 for name in SEGMENTS}
    assert share["pelvis"] == approx(11.47, abs=0.01)
    assert share["thigh_r"] == approx(14.16)
    assert share["forearm_l"] == approx(1.62 + 0.61)
    assert body["thigh_r"].length == approx(0.2425 * 1.75)
    assert body["shank_r"].mass_centre == approx((0.0, -0.4395 * 0.2529 * 1.75, 0.0))
    assert body["shank_r"].radii[2] == approx(0.246 * 0.2529 * 1.75)
    assert proportions.de_leva.body(reference("female"))["thigh_r"].mass == approx(0.1478 * 75.0)


def test_regressions_meet_the_means_of_their_sample():
    """Mean men of 73.0 kg and 1.741 m, mean women of 61.9 kg and 1.735 m, whose fractions de Leva lists."""
    for sex, mass, height in (("male", 73.0, 1.741), ("female", 61.9, 1.735)):
        athlete = Athlete(mass=mass, height=height, sex=sex)
        by_regression, by_fraction = proportions.zatsiorsky.body(athlete), proportions.de_leva.body(athlete)
        for name in ("thigh_r", "shank_r", "foot_r", "upper_arm_r", "forearm_r"):
            assert by_regression[name].mass == approx(by_fraction[name].mass, rel=0.085), (sex, name)


def test_hand_and_forearm_swing_as_one():
    """Moment about the elbow: the sum of both parts' own, each moved by the parallel axis theorem."""
    body = proportions.de_leva.body(reference())
    n = {name: number.value for name, number in proportions.de_leva.male.items()}
    forearm, hand = n["forearm.length"] * 1.75, n["hand.length"] * 1.75
    arm, arm_mass = -n["forearm.com_y"] * forearm, 0.0162 * 75.0
    palm, palm_mass = forearm - n["hand.com_y"] * hand, 0.0061 * 75.0
    about_elbow = arm_mass * ((0.265 * forearm) ** 2 + arm**2) + palm_mass * ((0.513 * hand) ** 2 + palm**2)
    both = body["forearm_r"]
    distance = math.hypot(*both.mass_centre)
    assert both.inertia[2] + both.mass * distance**2 == approx(about_elbow, rel=1e-12)
    assert body.landmark("hand_r").point == approx((0.0, -forearm - hand, 0.0))


@table
@both_sexes
def test_standing_height_is_near_the_stature(table, sex):
    """Table lengths are not all along one line; from sole to vertex they add up to within 3 %."""
    body = table.body(reference(sex))
    height = body.neutral("vertex")[1] - body.neutral("toe_r")[1]
    assert height == approx(1.75, rel=0.03)
    assert body.neutral("heel_r")[0] < body.origin("foot_r")[0] < body.neutral("toe_r")[0]
    assert body.mass_centre()[1] - body.neutral("toe_r")[1] == approx(0.57 * 1.75, rel=0.04)
    assert body.neutral("hand_r")[1] < body.origin("thigh_r")[1]


@given(athlete=usual, factor=st.floats(0.8, 1.25))
def test_size_scales(athlete, factor):
    """Fractions scale with mass, lengths with stature, inertia with mass and stature squared."""
    height = min(2.05, max(1.45, athlete.height * factor))
    other = Athlete(mass=athlete.mass * factor, height=height, sex=athlete.sex)
    heavy, long = other.mass / athlete.mass, other.height / athlete.height
    small, large = (proportions.de_leva.body(one) for one in (athlete, other))
    for name in SEGMENTS:
        assert large[name].mass == approx(heavy * small[name].mass, rel=1e-12)
        assert large[name].length == approx(long * small[name].length, rel=1e-12)
        assert large[name].mass_centre == approx([long * c for c in small[name].mass_centre], rel=1e-12)
        assert large[name].inertia == approx([heavy * long**2 * c for c in small[name].inertia], rel=1e-12)


@pytest.mark.parametrize("part", ("upper_arm", "forearm", "thigh", "shank", "foot"))
def test_a_measured_limb_rescales_alone(part):
    plain = proportions.de_leva.body(reference())
    longer = 1.05 * plain[part + "_r"].length
    body = proportions.de_leva.body(Athlete(mass=75, height=1.75, segment_lengths={part: longer}))
    for name in SEGMENTS:
        new, old = body[name], plain[name]
        assert new.mass == approx(old.mass, rel=1e-14)
        if name[:-2] == part:
            assert new.length == approx(1.05 * old.length)
            assert new.inertia[2] > 1.05 * old.inertia[2]
        else:
            assert (new.length, new.mass_centre, new.inertia) == (old.length, old.mass_centre, old.inertia)
            assert new.joint == old.joint or PARENT[name][:-2] == part
    if part not in ("forearm", "foot"):
        assert body[part + "_r"].mass_centre == approx([1.05 * c for c in plain[part + "_r"].mass_centre])
        assert body[part + "_r"].inertia == approx([1.05**2 * c for c in plain[part + "_r"].inertia])


def test_a_measured_trunk_rescales_pelvis_lumbar_and_thorax():
    plain = proportions.de_leva.body(reference())
    body = proportions.de_leva.body(Athlete(mass=75, height=1.75, segment_lengths={"trunk": 0.6}))
    assert plain.origin("upper_arm_r")[1] == approx(0.55)
    assert body.origin("upper_arm_r")[1] == approx(0.6)
    assert body["thorax"].joint[1] == approx(plain["thorax"].joint[1] * 0.6 / 0.55)
    assert body["upper_arm_r"].joint[2] == plain["upper_arm_r"].joint[2]
    assert body["thigh_r"] == plain["thigh_r"]
    assert body.mass == approx(75.0)


@table
@both_sexes
def test_every_number_has_a_unit_a_spread_and_a_source(table, sex):
    numbers = table.numbers(sex)
    assert set(numbers) == set(names_needed(table.masses))
    for name, number in numbers.items():
        fixed = name.partition(".")[2] in ("mass_b0", "mass_b1", "mass_b2", "mass_fraction_min")
        assert (number.low < number.value < number.high) != fixed, name
        assert number.unit in ("1", "m", "kg", "kg/m") and number.source, name
    assert "assumed" not in table.sources and len(table.sources) >= 2


def test_other_values_stay_within_their_range():
    table = proportions.de_leva.with_values({"thigh.mass_fraction": 0.15}, sex="male")
    assert table.body(reference())["thigh_l"].mass == approx(0.15 * 75.0)
    assert table.female == proportions.de_leva.female
    assert repr(table) == "bl.proportions.de_leva.with_values({'thigh.mass_fraction': 0.15}, sex='male')"
    assert table != proportions.de_leva and hash(table) != hash(proportions.de_leva)
    with pytest.raises(InputError, match=r"between 0\.1122.* and 0\.1709"):
        proportions.de_leva.with_values({"thigh.mass_fraction": 1.5})
    with pytest.raises(InputError, match="thigh.mass_fraction"):
        proportions.de_leva.with_values({"thigh.mass_fractoin": 0.15})


@both_sexes
def test_the_heaviest_draw_still_leaves_a_pelvis(sex):
    numbers = proportions.de_leva.numbers(sex)
    heavy = {name: number.high for name, number in numbers.items() if name.endswith("mass_fraction")}
    body = proportions.de_leva.with_values(heavy, sex=sex).body(reference(sex))
    assert body.mass == approx(75.0)
    assert body["pelvis"].mass == approx(0.05 * 75.0)


def test_a_table_says_whom_it_does_not_hold_for():
    with pytest.raises(InputError, match=r"athlete\.mass = 150\.0: must be between 45 and 120 .*de_leva"):
        proportions.zatsiorsky.body(Athlete(mass=150, height=1.8))
    with pytest.raises(InputError, match=r"athlete\.height = 1\.92"):
        proportions.zatsiorsky.body(Athlete(mass=80, height=1.92, sex="female"))
    with pytest.raises(InputError, match="reach.mass"):
        Reach(sex="male", mass=(90, 45), height=(1.5, 1.9))


def test_shipped_trunk_radii_are_near_the_derivation():
    """docs/decisions/trunk_inertia.py derives them from the slice table; z and y are shipped rounded."""
    derived = runpy.run_path(str(ROOT / "docs" / "decisions" / "trunk_inertia.py"))
    for part, values in derived["radii"]().items():
        numbers = [proportions.de_leva.male[f"{part}.rg_{axis}"] for axis in "xyz"]
        assert 1e3 * numbers[0].value == approx(values[0], abs=1.0)
        assert 1e3 * numbers[1].value == approx(values[1], rel=0.05)
        assert 1e3 * numbers[2].value == approx(values[2], rel=0.10)
    fractions = {name: row[0] for name, row in derived["slices"]().items()}
    lumbar = sum(fractions[name] for name in derived["LUMBAR"])
    assert proportions.de_leva.male["lumbar.mass_fraction"].value == approx(lumbar)
    rest = sum(fractions.values()) - lumbar
    assert proportions.de_leva.male["thorax.mass_fraction"].value == approx(rest)


def test_segments_and_bodies_refuse_nonsense():
    good = {
        "name": "pelvis",
        "mass": 9.0,
        "length": 0.2,
        "mass_centre": (0.0, 0.1, 0.0),
        "inertia": (0.1, 0.1, 0.1),
        "joint": (0.0, 0.0, 0.0),
        "end": (0.0, 0.2, 0.0),
    }
    pelvis = Segment(**good)
    assert pelvis.radii == approx((math.sqrt(0.1 / 9.0),) * 3)
    bad = [{"name": "plevis"}, {"mass": math.nan}, {"mass": -1.0}, {"length": 0.0}]
    for change in (*bad, {"inertia": (0.1, 0.0, 0.1)}, {"joint": (0.0, math.inf, 0.0)}):
        with pytest.raises(InputError):
            Segment(**{**good, **change})
    with pytest.raises(InputError, match="body.segments"):
        Body(segments=(pelvis,))
    body = proportions.de_leva.body(reference())
    with pytest.raises(InputError, match="hand_r"):
        body.landmark("hadn_r")
    with pytest.raises(KeyError):
        body["plevis"]


def copied(tmp_path, **changed):
    """The default table in another folder, some of its files rewritten by the functions in `changed`."""
    for path in (DATA / "proportions").iterdir():
        text = path.read_text(encoding="utf-8")
        make = changed.get(path.stem if path.suffix == ".csv" else f"{path.stem}_toml", str)
        (tmp_path / path.name).write_text(make(text), encoding="utf-8")
    return tmp_path / "de_leva.toml"


def test_a_copied_table_is_the_same(tmp_path):
    assert read(copied(tmp_path)) == proportions.de_leva


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"trunk": lambda t: t.replace(",bruno_2015,", ",burno_2015,", 1)}, r"trunk\.csv:2: .*bruno_2015"),
        ({"trunk": lambda t: t.replace("both,", "boht,", 1)}, r"trunk\.csv:2: .*sex"),
        ({"trunk": lambda t: t.replace("0.1294", "heavy")}, r"trunk\.csv:2: .*value.*a number"),
        ({"trunk": lambda t: t.replace("0.1294,1,0.0065", "0.1294,1,")}, r"trunk\.csv:2: .*spread"),
        ({"trunk": lambda t: t.replace("1,0.0065,,", "1,,0.2,0.3")}, r"trunk\.csv:2: .*between"),
        ({"trunk": lambda t: t + t.splitlines()[1] + "\n"}, r"trunk\.csv:41: lumbar\.mass_fraction.*once"),
        ({"trunk": lambda t: "\n".join(t.splitlines()[:-1])}, r"de_leva\.toml.*hand\.grip.*given"),
        ({"trunk": lambda t: t.replace("sd,low", "low,sd", 1)}, r"trunk\.csv:1: columns"),
        ({"trunk": lambda t: t.replace("hand.grip", "hand.girp")}, r"de_leva\.toml.*hand\.grip"),
        ({"de_leva_toml": lambda t: t.replace("masses =", "mases =")}, r"de_leva\.toml:\d+: .*masses"),
        ({"de_leva_toml": lambda t: t.replace('"fraction"', '"fractions"')}, r"de_leva\.toml.*'fraction'"),
        ({"de_leva_toml": lambda t: t.replace("trunk.csv", "trnuk.csv")}, r"trnuk\.csv"),
    ],
)
def test_a_bad_file_is_refused_with_file_and_line(tmp_path, change, said):
    with pytest.raises(DataFileError, match=said):
        read(copied(tmp_path, **change))


def test_examples():
    assert doctest.testmod(biolift.nouns.body).failed == 0
