"""What posts for Hugo, Jekyll, Hexo, Eleventy or GitHub mean and Python-Markdown reads otherwise.

Fences of any length, indented, unclosed or with any info string; lists, tables and rules right below a line of text;
lists nested by as many spaces as their marker takes; task lists; strikethrough; bare addresses; a backslash at the end
of a line; hashtags that begin one; Markdown after a blank line inside of HTML; TeX between `$$`; `:::` marks in code;
words in braces that are no attributes.
A preprocessor rewrites blocks, by the rules of CommonMark 0.31 and GFM 0.29, into what Python-Markdown reads the same
way; inline patterns do the rest.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element

from markdown.blockprocessors import HashHeaderProcessor, ParagraphProcessor
from markdown.extensions import Extension
from markdown.extensions.attr_list import AttrListTreeprocessor
from markdown.inlinepatterns import (
    BACKTICK_RE,
    REFERENCE_RE,
    BacktickInlineProcessor,
    InlineProcessor,
    ReferenceInlineProcessor,
    SimpleTagInlineProcessor,
    SubstituteTagInlineProcessor,
)
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import HTML_PLACEHOLDER_RE, INLINE_PLACEHOLDER_RE, AtomicString

from feeds.regex import regex

if TYPE_CHECKING:
    from collections.abc import Callable

    from markdown import Markdown

DELETED_RE = r"(?<!~)(~~)(?![\s~])([^~]+(?:~[^~]+)*)(?<!\s)~~(?!~)"
BREAK_RE = r"\\\n"
ADDRESS_RE = r"(?<![A-Za-z0-9_/@])https?://[A-Za-z0-9][!#-;=?-~]{1,2000}"

TRIGGERS: dict[str, tuple[str, ...]] = {
    DELETED_RE: ("~~",),
    BREAK_RE: ("\\\n",),
    ADDRESS_RE: ("://",),
}
"""Pattern -> what there must be in a text for it to match there."""


class GfmExtension(Extension):
    """Registers it all."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        md.ESCAPED_CHARS.extend(_ESCAPED)
        md.preprocessors.register(_Blocks(md), "gfm_blocks", 27)
        md.parser.blockprocessors.register(_Heading(md.parser), "hashheader", 70)
        md.parser.blockprocessors.register(_Paragraph(md.parser), "paragraph", 10)
        md.treeprocessors.register(_CodeLanguage(md), "gfm_code", 15)
        if "attr_list" in md.treeprocessors:
            md.treeprocessors.register(_Attributes(md), "attr_list", 8)
        md.inlinePatterns.register(SubstituteTagInlineProcessor(BREAK_RE, "br"), "gfm_break", 185)
        md.inlinePatterns.register(_Code(BACKTICK_RE), "backtick", 190)
        md.inlinePatterns.register(Reference(REFERENCE_RE, md), "reference", 170)
        md.inlinePatterns.register(_Address(ADDRESS_RE, md), "gfm_address", 85)
        md.inlinePatterns.register(SimpleTagInlineProcessor(DELETED_RE, "del"), "gfm_deleted", 65)


