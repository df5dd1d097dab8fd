"""Via poses, and poses completed by constraints: what closes, how smoothly, and what is refused."""

import re
from time import perf_counter

import numpy as np
import pytest

import biolift as bl
from biolift.engine.block.columns import pack, path
from biolift.engine.block.completion import nodes
from biolift.engine.block.plan import LANES
from biolift.engine.block.structure import structure
from biolift.engine.closure import inclination_terms
from biolift.engine.completion import complete
from biolift.engine.interpolation import chebyshev_basis, chebyshev_fit, lobatto, through
from biolift.engine.motion import hinge_values, move
from biolift.engine.newton_lanes import solve
from biolift.engine.pack import body_numbers, tree_of
from biolift.engine.placement import base_of
from biolift.engine.posture import BodyPoint, body_point, motion_of
from biolift.engine.workspace import Workspace, run
from biolift.errors import DataFileError, InputError, PoseError
from biolift.laws import body as law
from biolift.library.models import models
from biolift.nouns.movement import Movement
from biolift.nouns.paths import paths
from biolift.nouns.pose import HANDED, mirrored_name
from biolift.nouns.versions import Versions
from biolift.vocabulary import COORDINATES

CLOSED, ANGLE = 5e-5, 1e-6


def pose(name, **degrees):
    rows = (f'{k} = {{ deg = {v}, sd_deg = 3, source = "assumed", note = "x" }}' for k, v in degrees.items())
    return "\n".join((f"[poses.{name}]", *rows, ""))


def head(name, eccentric, plane="sagittal"):
    return f"""\
id = "{name}"
title = "A movement"
summary = "For a test."
plane = "{plane}"
begins = "eccentric"
tempo = "2-1-1-1"
time_law = "minimum_jerk"

[phases]
eccentric = {list(eccentric)}
concentric = {list(eccentric)[::-1]}

""".replace("'", '"')


def number(name, value):
    wide = f"low = {value - 0.5}, high = {value + 0.5}"
    return f'{name} = {{ value = {value}, unit = "m", {wide}, source = "assumed", note = "x" }}\n'


def tail(segment, reference, at, support):
    return f"""
[anchor]
segment = "{segment}"
reference_pose = "{reference}"
reference_point = "{segment}"
at = {at}

[[supports]]
segment = "{support}"
kind = "floor"
share = "remainder"

[equipment.barbell]
sites = ["upper_back", "hand"]
"""


SQUAT = (
    head("squat", ("top", "half", "bottom"))
    + pose("top", pelvic_tilt=5, lumbar_flexion=0, hip_flexion=5, knee_flexion=10)
    + pose("half", pelvic_tilt=20, lumbar_flexion=8, hip_flexion=60, knee_flexion=55)
    + pose("bottom", pelvic_tilt=30, lumbar_flexion=20, hip_flexion=100, knee_flexion=100)
    + "[numbers]\n"
    + number("balance_x", 0.05)
    + """
[[complete]]
solve = ["hip_flexion", "ankle_dorsiflexion"]
equations = [
  { inclination = "foot", value = 0.0 },
  { balance = "foot", value = "balance_x" },
]
"""
    + tail("foot_r", "top", [0.0, 0.08], "foot")
)

SPLIT = (
    head("split", ("top", "bottom"))
    + pose(
        "top", trunk_inclination=0, hip_flexion_r=40, knee_flexion_r=60, hip_flexion_l=-15, knee_flexion_l=30
    )
    + pose(
        "bottom",
        trunk_inclination=10,
        hip_flexion_r=75,
        knee_flexion_r=80,
        hip_flexion_l=-5,
        knee_flexion_l=85,
    )
    + "[numbers]\n"
    + number("step", 0.6)
    + """
[[complete]]
solve = ["ankle_dorsiflexion_r"]
equations = [{ inclination = "foot_r", value = 0.0 }]

[[complete]]
solve = ["hip_flexion_l", "knee_flexion_l", "ankle_dorsiflexion_l"]
equations = [
  { point = "foot_l", axis = "x", from = "foot_r", value = "-step" },
  { point = "foot_l", axis = "y", value = 0.14 },
  { inclination = "foot_l", value = { top = 0.5, bottom = 0.7 } },
]
"""
    + tail("foot_r", "top", [0.0, 0.08], "foot")
)

