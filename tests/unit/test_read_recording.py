"""Recordings in: what is read, what is concluded, and what is refused with its place in the file."""

from __future__ import annotations

import numpy as np
import pytest
from unit.recordings import markers, storage

import biolift as bl
from biolift.errors import InputError, RecordingError
from biolift.io import recordings
from biolift.nouns.column_names import standard
from biolift.vocabulary import COORDINATES


def written(tmp_path, name: str, text: str | bytes):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def read(tmp_path, name: str, text: str | bytes, **said) -> bl.Recording:
    return bl.read_recording(written(tmp_path, name, text), **said)


def test_a_motion_file(tmp_path):
    take = read(tmp_path, "a.mot", storage())
    assert take.rate == 100.0 and take.unmapped == ("foo",) and take.source == "a.mot"
    np.testing.assert_allclose(take["hip_flexion_r"], np.radians(10.0 + np.arange(8)))
    np.testing.assert_allclose(take["knee_flexion_r"], np.radians(30.0 + np.arange(8)))
    np.testing.assert_allclose(take["knee_angle_r"], -take["knee_flexion_r"])  # by its label as in the file
    np.testing.assert_allclose(take["foo"], 1.0)
    assert take.history == ("knee_angle_r: flexion is negative, as its range -37 to -30 deg shows",)
    assert "8 instants" in repr(take) and "100 Hz" in repr(take)


def test_paths_of_a_model_and_speeds(tmp_path):
    labels = (
        "time",
        "/jointset/hip_r/hip_flexion_r/value",
        "/jointset/hip_r/hip_flexion_r/speed",
        "pelvis_ty",
    )
    take = read(
        tmp_path, "a.sto", storage(labels, degrees="no", rows=[[0.1 * k, 0.1, 2.0, 1.0] for k in range(4)])
    )
    assert take.mapping == {labels[1]: "hip_flexion_r", "pelvis_ty": "pelvis_y"}
    assert take.unmapped == (labels[2],)
    assert take.column("pelvis_y").unit == "m"


def test_the_sign_of_a_knee_is_never_guessed(tmp_path):
    rows = [[0.01 * k, 10.0, -5.0 - k, 1.0] for k in range(8)]
    with pytest.raises(InputError, match="which way it counts.*names="):
        read(tmp_path, "a.mot", storage(rows=rows))
    take = read(tmp_path, "a.mot", storage(rows=rows), names={"knee_angle_r": "-knee_flexion_r"})
    assert take["knee_flexion_r"][0] == pytest.approx(np.radians(5.0))


def test_degrees_or_radians_as_declared(tmp_path):
    undeclared = storage(degrees=None)
    with pytest.raises(RecordingError, match="column hip_flexion_r.*neither the file nor the call"):
        read(tmp_path, "a.mot", undeclared)
    assert read(tmp_path, "a.mot", undeclared, angles="deg")["hip_flexion_r"][0] == pytest.approx(
        np.radians(10)
    )
    with pytest.raises(InputError, match="the header says inDegrees=yes"):
        read(tmp_path, "a.mot", storage(), angles="rad")
    with pytest.raises(RecordingError, match="within two turns; is it in degrees"):
        read(tmp_path, "a.mot", storage(degrees="no"))
    with pytest.raises(InputError, match="'deg' or 'rad'"):
        read(tmp_path, "a.mot", storage(), angles="grad")


