"""List the movements of the library, with their variants and the equipment that fits."""

from __future__ import annotations

import argparse

from biolift.cli import output

SUMMARY = "what can be done, with which equipment"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("movement", metavar="MOVEMENT", nargs="*", help="only these")


def run(args: argparse.Namespace) -> int:
    """Print."""
    from biolift.library.movements import movements

    chosen = [movements[name] for name in args.movement] or list(movements)
    width = max(len(movement.id) for movement in chosen)
    for movement in chosen:
        print(f"{movement.id:<{width}}  {movement.title}, tempo {movement.tempo}")
        slots = (f"{slot.kind} ({', '.join(slot.sites)})" for slot in movement.equipment)
        output.paragraph(movement.summary, "    ")
        print(f"    equipment: {'; '.join(slots) or 'none'}")
        if movement.variants:
            print(f"    variants: {', '.join(f'{movement.id}/{name}' for name in movement.variants)}")
    return 0
