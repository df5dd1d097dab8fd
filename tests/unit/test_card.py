"""Cards: one page, three forms, every number from the result."""

import re

import pytest

import biolift as bl
from biolift.cli import main
from biolift.errors import InputError
from biolift.verbs import many

ME = bl.Athlete(mass=82, height="5 ft 11 in", training="trained", name="Sam")
CHAIR = bl.Trial(bl.movements.back_extension, ME, load=bl.Plate(20))


@pytest.fixture(scope="module")
def cards():
    compared = bl.compare([CHAIR, bl.Trial(bl.movements.standing, ME)], draws=4, progress=False)
    return {
        "trial": bl.card(CHAIR, draws=8, seed=1, progress=False),
        "comparison": bl.card(compared),
        "verdict": bl.card(bl.judge("C08", 8, flip_draws=2, progress=False)),
        "out_of_scope": bl.card(bl.judge("C31")),
    }


@pytest.mark.parametrize("kind", ["trial", "comparison", "verdict", "out_of_scope"])
def test_a_card_has_its_parts(cards, kind):
    made = cards[kind]
    text = made.markdown("x.png")
    heads = ["What was assumed", "What it cannot say", "To reproduce it", "To cite it"]
    assert all(f"## {head}" in text for head in heads)
    assert "not medical advice" in text
    assert text.startswith("# ")
    assert "![" in text
    figure = made.figure()
    words = [one.get_text() for part in figure.subfigs for one in part.texts]
    assert made.contents.title in " ".join(words)
    assert tuple(figure.get_size_inches()) == (8.27, 5.83 if kind == "out_of_scope" else 11.69)


def test_a_card_of_a_trial_tells_what_simulate_tells(cards):
    rep = bl.simulate(CHAIR)
    peak = float(rep.compression.sel(level="L5/S1").max())
    sentence = cards["trial"].contents.sentence
    told = re.search(r"(\d+) \((\d+) to (\d+)\) N of compression", sentence)
    assert told, sentence
    value, low, high = map(int, told.groups())
    assert value == round(peak) and low < high
    cloud = bl.sample(CHAIR, 8, seed=1, report=["peak_compression"], progress=False)
    ends = cloud.peak_compression.sel(level="L5/S1").quantile([0.05, 0.95]).values
    assert [low, high] == pytest.approx(ends, abs=0.51)
    assert "8 draws" in cards["trial"].markdown()
    assert "Sam" in cards["trial"].markdown()


def test_a_card_tells_bands_by_their_width_and_flexion_as_such():
    bow = bl.Trial(bl.movements.single_leg_good_morning, ME, load=bl.Band("44 mm"))
    assert bl.card(bow, draws=0).contents.title.startswith("Banded single-leg good morning, band 44 mm")
    assert "<td>band 44 mm at the" in bow._repr_html_()
    raised = bl.card(bl.Trial(bl.movements.hanging_knee_raise, ME), draws=0).contents.sentence
    assert "of flexion moment" in raised and "-" not in raised


def test_a_card_is_written_for_people(cards):
    """No repr of a rule, no name of a support or a trial as it stands in a file."""
    for made in cards.values():
        text = made.markdown().partition("## To reproduce it")[0]
        assert not re.search(r"\w+_\w+|\w+\(\w+=", text), text


def test_the_page_is_filled(cards):
    """Small print ends in the last sixth of the page, and nothing runs beyond it."""
    for kind in ("trial", "comparison", "verdict"):
        figure = cards[kind].figure()
        figure.canvas.draw()
        lowest = min(text.get_window_extent().y0 for text in figure.subfigs[2].texts)
        assert 0.0 < lowest / figure.bbox.height < 1 / 6, kind


def test_the_command_of_a_card_makes_it_again(cards):
    names = {"bl": bl, "Trial": bl.Trial, "Athlete": bl.Athlete, "Plate": bl.Plate, "Tempo": bl.Tempo}
    again = eval(cards["trial"].contents.command.replace("seed=1", "seed=1, progress=False"), names)
    assert again.markdown() == cards["trial"].markdown()


def test_a_card_without_draws_says_nothing_of_how_sure_it_is():
    assert "How sure" not in bl.card(CHAIR, draws=0).markdown()


