"""Block kernels in float32: every stage against its law in double, and no double arithmetic inside."""

from __future__ import annotations

import re

import numpy as np
import pytest
from numba import njit
from twins.test_standard_kernels import STAGES, numbers_and_rows

from biolift.engine.compiled import load_kernel
from biolift.engine.kernels.single import sincos
from biolift.engine.kernels.support import FAST, OPTIONS
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


@pytest.fixture(scope="module", autouse=True)
def _own_cache(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BIOLIFT_CACHE", str(tmp_path_factory.mktemp("kernels")))
        yield


@pytest.mark.parametrize(
    "name", ["planar_kinematics", "planar_dynamics", "level_load", "disc_load", "free_weight"]
)
def test_single_kernels_are_their_law(name):
    stage = STAGES[name]
    p, x = numbers_and_rows(stage, seed=3)
    x = {row: values[:LANES].astype(np.float32) for row, values in x.items()}
    law = stage.on_numpy(p, {row: values.astype(float) for row, values in x.items()})
    ports = {port: np.zeros((len(stage.rows(port)), LANES), np.float32) for port in stage.ports}
    for port, names in stage.inputs.items():
        for row in names:
            ports[port][stage.rows(port).index(row)] = x[row]
    kernel = njit(**OPTIONS | {"cache": False})(load_kernel(stage, "block32").py_func)
    kernel(
        np.array([p[n] for n in stage.parameters], np.float32), *(rows.reshape(-1) for rows in ports.values())
    )
    (text,) = kernel.inspect_llvm().values()
    assert not re.search(r"\bf(add|sub|mul|div)\b[^\n]*\bdouble\b", text), (
        "a literal turned the arithmetic to double"
    )
    for port, names in stage.outputs.items():
        single = np.array([ports[port][stage.rows(port).index(row)] for row in names])
        twin = np.array([np.broadcast_to(law[row], LANES) for row in names])
        assert np.abs(single - twin).max() < 3e-6 * np.abs(twin).max()
