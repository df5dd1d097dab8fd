"""Reads a movement from its TOML file."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import fields, replace
from functools import cache, partial
from pathlib import Path
from typing import Any

from biolift.errors import InputError
from biolift.nouns.completion_file import completion
from biolift.nouns.expression import Expression
from biolift.nouns.movement import Movement
from biolift.nouns.movement_values import EVERY_POSE
from biolift.nouns.number import Number, Numbers
from biolift.nouns.pose import POSE_NAMES, Pose, unit_of
from biolift.nouns.support import REMAINDER, Anchor, Contact, EquipmentSlot, Support
from biolift.nouns.tempo import Tempo
from biolift.nouns.toml_file import TomlFile
from biolift.nouns.toml_section import Section, angle, number
from biolift.sources import Source

# Read as data: this room may not import the library, which stands above it.
_DATA = Path(__file__).parents[1] / "library" / "data"
_KEYS = (
    *("id", "title", "summary", "plane", "begins", "tempo", "time_law", "phases", "poses", "numbers"),
    *("anchor", "complete", "supports", "contacts", "equipment"),
)


def read_movement(path: Path, known_sources: Collection[str] | None, origin: str) -> Movement:
    """Read a movement with its variants.

    Parameters
    ----------
    path : Path
        The file.
    known_sources : collection of str or None
        Source keys that the file may use besides its own.
    origin : str
        What to type to get the movement again.

    Raises
    ------
    DataFileError
        Names the file, the line, the key and what to type.
    """
    file = TomlFile.read(path)
    root = Section.root(file)
    root.only(*_KEYS, "variants", "sources")
    own = tuple(_source(key, section) for key, section in root.section("sources", optional=True).children())
    known = registered_sources() if known_sources is None else frozenset(known_sources)
    for source in own:
        if source.key in known:
            allowed = (
                "a key that the library does not define itself; leave the table out to use the library's"
            )
            raise file.error(("sources", source.key), source.key, allowed)
    keys = known | {source.key for source in own}
    base = replace(_movement(root, keys), sources=own, origin=origin)
    variants = root.section("variants", optional=True)
    made = []
    for name, section in variants.children():
        section.only(*(key for key in _KEYS if key != "id"), "remove")
        merged = Section.root(_without(file.overlaid(section.place), section))
        whole = replace(_movement(merged, keys), sources=own, variant=name)
        made.append((name, replace(whole, origin=f"{origin}.variants[{name!r}]")))
    return replace(base, variants_=tuple(made))


@cache
def registered_sources() -> frozenset[str]:
    """Keys of the sources that ship with the library."""
    return frozenset(TomlFile.read(_DATA / "sources.toml").table)


@cache
def default_numbers() -> dict[str, Number]:
    """Numbers that every movement has, where its file does not say them."""
    top = Section.root(TomlFile.read(_DATA / "movement_defaults.toml"))
    return {name: number(section, registered_sources()) for name, section in top.children()}


def _movement(root: Section, sources: Collection[str]) -> Movement:
    """The movement that a table describes, without its variants."""
    given = root.section("numbers", optional=True).children()
    own = {name: number(section, sources) for name, section in given}
    numbers = Numbers.of(default_numbers() | own)
    poses, held = _poses(root.section("poses"), sources)
    phases = root.section("phases")
    phases.only("eccentric", "concentric", "hold")
    parts: dict[str, Any] = {
        "anchor": _anchor(root.section("anchor")),
        "completions": tuple(completion(section) for section in root.sections("complete")),
        "supports": tuple(_support(section) for section in root.sections("supports")),
        "contacts": tuple(_contact(section) for section in root.sections("contacts")),
        "equipment": tuple(_slot(kind, s) for kind, s in root.section("equipment", optional=True).children()),
    }
    words: dict[str, Any] = {
        key: root.text(key) for key in ("id", "title", "summary", "plane", "begins", "time_law")
    }
    ends: dict[str, Any] = {phase: phases.texts(phase) for phase in ("eccentric", "concentric")}
    ends["hold"] = phases.text("hold") if "hold" in phases.table else None
    tempo = root.build("tempo", lambda: Tempo(root.text("tempo")))
    return _placed(
        root, lambda: Movement(**words, **ends, **parts, tempo=tempo, poses=poses, held=held, numbers=numbers)
    )


def _placed(root: Section, make: Callable[[], Movement]) -> Movement:
    """What `make` returns; an error gets the line of the key that its field names."""
    try:
        return make()
    except InputError as error:
        place = tuple(error.field.split("."))
        raise root.file.error(place, error.value, error.allowed, error.hint) from None


def _poses(section: Section, sources: Collection[str]) -> tuple[tuple[Pose, ...], tuple[str, ...]]:
    """The poses, each with the coordinates of ``[poses.all]``, and the names of those."""
    tables = {name: _coordinates(inner, sources) for name, inner in section.children()}
    held = tables.pop(EVERY_POSE, {})
    poses = []
    for name, table in tables.items():
        for twice in set(table) & set(held):
            allowed = f"given once: here or in [poses.{EVERY_POSE}]"
            raise section.file.error((*section.place, name, twice), twice, allowed)
        whole = Numbers.of({**held, **table})
        poses.append(section.build(name, partial(Pose, name, whole)))
    return tuple(poses), tuple(held)


def _coordinates(section: Section, sources: Collection[str]) -> dict[str, Number]:
    section.only(*POSE_NAMES)
    return {
        name: angle(entry, sources, "m" if unit_of(name) == "m" else "deg")
        for name, entry in section.children()
    }


def _anchor(section: Section) -> Anchor:
    section.only("segment", "reference_pose", "reference_point", "at")
    words: dict[str, Any] = {
        key: section.text(key) for key in ("segment", "reference_pose", "reference_point")
    }
    return section.build(None, lambda: Anchor(**words, at=section.pair("at")))


def _support(section: Section) -> Support:
    section.only("segment", "site", "kind", "share", "split", "direction", "point", "pushes_only", "base")
    share = section.table.get("share", REMAINDER)
    return section.build(
        None,
        lambda: Support(
            segment=section.text("segment"),
            kind=section.text("kind"),
            site=section.text("site") if "site" in section.table else None,
            split=_expression(section, "split", 0.5),
            share=share if isinstance(share, str) else section.plain("share"),
            direction=section.text("direction", "any"),
            point=section.pair("point", (0.0, 0.0)),
            pushes_only=section.flag("pushes_only", True),
            base=section.pair("base") if "base" in section.table else None,
        ),
    )


def _expression(section: Section, key: str, default: float) -> Expression:
    """A plain number, or the name of one in [numbers]."""
    value = section.table.get(key, default)
    return value if isinstance(value, str) else section.plain(key) if key in section.table else default


def _contact(section: Section) -> Contact:
    section.only("segment", "note")
    return section.build(None, lambda: Contact(segment=section.text("segment"), note=section.text("note")))


def _slot(kind: str, section: Section) -> EquipmentSlot:
    section.only("site", "sites", "sides", "other", "anchor")
    sites = (section.text("site"),) if "site" in section.table else section.texts("sites")
    sides = section.text("sides", "both")
    ends: dict[str, Any] = {
        "other": section.text("other") if "other" in section.table else None,
        "anchor": tuple(float(v) if type(v) is int else v for v in section.items("anchor", ())) or None,
    }
    return section.build(None, lambda: EquipmentSlot(kind=kind, sites=sites, sides=sides, **ends))


def _without(file: TomlFile, section: Section) -> TomlFile:
    """The merged file of a variant less the tables that it removes."""
    table = {key: value for key, value in file.table.items() if key != "remove"}
    for dotted in section.texts("remove", ()):
        *parents, last = dotted.split(".")
        inner = table
        for key in parents:
            inner[key] = dict(inner[key]) if isinstance(inner.get(key), dict) else {}
            inner = inner[key]
        if inner.pop(last, None) is None:
            allowed = "names of tables that the movement has"
            raise file.error(("remove",), dotted, allowed, 'remove = ["equipment.pendulum"]')
    return replace(file, table=table)


def _source(key: str, section: Section) -> Source:
    section.only(*(field.name for field in fields(Source) if field.name != "key"))
    needed = {name: section.text(name) for name in ("author", "title", "container")}
    return section.build(None, lambda: Source(**{"key": key, "year": None, **section.table, **needed}))
