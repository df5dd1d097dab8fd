"""What cannot be is refused where it is typed: the field, the value, the range, and what to type instead."""

import dataclasses
import math

import numpy as np
import pytest

import biolift as bl
from biolift.errors import BioliftError, DataFileError, InputError, PoseError
from biolift.nouns.body import Segment
from biolift.nouns.model import Model
from biolift.nouns.movement import Movement
from biolift.nouns.number import Number
from biolift.nouns.pose import Pose
from biolift.nouns.site import Site
from biolift.nouns.tempo import Tempo
from biolift.sources import Source
from biolift.units import BodyWeight

ME = bl.Athlete(mass=82, height="5 ft 11 in", sex="male")
HYPER = bl.Trial(bl.movements.reverse_hyper, ME, load=bl.Pendulum(20), tempo="2-0-1-0")
STANDARD = bl.models.standard
PSOAS = STANDARD.muscles["psoas"]

NAN, INF = math.nan, math.inf
#: Refused for any number: not finite, no number, a truth value.
NO_NUMBER = (NAN, INF, -INF, "heavy", "", None, True, [80], {}, 1j, np.array([1.0, 2.0]), object())
POSITIVE = (*NO_NUMBER, -5, -5.0)


def given(field, build, values, **known):
    """Cases of one field: how to build the noun, and what to put there."""
    return [(field, build, value, known) for value in values]


def athlete(**change):
    return bl.Athlete(**{"mass": 82, "height": 1.8} | change)


def model(**change):
    return STANDARD.replace(**change)


def number(**change):
    return Number(
        **{"value": 1.0, "unit": "m", "low": 0.0, "high": 2.0, "source": "assumed", "note": "x"} | change
    )


