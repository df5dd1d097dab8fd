"""The conventions, written from the vocabulary, the table of signs and the table of quantities."""

from __future__ import annotations

from collections.abc import Iterable

from biolift import vocabulary as words
from biolift.library.quantities import SUMMARIES, Quantity, quantities

AXES = {"x": "x (anterior)", "y": "y (up)", "z": "z (right)"}


def coordinates() -> str:
    """Every coordinate, with the segments it turns and the mechanical sign."""
    rows = []
    for name, turns in words.COORDINATES.items():
        stated = [f"{turn.segment} by {turn.factor:+.2g} about {AXES[turn.axis]}" for turn in turns]
        plane = "turning" if name in words.OUT_OF_PLANE else "sagittal"
        rows.append((f"`{name}`", "; ".join(stated) or "moves the pelvis", plane))
    return table(("coordinate", "positive turns", "needs plane"), rows)


def inclinations() -> str:
    """Inclinations that a pose may give in place of the pelvic tilt."""
    rows = []
    for name, factors in words.INCLINATIONS.items():
        parts = "".join(f" {'+' if factor > 0 else '-'} {other}" for other, factor in factors.items())
        rows.append((f"`{name}`", f"`pelvic_tilt = {name}{parts}`"))
    return table(("inclination", "what follows"), rows)


def joints() -> str:
    """Joints with the segment they move and the positive action of their net moment."""
    rows = [(joint, f"`{words.JOINT_SEGMENT[joint]}`", words.JOINT_ACTION[joint]) for joint in words.JOINTS]
    return table(("joint", "moves", "positive moment"), rows)


def segments() -> str:
    """Which segment hangs on which."""
    return table(
        ("segment", "hangs on"),
        [
            (f"`{name}`", f"`{up}`" if up else "the world (floating base)")
            for name, up in words.PARENT.items()
        ],
    )


def groups() -> str:
    """Names of the muscle groups."""
    return ", ".join(f"`{group}`" for group in words.GROUPS) + ".\n"


def results() -> str:
    """Variables of a result, with unit, dimensions, sign and definition."""
    declared = [q for q in quantities().values() if not q.name.startswith(tuple(f"{s}_" for s in SUMMARIES))]
    rows = [
        (f"`{q.name}`", q.unit or "", ", ".join(q.dims), q.long_name, q.positive, _meaning(q))
        for q in declared
    ]
    return table(("variable", "unit", "besides progress", "what", "positive", "definition"), rows)


def summaries() -> str:
    """Summaries that sweeps keep, with their meaning and their units."""
    some = next(q for q in quantities().values() if q.summaries)
    rows = []
    for kind in SUMMARIES:
        summary = quantities()[f"{kind}_{some.name}"]
        rows.append((f"`{kind}_...`", summary.definition, f"`{summary.name}` [{summary.unit}]"))
    return table(("summary", "meaning", "for example"), rows)


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table."""
    head = list(head)
    lines = ["| " + " | ".join(row) + " |" for row in [head, ["---"] * len(head), *map(list, rows)]]
    return "\n".join(lines) + "\n"


def _meaning(quantity: Quantity) -> str:
    summed = "summaries kept" if quantity.summaries else ""
    return "; ".join(part for part in (quantity.definition, summed) if part)