_ESCAPED = tuple("\"$&'<=@^~")
"""What a backslash takes its meaning from too (CommonMark 2.4), but for those that are most often of TeX: `\\,`."""
_STARTS_BLOCK = frozenset("-*+_0123456789`~>#<$|:")
_FENCE = regex(r"(`{3,}(?=[^`]*\Z)|~{3,})\s*(.*)")
_ITEM = regex(r"([-*+]|\d{1,9}[.)])( +(?=[^ ])| *\Z)")
_RULE = regex(r"(?:(?:-[ ]*){3,}|(?:_[ ]*){3,}|(?:\*[ ]*){3,})\Z")
_HEADING = regex(r"#{1,6}(?: |\Z)")
_INTERRUPTS = regex(r"#{1,6}(?: |\Z)|>|<[a-zA-Z/!?]")
_TASK = regex(r"\[([ xX])\] +(?=\S)")
_DELIMITER_ROW = regex(r"(?=.*\|)\s*+\|?(?:\s*+:?-++:?\s*+\|)*+(?:\s*+:?-++:?)?\s*\Z")
_EMBED = regex(r"%\[(https?://[^\s\[\]<>]{1,2000})\]\s*\Z")
"""What Hashnode shows as a card."""
_QUOTE = regex(r" {0,3}> ?")
_VERBATIM = regex(r"<(?:(pre|script|style|textarea)(?=[\s>]|\Z)|!--|\?|!\[CDATA\[)", re.IGNORECASE)
_HTML_NAMES = (
    "address|article|aside|blockquote|center|dd|details|dialog|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]"
    "|header|legend|li|main|menu|nav|ol|p|section|summary|table|tbody|td|tfoot|th|thead|tr|ul"
)
_HTML = regex(rf"<(/?)({_HTML_NAMES})(?=[ />])", re.IGNORECASE)
_CODE_SPAN = regex(r"(`++)[^`]*+\1")
_OPENS_VERBATIM = regex(r"<(?:(?:pre|script|style|textarea)(?=[\s>]|\Z)|!--)", re.IGNORECASE)
_CLOSES_VERBATIM = regex(r"</(?:pre|script|style|textarea)(?=[\s>]|\Z)|-->", re.IGNORECASE)
_FOR_MARKDOWN = regex(r"<[a-z][^<>]*\smarkdown(?=[\s=/>])", re.IGNORECASE)
_VERBATIM_ENDS = {"<!--": "-->", "<?": "?>", "<![CDATA[": "]]>"}
_LANGUAGE = regex(r"\{?\s*\.?([^\s{},:]+)")
_MARKED_LANGUAGE = regex(r""":::([\w#.+-]+)(?: +hl_lines=("|')[\d ]*\2)? *\n""")
_DEEPEST_QUOTE = 20


class _Blocks(Preprocessor):
    def run(self, lines: list[str]) -> list[str]:
        return [*_Rewriting(lines, self.md.htmlStash.store).run(), "", ""]


@dataclass(slots=True)
class _Item:
    """An open list item: the columns that its marker and its content begin at, and the kind of its list."""

    marker: int
    content: int
    ordered: bool
    loose: bool = False


