"""Settings: built-in defaults, then feeds.toml, then FEEDS_* variables, then options."""

from __future__ import annotations

from dataclasses import dataclass, field

from feeds.model import Person


@dataclass(frozen=True, slots=True)
class FeedSettings:
    """What subscribers see: the `[feed]` table."""

    title: str | None = None
    link: str | None = None
    self: str | None = None
    description: str | None = None
    language: str | None = None
    author: tuple[Person, ...] = ()
    contributors: tuple[Person, ...] = ()
    categories: tuple[str, ...] = ()
    rights: str | None = None
    icon: str | None = None
    logo: str | None = None
    hub: tuple[str, ...] = ()
    ttl: int | None = None
    limit: int | None = 50
    """How many entries the polled feeds hold; None: all ("all" in feeds.toml)."""
    formats: tuple[str, ...] = ("rss", "atom", "json")
    by: tuple[str, ...] = ()
    """Of "tag", "category", "author", "year"."""
    archive: bool = True


@dataclass(frozen=True, slots=True)
class PostSettings:
    """How to read posts: the `[posts]` table."""

    timezone: str | None = None
    """IANA name of the zone of times without an offset; None: UTC, with a warning."""
    base_url: str | None = None
    url_template: str | None = None
    date_order: str | None = None
    """"dmy" or "mdy"."""
    encoding: str | None = None
    """A codec's name, or "guess"."""
    future: bool = False
    """Whether posts from the future are published before their time."""
    follow_links: bool = False
    """Whether symbolic links that lead out of SOURCE are followed."""
    ignore: tuple[str, ...] = ()
    """Glob patterns of paths below SOURCE that hold no posts."""


@dataclass(frozen=True, slots=True)
class MarkdownSettings:
    """The `[markdown]` table."""

    engine: str = "markdown"
    """"markdown" or "commonmark"."""
    extensions: tuple[str, ...] = ("extra", "sane_lists")


@dataclass(frozen=True, slots=True)
class Config:
    """All settings of a run."""

    feed: FeedSettings = field(default_factory=FeedSettings)
    posts: PostSettings = field(default_factory=PostSettings)
    keys: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Overrides of `posts.KEYS`: which front matter keys mean what; an empty tuple: none does."""
    markdown: MarkdownSettings = field(default_factory=MarkdownSettings)
