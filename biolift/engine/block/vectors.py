"""Eight numbers at once as a value in compiled code: what the compiler does not find by itself, said outright.

`Lanes` behaves like a float in arithmetic; comparisons give a `Mask`, and `select` takes lanes from two values.
On machines with narrower registers the compiler splits it.
"""

from __future__ import annotations

import operator
from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.core.extending import intrinsic, models, overload, register_model

WIDTH = 8
_DOUBLES = ir.VectorType(ir.DoubleType(), WIDTH)
_BITS = ir.VectorType(ir.IntType(1), WIDTH)
#: As in every kernel: fused multiply-add, but no reassociation.
_FLAGS = ("contract", "nsz", "nnan", "ninf", "arcp")


class LanesType(types.Type):  # type: ignore[misc]
    """Eight floats."""

    def __init__(self) -> None:
        super().__init__(name="Lanes")


class MaskType(types.Type):  # type: ignore[misc]
    """Eight truth values."""

    def __init__(self) -> None:
        super().__init__(name="Mask")


lanes, mask = LanesType(), MaskType()


@register_model(LanesType)
class _LanesModel(models.PrimitiveModel):  # type: ignore[misc]
    def __init__(self, manager: Any, kind: Any) -> None:
        super().__init__(manager, kind, _DOUBLES)


@register_model(MaskType)
class _MaskModel(models.PrimitiveModel):  # type: ignore[misc]
    def __init__(self, manager: Any, kind: Any) -> None:
        super().__init__(manager, kind, _BITS)


def _spread(builder: Any, value: Any) -> Any:
    """One number in all lanes; lanes as they are."""
    if value.type == _DOUBLES:
        return value
    one = builder.insert_element(ir.Constant(_DOUBLES, ir.Undefined), value, ir.Constant(ir.IntType(32), 0))
    order = ir.Constant(ir.VectorType(ir.IntType(32), WIDTH), [0] * WIDTH)
    return builder.shuffle_vector(one, ir.Constant(_DOUBLES, ir.Undefined), order)


def _address(context: Any, builder: Any, array_type: Any, array: Any, index: Any) -> Any:
    data = context.make_array(array_type)(context, builder, array).data
    place = builder.gep(data, [index])
    return builder.bitcast(place, _DOUBLES.as_pointer())


@intrinsic
def load(typing: Any, array: Any, index: Any) -> Any:
    """Eight successive numbers of an array."""

    def make(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        found = builder.load(_address(context, builder, signature.args[0], *args))
        found.align = 8
        return found

    return lanes(array, types.intp), make


@intrinsic
def store(typing: Any, array: Any, index: Any, value: Any) -> Any:
    """Write eight successive numbers of an array."""

    def make(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        builder.store(args[2], _address(context, builder, signature.args[0], *args[:2])).align = 8
        return context.get_dummy_value()

    return types.void(array, types.intp, lanes), make


@intrinsic
def spread(typing: Any, value: Any) -> Any:
    """One number in all lanes."""

    def make(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return _spread(builder, args[0])

    return lanes(types.float64), make


@intrinsic
def select(typing: Any, chosen: Any, a: Any, b: Any) -> Any:
    """Lanes of `a` where `chosen` holds, else of `b`."""

    def make(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.select(args[0], args[1], args[2])

    return lanes(mask, lanes, lanes), make


@intrinsic
def any_of(typing: Any, chosen: Any) -> Any:
    """Whether some lane holds."""

    def make(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        bits = builder.bitcast(args[0], ir.IntType(WIDTH))
        return builder.icmp_unsigned("!=", bits, ir.Constant(ir.IntType(WIDTH), 0))

    return types.boolean(mask), make


def _arithmetic(name: str) -> Any:
    @intrinsic
    def operation(typing: Any, a: Any, b: Any) -> Any:
        def make(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            x, y = (_spread(builder, value) for value in args)
            return getattr(builder, name)(x, y, flags=_FLAGS)

        return lanes(a, b), make

    return operation


def _comparison(sign: str) -> Any:
    @intrinsic
    def operation(typing: Any, a: Any, b: Any) -> Any:
        def make(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            x, y = (_spread(builder, value) for value in args)
            return builder.fcmp_ordered(sign, x, y, flags=("nsz",))

        return mask(a, b), make

    return operation


def _logic(name: str) -> Any:
    @intrinsic
    def operation(typing: Any, a: Any, b: Any) -> Any:
        def make(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            return getattr(builder, name)(*args)

        return mask(mask, mask), make

    return operation


def _function(name: str) -> Any:
    @intrinsic
    def operation(typing: Any, a: Any) -> Any:
        def make(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            kind = ir.FunctionType(_DOUBLES, [_DOUBLES])
            called = cgutils.get_or_insert_function(builder.module, kind, f"{name}.v{WIDTH}f64")
            return builder.call(called, args)

        return lanes(lanes), make

    return operation


def _teach(symbol: Any, operation: Any, of: type, both: bool) -> None:
    """Let an operator work on lanes, or on lanes and a number (`both`)."""

    @overload(symbol)
    def taught(a, b):  # type: ignore[no-untyped-def]  # numba compares the signatures
        kinds = isinstance(a, of), isinstance(b, of)
        floats = isinstance(a, types.Float), isinstance(b, types.Float)
        if all(kinds) or (both and any(kinds) and any(floats)):
            return lambda a, b: operation(a, b)
        return None


for _symbol, _name in ((operator.add, "fadd"), (operator.sub, "fsub"), (operator.mul, "fmul"), (operator.truediv, "fdiv")):
    _teach(_symbol, _arithmetic(_name), LanesType, True)
for _symbol, _sign in ((operator.gt, ">"), (operator.ge, ">="), (operator.lt, "<"), (operator.le, "<=")):
    _teach(_symbol, _comparison(_sign), LanesType, True)
for _symbol, _name in ((operator.and_, "and_"), (operator.or_, "or_")):
    _teach(_symbol, _logic(_name), MaskType, False)
_sqrt, _abs = _function("llvm.sqrt"), _function("llvm.fabs")


@overload(np.sqrt)
def _overload_sqrt(a):  # type: ignore[no-untyped-def]
    return (lambda a: _sqrt(a)) if isinstance(a, LanesType) else None


@overload(abs)
def _overload_abs(a):  # type: ignore[no-untyped-def]
    return (lambda a: _abs(a)) if isinstance(a, LanesType) else None