class _Rewriting:
    """One pass over the lines of a text, or of a quote in it."""

    def __init__(self, lines: list[str], store: Callable[[str], str], quotes: int = 0) -> None:
        self.lines = lines
        self.store = store
        self.quotes = quotes
        self.out: list[str] = []
        self.items: list[_Item] = []
        self.next = 0
        """The number of the line after the one that is looked at."""
        self.blank = True
        """Whether the line before is blank."""
        self.code = False
        """Whether the line before is indented code."""
        self.table = 0
        """The number of the new line that is below the head of the last table, or 0."""
        self.no_formula_until = 0
        self.html_until = 0
        """The number of the line after the HTML that is open."""
        self.no_html_until = 0
        self.unclosed: set[str] = set()
        """Names of elements that no line closes."""

    def run(self) -> list[str]:
        """The new lines."""
        while self.next < len(self.lines):
            line = self.lines[self.next]
            self.next += 1
            text = line.lstrip(" ")
            if not text:
                self.out.append("")
                self.blank = True
            elif text[0] in _STARTS_BLOCK or (self.code and self.items):
                self.line(text, len(line) - len(text))
            else:
                self.words(text, len(line) - len(text))
        return self.out

    def words(self, text: str, indent: int) -> None:
        """A line that begins with a letter: text, or code if it is indented far enough."""
        if self.blank and self.items:
            self.close(indent)
            self.code = self.beyond(indent) > 3
        if "|" in text:
            self.table_line(text)
        if text[0] == "%" and self.beyond(indent) < 4:
            text = _EMBED.sub(r"<\1>", text)
        self.put(text, indent)

    def line(self, text: str, indent: int) -> None:
        """A line that may begin something else."""
        rule = _RULE.match(text)
        fence = _FENCE.match(text)
        item = None if rule else _ITEM.match(text)
        if item and not self.blank and "|" in self.out[-1] and _DELIMITER_ROW.match(text):
            item = None
        closed = None
        if self.blank or self.code or item or fence or rule or _INTERRUPTS.match(text):
            closed = self.close(indent, item)
        self.code = self.beyond(indent) > 3 and (self.blank or self.code or not self.items)
        if self.code:
            self.put(text, indent)
        elif fence:
            self.fence(fence, indent)
        elif rule:
            below_quote = not self.blank and self.out[-1].lstrip(" ").startswith(">")
            self.apart(closed is not None or below_quote or self.below_rows())
            self.put(text, 0)
        elif item:
            self.item(item, text, indent, closed)
        elif text[0] == ">" and self.quotes < _DEEPEST_QUOTE:
            self.begin(closed)
            self.quote()
        elif text[0] == "#" and _HEADING.match(text):
            self.begin(closed)
            self.put(text, indent)
        elif verbatim := _VERBATIM.match(text):
            self.verbatim(verbatim)
        elif not ((text.startswith("$$") and self.formula()) or self.html(text)):
            if "|" in text:
                self.table_line(text)
            self.put(text, indent)

    def close(self, indent: int, item: re.Match[str] | None = None) -> _Item | None:
        """Close the items that a line at column `indent` is not inside of. Returns the outermost of them.

        An `item` of another kind of list may fall short of the content's column: it is meant to be inside if it is
        indented at all.
        """
        closed = None
        while self.items and indent < self.items[-1].content:
            last = self.items[-1]
            if item and indent >= last.marker + 2 and last.ordered != item[1][0].isdigit():
                break
            closed = self.items.pop()
        return closed

    def beyond(self, indent: int) -> int:
        """How far beyond the column where it would be text a line is indented."""
        return indent - (self.items[-1].content if self.items else 0)

    def apart(self, needed: bool) -> None:
        """Put a blank line where Python-Markdown needs one, and there is none."""
        if needed and not self.blank:
            self.out.append("")

    def begin(self, closed: _Item | None) -> None:
        """Put a blank line above a block that needs none in CommonMark: below an item's text, or rows of a table."""
        if self.blank:
            return
        if self.items:
            self.out.append("")
            self.blank = True
        else:
            self.apart(closed is not None or self.below_rows())

    def below_rows(self) -> bool:
        """Whether the line above is a row of a table. It is then at its end, since it is asked but once."""
        below = self.table > 0 and "" not in self.out[self.table :]
        self.table = 0
        return below

    def put(self, text: str, indent: int) -> None:
        """A line as it is, but by four columns for each list that it is in."""
        extra = indent
        if self.items:
            extra = max(0, self.beyond(indent)) if self.blank or self.code else 0
            if self.blank:
                self.loosen()
        self.out.append(" " * (4 * len(self.items) + extra) + text)
        self.blank = False

    def loosen(self) -> None:
        """Remember that blank lines are in the open items."""
        for item in self.items:
            item.loose = True

    def item(self, item: re.Match[str], text: str, indent: int, closed: _Item | None) -> None:
        """A list item (CommonMark 5.2, 5.3)."""
        marker, space = item.groups()
        rest = text[item.end() :]
        ordered = marker[0].isdigit()
        if self.blank:
            self.loosen()
        elif closed:
            self.apart(closed.loose or closed.ordered != ordered)
        elif self.items:
            self.apart(self.items[-1].loose)
        elif self.out[-1].startswith(">") or (rest and (not ordered or marker[:-1] == "1")):
            self.apart(True)
        else:
            self.put(text, indent)
            return
        pad = "    " * len(self.items)
        content = indent + len(marker) + (min(len(space), 4) if rest else 1)
        self.items.append(_Item(indent, content, ordered))
        if task := _TASK.match(rest):
            rest = ("☐ " if task[1] == " " else "☑ ") + rest[task.end() :]
        if fence := _FENCE.match(rest):
            rest = self.fenced(fence, content)
        elif rest[:1] == ">" and self.quotes < _DEEPEST_QUOTE:
            rest = f"\n{pad}".join(self.quoted(rest, content))
        if ordered:
            self.out.append(f"{pad}{marker[:-1]}. {rest}")
        else:
            # Alone on its line, a hyphen would make a heading of the item above.
            self.out.append(f"{pad}{marker} {rest}" if rest else f"{pad}* ")
        self.blank = False

    def fence(self, fence: re.Match[str], indent: int) -> None:
        """A fenced code block on lines of its own."""
        tight = bool(self.items) and not self.blank
        self.apart(not tight)
        self.put(self.fenced(fence, indent), 0)
        if not tight:
            self.out.append("")
        self.blank = not self.items

    def fenced(self, fence: re.Match[str], indent: int) -> str:
        """The stashed HTML of the code up to the closing fence, or to the end (CommonMark 4.5)."""
        mark, info = fence.groups()
        beyond = max(indent, self.items[-1].content if self.items else 0) + 4
        code = []
        while self.next < len(self.lines):
            line = self.lines[self.next]
            self.next += 1
            text = line.lstrip(" ")
            if text.startswith(mark) and not text.strip(mark[0] + " ") and len(line) - len(text) < beyond:
                break
            code.append(line[min(indent, len(line) - len(text)) :] + "\n")
        else:
            while code and code[-1] == "\n":
                code.pop()
        language = _LANGUAGE.match(info)
        kind = f' class="language-{html.escape(language[1])}"' if language else ""
        return self.store(f"<pre><code{kind}>{html.escape(''.join(code), quote=False)}</code></pre>")

    def quote(self) -> None:
        """A quote on lines of its own."""
        for line in self.quoted(self.lines[self.next - 1], 0):
            self.put(line, 0)

    def quoted(self, first: str, content: int) -> list[str]:
        """A quote from its `first` line on, whose lines are rewritten as a text of their own.

        All that follow it are indented to the column `content` at least.
        """
        lines = [first]
        while self.next < len(self.lines):
            line = self.lines[self.next]
            text = line.lstrip(" ")
            if not text.startswith(">") or len(line) - len(text) < content:
                break
            lines.append(line)
            self.next += 1
        inside = [_QUOTE.sub("", line.lstrip(" "), count=1) for line in lines]
        rewritten = "\n".join(_Rewriting(inside, self.store, self.quotes + 1).run()).strip("\n")
        return [
            f"> {line}" if line.endswith("  ") and below.strip(" ") else f"> {line}".rstrip(" ")
            for line, below in pairwise([*rewritten.split("\n"), ""])
        ]

    def verbatim(self, start: re.Match[str]) -> None:
        """HTML in which white space counts, or which is no text."""
        end = _VERBATIM_ENDS.get(start[0]) or f"</{start[1].lower()}"
        self.out.append(self.lines[self.next - 1])
        while end not in self.lines[self.next - 1].lower() and self.next < len(self.lines):
            self.out.append(self.lines[self.next])
            self.next += 1
        self.blank = False

    def html(self, text: str) -> bool:
        """Stash the lines of an HTML block up to a blank line, after which there is Markdown (CommonMark 4.6, 6).

        Only inside of an element that goes on after a blank line: all others are as well read as they are.
        """
        tag = _HTML.match(text)
        if tag is None or self.next - 1 < self.no_html_until:
            return False
        start = self.next - 1
        if start >= self.html_until and not self.opens(tag, start):
            return False
        while self.next < self.html_until and self.lines[self.next].strip():
            self.next += 1
        self.apart(True)
        self.put(self.store("\n".join(self.lines[start : self.next]).strip()), 0)
        self.out.append("")
        self.blank = True
        return True

    def opens(self, tag: re.Match[str], start: int) -> bool:
        """Whether the tag that begins the line `start` opens an element with blank lines in it, and Markdown."""
        name = tag[2].lower()
        if tag[1] or name in self.unclosed:
            return False
        end = self.closing_line(name, start)
        if end is None:
            self.unclosed.add(name)
            return False
        if self.has_markdown(start, end):
            self.html_until = end + 1
            return True
        self.no_html_until = end + 1
        return False

    def closing_line(self, name: str, start: int) -> int | None:
        """The line that closes the element `name`, which the line `start` opens."""
        depth = 0
        fence = ""
        for number in range(start, len(self.lines)):
            text = self.lines[number].strip()
            if fence:
                fence = "" if text.startswith(fence) and not text.strip(fence[0]) else fence
            elif opening := _FENCE.match(text):
                fence = opening[1]
            elif "<" in text:
                for tag in _HTML.finditer(_CODE_SPAN.sub("", text)):
                    if tag[2].lower() == name:
                        depth += -1 if tag[1] else 1
                if depth <= 0:
                    return number
        return None

    def has_markdown(self, start: int, end: int) -> bool:
        """Whether there is Markdown after a blank line in an element from line `start` to line `end`.

        Not where the author says what is Markdown, indents what CommonMark would take for code, or has blank lines in
        code.
        """
        lines = self.lines[start : end + 1]
        last = lines[-1].strip()
        if "" not in lines or not (_HTML.match(last) and last.endswith(">")):
            return False
        raw = tagged = False
        for before, line in pairwise(["", *lines]):
            text = line.lstrip(" ")
            deep = self.beyond(len(line) - len(text)) > 3
            raw = (raw and before != "") or (not deep and _HTML.match(text) is not None)
            if _FOR_MARKDOWN.search(text) or (deep and not raw and (tagged or text[:1] == "<")):
                return False
            if raw and len(_OPENS_VERBATIM.findall(text)) != len(_CLOSES_VERBATIM.findall(text)):
                return False
            tagged = text[0] == "<" if text else tagged
        return True

    def formula(self) -> bool:
        """Stash a display formula in TeX, up to the `$$` that ends it in the same paragraph, if there is one."""
        start = self.next - 1
        if start < self.no_formula_until:
            return False
        first = self.lines[start].strip()
        end = start
        if first == "$$" or not first.endswith("$$"):
            end += 1
            while (
                end < len(self.lines)
                and self.lines[end].strip()
                and not self.lines[end].rstrip().endswith("$$")
            ):
                end += 1
            if end == len(self.lines) or not self.lines[end].strip():
                self.no_formula_until = end
                return False
        self.next = end + 1
        self.put(self.store(html.escape("\n".join(self.lines[start : self.next]), quote=False)), 0)
        return True

    def table_line(self, text: str) -> None:
        """A line of a table, if it is one. Its first may be right below a line of text (GFM 4.10)."""
        if self.blank:
            return
        if "|" in self.out[-1]:
            if _DELIMITER_ROW.match(text):
                self.table = len(self.out) + 1
        elif self.next < len(self.lines) and _DELIMITER_ROW.match(self.lines[self.next]):
            self.out.append("")
            self.loosen()


