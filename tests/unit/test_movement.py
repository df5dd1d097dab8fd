"""Movements: what a file may say, what comes out of it, and where errors point."""

import math
import pickle
import re

import numpy as np
import pytest

import biolift as bl
from biolift.errors import DataFileError, InputError
from biolift.library.movements import movements
from biolift.nouns.movement import Movement
from biolift.nouns.movement_file import registered_sources
from biolift.nouns.pose import Pose
from biolift.nouns.toml_file import TomlFile, key_lines
from biolift.vocabulary import COORDINATES

FILE = """\
id = "stretch"
title = "Stretch"
summary = "Bend and rise."
plane = "sagittal"
begins = "eccentric"
tempo = "2-0-1-0"
time_law = "minimum_jerk"

[phases]
eccentric = ["top", "bottom"]
concentric = ["bottom", "top"]

[poses.all]
trunk_inclination = { deg = 90, sd_deg = 3, source = "assumed", note = "flat" }
knee_flexion = { deg = 5, low_deg = 0, high_deg = 15, source = "somebody_2000" }

[poses.top]
hip_flexion = { deg = 0, sd_deg = 5, source = "assumed", note = "straight" }

[poses.bottom]
hip_flexion = { deg = 60, sd_deg = 5, source = "assumed", note = "bent" }

[numbers]
share = { value = 0.5, unit = "1", low = 0.0, high = 1.0, source = "assumed", note = "anything" }
gap = { value = 0.1, unit = "m", low = 0.05, high = 0.2, sd = 0.02, source = "assumed", note = "typical" }
slope = { value = 30, unit = "deg", low = 20, high = 40, source = "assumed", note = "typical" }

[anchor]
segment = "pelvis"
reference_pose = "top"
reference_point = "pelvis"
at = ["-gap", 0.2]

[[supports]]
segment = "thorax"
kind = "bench"
share = "remainder"

[[supports]]
segment = "pelvis"
kind = "pad"
share = "share"
direction = "vertical"
point = ["gap", 0.0]

[equipment.dumbbell]
sites = ["hand", "chest"]
sides = "working"

[variants.deep]
tempo = "4-0-1-0"

[variants.deep.poses.bottom]
hip_flexion = { deg = 90, sd_deg = 5, source = "assumed", note = "deeper" }

[variants.bare]
remove = ["equipment.dumbbell"]

[sources.somebody_2000]
author = "Somebody, A."
title = "On stretching"
year = 2000
container = "J Stretch"
"""


@pytest.fixture
def written(tmp_path):
    """Writes the file with one piece exchanged and reads it."""

    def read(old="", new="", **options):
        assert old in FILE
        path = tmp_path / "stretch.toml"
        path.write_text(FILE.replace(old, new, 1), encoding="utf-8")
        return Movement.from_toml(path, **options)

    return read


def degrees(pose):
    return {name: round(math.degrees(value), 9) for name, value in pose.angles().items() if value}


def test_a_file_becomes_a_movement(written):
    movement = written()
    assert (movement.id, movement.plane, str(movement.tempo)) == ("stretch", "sagittal", "2-0-1-0")
    assert degrees(movement.pose("bottom")) == {
        "pelvic_tilt": 90,
        "hip_flexion_r": 60,
        "hip_flexion_l": 60,
        "knee_flexion_r": 5,
        "knee_flexion_l": 5,
    }
    assert set(movement.pose("bottom").angles()) == set(COORDINATES)
    assert movement.held == ("trunk_inclination", "knee_flexion")
    hip = movement.pose("bottom").coordinates["hip_flexion"]
    assert (hip.low, hip.sd, hip.high) == pytest.approx([math.radians(a) for a in (45, 5, 75)])
    assert movement.numbers.at("slope") == pytest.approx(math.radians(30))
    assert movement.numbers["slope"].unit == "rad"
    assert movement.numbers.at("fast_phase") == 0.6
    assert [movement.resolve(value) for value in movement.anchor.at] == [-0.1, 0.2]
    assert movement.source_keys == ("somebody_2000",)
    assert movement.sources[0].year == 2000
    assert movement.unused_numbers == ("slope",)
    assert movement.slot("dumbbell").site == "hand"
    assert movement.slot("barbell") is None
    assert movement.durations() == {
        "eccentric": 2,
        "pause_stretched": 0,
        "concentric": 1,
        "pause_shortened": 0,
    }


