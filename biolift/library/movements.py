"""The movements of the library, one file each in ``data/movements``."""

from __future__ import annotations

from pathlib import Path

from biolift.library.catalogue import Catalogue
from biolift.library.sources import DATA, sources
from biolift.nouns.movement import Movement


def _read(path: Path) -> Movement:
    known = {source.key for source in sources()}
    return Movement.from_toml(path, known_sources=known, origin=f"bl.movements.{path.stem}")


movements = Catalogue("movements", DATA / "movements", _read)
