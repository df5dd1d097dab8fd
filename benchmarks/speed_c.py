"""Loops in C around other engines, so that no peer pays for a loop in Python."""

from __future__ import annotations

import ctypes
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

FLAGS = ("-O3", "-march=native", "-ffast-math", "-shared", "-fPIC")

MUJOCO = """
#include <string.h>
#include <mujoco/mujoco.h>
static void put(mjData* d, int t, int n, const double* q, const double* u, const double* a) {
  memcpy(d->qpos, q + t * n, n * sizeof(double));
  memcpy(d->qvel, u + t * n, n * sizeof(double));
  memcpy(d->qacc, a + t * n, n * sizeof(double));
}
void shortest(const mjModel* m, mjData* d, int samples, int n,
              const double* q, const double* u, const double* a, double* tau) {
  for (int t = 0; t < samples; t++) {
    put(d, t, n, q, u, a);
    mj_kinematics(m, d);
    mj_comPos(m, d);
    mj_comVel(m, d);
    mj_rne(m, d, 1, tau + t * n);
  }
}
void inverse(const mjModel* m, mjData* d, int samples, int n,
             const double* q, const double* u, const double* a, double* tau) {
  for (int t = 0; t < samples; t++) {
    put(d, t, n, q, u, a);
    mj_inverse(m, d);
    memcpy(tau + t * n, d->qfrc_inverse, n * sizeof(double));
  }
}
"""

CASADI = """
#include "law.c"
void loop(int samples, const double* X, const double* P, double* Y) {
  double work[SZ_W + 1];
  for (int t = 0; t < samples; t++) {
    const double* arguments[SZ_ARG + 2] = {X + t * ROWS, P};
    double* results[SZ_RES + 1] = {Y + t * WANTED};
    law(arguments, results, 0, work, 0);
  }
}
"""


class NotBuilt(Exception):
    """The C compiler refused; the message says why."""


def build(folder: Path, gcc: str, name: str, text: str, *options: str) -> Path:
    """Compile C source text to a shared library in `folder`."""
    source, library = folder / f"{name}.c", folder / f"{name}.so"
    source.write_text(text, encoding="utf-8")
    command = [gcc, *FLAGS, f"-I{folder}", str(source), "-o", str(library), *options]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        errors = [line for line in done.stderr.splitlines() if "error" in line] or ["gcc failed"]
        raise NotBuilt(errors[0].rpartition("error: ")[2])
    return library


def mujoco_loops(folder: Path, gcc: str, package: Path) -> tuple[Callable[..., Any], Callable[..., Any]]:
    """Inverse dynamics of a series inside C, against the headers and the library of MuJoCo's own wheel.

    The shortest way to the forces, and its own `mj_inverse`.
    """
    shared = sorted(package.glob("libmujoco.so*"))
    if not (package / "include" / "mujoco" / "mujoco.h").exists() or not shared:
        raise NotBuilt("the package brings no headers")
    built = build(folder, gcc, "mujoco_loop", MUJOCO, f"-I{package / 'include'}", str(shared[0]))
    library = ctypes.CDLL(str(built))
    library.shortest.restype = library.inverse.restype = None
    return library.shortest, library.inverse


def casadi_loop(folder: Path, gcc: str, law: Any) -> tuple[Path, Callable[..., Any]]:
    """CasADi's generated C as a library that it can load itself, and a bare loop around the same code."""
    from casadi import CodeGenerator

    generator = CodeGenerator("law.c", {"with_header": False})
    generator.add(law)
    generator.generate(f"{folder}/")
    library = build(folder, gcc, "law_external", '#include "law.c"\n')
    sizes = {"ROWS": law.numel_in(0), "WANTED": law.numel_out(0)}
    sizes |= {"SZ_W": law.sz_w(), "SZ_ARG": law.sz_arg(), "SZ_RES": law.sz_res()}
    options = [f"-D{name}={size}" for name, size in sizes.items()]
    run = ctypes.CDLL(str(build(folder, gcc, "law_loop", CASADI, *options))).loop
    run.restype = None
    return library, run