def test_time_runs_from_the_phase_it_begins_with(written):
    names = [phase for phase, _, _ in written().timeline]
    assert names == ["eccentric", "pause_stretched", "concentric", "pause_shortened"]
    turned = written('begins = "eccentric"', 'begins = "concentric"').timeline
    assert turned[0] == ("concentric", "bottom", "top")
    assert turned[1] == ("pause_shortened", "top", "top")


def test_variants_are_whole_movements(written):
    movement = written()
    deep = movement.variants["deep"]
    assert degrees(deep.pose("bottom"))["hip_flexion_r"] == 90
    assert (str(deep.tempo), deep.title, deep.variant) == ("4-0-1-0", "Stretch", "deep")
    assert deep.slot("dumbbell") is not None
    assert movement.variants["bare"].slot("dumbbell") is None
    assert movement.in_variant(None) is movement
    with pytest.raises(InputError, match=r"variant = 'dep': must be one of deep, bare; type .*'deep'"):
        movement.in_variant("dep")


def test_a_number_of_a_variant_does_not_inherit_the_source_of_the_old_one(written):
    with pytest.raises(DataFileError, match="source") as caught:
        written('{ deg = 90, sd_deg = 5, source = "assumed", note = "deeper" }', "{ deg = 90, sd_deg = 5 }")
    assert caught.value.line == line_of("deg = 90, sd_deg = 5", FILE)


def test_equal_files_are_equal_and_hash_equal(written):
    assert written() == written(origin="elsewhere")
    assert hash(written()) == hash(written(origin="elsewhere"))
    assert written() != written("deg = 60", "deg = 61")


def test_repr_can_be_typed_back(written):
    movement = written()
    changed = movement.variants["deep"].with_values(pose={"bottom.hip_flexion": 1.0}, numbers={"gap": 0.15})
    for one in (movement, movement.variants["deep"], changed, changed.mirrored()):
        assert eval(repr(one), {"Movement": Movement}) == one
    assert repr(movements.reverse_hyper) == "bl.movements.reverse_hyper"
    swing = bl.movements.reverse_hyper.variants["swing"]
    assert eval(repr(swing), {"bl": bl}) == swing


def test_a_movement_can_be_pickled():
    assert pickle.loads(pickle.dumps(movements.reverse_hyper)) == movements.reverse_hyper


def line_of(piece, text):
    return next(n for n, line in enumerate(text.splitlines(), start=1) if piece in line)


