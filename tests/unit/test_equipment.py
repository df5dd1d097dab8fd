"""Loads, and the laws beside them: free weight and pendulum against independent mechanics."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from unit.equipment_rig import with_slots

import biolift as bl
from biolift import equipment
from biolift.equipment.band import STAGE as RUBBER
from biolift.equipment.band import Band
from biolift.equipment.base import Load
from biolift.equipment.cable import STAGE as WIRE
from biolift.equipment.cable import Cable
from biolift.equipment.free_weight import SITE, AnkleWeight, Barbell, Dumbbell, FreeWeight, Plate, Vest
from biolift.equipment.free_weight import STAGE as FREE
from biolift.equipment.pendulum import STAGE as SWING
from biolift.equipment.pendulum import Pendulum
from biolift.equipment.roller_pendulum import STAGE as ROLLER
from biolift.equipment.roller_pendulum import RollerPendulum
from biolift.equipment.rope_pendulum import STAGE as ROPE
from biolift.equipment.rope_pendulum import RopePendulum
from biolift.equipment.swinging_arm import angle_of
from biolift.errors import InputError
from biolift.laws.stage import NumpyMath
from biolift.library.equipment import equipment_numbers, load_numbers, stage_parameters
from biolift.units import BodyWeight

G = 9.81
FREE_KINDS = (FreeWeight, Barbell, Dumbbell, Plate, Vest, AnkleWeight)
ALL = (*FREE_KINDS, Pendulum, RollerPendulum, RopePendulum, Cable)
MACHINE = {
    **{
        "mass": 60.0,
        "plate_radius": 0.72,
        "plate_gyration": 0.15,
        "empty_mass": 14.0,
        "empty_centre_radius": 0.4,
    },
    **{
        "empty_gyration": 0.21,
        "pivot_x": -0.04,
        "pivot_y": -0.12,
        "pull": -1.0,
        "unilateral": 0.0,
        "gravity": G,
    },
}
NUMBER = st.floats(-5, 5)


def site(**rows):
    return {name: rows.get(name, 0.0) for name in SITE}


# --- nouns ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", ALL)
def test_mass_in_every_spelling(make):
    assert make(60) == make(mass=60.0) == make("60 kg") == make(mass="60000 g")
    assert make("45 lb").mass == 20.41165665
    assert make("50 %BW").mass == BodyWeight(0.5)
    assert make(60).with_mass("80 kg") == make(80)
    assert make(60).site is None
    assert hash(make(60)) == hash(make("60 kg"))


@pytest.mark.parametrize("make", ALL)
@pytest.mark.parametrize(
    "mass", [-1, 1000.1, math.nan, math.inf, True, None, "heavy", "501 %BW", "-1 %BW", "2000 kg"]
)
def test_bad_masses_are_refused(make, mass):
    with pytest.raises(InputError) as caught:
        make(mass)
    assert caught.value.field == "load.mass"
    assert caught.value.hint


@given(
    st.sampled_from(ALL),
    st.one_of(st.floats(0, 1000), st.builds(BodyWeight, st.floats(0, 5))),
    st.text(max_size=3),
)
def test_repr_can_be_typed_back(make, mass, name):
    load = make(mass, name=name, site="ankle")
    assert eval(repr(load)) == load
    assert hash(eval(repr(load))) == hash(load)


def test_pendulum_geometry():
    load = Pendulum("50 %BW", plate_radius="70 cm", empty_mass="20 lb", contact="clamped", pull=1)
    assert (load.plate_radius, load.empty_mass, load.pull, load.unilateral) == (0.7, 9.0718474, 1.0, 0.0)
    assert eval(repr(load)) == load
    assert Pendulum(60).unilateral == 1.0
    assert Pendulum(60).geometry["plate_radius"] is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("plate_radius", 0.0),
        ("plate_radius", math.nan),
        ("plate_radius", "far"),
        ("empty_mass", -1),
        ("pivot_y", 3),
        ("reach_low", math.inf),
        ("contact", "strapp"),
        ("pull", 0),
        ("pull", True),
        ("site", "the ankle"),
        ("site", 3),
        ("name", None),
    ],
)
def test_bad_fields_are_refused(field, value):
    with pytest.raises(InputError) as caught:
        Pendulum(60, **{field: value})
    assert caught.value.field == f"load.{field}"
    assert caught.value.hint


def test_kinds_stay_apart():
    assert Barbell(60) != Plate(60)
    assert len({make(60) for make in FREE_KINDS}) == len(FREE_KINDS)
    with pytest.raises(TypeError):
        Barbell(60, "ankle")
    with pytest.raises(AttributeError):
        Barbell(60).mass = 70


# --- discovery -----------------------------------------------------------------------------------------


def test_equipment_is_found_in_the_folder():
    one_end = {"free_weight": FREE, "pendulum": SWING}
    two_ends = {"band": RUBBER, "cable": WIRE, "roller_pendulum": ROLLER, "rope_pendulum": ROPE}
    assert equipment.stages() == one_end | two_ends
    assert set(equipment.kinds().values()) == {*ALL, Band}
    assert [kind for kind, make in equipment.kinds().items() if make.per_side] == ["dumbbell", "ankle_weight"]
    assert equipment.Barbell is Barbell
    with pytest.raises(AttributeError):
        _ = equipment.Kettle


def test_every_kind_can_be_packed():
    for kind, make in equipment.kinds().items():
        assert issubclass(make, Load)
        assert make.kind == kind
        load = make("44 mm") if make is Band else make("50 %BW")
        parameters = stage_parameters(load, body_mass=80.0, gravity=G)
        assert tuple(parameters) == make.stage.parameters
        assert parameters.get("mass", 40.0) == 40.0
        assert all(type(value) is float and math.isfinite(value) for value in parameters.values())


# --- the library's numbers -----------------------------------------------------------------------------


def test_given_geometry_replaces_the_library_without_spread():
    numbers = load_numbers(Pendulum(60, plate_radius=0.9))
    assert (numbers["plate_radius"].low, numbers["plate_radius"].high) == (0.9, 0.9)
    assert numbers["empty_mass"] == equipment_numbers()["pendulum"]["empty_mass"]
    parameters = stage_parameters(Pendulum(60, plate_radius=0.9, pivot_y="-15 cm"), body_mass=80, gravity=G)
    assert (parameters["plate_radius"], parameters["pivot_y"], parameters["pivot_x"]) == (0.9, -0.15, 0.0)
    drawn = load_numbers(Pendulum(60)).replace(empty_mass=20.0)
    assert stage_parameters(Pendulum(60), body_mass=80, gravity=G, numbers=drawn)["empty_mass"] == 20.0


def test_loads_that_cannot_be_packed_are_refused():
    with pytest.raises(InputError, match=r"load\.mass"):
        stage_parameters(Barbell("500 %BW"), body_mass=201.0, gravity=G)
    with pytest.raises(InputError, match="reach_low"):
        stage_parameters(Pendulum(60, reach_low=1.2), body_mass=80.0, gravity=G)


def test_machine_numbers_are_wide_and_say_why():
    for table in equipment_numbers().values():
        for number in table.values():
            assert number.low < number.high
            assert number.note


# --- on a body -----------------------------------------------------------------------------------------


def legs_apart(folder, right, left, sides):
    """The reverse hyper with one leg raised from lower than the other, and ankle weights."""
    swaps = []
    for old, angles in (("hip_flexion = { deg = 0,", (0, 0)), ("hip_flexion = { deg = 56.2,", (right, left))):
        head, tail = old.split(" = { deg")[0], ', sd_deg = 5, source = "assumed", note = "test" }'
        new = "\n".join(f"{head}_{s} = {{ deg = {a}{tail}" for s, a in zip("rl", angles, strict=True))
        swaps.append((old, f"{new}\n# {old}"))
    swaps.append(("[equipment.ankle_weight]\nsite", f'[equipment.ankle_weight]\nsides = "{sides}"\nsite'))
    return with_slots(folder, "", swaps=swaps)


def test_weights_of_each_side_follow_their_own_leg(tmp_path):
    me = bl.Athlete(mass=82, height="180 cm")

    def force(right, left, sides, load):
        trial = bl.Trial(legs_apart(tmp_path, right, left, sides), me, load=load)
        return bl.simulate(trial).equipment_force.values[0]

    both = force(70, 30, "both", AnkleWeight(10))
    each = [force(*legs, "working", AnkleWeight(5)) for legs in ((70, 30), (30, 70))]
    np.testing.assert_allclose(both, sum(each), atol=1e-9)
    assert np.abs(each[0] - each[1]).max() > 1


def test_legs_carry_their_own_weight(tmp_path):
    me = bl.Athlete(mass=82, height="180 cm")
    movement = legs_apart(tmp_path, 70, 30, "both")
    bare, loaded = (bl.simulate(bl.Trial(movement, me, load=load)) for load in (None, AnkleWeight(10)))
    moved = (loaded.joint_moment - bare.joint_moment).sel(joint="hip")
    alone = bl.simulate(bl.Trial(legs_apart(tmp_path, 70, 30, "working"), me, load=AnkleWeight(5)))
    only = (alone.joint_moment - bare.joint_moment).sel(joint="hip")
    np.testing.assert_allclose(moved.sel(side="right"), only.sel(side="right"), atol=1e-8)
    np.testing.assert_allclose(only.sel(side="left"), 0, atol=1e-8)
    assert float(abs(moved.sel(side="right") - moved.sel(side="left")).max()) > 1


# --- laws ----------------------------------------------------------------------------------------------


def test_a_weight_at_rest_weighs_straight_down():
    force = FREE.on_numpy({"mass": 20.0, "gravity": G}, site(px=3.0, vy=2.0))
    assert (force["fx"], force["fy"], force["fz"]) == (0.0, -20.0 * G, 0.0)


@given(st.floats(0, 500), NUMBER, NUMBER, NUMBER)
def test_a_weight_follows_newton(mass, ax, ay, az):
    force = FREE.on_numpy({"mass": mass, "gravity": G}, site(ax=ax, ay=ay, az=az))
    on_weight = -np.array([force["fx"], force["fy"], force["fz"]]) + [0.0, -mass * G, 0.0]
    np.testing.assert_allclose(on_weight, mass * np.array([ax, ay, az]), atol=1e-9)


@given(st.floats(-math.pi + 1e-9, math.pi))
def test_angle_of_is_an_arctangent(angle):
    found = angle_of(NumpyMath(), np.sin(angle), np.cos(angle))
    assert found == pytest.approx(angle, abs=1e-14)


def at_angle(theta, r, p=MACHINE):
    """Ankle at rest on the arm at `theta`."""
    return site(px=p["pivot_x"] + r * math.sin(theta), py=p["pivot_y"] - r * math.cos(theta))


def first_moment(p):
    return p["mass"] * p["plate_radius"] + p["empty_mass"] * p["empty_centre_radius"]


def test_static_hand_calculation():
    # legs held out level behind: the arm's weight, carried at the ankle's distance, presses straight down
    out = SWING.on_numpy(MACHINE, at_angle(-math.pi / 2, 0.9))
    lever = 60.0 * 0.72 + 14.0 * 0.4
    assert out["fy"] == pytest.approx(-G * lever / 0.9, rel=1e-12)
    assert out["fx"] == pytest.approx(0.0, abs=1e-9)
    assert out["tension"] == pytest.approx(G * lever / 0.9, rel=1e-12)
    assert (out["theta"], out["radius"]) == (pytest.approx(-math.pi / 2), pytest.approx(0.9))
    assert (out["slack"], out["fz"]) == (0.0, 0.0)
    assert abs(SWING.on_numpy(MACHINE, at_angle(0.0, 0.8))["tension"]) < 1e-9


@given(st.floats(-2.0, 2.0), st.floats(0.4, 1.1))
def test_statics_balance_about_the_pivot(theta, r):
    out = SWING.on_numpy(MACHINE, at_angle(theta, r))
    moment = r * math.sin(theta) * -out["fy"] - -r * math.cos(theta) * -out["fx"]
    assert moment == pytest.approx(G * first_moment(MACHINE) * math.sin(theta), abs=1e-8)
    assert math.sin(theta) * out["fx"] - math.cos(theta) * out["fy"] == pytest.approx(0.0, abs=1e-8)


def test_pause_under_the_bench_cannot_be_held_by_a_strap():
    strap = {**MACHINE, "unilateral": 1.0}
    under = SWING.on_numpy(strap, at_angle(0.2, 0.8))
    assert under["slack"] == 1.0
    assert (under["fx"], under["fy"]) == (0.0, 0.0)
    assert under["tension"] < 0
    behind = SWING.on_numpy(strap, at_angle(-0.2, 0.8))
    assert behind["slack"] == 0.0
    assert behind["tension"] > 0
    forward = SWING.on_numpy({**strap, "pull": 1.0}, at_angle(0.2, 0.8))
    assert forward["slack"] == 0.0


ROWS = st.fixed_dictionaries(dict.fromkeys(SITE, NUMBER))


@given(ROWS)
def test_strap_is_slack_exactly_where_a_clamp_would_push(rows):
    assume(math.hypot(rows["px"] + 0.04, rows["py"] + 0.12) > 0.1)
    clamp = SWING.on_numpy(MACHINE, rows)
    strap = SWING.on_numpy({**MACHINE, "unilateral": 1.0}, rows)
    assert clamp["slack"] == 0.0
    assert strap["slack"] == float(clamp["tension"] < 0)
    for name in ("fx", "fy", "fz"):
        assert strap[name] == (0.0 if strap["slack"] else clamp[name])
    assert np.hypot(clamp["fx"], clamp["fy"]) == pytest.approx(abs(clamp["tension"]), rel=1e-9, abs=1e-9)


def ankle(t):
    """A path whose distance from the pivot varies, with its rates by the chain rule."""
    hip, leg = np.array([-0.05, 0.09]), 0.87
    a, da, dda = -0.7 + 0.6 * np.cos(2.1 * t), -1.26 * np.sin(2.1 * t), -2.646 * np.cos(2.1 * t)
    along, across = np.array([np.sin(a), -np.cos(a)]), np.array([np.cos(a), np.sin(a)])
    place = hip[:, None] + leg * along
    return place, leg * da * across, leg * (dda * across - da**2 * along)


def rows_of(t):
    p, v, a = ankle(t)
    zero = np.zeros_like(t)
    return dict(zip(SITE, (p[0], p[1], zero, v[0], v[1], zero, a[0], a[1], zero), strict=True))


def derivative(f, t, h=1e-3):
    return (f(t - 2 * h) - 8 * f(t - h) + 8 * f(t + h) - f(t + 2 * h)) / (12 * h)


def test_pendulum_obeys_lagrange_on_a_differentiated_path():
    p = MACHINE
    t = np.linspace(0.0, 3.0, 40)

    def theta(s):
        place, _, _ = ankle(s)
        return np.arctan2(place[0] - p["pivot_x"], p["pivot_y"] - place[1])

    def momentum(s):
        # dL/d(theta') with the kinetic energy of plates and empty pendulum, each about its own centre
        rate = derivative(theta, s)
        plates = p["mass"] * (p["plate_radius"] ** 2 + p["plate_gyration"] ** 2)
        return (plates + p["empty_mass"] * (p["empty_centre_radius"] ** 2 + p["empty_gyration"] ** 2)) * rate

    def potential(angle):
        heights = -p["plate_radius"] * np.cos(angle), -p["empty_centre_radius"] * np.cos(angle)
        return G * (p["mass"] * heights[0] + p["empty_mass"] * heights[1])

    torque = derivative(momentum, t) + derivative(potential, theta(t))
    out = SWING.on_numpy(p, rows_of(t))
    place, _, _ = ankle(t)
    x, y = place[0] - p["pivot_x"], place[1] - p["pivot_y"]
    on_arm = x * -out["fy"] - y * -out["fx"]
    np.testing.assert_allclose(on_arm, torque, rtol=0, atol=1e-5 * np.abs(torque).max())
    np.testing.assert_allclose(out["theta"], theta(t), atol=1e-13)
    assert np.ptp(out["radius"]) > 0.02


def test_power_of_the_contact_is_the_growth_of_the_pendulums_energy():
    p = MACHINE
    t = np.linspace(0.0, 3.0, 40)

    def energy(s):
        place, speed, _ = ankle(s)
        x, y = place[0] - p["pivot_x"], place[1] - p["pivot_y"]
        r2 = x * x + y * y
        rate = (x * speed[1] - y * speed[0]) / r2
        down = -y / np.sqrt(r2)
        moving = p["mass"] * (p["plate_radius"] ** 2 + p["plate_gyration"] ** 2) + p["empty_mass"] * (
            p["empty_centre_radius"] ** 2 + p["empty_gyration"] ** 2
        )
        return 0.5 * moving * rate**2 - G * first_moment(p) * down

    out, rows = SWING.on_numpy(p, rows_of(t)), rows_of(t)
    given_away = -(out["fx"] * rows["vx"] + out["fy"] * rows["vy"])
    np.testing.assert_allclose(given_away, derivative(energy, t), atol=1e-6 * np.abs(given_away).max())


def test_a_free_pendulum_asks_nothing_of_the_legs():
    p, r = MACHINE, 0.8
    inertia = p["mass"] * (p["plate_radius"] ** 2 + p["plate_gyration"] ** 2) + p["empty_mass"] * (
        p["empty_centre_radius"] ** 2 + p["empty_gyration"] ** 2
    )

    def change(state):
        return np.array([state[1], -G * first_moment(p) / inertia * math.sin(state[0])])

    state, step = np.array([-1.2, 0.0]), 0.01
    for _ in range(200):  # Runge-Kutta; any state of the free swing will do
        a = change(state)
        b = change(state + step / 2 * a)
        c = change(state + step / 2 * b)
        state = state + step / 6 * (a + 2 * b + 2 * c + change(state + step * c))
        theta, rate = state
        spin = change(state)[1]
        across, along = (
            np.array([math.cos(theta), math.sin(theta)]),
            np.array([math.sin(theta), -math.cos(theta)]),
        )
        v, acc = r * rate * across, r * (spin * across - rate**2 * along)
        place = at_angle(theta, r)
        out = SWING.on_numpy(p, {**place, "vx": v[0], "vy": v[1], "ax": acc[0], "ay": acc[1]})
        assert abs(out["tension"]) < 1e-9


@given(ROWS, st.floats(0, 200), st.floats(0, 200))
def test_clamped_force_is_linear_in_the_plates(rows, one, two):
    assume(math.hypot(rows["px"] + 0.04, rows["py"] + 0.12) > 0.1)

    def force(mass):
        out = SWING.on_numpy({**MACHINE, "mass": mass}, rows)
        return np.array([out["fx"], out["fy"]])

    middle = (force(one) + force(two)) / 2
    np.testing.assert_allclose(
        force((one + two) / 2), middle, rtol=1e-9, atol=1e-6 * (1 + np.abs(middle).max())
    )


def test_laws_run_on_arrays():
    t = np.linspace(0, 1, 7)
    for stage, p in ((FREE, {"mass": 20.0, "gravity": G}), (SWING, {**MACHINE, "unilateral": 1.0})):
        out = stage.on_numpy(p, rows_of(t))
        for port in stage.outputs.values():
            for name in port:
                assert np.shape(out[name]) == t.shape
                assert np.isfinite(out[name]).all()
