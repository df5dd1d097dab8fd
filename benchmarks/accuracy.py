"""The library's studies as a committed table, and as the page docs/agreement.md with its figures.

Run ``python benchmarks/accuracy.py``; it writes ``results/accuracy.csv`` (a row per check, by its id) and
``docs/agreement.md``. ``tests/unit/test_accuracy.py`` recomputes it; ``biolift cite IDP04`` cites a row.
The reverse hyper against the back extension under every rule of equal loads has a table of its own,
``equating.py``.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from accuracy_page import page

import biolift as bl
from biolift.evidence.agreement import ratio_errors
from biolift.evidence.flexion import flexion_curve, strength_curve
from biolift.evidence.measure import Runs, predicted
from biolift.nouns.paths import with_value

HERE = Path(__file__).parent
TABLE = HERE / "results" / "accuracy.csv"
DOCS = HERE.parent / "docs"
#: The four poses that are scored, with either value of the hold close to the body.
POSES = {
    "close hold 1.1 MPa (abstract)": ("IDP04", "IDP10", "IDP12", "IDP08"),
    "close hold 1.0 MPa (figure)": ("IDP04", "IDP11", "IDP12", "IDP08"),
}
#: Crate of each pose: path that moves it forward, where it is, and how near and far the body lets it be [m].
CRATES = {
    "IDP10": ("numbers.mass_x", 0.2724, (0.2, 0.7)),
    "IDP11": ("numbers.mass_x", 0.2724, (0.2, 0.7)),
    "IDP12": ("numbers.mass_x", 0.4191, (0.2, 0.47)),
    "IDP08": ("numbers.crate_x", 0.14, (0.04, 0.24)),
}
SHIFTS = (-0.10, -0.05, 0.0, 0.05, 0.10)
#: Lumbar ranges of flexion and extension [deg]: whose they are.
RANGES = {
    "a man of 45 who takes the poses (used)": (69.7, 24.0),
    "the mean man of 45": (59.5, 20.0),
    "the mean man of 30": (65.9, 24.6),
    "one sd more than the mean man of 45": (67.5, 25.0),
}
#: Strength and tonic floor of the man: how he is taken.
STRENGTHS = {
    "untrained, floor 0.03 (used)": (1.0, 0.03),
    "trained (1.4), floor 0.03": (1.4, 0.03),
    "trained (1.4), floor calibrated anew on standing, 0.021": (1.4, 0.021),
}
COLUMNS = {
    **dict.fromkeys(("study", "condition", "quantity", "unit", "bound"), str),
    **dict.fromkeys(
        ("measured", "measured_sd", "predicted", "predicted_low", "predicted_high", "ratio"), float
    ),
    **dict.fromkeys(("verdict", "tolerance", "confidence", "where"), str),
}


def table(ds, with_cocontraction=None) -> list[dict[str, str]]:
    """Rows of the committed table; numbers to four digits, empty where not known."""
    rows = []
    for k, id in enumerate(ds["check"].values):
        row = {"id": str(id)}
        for name, kind in COLUMNS.items():
            value = ds[name].values[k]
            row[name] = text(float(value)) if kind is float else str(value)
        if with_cocontraction is not None:
            row["with_cocontraction"] = text(float(with_cocontraction["predicted"].values[k]))
        rows.append(row)
    return rows


def text(value: float) -> str:
    """Four digits, empty where it is not known."""
    return f"{value:.4g}" if math.isfinite(value) else ""


def pressures(changes: Mapping[str, Mapping[str, float]], level: str = "L4/L5") -> dict[str, float]:
    """Ratio to standing of every scored pose with values changed, ``{"IDP08": {path: value}}`` or "all"."""
    out, runs = {}, Runs()
    for id in dict.fromkeys(id for ids in POSES.values() for id in ids):
        study, check = bl.studies.study_of(id), bl.studies.check(id)
        cases = {name: (s.trial, bl.models.standard) for name, s in study.settings.items()}
        for name in check.trials:
            wanted = dict(changes.get("all", {})) | (dict(changes.get(id, {})) if name == check.trial else {})
            for path, value in wanted.items():
                cases[name] = with_value(*cases[name], path, value)
        own = check if level == "L4/L5" else _at(check, level)
        out[id] = predicted(own, cases, runs)
    return out


def _at(check, level):
    from dataclasses import replace

    return replace(check, quantity=f"compression[{level}]")


def scores(ratios: Mapping[str, float]) -> dict[str, tuple[float, float]]:
    """Root mean square and largest error of the four poses, for either value of the close hold."""
    out = {}
    for words, ids in POSES.items():
        off = np.array([ratios[id] / bl.studies.check(id).mean - 1.0 for id in ids])
        out[words] = (float(np.sqrt(np.mean(off**2))), float(np.abs(off).max()))
    return out


def moved(shift: float) -> dict[str, dict[str, float]]:
    """Changes that put every crate farther from the ankles by `shift` [m], as far as the body lets it."""
    return {id: {path: min(max(x + shift, low), high)} for id, (path, x, (low, high)) in CRATES.items()}


def widest_shift(limit: float) -> tuple[float, float]:
    """Range of common shifts of the crates [m] in which the first score stays within `limit`."""
    first = next(iter(POSES))
    good = [s for s in np.arange(-0.06, 0.0605, 0.005) if scores(pressures(moved(s)))[first][0] <= limit]
    return float(min(good, default=math.nan)), float(max(good, default=math.nan))


def peer_error() -> float:
    """Root mean square error of the other full-body model on the same poses, from its published chart."""
    checks = [bl.studies.check(id) for id in ("IDP04", "IDP11", "IDP12", "IDP08")]
    return math.sqrt(sum((c.peer.value / c.mean - 1.0) ** 2 for c in checks) / len(checks))


def sensitivities() -> dict[str, dict[str, dict[str, float]]]:
    """Ratios of the scored poses over the places of the crates, the man's ranges, and the level."""
    ranges = {
        words: pressures(
            {
                "all": {
                    "athlete.lumbar_flexion_range": math.radians(flexion),
                    "athlete.lumbar_extension_range": math.radians(extension),
                }
            }
        )
        for words, (flexion, extension) in RANGES.items()
    }
    strengths = {
        words: pressures({"all": {"athlete.strength": strength, "model.sharing.floor": floor}})
        for words, (strength, floor) in STRENGTHS.items()
    }
    shifts = {f"{100 * s:+.0f} cm": pressures(moved(s)) for s in SHIFTS}
    level = {"L5/S1": pressures({}, "L5/S1")}
    return {"shifts": shifts, "ranges": ranges, "strengths": strengths, "levels": level}