HANG = (
    head("hang", ("bottom", "top"))
    + pose("all", shoulder_flexion=170, elbow_flexion=10)
    + pose("bottom", pelvic_tilt=0, hip_flexion=0, knee_flexion=20, lumbar_flexion=0)
    + pose("top", trunk_inclination=0, hip_flexion=100, knee_flexion=90, lumbar_flexion=25)
    + """
[numbers]
[[complete]]
solve = ["pelvic_tilt"]
equations = [{ balance = "hand_r", value = 0.0 }]
"""
    + tail("hand_r", "bottom", [0.0, 2.3], "forearm")
)

REACH = (
    head("reach", ("top", "bottom"), plane="turning")
    + pose("all", knee_flexion=5, hip_flexion=5, ankle_dorsiflexion=0, shoulder_adduction_r=10)
    + pose("top", thigh_inclination=0, trunk_axial_rotation=0, shoulder_flexion_r=60, elbow_flexion_r=60)
    + pose("bottom", thigh_inclination=5, trunk_axial_rotation=25, shoulder_flexion_r=70, elbow_flexion_r=40)
    + """
[numbers]
[[complete]]
solve = ["shoulder_flexion_r", "shoulder_adduction_r", "elbow_flexion_r"]
equations = [
  { point = "hand_r", axis = "x", value = { top = 0.35, bottom = 0.4 } },
  { point = "hand_r", axis = "y", value = { top = 1.2, bottom = 1.1 } },
  { point = "hand_r", axis = "z", value = { top = 0.1, bottom = -0.05 } },
]
"""
    + tail("foot_r", "top", [0.0, 0.95], "foot").replace('point = "foot_r"', 'point = "pelvis"')
)

FILES = {"squat": SQUAT, "split": SPLIT, "hang": HANG, "reach": REACH}


@pytest.fixture
def written(tmp_path):
    """Writes a file with one piece exchanged and reads it."""

    def read(name, old="", new=""):
        assert old in FILES[name]
        path = tmp_path / f"{name}.toml"
        path.write_text(FILES[name].replace(old, new, 1), encoding="utf-8")
        return Movement.from_toml(path)

    return read


ME = bl.Athlete(mass=82, height="180 cm")


class Moved:
    """One repetition with its body, ready to be measured."""

    def __init__(self, movement, samples=401, **trial):
        self.trial = bl.Trial(movement, ME, **trial)
        self.movement = self.trial.movement_resolved
        self.body = models.standard.proportions.body(ME)
        self.tree, self.numbers = tree_of(self.movement.plane), body_numbers(self.body)
        self.completed = complete(self.trial, self.tree, self.body)
        self.motion = move(self.movement, self.trial.tempo_resolved, 0.6, samples, self.completed)
        self.work = Workspace(law.body_rows(self.tree), samples)
        self.work.put_all(hinge_values(self.tree, self.motion))
        run(law.kinematics(self.tree), self.numbers, self.work)
        self.base = base_of(self.tree, self.work, self.completed.anchor)

    def point(self, name):
        return self.base.position + self.relative(body_point(name, self.body))

    def relative(self, point):
        return motion_of(self.tree, self.work, point)[0]

    def centre(self, *weights):
        masses = [(s.mass, self.relative(BodyPoint(n, s.mass_centre))) for n, s in self.body.items()] + [
            (mass, self.relative(body_point(name, self.body))) for mass, name in weights
        ]
        return self.base.position + sum(m * r for m, r in masses) / sum(m for m, _ in masses)

    def inclination(self, segment):
        terms = inclination_terms(segment)
        return sum(factor * self.motion.q[name] for name, factor in terms.items())


def test_a_squat_keeps_its_feet_flat_and_its_balance(written):
    moved = Moved(written("squat"))
    for side in "rl":
        assert np.abs(moved.inclination(f"foot_{side}")).max() < ANGLE
    assert np.abs(moved.centre()[0] - moved.point("foot_r")[0] - 0.05).max() < CLOSED
    ankle = moved.point("foot_r")
    assert ankle[:2] == pytest.approx(np.tile([[0.0], [0.08]], ankle.shape[1]), abs=1e-12)
    assert np.ptp(ankle[2]) < 1e-12
    q = moved.motion.q
    assert all(np.array_equal(q[name], q[mirrored_name(name)]) for name in q if name.endswith("_r"))
    assert np.degrees(np.ptp(q["hip_flexion_r"])) > 50
    heights = moved.point("pelvis")[1]
    assert heights[0] - heights.min() > 0.3


