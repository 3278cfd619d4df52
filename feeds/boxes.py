"""Boxes and tabs whose text is indented, as Python-Markdown and MkDocs have them -> their text, as part of the body."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feeds.regex import regex

if TYPE_CHECKING:
    from collections.abc import Sequence

_MARKS = ("!!!", "???", '=== "')
_BOX = regex(
    r"(?:!!!|\?\?\?\+?)[ \t]*+(?P<kind>[\w-]*+)(?:[ \t]++[\w-]++)*+"
    r"(?:[ \t]*+(?<=[ \t])\"(?P<title>[^\"\n]*+)\")?+[ \t]*+"
    r"|===[!+]?[ \t]++\"(?P<tab>[^\"\n]*+)\"[ \t]*+"
)
_FENCE = regex(r"[ ]{0,3}(`{3,}|~{3,})")
_INDENT = 4
_DEEPEST = 10


def unboxed(body: str) -> str:
    """`body` with the titles of boxes in bold and their text without its indent. No line comes or goes."""
    if not any(mark in body for mark in _MARKS):
        return body
    lines = body.split("\n")
    out: list[str] = []
    depth = 0
    fence = ""
    for number, line in enumerate(lines):
        text = line.expandtabs(_INDENT) if line[:1] in " \t" else line
        if text.strip():
            within = (len(text) - len(text.lstrip(" "))) // _INDENT
            if within < depth:
                depth, fence = within, ""
        text = text[depth * _INDENT :]
        box = None if fence or depth == _DEEPEST else _BOX.fullmatch(text)
        if box and _has_text(lines, number + 1, (depth + 1) * _INDENT):
            depth += 1
            title = box["tab"] if box["title"] is None else box["title"]
            title = (box["kind"] or "").capitalize() if title is None else title
            text = f"**{title.strip()}**" if title.strip() else ""
        elif opening := _FENCE.match(text):
            if not fence:
                fence = opening[1]
            elif text.strip().startswith(fence) and not text.strip().strip(fence[0]):
                fence = ""
        out.append(text if depth or box else line)
    return "\n".join(out)


def _has_text(lines: Sequence[str], number: int, indent: int) -> bool:
    """Whether the next line, but for one that is blank, is indented far enough to belong to the box."""
    following = next((line for line in lines[number : number + 2] if line.strip()), "")
    shown = following.expandtabs(_INDENT)
    return len(shown) - len(shown.lstrip(" ")) >= indent
