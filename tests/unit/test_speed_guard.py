"""What must hold for biolift to be fast, without a clock; and that the benchmark's parts still run."""

from __future__ import annotations

import csv
import importlib
import platform
from pathlib import Path
from types import SimpleNamespace

import llvmlite.binding as llvm
import numpy as np
import pytest

from biolift.engine.workspace import LANES, aligned

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"
PARTS = ("clock", "kernels", "limits", "model", "peers", "report", "runs", "sharing", "symbolic")


@pytest.fixture(scope="module")
def speed(tmp_path_factory):
    """The benchmark's modules; kernels written for them go to a temporary folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(BENCHMARKS)
        patch.setenv("BIOLIFT_CACHE", str(tmp_path_factory.mktemp("kernels")))
        yield SimpleNamespace(**{name: importlib.import_module(f"speed_{name}") for name in PARTS})


def test_block_kernel_uses_packed_fused_arithmetic(speed):
    if platform.machine() not in ("x86_64", "AMD64") or not llvm.get_host_cpu_features().get("fma"):
        pytest.skip("vector instructions are looked for on x86-64 with fused multiply-add only")
    count = speed.kernels.fused(speed.kernels.assembly(speed.model.stage()))
    assert count["scalar"] == 0, "the compiler gave up vectorising: some lanes are worked out one by one"
    assert count["ymm"] + count["zmm"] > 200


def test_fused_instructions_are_told_apart(speed):
    lines = ("vfmadd213pd\t(%rsp), %zmm1, %zmm2", "vfnmadd231pd\t%ymm0, %ymm1, %ymm2")
    text = "\n".join((*lines, "vfmadd231sd\t%xmm0, %xmm1, %xmm2", "vmulsd\t%xmm0, %xmm1, %xmm2"))
    assert speed.kernels.fused(text) == {"zmm": 1, "ymm": 1, "scalar": 1}
    other = ("vaddpd\t%zmm0, %zmm1, %zmm2", "vcmpltpd\t%ymm0, %ymm1, %k1", "vmovapd\t%zmm0, %zmm1")
    more = "\n".join((text, *other))
    assert speed.limits.arithmetic(more) == {"zmm": 2, "ymm": 2}


@pytest.mark.parametrize("shape", [(1, 3, LANES), (4, 7, LANES), (5,)])
def test_workspaces_begin_on_a_cache_line(shape):
    array = aligned(*shape)
    assert array.shape == shape and array.flags.c_contiguous and not array.any()
    assert array.ctypes.data % 64 == 0


def test_timed_kernel_equals_the_law(speed):
    samples = 2 * LANES
    out = speed.kernels.batch(samples)[1]()
    rows = speed.model.rows(speed.model.trajectory(samples), loaded=True)
    law = speed.model.stage().on_numpy(speed.model.numbers(), rows)
    assert speed.clock.relative(np.stack(list(out.values())), np.stack([law[name] for name in out])) < 1e-13


def test_one_round_of_every_kind(speed, tmp_path):
    contestants = [speed.kernels.block_form(), speed.kernels.scalar_form()]
    seconds = speed.clock.interleaved(contestants, rounds=1, least=0.0)
    first = speed.clock.Row("kernels", "block", "ns/sample", 1e9 * seconds[contestants[0].name])
    second = speed.clock.Row(
        "kernels", "scalar", "ns/sample", 1e9 * seconds[contestants[1].name], against=first
    )
    assert second.ratio == pytest.approx(second.median / first.median)
    missing = speed.clock.Row.left_out("kernels", "nobody", "not installed")
    found = speed.clock.machine()
    speed.report.write([first, second, missing], found, tmp_path)
    with (tmp_path / "speed.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["name"] for row in rows] == ["block", "scalar", "nobody"]
    page = (tmp_path / "speed.md").read_text(encoding="utf-8")
    assert found["processor"] in page and "left out: not installed" in page


def test_peer_agrees_before_it_is_timed(speed, tmp_path):
    (peer,) = speed.symbolic.lambdify(tmp_path)
    assert speed.peers.differences([peer])[peer.name] < speed.peers.AGREE


def test_load_sharing_agrees_with_scipy(speed):
    pytest.importorskip("scipy")
    rows = {row.name: row for row in speed.sharing.rows(speed.runs.trial(), power=2, rounds=1)}
    assert rows["p = 2, scipy SLSQP"].difference < speed.sharing.AGREE
    peers = [row for name, row in rows.items() if "biolift" not in name]
    assert all(row.difference is not None or "left out" in row.note for row in peers)
