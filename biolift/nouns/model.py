"""The model: what is assumed, as opposed to the facts of a trial."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from dataclasses import replace as _replace
from typing import Any

from biolift import units
from biolift.errors import InputError, choice
from biolift.nouns.muscles import MuscleSet
from biolift.nouns.number import Numbers
from biolift.nouns.proportions import Proportions
from biolift.nouns.spine import Spine

#: Largest gravity that a model takes [m/s2]; zero shows the inertia alone.
_MOST_GRAVITY = 30.0
_FEWEST, _MOST = 11, 100_001
_NOUNS = {
    "proportions": (Proportions, "bl.proportions.de_leva"),
    "muscles": (MuscleSet, "bl.models.standard.muscles"),
    "spine": (Spine, "bl.models.standard.spine"),
    "passive": (Numbers, "bl.models.standard.passive"),
    "strength": (Numbers, "bl.models.standard.strength"),
}


#: How muscles divide a moment: a frozen object of the sharing room, which stands above this one.
SharingRule = Any


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Model:
    """Assumptions under which a trial is worked out.

    Parameters
    ----------
    proportions : Proportions
        Masses, lengths and inertias of the segments.
    muscles : MuscleSet
        Lumped muscles with their arms and curves.
    sharing : sharing rule
        How muscles divide the moments among themselves.
    spine : Spine
        Joints and discs of the lumbar spine.
    passive : Numbers
        Numbers of the passive moments; those of a person (full ranges, moment at full flexion) may stand here
        in place of the library's for sex and age.
    strength : Numbers
        Numbers that scale muscle forces with the person; empty for the library's.
    gravity : float
        [m/s2], 0 to 30.
    samples : int
        Instants of one repetition, 11 to 100001.
    origin : str
        What to type to get it again; no part of what is assumed.

    Raises
    ------
    InputError
        For a field of another kind, or a number out of range.

    Examples
    --------
    >>> import biolift as bl
    >>> bl.models.standard.replace(gravity=1.62).gravity
    1.62
    """

    proportions: Proportions
    muscles: MuscleSet
    sharing: SharingRule
    spine: Spine
    passive: Numbers
    strength: Numbers = field(default_factory=Numbers)
    gravity: float = 9.81
    samples: int = 101
    origin: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        for name, (kind, hint) in _NOUNS.items():
            if not isinstance(getattr(self, name), kind):
                raise InputError(f"model.{name}", getattr(self, name), f"of kind {kind.__name__}", hint)
        if isinstance(self.sharing, type) or not isinstance(getattr(self.sharing, "summary", None), str):
            hint = "bl.sharing.ActivationPower(3)"
            raise InputError("model.sharing", self.sharing, "a sharing rule", hint)
        gravity = units.checked(
            self.gravity, 0.0, _MOST_GRAVITY, field="model.gravity", unit="m/s2", hint="9.81"
        )
        object.__setattr__(self, "gravity", gravity)
        whole = isinstance(self.samples, int) and not isinstance(self.samples, bool)
        if not (whole and _FEWEST <= self.samples <= _MOST):
            allowed = f"a whole number from {_FEWEST} to {_MOST}"
            raise InputError("model.samples", self.samples, allowed, "101")

    def replace(self, **changes: Any) -> Model:
        """A copy with other assumptions.

        Raises
        ------
        InputError
            For an unknown field, and as for a new model.
        """
        for name in changes:
            choice("model", name, [item.name for item in fields(self)])
        if self.origin and "origin" not in changes:
            said = ", ".join(f"{name}={value!r}" for name, value in changes.items())
            changes["origin"] = f"{self.origin}.replace({said})"
        return _replace(self, **changes)

    def __repr__(self) -> str:
        if self.origin:
            return self.origin
        said = (f"{item.name}={getattr(self, item.name)!r}" for item in fields(self) if item.name != "origin")
        return f"Model({', '.join(said)})"
