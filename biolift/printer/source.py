"""Write a recorded law as numba source: a scalar form (one sample) and a block form (64 lanes).

Both forms hold the same statements, so they round alike. In the block form every row sits at a literal
offset ``k * 64`` of its port, which is what lets the compiler see that lanes are independent.
"""

from __future__ import annotations

import sympy as sp
from sympy.printing.pycode import PythonCodePrinter

from biolift.laws.stage import Stage
from biolift.printer.record import Recording, record, symbol_name

LANES = 64

HEADER = '''"""{title}, {form} form. Written by biolift.printer from the law; do not edit.

Parameters, then rows per port:
{seam}"""

# ruff: noqa
from math import exp, log, sqrt

from numba import njit

from biolift.engine.kernels.support import OPTIONS, sincos

PARAMETERS = {parameters!r}
PORTS = {ports!r}


@njit(**OPTIONS)
def {name}({arguments}):
'''


class _Printer(PythonCodePrinter):
    """Python source with multiplications for small powers and plain conditionals."""

    def _print_Pow(self, e: sp.Pow, **_: object) -> str:
        base = self._print(e.base)
        base = base if e.base.is_Symbol else f"({base})"
        if e.exp == sp.Rational(1, 2):
            return f"sqrt({self._print(e.base)})"
        if e.exp == sp.Rational(-1, 2):
            return f"(1.0/sqrt({self._print(e.base)}))"
        if e.exp.is_Integer and 2 <= e.exp <= 6:
            return "(" + "*".join([base] * int(e.exp)) + ")"
        if e.exp.is_Integer and -6 <= e.exp <= -1:
            return "(1.0/(" + "*".join([base] * -int(e.exp)) + "))"
        raise ValueError(f"no kernel form for the power {e}")

    def _print_Integer(self, e: sp.Integer) -> str:
        return f"{int(e)}.0"

    def _print_Rational(self, e: sp.Rational) -> str:
        return repr(float(e))

    def _print_Float(self, e: sp.Float) -> str:
        return repr(float(e))

    def _print_exp(self, e: sp.exp) -> str:
        return f"exp({self._print(e.args[0])})"

    def _print_log(self, e: sp.log) -> str:
        return f"log({self._print(e.args[0])})"

    def _print_Piecewise(self, e: sp.Piecewise) -> str:
        (a, condition), (b, _) = e.args
        return f"({self._print(a)} if {self._print(condition)} else {self._print(b)})"


def _statements(recording: Recording, indent: str) -> list[str]:
    """Source lines of the statements; a sine and a cosine of one angle become one call."""
    printer = _Printer({"fully_qualified_modules": False})
    trig: dict[sp.Expr, dict[str, str]] = {}
    for symbol, e in recording.statements:
        if isinstance(e, (sp.sin, sp.cos)):
            trig.setdefault(e.args[0], {})["s" if isinstance(e, sp.sin) else "c"] = symbol.name
    lines: list[str] = []
    for symbol, e in recording.statements:
        if isinstance(e, (sp.sin, sp.cos)):
            names = trig.pop(e.args[0], None)
            if names is not None:
                left = f"{names.get('s', '_')}, {names.get('c', '_')}"
                lines.append(f"{indent}{left} = sincos({printer.doprint(e.args[0])})")
            continue
        lines.append(f"{indent}{symbol.name} = {printer.doprint(e)}")
    return lines


def _used(recording: Recording) -> set[str]:
    expressions = [e for _, e in recording.statements] + list(recording.outputs.values())
    return {s.name for e in expressions for s in e.free_symbols}


def kernel_source(stage: Stage, form: str) -> str:
    """Source text of one kernel module.

    Parameters
    ----------
    stage : Stage
    form : {"scalar", "block"}
        One sample per call, or :data:`LANES` samples per call.
    """
    recording = record(stage)
    block = form == "block"
    indent = "        " if block else "    "
    used = _used(recording)
    printer = _Printer({"fully_qualified_modules": False})

    def place(port: str, k: int) -> str:
        return f"{port}[{k * LANES} + t]" if block else f"{port}[{k}]"

    lines = [
        f"    {symbol_name(n)} = P[{k}]" for k, n in enumerate(stage.parameters) if symbol_name(n) in used
    ]
    if block:
        lines.append(f"    for t in range({LANES}):")
    row = {port: {name: k for k, name in enumerate(stage.rows(port))} for port in stage.ports}
    for port, names in stage.inputs.items():
        for name in names:
            if symbol_name(name) in used:
                lines.append(f"{indent}{symbol_name(name)} = {place(port, row[port][name])}")
    lines += _statements(recording, indent)
    for port, names in stage.outputs.items():
        for name in names:
            value = printer.doprint(recording.outputs[name])
            lines.append(f"{indent}{place(port, row[port][name])} = {value}")
    seam = "".join(f"  {port}: {' '.join(stage.rows(port))}\n" for port in stage.ports)
    header = HEADER.format(
        title=stage.name,
        form=form,
        seam=f"  P: {' '.join(stage.parameters)}\n{seam}",
        parameters=tuple(stage.parameters),
        ports={port: stage.rows(port) for port in stage.ports},
        name=form,
        arguments=", ".join(("P", *stage.ports)),
    )
    return header + "\n".join(lines) + "\n"
