"""Figures and tables say what they show, with units, in words, without a display."""

import io
import os
import subprocess
import sys

import numpy as np
import pytest
from unit import synthetic

import biolift as bl
from biolift import viz
from biolift.errors import InputError
from biolift.verbs import sample_curves
from biolift.viz.body import capsule
from biolift.viz.curves import BAND, spread
from biolift.viz.lines import lines_of
from biolift.viz.summaries import heading


@pytest.fixture(scope="module")
def rep():
    return synthetic.rep()


@pytest.fixture(scope="module")
def grid():
    return synthetic.comparison()


def drawn(figure):
    """Draw a figure; its PNG and every text in it."""
    buffer = io.BytesIO()
    figure.savefig(buffer)
    texts = [t.get_text() for t in figure.findobj(lambda artist: hasattr(artist, "get_text"))]
    return buffer.getvalue(), [text for text in texts if text]


def panels(figure):
    return [ax for ax in figure.axes if ax.axison]


def test_usual_curves_have_units_phases_and_labels(rep):
    figure = viz.curves(rep)
    png, texts = drawn(figure)
    assert png.startswith(b"\x89PNG")
    assert all(ax.get_ylabel() in ("[deg]", "[N m]", "[N]") for ax in panels(figure))
    assert {"lowering", "hold", "raising", "hip", "time [s]", rep.attrs["title"]} <= set(texts)
    assert any("positive: extension" in text for text in texts)


def test_angles_are_in_degrees(rep):
    (ax,) = panels(viz.curves(rep, "lumbar_flexion"))
    assert ax.get_ylabel() == "[deg]"
    np.testing.assert_allclose(ax.get_lines()[0].get_ydata().max(), 15.4, atol=0.01)


@pytest.mark.parametrize("against", ["progress", "lumbar_flexion", "joint_angle[hip]"])
def test_curves_against(rep, against):
    figure = viz.curves(rep, "compression", "joint_moment[hip]", against=against)
    _, texts = drawn(figure)
    unit = "%" if against == "progress" else "deg"
    assert any(text.endswith(f"[{unit}]") for text in texts)


def test_members_are_kept_where_a_panel_has_them(rep):
    figure = viz.curves(
        rep, "joint_moment", "group_force", "compression", members=["hip", "hamstrings", "L4/L5"]
    )
    titles = [ax.get_title(loc="left") for ax in panels(figure)]
    assert titles == [
        "Internal net joint moment, hip",
        "Force of a muscle group, hamstrings",
        "Disc compression, L4/L5",
    ]


def test_a_member_keeps_its_colour_and_no_two_share_one(rep):
    figure = viz.curves(rep, "joint_angle", "joint_moment")
    colours = []
    for ax in panels(figure):
        labels = {text.get_text(): text.get_color() for text in ax.texts}
        colours.append({name: labels[name] for name in ("hip", "knee", "ankle")})
    assert colours[0] == colours[1]
    assert len(set(colours[0].values())) == 3


def test_sides_that_differ_are_both_drawn(rep):
    one = rep.copy(deep=True)
    one["joint_moment"].loc[{"side": "left"}] *= 0.5
    lines, common = lines_of(one["joint_moment"], ["hip"])
    assert [line.label for line in lines] == ["hip, right", "hip, left"] and common == []
    lines, common = lines_of(rep["joint_moment"], ["hip"])
    assert [line.label for line in lines] == ["hip"] and common == ["each side"]


def test_unknown_moments_leave_an_explained_panel(rep):
    figure = viz.curves(rep, "joint_moment[elbow]")
    assert "not known here: see the scope of the result" in drawn(figure)[1]