def curves():
    """Forward bend and strength of an untrained man of 75 kg and 1.75 m."""
    me = bl.Athlete(mass=75, height=1.75, sex="male")
    return flexion_curve(me), strength_curve(me)


def main() -> None:
    """Write the table, the page and its figures."""
    ds = bl.agreement()
    held = bl.agreement(model=bl.models.cocontraction)
    rows = table(ds, held)
    with TABLE.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    bend, strength = curves()
    pictures = DOCS / "agreement"
    pictures.mkdir(exist_ok=True)
    bl.plot.agreement(ds).savefig(pictures / "all.png")
    bl.plot.ratios_to_standing(ds).savefig(pictures / "ratios.png")
    bl.plot.bland_altman(ds).savefig(pictures / "bland_altman.png")
    peak = bl.studies.check("STR04").mean
    bl.plot.flexion_curves(bend, strength, peak).savefig(pictures / "flexion.png")
    facts = {
        "errors": {words: ratio_errors(ds, ids) for words, ids in POSES.items()},
        "held": {words: ratio_errors(held, ids) for words, ids in POSES.items()},
        "peer": peer_error(),
        "shift": widest_shift(0.06),
        "sensitivities": sensitivities(),
        "scores": scores,
    }
    (DOCS / "agreement.md").write_text(page(ds, held, facts, bend, strength), encoding="utf-8")


if __name__ == "__main__":
    main()
