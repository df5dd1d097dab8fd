"""Which lines a variable with several members is drawn as."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from biolift.errors import InputError, choice
from biolift.viz.words import member

if TYPE_CHECKING:
    import xarray as xr

#: More lines than this in one panel cannot be told apart.
MOST = 6
#: Quantities whose two sides are one force on the spine.
SUMMED = ("group_force", "muscle_force")


@dataclass(frozen=True)
class Line:
    """One curve of a panel.

    label, values (T,) : as they are drawn
    left : whether it is the left side beside a right one
    at : dimension -> member that it is
    """

    label: str
    values: NDArray[np.float64]
    left: bool = False
    at: Mapping[str, Any] = field(default_factory=dict)

    def among(self, da: xr.DataArray) -> NDArray[np.float64]:
        """The same curve of a variable with draws (draws, T); sides without a choice are added up."""
        own = da.sel({d: v for d, v in self.at.items() if d in da.dims})
        own = own.sum("side", skipna=False) if "side" in own.dims else own
        return np.asarray(own.transpose("draw", "progress").values, dtype=float)


def split_address(text: str) -> tuple[str, tuple[str, ...]]:
    """Name and members of ``joint_moment[hip, left]``."""
    name, bracket, rest = text.partition("[")
    return name.strip(), tuple(
        m.strip() for m in rest.rstrip("] ").split(",") if m.strip()
    ) if bracket else ()


def lines_of(da: xr.DataArray, members: Iterable[str] = ()) -> tuple[list[Line], list[str]]:
    """Lines of a variable, and what they have in common in words (a level first).

    Parameters
    ----------
    da : DataArray (..., progress)
    members : iterable of str
        Labels of its dimensions to keep; by default the level L5/S1, and the largest where there are many.

    Raises
    ------
    InputError
        When none of its dimensions has such a member.
    """
    da, level = _level(_kept(da, tuple(members)))
    da, sides, merged = _sides(da)
    merged |= {"level": level[0]} if level else {}
    dims = [str(d) for d in da.dims if d != "progress"]
    flat = da.stack(line=dims).transpose("line", "progress") if dims else da.expand_dims("line")
    labels = flat["line"].values if dims else [()]
    out = []
    for row, label in zip(flat.values, labels, strict=True):
        said = dict(zip(dims, label if isinstance(label, tuple) else (label,), strict=True))
        words = ", ".join(member(d, v) for d, v in said.items())
        left = said.get("side") == "left"
        out.append(Line(words, np.asarray(row, dtype=float), left, {**merged, **said}))
    known = [line for line in out if np.isfinite(line.values).any()]
    if "axis" in dims:  # a direction that nothing points in says nothing
        known = [line for line in known if np.nanmax(np.abs(line.values)) > 1e-9] or known[:1]
    known.sort(key=lambda line: -np.nanmax(np.abs(line.values)))
    left_out = len(known) - MOST
    tail = [f"{MOST} largest of {len(known)}"] if left_out > 0 else []
    return known[:MOST], [*level, *sides, *tail]


def _kept(da: xr.DataArray, members: Sequence[str]) -> xr.DataArray:
    """Only the members asked for, in each dimension that has one of them."""
    dims = [d for d in da.dims if d != "progress"]
    every = [str(v) for d in dims for v in da[d].values]
    for one in members:
        if not every:
            raise InputError(
                f"{da.name}[...]", one, f"left out: {da.name} has no members", repr(str(da.name))
            )
        choice(f"{da.name}[...]", one, every)
    for d in dims:
        here = [v for v in da[d].values if str(v) in members]
        if here:
            da = da.sel({d: here})
    return da


def _level(da: xr.DataArray) -> tuple[xr.DataArray, list[str]]:
    """L5/S1 unless two levels were asked for; a single level goes into the title."""
    if "level" not in da.dims:
        return da, []
    level = "L5/S1" if "L5/S1" in da["level"].values else da["level"].values[0]
    return da.sel(level=level), [str(level)]


def _sides(da: xr.DataArray) -> tuple[xr.DataArray, list[str], dict[str, Any]]:
    """Forces of both sides added up; equal sides as one; otherwise both. Also the side, if it is one."""
    if "side" not in da.dims:
        return da, [], {}
    if da.sizes["side"] == 1:
        only = str(da["side"].values[0])
        return da.isel(side=0), [only], {"side": only}
    if da.name in SUMMED:
        return da.sum("side", skipna=False), ["both sides together"], {}
    right, left = da.sel(side="right").values, da.sel(side="left").values
    scale = max(float(np.nanmax(np.abs(right), initial=0.0)), 1e-12)
    if np.allclose(right, left, rtol=0.0, atol=1e-6 * scale, equal_nan=True):
        return da.sel(side="right"), ["each side"], {"side": "right"}
    return da, [], {}