@pytest.mark.parametrize(
    "draw, said",
    [
        (lambda ds, grid: viz.curves(ds, "compresion"), "'compression'"),
        (lambda ds, grid: viz.curves(ds, "joint_moment[hipp]"), "'hip'"),
        (lambda ds, grid: viz.curves(ds, "compression[hip]"), "L5/S1, L4/L5"),
        (lambda ds, grid: viz.curves(ds, "compression", against="group_force"), "a variable with one curve"),
        (lambda ds, grid: viz.curves(grid), "plot.curves(simulate(trial))"),
        (lambda ds, grid: viz.comparison(ds), "plot.comparison(compare([a, b]))"),
        (lambda ds, grid: viz.comparison(grid, ["peak_compresion"]), "'peak_compression'"),
        (lambda ds, grid: viz.comparison(grid, []), "at least one address"),
        (lambda ds, grid: viz.figure(ds, at=1.2), "between 0 and 1"),
        (lambda ds, grid: viz.figure(grid), "simulate"),
        (lambda ds, grid: viz.strip(ds, n=1), "from 2 to 9"),
    ],
)
def test_errors_say_what_to_type(rep, grid, draw, said):
    with pytest.raises(InputError) as error:
        draw(rep, grid)
    assert said in str(error.value)


def test_comparison_shows_every_quantity_with_its_unit(grid):
    figure = viz.comparison(grid, note="Equal added mass.")
    _, texts = drawn(figure)
    assert [ax.get_ylabel() for ax in panels(figure)] == ["[N m]"] * 2 + ["[N]"] * 5
    assert all(ax.get_xlabel() == "added mass [kg]" for ax in panels(figure))
    assert {"Reverse hyper", "Back extension", "tempo 2-0-1-1", "beyond this athlete's strength"} <= set(
        texts
    )
    small = next(text for text in texts if text.startswith("Equal added mass."))
    assert "lower bound" in small and "Strap slack for 20 %" in small


def test_overloaded_points_are_hollow(grid):
    ax = panels(viz.comparison(grid, ["peak_compression"]))[0]
    hollow = [len(c.get_offsets()) for c in ax.collections if (c.get_facecolor()[:, :3] == 1).all()]
    assert sum(hollow) == int((grid.overload == 1).sum()) == 2


@pytest.mark.parametrize(
    "axes",
    [
        {"load_mass": [0.0]},
        {"load_mass": ["20 kg", "45 lb", "50 %BW"]},
        {"load_mass": [0.0, 10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0]},
        {"load_mass": ["10 deg", "20 deg"]},
    ],
)
def test_comparison_of_other_grids(axes):
    ds = synthetic.comparison(loads=tuple(np.arange(float(len(axes["load_mass"])))))
    drawn(viz.comparison(ds.assign_coords(load_mass=axes["load_mass"])))
    drawn(viz.comparison(ds.assign_coords(load_mass=axes["load_mass"]).isel(movement=0, tempo=0)))


def test_text_with_one_unit_is_an_axis_of_numbers(grid):
    ds = grid.assign_coords(load_mass=["10 deg", "20 deg", "30 deg"]).rename(
        load_mass="pose_bottom_hip_flexion"
    )
    (ax, *_) = panels(viz.comparison(ds))
    assert ax.get_xlabel() == "hip flexion, bottom [deg]"
    assert [t.get_text() for t in ax.get_xticklabels()] == ["10", "20", "30"]


def test_too_many_lines_are_refused():
    ds = synthetic.comparison(tempos=[f"{k}-0-1-0" for k in range(1, 8)])
    with pytest.raises(InputError, match="at most 7 colours and 4 dashes"):
        viz.comparison(ds)


def test_stick_figure_adds_up_sides_and_states_scales(rep):
    two = rep.assign_coords(support=["pad_thigh_r", "pad_thigh_l"]).copy(deep=True)
    two["support_point"][1] = two["support_point"][0]
    _, texts = drawn(viz.figure(two, at=0.0))
    force = np.hypot(*rep.support_force.isel(progress=0).sum("support").sel(axis=["x", "y"]).values)
    assert f"{force:.0f} N" in texts and "0.5 m" in texts and "0.0 s, raising" in texts