class _Heading(HashHeaderProcessor):
    """A line that begins with one `#` and no space is text with a hashtag, as it is for titles (CommonMark 4.2).

    Three spaces may be before it. A heading that has a space after its first mark ends with as many as it has at its
    end, unless there are no spaces before them: C#.
    """

    RE = re.compile(
        r"(?:^|\n)[ ]{0,3}(?!#[^\s#])(?P<level>#{1,6})(?P<spaced>(?=[ ]))?"
        r"(?P<header>(?:\\(?:.|(?=\n|$))|[^\\#]|#+(?=[^#\n])|(?(spaced)#++(?=\n|$)|(?!)))*?)"
        r"(?(spaced)(?:(?<=[ ])#++[ ]*+|(?<!#)(?=##)(?P=level))?|#*)(?:\n|$)"
    )


class _Paragraph(ParagraphProcessor):
    """Blanks that are no spaces stay where they begin a paragraph, as it is indented in Chinese (CommonMark, 4.8)."""

    def run(self, parent: Element, blocks: list[str]) -> None:
        indent = _INDENT.match(blocks[0])
        before = (len(parent), parent.text)
        super().run(parent, blocks)
        if indent is None:
            return
        if len(parent) > before[0]:
            parent[-1].text = indent[1] + (parent[-1].text or "")
        elif not before[0] and not before[1]:
            parent.text = indent[1] + (parent.text or "")


