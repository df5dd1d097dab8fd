"""The lane solver of the blocks on its own: random problems, and what its machine code looks like."""

from __future__ import annotations

import platform
import re

import llvmlite.binding as llvm
import numpy as np
import pytest
from numba import njit
from unit.lane_problems import Problems, shared

from biolift.engine.block.jit import SIGNATURE
from biolift.engine.compiled import load_kernel
from biolift.engine.kernels.support import OPTIONS
from biolift.engine.standard import standard_stages

#: Stages whose loops stay loops: that of a free weight is unrolled. Turning bodies take long to compile.
STAGES = [
    pytest.param(stage, id=stage.name, marks=[pytest.mark.slow] if stage.name.startswith("turning") else [])
    for stage in standard_stages()
    if stage.name != "free_weight"
]
#: Conditions of an optimum hold to this.
KNOWN = 1e-9


@pytest.mark.parametrize("power", [2, 3])
@pytest.mark.parametrize("muscles", [6, 18, 48])
def test_random_problems_are_solved(power, muscles):
    problems = Problems(np.random.default_rng(muscles + power), muscles, 20, power)
    a, r, stuck = problems.solve()
    assert stuck == 0
    assert problems.miss(a, r).max() < KNOWN


@pytest.fixture
def vectorising():
    """Skip where the assembly is not that of x86-64 with fused multiply-add."""
    if platform.machine() not in ("x86_64", "AMD64") or not llvm.get_host_cpu_features().get("fma"):
        pytest.skip("vector instructions are looked for on x86-64 with fused multiply-add only")


def functions(text):
    """Body of every function of an assembly listing, by its label."""
    parts = re.split(r"^([A-Za-z_][\w.$]*):$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def fused(text):
    """Fused multiply-adds of whole vectors, and of single numbers."""
    found = re.findall(r"\bvfn?m(?:add|sub)\w*([ps]d)\s(.*)", text)
    wide = sum(kind == "pd" and ("%zmm" in how or "%ymm" in how) for kind, how in found)
    return wide, sum(kind == "sd" for kind, _ in found)


def inside_loops(text):
    """Lines between a label and a jump back to it."""
    lines, at, inside = text.splitlines(), {}, set()
    for n, line in enumerate(lines):
        if label := re.match(r"(\.LBB\w+):", line):
            at[label[1]] = n
        elif (jump := re.search(r"\sj\w+\s+(\.LBB\w+)", line)) and jump[1] in at:
            inside.update(range(at[jump[1]], n))
    return "\n".join(lines[n] for n in sorted(inside))


def test_the_lane_solver_works_on_whole_vectors(vectorising):
    Problems(np.random.default_rng(1), 6, 1, 2).solve()
    bodies = functions(next(iter(shared.inspect_asm().values())))
    for part in ("_evaluate", "_factor", "share_eight"):
        own = f"5block6newton{len(part)}{part}"
        ((wide, single),) = [fused(body) for name, body in bodies.items() if own in name]
        assert wide >= 3 and single == 0, part


@pytest.mark.parametrize("stage", STAGES)
def test_stages_work_on_whole_vectors(stage, vectorising):
    """What depends on parameters alone is worked out before the loop, number by number."""
    form = "block" if len(stage.ports) == 1 else "joined"
    kernel = njit(**OPTIONS | {"cache": False})(load_kernel(stage, form).py_func)
    kernel.compile(SIGNATURE.args)
    wide, single = fused(inside_loops(next(iter(kernel.inspect_asm().values()))))
    assert wide > 0 and single == 0


def test_loops_are_found_in_assembly():
    text = "vfmadd213sd a\n.LBB0_1:\n\tvfmadd213pd %zmm0\n\tjne\t.LBB0_1\n\tvfmadd231sd b\n\tjmp\t.LBB0_9\n"
    assert fused(text) == (1, 2) and fused(inside_loops(text)) == (1, 0)


@pytest.mark.slow
@pytest.mark.parametrize("power", [2, 3])
def test_five_million_random_problems_are_solved(power):
    """Fewer than one in a million may end above 1e-9, none above 1e-8.

    Measured: none with p = 2, largest miss 2.4e-11; with p = 3 a single one, at 2.4e-9, which the solver too
    calls not converged: multipliers of a demand far beyond all strength carry their rounding along.
    """
    rng, solved, lost, worst = np.random.default_rng(power), 0, 0, 0.0
    while solved < 5_000_000:
        problems = Problems(rng, int(rng.integers(4, 50)), 400, power)
        a, r, stuck = problems.solve()
        miss = problems.miss(a, r)
        solved, worst = solved + miss.size, max(worst, float(miss.max()))
        lost += max(stuck, int((miss > KNOWN).sum()))
    print(f"p = {power}: {solved} problems, {lost} failures, largest miss {worst:.1e}")
    assert lost <= 5 and worst < 10.0 * KNOWN
