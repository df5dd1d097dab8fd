"""Trials and models: what they accept, what they make of it, and every kind of path into them."""

import copy
import math

import numpy as np
import pytest

import biolift as bl
from biolift.errors import InputError
from biolift.library.muscles import standard as muscles
from biolift.library.passive import lumbar
from biolift.library.spine import standard as spine
from biolift.nouns.model import Model
from biolift.nouns.paths import paths, with_value
from biolift.nouns.tempo import Tempo
from biolift.nouns.trial import Trial

ME = bl.Athlete(mass=82, height="180 cm")
HYPER = Trial(bl.movements.reverse_hyper, ME, load=bl.Pendulum(mass=60), tempo="2-0-1-0")


@pytest.fixture(scope="module")
def model():
    return Model(
        proportions=bl.proportions.de_leva,
        muscles=muscles(),
        sharing=bl.sharing.ActivationPower(2),
        spine=spine(),
        passive=lumbar(),
    )


def test_defaults_are_those_of_the_movement():
    trial = Trial(bl.movements.back_extension, ME)
    assert trial.tempo is None
    assert trial.tempo_resolved == Tempo("3-1-1-0")
    assert trial.movement_resolved is trial.movement
    assert (trial.loads, trial.fittings, trial.side) == ((), (), "right")


def test_text_and_nesting_mean_the_same():
    flat = HYPER.replace(pose={"bottom.hip_flexion": math.radians(60)})
    assert HYPER.replace(pose={"bottom": {"hip_flexion": "60 deg"}}) == flat
    assert flat.movement_resolved.pose("bottom").angles()["hip_flexion_l"] == math.radians(60)
    assert hash(flat) == hash(HYPER.replace(pose={"bottom.hip_flexion": "60 deg"}))


def test_replace_merges_and_takes_away():
    trial = HYPER.replace(pose={"top.lumbar_flexion": "-10 deg"}, numbers={"pad_share": 0})
    more = trial.replace(pose={"bottom.hip_flexion": "60 deg"}, numbers={"pad_x": 0.05})
    assert set(more.pose) == {"top.lumbar_flexion", "bottom.hip_flexion"}
    assert dict(more.numbers) == {"pad_share": 0.0, "pad_x": 0.05}
    assert more.replace(pose={"bottom": {"hip_flexion": None}}, numbers={"pad_x": None}) == trial
    assert trial.replace(pose=None, numbers=None) == HYPER
    assert HYPER.replace(variant="swing").movement_resolved.time_law == "pendular"
    with pytest.raises(InputError, match="trial = 'lod'.*'load'"):
        HYPER.replace(lod=None)


def test_repr_can_be_typed_back():
    bar = bl.Barbell("45 lb")
    for trial in (
        HYPER,
        HYPER.replace(load=None, tempo=None, variant="swing", numbers={"pad_share": 1}),
        HYPER.replace(pose={"bottom.hip_flexion": "60 deg"}, side="left"),
        Trial(bl.movements.back_extension, ME, load=(bar, bl.Plate("50 %BW")), tempo=Tempo.hold(30)),
    ):
        names = {"bl": bl, "BodyWeight": bl.Plate("1 %BW").mass.__class__, "Tempo": Tempo}
        names |= {name: getattr(bl, name) for name in ("Trial", "Athlete", "Pendulum", "Barbell", "Plate")}
        assert eval(repr(trial), names) == trial
        assert copy.copy(trial) == trial