LENGTHS = ("plate_radius", "plate_gyration", "empty_centre_radius", "empty_gyration", "pivot_x", "pivot_y")
CASES = [
    *given("athlete.mass", lambda v: athlete(mass=v), (*POSITIVE, 0, 8.2, 820, "82", "82 m", "5000 lb")),
    *given("athlete.height", lambda v: athlete(height=v), (*POSITIVE, 0, 1.1, 180, 2.5, "180", "6 ft 14 in")),
    *given("athlete.age", lambda v: athlete(age=v), (*POSITIVE, 5, 200, "thirty")),
    *given("athlete.sex", lambda v: athlete(sex=v), ("man", "Male", "", None, 1, "femal")),
    *given("athlete.training", lambda v: athlete(training=v), ("pro", "Trained", None, "traind")),
    *given(
        "athlete.strength", lambda v: athlete(strength=v), [v for v in (*POSITIVE, 0, 50) if v is not None]
    ),
    *given("athlete.strength", lambda v: athlete(strength=v, training="elite"), (1.5,)),
    *given(
        "athlete.segment_lengths",
        lambda v: athlete(segment_lengths=v),
        ({"thy": 0.4}, {"thigh": NAN}, {"thigh": 4}, {"thigh": -0.4}, {"thigh": "long"}, 0.4),
    ),
    *given("athlete.name", lambda v: athlete(name=v), (None, 3)),
    *given(
        "tempo",
        Tempo,
        (
            "",
            "2-0-1",
            "2-0-1-0-0",
            "a-b-c-d",
            "2-X-1-0",
            "-2-0-1-0",
            "0-0-0-0",
            "nan-0-1-0",
            "1e9-0-1-0",
            "0.01-0-1-0",
            "700-0-1-0",
            "fast",
            None,
            3,
            (2, 0, 1),
            (NAN, 0, 1, 0),
            (2, -1, 1, 0),
            (2, 0, INF, 0),
            (2, 0, True, 0),
            (2, 0, None, 0),
        ),
    ),
    *given("tempo", lambda v: HYPER.replace(tempo=v), ("2-0-1", "2-X-1-0", 3, (NAN, 0, 1, 0))),
    *given("tempo", Tempo.hold, (NAN, INF, -3, 0, "long", None, True, 1e9)),
    *given(
        "load.mass",
        bl.Pendulum,
        (*POSITIVE, 1001, "60", "60 m", "-5 kg", "900 %BW", BodyWeight(-0.1), BodyWeight(9)),
    ),
    *given("load.mass", bl.Barbell, (*POSITIVE, 1001, "60", "60 stones and a half")),
    *given("load.site", lambda v: bl.FreeWeight(5, site=v), (3, "two words", "", True)),
    *given(
        "load.site",
        lambda v: bl.Trial(bl.movements.back_extension, ME, load=bl.Plate(5, site=v)),
        ("chst", "ankle", "nowhere"),
    ),
    *given("load.name", lambda v: bl.Plate(5, name=v), (None, 3)),
    *(
        case
        for name in LENGTHS
        for case in given(
            f"load.{name}",
            lambda v, name=name: bl.Pendulum(20, **{name: v}),
            [v for v in (*NO_NUMBER, 50, -50, "70 kg") if v is not None],
        )
    ),
    *given("load.empty_mass", lambda v: bl.Pendulum(20, empty_mass=v), (NAN, -1, 500, "15 m")),
    *given("load.contact", lambda v: bl.Pendulum(20, contact=v), ("rope", "Strap", None, "clamp")),
    *given("load.pull", lambda v: bl.Pendulum(20, pull=v), (0, NAN, 2, "back", True, None)),
    *given(
        "load",
        lambda v: HYPER.replace(load=v),
        (60, "60 kg", bl.Pendulum, [60], bl.Barbell(20), [bl.Pendulum(5), None]),
    ),
    *given("movement", lambda v: bl.Trial(v, ME), ("reverse_hyper", None, 3, Movement)),
    *given("athlete", lambda v: bl.Trial(bl.movements.reverse_hyper, v), ("me", None, 82, bl.Athlete)),
    *given("side", lambda v: HYPER.replace(side=v), ("r", "rihgt", None, "both", 1)),
    *given("variant", lambda v: HYPER.replace(variant=v), ("swng", "Swing", 3, "horizontal")),
    *given(
        "pose",
        lambda v: HYPER.replace(pose=v),
        (
            {"botom.hip_flexion": 1.0},
            {"hip_flexion": 1.0},
            {"bottom.hip_flexon": 1.0},
            {"bottom.hip_flexion": NAN},
            {"bottom.hip_flexion": INF},
            {"bottom.hip_flexion": 60},
            {"bottom.hip_flexion": "60"},
            {"bottom.hip_flexion": "60 kg"},
            {"bottom.hip_flexion": True},
            {"bottom": 3},
            "bent",
            {3: 1.0},
        ),
    ),
    *given(
        "numbers",
        lambda v: HYPER.replace(numbers=v),
        (
            {"pad_shar": 0.5},
            {"pad_share": NAN},
            {"pad_share": 1.5},
            {"pad_share": -0.1},
            {"pad_share": "half"},
            {"pad_share": True},
            "none",
            {3: 1.0},
        ),
    ),
    *given("trial", lambda v: HYPER.replace(**{v: 1}), ("lod", "athlet", "mass")),
    *given("model.gravity", lambda v: model(gravity=v), (*POSITIVE, 100, "9.81 m/s2")),
    *given("model.samples", lambda v: model(samples=v), (NAN, -5, 0, 5, 101.0, 10**9, "many", None, True)),
    *given(
        "model.sharing", lambda v: model(sharing=v), (None, 2, "ActivationPower", bl.sharing.ActivationPower)
    ),
    *given("model.proportions", lambda v: model(proportions=v), (None, "de_leva", 3)),
    *given("model.muscles", lambda v: model(muscles=v), (None, "standard")),
    *given("model.spine", lambda v: model(spine=v), (None, "standard")),
    *given("model.passive", lambda v: model(passive=v), (None, {"leg_stiffness": 1.0})),
    *given("model", lambda v: model(**{v: 1}), ("gravty", "muscle")),
    *given("model", lambda v: bl.models[v], ("standrd", "")),
    *given("power", bl.sharing.ActivationPower, (1, 4, 2.5, NAN, "2", None, -2)),
    *(
        case
        for name in ("floor", "eps", "delta")
        for case in given(
            name, lambda v, name=name: bl.sharing.ActivationPower(**{name: v}), (NAN, INF, -0.1, 5, "a", None)
        )
    ),
    *given("weights", lambda v: bl.sharing.ActivationPower(weights=v), ("area", None, "PCSA", 1)),
    *given("muscle[psoas].max_force", lambda v: PSOAS.replace(max_force=v), (NAN, INF, -1, 1e9, "strong")),
    *given(
        "muscle[psoas].optimal_length", lambda v: PSOAS.replace(optimal_length=v), (NAN, 0, -0.1, 30, "long")
    ),
    *given("muscle[psoas].group", lambda v: PSOAS.replace(group=v), ("psoa", None)),
    *given("muscle", lambda v: STANDARD.muscles[v], ("psoaz", "quads")),
    *given(
        "passive_lever_arm",
        lambda v: STANDARD.spine.replace(passive_lever_arm=v),
        (NAN, INF, -0.05, 50, "5 cm", None),
    ),
    *given("name", lambda v: STANDARD.spine.replace(**{v: 0.05}), ("passive_lever_amr", "arm")),
    *given("leg_stiffness", lambda v: STANDARD.passive.replace(leg_stiffness=v), (NAN, -1, 9, "stiff")),
    *given("value", lambda v: number(value=v), (NAN, INF, -1.0, 5.0)),
    *given("sd", lambda v: number(sd=v), (NAN, -0.1, INF)),
    *given("source", lambda v: number(source=v), ("",)),
    *given("fraction", BodyWeight, (NAN, INF, "half", None)),
    *given(
        "site", lambda v: Site(name="s", segment=v, point="origin"), ("foott", "hand"), field_of="segment"
    ),
    *given("doi", lambda v: Source("a_2000", "A", "B", 2000, "C", doi=v), ("https://doi.org/10.1/x", "", 3)),
    *given("key", lambda v: Source(v, "A", "B", 2000, "C"), ("A 2000", "", None)),
    *given(
        "mass",
        lambda v: Segment(
            name="thigh_r",
            mass=v,
            length=0.4,
            mass_centre=(0, 0, 0),
            inertia=(1, 1, 1),
            joint=(0, 0, 0),
            end=(0, 0, 0),
        ),
        (NAN, -1, 0, INF),
    ),
]


