"""Recorded laws as LaTeX: the same statements that become kernels."""

from __future__ import annotations

import re

import sympy as sp
from sympy.printing.latex import LatexPrinter

from biolift.laws.stage import Stage
from biolift.laws.tree import WRENCH
from biolift.printer.record import record

#: First part of a name that reads as a symbol of its own.
SYMBOLS = {"th": r"\theta", "w": r"\omega", "al": r"\alpha", "theta": r"\theta", "tilt": r"\beta"}
_PAIR = re.compile(r"^(sin|cos)_\d+_")
#: Longer than this (characters of LaTeX), an equation goes on below.
LONGEST = 260


def symbol(name: str) -> str:
    """LaTeX of a name: single letters and known heads with an index, everything else in words."""
    head, *rest = name.removeprefix("out_").strip("_").split("_")
    rest = [part for part in rest if part]
    if head in SYMBOLS or len(head) == 1 or head in WRENCH:
        index = ",".join(part if len(part) == 1 else rf"\text{{{part}}}" for part in rest)
        letter = SYMBOLS.get(head, head if len(head) == 1 else rf"\text{{{head}}}")
        return letter + (f"_{{{index}}}" if index else "")
    return rf"\text{{{' '.join([head, *rest])}}}"


class _Latex(LatexPrinter):
    """LaTeX with words for names, short numbers, and max and min where a law asked for them."""

    def __init__(self) -> None:
        super().__init__({"mul_symbol": "dot", "fold_short_frac": False})

    def _print_Symbol(self, e: sp.Symbol, style: str = "plain") -> str:
        return symbol(e.name)

    def _print_Float(self, e: sp.Float) -> str:
        text = f"{float(e):.6g}"
        mantissa, _, power = text.partition("e")
        return rf"{mantissa} \cdot 10^{{{int(power)}}}" if power else mantissa

    def _print_Piecewise(self, e: sp.Piecewise) -> str:
        (a, condition), (b, _) = e.args
        if a == -b and condition == (a > b):
            return rf"\left|{self._print(a)}\right|"
        for kind, name in ((sp.StrictGreaterThan, r"\max"), (sp.StrictLessThan, r"\min")):
            if isinstance(condition, kind) and sp.Eq(condition.lhs - condition.rhs, a - b) == sp.true:
                return rf"{name}\left({self._print(a)},\ {self._print(b)}\right)"
        return super()._print_Piecewise(e)


def latex(expression: sp.Expr) -> str:
    """LaTeX of one expression; numbers that are whole are written so."""
    whole = {x: sp.Integer(int(x)) for x in expression.atoms(sp.Float) if x == int(x)}
    return _Latex().doprint(expression.xreplace(whole))


def statements(stage: Stage) -> list[tuple[str, sp.Expr]]:
    """Named statements of a law in order, the outputs last; sines and cosines of helpers stand in place."""
    recording = record(stage)
    inline = {s: e for s, e in recording.statements if _PAIR.match(s.name)}
    lines = [(s.name, e.xreplace(inline)) for s, e in recording.statements if s not in inline]
    # an output that has a statement of its own was named there
    lines += [(n, e) for n, e in recording.outputs.items() if not (e.is_Symbol and _same(n, e.name))]
    return lines


def _same(output: str, statement: str) -> bool:
    """Whether a statement's name says which output it is: ``thigh.F_x`` is ``F_thigh_x``."""
    return sorted(re.split(r"[._]", output)) == sorted(statement.removeprefix("out_").split("_"))


def block(lines: list[tuple[str, sp.Expr]]) -> str:
    """Display equations, one per statement, aligned at the equals signs."""
    rows = [rf"{symbol(name)} &= {_broken(latex(expression))}" for name, expression in lines]
    return "$$\n\\begin{aligned}\n" + " \\\\\n".join(rows) + "\n\\end{aligned}\n$$\n"


def _broken(text: str) -> str:
    """A long sum, broken before terms that stand at its top level."""
    if len(text) <= LONGEST:
        return text
    out, depth, length = "", 0, 0
    for k, char in enumerate(text):
        depth += (char in "{([") - (char in "})]")
        if depth == 0 and char in "+-" and text[k - 1 : k] == " " and length > LONGEST // 2:
            out, length = out + r"\\ &\quad ", 0
        out, length = out + char, length + 1
    return out
