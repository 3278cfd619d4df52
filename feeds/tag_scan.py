"""Where the template tags of a body are, and where its code is, in which nothing is a tag."""

from __future__ import annotations

import re
from typing import NamedTuple

from feeds import jsx
from feeds.regex import regex

LONGEST_TAG = 8000
LONGEST_EXPRESSION = 500

DIAGRAMS = frozenset({"chart", "echarts", "flowchart", "graphviz", "markmap", "mermaid", "plantuml"})
"""Tags around the source of a drawing."""
CODE_BLOCKS = frozenset({"highlight", "codeblock", "code", "sourcecode", "prism", *DIAGRAMS})
"""Tags whose inside is code up to their end tag."""
_RAW_BLOCKS = frozenset({"raw", "verbatim"})


class Token(NamedTuple):
    """A piece of the body that is not plain text."""

    kind: str
    """"tag" `{% x %}`, "expression" `{{ x }}`, "shortcode" `{{< x >}}`, "escaped" `{{</* x */>}}`, "block" from
    the tag of a code block to its end, "site-path" `{static}/x`, "wiki" `[[x]]`, "wordpress" `[embed]x[/embed]`,
    "wordpress-code" `[code lang="js"]x[/code]`, "livejournal" `<lj user="x">`,
    "container" `:::tip x` and in one `@tab x`, "callout" `[!tip] x` in a quote, "mark" `==x==`, "comment"
    `{/* x */}`, "info" of a fence, "import" of a component; "jsx" `<x y={z}>`; "embed" `@[youtube](id)`;
    "code"; "kept", in which nothing is replaced; "cut", which leaves nothing and needs no word."""
    start: int
    end: int


def scan(body: str, *, markdown: bool) -> list[Token]:
    """The tokens of `body` in their order. In HTML, only elements make code: `markdown` is false."""
    return _Scanner(body, markdown).scan()


# Each of these is looked for with `_Ahead`, which keeps the whole in linear time.
_TAG_END = regex(r"%\}")
_EXPRESSION_END = regex(r"\}\}")
_COMMENT_END = regex(r"#\}")
_SHORTCODE_END = {"<": regex(r">\}\}"), "%": regex(r"%\}\}")}
_MATH_END = {
    "(": regex(r"\\{1,2}\)"),
    "[": regex(r"\\{1,2}\]"),
    "$$": regex(r"\$\$"),
    "$": regex(r"\$"),
}
_ELEMENT_END = {
    "pre": regex(r"</pre\s*>", re.IGNORECASE),
    "code": regex(r"</code\s*>", re.IGNORECASE),
    "script": regex(r"</script\s*>", re.IGNORECASE),
    "style": regex(r"</style\s*>", re.IGNORECASE),
    "!--": regex(r"-->"),
}
_PARAGRAPH_END = regex(r"\n[ \t>]*(?=\n|```|~~~|[-*+][ \t]|\d{1,9}[.)][ \t]|#{1,6} )")

