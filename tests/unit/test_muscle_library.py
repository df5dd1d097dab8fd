"""The standard muscle set: its numbers against those it was made from, and its rules over the joint range."""

import shutil

import numpy as np
import pytest

from biolift.errors import DataFileError, InputError
from biolift.laws.muscle import STAGE
from biolift.library import muscles
from biolift.library.sources import DATA, sources
from biolift.nouns.muscles import Crossing, Muscle, MuscleSet
from biolift.nouns.number import Number, Numbers
from biolift.vocabulary import GROUPS

SET = muscles.standard()
REST = dict.fromkeys(STAGE.inputs["joints"], 0.0)
#: Muscle: compression and anterior shear per N with the L5/S1 disc tilted by 32 deg, as published with the
#: lumped set; then extension, bend and turn arms about L4/L5 in the axes of L5 [mm].
PUBLISHED = {
    "longissimus_thoracis": (0.842, 0.468, 71.5, 39.3, -5.1),
    "iliocostalis_thoracis": (0.839, 0.528, 71.9, 61.3, 31.5),
    "iliocostalis_lumborum": (0.905, 0.418, 54.4, 46.4, 13.7),
    "longissimus_lumborum": (0.955, 0.241, 58.7, 37.3, 9.6),
    "multifidus": (0.911, 0.344, 60.6, 15.5, 15.9),
    "quadratus_lumborum": (0.792, 0.532, 32.4, 57.5, 33.9),
    "rectus_abdominis": (0.954, 0.245, -107.3, 42.8, 21.6),
    "external_oblique_anterior": (0.555, 0.057, -48.7, -32.0, 65.4),
    "external_oblique_lateral": (0.591, 0.796, -4.3, 86.3, 79.6),
    "internal_oblique_anterior": (0.915, 0.066, -86.1, 94.8, -49.0),
    "internal_oblique_lateral": (0.844, 0.431, -26.8, 115.5, 38.1),
    "psoas": (0.591, 0.755, -3.3, 36.3, 28.0),
    "latissimus_fascia": (0.734, 0.467, 35.6, 47.6, -12.9),
}
#: Quadratics of extension arm [mm] and length change [mm] at L5/S1 that were published with the set.
QUADRATICS = {
    "longissimus_thoracis": ((60.64, -2.44, -1.27), (50.15, -0.75)),
    "iliocostalis_thoracis": ((57.73, -6.66, -4.28), (67.67, -6.69)),
    "multifidus": ((53.23, -1.68, -2.81), (27.41, -0.46)),
    "rectus_abdominis": ((-109.68, -24.11, 4.97), (-119.71, -13.11)),
    "psoas": ((-21.51, -16.74, 0.36), (-1.29, -5.53)),
}
TRUNK = tuple(PUBLISHED)


def at(muscle, side="right", **degrees):
    posture = REST | {name: np.radians(value) for name, value in degrees.items()}
    return STAGE.on_numpy(muscle.path_numbers(side), posture)


def pull(out, level):
    return np.array([out[f"u{axis}_{level}"] for axis in "xyz"])


def arms(out, level):
    return np.array([out[f"arm_{name}_{level}"] for name in ("right_bend", "left_turn", "extension")])


def test_set_holds_each_muscle_once_and_knows_its_sources():
    assert len(SET.names) == 27
    assert SET.names[:13] == TRUNK
    assert {muscle.group for muscle in SET.muscles} == set(GROUPS)
    assert set(SET.sources) <= {source.key for source in sources()}


def test_noun_and_law_agree_on_the_parameters():
    for muscle in SET.muscles:
        assert sorted(muscle.path_numbers()) == sorted(STAGE.parameters)


def test_neutral_extension_strength_at_optimal_fibre_length():
    total = sum(
        2.0 * muscle.max_force * np.cos(muscle.pennation) * max(at(muscle)["arm_extension_l5s1"], 0.0)
        for muscle in SET.muscles
    )
    assert total == pytest.approx(359.0, abs=1.0)


def test_specific_tension_scales_the_strength():
    psoas = SET["psoas"]
    assert psoas.path_numbers(force=1.2)["max_force"] == pytest.approx(1.2 * 835.0)
    assert (psoas.max_force_low, psoas.max_force_high) == pytest.approx((46 * 16.7, 100 * 16.7))


