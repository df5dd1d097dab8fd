"""Loads of claims that are found by a rule, and tests that only accompany a claim."""

import dataclasses

import pytest

import biolift as bl
from biolift.errors import DataFileError
from biolift.evidence.matching import SLOW, at_horizontal, matched
from biolift.evidence.verdicts import judge
from biolift.library.claims import read_claim

HEAD = """
id = "X1"
key = "test"
title = "A claim of the tests"
said_by = "garage_strength"
statement = "What the tests say."

[trials.chair]
movement = "back_extension"
load = { kind = "plate", mass = 20 }
[trials.other]
movement = "back_extension"
variant = "horizontal"
load = { kind = "plate", mass = 0 }
match = { quantity = "peak_lumbar_extension_moment[L5/S1]", to = "chair" }
[[tests]]
says = "peak moments are alike"
relation = "similar"
quantity = "peak_lumbar_extension_moment[L5/S1]"
of = "other"
than = "chair"
within = 0.2
"""
WRONG = (
    '[[tests]]\nsays = "never"\nrelation = "above"\nquantity = "peak_compression"\nof = "chair"\nlow = 1e9\n'
)


def claim(folder, text=HEAD):
    path = folder / "claim.toml"
    path.write_text(text, encoding="utf-8")
    return read_claim(path)


@pytest.mark.parametrize(("name", "other"), [("hyper_hip", "back"), ("back_low", "hyper")])
def test_loads_of_the_reverse_hyper_are_equated(name, other):
    found = matched(bl.claims["C01"], bl.models.standard)
    values = []
    for trial in (found.trials[name], found.trials[other]):
        ds = bl.simulate(trial.replace(tempo=SLOW))
        hips = ds.joint_moment.sel(joint="hip", side="right")
        values.append(at_horizontal(ds, hips if "hip" in name else ds.lumbar_extension_moment[0]))
    assert values[0] == pytest.approx(values[1], rel=1e-4)
    assert any(
        line.startswith(f"{name.replace('_', ' ')}: ") and "kg added" in line for line in found.assumptions
    )
    assert found.trials["bare"] == bl.claims["C01"].trials["bare"]


def test_a_summary_is_matched(tmp_path):
    found = matched(claim(tmp_path), bl.models.standard)
    one, other = (
        float(bl.simulate(found.trials[name]).lumbar_extension_moment[0].max()) for name in ("chair", "other")
    )
    assert other == pytest.approx(one, rel=1e-4)
    assert found.trials["other"].load.mass > 1.0


def test_a_claim_without_a_match_is_left_as_it_is():
    assert matched(bl.claims["C09"], bl.models.standard) is bl.claims["C09"]


def test_a_control_decides_nothing(tmp_path):
    plain = judge(claim(tmp_path), 8, flip_draws=0, progress=False)
    accompanied = judge(claim(tmp_path, f"{HEAD}{WRONG}control = true\n"), 8, flip_draws=0, progress=False)
    assert accompanied.label == plain.label
    assert accompanied.probability == plain.probability
    assert [one.control for one in accompanied.findings] == [False, True]
    assert accompanied.findings[1].probability == 0.0
    assert not accompanied.effect.control
    decided = judge(claim(tmp_path, HEAD + WRONG), 8, flip_draws=0, progress=False)
    assert decided.probability == 0.0


def test_controls_alone_make_no_claim(tmp_path):
    with pytest.raises(DataFileError, match="no control"):
        claim(tmp_path, HEAD.replace("within = 0.2", "within = 0.2\ncontrol = true"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('to = "chair"', 'to = "other"'),
        ('to = "chair"', 'to = "chair", at = "vertical"'),
        ('peak_lumbar_extension_moment[L5/S1]", to', 'peak_lumbar_moment", to'),
        ('load = { kind = "plate", mass = 0 }\n', ""),
    ],
)
def test_a_wrong_match_is_refused(tmp_path, old, new):
    assert old in HEAD
    with pytest.raises(DataFileError, match=r"claim\.toml:\d+"):
        claim(tmp_path, HEAD.replace(old, new, 1))


def test_the_stand_in_of_the_people_is_matched():
    sexes = {trial.athlete.sex for trial in matched(bl.claims["C01"], bl.models.standard).trials.values()}
    assert len(sexes) == 1
    assert dataclasses.is_dataclass(bl.claims["C01"].matches["hyper_hip"])
