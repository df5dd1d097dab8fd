"""From claims to verdicts: draws of people, parameters and modelling choices, counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from biolift.engine.draws import checked_count
from biolift.engine.notice import hidden
from biolift.errors import InputError
from biolift.evidence.bearing import bearings
from biolift.evidence.claim_values import names_of, profile, taken
from biolift.evidence.matching import matched
from biolift.evidence.pool import AS_IS, DRAWN, Pool, Sampled, Way
from biolift.evidence.reasons import depends_on, reasons_of, scope_of
from biolift.evidence.relations import interval, relate
from biolift.library.claims import claims as catalogue
from biolift.library.claims import read_claim
from biolift.library.digest import library_digest
from biolift.library.quantities import needs_curve, unit_of
from biolift.library.verdicts import Rules, people, rules
from biolift.nouns.claim import OWN, RELATIONS, Claim, Test
from biolift.nouns.model import Model
from biolift.nouns.trial import Trial
from biolift.nouns.verdict import Bearing, Finding, Flip, Interval, Verdict
from biolift.verbs.inputs import model_of
from biolift.verbs.record import biolift_version, drawn_source_keys

Array = NDArray[np.float64]
Holds = NDArray[np.bool_]


def judge(
    claim: Claim | str | Path,
    draws: int | None = None,
    seed: int | None = None,
    model: Model | None = None,
    *,
    flip_draws: int | None = None,
    progress: bool = True,
    threads: int | None = None,
) -> Verdict:
    """What the model says to a claim.

    Parameters
    ----------
    claim : Claim, str or Path
        A claim, its id ``"C09"`` or key, or a file of one's own.
    draws : int, optional
        Draws of people, parameters and modelling choices together; 2,048 by default, 256 for a claim that
        needs whole curves.
    seed : int, optional
    model : Model, optional
    flip_draws : int, optional
        Draws for each option of each modelling choice, set one at a time; 256 by default (32 where curves are
        needed), fewer where `draws` is fewer, 0 for none.
    progress, threads
        As for :func:`biolift.sweep`.

    Returns
    -------
    Verdict
        Label, probability, effect, what flips it, what it rests on.

    Raises
    ------
    InputError
        For an unknown claim; DataFileError with file and line for a file that is none.

    Examples
    --------
    >>> import biolift as bl
    >>> bl.judge("C31").label
    'out_of_scope'
    """
    return next(
        judge_all(
            [claim_of(claim)], draws, seed, model, flip_draws=flip_draws, progress=progress, threads=threads
        )
    )


def claim_of(given: Claim | str | Path) -> Claim:
    """A claim by itself, id, key or file."""
    if isinstance(given, Claim):
        return given
    if isinstance(given, Path) or (isinstance(given, str) and given.endswith(".toml")):
        return read_claim(Path(given))
    if not isinstance(given, str):
        raise InputError("claim", given, "a Claim, its id, its key or a file", "bl.claims['C09']")
    return catalogue[given]


def judge_all(
    claims: Iterable[Claim | str | Path] | None = None,
    draws: int | None = None,
    seed: int | None = None,
    model: Model | None = None,
    *,
    flip_draws: int | None = None,
    progress: bool = True,
    threads: int | None = None,
) -> Iterator[Verdict]:
    """Verdicts of several claims, one after the other; trials that they share are worked out once.

    Parameters are those of :func:`judge`, `claims` of any kind that it takes; without them all claims.
    """
    from tqdm import tqdm

    asked = list(catalogue) if claims is None else [claim_of(one) for one in claims]
    known = rules()
    numbers = _counts(draws, flip_draws, known)
    start = checked_count("seed", int(known.seed) if seed is None else seed)
    asked = [matched(claim, model_of(model)) for claim in asked]
    with tqdm(total=0, unit="rep", disable=hidden(progress), leave=False) as bar:
        pools = {
            curves: Pool(
                model_of(model),
                people(),
                seed=start,
                draws=count,
                flip_draws=flips,
                threads=threads,
                progress=bar.update,
            )
            for curves, (count, flips) in numbers.items()
        }
        for curves, pool in pools.items():
            own = [claim for claim in asked if _needs_curves(claim) == curves]
            pool.expect(own)
            bar.total += _all_repetitions(pool, own)
        for claim in asked:
            bar.set_description(claim.id)
            yield _judged(claim, pools[_needs_curves(claim)], known)


def _counts(draws: int | None, flip_draws: int | None, known: Rules) -> dict[bool, tuple[int, int]]:
    """Draws, and draws for each way of a choice: of other claims, and of those that need whole curves."""
    found = {}
    for curves in (False, True):
        own = known.curve_draws if curves else known.draws
        count = checked_count("draws", int(own) if draws is None else draws, 1)
        usual = min(int(known.curve_flip_draws if curves else known.flip_draws), count)
        found[curves] = count, checked_count("flip_draws", usual if flip_draws is None else flip_draws)
    return found


def _needs_curves(claim: Claim) -> bool:
    """Whether a claim measures what only whole curves give."""
    return any(needs_curve(name) for texts in claim.needed.values() for name in names_of(texts))


def _all_repetitions(pool: Pool, claims: Sequence[Claim]) -> int:
    trials: dict[Trial, int] = {}
    for claim in claims:
        ways = len(pool.ways(claim)) + 1 if pool.flip_draws else 0
        for name in claim.needed:
            trial = claim.trials[name]
            trials[trial] = max(trials.get(trial, 0), pool.draws + ways * pool.flip_draws)
    return sum(trials.values())


def _judged(claim: Claim, pool: Pool, known: Rules) -> Verdict:
    common = {
        "claim": claim,
        "seed": pool.seed,
        "version": biolift_version(),
        "library": library_digest(),
        "assumptions": (f"people: {pool.people.title}", *claim.assumptions)
        if claim.tests
        else claim.assumptions,
    }
    nothing = (float("nan"), float("nan"))
    if not claim.tests:
        return Verdict(
            label="out_of_scope",
            probability=nothing[0],
            probability_interval=nothing,
            reasons=(claim.out_of_scope,),
            studies=(found := bearings(claim, ())),
            sources=_sources(claim, [], found, pool),
            scope=tuple(filter(None, [claim.scope])),
            **common,  # type: ignore[arg-type]
        )
    sampled, results, good, holds = _tested(claim, pool, DRAWN)
    findings = tuple(
        _finding(t, h[good], e[good], known) for t, (h, e) in zip(claim.tests, results, strict=True)
    )
    chance = interval(int(holds.sum()), len(holds), known.confidence)
    probability = float(holds.mean()) if len(holds) else float("nan")
    label = label_of(chance, len(holds) / pool.draws, known)
    if len(holds) and {"supported", "contradicted"} <= {one.label for one in findings if not one.control}:
        label = "undecided"  # what the words mean decides
    reasons = list(reasons_of(label, findings, len(holds), pool, sampled, known))
    studies = bearings(claim, findings)
    return Verdict(
        label=label,
        probability=probability,
        probability_interval=chance if len(holds) else nothing,
        findings=findings if len(holds) else (),
        flips=_flips(claim, pool, probability) if len(holds) and pool.flip_draws else (),
        depends=depends_on(sampled, good, holds, known),
        studies=studies,
        reasons=tuple(reasons),
        scope=tuple(dict.fromkeys(filter(None, [claim.scope, claim.out_of_scope, *scope_of(sampled)]))),
        draws=pool.draws,
        failed=pool.draws - len(holds),
        sources=_sources(claim, list(claim.needed), studies, pool),
        **common,  # type: ignore[arg-type]
    )


def _tested(
    claim: Claim, pool: Pool, way: Way
) -> tuple[dict[str, Sampled], list[tuple[Holds, Array]], Holds, Holds]:
    """Samples of the trials, every test's outcome, where all are known, and where the claim holds there."""
    sampled = {name: pool.sample(claim.trials[name], way, texts) for name, texts in claim.needed.items()}
    least = rules().least_difference
    results = [relate(test, _values(test, claim, sampled), least) for test in claim.tests]
    good: Holds = np.logical_and.reduce([np.isfinite(effect) for _, effect in results])
    deciding = [one for test, (one, _) in zip(claim.tests, results, strict=True) if not test.control]
    holds: Holds = np.logical_and.reduce(deciding)
    return sampled, results, good, holds[good]


