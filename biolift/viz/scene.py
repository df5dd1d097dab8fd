"""Everything that a stick figure shows, read once from a Dataset as plain arrays in the picture's plane."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from biolift.errors import InputError
from biolift.viz.view import View
from biolift.vocabulary import SIDES, SUFFIX

if TYPE_CHECKING:
    import xarray as xr

Array = NDArray[np.float64]
#: Room around the body [m], and how near two points are the same in a picture.
MARGIN, SAME = 0.14, 0.01
#: Radius of a full disc of a barbell, and half its length [m].
DISC, HALF_BAR = 0.225, 1.1
#: A couple is not put into a line of action by less force than this [N].
LEAST_FORCE = 1.0


@dataclass(frozen=True)
class Device:
    """A piece of equipment: where it holds the body (T, 2), its other end and its fixed point or None."""

    name: str
    point: Array
    far: Array | None
    pivot: Array | None
    held: tuple[Array, ...]

    @property
    def between(self) -> bool:
        """Whether it pulls at two places of the body."""
        return self.far is not None and self.pivot is None

    @property
    def apart(self) -> bool:
        """Whether it is two equal weights, one on each side, that do not cover each other in the picture."""
        pair = len(self.held) == 2 and self.named("dumbbell", "ankle_weight")
        return pair and float(np.abs(self.held[0] - self.held[1]).max()) > SAME

    def named(self, *words: str) -> bool:
        """Whether its name has one of these words."""
        return any(word in self.name for word in words)


@dataclass(frozen=True)
class Force:
    """A force on the athlete: kind, label, point and force (T, 2), couple that no arrow shows (T,)."""

    kind: str
    label: str
    point: Array
    force: Array
    couple: Array


@dataclass(frozen=True)
class Scene:
    """A repetition in the picture's plane; places are (T, 2) [m].

    Parameters
    ----------
    start, end, near : dict segment -> (T, 2), (T, 2), (T,)
        Both ends of every segment, and how near to the eye it is.
    heel : dict side -> (T, 2)
    devices, forces : tuple
    supports : dict label -> (T, 2)
        Where supports hold the body, as ``pad_pelvis``.
    floor : float or None
        Height of the floor, where feet stand on it.
    box : tuple of four float
        Left, right, low and high end of the picture.
    """

    view: View
    time: Array
    phase: NDArray[np.str_]
    start: dict[str, Array]
    end: dict[str, Array]
    near: dict[str, Array]
    heel: dict[str, Array]
    devices: tuple[Device, ...]
    forces: tuple[Force, ...]
    supports: dict[str, Array]
    floor: float | None
    box: tuple[float, float, float, float]

    @property
    def largest(self) -> float:
        """Largest force of the repetition in this plane [N]."""
        return max((float(np.hypot(*one.force.T).max()) for one in self.forces), default=0.0)

    def sample(self, progress: float) -> int:
        """Number of the sample next to a progress, 0..1."""
        return round(progress * (len(self.time) - 1))


def read_scene(ds: xr.Dataset, view: View) -> Scene:
    """Read the result of ``simulate``.

    Raises
    ------
    InputError
        For a Dataset without places.
    """
    if "segment_position" not in ds or "progress" not in ds.dims:
        allowed = "a repetition with its places, as simulate gives"
        raise InputError("ds", ds.attrs.get("title", ""), allowed, "plot.figure(simulate(trial), at=0.5)")
    start, end = (_named(view.flat(ds[n]), ds["segment"]) for n in ("segment_position", "segment_end"))
    depth = 0.5 * (view.towards(ds["segment_position"]) + view.towards(ds["segment_end"]))
    heel = dict(zip(SIDES, view.flat(ds["heel_position"]), strict=True)) if "heel_position" in ds else {}
    supports = _named(view.flat(ds["support_point"]), ds["support"]) if "support_point" in ds else {}
    devices = tuple(_devices(ds, view))
    soles = {"foot" + SUFFIX[side]: place[:, 1] for side, place in heel.items()}
    box = _box([*start.values(), *end.values(), *heel.values(), *_ends(devices, view)])
    forces = [*_equipment_forces(ds, view, devices), *_support_forces(ds, view, supports, soles, box)]
    standing = [soles[name[6:]].min() for name in supports if name.startswith("floor_") and name[6:] in soles]
    return Scene(
        view=view,
        time=ds["time"].values,
        phase=ds["phase"].values,
        start=start,
        end=end,
        near=_named(depth, ds["segment"]),
        heel=heel,
        devices=devices,
        forces=tuple(forces),
        supports=supports,
        floor=min(standing) if standing else None,
        box=box,
    )


def _named(values: Array, labels: xr.DataArray) -> dict[str, Array]:
    return dict(zip(map(str, labels.values), values, strict=True))


def _known(ds: xr.Dataset, name: str, view: View) -> list[Array | None]:
    """Places of each member, None where they are not known."""
    if name not in ds:
        return [None] * ds.sizes.get("equipment", 0)
    return [place if np.isfinite(place).all() else None for place in view.flat(ds[name])]


def _devices(ds: xr.Dataset, view: View) -> list[Device]:
    """Equipment with a known place; what both sides hold is drawn at each of them."""
    if "equipment_point" not in ds:
        return []
    each = view.flat(ds["equipment_hold"]) if "equipment_hold" in ds else np.zeros((ds.sizes["equipment"], 0))
    rows = zip(
        map(str, ds["equipment"].values),
        _known(ds, "equipment_point", view),
        _known(ds, "equipment_anchor", view),
        _known(ds, "equipment_pivot", view),
        each,
        strict=True,
    )
    found = []
    for name, point, far, pivot, places in rows:
        if point is not None:
            held = tuple(place for place in places if np.isfinite(place).all())
            found.append(Device(name, point, far, pivot, held or (point,)))
    return found


def _ends(devices: tuple[Device, ...], view: View) -> list[Array]:
    """Places that the picture must hold, with the size of a bar's discs."""
    known = [p for d in devices for p in (d.point, d.far, d.pivot) if p is not None]
    bars = [d.point for d in devices if d.named("barbell")]
    half = np.array([DISC if view.name == "side" else HALF_BAR, DISC])
    return known + [bar + size for bar in bars for size in (-half, half)]


