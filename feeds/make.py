"""A feed document into finished files: rendered, written in each format, validated and read back.

Pure functions of picklable values, so that any `concurrent.futures.Executor` can do the work.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple

from feeds import validate
from feeds.dates import rfc3339
from feeds.documents import meta_for
from feeds.formats import FORMATS
from feeds.links import resolve
from feeds.model import Artifact, Entry, Feed
from feeds.posts import body as body_of
from feeds.problems import Problem, problem
from feeds.render import Rendered, render
from feeds.sources import decode
from feeds.template_tags import translate
from feeds.validate import readback, structure

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from feeds.config import Config
    from feeds.documents import Document
    from feeds.ledger import Known
    from feeds.model import Enclosure, Post
    from feeds.validate.findings import Finding

_ENTRY_OVERHEAD = 1_500
"""About how many bytes an entry takes besides its content and summary."""


_RIGHT_AS_WRITTEN = ("json-html-in-text",)
"""Findings that suspect what we know: JSON Feed's texts are plain, whatever they are about."""

_OF_THE_SETTINGS = ("itunes-missing", "itunes-no-email")
"""Warnings about a feed itself that its settings can mend."""


class SourceChangedError(Exception):
    """A post was edited between being read and being rendered."""


class Draft(NamedTuple):
    """A post to render."""

    post: Post
    data: bytes
    """The file's content."""
    post_urls: Mapping[str, str]
    """Addresses of the posts that its template tags name."""


class Job(NamedTuple):
    """A document to make."""

    document: Document
    drafts: tuple[Draft, ...]
    """The posts that are not rendered yet."""
    rendered: Mapping[str, Rendered]
    """The others, by source."""
    config: Config


class Made(NamedTuple):
    """A finished document."""

    document: Document
    artifacts: tuple[Artifact, ...]
    problems: tuple[Problem, ...]
    rendered: Mapping[str, Rendered]
    """What had to be rendered for it and is worth keeping, by source."""


def render_drafts(drafts: Sequence[Draft], config: Config) -> dict[str, Rendered]:
    """Render the posts, by source. Raises SourceChangedError."""
    return {draft.post.source: _render(draft, config) for draft in drafts}


def _render(draft: Draft, config: Config) -> Rendered:
    post = draft.post
    if hashlib.sha256(draft.data).hexdigest() != post.digest:
        raise SourceChangedError(post.source)
    text, _ = decode(draft.data, post.source, config.posts.encoding)
    first_line = text.count("\n", 0, post.body_start)
    site = config.feed.link or config.posts.base_url
    page = {
        "title": post.title,
        "description": post.summary or "",
        "url": post.url,
        "date": rfc3339(post.published),
    }
    written = body_of(post, text)
    body = translate(written, site_url=site, post_url=draft.post_urls.get, page=page, markup=post.markup)
    rendered = render(post, body.body, config.markdown)
    problems = [
        *(problem(code, post.source, line + first_line, **details) for line, code, details in body.problems),
        *(found._replace(line=found.line and found.line + first_line) for found in rendered.problems),
    ]
    return rendered._replace(problems=tuple(problems))


def make(job: Job) -> Made:
    """Make the document in each format. Raises SourceChangedError."""
    new = render_drafts(job.drafts, job.config)
    rendered = {**job.rendered, **new}
    known = job.document.posts
    entries = entries_of(known, rendered, job.config)
    artifacts = []
    problems: list[Problem] = []
    for name in job.config.feed.formats:
        file_format = FORMATS[name]
        feed = Feed(meta_for(job.document, file_format.file_name, job.config.feed.self), entries)
        path = job.document.path(file_format.file_name)
        content = file_format.write(feed)
        artifacts.append(Artifact(path, file_format.media_type, content, len(entries)))
        problems += _at_posts(_judged(name, content, feed), path, known)
    # What an archive shows is seldom wanted again: it is rendered anew then, rather than kept.
    kept = {} if job.document.meta.archive else new
    return Made(job.document, tuple(artifacts), tuple(dict.fromkeys(problems)), kept)


def _judged(name: str, content: bytes, feed: Feed) -> Iterator[Finding]:
    """What the rules, the grammar and a reader's eyes find in the finished document."""
    yield from validate.findings(content)
    if name == "json":
        seen = readback.read(content)
    else:
        root = readback.tree(content)
        if name == "atom":
            yield from structure.conforms(root)
        seen = readback.read_tree(root)
    yield from readback.compare(seen, feed)


def entries_of(known: Iterable[Known], rendered: Mapping[str, Rendered], config: Config) -> tuple[Entry, ...]:
    """The posts as readers get them."""
    return tuple(_entry(one, rendered[one.post.source], config) for one in known)


def _entry(known: Known, rendered: Rendered, config: Config) -> Entry:
    post = known.post
    return Entry(
        post=post,
        id=known.id,
        url=known.url,
        title=post.title,
        published=post.published,
        updated=known.updated,
        authors=post.authors or config.feed.author,
        summary=rendered.summary,
        html=rendered.html,
        image=resolve(known.url, post.image) if post.image else None,
        enclosures=tuple(_absolute(each, known.url) for each in post.enclosures),
    )


def _absolute(enclosure: Enclosure, base: str) -> Enclosure:
    return enclosure._replace(url=resolve(base, enclosure.url))


def _at_posts(findings: Iterable[Finding], path: str, known: Sequence[Known]) -> list[Problem]:
    """Findings at the posts that caused them, since those are what the user can mend."""
    problems = []
    for found in findings:
        if found.code in _RIGHT_AS_WRITTEN:
            continue
        if found.entry is not None and found.severity != "info":
            post = known[found.entry].post
            problems.append(Problem(post.source, post.line("title"), found.code, found.message))
        elif found.severity == "error" or (found.code in _OF_THE_SETTINGS and "/" not in path):
            problems.append(found.problem(path))
    return problems


def how_many_fit(known: Sequence[Known], rendered: Mapping[str, Rendered], max_bytes: int) -> int:
    """How many of the entries, one at least, stay below `max_bytes` together in the largest format."""
    total = 0
    for number, one in enumerate(known):
        html, summary, _ = rendered[one.post.source]
        escapes = 3 * (html.count("<") + html.count(">")) + 4 * html.count("&")
        total += len(html.encode()) + escapes + len(summary.encode()) + _ENTRY_OVERHEAD
        if total > max_bytes:
            return max(number, 1)
    return len(known)
