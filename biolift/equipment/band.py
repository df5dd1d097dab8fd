"""Loop bands: rubber between two places of the body, or a place and an anchor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from biolift import units
from biolift.equipment.band_curve import Curve, cubic_through
from biolift.equipment.base import Length, Load, Range
from biolift.equipment.free_weight import SITE
from biolift.equipment.line import OTHER, length_of, towards_other
from biolift.errors import InputError
from biolift.laws.stage import Math, Quantity, Stage
from biolift.laws.vectors import scale
from biolift.nouns.loop_band import LoopBand
from biolift.nouns.number import Numbers
from biolift.units import Mass

#: Stretch beyond the known range over which the spread of the tension grows to twice its size.
WIDENING = 0.2


def law(m: Math, p: Mapping[str, Quantity], x: Mapping[str, Quantity]) -> dict[str, Quantity]:
    """Force of the band on its two ends, along the straight line between them, world axes [N].

    Notes
    -----
    With the stretch ``s`` = length of the loop over its flat length, both strands of each of `count` bands
    (four strands of half the length where the loop is doubled),

    ``T = 2 w t (c1 + c2 / s) (s - 1 / s^2)`` (Mooney-Rivlin), and none for ``s <= 1``: slack.

    An own measured curve enters instead as ``T = k1 e + k2 e^2 + k3 e^3`` with ``e = s - 1``, continued
    straight above its range. `tension_factor` multiplies the tension; its distance from 1 doubles outside
    the range of stretch in which the tension is known. Left out: the band's mass, hysteresis (5 to 10 % of
    the tension, less on the way back), warming, and the change of path over the body.
    """
    d = towards_other(m, x)
    length = length_of(m, d)
    stretch = m.let("stretch_now", (length + p["wrap"]) * p["folds"] / p["rest_length"])
    slack = m.let("is_slack", m.where(stretch > 1.0, 0.0, 1.0))
    s = m.let("taut_stretch", m.maximum(stretch, 1.0))
    section = 2.0 * p["width"] * p["thickness"]
    rubber = m.let("rubber", section * (p["first_modulus"] + p["second_modulus"] / s) * (s - 1.0 / (s * s)))
    e = m.let("inside", m.minimum(s, p["range_high"]) - 1.0)
    curve = m.let("curve", e * (p["linear"] + e * (p["quadratic"] + e * p["cubic"])))
    slope = m.let("slope", p["linear"] + e * (2.0 * p["quadratic"] + 3.0 * e * p["cubic"]))
    known = m.let("known", rubber + curve + slope * (s - 1.0 - e))
    beyond = m.let("beyond", m.maximum(m.maximum(p["range_low"] - s, s - p["range_high"]), 0.0))
    widened = m.let("widened", 1.0 + m.minimum(beyond / WIDENING, 1.0))
    factor = m.let("factor", m.maximum(1.0 + (p["tension_factor"] - 1.0) * widened, 0.0))
    tension = m.let("band_tension", p["count"] * p["folds"] * factor * known)
    force = scale(tension / length, d)
    return {
        **dict(zip(("fx", "fy", "fz"), force, strict=True)),
        **dict(zip(("other_fx", "other_fy", "other_fz"), scale(-1.0, force), strict=True)),
        "length": length,
        "stretch": stretch,
        "tension": tension,
        "slack": slack,
        "outside_range": m.where(beyond > 0.0, 1.0 - slack, 0.0),
    }


STAGE = Stage(
    "band",
    law,
    (
        *("width", "thickness", "rest_length", "wrap", "folds", "count", "first_modulus", "second_modulus"),
        *("linear", "quadratic", "cubic", "range_low", "range_high", "tension_factor"),
    ),
    {"site": SITE, "other": OTHER},
    {
        "force": ("fx", "fy", "fz"),
        "other_force": ("other_fx", "other_fy", "other_fz"),
        "state": ("length", "stretch", "tension", "slack", "outside_range"),
    },
)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Band(Load):
    """A loop band; where it runs is said by the movement.

    Parameters
    ----------
    width : float, str or LoopBand
        Of the flat band [m], or a member of the library, ``bl.bands.band_44``.
    rest_length, thickness : float or str, optional
        Of the flat, slack loop (half its way round), and of one strand [m].
    wrap : float or str, optional
        Length of each strand that lies around the two ends, besides the straight way between them [m].
    tension_factor : float, optional
        Tension of this band over that of the rubber law [1].
    doubled : bool
        Whether the loop is folded over: four strands of half the length.
    count : int
        Equal bands side by side, 1 to 10.
    curve : sequence of (stretch, tension), optional
        An own measurement of one band, not doubled: length over `rest_length` [1], and tension of both
        strands together [N]; it replaces the rubber law within its range.

    Left out (None), a length is the library's number with its spread (`biolift.library.equipment`).
    A band's own mass is left out, so it is swept by ``load.width``.

    Raises
    ------
    InputError
        For a number out of its range, or a curve that does not rise.

    Examples
    --------
    >>> Band("44 mm", doubled=True)
    Band(width=0.044, doubled=True)
    """

    mass: Mass = field(default=0.0, init=False)
    width: float | str | LoopBand = field(kw_only=False)
    rest_length: Length = None
    thickness: Length = None
    wrap: Length = None
    tension_factor: float | None = None
    doubled: bool = False
    count: int = 1
    curve: Curve | None = None
    _cubic: tuple[float, float, float] = field(default=(0.0, 0.0, 0.0), init=False, compare=False)
    kind: ClassVar[str] = "band"
    stage: ClassVar[Stage] = STAGE
    stated: ClassVar[tuple[str, ...]] = ("width",)
    plausible: ClassVar[Mapping[str, Range]] = {
        "width": (0.003, 0.2, "m"),
        "rest_length": (0.1, 3.0, "m"),
        "thickness": (0.001, 0.02, "m"),
        "wrap": (0.0, 1.0, "m"),
        "tension_factor": (0.3, 3.0, "1"),
    }

    def __post_init__(self) -> None:
        Load.__post_init__(self)
        if not isinstance(self.doubled, bool):
            raise InputError("load.doubled", self.doubled, "True or False", "doubled=True")
        count = units.checked(self.count, 1, 10, field="load.count", hint="count=2")
        if count != int(count):
            raise InputError("load.count", self.count, "a whole number of bands", "count=2")
        object.__setattr__(self, "count", int(count))
        if self.curve is not None:
            curve, cubic = cubic_through(self.curve)
            object.__setattr__(self, "curve", curve)
            object.__setattr__(self, "_cubic", cubic)

    def _read(self, name: str) -> None:
        if not isinstance(getattr(self, name), LoopBand):
            Load._read(self, name)

    @property
    def folds(self) -> float:
        """2 where the loop is doubled, else 1."""
        return 2.0 if self.doubled else 1.0

    @property
    def linear(self) -> float:
        """First coefficient of the own curve [N]."""
        return self._cubic[0]

    @property
    def quadratic(self) -> float:
        """Second coefficient of the own curve [N]."""
        return self._cubic[1]

    @property
    def cubic(self) -> float:
        """Third coefficient of the own curve [N]."""
        return self._cubic[2]

    @property
    def geometry(self) -> Mapping[str, float | None]:
        """Numbers of the band by name (SI); None stands for the library's number."""
        table = {name: getattr(self, name) for name in self.plausible}
        table["width"] = None if isinstance(self.width, LoopBand) else self.width
        law = ("first_modulus", "second_modulus", "range_low", "range_high")
        table |= dict.fromkeys(law)
        if self.curve is not None:
            table |= {"first_modulus": 0.0, "second_modulus": 0.0}
            table["tension_factor"] = 1.0 if self.tension_factor is None else self.tension_factor
            table |= {"range_low": self.curve[0][0], "range_high": self.curve[-1][0]}
        return table

    @property
    def numbers(self) -> Numbers:
        """Width, thickness and flat length of the library's band."""
        return self.width.numbers if isinstance(self.width, LoopBand) else Numbers()

    def with_mass(self, mass: Mass) -> Band:
        """Refuse: a band is chosen by its width.

        Raises
        ------
        InputError
            Always.
        """
        raise InputError("load.mass", mass, "left out: a band is set by load.width", "Band('44 mm')")
