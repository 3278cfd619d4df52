"""What subscribers would see change, entry by entry, and the files behind it line by line."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from feeds.problems import on_one_line, printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feeds.ledger import Line
    from feeds.outcome import Outcome

_SHOWN = ("url", "title", "published", "updated")


def entries(outcome: Outcome) -> Iterator[str]:
    """A line for each entry that would change, and below it one for each of its fields that would."""
    before, after = outcome.before, outcome.after
    yield f"{outcome.changes}\n"
    for name in outcome.changes.new:
        yield f"+ {_named(after[name])}\n"
    for name in outcome.changes.gone:
        yield f"- {_named(before[name])}\n"
    for name, line in after.items():
        if name in before and name not in outcome.changes.gone:
            yield from _edited(before[name], line, name in outcome.changes.edited)
    for name in outcome.changes.reappearing:
        yield f"^ {_named(after[name])} (back in the polled feed)\n"


def _edited(old: Line, new: Line, content: bool) -> Iterator[str]:
    fields = [field for field in _SHOWN if getattr(old, field) != getattr(new, field)]
    if not fields and not content:
        return
    yield f"~ {_named(new)}\n"
    for field in fields:
        yield f"    {field}: {printable(getattr(old, field))} -> {printable(getattr(new, field))}\n"
    if content and "title" not in fields:
        yield "    content edited\n"


def _named(line: Line) -> str:
    return f"{printable(line.id)} {printable(line.title)}"


def content(path: str, old: bytes | None, new: bytes) -> Iterator[str]:
    """A unified diff of one file."""
    before, after = ((each or b"").decode("utf-8", "replace").split("\n") for each in (old, new))
    for line in difflib.unified_diff(before, after, f"published/{path}", f"new/{path}", lineterm=""):
        yield f"{on_one_line(line)}\n"