def label_of(chance: Interval, valid: float, known: Rules) -> str:
    """The label of a probability's interval and of the share of the draws that were possible."""
    if valid == 0.0:
        return "out_of_scope"
    if valid < known.least_valid:
        return "undecided"
    if chance[0] > known.supported:
        return "supported"
    return "contradicted" if chance[1] < known.contradicted else "undecided"


def _values(test: Test, claim: Claim, sampled: dict[str, Sampled]) -> list[Array]:
    """What a test measures, trial by trial."""
    names = list(claim.series[test.series]) if test.series is not None else []
    names += [name for name in (test.of, test.than) if name is not None]
    if test.relation in ("overlap", "covers"):
        return [profile(test.quantity, sampled[n].found, sampled[n].seconds) for n in names]
    return [taken(test.quantity, test.take, sampled[n].found, sampled[n].seconds) for n in names]


def _finding(test: Test, holds: Holds, effect: Array, known: Rules) -> Finding:
    outside = 0.5 * (1.0 - known.effect_interval)
    ends = np.quantile(effect, [outside, 0.5, 1.0 - outside]) if len(effect) else np.full(3, np.nan)
    words = RELATIONS[test.relation][1]
    chance = interval(int(holds.sum()), len(holds), known.confidence)
    return Finding(
        label=label_of(chance, 1.0 if len(holds) else 0.0, known),
        name=test.name,
        says=test.says,
        probability=float(holds.mean()) if len(holds) else float("nan"),
        probability_interval=chance,
        effect=float(ends[1]),
        effect_interval=(float(ends[0]), float(ends[2])),
        effect_words=words,
        unit=_unit(test) if words == "value" else "",
        control=test.control,
    )