def test_loads_go_to_their_sites():
    assert [(f.site, f.sides) for f in HYPER.fittings] == [("ankle", ("right", "left"))]
    both = HYPER.replace(load=[bl.Pendulum(60), bl.FreeWeight(5, site="knee")])
    assert [f.site for f in both.fittings] == ["ankle", "knee"]
    plate = Trial(bl.movements.back_extension, ME, load=bl.Plate(10))
    assert plate.fittings[0].site == "chest"
    assert plate.replace(load=bl.Plate(10, site="upper_back")).fittings[0].site == "upper_back"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"movement": "reverse_hyper"}, r"movement = 'reverse_hyper'.*bl\.movements\.reverse_hyper"),
        ({"athlete": 82}, "athlete = 82: must be an Athlete"),
        ({"variant": "swng"}, "variant = 'swng': must be one of swing, bent_knees; .*'swing'"),
        ({"side": "rigth"}, "'right'"),
        ({"tempo": "2-0-1"}, "four durations"),
        (
            {"load": bl.Barbell(60)},
            r"load = Barbell.*fits reverse_hyper: Pendulum\(ankle\), AnkleWeight\(ankle\)",
        ),
        ({"load": bl.Pendulum(60, site="knee")}, r"load\.site = 'knee': must be one of ankle"),
        ({"load": bl.FreeWeight(5)}, "FreeWeight"),
        ({"load": 60}, r"load = 60: must be a load.*Pendulum\(mass=60\)"),
        ({"load": bl.Pendulum}, "must be a load"),
        ({"load": bl.Pendulum(60), "variant": "bent_knees"}, r"fits reverse_hyper: AnkleWeight"),
        ({"pose": {"bottom.hip_flexion": math.nan}}, r"pose\.bottom\.hip_flexion = nan"),
        ({"pose": {"bottom.hip_flexion": 60}}, r"pose\.bottom\.hip_flexion = 60\.0.*'30 deg'"),
        ({"pose": {"bottom.hip_flexion": "60 kg"}}, "deg or rad"),
        ({"pose": {"botom.hip_flexion": 1}}, "'bottom'"),
        ({"pose": {"bottom": 1}}, r"pose\.bottom"),
        ({"pose": {"bottom.hip_flex": 1}}, "'hip_flexion'"),
        ({"pose": 3}, "a mapping"),
        ({"numbers": {"pad_share": 2}}, r"numbers\.pad_share = 2\.0: must be between 0 and 1"),
        ({"numbers": {"pad_shre": 1}}, "'pad_share'"),
        ({"numbers": {"pad_share": "half"}}, r"numbers\.pad_share = 'half'"),
    ],
)
def test_what_does_not_fit_is_refused(change, said):
    with pytest.raises(InputError, match=said):
        HYPER.replace(**change)


def test_a_one_sided_change_stays_on_the_side_it_names():
    trial = HYPER.replace(side="left", pose={"bottom.knee_flexion_r": 1.0})
    assert trial.movement_resolved.pose("bottom").angles()["knee_flexion_r"] == 1.0


def test_models_check_their_fields(model):
    assert hash(model) == hash(model.replace())
    assert model.replace(gravity=0).gravity == 0.0
    for change, said in (
        ({"gravity": -1}, r"model\.gravity = -1: must be between 0 and 30 m/s2"),
        ({"gravity": math.nan}, "gravity"),
        ({"samples": 3}, "a whole number from 11"),
        ({"samples": 100.0}, "a whole number"),
        ({"spine": 3}, "of kind Spine"),
        ({"sharing": "cubic"}, "ActivationPower"),
        ({"sharing": bl.sharing.ActivationPower}, "a sharing rule"),
        ({"gravty": 1}, "'gravity'"),
    ):
        with pytest.raises(InputError, match=said):
            model.replace(**change)


def test_a_model_says_what_to_type(model):
    named = model.replace(origin="bl.models.standard")
    assert repr(named) == "bl.models.standard"
    assert repr(named.replace(samples=201)) == "bl.models.standard.replace(samples=201)"
    assert named == model


TRIAL_PATHS = {
    "load.mass": (20, lambda trial: trial.load.mass, 20.0),
    "load": (None, lambda trial: trial.loads, ()),
    "tempo": ("4-1-1-0", lambda trial: trial.tempo, Tempo("4-1-1-0")),
    "tempo.eccentric": (4, lambda trial: trial.tempo, Tempo("4-0-1-0")),
    "tempo.concentric": ("X", lambda trial: trial.durations["concentric"], 0.6),
    "athlete.mass": ("180 lb", lambda trial: trial.athlete.mass, pytest.approx(81.6466)),
    "athlete.sex": ("female", lambda trial: trial.athlete.sex, "female"),
    "athlete.segment_lengths.thigh": (0.45, lambda trial: trial.athlete.segment_lengths["thigh"], 0.45),
    "pose.bottom.hip_flexion": ("60 deg", lambda trial: trial.pose["bottom.hip_flexion"], math.radians(60)),
    "pose.all.knee_flexion": (
        0.3,
        lambda trial: trial.movement_resolved.pose("top").angles()["knee_flexion_l"],
        0.3,
    ),
    "numbers.pad_share": (np.float64(0.25), lambda trial: trial.numbers["pad_share"], 0.25),
    "variant": ("swing", lambda trial: trial.movement_resolved.variant, "swing"),
    "side": ("left", lambda trial: trial.side, "left"),
}


