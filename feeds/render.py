"""The body of a post -> safe HTML with absolute URLs, and a plain-text summary. Pure: no I/O, no clock."""

from __future__ import annotations

import html
import re
import threading
from bisect import bisect_left
from collections import Counter
from functools import partial
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from feeds import post_links
from feeds.characters import ILLEGAL, illegal_in
from feeds.comrak_losses import cells_lost, footnotes_lost, may_lose_cells
from feeds.model import Rendered
from feeds.problems import USAGE, FeedsError, Problem, problem
from feeds.regex import regex
from feeds.sanitize import Finding, TooComplexError, control_character, sanitize
from feeds.summary import plain, shorten

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from feeds.config import MarkdownSettings
    from feeds.model import Post

    Convert = Callable[[str], tuple[str, list[Finding]]]
    """From Markdown to HTML, and to what is not in it."""

SUMMARY = 300
"""About how many characters of the first paragraphs make a summary."""
CHOSEN_SUMMARY = 1000
"""How many of those that the author chose for it."""

_BEGINNING = 5000
_NO_POSTS: Mapping[str, str] = MappingProxyType({})
_MOST_LOOKED_AT = 10**8
"""Characters of a body in search of where its findings stand: beyond, they have no line."""

_MORE = regex(
    r"<!--\s*+(?:more|read-?more|truncate|excerpt|excerpt[_-]end|end[_-]excerpt|teaser[_-]end|pelican_end_summary)\b"
    r"[^<>]{0,200}-->|<p>READMORE</p>",
    re.IGNORECASE,
)
_LINE_END = regex(r"\n|\Z")
_MIDDLEMAN_MORE = "<p>READMORE</p>"
_MARKS = regex(r"[*_`\[\]<>&\\~]")
_NOTE = regex(
    r"\]:[ \t]*+(?:\n[ \t>]*+)?((?!<)[^\s./@#?=:]++(?=\s|\Z)"
    r"|(?=[!-~]*+[^\s!-~])(?![a-z][a-z0-9+.-]*+:|www\.|[/#.<?]|\S*?(?:/|\.[a-z][a-z0-9]{1,4})(?:\s|\Z))\S++)",
    re.IGNORECASE,
)
"""What has the form of the address that links with that label lead to (CommonMark, 4.7), but reads as words."""
_EMPHASIZED = regex(
    r"^[ \t>]*+\*(\[[^\[\]\n]{1,200}\]:(?:[^\n*]|\n(?![ \t]*\n)){1,2000}+)(?<=[^\s*])\*(?!\*)", re.MULTILINE
)
"""A note in emphasis, which Python-Markdown takes for an abbreviation."""
_NOTE_START = regex(r"[ \t>]*+(?:(?:[-*+]|\d{1,9}[.)])[ \t]++)*+\[(?!\^)[^\[\]\n]{1,200}")
_BLANKS = regex(r"[\s>]+")
"""Which may come out otherwise than they were written."""
_LONGEST_LABEL = 300
"""Characters, with what may stand before it on the line."""
_BLOCK_START = regex(r"\A(\d{1,9}(?=[.)] )|(?=(?:[-+*]|#{1,6}) |>))")


def render(
    post: Post,
    body: str,
    markdown: MarkdownSettings,
    post_urls: Mapping[str, str] = _NO_POSTS,
    links_from: str = "",
) -> Rendered:
    """Render the `body` of `post`; `post_urls` has the addresses of posts that it may link to by their files.

    Its relative links start from `links_from`, itself a link on the post's page, else from that page.

    Raises FeedsError where the settings ask for what is not installed.
    """
    base = post.uri
    to_post = partial(post_links.follow, source=post.source, post_urls=post_urls)
    findings: list[Finding] = []
    if illegal := illegal_in(body):
        findings.append(control_character(illegal, line=body.count("\n", 0, illegal.start()) + 1))
        body = ILLEGAL.sub("", body)
    try:
        raw, lost = _read(body, markdown) if post.markup == "markdown" else (body, [])
        clean, found = sanitize(raw, base, to_post, links_from)
        findings += lost
        findings += found
        summary = _excerpt(raw, clean, base)
    except TooComplexError as error:
        findings.append(Finding("text-too-complex", {"reason": error}))
        clean = f"<pre>{html.escape(body, quote=False)}</pre>"
        summary = shorten(" ".join(body[:_BEGINNING].split()), SUMMARY)
    if post.summary and post.summary.strip():
        summary = shorten(_author_summary(post.summary, base, markdown), CHOSEN_SUMMARY)
    clean = clean.replace(_MIDDLEMAN_MORE, "")
    return Rendered(clean, summary, tuple(_problems(findings, post.source, body)))


