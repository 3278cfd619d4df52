"""The formats that a feed can be written in: one module each, one row each."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from feeds.model import Feed, FeedMeta


class Format(NamedTuple):
    """A feed format. Its module is imported when it is first needed: an unchanged run never pays for it."""

    name: str
    """As in the `formats` setting."""
    label: str
    """As shown to people."""
    file_name: str
    media_type: str
    module: str

    def write(self, feed: Feed) -> bytes:
        """The whole document. Raises ValueError, naming the entry, for what the format cannot hold."""
        document: bytes = import_module(self.module).write(feed)
        return document


class Subscription(NamedTuple):
    """One feed document, as the subscribe page and the OPML list offer it."""

    meta: FeedMeta
    format: Format
    path: str
    """Below DIR, with slashes."""
    entries: int
    """How many it holds."""
    by: str = ""
    """What the feed gathers: "tag", "category", "author" or "year"; "" for the feed of everything."""
    name: str = ""
    """Which tag, category, author or year."""


FORMATS: dict[str, Format] = {
    row.name: row
    for row in (
        Format("rss", "RSS", "rss.xml", "application/rss+xml", "feeds.formats.rss"),
        Format("atom", "Atom", "atom.xml", "application/atom+xml", "feeds.formats.atom"),
        Format("json", "JSON Feed", "feed.json", "application/feed+json", "feeds.formats.jsonfeed"),
    )
}
