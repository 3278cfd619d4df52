"""Short posts for tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from feeds.config import Config, PostSettings
from feeds.posts import parse

if TYPE_CHECKING:
    from feeds.model import Post
    from feeds.readings import Reading

OWN = {"url": "https://example.org/a", "date": "2013-10-09 09:23:00 +0800", "title": "A title"}


def config(keys: dict[str, tuple[str, ...]] | None = None, **settings: Any) -> Config:
    return Config(posts=PostSettings(**settings), keys=keys or {})


def text(header: str = "", body: str = "Text.", **own: str | None) -> str:
    """A post with an address, a date and a title, unless `own` says otherwise (None: without), and more `header`."""
    lines = [f"{key}: {value}" for key, value in {**OWN, **own}.items() if value is not None]
    return "\n".join(["---", *lines, *([header] if header else []), "---", body, ""])


def reading(post: str | bytes, path: str = "a.md", settings: Config | None = None) -> Reading:
    data = post.encode("utf-8", "surrogatepass") if isinstance(post, str) else post
    return parse(path, data, settings or config(timezone="Asia/Shanghai"))


def read(post: str, path: str = "a.md", settings: Config | None = None) -> Post:
    """The post, which must have been read without an error."""
    found = reading(post, path, settings)
    assert found.post is not None, (found.problems, found.held)
    return found.post


def codes(
    post: str | bytes, path: str = "a.md", settings: Config | None = None
) -> list[tuple[str, int | None]]:
    """What is wrong with the post: codes and lines."""
    return [(found.code, found.line) for found in reading(post, path, settings).problems]
