"""A digest of the library's data: two results with the same digest rest on the same numbers."""

from __future__ import annotations

import hashlib
from functools import cache

from biolift.library.sources import DATA


@cache
def library_digest() -> str:
    """First 16 hexadecimal digits of the SHA-256 of all data files, names included."""
    digest = hashlib.sha256()
    for file in sorted(f for f in DATA.rglob("*") if f.suffix in (".toml", ".csv")):
        digest.update(file.relative_to(DATA).as_posix().encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]
