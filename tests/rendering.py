"""What the tests of rendering share."""

from __future__ import annotations

from datetime import UTC, datetime

from feeds.config import MarkdownSettings
from feeds.model import Post, Rendered
from feeds.render import render

URL = "https://example.org/2013/post/"
DEFAULT = MarkdownSettings()
FAST = MarkdownSettings(engine="commonmark")


def post(markup: str = "markdown", url: str = URL, summary: str | None = None) -> Post:
    return Post(
        source="post.md",
        digest="",
        content="",
        markup=markup,
        body_start=0,
        url=url,
        published=datetime(2013, 10, 9, tzinfo=UTC),
        title="Title",
        summary=summary,
    )


def rendered(body: str, settings: MarkdownSettings = DEFAULT, **fields: str) -> Rendered:
    return render(post(**fields), body, settings)


def codes(result: Rendered) -> list[str]:
    return [problem.code for problem in result.problems]