def _box(places: list[Array]) -> tuple[float, float, float, float]:
    """Limits that hold the whole repetition, so that every picture of it has the same scale."""
    every = np.concatenate(places)
    (left, low), (right, high) = every.min(axis=0), every.max(axis=0)
    return (float(left) - MARGIN, float(right) + MARGIN, float(low) - MARGIN, float(high) + MARGIN)


def _equipment_forces(ds: xr.Dataset, view: View, devices: tuple[Device, ...]) -> list[Force]:
    if "equipment_force" not in ds:
        return []
    forces = _named(view.flat(ds["equipment_force"]), ds["equipment"])
    out = []
    for device in devices:
        force = forces[device.name]
        none = np.zeros(len(force))
        parts = device.held if device.apart else (device.point,)
        out += [Force("equipment", device.name, place, force / len(parts), none) for place in parts]
        if device.between and device.far is not None:
            out.append(Force("equipment", f"{device.name}, other end", device.far, -force, none))
    return out


def _support_forces(
    ds: xr.Dataset, view: View, points: dict[str, Array], soles: dict[str, Array], box: tuple[float, ...]
) -> list[Force]:
    """Forces of supports; those of right and left are added up where they stand at one place."""
    if "support_force" not in ds:
        return []
    forces = _named(view.flat(ds["support_force"]), ds["support"])
    couples = {name: np.zeros(len(force)) for name, force in forces.items()}
    if "support_couple" in ds:
        couples = _named(view.couple(ds["support_couple"]), ds["support"])
    out = []
    for labels in _together(points):
        point = np.mean([points[label] for label in labels], axis=0)
        force, couple = (sum(table[label] for label in labels) for table in (forces, couples))
        name = labels[0][:-2] if len(labels) > 1 else labels[0]
        sole = soles.get(labels[0].partition("_")[2]) if labels[0].startswith("floor_") else None
        out.append(_on_line(Force("support", name, point, np.asarray(force), np.asarray(couple)), sole, box))
    return out


def _together(points: dict[str, Array]) -> list[list[str]]:
    """Labels that are one in the picture."""
    out: list[list[str]] = []
    for label, point in points.items():
        twin = [group for group in out if group[0][:-2] == label[:-2] and label.endswith(("_r", "_l"))]
        if twin and np.abs(points[twin[0][0]] - point).max() < SAME:
            twin[0].append(label)
        else:
            out.append([label])
    return out


def _on_line(one: Force, sole: Array | None, box: tuple[float, ...]) -> Force:
    """The force on its line of action, under the foot on the sole, where that passes through the picture."""
    point, couple = one.point.copy(), one.couple.copy()
    upward = np.abs(one.force[:, 1]) >= LEAST_FORCE
    up = np.where(upward, one.force[:, 1], 1.0)
    drop = np.zeros(len(up)) if sole is None else sole - point[:, 1]
    across = point[:, 0] + (couple + drop * one.force[:, 0]) / up
    inside = upward & (box[0] <= across) & (across <= box[1])
    point[inside, 0] = across[inside]
    point[inside, 1] += drop[inside]
    couple[inside] = 0.0
    return Force(one.kind, one.label, point, one.force, couple)