def test_weights_shift_the_balance(written):
    held = bl.Barbell(60, site="hand")
    moved = Moved(written("squat"), load=held)
    hands = [(30, "hand_r"), (30, "hand_l")]
    assert np.abs(moved.centre(*hands)[0] - moved.point("foot_r")[0] - 0.05).max() < CLOSED
    assert (
        np.abs(moved.motion.q["hip_flexion_r"] - Moved(written("squat")).motion.q["hip_flexion_r"]).max()
        > 0.02
    )


def test_a_split_stance_keeps_both_feet_where_they_are(written):
    moved = Moved(written("split"))
    right, left = moved.point("foot_r"), moved.point("foot_l")
    assert np.abs(left[0] - right[0] + 0.6).max() < CLOSED
    assert np.abs(left[1] - 0.14).max() < CLOSED
    assert np.abs(moved.inclination("foot_r")).max() < ANGLE
    heel = moved.inclination("foot_l")
    assert (heel[0], heel.max()) == pytest.approx((0.5, 0.7))
    trunk = moved.inclination("thorax")
    assert (trunk[0], trunk.max()) == pytest.approx((0, np.radians(10)), abs=1e-9)


def test_a_hanging_body_has_its_mass_under_the_bar(written):
    moved = Moved(written("hang"))
    hand = moved.point("hand_r")
    assert np.abs(moved.centre()[0] - hand[0]).max() < CLOSED
    assert hand[:2] == pytest.approx(np.tile([[0.0], [2.3]], hand.shape[1]), abs=1e-12)
    assert moved.motion.q["pelvic_tilt"][0] != pytest.approx(moved.motion.q["pelvic_tilt"].min(), abs=0.1)
    ds = bl.simulate(moved.trial)
    assert np.isfinite(ds["compression"]).all()


def test_a_hand_goes_to_its_place_in_the_frame_of_the_machine(written):
    moved = Moved(written("reach"))
    hand, pelvis, foot = (moved.point(name) for name in ("hand_r", "pelvis", "foot_r"))
    assert pelvis[:, 0] == pytest.approx([0.0, 0.95, 0.0], abs=1e-12)
    assert np.ptp(foot, axis=1).max() < 1e-12
    down = moved.motion.phase == "pause_stretched"
    assert np.abs(hand[:, 0] - [0.35, 1.2, 0.1]).max() < CLOSED
    assert np.abs(hand[:, down] - np.array([[0.4], [1.1], [-0.05]])).max() < CLOSED
    straight = np.interp(hand[0], [0.35, 0.4], [0.1, -0.05])  # places are interpolated like coordinates
    assert np.abs(hand[2] - straight).max() < CLOSED


def test_a_hold_and_a_swing_use_the_pose_that_was_worked_out(written):
    held = Moved(written("squat"), tempo=bl.Tempo.hold(3.0), samples=11)
    lowest = Moved(written("squat"))
    at = np.flatnonzero(lowest.motion.phase == "pause_stretched")[3]
    for name in COORDINATES:
        assert held.motion.q[name] == pytest.approx(lowest.motion.q[name][at], abs=1e-12)
        assert not held.motion.u[name].any()


@pytest.mark.parametrize("name", FILES)
def test_rates_are_those_of_the_coordinates(written, name):
    motion = Moved(written(name), samples=40001).motion
    step = motion.time[1]
    inside = (motion.phase[2:] == motion.phase[:-2]) & (motion.phase[1:-1] == motion.phase[2:])
    for values, rates in ((motion.q, motion.u), (motion.u, motion.a)):
        for coordinate in COORDINATES:
            numeric = (values[coordinate][2:] - values[coordinate][:-2]) / (2 * step)
            off = np.abs(numeric - rates[coordinate][1:-1])[inside]
            assert off.max() < 2e-6 * max(1.0, np.abs(rates[coordinate]).max()), coordinate


@pytest.mark.parametrize("name", FILES)
def test_the_mirrored_movement_moves_the_mirrored_body(written, name):
    movement = written(name)
    right, left = Moved(movement), Moved(movement, side="left")
    for coordinate in COORDINATES:
        there = left.motion.q[mirrored_name(coordinate)] * (-1 if coordinate in HANDED else 1)
        assert there == pytest.approx(right.motion.q[coordinate], abs=1e-9), coordinate
    assert left.base.position == pytest.approx(right.base.position * [[1], [1], [-1]], abs=1e-9)
    assert movement.mirrored().mirrored().completions == movement.completions


