"""What is asked of whoever renders posts and makes documents, and what they give back: values that can be pickled."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from feeds.sources import content

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from feeds.config import Config
    from feeds.documents import Document
    from feeds.model import Artifact, Post, Rendered
    from feeds.problems import Problem


class SourceChangedError(Exception):
    """A post was edited between being read and being rendered."""


class Draft(NamedTuple):
    """A post to render."""

    post: Post
    source: Path | bytes
    """The folder that the posts lie in; the post's content, for those who cannot read it there."""
    post_urls: Mapping[str, str]
    """Addresses of the posts that its template tags name."""

    @property
    def content(self) -> bytes:
        """Raises SourceChangedError where there is no such file any more."""
        if isinstance(self.source, bytes):
            return self.source
        found = content(self.source, self.post.source)
        if isinstance(found, bytes):
            return found
        raise SourceChangedError(self.post.source)


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
