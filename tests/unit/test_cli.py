"""The command line: what is typed, what is printed, what is written, and how it fails."""

import subprocess
import sys

import pytest
import xarray as xr
from unit import synthetic

import biolift.engine.pipeline
import biolift.verbs.compare
import biolift.verbs.sweep
from biolift.cli import main
from biolift.cli.options import EXAMPLE
from biolift.cli.values import split_axes, values
from biolift.errors import InputError

INTERRUPTED = "3 of 12 cases were not reached"


@pytest.fixture
def here(tmp_path, monkeypatch):
    """An empty current folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def asked(monkeypatch):
    """What compare was asked; it answers at once with made-up numbers."""
    calls = []

    def answer(trials, axes, model=None, *, draws):
        assert draws == 256
        calls.append((trials, axes))
        return synthetic.comparison()

    monkeypatch.setattr(biolift.verbs.compare, "compare", answer)
    return calls


def fails(capsys, *typed):
    """The one line on standard error of a command that ends with code 2."""
    try:
        code = main(typed)
    except SystemExit as stop:
        code = stop.code
    out, err = capsys.readouterr()
    assert code == 2 and err.count("\n") == 1 and err.startswith("biolift: ") and "Traceback" not in out
    return err


@pytest.mark.parametrize(
    "typed, read",
    [
        (["0:120:40"], [0.0, 40.0, 80.0, 120.0]),
        (["0:1:0.1"], [k / 10 for k in range(11)]),
        (["0:25:10"], [0.0, 10.0, 20.0]),
        (["40:0:-20"], [40.0, 20.0, 0.0]),
        (["20", "-5.5", "45 lb", "50 %BW"], [20.0, -5.5, "45 lb", "50 %BW"]),
        (["0:20:10 deg"], ["0 deg", "10 deg", "20 deg"]),
        (["2-0-X-0", "female"], ["2-0-X-0", "female"]),
    ],
)
def test_values(typed, read):
    assert values(typed, "--x") == read


@pytest.mark.parametrize("typed", ["0:10:0", "0:10:-1", "0:10:1e-9", "0:1000000:1", "1:2:x"])
def test_ranges_that_lead_nowhere(typed):
    with pytest.raises(InputError, match="a range first:last:step"):
        values([typed], "--load.mass")


def test_dotted_options_are_taken_out():
    rest, axes = split_axes(
        [
            "sweep",
            "--load.mass",
            "0:10:10",
            "-5",
            "--out",
            "s.nc",
            "--athlete.sex=female",
            "--tempo",
            "2-0-1-0",
        ]
    )
    assert rest == ["sweep", "--out", "s.nc", "--tempo", "2-0-1-0"]
    assert axes == {"load.mass": [0.0, 10.0, -5.0], "athlete.sex": ["female"]}
    assert split_axes(["--load.mass", "20", "45 lb"])[1] == {"load.mass": ["20 kg", "45 lb"]}
    for bad in (["--load.mass"], ["--load.mass", "1", "--load.mass", "2"]):
        with pytest.raises(InputError, match="given once"):
            split_axes(bad)


def test_compare_with_no_further_word(here, asked, capsys):
    assert main(["compare"]) == 0
    (trials, axes), out = asked[0], " ".join(capsys.readouterr().out.split())
    assert [trial.movement.id for trial in trials] == ["reverse_hyper", "back_extension"]
    assert [trial.loads[0].kind for trial in trials] == ["pendulum", "plate"]
    assert axes == {"load.mass": [0.0, 20.0, 40.0], "tempo": ["2-0-1-1", "1-0-X-0"]}
    assert trials[0].athlete.mass == EXAMPLE["mass"] and trials[0].athlete.training == "trained"
    for said in (
        "Alex: 80 kg, 1.80 m, man, 30 years, trained",
        "equated by added mass",
        "pendulum at the ankle, whose own 15 kg come on top",
        "What this cannot say",
        "de Leva 1996, Journal of Biomechanics",
        str(here / "comparison.png"),
        str(here / "comparison.nc"),
    ):
        assert said in out
    assert (here / "comparison.png").read_bytes().startswith(b"\x89PNG")
    with xr.open_dataset(here / "comparison.nc", engine="h5netcdf") as ds:
        assert ds.attrs["equating"].startswith("Loads are equated")


def test_compare_as_typed(here, asked):
    typed = [
        "compare",
        "reverse_hyper",
        "reverse_hyper/swing",
        "--load.mass",
        "0:20:10",
        "--tempo",
        "1-0-1-0",
    ]
    typed += ["--mass", "150 lb", "--height", "5 ft 6 in", "--sex", "female", "--strength", "1.2"]
    typed += ["--numbers.pad_share", "0", "1", "--out", "a.csv", "--figure", "a.svg"]
    assert main(typed) == 0
    trials, axes = asked[0]
    assert [trial.variant for trial in trials] == [None, "swing"]
    assert axes == {"load.mass": [0.0, 10.0, 20.0], "numbers.pad_share": [0.0, 1.0], "tempo": ["1-0-1-0"]}
    me = trials[0].athlete
    assert (me.sex, me.strength, me.training, me.name) == ("female", 1.2, "untrained", "")
    assert me.mass == pytest.approx(68.04, abs=0.01)
    assert sorted(path.name for path in here.iterdir()) == ["a.csv", "a.svg"]


def test_ctrl_c_keeps_what_was_done(here, monkeypatch, capsys):
    def part(*_, **__):
        return synthetic.comparison().assign_attrs(interrupted=INTERRUPTED)

    monkeypatch.setattr(biolift.verbs.compare, "compare", part)
    assert main(["compare"]) == 130
    assert f"stopped; {INTERRUPTED}; what was done is kept" in capsys.readouterr().err
    assert (here / "comparison.nc").exists()


def test_ctrl_c_before_anything_was_done(here, monkeypatch, capsys):
    def stopped(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(biolift.verbs.compare, "compare", stopped)
    assert main(["compare"]) == 130
    assert "nothing was written" in capsys.readouterr().err and list(here.iterdir()) == []


@pytest.mark.parametrize(
    "typed, said",
    [
        ("comapre", "did you mean compare?"),
        ("compare --ouy a.nc", "did you mean --out?"),
        ("compare revers_hyper", "type for example reverse_hyper"),
        ("compare reverse_hyper/swin", "'swing'"),
        ("compare --load.mass 0:20:0", "--load.mass 0:120:10"),
        ("compare --mass 500", "between 30 and 200 kg; type for example --mass 82"),
        ("compare --sex x", "type for example --sex female"),
        ("compare --out x.txt", "type for example x.nc"),
        ("compare --out nowhere/x.nc", "there is no folder nowhere"),
        ("compare --figure x.gif", "must end in .png, .pdf or .svg"),
        ("compare --load.mass abc", "'45 lb'"),
        ("compare --draws few", "a whole number; type for example 256"),
        ("compare --all --draws many", "a whole number"),
        ("compare --load.maas 20", "'load.mass'"),
        ("compare --tempo 3-1", "--tempo 3-1-2-0"),
        ("simulate", "required: MOVEMENT"),
        ("simulate reverse_hyper --load plate:20", "type for example --load pendulum:20"),
        ("simulate reverse_hyper --load anvil:20", "one of"),
        ("simulate reverse_hyper --load.mass 1 2", "biolift sweep reverse_hyper"),
        ("sweep reverse_hyper", "at least one thing that varies"),
        ("sweep none.toml", "none.toml"),
        ("movements --load.mass 20", "unrecognized arguments: --load.mass"),
        ("movements nope", "one of"),
        ("cite nope_1999", "one of"),
        ("cite nothing.nc", "no such file"),
        ("check nope", "one of"),
    ],
)
def test_errors_are_one_line_that_says_what_to_type(here, capsys, typed, said):
    assert said in fails(capsys, *typed.split())
    assert list(here.iterdir()) == []


def test_simulate_prints_and_writes(here, capsys):
    typed = ["simulate", "back_extension", "--load.mass", "45 lb", "--tempo", "2-0-1-0"]
    assert main([*typed, "--out", "rep.nc", "--figure", "rep.png"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("Back extension, plate 20.4117 kg, tempo 2-0-1-0\nAlex: 80 kg")
    assert "Disc compression, L5/S1" in out and "biolift cite rep.nc" in out
    assert main(["cite", "rep.nc"]) == 0
    cited = capsys.readouterr().out
    assert cited.count("@misc{biolift,") == 1 and "@article{de_leva_1996," in cited
    assert main(["cite", "rep.nc", "bmc_repository"]) == 0
    assert "bmc_repository" in capsys.readouterr().out


def test_simulate_with_another_pose_and_load(here, capsys):
    typed = ["simulate", "reverse_hyper", "--load", "pendulum:10", "--pose.bottom.hip_flexion", "50 deg"]
    assert main(typed) == 0
    assert "pendulum 10 kg" in capsys.readouterr().out and list(here.iterdir()) == []


def test_a_sweep_takes_a_precision(here, capsys):
    typed = ["sweep", "back_extension", "--load.mass", "0:20:20", "--precision"]
    assert main([*typed, "float32", "--out", "a.nc"]) == 0
    capsys.readouterr()
    with xr.open_dataset(here / "a.nc") as a:
        assert "float32" in a.attrs["precision"]
    assert "float64 beside --draws" in fails(capsys, *typed, "float32", "--draws", "8")
    assert "must be one of float64, float32" in fails(capsys, *typed, "single")


def test_sweep_and_its_file_agree(here, capsys):
    typed = ["sweep", "back_extension", "--load.mass", "0:20:20", "--tempo", "2-0-1-0", "1-0-X-0"]
    assert main([*typed, "--out", "a.nc"]) == 0
    (here / "my.toml").write_text(
        'out = "b.nc"\nfigure = "b.png"\n[trial]\nmovement = "back_extension"\n'
        '[axes]\nload.mass = "0:20:20"\ntempo = ["2-0-1-0", "1-0-X-0"]\n'
    )
    assert main(["sweep", "my.toml", "--draws", "0"]) == 0
    with xr.open_dataset(here / "a.nc") as a, xr.open_dataset(here / "b.nc") as b:
        assert a.sizes["load_mass"] == 2 and a.sizes["tempo"] == 2
        xr.testing.assert_equal(a, b)
    said = capsys.readouterr().out
    assert (here / "b.png").exists() and "added" in said and "No intervals were drawn" in said
    assert main(["sweep", "my.toml", "--draws", "3", "--out", "c.nc", "--figure", "c.png"]) == 0
    assert "90 % of 3 draws" in capsys.readouterr().out
    with xr.open_dataset(here / "a.nc") as a, xr.open_dataset(here / "c.nc") as c:
        assert c.attrs["title"] == a.attrs["title"]
        xr.testing.assert_equal(a, c.drop_vars(["interval", "shown", "bound"]))
    assert main(["sweep", "my.toml", "--draws", "many"]) == 2


@pytest.mark.parametrize(
    "text, said",
    [
        ('[trial]\nmovement = "reverse_hyper"\n[axes]\n"load.mass" = "0:1:0"\n', "my.toml:4: axes.load.mass"),
        ('[trial]\nmovement = "reverse_hypr"\n[axes]\ntempo = ["2-0-1-0"]\n', "my.toml:2: "),
        (
            '[trial]\nmovement = "reverse_hyper"\nlaod = "20"\n[axes]\ntempo = ["2-0-1-0"]\n',
            "my.toml:3: trial.laod",
        ),
        (
            '[trial]\nmovement = "reverse_hyper"\n[athlete]\nmass = 500\n[axes]\ntempo = ["2-0-1-0"]\n',
            "my.toml:4: ",
        ),
        ('[trial]\nmovement = "reverse_hyper"\n[axes]\ntempo = []\n', "my.toml:4: axes.tempo"),
    ],
)
def test_a_bad_sweep_file_is_named_with_its_line(here, capsys, text, said):
    (here / "my.toml").write_text(text)
    assert said in fails(capsys, "sweep", "my.toml")


def test_a_sweep_file_and_options_do_not_mix(here, capsys):
    (here / "my.toml").write_text('[trial]\nmovement = "reverse_hyper"\n[axes]\ntempo = ["2-0-1-0"]\n')
    assert "states the whole sweep" in fails(capsys, "sweep", "my.toml", "--mass", "80")


def test_a_stopped_sweep_keeps_what_was_done(here, monkeypatch, capsys):
    run, done = biolift.engine.pipeline.run_trial, []

    def tired(trial, model):
        done.append(trial)
        if len(done) == 2:
            raise KeyboardInterrupt
        return run(trial, model)

    monkeypatch.setattr(biolift.verbs.sweep, "run_trial", tired)
    assert main(["sweep", "back_extension", "--load.mass", "0:40:20", "--out", "s.nc"]) == 130
    assert "what was done is kept" in capsys.readouterr().err
    with xr.open_dataset(here / "s.nc") as ds:
        assert int(ds.peak_compression.isel(level=0).notnull().sum()) >= 1


def test_movements_lists_what_fits(capsys):
    assert main(["movements"]) == 0
    out = capsys.readouterr().out
    assert "Reverse hyper, tempo 2-0-1-1" in out and "equipment: pendulum (ankle)" in out
    assert "variants: reverse_hyper/swing" in out


def test_check_ends_with_2_on_a_problem(here, capsys):
    (here / "my.toml").write_text('id = "my_lift"\n')
    assert main(["check", "my.toml"]) == 2
    assert "problem" in capsys.readouterr().out


def test_version_and_help(capsys):
    for typed in (["--version"], ["--help"], ["compare", "--help"], ["sweep", "--help"]):
        with pytest.raises(SystemExit) as stop:
            main(typed)
        assert stop.value.code == 0
    assert "biolift compare" in capsys.readouterr().out


def test_help_imports_nothing_heavy():
    code = (
        "import sys\nfrom biolift.cli import build\nbuild()\n"
        "heavy = {'numpy', 'numba', 'xarray', 'matplotlib', 'sympy'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_a_reader_of_a_pipe_may_leave():
    code = "import sys; from biolift.cli import main; sys.exit(main(['movements']))"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as run:
        run.stdout.close()
        assert "Traceback" not in run.stderr.read()