def test_a_variant_of_posture_and_numbers_moves_along(written):
    near = Moved(written("split"), numbers={"step": 0.4})
    assert np.abs(near.point("foot_l")[0] - near.point("foot_r")[0] + 0.4).max() < CLOSED


UNREACHABLE = {
    "foot too far": ("split", {"step": 1.1}, r"split: at .*foot_l misses its place.* by 0\.\d+ m"),
    "beyond balance": ("hang", {}, r"centre of mass misses its place ahead of hand_r by 1\.\d+ m"),
}


@pytest.mark.parametrize("case", UNREACHABLE)
def test_what_cannot_be_reached_is_refused_with_the_distance(written, case):
    name, numbers, said = UNREACHABLE[case]
    movement = written(name, *(('"hand_r", value = 0.0', '"hand_r", value = 2.5') if name == "hang" else ()))
    with pytest.raises(PoseError, match=said):
        Moved(movement, numbers=numbers)


def test_the_distance_is_the_one_that_is_missing(written):
    far = 1.1
    with pytest.raises(PoseError) as caught:
        Moved(written("split"), numbers={"step": far})
    said = float(re.search(r"by ([\d.]+) m", str(caught.value))[1])
    body = models.standard.proportions.body(ME)
    leg = np.hypot(*body["shank_r"].joint[:2]) + np.hypot(*body["foot_r"].joint[:2])
    moved = Moved(written("split"), numbers={"step": 0.4})
    hip = moved.point("thigh_l")[:2] - moved.point("foot_r")[:2]
    target = np.array([[-far], [0.06]])
    short = np.linalg.norm(hip - target, axis=0) - leg
    where = re.search(r"progress ([\d.]+)|pose '(\w+)'", str(caught.value))
    assert where
    assert said == pytest.approx(short[0] if where[2] == "top" else short.max(), abs=2e-3)


@pytest.mark.parametrize(
    ("name", "old", "new", "line", "said"),
    [
        ("squat", '"hip_flexion", "ank', '"hip_flex", "ank', "solve =", "'hip_flexion'"),
        (
            "squat",
            'solve = ["hip_flexion", ',
            "solve = [",
            "equations =",
            r"as many equations as unknowns \(1\)",
        ),
        ("squat", 'solve = ["hip', 'solv = ["hip', "solv =", "type for example solve"),
        ("squat", '["hip_flexion", "ank', '["trunk_inclination", "ank', "solve =", "pelvic_tilt"),
        (
            "squat",
            '"hip_flexion", "ankle_d',
            '"ankle_dorsiflexion_r", "ankle_d',
            "solve =",
            "worked out once",
        ),
        ("squat", '"hip_flexion", "ank', '"hip_abduction", "ank', "solve =", "in the sagittal plane"),
        ("squat", '"balance_x" }', '"balans_x" }', "equations =", "'balance_x'"),
        ("squat", 'inclination = "foot"', 'inclinaton = "foot"', "equations =", "exactly one of inclination"),
        ("squat", 'balance = "foot"', 'balance = "fot"', "equations =", "'foot'"),
        ("squat", "value = 0.0 }", "valu = 0.0 }", "equations =", "type for example value"),
        (
            "squat",
            "value = 0.0 }",
            "value = { top = 0.0 } }",
            "equations =",
            "one value for each pose: top, half",
        ),
        ("split", 'inclination = "foot_l"', 'inclination = "foot"', "equations =", "with its side"),
        ("split", 'axis = "x"', 'axis = "z"', "equations =", "sagittal plane"),
        ("split", 'axis = "x"', 'axis = "w"', "equations =", "one of x, y, z"),
        ("hang", 'segment = "hand_r"', 'segment = "hand"', 'segment = "hand"', "'hand_r'"),
        ("squat", '["top", "half", "bottom"]', '["top"]', "eccentric =", "up to three on the way"),
    ],
)
def test_errors_name_file_and_line(written, tmp_path, name, old, new, line, said):
    with pytest.raises(DataFileError, match=said) as caught:
        written(name, old, new)
    text = FILES[name].replace(old, new, 1).splitlines()
    lines = [k for k, row in enumerate(text, start=1) if row.startswith(line)]
    assert caught.value.line in lines, str(caught.value)


