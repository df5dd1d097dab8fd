"""Run a law on sympy symbols and keep its named statements, in order."""

from __future__ import annotations

from dataclasses import dataclass, field

import sympy as sp

from biolift.laws.stage import Quantity, Stage


@dataclass
class Recorder:
    """The math namespace of the printer: every `let` becomes one statement."""

    reserved: frozenset[str] = frozenset()  # names of parameters, rows and ports
    statements: list[tuple[sp.Symbol, sp.Expr]] = field(default_factory=list)
    _known: dict[str, sp.Expr] = field(default_factory=dict)

    sin = staticmethod(sp.sin)
    cos = staticmethod(sp.cos)
    sqrt = staticmethod(sp.sqrt)
    exp = staticmethod(sp.exp)
    log = staticmethod(sp.log)

    @staticmethod
    def where(condition: Quantity, a: Quantity, b: Quantity) -> sp.Expr:
        """A choice that the kernel makes lane by lane."""
        return sp.Piecewise((a, condition), (b, True), evaluate=False)

    def maximum(self, a: Quantity, b: Quantity) -> sp.Expr:
        """The larger of two."""
        return self.where(a > b, a, b)

    def minimum(self, a: Quantity, b: Quantity) -> sp.Expr:
        """The smaller of two."""
        return self.where(a < b, a, b)

    def let(self, name: str, value: Quantity) -> sp.Expr:
        """Name `value`; symbols and numbers pass through, a name said twice must mean the same."""
        expression = self.without_nested_angles(name, sp.sympify(value))
        if expression.is_Symbol or expression.is_Number:
            return expression
        if name in self.reserved:
            raise ValueError(f"the name {name!r} already belongs to a parameter, a row or a port")
        if name in self._known:
            if self._known[name] != expression:
                raise ValueError(f"the name {name!r} stands for two different expressions")
            return sp.Symbol(name, real=True)
        self._known[name] = expression
        symbol = sp.Symbol(name, real=True)
        self.statements.append((symbol, expression))
        return symbol

    def without_nested_angles(self, name: str, expression: sp.Expr) -> sp.Expr:
        """Give every sine and cosine inside an expression a statement of its own: they are made in pairs."""
        if isinstance(expression, (sp.sin, sp.cos)):
            return expression
        for k, angle in enumerate(sorted({f.args[0] for f in expression.atoms(sp.sin, sp.cos)}, key=str)):
            named = {f(angle): self.let(f"{f.__name__}_{k}_{name}", f(angle)) for f in (sp.sin, sp.cos)}
            expression = expression.xreplace(named)
        return expression


@dataclass(frozen=True)
class Recording:
    """Statements that the outputs need, and the outputs themselves, by name."""

    statements: tuple[tuple[sp.Symbol, sp.Expr], ...]
    outputs: dict[str, sp.Expr]

    @property
    def operations(self) -> int:
        """Arithmetic operations per sample (sine and cosine count as one each)."""
        expressions = [e for _, e in self.statements] + list(self.outputs.values())
        return int(sum(sp.count_ops(e) for e in expressions))


def symbol_name(row: str) -> str:
    """A row or parameter name as an identifier of the generated source."""
    return row.replace(".", "__")


def record(stage: Stage) -> Recording:
    """Run the law of `stage` on symbols; statements that no output needs are dropped."""
    names = [n for rows in stage.inputs.values() for n in rows]
    reserved = {symbol_name(n) for n in (*stage.parameters, *names)} | {"P", "t", "W", *stage.ports}
    recorder = Recorder(frozenset(reserved))
    p = {name: sp.Symbol(symbol_name(name), real=True) for name in stage.parameters}
    x = {name: sp.Symbol(symbol_name(name), real=True) for name in names}
    result = stage.law(recorder, p, x)
    wanted = [n for rows in stage.outputs.values() for n in rows]
    outputs = {name: recorder.let(f"out_{symbol_name(name)}", result[name]) for name in wanted}
    needed = {s for e in outputs.values() for s in e.free_symbols}
    kept: list[tuple[sp.Symbol, sp.Expr]] = []
    for symbol, expression in reversed(recorder.statements):
        if symbol in needed:
            kept.append((symbol, expression))
            needed |= expression.free_symbols
    return Recording(tuple(reversed(kept)), outputs)
