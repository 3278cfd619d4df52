"""The body of a post -> safe HTML with absolute URLs, and a plain-text summary. Pure: no I/O, no state."""

from __future__ import annotations

import html
import re
import threading
from typing import TYPE_CHECKING, NamedTuple

from feeds.problems import FeedsError, Problem, problem
from feeds.sanitize import Finding, TooDeepError, sanitize
from feeds.summary import plain, shorten

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from feeds.config import MarkdownSettings
    from feeds.model import Post

SUMMARY = 300
"""About how many characters of the first paragraphs make a summary."""
CHOSEN_SUMMARY = 1000
"""How many of those that the author chose for it."""

_MORE = re.compile(
    r"<!--\s*(?:more|read-?more|truncate|excerpt|excerpt[_-]end|end[_-]excerpt|teaser[_-]end|pelican_end_summary)\b"
    r"[^<>]{0,200}-->|<p>\s*READMORE\s*</p>",
    re.IGNORECASE,
)
_READMORE = re.compile(r"<p>\s*READMORE\s*</p>\n?")
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_ILLEGAL_REFERENCE = re.compile(
    r"&#(?:0*(?:[0-8]|1[124-9]|2[0-9]|3[01]|127)|x0*(?:[0-8bcef]|1[0-9a-f]|7f));?", re.IGNORECASE
)


class Rendered(NamedTuple):
    """What became of a body."""

    html: str
    summary: str
    problems: tuple[Problem, ...]
    """Their lines are counted from the first line of the body."""


def render(post: Post, body: str, markdown: MarkdownSettings) -> Rendered:
    """Render the `body` of `post`. Raises FeedsError where the settings name an extension that cannot be had."""
    findings: list[Finding] = []
    body = _legal(body, findings)
    raw = _engine(markdown)(body) if post.markup == "markdown" else body
    try:
        clean, found = sanitize(raw, post.url)
    except TooDeepError:
        clean, found = (
            f"<pre>{html.escape(body, quote=False)}</pre>",
            [Finding("text-too-complex", {"reason": "too many open elements"})],
        )
    findings += found
    clean = _READMORE.sub("", _ILLEGAL.sub("", clean))
    summary = _summary(post, raw, clean, markdown)
    return Rendered(clean, summary, tuple(_problems(findings, post.source, body)))


def _legal(text: str, findings: list[Finding]) -> str:
    for pattern, replacement in ((_ILLEGAL, ""), (_ILLEGAL_REFERENCE, "")):
        if found := pattern.search(text):
            line = text.count("\n", 0, found.start()) + 1
            char = f"U+{_ordinal(found[0]):04X}"
            findings.append(Finding("control-character", {"char": char}, line=line))
            text = pattern.sub(replacement, text)
    return text


def _ordinal(found: str) -> int:
    if len(found) == 1:
        return ord(found)
    digits = found.strip("&#;").lower()
    return int(digits[1:], 16) if digits.startswith("x") else int(digits)


def _problems(findings: Iterable[Finding], source: str, body: str) -> Iterable[Problem]:
    for code, details, at, line in findings:
        if at and (index := body.find(at)) >= 0:
            line = body.count("\n", 0, index) + 1
        yield problem(code, source, line, **details)


def _summary(post: Post, raw: str, clean: str, markdown: MarkdownSettings) -> str:
    if post.summary and post.summary.strip():
        return shorten(plain_text(_ILLEGAL.sub("", post.summary), post.url, markdown), CHOSEN_SUMMARY)
    if more := _MORE.search(raw):
        excerpt = plain(sanitize(raw[: more.start()], post.url)[0], prose_only=True)
        if excerpt:
            return shorten(excerpt, CHOSEN_SUMMARY)
    text = plain(clean, prose_only=True, enough=SUMMARY) or plain(clean, enough=SUMMARY)
    return shorten(text, SUMMARY)


_MARKS = re.compile(r"[*_`\[\]<>&\\~]")
_BLOCK_START = re.compile(r"(\d+(?=[.)])|(?=[-+*#>]))")


def plain_text(text: str, base: str, markdown: MarkdownSettings) -> str:
    """A line of Markdown or HTML that an author wrote as a summary, as plain text."""
    text = " ".join(text.split())
    if not _MARKS.search(text):
        return text
    raw = _engine(markdown)(_BLOCK_START.sub(r"\1\\", text, count=1) if _BLOCK_START.match(text) else text)
    return plain(sanitize(raw, base)[0])


# --- Engines ------------------------------------------------------------------------------------------------

_made = threading.local()


def _engine(settings: MarkdownSettings) -> Callable[[str], str]:
    """The function that turns Markdown into HTML. One for each thread: Python-Markdown keeps its state in itself."""
    if getattr(_made, "settings", None) != settings:
        _made.convert = ENGINES[settings.engine](settings)
        _made.settings = settings
    convert: Callable[[str], str] = _made.convert
    return convert


def _python_markdown(settings: MarkdownSettings) -> Callable[[str], str]:
    from markdown import Markdown

    from feeds.markdown_gfm import GfmExtension
    from feeds.markdown_speed import hasten

    try:
        engine = Markdown(
            extensions=[GfmExtension() if name == "gfm" else name for name in settings.extensions],
            extension_configs={"extra": {"tables": {"use_align_attribute": True}}},
            output_format="html",
        )
    except (ImportError, AttributeError, TypeError) as error:
        raise FeedsError(
            problem(
                "markdown-extension-unknown", "feeds.toml", name=", ".join(settings.extensions), reason=error
            ),
            status=2,
        ) from error
    hasten(engine)
    return lambda text: engine.reset().convert(text)


def _commonmark(_settings: MarkdownSettings) -> Callable[[str], str]:
    try:
        import cmarkgfm
        from cmarkgfm.cmark import Options
    except ImportError as error:
        raise FeedsError(problem("markdown-engine-missing", "feeds.toml"), status=2) from error
    options = Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_FOOTNOTES
    extensions = ["table", "strikethrough", "autolink", "tasklist"]
    return lambda text: str(cmarkgfm.markdown_to_html_with_extensions(text, options, extensions))


ENGINES: dict[str, Callable[[MarkdownSettings], Callable[[str], str]]] = {
    "markdown": _python_markdown,
    "commonmark": _commonmark,
}
