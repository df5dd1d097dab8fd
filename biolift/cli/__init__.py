"""The command line: ``biolift COMMAND ...``, one module per command in ``commands``."""

from __future__ import annotations

import argparse
import gc
import os
import pkgutil
import re
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from importlib import import_module
from typing import Any, NoReturn

from biolift.cli import commands
from biolift.cli.errors import in_words
from biolift.cli.values import split_axes
from biolift.errors import BioliftError

STOPPED = 130
#: Collections of garbage: imports and kernels make many objects that stay, not worth looking through often.
_RARELY = (100_000, 50, 50)


class Parser(argparse.ArgumentParser):
    """A parser that says in one line what is wrong and what to type."""

    def error(self, message: str) -> NoReturn:
        """Leave with one line and exit code 2."""
        wrong = re.search(r"(?:arguments: |invalid choice: )'?([^\s']+)", message)
        known = [
            name for action in self._actions for name in (*action.option_strings, *(action.choices or ()))
        ]
        near = get_close_matches(wrong[1], known, n=1) if wrong else []
        hint = f"did you mean {near[0]}? " if near else ""
        self.exit(2, f"biolift: {message}; {hint}{self.prog} --help lists what there is\n")


class _Version(argparse.Action):
    """Prints the version; looked up only when asked for."""

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> None:
        from biolift.verbs.record import biolift_version

        print(f"biolift {biolift_version()}")
        parser.exit()


def build() -> Parser:
    """The parser with every command of the folder ``commands``."""
    parser = Parser(prog="biolift", description="The biomechanics of strength training.", allow_abbrev=False)
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version and stop")
    found = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name in sorted(module.name for module in pkgutil.iter_modules(commands.__path__)):
        module = import_module(f"{commands.__name__}.{name}")
        one = found.add_parser(
            name.replace("_", "-"),
            help=module.SUMMARY,
            description=module.__doc__,
            epilog=getattr(module, "EXAMPLES", None),
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        module.configure(one)
        one.set_defaults(run=module.run, takes_axes=getattr(module, "TAKES_AXES", False), parser=one)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command.

    Parameters
    ----------
    argv : sequence of str, optional
        Arguments without the program's name; by default those of the process.

    Returns
    -------
    int
        0, 2 after an error (one line on standard error), 130 when stopped with Ctrl-C.
    """
    gc.set_threshold(*_RARELY)
    try:
        rest, axes = split_axes(sys.argv[1:] if argv is None else argv)
        args, unknown = build().parse_known_args(rest)
        if unknown or (axes and not args.takes_axes):
            args.parser.error(
                f"unrecognized arguments: {' '.join([*unknown, *(f'--{path}' for path in axes)])}"
            )
        args.axes = axes
        return int(args.run(args) or 0)
    except BioliftError as error:
        print(f"biolift: {in_words(error)}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("biolift: stopped; nothing was written", file=sys.stderr)
        return STOPPED
    except BrokenPipeError:  # the reader of a pipe has left, as in `biolift movements | head -1`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