def _read(body: str, markdown: MarkdownSettings) -> tuple[str, list[Finding]]:
    """The HTML of `body`, and what is not in it. What only looks like a definition that nothing uses stays text."""
    raw, lost = _convert(body, markdown)
    unseen = _unseen(body, raw) if "]:" in body else None
    if not unseen:
        return raw, lost
    pieces = [body[start:end] for start, end in pairwise([0, *sorted(unseen), len(body)])]
    return _convert("\\".join(pieces), markdown)


def _unseen(body: str, raw: str) -> set[int]:
    """Where the brackets are that begin such a text, which is not in `raw`."""
    text = linked = ""
    left = _MOST_LOOKED_AT
    unseen: set[int] = set()
    for start, note, word in _notes(body):
        if not text:
            shown = html.unescape(raw)
            text, linked = _BLANKS.sub("", shown), unquote(shown)
        left -= len(linked)
        written = _BLANKS.sub("", note)
        is_seen = written in text or html.unescape(written) in text or f'="{word}' in linked
        if left > 0 and not is_seen:
            unseen.add(start)
    return unseen


def _notes(body: str) -> Iterator[tuple[int, str, str]]:
    """What looks like a definition but reads as words: where its bracket is, what is written, its first word."""
    for found in _NOTE.finditer(body):
        first = max(found.start() - _LONGEST_LABEL, 0)
        line = body.rfind("\n", first, found.start()) + 1 or first
        if _NOTE_START.fullmatch(body, line, found.start()):
            yield body.index("[", line), found[0], found[1]
    if "*[" in body:
        for found in _EMPHASIZED.finditer(body):
            yield found.start(1), found[1], found[1]


def _problems(findings: Iterable[Finding], source: str, body: str) -> Iterable[Problem]:
    """Each of the findings once, at the line where its source text stands first."""
    said = set()
    ends: list[int] | None = None
    left = _MOST_LOOKED_AT
    for code, details, at, line in findings:
        found = problem(code, source, line, **details)
        if found.message in said:
            continue
        said.add(found.message)
        if at and left > 0:
            index = body.find(at)
            left -= index if index >= 0 else len(body)
            if index >= 0:
                ends = ends or [end.start() for end in _LINE_END.finditer(body)]
                found = found._replace(line=bisect_left(ends, index) + 1)
        yield found


def _excerpt(raw: str, clean: str, base: str) -> str:
    """What comes before the mark that ends an excerpt, else the first paragraphs."""
    if more := _MORE.search(raw):
        excerpt = plain(sanitize(raw[: more.start()], base)[0], prose_only=True)
        if excerpt:
            return shorten(excerpt, CHOSEN_SUMMARY)
    text = plain(clean, prose_only=True, enough=SUMMARY) or plain(clean, enough=SUMMARY)
    return shorten(text, SUMMARY)


def _author_summary(text: str, base: str, markdown: MarkdownSettings) -> str:
    """A line of Markdown or HTML as plain text."""
    text = " ".join(ILLEGAL.sub("", text).split())
    if not _MARKS.search(text):
        return text
    try:
        return plain(sanitize(_convert(_BLOCK_START.sub(r"\1\\", text, count=1), markdown)[0], base)[0])
    except TooComplexError:
        return text


# --- Engines ------------------------------------------------------------------------------------------------

_made = threading.local()


def _convert(text: str, settings: MarkdownSettings) -> tuple[str, list[Finding]]:
    """`text` as HTML, and what is not in it. Raises TooComplexError.

    Each thread has a converter of its own, since Python-Markdown keeps its state in itself. One that was left in the
    midst of a text is not used again.
    """
    if getattr(_made, "settings", None) != settings:
        _made.convert = ENGINES[settings.engine](settings)
    _made.settings = None
    try:
        converted: tuple[str, list[Finding]] = _made.convert(text)
    except RecursionError as error:
        raise TooComplexError("things inside of each other") from error
    _made.settings = settings
    return converted


_EXTENSION_SETTINGS: dict[str, dict[str, Any]] = {
    "extra": {"tables": {"use_align_attribute": True}},
    "tables": {"use_align_attribute": True},
}


