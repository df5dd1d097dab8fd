"""The page of a card: title, answer, picture, and the small print in two columns."""

from __future__ import annotations

import itertools
import textwrap
from typing import TYPE_CHECKING, Any

from biolift.viz.style import GREY, INK, PALE, PALETTE, styled

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from biolift.report.contents import Contents

#: Width, and heights of which the least that is enough is taken: A5 across, A4 upright [inch].
WIDE, TALL = 8.27, (5.83, 11.69)
#: Margin, and the space between the two columns [inch].
_EDGE, _BETWEEN = 0.55, 0.3
#: Sizes of the small print [points], the largest that fits is taken; lines of a section where none does.
_PRINT, _MOST = (10.0, 9.5, 9.0, 8.5, 8.0, 7.5, 7.0), 20
#: Print that everybody reads.
_EASY = 8.5
#: How much larger than it wants a picture may become.
_GROWTH = 2.2
#: Height of a line and mean width of a letter, as multiples of the size; space between sections [lines].
_LEADING, _LETTER, _GAP = 1.25, 0.57, 0.9
#: Colours of the labels of a verdict.
LABEL_COLOURS = {
    "supported": PALETTE[0],
    "contradicted": PALETTE[1],
    "undecided": GREY,
    "out_of_scope": GREY,
}

Section = tuple[str, list[str]]


@styled
def page(contents: Contents, sections: list[tuple[str, tuple[str, ...]]]) -> Figure:
    """The page as a figure: the picture grows and the small print shrinks until both fill it."""
    from biolift.viz.canvas import Canvas

    head = _head(contents)
    tall = sum(step for *_, step in head) + 1.6 * _EDGE
    for high in TALL:
        left = high - tall - _EDGE
        size, columns, foot = _fitted(sections, left - contents.height)
        if foot + contents.height <= left and size >= _EASY:
            break
    picture = min(left - foot, _GROWTH * contents.height)
    rest = max(left - foot - picture, 0.0) + _EDGE
    made = Canvas(figsize=(WIDE, high), layout="constrained")
    above, middle, below, _ = made.subfigures(4, 1, height_ratios=[tall, picture, foot, rest])
    contents.draw(middle.subfigures(1, 3, width_ratios=[0.05, 0.91, 0.04])[1])
    y = 1.0 - 0.9 * _EDGE / tall
    for words, look, step in head:
        above.text(_EDGE / WIDE, y, words, va="top", parse_math=False, **look)
        y -= step / tall
    _rule(below)
    wide = (WIDE - 2 * _EDGE - _BETWEEN) / 2
    for x, column in zip((_EDGE, _EDGE + wide + _BETWEEN), columns, strict=True):
        _write(below, column, x / WIDE, foot, size)
    return made


def _rule(below: Any) -> None:
    """A line between the picture and the small print."""
    from matplotlib.lines import Line2D

    ends = [_EDGE / WIDE, 1.0 - _EDGE / WIDE]
    below.add_artist(Line2D(ends, [1.0, 1.0], color=PALE, linewidth=1.0, transform=below.transSubfigure))


def _head(contents: Contents) -> list[tuple[str, dict[str, Any], float]]:
    """Lines over the picture: words, look, height [inch]."""
    colour = LABEL_COLOURS.get(contents.label, PALETTE[0])
    parts: tuple[tuple[str, int, dict[str, Any], float, float], ...] = (
        (contents.kicker, 90, {"fontsize": 9, "color": colour, "fontweight": "bold"}, 0.19, 0.06),
        (contents.title, 46, {"fontsize": 18, "fontweight": "bold", "color": INK}, 0.33, 0.07),
        (contents.quote, 88, {"fontsize": 10.5, "fontstyle": "italic", "color": GREY}, 0.2, 0.08),
        (contents.sentence, 76, {"fontsize": 12, "color": INK}, 0.235, 0.0),
    )
    found = []
    for words, wide, look, step, after in parts:
        lines = textwrap.wrap(_tied(words), wide)
        found += [(line, look, step + (after if line is lines[-1] else 0.0)) for line in lines]
    return found


def _tied(words: str) -> str:
    """Text in which a unit stays on the line of its number."""
    return words.replace(" N m", "\u00a0N\u00a0m").replace(" N ", "\u00a0N ").replace(" %", "\u00a0%")


def _fitted(
    sections: list[tuple[str, tuple[str, ...]]], room: float
) -> tuple[float, list[list[Section]], float]:
    """The largest size of print that leaves the picture its room, the columns, and their height [inch]."""
    for size in _PRINT:
        columns = _columns(sections, size)
        foot = max(sum(_height(one, size) for one in column) for column in columns) + 0.15
        if foot <= room:
            break
    return size, columns, foot


def _height(section: Section, size: float) -> float:
    return _line(size) * (len(section[1]) + 1.35 + _GAP)


def _line(size: float) -> float:
    return _LEADING * size / 72.0


def _write(below: Any, column: list[Section], x: float, foot: float, size: float) -> None:
    """Sections one under the other, from the top of the part of the page."""
    at = foot - 0.12
    for head, lines in column:
        below.text(x, at / foot, head, fontsize=size + 1.5, fontweight="bold", va="top", color=INK)
        at -= 1.35 * _line(size)
        for line in lines:
            below.text(x, at / foot, line, fontsize=size, va="top", color=INK, parse_math=False)
            at -= _line(size)
        at -= _GAP * _line(size)


def _columns(sections: list[tuple[str, tuple[str, ...]]], size: float) -> list[list[Section]]:
    """Sections with wrapped lines in two columns as equal as can be, the first one at the top left."""
    wide = int((WIDE - 2 * _EDGE - _BETWEEN) / 2 * 72.0 / (_LETTER * size))
    wrapped = [(head, _wrapped(lines, wide, size)) for head, lines in sections]
    heights = [_height(one, size) for one in wrapped]

    def taller(left: tuple[bool, ...]) -> float:
        own = sum(h for h, here in zip(heights, left, strict=True) if here)
        return max(own, sum(heights) - own)

    sides = [(True, *rest) for rest in itertools.product((True, False), repeat=len(wrapped) - 1)]
    best = min((one for one in sides if not all(one)), key=taller)
    return [[one for one, here in zip(wrapped, best, strict=True) if here == left] for left in (True, False)]


def _wrapped(lines: tuple[str, ...], wide: int, size: float) -> list[str]:
    """Lines of a column; what is too long in the smallest print is cut, and says so."""
    found = [
        part
        for line in lines
        for part in textwrap.wrap(_tied(line), wide, initial_indent="• ", subsequent_indent="   ")
    ]
    cut = size == _PRINT[-1] and len(found) > _MOST
    return found if not cut else [*found[: _MOST - 1], "   ... (in full in the Markdown file)"]
