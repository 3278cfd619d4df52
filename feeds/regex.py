"""Regular expressions that are compiled when they are first used: most runs never need most of them."""

from __future__ import annotations

import re
import sys
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
        compiled = _compiled(self.pattern, self.flags)
        for method in _METHODS:
            setattr(self, method, getattr(compiled, method))
        return getattr(self, name)


def _compiled(pattern: str | bytes, flags: int) -> re.Pattern[Any]:
    if sys.version_info >= (3, 11, 5):
        return re.compile(pattern, flags)
    # Before, a group that is repeated possessively goes wrong where it fails half-way (CPython's issue 106052).
    from re import _compiler, _parser  # type: ignore[attr-defined]

    return _compiler.compile(_mended(_parser.parse(pattern, flags)), flags)  # type: ignore[no-any-return]


def _mended(tree: Any) -> Any:
    """A parsed expression with atomic groups in the place of possessive repeats, which mean the same."""
    from re import _constants, _parser  # type: ignore[attr-defined]

    if isinstance(tree, _parser.SubPattern):
        tree.data = [_mended(item) for item in tree.data]
    elif isinstance(tree, (list, tuple)):
        tree = type(tree)(map(_mended, tree))
        if tree and tree[0] is _constants.POSSESSIVE_REPEAT:
            repeat = _constants.MAX_REPEAT, tree[1]
            tree = _constants.ATOMIC_GROUP, _parser.SubPattern(tree[1][2].state, [repeat])
    return tree


def regex(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """`re.compile`, put off until the expression is used."""
    return cast("re.Pattern[AnyStr]", LateRegex(pattern, flags))