def test_three_files(cards, tmp_path):
    paths = cards["verdict"].save(tmp_path / "card.png")
    assert [path.name for path in paths] == ["card.png", "card.svg", "card.md"]
    assert paths[0].read_bytes().startswith(b"\x89PNG")
    assert "<svg" in paths[1].read_text(encoding="utf-8")
    assert "(card.png)" in paths[2].read_text(encoding="utf-8")


@pytest.mark.parametrize("wrong", [None, "C09", bl.movements.standing])
def test_nothing_else_has_a_card(wrong):
    with pytest.raises(InputError, match="a Trial, a Verdict or a comparison"):
        bl.card(wrong)


def test_html_of_a_trial():
    html = CHAIR._repr_html_()
    assert "82 kg" in html
    assert "plate 20 kg at the chest" in html
    bent = CHAIR.replace(pose={"bottom.hip_flexion": "60 deg"}, numbers={"fast_phase": 0.7})._repr_html_()
    assert "<td>bottom: hip flexion</td><td>60 deg</td>" in bent
    assert "<td>fast phase</td><td>0.7 s</td>" in bent
    assert "script" not in html


def test_command_line(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["card", "C31"]) == 0
    assert main(["card", "standing", "--draws", "0", "--out", "stand"]) == 0
    assert {path.name for path in tmp_path.iterdir()} >= {"card.md", "card.png", "card.svg", "stand.md"}
    assert main(["card", "reverse_hyper", "--load.mass", "20", "--draws", "0", "--out", "hyper"]) == 0
    assert "pendulum 20 kg" in (tmp_path / "hyper.md").read_text(encoding="utf-8").splitlines()[0]
    assert main(["card", "C99"]) == 2
    assert "C01 to C38" in capsys.readouterr().err
    assert main(["card", "C31", "--out", "nowhere/card"]) == 2


def test_a_card_takes_what_simulate_takes(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    asked = ["--load", "plate:20", "--model.gravity", "1.62", "--pose.bottom.hip_flexion", "60 deg"]
    assert main(["card", "back_extension", *asked, "--draws", "0"]) == 0
    said = (tmp_path / "card.md").read_text(encoding="utf-8")
    assert "gravity=1.62" in said
    assert "bottom.hip_flexion" in said
    capsys.readouterr()
    assert main(["simulate", "back_extension", *asked]) == 0
    table = capsys.readouterr().out
    told = next(line for line in said.splitlines() if line.startswith("**In one repetition"))
    assert told.split("up to ")[1].split()[0] in table
    for wrong in (["--load.mass", "20"], ["--load", "20"], ["--variant", "swing"]):
        assert main(["card", "C31", *wrong]) == 2
        assert "no movement" in capsys.readouterr().err
    assert main(["card", "back_extension", "--load.mass", "10", "20"]) == 2
    assert "several make a sweep" in capsys.readouterr().err


def test_claims_on_the_command_line(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["claims", "--list"]) == 0
    assert capsys.readouterr().out.count("\n") == 38
    assert main(["claims", "C08", "C31", "--draws", "4", "--flip-draws", "1", "--out", "v.json"]) == 0
    said = capsys.readouterr()
    out = said.out
    assert "rep/s" not in said.err  # no bar where nobody watches it move
    assert max(map(len, out.splitlines())) <= 100
    assert "C31 out of scope" in out
    assert "1 undecided, 1 out of scope" in out
    assert '"id": "C31"' in (tmp_path / "v.json").read_text(encoding="utf-8")
    assert main(["claims", "the_hold_alone_is_a_load", "--draws", "4", "--flip-draws", "1", "--explain"]) == 0
    assert "One modelling choice at a time" in capsys.readouterr().out
    assert main(["claims", "C08", "--draws", "many"]) == 2
    assert "--draws" in capsys.readouterr().err


def test_claims_interrupted(tmp_path, monkeypatch, capsys):
    def stops(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(many, "_one", stops)
    monkeypatch.setattr(many, "needs_curve", lambda name: True)
    assert main(["claims", "C31", "C08", "--draws", "4", "--out", "v.json"]) == 130
    assert "1 of 2 claims were judged" in capsys.readouterr().out
    assert (tmp_path / "v.json").exists()
