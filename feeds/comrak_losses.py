"""What comrak leaves out of a text without a word: footnotes without a reference, cells beyond a table's columns."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from feeds.regex import regex
from feeds.sanitize import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_WORD = regex(r"[^\W_]")
_SHOWN = 60
_DEFINITION = regex(r"\[\^([^\]\s]{1,200})\]:")
_BEFORE = regex(r"[ \t>]*+(?:(?:[-*+]|\d{1,9}[.)])[ \t]++)*+")
_FARTHEST = 100
"""How many columns from the beginning of its line a footnote may begin."""
_NOTE = regex(r' id="fn-([^"]*)"')
_DELIMITERS = regex(
    r"^[ \t>]*+\|?[ \t]*+:?-++:?[ \t]*+(?:\|[ \t]*+:?-++:?[ \t]*+)*+\|?[ \t]*+$", re.MULTILINE
)
_LOCATED = regex(r'<(?:tr|t[dh]) data-sourcepos="(\d+):\d+-\d+:(\d+)"')


def footnotes_lost(text: str, shown: str) -> Iterator[Finding]:
    """The footnotes of `text` that are not in the HTML `shown`, since nothing refers to them."""
    kept: set[str] = set()
    line = 1
    counted = 0
    for found in _DEFINITION.finditer(text):
        first = max(found.start() - _FARTHEST, 0)
        start = text.rfind("\n", first, found.start()) + 1 or first
        if not _BEFORE.fullmatch(text, start, found.start()):
            continue
        kept = kept or {"", *(unquote(html.unescape(name)).casefold() for name in _NOTE.findall(shown))}
        name = found[1]
        # In code it is shown as it is.
        if name.casefold() not in kept and html.escape(f"[^{name}]:") not in shown:
            kept.add(name.casefold())
            line += text.count("\n", counted, found.start())
            counted = found.start()
            yield Finding("footnote-dropped", {"name": name, "reason": "nothing refers to it"}, line=line)


def may_lose_cells(text: str) -> bool:
    """Whether, at first sight, a row of a table has more cells than the table has columns."""
    at = 0
    for found in _DELIMITERS.finditer(text):
        if found.start() < at or "|" not in found[0]:
            continue
        columns = _bars(found[0]) + 1
        row = found[0]
        at = found.end() + 1
        while row.strip(" \t>"):
            end = text.find("\n", at)
            end = len(text) if end < 0 else end
            row = text[at:end]
            if _bars(row) >= columns:
                return True
            at = end + 1
    return False


def _bars(row: str) -> int:
    """How many there are, but for those at both ends."""
    return row.strip(" \t>").removeprefix("|").removesuffix("|").count("|")


def cells_lost(text: str, located: str) -> Iterator[Finding]:
    """What stands in `text` beyond the cells of its tables' rows; `located` is the HTML with the places of all."""
    lines = text.split("\n")
    row = end = 0
    for found in _LOCATED.finditer(located):
        line, last = int(found[1]), int(found[2])
        if found[0].startswith("<tr"):
            yield from _beyond(lines, row, end)
            row, end = line, 0
        elif line == row:
            end = last
    yield from _beyond(lines, row, end)


def _beyond(lines: Sequence[str], row: int, column: int) -> Iterator[Finding]:
    """What stands in the line `row` beyond the `column`, which is counted in bytes; both begin with 1."""
    if 0 < row <= len(lines) and column:
        yield from beyond_columns(
            lines[row - 1].encode("utf-8", "replace")[column:].decode("utf-8", "replace"), line=row
        )


def beyond_columns(text: str, at: str = "", line: int | None = None) -> Iterator[Finding]:
    """What is said of the `text` that stands in a row beyond the last column."""
    text = text.strip(" \t|")
    if _WORD.search(text):
        shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
        yield Finding("table-cell-dropped", {"text": shown}, at, line)
