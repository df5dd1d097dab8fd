"""Draws of trials, each worked out once however many claims ask for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from biolift.engine.draws import Cloud, Drawn
from biolift.evidence.claim_values import names_of
from biolift.library.choices import open_choices
from biolift.nouns.choice import Choice
from biolift.nouns.claim import Claim
from biolift.nouns.model import Model
from biolift.nouns.people import People
from biolift.nouns.trial import Trial
from biolift.verbs.many import Many, run_many

Array = NDArray[np.float64]
#: (choice, option) that is set; empty for the choices drawn, or for the model as it is.
Way = tuple[str, ...]
DRAWN: Way = ("drawn",)
AS_IS: Way = ()
#: What is kept of every trial besides what the claims measure.
ALWAYS = ("overload",)


@dataclass
class Sampled:
    """Draws of one trial: summaries, durations (draws,) [s], what was drawn, which summaries were asked."""

    found: Many
    seconds: Array
    drawn: Drawn
    asked: frozenset[str]


class Pool:
    """Repetitions for judging, shared between claims.

    Parameters
    ----------
    model : Model
    people : People
        Who the claims are about; every trial gets the same people in the same draws.
    seed, draws, flip_draws : int
    threads : int, optional
    progress : callable, optional
        Called with the number of repetitions done.
    """

    def __init__(
        self,
        model: Model,
        people: People,
        *,
        seed: int,
        draws: int,
        flip_draws: int,
        threads: int | None = None,
        progress: Callable[[int], None] | None = None,
    ) -> None:
        self.model, self.people, self.seed = model, people, seed
        self.draws, self.flip_draws = draws, flip_draws
        self.threads, self.progress = threads, progress
        self._names: dict[Trial, set[str]] = {}
        self._done: dict[tuple[Trial, Way], Sampled] = {}

    def expect(self, claims: Iterable[Claim]) -> None:
        """Say what will be asked, so that each trial is worked out once for all of it."""
        for claim in claims:
            for name, texts in claim.needed.items():
                self._names.setdefault(claim.trials[name], set(ALWAYS)).update(names_of(texts))

    def repetitions(self, claim: Claim) -> int:
        """Repetitions that a claim still needs."""
        trials = {claim.trials[name] for name in claim.needed}
        ways = [AS_IS, *self.ways(claim)] if self.flip_draws else []
        flips = sum((trial, way) not in self._done for trial in trials for way in ways) * self.flip_draws
        return flips + sum((trial, DRAWN) not in self._done for trial in trials) * self.draws

    def choices(self, claim: Claim) -> dict[str, Choice]:
        """Choices that any trial of a claim leaves open."""
        found: dict[str, Choice] = {}
        for name in claim.needed:
            found |= {one.id: one for one in open_choices(claim.trials[name], self.model)}
        return found

    def ways(self, claim: Claim) -> list[Way]:
        """Every option of every open choice that is not the model's own."""
        return [
            (one.id, option.name)
            for one in self.choices(claim).values()
            for option in one.options
            if not self._is_own(claim, one, option.name)
        ]

    def _is_own(self, claim: Claim, one: Choice, option: str) -> bool:
        """Whether an option is what the model has anyway."""
        from biolift.library.choices import chosen_model

        for name in claim.needed:
            trial = claim.trials[name]
            here = {c.id: c for c in open_choices(trial, self.model)}
            if one.id in here:
                picked = next(o for o in here[one.id].options if o.name == option)
                now, model = chosen_model(trial, self.model, one, picked)
                if model == self.model and now.movement_resolved == trial.movement_resolved:
                    return True
        return False

    def sample(self, trial: Trial, way: Way, texts: Iterable[str] = ()) -> Sampled:
        """Draws of a trial with the choices drawn, or one of them set and the others as they are."""
        names = self._names.setdefault(trial, set(ALWAYS))
        names |= names_of(tuple(texts))
        key = (trial, self._applies(trial, way))
        if key not in self._done or not names <= self._done[key].asked:
            self._done[key] = self._run(trial, key[1], sorted(names))
        return self._done[key]

    def _applies(self, trial: Trial, way: Way) -> Way:
        """The way, or none where the trial does not leave that choice open."""
        if way in (AS_IS, DRAWN):
            return way
        return way if way[0] in {one.id for one in open_choices(trial, self.model)} else AS_IS

    def _run(self, trial: Trial, way: Way, names: list[str]) -> Sampled:
        choices: bool | Mapping[str, str] = way == DRAWN or (False if way == AS_IS else {way[0]: way[1]})
        cloud = Cloud(trial, self.model, self.seed, choices=choices, people=self.people)
        drawn = cloud.draw(self.draws if way == DRAWN else self.flip_draws)
        found = run_many(
            drawn.cases, names, threads=self.threads, progress=self.progress, explain=way == DRAWN
        )
        if found.reached < len(drawn.cases):
            raise KeyboardInterrupt
        seconds = np.empty(len(drawn.cases))
        for versions, where in drawn.cases.sets:
            seconds[where] = sum(versions.columns(slice(None))[0].durations.values())
        return Sampled(found, seconds, drawn, frozenset(names))
