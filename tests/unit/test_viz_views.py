"""Stick figures from every side, what stands around the athlete, and the moving picture."""

import io

import numpy as np
import pytest
from unit import synthetic

import biolift as bl
from biolift import viz
from biolift.errors import InputError
from biolift.viz.scene import read_scene
from biolift.viz.view import view_of

ME = bl.Athlete(mass=80, height=1.8, sex="male", training="trained")


def simulated(movement, load=None, variant=None):
    return bl.simulate(bl.Trial(bl.movements[movement], ME, load=load, variant=variant))


@pytest.fixture(scope="module")
def hinge():
    return simulated("good_morning", bl.Barbell(20))


@pytest.fixture(scope="module")
def row():
    return simulated("isometric_row", bl.Dumbbell(20), "one_arm")


@pytest.fixture(scope="module")
def banded():
    return simulated("single_leg_good_morning", bl.Band("44 mm"))


def drawn(figure):
    buffer = io.BytesIO()
    figure.savefig(buffer, dpi=50)
    texts = [t.get_text() for t in figure.findobj(lambda artist: hasattr(artist, "get_text"))]
    return buffer.getvalue(), texts


@pytest.mark.parametrize("view", ["side", "front", "back"])
def test_every_view_is_drawn_and_says_so(hinge, view):
    png, texts = drawn(viz.figure(hinge, view=view))
    assert png.startswith(b"\x89PNG") and any(view_of(view).words in text for text in texts)
    drawn(viz.strip(hinge, 3, view=view))


def test_from_the_front_the_right_side_is_left_in_the_picture(row):
    front, back = (read_scene(row, view_of(name)) for name in ("front", "back"))
    assert front.start["upper_arm_r"][0, 0] < 0 < front.start["upper_arm_l"][0, 0]
    assert back.start["upper_arm_r"][0, 0] > 0 > back.start["upper_arm_l"][0, 0]
    (weight,) = front.devices
    assert np.allclose(weight.held[0], front.end["forearm_r"]) and len(weight.held) == 1


def test_unknown_view_names_the_known_ones(hinge):
    with pytest.raises(InputError, match="side, front, back"):
        viz.figure(hinge, view="top")


def test_feet_stand_on_the_floor(hinge, banded):
    for rep in (hinge, banded):
        scene = read_scene(rep, view_of("side"))
        assert scene.floor == pytest.approx(0.0, abs=1e-4)
        assert scene.heel["right"][:, 1] == pytest.approx(0.0, abs=1e-4)
        assert scene.end["foot_r"][:, 1] == pytest.approx(0.0, abs=1e-4)
    assert scene.heel["left"][:, 1].max() > 0.2  # the free foot of the single-leg good morning


def test_forces_of_feet_start_at_the_centre_of_pressure(hinge):
    scene = read_scene(hinge, view_of("side"))
    (floor,) = (one for one in scene.forces if one.kind == "support")
    assert floor.label == "floor_foot"
    centre = hinge.centre_of_pressure.sel(support="floor_foot_r").values
    np.testing.assert_allclose(floor.point[:, 0], centre, atol=1e-9)
    np.testing.assert_allclose(floor.point[:, 1], scene.heel["right"][:, 1], atol=1e-9)
    front = read_scene(hinge, view_of("front"))
    assert {one.label for one in front.forces} >= {"floor_foot_r", "floor_foot_l"}
    total = sum(one.force for one in front.forces if one.kind == "support")
    np.testing.assert_allclose(total[:, 1], floor.force[:, 1])


def test_band_lies_on_the_body_and_pulls_at_both_ends(banded):
    scene = read_scene(banded, view_of("side"))
    (band,) = scene.devices
    assert band.between and band.far is not None
    ends = {float(np.abs(end[:, 1]).max()) < 0.1 for end in (band.point, band.far)}
    assert ends == {True, False}  # one under the foot, one at the neck
    pulls = [one.force for one in scene.forces if one.kind == "equipment"]
    np.testing.assert_allclose(pulls[0], -pulls[1])
    across = band.far - band.point
    assert np.all(np.sum(across * pulls[0], axis=1) > 0)  # towards each other


def test_pendulum_hangs_from_its_pivot_on_the_ankles():
    rep = simulated("reverse_hyper", bl.Pendulum(20))
    (arm,) = read_scene(rep, view_of("side")).devices
    assert arm.pivot is not None and np.ptp(arm.pivot, axis=0) == pytest.approx(0.0)
    scene = read_scene(rep, view_of("side"))
    np.testing.assert_allclose(arm.point, scene.start["foot_r"], atol=1e-9)
    assert len(arm.held) == 2
    drawn(viz.figure(rep, 0.3, view="back"))


@pytest.mark.parametrize("movement", ["hanging_knee_raise", "prone", "sitting"])
def test_bar_mattress_and_seat_are_drawn(movement):
    rep = simulated(movement)
    more = viz.figure(rep).axes[0]
    bare = viz.figure(rep.drop_vars([n for n in rep if "support" in rep[n].dims])).axes[0]
    assert len(more.patches) > len(bare.patches)


def test_left_limbs_are_lighter_than_right_ones():
    from matplotlib.colors import to_rgb

    from biolift.viz.body import LEFT, RIGHT

    assert sum(to_rgb(LEFT)) > sum(to_rgb(RIGHT)) + 0.5


def test_animation_plays_in_a_notebook(hinge):
    film = viz.animate(hinge, forces=True, fps=2)
    page = film._repr_html_()
    assert "<script" in page and page.count("data:image/png;base64") == 10


def test_animation_is_written_as_gif_in_real_time(hinge, tmp_path):
    from PIL import Image

    path = tmp_path / "rep.gif"
    viz.animate(hinge, path=path, fps=4, view="front")
    with Image.open(path) as gif:
        frames = gif.n_frames
        gif.seek(1)
        seconds = gif.info["duration"] / 1000
    assert frames == 20 and frames * seconds == pytest.approx(5.0, rel=0.05)


@pytest.mark.parametrize("name, said", [("rep.avi", ".gif, .mp4"), ("no/rep.gif", "a folder that exists")])
def test_unwritable_films_are_refused_before_drawing(hinge, tmp_path, name, said):
    with pytest.raises(InputError, match=said):
        viz.animate(hinge, path=tmp_path / name)


def test_mp4_without_ffmpeg_names_gif(hinge, tmp_path, monkeypatch):
    from matplotlib.animation import writers

    monkeypatch.setattr(writers, "is_available", lambda name: name != "ffmpeg")
    with pytest.raises(InputError, match="rep.gif"):
        viz.animate(hinge, path=tmp_path / "rep.mp4")


def test_a_film_that_nobody_looks_at_is_silent():
    viz.animate(synthetic.rep(), fps=1)


@pytest.mark.parametrize("against", ["time", "progress", "lumbar_flexion", "joint_angle[hip]"])
def test_curves_of_a_simulated_repetition_against_anything(hinge, against):
    figure = viz.curves(hinge, "compression", "joint_moment[hip]", against=against)
    ax = figure.axes[0]
    x = ax.get_lines()[0].get_xdata()
    known = {
        "time": hinge.time.values,
        "progress": 100 * hinge.progress.values,
        "lumbar_flexion": np.degrees(hinge.lumbar_flexion.values),
        "joint_angle[hip]": np.degrees(hinge.joint_angle.sel(joint="hip", side="right").values),
    }
    np.testing.assert_allclose(x, known[against])
    drawn(figure)
