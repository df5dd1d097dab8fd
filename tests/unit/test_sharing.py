"""Load sharing: optimality of the stated problem, infeasible demands, other solvers, published outputs."""

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog, minimize

from biolift import sharing
from biolift.engine import newton
from biolift.engine.newton import share, solve_one, strength_needed, structure, unmet_share, workspace
from biolift.errors import ConvergenceWarning, InputError
from biolift.laws.stage import NumpyMath
from biolift.sharing.activation_power import ActivationPower, activation_cost, best_activation, marginal_cost

EPS, DELTA = 1e-3, 1e-5
DENSE = [(1, 10), (2, 12), (3, 26), (6, 24)]
BODY = (9, 46)
CHUNK = 2000


def body_mask():
    """26 trunk muscles on three rows, the psoas on its hip too, 10 leg muscles a side on one or two rows."""
    mask = np.zeros(BODY, dtype=bool)
    mask[:3, :26] = True
    mask[3, 24] = mask[4, 25] = True
    legs = [[3], [3], [3, 5], [5], [3], [3, 5], [5], [5, 7], [7], [7]]
    for i, rows in enumerate(legs):
        mask[rows, 26 + i] = True
        mask[[row + 1 for row in rows], 36 + i] = True
    return mask


def problems(count, m, n, seed, mask=True, multiples=(0.02, 0.3, 1.0, 1.2, 2.0, 6.0)):
    """Random arms of both signs; demands are multiples of what some activation pattern gives."""
    rng = np.random.default_rng(seed)
    A = rng.normal(size=(count, m, n)) * rng.uniform(20, 1000, (count, 1, n)) * mask
    some = rng.beta(0.5, 1.5, (count, n))
    b = np.einsum("tmn,tn->tm", A, some) * rng.choice(multiples, (count, 1))
    return A, b


def optimality_errors(A, b, a, r, w, lo, p):
    """Worst primal residual (of the demand), multiplier of the wrong sign or off a bound, and overstep."""
    scale = np.abs(A).sum(axis=2)
    target, reserve = b / scale, r / scale
    size = np.maximum(1.0, np.abs(target).max(axis=1))
    primal = np.abs(np.einsum("tmn,tn->tm", A, a) / scale + reserve - target).max(axis=1) / size
    # the reserve's own stationarity gives the multipliers: lam = r / delta
    worth = np.einsum("tmn,tm->tn", A, reserve / scale) / DELTA
    gradient = w * (a ** (p - 1) + EPS * a) - worth
    wrong = np.where(a > lo, np.maximum(gradient, 0), 0) + np.where(a < 1, np.maximum(-gradient, 0), 0)
    stationarity = wrong.max(axis=1) / np.maximum(1.0, np.abs(worth).max(axis=1))
    return primal.max(), stationarity.max(), max((lo - a).max(), (a - 1).max())


