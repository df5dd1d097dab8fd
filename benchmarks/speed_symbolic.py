"""Our own law in other symbolic tools: CasADi's generated C, and sympy's lambdify."""

from __future__ import annotations

import ctypes
from pathlib import Path
from typing import Any

import numpy as np
import speed_c
import speed_model
from speed_clock import Array
from speed_peer_base import SAMPLES, Peer, compiler, need

from biolift.laws.stage import Stage


class Casadi:
    """Math namespace over CasADi's scalar expressions."""

    def __init__(self) -> None:
        import casadi

        self.sin, self.cos, self.sqrt = casadi.sin, casadi.cos, casadi.sqrt

    @staticmethod
    def let(name: str, value: Any) -> Any:
        """The value itself: CasADi keeps one node per expression."""
        return value


def _flat(stage: Stage) -> tuple[Array, Array]:
    """Input rows sample by sample, (T, rows), and the parameters."""
    rows = speed_model.rows(speed_model.trajectory(SAMPLES), loaded=True)
    p = speed_model.numbers()
    X = np.stack([rows[name] for name in stage.inputs["body"]], axis=1)
    return np.ascontiguousarray(X), np.array([p[name] for name in stage.parameters])


def casadi(folder: Path) -> list[Peer]:
    """Our law in CasADi: its generated C, compiled by gcc, under its own `map` and in a bare loop."""
    need("casadi")
    gcc = compiler()
    import casadi as ca

    stage = speed_model.stage()
    inputs, wanted = stage.inputs["body"], stage.outputs["body"]
    x, p = ca.SX.sym("x", len(inputs)), ca.SX.sym("p", len(stage.parameters))
    named = dict(zip(inputs, ca.vertsplit(x), strict=True))
    out = stage.law(Casadi(), dict(zip(stage.parameters, ca.vertsplit(p), strict=True)), named)
    law = ca.Function("law", [x, p], [ca.vertcat(*(out[name] for name in wanted))])
    library, run = speed_c.casadi_loop(folder, gcc, law)
    batched = ca.external("law", str(library)).map("batch", "serial", SAMPLES, [1], [])
    X, P = _flat(stage)
    Y = np.empty((SAMPLES, len(wanted)))
    buffer, evaluate = batched.buffer()
    buffer.set_arg(0, memoryview(X))
    buffer.set_arg(1, memoryview(P))
    buffer.set_res(0, memoryview(Y))
    arrays = [part.ctypes.data_as(ctypes.c_void_p) for part in (X, P, Y)]

    def mapped(alive: Any = (batched, buffer)) -> Array:  # CasADi does not keep them for `evaluate`
        evaluate()
        return Y.T

    def bare() -> Array:
        run(SAMPLES, *arrays)
        return Y.T

    note = "our law, with loads and reactions"
    return [
        Peer("CasADi generated C, map", mapped, mapped, True, note),
        Peer("CasADi generated C, bare C loop", bare, bare, True, note),
    ]


class Sympy:
    """Math namespace over plain sympy expressions, without named intermediates."""

    def __init__(self) -> None:
        import sympy as sp

        self.sin, self.cos, self.sqrt = sp.sin, sp.cos, sp.sqrt

    @staticmethod
    def let(name: str, value: Any) -> Any:
        """The value itself: finding what is shared is left to `cse`."""
        return value


def lambdify(folder: Path) -> list[Peer]:
    """Our law through sympy's own way to numbers: numpy on whole rows, common subexpressions taken out."""
    import sympy as sp

    stage = speed_model.stage()
    inputs, wanted = stage.inputs["body"], stage.outputs["body"]
    symbols = {name: sp.Symbol(name) for name in (*stage.parameters, *inputs)}
    out = stage.law(Sympy(), symbols, symbols)
    f = sp.lambdify(list(symbols.values()), [out[name] for name in wanted], "numpy", cse=True)
    X, P = _flat(stage)
    arguments = [*(float(v) for v in P), *np.ascontiguousarray(X.T)]

    def answer() -> Array:
        return np.stack(f(*arguments))

    note = "our law, with loads and reactions"
    return [Peer("sympy lambdify, numpy, cse", lambda: f(*arguments), answer, True, note)]