def case_id(case):
    field, _, value, _ = case
    return f"{field}={value!r}"[:60].replace(" ", "_")


@pytest.mark.parametrize("case", CASES, ids=case_id)
def test_a_noun_refuses_what_cannot_be(case):
    field, build, value, known = case
    with pytest.raises(InputError) as caught:
        build(value)
    error, said = caught.value, str(caught.value)
    assert isinstance(error, ValueError) and isinstance(error, BioliftError)
    assert known.get("field_of", field) in error.field
    assert said.startswith(error.field)
    assert repr(error.value) in said
    assert "must be" in said and len(error.allowed) > 3
    assert "\n" not in error.allowed


#: Where a message also says what to type instead: everywhere that a user types.
TYPED = [case for case in CASES if not case[0].startswith(("muscle[", "value", "sd", "doi", "site", "mass"))]


@pytest.mark.parametrize("case", TYPED, ids=case_id)
def test_a_noun_says_what_to_type_instead(case):
    with pytest.raises(InputError, match="type for example .") as caught:
        case[1](case[2])
    assert caught.value.hint


MISSPELT = {
    "athlete.sex": (lambda: athlete(sex="femal"), "'female'"),
    "athlete.training": (lambda: athlete(training="traind"), "'trained'"),
    "segment": (lambda: athlete(segment_lengths={"thihg": 0.4}), "'thigh'"),
    "side": (lambda: HYPER.replace(side="rihgt"), "'right'"),
    "variant": (lambda: HYPER.replace(variant="swng"), "'swing'"),
    "pose": (lambda: HYPER.replace(pose={"botom.hip_flexion": 1.0}), "'bottom'"),
    "coordinate": (lambda: HYPER.replace(pose={"bottom.hip_flexon": 1.0}), "'hip_flexion'"),
    "number": (lambda: HYPER.replace(numbers={"pad_shar": 0.5}), "'pad_share'"),
    "trial field": (lambda: HYPER.replace(lod=None), "'load'"),
    "model field": (lambda: STANDARD.replace(gravty=1), "'gravity'"),
    "weights": (lambda: bl.sharing.ActivationPower(weights="psca"), "'pcsa'"),
    "contact": (lambda: bl.Pendulum(5, contact="strapp"), "'strap'"),
    "muscle": (lambda: STANDARD.muscles["psoaz"], "'psoas'"),
    "movement": (lambda: bl.movements.reverse_hiper, "bl.movements.reverse_hyper"),
    "proportions": (lambda: bl.proportions.de_leve, "de_leva"),
    "spine number": (lambda: STANDARD.spine.replace(passive_lever_amr=0.05), "'passive_lever_arm'"),
    "sweep path": (lambda: bl.sweep(HYPER, {"load.mas": [1]}, progress=False), "'load.mass'"),
    "deep sweep path": (lambda: bl.sweep(HYPER, {"numbers.pad_shar": [1]}, progress=False), "'pad_share'"),
    "select": (lambda: bl.select(bl.simulate(HYPER), "compresion"), "'compression'"),
    "member": (lambda: bl.select(bl.simulate(HYPER), "joint_moment[hipp]"), "'hip'"),
}