@pytest.mark.parametrize("name", TRUNK)
def test_compression_and_shear_per_newton(name):
    out = at(SET[name])
    u = pull(out, "l5s1") / SET[name].crossings[0].share
    s, c = np.sin(np.radians(32.0)), np.cos(np.radians(32.0))
    compression, shear = PUBLISHED[name][:2]
    assert -(u[0] * s + u[1] * c) == pytest.approx(compression, abs=0.003)
    assert u[0] * c - u[1] * s == pytest.approx(shear, abs=0.003)


@pytest.mark.parametrize("name", TRUNK)
def test_upper_level_before_and_after_its_rotation(name):
    """The fitted arms in pelvis axes, turned back into the axes of L5, are the published ones."""
    out, share = at(SET[name]), SET[name].crossings[1].share
    bend, turn, extension = 1e3 * arms(out, "l4l5") / share
    s, c = np.sin(np.radians(21.0)), np.cos(np.radians(21.0))
    back = (extension, c * bend - s * turn, s * bend + c * turn)
    np.testing.assert_allclose(back, PUBLISHED[name][2:], atol=0.4)


@pytest.mark.parametrize("degrees", [-20.0, 0.0, 30.0, 60.0])
@pytest.mark.parametrize("name", TRUNK)
def test_both_levels_describe_one_line(name, degrees):
    """Where the whole muscle crosses both discs, arms differ by the lever between the discs."""
    muscle = SET[name]
    if [crossing.share for crossing in muscle.crossings] != [1.0, 1.0]:
        return
    out = at(muscle, lumbar_flexion=degrees)
    below, above = pull(out, "l5s1"), pull(out, "l4l5")
    np.testing.assert_allclose(above, below, atol=4e-3)
    lean = np.radians(21.0 + 0.125 * degrees)
    lever = 0.0396 * np.array([np.sin(lean), np.cos(lean), 0.0])
    np.testing.assert_allclose(arms(out, "l4l5"), arms(out, "l5s1") - np.cross(lever, below), atol=8e-4)


@pytest.mark.parametrize("level", ["l5s1", "l4l5"])
def test_extensors_pull_down(level):
    for name in TRUNK[:5]:
        share = SET[name].crossings[0 if level == "l5s1" else 1].share
        assert pull(at(SET[name]), level)[1] / share == pytest.approx(-0.96, abs=0.04)


@pytest.mark.parametrize("name", QUADRATICS)
def test_fits_reproduce_the_published_quadratics(name):
    arm, length = QUADRATICS[name]
    x = np.linspace(-0.35, 1.05, 15)
    muscle = SET[name]
    fitted = np.polynomial.polynomial.polyval(x, muscle.crossings[0].extension)
    np.testing.assert_allclose(1e3 * fitted, np.polynomial.polynomial.polyval(x, arm), atol=0.15)
    c1, c2 = muscle.lumbar_length
    np.testing.assert_allclose(1e3 * (c1 + c2 * x) * x, (length[0] + length[1] * x) * x, atol=0.6)


def test_psoas_is_one_muscle_of_spine_and_hip():
    out = at(SET["psoas"])
    assert out["arm_hip_extension"] == pytest.approx(-0.024, abs=1e-3)
    assert out["arm_extension_l5s1"] == pytest.approx(-0.0215, abs=1e-4)


def test_leg_arms_have_the_right_signs():
    signs = {
        ("hamstrings", "arm_hip_extension"): 1,
        ("hamstrings", "arm_knee_extension"): -1,
        ("vasti", "arm_knee_extension"): 1,
        ("soleus", "arm_ankle_plantarflexion"): 1,
        ("tibialis_anterior", "arm_ankle_plantarflexion"): -1,
        ("gluteus_medius", "arm_hip_abduction"): 1,
        ("adductor_magnus", "arm_hip_abduction"): -1,
        ("iliacus", "arm_hip_extension"): -1,
    }
    for (name, arm), sign in signs.items():
        assert sign * at(SET[name])[arm] > 0.01, (name, arm)


@pytest.mark.parametrize("muscle", SET.muscles, ids=SET.names)
def test_fibres_stay_in_their_window_over_the_whole_joint_range(muscle):
    alone = not (any(muscle.hip_arm) or any(muscle.ankle_arm))
    grid = np.meshgrid(
        np.linspace(-20, 60, 17),
        np.linspace(-20, 110, 53),
        np.linspace(0, 120 if alone else 90, 49),
        np.linspace(-30, 30, 13),
    )
    names = ("lumbar_flexion", "hip_flexion", "knee_flexion", "ankle_dorsiflexion")
    fibre = at(muscle, **dict(zip(names, grid, strict=True)))["fibre_length"]
    assert fibre.min() >= 0.6 - 1e-9
    assert fibre.max() <= 1.45 + 1e-9


