"""Language tags (BCP 47), as posts, settings and feeds tell them."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from feeds.regex import regex

_TAG = regex(
    r"[a-z]{2,3}(?:-[a-z]{3}){0,3}(?:-[a-z]{4})?(?:-(?:[a-z]{2}|\d{3}))?(?:-(?:[a-z\d]{5,8}|\d[a-z\d]{3}))*"
    r"(?:-[a-wy-z\d](?:-[a-z\d]{2,8})+)*(?:-x(?:-[a-z\d]{1,8})+)?|x(?:-[a-z\d]{1,8})+|i-[a-z]{2,8}"
    r"|en-gb-oed|sgn-(?:be-fr|be-nl|ch-de)",
    re.ASCII | re.IGNORECASE,
)
"""RFC 5646, 2.1."""


@lru_cache(maxsize=256)
def is_language(tag: str) -> bool:
    """Whether `tag` is a language tag (RFC 5646, 2.1), with a primary language that ISO 639 knows, or a private one."""
    primary = tag.partition("-")[0].lower()
    is_private = len(primary) == 1 or (len(primary) == 3 and "qaa" <= primary <= "qtz")
    return _TAG.fullmatch(tag) is not None and (is_private or primary in _languages())


@lru_cache(maxsize=1)
def _languages() -> frozenset[str]:
    return frozenset(Path(__file__).with_name("languages.txt").read_text("ascii").split())
