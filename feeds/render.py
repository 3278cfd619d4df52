"""The body of a post -> safe HTML with absolute URLs, and a plain-text summary. Pure: no I/O, no clock."""

from __future__ import annotations

import html
import re
import threading
from typing import TYPE_CHECKING, NamedTuple

from feeds.config import USAGE
from feeds.links import to_uri
from feeds.problems import FeedsError, Problem, problem
from feeds.sanitize import Finding, TooComplexError, sanitize
from feeds.summary import plain, shorten

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from feeds.config import MarkdownSettings
    from feeds.model import Post

SUMMARY = 300
"""About how many characters of the first paragraphs make a summary."""
CHOSEN_SUMMARY = 1000
"""How many of those that the author chose for it."""

_BEGINNING = 5000

_MORE = re.compile(
    r"<!--\s*+(?:more|read-?more|truncate|excerpt|excerpt[_-]end|end[_-]excerpt|teaser[_-]end|pelican_end_summary)\b"
    r"[^<>]{0,200}-->|<p>READMORE</p>",
    re.IGNORECASE,
)
_MIDDLEMAN_MORE = "<p>READMORE</p>"
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 allows nowhere (2.2)."""
_REFERENCE = re.compile(r"&#(?:[0-9]+|[xX][0-9a-fA-F]+);?")
_MARKS = re.compile(r"[*_`\[\]<>&\\~]")
_BLOCK_START = re.compile(r"\A(\d{1,9}(?=[.)] )|(?=[-+*#>]))")


class Rendered(NamedTuple):
    """What became of a body."""

    html: str
    summary: str
    problems: tuple[Problem, ...]
    """Their lines are counted from the first line of the body."""


def render(post: Post, body: str, markdown: MarkdownSettings) -> Rendered:
    """Render the `body` of `post`. Raises FeedsError where the settings ask for what is not installed."""
    base = to_uri(post.url)
    findings: list[Finding] = []
    body = _legal(body, body, findings)
    try:
        raw = _convert(body, markdown) if post.markup == "markdown" else body
        clean, found = sanitize(raw, base)
        findings += found
        summary = _excerpt(raw, clean, base)
    except TooComplexError as error:
        findings.append(Finding("text-too-complex", {"reason": error}))
        clean = f"<pre>{html.escape(body, quote=False)}</pre>"
        summary = shorten(" ".join(body[:_BEGINNING].split()), SUMMARY)
    if post.summary and post.summary.strip():
        summary = shorten(_author_summary(post.summary, base, markdown), CHOSEN_SUMMARY)
    clean = _legal(clean, body, findings)
    summary = _ILLEGAL.sub("", summary)
    return Rendered(
        clean.replace(_MIDDLEMAN_MORE, ""), summary, tuple(_problems(findings, post.source, body))
    )


def _legal(text: str, body: str, findings: list[Finding]) -> str:
    """`text` without what XML forbids: in the body as such, in HTML what references such as `&#8;` stood for."""
    found = _ILLEGAL.search(text)
    if not found:
        return text
    if text is body:
        line: int | None = text.count("\n", 0, found.start()) + 1
    else:
        references = (
            each
            for each in _REFERENCE.finditer(body)
            if html.unescape(each[0].rstrip(";") + ";") in ("", found[0])
        )
        first = next(references, None)
        line = body.count("\n", 0, first.start()) + 1 if first else None
    if not any(finding.code == "control-character" for finding in findings):
        findings.append(Finding("control-character", {"char": f"U+{ord(found[0]):04X}"}, line=line))
    return _ILLEGAL.sub("", text)


def _problems(findings: Iterable[Finding], source: str, body: str) -> Iterable[Problem]:
    for code, details, at, line in findings:
        if at and (index := body.find(at)) >= 0:
            line = body.count("\n", 0, index) + 1
        yield problem(code, source, line, **details)


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
    text = " ".join(_ILLEGAL.sub("", text).split())
    if not _MARKS.search(text):
        return text
    try:
        return plain(sanitize(_convert(_BLOCK_START.sub(r"\1\\", text, count=1), markdown), base)[0])
    except TooComplexError:
        return text


# --- Engines ------------------------------------------------------------------------------------------------

_made = threading.local()


def _convert(text: str, settings: MarkdownSettings) -> str:
    """`text` as HTML. Raises TooComplexError.

    Each thread has a converter of its own, since Python-Markdown keeps its state in itself. One that was left in the
    midst of a text is not used again.
    """
    if getattr(_made, "settings", None) != settings:
        _made.convert = ENGINES[settings.engine](settings)
    _made.settings = None
    try:
        converted = str(_made.convert(text))
    except RecursionError as error:
        raise TooComplexError("things inside of each other") from error
    _made.settings = settings
    return converted


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
        names = ", ".join(settings.extensions)
        found = problem("markdown-extension-unknown", "feeds.toml", name=names, reason=error)
        raise FeedsError(found, status=USAGE) from error
    hasten(engine)
    return lambda text: engine.reset().convert(text)


def _commonmark(_settings: MarkdownSettings) -> Callable[[str], str]:
    try:
        import cmarkgfm
        from cmarkgfm.cmark import Options
    except ImportError as error:
        raise FeedsError(problem("markdown-engine-missing", "feeds.toml"), status=USAGE) from error
    options = Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_FOOTNOTES
    extensions = ["table", "strikethrough", "autolink", "tasklist"]
    return lambda text: str(cmarkgfm.markdown_to_html_with_extensions(text, options, extensions))


ENGINES: dict[str, Callable[[MarkdownSettings], Callable[[str], str]]] = {
    "markdown": _python_markdown,
    "commonmark": _commonmark,
}