@pytest.mark.parametrize("name", ["hamstrings", "rectus_femoris", "gastrocnemius", "soleus"])
def test_long_excursions_fill_the_window(name):
    muscle = SET[name]
    grid = np.meshgrid(np.linspace(-20, 110, 131), np.linspace(0, 90, 91), np.linspace(-30, 30, 61))
    names = ("hip_flexion", "knee_flexion", "ankle_dorsiflexion")
    fibre = at(muscle, **dict(zip(names, grid, strict=True)))["fibre_length"]
    assert (fibre.min(), fibre.max()) == pytest.approx((0.6, 1.45), abs=2e-3)
    assert muscle.optimal_length > muscle.listed_optimal_length
    assert muscle.max_force == muscle.as_listed().max_force


def test_trunk_extensors_work_between_eight_and_twelve_tenths():
    changed = {"longissimus_thoracis", "iliocostalis_thoracis", "multifidus"}
    for name in (*TRUNK[:6],):
        upright, bent = (at(SET[name], lumbar_flexion=x)["fibre_length"] for x in (0.0, 60.0))
        if name in changed:
            assert (upright, bent) == pytest.approx((0.8, 1.2), abs=1e-9)
        else:
            assert SET[name] == SET[name].as_listed()
            assert bent < 1.2


def test_nothing_is_mirrored_or_resized_twice():
    muscle = SET["multifidus"]
    small, large = muscle.path_numbers(), muscle.path_numbers("left", length=1.1, side_arm=0.5)
    x = dict.fromkeys(REST, 0.2)
    a, b = STAGE.on_numpy(small, x), STAGE.on_numpy(large, x)
    assert b["fibre_length"] == pytest.approx(a["fibre_length"])
    assert b["arm_extension_l5s1"] == pytest.approx(1.1 * a["arm_extension_l5s1"])
    assert b["arm_right_bend_l5s1"] == pytest.approx(-0.55 * a["arm_right_bend_l5s1"])


def test_nouns_are_values():
    assert hash(SET) == hash(muscles.read(DATA / "muscles" / "standard.toml"))
    names = {
        "Muscle": Muscle,
        "Crossing": Crossing,
        "MuscleSet": MuscleSet,
        "Numbers": Numbers,
        "Number": Number,
    }
    assert eval(repr(SET), names) == SET
    strong = SET.replace(psoas=SET["psoas"].replace(max_force=1000.0))
    assert strong["psoas"].max_force == 1000.0
    assert strong["multifidus"] is SET["multifidus"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"max_force": float("nan")}, "max_force"),
        ({"max_force": -1.0}, "max_force"),
        ({"optimal_length": 3.0}, "optimal_length"),
        ({"pennation": 1.4}, "pennation"),
        ({"group": "psaos"}, "group"),
        ({"hip_arm": (0.0, 1.0)}, "hip_arm"),
        ({"ankle_arm": (0.0, float("inf"), 0.0)}, "ankle_arm"),
        ({"sources": ()}, "sources"),
    ],
)
def test_bad_numbers_are_refused_by_name(change, field):
    with pytest.raises(InputError, match=rf"muscle\[psoas\]\.{field}"):
        SET["psoas"].replace(**change)


def test_unknown_muscle_gets_the_nearest_spelling():
    with pytest.raises(InputError, match="'soleus'"):
        SET["soleous"]


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "said"),
    [
        ("standard/trunk.csv", "psoas,psoas,16.7", "psoas,psaos,16.7", 13, "group = 'psaos'"),
        ("standard/legs.csv", "soleus,triceps_surae,6194.8", "soleus,triceps_surae,many", 14, "max_force_n"),
        ("standard/leg_arms.csv", "arm_mm", "arm_cm", 1, "columns"),
        ("standard/trunk_paths.csv", ",full_body_muscle_repository", ",hearsay", 2, "source = 'hearsay'"),
        ("standard.toml", "max_velocity = 10.0", 'max_velocity = "fast"', 6, "max_velocity"),
        ("standard.toml", "groups =", "group =", 17, "group"),
    ],
)
def test_bad_files_name_file_and_line(tmp_path, file, old, new, line, said):
    folder = tmp_path / "muscles"
    shutil.copytree(DATA / "muscles", folder)
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DataFileError) as caught:
        muscles.read(folder / "standard.toml")
    assert str(folder / file) + f":{line}" in str(caught.value)
    assert said in str(caught.value)