def test_strip_draws_n_pictures_without_forces_too(rep):
    figure = viz.strip(rep, n=3, forces=False)
    drawn(figure)
    assert [ax.get_title() for ax in figure.axes] != [] and len(figure.axes) == 3


def test_body_without_equipment(rep):
    names = [name for name in rep.data_vars if "equipment" in rep[name].dims]
    drawn(viz.figure(rep.drop_vars(names), at=0.3))


def test_capsule_surrounds_both_circles():
    a, b = np.array([0.0, 0.0]), np.array([1.0, 0.5])
    outline = capsule(a, b, 0.2, 0.1)
    to_a, to_b = np.hypot(*(outline - a).T), np.hypot(*(outline - b).T)
    assert to_a.min() == pytest.approx(0.2) and to_b.min() == pytest.approx(0.1)
    np.testing.assert_allclose(np.hypot(*(capsule(a, a + 0.01, 0.2, 0.1) - a).T), 0.2)


def test_spread_keeps_order_and_distance():
    out = spread([0.0, 0.0, 0.01, 0.5, 0.51], 0.1)
    assert out == sorted(out) and min(np.diff(out)) > 0.1 - 1e-6 and out[0] > 0


def test_table_columns_stand_under_their_headings(grid):
    text = viz.table(grid)
    lines = text.splitlines()
    rule = next(i for i, line in enumerate(lines) if set(line) == {"-"})
    unit = lines[rule - 1]
    rows = [line for line in lines[rule + 1 :] if line.startswith("   ") and "-0-" in line]
    assert len(rows) == 12 and "Reverse hyper" in lines and "Back extension" in lines
    ends = [i for i, letter in enumerate(unit) if letter == "]"][1:]
    assert len(ends) == 7
    for row in rows:
        for end in ends:
            assert row[: end + 1].rstrip()[-1].isdigit() or row[end] == "*"
    assert sum("*" in row for row in rows) == 2
    assert "* beyond this athlete's strength (up to 1.4 times" in text
    assert max(map(len, lines)) <= 98


def test_table_values_are_those_of_the_dataset(grid):
    text = viz.table(grid.isel(movement=[0], load_mass=[0], tempo=[0]), ["peak_compression[L4/L5]"])
    value = grid.peak_compression.sel(level="L4/L5").values[0, 0, 0]
    assert f"{value:.0f}" in text and "L4/L5" in text and "compression" in text


def test_table_of_a_repetition(rep):
    text = viz.table(rep)
    assert "Hip extension moment, each side" in text and "N m" in text and "peak at" in text
    peak = float(rep.compression.sel(level="L5/S1").max())
    assert f"Disc compression, L5/S1 {peak:.0f}".split() == [
        word for word in next(ln for ln in text.splitlines() if "compression" in ln).split()[:4]
    ]


def test_unknown_numbers_are_dashes(grid):
    some = grid.copy(deep=True)
    some["peak_compression"][0] = np.nan
    assert " - " in viz.table(some).replace("-\n", "- \n")
    drawn(viz.comparison(some))


def test_html_is_a_table_and_escapes(grid):
    page = viz.html(grid.assign_coords(movement=["<a>", "b"]))
    assert page.count("<tr>") == 1 + 2 + 12 and "&lt;a&gt;" in page and "<a>" not in page


def test_notebooks_show_figures_without_pyplot(rep):
    assert viz.curves(rep, "compression")._repr_png_().startswith(b"\x89PNG")


def test_drawing_needs_no_display_and_leaves_settings_alone():
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "import biolift.viz as viz\n"
        "assert 'matplotlib' not in sys.modules\n"
        "from unit import synthetic\n"
        "import matplotlib as mpl\n"
        "now = lambda: {k: mpl.rcParams[k] for k in mpl.rcParams if k != 'backend'}\n"  # asking chooses one
        "before = now()\n"
        "viz.comparison(synthetic.comparison()); viz.figure(synthetic.rep())\n"
        "assert now() == before and 'matplotlib.pyplot' not in sys.modules\n"
    )
    here = os.path.dirname(os.path.dirname(__file__))
    clean = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "MPLBACKEND")}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code, here], env=clean, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def test_the_style_for_notebooks_has_the_colours_of_the_library() -> None:
    import matplotlib.pyplot as plt

    from biolift.viz.style import PALETTE

    with plt.style.context("biolift.viz.notebook"):
        assert [one["color"] for one in plt.rcParams["axes.prop_cycle"]] == list(PALETTE)


