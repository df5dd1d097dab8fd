"""The judge on claims whose answer is known by construction, and on its calibration."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest

import biolift as bl
from biolift.engine.sobol import uniform
from biolift.errors import DataFileError, InputError
from biolift.evidence import pool as pools
from biolift.evidence import verdicts
from biolift.evidence.reasons import MEANING, TOO_FEW
from biolift.evidence.verdicts import judge, judge_all
from biolift.library.claims import read_claim
from biolift.library.verdicts import rules
from biolift.verbs.many import Many, run_many

RULES = rules()
HEAD = """
id = "X1"
key = "test"
title = "A claim of the tests"
said_by = "garage_strength"
statement = "What the tests say."
"""
TRIALS = """
[trials.light]
movement = "back_extension"
load = { kind = "plate", mass = 5 }
[trials.heavy]
like = "light"
load = { kind = "plate", mass = 25 }
"""
TEST = """
[[tests]]
says = "what is tested"
relation = "%s"
quantity = "%s"
%s
"""


def claim(folder, *tests, trials=TRIALS, head=HEAD):
    path = folder / "claim.toml"
    path.write_text(head + trials + "".join(TEST % one for one in tests), encoding="utf-8")
    return read_claim(path)


MORE = ("greater", "peak_compression[L5/S1]", 'of = "heavy"\nthan = "light"')
LESS = ("less", "peak_compression[L5/S1]", 'of = "heavy"\nthan = "light"')
MIDDLE = ("above", "peak_compression[L5/S1]", 'of = "heavy"\nlow = 3900')
UNKNOWN = ("above", "peak_joint_moment[knee]", 'of = "heavy"\nlow = 1')


def test_true_by_construction(tmp_path):
    verdict = judge(claim(tmp_path, MORE), 48, flip_draws=2, progress=False)
    assert verdict.label == "supported"
    assert verdict.probability == 1.0
    assert verdict.effect.effect > 0.1
    assert not any(flip.flips for flip in verdict.flips)
    assert {flip.choice for flip in verdict.flips} > {"every choice"}
    assert "supported" in str(verdict)
    assert "A claim of the tests" in verdict._repr_html_()


def test_false_by_construction(tmp_path):
    verdict = judge(claim(tmp_path, LESS), 48, flip_draws=0, progress=False)
    assert (verdict.label, verdict.probability) == ("contradicted", 0.0)


def test_undecidable_by_construction(tmp_path):
    verdict = judge(claim(tmp_path, MIDDLE), 48, flip_draws=0, progress=False)
    assert verdict.label == "undecided"
    assert 0.2 < verdict.probability < 0.8
    assert verdict.depends
    assert verdict.effect.unit == "N"


def test_impossible_in_this_model(tmp_path):
    verdict = judge(claim(tmp_path, UNKNOWN), 4, progress=False)
    assert verdict.label == "out_of_scope"
    assert np.isnan(verdict.probability)
    assert "rollers" in verdict.reasons[0]


def test_opposite_tests_are_said_apart(tmp_path):
    verdict = judge(claim(tmp_path, MORE, LESS), 48, flip_draws=0, progress=False)
    assert verdict.label == "undecided"
    assert verdict.reasons[0].startswith("depends on what is meant")
    assert [one.label for one in verdict.findings] == ["supported", "contradicted"]


def test_a_verdict_does_not_depend_on_company_or_threads(tmp_path):
    one = claim(tmp_path, MIDDLE)
    other = dataclasses.replace(claim(tmp_path, MORE), id="X2")
    alone = judge(one, 16, flip_draws=0, progress=False)
    together = list(judge_all([other, one], 16, flip_draws=0, progress=False, threads=2))[1]
    assert alone == together


def test_what_was_judged_before_an_interruption_is_kept(tmp_path, monkeypatch):
    run, calls = pools.run_many, []

    def stops(*args, **kwargs):
        calls.append(args)
        if len(calls) > 2:
            raise KeyboardInterrupt
        return run(*args, **kwargs)

    monkeypatch.setattr(pools, "run_many", stops)
    third = TRIALS.replace("25", "30")
    one, two = claim(tmp_path, MORE), claim(tmp_path, MORE, trials=third)
    done = []
    with pytest.raises(KeyboardInterrupt):
        done += [v for v in judge_all([one, two], 4, flip_draws=0, progress=False) if done.append(v)]
    assert [v.claim for v in done] == [one]


def test_trials_that_claims_share_are_worked_out_once(tmp_path, monkeypatch):
    run, cases = pools.run_many, []

    def counts(given, *args, **kwargs):
        cases.append(len(given))
        return run(given, *args, **kwargs)

    monkeypatch.setattr(pools, "run_many", counts)
    two = [claim(tmp_path, MORE), claim(tmp_path, MIDDLE)]
    assert len(list(judge_all(two, 4, flip_draws=0, progress=False))) == 2
    assert cases == [4, 4]


def synthetic(cases, names=None, **_):
    """What the engine would give if compression were an even number of the draw: known probabilities."""
    del names
    key = str(cases[0][0].load.mass)
    values = np.tile(uniform(0, len(cases), [None], [key], 11)[:, :1], (1, 2))
    labels = {"level": ["L5/S1", "L4/L5"]}
    return Many({"peak_compression": values, "overload": np.zeros(len(cases))}, labels, {}, len(cases))


def test_stated_probabilities_are_right_within_their_intervals(tmp_path, monkeypatch):
    monkeypatch.setattr(pools, "run_many", synthetic)
    inside = []
    for k in range(40):
        p = (k + 0.5) / 40
        trials = TRIALS.replace("25", str(25 + k))
        test = ("above", "peak_compression[L5/S1]", f'of = "heavy"\nlow = {1 - p}')
        verdict = judge(claim(tmp_path, test, trials=trials), 64, flip_draws=0, progress=False)
        low, high = verdict.probability_interval
        inside.append(low <= p <= high)
        if verdict.label == "supported":
            assert p > 0.8
        if verdict.label == "contradicted":
            assert p < 0.2
    assert 0.88 <= np.mean(inside) <= 1.0


def test_two_independent_numbers_win_half_the_time(tmp_path, monkeypatch):
    monkeypatch.setattr(pools, "run_many", synthetic)
    for one, other in (("heavy", "light"), ("light", "heavy")):
        test = ("greater", "peak_compression[L5/S1]", f'of = "{one}"\nthan = "{other}"\nby = 1.0')
        verdict = judge(claim(tmp_path, test), 256, flip_draws=0, progress=False)
        low, high = verdict.probability_interval
        assert low <= 0.5 <= high
        assert verdict.label == "undecided"


def test_numbers_of_whole_curves(tmp_path):
    """Greatest value and time above a value are those of the curves of `simulate`, and have fewer draws."""
    share = "time_above_0.4_group_activation[erector_spinae]"
    most = "most_level_group_activation[L4/L5, multifidus, left]"
    tests = (
        ("greater", share, 'name = "a"\nof = "heavy"\nthan = "light"'),
        ("above", most, 'name = "b"\nof = "heavy"\nlow = 0.1'),
        ("above", share, 'name = "c"\nof = "heavy"\nlow = 0.1'),
    )
    whole = claim(tmp_path, *tests)
    verdict = judge(whole, 8, flip_draws=0, progress=False)
    assert verdict.label != "out_of_scope"
    assert [one.unit for one in verdict.findings] == ["", "", "s"]
    rep = bl.simulate(whole.trials["heavy"])
    found = run_many([(whole.trials["heavy"], bl.models.standard)], [share.partition("[")[0]])
    by_hand = rep.group_activation.sel(group="erector_spinae", side="left").values
    fine = np.linspace(0, float(rep.time[-1]), 100_001)
    expected = (np.interp(fine, rep.time.values, by_hand) > 0.4).mean() * fine[-1]
    place = found.labels["group"].index("erector_spinae")
    assert found.values[share.partition("[")[0]][0, place] == pytest.approx(expected, abs=1e-3)
    assert 0.3 < expected < fine[-1] - 0.3
    here = rep.level_group_activation
    np.testing.assert_array_equal(here.sel(level="L5/S1").values, rep.group_activation.values)
    assert abs(here.sel(level="L4/L5") - here.sel(level="L5/S1")).max() > 0.01


def test_claims_on_curves_have_their_own_number_of_draws(tmp_path, monkeypatch):
    monkeypatch.setattr(verdicts, "rules", lambda: dataclasses.replace(RULES, draws=6, curve_draws=3))
    whole = dataclasses.replace(
        claim(tmp_path, ("above", "most_compression[L5/S1]", 'of = "heavy"\nlow = 100')), id="X2"
    )
    block = claim(tmp_path, MORE)
    found = list(judge_all([whole, block], flip_draws=0, progress=False))
    assert [one.draws for one in found] == [3, 6]
    assert [one.draws for one in judge_all([whole, block], 2, flip_draws=0, progress=False)] == [2, 2]


def test_a_claim_of_ones_own_about_a_movement_of_ones_own(tmp_path):
    data = Path(bl.__file__).parent / "library" / "data" / "movements" / "back_extension.toml"
    mine = data.read_text(encoding="utf-8").replace('id = "back_extension"', 'id = "my_bench"')
    (tmp_path / "my_bench.toml").write_text(mine, encoding="utf-8")
    trials = TRIALS.replace('"back_extension"', '"my_bench.toml"')
    head = HEAD.replace("garage_strength", "own")
    claim(tmp_path, MORE, trials=trials, head=head)
    (verdict,) = judge_all([str(tmp_path / "claim.toml")], 4, flip_draws=0, progress=False)
    assert verdict.claim.trials["heavy"].movement.id == "my_bench"
    assert verdict.probability == 1.0
    assert "own" not in verdict.sources
    assert "@" in bl.cite(verdict)
    with pytest.raises(DataFileError, match="my_bank"):
        claim(tmp_path, MORE, trials=trials.replace("my_bench", "my_bank"), head=head)


def test_few_draws_and_the_meaning_of_words_are_told_apart(tmp_path):
    few = judge(claim(tmp_path, MORE), 8, flip_draws=0, progress=False)
    assert few.label == "undecided"
    assert few.reasons[0].startswith(TOO_FEW)
    split = judge(claim(tmp_path, MIDDLE), 48, flip_draws=0, progress=False)
    assert not split.reasons[0].startswith((TOO_FEW, MEANING))


def test_sources_of_a_verdict_are_cited(tmp_path):
    verdict = judge(claim(tmp_path, MORE), 4, flip_draws=0, progress=False)
    assert {"garage_strength", "de_leva_1996", "dumas_2018"} <= set(verdict.sources)
    text = bl.cite(verdict)
    assert "@misc{garage_strength" in text
    assert text.rstrip().endswith("}")
    assert "biolift" in text


@pytest.mark.parametrize(
    ("old", "new", "where", "said"),
    [
        ("peak_compression", "peak_compresion", None, "peak_compression"),
        ('relation = "greater"', 'relation = "grater"', None, "greater"),
        ('than = "light"', "", "[[tests]]", "than"),
        ('than = "light"', 'than = "lihgt"', None, "light"),
        ("garage_strength", "garage_strenght", None, "garage_strength"),
        ('says = "what', 'sais = "what', None, "says"),
        ('"back_extension"', '"back_extensoin"', None, "back_extension"),
        ('kind = "plate", mass = 5', 'kind = "plate", mass = -5', None, "kg"),
        ('kind = "plate", mass = 5', 'kind = "plat", mass = 5', None, "plate"),
        ('statement = "What the tests say."', "", "", "statement"),
        ("[[tests]]", "[[testz]]", None, "tests"),
        ("/S1]", "/S1] - 3", None, "joined by"),
        ("peak_compression", "time_above_3e3_compression", None, "time_above"),
    ],
)
def test_a_wrong_file_is_refused_with_its_line(tmp_path, old, new, where, said):
    text = HEAD + TRIALS + TEST % MORE
    assert old in text
    wrong = text.replace(old, new, 1)
    path = tmp_path / "claim.toml"
    path.write_text(wrong, encoding="utf-8")
    line = 1 + wrong[: wrong.index(new if where is None else where)].count("\n")
    with pytest.raises(DataFileError, match=said) as caught:
        read_claim(path)
    assert f"claim.toml:{line}:" in str(caught.value)


def test_no_test_and_no_reason_is_refused(tmp_path):
    with pytest.raises(DataFileError, match="out_of_scope"):
        claim(tmp_path)


@pytest.mark.parametrize("wrong", [None, 3, "C99", "hanging_decompreses_the_spine"])
def test_unknown_claims(wrong):
    with pytest.raises(InputError, match="C09|C01|hanging_decompresses"):
        judge(wrong)
