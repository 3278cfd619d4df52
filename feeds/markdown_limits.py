"""How much work a text may give Python-Markdown.

Some of its steps take time that grows with the square of what they get: a bracket that is never closed is looked for
to the end of its paragraph, once for each bracket and pattern. No clock decides here, or the same post would come out
one way today and another way on a busy machine. The work is reckoned, in nanoseconds as measured on a small machine,
before it is done.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from markdown.blockprocessors import BlockProcessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

from feeds.regex import regex
from feeds.sanitize import TooComplexError

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from markdown import Markdown

LIMIT = 10**9
DEEPEST = 60
"""Nested lists and quotes: each takes two of the parser's states for a list, one for a quote."""

_UNCLOSED = (("<", ">"), ("<!--", "-->"), ("<?", "?>"), ("<![CDATA[", "]]>"))
_ABBREVIATION = regex(r"^\*\[", re.MULTILINE)
_BLANKS = regex(r" {100,}")
_BRACKET = regex(r"[\[\]]")
_BACKTICKS = regex("`+")


class Work(Preprocessor):
    """What is left of the limit for the text at hand. A preprocessor, since it begins anew with each text."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self.left = LIMIT
        self.text = ""
        """The text as it came."""

    def run(self, lines: list[str]) -> list[str]:
        self.left = LIMIT
        self.text = text = "\n".join(lines)
        size = len(text)
        self.spend(len(lines) * 2500, "lines")
        self.spend(text.count("\n\n") ** 2 // 2, "paragraphs")
        self.spend(text.count("\n\n    ") * size // 10, "blocks of code")
        self.spend(text.count("[^") ** 2 * 400, "footnotes")
        if "\n*[" in text:
            self.spend(len(_ABBREVIATION.findall(text)) * size * 5, "abbreviations")
        if text.count("markdown=") > DEEPEST:
            raise TooComplexError("too much Markdown inside of HTML")
        for opening, closing in _UNCLOSED:
            tail = text.rfind(closing) + 1
            self.spend(text.count(opening, tail) * (size - tail) * 50, f"{opening} without {closing}")
        if text.count("{") > 50:
            self.spend(sum(line.count("{") * len(line) for line in lines) * 5, "{")
        if "{" in text:
            self.spend(sum(len(run) ** 2 for run in _BLANKS.findall(text.expandtabs(4))), "blanks in a row")
        return lines

    def spend(self, nanoseconds: int, what: str) -> None:
        """Take from what is left. Raises TooComplexError where that is too little."""
        self.left -= nanoseconds
        if self.left < 0:
            raise TooComplexError(f"too many {what}")

    def spend_on_children(self, count: int) -> None:
        """Take what it needs to find each of an element's children in turn, looking at those before it."""
        self.spend(count**2 * 12, "marks in one paragraph")

    def spend_on_inline(self, text: str) -> None:
        """Take what the inline patterns need for a text with something in it for them."""
        size = len(text)
        openings = text.count("[")
        if size < 600 and openings < 8 and "<!" not in text:
            self.spend(size * 100, "paragraphs")
            return
        brackets = openings * size
        if brackets > 100_000:
            brackets = _bracket_steps(text)
        others = text.count("*") + text.count("_") + text.count("\\") + text.count("&") + text.count("  \n")
        tags = text.count("<") + text.count("~~") + text.count("://")
        self.spend(brackets * 60 + size * (openings + others + 6 * tags) // 2, "marks in one paragraph")
        if text.count("`") > 500:
            runs = _BACKTICKS.findall(text)
            if len({len(run) for run in runs}) > 1:
                self.spend(len(runs) ** 2 * 40, "backticks in one paragraph")
        if "\\`" in text:
            self.spend(text.count("\\`") * text.count("`") * 1500, "escaped backticks in one paragraph")
        if text.count("`") * size > 1_000_000:
            self.spend(_backtick_steps(text) * 200, "backticks in one paragraph")
        if "<!" in text or "<?" in text:
            self.spend((text.count("<!") + text.count("<?")) * size * 160, "<! and <? in one paragraph")


def _bracket_steps(text: str) -> int:
    """How many characters are looked at in search of closing brackets and parentheses."""
    steps = 0
    size = len(text)
    opened: list[int] = []
    for found in _BRACKET.finditer(text):
        if found[0] == "[":
            opened.append(found.start())
        elif opened:
            steps += found.start() - opened.pop()
    steps += sum(size - start for start in opened)
    start = text.find("](")
    while start >= 0:
        inside = text[start + 2 : text.find(")", start, start + 2000)]
        plain = "(" not in inside and "'" not in inside and inside.count('"') % 2 == 0
        steps += len(inside) if plain and len(inside) < 2000 else size - start
        start = text.find("](", start + 2)
    return steps


def _backtick_steps(text: str) -> int:
    """How many characters are looked at in search of as many backticks as those that open a span of code."""
    steps = 0
    next_of: dict[int, int] = {}
    for found in reversed(list(_BACKTICKS.finditer(text))):
        length = len(found[0])
        steps += next_of.get(length, len(text)) - found.start()
        next_of[length] = found.start()
    return steps


class ChildrenLimit(Treeprocessor):
    """Reckons the elements in which abbreviations are looked for."""

    def __init__(self, md: Markdown, work: Work) -> None:
        super().__init__(md)
        self.work = work

    def run(self, root: Element) -> None:
        if "*[" in self.work.text:
            for element in root.iter():
                self.work.spend_on_children(len(element))


class BlockLimit(BlockProcessor):
    """Reckons the blocks that pass by, and how deep they are nested. Takes none."""

    def __init__(self, parser: Any, work: Work) -> None:
        super().__init__(parser)
        self.work = work

    def test(self, parent: Element, block: str) -> bool:  # noqa: ARG002
        size = len(block)
        self.work.spend(size * (20 + block.count("\n") // 10), "blocks in blocks")
        if len(self.parser.state) > DEEPEST:
            raise TooComplexError("too many lists or quotes inside of each other")
        return False
