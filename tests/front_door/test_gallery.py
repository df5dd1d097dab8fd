"""The gallery is what its script writes, and shows every movement."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

import biolift as bl

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("gallery", DOCS / "gallery.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["gallery"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    yield module
    del sys.modules["gallery"]


@pytest.fixture(scope="module")
def page() -> str:
    return (DOCS / "gallery.md").read_text(encoding="utf-8")


def test_the_page_is_up_to_date(script: ModuleType, page: str) -> None:
    assert script.page(list(script.every())) == page, "python docs/gallery.py writes it anew"


def test_every_movement_and_variant_has_its_picture(page: str) -> None:
    pictures = set(re.findall(r"\]\(gallery/(\w+)\.png\)", page))
    for movement in bl.movements:
        assert f"`bl.movements.{movement.id}`" in page
        assert {movement.id, *(f"{movement.id}_{name}" for name in movement.variants)} <= pictures
    assert pictures == {path.stem for path in (DOCS / "gallery").glob("*.png")}
