"""What is known to order movements comes out of the table over all movements."""

import numpy as np
import pytest

import biolift as bl
from biolift.verbs.overview import overview

PEOPLE = {
    "man": bl.Athlete(mass=82, height="5 ft 11 in", sex="male"),
    "woman": bl.Athlete(mass=65, height="1.65 m", sex="female"),
}
SLOW, FAST = "2-0-1-1", "1-0-X-0"
EVERYBODY = pytest.mark.parametrize("who", PEOPLE)
MOVING = [movement.id for movement in bl.movements if movement.time_law != "hold"]


@pytest.fixture(scope="module")
def table():
    """The table of ``biolift compare --all``."""
    return overview(PEOPLE, tempos=(SLOW, FAST))


@pytest.fixture(scope="module")
def rows():
    """The row with two arms and with one, held and moved."""
    row = bl.movements.isometric_row
    return overview(PEOPLE, [row, row.variants["one_arm"]], tempos=(SLOW, FAST))


def of(table, name, **where):
    return table[f"largest_{name}"].sel(**where)


def test_nobody_of_the_table_is_refused(table):
    assert not table.attrs["refused"]


@EVERYBODY
def test_one_arm_asks_a_turning_moment_where_two_ask_none(rows, who):
    two, one = rows.isel(movement=0), rows.isel(movement=1)
    heavy = {"load": "heavy", "tempo": SLOW, "athlete": who}
    assert of(two, "lumbar_turn_moment", **heavy) < 1e-6
    assert of(one, "lumbar_turn_moment", **heavy) > 40.0
    # held still, a weight to one side of a level trunk turns it and bends it not; rowing it adds its inertia
    held = bl.Trial(
        bl.movements.isometric_row, PEOPLE[who], load=bl.Dumbbell(40), variant="one_arm", tempo="hold 5"
    )
    still = bl.simulate(held).sel(level="L5/S1").isel(progress=0)
    assert abs(still.lumbar_left_turn_moment) > 40.0
    assert abs(still.lumbar_right_bend_moment) < 0.03 * abs(still.lumbar_left_turn_moment)


@EVERYBODY
def test_abdominals_dominate_the_hanging_raise_and_erectors_the_reverse_hyper(table, who):
    here = {"tempo": SLOW, "athlete": who}
    hang, hyper = (table.sel(movement=name) for name in ("hanging_knee_raise", "reverse_hyper"))
    for load in table["load"].values:
        assert of(hang, "abdominal_force", load=load, **here) > 4 * of(
            hang, "erector_force", load=load, **here
        )
        assert of(hyper, "erector_force", load=load, **here) > 4 * of(
            hyper, "abdominal_force", load=load, **here
        )
    assert of(hang, "lumbar_extension_moment", load="none", **here) < 0  # it asks flexion
    unloaded = of(table, "abdominal_force", load="none", **here)
    assert unloaded.movement.values[unloaded.values.argmax()] == "hanging_knee_raise"


@pytest.mark.parametrize("movement", MOVING)
@EVERYBODY
def test_the_peak_moment_grows_with_speed(table, movement, who):
    for load in table["load"].values:
        here = {"movement": movement, "load": load, "athlete": who}
        slow, fast = (abs(of(table, "lumbar_extension_moment", tempo=t, **here)) for t in (SLOW, FAST))
        assert np.isnan(slow) or fast > slow, load


@pytest.mark.parametrize("movement", MOVING)
def test_the_integral_of_the_moment_grows_with_time(movement):
    trial = bl.Trial(bl.movements[movement], PEOPLE["man"])
    times = ["1-0-1-0", "2-0-2-0", "4-0-4-0"]
    sums = bl.sweep(trial, {"tempo": times}, progress=False).impulse_lumbar_extension_moment.sel(
        level="L5/S1"
    )
    assert (np.diff(np.abs(sums)) > 0).all()


@EVERYBODY
def test_a_heavier_load_asks_more_of_the_erectors(table, who):
    for movement in (
        "good_morning",
        "deadlift",
        "romanian_deadlift",
        "back_extension",
        "isometric_row",
        "box_lift",
    ):
        forces = of(table, "erector_force", movement=movement, tempo=SLOW, athlete=who).values
        assert (np.diff(forces) > 0).all(), movement


@EVERYBODY
def test_the_band_asks_its_share_where_it_is_long(who):
    """Its share of the hip moment follows the product of tension and arm, not a constant weight."""
    bow = bl.movements.single_leg_good_morning
    bare, banded = (bl.simulate(bl.Trial(bow, PEOPLE[who], load=load)) for load in (None, bl.Band("44 mm")))
    tension = banded.equipment_tension.values[0]
    length = np.linalg.norm((banded.equipment_anchor - banded.equipment_point).values[0], axis=0)
    order = np.argsort(length)
    taut = tension[order] > 0
    assert (np.diff(tension[order][taut]) > -1e-9).all()  # longer, tighter
    added = (banded - bare).joint_moment.sel(joint="hip", side="right").values
    assert np.ptp(added) > 0.5 * np.abs(added).max()
    assert tension[0] > 1.3 * tension.min()