_STOP = regex(
    r"\n|``*|\{[{%:#]|<(?=(?:pre|code|script|style|lj)\b|!--)|\$\$?"
    r"|\\\[(?=/?(?:caption|embed|gallery|playlist|audio|video|youtube|vimeo)[ =\\])|\\\\?[(\[]|\\[\\`{$]"
    r"|\{(?=(?:static|attach|filename|index|tag|category|author)[}|])|\{/\*"
    r"|\|(?=(?:static|attach|filename|index|tag|category|author)[}|])"
    r"|%%(?<!\S%%)(?=[^%\n])|==(?<![A-Za-z0-9_=]==)(?=[^\s=])|=\{|=(?<=\S =)\d*%?x\d*%?(?=\))"
    r"|=(?<=\S align=)\"\w+\"(?=\))|!\[(?=\[)|\[(?=\[)"
    r"|\[(?=/?(?:caption|code|embed|gallery|playlist|audio|sourcecode|video|youtube|vimeo)[ =\]])",
    re.IGNORECASE,
)
"""Each alternative begins with a character of its own: what has none of them is passed over in no time."""
_TAG = regex(r"[-+]?\s*([A-Za-z_]\w*(?:-\w+)*)(?=[\s:(,.|]|-?$)", re.ASCII)
_SHORTCODE = regex(r"\s*(/?)\s*([A-Za-z_][\w./-]*)(?=[\s/=]|$)", re.ASCII)
_ATTRIBUTES = regex(
    r"\{:(?:\s*+(?:[.#][\w-]++|(?:no_)?toc\b|[\w-]++=(?:\"[^\"\n]*+\"|'[^'\n]*+'|[\w-]++)))+\s*+\}"
    r"|\{:(?::[a-z][^{}\n]*+|/[a-z]*+)\}"
)
_TOC = regex(r"[ \t]*(?:[-*+]|\d+\.)[ \t][^\n]*\n[ \t]*\{:\s*toc\b[^{}\n]*\}")
_WIKI = regex(r"!?\[\[(?!!\s*\])[^\[\]|\n]{1,200}(?:\|[^\[\]\n]{0,200})?\]\](?![(\[:])")
_WORDPRESS = regex(
    r"\\?\[(?:embed(?: [^\[\]\n]*|\\)?\]\s*https?://[^\s\[\]<>]+\s*\\?\[/embed\\?\]"
    r"|(?:gallery|playlist)(?: +\w+=[^\[\]\n]*\]|\\?\](?=[ \t]*(?:\n|\Z|</p>)))"
    r"|(audio|video) +\w+=[^\[\]\n]*\](?:\\?\[/\1\\?\])?"
    r"|(?:youtube|vimeo)[ =][\"']?https?://[^\s\[\]<>]+\])"
)
"""With backslashes where a converter to Markdown took it for text."""
_WORDPRESS_CODE = regex(r"\[(code|sourcecode)(?: +[^\[\]\n]*|=[^\[\]\n]*)?\](?![(\[:])")
_WORDPRESS_CODE_END = {"code": regex(r"\[/code\]"), "sourcecode": regex(r"\[/sourcecode\]")}
_CAPTION = regex(r"\\?\[caption +\w+=[^\[\]\n]*\]")
_CAPTION_END = regex(r"\\?\[/caption\\?\]")
_LIVEJOURNAL = regex(r"<lj (?:user|comm)=[\"']?[\w-]+[\"']?[^<>]{0,100}>(?:</lj>)?")
"""Its own element for the name of a user, which stands nowhere else."""
_MDX_COMMENT_END = regex(r"\*/\}")
_COLONS = regex(
    r" {0,3}:{3,}[ \t]*+(\{[^{}\n]*\}|[A-Za-z][\w-]*(?:\[[^\[\]\n]*\])?(?:\{[^{}\n]*\})?"
    r"(?:[ \t][^\n]*)?)?[ \t]*"
)
_TAB = regex(r" {0,3}@tab(?::active)?[ \t]+[^\n]{1,200}")
"""VuePress, in a box of tabs."""
_CALLOUT = regex(r"[ \t]*(?:>[ \t]?)+(\[![A-Za-z][\w-]*\][^\n]*)")
_TOC_MARK = regex(r"[ \t]*@?\[\[?_?toc_?\]?\](?:\([^()\n]*\))?[ \t]*", re.IGNORECASE)
_EMBED = regex(r"@\[[a-z]+\]\([^()\s]+\)[ \t]*", re.IGNORECASE)
_SNIPPET = regex(r"<<<[ \t]*(?:@|\.{1,2})/\S+(?:[ \t]*[\[{][^\n]*)?")
"""VitePress: code from a file."""
_KRAMDOWN_COMMENT_END = regex(r"\{:/(?:comment)?\}")
_HIDDEN = regex(r"%%[^%\n]{1,500}%%(?!\S)")
_MARK = regex(r"==[^=\n]{1,200}(?<=\S)==(?![A-Za-z0-9_=])")
_COLONS_END = regex(r"^ {0,3}:{3,}[ \t]*$", re.MULTILINE)
_SITE_PATH = regex(
    r"[{|](?:index[}|]|(?:static|attach|filename|index|(tag|category|author))[}|][^\s()\"'<>\]]+)",
    re.IGNORECASE,
)
_FENCE = regex(r"[ \t]*(?:>[ \t]?)*(`{3,}|~{3,})[ \t]*([^\n]*)")
_CHUNK = regex(r"\{[a-z]+[ ,}]", re.IGNORECASE)
"""Code that Quarto and R Markdown run."""
_CHUNK_OPTIONS = regex(r"(?:[ \t]*(?:#|//)\|[^\n]*\n)+")
_NOT_SHOWN = regex(r"\b(?:include|echo)(?:\s*=\s*F(?:ALSE)?\b|: *false\b)")
_PLAIN_INFO = regex(r"\.?[\w#.+-]*\s*(?:hl_lines=(?P<quote>[\"']).*?(?P=quote)\s*)?|\{[^\n]*\}\s*", re.ASCII)
_ITEM = regex(r"([ \t]*)([-*+]|\d{1,9}[.)])([ \t]+)")
_CONTAINER = regex(
    r" {0,3}<(div|section|article|table|ul|ol|dl|figure|details|center|blockquote|form|main|header|footer)\b",
    re.IGNORECASE,
)
_IMPORT = regex(
    r"(?:import\s+(?:[\w$*{][\w$*{},\s]{0,500}?\sfrom\s*)?(?P<quote>[\"'])[^\"'\n]{1,300}(?P=quote)"
    r"|export\s+(?:const|let|var|default|function)\s[^\n]*(?:(?<=[;\w)\"'\]}])|[{(\[]\n(?:[^\n]*\n){0,100}?[})\]][)\]}]*)"
    r");?[ \t]*(?=\n|$)"
)


