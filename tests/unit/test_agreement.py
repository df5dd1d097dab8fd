"""Agreement with measurement: verdicts, ranks, intervals, tables, figures, the command."""

import dataclasses
import math

import numpy as np
import pytest

import biolift as bl
from biolift import viz
from biolift.cli import main
from biolift.errors import InputError
from biolift.evidence.agreement import COLUMNS, VERDICTS, verdict
from biolift.evidence.ranks import bootstrap, spearman
from biolift.nouns.study import Check

RATIO = Check(
    id="X1", condition="c", quantity="compression", mean=2.0, unit="1", role="check", confidence="abstract",
    where="table 1", trial="t",
)  # fmt: skip


@pytest.fixture(scope="module")
def wilke():
    return bl.agreement(["wilke_1999", "wilke_2001"], progress=False)


def changed(**fields):
    return dataclasses.replace(RATIO, **fields)


@pytest.mark.parametrize(
    ("check", "value", "said"),
    [
        (RATIO, 2.39, "within"),
        (RATIO, 1.61, "within"),
        (RATIO, 2.41, "above"),
        (RATIO, 1.59, "below"),
        (RATIO, math.nan, "not comparable"),
        (changed(bound="at_least"), 9.0, "within"),
        (changed(bound="at_least"), 1.5, "below"),
        (changed(bound="at_most"), 0.1, "within"),
        (changed(bound="at_most"), 2.5, "above"),
        (changed(bound="at_least", tolerance="order"), 1.99, "below"),
        (changed(unit="deg", mean=50.0, tolerance="angle"), 59.9, "within"),
        (changed(unit="deg", mean=50.0, tolerance="angle"), 60.1, "above"),
        (changed(role="reported", why="x"), 9.0, "reported"),
        (changed(role="calibration", fixes="x"), 9.0, "calibration"),
        (changed(role="rank"), 9.0, "ranked"),
        (changed(role="input", trial=None), math.nan, "input"),
    ],
)
def test_verdicts(check, value, said):
    assert verdict(check, value) == said
    assert said in VERDICTS


def test_muscles_beyond_their_strength_are_not_compared():
    assert verdict(RATIO, 2.0, overload=True) == "not comparable"
    weak = dataclasses.replace(bl.studies.mcgill_2015)
    settings = {
        name: dataclasses.replace(
            s, trial=s.trial.replace(athlete=bl.Athlete(mass=80, height=1.8, strength=0.2))
        )
        for name, s in weak.settings.items()
    }
    ds = bl.agreement(dataclasses.replace(weak, settings=settings), progress=False)
    assert set(ds["verdict"].values) == {"not comparable"}
    assert ds["overload"].values.all()


@pytest.mark.parametrize(
    "fields",
    [
        {"role": "calibration"},
        {"role": "reported"},
        {"role": "input"},
        {"trial": None},
        {"fixes": "x"},
        {"sd": -1.0},
        {"mean": math.inf},
        {"slope": True},
        {"bound": "about"},
        {"phase": "up"},
    ],
)
def test_a_check_that_makes_no_sense_is_refused(fields):
    with pytest.raises(InputError):
        changed(**fields)


def test_spearman_agrees_with_scipy():
    from scipy.stats import spearmanr

    rng = np.random.default_rng(5)
    for _ in range(20):
        a, b = rng.integers(0, 6, size=(2, 9))
        if np.std(a) and np.std(b):
            assert spearman(a, b) == pytest.approx(spearmanr(a, b).statistic)
    assert math.isnan(spearman([1, 1, 1], [1, 2, 3]))
    low, high = bootstrap(np.arange(12), np.arange(12))
    assert (low, high) == pytest.approx((1.0, 1.0))
    low, high = bootstrap(np.arange(12), rng.permutation(12), seed=3)
    assert -1.0 <= low < high <= 1.0


def test_a_row_says_everything(wilke):
    assert set(wilke.data_vars) == set(COLUMNS)
    row = wilke.sel(check="IDP08")
    assert float(row["measured"]) == 4.6
    assert float(row["predicted_low"]) < float(row["predicted"]) < float(row["predicted_high"])
    assert float(row["ratio"]) == pytest.approx(float(row["predicted"]) / 4.6)
    assert float(row["peer_value"]) == 4.33
    assert wilke.sel(check="IDP03")["verdict"].item() == "calibration"
    assert wilke.sel(check="IDP05")["verdict"].item() == "reported"
    assert "wilke_2001" in wilke.attrs["sources"]


def test_ratio_is_what_two_simulations_give(wilke):
    study = bl.studies.wilke_2001
    far, standing = (
        float(bl.simulate(study.settings[name].trial)["compression"].sel(level="L4/L5").mean())
        for name in ("far", "standing")
    )
    assert float(wilke.sel(check="IDP12")["predicted"]) == pytest.approx(far / standing, rel=1e-9)


