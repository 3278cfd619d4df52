"""What posts for Hugo, Jekyll, Hexo, Eleventy or GitHub mean and Python-Markdown reads otherwise.

Fences of any length, indented, unclosed or with any info string; lists, tables and rules right below a line of text;
lists nested by as many spaces as their marker takes; task lists; strikethrough; bare addresses; a backslash at the end
of a line; TeX between `$$`; `:::` marks in code. A preprocessor rewrites blocks, by the rules of CommonMark 0.31 and
GFM 0.29, into what Python-Markdown reads the same way; inline patterns do the rest.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element

from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor, SimpleTagInlineProcessor, SubstituteTagInlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import HTML_PLACEHOLDER_RE, INLINE_PLACEHOLDER_RE, AtomicString

if TYPE_CHECKING:
    from markdown import Markdown

DELETED_RE = r"(?<!~)(~~)(?![\s~])([^~]+(?:~[^~]+)*)(?<!\s)~~(?!~)"
BREAK_RE = r"\\\n"
ADDRESS_RE = r"(?<![\w/@])https?://[A-Za-z0-9][!#-;=?-~]{1,2000}"

TRIGGERS: dict[str, tuple[str, ...]] = {
    DELETED_RE: ("~~",),
    BREAK_RE: ("\\\n",),
    ADDRESS_RE: ("://",),
}
"""Pattern -> what there must be in a text for it to match there."""


class GfmExtension(Extension):
    """Registers it all."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        md.preprocessors.register(_Blocks(md), "gfm_blocks", 27)
        md.treeprocessors.register(_CodeLanguage(md), "gfm_code", 15)
        md.inlinePatterns.register(SubstituteTagInlineProcessor(BREAK_RE, "br"), "gfm_break", 185)
        md.inlinePatterns.register(_Address(ADDRESS_RE, md), "gfm_address", 85)
        md.inlinePatterns.register(SimpleTagInlineProcessor(DELETED_RE, "del"), "gfm_deleted", 65)


_STARTS_BLOCK = frozenset("-*+_0123456789`~>#<$|:")
_FENCE = re.compile(r"(`{3,}(?=[^`]*\Z)|~{3,})\s*(.*)")
_ITEM = re.compile(r"([-*+]|\d{1,9}[.)])( +(?=\S)|\Z)")
_RULE = re.compile(r"(?:(?:-[ ]*){3,}|(?:_[ ]*){3,}|(?:\*[ ]*){3,})\Z")
_INTERRUPTS = re.compile(r"#{1,6}(?: |\Z)|>|<[a-zA-Z/!?]")
_TASK = re.compile(r"\[([ xX])\] +(?=\S)")
_DELIMITER_ROW = re.compile(r"(?=.*\|)\s*\|?(?:\s*:?-+:?\s*\|)*(?:\s*:?-+:?)?\s*\Z")
_QUOTE = re.compile(r" {0,3}> ?")
_VERBATIM = re.compile(r"<(?:(pre|script|style|textarea)(?=[\s>]|\Z)|!--|\?|!\[CDATA\[)", re.IGNORECASE)
_VERBATIM_ENDS = {"<!--": "-->", "<?": "?>", "<![CDATA[": "]]>"}
_LANGUAGE = re.compile(r"\{?\s*\.?([^\s{},:]+)")
_MARKED_LANGUAGE = re.compile(r":::([\w#.+-]+) *\n")
_DEEPEST_QUOTE = 20


@dataclass(slots=True)
class _Item:
    """An open list item: the columns that its marker and its content begin at, and the kind of its list."""

    marker: int
    content: int
    ordered: bool
    loose: bool = False