_INDENT = regex(r"[ \t\n]*([\u3000\u2003\u00a0]+)(?=\S)")


class _CodeLanguage(Treeprocessor):
    """The first line `:::python` of an indented block names its language, as Pelican's authors write it."""

    def run(self, root: Element) -> None:
        for pre in root.iter("pre"):
            if len(pre) and pre[0].text and (found := _MARKED_LANGUAGE.match(pre[0].text)):
                pre[0].set("class", f"language-{found[1]}")
                pre[0].text = AtomicString(pre[0].text[found.end() :])


def _braces(known: str) -> str:
    return rf"\{{(?::|(?=[ ]*(?:{known})))[ ]*([^\}}\n ][^\n]*)\}}"


_KNOWN = r"[.#][A-Za-z_-]|[a-z][a-z-]+=|-\}"
_WORD = r"[a-z][a-z0-9+#-]+\}"


class _Attributes(AttrListTreeprocessor):
    """Attributes are `{.class}`, `{#id}`, `{key=value}`, `{-}` and what follows `{:`; other words are text.

    But for one word right behind code, which is its language.
    """

    BASE_RE = _braces(_KNOWN)  # type: ignore[misc]
    HEADER_RE = re.compile(rf"[ ]+{BASE_RE}[ ]*$")  # type: ignore[misc]
    BLOCK_RE = re.compile(rf"\n[ ]*{BASE_RE}[ ]*$")  # type: ignore[misc]
    INLINE_RE = re.compile(rf"^{_braces(f'{_KNOWN}|{_WORD}')}")  # type: ignore[misc]