@pytest.fixture(scope="module")
def chair():
    me = bl.Athlete(mass=80, height=1.75, training="trained")
    return bl.Trial(bl.movements.back_extension, me, load=bl.Plate(10))


@pytest.fixture(scope="module")
def cloud(chair):
    return bl.sample_curves(chair, 8, seed=3, progress=False)


def test_draws_are_those_of_sample(chair, cloud):
    found = bl.sample(chair, 8, seed=3, report=["peak_compression"], progress=False)
    expected = found.peak_compression.sel(level="L5/S1").values
    peaks = cloud.compression.sel(level="L5/S1").max("progress").values
    np.testing.assert_allclose(peaks, expected[cloud.draw.values], rtol=1e-6)
    assert "de_leva_1996" in bl.cite(cloud)


def test_a_band_holds_the_draws(chair, cloud):
    rep = bl.simulate(chair)
    figure = viz.curves(rep, "compression", "group_force", members=["hamstrings"], cloud=cloud)
    _, texts = drawn(figure)
    assert any("Bands hold 90 % of" in text and "draws" in text for text in texts)
    for ax, draws in zip(
        panels(figure),
        (cloud.compression.sel(level="L5/S1"), cloud.group_force.sel(group="hamstrings").sum("side")),
        strict=True,
    ):
        (band,) = [one for one in ax.collections if one.get_alpha() == BAND]
        ends = np.quantile(draws.values, [0.05, 0.95], axis=0)
        box = band.get_paths()[0].vertices[:, 1]
        np.testing.assert_allclose([box.min(), box.max()], [ends.min(), ends.max()], rtol=1e-9)


def test_chosen_curves_only_and_without_choices(chair):
    cloud = bl.sample_curves(chair, 2, report=["compression"], choices=False, progress=False)
    assert list(cloud.data_vars) == ["compression"]
    assert cloud.attrs["choices"] == "as the model has them"


def test_what_cannot_be_a_band_is_refused(chair, cloud):
    rep = bl.simulate(chair)
    for wrong in (rep, 3, cloud.isel(progress=slice(0, 5))):
        with pytest.raises(InputError, match="sample_curves"):
            viz.curves(rep, cloud=wrong)
    with pytest.raises(InputError, match="time"):
        viz.curves(rep, against="trunk_inclination", cloud=cloud)
    with pytest.raises(InputError, match="compression"):
        bl.sample_curves(chair, 2, report=["compresion"], progress=False)
    with pytest.raises(InputError, match="draws"):
        bl.sample_curves(chair, 0, progress=False)


def test_interrupted_it_keeps_what_is_done(chair, monkeypatch):
    run, calls = sample_curves.simulate, []

    def stops(*args):
        calls.append(args)
        if len(calls) > 2:
            raise KeyboardInterrupt
        return run(*args)

    monkeypatch.setattr(sample_curves, "simulate", stops)
    cloud = bl.sample_curves(chair, 6, progress=False)
    assert cloud.sizes["draw"] == 2
    assert cloud.attrs["interrupted"] == "4 of 6 draws were not reached"


def test_headings_of_muscle_groups():
    assert heading("peak_group_force[obliques]") == "peak obliques force"
    assert heading("mean_group_activation[rectus_abdominis]") == "mean rectus abdominis activation"


def test_numbers_without_intervals_say_so(grid):
    assert "No intervals were drawn." in viz.table(grid)
    _, texts = drawn(viz.comparison(grid))
    assert any("No intervals were drawn." in text for text in texts)
