"""Straight code for one structure: numbers that stand for what a compiled function will hold.

Python that walks lists of positions with :class:`Emitted` numbers leaves behind the instructions alone, as
sympy symbols leave statements in the printer; laws run on them as they stand.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir

from biolift.engine.block.vectors import (
    DOUBLES,
    WIDTH,
    called,
    compared,
    computed,
    read_eight,
    spread_value,
    write_eight,
)


class Emitted:
    """Eight lanes of the function that is being compiled; arithmetic adds instructions to it."""

    def __init__(self, builder: Any, value: Any) -> None:
        self.builder, self.value = builder, value

    def _make(self, name: str, x: Any, y: Any) -> Emitted:
        return Emitted(self.builder, computed(self.builder, name, x, y))

    def __add__(self, other: Number) -> Emitted:
        return self._make("fadd", self.value, _value(other))

    def __sub__(self, other: Number) -> Emitted:
        return self._make("fsub", self.value, _value(other))

    def __rsub__(self, other: Number) -> Emitted:
        return self._make("fsub", _value(other), self.value)

    def __mul__(self, other: Number) -> Emitted:
        return self._make("fmul", self.value, _value(other))

    def __truediv__(self, other: Number) -> Emitted:
        return self._make("fdiv", self.value, _value(other))

    def __rtruediv__(self, other: Number) -> Emitted:
        return self._make("fdiv", _value(other), self.value)

    def __abs__(self) -> Emitted:
        return self._call("llvm.fabs")

    def __gt__(self, other: Number) -> Emitted:
        return self._compare(">", other)

    def __ge__(self, other: Number) -> Emitted:
        return self._compare(">=", other)

    __radd__, __rmul__ = __add__, __mul__

    def _compare(self, sign: str, other: Number) -> Emitted:
        return Emitted(self.builder, compared(self.builder, sign, self.value, _value(other)))

    def _call(self, name: str) -> Emitted:
        return Emitted(self.builder, called(self.builder, name, self.value))

    @staticmethod
    def sqrt(x: Emitted) -> Emitted:
        """Square root: the class is the math namespace of its numbers."""
        return x._call("llvm.sqrt")


Number = Emitted | float


def _value(number: Number) -> Any:
    return number.value if isinstance(number, Emitted) else ir.Constant(DOUBLES, [float(number)] * WIDTH)


def choose(mask: Emitted, a: Number, b: Number) -> Emitted:
    """Lanes of `a` where `mask` holds, else of `b`."""
    return Emitted(mask.builder, mask.builder.select(mask.value, _value(a), _value(b)))


def largest(numbers: list[Emitted]) -> Emitted:
    """Largest size of several numbers."""
    most, *rest = map(abs, numbers)
    for size in rest:
        most = choose(size > most, size, most)
    return most


class Rows:
    """Rows of eight lanes of an array, and its single numbers."""

    def __init__(self, context: Any, builder: Any, kind: Any, array: Any) -> None:
        self.builder, self.data = builder, context.make_array(kind)(context, builder, array).data

    def _place(self, index: int) -> Any:
        return self.builder.gep(self.data, [ir.Constant(ir.IntType(64), index)])

    def read(self, index: int) -> Emitted:
        """Eight numbers from `index`."""
        return Emitted(self.builder, read_eight(self.builder, self._place(index)))

    def write(self, index: int, number: Emitted) -> None:
        """Put eight numbers from `index`."""
        write_eight(self.builder, number.value, self._place(index))

    def number(self, index: int) -> Emitted:
        """One number in all lanes."""
        one = self.builder.load(self._place(index))
        return Emitted(self.builder, spread_value(self.builder, one))
