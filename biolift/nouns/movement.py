"""A movement: poses, phases, what holds the body and which equipment fits; data, not code."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from biolift.errors import InputError, choice
from biolift.nouns.completion import Completion, check_completions
from biolift.nouns.expression import Expression, name_in, resolve
from biolift.nouns.movement_checks import (
    check_anchor_and_supports,
    check_phases,
    check_poses,
    check_time_law,
)
from biolift.nouns.movement_values import EVERY_POSE, checked_values, values_per_pose
from biolift.nouns.number import Numbers
from biolift.nouns.pose import ORIENTATIONS, Pose, mirrored_name
from biolift.nouns.recorded_path import RecordedPath
from biolift.nouns.recording import Recording
from biolift.nouns.repetition import Repetition
from biolift.nouns.support import Anchor, Contact, EquipmentSlot, Support
from biolift.nouns.tempo import Tempo
from biolift.nouns.values import Values
from biolift.sources import Source
from biolift.vocabulary import both_sides

PLANES = ("sagittal", "turning")
TIME_LAWS = ("minimum_jerk", "pendular", "hold", "free_pin", "recorded")
MOVING_PHASES = ("eccentric", "concentric")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Movement:
    """How an exercise is done.

    Parameters
    ----------
    id, title, summary : str
        Its name in code, in print, and what it is.
    plane : str
        ``"sagittal"`` or ``"turning"``.
    begins : str
        Phase that a repetition begins with, ``"eccentric"`` or ``"concentric"``.
    tempo : Tempo
        Durations when the trial states none.
    time_law : str
        ``"minimum_jerk"`` or ``"pendular"`` in each moving phase, ``"hold"`` for a held pose; ``"free_pin"``:
        minimum jerk in the joints while the body as a whole swings freely about its anchor. The completion,
        which says where it balances, then holds at the start only, from rest; ``"recorded"``.
    eccentric, concentric : tuple of str
        Poses of each moving phase, the first, the last and up to three on the way, evenly spaced along its
        progress; one phase is the way back of the other.
    hold : str or None
        Pose that is held when a tempo asks for a hold and names none; None for the one that a repetition
        first moves to. Read it as :attr:`hold_pose`.
    poses : tuple of Pose
        Poses at named instants, all with the same coordinates.
    completions : tuple of Completion
        Coordinates that are worked out instead of given.
    held : tuple of str
        Coordinates that are one and the same number in every pose: a draw moves all poses together.
    numbers : Numbers
        Named numbers of this movement.
    anchor : Anchor
        What fixes the body in space.
    supports : tuple of Support
        Forces of the world; exactly one takes the remainder of the whole-body balance.
    contacts : tuple of Contact
        Contacts of unknown force.
    equipment : tuple of EquipmentSlot
        Kinds of load that fit.
    variants_ : tuple of (str, Movement)
        Ways to do it, each a whole movement; read them as :attr:`variants`.
    sources : tuple of Source
        Sources that the file itself defines.
    recorded : RecordedPath or None
        The path itself, where it was recorded; poses then only mark it, and hold what was not recorded.
    variant : str or None
        Name of the variant that this movement is.
    origin : str
        What to type to get it again.

    Raises
    ------
    InputError
        For a name that does not fit the rest, poses with different coordinates, or supports that
        leave the balance open.

    Examples
    --------
    >>> import biolift as bl
    >>> bl.movements.reverse_hyper.title
    'Reverse hyper'
    """

    id: str
    title: str
    summary: str
    plane: str
    begins: str
    tempo: Tempo
    time_law: str
    eccentric: tuple[str, ...]
    concentric: tuple[str, ...]
    hold: str | None = None
    poses: tuple[Pose, ...]
    held: tuple[str, ...] = ()
    numbers: Numbers
    anchor: Anchor
    supports: tuple[Support, ...]
    contacts: tuple[Contact, ...] = ()
    equipment: tuple[EquipmentSlot, ...] = ()
    completions: tuple[Completion, ...] = ()
    variants_: tuple[tuple[str, Movement], ...] = ()
    sources: tuple[Source, ...] = ()
    recorded: RecordedPath | None = None
    variant: str | None = None
    origin: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        choice("plane", self.plane, PLANES)
        choice("begins", self.begins, MOVING_PHASES)
        choice("time_law", self.time_law, TIME_LAWS)
        check_poses(self.plane, self.poses, self.solved)
        check_phases(self.poses, self.eccentric, self.concentric)
        choice("phases.hold", self.hold_pose, self.eccentric)
        check_anchor_and_supports(self.poses, self.anchor, self.supports, self.numbers, self.expressions)
        check_completions(self.completions, self.plane, self.poses, self.numbers)
        check_time_law(self.time_law, self.plane, self.completions, self.anchor, self.recorded)

    @classmethod
    def from_toml(
        cls, path: str | Path, known_sources: Collection[str] | None = None, origin: str = ""
    ) -> Movement:
        """Read a movement from a file.

        Parameters
        ----------
        path : str or Path
            The file.
        known_sources : collection of str, optional
            Source keys that the file may use besides its own; by default those of the library.
        origin : str
            What to type to get it again; by default this call.

        Raises
        ------
        DataFileError
            Names the file, the line, the key and what to type.
        """
        from biolift.nouns.movement_file import read_movement

        return read_movement(Path(path), known_sources, origin or f"Movement.from_toml({str(path)!r})")

    @classmethod
    def from_recording(
        cls, recording: Recording, repetition: Repetition | None = None, **said: Any
    ) -> Movement:
        """Make a movement of what was recorded, to be swept, sampled and compared like any other.

        Parameters
        ----------
        recording : Recording
            Filtered; its columns give ``pelvic_tilt`` (or an inclination) and joint angles.
        repetition : Repetition, optional
            Which part, with its phases (:func:`biolift.repetitions`); by default all of it, as one phase.
        **said
            ``id``, ``title``; ``held`` (coordinates that were not recorded, ``{"elbow_flexion": "90 deg"}``);
            ``support`` (segment on the floor, ``"foot"`` for both); ``equipment`` (``{"barbell":
            "upper_back"}``); ``pelvis_point`` (x, y) [m]: where the recorded point of the pelvis lies from
            the midpoint of the hips, in its axes; ``plane``.

        Raises
        ------
        InputError
            Without an orientation of the pelvis, or for missing samples.
        """
        from biolift.nouns.movement_recording import movement_of

        return movement_of(recording, repetition, **said)

    @property
    def expressions(self) -> tuple[tuple[str, Expression], ...]:
        """Where the movement may refer to its numbers, and what stands there."""
        found: list[tuple[str, Expression]] = [("anchor.at", value) for value in self.anchor.at]
        for support in self.supports:
            found += [("supports.share", support.share), ("supports.split", support.split)]
            found += [("supports.point", value) for value in support.point]
            found += [("supports.base", value) for value in support.base or ()]
        for slot in self.equipment:
            found += [(f"equipment.{slot.kind}.anchor", value) for value in slot.anchor or ()]
        for i, completion in enumerate(self.completions):
            every = (value for equation in completion.equations for value in equation.expressions)
            found += [(f"complete.{i}.equations", value) for value in every]
        return tuple(found)

    @property
    def variants(self) -> Mapping[str, Movement]:
        """Ways to do it by name, each a whole movement."""
        return Values(self.variants_)

    @property
    def timeline(self) -> tuple[tuple[str, str, str], ...]:
        """Phases of a repetition in time: (phase, first pose, last pose), beginning with :attr:`begins`."""
        top, bottom = self.eccentric[0], self.eccentric[-1]
        down = (("eccentric", top, bottom), ("pause_stretched", bottom, bottom))
        up = (("concentric", bottom, top), ("pause_shortened", top, top))
        return down + up if self.begins == "eccentric" else up + down

    @property
    def hold_pose(self) -> str:
        """The pose that a hold keeps when its tempo names none."""
        return self.hold or self.timeline[0][2]

    @property
    def solved(self) -> frozenset[str]:
        """Coordinates, with their side, that are worked out: what a pose says of them is a first guess."""
        return self.solved_in(None)

    def solved_in(self, pose: str | None) -> frozenset[str]:
        """The same with those that are worked out in one pose only."""
        here = [one for one in self.completions if one.pose in (None, pose)]
        names = {name for completion in here for name in completion.unknowns}
        names.update(self.recorded.names if self.recorded else ())
        return frozenset(names.union(ORIENTATIONS) if "pelvic_tilt" in names else names)

    @property
    def source_keys(self) -> tuple[str, ...]:
        """Keys of the sources behind its poses and numbers, what was assumed or recorded left out."""
        tables = [self.numbers, *(pose.coordinates for pose in self.poses)]
        keys = {number.source for table in tables for number in table.values()}
        return tuple(sorted(keys - {"assumed", "given"}))

    @property
    def unused_numbers(self) -> tuple[str, ...]:
        """Numbers that nothing in the movement refers to."""
        used = {"fast_phase", "brace"} | {name_in(expression) for _, expression in self.expressions}
        return tuple(name for name in self.numbers if name not in used)

    def pose(self, name: str) -> Pose:
        """The pose of that name."""
        choice("pose", name, [pose.name for pose in self.poses])
        return next(pose for pose in self.poses if pose.name == name)

    def resolve(self, expression: Expression) -> float:
        """Value of an expression of the anchor or a support under the movement's numbers (SI)."""
        return resolve(expression, {name: number.value for name, number in self.numbers.items_})

    def durations(self, tempo: Tempo | None = None) -> dict[str, float]:
        """Duration [s] of each phase, for its own tempo or another."""
        return (tempo or self.tempo).seconds(self.numbers.at("fast_phase"))

    def slot(self, kind: str) -> EquipmentSlot | None:
        """Where a kind of equipment goes, None when it does not fit."""
        return next((slot for slot in self.equipment if slot.kind == kind), None)

    def in_variant(self, name: str | None) -> Movement:
        """The movement done in one of its variants; itself for None."""
        if name is None:
            return self
        if not self.variants_:
            raise InputError("variant", name, f"left out, as {self.id} has no variants", "variant=None")
        return self.variants[choice("variant", name, self.variants)]

    def with_values(
        self, *, pose: Mapping[str, float] | None = None, numbers: Mapping[str, float] | None = None
    ) -> Movement:
        """A copy with other pose angles and numbers.

        Parameters
        ----------
        pose : mapping, optional
            ``{"top.lumbar_flexion": rad}``, or ``"all.knee_flexion"`` for every pose.
        numbers : mapping, optional
            ``{"pad_share": 0.0}``, each inside its stated range.

        Raises
        ------
        InputError
            For an unknown pose, coordinate or number, one that is worked out, or a value out of range.
        """
        if not pose and not numbers:
            return self
        for path, value in (pose or {}).items():
            self._check_free(path, value)
        per_pose, held = values_per_pose([pose.name for pose in self.poses], self.held, pose or {})
        return replace(
            self,
            poses=tuple(pose.with_values(**per_pose[pose.name]) for pose in self.poses),
            held=held,
            numbers=self.numbers.replace(**checked_values(self.numbers, numbers or {})),
            origin=self._then("with_values", pose=pose, numbers=numbers),
        )

    def _check_free(self, path: str, value: float) -> None:
        """Refuse a value for a coordinate that is worked out."""
        pose, _, coordinate = path.rpartition(".")
        asked = [one.name for one in self.poses] if pose == EVERY_POSE else [pose]
        if any(not self.solved_in(one).isdisjoint(both_sides(coordinate)) for one in asked):
            allowed = f"left out, as {self.id} works this coordinate out"
            raise InputError(f"pose.{path}", value, allowed, "numbers={...}")

    def mirrored(self) -> Movement:
        """The movement with right and left exchanged."""
        return replace(
            self,
            poses=tuple(pose.mirrored() for pose in self.poses),
            held=tuple(mirrored_name(name) for name in self.held),
            anchor=self.anchor.mirrored(),
            supports=tuple(support.mirrored() for support in self.supports),
            contacts=tuple(contact.mirrored() for contact in self.contacts),
            equipment=tuple(slot.mirrored() for slot in self.equipment),
            completions=tuple(completion.mirrored() for completion in self.completions),
            recorded=self.recorded and self.recorded.mirrored(),
            origin=self._then("mirrored"),
        )

    def _then(self, method: str, **given: Mapping[str, float] | None) -> str:
        said = ", ".join(f"{name}={dict(value)!r}" for name, value in given.items() if value)
        return f"{self.origin}.{method}({said})" if self.origin else ""

    def __repr__(self) -> str:
        if self.origin:
            return self.origin
        said = (f"{f.name}={getattr(self, f.name)!r}" for f in fields(self) if f.name != "origin")
        return f"Movement({', '.join(said)})"
