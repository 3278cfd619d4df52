"""What a post is about, as every format says it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from feeds.model import Post


def terms(post: Post) -> tuple[str, ...]:
    """Its categories, then its tags, each once."""
    return tuple(dict.fromkeys((*post.categories, *post.tags)))
