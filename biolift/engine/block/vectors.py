"""Eight numbers at once as a value in compiled code: what the compiler may not find by itself.

`Lanes` behaves like a float in arithmetic; comparisons give a `Mask`, and `select` takes lanes from two
values.
On machines with narrower registers the compiler splits it. Arrays of float32 are widened where they are read
and narrowed where they are written: what is compiled for both kinds is written once.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.core.extending import intrinsic, lower_builtin, models, register_model
from numba.core.typing import signature as typed
from numba.core.typing.templates import AbstractTemplate, infer_global

#: Without the types that its wrapper would claim.
_intrinsic: Callable[..., Any] = intrinsic
WIDTH = 8
ROW = 104  # lanes of a row
DOUBLES = ir.VectorType(ir.DoubleType(), WIDTH)
_SINGLES = ir.VectorType(ir.FloatType(), WIDTH)
_BITS = ir.VectorType(ir.IntType(1), WIDTH)
#: As in every kernel: fused multiply-add, but no reassociation.
FLAGS = ("contract", "nsz", "nnan", "ninf", "arcp")


class LanesType(types.Type):
    """Eight floats."""

    def __init__(self) -> None:
        super().__init__(name="Lanes")


class MaskType(types.Type):
    """Eight truth values."""

    def __init__(self) -> None:
        super().__init__(name="Mask")


lanes, mask = LanesType(), MaskType()
#: For annotations: what compiled code holds.
Lanes = Any


@register_model(LanesType)
class _LanesModel(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: Any) -> None:
        super().__init__(manager, kind, DOUBLES)


@register_model(MaskType)
class _MaskModel(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: Any) -> None:
        super().__init__(manager, kind, _BITS)


def spread_value(builder: Any, value: Any) -> Any:
    """One number in all lanes; lanes as they are."""
    if value.type == DOUBLES:
        return value
    one = builder.insert_element(ir.Constant(DOUBLES, ir.Undefined), value, ir.Constant(ir.IntType(32), 0))
    order = ir.Constant(ir.VectorType(ir.IntType(32), WIDTH), [0] * WIDTH)
    return builder.shuffle_vector(one, ir.Constant(DOUBLES, ir.Undefined), order)


def read_eight(builder: Any, place: Any) -> Any:
    """Eight numbers from a place in an array of either kind."""
    single = place.type.pointee == ir.FloatType()
    found = builder.load(builder.bitcast(place, (_SINGLES if single else DOUBLES).as_pointer()))
    found.align = 4 if single else 8
    return builder.fpext(found, DOUBLES) if single else found


def write_eight(builder: Any, value: Any, place: Any) -> None:
    """Put eight numbers from a place in an array of either kind."""
    single = place.type.pointee == ir.FloatType()
    value = builder.fptrunc(value, _SINGLES) if single else value
    builder.store(value, builder.bitcast(place, value.type.as_pointer())).align = 4 if single else 8


def _address(context: Any, builder: Any, array_type: Any, array: Any, index: Any) -> Any:
    data = context.make_array(array_type)(context, builder, array).data
    return builder.gep(data, [index])


@_intrinsic
def load(typing: Any, array: Any, index: Any) -> Any:
    """Eight successive numbers of an array."""

    def make(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return read_eight(builder, _address(context, builder, signature.args[0], *args))

    return lanes(array, types.intp), make


@_intrinsic
def store(typing: Any, array: Any, index: Any, value: Any) -> Any:
    """Write eight successive numbers of an array."""

    def make(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        write_eight(builder, args[2], _address(context, builder, signature.args[0], *args[:2]))
        return context.get_dummy_value()

    return types.void(array, types.intp, lanes), make


def _of_row(builder: Any, row: Any, lane: Any) -> Any:
    return builder.add(builder.mul(row, ir.Constant(row.type, ROW)), lane)


@_intrinsic
def get(typing: Any, array: Any, row: Any, lane: Any) -> Any:
    """Eight lanes of a row from `lane`."""

    def make(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        array, row, lane = args
        place = _address(context, builder, signature.args[0], array, _of_row(builder, row, lane))
        return read_eight(builder, place)

    return lanes(array, types.intp, types.intp), make


@_intrinsic
def put(typing: Any, array: Any, row: Any, lane: Any, value: Any) -> Any:
    """Write eight lanes of a row from `lane`."""

    def make(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        array, row, lane, value = args
        place = _address(context, builder, signature.args[0], array, _of_row(builder, row, lane))
        write_eight(builder, value, place)
        return context.get_dummy_value()

    return types.void(array, types.intp, types.intp, lanes), make


@_intrinsic
def spread(typing: Any, value: Any) -> Any:
    """One number in all lanes."""

    def make(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return spread_value(builder, args[0])

    return lanes(types.float64), make


@_intrinsic
def select(typing: Any, chosen: Any, a: Any, b: Any) -> Any:
    """Lanes of `a` where `chosen` holds, else of `b`."""

    def make(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.select(args[0], args[1], args[2])

    return lanes(mask, lanes, lanes), make


@_intrinsic
def any_of(typing: Any, chosen: Any) -> Any:
    """Whether some lane holds."""

    def make(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        bits = builder.bitcast(args[0], ir.IntType(WIDTH))
        return builder.icmp_unsigned("!=", bits, ir.Constant(ir.IntType(WIDTH), 0))

    return types.boolean(mask), make


def computed(builder: Any, name: str, x: Any, y: Any) -> Any:
    """Sum, difference, product or quotient of lanes."""
    return getattr(builder, name)(x, y, flags=FLAGS)


def compared(builder: Any, sign: str, x: Any, y: Any) -> Any:
    """Mask of the lanes in which a comparison holds."""
    return builder.fcmp_ordered(sign, x, y, flags=("nsz",))


def called(builder: Any, name: str, x: Any) -> Any:
    """A function of LLVM on every lane."""
    kind = ir.FunctionType(DOUBLES, [DOUBLES])
    function = cgutils.get_or_insert_function(builder.module, kind, f"{name}.v{WIDTH}f64")
    return builder.call(function, [x])


def _lower_arithmetic(symbol: Any, name: str) -> None:
    """Let an operator work on lanes, or on lanes and a number."""

    def make(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        x, y = (spread_value(builder, value) for value in args)
        return computed(builder, name, x, y)

    _teach(symbol, make, lanes, [(lanes, lanes), (lanes, types.float64), (types.float64, lanes)])


def _lower_comparison(symbol: Any, sign: str) -> None:
    def make(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        x, y = (spread_value(builder, value) for value in args)
        return compared(builder, sign, x, y)

    _teach(symbol, make, mask, [(lanes, lanes), (lanes, types.float64), (types.float64, lanes)])


def _lower_logic(symbol: Any, name: str) -> None:
    def make(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return getattr(builder, name)(*args)

    _teach(symbol, make, mask, [(mask, mask)])


def _lower_function(symbol: Any, name: str) -> None:
    def make(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return called(builder, name, *args)

    _teach(symbol, make, lanes, [(lanes,)])


def _teach(symbol: Any, make: Any, result: Any, kinds: list[tuple[Any, ...]]) -> None:
    """Type and lower a function directly: each overload would be compiled as a function of its own."""

    class Typed(AbstractTemplate):
        key = symbol

        def generic(self, args: Any, kws: Any) -> Any:
            if args in kinds:
                return typed(result, *args)
            return None

    infer_global(symbol)(Typed)
    for kind in kinds:
        lower_builtin(symbol, *kind)(make)


for _symbol, _name in (
    (operator.add, "fadd"), (operator.sub, "fsub"), (operator.mul, "fmul"), (operator.truediv, "fdiv"),
):  # fmt: skip
    _lower_arithmetic(_symbol, _name)
for _symbol, _name in ((operator.gt, ">"), (operator.ge, ">="), (operator.lt, "<"), (operator.le, "<=")):
    _lower_comparison(_symbol, _name)
for _symbol, _name in ((operator.and_, "and_"), (operator.or_, "or_")):
    _lower_logic(_symbol, _name)
_lower_function(np.sqrt, "llvm.sqrt")
_lower_function(abs, "llvm.fabs")