@pytest.mark.parametrize("case", MISSPELT)
def test_a_misspelt_word_gets_the_nearest(case):
    look_up, nearest = MISSPELT[case]
    with pytest.raises(InputError) as caught:
        look_up()
    assert nearest in caught.value.hint


@pytest.mark.parametrize(
    "noun", [bl.Athlete, bl.Pendulum, bl.Trial, Model, bl.sharing.ActivationPower, bl.Tempo]
)
def test_an_unknown_field_is_refused(noun):
    with pytest.raises(TypeError, match="colour"):
        noun(colour="blue")


@pytest.mark.parametrize(
    "noun", [ME, bl.Pendulum(5), HYPER, STANDARD, bl.movements.reverse_hyper, Tempo("2-0-1-0")]
)
def test_a_noun_cannot_be_changed_behind_its_back(noun):
    name = dataclasses.fields(noun)[0].name
    with pytest.raises((dataclasses.FrozenInstanceError, AttributeError, TypeError)):
        setattr(noun, name, None)
    assert hash(noun) == hash(dataclasses.replace(noun)) if not isinstance(noun, Tempo) else hash(noun)


# poses and machines


def test_an_angle_beyond_a_turn_is_no_angle():
    with pytest.raises(InputError, match=r"pose\.bottom\.hip_flexion = 60.*a plain number is rad.*'30 deg'"):
        HYPER.replace(pose={"bottom.hip_flexion": 60})


def test_a_swing_that_cannot_be_is_refused():
    over_the_top = {"bottom.hip_flexion": "-200 deg", "top.hip_flexion": "170 deg"}
    with pytest.raises(PoseError, match="no pendulum turns at both angles.*deg from straight down"):
        bl.simulate(HYPER.replace(variant="swing", tempo="1-0-1-0", load=None, pose=over_the_top))


def test_a_pose_says_how_the_body_is_turned():
    with pytest.raises(InputError, match="exactly one of pelvic_tilt"):
        Pose("top", bl.movements.back_extension.poses[0].coordinates.__class__())


@pytest.mark.parametrize(
    ("change", "way"),
    [
        ({"pose": {"all.knee_flexion": "140 deg"}}, "reaches"),
        ({"load": bl.Pendulum(20, reach_high=0.9)}, "0.90 m"),
        ({"load": bl.Pendulum(20, pivot_x=0.9)}, "reaches"),
    ],
)
def test_a_machine_out_of_reach_says_by_how_much(change, way):
    with pytest.raises(PoseError, match=r"miss it by 0\.\d{3} m; change load\.pivot_y") as caught:
        bl.simulate(HYPER.replace(**change))
    assert way in str(caught.value)
    assert isinstance(caught.value, ValueError)


def test_a_collar_without_travel_is_refused():
    with pytest.raises(InputError, match=r"load\.reach_low = 0\.9: must be below reach_high = 0\.8 m"):
        bl.simulate(HYPER.replace(load=bl.Pendulum(20, reach_low=0.9, reach_high=0.8)))


def test_a_share_of_body_weight_can_be_too_much_for_the_heavy():
    heavy = HYPER.replace(athlete=bl.Athlete(mass=200, height=2.0), load=bl.AnkleWeight("500 %BW"))
    assert float(bl.simulate(heavy).overload) == 1  # 1000 kg is the most, and no error


# files

