"""Muscle sets: the raw tables of ``data/muscles``, fitted, as :class:`biolift.nouns.muscles.MuscleSet`."""

from __future__ import annotations

import csv
import math
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from biolift.errors import DataFileError
from biolift.library.fibre_lengths import read_rules, with_effective_lengths
from biolift.library.sources import DATA, sources
from biolift.nouns.muscles import Crossing, Muscle, MuscleSet, Polynomial
from biolift.nouns.number import Numbers
from biolift.nouns.toml_file import TomlFile
from biolift.nouns.toml_section import Section, number
from biolift.vocabulary import GROUPS, LEVELS

_MM = 1e-3
_MOTIONS = {"hip_flexion": 4, "knee_flexion": 4, "ankle_dorsiflexion": 2, "hip_adduction": 1}
_FIBRE = ("optimal_length_mm", "optimal_length_sd_mm", "fibre_length_neutral", "pennation_deg")
_TRUNK = (
    *("muscle", "group", "pcsa_cm2", "pcsa_crossing_l5s1_cm2", "share_l4l5"),
    *(f"specific_tension_{end}n_cm2" for end in ("", "low_", "high_")),
    *(*_FIBRE, "sources", "note"),
)
_LEG = (
    *("muscle", "group", "max_force_n", "max_force_low_n", "max_force_high_n"),
    *(*_FIBRE, "sources", "note"),
)
_ARMS = ("arm_extension_mm", "arm_right_bend_mm", "arm_left_turn_mm")
_PULL = ("u_anterior", "u_up", "u_right")
_PATHS = ("muscle", "level", "frame", "lumbar_flexion_deg", *_ARMS, *_PULL, "length_change_mm", "source")
_LEG_ARMS = ("muscle", "motion", "at", "at_deg", "arm_mm", "source")


@cache
def standard() -> MuscleSet:
    """The muscle set that the library ships."""
    return read(DATA / "muscles" / "standard.toml")


@dataclass(frozen=True)
class Row:
    """One row of a table, which knows its file and line."""

    file: Path
    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def number(self, column: str) -> float:
        """A finite number.

        Raises
        ------
        DataFileError
            With file and line.
        """
        try:
            value = float(self.cells[column])
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            raise DataFileError(self.file, self.line, column, self.cells[column], "a finite number", "1.0")
        return value

    def one_of(self, column: str, options: Iterable[str]) -> str:
        """A word out of `options`."""
        names = tuple(options)
        if self.cells[column] not in names:
            allowed = f"one of {', '.join(names)}"
            raise DataFileError(self.file, self.line, column, self.cells[column], allowed, names[0])
        return self.cells[column]


def read(path: str | Path) -> MuscleSet:
    """Read a muscle set.

    Parameters
    ----------
    path : str or Path
        A TOML file that names the folder of its tables.

    Raises
    ------
    DataFileError
        With file and line, for an unknown key, column, group or source, or a value out of range.
    """
    top = Section.root(TomlFile.read(path))
    top.only(
        *("id", "title", "summary", "reference_height", "reference_mass", "max_velocity", "tables"),
        *("l5_frame", "trunk_extensors", "joint_range", "numbers"),
    )
    known = {source.key for source in sources()}
    folder = top.file.path.parent / top.text("tables")
    paths = table(folder / "trunk_paths.csv", _PATHS, known)
    arms = table(folder / "leg_arms.csv", _LEG_ARMS, known)
    frame = top.section("l5_frame")
    frame.only("lean_deg", "lean_per_flexion", "source")
    lean = (math.radians(frame.plain("lean_deg")), frame.plain("lean_per_flexion"))
    speed = top.plain("max_velocity")
    muscles = [
        *(_trunk_muscle(row, paths, arms, lean, speed) for row in table(folder / "trunk.csv", _TRUNK, known)),
        *(_leg_muscle(row, arms, speed) for row in table(folder / "legs.csv", _LEG, known)),
    ]
    rules = read_rules(top)
    numbers = top.section("numbers", optional=True)
    return top.build(
        None,
        lambda: MuscleSet(
            id=top.text("id"),
            title=top.text("title"),
            muscles=tuple(with_effective_lengths(muscle, rules) for muscle in muscles),
            reference_height=top.plain("reference_height"),
            reference_mass=top.plain("reference_mass"),
            numbers=Numbers.of({key: number(entry, known) for key, entry in numbers.children()}),
            sources=tuple(dict.fromkeys(key for muscle in muscles for key in muscle.sources)),
        ),
    )


def table(file: Path, columns: tuple[str, ...], known: Collection[str]) -> list[Row]:
    """Rows of a CSV file whose sources are all registered.

    Raises
    ------
    DataFileError
        When the file, a column or a source is not what it should be.
    """
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise DataFileError(file, None, "file", str(file), f"a readable file ({error})") from None
    reader = csv.DictReader(lines)
    if tuple(reader.fieldnames or ()) != columns:
        raise DataFileError(file, 1, "columns", ",".join(reader.fieldnames or ()), ",".join(columns))
    rows = [Row(file, reader.line_num, cells) for cells in reader]
    for row in rows:
        if None in row.cells or None in row.cells.values():
            raise DataFileError(
                file, row.line, "row", row.cells, f"one cell for each of {len(columns)} columns"
            )
        column = "sources" if "sources" in columns else "source"
        for key in row[column].split(";"):
            if key not in known:
                raise DataFileError(file, row.line, column, key, "registered sources, separated by ;")
    return rows


