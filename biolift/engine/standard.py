"""The kernels that ship with the package: written by ``python -m biolift.engine.standard``.

A test writes them again under the pinned sympy and compares byte for byte.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from biolift import equipment
from biolift.laws import body, muscle, passive, spine
from biolift.laws.site import site
from biolift.laws.stage import Stage
from biolift.laws.tree import human

FOLDER = Path(__file__).parent / "kernels"
FORMS = ("scalar", "block", "joined", "block32", "joined32")


def standard_stages() -> Iterator[Stage]:
    """Every stage of a standard run."""
    for turning in (False, True):
        tree = human(turning)
        yield from (body.kinematics(tree), body.dynamics(tree), site(tree))
    yield from equipment.stages().values()
    yield from (muscle.STAGE, muscle.TRUNK, muscle.LEG, passive.LEG, passive.LUMBAR, spine.LEVEL, spine.DISC)


def forms(stage: Stage) -> tuple[str, ...]:
    """Forms that ship: ports apart for what a single repetition runs in blocks, joined for the batches.

    Batches of planar bodies have theirs in float32 too.
    """
    batched = "block" if len(stage.ports) == 1 else "joined"
    apart = stage.name.endswith("_site") or stage is muscle.STAGE
    single = () if stage.name.startswith("turning") else (f"{batched}32",)
    return ("scalar", *(("block",) if apart and batched == "joined" else ()), batched, *single)


def standard_sources() -> dict[str, str]:
    """File name to source text of every shipped kernel."""
    from biolift.printer.source import kernel_source

    return {
        f"{stage.name}_{form}.py": kernel_source(stage, form)
        for stage in standard_stages()
        for form in forms(stage)
    }


def main() -> None:
    """Write all shipped kernels, and remove those that no stage stands behind."""
    texts = standard_sources()
    for form in FORMS:
        for old in FOLDER.glob(f"*_{form}.py"):
            if old.name not in texts:
                old.unlink()
    for name, text in texts.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    print(f"{len(texts)} kernels in {FOLDER}")


if __name__ == "__main__":
    main()
