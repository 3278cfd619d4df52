"""Atom 1.0 (RFC 4287)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml.etree import CDATA, SubElement

from feeds.dates import rfc3339
from feeds.formats import feedgen_adapter
from feeds.formats.feedgen_adapter import MEDIA
from feeds.formats.media import type_of_url

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from feeds.model import Entry, Feed, FeedMeta

MEDIA_TYPE = "application/atom+xml"

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def write(feed: Feed) -> bytes:
    """The whole document. Raises ValueError, naming the entry, for characters that XML forbids."""
    namespaces = feedgen_adapter.history_namespace(feed.meta)
    if any(entry.image for entry in feed.entries):
        namespaces["media"] = MEDIA
    return feedgen_adapter.atom(feed, namespaces, _extend_feed, _extend_entry)


def _extend_feed(feed: Element, meta: FeedMeta) -> None:
    next(feed.iterchildren("updated")).text = rfc3339(meta.updated)
    feedgen_adapter.add_links(feed, "link", meta, MEDIA_TYPE)


def _extend_entry(element: Element, entry: Entry, meta: FeedMeta) -> None:
    if entry.post.language and entry.post.language != meta.language:
        element.set(_LANGUAGE, entry.post.language)
    next(element.iterchildren("link")).set("rel", "alternate")
    next(element.iterchildren("updated")).text = rfc3339(entry.updated)
    SubElement(element, "published").text = rfc3339(entry.published)
    for enclosure in entry.enclosures:
        link = SubElement(element, "link", rel="enclosure", href=enclosure.url)
        for name, value in (
            ("type", enclosure.type or type_of_url(enclosure.url)),
            ("length", enclosure.length),
            ("title", enclosure.title),
        ):
            if value is not None:
                link.set(name, str(value))
    if entry.post.origin and entry.post.origin.url:
        # Not atom:source: that wants the origin's id and date (RFC 4287, 4.2.11), which nobody has told us.
        via = SubElement(element, "link", rel="via", href=entry.post.origin.url)
        if entry.post.origin.title:
            via.set("title", entry.post.origin.title)
    if entry.image:
        SubElement(element, f"{{{MEDIA}}}thumbnail", url=entry.image)
    content = element.find("content")
    if content is not None:
        if feedgen_adapter.fits_cdata(entry.html):
            # Parsers that guard against bombs of entities count &lt; as well: some refuse a feed with 1,000 of them.
            content.text = CDATA(entry.html)
        element.append(content)  # last, for people who read the file
