"""The reverse hyper and the back extension beside the published ratios of their low-back moments.

Run ``python benchmarks/equating.py``; it writes ``results/equating.csv`` (every case, with an id to cite) and
``results/equating.md`` (the same, to read). ``tests/unit/test_equating.py`` recomputes part of it.

Published: Lawrence, Chin and Swanson 2019, doi:10.1519/JSC.0000000000003146, 20 people, 2 x 10 repetitions
at "equivalent loads". Only the abstract was readable: the rule by which loads were equated is not known,
nor are tempo, loads, body sizes and the kind of bench. It calls the back extension hyperextension. Ratios
follow from its differences: +129 % is 2.29.

Definitions
-----------
Moment
    Net lumbar extension moment at L5/S1. Peak: largest value of one repetition. Integral: over its time.
    Mean: the integral over the duration. With one tempo for both movements the ratios of mean and integral
    are the same number; the published pair (1.78 and 1.63) needs a reverse hyper that takes 8 % less time.
At horizontal
    The part that moves, thighs on the reverse hyper and trunk (thorax) on the back extension, passes through
    the horizontal so slowly (200 s from end to end) that accelerations do not count; all joints stand where
    the path from top to bottom has them then.
Equating rules
    a   same added mass: plates on the pendulum (whose own 15 kg come on top), a plate on the chest; "none" is
        legs alone, without machine, against trunk alone
    b   same hip moment (both hips) at horizontal: plates on the pendulum are found for a given plate on the
        chest
    c   load on the reverse hyper only
    d   same L5/S1 moment at horizontal: the plate on the chest is found for given plates on the pendulum. A
        control: what is left of the ratio is due to the way from top to bottom and to acceleration alone
Pad
    Nobody measured what the bench carries under the pelvis: `pad_share` is 0 (no pad), 0.5 and 1 (all of the
    vertical force at the hips).
Verdict
    Of a ratio against the published one: within 20 % of it, above, or below. Ranges of motion are put in, not
    predicted: their rows check nothing and say so.
Strength needed
    Muscle strength that the harder of the two would take, over that of the athlete; above 1 the case is
    arithmetic, not a repetition that he could do. Net moments do not depend on it.

Ids are given in order. New cases go to the end, so that old ids keep their meaning.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from functools import cache
from pathlib import Path

import numpy as np
from equating_page import report

import biolift as bl
from biolift.evidence.matching import SLOW, at_horizontal

RESULTS = Path(__file__).parent / "results"
#: Means of 20 people in Lawrence, Somma and Swanson 2022, doi:10.1123/jab.2022-0046; 2019 gives none.
ATHLETE = bl.Athlete(mass=79.3, height=1.76, sex="male", training="trained")
#: Quantity -> (row of the evidence, published ratio reverse hyper / back extension).
PUBLISHED = {"peak": ("E001", 2.29), "mean": ("E003", 1.78), "integral": ("E002", 1.63)}
#: Evidence row -> (movement, range, published [deg]).
RANGES = {
    "E004": ("reverse hyper", "thigh to trunk", 76.6),
    "E005": ("back extension", "thigh to trunk", 64.7),
    "E006": ("reverse hyper", "lumbar", 20.4),
    "E007": ("back extension", "lumbar", 31.1),
}
WITHIN = 0.20
PADS = (0.0, 0.5, 1.0)
#: Label -> variant, tempo of both movements.
HYPERS = {
    "strict, 2 s": (None, "2-0-2-0"),
    "strict, 1 s": (None, "1-0-1-0"),
    "swing, 1 s": ("swing", "1-0-1-0"),
}
CHAIRS = {"45 degrees": None, "horizontal": "horizontal"}
#: Rule -> what it says, and the loads [kg] that it starts from.
RULES = {
    "a": ("same added mass", (None, 10.0, 20.0, 40.0)),
    "b": ("same hip moment at horizontal", (0.0, 10.0, 20.0, 40.0)),
    "c": ("load on the reverse hyper only", (0.0, 20.0, 40.0, 80.0)),
    "d": ("same L5/S1 moment at horizontal (control)", (0.0, 20.0, 40.0)),
}


@dataclass(frozen=True)
class Row:
    """One number beside a published one."""

    id: str
    rule: str
    reverse_hyper: str
    back_extension: str
    tempo: str
    pad_share: str
    reverse_hyper_kg: str
    back_extension_kg: str
    quantity: str
    unit: str
    reverse_hyper_value: str
    back_extension_value: str
    predicted: str
    published: str
    evidence: str
    verdict: str
    strength_needed: str


@dataclass(frozen=True)
class Case:
    """Two trials to compare, before their loads are equated."""

    rule: str
    hyper: str
    chair: str
    pad: float
    given: float | None


def cases() -> Iterator[Case]:
    """Every comparison, in the order of its ids."""
    for rule, (_, loads) in RULES.items():
        for hyper in HYPERS:
            for chair in CHAIRS:
                for given in loads:
                    for pad in PADS:
                        yield Case(rule, hyper, chair, pad, given)


def reverse_hyper(case: Case, mass: float | None) -> bl.Trial:
    """The case's reverse hyper with `mass` [kg] on its pendulum; None is no machine."""
    variant, tempo = HYPERS[case.hyper]
    load = None if mass is None else bl.Pendulum(mass)
    numbers = {"pad_share": case.pad}
    return bl.Trial(
        bl.movements.reverse_hyper, ATHLETE, load=load, tempo=tempo, variant=variant, numbers=numbers
    )


