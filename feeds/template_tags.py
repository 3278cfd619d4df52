"""Template tags of site generators in a body -> what they mean: code, images, links; or a problem that names them.

Jekyll, Octopress, Hexo, Hugo, Pelican, Zola, Eleventy and MDX. Nothing is touched in code, in mathematics or in
comments, nor what only looks like a tag. Time is linear in the length of the body.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_left
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from feeds import jsx
from feeds.regex import regex
from feeds.sources import MARKUPS
from feeds.tag_meanings import (
    BLOCKS,
    BRANCHES,
    SILENT,
    TAGS,
    Call,
    Context,
    Site,
    UnknownPostError,
    block_title,
    call_of,
    caption_of,
    code_told,
    evaluated,
    fence_told,
    function_call,
    in_attribute,
    is_picture,
    is_site_address,
    is_template,
    is_url,
    link_to,
    picture,
    plain_html,
    post_address,
    site_address,
)
from feeds.tag_scan import Token, scan

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from feeds.tag_meanings import Meaning

_SHOWN = 80
_MOST_QUOTES = 20
"""How deep quotations are nested; each one has to be written anew for the next."""


class Translated(NamedTuple):
    """A body without template tags."""

    body: str
    problems: tuple[tuple[int, str, dict[str, str]], ...] = ()
    """(line of the body, counted from 1; code; details)."""


def translate(
    body: str,
    *,
    site_url: str | None,
    post_url: Callable[[str], str | None],
    page: Mapping[str, object] | None = None,
    markup: str = "markdown",
) -> Translated:
    """Replace the template tags of `body`.

    `site_url` is what `{{ site.url }}{{ site.baseurl }}` stands for. `post_url` tells the URL of the post that has
    one of `reference_names`. `page` is the front matter, for `{{ page.title }}`. `markup` is "markdown" or "html".
    """
    if not _has_tags(body):
        return Translated(body)
    tokens = scan(body, markdown=markup != "html")
    if all(token.kind == "kept" for token in tokens):
        return Translated(body)
    context = Context(markup == "html", Site.of(site_url), post_url, page or {})
    return _Writer(body, tokens, context).written()


_ODD_FENCE = regex(r"(?:```|~~~)[ \t]*(?:[\w#.+-]+(?:[ \t]+\S|[^\w#.+\-\s`~])|\{[a-zA-Z]+[ ,}])")
_ADDRESS = regex(r"https?://[^\s\[\]\"'<>]+")
_EXCERPT_ENDS = frozenset({"truncate", "more"})
_CONTAINER_TITLE = regex(r"(?:\{[^{}]*\}|[\w-]+)(?:\[([^\[\]]*)\])?([^\[{]*)(?:\{[^{}]*\})?")
_BRACKETS = regex(r"\[(?:[\[!/]|audio |code|gallery|playlist|sourcecode|video |vimeo|youtube|_?(?:toc|TOC))")
_LINES = regex(r"\n *(?:import|export|:::|@\[|<<<)")
_ALIGNED = regex(r" align=\"\w+\"\)")
"""In Hashnode's Markdown, behind the address of a picture."""
_SIZED = regex(r" =\d*%?x\d*%?\)")
"""The same in Zenn's, CSDN's and HackMD's."""
_WORDPRESS_LANGUAGE = regex(r"(?:=|lang(?:uage)?=)\s*[\"'\u201c\u2033]?([\w#+-]+)")
_SHOWN_ADDRESS = regex(r"[a-z]+\s+(https?://[^\s{}]+)", re.IGNORECASE)
"""Logseq's `{{video https://…}}`."""
_KINDS = frozenset({"alert", "danger", "error", "info", "success", "warn", "warning"})
"""What Qiita and Zenn write in the place of a box's title."""
_HEXO_TAB = regex(r"<!-- *(?:tab|timeline) +([^\s@][^@\n]{0,200}?) *(?:@[^\n]{0,100})?-->")
"""The name of a tab, which is a comment."""
_HEXO_TABS = ("tabs", "subtabs", "timeline")
_OF_HEADERS = frozenset({"meta", "tag", "taglink"})
_SUFFIX = regex(r"\.[a-z0-9]+\Z", re.IGNORECASE)
_OF_POSTS = frozenset({*MARKUPS, ".rst"})
"""Ends of the names that Pelican's posts have."""
_LISTS = frozenset({"author", "category", "tag"})
"""Whose pages Pelican puts where its settings say."""
_BRACES = (
    "{%", "{{", "{:", "{#", "{/*", jsx.MARK, "{static}", "{attach}", "{filename}", "{index}", "{tag}", "{category}",
    "{author}",
)  # fmt: skip
_BARS = ("|filename|", "|static|", "|attach|")


