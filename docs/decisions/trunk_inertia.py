"""Radii of gyration of the lumbar and of thorax with head: what trunk_inertia.md rests on.

It reads `trunk_slices.csv` beside it and prints the table of the page. Lengths in mm at a stature of 1.75 m.
"""

import csv
import math
from pathlib import Path

STATURE = 1750.0
#: Centre of mass of thorax, neck and head above T12/L1.
THORAX_CENTRE = 214.0
#: Along the spine from T11/T12 to the neck joint: only the sum is known, the eleven slices between share it.
T11_TO_T1 = 265.7
LUMBAR = ("L5", "L4", "L3", "L2", "L1")
#: Length over stature; radii over length about the anteroposterior, mediolateral and long axis (de Leva).
SECTIONS = {
    ("male", "lumbar"): (0.12378, 0.482, 0.383, 0.468),  # middle trunk
    ("female", "lumbar"): (0.11833, 0.433, 0.354, 0.415),
    ("male", "chest"): (0.09805, 0.716, 0.454, 0.659),  # upper trunk
    ("female", "chest"): (0.08213, 0.746, 0.502, 0.718),
    ("male", "head"): (0.13952, 0.303, 0.315, 0.261),
    ("female", "head"): (0.14046, 0.271, 0.295, 0.261),
}
#: Centre of mass of head and neck above the neck joint, over the length VERT-CERV (mean of the sexes).
HEAD_CENTRE = 1.0 - (0.5002 + 0.4841) / 2.0


def slices() -> dict[str, tuple[float, float, float]]:
    """Mass fraction, lower edge and vertical height of each slice; from L5/S1, thoracic ones from T12/L1."""
    text = (Path(__file__).parent / "trunk_slices.csv").read_text(encoding="utf-8")
    table, edge = {}, 0.0
    for row in csv.DictReader(text.splitlines()):
        name = row["slice"]
        edge = 0.0 if name == "T12" else edge
        along = float(row["height_mm"] or T11_TO_T1 / 11.0)
        height = along * math.cos(math.radians(float(row["tilt_deg"] or 0.0)))
        table[name] = (float(row["mass_fraction"]), edge, height)
        edge += height
    return table


def spread(parts: list[tuple[float, float, float]]) -> tuple[float, float]:
    """Mean and variance of height over parts given as (mass, mean, variance)."""
    mass = sum(m for m, _, _ in parts)
    mean = sum(m * y for m, y, _ in parts) / mass
    return mean, sum(m * (v + (y - mean) ** 2) for m, y, v in parts) / mass


def vertical() -> dict[str, float]:
    """Vertical variance of each segment's mass about its centre."""
    table = slices()
    boxes = {
        name: (m, edge + h / 2.0, h * h / 12.0) for name, (m, edge, h) in table.items() if name != "head_neck"
    }
    head_mass, neck, _ = table["head_neck"]
    length = STATURE * (0.13952 + 0.14046) / 2.0
    head = (head_mass, neck + HEAD_CENTRE * length, mean_over_sexes("head")[1])
    chest = [box for name, box in boxes.items() if name not in LUMBAR]
    # Soft tissue does not hang at the height of its vertebra: the slices move together to the known centre.
    mass = sum(m for m, _, _ in chest)
    shift = THORAX_CENTRE + (THORAX_CENTRE - head[1]) * head_mass / mass - spread(chest)[0]
    moved = [(m, y + shift, v) for m, y, v in chest]
    return {"lumbar": spread([boxes[name] for name in LUMBAR])[1], "thorax": spread([*moved, head])[1]}


def mean_over_sexes(part: str) -> tuple[float, float, float]:
    """Variance along x (depth), y (height) and z (width) of a part, mean of the sexes."""
    total = [0.0, 0.0, 0.0]
    for sex in ("male", "female"):
        length, *radii = SECTIONS[sex, part]
        ap, ml, long = ((length * STATURE * r) ** 2 for r in radii)
        for i, variance in enumerate(
            ((ml + long - ap) / 2.0, (ap + ml - long) / 2.0, (ap + long - ml) / 2.0)
        ):
            total[i] += variance / 2.0
    return total[0], total[1], total[2]


def sections() -> dict[str, tuple[float, float]]:
    """Horizontal variances (depth, width) of each segment from de Leva's trunk parts."""
    head = slices()["head_neck"][0]
    chest = sum(m for name, (m, _, _) in slices().items() if name.startswith("T"))
    x, z = (
        (chest * a + head * b) / (chest + head)
        for a, b in zip(mean_over_sexes("chest")[::2], mean_over_sexes("head")[::2], strict=True)
    )
    return {"lumbar": mean_over_sexes("lumbar")[::2], "thorax": (x, z)}


def radii() -> dict[str, tuple[float, float, float]]:
    """Radii of gyration about the x, y and z axis [mm]."""
    out = {}
    for name, height in vertical().items():
        depth, width = sections()[name]
        out[name] = (math.sqrt(height + width), math.sqrt(depth + width), math.sqrt(height + depth))
    return out


if __name__ == "__main__":
    for segment, (x, y, z) in radii().items():
        height = math.sqrt(vertical()[segment])
        print(f"{segment:8} height sd {height:4.0f}   radii about x {x:4.0f}, y {y:4.0f}, z {z:4.0f}")
