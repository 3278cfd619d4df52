"""Regular expressions that are compiled when they are first used: most runs never need most of them."""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast

_METHODS = ("findall", "finditer", "fullmatch", "match", "search", "split", "sub", "subn")


class LateRegex:
    """Becomes as fast as what it stands for by taking over its methods."""

    def __init__(self, pattern: str | bytes, flags: int) -> None:
        self.pattern = pattern
        self.flags = flags

    def __getattr__(self, name: str) -> Any:
        """Comes here once: from then on the methods are its own."""
        if name not in _METHODS:
            raise AttributeError(name)
        compiled = re.compile(self.pattern, self.flags)
        for method in _METHODS:
            setattr(self, method, getattr(compiled, method))
        return getattr(self, name)


def regex(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """`re.compile`, put off until the expression is used."""
    return cast("re.Pattern[AnyStr]", LateRegex(pattern, flags))


ILLEGAL = regex(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 allows nowhere (2.2)."""
_LEGAL = regex(r"[ -\ud7ff\t\n\r\ue000-\ufffd\U00010000-\U0010ffff]*+")


def illegal_in(text: str) -> re.Match[str] | None:
    """The first character that XML allows nowhere."""
    # To look for the others all along takes a third of the time that a search does.
    return None if _LEGAL.fullmatch(text) else ILLEGAL.search(text)
