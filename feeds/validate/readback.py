"""What a reader sees in a feed, and whether it is what was to be published.

This shares nothing with what writes feeds, nor with the rules: a mistake there cannot hide itself here.
"""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from feeds.regex import regex
from feeds.validate.findings import Finding, finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from lxml.etree import _Element

    from feeds.model import Entry, Feed

_ATOM = "{http://www.w3.org/2005/Atom}"
_CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
_COMPLETE = "{http://purl.org/syndication/history/1.0}complete"
_ENCODED = "{http://purl.org/rss/1.0/modules/content/}encoded"
_OF_RSS = ("{}*", _ENCODED, _CREATOR, f"{_ATOM}*", _COMPLETE)
_OF_ATOM = (f"{_ATOM}*", _COMPLETE)
"""The children that are looked at: names of other namespaces may be hugely long."""


class ReadEntry(NamedTuple):
    """One entry or item, as a reader that follows the standards to the letter sees it."""

    id: str
    link: str
    title: str
    published: datetime | None
    """None where the feed has no such date, or one that cannot be read."""
    updated: datetime | None
    authors: tuple[str, ...]
    """Their names."""
    summary: str
    html: str
    guid_is_permalink: bool | None = None
    """None outside of RSS."""


class ReadFeed(NamedTuple):
    """A feed document, as a reader sees it."""

    format: str
    """"rss", "atom" or "json"."""
    id: str
    """The Atom feed's, which the other formats tell where it is not the link."""
    title: str
    link: str
    self_url: str
    entries: tuple[ReadEntry, ...]
    older: str = ""
    """Where the archive document before this one is (RFC 5005, 4)."""
    complete: bool = False
    """It says that it holds every entry there is (RFC 5005, 2). JSON Feed has no words for that."""


def read(data: bytes) -> ReadFeed:
    """Read RSS 2.0, Atom 1.0 or JSON Feed 1.1. Raises ValueError where `data` is none of them."""
    if data.lstrip()[:1] == b"{":
        try:
            return _json(json.loads(data))
        except RecursionError:
            raise ValueError("nested too deep") from None
    return read_tree(tree(data))


def tree(data: bytes) -> _Element:
    """The outermost element of an XML document. Raises ValueError where `data` is none."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise ValueError(str(error)) from error


def read_tree(root: _Element) -> ReadFeed:
    """Read RSS 2.0 or Atom 1.0. Raises ValueError where `root` is the root of neither."""
    if root.tag == "rss":
        channel = root.find("channel")
        if channel is not None:
            return _rss(channel)
    if root.tag == f"{_ATOM}feed":
        return _atom(root)
    raise ValueError(f"neither RSS nor Atom: {root.tag}")


def compare(read: ReadFeed, feed: Feed) -> Iterator[Finding]:
    """Where what `read` shows is not what `feed` holds: entries, their number, order, and every field of each."""
    if len(read.entries) != len(feed.entries):
        yield finding("readback-count", read=len(read.entries), expected=len(feed.entries))
    for number, (seen, entry) in enumerate(zip(read.entries, feed.entries, strict=False)):
        for name, got, expected in _fields(read.format, seen, entry):
            if got != expected:
                yield finding(
                    "readback-differs", entry=number, id=entry.id, field=name, read=got, expected=expected
                )


def _fields(format: str, seen: ReadEntry, entry: Entry) -> Iterator[tuple[str, object, object]]:  # noqa: A002
    """Each field's name, what a reader sees in it, and what it should see."""
    names = tuple(person.name for person in entry.authors)
    yield "id", seen.id, entry.id
    yield "link", seen.link, entry.url
    yield "title", seen.title, entry.title
    yield "published", *_moments(seen.published, entry.published)
    yield "updated", *_moments(seen.updated or seen.published, entry.updated)
    # RSS readers know one name an item: the writer joins them.
    yield "authors", seen.authors, (", ".join(names),) if format == "rss" and names else names
    # RSS readers show the description where there is no content.
    is_summary = format == "rss" and not entry.html and seen.html == seen.summary
    yield "content", bool(seen.html) and not is_summary, bool(entry.html)
    if seen.guid_is_permalink is not None:
        yield "isPermaLink", seen.guid_is_permalink, entry.is_permalink


def _moments(got: datetime | None, expected: datetime) -> tuple[str | None, str]:
    """Both as text with their offsets, since two equal instants may be different timestamps; "" for the same."""
    if got is not None and got == expected and got.utcoffset() == expected.utcoffset():
        return "", ""
    return got.isoformat(" ", "seconds") if got else None, expected.isoformat(" ", "seconds")


def _rss(channel: _Element) -> ReadFeed:
    parts = _parts(channel, _OF_RSS)
    links = {link.get("rel", "alternate"): link.get("href", "") for link in parts.get(f"{_ATOM}link", ())}
    return ReadFeed(
        "rss",
        id=_text(parts, f"{_ATOM}id"),
        title=_text(parts, "title"),
        link=_text(parts, "link"),
        self_url=links.get("self", ""),
        entries=tuple(map(_item, parts.get("item", ()))),
        older=links.get("prev-archive", ""),
        complete=_COMPLETE in parts,
    )