def test_own_names(tmp_path):
    table = written(tmp_path, "mine.toml", '[angles]\n"my hip" = "-hip_flexion_r"\n')
    text = "time,my hip [deg],Trunk [deg]\n0,1,2\n0.1,2,3\n0.2,3,4\n"
    take = read(tmp_path, "a.csv", text, names=table)
    assert take.mapping == {"my hip": "-hip_flexion_r"} and take.unmapped == ("Trunk",)
    take = read(tmp_path, "a.csv", text, names={"my hip": "hip_flexion_l", "Trunk": "trunk_inclination"})
    assert take.mapping == {"my hip": "hip_flexion_l", "Trunk": "trunk_inclination"}
    with pytest.raises(InputError, match="hip_flexion_r"):
        read(tmp_path, "a.csv", text, names={"my hip": "hip_flexon_r"})
    bad = written(tmp_path, "bad.toml", '[angles]\nx = "hip_flexon_r"\n')
    with pytest.raises(InputError, match=r"bad.toml:2.*an angle of the library"):
        read(tmp_path, "a.csv", text, names=bad)


def test_every_rule_of_the_table_names_something_known():
    angles = [rule for rule in standard() if rule.kind == "angle"]
    assert len(angles) > 20
    for rule in angles:
        assert rule.name.format(s="r") in {*COORDINATES, "trunk_inclination", "thigh_inclination"}


def test_a_table_with_units(tmp_path):
    text = "# made by hand\nt [ms];hip_flexion_r [deg];knee_flexion_r (rad);Fz [kN]\n" + "".join(
        f"{10 * k};{k};0.{k};1.5\n" for k in range(6)
    )
    take = read(tmp_path, "a.csv", text)
    assert take.rate == 100.0 and take["Fz"][0] == 1500.0 and take.column("Fz").kind == "force"
    np.testing.assert_allclose(take["hip_flexion_r"][3], np.radians(3.0))
    assert take["knee_flexion_r"][3] == 0.3


def test_a_row_of_units_quotes_and_commas(tmp_path):
    text = 'time,"hip_flexion_r"\ns,deg\n0,1\n0.1,"2"\n'
    assert read(tmp_path, "a.csv", text)["hip_flexion_r"][1] == pytest.approx(np.radians(2.0))
    commas = "time;hip_flexion_r [deg]\n0,0;1,5\n0,1;2,5\n"
    with pytest.raises(RecordingError, match="line 2, column 1 .time.*decimal=','"):
        read(tmp_path, "a.csv", commas)
    assert read(tmp_path, "a.csv", commas, decimal=",")["hip_flexion_r"][0] == pytest.approx(np.radians(1.5))


def test_no_time_or_no_headings(tmp_path):
    with pytest.raises(RecordingError, match="a column named time.*rate=100"):
        read(tmp_path, "a.csv", "a,b\n1,2\n3,4\n")
    take = read(tmp_path, "a.csv", "a,b\n1,2\n3,4\n", rate=50)
    assert take.rate == 50.0 and take.history == ("time made from the stated rate of 50 Hz",)
    with pytest.raises(RecordingError, match="headings.*labels="):
        read(tmp_path, "a.txt", "1 2\n3 4\n")
    assert read(tmp_path, "a.txt", "1 2\n3 4\n", labels=["time", "b"])["b"][1] == 4.0


def test_markers(tmp_path):
    take = read(tmp_path, "a.trc", markers())
    assert take.labels == ("A_x", "A_y", "A_z", "B_x", "B_y", "B_z") and take.rate == 100.0
    assert take["A_x"][0] == 1.0 and take.column("A_x").kind == "marker"
    assert take.missing == {"B_x": 1, "B_y": 1, "B_z": 1} and np.isnan(take["B_x"][2])
    named = read(tmp_path, "a.trc", markers(), names={"A_x": "hip_r_x", "A_y": "hip_r_y"})
    assert named.mapping == {"A_x": "hip_r_x", "A_y": "hip_r_y"} and named.column("hip_r_x").kind == "marker"


def test_axes(tmp_path):
    take = read(tmp_path, "a.trc", markers(), axes="x z -y")
    np.testing.assert_allclose(take["A_y"], 0.5)
    np.testing.assert_allclose(take["A_z"], -np.arange(6) / 1000)
    for bad in ("x y -z", "x x z", "up"):
        with pytest.raises(InputError, match="right-handed"):
            read(tmp_path, "a.trc", markers(), axes=bad)