@pytest.mark.parametrize("power", [2, 3])
def test_answers_are_optimal_on_100_000_problems(power):
    solved = 0
    unmet = 0
    for size in [*DENSE, BODY]:
        mask = body_mask() if size == BODY else True
        for seed in range(20_000 // CHUNK):
            rng = np.random.default_rng([seed, *size])
            A, b = problems(CHUNK, *size, seed, mask)
            w = rng.uniform(0.1, 3.0, size[1])
            w /= w.mean()
            lo = rng.choice((0.0, 0.03, 0.2)) * rng.choice((0.0, 1.0), size[1], p=(0.2, 0.8))
            a, r = share(A, b, ActivationPower(power), w=w, lo=lo)  # warns when a solve does not converge
            primal, stationarity, overstep = optimality_errors(A, b, a, r, w, lo, power)
            assert primal < 1e-9 and stationarity < 1e-9 and overstep <= 0, (size, seed)
            solved += len(a)
            unmet += int((unmet_share(A, b, r) > 0.01).sum())
    assert solved == 100_000 and 10_000 < unmet < 50_000


def scaled(A, b):
    scale = np.abs(A).sum(axis=1)
    return A / scale[:, None], b / scale


def most_of(A, b, lo):
    """Largest multiple of `b` that some activations reach, by HiGHS."""
    (m, n), (M, target) = A.shape, scaled(A, b)
    rows, bounds = np.c_[M, -target], [(lo, 1)] * n + [(0, None)]
    answer = linprog(np.r_[np.zeros(n), -1], A_eq=rows, b_eq=np.zeros(m), bounds=bounds, method="highs")
    return answer.x[-1]


def least_residual(A, b, lo):
    """Smallest possible largest scaled residual, over the largest scaled demand, by HiGHS."""
    n, (M, target), one = A.shape[1], scaled(A, b), np.ones((len(b), 1))
    rows, limits = np.block([[M, -one], [-M, -one]]), np.r_[target, -target]
    bounds = [(lo, 1)] * n + [(0, None)]
    answer = linprog(np.r_[np.zeros(n), 1], A_ub=rows, b_ub=limits, bounds=bounds, method="highs")
    return answer.x[-1] / np.abs(target).max()


@pytest.mark.parametrize("size", [(1, 6), (3, 12), (4, 16), BODY])
def test_flag_agrees_with_linear_programme_outside_a_margin(size):
    rng, lo, count = np.random.default_rng(3), 0.03, 150
    A, _ = problems(count, *size, seed=3, mask=body_mask() if size == BODY else True)
    b = np.einsum("tmn,tn->tm", A, rng.uniform(lo, 1.0, (count, size[1])))
    part = rng.uniform(0.6, 1.4, count)
    b *= (part * [most_of(*pair, lo) for pair in zip(A, b, strict=True)])[:, None]
    possible = part < 0.98
    impossible = np.array([least_residual(*pair, lo) for pair in zip(A, b, strict=True)]) > 0.02
    assert possible.sum() > 40 and impossible.sum() > 40 and (possible | impossible).mean() > 0.8
    for power in (2, 3):
        unmet = shared_one_by_one(A, b, ActivationPower(power, floor=lo))[1]
        flag = unmet_share(A, b, unmet) > newton.UNMET_FLAG
        assert flag[impossible].all() and not flag[possible].any()


def shared_one_by_one(A, b, rule):
    pairs = [share(*pair, rule) for pair in zip(A, b, strict=True)]
    return np.array([a for a, _ in pairs]), np.array([r for _, r in pairs])


def penalised(A, b, a, p):
    """The stated objective with the reserve that `a` leaves."""
    reserve = (b - A @ a) / np.abs(A).sum(axis=1)
    return activation_cost(a, p, EPS).sum() + reserve @ reserve / (2 * DELTA)


def slsqp(A, b, p, lo):
    """The same problem by scipy; the reserve is scaled so that SLSQP meets numbers of one size."""
    (m, n), (M, target) = A.shape, scaled(A, b)
    J = np.c_[M, np.sqrt(DELTA) * np.eye(m)]
    answer = minimize(
        lambda x: activation_cost(x[:n], p, EPS).sum() + 0.5 * x[n:] @ x[n:],
        np.r_[np.full(n, 0.3), np.zeros(m)],
        jac=lambda x: np.r_[marginal_cost(x[:n], p, EPS), x[n:]],
        bounds=[(lo, 1)] * n + [(None, None)] * m,
        constraints={"type": "eq", "fun": lambda x: J @ x - target, "jac": lambda x: J},
        method="SLSQP",
        options={"maxiter": 300, "ftol": 1e-14},
    )
    return np.clip(answer.x[:n], lo, 1)


def compare_with_slsqp(count, power, tolerance, multiples):
    for k in range(count):
        n, lo = 9 + k % 4, (0.0, 0.03)[k // 4 % 2]  # small: from 13 on SLSQP's BLAS threads fight for cores
        A, b = (x[0] for x in problems(1, 3, n, seed=[7, k], multiples=multiples))
        a, _ = share(A, b, ActivationPower(power, floor=lo))
        theirs = slsqp(A, b, power, lo)
        ours, other = penalised(A, b, a, power), penalised(A, b, theirs, power)
        assert np.abs(a - theirs).max() < tolerance, k
        assert ours <= other * (1 + 1e-12) + 1e-13, k


@pytest.mark.parametrize("power, tolerance", [(2, 1e-6), (3, 1e-4)])
def test_slsqp_finds_the_same_and_never_better_on_2000_problems(power, tolerance):
    compare_with_slsqp(2000, power, tolerance, multiples=(0.02, 0.3, 0.7, 1.0, 1.2))


@pytest.mark.parametrize("power", [2, 3])
def test_slsqp_finds_the_same_where_the_demand_is_out_of_reach(power):
    # the cost is some 1e4 here; its round-off alone leaves SLSQP's activations some 1e-5 apart
    compare_with_slsqp(200, power, 1e-4, multiples=(2.0, 6.0))


# muscle (each side): Fmax crossing L5/S1 [N], pennation [deg], arms ext, right bend, left turn [mm],
# direction anterior, up; neutral posture, latissimus left out
TRUNK = {
    "LTpT": (796, 12.6, 60.7, 28.4, -16.6, -0.0499, -0.9621),
    "ILpT": (513, 13.8, 57.7, 72.1, 6.1, 0.0013, -0.9919),
    "ILpL": (648, 13.8, 45.0, 49.5, -4.3, -0.1252, -0.9892),
    "LTpL": (459, 12.6, 52.2, 39.6, -10.6, -0.3026, -0.9379),
    "MF": (846, 0.0, 53.3, 24.8, 5.4, -0.1917, -0.9551),
    "QL": (328, 7.4, 17.7, 74.8, 7.6, 0.0307, -0.9533),
    "RA": (322, 0.0, -109.6, 41.3, 7.3, -0.2978, -0.9384),
    "EO_ant": (540, 0.0, -46.7, -32.8, 82.6, -0.2464, -0.4999),
    "EO_lat": (360, 0.0, -30.7, 104.2, 45.2, 0.3609, -0.9238),
    "IO_ant": (385, 0.0, -81.8, 85.6, -85.3, -0.4308, -0.8123),
    "IO_lat": (400, 0.0, -37.2, 111.0, -1.8, -0.0837, -0.9429),
    "PS": (835, 10.7, -21.5, 48.4, 11.2, 0.3270, -0.9017),
}
# demand (extension, right bend, left turn) [N m], power, compression, anterior shear [N], activations
REFERENCE = [
    ((113, 0, 0), 2, 1840, 852, {"LTpT_r": 0.41, "MF_l": 0.39, "ILpT_r": 0.25, "ILpL_l": 0.25}),
    ((113, 0, 0), 3, 1883, 874, {"LTpT_l": 0.37, "MF_r": 0.36, "ILpT_l": 0.29, "ILpL_r": 0.28}),
    ((250, 0, 0), 3, 4165, 1934, {"LTpT_r": 0.81, "MF_r": 0.79, "ILpT_r": 0.63, "ILpL_r": 0.63}),
    ((-60, 0, 0), 3, 824, 438, {"RA_r": 0.26, "IO_ant_r": 0.25, "EO_ant_l": 0.22, "PS_r": 0.18}),
    ((0, 40, 0), 2, 495, 321, {"IO_lat_r": 0.18, "PS_r": 0.18, "EO_lat_r": 0.17, "ILpT_r": 0.13}),
    ((0, 0, 30), 3, 662, 332, {"EO_ant_r": 0.30, "IO_ant_l": 0.25, "EO_lat_r": 0.19, "LTpT_l": 0.17}),
    ((150, 30, 15), 2, 2675, 1276, {"MF_r": 0.68, "LTpT_l": 0.65, "ILpT_r": 0.51, "LTpT_r": 0.50}),
]


def trunk():
    """Names, matrix [N m] (3, 24), compression and anterior shear per activation [N], disc tilt 32 deg."""
    table = np.array(list(TRUNK.values())).T
    force, arms = table[0] * np.cos(np.radians(table[1])), table[2:5] / 1000
    mirror = np.array([[1.0], [-1.0], [-1.0]])
    A = np.c_[arms * force, mirror * arms * force]
    tilt = np.radians(32.0)
    compression = force * (-table[6] * np.cos(tilt) - table[5] * np.sin(tilt))
    shear = force * (-table[6] * np.sin(tilt) + table[5] * np.cos(tilt))
    names = [f"{name}_{side}" for side in "rl" for name in TRUNK]
    return names, A, np.tile(compression, 2), np.tile(shear, 2)


@pytest.mark.parametrize("demand, power, compression, shear, largest", REFERENCE)
def test_reference_outputs_of_the_trunk_set(demand, power, compression, shear, largest):
    names, A, per_compression, per_shear = trunk()
    a, unmet = share(A, demand, ActivationPower(power, floor=0.0))
    assert per_compression @ a == pytest.approx(compression, abs=1.0)
    assert per_shear @ a == pytest.approx(shear, abs=1.0)
    for name, value in largest.items():
        assert a[names.index(name)] == pytest.approx(value, abs=0.0052), name
    assert np.abs(unmet).max() < 0.001 * np.abs(demand).max()


@pytest.mark.parametrize("power", [2, 3])
@pytest.mark.parametrize("floor", [0.0, 0.03])
def test_warm_start_changes_nothing(power, floor):
    mask = body_mask()
    A, b = problems(3000, *BODY, seed=11, mask=mask)
    rule = ActivationPower(power, floor=floor)
    warm, warm_unmet = share(A, b, rule)  # every sample begun from an unrelated one, feasible or not
    cold, cold_unmet = np.empty_like(warm), np.empty_like(warm_unmet)
    starts, rows = structure(mask)
    w, lo, work = np.ones(BODY[1]), np.full(BODY[1], floor), workspace(*BODY, rows.size)
    fixed = (w, lo, power, EPS, DELTA, newton.TOLERANCE, starts, rows, work)
    for t in range(len(b)):
        lam = np.zeros(BODY[0])
        steps = solve_one(A[t], b[t], *fixed, lam, cold[t], cold_unmet[t])
        assert 0 <= steps <= 60
    assert np.abs(warm - cold).max() < 1e-8
    assert (np.abs(warm_unmet - cold_unmet) / np.abs(A).sum(axis=2)).max() < 1e-8


@pytest.mark.parametrize("power", [2, 3])
def test_order_of_muscles_and_unit_of_a_row_do_not_matter(power):
    rng = np.random.default_rng(5)
    A, b = problems(500, 3, 26, seed=5)
    rule, order = ActivationPower(power), rng.permutation(26)
    a, r = share(A, b, rule)
    swapped, _ = share(A[:, :, order], b, rule)
    assert np.abs(swapped - a[:, order]).max() < 1e-9
    unit = np.array([1e-4, 1.0, 1e3])
    other_a, other_r = share(A * unit[:, None], b * unit, rule)
    assert np.abs(other_a - a).max() < 1e-9
    assert np.abs(other_r / unit - r).max() < 1e-6


@pytest.mark.parametrize("power", [2, 3])
def test_rows_without_muscles_are_harmless(power):
    A, b = problems(200, 3, 12, seed=9)
    rule = ActivationPower(power)
    a, r = share(A, b, rule)
    wide, more = np.zeros((200, 5, 12)), np.zeros((200, 5))
    wide[:, [0, 2, 4]], more[:, [0, 2, 4]] = A, b
    a_wide, r_wide = share(wide, more, rule)
    assert np.abs(a_wide - a).max() < 1e-12 and not r_wide[:, [1, 3]].any()
    more[:, 1] = 7.0
    a_asked, r_asked = share(wide, more, rule)
    assert np.abs(a_asked - a).max() < 1e-12 and (r_asked[:, 1] == 7.0).all()
    assert np.isinf(unmet_share(wide, more, r_asked)).all()


def test_unknown_sample_is_nan_and_leaves_its_neighbours_alone():
    A, b = problems(3, 3, 12, seed=2)
    a, _ = share(A, b, ActivationPower(3))
    b[1, 0] = np.nan
    holed, r = share(A, b, ActivationPower(3))
    assert np.isnan(holed[1]).all() and np.isnan(r[1]).all()
    assert np.abs(holed[[0, 2]] - a[[0, 2]]).max() < 1e-9


positive = st.lists(st.floats(5.0, 500.0), min_size=2, max_size=8)


@given(positive, positive, st.floats(0.01, 0.95), st.floats(1.01, 3.0), st.sampled_from([2, 3]))
def test_more_demand_asks_more(agonists, antagonists, part, more, power):
    A = np.array([*agonists, *(-x for x in antagonists)])[None, :]
    b = np.array([part * sum(agonists)])
    rule = ActivationPower(power, floor=0.0)
    less_a, less_r = share(A, b, rule)
    more_a, more_r = share(A, more * b, rule)
    assert (more_a >= less_a - 1e-12).all() and more_a.max() >= less_a.max()
    assert more_r[0] >= less_r[0] - 1e-12
    assert not less_a[len(agonists) :].any()


@given(st.integers(0, 10_000), st.floats(0.1, 0.9), st.sampled_from([2, 3]))
def test_cost_grows_with_demand(seed, part, power):
    A, b = problems(1, 3, 14, seed=seed)
    rule = ActivationPower(power, floor=0.0)
    little, much = share(A[0], part * b[0], rule)[0], share(A[0], b[0], rule)[0]
    assert penalised(A[0], part * b[0], little, power) <= penalised(A[0], b[0], much, power) + 1e-12


def test_strength_needed_by_one_muscle():
    rule = ActivationPower(2, floor=0.0)
    demands = np.array([[50.0], [150.0], [1500.0], [2000.0], [-50.0]])
    factor = strength_needed(np.full((5, 1, 1), 100.0), demands, rule)
    # a full muscle leaves b - 100 s, flagged above 0.01 b: s = 0.99 b / 100
    assert factor == pytest.approx([1.0, 1.485, 14.85, np.inf, np.inf], abs=1e-3)
    assert strength_needed([[100.0]], [150.0], rule) == pytest.approx(1.485, abs=1e-3)


@pytest.mark.parametrize("power", [2, 3])
def test_strength_needed_just_suffices(power):
    _, A, _, _ = trunk()
    rule = ActivationPower(power)
    demand = np.array([600.0, 80.0, 10.0])
    factor = float(strength_needed(A, demand, rule))
    assert 1.2 < factor < 4.0
    for s, flagged in ((factor, False), (factor - 2e-3, True)):
        assert (unmet_share(s * A, demand, share(s * A, demand, rule)[1]) > newton.UNMET_FLAG) == flagged


def test_law_inverts_its_marginal_cost():
    a = np.linspace(0.001, 1.2, 200)
    for power in (2, 3):
        c = marginal_cost(a, power, EPS)
        best, slope = best_activation(NumpyMath(), c, power, EPS)
        assert np.abs(best - a).max() < 1e-14
        above, below = (best_activation(NumpyMath(), f * c, power, EPS)[0] for f in (1 + 1e-5, 1 - 1e-5))
        assert np.allclose((above - below) / (2e-5 * c), slope, rtol=1e-6)
        above, below = (activation_cost(f * a, power, EPS) for f in (1 + 1e-5, 1 - 1e-5))
        assert np.allclose((above - below) / (2e-5 * a), c, rtol=1e-6)


def test_weights_have_mean_one():
    pcsa, volume = np.array([1e-4, 3e-4]), np.array([1e-5, 9e-5])
    assert ActivationPower(weights="equal").weigh(pcsa, volume).tolist() == [1.0, 1.0]
    assert ActivationPower(weights="pcsa").weigh(pcsa, volume) == pytest.approx([0.5, 1.5])
    assert ActivationPower(weights="volume").weigh(pcsa, volume) == pytest.approx([0.2, 1.8])
    with pytest.raises(InputError, match="pcsa"):
        ActivationPower(weights="pcsa").weigh([1e-4, np.nan], volume)


def test_rules_are_found_and_print_as_typed():
    assert sharing.RULES["ActivationPower"] is sharing.ActivationPower is ActivationPower
    assert "ActivationPower" in dir(sharing)
    with pytest.raises(AttributeError, match="ActivationPower"):
        _ = sharing.ActivationPowr
    rule = ActivationPower(3, weights="pcsa", floor=0.02)
    assert eval(repr(rule)) == rule and hash(rule) == hash(ActivationPower(3, weights="pcsa", floor=0.02))


@pytest.mark.parametrize(
    "field, value",
    [("power", 4), ("power", 2.5), ("power", "2"), ("power", True), ("weights", "PCSA"), ("floor", -0.01)]
    + [("floor", 0.3), ("floor", np.nan), ("floor", "0.1"), ("eps", 0.0), ("eps", np.inf)]
    + [("delta", 0.0), ("delta", 1.0)],
)
def test_rule_refuses(field, value):
    with pytest.raises(InputError, match=field):
        ActivationPower(**{field: value})


def test_share_refuses_what_does_not_fit():
    A, b = np.ones((4, 2, 3)), np.ones((4, 2))
    for arguments, field in [
        ({"b": np.ones((4, 3))}, "b.shape"),
        ({"A": np.ones(3)}, "b.shape"),
        ({"w": np.ones(2)}, "w"),
        ({"w": [1.0, 0.0, 2.0]}, "w"),
        ({"lo": 1.5}, "lo"),
        ({"lo": [0.1, np.nan, 0.1]}, "lo"),
        ({"rule": ActivationPower(weights="pcsa")}, "w"),
    ]:
        with pytest.raises(InputError) as caught:
            share(**({"A": A, "b": b, "rule": ActivationPower()} | arguments))
        assert caught.value.field == field


def test_a_solve_that_does_not_converge_is_told(monkeypatch):
    def gives_up(*arguments):
        arguments[-1][:] = [0, -200, 3, -200]

    monkeypatch.setattr(newton, "solve_samples", gives_up)
    with pytest.warns(ConvergenceWarning, match="2 of 4 samples, first in sample 1"):
        share(np.ones((4, 1, 3)), np.ones((4, 1)), ActivationPower())
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        monkeypatch.undo()
        share(np.ones((4, 1, 3)), np.ones((4, 1)), ActivationPower())
