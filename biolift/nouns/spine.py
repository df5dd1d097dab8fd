"""What is assumed of the lumbar spine: how its joints share flexion, how its discs lie, what loads them."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace as _replace

from biolift.errors import InputError
from biolift.nouns.number import Numbers

#: Joints that share lumbar flexion, from below.
LUMBAR_JOINTS = ("l5s1", "l4l5", "l3l4", "l2l3", "l1l2")
#: What a spine must say.
SPINE_NUMBERS = (
    *(f"flexion_share_{joint}" for joint in LUMBAR_JOINTS),
    "disc_tilt_l5s1",
    "disc_tilt_l4l5",
    "disc_tilt_per_flexion_l5s1",
    "disc_tilt_per_flexion_l4l5",
    "level_distance",
    "level_tilt",
    "l5_mass_fraction",
    "passive_lever_arm",
    "passive_couple_share",
    "abdominal_force",
    "abdominal_arm",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spine:
    """Numbers of the lumbar spine of a person of reference height.

    Parameters
    ----------
    id, title : str
        Name in the catalogue, and a line for people.
    numbers : Numbers
        All of :data:`SPINE_NUMBERS`, each with its spread and source.
    reference_height : float
        Stature that the lengths belong to [m]; other statures scale them.
    sources : tuple of str
        Source keys.
    """

    id: str
    title: str
    numbers: Numbers
    reference_height: float = 1.75
    sources: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        missing = [name for name in SPINE_NUMBERS if name not in self.numbers]
        if missing:
            raise InputError("spine.numbers", sorted(self.numbers), f"complete; missing {', '.join(missing)}")
        total = sum(self.flexion_shares)
        if abs(total - 1.0) > 1e-9:
            allowed = "summing to one over the five joints"
            raise InputError("spine.flexion_shares", self.flexion_shares, allowed)
        if not 1.0 <= self.reference_height <= 2.5:
            raise InputError("spine.reference_height", self.reference_height, "between 1 and 2.5 m", "1.75")

    @property
    def flexion_shares(self) -> tuple[float, ...]:
        """Shares of lumbar flexion of the five joints, L5/S1 first [1]."""
        return tuple(self.numbers.at(f"flexion_share_{joint}") for joint in LUMBAR_JOINTS)

    def replace(self, **values: float) -> Spine:
        """A copy with other values of its numbers, each inside its stated range.

        Flexion shares change together: they must still sum to one.
        """
        return _replace(self, numbers=self.numbers.replace(**values))
