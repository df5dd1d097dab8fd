"""Every shipped kernel against the law run on plain numpy, and against what the printer writes now."""

from __future__ import annotations

import numpy as np
import pytest
import sympy

from biolift.engine.compiled import load_kernel
from biolift.engine.standard import FOLDER, FORMS, forms, standard_sources, standard_stages
from biolift.engine.workspace import LANES, Workspace
from biolift.laws.stage import Stage

PINNED_SYMPY = "1.14.0"
STAGES = {stage.name: stage for stage in standard_stages()}


def numbers_and_rows(stage: Stage, seed: int) -> tuple[dict[str, float], dict[str, np.ndarray]]:
    """Random parameters between 0.2 and 1, random rows between -1 and 1."""
    rng = np.random.default_rng(seed)
    p = {name: float(rng.uniform(0.2, 1.0)) for name in stage.parameters}
    names = [n for rows in stage.inputs.values() for n in rows]
    return p, {name: rng.uniform(-1.0, 1.0, 3 * LANES) for name in names}


@pytest.mark.parametrize("name", STAGES)
@pytest.mark.parametrize("seed", [1, 2])
def test_kernels_are_their_law(name: str, seed: int) -> None:
    stage = STAGES[name]
    p, x = numbers_and_rows(stage, seed)
    law = stage.on_numpy(p, x)
    P = np.array([p[n] for n in stage.parameters])
    given = {port: Workspace(stage.rows(port), 3 * LANES) for port in stage.ports}
    for port, names in stage.inputs.items():
        for row in names:
            given[port].put(row, x[row])
    for form in {"block", "joined"} & set(forms(stage)):
        ports = {port: work.array.copy() for port, work in given.items()}
        for b in range(3):
            run_block(stage, form, P, ports, b)
        for b, lane in ((0, 0), (1, 17), (2, 63)):
            arrays = [np.ascontiguousarray(work.array[b, :, lane]) for work in given.values()]
            load_kernel(stage, "scalar")(P, *arrays)
            for rows, array in zip(ports.values(), arrays, strict=True):
                scale = np.abs(array).max() + 1.0
                np.testing.assert_allclose(rows[b, :, lane], array, rtol=0, atol=1e-13 * scale)
        for port, names in stage.outputs.items():
            at = [given[port].index[row] for row in names]
            block = ports[port][:, at, :].transpose(1, 0, 2).reshape(len(at), -1)
            twin = np.array([np.broadcast_to(law[row], 3 * LANES) for row in names])
            np.testing.assert_allclose(block, twin, rtol=1e-11, atol=1e-13 * (np.abs(twin).max() + 1.0))


def run_block(stage: Stage, form: str, P: np.ndarray, ports: dict[str, np.ndarray], b: int) -> None:
    """Run one block in place, its ports apart or joined."""
    if form == "block":
        load_kernel(stage, form)(P, *(rows[b].reshape(-1) for rows in ports.values()))
        return
    W = np.concatenate([rows[b] for rows in ports.values()])
    load_kernel(stage, form)(P, W.reshape(-1))
    ends = np.cumsum([rows.shape[1] for rows in ports.values()])[:-1]
    for rows, values in zip(ports.values(), np.split(W, ends), strict=True):
        rows[b] = values


def test_shipped_kernels_are_what_the_printer_writes() -> None:
    if sympy.__version__ != PINNED_SYMPY:
        pytest.skip(f"text is compared under sympy {PINNED_SYMPY} only; values are compared above")
    texts = standard_sources()
    shipped = {f.name for form in FORMS for f in FOLDER.glob(f"*_{form}.py")}
    assert shipped == set(texts)
    for name, text in texts.items():
        shipped_text = (FOLDER / name).read_text(encoding="utf-8")
        assert shipped_text == text, f"{name}: run python -m biolift.engine.standard"
