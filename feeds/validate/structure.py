"""Whether an Atom document has the structure of RFC 4287, by a grammar that shares nothing with the rules."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from feeds.validate.findings import Finding, finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import RelaxNG, _Element


_MOST_STEPS = 4 * 10**9
"""Of the grammar's, whose time grows with the square of what an element holds: some seconds."""


def conforms(root: _Element) -> Iterator[Finding]:
    """Where the feed or entry document below `root` first departs from `atom.rng`.

    One that would take too long is left to the rules.
    """
    if sum(len(element) ** 2 for element in (root, *root)) > _MOST_STEPS:
        return
    grammar = _grammar()
    if grammar.validate(root):
        return
    first = next(iter(grammar.error_log))
    yield finding("structure", first.line or None, reason=first.message)


@cache
def _grammar() -> RelaxNG:
    from lxml import etree

    return etree.RelaxNG(etree.fromstring(Path(__file__).with_name("atom.rng").read_bytes()))
