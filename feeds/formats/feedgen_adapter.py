"""feedgen, and the only place that knows where it falls short.

feedgen builds the documents. What it gets wrong or cannot say is mended through its own extension classes,
which are handed each lxml element when feedgen is done with it:

- dates, because it prints "now" for a missing one and switches the process's locale to print the others;
- links but the alternate one, because it drops their `rel`, `type` and `length`, or leaves them out of RSS;
- authors in RSS, because it drops those without an e-mail address.
"""

from __future__ import annotations

from datetime import datetime
from html import escape
from html.entities import html5
from typing import TYPE_CHECKING

from feedgen.entry import FeedEntry
from feedgen.ext.base import BaseEntryExtension, BaseExtension
from feedgen.feed import FeedGenerator
from lxml.etree import SubElement

from feeds.formats.media import type_of, type_of_url
from feeds.formats.terms import terms
from feeds.regex import regex

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from lxml.etree import _Element as Element

    from feeds.model import Entry, Feed, FeedMeta, Person

    Extend = Callable[[Element, FeedMeta], None]
    ExtendEntry = Callable[[Element, Entry, FeedMeta], None]

ATOM = "http://www.w3.org/2005/Atom"
HISTORY = "http://purl.org/syndication/history/1.0"
MEDIA = "http://search.yahoo.com/mrss/"
GENERATOR = "feeds"

_NOT_IN_CDATA = ("]]>", "\r")
_LIKE_HTML = regex(
    rf"<[a-zA-Z/!?]|&(?:#|\w+;|{'|'.join(sorted(name for name in html5 if not name.endswith(';')))})"
)
"""Tags, and references as HTML has them: `&lt` is one without a semicolon, while `AT&T` holds none."""
_RSS_IMAGES = ("image/gif", "image/jpeg", "image/png")


class _NoDate(datetime):
    """Keeps feedgen from printing a date: it asks whether there is one by its truth."""

    def __bool__(self) -> bool:
        return False


_NO_DATE = _NoDate.fromisoformat("1970-01-01T00:00:00+00:00")


class _FeedExtension(BaseExtension):  # type: ignore[misc]
    namespaces: Mapping[str, str]
    extend: Callable[[Element], None]

    def extend_ns(self) -> Mapping[str, str]:
        return self.namespaces

    def extend_rss(self, feed: Element) -> Element:
        self.extend(feed[0])
        return feed

    def extend_atom(self, feed: Element) -> Element:
        self.extend(feed)
        return feed


class _EntryExtension(BaseEntryExtension):  # type: ignore[misc]
    extend: Callable[[Element], None]

    def extend_rss(self, item: Element) -> Element:
        self.extend(item)
        return item

    def extend_atom(self, entry: Element) -> Element:
        self.extend(entry)
        return entry


def rss(feed: Feed, namespaces: Mapping[str, str], extend: Extend, extend_entry: ExtendEntry) -> bytes:
    """An RSS 2.0 document. `extend` and `extend_entry` add the dates, the authors and what RSS 2.0 lacks.

    Raises ValueError, naming the entry, for characters that XML forbids.
    """
    meta = feed.meta
    generator = _generator(meta, namespaces, extend)
    generator.description(meta.description or meta.title)  # RSS 2.0 requires one
    generator.docs("")
    generator.updated(_NO_DATE)
    image = next((url for url in (meta.logo, meta.icon) if url and type_of_url(url) in _RSS_IMAGES), None)
    generator.image(image)
    generator.ttl(meta.ttl)
    for entry in feed.entries:
        item = _entry(generator, entry, meta, extend_entry)
        item.guid(entry.id, permalink=entry.is_permalink)
        item.link(href=entry.url)
        item.description(_shown_as_html(entry.summary) or None)
        if entry.html:
            item.content(entry.html, type="CDATA" if fits_cdata(entry.html) else None)
        if entry.enclosures:
            first = entry.enclosures[0]
            item.enclosure(first.url, first.length or 0, type_of(first))
        if entry.post.origin and entry.post.origin.url:
            item.source(entry.post.origin.url, entry.post.origin.title or entry.post.origin.url)
    return _document(generator, feed, FeedGenerator.rss_str, FeedEntry.rss_entry)


