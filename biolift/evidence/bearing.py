"""Published numbers that bear on a claim, and whether the model's answer agrees with them."""

from __future__ import annotations

import math
from dataclasses import dataclass

from biolift.errors import InputError
from biolift.library.studies import not_reproduced, studies
from biolift.nouns.claim import Claim
from biolift.nouns.verdict import Bearing, Finding


@dataclass(frozen=True, slots=True)
class Published:
    """value : as published, % as a share; ratio : whether it is one; source : key; says : in words."""

    value: float
    ratio: bool
    source: str
    says: str


def published(id: str) -> Published | None:
    """The published number with this id; None where the library has none."""
    try:
        check, study = studies.check(id), studies.study_of(id)
    except InputError:
        return None
    factor = 0.01 if check.unit == "%" else 1.0
    ratio = check.unit == "1" and check.over is not None
    said = f"{check.condition}: {check.mean:g} {check.unit}".removesuffix(" 1")
    return Published(check.mean * factor, ratio, study.source.key, said)


def bearings(claim: Claim, findings: tuple[Finding, ...]) -> tuple[Bearing, ...]:
    """Every published number that a claim names; compared where the claim says with which test."""
    by_name = {finding.name: finding for finding in findings}
    found = []
    for id in claim.studies:
        number = published(id)
        left_out = not_reproduced().get(id, "")
        says, source = (left_out, "") if number is None else (number.says, number.source)
        finding = by_name.get(claim.compare.get(id, ""))
        found.append(Bearing(id=id, says=says, source=source, agrees=_agrees(number, finding)))
    return tuple(found)


def _agrees(number: Published | None, finding: Finding | None) -> bool | None:
    """Whether the published value lies within the interval of the test's effect."""
    if number is None or finding is None or not math.isfinite(finding.effect):
        return None
    relative = finding.effect_words.startswith("relative")
    value = number.value - 1.0 if relative and number.ratio else number.value
    if finding.effect_words == "ratio" and not number.ratio:  # published as a difference
        value += 1.0
    low, high = finding.effect_interval
    return low <= value <= high
