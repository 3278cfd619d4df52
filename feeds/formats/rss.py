"""RSS 2.0, as the RSS Advisory Board's profile recommends it and readers read it."""

from __future__ import annotations

from email.utils import parseaddr
from typing import TYPE_CHECKING

from lxml.etree import SubElement

from feeds.dates import rfc822, rfc3339
from feeds.formats import feedgen_adapter
from feeds.formats.feedgen_adapter import ATOM, MEDIA
from feeds.formats.media import type_of, type_of_url

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml.etree import _Element as Element

    from feeds.model import Enclosure, Entry, Feed, FeedMeta

MEDIA_TYPE = "application/rss+xml"

_ATOM_LINK = f"{{{ATOM}}}link"
_ATOM_UPDATED = f"{{{ATOM}}}updated"
_CONTENT_ENCODED = "{http://purl.org/rss/1.0/modules/content/}encoded"
_DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
_PODCAST = {
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
}
_URL_ATTRIBUTE = {
    "itunes:image": "href",
    "podcast:chapters": "url",
    "podcast:funding": "url",
    "podcast:transcript": "url",
}
_TYPED = {"podcast:chapters": "application/json+chapters", "podcast:transcript": None}
"""Podcast elements that need a media type: theirs, or None where the URL tells it."""
_ITUNES_IMAGES = ("image/jpeg", "image/png")


def write(feed: Feed) -> bytes:
    """The whole document. Raises ValueError, naming the entry, for characters that XML forbids."""
    return feedgen_adapter.rss(feed, _namespaces(feed), _extend_channel, _extend_item)


def _namespaces(feed: Feed) -> dict[str, str]:
    """What the document uses beyond `atom` and `content`, which feedgen declares in any case."""
    meta = feed.meta
    namespaces = feedgen_adapter.history_namespace(meta)
    if any(entry.authors or _language(entry, meta) for entry in feed.entries):
        namespaces["dc"] = _DUBLIN_CORE
    if any(entry.image or len(entry.enclosures) > 1 for entry in feed.entries):
        namespaces["media"] = MEDIA
    names = {name for name, _ in meta.podcast}
    names.update(name for entry in feed.entries for name, _ in _podcast(entry, meta))
    prefixes = {name.partition(":")[0] for name in names}
    return namespaces | {prefix: uri for prefix, uri in _PODCAST.items() if prefix in prefixes}


def _extend_channel(channel: Element, meta: FeedMeta) -> None:
    SubElement(channel, "lastBuildDate").text = rfc822(meta.updated)
    feedgen_adapter.add_links(channel, _ATOM_LINK, meta, MEDIA_TYPE)
    _add_podcast(channel, meta.podcast)


def _extend_item(item: Element, entry: Entry, meta: FeedMeta) -> None:
    if entry.html and not entry.summary:
        # feedgen takes content without a summary for one.
        next(item.iterchildren("description")).tag = _CONTENT_ENCODED
    SubElement(item, "pubDate").text = rfc822(entry.published)
    updated = rfc3339(entry.updated)
    if updated != rfc3339(entry.published):
        SubElement(item, _ATOM_UPDATED).text = updated
    if entry.authors:
        # One name, because most readers take the first or the last of several elements.
        names = ", ".join(person.name for person in entry.authors)
        SubElement(item, f"{{{_DUBLIN_CORE}}}creator").text = names
    language = _language(entry, meta)
    if language:
        SubElement(item, f"{{{_DUBLIN_CORE}}}language").text = language
    for enclosure in entry.enclosures[1:]:
        _add_media(item, enclosure)
    if entry.image:
        # Not media:content as well: two readers take that for an enclosure.
        SubElement(item, f"{{{MEDIA}}}thumbnail", url=entry.image)
    _add_podcast(item, _podcast(entry, meta))


def _language(entry: Entry, meta: FeedMeta) -> str | None:
    """The entry's language, where it is not the feed's."""
    return entry.post.language if entry.post.language != meta.language else None


def _add_media(item: Element, enclosure: Enclosure) -> None:
    """An enclosure beyond the one that RSS 2.0 allows, as Media RSS."""
    media = SubElement(item, f"{{{MEDIA}}}content", url=enclosure.url, type=type_of(enclosure))
    if enclosure.length:
        media.set("fileSize", str(enclosure.length))
    if enclosure.duration:
        media.set("duration", str(enclosure.duration))


def _podcast(entry: Entry, meta: FeedMeta) -> tuple[tuple[str, str], ...]:
    """The entry's podcast values, with those that other fields of an episode tell."""
    given = entry.post.podcast
    if not given and not meta.podcast:
        return ()
    names = {name for name, _ in given}
    told = []
    if "itunes:duration" not in names and entry.enclosures and entry.enclosures[0].duration:
        told.append(("itunes:duration", str(entry.enclosures[0].duration)))
    if "itunes:image" not in names and entry.image and type_of_url(entry.image) in _ITUNES_IMAGES:
        told.append(("itunes:image", entry.image))
    return (*given, *told)


def _add_podcast(parent: Element, values: Iterable[tuple[str, str]]) -> None:
    """Elements of the itunes and Podcasting 2.0 namespaces, each value where its definition wants it."""
    for name, value in values:
        prefix, _, local = name.partition(":")
        tag = f"{{{_PODCAST[prefix]}}}{local}"
        if name == "itunes:owner":
            _add_owner(parent, tag, value)
        elif name == "itunes:category":
            _add_category(parent, tag, value)
        elif name in _URL_ATTRIBUTE:
            _add_attribute(parent, tag, name, value)
        else:
            SubElement(parent, tag).text = value


def _add_owner(parent: Element, tag: str, value: str) -> None:
    """From "Name <address>"."""
    owner = SubElement(parent, tag)
    for local, text in zip(("name", "email"), parseaddr(value), strict=True):
        if text:
            SubElement(owner, f"{{{_PODCAST['itunes']}}}{local}").text = text


def _add_category(parent: Element, tag: str, value: str) -> None:
    """From "Category" or "Category > Subcategory"."""
    for text in value.split(">"):
        parent = SubElement(parent, tag, text=text.strip())


def _add_attribute(parent: Element, tag: str, name: str, value: str) -> None:
    """From a URL, and for `podcast:funding` the words after it."""
    url, _, words = value.partition(" ")
    element = SubElement(parent, tag, {_URL_ATTRIBUTE[name]: url})
    if name in _TYPED:
        element.set("type", _TYPED[name] or type_of_url(url) or "text/plain")
    element.text = words.strip() or None