class _Blocks(Preprocessor):
    def run(self, lines: list[str]) -> list[str]:
        return [*self._rewrite(lines, 0), "", ""]

    def _rewrite(self, lines: list[str], quotes: int) -> list[str]:
        out: list[str] = []
        items: list[_Item] = []
        blank = True
        code = False
        no_formula_until = 0
        number = 0
        while number < len(lines):
            line = lines[number]
            number += 1
            text = line.lstrip(" ")
            if not text:
                out.append("")
                blank = True
                continue
            indent = len(line) - len(text)
            if text[0] not in _STARTS_BLOCK and not (code and items):
                if items:
                    if blank:
                        _close(items, indent)
                        code = indent - (items[-1].content if items else 0) > 3
                    line = _indented(items, indent, text, blank)
                out.append(line)
                blank = False
                continue

            rule = _RULE.match(text)
            item = None if rule else _ITEM.match(text)
            if item and not blank and "|" in text and _DELIMITER_ROW.match(text) and "|" in out[-1]:
                item = None
            fence = _FENCE.match(text)
            closed: _Item | None = None
            if blank or code or item or fence or rule or _INTERRUPTS.match(text):
                closed = _close(items, indent, item)
            beyond = indent - (items[-1].content if items else 0)
            code = beyond > 3 and (blank or code or not items)
            if code:
                out.append(_indented(items, indent, text, True))
                blank = False
                continue
            pad = "    " * len(items)

            if fence:
                number, block = _fenced(lines, number, indent, fence)
                placeholder = pad + self.md.htmlStash.store(block)
                out += [placeholder] if items and not blank else ["", placeholder, ""]
                blank = not items
            elif rule:
                if closed and not blank:
                    out.append("")
                out.append(pad + text)
                blank = False
            elif item:
                marker, space = item.groups()
                rest = text[item.end() :]
                ordered = marker[0].isdigit()
                if not blank:
                    if closed:
                        apart = closed.loose or closed.ordered != ordered
                    elif out[-1].lstrip(" ").startswith(">"):
                        apart = True
                    elif items:
                        apart = items[-1].loose
                    elif rest and (not ordered or marker[:-1] == "1"):
                        apart = True
                    else:
                        out.append(line)
                        continue
                    if apart:
                        out.append("")
                else:
                    _loosen(items)
                items.append(_Item(indent, indent + len(marker) + min(len(space) or 1, 4), ordered))
                if task := _TASK.match(rest):
                    rest = ("☐ " if task[1] == " " else "☑ ") + rest[task.end() :]
                if inner := _FENCE.match(rest):
                    number, block = _fenced(lines, number, items[-1].content, inner)
                    rest = self.md.htmlStash.store(block)
                out.append(f"{pad}{marker[:-1]}. {rest}" if ordered else f"{pad}{marker} {rest}")
                blank = False
            elif text[0] == ">" and quotes < _DEEPEST_QUOTE:
                if closed and not blank:
                    out.append("")
                start = number - 1
                while number < len(lines) and lines[number].startswith(">", _column(lines[number])):
                    number += 1
                inside = [_QUOTE.sub("", quoted.lstrip(" "), count=1) for quoted in lines[start:number]]
                rewritten = "\n".join(self._rewrite(inside, quotes + 1)).strip("\n").split("\n")
                out += [f"{pad}> {quoted}".rstrip(" ") for quoted in rewritten]
                blank = False
            elif verbatim := _VERBATIM.match(text):
                end = _VERBATIM_ENDS.get(verbatim[0]) or f"</{verbatim[1].lower()}"
                out.append(line)
                while end not in lines[number - 1].lower() and number < len(lines):
                    out.append(lines[number])
                    number += 1
                blank = False
            elif text.startswith("$$") and number > no_formula_until:
                after, whole = _formula(lines, number - 1)
                if whole:
                    formula = html.escape("\n".join(lines[number - 1 : after]), quote=False)
                    out.append(pad + self.md.htmlStash.store(formula))
                    number = after
                else:
                    no_formula_until = after
                    out.append(_indented(items, indent, text, blank) if items else line)
                blank = False
            else:
                if "|" in text and not blank and number < len(lines) and _heads_table(out[-1], lines[number]):
                    out.append("")
                out.append(_indented(items, indent, text, blank) if items else line)
                blank = False
        return out


def _close(items: list[_Item], indent: int, item: re.Match[str] | None = None) -> _Item | None:
    """Close the items that a line at column `indent` is not inside of. Returns the outermost of them.

    An `item` of another kind of list may fall short of the content's column: indented at all, it is meant to be inside.
    """
    closed = None
    while items and indent < items[-1].content:
        if item and indent >= items[-1].marker + 2 and items[-1].ordered != item[1][0].isdigit():
            break
        closed = items.pop()
    return closed


