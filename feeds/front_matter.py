"""What front matter says: fields as they were written, and what is wrong with them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, NamedTuple

from feeds.characters import legal_text
from feeds.regex import regex

Value = str | list["Value"] | dict[str, "Value"] | None
"""As written; None for null and for nothing."""


class Field(NamedTuple):
    """What a key of the header says."""

    value: Value
    line: int
    """Counted from 1, in the file."""
    written: str | None = None
    """The source of a list or mapping in brackets, which may be a title such as `[translated] Text`."""


class Note(NamedTuple):
    """Something that is wrong with a header: the code of a problem, and what it needs."""

    code: str
    line: int
    details: dict[str, str]


class Header(NamedTuple):
    """The front matter of a post."""

    fields: dict[str, Field]
    """By `plain_key`."""
    body_start: int
    """In characters of the text."""
    kind: str | None = None
    """The handler that read it; None where there is no header."""
    notes: tuple[Note, ...] = ()
    traps: tuple[tuple[str, int, str], ...] = ()
    """Key, line and text of values that tools with YAML 1.1 read as something else."""
    broken: Note | None = None
    """Why the header cannot be read."""


Found = dict[str, Any]
"""What a handler gives to python-frontmatter: "fields", "notes" and "traps", lines counted from its own first."""


class HeaderError(Exception):
    """A header that cannot be read."""

    def __init__(self, code: str, line: int = 1, **details: str) -> None:
        super().__init__(code)
        self.note = Note(code, line, details)


@lru_cache(maxsize=4096)
def plain_key(name: str) -> str:
    """`publishedAt`, `published_at` and `Published-At` are one key."""
    return re.sub(r"[-_\s\u200b-\u200f\u2060\ufeff]", "", name).lower()


def found_of(
    fields: dict[str, Field], notes: list[Note] | None = None, traps: list[Any] | None = None
) -> Found:
    """What a handler found."""
    return {"fields": fields, "notes": notes or [], "traps": traps or []}


def legal_header(text: str) -> tuple[str, list[Note]]:
    """The text of a header without the characters that XML forbids, and a note of the first of them."""
    text, illegal = legal_text(text)
    return text, [Note("control-character", illegal.line, {"char": illegal.char})] if illegal else []


KEY_LINE = regex(r"(?P<key>[^\W\d_][\w.-]*(?: [\w.-]+){0,3})[ \t]*(?:::(?= )|[:：])(?!//)(?P<value>.*)")
"""In a header without fences, or with broken ones."""
DEEPEST = 32
"""How deep lists and mappings may lie in each other."""
