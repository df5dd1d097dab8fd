"""A claim: a statement about training, made precise enough to be tested."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from biolift.errors import InputError, choice
from biolift.nouns.trial import Trial
from biolift.nouns.values import Values

#: Relation -> the fields that it needs, and what its effect is.
RELATIONS: dict[str, tuple[tuple[str, ...], str]] = {
    "greater": (("of", "than"), "relative difference"),
    "less": (("of", "than"), "relative difference"),
    "similar": (("of", "than", "within"), "relative difference"),
    "differs": (("of", "than"), "relative difference"),
    "ratio": (("of", "than"), "ratio"),
    "above": (("of", "low"), "value"),
    "below": (("of", "high"), "value"),
    "between": (("of", "low", "high"), "value"),
    "rising": (("series",), "relative change from the first to the last"),
    "falling": (("series",), "relative change from the first to the last"),
    "overlap": (("of", "than", "high"), "overlap"),
    "covers": (("series", "low"), "least covered"),
}
#: Who says a claim of one's own, which no source has.
OWN = "own"
#: How several quantities of one test become one number.
TAKES = ("sum", "least", "most")


@dataclass(frozen=True, slots=True, kw_only=True)
class Test:
    """One thing that must hold for the claim to hold.

    Parameters
    ----------
    name, says : str
        A short name, and what is tested in words.
    relation : str
        One of :data:`RELATIONS`.
    quantity : tuple of str
        What is measured: summaries as :func:`biolift.select` reads them, joined by ``+`` or ``/``, between
        bars for its size; ``least_NAME`` and ``most_NAME`` of a curve are its least and greatest value,
        ``positive_NAME`` is the time integral of its positive part, ``time_above_0.4_NAME`` the time [s] in
        which it is above a value (SI), ``progress_of_peak_NAME`` the place of its peak in the repetition.
    take : {"sum", "least", "most"}
        What becomes of several quantities.
    of, than : str or None
        Trials that are measured.
    series : str or None
        Series of trials.
    by : float
        `of` must differ from `than` by this factor: ``greater`` by 1.1 means 10 % more, by 0.8 that at most
        20 % are missing; None takes the least difference of the rules, so that equal numbers are not told
        apart by their last digit.
    low, high, within : float or None
        Limits of the effect (SI).
    control : bool
        Whether it is shown beside the others and decides nothing.
    """

    name: str
    says: str
    relation: str
    quantity: tuple[str, ...]
    take: str = "sum"
    of: str | None = None
    than: str | None = None
    series: str | None = None
    by: float | None = None
    low: float | None = None
    high: float | None = None
    within: float | None = None
    control: bool = False

    #: not a test of the test suite
    __test__ = False

    def __post_init__(self) -> None:
        choice("relation", self.relation, RELATIONS)
        choice("take", self.take, TAKES)
        for name in RELATIONS[self.relation][0]:
            if getattr(self, name) is None:
                raise InputError(name, None, f"given for relation = {self.relation!r}", f"{name} = ...")
        if self.relation == "ratio" and self.low is None and self.high is None:
            raise InputError("low", None, "given for relation = 'ratio', or high", "low = 1.5")
        if not self.quantity:
            raise InputError("quantity", self.quantity, "at least one", "'peak_compression'")
        if self.relation in ("overlap", "covers") and len(self.quantity) < 2:
            raise InputError("quantity", self.quantity, "two or more for this relation", "a list")
        if not isinstance(self.control, bool):
            raise InputError("control", self.control, "true or false", "control = true")
        if self.by is not None and not self.by > 0:
            raise InputError("by", self.by, "above 0", "by = 1.1")


#: Instants at which curves are matched; without one, summaries of the repetition are.
INSTANTS = ("horizontal",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """How the load of a trial is found: a quantity is to be that of another trial.

    Parameters
    ----------
    quantity : str
        A summary, or a curve at an instant.
    to : str
        Name of the other trial.
    at : str
        One of :data:`INSTANTS`, passed so slowly that accelerations do not count.
    """

    quantity: str
    to: str
    at: str = ""

    def __post_init__(self) -> None:
        if self.at:
            choice("match.at", self.at, INSTANTS)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Claim:
    """A statement with its source and its tests.

    Parameters
    ----------
    id, key, title : str
        ``"C09"``, a name in words, a line for people.
    said_by, quote : str
        Source key, or ``"own"`` for a claim of one's own, and what it says verbatim; the quote may be empty.
    statement : str
        The operational reading.
    trials : Values
        Name -> :class:`biolift.Trial`, by a stand-in for the people of the claims.
    matches : Values
        Name of a trial -> how its load is found; the mass that it states is where the search begins.
    series : Values
        Name -> names of trials along an axis, in order.
    tests : tuple of Test
        All must hold; none for a claim that is out of scope.
    out_of_scope : str
        Why the model cannot speak to it, or to a part of it.
    scope : str
        What the answer holds for.
    assumptions : tuple of str
        What was assumed to make it testable.
    studies : tuple of str
        Ids of published numbers that bear on it.
    compare : Values
        Id of a published number -> name of the test whose effect it measures.
    origin : str
        What to type to get it again.

    Raises
    ------
    InputError
        For a test that names a trial or series that is not there, or a claim without test and reason.
    """

    id: str
    key: str
    title: str
    said_by: str
    quote: str = ""
    statement: str
    trials: Mapping[str, Trial] = field(default_factory=Values)
    matches: Mapping[str, Match] = field(default_factory=Values)
    series: Mapping[str, tuple[str, ...]] = field(default_factory=Values)
    tests: tuple[Test, ...] = ()
    out_of_scope: str = ""
    scope: str = ""
    assumptions: tuple[str, ...] = ()
    studies: tuple[str, ...] = ()
    compare: Mapping[str, str] = field(default_factory=Values)
    origin: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        if all(test.control for test in self.tests) and not self.out_of_scope:
            raise InputError(
                "tests", self.tests, "at least one test that is no control, or out_of_scope with its reason"
            )
        for k, test in enumerate(self.tests):
            for name in ("of", "than"):
                if getattr(test, name) is not None:
                    choice(f"tests.{k}.{name}", getattr(test, name), self.trials)
            if test.series is not None:
                choice(f"tests.{k}.series", test.series, self.series)
        for one, name in self.compare.items():
            choice("studies", one, self.studies)
            choice(f"compare.{one}", name, [test.name for test in self.tests])

    @property
    def needed(self) -> dict[str, tuple[str, ...]]:
        """Name of every trial that a test measures -> the texts of what is measured there."""
        found: dict[str, tuple[str, ...]] = {}
        for test in self.tests:
            names = [n for n in (test.of, test.than) if n is not None]
            names += self.series[test.series] if test.series is not None else ()
            for name in names:
                found[name] = tuple(dict.fromkeys((*found.get(name, ()), *test.quantity)))
        return found

    def __str__(self) -> str:
        return f"{self.id} {self.title}"

    def __repr__(self) -> str:
        return self.origin or f"Claim(id={self.id!r}, key={self.key!r}, title={self.title!r})"