def test_what_is_worked_out_cannot_be_set(written):
    movement = written("squat")
    with pytest.raises(InputError, match=r"pose\.top\.hip_flexion = 1\.0: must be left out"):
        bl.Trial(movement, ME, pose={"top.hip_flexion": 1.0})
    known = paths(bl.Trial(movement, ME), models.standard)
    assert "pose.top.knee_flexion" in known
    assert "pose.top.hip_flexion" not in known
    assert movement.unused_numbers == ()
    assert eval(repr(movement), {"Movement": Movement}) == movement
    assert hash(movement) == hash(written("squat"))


def test_a_path_goes_through_its_poses(written):
    moved = Moved(written("squat"), samples=4001)
    motion, movement = moved.motion, moved.movement
    down = motion.phase == "eccentric"
    knee = motion.q["knee_flexion_r"]
    middle = np.interp(1.0, motion.time[down], knee[down])  # half of the time is half of the progress
    wanted = [movement.pose(name).angles()["knee_flexion_r"] for name in movement.eccentric]
    assert (knee[0], middle, knee[down][-1]) == pytest.approx(wanted, abs=1e-6)
    up = motion.phase == "concentric"
    assert knee[up][-1] == pytest.approx(wanted[0], abs=1e-4)


def test_two_poses_make_a_straight_line():
    p = np.linspace(0, 1, 7)
    q, dq, ddq = through([0.3, 1.1], p)
    assert np.array_equal(q, 0.3 + (1.1 - 0.3) * p)
    assert np.array_equal(dq, np.full(7, 1.1 - 0.3))
    assert not ddq.any()


def test_curves_match_their_polynomials():
    nodes = np.linspace(0, 1, 5)
    p = np.linspace(0, 1, 30)
    poly = np.polynomial.Polynomial([0.2, -1.0, 0.7, 2.0, -1.5])
    exact = [curve(p) for curve in (poly, poly.deriv(), poly.deriv(2))]
    assert np.stack(through(poly(nodes), p)) == pytest.approx(np.stack(exact), abs=1e-12)
    fit = chebyshev_fit(poly(lobatto(12)))
    assert np.stack([fit @ b for b in chebyshev_basis(13, p)]) == pytest.approx(np.stack(exact), abs=1e-11)


def test_systems_without_a_root_end_at_the_nearest_point():
    target = np.array([[0.5, 3.0], [0.0, 0.0]])

    def residuals(x, lanes):
        r = np.stack([np.cos(x[0]) + np.cos(x[1]), np.sin(x[0]) + np.sin(x[1])]) - target[:, lanes]
        J = np.array([-np.sin(x), np.cos(x)])
        return r, J

    _, r = solve(residuals, np.array([[0.5, 0.5], [-0.3, -0.3]]))
    assert np.abs(r[:, 0]).max() < 1e-12
    assert np.linalg.norm(r[:, 1]) == pytest.approx(1.0, abs=1e-6)


def test_blocks_whose_few_nodes_miss_go_on_with_more(monkeypatch):
    case = bl.Trial(bl.movements.deadlift, ME), models.standard
    group, versions, first = structure(*case), Versions.one(*case), np.zeros(1, dtype=np.intp)
    wanted = pack(group, versions, first).path
    few, *others = nodes()
    fine = others[-1]  # as many nodes as fill the lanes, and all but the first beyond what a body reaches
    assert wanted.terms[0] > 0 and not few.ends and (2 * len(fine.at) - 1) * wanted.series.shape[1] > LANES
    monkeypatch.setattr(path, "_nodes", lambda: (fine._replace(at=4.0 * fine.at, ends=False), *others))
    found = pack(group, versions, first).path
    assert np.array_equal(found.terms, wanted.terms)
    assert np.array_equal(found.series, wanted.series)


def test_completing_is_quick(written):
    movement = written("squat")
    trial, body = bl.Trial(movement, ME), models.standard.proportions.body(ME)
    complete(trial, tree_of("sagittal"), body)
    start = perf_counter()
    for _ in range(5):
        complete(trial, tree_of("sagittal"), body)
    assert (perf_counter() - start) / 5 < 0.2