@pytest.mark.parametrize("path", TRIAL_PATHS)
def test_every_place_of_a_trial_can_be_set(model, path):
    value, look, expected = TRIAL_PATHS[path]
    trial, same = with_value(HYPER, model, path, value)
    assert look(trial) == expected
    assert same is model
    assert trial != HYPER
    assert path in paths(HYPER, model)


MODEL_PATHS = {
    "model.gravity": (1.62, lambda model: model.gravity),
    "model.samples": (201, lambda model: model.samples),
    "model.sharing": (bl.sharing.ActivationPower(3), lambda model: model.sharing),
    "model.sharing.power": (3, lambda model: model.sharing.power),
    "model.spine.passive_lever_arm": (0.04, lambda model: model.spine.numbers.at("passive_lever_arm")),
    "model.passive.full_flexion": (1.0, lambda model: model.passive.at("full_flexion")),
    "model.muscles.psoas.max_force": (1000.0, lambda model: model.muscles["psoas"].max_force),
    "model.proportions.thigh.mass_fraction": (
        0.145,
        lambda m: m.proportions.female.at("thigh.mass_fraction"),
    ),
    "model.proportions.male.l5s1.y": (0.151, lambda model: model.proportions.male.at("l5s1.y")),
}


@pytest.mark.parametrize("path", MODEL_PATHS)
def test_every_place_of_a_model_can_be_set(model, path):
    value, look = MODEL_PATHS[path]
    same, other = with_value(HYPER, model, path, value)
    assert look(other) == value
    assert same is HYPER
    assert other != model
    assert path in paths(HYPER, model)


def test_movement_athlete_and_model_can_be_exchanged(model):
    trial = HYPER.replace(load=None)
    other, _ = with_value(trial, model, "movement", bl.movements.back_extension)
    assert other.movement.id == "back_extension"
    other, _ = with_value(trial, model, "athlete", bl.Athlete(mass=60, height=1.6))
    assert other.athlete.mass == 60
    assert with_value(trial, model, "model", model.replace(gravity=0))[1].gravity == 0


def test_one_of_several_loads(model):
    trial = HYPER.replace(load=[bl.Pendulum(60), bl.AnkleWeight(5)])
    assert with_value(trial, model, "load.1.mass", 8)[0].loads == (bl.Pendulum(60), bl.AnkleWeight(8))
    for wrong in ("load.mass", "load.2.mass", "load.1"):
        with pytest.raises(InputError, match=r"load\.0\.mass"):
            with_value(trial, model, wrong, 8)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("load.mas", r"path = 'load\.mas': must be one of load\.mass, .*'load\.mass'"),
        ("lod.mass", r"movement, athlete, load, .*'load\.mass'"),
        ("tempo.excentric", r"'tempo\.eccentric'"),
        ("athlete.weight", r"one of athlete\.mass"),
        ("athlete.segment_lengths.tigh", "thigh"),
        ("pose.bottom.hip_flexon", "hip_flexion"),
        ("pose", r"pose\.all"),
        ("numbers.pad", "pad_share"),
        ("model.spin", r"'model\.spine'"),
        ("model.spine.passive_arm", r"passive_lever_arm"),
        ("model.origin", "model"),
        ("", "movement"),
    ],
)
def test_paths_that_lead_nowhere(model, path, said):
    with pytest.raises(InputError, match=said):
        with_value(HYPER, model, path, 1)


def test_a_path_into_a_missing_load_says_so(model):
    with pytest.raises(InputError, match="no load"):
        with_value(HYPER.replace(load=None), model, "load.mass", 1)


def test_values_are_checked_where_they_land(model):
    for path, value in (
        ("load.mass", -5),
        ("athlete.mass", math.nan),
        ("numbers.pad_share", 2),
        ("tempo.eccentric", -1),
        ("model.spine.passive_lever_arm", 1.0),
        ("model.sharing.power", 7),
    ):
        with pytest.raises(InputError):
            with_value(HYPER, model, path, value)