def back_extension(case: Case, mass: float | None) -> bl.Trial:
    """The case's back extension with `mass` [kg] held to the chest."""
    load = None if mass is None else bl.Plate(mass)
    tempo = HYPERS[case.hyper][1]
    return bl.Trial(bl.movements.back_extension, ATHLETE, load=load, tempo=tempo, variant=CHAIRS[case.chair])


@cache
def moments(trial: bl.Trial) -> dict[str, float]:
    """Peak, mean and integral of the L5/S1 extension moment, and the strength needed."""
    ds = bl.simulate(trial)
    moment = ds["lumbar_extension_moment"].sel(level="L5/S1").values
    time = ds["time"].values
    integral = float(np.trapezoid(moment, time))
    summary = {"peak": float(moment.max()), "mean": integral / float(time[-1]), "integral": integral}
    return summary | {"strength": float(ds["strength_needed"])}


def hips_at_horizontal(ds) -> float:
    """Extension moment of both hips at horizontal [N m]."""
    return at_horizontal(ds, ds["joint_moment"].sel(joint="hip").sum("side"))


def back_at_horizontal(ds) -> float:
    """L5/S1 extension moment at horizontal [N m]."""
    return at_horizontal(ds, ds["lumbar_extension_moment"].sel(level="L5/S1"))


@cache
def matching_load(known: bl.Trial, sought: bl.Trial, quantity) -> float | None:
    """Load [kg] with which `sought` has the static quantity of `known`; None where there is none."""
    target = quantity(bl.simulate(known))
    try:
        return bl.load_for(sought, quantity, target)
    except bl.InputError as error:
        if error.field != "target":
            raise
        return None


def equated(case: Case) -> tuple[float | None, float | None] | None:
    """Loads of reverse hyper and back extension [kg] under the case's rule; None where there are none."""
    if case.rule == "a":
        return case.given, case.given
    if case.rule == "c":
        return case.given, None
    hips = case.rule == "b"
    lying = case if not hips else Case(case.rule, case.hyper, case.chair, 0.0, case.given)  # hips feel no pad
    hyper = reverse_hyper(lying, 0.0 if hips else case.given).replace(tempo=SLOW)
    chair = back_extension(case, case.given if hips else 0.0).replace(tempo=SLOW)
    if hips:
        found = matching_load(chair, hyper, hips_at_horizontal)
        return None if found is None else (found, case.given)
    found = matching_load(hyper, chair, back_at_horizontal)
    return None if found is None else (case.given, found)


