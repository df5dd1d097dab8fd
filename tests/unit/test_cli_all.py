"""The table over all movements, its ranking, and ``biolift compare --all``."""

import io

import numpy as np
import pytest
import xarray as xr

import biolift as bl
from biolift import viz
from biolift.cli import main
from biolift.errors import InputError
from biolift.verbs import overview as module
from biolift.verbs.overview import LARGEST, load_words, overview, usual_loads
from biolift.viz.ranking import PANELS

PEOPLE = {
    "man": bl.Athlete(mass=80, height=1.8, sex="male", training="trained"),
    "woman": bl.Athlete(mass=65, height=1.67, sex="female", training="trained"),
}
SOME = (
    "back_extension",
    "isometric_row",
    "prone",
    "prone_trunk_raised",
    "single_leg_good_morning",
    "standing",
)


@pytest.fixture(scope="module")
def some():
    return overview(PEOPLE, [bl.movements[name] for name in SOME])


def test_dimensions_and_what_the_loads_are(some):
    assert dict(some.sizes) == {"movement": 6, "load": 3, "tempo": 2, "athlete": 2}
    words = {m: some.load_words.sel(movement=m).values.tolist() for m in SOME}
    assert words["back_extension"] == ["plate 0 kg", "plate 20 kg", "plate 40 kg"]
    assert words["single_leg_good_morning"] == ["no band", "band 22 mm", "band 44 mm"]
    assert words["prone"] == ["unloaded", "", ""]


def test_numbers_are_those_of_simulate(some):
    trial = bl.Trial(bl.movements.back_extension, PEOPLE["woman"], load=bl.Plate(20), tempo="1-0-X-0")
    rep = bl.simulate(trial)
    here = some.sel(movement="back_extension", load="medium", tempo="1-0-X-0", athlete="woman")
    level = rep.sel(level="L5/S1")
    assert float(here.largest_compression) == pytest.approx(float(level.compression.max()))
    assert float(here.largest_lumbar_extension_moment) == pytest.approx(
        float(level.lumbar_extension_moment.max())
    )
    belly = rep.group_force.sel(group=["rectus_abdominis", "obliques"]).sum(["group", "side"])
    assert float(here.largest_abdominal_force) == pytest.approx(float(belly.max()))


def test_what_is_not_there_or_not_known_is_nan(some):
    prone = some.sel(movement="prone").largest_compression
    assert np.isfinite(prone.sel(load="none")).all() and np.isnan(prone.sel(load="heavy")).all()
    strapped = some.sel(movement="prone_trunk_raised")  # straps hold the legs with an unknown force
    assert (
        np.isnan(strapped.largest_gluteus_force).all() and np.isfinite(strapped.largest_erector_force).all()
    )
    assert np.isfinite(some.sel(movement="standing").largest_compression).all()


def test_held_poses_do_not_depend_on_tempo(some):
    still = some.sel(movement="standing").largest_compression
    np.testing.assert_array_equal(still.isel(tempo=0), still.isel(tempo=1))


def test_a_pose_that_cannot_be_taken_leaves_a_gap_and_its_reason(monkeypatch):
    from biolift.errors import PoseError

    real = module.run_trial

    def short(trial, model):
        if trial.loads and trial.loads[0].mass == 40.0:
            raise PoseError("the body misses it by 0.1 m")
        return real(trial, model)

    monkeypatch.setattr(module, "run_trial", short)
    ds = overview(PEOPLE, [bl.movements.back_extension], tempos=["2-0-1-1"])
    assert ds.attrs["refused"] == "the body misses it by 0.1 m"
    assert np.isnan(ds.largest_compression.sel(load="heavy")).all()
    assert np.isfinite(ds.largest_compression.sel(load="medium")).all()


def test_every_movement_has_usual_loads():
    for movement in bl.movements:
        loads = usual_loads(movement)
        assert len(loads) == (3 if movement.equipment else 1)
        assert all(load_words(movement, load) for load in loads)


def test_every_number_has_its_panel():
    assert set(LARGEST) == set(PANELS)