def _has_tags(body: str) -> bool:
    """Whether it is worth while to look closer: most posts have no tags."""
    # One character is found in no time, and so is what an expression begins with; a longer text takes far longer.
    return (
        ("{" in body and any(mark in body for mark in _BRACES))
        or ("|" in body and any(mark in body for mark in _BARS))
        or ("=" in body and "==" in body)
        or ("%" in body and "%%" in body)
        or (("```" in body or ("~" in body and "~~~" in body)) and _ODD_FENCE.search(body) is not None)
        or (" =" in body and _SIZED.search(body) is not None)
        or ("align=" in body and _ALIGNED.search(body) is not None)
        or "<lj " in body
        or _BRACKETS.search(body) is not None
        or _LINES.search(f"\n{body}") is not None
    )


@dataclass(slots=True)
class _Frame:
    """A block tag whose end has not come yet."""

    name: str
    kind: str
    """"keep", "drop", "choose", "capture", "quote" or "link"."""
    at: int
    """Where in the output the block begins."""
    call: Call
    problems: int
    """How many there were before it."""
    branch: int | None = None
    """Where in the output the branches begin that are not taken."""
    branch_problems: int = 0
    cases: int = 0


class _Survey(NamedTuple):
    """What has to be known of the whole body before the first tag is written."""

    closed: frozenset[str]
    """The names of the tags that have an end tag."""
    defined: frozenset[str]
    """The variables that the body itself defines."""
    expands_code: bool
    """Whether the author's generator replaces tags in code too, so that they had to be wrapped in raw."""
    labels: frozenset[str] | None
    """What its reference links may refer to, where an included file holds more; None where they all stand in it."""


_DEFINES = regex(r"\{%-?\s*(?:assign|capture|for|set|increment|decrement|tablerow|macro|import)\s+(\w+)")
_VARIABLE = regex(r"([\w-]+)[ \t]*(?:\||\Z)")
_OF_LINKS = regex(r"\S*(?:link|ref|url)", re.IGNORECASE)
"""The file that is included holds what links refer to."""
_LABEL = regex(r"^ {0,3}\[([^\[\]\n]{1,200})\]:", re.MULTILINE)
_REFERENCE = regex(r"(?<![\w\\!\]])\[([^\[\]]{1,500})\]\[([^\[\]]{0,200})\]")
_TEXT_ON_NEXT_LINE = regex(r"[ \t]*\n[ \t]*\S")
_LINE_END = regex(r"[ \t]*(?:\n|$)")
_LINK_END = regex(r"[^()\n]{0,200}\)")
_RAW_TAG = regex(r"\{%-?\s*(end)?raw\s*-?%\}")
_ESCAPED = regex(r"\{\{([<%])/\*([^{}]{0,500}?)\*/([%>]\}\})")


def _told(text: str) -> tuple[str, str]:
    """The name in a tag, in lower case and with the slash or "end" of an end tag, and what follows it."""
    inside = text[3:-3] if text.startswith(("{{<", "{{%")) else text[2:-2]
    inside = inside.strip().removeprefix("-").removeprefix("+").removesuffix("-").strip()
    found = re.match(r"(/?)\s*([\w./]+(?:-[\w./]+)*)", inside)
    return ((found[1] + found[2]).lower(), inside[found.end() :].strip()) if found else ("", "")