def test_labels_that_stand_twice(tmp_path):
    labels = ("time", "hip_flexion_r", "hip_flexion_r", "x")
    take = read(tmp_path, "a.mot", storage(labels))
    assert take.labels == ("hip_flexion_r", "hip_flexion_r#2", "x")
    assert take.unmapped == ("hip_flexion_r#2", "x")
    assert "stands 2 times" in take.history[0]


def test_missing_samples_and_uneven_time(tmp_path):
    rows = [[0.0, "nan", -30, 1], [0.01, 2, "", 1], [0.05, 3, -32, "NA"], [0.06, 4, -33, 1]]
    take = read(tmp_path, "a.mot", storage(rows=rows))
    assert take.missing == {"hip_flexion_r": 1, "knee_angle_r": 1, "foo": 1}
    assert take.rate is None and "uneven instants, 0.01 to 0.04 s apart" in take.history


def test_rounded_time_stamps_are_even(tmp_path):
    rows = [[round(k / 60, 4), 1, -30, 1] for k in range(61)]
    assert read(tmp_path, "a.mot", storage(rows=rows)).rate == 60.0


HOSTILE = {
    "empty.mot": (b"", "a file that is not empty"),
    "junk.mot": (bytes(range(256)) * 40, "line 1: .*not a binary file"),
    "junk.csv": (bytes(range(128, 160)) * 40, "not a binary file"),
    "zip.trc": (b"PK\x03\x04" + bytes(100), "a zero byte at"),
    "header.mot": (b"walk\nversion=1\n", "line 2: .*endheader"),
    "nothing.mot": (b"walk\nendheader\n", "line 2: .*a line of labels"),
    "labels.mot": (b"walk\nendheader\ntime\ta\n", "two or more instants"),
    "one.mot": (b"walk\nendheader\ntime\ta\n0\t1\n", "line 4: .*two or more rows"),
    "first.mot": (b"walk\nendheader\nframe\ta\n0\t1\n", "line 3, column 1: 'frame' must be time"),
    "rows.mot": (storage(n_rows=9), "line 3: 'nrows = 9' must be 8.*strict=False"),
    "columns.mot": (storage(n_columns=7), "line 4: 'ncolumns = 7' must be 4"),
    "count.mot": (storage(n_rows="many"), "line 3: .*a whole number"),
    "huge.mot": (storage(n_rows=10**30), "a whole number"),
    "degrees.mot": (storage(degrees="maybe"), "line 5: .*yes or no"),
    "vectors.sto": (storage().replace("version=1", "DataType=Vec3"), "line 2: .*one number per column"),
    "short.mot": (storage()[:-14], "line 15: '2 cells' must be 4 cells"),
    "cell.mot": (
        storage().replace("-33.0", "-33.0x"),
        "line 11, column 3 .knee_angle_r.: '-33.0x' must be a finite",
    ),
    "infinite.mot": (storage().replace("-33.0", "inf"), "line 11, column 3 .knee_angle_r.: 'inf'"),
    "twice.mot": (
        storage().replace("0.03\t", "0.02\t"),
        "line 11, column time: 0.02 must be later than 0.02",
    ),
    "back.mot": (storage().replace("0.03\t", "0.01\t"), "line 11, column time: 0.01 must be later than 0.02"),
    "lost.mot": (storage().replace("0.03\t", "nan\t"), "line 11, column time: 'missing'"),
    "frames.trc": (markers(n_frames=9), "line 3: 'NumFrames = 9' must be 6"),
    "units.trc": (markers(units="px"), "line 3: 'Units = px' must be mm, cm or m"),
    "type.trc": (b"a\nb\nc\nd\ne\nf\n", "line 1: .*PathFileType"),
    "end.trc": (b"PathFileType\n", "five lines of header"),
    "unit.csv": ("time,hip_flexion_r [furlong]\n0,1\n1,2\n", "column 2 .*a unit that is known"),
    "mixed.csv": ("time,hip_flexion_r [m]\n0,1\n1,2\n", "column hip_flexion_r: 'm' must be a unit of angle"),
    "ragged.csv": ("time,a\n0,1\n1,2,3\n", "line 3: '3 cells' must be 2 cells"),
    "comments.csv": ("# a\n# b\n", "headings, then numbers"),
    "ending.xyz": ("time,a\n0,1\n", "of a kind with a reader: .*.mot"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files(tmp_path, name):
    text, said = HOSTILE[name]
    with pytest.raises(RecordingError, match=said) as caught:
        read(tmp_path, name, text)
    assert str(tmp_path / name) in str(caught.value)


def test_files_that_are_none(tmp_path):
    with pytest.raises(RecordingError, match="nowhere.mot: .*No such file"):
        bl.read_recording(tmp_path / "nowhere.mot")
    (tmp_path / "folder.mot").mkdir()
    with pytest.raises(RecordingError, match="a file, not a folder"):
        bl.read_recording(tmp_path / "folder.mot")
    with pytest.raises(InputError, match="the path of a file"):
        bl.read_recording(3)
    with pytest.raises(InputError, match="strict"):
        bl.read_recording(written(tmp_path, "a.mot", storage()), strickt=True)


def test_too_large_files_are_refused_before_they_are_read(tmp_path, monkeypatch):
    monkeypatch.setattr(recordings, "MOST_BYTES", 100)
    with pytest.raises(RecordingError, match="at most 0 MiB: cut it"):
        read(tmp_path, "a.mot", storage())


def test_going_by_the_data(tmp_path):
    cut = storage()[:-14]
    take = read(tmp_path, "a.mot", cut, strict=False)
    assert len(take.time) == 7 and "line 15 is cut off and left out" in take.history
    take = read(tmp_path, "a.mot", storage(n_rows=9), strict=False)
    assert "the header says nrows = 9, the file has 8" in take.history
    twice = storage().replace("0.03\t", "0.02\t")
    take = read(tmp_path, "a.mot", twice, strict=False)
    assert len(take.time) == 7 and "1 rows repeat the instant before and are left out" in take.history
    with pytest.raises(RecordingError, match="later than"):
        read(tmp_path, "a.mot", storage().replace("0.03\t", "0.01\t"), strict=False)


def test_latin_letters_and_marks_at_the_beginning(tmp_path):
    take = read(
        tmp_path, "a.csv", "time,Hüfte [°]\n0,1\n1,2\n".encode("latin-1"), names={"Hüfte": "hip_flexion_r"}
    )
    assert "read as Latin-1" in take.history[0] and take["hip_flexion_r"][0] == pytest.approx(np.radians(1))
    for encoding in ("utf-8-sig", "utf-16"):
        assert len(read(tmp_path, "a.csv", "time,a\n0,1\n1,2\n".encode(encoding)).time) == 2


def test_a_recording_is_what_it_says():
    take = bl.Recording.of([0.0, 0.1, 0.2], {"hip_flexion_r": [0.1, 0.2, 0.3]})
    assert "hip_flexion_r" in take and len(take) == 1 and list(take) == ["hip_flexion_r"]
    with pytest.raises(InputError, match="hip_flexion_r"):
        take["hip_flexon_r"]
    with pytest.raises(ValueError, match="read-only"):
        take["hip_flexion_r"][0] = 1.0
    with pytest.raises(InputError, match="later than 0.1 s"):
        bl.Recording.of([0.0, 0.1, 0.1], {})
    with pytest.raises(InputError, match="3 values, one per instant"):
        bl.Recording.of([0.0, 0.1, 0.2], {"a": [1.0, 2.0]})
    assert len(take.between(0.05, 0.2).time) == 2
    with pytest.raises(InputError, match="two instants"):
        take.between(0.3, 0.4)