def test_ranking_puts_the_largest_on_top(some):
    figure = viz.ranking(some)
    figure.savefig(io.BytesIO(), dpi=40)
    assert len(figure.axes) == 9
    compression = next(ax for ax in figure.axes if ax.get_title(loc="left").startswith("Compression"))
    labels = [t.get_text() for t in compression.texts]
    values = some.largest_compression.isel(tempo=0).max("load").mean("athlete")
    assert labels == some.title.values[np.argsort(values.values)].tolist()


def test_table_has_a_line_per_case_and_marks_overload(some):
    text = viz.ranking_table(some)
    lines = text.splitlines()
    assert sum("2-0-1-1" in line for line in lines) == 3 * 3  # three movements move, three loads each
    assert sum(", held" in line for line in lines) == 3 + 3 + 1
    assert "man/woman" in text and max(map(len, lines)) <= 140
    assert ("*" in text) == bool((some.overload == 1).any())
    assert all("-/-" in line for line in lines if "held" in line and "plate" in line)


@pytest.mark.parametrize("draw", [viz.ranking, viz.ranking_table])
def test_other_results_are_refused(draw):
    with pytest.raises(InputError, match="biolift compare --all"):
        draw(xr.Dataset(attrs={"title": "other"}))


def test_command_writes_table_ranking_and_file(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    few = [bl.movements[name] for name in SOME[:3]]
    monkeypatch.setattr(module, "movements", few)
    assert main(["compare", "--all"]) == 0
    said = capsys.readouterr().out
    assert "Alex: 80 kg" in said and "Kim: 65 kg" in said and "Isometric" in said
    assert {path.name for path in tmp_path.iterdir()} == {"comparison_all.nc", "comparison_all.png"}
    with xr.open_dataset("comparison_all.nc", engine="h5netcdf") as ds:
        assert ds.sizes["athlete"] == 2 and "largest_shear" in ds
    assert (
        main(["compare", "--all", "--sex", "female", "--mass", "60", "--out", "w.nc", "--figure", "w.png"])
        == 0
    )
    assert "woman" in capsys.readouterr().out


@pytest.mark.parametrize("more", [["reverse_hyper"], ["--load.mass", "10"]])
def test_all_takes_no_choice(more, capsys):
    assert main(["compare", "--all", *more]) == 2
    assert "--all" in capsys.readouterr().err


def test_intervals_of_every_movement():
    chosen = [bl.movements.back_extension, bl.movements.standing]
    ds = overview(PEOPLE, chosen, ["2-0-1-1"], draws=4, seed=3, progress=False)
    assert dict(ds.interval.sizes) == {
        **{"movement": 2, "load": 3, "tempo": 1, "athlete": 2},
        **{"shown": len(LARGEST), "bound": 2},
    }
    here = ds.sel(movement="back_extension", load="medium", tempo="2-0-1-1", athlete="man")
    low, high = here.interval.sel(shown="largest_compression").values
    trial = bl.Trial(chosen[0], PEOPLE["man"], load=bl.Plate(20), tempo="2-0-1-1")
    cloud = bl.sample(trial, 4, 3, choices=False, report=["peak_compression"], progress=False)
    expected = np.quantile(cloud.peak_compression.sel(level="L5/S1"), [0.05, 0.95])
    assert [low, high] == pytest.approx(expected, rel=1e-6)
    text = viz.ranking_table(ds)
    assert "± half of the interval that holds 90 % of 4 draws" in text
    assert f"{float(here.largest_compression) / 1e3:.1f}±{(high - low) / 2e3:.1f}" in text
    assert "±" not in viz.ranking_table(overview(PEOPLE, chosen[1:], ["2-0-1-1"]))
    ax = next(ax for ax in viz.ranking(ds).axes if ax.get_title(loc="left").startswith("Compression"))
    segments = [line for one in ax.collections if one.get_alpha() == 0.25 for line in one.get_segments()]
    ends = ds.interval.sel(movement="back_extension", load="heavy", shown="largest_compression") / 1e3
    drawn = sorted(tuple(segment[:, 0]) for segment in segments)
    for who in PEOPLE:
        assert any(pair == pytest.approx(ends.sel(athlete=who).values.ravel()) for pair in drawn)