def _survey(body: str, tokens: list[Token]) -> _Survey:
    closed: set[str] = set()
    defined: set[str] = set()
    wrapped = bare = linked = False
    for kind, start, end in tokens:
        if kind == "tag":
            name, told = _told(body[start:end])
            linked = linked or (name.startswith("include") and _OF_LINKS.match(told) is not None)
            if name.startswith("end"):
                closed.add(name[3:])
            elif defines := _DEFINES.match(body, start, end):
                defined.add(defines[1])
        elif kind == "shortcode":
            name, _ = _told(body[start:end])
            if name.startswith("/"):
                closed.add(name[1:])
        elif kind == "code":
            code = body[start:end]
            rest = _without_raw(code, keep=False)
            wrapped = wrapped or rest != code
            bare = bare or "{{" in rest or "{%" in rest
    labels = frozenset(_label(found[1]) for found in _LABEL.finditer(body)) if linked else None
    return _Survey(frozenset(closed), frozenset(defined), wrapped and not bare, labels)


def _label(text: str) -> str:
    """How labels of links are compared (CommonMark, 4.7)."""
    return " ".join(text.split()).casefold()


def _without_raw(code: str, *, keep: bool = True) -> str:
    """`code` without its raw tags, with or without what they wrap."""
    if "raw" not in code:
        return code
    out: list[str] = []
    at = 0
    opening: re.Match[str] | None = None
    for tag in _RAW_TAG.finditer(code):
        if not tag[1]:
            opening = opening or tag
        elif opening:
            inside = code[opening.end() : tag.start()]
            before = code[at : opening.start()]
            at = tag.end()
            if _is_alone(code, opening) and _is_alone(code, tag):
                inside = inside.lstrip(" \t").removeprefix("\n").rstrip(" \t")
                before = before.rstrip(" \t")
                at += code.startswith("\n", at)
            out += (before, inside if keep else "")
            opening = None
    return "".join((*out, code[at:]))


def _is_alone(text: str, found: re.Match[str]) -> bool:
    """Whether what was found is all that stands on its line, but for a few blanks."""
    before = "\n" + text[: found.start()] if found.start() < 80 else text[found.start() - 80 : found.start()]
    return before.rstrip(" \t").endswith("\n") and _LINE_END.match(text, found.end()) is not None


