"""RSS 2.0, as the RSS Advisory Board's profile recommends it and readers read it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from lxml.etree import Element, SubElement

from feeds.dates import rfc822, rfc3339
from feeds.formats import feedgen_adapter
from feeds.formats.feedgen_adapter import ATOM, MEDIA
from feeds.formats.media import type_of, type_of_url
from feeds.links import resolve

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.etree import _Element

    from feeds.model import Enclosure, Entry, Feed, FeedMeta

    Values = Sequence[tuple[str, str]]

MEDIA_TYPE = "application/rss+xml"

_ATOM_ID = f"{{{ATOM}}}id"
_ATOM_LINK = f"{{{ATOM}}}link"
_ATOM_UPDATED = f"{{{ATOM}}}updated"
_CONTENT_ENCODED = "{http://purl.org/rss/1.0/modules/content/}encoded"
_DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
_PODCAST = {
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
}
_OF_CHANNELS = (
    "itunes:applepodcastsverify",
    "itunes:category",
    "itunes:complete",
    "itunes:new-feed-url",
    "itunes:owner",
    "itunes:type",
)
"""What Apple has no place for in an item."""
_URL_ATTRIBUTE = {
    "itunes:image": "href",
    "podcast:chapters": "url",
    "podcast:transcript": "url",
}
_TYPED = {"podcast:chapters": "application/json+chapters", "podcast:transcript": None}
"""Podcast elements that need a media type: theirs, or None where the URL tells it."""
_EXPLICIT = {"yes": "true", "explicit": "true", "no": "false", "clean": "false"}
"""What itunes:explicit used to be told, in today's words."""
_ITUNES_IMAGES = ("image/jpeg", "image/png")


def write(feed: Feed) -> bytes:
    """The whole document. Raises ValueError, naming the entry, for characters that XML forbids."""
    podcast = _channel_podcast(feed)
    extend = partial(_extend_channel, podcast=podcast)
    return feedgen_adapter.rss(feed, _namespaces(feed, podcast), extend, _extend_item)


def _namespaces(feed: Feed, podcast: Values) -> dict[str, str]:
    """What the document uses beyond `atom` and `content`, which feedgen declares in any case."""
    meta = feed.meta
    namespaces = feedgen_adapter.history_namespace(meta)
    if any(entry.authors or _language(entry, meta) for entry in feed.entries):
        namespaces["dc"] = _DUBLIN_CORE
    if any(entry.image or len(entry.enclosures) > 1 for entry in feed.entries):
        namespaces["media"] = MEDIA
    names = {name for name, _ in podcast}
    names.update(name for entry in feed.entries for name, _ in _item_podcast(entry, meta))
    prefixes = {name.partition(":")[0] for name in names}
    return namespaces | {prefix: uri for prefix, uri in _PODCAST.items() if prefix in prefixes}


def _extend_channel(channel: _Element, meta: FeedMeta, podcast: Values) -> None:
    SubElement(channel, "lastBuildDate").text = rfc822(meta.updated)
    if meta.kept_id:
        SubElement(channel, _ATOM_ID).text = meta.kept_id
    feedgen_adapter.add_links(channel, _ATOM_LINK, meta, MEDIA_TYPE)
    _add_podcast(channel, podcast)


def _extend_item(item: _Element, entry: Entry, meta: FeedMeta) -> None:
    if entry.html and not entry.summary:
        # feedgen takes content without a summary for one; and content wants a description before it.
        description = next(item.iterchildren("description"))
        empty = Element("description")
        empty.text = ""  # two tags: what follows <description/> is a description to feedparser-rs
        description.addprevious(empty)
        description.tag = _CONTENT_ENCODED
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
    _add_podcast(item, _item_podcast(entry, meta))


def _language(entry: Entry, meta: FeedMeta) -> str | None:
    """The entry's language, where it is not the feed's."""
    return entry.post.language if entry.post.language != meta.language else None


