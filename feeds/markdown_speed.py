"""Python-Markdown at a multiple of its speed, byte for byte the same, and within limits.

Most of a post is plain text, and Python-Markdown asks each of its processors about each piece of it. What is here
answers for them where they can only say no: a pattern cannot match in a text without the characters that it starts
from, and a paragraph whose lines begin with letters is no list, quote, table or heading. A text with none but common
marks is read in one go. It goes through the public registries, and leaves everything as it is as soon as there is an
extension in them that it does not know.
"""

from __future__ import annotations

import itertools
import re
from importlib import import_module
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown, inlinepatterns, treeprocessors
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import NormalizeWhitespace, Preprocessor
from markdown.util import INLINE_PLACEHOLDER_PREFIX, Registry

from feeds import markdown_gfm, markdown_spans
from feeds.markdown_limits import BlockLimit, ChildrenLimit, Work
from feeds.markdown_losses import Footnotes, Tables
from feeds.regex import regex
from feeds.sanitize import TooComplexError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from markdown.extensions import Extension

    from feeds.sanitize import Finding

_KNOWN = ("markdown.", "feeds.")

TRIGGERS: dict[str, tuple[str, ...]] = {
    inlinepatterns.BACKTICK_RE: ("`",),
    inlinepatterns.ESCAPE_RE: ("\\",),
    inlinepatterns.REFERENCE_RE: ("[",),
    inlinepatterns.IMAGE_REFERENCE_RE: ("![",),
    inlinepatterns.AUTOLINK_RE: ("<",),
    inlinepatterns.AUTOMAIL_RE: ("<",),
    inlinepatterns.LINE_BREAK_RE: ("  \n",),
    inlinepatterns.HTML_RE: ("<",),
    inlinepatterns.ENTITY_RE: ("&",),
    r"\[\^([^\]]*)\]": ("[^",),
    r"\*|_": ("*", "_"),
    r"\*": ("*",),
    r"_": ("_",),
    r"((^|(?<=\s))(\*{1,3}|_{1,3})(?=\s|$))": ("*", "_"),
    **markdown_gfm.TRIGGERS,
}
"""Pattern -> what there must be one of in a text for it to match there.

What other patterns leave in the text before it is tried, or in the texts inside of it, adds none of them.
"""

_OF_REFERENCES = (
    markdown_gfm.Reference,
    inlinepatterns.ReferenceInlineProcessor,
    inlinepatterns.ShortReferenceInlineProcessor,
    inlinepatterns.ImageReferenceInlineProcessor,
    inlinepatterns.ShortImageReferenceInlineProcessor,
)
"""They make nothing in a post that defines no references."""

_PLAIN = regex(
    r"(?:(?:[^\s\d#=+>:!|*_\[\x02-]|\d++(?!\.)|!?\[|\*\*?(?![\s*\[]))[^\n|\x02]*+(?:\n(?=\S)|\Z))++\Z"
)
"""Lines that begin as nothing but text does, without a table's cell or stashed HTML in them."""


_OWN_EXTENSIONS = frozenset({
    "abbr", "admonition", "attr_list", "codehilite", "def_list", "extra", "fenced_code", "footnotes", "legacy_attrs",
    "legacy_em", "md_in_html", "meta", "nl2br", "sane_lists", "smarty", "tables", "toc", "wikilinks",
})  # fmt: skip


class QuickMarkdown(Markdown):
    """Python-Markdown that knows where its own extensions are, and looks names up in a set rather than a list."""

    def reset(self) -> QuickMarkdown:
        """Make ready for the next text."""
        self.lost: list[Finding] = []
        """What of the text is left out."""
        self._block_level = frozenset(self.block_level_elements)
        super().reset()
        return self

    def is_block_level(self, tag: object) -> bool:
        """Whether `tag` is the name of an element that is a block."""
        return isinstance(tag, str) and tag.lower().rstrip("/") in self._block_level

    def build_extension(self, ext_name: str, configs: Mapping[str, Any]) -> Extension:
        """The extension of that name. Asking all that is installed for it takes longer than rendering some posts."""
        if ext_name not in _OWN_EXTENSIONS:
            return super().build_extension(ext_name, configs)
        if ext_name in _LOSING:
            return _LOSING[ext_name](self._lose, **configs)
        extension: Extension = import_module(f"markdown.extensions.{ext_name}").makeExtension(**configs)
        return extension

    def _lose(self, finding: Finding) -> None:
        self.lost.append(finding)


_LOSING: dict[str, Callable[..., Extension]] = {"footnotes": Footnotes, "tables": Tables}


_DEEPEST_INLINE = 50


