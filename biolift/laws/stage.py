"""What a law needs from its caller (a math namespace) and how a law becomes a stage of the pipeline."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np

Quantity = Any  # a float, a numpy array or a symbol: laws do not care which


class Math(Protocol):
    """The functions a law may use; `let` names an intermediate so that the printer keeps it."""

    def sin(self, x: Quantity) -> Quantity:
        """Sine of x [rad]."""
        ...

    def cos(self, x: Quantity) -> Quantity:
        """Cosine of x [rad]."""
        ...

    def sqrt(self, x: Quantity) -> Quantity:
        """Square root."""
        ...

    def exp(self, x: Quantity) -> Quantity:
        """Exponential."""
        ...

    def log(self, x: Quantity) -> Quantity:
        """Natural logarithm."""
        ...

    def where(self, condition: Quantity, a: Quantity, b: Quantity) -> Quantity:
        """`a` where the condition holds, else `b`."""
        ...

    def maximum(self, a: Quantity, b: Quantity) -> Quantity:
        """The larger of two."""
        ...

    def minimum(self, a: Quantity, b: Quantity) -> Quantity:
        """The smaller of two."""
        ...

    def let(self, name: str, value: Quantity) -> Quantity:
        """Name `value`; returns what stands for it."""
        ...


class NumpyMath:
    """Runs a law on floats or numpy arrays: the plain twin of every kernel."""

    sin = staticmethod(np.sin)
    cos = staticmethod(np.cos)
    sqrt = staticmethod(np.sqrt)
    exp = staticmethod(np.exp)
    log = staticmethod(np.log)
    where = staticmethod(np.where)
    maximum = staticmethod(np.maximum)
    minimum = staticmethod(np.minimum)

    @staticmethod
    def let(name: str, value: Quantity) -> Quantity:
        """The value itself: names are for the printer."""
        return value


Law = Callable[[Math, Mapping[str, Quantity], Mapping[str, Quantity]], dict[str, Quantity]]


@dataclass(frozen=True)
class Stage:
    """A law with its seam: which numbers it reads and writes, in which order.

    Parameters
    ----------
    name : str
        Name of the kernel module.
    law : callable
        ``law(m, p, x) -> outputs``; `p` numbers per case or item, `x` quantities per sample.
    parameters : tuple of str
        Order of the parameter vector.
    inputs, outputs : dict of str to tuple of str
        Port name to row names. A port may stand in both; its output rows then follow its input rows,
        unless `layout` says otherwise.
    layout : dict of str to tuple of str
        All rows of a port that several stages share, in order. One shared workspace is what lets the
        compiler vectorise a kernel with hundreds of rows: between two arrays it would have to check
        for overlap, and gives up.
    """

    name: str
    law: Law
    parameters: tuple[str, ...]
    inputs: dict[str, tuple[str, ...]]
    outputs: dict[str, tuple[str, ...]]
    layout: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def ports(self) -> tuple[str, ...]:
        """Port names in the order of the kernel's arguments."""
        return tuple(dict.fromkeys((*self.inputs, *self.outputs)))

    def rows(self, port: str) -> tuple[str, ...]:
        """All row names of one port, in order."""
        return self.layout.get(port) or self.inputs.get(port, ()) + self.outputs.get(port, ())

    def on_numpy(self, p: Mapping[str, Quantity], x: Mapping[str, Quantity]) -> dict[str, Quantity]:
        """Call the law with numpy: the slow twin of the printed kernels."""
        return self.law(NumpyMath(), p, x)