class _Code(BacktickInlineProcessor):
    """A blank at one end of code stays, since it may be all that parts two words (CommonMark 6.1)."""

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, m: re.Match[str], data: str
    ) -> tuple[Element | str | None, int | None, int | None]:
        """The code, and where it begins and ends."""
        code, start, end = super().handleMatch(m, data)
        if isinstance(code, Element):
            inside = data[start:end].strip("`")
            begins, ends = inside[:1].isspace(), inside[-1:].isspace()
            if begins != ends:
                code.text = AtomicString(f" {code.text}" if begins else f"{code.text} ")
        return code, start, end


class Reference(ReferenceInlineProcessor):
    """In `[a] [b]`, `b` is what `a` leads to, as in the first Markdown, but where `a` is a link of its own."""

    def evalId(self, data: str, index: int, text: str) -> tuple[str | None, int, bool]:  # noqa: N802
        """The name of the definition, where it ends, and whether there may be one."""
        if data[index : index + 1].isspace() and text.lower() in self.md.references:
            return None, index, False
        return super().evalId(data, index, text)


class _Address(InlineProcessor):
    """An address in the text (GFM 6.9), up to the first space, quote or character outside of ASCII."""

    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, m: re.Match[str], data: str
    ) -> tuple[Element | None, int | None, int | None]:
        if self.md.htmlStash.html_counter and self._in_raw_link(data[: m.start()]):
            return None, None, None
        url = _trimmed(m[0])
        link = Element("a", {"href": url})
        link.text = AtomicString(url)
        return link, m.start(), m.start() + len(url)

    def _in_raw_link(self, before: str) -> bool:
        """Whether the text `before` leaves an HTML `<a>` open, which is stashed by now."""
        inline: Any = self.md.treeprocessors["inline"]
        nodes = inline.stashed_nodes
        blocks = self.md.htmlStash.rawHtmlBlocks
        for stashed in reversed(INLINE_PLACEHOLDER_RE.findall(before)):
            node = nodes.get(stashed)
            found = HTML_PLACEHOLDER_RE.fullmatch(node) if isinstance(node, str) else None
            tag = str(blocks[int(found[1])]).lower() if found else ""
            if tag.startswith(("<a ", "</a>", "<a>")):
                return not tag.startswith("</")
        return False


def _trimmed(url: str) -> str:
    """`url` without the punctuation that belongs to the sentence."""
    end = len(url)
    unopened = {close: url.count(close) - url.count(opening) for opening, close in ("()", "[]")}
    while True:
        last = url[end - 1]
        if unopened.get(last, 0) > 0:
            unopened[last] -= 1
        elif last == ";":
            reference = url.rfind("&", 0, end)
            if reference >= 0 and url[reference + 1 : end - 1].isalnum():
                end = reference + 1
        elif last not in "?!.,:*_~'":
            return url[:end]
        end -= 1