def hasten(md: Markdown) -> None:
    """Register what spares `md` needless work, and what keeps it from endless work.

    Call it when all extensions are registered. From then on `md.convert` raises TooComplexError.
    """
    work = Work(md)
    md.preprocessors.register(work, "work", 1001)
    inline_known = _known(md.inlinePatterns) and all(one.pattern in TRIGGERS for one in md.inlinePatterns)
    inline = InlineProcessor(md, work, known=inline_known)
    md.treeprocessors.register(inline, "inline", 20)
    md.postprocessors.register(_Again(inline, work), "again", -1000)
    md.treeprocessors.register(ChildrenLimit(md, work), "children", 7.5)
    blocks_known = _known(md.parser.blockprocessors)
    limit = (_PlainParagraph if blocks_known else BlockLimit)(md.parser, work)
    md.parser.blockprocessors.register(limit, "limit", 1000)
    if extractor := _EXTRACTORS.get(type(md.preprocessors["html_block"]).__module__):
        md.preprocessors.register(_HtmlBlocks(md, work, extractor), "html_block", 20)
    if blocks_known:
        md.parser.blockprocessors = _Settled(md.parser.blockprocessors)
    if not _known(md.preprocessors):
        return
    md.preprocessors.register(_Whitespace(md), "normalize_whitespace", 30)
    for name, priority, may_need in (
        ("fenced_code_block", 25, _may_have_fence),
        ("html_block", 20, _may_have_html),
    ):
        if name in md.preprocessors:
            md.preprocessors.register(_UnneededBefore(md.preprocessors[name], may_need), name, priority)
    if not _known(md.treeprocessors):
        return
    for name, priority, needs in (("attr_list", 8, "{"), ("unescape", 0, "\\")):
        if name in md.treeprocessors:
            md.treeprocessors.register(_Unneeded(md.treeprocessors[name], work, needs), name, priority)


def _known(processors: Iterable[object]) -> bool:
    return all(type(processor).__module__.startswith(_KNOWN) for processor in processors)


class InlineProcessor(treeprocessors.InlineProcessor):
    """Tries in each text only the patterns that can match there.

    It bears its parent's name so that the parent's private method is the one that it wraps. Should that method go
    away some day, nothing would be wrong but the speed.
    """

    def __init__(self, md: Markdown, work: Work, *, known: bool) -> None:
        super().__init__(md)
        self._work = work
        self._depth = 0
        self._all = list(md.inlinePatterns)
        if not known:
            return
        self._triggers = sorted({trigger for pattern in self._all for trigger in TRIGGERS[pattern.pattern]})
        single = "".join(trigger for trigger in self._triggers if len(trigger) == 1)
        longer = [trigger for trigger in self._triggers if set(trigger).isdisjoint(single)]
        self._any = re.compile("|".join([f"[{re.escape(single)}]", *map(re.escape, longer)])).search
        self._chosen: dict[tuple[bool, ...], list[Any]] = {}
        self._known = known
        # Not in every version. Without it marks are read the long way.
        delimiters = getattr(md, "delimiters", None)
        self.reads_spans = delimiters is not None and delimiters.delimiters["_"].smart

    _known = reads_spans = False

    def run(self, tree: Element, ancestors: list[str] | None = None) -> Element:
        """Put elements in the place of marks. The texts that can be read in one go are kept from the parent."""
        if not self.reads_spans:
            return super().run(tree, ancestors)
        read: list[tuple[Element, str, list[Element]]] = []
        others = False
        for element in itertools.islice(tree.iter(), 1, None):
            others = others or bool(element.tail)
            text = element.text
            if type(text) is not str or not text:
                continue
            inside = markdown_spans.read(text)
            if inside is None:
                others = True
                continue
            if inside[1] or "<" in text or "&" in text or "_" in text:
                self._work.spend_on_inline(text)
            element.text = None
            read.append((element, *inside))
        if others:
            super().run(tree, ancestors)
        for element, before, marks in read:
            element.text = before or None
            element[:0] = marks
        return tree

    def __handleInline(self, data: str, patternIndex: int = 0) -> str:  # noqa: N802, N803
        if self._known and not self._any(data):
            return data
        if self._depth == 0:
            self._work.spend_on_inline(data)
            if self._known:
                self.inlinePatterns = self._those_for(data)
        elif self._depth > _DEEPEST_INLINE:
            raise TooComplexError("too many links or emphases inside of each other")
        self._depth += 1
        try:
            marked = str(super().__handleInline(data, patternIndex))  # type: ignore[misc]
        finally:
            self._depth -= 1
        if self._depth == 0:
            self._work.spend_on_children(marked.count(INLINE_PLACEHOLDER_PREFIX))
        return marked

    def _those_for(self, data: str) -> Any:
        found = (bool(self.md.references), *[trigger in data for trigger in self._triggers])
        patterns = self._chosen.get(found)
        if patterns is None:
            patterns = self._chosen[found] = self._choose(*found)
        return patterns

    def _choose(self, references: bool, *found: bool) -> list[Any]:
        present = {trigger for trigger, there in zip(self._triggers, found, strict=True) if there}
        return [
            pattern
            for pattern in self._all
            if not present.isdisjoint(TRIGGERS[pattern.pattern])
            and (references or type(pattern) not in _OF_REFERENCES)
        ]


