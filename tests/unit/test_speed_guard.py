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

import biolift as bl
from biolift.engine.batch import run_batch
from biolift.engine.pipeline import run_trial
from biolift.engine.workspace import LANES, aligned

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"
PARTS = (
    *("clock", "growth", "kernels", "limits", "lift", "million", "model", "numpy", "peers", "report", "runs"),
    *("sharing", "symbolic", "trials", "whole"),
)


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


def test_timed_kernel_in_float32_is_near(speed):
    _, away = speed.kernels.single_form()
    assert 1e-9 < away < 1e-6


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
    series = speed.sharing.Series.of(speed.runs.trial(), 2)
    rows = {row.name: row for row in speed.sharing.rows(series, rounds=1)}
    assert rows["p = 2, scipy SLSQP"].difference < speed.sharing.AGREE
    assert rows["p = 2, biolift, eight samples at once"].difference < speed.sharing.SAME
    peers = [row for name, row in rows.items() if "biolift" not in name]
    assert all(row.difference is not None or "left out" in row.note for row in peers)


@pytest.mark.parametrize("power", [2, 3])
def test_lifts_are_shared_alike_on_eight_lanes_and_one_by_one(speed, power):
    A, b = speed.lift.lifts(repetitions=3)
    rule = bl.sharing.ActivationPower(power)
    series = speed.sharing.Series(A, b, rule, np.ones(18), np.zeros(18), speed.lift.ROWS)
    _, away = speed.sharing.ours(series, speed.lift.SAMPLES)
    assert series.steps.min() > 0 and max(away.values()) < 1e-9


def test_the_job_without_compiled_code_gives_what_the_blocks_give(speed):
    pytest.importorskip("quadprog")
    trial = speed.trials.trials()["posterior twist"].replace(load=bl.Cable(5))
    forms = [make() for name, (_, make) in speed.whole.FORMS.items() if "SLSQP" not in name]
    model = bl.models.standard.replace(samples=15)
    ours = {name: values[0] for name, values in run_batch([(trial, model)]).values.items()}
    frame = run_trial(trial, model).paths
    for form in forms:
        with speed.numpy.replaced(form, frame):
            got = speed.numpy.alone(trial, model)
        assert speed.whole.difference(got, ours) < 1e-9


def test_muscles_are_merged_and_split_with_the_same_force(speed):
    muscles = bl.models.standard.muscles
    split, merged = speed.growth.split(muscles, 2), speed.growth.merged(muscles)
    assert len(split.muscles) == 2 * len(muscles.muscles)
    for other in (split, merged):
        assert sum(m.max_force for m in other.muscles) == pytest.approx(
            sum(m.max_force for m in muscles.muscles)
        )
    assert len(merged.muscles) == len({m.group for m in muscles.muscles})


def test_whole_repetitions_growth_and_their_page(speed, tmp_path):
    trial = speed.trials.trials()["back extension"]
    contestants = speed.whole.batches(trial, 4, 4)
    rows = [
        speed.clock.Row(speed.whole.SECTION, f"back extension: {one.name}", "repetitions/s", 1.0 / values)
        for one, values in ((c, speed.clock.interleaved([c], 1, 0.0)[c.name]) for c in contestants)
    ]
    first = speed.clock.Row("growth", "muscles: 54", "us/repetition", np.ones(1), size=54)
    more = speed.clock.Row("growth", "muscles: 108", "us/repetition", np.ones(1), against=first, size=108)
    speed.report.write([*rows, first, more], speed.clock.machine(), tmp_path)
    assert "back extension: draws, 2 threads" in (tmp_path / "speed.md").read_text(encoding="utf-8")
    assert (tmp_path / "speed.png").stat().st_size > 10_000


def test_a_long_sweep_is_told_with_its_memory(speed):
    found = speed.million.sweep(3, 2)
    assert found["seconds"] > 0.0 and found["most"] >= found["before"] > 10.0
