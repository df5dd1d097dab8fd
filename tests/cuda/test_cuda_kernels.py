"""CUDA kernels: every stage compiles to PTX without a card, and on a card equals the block kernel."""

from __future__ import annotations

import numpy as np
import pytest

from biolift.engine.compiled import load_kernel
from biolift.engine.standard import standard_stages
from biolift.engine.workspace import LANES

pytest.importorskip("numba_cuda", reason="the extra 'cuda' is not installed")
from numba import cuda  # noqa: E402

STAGES = {stage.name: stage for stage in standard_stages()}
CAPABILITY = (9, 0)


@pytest.fixture(scope="module", autouse=True)
def _own_cache(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BIOLIFT_CACHE", str(tmp_path_factory.mktemp("kernels")))
        yield


@pytest.mark.parametrize("name", STAGES)
def test_every_stage_compiles_to_ptx(name):
    stage = STAGES[name]
    table = "float64[:, ::1]"
    signature = f"void({table}, int64, {', '.join([table] * len(stage.ports))})"
    ptx, _ = cuda.compile_ptx(load_kernel(stage, "cuda").py_func, signature, cc=CAPABILITY)
    assert ".target sm_90" in ptx and "st.global.f64" in ptx
    assert ".local" not in ptx, "values were spilled to slow memory by a call into the mathematics library"
    if stage.name.endswith(("kinematics", "dynamics")):
        assert "fma.rn.f64" in ptx


@pytest.mark.parametrize("name", STAGES)
def test_card_equals_the_block_kernel(name):
    if not cuda.is_available():
        pytest.skip("no graphics card here")
    stage, cases = STAGES[name], 3
    rng = np.random.default_rng(4)
    P = rng.uniform(0.2, 1.0, (len(stage.parameters), cases))
    ports = [rng.uniform(-1.0, 1.0, (len(stage.rows(port)), cases * LANES)) for port in stage.ports]
    expected = [rows.copy() for rows in ports]
    for case in range(cases):
        lanes = slice(case * LANES, (case + 1) * LANES)
        blocks = [np.ascontiguousarray(rows[:, lanes]).reshape(-1) for rows in ports]
        load_kernel(stage)(np.ascontiguousarray(P[:, case]), *blocks)
        for rows, block in zip(expected, blocks, strict=True):
            rows[:, lanes] = block.reshape(len(rows), LANES)
    there = [cuda.to_device(rows) for rows in ports]
    load_kernel(stage, "cuda")[-(-cases * LANES // 128), 128](cuda.to_device(P), LANES, *there)
    for rows, device in zip(expected, there, strict=True):
        scale = np.abs(rows).max()
        np.testing.assert_allclose(device.copy_to_host(), rows, rtol=0, atol=1e-13 * scale)