class _Ahead:
    """The next match of a pattern at or after a place that only moves on: each part of the body is read once."""

    def __init__(self, body: str) -> None:
        self._body = body
        self._found: dict[re.Pattern[str], re.Match[str] | None] = {}

    def find(self, pattern: re.Pattern[str], at: int) -> re.Match[str] | None:
        if pattern not in self._found or ((known := self._found[pattern]) and known.start() < at):
            self._found[pattern] = pattern.search(self._body, at)
        return self._found[pattern]


class _Scanner:
    def __init__(self, body: str, markdown: bool) -> None:
        self.body = body
        self.markdown = markdown
        self.tokens: list[Token] = []
        self.ahead = _Ahead(body)
        self.raw_end: re.Match[str] | None = None
        """The tag that ends the raw text in which we are."""
        self.after_blank = True
        self.item: int | None = None
        """The column at which the text of the current list item begins."""
        self.container = ""
        self.depth = 0
        self.backticks: dict[int, list[int]] = {}
        """Where runs of so many backticks stand in this paragraph, last first."""
        self.backticks_end = 0
        self.containers = 0
        """How many `:::` are open."""
        self.captions = 0
        self.no_jsx_until = 0

    def scan(self) -> list[Token]:
        at, line_begins = 0, True
        while at < len(self.body):
            if line_begins and self.markdown and (end := self.block(at)) > at:
                at = end
                continue
            stop = _STOP.search(self.body, at)
            if stop is None:
                break
            at, line_begins = self.inline(stop), stop[0] == "\n"
        return self.tokens

    def add(self, kind: str, start: int, end: int) -> int:
        """Note a token, but for the end of raw text that may lie in it. Returns where to read on."""
        if self.raw_end and start <= self.raw_end.start() < end:
            raw_end, self.raw_end = self.raw_end, None
            end = max(end, raw_end.end())
            self.tokens += (
                Token("kept", start, raw_end.start()),
                Token("cut", *raw_end.span()),
                Token(kind, raw_end.end(), end),
            )
            return end
        self.tokens.append(Token("kept" if self.raw_end else kind, start, end))
        return end

    # --- Lines ---

    def block(self, at: int) -> int:
        """Read the line, and all of the block if it is of code. Returns where to read on: `at` for text."""
        end = self.line_end(at)
        line = self.body[at:end]
        if not line.strip():
            self.after_blank = True
            return end + 1
        indent = _columns(line)
        if self.after_blank and not self.container and indent >= self.code_indent():
            return self.indented_code(at, self.code_indent())
        if (fence := _FENCE.match(line)) and not (fence[1][0] == "`" and "`" in fence[2]):
            return self.fenced_code(at, fence)
        if self.raw_end is None and self.after_blank and (found := _IMPORT.match(self.body, at)):
            return self.add("import", at, found.end())
        if self.raw_end is None and (found := _TOC.match(self.body, at)):
            return self.add("cut", at, found.end())
        if self.raw_end is None and self.containers and (found := _TAB.fullmatch(line)):
            return self.add("container", at, end)
        if self.raw_end is None and line.lstrip(" ").startswith(":::") and (found := _COLONS.fullmatch(line)):
            self.containers += 1 if found[1] else -1
            if self.containers >= 0 and (not found[1] or self.ahead.find(_COLONS_END, end)):
                return self.add("container" if found[1] else "cut", at, end)
            self.containers = 0
        if self.raw_end is None and (found := _CALLOUT.fullmatch(line)):
            return self.add("callout", at + found.start(1), end)
        if _TOC_MARK.fullmatch(line) or (line == "===" and self.after_blank and self.raw_end is None):
            return self.add("cut", at, end)
        if self.raw_end is None and line.startswith("<<<") and _SNIPPET.fullmatch(line):
            return self.add("import", at, end)
        if self.raw_end is None and _EMBED.fullmatch(line):
            return self.add("embed", at, end)
        if item := _ITEM.match(line):
            self.item = _columns(item[0].replace(item[2], " " * len(item[2])))
        elif indent == 0 and self.after_blank:
            self.item = None
        self.elements(line)
        self.after_blank = False
        return at

    def line_end(self, at: int) -> int:
        end = self.body.find("\n", at)
        return len(self.body) if end < 0 else end

    def code_indent(self) -> int:
        return 4 if self.item is None else (self.item + 3) // 4 * 4 + 4

    def indented_code(self, start: int, indent: int) -> int:
        at = end = start
        while at < len(self.body):
            line_end = self.line_end(at)
            line = self.body[at:line_end]
            if line.strip():
                if _columns(line) < indent:
                    break
                end = line_end
            at = line_end + 1
        self.after_blank = at > end + 1
        return self.add("code", start, end)

    def fenced_code(self, start: int, fence: re.Match[str]) -> int:
        """A fence that is not closed holds all that follows (CommonMark, 4.5)."""
        if not _PLAIN_INFO.fullmatch(fence[2]):
            self.tokens.append(Token("info", start + fence.start(2), start + fence.end(2)))
        closing = re.compile(rf"[ \t]*(?:>[ \t]?)*{fence[1][0]}{{{len(fence[1])},}}[ \t]*")
        inside = at = start + fence.end() + 1
        while at < len(self.body):
            end = self.line_end(at)
            if closing.fullmatch(self.body, at, end):
                break
            at = end + 1
        self.after_blank = True
        end = min(self.line_end(at), len(self.body))
        if _CHUNK.match(fence[2]) and at < len(self.body):
            options = _CHUNK_OPTIONS.match(self.body, inside)
            if _NOT_SHOWN.search(fence[2]) or (options and _NOT_SHOWN.search(options[0])):
                return self.add("cut", start, end)
            if options and not self.raw_end:
                self.tokens.append(Token("cut", *options.span()))
                inside = options.end()
        return self.add("code", min(inside, len(self.body)), end)

    def elements(self, line: str) -> None:
        """Keep count of the element that holds what follows: its indented lines are no code."""
        if not self.container:
            found = _CONTAINER.match(line)
            if found is None:
                return
            self.container, self.depth = found[1].lower(), 0
        small = line.lower()
        self.depth += small.count(f"<{self.container}") - small.count(f"</{self.container}")
        if self.depth <= 0:
            self.container = ""

    # --- Inside of lines ---

    def inline(self, stop: re.Match[str]) -> int:
        """Read what begins at `stop`. Returns where to read on."""
        mark, at = stop[0], stop.start()
        if mark[0] == "`":
            return self.code_span(at, len(mark)) if self.markdown else stop.end()
        if mark == "<":
            return self.element(at)
        if mark in ("[", "!["):
            return stop.end() if self.raw_end else self.brackets(stop)
        if mark == "\\[" and not self.raw_end and (after := self.brackets(stop)) > stop.end():
            return after
        if mark[0] == "$" or mark[-1] in "([":
            return self.math(stop)
        if mark[0] in "{|" and mark != "{%" and self.raw_end:
            return stop.end()
        if mark == "{%":
            return self.tag(at)
        if mark == "{{":
            return self.braces(at)
        if mark == "%%":
            return stop.end() if self.raw_end else self.found(_HIDDEN.match(self.body, at), "cut", stop)
        if mark == "==":
            return stop.end() if self.raw_end else self.found(_MARK.match(self.body, at), "mark", stop)
        if mark == jsx.MARK:
            return self.jsx(at)
        if mark[0] == "=":
            return self.add("cut", self.body.rindex(" ", 0, at), stop.end())
        if mark == "{/*":
            end = self.ahead.find(_MDX_COMMENT_END, at + 3)
            return (
                self.add("comment", at, end.end()) if end and end.start() - at < LONGEST_TAG else stop.end()
            )
        if mark == "{:":
            hidden = self.body.startswith("{::comment}", at) and self.ahead.find(_KRAMDOWN_COMMENT_END, at)
            return self.found(hidden or _ATTRIBUTES.match(self.body, at), "cut", stop)
        if mark == "{#":
            return self.comment(at)
        if mark in ("{", "|"):
            before = self.body[max(at - 6, 0) : at]
            found = (
                _SITE_PATH.match(self.body, at) if before.endswith(("(", '"', "'", "<", "=", ": ")) else None
            )
            if found and found[1] and not before.endswith(("](", 'href="', "href='", "]: ")):
                found = None
            return self.found(found, "site-path", stop)
        return stop.end()

    def brackets(self, stop: re.Match[str]) -> int:
        at = stop.start()
        if self.body.startswith(("[[", "![["), at):
            return self.found(_WIKI.match(self.body, at), "wiki", stop)
        if caption := _CAPTION.match(self.body, at):
            self.captions += 1
            return self.add("cut", at, caption.end())
        if self.captions and (caption := _CAPTION_END.match(self.body, at)):
            self.captions -= 1
            return self.add("cut", at, caption.end())
        if code := _WORDPRESS_CODE.match(self.body, at):
            end = self.ahead.find(_WORDPRESS_CODE_END[code[1]], code.end())
            return self.add("wordpress-code", at, end.end()) if end else stop.end()
        return self.found(_WORDPRESS.match(self.body, at), "wordpress", stop)

    def found(self, found: re.Match[str] | None, kind: str, stop: re.Match[str]) -> int:
        return self.add(kind, stop.start(), found.end()) if found else stop.end()

    def code_span(self, at: int, length: int) -> int:
        """A code span ends with as many backticks as it begins with (CommonMark, 6.1)."""
        if at >= self.backticks_end:
            self.backticks_end = max(self.paragraph_end(at), at + length)
            self.backticks = {}
            for run in re.finditer("`+", self.body[at : self.backticks_end]):
                self.backticks.setdefault(len(run[0]), []).append(at + run.start())
            for places in self.backticks.values():
                places.reverse()
        places = self.backticks.get(length, [])
        while places and places[-1] <= at:
            places.pop()
        return self.add("code", at, places[-1] + length) if places else at + length

    def paragraph_end(self, at: int) -> int:
        found = self.ahead.find(_PARAGRAPH_END, at)
        return found.start() if found else len(self.body)

    def element(self, at: int) -> int:
        name = re.match(r"!--|\w+", self.body[at + 1 : at + 8])
        kind = name[0].lower() if name else ""
        if kind == "lj":
            found = None if self.raw_end else _LIVEJOURNAL.match(self.body, at)
            return self.add("livejournal", at, found.end()) if found else at + 1
        end = self.ahead.find(_ELEMENT_END[kind], at + 1)
        return self.add("code" if kind in ("pre", "code") else "kept", at, end.end()) if end else at + 1

    def math(self, stop: re.Match[str]) -> int:
        mark, at = stop[0].lstrip("\\"), stop.end()
        end = self.ahead.find(_MATH_END[mark], at)
        if end is None or end.start() > self.paragraph_end(at):
            return at
        inside = self.body[at : end.start()]
        if mark == "$" and (
            not inside or inside[0].isspace() or inside[-1].isspace() or not re.search(r"[\\^_]", inside)
        ):
            return at
        return self.add("kept", stop.start(), end.end())

    def jsx(self, at: int) -> int:
        after = at + 1
        start = max(self.no_jsx_until, self.tokens[-1].end if self.tokens else 0)
        begin = jsx.head(self.body, start, at) if self.markdown and not self.raw_end else -1
        if begin < 0:
            self.no_jsx_until = max(self.no_jsx_until, after)
            return after
        element = jsx.element(self.body, begin)
        if element is None:
            # Each part of the body is read once.
            self.no_jsx_until = max(self.no_jsx_until, begin + jsx.LONGEST)
            return after
        return self.add("jsx", begin, element.end)

    def comment(self, at: int) -> int:
        end = self.ahead.find(_COMMENT_END, at + 2)
        if end is None or end.start() - at > LONGEST_TAG or not re.match(r"[\s-]", self.body[at + 2]):
            return at + 2
        return self.add("cut", at, end.end())

    def tag(self, at: int) -> int:
        if self.raw_end:
            return self.add("kept", at, at + 2) if self.raw_end.start() == at else at + 2
        end = self.ahead.find(_TAG_END, at + 2)
        if end is None or end.start() - at > LONGEST_TAG:
            return at + 2
        inside = self.body[at + 2 : end.start()]
        name = None if "{%" in inside else _TAG.match(inside)
        if name is None:
            return at + 2
        word = name[1].lower()
        if word in _RAW_BLOCKS and (raw_end := self.ahead.find(_end_tag(word), end.end())):
            self.add("cut", at, end.end())
            self.raw_end = raw_end
            return end.end()
        if word == "comment" and (block_end := self.ahead.find(_end_tag(word), end.end())):
            return self.add("cut", at, block_end.end())
        if word in CODE_BLOCKS and (block_end := self.ahead.find(_end_tag(word), end.end())):
            return self.add("block", at, block_end.end())
        return self.add("tag", at, end.end())

    def braces(self, at: int) -> int:
        kind = self.body[at + 2 : at + 3]
        if kind in _SHORTCODE_END:
            return self.shortcode(at, kind)
        end = self.ahead.find(_EXPRESSION_END, at + 2)
        if end is None or end.start() - at > LONGEST_EXPRESSION or kind == "{":
            return at + 2
        inside = self.body[at + 2 : end.start()]
        # `${{ x }}` belongs to build services, `{{{ x }}}` to other template languages.
        foreign = self.body[max(at - 1, 0) : at] == "$" or self.body.startswith("}", end.end())
        if foreign or "{{" in inside or "\n\n" in inside:
            return at + 2
        return self.add("expression", at, end.end())

    def shortcode(self, at: int, kind: str) -> int:
        end = self.ahead.find(_SHORTCODE_END[kind], at + 3)
        if end is None or end.start() - at > LONGEST_TAG:
            return at + 3
        inside = self.body[at + 3 : end.start()]
        if inside.startswith("/*") and inside.endswith("*/"):
            return self.add("escaped", at, end.end())
        name = None if "{{" in inside else _SHORTCODE.match(inside)
        if name is None:
            return at + 3
        if not name[1] and name[2] in CODE_BLOCKS and not inside.endswith("/"):
            block_end = self.ahead.find(_end_shortcode(name[2]), end.end())
            if block_end:
                return self.add("block", at, block_end.end())
        return self.add("shortcode", at, end.end())


def _columns(line: str) -> int:
    """How many columns of blanks `line` begins with."""
    blanks = line[: len(line) - len(line.lstrip(" \t"))]
    return len(blanks.expandtabs(4))


def _end_tag(name: str) -> re.Pattern[str]:
    return re.compile(rf"\{{%-?\s*end{name}\s*-?%\}}", re.IGNORECASE)


def _end_shortcode(name: str) -> re.Pattern[str]:
    return re.compile(rf"\{{\{{[<%]\s*/\s*{name}\s*[%>]\}}\}}")
