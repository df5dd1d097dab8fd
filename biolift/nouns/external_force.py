"""A recorded force of the world on one segment."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from biolift.errors import InputError
from biolift.nouns.recording import Recording

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ExternalForce:
    """Columns of a force, where it acts, and its free moment, as OpenSim names them.

    Parameters
    ----------
    segment : str
        Segment it acts on.
    plate : str or None
        ``"plate_1"``: stands for ``plate_1_force_``, ``plate_1_point_`` and ``plate_1_moment_``.
    force, point, moment : str or None
        Beginnings of labels or names, to which x, y, z are added, in place of `plate`. Without a point the
        force acts at the segment's joint; without a moment there is none. All three left out, nothing acts on
        the segment, and that is known.
    recording : Recording or None
        Where the columns are, if not in the recording of the motion.

    Raises
    ------
    InputError
        For a plate beside columns.
    """

    segment: str
    plate: str | None = None
    force: str | None = None
    point: str | None = None
    moment: str | None = None
    recording: Recording | None = None

    def __post_init__(self) -> None:
        if self.plate is not None:
            if self.force or self.point or self.moment:
                raise InputError("plate", self.plate, "given alone, or force, point and moment instead")
            for name in ("force", "point", "moment"):
                object.__setattr__(self, name, f"{self.plate}_{name}_")
        elif self.force is None and (self.point or self.moment):
            raise InputError("force", None, "given beside a point or a moment", "force='ground_force_v'")

    @property
    def is_free(self) -> bool:
        """Whether it says that nothing acts."""
        return self.force is None

    def read(self, part: str, recording: Recording, axes: str = "xyz") -> Array | None:
        """Rows (axes, T) of the force, point or moment; None where it has none.

        A moment may lack axes (a force plate without the ones that vanish): they are zero.
        """
        beginning = getattr(self, part)
        if beginning is None:
            return None
        found = [recording[beginning + a] if beginning + a in recording else None for a in axes]
        if part == "moment" and (self.plate or any(row is not None for row in found)):
            return np.stack([np.zeros(len(recording.time)) if row is None else row for row in found])
        if axes == "xyz" and found[2] is None:  # a planar plate
            found[2] = np.zeros(len(recording.time))
        return np.stack([recording[beginning + a] if row is None else row for a, row in zip(axes, found, strict=True)])
