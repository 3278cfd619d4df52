"""The values that flow from stage to stage: frozen, and without I/O."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import datetime

    from feeds.problems import Problem


class Person(NamedTuple):
    """An author or contributor (RFC 4287, 3.2)."""

    name: str
    email: str | None = None
    url: str | None = None


class Enclosure(NamedTuple):
    """A media file that belongs to a post (RSS 2.0, `<enclosure>`; RFC 4287, 4.2.7.2)."""

    url: str
    type: str | None = None
    """MIME type."""
    length: int | None = None
    """Bytes."""
    title: str | None = None
    duration: int | None = None
    """Seconds."""


class Origin(NamedTuple):
    """The feed that a post was first published in (RFC 4287, 4.2.11)."""

    title: str | None
    url: str | None


class Post(NamedTuple):
    """What the author wrote, but for the body, which stays in the file until it is rendered."""

    source: str
    """Path below SOURCE, with slashes."""
    digest: str
    """Of the file's bytes: tells whether the body read later belongs to this post."""
    content: str
    """Digest of what readers see: title, body, summary and the like."""
    markup: str
    """"markdown" or "html"."""
    body_start: int
    """Where the body begins, in characters of the decoded text."""
    url: str
    """Absolute http(s) URL, as the author wrote it."""
    published: datetime
    """With the offset that the author wrote, or that the settings' zone has at that time."""
    title: str
    """Plain text."""
    heading: tuple[int, int] | None = None
    """Where the heading that became the title stands amid the body, in characters of the decoded text."""
    updated: datetime | None = None
    authors: tuple[Person, ...] = ()
    tags: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    summary: str | None = None
    """Plain text or Markdown of the author's own summary."""
    image: str | None = None
    """Absolute URL, or relative to `url`."""
    language: str | None = None
    """BCP 47 tag."""
    enclosures: tuple[Enclosure, ...] = ()
    origin: Origin | None = None
    podcast: tuple[tuple[str, str], ...] = ()
    """itunes and Podcasting 2.0 values, by the element's name with its prefix."""
    mentions: tuple[str, ...] = ()
    """Other posts that its template tags link to, as they are named there."""
    lines: tuple[tuple[str, int], ...] = ()
    """Where each field stands in the file, counted from 1."""
    encoded: str | None = None
    """`url` as a URI (RFC 3987, 3.1); None where it is one already."""

    @property
    def uri(self) -> str:
        """`url` as a URI."""
        return self.encoded or self.url

    def line(self, field: str) -> int | None:
        """The line that `field` was read from, or None where it was worked out."""
        return dict(self.lines).get(field)


class Rendered(NamedTuple):
    """What became of the body of a post."""

    html: str
    summary: str
    problems: tuple[Problem, ...]
    """Their lines are counted from the first line of the body."""


class Entry(NamedTuple):
    """A post as readers get it: what the author wrote, and what we computed from it."""

    post: Post
    id: str
    """Frozen at first publication: absolute and percent-encoded."""
    url: str
    """The post's URL as a URI (RFC 3987, 3.1): the one alternate link."""
    title: str
    published: datetime
    updated: datetime
    """`published` where the post was never edited."""
    authors: tuple[Person, ...]
    """The post's, else the feed's."""
    summary: str
    """Plain text."""
    html: str
    """Safe, with absolute URLs only."""
    image: str | None = None
    """Absolute URI."""
    enclosures: tuple[Enclosure, ...] = ()
    """With absolute URIs."""

    @property
    def is_permalink(self) -> bool:
        """Whether the id leads to the post too (RSS 2.0, `<guid>`)."""
        return self.id == self.url


class FeedMeta(NamedTuple):
    """What a feed document says of itself. One for each document: each has its own self link and id."""

    id: str
    title: str
    link: str
    """The site that the feed belongs to: the feed's alternate link."""
    updated: datetime
    """The newest `updated` or `published` among its entries. Never the clock."""
    self_url: str | None = None
    """Where this document is hosted; None where the settings do not tell."""
    description: str = ""
    language: str | None = None
    authors: tuple[Person, ...] = ()
    contributors: tuple[Person, ...] = ()
    categories: tuple[str, ...] = ()
    rights: str | None = None
    icon: str | None = None
    logo: str | None = None
    hubs: tuple[str, ...] = ()
    ttl: int | None = None
    """Minutes."""
    complete: bool = False
    """The feed holds every entry there is (RFC 5005, 2)."""
    archive: bool = False
    """This is an archive document (RFC 5005, 4), not the feed that is polled."""
    current: str | None = None
    prev_archive: str | None = None
    next_archive: str | None = None
    podcast: tuple[tuple[str, str], ...] = ()
    kept_id: str | None = None
    """The id, where it is no longer the link: told in every format, so that it is not lost with the Atom feed."""


class Feed(NamedTuple):
    """A feed document before it is written in a format."""

    meta: FeedMeta
    entries: tuple[Entry, ...]
    """Newest first."""


class Artifact(NamedTuple):
    """A finished file of the output."""

    path: str
    """Below DIR, with slashes."""
    media_type: str
    content: bytes
    entries: int = 0