def _indented(items: list[_Item], indent: int, text: str, blank: bool) -> str:
    """A line of an item's text, by four spaces for each level."""
    if not items:
        return " " * indent + text
    if blank:
        _loosen(items)
    return " " * (4 * len(items) + (max(0, indent - items[-1].content) if blank else 0)) + text


def _loosen(items: list[_Item]) -> None:
    for item in items:
        item.loose = True


def _column(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _fenced(lines: list[str], number: int, indent: int, fence: re.Match[str]) -> tuple[int, str]:
    """The number of the line after the block that `fence` opens, and its HTML (CommonMark 4.5)."""
    mark, info = fence[1], fence[2]
    code = []
    while number < len(lines):
        line = lines[number]
        number += 1
        text = line.lstrip(" ")
        if text.startswith(mark) and not text.strip(mark[0] + " "):
            break
        code.append(line[min(indent, len(line) - len(text)) :])
    else:
        while code and not code[-1]:
            code.pop()
    language = _LANGUAGE.match(info)
    kind = f' class="language-{html.escape(language[1])}"' if language else ""
    escaped = html.escape("".join([f"{line}\n" for line in code]), quote=False)
    return number, f"<pre><code{kind}>{escaped}</code></pre>"


def _formula(lines: list[str], number: int) -> tuple[int, bool]:
    """The number of the line after the display formula that begins at line `number`, and whether it ends at all."""
    if len(lines[number].strip()) > 3 and lines[number].rstrip().endswith("$$"):
        return number + 1, True
    for end in range(number + 1, len(lines)):
        line = lines[end].strip()
        if not line or line.endswith("$$"):
            return end + 1, bool(line)
    return len(lines), False


def _heads_table(before: str, after: str) -> bool:
    """Whether a row between these lines is the first of a table that interrupts a paragraph."""
    return "|" not in before and _DELIMITER_ROW.match(after) is not None


class _CodeLanguage(Treeprocessor):
    """The first line `:::python` of an indented block names its language, as Pelican's authors write it."""

    def run(self, root: Element) -> None:
        for pre in root.iter("pre"):
            if len(pre) and pre[0].text and (found := _MARKED_LANGUAGE.match(pre[0].text)):
                pre[0].set("class", f"language-{found[1]}")
                pre[0].text = AtomicString(pre[0].text[found.end() :])


class _Address(InlineProcessor):
    """An address in the text (GFM 6.9), up to the first space, quote or character outside of ASCII."""

    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, m: re.Match[str], data: str
    ) -> tuple[Element | None, int | None, int | None]:
        if self.md.htmlStash.html_counter and self._in_raw_link(data[: m.start()]):
            return None, None, None
        url = m[0]
        while True:
            trimmed = url.rstrip("?!.,:*_~'")
            if trimmed.endswith(")") and trimmed.count(")") > trimmed.count("("):
                trimmed = trimmed[:-1]
            elif trimmed.endswith(";"):
                trimmed = re.sub(r"&[A-Za-z0-9]+;\Z|;\Z", "", trimmed)
            if trimmed == url:
                break
            url = trimmed
        link = Element("a", {"href": url})
        link.text = AtomicString(url)
        return link, m.start(), m.start() + len(url)

    def _in_raw_link(self, before: str) -> bool:
        """Whether the text `before` leaves an HTML `<a>` open, which is stashed by now."""
        inline: Any = self.md.treeprocessors["inline"]
        nodes = inline.stashed_nodes
        blocks = self.md.htmlStash.rawHtmlBlocks
        for stashed in reversed(INLINE_PLACEHOLDER_RE.findall(before)):
            found = (
                HTML_PLACEHOLDER_RE.fullmatch(node) if isinstance(node := nodes.get(stashed), str) else None
            )
            tag = str(blocks[int(found[1])]).lower() if found else ""
            if tag.startswith(("<a ", "</a>", "<a>")):
                return not tag.startswith("</")
        return False
