"""Why a verdict came out as it did, in words made from its numbers."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from biolift.evidence.pool import Pool, Sampled
from biolift.library.verdicts import Rules
from biolift.nouns.verdict import Finding

Holds = NDArray[np.bool_]
#: How a verdict begins that more draws would decide, and one that the meaning of the words decides.
TOO_FEW, MEANING = "these are too few draws to tell", "depends on what is meant"


def depends_on(sampled: dict[str, Sampled], good: Holds, holds: Holds, known: Rules) -> tuple[str, ...]:
    """Parameters in which holding and failing draws differ most."""
    if not len(holds) or holds.all() or not holds.any():
        return ()
    found: dict[str, float] = {}
    for one in sampled.values():
        for path, column in one.drawn.values.items():
            values = column[good]
            yes, no = values[holds], values[~holds]
            if not np.isfinite(yes).sum() > 2 or not np.isfinite(no).sum() > 2:
                continue
            spread = float(np.nanstd(values))
            if spread > 0:
                gap = float(np.nanmean(yes) - np.nanmean(no)) / spread
                found[path] = max(found.get(path, 0.0), gap, key=abs)
    ranked = sorted(found, key=lambda path: -abs(found[path]))[: int(known.depends_on)]
    clear = [path for path in ranked if abs(found[path]) >= known.depends_least]
    words = {path: "higher" if found[path] > 0 else "lower" for path in clear}
    return tuple(f"{p} {words[p]} where it holds ({found[p]:+.1f} standard deviations)" for p in clear)


def reasons_of(
    label: str,
    findings: tuple[Finding, ...],
    valid: int,
    pool: Pool,
    sampled: dict[str, Sampled],
    known: Rules,
) -> Iterator[str]:
    """Why the label: the test that decides, draws that are missing, muscles that fall short."""
    if label == "out_of_scope":
        yield "the model gives no number for this: " + "; ".join(scope_of(sampled)[:2])
    elif valid < known.least_valid * pool.draws:
        yield f"only {valid} of {pool.draws} draws could be done"
    else:
        findings = tuple(one for one in findings if not one.control)
        low = min(findings, key=lambda one: one.probability)
        sides = {
            side: [f.says for f in findings if f.label == side] for side in ("supported", "contradicted")
        }
        if label == "undecided" and all(sides.values()):
            yield f"{MEANING}: " + "; ".join(f"{k}: {', '.join(v)}" for k, v in sides.items())
        elif label == "undecided" and not known.contradicted <= low.probability <= known.supported:
            ends = " to ".join(f"{end:.2f}" for end in low.probability_interval)
            yield f"{TOO_FEW}: {low.says} has a probability of {ends} over {valid} draws"
        elif label == "supported":
            yield f"every test holds in at least {100 * low.probability:.0f} % of the draws"
        else:
            yield f"{low.says}: holds in {100 * low.probability:.0f} % of the draws"
    if 0 < valid < pool.draws:
        lost = f"{pool.draws - valid} of {pool.draws} draws"
        yield f"{lost} could not be done and are left out: {_why(sampled)}"
    for name, one in sampled.items():
        share = float(np.nanmean(one.found.values["overload"])) if "overload" in one.found.values else 0.0
        if share >= known.overload_said:
            words = name.replace("_", " ")
            yield f"{words}: in {100 * share:.0f} % of the draws the muscles do not meet the moments"


def _why(sampled: dict[str, Sampled]) -> str:
    for one in sampled.values():
        for text in one.found.failed.values():
            return text.split(";")[0].rpartition("): ")[2]
    return "a number is not known there"


def scope_of(sampled: dict[str, Sampled]) -> list[str]:
    """What the results cannot say, each sentence once."""
    return list(dict.fromkeys(line for one in sampled.values() for line in one.found.scope))
