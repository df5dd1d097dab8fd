"""A loop band as it is sold: width, thickness and flat length."""

from __future__ import annotations

from dataclasses import dataclass, field

from biolift.errors import InputError
from biolift.nouns.number import Numbers

#: What must be known of a band [m].
NEEDED = ("width", "thickness", "rest_length")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class LoopBand:
    """One band of the library.

    Parameters
    ----------
    id, title : str
        Its name in code and in print.
    numbers : Numbers
        `width` of the flat band, `thickness` of one strand, `rest_length` of the flat, slack loop [m].
    origin : str
        What to type to get it again.

    Raises
    ------
    InputError
        When one of the numbers is missing or not positive.

    Examples
    --------
    >>> from biolift.library.bands import bands
    >>> bands.band_44.width
    0.0445
    """

    id: str
    title: str
    numbers: Numbers
    origin: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        for name in NEEDED:
            if name not in self.numbers or not self.numbers.at(name) > 0.0:
                shown = self.numbers.at(name) if name in self.numbers else None
                raise InputError(name, shown, "given, more than 0 m", f"{name} = {{ value = 0.044, ... }}")

    @property
    def width(self) -> float:
        """Width of the flat band [m]."""
        return self.numbers.at("width")

    def __str__(self) -> str:
        return self.id

    def __repr__(self) -> str:
        return self.origin or f"LoopBand(id={self.id!r}, title={self.title!r}, numbers={self.numbers!r})"
