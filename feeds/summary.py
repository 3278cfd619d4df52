"""Plain text of HTML, and the few lines of it that stand for a post in a list."""

from __future__ import annotations

import html
import unicodedata
from functools import lru_cache
from itertools import pairwise

from feeds.regex import regex

_TOKEN = regex(r"""<(/?)([a-z][a-z0-9]*)((?:\s[^\s=>"]+(?:="[^"]*")?)*+)\s*/?>|[^<]+|<""")
_INLINE = frozenset({
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "i",
    "ins", "kbd", "mark", "q", "rb", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub",
    "sup", "time", "tt", "u", "var", "wbr",
})  # fmt: skip
_SKIPPED = frozenset({
    "audio", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "picture", "pre", "rp", "rt",
    "table", "video",
})  # fmt: skip
_FOOTNOTE = regex(r'class="(?:[^"]* )?footnote(?:s|-ref|-backref)?[" ]')
_CJK = (
    ("\u1100", "\u11ff"), ("\u2e80", "\u303f"), ("\u3041", "\u4dbf"), ("\u4e00", "\u9fff"), ("\ua960", "\ua97f"),
    ("\uac00", "\ud7ff"), ("\uf900", "\ufaff"), ("\ufe30", "\ufe4f"), ("\uff00", "\uffef"),
    ("\U00020000", "\U0003ffff"),
)  # fmt: skip
_HANGUL = regex("[\u1100-\u11ff\u3131-\u318e\ua960-\ua97f\uac00-\ud7ff]")
_BETWEEN_BLOCKS = "\0"
"""A blank that no script goes without."""
_JOINERS = "\u200d\ufe0f\ufe0e\u20e3"


def plain(clean: str, *, prose_only: bool = False, enough: int | None = None) -> str:
    """The text of sanitised HTML on one line.

    `prose_only` leaves out headings, code, tables, figures and footnotes; past `enough` characters it stops.
    """
    pieces: list[str] = []
    size = 0
    skipping: list[str] = []
    for token in _TOKEN.finditer(clean):
        closing, name, attributes = token[1], token[2], token[3]
        if name is None:
            if not skipping:
                pieces.append(token[0])
                size += len(token[0])
                if enough is not None and size > 2 * enough:
                    break
            continue
        if skipping:
            if name == skipping[-1]:
                if closing:
                    skipping.pop()
                else:
                    skipping.append(name)
        elif (
            prose_only and not closing and (name in _SKIPPED or (attributes and _FOOTNOTE.search(attributes)))
        ):
            skipping.append(name)
        if name not in _INLINE:
            pieces.append(_BETWEEN_BLOCKS)
    text = "".join(pieces)
    if not text.isascii():
        text = _unwrapped(text)
    return " ".join(html.unescape(text.replace(_BETWEEN_BLOCKS, " ")).split())


def _unwrapped(text: str) -> str:
    """The lines with a space between them, but none in scripts that have none between words."""
    lines = [line.strip(" \t") for line in text.split("\n")]
    pieces = lines[:1]
    for before, after in pairwise(lines):
        if not (before and after and _is_unspaced(before[-1]) and _is_unspaced(after[0])):
            pieces.append(" ")
        pieces.append(after)
    return "".join(pieces)


def _is_unspaced(char: str) -> bool:
    """Korean has blanks between words."""
    return _is_cjk(char) and not _HANGUL.match(char)


@lru_cache(maxsize=4096)
def _is_cjk(char: str) -> bool:
    return any(first <= char <= last for first, last in _CJK)


def shorten(text: str, limit: int) -> str:
    """`text` cut to about `limit` characters at a word or CJK boundary, with an ellipsis."""
    if len(text) <= limit:
        return text
    for cut in range(limit - 1, limit // 2, -1):
        if _breaks(text, cut):
            break
    else:
        cut = limit - 1
        while cut > 1 and _joined(text, cut):
            cut -= 1
    kept = text[:cut]
    return (kept.rstrip(" ,;:，、；：。.-–—(（「『“‘[") or kept) + "…"


def _breaks(text: str, at: int) -> bool:
    """Whether a line could be broken before text[at]."""
    if text[at] == " ":
        return True
    if _joined(text, at):
        return False
    return _is_cjk(text[at - 1]) or _is_cjk(text[at])


def _joined(text: str, at: int) -> bool:
    """Whether text[at] belongs to the same visible character as the one before it."""
    before, after = text[at - 1], text[at]
    return (
        after in _JOINERS
        or before == "\u200d"
        or unicodedata.category(after) in {"Mn", "Mc", "Me"}
        or "\U0001f3fb" <= after <= "\U0001f3ff"
        or "\U000e0020" <= after <= "\U000e007f"
        or "\u1160" <= after <= "\u11ff"
        or ("\U0001f1e6" <= after <= "\U0001f1ff" and _flag_letters_before(text, at) % 2 == 1)
    )


def _flag_letters_before(text: str, at: int) -> int:
    """How many regional indicators stand right before text[at]: two make a flag."""
    start = at
    while start and "\U0001f1e6" <= text[start - 1] <= "\U0001f1ff":
        start -= 1
    return at - start