def _add_media(item: _Element, enclosure: Enclosure) -> None:
    """An enclosure beyond the one that RSS 2.0 allows, as Media RSS."""
    media = SubElement(item, f"{{{MEDIA}}}content", url=enclosure.url, type=type_of(enclosure))
    if enclosure.length:
        media.set("fileSize", str(enclosure.length))
    if enclosure.duration:
        media.set("duration", str(enclosure.duration))


def _channel_podcast(feed: Feed) -> Values:
    """The podcast values of a feed that has any, with those that its other fields tell."""
    meta = feed.meta
    if not meta.podcast and not any(entry.post.podcast for entry in feed.entries):
        return ()
    told = [("itunes:author", ", ".join(person.name for person in meta.authors))]
    told += [("itunes:owner", f"{it.name} <{it.email}>") for it in meta.authors if it.email][:1]
    told += [("itunes:image", url) for url in (meta.logo, meta.icon) if url and _is_cover(url)][:1]
    return _with(meta.podcast, told)


def _item_podcast(entry: Entry, meta: FeedMeta) -> Values:
    """The podcast values of an episode, with those that its other fields tell."""
    if not meta.podcast and not entry.post.podcast:
        return ()
    told = []
    if entry.enclosures and entry.enclosures[0].duration:
        told.append(("itunes:duration", str(entry.enclosures[0].duration)))
    if entry.image and _is_cover(entry.image):
        told.append(("itunes:image", entry.image))
    given = [
        (name, resolve(entry.url, value) if name in _URL_ATTRIBUTE else value)
        for name, value in entry.post.podcast
        if name not in _OF_CHANNELS
    ]
    return _with(given, told)


def _is_cover(url: str) -> bool:
    return type_of_url(url) in _ITUNES_IMAGES


def _with(given: Values, told: Values) -> Values:
    names = {name for name, _ in given}
    return (*given, *((name, value) for name, value in told if name not in names and value))


def _add_podcast(parent: _Element, values: Values) -> None:
    """Elements of the itunes and Podcasting 2.0 namespaces, each value where its definition wants it."""
    for name, value in values:
        prefix, _, local = name.partition(":")
        if prefix not in _PODCAST:
            raise ValueError(f"{name!r} is not an element of the itunes or podcast namespace")
        tag = f"{{{_PODCAST[prefix]}}}{local}"
        if name == "itunes:owner":
            _add_owner(parent, tag, value)
        elif name == "itunes:category":
            _add_category(parent, tag, value)
        elif name in _URL_ATTRIBUTE:
            _add_url(parent, tag, name, value)
        elif name == "podcast:funding":
            _add_funding(parent, tag, value)
        elif name == "podcast:locked":
            # A parser of podcasts takes one without an owner for none.
            owner = _name_and_email(dict(values).get("itunes:owner", ""))[1]
            SubElement(parent, tag, {"owner": owner} if "@" in owner else {}).text = value
        elif name == "itunes:explicit":
            SubElement(parent, tag).text = _EXPLICIT.get(value.lower(), value.lower())
        else:
            SubElement(parent, tag).text = value


def _add_owner(parent: _Element, tag: str, value: str) -> None:
    """From "Name <address>"."""
    owner = SubElement(parent, tag)
    for local, text in zip(("name", "email"), _name_and_email(value), strict=True):
        if text:
            SubElement(owner, f"{{{_PODCAST['itunes']}}}{local}").text = text


def _name_and_email(value: str) -> tuple[str, str]:
    name, _, email = value.rpartition("<")
    return name.strip(), email.strip(" >")


def _add_category(parent: _Element, tag: str, value: str) -> None:
    """From "Category" or "Category > Subcategory"."""
    for text in value.split(">"):
        parent = SubElement(parent, tag, text=text.strip())


def _add_url(parent: _Element, tag: str, name: str, url: str) -> None:
    element = SubElement(parent, tag, {_URL_ATTRIBUTE[name]: url})
    if name in _TYPED:
        element.set("type", _TYPED[name] or type_of_url(url) or "text/plain")


def _add_funding(parent: _Element, tag: str, value: str) -> None:
    """From a URL and words for it."""
    url, _, words = value.partition(" ")
    SubElement(parent, tag, url=url).text = words.strip() or None
