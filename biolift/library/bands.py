"""Loop bands of the library, one file each in ``data/bands``."""

from __future__ import annotations

from pathlib import Path

from biolift.library.catalogue import Catalogue
from biolift.library.sources import DATA, sources
from biolift.nouns.loop_band import NEEDED, LoopBand
from biolift.nouns.number import Numbers
from biolift.nouns.toml_file import TomlFile
from biolift.nouns.toml_section import Section, number


def read_band(path: Path) -> LoopBand:
    """Read a loop band from its file.

    Raises
    ------
    DataFileError
        With file and line, for an unknown key, a missing number or source, or a value out of range.
    """
    known = {source.key for source in sources()}
    section = Section.root(TomlFile.read(path))
    section.only("title", *NEEDED)
    numbers = Numbers.of({name: number(section.section(name), known) for name in NEEDED})
    title, origin = section.text("title"), f"bl.bands.{path.stem}"
    return section.build(None, lambda: LoopBand(id=path.stem, title=title, numbers=numbers, origin=origin))


bands = Catalogue("bands", DATA / "bands", read_band)
