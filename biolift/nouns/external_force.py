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
        Beginnings of labels or names, to which x, y, z are added, in place of `plate`; a point may be three
        numbers [m] that stay. Without a point the force acts at the segment's joint; without a moment there
        is none. All three left out, nothing acts on the segment, and that is known.
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
    point: str | tuple[float, float, float] | None = None
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

    def read(self, part: str, recording: Recording) -> Array | None:
        """Rows (3, T) of the force, point or moment; None where it has none.

        What goes across the plane may be left out, and every component of a plate's moment: they are zero.
        """
        beginning = getattr(self, part)
        if beginning is None:
            return None
        if not isinstance(beginning, str):
            return np.tile(np.array(beginning, dtype=float)[:, None], len(recording.time))
        zero = np.zeros(len(recording.time))
        found = {k: recording[beginning + k] for k in "xyz" if beginning + k in recording}
        if part != "moment":
            found.setdefault("z", zero)
        elif found or self.plate:
            found = dict.fromkeys("xyz", zero) | found
        return np.stack([found[k] if k in found else recording[beginning + k] for k in "xyz"])