#: What is written instead, the line it stands on, and what the message says.
BAD = {
    "unknown key": (
        'kind = "bench"',
        'kindd = "bench"',
        "kindd",
        r"supports\.0\.kindd .*type for example kind",
    ),
    "unknown top key": ('plane = "sag', 'plan = "sag', "plan = ", r"plan = 'plan': .*type for example plane"),
    "unknown coordinate": ("knee_flexion", "knee_flex", "knee_flex ", "type for example knee_flexion"),
    "unknown number key": ("low_deg = 0", "lowdeg = 0", "lowdeg", "type for example low_deg"),
    "missing source": (', source = "somebody_2000"', "", "knee_flexion", "a source key or 'assumed'"),
    "unknown source": ('"somebody_2000"', '"some_2000"', "some_2000", 'source = "somebody_2000"'),
    "missing note": (', note = "flat"', "", "trunk_incl", "reason for an assumed number"),
    "missing spread": ("deg = 60, sd_deg = 5", "deg = 60", "deg = 60", "given with its spread: sd_deg"),
    "outside its range": (
        "value = 0.1,",
        "value = 0.3,",
        "value = 0.3",
        r"gap\.value = 0\.3: .*0\.05 and 0\.2",
    ),
    "angle outside": ("deg = 5, low", "deg = 25, low", "deg = 25", r"knee_flexion\.deg = 25\.0: .*0 and 15"),
    "bad unit": ('"deg", low', '"cm", low', '"cm"', "one of 1, m, kg"),
    "wrong type": ("deg = 60", 'deg = "60"', 'deg = "60"', "number without quotes"),
    "text expected": ('title = "Stretch"', "title = 3", "title = 3", 'title = "text"'),
    "bad tempo": ('"2-0-1-0"', '"2-0-1"', "2-0-1", "four durations, not 3"),
    "bad plane": ('"sagittal"', '"sagital"', "sagital", "'sagittal'"),
    "unknown pose": ('["bottom", "top"]', '["botom", "top"]', "botom", "phases.concentric = 'botom'"),
    "one way": ('["bottom", "top"]', '["bottom", "bottom"]', "concentric", "way back"),
    "two turns": ("hip_flexion = { deg = 0", "pelvic_tilt = { deg = 0", "[poses.top]", "exactly one of"),
    "given twice": ("[poses.top]\nhip", "[poses.top]\nknee", "knee_flexion = { deg = 0", "given once"),
    "one pose lacks": (
        "hip_flexion = { deg = 60",
        "lumbar_flexion = { deg = 60",
        "[poses.bottom]",
        "same coord",
    ),
    "out of plane": (
        "knee_flexion =",
        "hip_abduction =",
        "[poses.top]",
        "in the sagittal plane, without hip_abd",
    ),
    "unknown name": ('["-gap", 0.2]', '["-gab", 0.2]', "gab", "'gap'"),
    "three values": ('["-gap", 0.2]', '["-gap", 0.2, 0]', '"-gap"', "two numbers or names"),
    "unknown segment": (
        'segment = "pelvis"\nref',
        'segment = "pelvs"\nref',
        '"pelvs"',
        r"anchor\.segment = 'pelvs'.*'pelvis'",
    ),
    "two remainders": ('share = "share"', 'share = "remainder"', "[[supports]]", "exactly one support"),
    "nothing to remove": ('"equipment.dumbbell"]', '"equipment.band"]', "remove = ", "equipment.pend"),
    "variant's key": ('tempo = "4-0-1-0"', 'temp = "4-0-1-0"', "temp = ", "type for example tempo"),
    "variant's tempo": ('"4-0-1-0"', '"4-0"', '"4-0"', "not 2"),
    "source without title": ('title = "On stretching"\n', "", "[sources.some", "title = "),
    "source key": ("sources.somebody", "sources.Somebody", "[sources.Some", "lower-case"),
    "syntax": ("begins = ", "begins ", "begins ", "TOML"),
    "said twice": ('id = "stretch"', 'id = "stretch"\nid = "x"', 'id = "x"', "TOML"),
}


@pytest.mark.parametrize("case", BAD)
def test_errors_name_file_and_line(written, tmp_path, case):
    old, new, piece, said = BAD[case]
    with pytest.raises(DataFileError) as caught:
        written(old, new)
    message = str(caught.value)
    assert caught.value.line == line_of(piece, FILE.replace(old, new, 1)), message
    assert message.startswith(f"{tmp_path / 'stretch.toml'}:{caught.value.line}: ")
    assert re.search(said, message), message


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(DataFileError, match=r"nothing\.toml.*readable text file"):
        Movement.from_toml(tmp_path / "nothing.toml")


def test_sources_of_the_library_are_known(written):
    old = 'source = "somebody_2000" }'
    used = written(old, 'source = "lawrence_2019" }')
    assert "lawrence_2019" in registered_sources()
    assert used.source_keys == ("lawrence_2019",)
    with pytest.raises(DataFileError, match="lawrence_2019"):
        written(old, 'source = "lawrence_2019" }', known_sources=())
    with pytest.raises(DataFileError, match="does not define itself"):
        written(known_sources=("somebody_2000",))


