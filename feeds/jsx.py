"""Elements of MDX whose attributes hold expressions -> the same as HTML, with what needs no program to work it out."""

from __future__ import annotations

import html
import re
from typing import NamedTuple

from feeds.regex import regex

MARK = "={"
"""What begins an expression as the value of an attribute."""
LONGEST = 8000
"""Characters of an element's tag."""

_HEAD = regex(
    r"<[A-Za-z][\w.:-]*+(?:\s++(?:[\w:-]++(?:=(?:\"[^\"]*+\"|'[^']*+'))?+|\{\.\.\.[^{}]*+\}))++", re.ASCII
)
"""Up to the first expression."""
_ATTRIBUTE = regex(r"\s*+(?:([\w:-]++)(?:=(?:\"[^\"]*+\"|'[^']*+'|(\{)))?+|(\{))", re.ASCII)
_END = regex(r"\s*+/?>")
_TEMPLATE = regex(r"\{(?:%|\{(?!\s*+(?:\}|\.\.\.|(?:[\w-]++|\"[^\"]*+\"|'[^']*+')\s*+:)))", re.ASCII)
"""What begins the tag of a site generator in the place of a value, and no object."""
_PART = regex(
    r"[^{}\"'`]++|\"(?:[^\"\\\n]|\\.)*+\"|'(?:[^'\\\n]|\\.)*+'|`(?:[^`\\]|\\.)*+`|[{}\"'`]", re.DOTALL
)
_VALUE = regex(
    r"\{\s*+(?:\"((?:[^\"\\])*+)\"|'((?:[^'\\])*+)'|`((?:[^`\\$]|\$(?!\{))*+)`|(\d++)"
    r"|require\([\"']([^\"'\\]*+)[\"']\)(?:\.default)?)\s*+\}",
    re.ASCII,
)
"""An expression that is its own value, or names a file beside the post."""


class Element(NamedTuple):
    """A tag, as HTML."""

    text: str
    end: int
    """Where it ends in what was written."""


def head(text: str, start: int, at: int) -> int:
    """Where the tag begins whose first expression is at `at`; -1 where there is none after `start`."""
    begin = text.rfind("<", max(start, at - LONGEST), at)
    return begin if begin >= 0 and _HEAD.fullmatch(text, begin, at) else -1


def element(text: str, begin: int) -> Element | None:
    """The tag that begins at `begin`, without the expressions that only a program can work out."""
    limit = begin + LONGEST
    name = re.compile(r"<[\w.:-]+").match(text, begin)
    at = name.end() if name else limit
    out = [name[0] if name else ""]
    while found := _ATTRIBUTE.match(text, at, limit):
        at = found.end()
        key, value, spread = found.groups()
        if not (value or spread):
            out.append(f" {found[0].strip()}")
            continue
        begins = at - 1
        at = -1 if _TEMPLATE.match(text, begins) else _closing(text, begins, limit)
        if at < 0:
            return None
        known = _VALUE.fullmatch(text, begins, at) if key else None
        if known:
            out.append(f' {key}="{html.escape(next(filter(None, known.groups()), ""))}"')
    end = _END.match(text, at, limit)
    return Element("".join(out) + end[0].strip(), end.end()) if end else None


def _closing(text: str, at: int, limit: int) -> int:
    """Where the braces that open at `at` are closed; -1 where they are not."""
    depth = 0
    while at < limit and (part := _PART.match(text, at, limit)):
        at = part.end()
        depth += {"{": 1, "}": -1}.get(part[0], 0)
        if not depth:
            return at
    return -1