def atom(feed: Feed, namespaces: Mapping[str, str], extend: Extend, extend_entry: ExtendEntry) -> bytes:
    """An Atom 1.0 document. `extend` and `extend_entry` add the dates, and the links but the alternate one.

    Raises ValueError, naming the entry, for characters that XML forbids.
    """
    meta = feed.meta
    generator = _generator(meta, namespaces, extend)
    generator.id(meta.id)
    generator.subtitle(meta.description or None)
    generator.icon(meta.icon)
    generator.logo(meta.logo)
    generator.contributor(_people(meta.contributors))
    generator.author(_people(meta.authors))
    for entry in feed.entries:
        element = _entry(generator, entry, meta, extend_entry)
        element.id(entry.id)
        element.link(href=entry.url)
        element.author(_people(entry.authors))
        shown = _shown_as_html(entry.summary)
        element.summary(shown or None, type=None if shown == entry.summary else "html")
        if entry.html:
            element.content(entry.html, type="html")
    return _document(generator, feed, FeedGenerator.atom_str, FeedEntry.atom_entry)


def _generator(meta: FeedMeta, namespaces: Mapping[str, str], extend: Extend) -> FeedGenerator:
    """What both formats say of a feed."""
    generator = FeedGenerator()
    generator.register_extension("feeds", _FeedExtension, _EntryExtension)
    generator.feeds.namespaces = namespaces
    generator.feeds.extend = lambda element: extend(element, meta)
    generator.title(meta.title)
    generator.link(href=meta.link, rel="alternate")
    generator.language(meta.language)
    generator.rights(meta.rights)
    generator.generator(GENERATOR)
    generator.category([{"term": term} for term in meta.categories])
    return generator


def _entry(generator: FeedGenerator, entry: Entry, meta: FeedMeta, extend: ExtendEntry) -> FeedEntry:
    """What both formats say of an entry."""
    element = generator.add_entry(order="append")
    element.feeds.extend = lambda it: extend(it, entry, meta)
    element.title(entry.title)
    element.category([{"term": term} for term in terms(entry.post)])
    return element


def fits_cdata(text: str) -> bool:
    """Whether `text` comes out of a CDATA section as it went in."""
    return not any(mark in text for mark in _NOT_IN_CDATA)


def _shown_as_html(text: str) -> str:
    """Plain text, as HTML where readers would take what it says for tags or entities.

    RSS readers take every description for HTML. What no reader can mistake stays as it is, for those that do not.
    """
    if "<" not in text and "&" not in text:
        return text
    return escape(text, quote=False) if _LIKE_HTML.search(text) else text


def add_links(parent: Element, tag: str, meta: FeedMeta, media_type: str) -> None:
    """Where the document is, which hubs tell of it (WebSub, 4), and its archive (RFC 5005, 2 and 4)."""
    if meta.self_url:
        SubElement(parent, tag, rel="self", type=media_type, href=meta.self_url)
    for hub in meta.hubs:
        SubElement(parent, tag, rel="hub", href=hub)
    for rel, url in (
        ("current", meta.current),
        ("prev-archive", meta.prev_archive),
        ("next-archive", meta.next_archive),
    ):
        if url:
            SubElement(parent, tag, rel=rel, href=url)
    if meta.archive:
        SubElement(parent, f"{{{HISTORY}}}archive")
    if meta.complete:
        SubElement(parent, f"{{{HISTORY}}}complete")


def history_namespace(meta: FeedMeta) -> dict[str, str]:
    """The namespace that `add_links` needs for the marks of RFC 5005, by its prefix."""
    return {"fh": HISTORY} if meta.archive or meta.complete else {}


def _people(people: Iterable[Person]) -> list[dict[str, str]]:
    return [
        {key: value for key, value in (("name", it.name), ("email", it.email), ("uri", it.url)) if value}
        for it in people
    ]


def _document(
    generator: FeedGenerator,
    feed: Feed,
    write: Callable[..., bytes],
    write_entry: Callable[[FeedEntry], Element],
) -> bytes:
    try:
        return write(generator, pretty=True)
    except ValueError as error:
        for entry, element in zip(feed.entries, generator.entry(), strict=True):
            try:
                write_entry(element)
            except ValueError as cause:
                raise ValueError(f"{entry.post.source}: {entry.id}: {cause}") from cause
        raise ValueError(f"{feed.meta.id}: {error}") from error