GOOD = (bl.movements._folder / "back_extension.toml").read_text(encoding="utf-8")
FILES = {
    "empty": (b"", "must be given"),
    "a comment": (b"# nothing yet\n", "must be given"),
    "binary": (bytes(range(256)), "readable text file"),
    "another encoding": ("title = 'Übung'".encode("latin-1"), "readable text file"),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\x00", "readable text file"),
    "no TOML": (b"id = back extension\n", "TOML"),
    "cut off": (GOOD[: len(GOOD) // 2].rsplit("source", 1)[0].encode(), "TOML"),
    "a list": (b'id = ["x"]\n', "must be given"),
    "JSON": (b'{"id": "x"}', "TOML"),
    "only a name": (b'id = "x"\n', "must be given"),
}


@pytest.mark.parametrize("kind", FILES)
def test_a_file_that_is_no_movement_is_named_with_its_line(tmp_path, kind):
    content, said = FILES[kind]
    path = tmp_path / "mine.toml"
    path.write_bytes(content)
    with pytest.raises(DataFileError) as caught:
        Movement.from_toml(path)
    error = caught.value
    assert str(path) in str(error)
    assert said in str(error)
    assert error.file == path
    lines = content.count(b"\n") + 1
    if "readable" not in said and content.strip() and kind != "a comment":
        assert 1 <= error.line <= lines
        assert str(error).startswith(f"{path}:{error.line}: ")
    assert isinstance(error, InputError)
    assert not bl.check(path).ok


def test_a_file_that_is_not_there_or_no_file_is_named(tmp_path):
    for path in (tmp_path / "nothing.toml", tmp_path):
        with pytest.raises(DataFileError, match="readable text file"):
            Movement.from_toml(path)


# sweeps


@pytest.mark.parametrize(
    ("axes", "said"),
    [
        ({"load.mass": []}, r"axes\['load\.mass'\] = \[\]: must be at least one value"),
        ({"load.mass": [10, 20], "tempo": ()}, r"axes\['tempo'\]"),
        ({"load.colour": [1]}, r"path = 'load\.colour': must be one of load\.mass"),
        ({"weight": [1]}, "path = 'weight'"),
        ({"": [1]}, "path = ''"),
        ({"athlete.shoe_size": [40]}, r"path = 'athlete\.shoe_size'"),
        ({"load.mass.kg": [1]}, "path = 'load.mass.kg'"),
        ({"load.mass": [10, -20]}, r"load\.mass = -20"),
        ({"load.mass": [10, NAN]}, r"load\.mass = nan"),
        ({"tempo": ["2-0-1-0", "2-0"]}, "tempo = '2-0'"),
        ({"pose.bottom.hip_flexion": [0.5, 60]}, r"pose\.bottom\.hip_flexion = 60"),
        ({"numbers.pad_share": [0.0, 2.0]}, r"numbers\.pad_share = 2"),
        ({"model.gravity": [9.81, -1]}, r"model\.gravity = -1"),
        ({"model.sharing.power": [2, 5]}, "power = 5"),
        ({"model.spine.passive_lever_arm": [0.05, 5.0]}, "passive_lever_arm = 5"),
        ({"athlete.mass": [80, 8000]}, r"athlete\.mass = 8000"),
        ({"variant": ["swing", "spin"]}, "variant = 'spin'"),
    ],
)
def test_a_sweep_refuses_before_it_computes(axes, said, monkeypatch):
    def computed(*_):
        raise AssertionError("a case was computed")

    monkeypatch.setattr("biolift.verbs.sweep.run_trial", computed)
    with pytest.raises(InputError, match=said):
        bl.sweep(HYPER, axes, progress=False)


def test_a_path_into_a_load_needs_a_load():
    with pytest.raises(InputError, match="the trial, which has no load.*load=Pendulum"):
        bl.sweep(HYPER.replace(load=None), {"load.mass": [1]}, progress=False)


@pytest.mark.parametrize(
    "wrong", [[], None, HYPER, "reverse_hyper", [HYPER, None], [bl.movements.reverse_hyper]]
)
def test_a_comparison_wants_trials(wrong):
    with pytest.raises(InputError, match="trials"):
        bl.compare(wrong, progress=False)
    with pytest.raises(InputError, match="axes"):
        bl.compare([HYPER], {"tempo": []}, progress=False)


@pytest.mark.parametrize(
    "verb", [bl.simulate, lambda trial: bl.sweep(trial, {"tempo": ["2-0-1-0"]}, progress=False)]
)
@pytest.mark.parametrize("wrong", [None, "reverse_hyper", bl.movements.reverse_hyper, 3])
def test_a_verb_wants_a_trial(verb, wrong):
    with pytest.raises(InputError, match="trial"):
        verb(wrong)


@pytest.mark.parametrize("wrong", ["standard", 3, ME])
def test_a_verb_wants_a_model(wrong):
    with pytest.raises(InputError, match="model"):
        bl.simulate(HYPER, wrong)


@pytest.mark.parametrize("axes", [None, 3, ["load.mass"], "load.mass", {"load.mass": 10}, {3: [1]}])
def test_a_sweep_wants_axes(axes):
    with pytest.raises(InputError, match="axes|path"):
        bl.sweep(HYPER, axes, progress=False)
