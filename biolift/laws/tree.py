"""The structure of a body: which segment hangs on which, about which axes it turns, where loads act."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from biolift.vocabulary import COORDINATES, PARENT

WRENCH = ("fx", "fy", "fz", "nx", "ny", "nz")
PLANAR_WRENCH = ("fx", "fy", "nz")


@dataclass(frozen=True)
class Link:
    """One rigid segment.

    Parameters
    ----------
    name, parent : str
        `parent` is None for the floating base.
    axes : str
        Hinge axes in the order in which they turn, in the axes of the parent: a string of x, y, z.
    lateral : bool
        Whether the joint centre (in the parent) and the mass centre may leave the plane x-y.
    load : tuple of str
        Components of the outside wrench about the segment's origin, in world axes, that may act.
    """

    name: str
    parent: str | None
    axes: str = "z"
    lateral: bool = False
    load: tuple[str, ...] = WRENCH


@dataclass(frozen=True)
class Tree:
    """Links in an order in which parents come first; the first is the floating base."""

    name: str
    links: tuple[Link, ...]

    def __post_init__(self) -> None:
        seen: set[str | None] = {None}
        for link in self.links:
            if link.parent not in seen or (link.parent is None) != (link is self.links[0]):
                raise ValueError(f"{self.name}: {link.name} must come after its parent {link.parent}")
            seen.add(link.name)

    @cached_property
    def hinges(self) -> tuple[tuple[str, str], ...]:
        """(link, axis) of every hinge, in order."""
        return tuple((link.name, axis) for link in self.links for axis in link.axes)

    @cached_property
    def turning(self) -> bool:
        """Whether any hinge leaves the sagittal plane."""
        return any(axis != "z" for _, axis in self.hinges)

    def children(self, name: str) -> tuple[Link, ...]:
        """Links that hang on `name`."""
        return tuple(link for link in self.links if link.parent == name)


def human(turning: bool) -> Tree:
    """The full body of the vocabulary; the planar tree is the same without its out-of-plane hinges."""
    axes: dict[str, list[str]] = {name: [] for name in PARENT}
    for turns in COORDINATES.values():
        for rotation in turns:
            if rotation.axis not in axes[rotation.segment]:
                axes[rotation.segment].append(rotation.axis)
    links = tuple(
        Link(
            name,
            parent,
            axes="".join(a for a in "zxy" if a in axes[name] and (turning or a == "z")),
            lateral=name[-2:] in ("_r", "_l"),
        )
        for name, parent in PARENT.items()
    )
    return Tree("turning" if turning else "planar", links)
