"""Named tuples by reference in compiled code.

By value, a tuple of a hundred arrays is seven hundred numbers, at every call and in every variable. `refer`
puts it into the caller's frame and gives its address. Fields are read from there, and a field that is a
named tuple itself is a reference again. The caller must hold the tuple for as long as the reference is
used.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from numba.core import cgutils, types
from numba.core.extending import intrinsic, lower_getattr_generic, models, register_model
from numba.core.imputils import impl_ret_borrowed
from numba.core.typing.templates import AttributeTemplate, infer_getattr

T = TypeVar("T")
_intrinsic: Callable[..., Any] = intrinsic
_NAMED = (types.NamedTuple, types.NamedUniTuple)


class ReferenceType(types.Type):
    """A named tuple that stands in a caller's frame."""

    def __init__(self, held: Any) -> None:
        self.held = held
        super().__init__(name=f"Reference({held})")

    def field(self, name: str) -> tuple[int, Any]:
        """Place and type of a field."""
        i = self.held.fields.index(name)
        return i, self.held[i]


@register_model(ReferenceType)
class _ReferenceModel(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: Any) -> None:
        super().__init__(manager, kind, manager.lookup(kind.held).get_value_type().as_pointer())


@infer_getattr
class _Fields(AttributeTemplate):
    key = ReferenceType

    def generic_resolve(self, kind: Any, name: str) -> Any:  # type: ignore[override]
        if name not in kind.held.fields:
            return None
        found = kind.field(name)[1]
        return ReferenceType(found) if isinstance(found, _NAMED) else found


@lower_getattr_generic(ReferenceType)
def _read(context: Any, builder: Any, kind: Any, value: Any, name: str) -> Any:
    i, found = kind.field(name)
    place = cgutils.gep_inbounds(builder, value, 0, i)
    if isinstance(found, _NAMED):
        return place
    return impl_ret_borrowed(context, builder, found, builder.load(place))


@_intrinsic
def _refer(typing: Any, held: Any) -> Any:
    def make(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        place = cgutils.alloca_once(builder, args[0].type)
        builder.store(args[0], place)
        return place

    return ReferenceType(held)(held), make


#: A reference to a named tuple; to whoever reads it, it is that tuple.
refer: Callable[[T], T] = _refer
