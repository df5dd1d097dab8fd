"""The page of a card: title, answer, picture, and the small print in two columns."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from biolift.viz.style import GREY, INK, styled

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from biolift.report.contents import Contents

#: A4, upright [inch].
SIZE = (8.27, 11.69)
#: Margin, height of a line of small print and of the space between sections [inch].
_EDGE, _LINE, _GAP = 0.5, 0.122, 0.1
#: Letters in a line of a column, and lines of a section before it is cut.
_COLUMN, _MOST = 62, 20

Section = tuple[str, list[str]]


@styled
def page(contents: Contents, sections: list[tuple[str, tuple[str, ...]]]) -> Figure:
    """The page as a figure."""
    from biolift.viz.canvas import Canvas

    head = _head(contents)
    columns = _columns(sections)
    tall = sum(step for *_, step in head) + 1.5 * _EDGE
    foot = max(sum(_height(one) for one in column) for column in columns) + _EDGE
    picture = min(contents.height, SIZE[1] - tall - foot)
    rest = max(SIZE[1] - tall - foot - picture, 0.01)
    made = Canvas(figsize=SIZE, layout="constrained")
    above, middle, below, _ = made.subfigures(4, 1, height_ratios=[tall, picture, foot, rest])
    contents.draw(middle.subfigures(1, 3, width_ratios=[0.05, 0.91, 0.04])[1])
    y = 1.0 - _EDGE / tall
    for words, look, step in head:
        above.text(_EDGE / SIZE[0], y, words, va="top", parse_math=False, **look)
        y -= step / tall
    for x, column in zip((_EDGE / SIZE[0], 0.53), columns, strict=True):
        _write(below, column, x, foot)
    return made


def _head(contents: Contents) -> list[tuple[str, dict[str, Any], float]]:
    """Lines over the picture: words, look, height [inch]."""
    parts = (
        (contents.title, 46, {"fontsize": 17, "fontweight": "bold", "color": INK}, 0.32),
        (contents.quote, 88, {"fontsize": 10, "fontstyle": "italic", "color": GREY}, 0.19),
        (contents.sentence, 76, {"fontsize": 12, "color": INK}, 0.23),
    )
    return [
        (line, look, step) for words, wide, look, step in parts for line in textwrap.wrap(_tied(words), wide)
    ]


def _tied(words: str) -> str:
    """Text in which a unit stays on the line of its number."""
    return words.replace(" N m", "\u00a0N\u00a0m").replace(" N ", "\u00a0N ").replace(" %", "\u00a0%")


def _height(section: Section) -> float:
    return _LINE * (len(section[1]) + 1.3) + _GAP


def _write(below: Any, column: list[Section], x: float, foot: float) -> None:
    """Sections one under the other, from the top of the part of the page."""
    at = foot - 0.05
    for head, lines in column:
        below.text(x, at / foot, head, fontsize=9, fontweight="bold", va="top", color=INK)
        at -= 1.3 * _LINE
        for line in lines:
            below.text(x, at / foot, line, fontsize=7.2, va="top", color=INK, parse_math=False)
            at -= _LINE
        at -= _GAP


def _columns(sections: list[tuple[str, tuple[str, ...]]]) -> list[list[Section]]:
    """Sections with wrapped lines in their order, split where the columns become most alike."""
    wrapped = [(head, _wrapped(lines)) for head, lines in sections]
    heights = [_height(one) for one in wrapped]
    cut = min(range(1, len(wrapped)), key=lambda k: abs(sum(heights[:k]) - sum(heights[k:])))
    return [wrapped[:cut], wrapped[cut:]]


def _wrapped(lines: tuple[str, ...]) -> list[str]:
    """Lines of a column; what is too long is cut, and says so."""
    found = [
        part
        for line in lines
        for part in textwrap.wrap(_tied(line), _COLUMN, initial_indent="- ", subsequent_indent="  ")
    ]
    return found if len(found) <= _MOST else [*found[: _MOST - 1], "  ... (in full in the Markdown file)"]
