"""Measured and published material, read where BIOLIFT_REALDATA says; it lies beside the project."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

pytest.importorskip("scipy")


@pytest.fixture(scope="session")
def realdata() -> Path:
    folder = os.environ.get("BIOLIFT_REALDATA")
    if not folder:
        pytest.skip("BIOLIFT_REALDATA is not set")
    return Path(folder)