def _trunk_muscle(
    row: Row, paths: list[Row], arms: list[Row], lean: tuple[float, float], speed: float
) -> Muscle:
    name, area = row["muscle"], row.number("pcsa_cm2")
    shares = (row.number("pcsa_crossing_l5s1_cm2") / area, row.number("share_l4l5"))
    own = [r for r in paths if r["muscle"] == name]
    lengths = [r for r in own if r["level"] == LEVELS[0]]
    if len(lengths) < 4:
        raise DataFileError(
            row.file, row.line, "muscle", name, "a muscle with at least 4 rows in trunk_paths.csv"
        )
    x = np.radians([r.number("lumbar_flexion_deg") for r in lengths])
    change = _MM * np.array([r.number("length_change_mm") for r in lengths])
    c1, c2 = np.linalg.lstsq(np.column_stack([x, x * x]), change, rcond=None)[0]
    tension = (row.number(f"specific_tension_{end}n_cm2") for end in ("low_", "", "high_"))
    crossings = tuple(_crossing(own, level, share, lean) for level, share in zip(LEVELS, shares, strict=True))
    joints = {"lumbar_length": (float(c1), float(c2)), "lumbar_range": (float(x.min()), float(x.max()))}
    return _muscle(
        row, [area * s for s in tension], speed, joints | {"crossings": crossings} | _joints(name, arms)
    )


def _leg_muscle(row: Row, arms: list[Row], speed: float) -> Muscle:
    forces = [row.number(f"max_force_{end}n") for end in ("low_", "", "high_")]
    joints = _joints(row["muscle"], arms)
    if not joints:
        allowed = "a muscle with rows in leg_arms.csv"
        raise DataFileError(row.file, row.line, "muscle", row["muscle"], allowed)
    return _muscle(row, forces, speed, joints)


def _muscle(row: Row, forces: list[float], speed: float, geometry: dict[str, Any]) -> Muscle:
    optimal, neutral = _MM * row.number("optimal_length_mm"), row.number("fibre_length_neutral")
    return Muscle(
        id=row["muscle"],
        group=row.one_of("group", GROUPS),
        max_force_low=forces[0],
        max_force=forces[1],
        max_force_high=forces[2],
        optimal_length=optimal,
        optimal_length_sd=_MM * row.number("optimal_length_sd_mm"),
        pennation=math.radians(row.number("pennation_deg")),
        fibre_length_neutral=neutral,
        max_velocity=speed,
        listed_optimal_length=optimal,
        listed_fibre_length_neutral=neutral,
        sources=tuple(row["sources"].split(";")),
        **geometry,
    )


def _crossing(rows: list[Row], level: str, share: float, lean: tuple[float, float]) -> Crossing:
    """Quadratics of lumbar flexion for arms and direction at one disc, in pelvis axes."""
    own = [row for row in rows if row["level"] == level]
    x = np.radians([row.number("lumbar_flexion_deg") for row in own])
    inside = np.array([row.one_of("frame", ("pelvis", "L5")) == "L5" for row in own])
    # L5 leans forward: its axes are those of the pelvis turned by a negative angle about z (right)
    turn = -(lean[0] + lean[1] * x) * inside
    extension, bend, left = (_MM * np.array([row.number(c) for row in own]) for c in _ARMS)
    anterior, up, right = (np.array([row.number(c) for row in own]) for c in _PULL)
    c, s = np.cos(turn), np.sin(turn)
    return Crossing(
        extension=_fit(x, extension, 2),
        # moments about x, y, z are right bend, left turn, extension
        right_bend=_fit(x, c * bend - s * left, 2),
        left_turn=_fit(x, s * bend + c * left, 2),
        anterior=_fit(x, c * anterior - s * up, 2),
        up=_fit(x, s * anterior + c * up, 2),
        right=_fit(x, right, 2),
        share=share,
    )


def _joints(name: str, rows: list[Row]) -> dict[str, Any]:
    """Arm polynomials of one muscle at hip, knee and ankle, and the ranges they were fitted over."""
    out: dict[str, Any] = {}
    for motion, degree in _MOTIONS.items():
        own = [row for row in rows if row["muscle"] == name and row.one_of("motion", _MOTIONS) == motion]
        if not own:
            continue
        x = np.radians([row.number("at_deg") for row in own])
        key = "hip_adduction_arm" if motion == "hip_adduction" else f"{motion.split('_')[0]}_arm"
        out[key] = _fit(x, _MM * np.array([row.number("arm_mm") for row in own]), degree)
        if motion != "hip_adduction":
            out[key.replace("_arm", "_range")] = (float(x.min()), float(x.max()))
    return out


def _fit(x: np.ndarray, y: np.ndarray, degree: int) -> Polynomial:
    return tuple(float(c) for c in np.polynomial.polynomial.polyfit(x, y, degree))
