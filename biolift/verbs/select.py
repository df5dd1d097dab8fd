"""Address one member of a result in words: ``peak_joint_moment[hip]``, ``mean_group_force[hamstrings]``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from biolift.errors import InputError, choice
from biolift.library.quantities import quantity

if TYPE_CHECKING:
    import xarray as xr

_FORM = re.compile(r"^(\w+)(?:\[([^\]]*)\])?$")


def select(result: xr.Dataset, text: str) -> xr.DataArray:
    """One variable, or one member of it.

    Parameters
    ----------
    result : xarray.Dataset
    text : str
        ``name`` or ``name[member, ...]``; members are labels of its dimensions. Left out, the level is
        L5/S1, forces of the two sides add up, and of joints and activations the larger side is taken.

    Raises
    ------
    InputError
        For an unknown name or label.
    """
    found = _FORM.match(text.strip())
    if not found:
        raise InputError("quantity", text, "name or name[member]", "'peak_joint_moment[hip]'")
    name = choice("quantity", found[1], [str(n) for n in result.data_vars])
    array = result[name]
    members = [part.strip() for part in (found[2] or "").split(",") if part.strip()]
    dims = [d for d in quantity(name).dims if d in array.dims]
    for member in members:
        where = [d for d in dims if member in array[d].values.tolist()]
        if not where:
            options = [str(v) for d in dims for v in array[d].values]
            choice(f"{name}[...]", member, options)
        array = array.sel({where[0]: member})
    if "level" in array.dims:
        array = array.sel(level="L5/S1")
    if "side" in array.dims:
        adds_up = name.endswith("group_force") and not name.startswith("time")
        array = array.sum("side", skipna=False) if adds_up else array.max("side")
    rest = [d for d in dims if d in array.dims and d not in ("level", "side")]
    if rest:
        hint = f"'{name}[{array[rest[0]].values[0]}]'"
        raise InputError("quantity", text, f"with a member of {', '.join(rest)}", hint)
    return array.assign_attrs(quantity(name).attrs)
