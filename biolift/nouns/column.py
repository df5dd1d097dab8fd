"""One recorded quantity over time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from biolift.errors import choice

Array = NDArray[np.float64]
#: What a column can be. A position is a coordinate of a point or of the pelvis; a marker one of the skin.
KINDS = ("angle", "position", "marker", "force", "moment", "other")
#: SI unit of each kind.
UNIT = {"angle": "rad", "position": "m", "marker": "m", "force": "N", "moment": "N m", "other": ""}


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One quantity over time.

    Parameters
    ----------
    label : str
        As in the file.
    values : array (T,)
        In SI, counted as in the file; NaN where a sample is missing.
    unit : str
        SI; empty where the file does not say and the name does not tell.
    kind : str
        One of :data:`KINDS`.
    name : str or None
        Name in the vocabulary of the library, None when it was not mapped.
    sign : float
        -1 where the file counts against the direction that `name` says.
    """

    label: str
    values: Array
    unit: str = ""
    kind: str = "other"
    name: str | None = None
    sign: float = 1.0

    def __post_init__(self) -> None:
        choice(f"column {self.label}.kind", self.kind, KINDS)
        values = np.array(self.values, dtype=float)
        values.flags.writeable = False
        object.__setattr__(self, "values", values)