def _python_markdown(settings: MarkdownSettings) -> Convert:
    from feeds.markdown_gfm import GfmExtension
    from feeds.markdown_speed import QuickMarkdown, hasten

    engine = QuickMarkdown(output_format="html")
    for name in settings.extensions:
        extension = GfmExtension() if name == "gfm" else name
        try:
            engine.registerExtensions([extension], _EXTENSION_SETTINGS)
        except (ImportError, AttributeError, TypeError, ValueError) as error:
            found = problem("markdown-extension-unknown", "feeds.toml", name=name, reason=error)
            raise FeedsError(found, status=USAGE) from error
    hasten(engine)
    return lambda text: (engine.reset().convert(text), engine.lost)


_GFM = ("autolink", "footnotes", "strikethrough", "table", "tasklist")
_MOST_COLUMNS = 1000
"""Of a table: comrak's time grows with their square."""
_COSTLIEST_END = 10**9
"""Closing parentheses times characters of a word: comrak counts them all anew for each that it leaves out."""
_COSTLIEST_MAIL = 10**8
"""Addresses times characters of a line: comrak copies what is left of it for each, and keeps the copies."""


_MOST_MARKS = 2 * 10**6
"""Of what may be Markdown: comrak needs up to a kilobyte of memory for each."""
_MAY_BE_MARKDOWN = "\n!&*:<@[\\]_`w|~"


def _commonmark(_settings: MarkdownSettings) -> Convert:
    try:
        import comrak
    except ImportError as error:
        raise FeedsError(problem("markdown-engine-missing", "feeds.toml"), status=USAGE) from error
    extensions, output = comrak.ExtensionOptions(), comrak.RenderOptions()
    for name in _GFM:
        setattr(extensions, name, True)
    # HTML is not for the engine to judge: `sanitize` does that.
    output.unsafe_ = output.gfm_quirks = True
    with_places = comrak.RenderOptions()
    with_places.gfm_quirks = with_places.sourcepos = True

    def convert(text: str) -> tuple[str, list[Finding]]:
        if len(text) > _MOST_MARKS and sum(map(text.count, _MAY_BE_MARKDOWN)) > _MOST_MARKS:
            raise TooComplexError("too many marks")
        if text.count("|") > _MOST_COLUMNS and max(map(_columns, text.split("\n"))) > _MOST_COLUMNS:
            raise TooComplexError("too many columns of a table")
        if text.count("@") * len(text) > _COSTLIEST_MAIL < sum(map(_mail, text.split("\n"))):
            raise TooComplexError("too many mail addresses on one line")
        if text.count(")") * len(text) > _COSTLIEST_END < sum(map(_parentheses, text.split())):
            raise TooComplexError("too many parentheses at the end of an address")
        # comrak takes an address in angle brackets at the very end for none.
        roomy = f"{_room(text)}{text}\n" if "]:" in text else text
        converted = comrak.render_markdown(roomy, extension_options=extensions, render_options=output)
        lost: list[Finding] = []
        if "[^" in text and "]:" in text:
            lost += footnotes_lost(text, converted)
        if "<table>" in converted and may_lose_cells(text):
            located = comrak.render_markdown(text, extension_options=extensions, render_options=with_places)
            lost += cells_lost(text, located)
        return converted, lost

    return convert


_LABEL = regex(r"\[([^\[\]\n]{1,200})\](?::[ \t]*+(?:\n[ \t>]*+)?([^\n]++))?")
"""Of a link that is defined elsewhere, or of such a definition, with what it says."""
_MOST_ROOM = 100_000


def _room(text: str) -> str:
    """A blank line that lets all links of `text` lead to the addresses that it defines once.

    comrak leaves links alone as soon as all that they lead to is longer than the text.
    """
    uses: Counter[str] = Counter()
    sizes: dict[str, int] = {}
    for label, address in _LABEL.findall(text):
        name = label.casefold()
        uses[name] += 1
        if address:
            sizes[name] = max(sizes.get(name, 0), len(address) if address.isascii() else 9 * len(address))
    needed = min(sum(size * uses[name] for name, size in sizes.items()), _MOST_ROOM) - len(text)
    return " " * needed + "\n" if needed > 0 else ""


def _columns(line: str) -> int:
    return line.count("|")


def _parentheses(word: str) -> int:
    return word.count(")") * len(word)


def _mail(line: str) -> int:
    return line.count("@") * len(line)


ENGINES: dict[str, Callable[[MarkdownSettings], Convert]] = {
    "markdown": _python_markdown,
    "commonmark": _commonmark,
}