def test_drawn_intervals():
    def draw(trial, model, draws, seed):
        rng = np.random.default_rng(seed)
        return [
            (trial, model.replace(sharing=bl.sharing.ActivationPower(2, floor=float(f))))
            for f in rng.uniform(0.02, 0.04, draws)
        ]

    one, again = (
        bl.agreement("wilke_2001", draws=6, seed=4, draw=draw, progress=False).sel(check="IDP12")
        for _ in "ab"
    )
    assert float(one["predicted_low"]) < float(one["predicted_high"])
    assert float(one["predicted_low"]) == float(again["predicted_low"])


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("wilke_199",), "wilke_1999"),
        ((5,), "studies"),
        (([],), "at least one"),
        (("wilke_1999", 5), "Model"),
    ],
)
def test_bad_input(args, said):
    with pytest.raises(InputError, match=said):
        bl.agreement(*args, progress=False)


def test_interrupted_it_keeps_what_was_done(monkeypatch, capsys, tmp_path):
    from biolift.evidence import agreement as module

    ordinary, seen = module._study_rows, []

    def stopping(study, *rest):
        seen.append(study.id)
        if len(seen) == 2:
            raise KeyboardInterrupt
        return ordinary(study, *rest)

    monkeypatch.setattr(module, "_study_rows", stopping)
    ds = bl.agreement(["wilke_2001", "hwang_2009", "wilke_1999"], progress=False)
    assert ds.attrs["interrupted"] == "2 of 3 studies were not reached"
    assert list(ds["check"].values) == ["IDP11", "IDP12"]
    seen.clear()
    assert main(["validate", "wilke_2001", "hwang_2009", "--out", str(tmp_path / "a.csv")]) == 130
    assert (tmp_path / "a.csv").exists()
    assert "kept" in capsys.readouterr().err
    seen[:] = ["one"]
    with pytest.raises(KeyboardInterrupt):
        bl.agreement("wilke_2001", progress=False)


@pytest.mark.parametrize("draws", [-1, 2.5, True, 10, "many"])
def test_draws_need_a_way_to_draw(draws):
    with pytest.raises(InputError, match="draws"):
        bl.agreement("wilke_2001", draws=draws, progress=False)


def test_rank_correlation_of_a_study():
    ds = bl.agreement("dicus_2023", progress=False)
    row = ds.sel(check="dicus_2023/rank")
    ranked = ds["verdict"].values == "ranked"
    rho = spearman(ds["predicted"].values[ranked], ds["measured"].values[ranked])
    assert float(row["predicted"]) == pytest.approx(rho)
    assert float(row["predicted_low"]) < rho < float(row["predicted_high"])


def test_table_and_figures(wilke, tmp_path):
    text = viz.agreement_table(wilke)
    assert "IDP09" in text and "above" in text and "Checks:" in text
    assert "E049" not in viz.agreement_table(bl.agreement("schellenberg_2013", progress=False))
    assert "E049" in viz.agreement_table(bl.agreement("schellenberg_2013", progress=False), every=True)
    for draw in (viz.agreement, viz.ratios_to_standing, viz.bland_altman):
        draw(wilke).savefig(tmp_path / "figure.png")
        assert (tmp_path / "figure.png").stat().st_size > 10_000


def test_figures_refuse_what_they_cannot_show():
    lone = bl.agreement("hwang_2009", progress=False)
    with pytest.raises(InputError, match="standing"):
        viz.ratios_to_standing(lone)
    with pytest.raises(InputError, match="three ratios"):
        viz.bland_altman(lone)
    with pytest.raises(InputError, match="agreement"):
        viz.agreement_table(bl.simulate(bl.studies.hwang_2009.settings["stoop"].trial))


def test_command(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["validate", "wilke_2001", "--out", "mine.nc"]) == 0
    said = capsys.readouterr().out
    assert "IDP12" in said and "within" in said and "3400" not in said
    assert (tmp_path / "mine_all.png").exists()
    back = bl.load("mine.nc")
    assert list(back["check"].values) == ["IDP11", "IDP12"]
    assert main(["validate", "hwang_2009", "--limits"]) == 0
    assert "no verdict" in capsys.readouterr().out
    assert (tmp_path / "agreement.csv").exists()
    assert main(["cite", "IDP12", "A100"]) == 0
    assert "lawrence_2019" in capsys.readouterr().out
    assert main(["validate", "wilke_1"]) == 2
    assert main(["validate", "--model", "plain"]) == 2
    assert main(["validate", "wilke_2001", "--out", "mine.txt"]) == 2