def _item(item: _Element) -> ReadEntry:
    parts = _parts(item, _OF_RSS)
    guid = parts["guid"][0] if "guid" in parts else None
    creators = tuple(map(_all_text, parts.get(_CREATOR, ())))
    link = _text(parts, "link")
    summary = _text(parts, "description")
    return ReadEntry(
        id=link if guid is None else _all_text(guid),
        link=link,
        title=_text(parts, "title"),
        published=_rfc822(_text(parts, "pubDate")),
        updated=_rfc3339(_text(parts, f"{_ATOM}updated")),
        authors=creators or ((_text(parts, "author"),) if "author" in parts else ()),
        summary=summary,
        html=_text(parts, _ENCODED) or summary,
        guid_is_permalink=guid is not None and guid.get("isPermaLink", "true") == "true",
    )


def _atom(feed: _Element) -> ReadFeed:
    parts = _parts(feed, _OF_ATOM)
    return ReadFeed(
        "atom",
        id=_text(parts, f"{_ATOM}id"),
        title=_text(parts, f"{_ATOM}title"),
        link=_atom_link(parts, "alternate"),
        self_url=_atom_link(parts, "self"),
        entries=tuple(map(_entry, parts.get(f"{_ATOM}entry", ()))),
        older=_atom_link(parts, "prev-archive"),
        complete=_COMPLETE in parts,
    )


def _entry(entry: _Element) -> ReadEntry:
    parts = _parts(entry, _OF_ATOM)
    return ReadEntry(
        id=_text(parts, f"{_ATOM}id"),
        link=_atom_link(parts, "alternate"),
        title=_text(parts, f"{_ATOM}title"),
        published=_rfc3339(_text(parts, f"{_ATOM}published")),
        updated=_rfc3339(_text(parts, f"{_ATOM}updated")),
        authors=tuple(
            _text(_parts(author, _OF_ATOM), f"{_ATOM}name") for author in parts.get(f"{_ATOM}author", ())
        ),
        summary=_text(parts, f"{_ATOM}summary"),
        html=_text(parts, f"{_ATOM}content"),
    )


def _parts(parent: _Element, names: tuple[str, ...]) -> dict[str, list[_Element]]:
    """The elements in `parent` by their names, as far as they are `names`."""
    parts: dict[str, list[_Element]] = {}
    for child in parent.iterchildren(*names):
        parts.setdefault(child.tag, []).append(child)
    return parts


def _atom_link(parts: Mapping[str, Sequence[_Element]], rel: str) -> str:
    links = parts.get(f"{_ATOM}link", ())
    return next((link.get("href", "") for link in links if link.get("rel", "alternate") == rel), "")


def _text(parts: Mapping[str, Sequence[_Element]], name: str) -> str:
    """The text of the first element of that name."""
    return _all_text(parts[name][0]) if name in parts else ""


def _all_text(element: _Element) -> str:
    return "".join(map(str, element.itertext())) if len(element) else element.text or ""


def _json(document: Any) -> ReadFeed:
    if not isinstance(document, dict) or not isinstance(document.get("items"), list):
        raise ValueError("no JSON Feed")
    return ReadFeed(
        "json",
        id=_string(document.get("_atom"), "id"),
        title=_string(document, "title"),
        link=_string(document, "home_page_url"),
        self_url=_string(document, "feed_url"),
        entries=tuple(_json_item(item) for item in document["items"] if isinstance(item, dict)),
        older=_string(document, "next_url"),
    )


def _json_item(item: dict[str, Any]) -> ReadEntry:
    people = item.get("authors")
    return ReadEntry(
        id=_string(item, "id"),
        link=_string(item, "url"),
        title=_string(item, "title"),
        published=_rfc3339(_string(item, "date_published")),
        updated=_rfc3339(_string(item, "date_modified")),
        authors=tuple(_string(person, "name") for person in people) if isinstance(people, list) else (),
        summary=_string(item, "summary"),
        html=_string(item, "content_html"),
    )


def _string(members: Any, name: str) -> str:
    value = members.get(name) if isinstance(members, dict) else None
    return value if isinstance(value, str) else ""


def _rfc3339(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_NUMBERS = {name: f"{number:02}" for number, name in enumerate(_MONTHS, 1)}
_FULL_DATE = regex(
    r"(?:[A-Z][a-z]{2}, )?(\d\d) ([A-Z][a-z]{2}) (\d{4}) (\d\d:\d\d:\d\d) (?!-0000)([+-]\d\d)(\d\d)", re.ASCII
)
"""What nearly all feeds write. The standard library, which reads all there is, takes ten times as long."""


def _rfc822(text: str) -> datetime | None:
    full = _FULL_DATE.fullmatch(text)
    if full and full[2] in _NUMBERS:
        day, month, year, time, hours, minutes = full.groups()
        return _rfc3339(f"{year}-{_NUMBERS[month]}-{day}T{time}{hours}:{minutes}")
    from email.utils import parsedate_to_datetime

    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return moment if moment.tzinfo else None