class _Again(Postprocessor):
    """Converts a text in which a placeholder is left once more, the long way, since its number counts all marks."""

    def __init__(self, inline: InlineProcessor, work: Work) -> None:
        super().__init__(inline.md)
        self._inline = inline
        self._work = work

    def run(self, text: str) -> str:
        if not self._inline.reads_spans or ("\x02" not in text and "\x03" not in text):
            return text
        self._inline.reads_spans = False
        try:
            return self.md.reset().convert(self._work.text)
        finally:
            self._inline.reads_spans = True


class _PlainParagraph(BlockLimit):
    """Takes the paragraphs that no other processor could want."""

    def test(self, parent: Element, block: str) -> bool:
        super().test(parent, block)
        if not _is_plain(block):
            return False
        return not self.parser.state.isstate("list") or not (len(parent) or parent.text)

    def run(self, parent: Element, blocks: list[str]) -> None:
        if self.parser.state.isstate("list"):
            parent.text = blocks.pop(0)
            return
        SubElement(parent, "p").text = blocks.pop(0)
        while blocks and _is_plain(blocks[0]):
            super().test(parent, blocks[0])
            SubElement(parent, "p").text = blocks.pop(0)


def _is_plain(block: str) -> bool:
    return _PLAIN.match(block) is not None and "]:" not in block


_HTML = regex("<[a-zA-Z/!?]")


def _may_have_html(text: str) -> bool:
    """Whether the parser that looks for blocks of HTML would hand anything on in any way but as it is."""
    return "&#" in text or _HTML.search(text) is not None


def _may_have_fence(text: str) -> bool:
    return "```" in text or "~~~" in text


class _Whitespace(NormalizeWhitespace):
    """Only empties the blank lines where there is no other white space than spaces."""

    def run(self, lines: list[str]) -> list[str]:
        text = "\n".join(lines)
        if any(odd in text for odd in "\t\r\x02\x03"):
            return super().run(lines)
        return [lines[0], *[line if line.strip(" ") else "" for line in lines[1:]], "", ""]


_EXTRACTORS = {
    "markdown.preprocessors": ("markdown.htmlparser", "HTMLExtractor"),
    "markdown.extensions.md_in_html": ("markdown.extensions.md_in_html", "HTMLExtractorExtra"),
}
"""The module of what looks for blocks of HTML -> where the parser that it uses is."""


class _HtmlBlocks(Preprocessor):
    """Looks for blocks of HTML, and reckons what it takes to tell whether a comment is within a line of text."""

    def __init__(self, md: Markdown, work: Work, extractor: tuple[str, str]) -> None:
        super().__init__(md)
        module, name = extractor
        parser: Any = getattr(import_module(module), name)

        class Reckoned(parser):  # type: ignore[misc]
            def inline_close_follows(self, text: str) -> bool:
                """Whether an element that is open is closed in the paragraph in which the comment `text` is."""
                names = set(self.inline_stack)
                if not names:
                    return False
                start = self.line_offset + self.offset + len(text)
                blank = _BLANK_LINE.search(self.rawdata, start)
                end = blank.start() if blank else len(self.rawdata)
                work.spend(((end - start) * 3 + 1500) * len(names), "comments in elements")
                rest = self.rawdata[start:end]
                return any(re.search(rf"</\s*{re.escape(name)}\s*>", rest, re.IGNORECASE) for name in names)

        self._parser = Reckoned

    def run(self, lines: list[str]) -> list[str]:
        parser = self._parser(self.md)
        parser.feed("\n".join(lines))
        parser.close()
        return "".join(parser.cleandoc).split("\n")


_BLANK_LINE = regex(r"\n[ \t]*\n")


class _Settled(Registry[Any]):
    """A registry that is complete, so that its order need not be worked out anew for each block."""

    def __init__(self, registry: Registry[Any]) -> None:
        super().__init__()
        vars(self).update(vars(registry))
        self._all = tuple(registry)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._all)


class _UnneededBefore(Preprocessor):
    """Leaves out a preprocessor where there is nothing in the text for it."""

    def __init__(self, processor: Preprocessor, may_need: Callable[[str], bool]) -> None:
        super().__init__(processor.md)
        self._processor = processor
        self._may_need = may_need

    def run(self, lines: list[str]) -> list[str]:
        return self._processor.run(lines) if self._may_need("\n".join(lines)) else lines


class _Unneeded(treeprocessors.Treeprocessor):
    """Leaves out a processor that needs a character which the text does not have."""

    def __init__(self, processor: treeprocessors.Treeprocessor, work: Work, needs: str) -> None:
        super().__init__(processor.md)
        self._processor = processor
        self._work = work
        self._needs = needs

    def __getattr__(self, name: str) -> Any:
        return getattr(self._processor, name)

    def run(self, root: Element) -> Element | None:
        return self._processor.run(root) if self._needs in self._work.text else None