def _unit(test: Test) -> str:
    text = test.quantity[0]
    if " / " in text or "progress_of_peak" in text:
        return ""
    name = text.strip("|").partition("[")[0]
    unit = unit_of(name)
    return "" if unit == "1" else unit


def _flips(claim: Claim, pool: Pool, probability: float) -> tuple[Flip, ...]:
    """Every option of every modelling choice, one at a time, everything else as the model has it."""
    titles = {one.id: one.title for one in pool.choices(claim).values()}
    found = []
    for way in (AS_IS, *pool.ways(claim)):
        share, effect = _under(claim, pool, way)
        words = (titles[way[0]], way[1].replace("_", " ")) if way else ("every choice", "as the model has it")
        crosses = np.isfinite(share) and (share > 0.5) != (probability > 0.5)
        found.append(
            Flip(choice=words[0], option=words[1], probability=share, effect=effect, flips=bool(crosses))
        )
    return tuple(found)


def _under(claim: Claim, pool: Pool, way: Way) -> tuple[float, float]:
    """Probability and effect of the first test under one way."""
    _, results, good, holds = _tested(claim, pool, way)
    if not len(holds):
        return float("nan"), float("nan")
    return float(holds.mean()), float(np.median(results[0][1][good]))


def _sources(claim: Claim, names: Sequence[str], studies: Sequence[Bearing], pool: Pool) -> tuple[str, ...]:
    keys = {claim.said_by, *(one.source for one in studies if one.source)} - {OWN}
    for name in names:
        keys |= drawn_source_keys(claim.trials[name], pool.model)
    return tuple(sorted(keys))
