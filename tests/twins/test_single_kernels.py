"""Block kernels in float32: every stage against its law in double, and no double arithmetic inside."""

from __future__ import annotations

import re

import numpy as np
import pytest
from numba import njit
from twins.test_standard_kernels import STAGES, numbers_and_rows

from biolift.engine.compiled import load_kernel
from biolift.engine.kernels.single import exp, log, sincos
from biolift.engine.kernels.support import FAST, OPTIONS
from biolift.engine.standard import forms
from biolift.engine.workspace import LANES


@njit(fastmath=FAST, error_model="numpy")
def _many(x, s, c):
    for k in range(x.size):
        s[k], c[k] = sincos(x[k])


@pytest.mark.parametrize("reach", [10.0, 1e4])
def test_sine_and_cosine(reach):
    rng = np.random.default_rng(2)
    quarters = np.arange(-int(reach), int(reach)) * (np.pi / 2)
    x = np.concatenate([rng.uniform(-reach, reach, 100_000), quarters]).astype(np.float32)
    s, c = np.empty_like(x), np.empty_like(x)
    _many(x, s, c)
    assert s.dtype == np.float32
    assert np.abs(s - np.sin(x.astype(float))).max() < 3e-7
    assert np.abs(c - np.cos(x.astype(float))).max() < 3e-7


@njit(fastmath=FAST, error_model="numpy")
def _each(f, x, y):
    for k in range(x.size):
        y[k] = f(x[k])


def test_exponential():
    x = np.linspace(-86.9, 87.9, 200_001).astype(np.float32)
    y = np.empty_like(x)
    _each(exp, x, y)
    true = np.exp(x.astype(float))
    assert (np.abs(y - true) < 2e-7 * true).all()
    ends = np.array([-1e9, 1e9], np.float32)
    _each(exp, ends, y[:2])
    assert y[0] < 1e-37 and np.isfinite(y[1])


def test_logarithm():
    x = np.concatenate([np.geomspace(1e-30, 1e30, 200_001), np.linspace(0.5, 2.0, 20_001)]).astype(np.float32)
    y = np.empty_like(x)
    _each(log, x, y)
    true = np.log(x.astype(float))
    assert (np.abs(y - true) < 2e-7 * np.maximum(np.abs(true), 1.0)).all()


SINGLE_FORMS = [
    (name, form) for name, stage in STAGES.items() for form in forms(stage) if form.endswith("32")
]


def test_every_planar_stage_has_its_form():
    assert {name for name, _ in SINGLE_FORMS} == {n for n in STAGES if not n.startswith("turning")}


def shaken(stage, p, x):
    """How far the law's outputs move when the last bit of a float32 input does; much near a dead centre."""
    rng, law = np.random.default_rng(4), stage.on_numpy(p, x)
    moved = {name: 0.0 for name in law}
    for _ in range(8):
        other = stage.on_numpy(
            p, {row: v * (1.0 + 2.0**-24 * rng.choice([-1, 1], LANES)) for row, v in x.items()}
        )
        moved = {name: np.maximum(moved[name], np.abs(other[name] - law[name])) for name in law}
    return law, moved


@pytest.mark.parametrize(("name", "form"), SINGLE_FORMS)
def test_single_kernels_are_their_law(name, form):
    stage = STAGES[name]
    p, x = numbers_and_rows(stage, seed=3)
    x = {row: values[:LANES].astype(np.float32) for row, values in x.items()}
    p = {key: float(np.float32(value)) for key, value in p.items()}
    law, moved = shaken(stage, p, {row: values.astype(float) for row, values in x.items()})
    names = [(port, row) for port in stage.ports for row in stage.rows(port)]
    W = np.zeros((len(names), LANES), np.float32)
    for port, rows in stage.inputs.items():
        for row in rows:
            W[names.index((port, row))] = x[row]
    kernel = njit(**OPTIONS | {"cache": False})(load_kernel(stage, form).py_func)
    kernel(np.array([p[n] for n in stage.parameters], np.float32), W.reshape(-1))
    (text,) = kernel.inspect_llvm().values()
    assert not re.search(r"\bf(add|sub|mul|div|ptrunc|pext)\b[^\n]*\bdouble\b", text), (
        "a literal turned the arithmetic to double"
    )
    for port, rows in stage.outputs.items():
        single = W[[names.index((port, row)) for row in rows]]
        twin = np.array([np.broadcast_to(law[row], LANES) for row in rows])
        allowed = 3e-6 * np.abs(twin).max() + 10.0 * np.array(
            [np.broadcast_to(moved[r], LANES) for r in rows]
        )
        assert (np.abs(single - twin) < allowed).all()
