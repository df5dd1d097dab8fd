"""Models: sets of assumptions by name; every other model is one of these with something replaced."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from biolift.errors import choice
from biolift.library import muscles, passive, spine
from biolift.library.proportions import proportions
from biolift.library.sources import DATA, read_numbers
from biolift.nouns.athlete import SEXES
from biolift.nouns.model import Model
from biolift.nouns.number import Numbers
from biolift.sharing.activation_power import ActivationPower

#: Numbers of the lumbar passive law that belong to the person, not to the model.
PERSONAL = ("full_flexion", "full_extension", "full_bend", "full_turn", "flexion_moment")


def passive_numbers() -> Numbers:
    """Numbers of the passive laws that are the same for everybody."""
    table = {k: n for k, n in passive.lumbar(SEXES[0]).items() if k not in PERSONAL}
    return Numbers.of(table | dict(passive.leg()))


def sharing_numbers() -> Numbers:
    """Numbers of the load sharing with their spread, and the study that fixed each."""
    return read_numbers(DATA / "sharing.toml")["sharing"]


def _standard() -> Model:
    return Model(
        proportions=proportions.de_leva,
        muscles=muscles.standard(),
        sharing=ActivationPower(2),
        spine=spine.standard(),
        passive=passive_numbers(),
        origin="bl.models.standard",
    )


def _cocontraction() -> Model:
    """The standard model with antagonists held at the share that a study fixed."""
    share = sharing_numbers()["cocontraction"].value
    rule = ActivationPower(2, cocontraction=share)
    return models.standard.replace(sharing=rule, origin="bl.models.cocontraction")


class Models:
    """Catalogue of models: ``models.standard``, ``models["standard"]``.

    ``models.cocontraction`` differs from the standard one by its antagonists, which are held at a share of
    the agonists' activation.
    """

    _makers: dict[str, Callable[[], Model]] = {"standard": _standard, "cocontraction": _cocontraction}

    def __init__(self) -> None:
        self._made: dict[str, Model] = {}

    def __getitem__(self, name: str) -> Model:
        choice("model", name, self._makers)
        if name not in self._made:
            self._made[name] = self._makers[name]()
        return self._made[name]

    def __getattr__(self, name: str) -> Model:
        if name.startswith("_"):
            raise AttributeError(name)
        return self[name]

    def __iter__(self) -> Iterator[Model]:
        return (self[name] for name in self._makers)

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._makers]

    def __repr__(self) -> str:
        return f"<bl.models: {', '.join(self._makers)}>"


models = Models()
