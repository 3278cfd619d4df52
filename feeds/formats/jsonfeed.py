"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from feeds.dates import rfc3339
from feeds.formats.media import type_of
from feeds.formats.terms import terms

if TYPE_CHECKING:
    from collections.abc import Iterable

    from feeds.model import Enclosure, Entry, Feed, FeedMeta, Person

_ATOM_ID = "https://www.rfc-editor.org/rfc/rfc4287#section-4.2.6"


def write(feed: Feed) -> bytes:
    """The whole document. Raises ValueError, naming the entry, for characters that UTF-8 cannot hold."""
    meta = feed.meta
    document = _known(
        version="https://jsonfeed.org/version/1.1",
        title=meta.title,
        home_page_url=meta.link,
        feed_url=meta.self_url,
        description=meta.description or None,
        # Where the feeds are hosted is not known, it would be relative, which JSON Feed does not allow.
        next_url=meta.prev_archive if meta.self_url else None,
        icon=meta.logo or meta.icon,
        favicon=meta.icon,
        authors=_authors(meta.authors),
        language=meta.language,
        hubs=[{"type": "WebSub", "url": hub} for hub in meta.hubs],
        _atom={"about": _ATOM_ID, "id": meta.kept_id} if meta.kept_id else None,
    )
    beginning = f'{{\n{_lines(document, "  ")},\n  "items": [\n'
    items = b",\n".join(_encoded(entry, meta) for entry in feed.entries)
    return b"".join((beginning.encode(), items, b"\n  ]\n}\n"))


def _encoded(entry: Entry, meta: FeedMeta) -> bytes:
    try:
        return f"    {{\n{_lines(_item(entry, meta), '      ')}\n    }}".encode()
    except UnicodeEncodeError as error:
        raise ValueError(f"{entry.post.source}: {entry.id}: {error}") from error


_ENCODE = json.JSONEncoder(ensure_ascii=False).encode


def _lines(members: dict[str, Any], indent: str) -> str:
    """A member a line."""
    return ",\n".join(f'{indent}"{name}": {_ENCODE(value)}' for name, value in members.items())


def _item(entry: Entry, meta: FeedMeta) -> dict[str, Any]:
    post = entry.post
    published, updated = rfc3339(entry.published), rfc3339(entry.updated)
    return _known(
        id=entry.id,
        url=entry.url,
        title=entry.title,
        content_html=entry.html,
        summary=entry.summary or None,
        image=entry.image,
        date_published=published,
        date_modified=updated if updated != published else None,
        authors=_authors(entry.authors),
        tags=list(terms(post)),
        language=post.language if post.language != meta.language else None,
        attachments=[_attachment(enclosure) for enclosure in entry.enclosures],
    )


def _authors(people: Iterable[Person]) -> list[dict[str, Any]]:
    return [_known(name=person.name, url=person.url) for person in people]


def _attachment(enclosure: Enclosure) -> dict[str, Any]:
    return _known(
        url=enclosure.url,
        mime_type=type_of(enclosure),
        title=enclosure.title,
        size_in_bytes=enclosure.length,
        duration_in_seconds=enclosure.duration,
    )


def _known(**members: object) -> dict[str, Any]:
    """The members that are known, in the order they were given."""
    return {name: value for name, value in members.items() if value is not None and value != []}