def verdict(predicted: float, published: float) -> str:
    """The predicted ratio against the published one, in words."""
    if not np.isfinite(predicted):
        return "no such load"
    off = predicted / published - 1.0
    if abs(off) <= WITHIN:
        return f"within the published figure +-{WITHIN:.0%}".replace("%", " %")
    return "above" if off > 0 else "below"


def ratio_rows(case: Case, first: int) -> list[Row]:
    """Rows of one comparison: peak, mean, integral."""
    loads = equated(case)
    missing = dict.fromkeys([*PUBLISHED, "strength"], float("nan"))
    lying = chair = missing
    if loads is not None:
        lying, chair = moments(reverse_hyper(case, loads[0])), moments(back_extension(case, loads[1]))
    out = []
    for k, (quantity, (evidence, published)) in enumerate(PUBLISHED.items()):
        ratio = lying[quantity] / chair[quantity]
        out.append(
            Row(
                id=f"A{first + k:03d}",
                rule=case.rule,
                reverse_hyper=case.hyper,
                back_extension=case.chair,
                tempo=HYPERS[case.hyper][1],
                pad_share=f"{case.pad:g}",
                reverse_hyper_kg=_mass(loads, 0),
                back_extension_kg=_mass(loads, 1),
                quantity=quantity,
                unit="N m s" if quantity == "integral" else "N m",
                reverse_hyper_value=_text(lying[quantity]),
                back_extension_value=_text(chair[quantity]),
                predicted=_text(ratio),
                published=f"{published:g}",
                evidence=evidence,
                verdict=verdict(ratio, published),
                strength_needed=_text(max(lying["strength"], chair["strength"])),
            )
        )
    return out


def range_rows() -> list[Row]:
    """Ranges of motion that come out of the movements, which were put in."""
    out = []
    for hyper, (variant, tempo) in {"strict": HYPERS["strict, 2 s"], "swing": HYPERS["swing, 1 s"]}.items():
        for evidence, (movement, kind, published) in RANGES.items():
            lying = movement == "reverse hyper"
            if hyper == "swing" and not lying:
                continue
            noun = bl.movements.reverse_hyper if lying else bl.movements.back_extension
            ds = bl.simulate(bl.Trial(noun, ATHLETE, tempo=tempo, variant=variant if lying else None))
            angle = ds["lumbar_flexion"]
            if kind == "thigh to trunk":
                angle = angle + ds["joint_angle"].sel(joint="hip", side="right")
            predicted = float(np.degrees(np.ptp(angle.values)))
            put_in = abs(predicted - published) < 0.05
            row = dict.fromkeys((field.name for field in fields(Row)), "")
            row |= {"id": f"A{len(out) + 1:03d}", "quantity": f"range, {kind}", "unit": "deg"}
            row |= {"reverse_hyper" if lying else "back_extension": hyper if lying else "all benches"}
            row |= {"tempo": tempo, "predicted": f"{predicted:.1f}", "published": f"{published:g}"}
            row |= {"evidence": evidence, "verdict": f"{'input' if put_in else 'assumed'}, no check"}
            out.append(Row(**row))
    return out


def rows() -> list[Row]:
    """All rows: ranges first, then every comparison."""
    out = range_rows()
    for case in cases():
        out += ratio_rows(case, len(out) + 1)
    return out


def _text(value: float) -> str:
    return f"{value:.4g}" if np.isfinite(value) else ""


def _mass(loads: tuple[float | None, float | None] | None, which: int) -> str:
    if loads is None:
        return ""
    return "none" if loads[which] is None else f"{loads[which]:.4g}"


def main() -> None:
    """Write both files."""
    RESULTS.mkdir(exist_ok=True)
    found = rows()
    with (RESULTS / "accuracy.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, [field.name for field in fields(Row)], lineterminator="\n")
        writer.writeheader()
        writer.writerows(asdict(row) for row in found)
    (RESULTS / "accuracy.md").write_text(report(found, RULES, PUBLISHED), encoding="utf-8")


if __name__ == "__main__":
    main()
