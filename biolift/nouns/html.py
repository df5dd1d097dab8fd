"""Plain HTML for notebooks: tables and lists without style sheet."""

from __future__ import annotations

import html
from collections.abc import Iterable


def html_table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A plain HTML table."""
    cells = "".join(f"<th>{html.escape(text)}</th>" for text in head)
    lines = ["".join(f"<td>{html.escape(str(cell))}</td>" for cell in row) for row in rows]
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    return f"<table><thead><tr>{cells}</tr></thead><tbody>{body}</tbody></table>"


def html_list(title: str, lines: Iterable[str]) -> str:
    """A titled list; nothing when there are no lines."""
    items = "".join(f"<li>{html.escape(line)}</li>" for line in lines)
    return f"<p><b>{html.escape(title)}</b></p><ul>{items}</ul>" if items else ""
