"""What every study keeps, and that every published number that was collected is accounted for."""

import math

import pytest

import biolift as bl
from biolift.errors import DataFileError, InputError
from biolift.evidence.measure import Runs, predicted
from biolift.io.cite import cite
from biolift.library.models import models, sharing_numbers
from biolift.library.sources import DATA
from biolift.library.studies import not_reproduced, occupational_limits, read_study, tolerances
from biolift.nouns.paths import with_value

STUDIES = list(bl.studies)


def ids(prefix, first, last, width=3):
    return {f"{prefix}{k:0{width}d}" for k in range(first, last + 1)}


def two(prefix, first, last):
    return ids(prefix, first, last, 2)


#: Ids of everything that was collected: two tables of published numbers.
COLLECTED = (
    (ids("E", 1, 219) - {"E109", "E110", "E160", "E161", "E162"})
    | (two("IDP", 1, 13) | two("IDP", 20, 31) | two("IDP", 40, 43) | two("IDP", 50, 56))
    | ({"VBR06", "VBR07", "VBR08", "VBR11"} | two("VBR", 20, 24))
    | (two("LIFT", 15, 17) | two("LIFT", 21, 27))
    | (two("DL", 1, 3) | two("DL", 6, 8) | two("DL", 10, 19) | two("SQ", 1, 4))
    | (two("MOD", 1, 7) | two("MOD", 10, 20) | two("STR", 1, 5) | two("STR", 10, 13))
    | (two("TOL", 1, 7) | two("IAP", 1, 7) | two("COC", 1, 2) | two("FRP", 1, 2))
)


def test_every_collected_number_is_in_a_study_or_listed_with_a_reason():
    used, left = set(bl.studies.check_ids), set(not_reproduced())
    assert not used & left
    assert used | left == COLLECTED
    assert all(len(reason) > 8 for reason in not_reproduced().values())


def test_ids_are_unique_over_all_studies():
    every = [one for study in STUDIES for check in study for one in check.ids]
    assert len(every) == len(set(every)) == len(bl.studies.check_ids)


@pytest.mark.parametrize("study", STUDIES, ids=str)
def test_every_check_has_a_prediction_and_every_spread_can_be_run(study):
    runs = Runs()
    for check in study:
        if check.role == "input":
            continue
        model = models[check.model or "standard"]
        cases = {name: (setting.trial, model) for name, setting in study.settings.items()}
        assert math.isfinite(predicted(check, cases, runs)), check.id
    for name, setting in study.settings.items():
        for path, ends in setting.spread.items():
            for end in ends:
                runs(with_value(setting.trial, models.standard, path, end))  # raises where it cannot be taken
        assert any(name in check.trials for check in study)


@pytest.mark.parametrize("study", STUDIES, ids=str)
def test_a_study_says_what_it_rests_on(study):
    assert study.title and study.people >= 1 and len(study.checks) >= 1
    for check in study:
        assert check.where
        assert bl.studies.check(check.id) is check
        assert bl.studies.study_of(check.id) is study
    text = cite(study.checks[0].id)
    assert text.startswith(f"@{'misc' if study.source.kind == 'web' else 'article'}{{{study.source.key},")
    assert study.checks[0].id in text.split("@misc{biolift")[1]


def test_calibrations_name_a_parameter_whose_value_stands_in_the_model():
    fixed = {check.fixes: check.id for study in STUDIES for check in study if check.role == "calibration"}
    assert fixed == {"model.sharing.floor": "IDP03", "model.sharing.cocontraction": "COC01"}
    numbers = sharing_numbers()
    assert models.standard.sharing.floor == numbers.at("floor")
    assert models.standard.sharing.cocontraction == 0.0
    assert models.cocontraction.sharing.cocontraction == numbers.at("cocontraction")
    for path, id in fixed.items():
        assert id in numbers[path.rpartition(".")[2]].note


def test_tolerances_and_limits_say_why():
    assert all(why and relative >= 0 and absolute >= 0 for relative, absolute, why in tolerances().values())
    assert {value for _, value, _ in occupational_limits()} == {3400.0, 6400.0}
    verdicts = set(bl.agreement("mcgill_2015", progress=False)["verdict"].values)
    assert not any("limit" in str(verdict) for verdict in verdicts)


def test_look_up_by_id():
    assert bl.studies.check("E103").id == "DL03"
    assert bl.studies.behind("A100").id == bl.studies.behind("E001").id == "lawrence_2019"
    assert bl.studies.behind("A817") is None
    assert bl.studies.behind("dicus_2023/rank").id == "dicus_2023"
    with pytest.raises(InputError, match="recalled"):
        bl.studies.check("E116")
    with pytest.raises(InputError, match="E001"):
        bl.studies.check("E01")


WRONG = {
    "unit": ('unit = "1"', 'unit = "Mpa"', "unit"),
    "role": ('role = "check"', 'role = "chek"', "'check'"),
    "trial": ('trial = "far"', 'trial = "fra"', "'far'"),
    "movement": ('movement = "standing"', 'movement = "standng"', "standing"),
    "variant": ('movement = "standing"', 'movement = "standing/tall"', "variant"),
    "load": ('load = "free_weight:20"', 'load = "freeweight:20"', "free_weight"),
    "negative load": ('load = "free_weight:20"', 'load = "free_weight:-20"', "kg"),
    "mean": ("mean = 3.6", "mean = nan", "finite"),
    "no mean": ("mean = 3.6\n", "", "mean"),
    "number as text": ("mean = 3.6", 'mean = "3.6"', "mean"),
    "confidence": ('confidence = "full_text"', 'confidence = "recalled"', "full_text"),
    "mass": ("mass_kg = 70", "mass_kg = 700", "30 and 200"),
    "unknown key": ("[athlete]", "[athlet]", "athlete"),
    "spread": ('"numbers.mass_x" = [0.3191, 0.47]', '"numbers.mass_x" = [0.3]', "two values"),
    "tolerance": ('unit = "1"', 'unit = "1"\ntolerance = "ratoi"', "ratio"),
    "no TOML": ("[athlete]", "[athlete", "TOML"),
    "twice": ('id = "IDP12"', 'id = "IDP11"', "once"),
    "source": ('source = "wilke_2001"', 'source = "wilke_2002"', "wilke_2001"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_file_is_refused_with_its_line(wrong, tmp_path):
    old, new, said = WRONG[wrong]
    text = (DATA / "studies" / "wilke_2001.toml").read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / "mine.toml"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DataFileError, match=said) as caught:
        read_study(file)
    assert caught.value.line >= 1
    assert str(file) in str(caught.value)


def test_a_study_of_ones_own(tmp_path):
    text = (DATA / "studies" / "wilke_2001.toml").read_text(encoding="utf-8")
    file = tmp_path / "mine.toml"
    file.write_text(text, encoding="utf-8")
    own = read_study(file)
    table = bl.agreement(own, progress=False)
    assert list(table["study"].values) == ["mine"] * 2
    assert bl.agreement(str(file), progress=False)["predicted"].equals(table["predicted"])
    with pytest.raises(InputError, match="once"):
        bl.agreement([own, "wilke_2001"], progress=False)
