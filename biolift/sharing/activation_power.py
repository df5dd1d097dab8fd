"""Share by the sum of a power of the activations: the rule, and its law in closed form."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from biolift.errors import InputError, choice
from biolift.laws.stage import Quantity
from biolift.sharing.base import SharingRule, mean_one, require_between

WEIGHTS = ("equal", "pcsa", "volume")


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivationPower(SharingRule):
    """Smallest weighted sum of activations to a power, with a tonic floor and a finite reserve.

    Parameters
    ----------
    power : int
        2 or 3; the higher, the more evenly muscles share.
    weights : str
        ``"equal"``, ``"pcsa"`` or ``"volume"``: what an activation counts by. With equal weights the
        answer depends on how muscles are lumped.
    floor : float
        Least activation of every trunk muscle [1], 0 to 0.2: tonic co-contraction.
    cocontraction : float
        Activation of the antagonists of the lumbar moment as a share of the agonists' [1], 0 to 0.5; none in
        the plain rule. ``bl.models.cocontraction`` has the share that a study fixed.
    eps : float
        Curvature kept at zero activation [1], 1e-5 to 0.1.
    delta : float
        Softness of the reserve [1], 1e-6 to 1e-3: it carries what the muscles cannot, at a cost that
        makes the answer unique whatever is asked.

    Raises
    ------
    InputError
        When a field is outside its range.

    Notes
    -----
    Minimise ``sum w (a^p / p + eps a^2 / 2) + |r|^2 / (2 delta)`` subject to ``A a + r = b`` and
    ``floor <= a <= 1``, rows divided by ``sum |A|``. Left out: stability, reflexes, fatigue.
    With co-contraction, the floor of every antagonist of the trunk is raised to its share of the agonists'
    activation, found by repeating the sharing until it stands still.

    Examples
    --------
    >>> ActivationPower(3)
    ActivationPower(power=3, weights='equal', floor=0.03, eps=0.001, delta=1e-05, cocontraction=0.0)
    """

    summary: ClassVar[str] = "sum of weighted activations to a power"

    power: int = field(default=2, kw_only=False)
    weights: str = "equal"
    floor: float = 0.03
    eps: float = 1e-3
    delta: float = 1e-5
    cocontraction: float = 0.0

    def __post_init__(self) -> None:
        if self.power not in (2, 3) or not isinstance(self.power, (int, np.integer)):
            raise InputError("power", self.power, "2 or 3", "ActivationPower(3)")
        choice("weights", self.weights, WEIGHTS)
        require_between("floor", self.floor, 0.0, 0.2, "", "ActivationPower(floor=0.03)")
        require_between("eps", self.eps, 1e-5, 0.1, "", "ActivationPower(eps=1e-3)")
        require_between("delta", self.delta, 1e-6, 1e-3, "", "ActivationPower(delta=1e-5)")
        require_between(
            "cocontraction", self.cocontraction, 0.0, 0.5, "", "ActivationPower(cocontraction=0.1)"
        )

    def weigh(self, pcsa: ArrayLike, volume: ArrayLike) -> NDArray[np.float64]:
        """Weights of the muscles, normalised to mean 1 so that `eps` and `delta` keep their meaning.

        Parameters
        ----------
        pcsa : array_like (M,)
            Physiological cross-section areas [m^2].
        volume : array_like (M,)
            Muscle volumes [m^3].

        Returns
        -------
        ndarray (M,)
            Weights w [1].
        """
        if self.weights == "equal":
            return np.ones(np.atleast_1d(np.asarray(pcsa)).shape)
        return mean_one(self.weights, pcsa if self.weights == "pcsa" else volume)


def activation_cost(a: Quantity, power: int, eps: float) -> Quantity:
    """Cost of an activation, ``a^p / p + eps a^2 / 2`` [1]."""
    return a**power / power + 0.5 * eps * a * a


def marginal_cost(a: Quantity, power: int, eps: float) -> Quantity:
    """Slope of the cost, ``a^(p - 1) + eps a`` [1]: the value c at which activation a is best."""
    return (a if power == 2 else a * a) + eps * a


def best_activation(m: Quantity, c: Quantity, power: int, eps: Quantity) -> tuple[Quantity, Quantity]:
    """Activation whose marginal cost is c > 0, bounds left aside, and its slope da/dc.

    Parameters
    ----------
    m : Math
        Math namespace.
    c : float or array
        ``(A' lambda) / w`` [1]: what a unit of activation is worth, by the multipliers.
    power : int
        2 or 3 (structure, not a quantity).
    eps : float
        Curvature at zero activation [1].

    Returns
    -------
    a, slope : float or array
        ``p = 2: c / (1 + eps)``; ``p = 3: (sqrt(eps^2 + 4 c) - eps) / 2``.
    """
    if power == 2:
        slope = 1.0 / (1.0 + eps)
        return c * slope, slope
    root = m.sqrt(eps * eps + 4.0 * c)
    return 0.5 * (root - eps), 1.0 / root