def test_lines_are_found_whatever_the_layout():
    text = 'a = """\nb = 1\n"""\n[t]\n"c d" = 2\ne.f = [\n  1,\n]\n[[u]]\nx = 1\n[[u]]\nx = 2\n'
    lines = key_lines(text)
    assert ("b",) not in lines
    assert lines[("t", "c d")] == 5
    assert lines[("t", "e", "f")] == 6
    assert [lines[("u", i, "x")] for i in "01"] == [10, 12]


def test_a_place_without_its_own_line_takes_the_nearest(tmp_path):
    path = tmp_path / "a.toml"
    path.write_text("[t]\na = { b = 1 }\n")
    file = TomlFile.read(path)
    assert file.line(("t", "a", "b")) == 2
    assert file.line(("t", "z")) == 1


def test_changed_values_move_their_spread_and_lose_their_source(written):
    movement = written().with_values(pose={"bottom.hip_flexion": 1.0})
    number = movement.pose("bottom").coordinates["hip_flexion"]
    assert number.high - number.value == pytest.approx(math.radians(15))
    assert number.source == "assumed"
    assert "set by the user" in number.note
    assert movement.pose("top") == written().pose("top")


def test_every_pose_at_once_or_one_side_of_one(written):
    movement = written()
    bent = movement.with_values(pose={"top.knee_flexion": 0.5, "all.knee_flexion": 1.0})
    assert [pose.angles()["knee_flexion_r"] for pose in bent.poses] == [0.5, 1.0]
    assert "knee_flexion" not in bent.held
    assert "knee_flexion" in movement.with_values(pose={"all.knee_flexion": 1.0}).held
    one = movement.with_values(pose={"bottom.hip_flexion_l": 0.2}).pose("bottom").angles()
    assert (one["hip_flexion_l"], one["hip_flexion_r"]) == (0.2, pytest.approx(math.radians(60)))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"pose": {"middle.hip_flexion": 1.0}}, "pose = 'middle'"),
        ({"pose": {"top.hip_flexon": 1.0}}, "'hip_flexion'"),
        ({"pose": {"top.hip_flexion": 30}}, "a plain number is rad"),
        ({"pose": {"top.hip_flexion": math.nan}}, "nan"),
        ({"pose": {"top.hip_flexion": "1"}}, "'30 deg'"),
        ({"numbers": {"gap": 0.5}}, r"numbers\.gap = 0\.5: must be between 0\.05 and 0\.2 m"),
        ({"numbers": {"gap": math.nan}}, r"numbers\.gap = nan"),
        ({"numbers": {"gab": 0.1}}, "'gap'"),
    ],
)
def test_values_that_do_not_fit_are_refused(written, change, said):
    with pytest.raises(InputError, match=said):
        written().with_values(**change)


def test_numbers_of_numpy_are_welcome(written):
    movement = written().with_values(
        pose={"top.hip_flexion": np.float32(0.5)}, numbers={"share": np.int64(1)}
    )
    assert movement.numbers.at("share") == 1.0
    assert movement.pose("top").angles()["hip_flexion_r"] == 0.5


def test_mirroring_exchanges_the_sides(written):
    turned = written('plane = "sagittal"', 'plane = "turning"').with_values(pose={"top.hip_flexion_r": 0.3})
    mirrored = turned.mirrored()
    assert mirrored.pose("top").angles()["hip_flexion_l"] == 0.3
    assert mirrored.pose("top").angles()["hip_flexion_r"] == 0.0
    assert mirrored.mirrored() == turned


def test_the_stance_leg_turns_the_pelvis_on_either_side():
    number = movements.back_extension.pose("top").coordinates["thigh_inclination"]
    hips = movements.back_extension.pose("bottom").coordinates["hip_flexion"]
    still = movements.back_extension.pose("top").coordinates["hip_flexion"]
    table = {"thigh_inclination": number, "hip_flexion_r": hips, "hip_flexion_l": still}
    right = Pose("stance", type(movements.back_extension.numbers).of(table))
    assert right.angles()["pelvic_tilt"] == pytest.approx(number.value + hips.value)
    assert right.mirrored().tilt_terms == {"hip_flexion_l": 1.0}
    assert right.mirrored().angles()["pelvic_tilt"] == right.angles()["pelvic_tilt"]
