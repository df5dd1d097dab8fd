"""The rows of equating.py as a page to read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

INTRO = """# Reverse hyper against back extension

Written by `benchmarks/equating.py`, where the rules and "at horizontal" are defined. Ratios reverse hyper /
back extension of the net L5/S1 extension moment, at one tempo for both, for a man of 79.3 kg and 1.76 m,
beside Lawrence, Chin and Swanson 2019 (doi:10.1519/JSC.0000000000003146): **peak 2.29, mean 1.78, integral
1.63** (E001-E003). How that study equated loads was not readable, so every plausible rule is shown,
whatever comes out. No mark: within 20 % of the published ratio; ↑ above, ↓ below. In brackets: ids of rows
in `equating.csv`.
"""
OUTRO = """With one tempo for both, the integral has the mean's ratio; they stand against two published
values that cannot both be met then (their quotient says that the reverse hyper's repetition took 8 % less
time). The ranges under the rules overlap: the published ratios do not tell which rule was used."""
MARKS = {"within": "", "above": " ↑", "below": " ↓", "no": ""}


def report(found: Sequence[Any], rules: Mapping[str, Any], published: Mapping[str, Any]) -> str:
    """All rows as tables to read."""
    lines = [
        INTRO,
        "## What comes out",
        "",
        *_overview(found, rules, published),
        "",
        _together(found, rules, published),
    ]
    lines += ["", OUTRO]
    for rule, (words, _) in rules.items():
        of_rule = [row for row in found if row.rule == rule]
        lines += ["", f"## Rule {rule}: {words}", "", *_rule_table(of_rule)]
    lines += ["", "## Ranges of motion (put in, no check)", "", *_range_table(found)]
    return "\n".join(lines) + "\n"


def _overview(found: Sequence[Any], rules: Mapping[str, Any], published: Mapping[str, Any]) -> list[str]:
    heads = ["rule", "quantity", "published", "lowest", "highest", "within 20 %", "above", "below"]
    out = _head([*heads, "reverse hyper higher"])
    for rule, (words, _) in rules.items():
        for quantity, (_, value) in published.items():
            here = [row for row in found if (row.rule, row.quantity) == (rule, quantity) and row.predicted]
            ratios = [float(row.predicted) for row in here]
            said = [row.verdict.split()[0] for row in here]
            counts = [said.count(word) for word in ("within", "above", "below")]
            higher = sum(ratio > 1 for ratio in ratios)
            numbers = f"{value:g} | {min(ratios):.2f} | {max(ratios):.2f}"
            out.append(
                f"| {rule} {words} | {quantity} | {numbers} | {' | '.join(map(str, counts))} "
                f"| {higher} of {len(here)} |"
            )
    return out


def _together(found: Sequence[Any], rules: Mapping[str, Any], published: Mapping[str, Any]) -> str:
    """In how many comparisons all ratios come within 20 % at once."""
    out, size = [], len(published)
    for rule in rules:
        here = [row for row in found if row.rule == rule]
        sets = [here[k : k + size] for k in range(0, len(here), size)]
        hits = sum(all(row.verdict.startswith("within") for row in one) for one in sets)
        out.append(f"{rule}: {hits} of {len(sets)}")
    return f"Peak, mean and integral all within 20 % at once, by rule: {'; '.join(out)}."


def _rule_table(found: Sequence[Any]) -> list[str]:
    heads = [f"{quantity}, {pad}" for quantity in ("peak", "mean") for pad in ("no pad", "half", "full")]
    out = _head(["reverse hyper", "back extension", "loads RH / BE [kg]", *heads, "strength needed"])
    loads_differ = found[0].rule == "d"
    groups: dict[tuple[str, ...], list[Any]] = {}
    for row in found:
        if row.quantity == "integral":
            continue
        place = row.reverse_hyper_kg if loads_differ else f"{row.reverse_hyper_kg} / {row.back_extension_kg}"
        groups.setdefault((row.reverse_hyper, row.back_extension, place), []).append(row)
    for (hyper, chair, place), group in groups.items():
        if loads_differ:
            plates = [row.back_extension_kg or "none" for row in group if row.quantity == "peak"]
            place = f"{place} / {', '.join(plates)}"
        cells = [_cell(row) for quantity in ("peak", "mean") for row in group if row.quantity == quantity]
        needed = max(float(row.strength_needed or "nan") for row in group)
        out.append(f"| {hyper} | {chair} | {place} | {' | '.join(cells)} | {needed:.2f} |")
    return out


def _cell(row: Any) -> str:
    if not row.predicted:
        return "no such load"
    return f"{float(row.predicted):.2f}{MARKS[row.verdict.split()[0]]} ({row.id})"


def _range_table(found: Sequence[Any]) -> list[str]:
    out = _head(["id", "movement", "range", "here [deg]", "published [deg]", "verdict"])
    for row in found:
        if row.unit == "deg":
            name = f"reverse hyper, {row.reverse_hyper}" if row.reverse_hyper else "back extension"
            kind = row.quantity.removeprefix("range, ")
            numbers = f"{row.predicted} | {row.published} ({row.evidence})"
            out.append(f"| {row.id} | {name} | {kind} | {numbers} | {row.verdict} |")
    return out


def _head(names: Sequence[str]) -> list[str]:
    return [f"| {' | '.join(names)} |", "|" + "---|" * len(names)]