class _Writer:
    def __init__(self, body: str, tokens: list[Token], context: Context) -> None:
        self.body = body
        self.tokens = tokens
        self.context = context
        self.known = _survey(body, tokens)
        self.out: list[str] = []
        self.at = 0
        """Up to where the body is written."""
        self.problems: list[tuple[int, str, str]] = []
        """(place in the body, code, tag)."""
        self.frames: list[_Frame] = []
        self.open: dict[str, int] = {}
        """How many frames there are of each name."""
        self.captured: dict[str, tuple[Token, str]] = {}
        """Where a text for another place begins, and the text, by its name."""
        self.site_end = -1
        """Where in the body the last `{{ site.url }}` ends."""
        self.site_out = 0
        """Where in the output it begins."""

    def written(self) -> Translated:
        write = {
            "block": self.write_block,
            "callout": self.write_callout,
            "code": self.write_code,
            "comment": self.write_comment,
            "container": self.write_container,
            "embed": self.write_embed,
            "escaped": self.write_escaped,
            "expression": self.write_expression,
            "import": self.drop,
            "info": self.write_info,
            "jsx": self.write_jsx,
            "kept": self.write_kept,
            "livejournal": self.write_livejournal,
            "mark": self.write_mark,
            "shortcode": self.write_shortcode,
            "site-path": self.write_site_path,
            "tag": self.write_tag,
            "wiki": self.write_wiki,
            "wordpress": self.write_wordpress,
            "wordpress-code": self.write_wordpress_code,
        }
        for token in self.tokens:
            self.out.append(self.plain(self.at, token.start))
            self.at = token.end
            if token.kind != "cut":
                write[token.kind](token)
        self.out.append(self.plain(self.at, len(self.body)))
        for begin, _ in self.captured.values():
            self.problem("template-block-dropped", begin)
        return Translated("".join(self.out), self.located())

    def plain(self, start: int, end: int) -> str:
        """The text from `start` to `end`, without the links whose addresses only the generator knows."""
        text = self.body[start:end]
        labels = self.known.labels
        if labels is None or self.context.html:
            return text

        def unlinked(found: re.Match[str]) -> str:
            if _label(found[2] or found[1]) in labels:
                return found[0]
            if not any(code == "reference-unknown" for _, code, _ in self.problems):
                self.problem("reference-unknown", Token("tag", start + found.start(), start + found.end()))
            return found[1]

        return _REFERENCE.sub(unlinked, text)

    def located(self) -> tuple[tuple[int, str, dict[str, str]], ...]:
        """The problems with their lines: of each tag only the first."""
        ends = [found.start() for found in re.finditer("\n", self.body)] if self.problems else []
        first: dict[tuple[str, str], int] = {}
        for at, code, tag in self.problems:
            first.setdefault((code, tag), bisect_left(ends, at) + 1)
        return tuple((line, code, {"tag": tag}) for (code, tag), line in first.items())

    def problem(self, code: str, token: Token) -> None:
        tag = " ".join(self.body[token.start : min(token.end, token.start + 4 * _SHOWN)].split())
        self.problems.append((token.start, code, tag if len(tag) <= _SHOWN else f"{tag[:_SHOWN]}…"))

    def drop(self, token: Token) -> None:
        self.problem("template-tag-dropped", token)

    # --- Code, and what is kept ---

    def write_kept(self, token: Token) -> None:
        text = self.body[token.start : token.end]
        if text.startswith("<!--") and any(self.open.get(name) for name in _HEXO_TABS):
            text = _HEXO_TAB.sub(r"**\1**\n", text)
        self.out.append(text)

    def write_escaped(self, token: Token) -> None:
        self.out.append(_ESCAPED.sub(r"{{\1\2\3", self.body[token.start : token.end]))

    def write_code(self, token: Token) -> None:
        code = self.body[token.start : token.end]
        code = _without_raw(code) if self.known.expands_code else code
        self.out.append(_ESCAPED.sub(r"{{\1\2\3", code))

    def write_info(self, token: Token) -> None:
        """Of what follows a fence, Markdown takes the language only. The caption goes before the block."""
        language, caption = fence_told(self.body[token.start : token.end])
        opening = self.body[self.body.rfind("\n", 0, token.start) + 1 : token.start]
        if caption and opening.lstrip()[0] in "`~" and self.out[-1].endswith(opening):
            indent = opening[: len(opening) - len(opening.lstrip())]
            self.out[-1] = f"{self.out[-1].removesuffix(opening)}{indent}{caption}\n\n{opening}"
        self.out.append(language)

    def write_block(self, token: Token) -> None:
        text = self.body[token.start : token.end]
        begin = min(at for at in (text.find("%}"), text.find("}}")) if at >= 0) + 2
        code = _without_raw(text[begin : text.rindex("{{" if text.startswith("{{") else "{%")])
        call = call_of(*_told(text[:begin]), self.context)
        language, caption = code_told(call)
        if call.name == "mermaid" and not call.named:
            code = f"{call.text}\n{code.lstrip()}"
        self.put_code(code, language, caption)

    def put_code(self, code: str, language: str, caption: str = "") -> None:
        code = re.sub(r"\A(?:[ \t]*\n)+", "", code).rstrip()
        indent = re.match(r"[ \t]*", self.line())
        gap = "\n\n" + (indent[0] if indent else "")
        if self.context.html:
            attribute = f' class="language-{in_attribute(language)}"' if language else ""
            shown = f"<pre><code{attribute}>{html.escape(code, quote=False)}</code></pre>"
        else:
            fence = "`" * max(3, 1 + max(map(len, re.findall("`+", code)), default=0))
            shown = f"{fence}{language}\n{code}{gap[1:]}{fence}"
        self.put_block(f"{caption}{gap}{shown}" if caption else shown)

    # --- Tags ---

    def write_tag(self, token: Token) -> None:
        name, told = _told(self.body[token.start : token.end])
        if name.startswith("end"):
            return self.close(name[3:], token)
        if name in BRANCHES and self.branch(name):
            return None
        is_function = told.startswith("(") and told.endswith(")")
        paired = name in self.known.closed or (is_function and "" in self.known.closed)
        return self.understand(
            call_of(name, told[1:-1] if is_function else told, self.context), token, paired
        )

    def write_shortcode(self, token: Token) -> None:
        name, told = _told(self.body[token.start : token.end])
        if name.startswith("/"):
            return self.close(name[1:], token)
        paired = name in self.known.closed and not told.endswith("/")
        return self.understand(call_of(name, told.removesuffix("/"), self.context), token, paired)

    def understand(self, call: Call, token: Token, paired: bool) -> None:
        name = call.name.rpartition("/")[2]
        block = BLOCKS.get(name) if paired else None
        if name == "style" and call.text:
            block = block and "keep"
        url = call.first("href", "url", "link")
        if block == "link" and url:
            self.begin(call, "link")
            self.out.append(f'<a href="{in_attribute(url)}">')
        elif block and block != "link":
            if block == "drop":
                self.problem("template-block-dropped", token)
            elif block == "choose":
                self.drop(token)
            elif block == "capture":
                self.capture(call.text, token)
            elif block == "keep" and (title := block_title(call)):
                self.out.append(f"<strong>{plain_html(title)}</strong>\n\n")
            self.begin(call, block)
        elif name in TAGS:
            self.replace(call, token, TAGS[name])
            if paired:
                self.begin(call, "keep")
        elif paired:
            self.drop(token)
            self.begin(call, "keep")
        elif call.words and is_url(call.words[0]):
            self.put(token, link_to(call.words[0]))
        elif name not in SILENT:
            self.drop(token)

    def replace(self, call: Call, token: Token, meaning: Meaning) -> None:
        try:
            text = meaning(call, self.context)
        except UnknownPostError:
            self.problem("template-link-unknown", token)
            self.unlink(token)
            return
        if text is None:
            self.drop(token)
        else:
            self.put(token, text)

    def write_site_path(self, token: Token) -> None:
        """Pelican: a file of the site, or another post by its file."""
        kind, path = re.split(r"[}|]", self.body[token.start + 1 : token.end], maxsplit=1)
        if kind.lower() in _LISTS:
            self.problem("template-tag-dropped", token)
            self.unlink(token)
            return
        suffix = _SUFFIX.search(path.partition("#")[0])
        if kind.lower() == "filename" and (suffix is None or suffix[0].lower() in _OF_POSTS):
            self.replace(Call("ref", path, [path], {}), token, post_address)
        else:
            to_root = path.startswith("/") or kind.lower() == "index"
            self.out.append(self.context.site.path(path) if to_root else path)

    def write_wiki(self, token: Token) -> None:
        """Obsidian: `[[Post]]`, `[[Post|text]]`, `![[picture.png]]`. What is none of these was meant otherwise."""
        written = self.body[token.start : token.end]
        if written.startswith("[[!"):
            return self.write_directive(token)
        name, _, text = written.lstrip("!")[2:-2].partition("|")
        name = name.removesuffix("\\")
        try:
            if is_url(name):
                self.put(token, link_to(name, text.strip()))
            elif written[0] == "!" and is_picture(name):
                self.put(token, picture(name.strip(), alt="" if text.isdigit() else text))
            else:
                self.put(token, link_to(self.context.reference(name.strip()), text.strip() or name.strip()))
        except UnknownPostError:
            shown = text.strip() or (name.strip() if self.is_wiki else "")
            if shown and not name[0].isspace() and written[0] == "[":
                self.problem("template-link-unknown", token)
                self.out.append(shown)
            else:
                self.out.append(written)
        return None

    @cached_property
    def is_wiki(self) -> bool:
        """Whether one of the words in double brackets names a post: then the others were meant so too."""
        for kind, start, end in self.tokens:
            if kind == "wiki":
                name = self.body[start:end].lstrip("!")[2:-2].partition("|")[0].removesuffix("\\").strip()
                with suppress(UnknownPostError):
                    return bool(self.context.reference(name))
        return False

    def write_directive(self, token: Token) -> None:
        """ikiwiki: `[[!img picture.png]]`; what it says of the page itself was read with the header."""
        name, *told = self.body[token.start + 3 : token.end - 2].split()
        if name == "img" and told:
            self.put(token, picture(told[0]))
        elif name not in _OF_HEADERS:
            self.drop(token)

    def write_wordpress(self, token: Token) -> None:
        found = _ADDRESS.search(self.body, token.start, token.end)
        if found:
            self.put(token, link_to(found[0].replace("\\", "")))
        else:
            self.drop(token)

    def write_wordpress_code(self, token: Token) -> None:
        """Its editor stored marks of HTML in code as entities, unless it was switched to plain text."""
        tag, _, rest = self.body[token.start + 1 : token.end].partition("]")
        code = rest.rpartition("[/")[0]
        code = code if "<" in code else html.unescape(code)
        if "\n" not in code and (self.line().strip() or not _LINE_END.match(self.body, token.end)):
            self.out.append(f"<code>{plain_html(code)}</code>")
        else:
            language = _WORDPRESS_LANGUAGE.search(tag)
            self.put_code(code, language[1].lower() if language else "")

    def write_livejournal(self, token: Token) -> None:
        name = re.search(r"(?<==)[\"']?([\w-]+)", self.body[token.start : token.end])
        self.out.append(plain_html(name[1] if name else ""))

    def write_comment(self, token: Token) -> None:
        """Of MDX: the mark that ends an excerpt means something."""
        if self.body[token.start + 3 : token.end - 3].strip() in _EXCERPT_ENDS:
            self.out.append("<!-- truncate -->")

    def write_jsx(self, token: Token) -> None:
        """MDX: an element without the expressions in it, which may hold what ends a tag."""
        element = jsx.element(self.body, token.start)
        self.out.append(element.text if element else "")

    def write_callout(self, token: Token) -> None:
        """GitHub and Obsidian: a quote of a kind, with a title or without one."""
        kind, _, title = self.body[token.start + 2 : token.end].partition("]")
        self.out.append(f"**{title.lstrip('+-').strip() or kind.capitalize()}**  ")

    def write_mark(self, token: Token) -> None:
        self.out.append(f"<mark>{self.body[token.start + 2 : token.end - 2]}</mark>")

    def write_container(self, token: Token) -> None:
        """Docusaurus, VitePress, Pandoc: a box of a kind, with a title or without one; VuePress: a tab."""
        written = self.body[token.start : token.end].strip(" \t:")
        told = _CONTAINER_TITLE.fullmatch(written.removeprefix("@").replace(":active", "", 1))
        title = ((told[1] or told[2]) if told else "").strip()
        if not title and (named := re.search(r"\{[^{}]*\btitle=\"([^\"{}]*)\"", written)):
            title = named[1].strip()
        self.out.append(f"**{title}**\n" if title and title not in _KINDS else "")

    def write_embed(self, token: Token) -> None:
        """Zenn: what is shown of another site, by its address or by its name there."""
        name, _, target = self.body[token.start + 2 : token.end].rstrip(" \t)").partition("](")
        if is_url(target):
            self.out.append(f"<{target}>")
        else:
            self.understand(call_of(name.lower(), target, self.context), token, paired=False)

    # --- Blocks ---

    def begin(self, call: Call, kind: str) -> None:
        kind = "keep" if kind == "quote" and self.open.get(call.name, 0) >= _MOST_QUOTES else kind
        self.frames.append(_Frame(call.name, kind, len(self.out), call, len(self.problems)))
        self.open[call.name] = self.open.get(call.name, 0) + 1

    def close(self, name: str, token: Token) -> None:
        if not self.frames or (name and not self.open.get(name)):
            return self.drop(token)
        while True:
            frame = self.frames.pop()
            self.open[frame.name] -= 1
            if not name or frame.name == name:
                return self.finish(frame)

    def branch(self, name: str) -> bool:
        """The first branch of a choice is taken. Returns whether we are in one."""
        frame = self.frames[-1] if self.frames else None
        if frame is None or frame.kind != "choose":
            return False
        frame.cases += name == "when"
        if frame.branch is None and not (name == "when" and frame.cases == 1):
            frame.branch, frame.branch_problems = len(self.out), len(self.problems)
        return True

    def capture(self, name: str, token: Token) -> None:
        """Text for another place; what stood in that name's place before has found none."""
        if name in self.captured:
            self.problem("template-block-dropped", self.captured[name][0])
        self.captured[name] = (token, "")

    def finish(self, frame: _Frame) -> None:
        if frame.kind == "drop":
            del self.out[frame.at :], self.problems[frame.problems :]
        elif frame.kind == "choose" and frame.branch is not None:
            del self.out[frame.branch :], self.problems[frame.branch_problems :]
        elif frame.kind == "link":
            self.out.append("</a>")
        elif frame.kind == "capture" and frame.call.text in self.captured:
            token, _ = self.captured[frame.call.text]
            self.captured[frame.call.text] = (token, "".join(self.out[frame.at :]))
            del self.out[frame.at :]
        elif frame.kind == "quote":
            inside = "".join(self.out[frame.at :])
            self.out[frame.at :] = [self.quoted(inside, frame.call)]

    def quoted(self, inside: str, call: Call) -> str:
        if call.name == "pullquote" and '{"' in inside:
            return re.sub(r'\{"\s*|\s{0,20}"\}', "", inside)
        words = call.text.split() if call.name in ("blockquote", "quote") else []
        if call.named:
            words = [
                call.first("author", "by", "name"),
                call.first("source", "cite", "title"),
                call.first("url", "link"),
            ]
        source = caption_of([word.strip("\"'") for word in words if word])
        if self.context.html:
            footer = f"<footer>— {source}</footer>" if source else ""
            return f"<blockquote>{inside}{footer}</blockquote>"
        lines = [*inside.strip("\n").split("\n"), *(("", f"— {source}") if source else ())]
        return "\n" + "\n".join(f"> {line}".rstrip() for line in lines) + "\n"

    # --- Expressions ---

    def write_expression(self, token: Token) -> None:
        inside = (
            self.body[token.start + 2 : token.end - 2].strip().removeprefix("-").removesuffix("-").strip()
        )
        if is_site_address(inside):
            return self.write_site(token, site_address(inside, self.context))
        if self.captured and (shown := _VARIABLE.match(inside)) and shown[1] in self.captured:
            # Only once: such texts may hold each other.
            _, text = self.captured.pop(shown[1])
            return self.out.append(f"\n\n{text.strip()}\n\n" if "markdownify" in inside else text)
        value = evaluated(inside, self.context)
        if value is not None:
            return self.put(token, value)
        if shown := _SHOWN_ADDRESS.fullmatch(inside):
            return self.put(token, link_to(shown[1]))
        if called := function_call(inside, self.context):
            call, meaning = called
            return self.replace(call, token, meaning)
        if is_template(inside, self.known.defined):
            return self.drop(token)
        return self.write_kept(token)

    def write_site(self, token: Token, address: str | None) -> None:
        if address is None and not self.body.startswith(("/", "{{", "{%"), token.end):
            return self.drop(token)
        if self.site_end != token.start:
            self.site_out = len(self.out)
        self.site_end = token.end
        # Without a host, what follows is resolved against the post's own URL.
        return self.out.append(address or "")

    # --- Output ---

    def put(self, token: Token, text: str) -> None:
        """Write `text` in the place of `token`."""
        if self.site_end == token.start and is_url(text):
            del self.out[self.site_out :]
        # A line of HTML alone takes the next line with it (CommonMark, 4.6).
        is_html_line = (
            text.startswith(("<figure", "<img")) and not self.context.html and not self.line().strip()
        )
        gap = "\n" if is_html_line and _TEXT_ON_NEXT_LINE.match(self.body, self.at) else ""
        self.out.append(text + gap)

    def put_block(self, text: str) -> None:
        """Write `text` on lines of its own."""
        before = "\n\n" if self.line().strip(" \t>") else ""
        after = "" if _LINE_END.match(self.body, self.at) else "\n\n"
        self.out.append(before + text + after)

    def tail(self) -> tuple[int, str]:
        """The end of the output up to some hundred characters, and where in it that begins."""
        first = max((frame.branch or frame.at for frame in self.frames[-1:]), default=0)
        at, length = len(self.out), 0
        while at > max(first, len(self.out) - 40) and length < 500:
            at -= 1
            length += len(self.out[at])
        return at, "".join(self.out[at:])

    def line(self) -> str:
        """What is written of the current line, or of its end if it is long."""
        return self.tail()[1].rpartition("\n")[2]

    def unlink(self, token: Token) -> None:
        """Leave the text of the Markdown link that has lost its target."""
        if self.site_end == token.start:
            del self.out[self.site_out :]
        at, text = self.tail()
        rest = _LINK_END.match(self.body, self.at)
        if rest is None or not text.endswith("]("):
            return
        depth = 0
        for place in range(len(text) - 2, -1, -1):
            depth += (text[place] == "]") - (text[place] == "[")
            if depth == 0:
                self.out[at:] = [text[:place].removesuffix("!") + text[place + 1 : -2]]
                self.at = rest.end()
                return
