"""Writes the gallery: docs/gallery.md and a picture of every movement and variant in docs/gallery.

Run it from anywhere: ``python docs/gallery.py``; with ``--text`` only the page.
"""

from __future__ import annotations

import re
import sys
import textwrap
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import biolift as bl
from biolift.verbs.overview import load_words, usual_loads

if TYPE_CHECKING:
    import xarray as xr

HERE = Path(__file__).parent
ATHLETE = bl.Athlete(mass=80, height=1.8, sex="male", training="trained", name="Alex")
DPI = 80
#: Sentences of a result's scope that say how often something happens: here it is enough that it does.
OFTEN = re.compile(r" (in|for) \d+ ?% of the repetition")
HEAD = """# Gallery of movements

Written by `python docs/gallery.py`; the pictures are drawn from simulated repetitions of a trained man of
80 kg and 1.80 m. Arrows are forces on the athlete: orange of the equipment, green of the supports. Left limbs
are lighter.
"""


@dataclass(frozen=True)
class Shown:
    """A movement in one variant, with the load of its picture and the simulated repetition."""

    movement: bl.Movement
    variant: str | None
    load: Any
    rep: xr.Dataset

    @property
    def stem(self) -> str:
        """Name of its pictures."""
        return f"{self.movement.id}_{self.variant}" if self.variant else self.movement.id

    @property
    def views(self) -> list[str]:
        """From where it is drawn: where something turns, from the front too."""
        return ["side", "front"] if self.way.plane == "turning" else ["side"]

    @property
    def way(self) -> bl.Movement:
        """The movement as it is done here."""
        return self.movement.in_variant(self.variant)

    @property
    def limits(self) -> list[str]:
        """What stays unknown, one sentence each."""
        said = [
            OFTEN.sub(r" \1 part of the repetition", line) for line in self.rep.attrs["scope"].splitlines()
        ]
        return list(dict.fromkeys(said))


def main() -> None:
    """Write the page and, unless ``--text`` is given, the pictures."""
    shown = list(every())
    (HERE / "gallery.md").write_text(page(shown), encoding="utf-8")
    if "--text" not in sys.argv[1:]:
        folder = HERE / "gallery"
        folder.mkdir(exist_ok=True)
        for old in folder.glob("*.png"):
            old.unlink()
        for one in shown:
            draw(one, folder)


def every() -> Iterator[Shown]:
    """Every movement in every variant with its usual medium load."""
    for movement in bl.movements:
        for variant in [None, *movement.variants]:
            load = usual_loads(movement.in_variant(variant))[:2][-1]
            yield Shown(
                movement, variant, load, bl.simulate(bl.Trial(movement, ATHLETE, load=load, variant=variant))
            )


def page(shown: list[Shown]) -> str:
    """The page: one section per movement."""
    counted = Counter(line for one in shown for line in one.limits)
    common = [line for line, times in counted.items() if times == len(shown)]
    parts = [HEAD, *(f"- For all of them: {line}." for line in common), ""]
    for movement in dict.fromkeys(one.movement for one in shown):
        parts += section([one for one in shown if one.movement == movement], common)
    return "\n".join(parts).rstrip() + "\n"


def section(shown: list[Shown], common: list[str]) -> list[str]:
    """Heading, paragraph and pictures of one movement."""
    movement = shown[0].movement
    slots = [
        f"{slot.kind.replace('_', ' ')} ({', '.join(slot.sites).replace('_', ' ')})"
        for slot in movement.equipment
    ]
    tempo = str(movement.tempo)
    said = f"{movement.summary} Equipment: {', '.join(slots) or 'none'}. Tempo: {tempo}."
    unknown = [line for line in shown[0].limits if line not in common]
    if unknown:
        said += f" What stays unknown: {'; '.join(unknown)}."
    out = [f"## {movement.title}", "", f"`bl.movements.{movement.id}`", "", textwrap.fill(said, 120), ""]
    for one in shown:
        if one.variant:
            out += [
                textwrap.fill(
                    f'**{one.way.title}** (`variant="{one.variant}"`). {own_words(one)}'.rstrip(), 120
                ),
                "",
            ]
        for view in one.views:
            alt = f"{one.way.title}, {load_words(one.way, one.load)}, seen from the {view}"
            out += [f"![{alt}](gallery/{one.stem}{'' if view == 'side' else '_' + view}.png)", ""]
    return out


def own_words(one: Shown) -> str:
    """The summary of a variant where it has one of its own."""
    return "" if one.way.summary == one.movement.summary else one.way.summary


def draw(one: Shown, folder: Path) -> None:
    """Pictures through the repetition; one instant of what is held."""
    for view in one.views:
        held = one.way.time_law == "hold"
        rep = one.rep.assign_attrs(title=f"{one.way.title}, {load_words(one.way, one.load)}")
        picture = bl.plot.figure(rep, 0.5, view=view) if held else bl.plot.strip(rep, 5, view=view)
        name = one.stem if view == "side" else f"{one.stem}_{view}"
        picture.savefig(folder / f"{name}.png", dpi=DPI)


if __name__ == "__main__":
    main()
