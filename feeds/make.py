"""A feed document into finished files: rendered, written in each format, validated and read back.

Functions of picklable values, so that any process or `concurrent.futures.Executor` can do the work. They read no file
but the posts themselves, and write none.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from feeds import post_links, validate
from feeds.boxes import unboxed
from feeds.dates import rfc3339
from feeds.documents import Document, entries_of, main_meta, meta_for
from feeds.formats import FORMATS
from feeds.html_pages import base_of
from feeds.jobs import Draft, Job, Made, SourceChangedError
from feeds.ledger import Known
from feeds.model import Artifact, Feed, Post
from feeds.page_text import text_alone
from feeds.problems import FeedsError, Problem, problem
from feeds.render import render
from feeds.sources import decode
from feeds.template_tags import translate
from feeds.validate import readback, structure

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from feeds.config import Config
    from feeds.model import Rendered
    from feeds.validate.findings import Finding

_RIGHT_AS_WRITTEN = ("json-html-in-text",)
"""Findings that suspect what we know: JSON Feed's texts are plain, whatever they are about."""

_OF_THE_SETTINGS = ("itunes-missing", "itunes-no-email")
"""Warnings about a feed itself that its settings can mend."""


def prepare(config: Config) -> None:
    """Load all that making feeds takes, by making a small one."""
    data = b"*text*"
    url, when = "https://example.org/", datetime(2000, 1, 1, tzinfo=UTC)
    post = Post("sample.md", hashlib.sha256(data).hexdigest(), "", "markdown", 0, url, when, "sample")
    known = Known(post, url, url, when, None)
    meta, _ = main_meta([known], config.feed, None)
    # Where the engine is missing, no post may need it.
    with suppress(FeedsError):
        make(Job(Document("", meta, (known,)), (Draft(post, data, {}),), {}, config))


def render_drafts(drafts: Sequence[Draft], config: Config) -> dict[str, Rendered]:
    """Render the posts, by source. Raises SourceChangedError; FeedsError where the Markdown engine is missing."""
    return {draft.post.source: _render(draft, config) for draft in drafts}


def _render(draft: Draft, config: Config) -> Rendered:
    post = draft.post
    content = draft.content
    if hashlib.sha256(content).hexdigest() != post.digest:
        raise SourceChangedError(post.source)
    text, _ = decode(content, post.source, config.posts.encoding)
    first_line = text.count("\n", 0, post.body_start)
    site = config.feed.link or config.posts.base_url
    page = {
        "title": post.title,
        "description": post.summary or "",
        "url": post.url,
        "date": rfc3339(post.published),
    }
    written = body_of(post, text)
    framed, base = False, ""
    if post.markup == "html":
        base = base_of(text)
        written, framed = text_alone(text, post.body_start, written, post.title)
    elif not any("admonition" in name for name in config.markdown.extensions):
        written = unboxed(written)
    post_url = partial(post_links.named, source=post.source, post_urls=draft.post_urls)
    body = translate(written, site_url=site, post_url=post_url, page=page, markup=post.markup)
    rendered = render(post, body.body, config.markdown, draft.post_urls, base)
    problems = [
        *([problem("page-frame", post.source)] if framed else []),
        *(problem(code, post.source, line + first_line, **details) for line, code, details in body.problems),
        *(found._replace(line=found.line and found.line + first_line) for found in rendered.problems),
    ]
    # What was cut from a page leaves its lines, blank.
    shown = rendered.html.strip() if framed else rendered.html
    return rendered._replace(html=shown, problems=tuple(problems))


def body_of(post: Post, text: str) -> str:
    """The body of the post in its file's decoded text, without the heading that became its title.

    Its first line is the line of the file that holds `post.body_start`; no line is lost.
    """
    if post.heading is None:
        return text[post.body_start :]
    start, end = post.heading
    return text[post.body_start : start] + "\n" * text.count("\n", start, end) + text[end:]


def make(job: Job) -> Made:
    """Make the document in each format. Raises what `render_drafts` raises."""
    new = render_drafts(job.drafts, job.config)
    rendered = {**job.rendered, **new}
    known = job.document.posts
    entries = entries_of(known, rendered, job.config)
    artifacts = []
    problems = [found for one in known for found in rendered[one.post.source].problems]
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
