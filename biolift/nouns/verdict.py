"""A verdict: what the model answers to a claim, how sure it is, and what that rests on."""

from __future__ import annotations

import html
from dataclasses import dataclass, field

from biolift.nouns.claim import Claim
from biolift.nouns.html import html_list, html_table

LABELS = {
    "supported": "holds in this model for most people and assumptions",
    "contradicted": "fails in this model for most people and assumptions",
    "undecided": "depends on the person or on what is assumed",
    "out_of_scope": "not for this model to answer",
}

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One test of the claim.

    Parameters
    ----------
    name, says, effect_words, unit : str
        What was tested, and what its effect is.
    label : str
        What the claim's label would be with this test alone.
    probability : float
        Share of the draws in which it holds [1], with `probability_interval`.
    effect : float
        Median over the draws, with `effect_interval` that holds 90 % of them.
    control : bool
        Whether it decides nothing.
    """

    name: str
    says: str
    probability: float
    probability_interval: Interval
    effect: float
    effect_interval: Interval
    effect_words: str
    unit: str = ""
    label: str = "undecided"
    control: bool = False

    @property
    def effect_text(self) -> str:
        """Effect and interval for people."""
        return _effect(self.effect, self.effect_interval, self.effect_words, self.unit)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flip:
    """One way of a modelling choice, all else as it is: `flips` when the claim then goes the other way."""

    choice: str
    option: str
    probability: float
    effect: float
    flips: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearing:
    """A published number that bears on the claim; `agrees` is None where it cannot be compared."""

    id: str
    says: str
    source: str
    agrees: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Verdict:
    """The answer to a claim.

    Parameters
    ----------
    claim : Claim
    label : str
        One of :data:`LABELS`.
    probability, probability_interval
        That all tests of the claim hold; NaN out of scope.
    findings : tuple of Finding
        Test by test.
    flips : tuple of Flip
        What each modelling choice does.
    depends : tuple of str
        What holds and what fails differ most in, most important first.
    studies : tuple of Bearing
    reasons, scope, assumptions : tuple of str
    draws, failed, seed : int
        Draws asked for, those that could not be done, the seed.
    sources : tuple of str
        Keys of the sources that entered.
    version, library : str
        Of biolift and its data.
    """

    claim: Claim
    label: str
    probability: float
    probability_interval: Interval
    findings: tuple[Finding, ...] = ()
    flips: tuple[Flip, ...] = ()
    depends: tuple[str, ...] = ()
    studies: tuple[Bearing, ...] = ()
    reasons: tuple[str, ...] = ()
    scope: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    draws: int = 0
    failed: int = 0
    seed: int = 0
    sources: tuple[str, ...] = ()
    version: str = ""
    library: str = ""
    interrupted: bool = field(default=False)

    @property
    def effect(self) -> Finding | None:
        """The test with the least probability: the one that decides."""
        deciding = (one for one in self.findings if not one.control)
        return min(deciding, key=lambda one: one.probability, default=None)

    @property
    def sentence(self) -> str:
        """The verdict in a sentence, made from its numbers."""
        if self.label == "out_of_scope" or self.effect is None:
            return f"{self.claim.title}: out of scope. {' '.join(self.reasons)}".strip()
        low, high = self.probability_interval
        said = (
            f"{self.claim.title}: {self.label} (probability {self.probability:.2f}, {low:.2f} to {high:.2f})"
        )
        return f"{said}; {self.effect.says}: {self.effect.effect_text}."

    def __str__(self) -> str:
        return self.sentence

    def __repr__(self) -> str:
        return f"<Verdict {self.claim.id} {self.label} {self.probability:.3f}>"

    def _repr_html_(self) -> str:
        head = f"<h4>{html.escape(str(self.claim))}: {self.label.replace('_', ' ')}</h4>"
        said = f"“{self.claim.quote}” ({self.claim.said_by.replace('_', ' ')})" if self.claim.quote else ""
        quote = f"<blockquote>{html.escape(said)}</blockquote>" if said else ""
        low, high = self.probability_interval
        sure = f"Probability {self.probability:.2f} ({low:.2f} to {high:.2f}) over {self.draws} draws."
        sure = f"<p>{sure if self.findings else f'{LABELS[self.label]}.'.capitalize()}</p>"
        rows = [
            (
                f.says + (" (control, decides nothing)" if f.control else ""),
                f"{f.probability:.2f} ({f.probability_interval[0]:.2f} to {f.probability_interval[1]:.2f})",
                f.effect_text,
            )
            for f in self.findings
        ]
        tested = html_table(("tested", "probability", "effect, 90 % interval"), rows) if rows else ""
        flips = [f"{f.choice}: {f.option}" for f in self.flips if f.flips]
        lists = (
            ("Why", self.reasons),
            ("Goes the other way with", flips),
            ("Depends on", self.depends),
            ("Published", [_published(one) for one in self.studies if one.says]),
            ("Assumed", self.assumptions),
            ("Scope", self.scope),
        )
        return head + quote + sure + tested + "".join(html_list(title, lines) for title, lines in lists)


def _published(one: Bearing) -> str:
    """A published number, and whether it lies within the interval of the model."""
    agrees = {True: ": agrees", False: ": disagrees", None: ""}[one.agrees]
    source = f", {one.source.replace('_', ' ')}" if one.source else ""
    return f"{one.id}{source}: {one.says}{agrees}"


def _effect(value: float, interval: Interval, words: str, unit: str) -> str:
    low, high = interval
    if words.startswith("relative"):
        middle, *ends = (f"{100 * one:+.0f}" for one in (value, low, high))
        middle, *ends = ("0" if text in ("+0", "-0") else text for text in (middle, *ends))
        return f"{middle} % ({ends[0]} to {ends[1]})" if ends != ["0", "0"] else f"{middle} %"
    return f"{value:.3g} ({low:.3g} to {high:.3g}){unit and ' ' + unit}"
